//! Errors for machines: each has a code, and a path only where it is about one.

use serde_json::Value;

use crate::support::Scratch;

#[test]
fn an_error_has_a_code_and_a_path_only_where_it_is_about_one() {
    let shop = Scratch::fixture("native-plain");
    let errors = |args: &[&str]| -> Value {
        let document: Value = serde_json::from_str(&shop.exits(2, args).stdout).unwrap();
        document["errors"].clone()
    };
    let flags = ["--severity", "pins-differ=loud", "--ignore", "{a", "--require", ">=one"];
    let asked = errors(&[&["check", "--format", "json"], &flags[..]].concat());
    let upgrade = errors(&["upgrade", "--to", "1.3", "--format", "json"]);
    let all = asked.as_array().unwrap().iter().chain(upgrade.as_array().unwrap());
    let told: Vec<(&str, &str)> = all
        .map(|error| {
            assert_eq!(error.get("path"), None, "{error}");
            let message = error["message"].as_str().unwrap();
            (error["code"].as_str().unwrap(), message.split_once(": ").unwrap().0)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("bad-severity", "--severity"),
            ("bad-pattern", "--ignore"),
            ("bad-range", "--require"),
            ("bad-version", "--to")
        ]
    );
    let human = shop.exits(2, &["upgrade", "--to", "1.3"]).stderr;
    assert!(human.starts_with("error: --to: `1.3`: this is not a version"), "{human}");
    let nowhere = errors(&["check", "nowhere", "--format", "json"]);
    assert_eq!(
        [&nowhere[0]["code"], &nowhere[0]["path"]],
        [&Value::from("no-such-folder"), &Value::from("nowhere")]
    );
}

#[test]
fn the_error_of_a_script_is_called_that() {
    for (file, text, code) in [
        (
            "app.config.ts",
            "export default { plugins: { 'live-player-plugin': ((( } }",
            "not-script",
        ),
        ("app.wpy", "<script>\nrequirePlugin('live-player-plugin' (((\n</script>", "not-script"),
        ("p/i.js", "requirePlugin('live-player-plugin' (((", "not-script"),
        ("kaibo.jsonc", "{ (", "not-json"),
        ("kaibo.jsonc", "{\n<<<<<<< ours\n}", "markers"),
    ] {
        let shop = Scratch::empty();
        shop.write("app.json", r#"{ "pages": ["p/i"] }"#).write(file, text);
        let json = shop.run(&["check", "--format", "json"]).stdout;
        let document: Value = serde_json::from_str(&json).unwrap();
        let errors = document["errors"].as_array().unwrap();
        let of_file = errors.iter().find(|error| error["path"] == file).expect(&json);
        assert_eq!(of_file["code"], code, "{file}");
        let says_json = of_file["message"].as_str().unwrap().contains("JSON");
        assert_eq!(says_json, code == "not-json", "{file}: {of_file}");
    }
}

/// A script that is one byte too long.
fn long(text: &str) -> String {
    text.to_owned() + &" ".repeat((2 << 20) + 1 - text.len())
}

#[test]
fn a_source_that_is_too_large_is_told_and_is_no_error() {
    let shop = Scratch::empty();
    shop.write("app.json", r#"{ "pages": ["p/i"] }"#);
    shop.write("p/i.js", "").write("p/i.wxml", "<view/>");
    shop.write("vendor/two.js", long("// live-player-plugin"));
    shop.write("vendor/eight.js", " ".repeat((8 << 20) + 1));
    let json = shop.exits(0, &["check", "--format", "json"]).stdout;
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["errors"].as_array().map(Vec::len), Some(0), "{json}");
    let found = document["diagnostics"].as_array().unwrap().iter();
    let found: Vec<[&Value; 3]> =
        found.map(|one| [&one["rule"], &one["severity"], &one["path"]]).collect();
    let info = |path: &str| ["source-too-large", "info", path].map(Value::from);
    assert_eq!(found, [info("vendor/eight.js").each_ref(), info("vendor/two.js").each_ref()]);
    let listed = shop.exits(0, &["list"]).stderr;
    assert!(listed.contains("note: vendor/two.js: not read: 2097153 bytes"), "{listed}");
    let json = shop.exits(0, &["list", "--format", "json"]);
    assert!(json.stdout.contains("\"errors\": []") && json.stderr.is_empty(), "{}", json.stderr);

    let taro = long("export default { pages: [], plugins: { 'live-player-plugin': {} } }");
    shop.write("taro/src/app.config.js", taro);
    shop.write("project.config.json", " ".repeat((8 << 20) + 1));
    let json = shop.exits(1, &["list", "--format", "json"]).stdout;
    let document: Value = serde_json::from_str(&json).unwrap();
    let errors = document["errors"].as_array().unwrap().iter();
    let errors: Vec<[&Value; 2]> = errors.map(|error| [&error["path"], &error["code"]]).collect();
    let error = |path: &str| [path, "too-large"].map(Value::from);
    assert_eq!(
        errors,
        [error("project.config.json").each_ref(), error("taro/src/app.config.js").each_ref()],
        "{json}"
    );
}
