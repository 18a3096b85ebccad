//! Templates given as a value, sound and broken ones.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::*;
use crate::model::fault::FaultKind;
use crate::plan::init::LiveSources;
use crate::plan::{Accept, create, init, patch};
use crate::project::snapshot::Snapshot;
use crate::text::edit::Place;

thread_local! {
    /// The templates that this thread rendered, in order.
    pub(super) static RENDERED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

const SHOP: &str = r#"{
  "manifestVersion": 1,
  "plugin": { "version": "1.3.5", "package": "main" },
  "pages": [
    { "path": "pages/live/list", "kind": "room-list", "open": "navigator" },
    { "path": "pages/live/room", "kind": "room-entry", "open": "navigateTo", "roomId": 12 },
    { "path": "pages/goods/detail", "kind": "goods-detail" },
    { "path": "pages/goods/other", "kind": "goods-detail" }
  ]
}"#;

/// The built-in templates with one of them replaced.
fn with(name: &str, text: &str) -> Templates {
    Templates::built_in().with("live-templates", [(name.to_owned(), text.to_owned())])
}

/// The fault of a shop that is planned with one template replaced.
fn fault(name: &str, text: &str) -> Fault {
    let Faults(faults) = create::plan(SHOP, &with(name, text)).expect_err(text);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.into_iter().next().expect("there is one")
}

/// A native project with that shop's manifest.
fn project() -> Snapshot {
    let mut project = Snapshot::default();
    project.set(RelPath::constant("kaibo.jsonc"), Some(SHOP));
    project.set(RelPath::constant("app.json"), Some(r#"{ "pages": ["pages/index/index"] }"#));
    project.set(RelPath::constant("kaibo.lock"), None::<String>);
    project.set(RelPath::constant("project.config.json"), None::<String>);
    project
}

#[test]
fn every_built_in_template_is_known_and_renders() {
    let built_in = Templates::built_in();
    let known: usize = built_in.renderers.values().map(|renderer| renderer.sources.len()).sum();
    let on_disk = walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates"));
    let on_disk = on_disk.into_iter().filter(|entry| entry.as_ref().unwrap().file_type().is_file());
    assert_eq!(known, on_disk.count(), "none is left out for its name or its encoding");
    RENDERED.take();
    for language in ["js", "ts"] {
        let app = format!(r#""app": {{ "language": "{language}" }}, "pages""#);
        let manifest = SHOP.replacen(r#""pages""#, &app, 1);
        create::plan(&manifest, built_in).expect(language);
    }
    built_in.manifest(&manifest_value(&Manifest::parse(SHOP).expect(SHOP))).expect("the manifest");
    let rendered: BTreeSet<String> = RENDERED.take().into_iter().collect();
    assert_eq!(rendered.len(), known, "{rendered:?}");
}

#[test]
fn each_file_is_rendered_once_in_a_patch_and_none_to_know_its_name() {
    let (project, templates) = (project(), Templates::built_in());
    RENDERED.take();
    let wanted = patch::wanted(&project, templates).expect("the manifest is sound");
    init::wanted(&project, templates, &LiveSources::default()).expect("the project is sound");
    assert_eq!(RENDERED.take(), [""; 0]);
    let plan = patch::plan(&project, templates, &Accept::Nothing).expect("the project is sound");
    let written: Vec<&RelPath> =
        plan.changes.keys().filter(|path| path.as_str().starts_with("pages/")).collect();
    assert_eq!(RENDERED.take().len(), written.len());
    assert!(written.len() > 15 && written.iter().all(|path| wanted.contains(path)), "{wanted:?}");
}

#[test]
fn a_page_that_moves_is_rendered_once() {
    let (mut project, templates) = (project(), Templates::built_in());
    let plan = patch::plan(&project, templates, &Accept::Nothing).expect("the project is sound");
    let lock = plan.lock.iter().map(|change| (RelPath::constant("kaibo.lock"), change.after()));
    for (path, after) in
        plan.changes.iter().map(|(path, it)| (path.clone(), it.after())).chain(lock)
    {
        let edited = after.map(|text| match path.as_str() {
            "pages/live/list.wxml" => format!("{text}<!-- mine -->\n"),
            _ => text.to_owned(),
        });
        project.set(path, edited);
    }
    project.set(RelPath::constant("kaibo.jsonc"), Some(SHOP.replace("live/list", "live/rooms")));
    RENDERED.take();
    let plan = patch::plan(&project, templates, &Accept::Nothing).expect("the project is sound");
    let rendered = RENDERED.take();
    assert!(plan.changes.contains_key(&RelPath::constant("pages/live/rooms.wxml")), "{plan:?}");
    let once: Vec<&String> = rendered.iter().filter(|it| it.starts_with("room-list/")).collect();
    let distinct: BTreeSet<&String> = once.iter().copied().collect();
    assert_eq!(once.len(), distinct.len(), "{rendered:?}");
}

#[test]
fn a_broken_template_is_a_fault_at_its_place() {
    for (text, line, column, reason) in [
        ("<view>\n  [= page.path\n</view>\n", 3, 1, "expected =]"),
        ("<view>\n[% if page.path %]\n</view>\n", 2, 19, "end of"),
        ("<view>\n  [= page.nothing =]\n</view>\n", 2, 11, "nothing"),
        ("[= nothing =]", 1, 4, "nothing"),
        ("\n中[= page.path | nothing =]", 2, 17, "Unknown filter"),
        ("\n\n [% include \"nothing.wxml\" %]", 3, 13, "Unknown template"),
        ("[= 1 / 0 =]", 1, 8, "divide by 0"),
        ("[% for x in page.path.x.y %][% endfor %]", 1, 23, "is not defined"),
    ] {
        let fault = fault("goods-detail/page.wxml", text);
        assert_eq!(fault.path(), Some("live-templates/goods-detail/page.wxml"), "{text}");
        let place = fault.place.expect(text);
        assert_eq!(place, Place { line, column }, "{text}");
        let FaultKind::Text(TextFault::BrokenTemplate { reason: found }) = fault.kind else {
            panic!("{fault:?}")
        };
        assert!(found.contains(reason) && !found.contains('\n'), "{text}: {found}");
    }
}

#[test]
fn a_broken_template_of_the_project_or_the_manifest_is_a_fault_as_well() {
    let app = fault("project/app.json", "\n[= x =]");
    assert_eq!(app.path(), Some("live-templates/project/app.json"));
    let path = fault("project/a:b.json", "{}").kind;
    assert!(matches!(path, FaultKind::Manifest(ManifestFault::BadPath(_))));
    let broken = with(MANIFEST, "{\n[= plugin.nothing =]}").manifest(&json!({ "plugin": {} }));
    let broken = broken.expect_err("it asks for nothing");
    assert_eq!(
        (broken.path(), broken.place.expect("a place").line),
        (Some("live-templates/manifest/kaibo.jsonc"), 2)
    );
}

#[test]
fn without_templates_there_is_a_fault_and_no_empty_page() {
    let none = Templates::default();
    let kind = FaultKind::from(TextFault::NoTemplate);
    assert_eq!(none.manifest(&json!({})).expect_err("none").kind, kind);
    let Faults(faults) = patch::plan(&project(), &none, &Accept::Nothing).expect_err("none");
    assert_eq!(faults.iter().filter(|fault| fault.kind == kind).count(), 4, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.place.is_some()), "{faults:?}");
}

#[test]
fn own_templates_win_and_bring_files_of_their_own() {
    let templates = with("goods-detail/page.wxml", "<view>[= page.name =]</view>\n")
        .with("more", [("goods-detail/price.js".to_owned(), "// [= page.path =]\n")])
        .with("more", [("existing/page.js".to_owned(), ""), ("a/read.me".to_owned(), "[=")]);
    let plan = create::plan(SHOP, &templates).expect("they are sound");
    let text = |path| plan.changes[&RelPath::constant(path)].after().expect("it is written");
    assert_eq!(text("pages/goods/detail.wxml"), "<view>detail</view>\n");
    assert_eq!(text("pages/goods/other-price.js"), "// pages/goods/other\n");
    assert!(templates.suffixes().contains("-price.js") && templates.stems().contains("price"));
    let existing = r#"{ "path": "pages/goods/other", "kind": "existing" }"#;
    let shop = SHOP.replace(r#"{ "path": "pages/goods/other", "kind": "goods-detail" }"#, existing);
    let shop = Manifest::parse(&shop).expect(&shop);
    assert_eq!(templates.page_paths(ScriptLanguage::Js, &shop.pages[3]), Ok(Vec::new()));
}

#[test]
fn no_cut_of_a_template_makes_rendering_panic() {
    let built_in = Templates::built_in();
    let sources = built_in.renderers.values().flat_map(|renderer| &renderer.sources);
    let manifest = Manifest::parse(SHOP).expect(SHOP);
    for (name, source) in sources.filter(|(name, _)| name.ends_with("page.wxml")) {
        let page = manifest.pages.iter().find(|page| is_in(name, page.kind.name())).expect(name);
        for (at, _) in source.text.match_indices(['[', ']', '%', '=', '"', '.', ' ']) {
            for cut in [source.text[..at].to_owned(), source.text[at..].to_owned()] {
                let templates = Templates::default().with("cut", [(name.clone(), cut)]);
                if let Err(fault) = templates.page(&manifest, page, &PageSettings::default()) {
                    assert!(fault.place.is_some(), "{fault:?}");
                }
            }
        }
    }
}
