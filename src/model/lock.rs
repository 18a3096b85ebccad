//! `kaibo.lock`: what we last wrote, file by file, as the base of the next merge.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::model::fault::{Fault, Faults, ManifestFault, StateFault, TextFault};
use crate::text::edit::Place;
use crate::text::lines::{self, LineEnd};
use crate::text::merge;
use crate::text::path::RelPath;

/// Name of the lock at the project's root; the platform does not upload the suffix.
pub const FILE: &str = "kaibo.lock";

/// Format of the lock. Version 1 called `wasEmpty` `hollow`, and is read for good.
const LOCK_VERSION: u64 = 2;

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
    pub was_empty: Vec<WasEmpty>,
}

/// An object that was empty before something was put into it, so that it can be left as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WasEmpty {
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
struct LockDocument {
    lock_version: u64,
    tool: String,
    files: BTreeMap<String, DocumentFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    disabled: Vec<DocumentDisabled>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", alias = "hollow")]
    was_empty: Vec<WasEmpty>,
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
            return Err(Fault::at(FILE, text, at..at, TextFault::Markers).into());
        }
        let text = lines::to_lf(text);
        refuse_newer(&text)?;
        let document: LockDocument = serde_json::from_str(&text).map_err(|error| {
            let place = Place { line: error.line().max(1), column: error.column().max(1) };
            Faults::from(Fault { place: Some(place), ..Fault::of(FILE, StateFault::BrokenLock) })
        })?;
        let files = document.files.into_iter().map(|(path, file)| {
            Ok((inside(path)?, Written { template: file.template, base: file.base.join("\n") }))
        });
        let disabled = document.disabled.into_iter().map(DocumentDisabled::read);
        Ok(Self {
            files: files.collect::<Result<_, Faults>>()?,
            disabled: disabled.collect::<Result<_, Faults>>()?,
            was_empty: document.was_empty,
        })
    }

    /// The lock as text, the same for the same content.
    pub fn print(&self) -> String {
        let files = self.files.iter().map(|(path, file)| {
            let base = file.base.split('\n').map(str::to_owned).collect();
            (path.to_string(), DocumentFile { template: file.template.clone(), base })
        });
        let document = LockDocument {
            lock_version: LOCK_VERSION,
            tool: TOOL_VERSION.to_owned(),
            files: files.collect(),
            disabled: self.disabled.iter().map(DocumentDisabled::of).collect(),
            was_empty: self.was_empty.clone(),
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
    RelPath::parse(&path).map_err(|fault| {
        Fault { text: Some(path.into()), ..Fault::of(FILE, ManifestFault::BadPath(fault)) }.into()
    })
}

/// Looks at the versions before the shape: a later format may have any shape.
fn refuse_newer(text: &str) -> Result<(), Faults> {
    match serde_json::from_str::<Head>(text) {
        Ok(head) => head.refuse_newer().map_err(Faults::from),
        Err(_) => Ok(()),
    }
}

/// What tells whether a lock can be read, and whether it holds anything besides base texts; the rest is not kept.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    lock_version: serde_json::Value,
    #[serde(default)]
    tool: serde_json::Value,
    disabled: Option<IgnoredAny>,
}

impl Head {
    fn refuse_newer(&self) -> Result<(), Fault> {
        let tool = self.tool.as_str().unwrap_or_default();
        let number = |text: &str| semver::Version::parse(text).ok();
        let format = self.lock_version.as_u64().filter(|version| *version > LOCK_VERSION);
        let what = match format {
            Some(theirs) => {
                StateFault::NewerLockVersion { theirs, tool: tool.to_owned(), ours: LOCK_VERSION }
            }
            None if number(tool) > number(TOOL_VERSION) => {
                StateFault::NewerLock { theirs: tool.to_owned(), ours: TOOL_VERSION }
            }
            None => return Ok(()),
        };
        Err(Fault::of(FILE, what))
    }
}

/// Whether a text is a lock in which no declaration is turned off, told without a copy of its base texts.
pub fn has_nothing_turned_off(text: &str) -> bool {
    let head = serde_json::from_str::<Head>(text);
    head.is_ok_and(|head| head.disabled.is_none() && head.refuse_newer().is_ok())
}

/// The lock that a patch shows in place of `after`: with the base texts of `before`, which are nobody's to read, and with
/// all that is turned off. `None` where it says what `before` says.
pub fn without_new_bases(before: Option<&str>, after: &str) -> Option<String> {
    let old = before.map_or_else(|| Ok(Lock::default()), Lock::parse).ok()?;
    let new = Lock::parse(after).ok()?;
    let shown = Lock { files: old.files.clone(), ..new };
    let end = LineEnd::most_used([after]).unwrap_or(LineEnd::Lf);
    (shown != old).then(|| lines::with_end(&shown.print(), end))
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
            was_empty: Vec::new(),
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
        let was_empty = WasEmpty { path: "app.json".into(), keys, inside: "\r\n\t".into() };
        let lock = Lock { disabled: vec![disabled], was_empty: vec![was_empty], ..lock() };
        assert_eq!(Lock::parse(&lock.print()), Ok(lock.clone()));
        assert!(Lock::parse(&lock.print().replace("app.json", "/app.json")).is_err());
    }

    #[test]
    fn a_newer_tool_is_named() {
        let text = lock().print().replace(TOOL_VERSION, "99.0.0");
        let Err(Faults(faults)) = Lock::parse(&text) else { panic!("accepted") };
        assert_eq!(
            faults[0].kind,
            StateFault::NewerLock { theirs: "99.0.0".into(), ours: TOOL_VERSION }.into()
        );
    }

    #[test]
    fn version_1_is_read_for_good() {
        let text = "{\n  \"lockVersion\": 1,\n  \"tool\": \"0.1.0\",\n  \"files\": {},\n  \"hollow\": [\n    { \"path\": \"app.json\", \"keys\": [\"plugins\"], \"inside\": \" \" }\n  ]\n}\n";
        let lock = Lock::parse(text).expect(text);
        assert_eq!(lock.was_empty[0].inside, " ");
        let now = lock.print();
        assert!(now.contains("\"lockVersion\": 2") && now.contains("\"wasEmpty\""), "{now}");
        assert_eq!(Lock::parse(&now), Ok(lock));
    }

    #[test]
    fn a_newer_format_is_named_with_ours() {
        let text = lock().print().replace("\"lockVersion\": 2", "\"lockVersion\": 3");
        let Err(Faults(faults)) = Lock::parse(&text) else { panic!("accepted") };
        let what = StateFault::NewerLockVersion { theirs: 3, tool: TOOL_VERSION.into(), ours: 2 };
        assert_eq!(faults[0].kind, what.into());
        assert!(!has_nothing_turned_off(&text), "and is looked at closely");
    }

    #[test]
    fn a_broken_lock_has_a_place() {
        let Err(Faults(faults)) = Lock::parse("{\n  \"lockVersion\": 2,\n}") else {
            panic!("accepted")
        };
        assert_eq!(faults[0].place, Some(Place { line: 3, column: 1 }));
        assert!(!has_nothing_turned_off("{"));
        assert!(has_nothing_turned_off(&lock().print()));
    }

    #[test]
    fn a_patch_shows_a_lock_with_the_base_texts_that_were_there() {
        let keys = vec!["plugins".to_owned()];
        let off = WasEmpty { path: "app.json".into(), keys, inside: String::new() };
        let rest = Lock { files: BTreeMap::new(), was_empty: vec![off], ..lock() };
        let after = Lock { files: lock().files, ..rest.clone() };
        assert_eq!(without_new_bases(None, &after.print()), Some(rest.print()));
        let shown = without_new_bases(Some(&lock().print()), &rest.print());
        assert_eq!(shown, Some(after.print()));
        assert_eq!(without_new_bases(None, &lock().print()), None);
    }

    #[test]
    fn a_path_that_leaves_the_project_is_refused() {
        let text = lock().print().replace("pages/live", "../live");
        assert!(Lock::parse(&text).is_err());
    }
}
