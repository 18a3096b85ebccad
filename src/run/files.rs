//! Where a run gets the texts of a project from: the disk, or an editor in which some are not saved yet.

use std::collections::BTreeMap;

use crate::check::facts::PathKind;
use crate::disk::Root;
use crate::model::fault::{Fault, Faults, none_of};
use crate::project::snapshot::Snapshot;
use crate::text::path::RelPath;

/// The files of a project, by their paths from its root.
pub trait Files {
    /// The text of a file; `None` where there is none.
    ///
    /// # Errors
    /// A file that cannot be read.
    fn read(&self, path: &RelPath) -> Result<Option<String>, Fault>;

    /// What stands at some paths, as far as that is known.
    fn kinds(&self, paths: &[RelPath]) -> BTreeMap<RelPath, PathKind>;
}

impl Files for Root {
    fn read(&self, path: &RelPath) -> Result<Option<String>, Fault> {
        self.read_text(path)
    }

    fn kinds(&self, paths: &[RelPath]) -> BTreeMap<RelPath, PathKind> {
        Root::kinds(self, paths)
    }
}

/// Files some of which have another text than below, such as those that an editor has not saved.
pub struct Overlay<'f> {
    /// Those texts.
    pub texts: BTreeMap<RelPath, String>,
    /// The files below.
    pub below: &'f dyn Files,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &RelPath) -> Result<Option<String>, Fault> {
        match self.texts.get(path) {
            Some(text) => Ok(Some(text.clone())),
            None => self.below.read(path),
        }
    }

    fn kinds(&self, paths: &[RelPath]) -> BTreeMap<RelPath, PathKind> {
        let mut kinds = self.below.kinds(paths);
        let own = paths.iter().filter_map(|path| Some((path, self.texts.get(path)?)));
        kinds.extend(own.map(|(path, text)| (path.clone(), PathKind::File(text.len() as u64))));
        kinds
    }
}

/// Reads what `wanted` names, again and again until it names nothing new; what `known` has parsed of the same bytes is kept.
///
/// # Errors
/// Faults of the files, or of `wanted`.
pub fn load(
    files: &dyn Files,
    known: &Snapshot,
    wanted: impl Fn(&Snapshot) -> Result<Vec<RelPath>, Faults>,
) -> Result<Snapshot, Faults> {
    let mut snapshot = Snapshot::of_same(known);
    loop {
        let mut paths = wanted(&snapshot)?;
        paths.retain(|path| !snapshot.knows(path));
        if paths.is_empty() {
            return Ok(snapshot);
        }
        let mut faults = Vec::new();
        for path in paths {
            // a planner may name a path twice
            if snapshot.knows(&path) {
                continue;
            }
            match files.read(&path) {
                Ok(text) => snapshot.set_like(known, path, text),
                Err(fault) => faults.push(fault),
            }
        }
        none_of((), faults)?;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::plan::template::Templates;
    use crate::plan::{Accept, patch};

    /// Files in memory, which count how often each is read.
    #[derive(Default)]
    struct Memory {
        texts: BTreeMap<&'static str, String>,
        reads: RefCell<BTreeMap<String, usize>>,
    }

    impl Memory {
        fn of(texts: &[(&'static str, &str)]) -> Self {
            let texts = texts.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
            Self { texts, ..Self::default() }
        }
    }

    impl Files for Memory {
        fn read(&self, path: &RelPath) -> Result<Option<String>, Fault> {
            *self.reads.borrow_mut().entry(path.to_string()).or_default() += 1;
            Ok(self.texts.get(path.as_str()).cloned())
        }

        fn kinds(&self, _: &[RelPath]) -> BTreeMap<RelPath, PathKind> {
            BTreeMap::new()
        }
    }

    const SHOP: [(&str, &str); 3] = [
        ("app.json", r#"{ "pages": ["a"], "subPackages": [{ "root": "live", "pages": ["b"] }] }"#),
        (
            "kaibo.jsonc",
            r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5", "package": "live" }, "pages": [{ "path": "live/list", "kind": "room-list" }] }"#,
        ),
        ("project.config.json", r#"{ "appid": "touristappid" }"#),
    ];

    #[test]
    fn each_file_is_read_once_and_parsed_once() {
        let files = Memory::of(&SHOP);
        let templates = Templates::built_in();
        let loaded =
            load(&files, &Snapshot::default(), |project| patch::wanted(project, templates));
        let loaded = loaded.expect("it can be read");
        assert!(files.reads.borrow().len() > 10, "{:?}", files.reads);
        assert!(files.reads.borrow().values().all(|reads| *reads == 1), "{:?}", files.reads);
        let before = crate::syntax::count::parses();
        patch::plan(&loaded, templates, &Accept::Nothing).expect("it can be planned");
        let planned = crate::syntax::count::parses() - before;
        // app.json, once for each step that edits it
        assert!(planned <= 4, "{planned} texts were parsed for one plan");
    }

    #[test]
    fn a_text_that_is_not_saved_counts() {
        let below = Memory::of(&SHOP);
        let path = RelPath::constant("app.json");
        let texts = BTreeMap::from([(path.clone(), "{}".to_owned())]);
        let files = Overlay { texts, below: &below };
        assert_eq!(files.read(&path), Ok(Some("{}".to_owned())));
        assert_eq!(files.kinds(std::slice::from_ref(&path)).get(&path), Some(&PathKind::File(2)));
        assert!(files.read(&RelPath::constant("kaibo.jsonc")).expect("a file").is_some());
        assert_eq!(files.read(&RelPath::constant("no.json")), Ok(None));
    }
}
