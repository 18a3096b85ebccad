//! How often a check reads and parses what it looks at.

use std::time::Duration;

use crate::check::Settings;
use crate::disk::Root;
use crate::disk::fleet::{Select, Texts};
use crate::model::catalogue::Catalogue;
use crate::plan::{Change, Plan};
use crate::run::check::{CheckOptions, Fixes, check_project};
use crate::run::fleet::Fleet;
use crate::syntax::count::parses;
use crate::text::path::RelPath;

const MANIFEST: &str = r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5", "package": "main" }, "app": { "appid": "touristappid", "name": "a", "language": "js" } }"#;

/// What a check of a project parses once it is found.
fn parses_of(app_json: &str, fixes: Fixes) -> usize {
    let shop = tempfile::tempdir().expect("a folder");
    let mut plan = Plan::default();
    for (name, text) in [("app.json", app_json), ("kaibo.jsonc", MANIFEST)] {
        let change = Change::Create { after: text.to_owned() };
        plan.changes.insert(RelPath::constant(name), change);
    }
    let root = Root::create(shop.path()).expect("a folder");
    root.apply(&plan).expect("files");
    drop(root);
    let fleet = Fleet::new(Select::All, Texts::Kept);
    let found: Vec<_> = fleet.below(&[shop.path().to_owned()]).flat_map(|it| it.projects).collect();
    let [project] = <[_; 1]>::try_from(found).expect("one project");
    let options = CheckOptions {
        settings: Settings::default(),
        require: None,
        catalogue: Catalogue::built_in().clone(),
        built: None,
        authorised: None,
        select: Select::All,
        fixes,
        only: None,
    };
    let before = parses();
    let result = check_project(project, &options, Duration::ZERO);
    assert_eq!(result.faults, []);
    assert_eq!(result.fixed.is_empty(), fixes == Fixes::Left);
    parses() - before
}

#[test]
fn a_configuration_is_parsed_once_for_each_text_that_it_has() {
    let entry = |version: &str| {
        format!(
            r#"{{ "pages": [], "plugins": {{ "live-player-plugin": {{ "version": "{version}", "provider": "wx2b03c6e691cd7370" }} }} }}"#
        )
    };
    // the manifest; the walk has parsed app.json already
    assert_eq!(parses_of(&entry("1.3.5"), Fixes::Left), 1);
    // and app.json as `patch` would have it, as it is fixed, and as a source of that text
    assert!(parses_of(&entry("v1.3.5"), Fixes::Planned) <= 5);
}
