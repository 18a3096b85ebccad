//! The rules about uses, over small programs.

mod beside;
mod builds;
mod healthy;
mod rooms;

use crate::check::facts::{Extent, Facts, NamedFile, NamedSource};
use crate::check::rules::RULES;
use crate::check::{Diagnostic, Rule, Settings, Severity, check_by};
use crate::model::manifest::Manifest;
use crate::project::config_file::ConfigFile;
use crate::project::framework::{Framework, ROWS};
use crate::project::usage::{self, Aliases, is_source};
use crate::text::edit::{Edit, apply};
use crate::text::path::RelPath;

/// The files of a program.
type Files<'t> = &'t [(&'t str, &'t str)];

const LIVE: &str =
    r#""live-player-plugin": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }"#;
const ROOM: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";
const SUBSCRIBE: &str = "plugin-private://wx2b03c6e691cd7370/components/subscribe/subscribe";
const PENDANT: &str = "plugin-private://wx2b03c6e691cd7370/components/pendant/pendant";

/// A text with the long words in it.
fn full(text: &str) -> String {
    text.replace("LIVE", LIVE)
        .replace("ROOM", ROOM)
        .replace("SUBSCRIBE", SUBSCRIBE)
        .replace("PENDANT", PENDANT)
}

/// What rules find in a program.
fn checked(
    rules: &[&'static Rule],
    framework: Framework,
    files: Files<'_>,
    manifest: Option<&Manifest>,
) -> Vec<Diagnostic> {
    let texts: Vec<(String, String)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), full(text))).collect();
    let mut configs = Vec::new();
    let mut sources: Vec<(&str, &str, usage::SourceUsage)> = Vec::new();
    for (path, text) in &texts {
        let name = path.rsplit('/').next().unwrap_or(path);
        let belongs = |owner| owner == framework || owner == Framework::Ext;
        let row = ROWS.iter().find(|row| row.file == name && belongs(row.framework));
        if let Some(row) = row {
            let file = ConfigFile::new(row, RelPath::parse(path).expect(path), text.as_str());
            configs.extend(file.recognised().expect("a configuration"));
        }
        if is_source(name) {
            sources.push((path, text, usage::read(path, text).expect("a source")));
        }
    }
    let aliases = Aliases::of(configs.iter().flat_map(ConfigFile::declarations));
    for (.., read) in &mut sources {
        read.uses = aliases.live(std::mem::take(&mut read.uses));
    }
    let mut facts = Facts { manifest, extent: Extent::Sources, ..Facts::new("", framework) };
    facts.configs = configs.iter().map(|file| NamedFile::new("", file)).collect();
    for (path, text, usage::SourceUsage { uses, hints }) in &sources {
        facts.sources.push(NamedSource { path: (*path).to_owned(), text, uses, hints });
    }
    check_by(rules, &facts, &Settings::default())
}

/// What one rule finds: file, the text that is marked, case and severity.
fn found(
    rule: &str,
    framework: Framework,
    files: Files<'_>,
) -> Vec<(String, String, &'static str, Severity)> {
    let rules: Vec<&'static Rule> = RULES.iter().copied().filter(|row| row.id == rule).collect();
    assert_eq!(rules.len(), 1, "{rule}");
    let texts: Vec<(&str, String)> = files.iter().map(|(path, text)| (*path, full(text))).collect();
    let all = checked(&rules, framework, files, None).into_iter().map(|diagnostic| {
        let finding = diagnostic.finding;
        let (_, text) = texts.iter().find(|(path, _)| *path == finding.path).expect("its file");
        (finding.path, text[finding.range].to_owned(), finding.case, diagnostic.severity)
    });
    all.collect()
}

/// The cases and severities of what one rule finds in a native program.
fn native(rule: &str, files: Files<'_>) -> Vec<(&'static str, Severity)> {
    let all = found(rule, Framework::Native, files).into_iter();
    all.map(|(_, _, case, severity)| (case, severity)).collect()
}

/// A file after the fixes of one rule.
fn fixed(rule: &str, framework: Framework, files: Files<'_>, path: &str) -> String {
    let rules: Vec<&'static Rule> = RULES.iter().copied().filter(|row| row.id == rule).collect();
    let text = files.iter().find(|(name, _)| *name == path).map(|(_, text)| full(text));
    let diagnostics = checked(&rules, framework, files, None).into_iter();
    let of_file = diagnostics.filter(|diagnostic| diagnostic.finding.path == path);
    let edits: Vec<Edit> = of_file.flat_map(|one| one.finding.fix).collect();
    apply(&text.expect("the file"), &edits)
}

const APP: (&str, &str) = ("app.json", "{ \"pages\": [\"a\"], \"plugins\": { LIVE } }");
const BARE: (&str, &str) = ("app.json", "{ \"pages\": [\"a\"] }");
const SUB: (&str, &str) = (
    "app.json",
    "{ \"pages\": [\"a\"], \"subPackages\": [{ \"root\": \"live\", \"pages\": [\"b\"], \"plugins\": { LIVE } }] }",
);
const LINK: (&str, &str) = ("a.js", "wx.navigateTo({ url: 'ROOM?room_id=1' })");
const LOADED: (&str, &str) = ("a.js", "const p = requirePlugin('live-player-plugin')");

#[test]
fn a_use_without_a_declaration_is_reported_with_its_reason() {
    let rule = "undeclared-plugin";
    let warning = |case| vec![(case, Severity::Warning)];
    assert_eq!(native(rule, &[BARE, LINK]), warning(""));
    assert_eq!(native(rule, &[BARE, LOADED]), [("", Severity::Error)]);
    let guarded = ("a.js", "try { requirePlugin('live-player-plugin') } catch (e) {}");
    assert_eq!(native(rule, &[BARE, guarded]), warning(""));
    let commented = ("app.json", "{ \"pages\": [] // , \"plugins\": { LIVE }\n}");
    assert_eq!(native(rule, &[commented, LINK]), warning("commented-out"));
    let misplaced = ("app.json", "{ \"pages\": [], \"plugin\": { LIVE } }");
    assert_eq!(native(rule, &[misplaced, LINK]), warning("misplaced"));
    let other = (
        "app.json",
        "{ \"pages\": [], \"plugins\": { \"live-player-plugin\": { \"version\": \"1.0.0\", \"provider\": \"wx0000000000000000\" } } }",
    );
    assert_eq!(native(rule, &[other, LINK]), warning("other-provider"));
    let mixed = |first: &str, then: &str| format!("{{ \"pages\": [], {first}\n{then} }}");
    let plugins = "\"plugins\": { LIVE }";
    for (text, case) in [
        (mixed(&format!("// {plugins},"), "\"plugin\": { LIVE }"), "misplaced"),
        (mixed(&format!("// {plugins},"), plugins.replace("LIVE", "").as_str()), "by-hand"),
        (mixed("", "\"plugin\": { LIVE }").replace("LIVE", OTHER), "misplaced"),
        (mixed("", "// \"plugins\": { LIVE }\n").replace("LIVE", OTHER), "by-hand"),
        (mixed("\"plugins\": { OTHER\n// , LIVE", "}").replace("OTHER", OTHER), "by-hand"),
    ] {
        assert_eq!(native(rule, &[("app.json", &text), LINK]), warning(case), "{text}");
    }
}

/// Another vendor's plugin under the usual alias.
const OTHER: &str =
    "\"live-player-plugin\": { \"version\": \"1.0.0\", \"provider\": \"wx0000000000000000\" }";

#[test]
fn a_use_that_cannot_hurt_is_only_a_note() {
    use Severity::{Error, Info, Warning};
    let call = "requirePlugin('live-player-plugin')";
    let go = "wx.navigateTo({ url: 'ROOM?room_id=1' })";
    for (text, expected) in [
        (format!("if (false) {{ {call} }}"), ("never", Info)),
        (format!("const ON = false\nif (ON) {{ {call} }}"), ("never", Info)),
        (format!("const OFF = !0; if (OFF) {{}} else {{ {call} }}"), ("never", Info)),
        (format!("const ON = false; Page({{ go() {{ ON && {go} }} }})"), ("never", Info)),
        (
            format!("const ON = false; Page({{ go() {{ if (!ON) return; {go} }} }})"),
            ("never", Info),
        ),
        (
            format!("const ON = false; function f() {{ if (!ON) {{ say(); return }} {go} }}"),
            ("never", Info),
        ),
        (format!("const ON = false; function f() {{ if (ON) return; {go} }}"), ("", Warning)),
        (format!("const ON = false; function f() {{ if (!ON) say(); {go} }}"), ("", Warning)),
        (format!("const ON = false; function f() {{ if (!ON) return }} {go}"), ("", Warning)),
        (format!("if (__wxConfig.plugins && __wxConfig.plugins.a) {{ {call} }}"), ("asked", Info)),
        (format!("if (true) {{ {call} }}"), ("", Error)),
        (format!("const ON = true\nif (ON) {{ {call} }}"), ("", Error)),
        (format!("const p = !1 || {call}"), ("", Error)),
        (format!("__wxConfig.plugins; {call}"), ("", Error)),
        (format!("let ON = false; ON = ask(); if (ON) {{ {call} }}"), ("", Warning)),
        (format!("const ON = false; function f(ON) {{ if (ON) {go} }}"), ("", Warning)),
        (format!("if (false) {{}} Page({{ go() {{ {go} }} }})"), ("", Warning)),
    ] {
        assert_eq!(native("undeclared-plugin", &[BARE, ("a.js", &text)]), [expected], "{text}");
    }
    for (test, expected) in [("{{false}}", ("never", Info)), ("{{live}}", ("", Warning))] {
        let text = format!("<navigator wx:if=\"{test}\" url=\"ROOM?room_id=1\"/>");
        assert_eq!(native("undeclared-plugin", &[BARE, ("a.wxml", &text)]), [expected], "{text}");
    }
    let both = [
        BARE,
        ("a.js", &*format!("if (false) {call}")),
        ("b.js", "requirePlugin('live-player-plugin')"),
    ];
    assert_eq!(native("undeclared-plugin", &both), [("", Error)]);
    let never = ("a.js", &*format!("if (false) {{ {call} }}"));
    assert_eq!(native("require-plugin-outside-subpackage", &[SUB, never]), []);
}

#[test]
fn a_declaration_that_may_be_elsewhere_is_not_missed() {
    let rule = "undeclared-plugin";
    for files in [
        &[APP, LINK][..],
        &[SUB, LOADED],
        &[BARE, ("ext.json", "{ \"extEnable\": true, \"plugins\": { LIVE } }"), LINK],
        &[
            BARE,
            LINK,
            (
                "build.js",
                "json.plugins = { a: { version: '1.3.5', provider: 'wx2b03c6e691cd7370' } }",
            ),
        ],
    ] {
        assert_eq!(native(rule, files), [], "{files:?}");
    }
    for text in [
        "export default defineAppConfig({ pages: ['a'], plugins: live })",
        "export default defineAppConfig({ pages: ['a'], ...base })",
        "export default () => merge({ pages: ['a'] })",
        "export default async () => ({ pages: ['a'] })",
        "export default { pages: ['a'], plugins: { ...(live ? { LIVE } : {}) } }",
    ] {
        let files = [("src/app.config.js", text), ("src/a.js", LINK.1)];
        assert_eq!(found(rule, Framework::Taro, &files).len(), 0, "{text}");
    }
}

#[test]
fn a_declaration_without_a_use_is_reported_where_sources_were_read() {
    let rule = "unused-plugin";
    assert_eq!(native(rule, &[APP]), [("", Severity::Info)]);
    let live = (
        "app.json",
        "{ \"pages\": [], \"plugins\": { \"live\": { \"version\": \"1.3.5\", \"provider\": \"wx2b03c6e691cd7370\" } } }",
    );
    for files in [
        &[APP, LINK][..],
        &[APP, LOADED],
        &[APP, ("a.json", "{ \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } }")],
        &[live, ("a.js", "const p = requirePlugin('live')")],
        &[("app.json", "{ \"pages\": [] // , \"plugins\": { LIVE }\n}")],
        &[BARE],
    ] {
        assert_eq!(native(rule, files), [], "{files:?}");
    }
    let text = full(APP.1);
    let row = &ROWS[0];
    let file = ConfigFile::new(row, RelPath::constant("app.json"), text);
    let mut facts = Facts::new("", Framework::Native);
    facts.configs.push(NamedFile::new("", &file));
    assert!((super::declared::UNUSED_PLUGIN.find)(&facts).is_empty());
}

#[test]
fn a_name_that_is_no_alias_is_reported_and_fixed() {
    let rule = "alias-mismatch";
    let named = |alias: &str| {
        format!(
            "{{ \"pages\": [], \"plugins\": {{ \"{alias}\": {{ \"version\": \"1.3.5\", \"provider\": \"wx2b03c6e691cd7370\" }} }} }}"
        )
    };
    let live = named("live");
    let files = [("app.json", live.as_str()), LOADED];
    assert_eq!(native(rule, &files), [("", Severity::Error)]);
    assert_eq!(fixed(rule, Framework::Native, &files, "a.js"), "const p = requirePlugin('live')");
    let misspelt = ("a.js", "const p = requirePlugin('live-player-plugins')");
    assert_eq!(native(rule, &[APP, misspelt]), [("", Severity::Error)]);
    let quoted = named("it's");
    let files = [("app.json", quoted.as_str()), LOADED];
    assert_eq!(fixed(rule, Framework::Native, &files, "a.js"), LOADED.1);
    for files in [
        &[APP, LOADED][..],
        &[APP, ("a.js", "requirePlugin('wx2b03c6e691cd7370')")],
        &[("app.json", live.as_str()), ("a.js", "requirePlugin('live').getLiveStatus({})")],
        &[APP, ("a.js", "requirePlugin('WechatSI')")],
        &[BARE, LOADED],
        &[APP, ("a.js", "requirePlugin(name)")],
    ] {
        assert_eq!(native(rule, files), [], "{files:?}");
    }
}

#[test]
fn uses_by_an_alias_are_checked_as_by_the_usual_one() {
    use Severity::{Error, Info, Warning};
    let entry = |alias: &str| LIVE.replace("live-player-plugin", alias).replace("1.3.5", "1.2.5");
    let chat = r#""chat": { "version": "1.0.0", "provider": "wx0000000000000001" }"#;
    let app = format!("{{ \"pages\": [\"a\"], \"plugins\": {{ {}, {chat} }} }}", entry("live"));
    let commented = format!(
        "{{ \"pages\": [\"a\"] // , \"plugins\": {{ {} }}\n, \"plugins\": {{ {chat} }} }}",
        entry("live")
    );
    let sub = SUB.1.replace("LIVE", &entry("live"));
    let loaded = ("a.js", "const p = requirePlugin('live')");
    // many plugins have a login
    let chatting = ("a.js", "requirePlugin('chat').getOpenid({})");
    let called = (
        "a.js",
        "const p = requirePlugin('live')\nsetInterval(() => p.getLiveStatus({ room_id: 1 }), 9000)\np.getOpenid({ room_id: 1 })",
    );
    let json = ("a.json", r#"{ "usingComponents": { "pendant": "plugin://live/pendant" } }"#);
    let library = ("project.config.json", r#"{ "libVersion": "2.8.0" }"#);
    let app = ("app.json", app.as_str());
    let commented = ("app.json", commented.as_str());
    let sub = ("app.json", sub.as_str());
    for (rule, files, expected) in [
        ("undeclared-plugin", &[commented, loaded][..], &[("by-hand", Error)][..]),
        ("undeclared-plugin", &[app, loaded], &[]),
        ("unused-plugin", &[app, json], &[]),
        ("unused-plugin", &[app, ("a.js", "requirePlugin('chat')")], &[("", Info)]),
        ("unused-plugin", &[app, chatting], &[("", Info)]),
        ("undeclared-plugin", &[BARE, chatting], &[]),
        ("alias-mismatch", &[app, loaded, ("b.js", "requirePlugin('chat')")], &[]),
        ("alias-mismatch", &[app, chatting], &[]),
        ("require-plugin-outside-subpackage", &[sub, loaded], &[("", Error)]),
        ("require-plugin-outside-subpackage", &[sub, ("live/b.js", loaded.1)], &[]),
        ("component-outside-subpackage", &[sub, json], &[("", Warning)]),
        ("component-path", &[app, json], &[("", Warning)]),
        ("polling-too-fast", &[app, called], &[("", Warning)]),
        ("api-needs-version", &[app, called], &[("", Info)]),
        ("api-needs-version", &[app, json], &[("", Warning)]),
        ("base-library-too-low", &[app, loaded, library], &[("", Info)]),
        ("base-library-too-low", &[app, ("a.js", "requirePlugin('chat')"), library], &[]),
        (
            "room-url-path",
            &[app, ("a.js", "go('plugin://live/room?room_id=1')")],
            &[("scheme", Warning)],
        ),
        ("room-url-path", &[app, ("a.js", "go('plugin://chat/room?room_id=1')")], &[]),
    ] {
        assert_eq!(native(rule, files), expected, "{rule} {files:?}");
    }
    let both = format!("{{ \"pages\": [], \"plugins\": {{ LIVE }} // {}\n}}", entry("live"));
    let files = [("app.json", both.as_str()), loaded];
    assert_eq!(native("alias-mismatch", &files), [("", Error)]);
}

#[test]
fn require_plugin_outside_of_its_subpackage_is_reported() {
    let rule = "require-plugin-outside-subpackage";
    assert_eq!(native(rule, &[SUB, LOADED]), [("", Severity::Error)]);
    let later = ("a.js", "Page({ onShow() { requirePlugin('live-player-plugin') } })");
    assert_eq!(native(rule, &[SUB, later]), [("", Severity::Warning)]);
    for source in [
        ("live/b.js", LOADED.1),
        ("live/lib/c.js", LOADED.1),
        ("lib/c.js", LOADED.1),
        ("a.js", "requirePlugin.async('live-player-plugin').then(p => {})"),
        ("a.js", "let p; try { p = requirePlugin('live-player-plugin') } catch (e) {}"),
        LINK,
    ] {
        assert_eq!(native(rule, &[SUB, source]), [], "{source:?}");
    }
    assert_eq!(native(rule, &[APP, LOADED]), []);
    let pages = (
        "pages.json",
        "{ \"pages\": [{ \"path\": \"a\" }], \"subPackages\": [{ \"root\": \"live\", \"pages\": [{ \"path\": \"b\" }], \"plugins\": { LIVE } }] }",
    );
    let uni = |path: &'static str| {
        let files =
            [pages, (path, "<script>const p = requirePlugin('live-player-plugin')</script>")];
        found(rule, Framework::UniApp, &files).len()
    };
    assert_eq!([uni("a.vue"), uni("App.vue"), uni("live/b.vue"), uni("lib/c.vue")], [1, 1, 0, 0]);
}

#[test]
fn a_component_outside_of_its_subpackage_is_reported() {
    let rule = "component-outside-subpackage";
    let page = "{ \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" } }";
    assert_eq!(native(rule, &[SUB, ("a.json", page)]), [("", Severity::Warning)]);
    assert_eq!(native(rule, &[SUB, ("live/b.json", page)]), []);
    assert_eq!(native(rule, &[APP, ("a.json", page)]), []);
    let waiting = "{ \"usingComponents\": { \"subscribe\": \"SUBSCRIBE\" }, \"componentPlaceholder\": { \"subscribe\": \"view\" } }";
    assert_eq!(native(rule, &[SUB, ("a.json", waiting)]), []);
    for (main, sub, count) in [("subscribe", "x", 1), ("x", "subscribe", 0)] {
        let style = |key: &str| {
            format!(
                "{{ \"usingComponents\": {{ \"{key}\": \"{}\" }} }}",
                if key == "x" { "/c/x" } else { SUBSCRIBE }
            )
        };
        let text = format!(
            "{{ \"pages\": [{{ \"path\": \"a\", \"style\": {} }}], \"subPackages\": [{{ \"root\": \"live\", \"pages\": [{{ \"path\": \"b\", \"style\": {} }}], \"plugins\": {{ LIVE }} }}] }}",
            style(main),
            style(sub)
        );
        let found = found(rule, Framework::UniApp, &[("pages.json", &text)]);
        assert_eq!(found.len(), count, "{found:?}");
    }
}
