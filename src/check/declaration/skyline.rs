//! The rule of what Skyline, the second renderer, asks for.

use crate::check::declaration::Config;
use crate::check::declaration::documents::{Judged, documents, judged, page_documents, program};
use crate::check::facts::{DocumentKind, Facts};
use crate::check::finding::{Finding, Judge, Rule, Severity};
use crate::syntax::Node;

/// Skyline needs other settings of the program and of each page that it draws (compiler, executed).
pub(in crate::check) const SKYLINE: Rule =
    Rule { id: "skyline", severity: Severity::Error, judge: Judge::Compiler, find: skyline };

/// Settings of the usual bar, which Skyline does not draw.
const BAR: [&str; 3] =
    ["navigationBarTitleText", "navigationBarTextStyle", "navigationBarBackgroundColor"];

fn skyline(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(config) = program(facts) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(renderer) = of_program(config) {
        let at = |case| config.finding(renderer).in_case(case);
        let root = config.root();
        found.extend((!is_lazy(config)).then(|| at("")));
        match root.get("rendererOptions") {
            None => found.push(at("options")),
            Some(options) if options.get("skyline").is_none() => found.push(at("options")),
            Some(_) => {}
        }
        // a page without a .json has the program's settings
        let bare = || {
            let mut paths = page_documents(config).into_iter();
            paths.any(|path| matches!(facts.documents.get(&path), Some(None)))
        };
        let is_framed = word(root, "componentFramework") == Some("glass-easel");
        let pages = pages(facts).filter(|page| page.root.get("renderer").is_none());
        let unframed = pages.filter(|page| page.root.get("componentFramework").is_none()).count();
        found.extend((!is_framed && (unframed > 0 || bare())).then(|| at("framework")));
    }
    found.extend(pages(facts).flat_map(|page| of_page(config, &page)));
    found
}

fn word<'a>(object: &'a Node, key: &str) -> Option<&'a str> {
    object.get(key)?.text()
}

/// Where app.json asks for Skyline.
fn of_program(config: Config<'_>) -> Option<&Node> {
    config.root().get("renderer").filter(|node| node.text() == Some("skyline"))
}

fn is_lazy(config: Config<'_>) -> bool {
    word(config.root(), "lazyCodeLoading") == Some("requiredComponents")
}

fn pages<'a>(facts: &'a Facts<'a>) -> impl Iterator<Item = Judged<'a>> {
    let pages = documents(facts).filter(|(_, document)| document.kind == DocumentKind::Page);
    let pages: Vec<&str> = pages.map(|(path, _)| path).collect();
    // both are in order
    judged(facts).into_iter().filter(move |file| pages.binary_search(&file.path).is_ok())
}

fn of_page(config: Config<'_>, page: &Judged<'_>) -> Vec<Finding> {
    let own = page.root.get("renderer");
    let is_own = own.is_some_and(|node| node.text() == Some("skyline"));
    if !is_own && (own.is_some() || of_program(config).is_none()) {
        return Vec::new();
    }
    let start = page.root.range.start;
    let whole = start..start + 1;
    let at = |node: Option<&Node>, case| {
        page.finding(node.map_or(&whole, |node| &node.range)).in_case(case)
    };
    let mut found = Vec::new();
    found.extend((is_own && !is_lazy(config)).then(|| at(own, "")));
    let style = page.root.get("navigationStyle");
    let window = config.root().get("window").and_then(|window| word(window, "navigationStyle"));
    let effective = style.and_then(Node::text).filter(|style| !style.is_empty()).or(window);
    let is_set = |key: &&str| word(page.root, key).is_some_and(|text| !text.is_empty());
    let bar = BAR.iter().find(|key| is_set(key)).and_then(|key| page.root.get(key));
    if style.and_then(Node::text) == Some("default") {
        found.push(at(style, "bar"));
    } else if effective != Some("custom") {
        found.extend(bar.map(|bar| at(Some(bar), "bar")));
    }
    let program = word(config.root(), "componentFramework");
    let framework = page.root.get("componentFramework");
    let is_framed = framework.map_or(program, Node::text) == Some("glass-easel");
    // where a page says nothing, app.json is to blame
    if !is_framed && (is_own || framework.is_some()) {
        found.push(at(framework.or(own), "framework"));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::sample::{Sample, native};

    const WHOLE: [&str; 5] = [
        r#""renderer": "skyline""#,
        r#""lazyCodeLoading": "requiredComponents""#,
        r#""componentFramework": "glass-easel""#,
        r#""rendererOptions": { "skyline": {} }"#,
        r#""window": { "navigationStyle": "custom" }"#,
    ];

    /// A program in Skyline that lacks one setting.
    fn without(lacking: usize) -> Sample {
        let settings = WHOLE.iter().enumerate().filter(|(i, _)| *i != lacking);
        let settings: Vec<&str> = settings.map(|(_, setting)| *setting).collect();
        native(&format!(
            r#"{{ "pages": ["a"], "plugins": {{ "l": {{ "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }} }}, {} }}"#,
            settings.join(", ")
        ))
    }

    #[test]
    fn a_program_in_skyline_has_its_settings() {
        let finds = |lacking: usize| without(lacking).beside("a.json", "{}").finds("skyline");
        assert!(finds(5).is_empty());
        assert!(finds(0).is_empty(), "not in Skyline");
        assert_eq!(finds(1), ["\"skyline\""]);
        assert_eq!(finds(2), ["framework: \"skyline\""]);
        assert_eq!(finds(3), ["options: \"skyline\""]);
        assert!(finds(4).is_empty(), "the compiler only warns");
        let framed = r#"{ "componentFramework": "glass-easel" }"#;
        assert!(without(2).beside("a.json", framed).finds("skyline").is_empty());
    }

    #[test]
    fn so_has_a_page() {
        let finds =
            |lacking: usize, page: &str| without(lacking).beside("a.json", page).finds("skyline");
        let titled = r#"{ "navigationBarTitleText": "x" }"#;
        assert!(finds(5, titled).is_empty());
        assert_eq!(finds(4, titled), ["bar: \"x\""]);
        assert_eq!(finds(5, r#"{ "navigationStyle": "default" }"#), ["bar: \"default\""]);
        assert_eq!(
            finds(5, r#"{ "componentFramework": "exparser" }"#),
            ["framework: \"exparser\""]
        );
        assert!(
            finds(5, r#"{ "renderer": "webview", "componentFramework": "exparser" }"#).is_empty()
        );
        let own = r#"{ "renderer": "skyline", "componentFramework": "glass-easel" }"#;
        assert!(finds(0, own).is_empty());
        let plain = native(
            r#"{ "pages": ["a"], "plugins": { "l": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" } } }"#,
        );
        assert_eq!(plain.beside("a.json", own).finds("skyline"), ["\"skyline\""]);
    }
}
