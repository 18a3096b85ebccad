//! A key to WeChat's server interfaces that stands in client code: no output shows it.

use serde_json::Value;

use crate::support::{Scratch, git_apply};

const KEY: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const MASK: &str = "********************************";
const WARNING: &str =
    "src/app.config.js: the patch masks a secret of this file, so `git apply` refuses it";
const CONFIG: &str = "src/app.config.js";

/// Members of a program that make its secret one of WeChat's.
const SECRET: &str = "appid: 'wx0123456789abcdef', secret: '0a1b2c3d4e5f60718293a4b5c6d7e8f9'";

/// A program of Taro whose configuration has these lines, beside an old pin.
fn taro(lines: &str) -> Scratch {
    let shop = Scratch::empty();
    let pinned = "'live-player-plugin': { version: 'v1.3.0', provider: 'wx2b03c6e691cd7370' }";
    let config = format!(
        "export default {{\n  pages: ['pages/index/index'],\n{lines}  plugins: {{ {pinned} }}\n}}\n"
    );
    shop.write(CONFIG, config);
    shop.write("kaibo.jsonc", r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" } }"#);
    shop
}

/// A native program whose index page is this script.
fn native(script: &str) -> Scratch {
    let shop = Scratch::fixture("native-healthy-main");
    shop.write("pages/index/index.js", script);
    shop
}

/// Runs a verb that shows a patch which masks the key; git refuses it.
#[track_caller]
fn masked_patch(shop: &Scratch, args: &[&str]) -> String {
    let before = shop.tree();
    let ran = shop.run(args);
    assert!(!ran.stdout.contains(KEY) && !ran.stderr.contains(KEY), "{args:?}: {}", ran.stdout);
    assert_eq!(ran.stderr.matches(WARNING).count(), 1, "{args:?}: {}", ran.stderr);
    assert!(ran.stderr.contains("help: take the secret out"), "{args:?}: {}", ran.stderr);
    let applied = git_apply(shop.path(), &ran.stdout);
    assert_eq!(applied.code, 1, "{args:?}: git took {}", ran.stdout);
    assert!(applied.stderr.contains("patch does not apply"), "{args:?}: {}", applied.stderr);
    assert_eq!(shop.tree(), before, "{args:?}: git changed nothing");
    ran.stdout
}

/// A configuration in one line, with the key in it.
fn one_line(version: &str) -> String {
    format!(
        "export default {{ pages: [], {SECRET}, plugins: {{ 'live-player-plugin': {{ version: '{version}', provider: 'wx2b03c6e691cd7370' }} }} }}\n"
    )
}

#[test]
fn a_patch_masks_a_secret_beside_a_change_and_git_refuses_it() {
    let shop = taro(&format!("  {SECRET},\n"));
    for args in [
        &["diff"][..],
        &["patch", "--diff"],
        &["upgrade", "--diff"],
        &["disable", "--diff"],
        &["check", "--fix", "--diff"],
    ] {
        let patch = masked_patch(&shop, args);
        assert!(patch.contains(&format!("secret: '{MASK}'")), "{args:?}: {patch}");
    }
    shop.exits(0, &["patch"]);
    assert!(shop.read(CONFIG).contains(KEY), "what is written is what was there");
}

#[test]
fn a_patch_masks_a_secret_in_the_lines_that_it_changes() {
    let shop = Scratch::empty();
    shop.write(CONFIG, one_line("1.3.5"));
    let patch = masked_patch(&shop, &["disable", "--diff"]);
    for sign in ["\n-", "\n+"] {
        assert!(patch.contains(&format!("{sign}export default {{ pages: [], appid")), "{patch}");
    }
    assert_eq!(patch.matches(MASK).count(), 2, "{patch}");
}

#[test]
fn git_never_writes_a_mask_that_is_only_added() {
    let shop = Scratch::empty();
    let config = format!(
        "export default {{ pages: [], plugins: {{ 'live-player-plugin': {{ version: '1.3.5', provider: 'wx2b03c6e691cd7370', wxsecret: '{KEY}' }} }} }}\n"
    );
    shop.write(CONFIG, &config);
    shop.exits(0, &["disable"]);
    let patch = masked_patch(&shop, &["enable", "--diff"]);
    assert!(patch.contains("Binary files") && !patch.contains(MASK), "{patch}");
    shop.exits(0, &["enable"]);
    assert_eq!(shop.read(CONFIG), config);
}

#[test]
fn a_patch_is_whole_where_it_shows_no_secret_of_the_client() {
    let far = format!("  {SECRET},\n{}", "  // …\n".repeat(9));
    let others = format!("  secret: '{KEY}',\n");
    let folder = "cloudfunctions/shop";
    for (shop, below) in [(taro(&far), "."), (taro(&others), "."), (Scratch::empty(), folder)] {
        if below == folder {
            let inside = taro(&format!("  {SECRET},\n"));
            // without a manifest that says what is meant, only a version moves
            let config = inside.read(CONFIG).replace("v1.3.0", "1.3.0");
            shop.write(&format!("{folder}/{CONFIG}"), config);
        }
        let ran = shop.exits(0, &["upgrade", "--diff", below]);
        assert!(!ran.stderr.contains("masks") && !ran.stdout.contains("****"), "{}", ran.stderr);
        assert_eq!(git_apply(shop.path(), &ran.stdout).code, 0, "{}", ran.stdout);
    }
}

#[test]
fn no_format_of_a_check_shows_a_secret_whatever_it_tells() {
    // in the line of another finding, in the name that a finding tells, and in the text that a cure writes
    let room = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";
    let shop = native(&format!(
        "const config = {{ {SECRET} }}; wx.navigateTo({{ url: '{room}?room_id=1&{KEY}=1' }})\nwx.navigateTo({{ url: '{room}?room_id=1&custom_params={{\"k\":\"{KEY}\"}}' }})\nwx.navigateTo({{ url: '{room}?roomid=1' }})\n"
    ));
    for format in ["human", "concise", "json", "sarif", "github", "gitlab"] {
        let ran = shop.exits(1, &["check", "--format", format]);
        assert!(!ran.stdout.contains(KEY) && !ran.stderr.contains(KEY), "{format}: {}", ran.stdout);
        for rule in ["secret-in-client", "unknown-room-parameter", "custom-params-not-encoded"] {
            assert!(ran.stdout.contains(rule), "{format}: {rule}");
        }
        assert!(ran.stdout.contains(MASK), "{format}: the parameter's name is masked");
    }
}

#[test]
fn a_cure_that_writes_a_secret_is_not_told_and_is_made() {
    let room = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin";
    let shop = native(&format!(
        "const config = {{ {SECRET} }}\nwx.navigateTo({{ url: '{room}?room_id=1&custom_params={{\"k\":\"{KEY}\"}}' }})\nwx.navigateTo({{ url: '{room}?roomid=1' }})\n"
    ));
    let log = shop.exits(1, &["check", "--format", "sarif"]).stdout;
    let log: Value = serde_json::from_str(&log).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let has_fix = |rule: &str| {
        let result = results.iter().find(|result| result["ruleId"] == rule).unwrap();
        result.get("fixes").is_some()
    };
    assert!(!has_fix("custom-params-not-encoded"), "the cure holds the key");
    assert!(has_fix("missing-room-id"), "this one does not");
    let ran = shop.exits(1, &["check", "--fix"]);
    assert!(!ran.stdout.contains(KEY), "{}", ran.stdout);
    assert!(shop.read("pages/index/index.js").contains(&format!("%22{KEY}%22")));
}

#[test]
fn a_check_of_configuration_alone_shows_no_secret() {
    let shop = Scratch::empty();
    shop.write(CONFIG, one_line("v1"));
    let ran = shop.exits(1, &["check", "--select", "declaration"]);
    assert!(
        ran.stdout.contains("invalid-version") && ran.stdout.contains("****'"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains(KEY), "{}", ran.stdout);
}

#[test]
fn a_fault_masks_the_text_that_it_shows() {
    let shop = Scratch::empty();
    shop.write(
        CONFIG,
        format!("export default {{ pages: [], plugins: [{{ wxsecret: '{KEY}' }}] }}\n"),
    );
    let told = shop.exits(1, &["enable"]).stderr;
    let document = shop.exits(1, &["enable", "--format", "json"]).stdout;
    for text in [told, document] {
        assert!(text.contains(MASK) && !text.contains(KEY), "{text}");
    }
}

#[test]
fn an_inventory_shows_no_secret() {
    let shop = taro(&format!("  {SECRET},\n"));
    for format in ["human", "json"] {
        let ran = shop.exits(0, &["list", "--format", format]);
        assert!(ran.stdout.contains("1.3") && !ran.stdout.contains(KEY), "{}", ran.stdout);
    }
}
