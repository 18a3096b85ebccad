//! Configuration that nobody would write, in every row: read, declared, turned off and on without a panic, and without a
//! byte of the user's lost.

use kaibo::model::manifest::{Manifest, Package};
use kaibo::model::plugin::PluginVersion;
use kaibo::plan::declare::Declared;
use kaibo::plan::editor::{ConfigEditor, of_state};
use kaibo::project::config_file::ConfigFile;
use kaibo::project::declaration::State;
use kaibo::project::framework::{ROWS, Row, Syntax};
use kaibo::text::path::RelPath;
use proptest::prelude::*;

/// Pieces of which configuration is made, whole entries among them.
const PIECES: &str = concat!(
    r#"(\{|\}|\[|\]|,|:|\n|  |"a"|'b'|c|1|"pages": \[\]|pages: \[\]|"mp-weixin": |"plugins": |plugins: |"#,
    r#""subPackages": \[|"root": "live"|"live-player-plugin": |"version": "1.3.0"|"#,
    r#""provider": "wx2b03c6e691cd7370"|// note\n|/\* note \*/|// #ifdef MP-WEIXIN\n|// #ifdef H5\n|// #endif\n|"#,
    r#"\.\.\.x|export default |module.exports = |config = |class A |<script>|</script>|<config>|</config>|中)"#
);

/// Items of an object.
const ITEM: &str = concat!(
    r#"("a": \{ "b": 1 \}|"c": 1|'d': \{\}|e: \[\]|"live-player-plugin": \{\}|"#,
    r#""live-player-plugin": \{ "version": "1.3.0", "provider": "wx2b03c6e691cd7370" \}|"#,
    r#"\{\n    "live": \{\n      "version": "1.3.0",\n      "provider": "wx2b03c6e691cd7370"\n    \}|\.\.\.x)"#
);

/// What stands between items, the comma in it or not.
const GAP: &str = concat!(
    r#"(,|, |,\n  |\n  , |\r\n\t,|, // note\n  | /\* note \*/,|,\n  /\* note \*/ |,\n// #ifdef MP-WEIXIN\n|"#,
    r#"\n// #ifdef H5\n,|\n// #endif\n,|,\n// #endif\n|,\n  // "live-player-plugin": \{ "version": "1.0.0" \},\n|)"#
);

/// A configuration around a soup of pieces, so that most of them are read.
fn around(row: &Row, soup: &str) -> [String; 2] {
    let object = match row.file {
        file if file.starts_with("manifest.") => {
            format!("{{ \"appid\": \"\", \"mp-weixin\": {{ \"plugins\": {{\n{soup}\n}} }} }}")
        }
        _ => format!("{{ \"pages\": [], \"plugins\": {{\n{soup}\n}} }}"),
    };
    let whole = match row.file {
        "main.js" => format!("export default {{ config: {object} }}\n"),
        "app.wpy" => format!("<config>\n{object}\n</config>\n"),
        "app.vue" => format!("<script setup>\ndefineAppJson({object})\n</script>\n"),
        "app.mpx" | "app.wx.mpx" => {
            format!("<script type=\"application/json\">\n{object}\n</script>\n")
        }
        _ if row.syntax == Syntax::Exported => format!("export default {object}\n"),
        "app.json" | "app.jsonc" | "manifest.json" | "pages.json" | "ext.json" => object,
        _ => format!("class App {{ config = {object} }}\n"),
    };
    [whole, soup.to_owned()]
}

/// What is left of a text without blanks and commas, which an edit may settle anew.
fn bones(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

fn go_through(row: &'static Row, text: &str) {
    let file = ConfigFile::new(row, RelPath::constant(row.file), text);
    let version = PluginVersion::parse("1.3.5").expect("a version");
    for package in [Package::Main, Package::Sub(RelPath::constant("live"))] {
        let Ok(mut editor) = ConfigEditor::new(vec![file.clone()]) else { return };
        let found = editor.declarations();
        for commented in of_state(&found, State::CommentedOut) {
            let mut back = editor.clone();
            if back.uncomment(commented) {
                let count =
                    |editor: &ConfigEditor| of_state(&editor.declarations(), State::Active).len();
                assert_eq!(count(&back), count(&editor) + 1, "{text}");
            }
        }
        let is_new = found.is_empty();
        let Ok(Declared::Done) = editor.declare(&package, &version) else { continue };
        let declared = editor.files()[0].text().to_owned();
        let Ok(Declared::Done) = editor.declare(&package, &version) else {
            panic!("declared, and then refused\n{declared}");
        };
        assert_eq!(editor.files()[0].text(), declared, "declared once");
        if is_new {
            let kept = bones(&declared).len() > bones(text).len();
            assert!(kept, "an insertion takes nothing away\n{text}\n{declared}");
        }
        turn(editor);
    }
}

/// Off and on again is what was there.
fn turn(mut editor: ConfigEditor) {
    let before = editor.files()[0].text().to_owned();
    let active = of_state(&editor.declarations(), State::Active).len();
    let was_marked = !of_state(&editor.declarations(), State::TurnedOff).is_empty();
    let Some(disabled) = editor.turn_off(0) else {
        assert_eq!(editor.files()[0].text(), before);
        return;
    };
    let found = editor.declarations();
    let marked = of_state(&found, State::TurnedOff).len();
    assert!(was_marked || marked + disabled.len() == active, "lost\n{}", editor.files()[0].text());
    assert_eq!(editor.put_back(&disabled), Ok(Vec::new()));
    assert!(editor.uncomment_marked(0), "{}", editor.files()[0].text());
    assert!(was_marked || editor.files()[0].text() == before, "{}", editor.files()[0].text());
}

#[test]
fn an_entry_that_is_no_object_is_no_place_for_a_version() {
    for row in ROWS {
        for value in ["1", "\"1.3.5\"", "null", "[]", "true"] {
            for text in around(row, &format!("\"live-player-plugin\": {value}")) {
                go_through(row, &text);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_configuration_loses_a_byte(pieces in prop::collection::vec(PIECES, 0..24), row in 0..ROWS.len()) {
        let row = &ROWS[row];
        for text in around(row, &pieces.concat()) {
            go_through(row, &text);
        }
    }

    #[test]
    fn no_plugins_lose_a_byte(
        items in prop::collection::vec((ITEM, GAP), 0..5),
        first in GAP,
        row in 0..ROWS.len(),
    ) {
        let inside: String = items.iter().flat_map(|(item, gap)| [item.as_str(), gap]).collect();
        let first = first.replace(',', "");
        let row = &ROWS[row];
        for inside in [format!("{first}{inside}"), format!("{first}{}", inside.trim_end_matches(','))] {
            let [whole, _] = around(row, &inside);
            go_through(row, &whole);
        }
    }

    #[test]
    fn no_manifest_makes_the_reader_panic(pieces in prop::collection::vec(PIECES, 0..24)) {
        let soup = pieces.concat();
        let whole = format!("{{ \"manifestVersion\": 1, \"plugin\": {{ \"version\": \"1.3.5\" }}, {soup} }}");
        for text in [whole, soup] {
            if let Ok(manifest) = Manifest::parse(&text) {
                prop_assert_eq!(manifest.plugin.version.to_string(), "1.3.5");
            }
        }
    }
}
