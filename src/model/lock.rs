//! `kaibo.lock`: what we last wrote, file by file, as the base of the next merge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::fault::{Fault, Faults, What};
use crate::text::path::RelPath;
use crate::text::{lines, merge};

/// Name of the lock at the project's root; the platform does not upload the suffix.
pub const FILE: &str = "kaibo.lock";

/// Format of the lock.
const LOCK_VERSION: u64 = 1;

/// This tool's version.
pub const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What was written where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// By path from the project's root.
    pub files: BTreeMap<RelPath, Written>,
    /// Declarations that were taken out, in the order in which they went.
    pub disabled: Vec<Disabled>,
    /// Objects that were empty before something was put into them.
    pub hollow: Vec<Hollow>,
}

/// An object that was empty before something was put into it, so that it can be left as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hollow {
    /// Its file, from the project's root.
    pub path: String,
    /// The keys on the way to it; an item of a list is named by its index.
    pub keys: Vec<String>,
    /// What stood between its braces.
    pub inside: String,
}

/// A declaration that was taken out, with all that it takes to put it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disabled {
    /// Its file, from the project's root.
    pub path: RelPath,
    /// The keys on the way to it; a subpackage is named by its root.
    pub keys: Vec<String>,
    /// The key before it in its object.
    pub before: Option<String>,
    /// The key behind it.
    pub after: Option<String>,
    /// What was taken out, in order of place.
    pub removed: Vec<Removed>,
    /// Digest of the file's text without it.
    pub digest: String,
}

/// A piece of text that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Where it stood, in bytes of the text without it.
    pub at: usize,
    /// Its bytes.
    pub text: String,
    /// What stands there instead.
    pub instead: String,
}

/// A text that we wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Name of the template that it came from.
    pub template: String,
    /// The text with LF line ends.
    pub base: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    lock_version: u64,
    tool: String,
    files: BTreeMap<String, DocumentFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    disabled: Vec<DocumentDisabled>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hollow: Vec<Hollow>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentDisabled {
    path: String,
    keys: Vec<String>,
    before: Option<String>,
    after: Option<String>,
    removed: Vec<DocumentRemoved>,
    digest: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentRemoved {
    at: usize,
    text: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    instead: String,
}

/// A base is a list of lines, so that git merges it line by line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentFile {
    template: String,
    base: Vec<String>,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// Conflict markers, another tool's or a broken lock, or a path that leaves the project.
    pub fn parse(text: &str) -> Result<Self, Faults> {
        if let Some(at) = merge::first_marker(text) {
            return Err(Fault::at(FILE, text, at..at, What::Markers).into());
        }
        let text = lines::to_lf(text);
        refuse_newer(&text)?;
        let broken = || Faults::from(Fault::of(FILE, What::BrokenLock));
        let document: Document = serde_json::from_str(&text).map_err(|_| broken())?;
        let files = document.files.into_iter().map(|(path, file)| {
            Ok((inside(path)?, Written { template: file.template, base: file.base.join("\n") }))
        });
        let disabled = document.disabled.into_iter().map(DocumentDisabled::read);
        Ok(Self {
            files: files.collect::<Result<_, Faults>>()?,
            disabled: disabled.collect::<Result<_, Faults>>()?,
            hollow: document.hollow,
        })
    }

    /// The lock as text, the same for the same content.
    pub fn print(&self) -> String {
        let files = self.files.iter().map(|(path, file)| {
            let base = file.base.split('\n').map(str::to_owned).collect();
            (path.to_string(), DocumentFile { template: file.template.clone(), base })
        });
        let document = Document {
            lock_version: LOCK_VERSION,
            tool: TOOL_VERSION.to_owned(),
            files: files.collect(),
            disabled: self.disabled.iter().map(DocumentDisabled::of).collect(),
            hollow: self.hollow.clone(),
        };
        let printed =
            serde_json::to_string_pretty(&document).expect("texts and numbers always print");
        printed + "\n"
    }
}

impl DocumentDisabled {
    fn of(disabled: &Disabled) -> Self {
        let removed = disabled.removed.iter().map(|removed| DocumentRemoved {
            at: removed.at,
            text: removed.text.split('\n').map(str::to_owned).collect(),
            instead: removed.instead.clone(),
        });
        Self {
            path: disabled.path.to_string(),
            keys: disabled.keys.clone(),
            before: disabled.before.clone(),
            after: disabled.after.clone(),
            removed: removed.collect(),
            digest: disabled.digest.clone(),
        }
    }

    fn read(self) -> Result<Disabled, Faults> {
        let removed = self.removed.into_iter().map(|it| Removed {
            at: it.at,
            text: it.text.join("\n"),
            instead: it.instead,
        });
        Ok(Disabled {
            path: inside(self.path)?,
            keys: self.keys,
            before: self.before,
            after: self.after,
            removed: removed.collect(),
            digest: self.digest,
        })
    }
}

/// A path of the lock's, which must stay inside the project.
fn inside(path: String) -> Result<RelPath, Faults> {
    RelPath::parse(&path)
        .map_err(|fault| Fault { text: Some(path), ..Fault::of(FILE, What::Path(fault)) }.into())
}

/// Looks at the versions before the shape: a later format may have any shape.
fn refuse_newer(text: &str) -> Result<(), Faults> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
        return Ok(());
    };
    let tool = value["tool"].as_str().unwrap_or_default();
    let number = |text: &str| semver::Version::parse(text).ok();
    let newer_tool = number(tool) > number(TOOL_VERSION);
    if newer_tool || value["lockVersion"].as_u64().is_some_and(|version| version > LOCK_VERSION) {
        let what = What::NewerLock { theirs: tool.to_owned(), ours: TOOL_VERSION };
        return Err(Fault::of(FILE, what).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let path = RelPath::parse("pages/live/list.js").expect("a path");
        let base = "a\n\"中\"\n".to_owned();
        Lock {
            files: BTreeMap::from([(path, Written { template: "room-list/page.js".into(), base })]),
            disabled: Vec::new(),
            hollow: Vec::new(),
        }
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let text = lock().print();
        assert_eq!(Lock::parse(&text), Ok(lock()));
        assert_eq!(Lock::parse(&text.replace('\n', "\r\n")), Ok(lock()));
    }

    #[test]
    fn what_was_taken_out_is_remembered_to_the_byte() {
        let text = ",\r\n\t\"live\": {}".to_owned();
        let disabled = Disabled {
            path: RelPath::constant("app.json"),
            keys: ["plugins", "live"].map(str::to_owned).to_vec(),
            before: Some("a".into()),
            after: None,
            removed: vec![Removed { at: 7, text, instead: "\r\n".into() }],
            digest: "0".into(),
        };
        let keys = vec!["plugins".to_owned()];
        let hollow = Hollow { path: "app.json".into(), keys, inside: "\r\n\t".into() };
        let lock = Lock { disabled: vec![disabled], hollow: vec![hollow], ..lock() };
        assert_eq!(Lock::parse(&lock.print()), Ok(lock.clone()));
        assert!(Lock::parse(&lock.print().replace("app.json", "/app.json")).is_err());
    }

    #[test]
    fn a_newer_tool_is_named() {
        let text = lock().print().replace(TOOL_VERSION, "99.0.0");
        let Err(Faults(faults)) = Lock::parse(&text) else { panic!("accepted") };
        assert_eq!(faults[0].what, What::NewerLock { theirs: "99.0.0".into(), ours: TOOL_VERSION });
    }

    #[test]
    fn a_path_that_leaves_the_project_is_refused() {
        let text = lock().print().replace("pages/live", "../live");
        assert!(Lock::parse(&text).is_err());
    }
}
