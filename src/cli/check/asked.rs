//! What the flags of a check ask for, once they are known to make sense.

use std::path::Path;

use ignore::gitignore::GitignoreBuilder;

use crate::check::Settings;
use crate::cli::args::{self, ReportFormat};
use crate::cli::explain::rule;
use crate::cli::list::catalogue;
use crate::disk::read_named;
use crate::model::authorised::Authorised;
use crate::model::catalogue::Catalogue;
use crate::model::fault::{Fault, Faults, ManifestFault, ProjectFault, none_of};
use crate::model::manifest::Ignore;
use crate::model::plugin::Require;
use crate::model::rule::RuleSeverity;
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, row_of};
use crate::run::check::{CheckOptions, Fixes};
use crate::text::path::RelPath;

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
        let built = args.built.as_deref().map(built).transpose();
        let built = built.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let authorised = args.authorised.as_deref().map(authorised).transpose();
        let authorised = authorised.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let fixes = match (args.mend.fix, args.mend.diff || args.mend.check) {
            (false, _) => Fixes::Left,
            (true, true) => Fixes::Planned,
            (true, false) => Fixes::Written,
        };
        let select = args.select.into();
        let (catalogue, only) = (known, None);
        let options =
            CheckOptions { settings, require, catalogue, built, authorised, select, fixes, only };
        none_of(Self { options, format: args.format }, faults)
    }
}

/// The app.json that a build wrote into a folder.
fn built(folder: &Path) -> Result<ConfigFile, Fault> {
    let path = folder.join("app.json");
    let name = path.display().to_string();
    let text = read_named(&path).map_err(|what| Fault::of(name.clone(), what))?;
    let file = ConfigFile::new(row_of(Framework::Native), RelPath::constant("app.json"), text);
    let none = ProjectFault::NotAMiniProgram { miniprogram_root: None };
    file.recognised()
        .map_err(|fault| fault.renamed(name.clone()))?
        .ok_or_else(|| Fault::of(name.clone(), none))
}

/// What the platform answered, saved in a file.
fn authorised(file: &Path) -> Result<Authorised, Fault> {
    let name = file.display().to_string();
    let text = read_named(file).map_err(|what| Fault::of(name.clone(), what))?;
    Authorised::parse(&name, &text)
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
