//! What kaibo reads and writes for uni-app, uni-helper, Taro and mpx, judged by their own compilers and readers.
//!
//! `tests/frameworks` has a folder for each: the compiler's packages, and in `project` what a project needs
//! to be built beside the files that kaibo reads.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::OnceLock;

use kaibo::project::mpx::blocks::{Chosen, chosen};
use kaibo::syntax::blocks::{Block, Content};
use serde_json::{Value, json};

use crate::acceptance::install;
use crate::support::{Scratch, ran, root, tree};

/// A compiler, and how it is asked for the program that WeChat runs.
struct Compiler {
    framework: &'static str,
    command: &'static [&'static str],
    output: &'static str,
    installed: OnceLock<Result<bool, String>>,
}

static UNI_APP: Compiler = Compiler {
    framework: "uni-app",
    command: &["node_modules/@dcloudio/vite-plugin-uni/bin/uni.js", "build", "-p", "mp-weixin"],
    output: "dist/build/mp-weixin",
    installed: OnceLock::new(),
};

static TARO: Compiler = Compiler {
    framework: "taro",
    command: &[
        "node_modules/@tarojs/cli/bin/taro",
        "build",
        "--type",
        "weapp",
        "--disable-global-config",
        // The check of the build's settings asks a server for its rules.
        "--no-check",
    ],
    output: "dist",
    installed: OnceLock::new(),
};

/// It makes src/manifest.json and src/pages.json, of which uni-app's compiler makes the rest.
static UNI_HELPER: Compiler = Compiler {
    framework: "uni-helper",
    command: &["make.mjs"],
    output: "src/pages.json",
    installed: OnceLock::new(),
};

impl Compiler {
    /// Whether the machine has Node to run it.
    fn is_there(&self) -> bool {
        let rig = root().join("tests/frameworks").join(self.framework);
        let installed = self.installed.get_or_init(|| install(&rig));
        installed.as_ref().copied().unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// A copy of a project with all that is needed to build it.
    fn buildable(&self, project: &Scratch) -> Scratch {
        let rig = root().join("tests/frameworks").join(self.framework);
        let copy = Scratch::copy(project.path());
        copy.write("package.json", fs::read(rig.join("package.json")).unwrap());
        symlink(rig.join("node_modules"), copy.path().join("node_modules")).unwrap();
        for (path, content) in tree(&rig.join("project")) {
            copy.write(&path, content);
        }
        copy
    }

    /// The plugins of the packages that have some, in the app.json that it builds.
    fn plugins(&self, project: &Scratch) -> Value {
        let project = self.build(project);
        let app_json = format!("{}/app.json", self.output);
        plugins(&serde_json::from_str(&project.read(&app_json)).unwrap())
    }

    /// A copy of a project with what it makes of it.
    fn build(&self, project: &Scratch) -> Scratch {
        let project = self.buildable(project);
        let sources = project.path().join(if project.has("src") { "src" } else { "" });
        let mut node = Command::new("node");
        node.current_dir(project.path())
            .arg("--require")
            .arg(root().join("tests/frameworks/offline.cjs"))
            .args(self.command)
            .env("UNI_INPUT_DIR", sources)
            // uni-app's compiler then asks no server for its newest version.
            .env("CI", "true");
        let run = ran(&mut node);
        assert!(run.code == 0 && project.has(self.output), "{}{}", run.stdout, run.stderr);
        project
    }
}

/// The plugins of each package that has some, by its root.
fn plugins(app_json: &Value) -> Value {
    let subpackages = app_json["subPackages"].as_array().into_iter().flatten();
    let roots = subpackages.map(|package| (package["root"].as_str().unwrap(), package));
    let packages = [("main", app_json)].into_iter().chain(roots);
    let with_plugins = packages.filter_map(|(root, package)| {
        let plugins = package["plugins"].as_object().filter(|plugins| !plugins.is_empty())?;
        Some((root.to_owned(), plugins.clone().into()))
    });
    Value::Object(with_plugins.collect())
}

fn live(version: &str) -> Value {
    json!({ "version": version, "provider": "wx2b03c6e691cd7370" })
}

/// Asks for the newest version in a package.
fn patch(shop: &Scratch, package: &str) {
    let plugin = json!({ "version": "1.3.5", "package": package });
    shop.write("kaibo.jsonc", json!({ "manifestVersion": 1, "plugin": plugin }).to_string());
    shop.exits(0, &["patch"]);
}

/// Builds a project as it is, turns the declaration off, and builds it again.
fn builds(compiler: &Compiler, shop: &Scratch, on: &Value, off: &Value) {
    if compiler.is_there() {
        assert_eq!(compiler.plugins(shop), *on, "turned on");
        shop.exits(0, &["disable"]);
        assert_eq!(compiler.plugins(shop), *off, "turned off");
    }
}

/// What `uni-app-subpackage` has besides.
fn parser() -> Value {
    json!({ "version": "0.3.1", "provider": "wx9d4d4ffa781ff3ac" })
}

#[test]
fn uni_app_builds_the_main_package() {
    let shop = Scratch::fixture("uni-app-subpackage");
    patch(&shop, "main");
    let off = json!({ "packageLive/": { "wxparserPlugin": parser() } });
    let mut on = off.clone();
    on["main"] = json!({ "live-player-plugin": live("1.3.5") });
    builds(&UNI_APP, &shop, &on, &off);
}

#[test]
fn uni_app_builds_a_misplaced_entry_only_once_it_is_moved() {
    let shop = Scratch::fixture("uni-app-subpackage");
    let manifest =
        json!({ "appid": "", "plugins": { "live-player-plugin": live("1.3.0") }, "mp-weixin": {} });
    shop.write("src/manifest.json", manifest.to_string());
    shop.write("src/pages.json", r#"{ "pages": [{ "path": "pages/index/index" }] }"#);
    if UNI_APP.is_there() {
        assert_eq!(UNI_APP.plugins(&shop), json!({}), "misplaced");
    }
    patch(&shop, "main");
    let on = json!({ "main": { "live-player-plugin": live("1.3.5") } });
    builds(&UNI_APP, &shop, &on, &json!({}));
}

#[test]
fn uni_app_builds_a_subpackage() {
    let shop = Scratch::fixture("uni-app-subpackage");
    patch(&shop, "packageLive");
    let both = json!({ "wxparserPlugin": parser(), "live-player-plugin": live("1.3.5") });
    let off = json!({ "packageLive/": { "wxparserPlugin": parser() } });
    builds(&UNI_APP, &shop, &json!({ "packageLive/": both }), &off);
}

#[test]
fn uni_app_builds_what_was_commented_out() {
    let shop = Scratch::fixture("uni-app-hbuilder");
    // The compiler at hand is the one of Vue 3.
    shop.write("main.js", Scratch::fixture("uni-app-conditional").read("src/main.js"));
    shop.replace("manifest.json", "\"vueVersion\" : \"2\"", "\"vueVersion\" : \"3\"");
    shop.exits(0, &["enable"]);
    let on = json!({ "main": { "live-player-plugin": live("1.2.0") } });
    builds(&UNI_APP, &shop, &on, &json!({}));
}

/// Plugins of which one is for the web only.
const WITH_WEB_ONLY: &str = r#""plugins": {
            "express": { "version": "1.0.0", "provider": "wx9ad912bf20548d92" }
            // #ifdef H5
            ,"web": { "version": "2.0.0", "provider": "wx0000000000000001" }
            // #endif
        }"#;

fn express() -> Value {
    json!({ "express": { "version": "1.0.0", "provider": "wx9ad912bf20548d92" } })
}

fn express_and_live() -> Value {
    let mut plugins = express();
    plugins["live-player-plugin"] = live("1.3.5");
    plugins
}

/// The compiler takes no branches out of manifest.json: there its conditions are comments like any other.
#[test]
fn uni_app_builds_the_main_package_beside_a_condition() {
    let shop = Scratch::fixture("uni-app-hbuilder");
    let manifest =
        format!("{{ \"appid\": \"\", \"mp-weixin\": {{\n        {WITH_WEB_ONLY}\n    }} }}");
    shop.write("main.js", Scratch::fixture("uni-app-conditional").read("src/main.js"));
    shop.write("manifest.json", manifest);
    patch(&shop, "main");
    let (mut on, mut off) = (json!({ "main": express_and_live() }), json!({ "main": express() }));
    for built in [&mut on, &mut off] {
        built["main"]["web"] = json!({ "version": "2.0.0", "provider": "wx0000000000000001" });
    }
    builds(&UNI_APP, &shop, &on, &off);
}

#[test]
fn uni_app_builds_a_subpackage_beside_a_branch_that_is_off() {
    let shop = Scratch::fixture("uni-app-subpackage");
    let subpackage = format!(
        "{{ \"root\": \"packageLive\", \"pages\": [{{ \"path\": \"room\" }}],\n        {WITH_WEB_ONLY} }}"
    );
    let pages = format!(
        "{{ \"pages\": [{{ \"path\": \"pages/index/index\" }}],\n    \"subPackages\": [\n    {subpackage}\n] }}"
    );
    shop.write("src/pages.json", pages);
    patch(&shop, "packageLive");
    let on = json!({ "packageLive": express_and_live() });
    builds(&UNI_APP, &shop, &on, &json!({ "packageLive": express() }));
}

#[test]
fn taro_builds_the_main_package() {
    let shop = Scratch::fixture("taro-4-ts");
    patch(&shop, "main");
    let on = json!({ "main": { "live-player-plugin": live("1.3.5") } });
    builds(&TARO, &shop, &on, &json!({}));
}

#[test]
fn taro_builds_a_subpackage() {
    let shop = Scratch::fixture("taro-4-ts");
    patch(&shop, "live");
    let on = json!({ "live": { "live-player-plugin": live("1.3.5") } });
    builds(&TARO, &shop, &on, &json!({}));
}

#[test]
fn taro_builds_what_is_written_into_a_script_without_types() {
    let shop = Scratch::fixture("taro-3-js");
    shop.exits(0, &["enable"]);
    let on = json!({ "main": { "live-player-plugin": live("1.3.5") } });
    builds(&TARO, &shop, &on, &json!({}));
}

/// The program that both uni-helper's plugins and uni-app's compiler make of a project; what uni-app needs beside its JSON
/// are the sources.
fn made_by_uni_helper(shop: &Scratch) -> Value {
    let made = UNI_HELPER.build(shop);
    let json = Scratch::copy(shop.path());
    for file in ["src/manifest.json", "src/pages.json"] {
        json.write(file, made.read(file));
    }
    UNI_APP.plugins(&json)
}

#[test]
fn uni_helper_and_uni_app_build_what_is_declared_in_the_sources_of_both_files() {
    let shop = Scratch::fixture("uni-helper");
    let stale = shop.read("src/manifest.json");
    if !(UNI_HELPER.is_there() && UNI_APP.is_there()) {
        return;
    }
    assert_eq!(
        made_by_uni_helper(&shop),
        json!({ "main": { "live-player-plugin": live("1.3.1") } })
    );
    patch(&shop, "main");
    assert_eq!(
        made_by_uni_helper(&shop),
        json!({ "main": { "live-player-plugin": live("1.3.5") } })
    );
    shop.exits(0, &["disable"]);
    assert_eq!(made_by_uni_helper(&shop), json!({}));
    assert_eq!(shop.read("src/manifest.json"), stale, "what is made is nobody's to edit");
}

#[test]
fn uni_helper_throws_away_what_a_subpackage_declares() {
    let shop = Scratch::fixture("uni-helper");
    let package = "subPackages: [{ root: 'live', pages: [{ path: 'room' }], plugins: { 'live-player-plugin': { version: '1.3.0', provider: 'wx2b03c6e691cd7370' } } }]";
    let start = "export default defineUniPages({";
    shop.replace("pages.config.ts", start, &format!("{start}\n  {package},"));
    shop.write(
        "src/live/room.vue",
        "<template><view/></template>\n<script>\nexport default {}\n</script>\n",
    );
    shop.exits(0, &["disable"]);
    let listed = shop.exits(0, &["list"]).stdout;
    assert!(listed.contains("pages.config.ts:4") && listed.contains("misplaced"), "{listed}");
    if UNI_HELPER.is_there() && UNI_APP.is_there() {
        assert_eq!(made_by_uni_helper(&shop), json!({}));
    }
}

static MPX: Compiler =
    Compiler { framework: "mpx", command: &[], output: "", installed: OnceLock::new() };

/// Components of up to three blocks, in every combination of what mpx looks at.
fn components() -> Vec<String> {
    let modes = ["", " mode=\"wx\"", " mode=\"ali\"", " mode=\"\""];
    let envs = ["", " env=\"test\"", " env=\"other\""];
    let kinds = [
        "type=\"application/json\"",
        "name=\"json\"",
        "type=\"application/json5\" name='json'",
        "type=\"application/json\" src=\"./app.json\"",
        "lang=\"ts\"",
    ];
    let block = |kind: &str, mode: &str, env: &str| {
        format!("<script {kind}{mode}{env}>\n{{ a: 1 }}\n</script>\n")
    };
    let mut single: Vec<String> = Vec::new();
    for kind in kinds {
        for mode in modes {
            single.extend(envs.map(|env| block(kind, mode, env)));
        }
    }
    let around =
        "<template><view>a &lt; b</view></template>\n<!-- <script name=\"json\"></script> -->\n";
    let mut all = single.clone();
    for (at, first) in single.iter().enumerate() {
        for second in single.iter().skip(at % 3).step_by(3) {
            let third = &single[(at * 7) % single.len()];
            all.push(format!("{around}{first}{second}"));
            all.push(format!("{first}<style>a {{}}</style>\n{second}{third}"));
        }
    }
    all
}

/// What a block is to mpx: its place, its source, and whether it is a module.
fn shown(block: Option<&Block>) -> Value {
    block.map_or(Value::Null, |block| {
        let is_module = block.content() == Content::Exported;
        json!([block.inner.start, block.inner.end, block.source(), is_module])
    })
}

#[test]
fn mpx_reads_the_block_of_a_component_that_is_taken_for_the_one_it_reads() {
    if !MPX.is_there() {
        return;
    }
    let components = components();
    let mut node = Command::new("node");
    node.arg(root().join("tests/frameworks/mpx/chosen.cjs"));
    let texts = Scratch::empty();
    texts.write("texts.json", serde_json::to_string(&components).unwrap());
    let run = ran(node.arg(texts.path().join("texts.json")));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let answers: Vec<[Value; 2]> = serde_json::from_str(&run.stdout).unwrap();
    assert!(answers.len() == components.len() && components.len() > 1_000);
    for (text, [usual, of_test]) in components.iter().zip(answers) {
        let Chosen { surely, perhaps } = chosen(text);
        assert_eq!(shown(surely.as_ref()), usual, "{text}");
        let own = perhaps.iter().rfind(|block| block.attribute("env") == Some("test"));
        assert_eq!(shown(own.or(surely.as_ref())), of_test, "with env\n{text}");
    }
}
