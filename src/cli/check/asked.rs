//! What the flags of a check ask for, once they are known to make sense.

use ignore::gitignore::GitignoreBuilder;

use crate::check::Settings;
use crate::cli::args::{self, ReportFormat};
use crate::cli::explain::rule;
use crate::cli::list::catalogue;
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ManifestFault, none_of};
use crate::model::manifest::Ignore;
use crate::model::plugin::Require;
use crate::model::rule::RuleSeverity;
use crate::run::check::{CheckOptions, Fixes};

/// The flags, read.
pub(super) struct Asked {
    /// What is checked, and how.
    pub(super) options: CheckOptions,
    /// How it is shown.
    pub(super) format: ReportFormat,
}

impl Asked {
    /// Reads the flags.
    ///
    /// # Errors
    /// All that make no sense.
    pub(super) fn new(args: &args::CheckArgs) -> Result<Self, Faults> {
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
        let fixes = match (args.mend.fix, args.mend.diff || args.mend.check) {
            (false, _) => Fixes::Left,
            (true, true) => Fixes::Planned,
            (true, false) => Fixes::Written,
        };
        let select = args.select.into();
        let options = CheckOptions { settings, require, catalogue: known, select, fixes };
        none_of(Self { options, format: args.format }, faults)
    }
}

/// A rule with how grave it is to be.
fn level(asked: &str) -> Result<(&'static str, RuleSeverity), ManifestFault> {
    let (name, word) = asked.split_once('=').unwrap_or((asked, ""));
    let rule = rule(name.trim())?;
    let level = RuleSeverity::parse(word.trim());
    level
        .map(|level| (rule.id, level))
        .ok_or(ManifestFault::BadSeverity { nearest: rule.id.to_owned() })
}
