//! Rules about what stands beside app.json and changes it: ext.json, and kaibo's own manifest.

use crate::check::declaration::{Config, Holder, PluginEntry, Seen, configs, counts, effective};
use crate::check::facts::Facts;
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::project::declaration::{Owner, owner};
use crate::syntax::{Member, Node};

/// `plugins` of an effective ext.json replaces that of app.json as a whole (compiler, executed).
pub(in crate::check) const EXT_JSON_REPLACES_PLUGINS: Rule = Rule {
    id: "ext-json-replaces-plugins",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: ext_json,
};

/// `patch` would write something.
pub(in crate::check) const DIFFERS_FROM_MANIFEST: Rule = Rule {
    id: "differs-from-manifest",
    severity: Severity::Warning,
    judge: Judge::Kaibo,
    find: differs,
};

fn ext_json(facts: &Facts<'_>) -> Vec<Finding> {
    let (ext, program): (Vec<_>, Vec<_>) = configs(facts)
        .into_iter()
        .filter(counts)
        .partition(|config| config.file.row.file == "ext.json");
    let declared: Vec<PluginEntry<'_>> = program
        .into_iter()
        .flat_map(Config::entries)
        .filter(|entry| entry.owner() == Some(Owner::Live) && entry.seen == Seen::Always)
        .collect();
    ext.iter().filter_map(|ext| replaced(*ext, &declared)).collect()
}

fn replaced(ext: Config<'_>, declared: &[PluginEntry<'_>]) -> Option<Finding> {
    let plugins = ext.root().member("plugins")?;
    let live =
        effective(&plugins.value).into_iter().find(|entry| owner(entry) == Some(Owner::Live));
    declared.iter().find_map(|entry| {
        let case = contradiction(ext, live, entry)?;
        let version = entry.text("version").unwrap_or("?");
        let there = live.and_then(|live| live.value.get("version")).and_then(Node::text);
        let details = [entry.config.file.path.as_str(), version, there.unwrap_or("?")];
        Some(ext.finding_at_key(plugins).in_case(case).naming(details))
    })
}

/// What the two files say against each other, as the case of the message.
fn contradiction(
    ext: Config<'_>,
    live: Option<&Member>,
    entry: &PluginEntry<'_>,
) -> Option<&'static str> {
    match (entry.holder, live) {
        (Holder::Main, None) => Some(""),
        (Holder::Main, Some(live)) => {
            let same = live.value.get("version").and_then(Node::text) == entry.text("version");
            (!same).then_some("version")
        }
        (Holder::Subpackage(_), Some(_)) if ext.subpackages().is_empty() => Some("twice"),
        (Holder::Subpackage(_), Some(_) | None) => None,
    }
}

fn differs(facts: &Facts<'_>) -> Vec<Finding> {
    facts.differing.iter().map(|path| Finding::at(path, 0..0).naming([path])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::{Sample, native};

    const LIVE: &str = r#""l": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }"#;

    fn with_ext(plugins: &str, ext: &str) -> Sample {
        native(&format!(r#"{{ "pages": ["a"], {plugins} }}"#))
            .with("ext.json", &format!(r#"{{ "extAppid": "wx1", {ext} }}"#))
    }

    #[test]
    fn plugins_of_ext_json_replace_those_of_app_json() {
        let rule = "ext-json-replaces-plugins";
        let main = format!(r#""plugins": {{ {LIVE} }}"#);
        let finds = |plugins: &str, ext: &str| with_ext(plugins, ext).finds(rule);
        let on = r#""extEnable": true"#;
        assert_eq!(finds(&main, &format!(r#"{on}, "plugins": {{}}"#)), ["\"plugins\""]);
        let older = main.replace("1.3.5", "1.3.0");
        assert_eq!(finds(&main, &format!("{on}, {older}")), ["version: \"plugins\""]);
        let sub = format!(r#""subPackages": [{{ "root": "s", "pages": [], {main} }}]"#);
        assert_eq!(finds(&sub, &format!("{on}, {main}")), ["twice: \"plugins\""]);
        assert!(finds(&main, &format!("{on}, {main}")).is_empty());
        assert!(finds(&main, on).is_empty());
        assert!(finds(&main, r#""extEnable": false, "plugins": {}"#).is_empty());
        assert!(finds(r#""plugins": {}"#, &format!("{on}, {main}")).is_empty());
    }

    #[test]
    fn a_file_that_patch_would_write_differs() {
        let differing = |paths: &[&str]| {
            let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            native("{ \"pages\": [] }").ask(|facts| {
                let facts = Facts { differing: &paths, ..Facts::new(facts.root, facts.framework) };
                differs(&facts).into_iter().map(|found| found.path).collect::<Vec<_>>()
            })
        };
        assert_eq!(differing(&["app.json", "a.js"]), ["app.json", "a.js"]);
        assert!(differing(&[]).is_empty());
    }
}
