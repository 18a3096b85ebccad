//! What the flags of a check ask for, once they are known to make sense.

use ignore::gitignore::GitignoreBuilder;

use crate::check::Settings;
use crate::cli::args::{self, ReportFormat};
use crate::cli::explain::rule;
use crate::cli::list::catalogue;
use crate::disk::fleet::Select;
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ManifestFault, none_of};
use crate::model::manifest::Ignore;
use crate::model::plugin::Require;
use crate::model::rule::Level;

/// The wishes of a run.
pub(super) struct Asked {
    /// What is reported.
    pub(super) settings: Settings,
    /// The versions that pins may have.
    pub(super) require: Option<Require>,
    /// What is known of the plugin's versions.
    pub(super) catalogue: Catalogue,
    /// What is read.
    pub(super) select: Select,
    /// How it is told.
    pub(super) format: ReportFormat,
    /// Whether to mend what can be mended.
    pub(super) fix: bool,
}

impl Asked {
    /// Reads the flags.
    ///
    /// # Errors
    /// All that make no sense.
    pub(super) fn new(args: &args::Check) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let mut settings = Settings::default();
        for asked in &args.severities {
            match level(asked) {
                Ok((id, level)) => drop(settings.levels.insert(id, level)),
                Err(what) => faults.push(Fault::of_argument("--severity", asked, what)),
            }
        }
        for path in &args.ignore {
            match GitignoreBuilder::new("").add_line(None, path) {
                Ok(_) => settings.ignore.push(Ignore { path: path.clone(), rules: Vec::new() }),
                Err(error) => {
                    let reason = error.to_string();
                    faults.push(Fault::of_argument(
                        "--ignore",
                        path,
                        ManifestFault::BadPattern { reason },
                    ));
                }
            }
        }
        let require = args.require.as_deref().map(|range| {
            Require::parse(range).map_err(|reason| {
                Fault::of_argument("--require", range, ManifestFault::BadRange { reason })
            })
        });
        let require = require.transpose().unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let known = catalogue(args.catalogue.as_deref()).unwrap_or_else(|Faults(refused)| {
            faults.extend(refused);
            Catalogue::built_in().clone()
        });
        let asked = Self {
            settings,
            require,
            catalogue: known,
            select: args.select.into(),
            format: args.format,
            fix: args.mend.fix,
        };
        none_of(asked, faults)
    }
}

/// A rule with how grave it is to be.
fn level(asked: &str) -> Result<(&'static str, Level), ManifestFault> {
    let (name, word) = asked.split_once('=').unwrap_or((asked, ""));
    let rule = rule(name.trim())?;
    let level = Level::parse(word.trim());
    level
        .map(|level| (rule.id, level))
        .ok_or(ManifestFault::BadSeverity { nearest: rule.id.to_owned() })
}
