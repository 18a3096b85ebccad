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
            let path = RelPath::parse(&path).map_err(|fault| Fault {
                text: Some(path),
                ..Fault::of(FILE, What::Path(fault))
            })?;
            Ok((path, Written { template: file.template, base: file.base.join("\n") }))
        });
        files.collect::<Result<_, Faults>>().map(|files| Self { files })
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
        };
        let printed =
            serde_json::to_string_pretty(&document).expect("texts and numbers always print");
        printed + "\n"
    }
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
        }
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let text = lock().print();
        assert_eq!(Lock::parse(&text), Ok(lock()));
        assert_eq!(Lock::parse(&text.replace('\n', "\r\n")), Ok(lock()));
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
