//! The rule that words and colours are those that the platform knows, in app.json and beside it.

use crate::check::declaration::documents::{Judged, judged, program};
use crate::check::facts::{DocumentKind, Facts};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::app_json::schema::Schema;
use crate::project::app_json::{Violation, ViolationKind};
use crate::syntax::{Member, Node};

/// A word that is none of those that the platform knows at its place (compiler, executed).
pub(in crate::check) const UNKNOWN_WORD: Rule = Rule {
    id: "unknown-word",
    severity: Severity::Error,
    judge: Judge::Compiler,
    find: unknown_word,
};

/// Exact places, beside which the rough one is of no use (compiler, executed).
const EXACT: [&str; 4] =
    ["getLocation", "onLocationChange", "startLocationUpdate", "startLocationUpdateBackground"];

fn unknown_word(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let theme = theme(facts);
    for file in judged(facts) {
        let is_word =
            |broken: &Violation| matches!(broken.kind, ViolationKind::Word | ViolationKind::Colour);
        found.extend(file.breaking(is_word));
        for broken in file.violations() {
            if let ViolationKind::Variable(schema) = broken.kind {
                found.extend(variable(&file, broken, schema, &theme));
            }
        }
    }
    if let Some(config) = program(facts) {
        found.extend(private(config.root()).map(|(node, other)| {
            config.finding(node).in_case("private").naming(["getFuzzyLocation", other])
        }));
        let aliases = config.root().get("resolveAlias").and_then(Node::members);
        let broken = aliases.unwrap_or_default().iter().filter(|member| !is_alias(member));
        found.extend(broken.map(|member| {
            let meant = member.value.text().unwrap_or_default();
            config.finding_at_key(member).in_case("alias").naming([&*member.key, meant])
        }));
    }
    found
}

/// What is known of the program's theme.
enum Theme<'a> {
    /// app.json names none.
    None,
    /// It names one that cannot be read.
    Unknown,
    /// This is it.
    Known(&'a Node),
}

fn theme<'a>(facts: &'a Facts<'a>) -> Theme<'a> {
    let named = program(facts).and_then(|config| config.root().get("themeLocation"));
    let documents = facts.documents.values().flatten();
    let mut themes = documents.filter(|document| document.kind == DocumentKind::Theme);
    match (named, themes.next().and_then(|document| document.root())) {
        (None, _) => Theme::None,
        (Some(_), None) => Theme::Unknown,
        (Some(_), Some(root)) => Theme::Known(root),
    }
}

/// What is wrong with a name of the theme.
fn variable(
    file: &Judged<'_>,
    broken: &Violation,
    schema: &Schema,
    theme: &Theme<'_>,
) -> Option<Finding> {
    let [path, written, ..] = &broken.names[..] else { return None };
    let name = written.trim_start_matches('@');
    let case = match theme {
        Theme::Unknown => return None,
        Theme::None => "no-theme",
        Theme::Known(theme) => {
            let meant = |mode| theme.get(mode).and_then(|mode| mode.get(name));
            let mut modes = ["light", "dark"].into_iter().map(meant);
            let is_wrong = |node: &Node| {
                node.text().is_some_and(|text| schema.refuse_word(node, text).is_some())
            };
            let first = modes.find(|meant| meant.is_none_or(is_wrong))?;
            if first.is_none() { "not-in-theme" } else { "in-theme" }
        }
    };
    Some(file.finding(&broken.range).in_case(case).naming([path, written]))
}

/// The rough place beside exact ones, and the first of these.
fn private(root: &Node) -> Option<(&Node, &str)> {
    let asked = root.get("requiredPrivateInfos")?.elements()?;
    let rough = asked.iter().find(|node| node.text() == Some("getFuzzyLocation"))?;
    let exact = asked.iter().filter_map(Node::text).find(|text| EXACT.contains(text))?;
    Some((rough, exact))
}

/// Whether the compiler takes an alias of paths (executed).
fn is_alias(member: &Member) -> bool {
    let Some(meant) = member.value.text() else { return true };
    let is_plain = |text: &str| !text.contains("//") && text.ends_with("/*");
    is_plain(&member.key) && is_plain(meant) && !meant.starts_with("./")
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{live_app as app, native};

    #[test]
    fn words_and_colours_are_those_of_the_platform() {
        let finds = |rest: &str| app(rest).finds("unknown-word");
        assert_eq!(finds(r#""style": "v1""#), ["\"v1\""]);
        assert!(finds(r#""style": "v2""#).is_empty());
        let window =
            |key: &str, value: &str| finds(&format!(r#""window": {{ "{key}": "{value}" }}"#));
        assert_eq!(window("navigationBarTextStyle", "grey"), ["\"grey\""]);
        assert_eq!(window("backgroundColor", "white"), ["colour: \"white\""]);
        for colour in ["#fff", "#FFFF", "#123abc", "#123ABC80"] {
            assert!(window("backgroundColor", colour).is_empty(), "{colour}");
        }
        assert!(window("backgroundColorTop", "white").is_empty(), "nobody looks at that one");
        let infos = r#""requiredPrivateInfos": ["getFuzzyLocation", "choosePoi", "getLocation"]"#;
        assert_eq!(finds(infos), ["private: \"getFuzzyLocation\""]);
        assert_eq!(finds(r#""resolveAlias": { "~/*": "/*", "@": "/a" }"#), ["alias: \"@\""]);
        let unconcerned = native(r#"{ "pages": ["a"], "style": "v1" }"#);
        assert!(unconcerned.finds("unknown-word").is_empty(), "not our business");
    }

    #[test]
    fn names_of_the_theme_are_in_it() {
        let rest = r#""themeLocation": "t.json", "window": { "backgroundColor": "@a" }"#;
        let finds = |theme: &str| app(rest).beside("t.json", theme).finds("unknown-word");
        assert!(finds(r##"{ "light": { "a": "#fff" }, "dark": { "a": "#000" } }"##).is_empty());
        assert_eq!(finds(r##"{ "light": { "a": "#fff" } }"##), ["not-in-theme: \"@a\""]);
        let wrong = finds(r##"{ "light": { "a": "#fff" }, "dark": { "a": "black" } }"##);
        assert_eq!(wrong, ["in-theme: \"@a\""]);
        let none = app(r#""window": { "backgroundColor": "@a" }"#);
        assert_eq!(none.finds("unknown-word"), ["no-theme: \"@a\""]);
    }

    #[test]
    fn the_json_beside_app_json_is_looked_at_too() {
        let page = |text: &str| app(r#""debug": true"#).beside("a.json", text);
        assert_eq!(page(r#"{ "styleIsolation": "all" }"#).finds("unknown-word"), ["\"all\""]);
        assert_eq!(page(r#"{ "component": 1 }"#).names("wrong-type"), [["component", "boolean"]]);
        assert_eq!(page("{} // x").finds("strict-json"), ["// x"]);
        let healthy = page("{ \"navigationBarTitleText\": \"x\" }").broken();
        assert!(!healthy.contains(&"unknown-word") && !healthy.contains(&"strict-json"));
        let project = |text: &str| app(r#""debug": true"#).beside("project.config.json", text);
        assert_eq!(project(r#"{ "libVersion": "newest" }"#).finds("unknown-word").len(), 1);
        assert!(project(r#"{ "libVersion": "3.7.7" }"#).finds("unknown-word").is_empty());
        let packed = r#"{ "packOptions": { "ignore": [{ "type": "file" }] } }"#;
        assert_eq!(project(packed).names("missing-field"), [["value", "packOptions.ignore[0]"]]);
    }
}
