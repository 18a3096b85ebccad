//! `init` in every framework: which pages it names, what it says of the program, and pages of the user's kept registered.

use crate::support::{Scratch, assert_same_tree};

const ROOM: &str = "plugin-private://wx2b03c6e691cd7370/pages/live-player-plugin?room_id=1";

const LIVE: &str =
    r#""live-player-plugin": { "version": "1.3.5", "provider": "wx2b03c6e691cd7370" }"#;

/// A program of a framework that declares the plugin: its files, the file that lists its pages, and the files of two
/// pages, of which the first opens a room and is listed, and the second is neither.
struct Program {
    framework: &'static str,
    files: Vec<(&'static str, String)>,
    listing: &'static str,
    room: [&'static str; 2],
    other: [&'static str; 2],
}

fn programs() -> Vec<Program> {
    let manifest = format!(
        r#"{{ "name": "花店", "mp-weixin": {{ "appid": "wx0123456789abcdef", "plugins": {{ {LIVE} }} }} }}"#
    );
    let object = format!("{{\n  pages: ['pages/room/main'],\n  plugins: {{ {LIVE} }},\n}}");
    vec![
        Program {
            framework: "uni-app",
            files: vec![
                ("manifest.json", manifest),
                ("pages.json", r#"{ "pages": [ { "path": "pages/room/main" } ] }"#.into()),
            ],
            listing: "pages.json",
            room: ["pages/room/main", "pages/room/main.vue"],
            other: ["pages/more/main", "pages/more/main.nvue"],
        },
        Program {
            framework: "taro",
            files: vec![("src/app.config.ts", format!("export default defineAppConfig({object})"))],
            listing: "src/app.config.ts",
            room: ["pages/room/main", "src/pages/room/main.tsx"],
            other: ["pages/more/main", "src/pages/more/main.jsx"],
        },
        Program {
            framework: "mpvue",
            files: vec![
                ("project.config.json", r#"{ "miniprogramRoot": "dist/wx/" }"#.into()),
                (
                    "src/app.json",
                    format!(r#"{{ "pages": ["pages/room/main"], "plugins": {{ {LIVE} }} }}"#),
                ),
                ("src/App.vue", "<script>export default {}</script>".into()),
                ("src/main.js", "import Vue from 'vue'".into()),
                ("src/pages/room/main.js", "import App from './index'".into()),
            ],
            listing: "src/app.json",
            room: ["pages/room/main", "src/pages/room/index.vue"],
            other: ["pages/more/main", "src/pages/more/main.js"],
        },
        Program {
            framework: "wepy",
            files: vec![("src/app.wpy", format!("<config>\n{object}\n</config>"))],
            listing: "src/app.wpy",
            room: ["pages/room/main", "src/pages/room/main.wpy"],
            other: ["pages/more/main", "src/pages/more/main.wpy"],
        },
        Program {
            framework: "mpx",
            files: vec![
                (
                    "src/app.mpx",
                    r#"<script type="application/json">
{ "pages": ["./pages/index"], "packages": ["./live/app.mpx?root=shop"] }
</script>"#
                        .into(),
                ),
                (
                    "src/live/app.mpx",
                    format!(
                        "<script type=\"application/json\">\n{{ \"pages\": [\"./room/main\"], \"plugins\": {{ {LIVE} }} }}\n</script>"
                    ),
                ),
            ],
            listing: "src/live/app.mpx",
            room: ["shop/room/main", "src/live/room/main.mpx"],
            other: ["shop/more/main", "src/live/more/main.mpx"],
        },
    ]
}

impl Program {
    fn on_disk(&self) -> Scratch {
        let shop = Scratch::empty();
        for (path, text) in &self.files {
            shop.write(path, text);
        }
        let opens = format!("<script>wx.navigateTo({{ url: '{ROOM}' }})</script>");
        let is_component =
            [".vue", ".nvue", ".wpy", ".mpx"].iter().any(|it| self.room[1].ends_with(it));
        let script = opens.replace("<script>", "").replace("</script>", "");
        shop.write(self.room[1], if is_component { &opens } else { &script });
        shop
    }
}

#[test]
fn pages_that_open_a_room_are_named_and_nothing_is_left_to_do() {
    for program in programs() {
        let shop = program.on_disk();
        shop.exits(0, &["init"]);
        let [page, _] = program.room;
        let manifest = shop.read("kaibo.jsonc");
        let expected = format!("{{ \"path\": \"{page}\", \"kind\": \"existing\" }}");
        assert!(manifest.contains(&expected), "{}: {manifest}", program.framework);
        assert_eq!(shop.exits(0, &["diff"]).stdout, "", "{}", program.framework);
    }
}

#[test]
fn a_page_of_the_users_is_listed_where_it_belongs_and_never_written() {
    for program in programs() {
        let name = program.framework;
        let shop = program.on_disk();
        shop.exits(0, &["init"]);
        let before = shop.read(program.listing);
        let [page, file] = program.other;
        let more = format!("\"pages\": [\n    {{ \"path\": \"{page}\", \"kind\": \"existing\" }},");
        let manifest = shop.read("kaibo.jsonc").replacen("\"pages\": [", &more, 1);
        shop.write("kaibo.jsonc", &manifest);
        let missing = shop.exits(2, &["patch"]);
        assert!(missing.stderr.contains("is to be there already"), "{name}: {}", missing.stderr);
        shop.write(file, "mine");
        shop.exits(0, &["patch"]);
        assert_eq!(shop.read(file), "mine");
        let after = shop.read(program.listing);
        let listed = page.strip_prefix("shop/").unwrap_or(page);
        assert!(after.contains(listed), "{name}: {after}");
        assert!(after.len() < before.len() + 60, "{name}: {after}");
        assert_eq!(shop.exits(0, &["diff"]).stdout, "", "{name}");
        shop.write(
            "kaibo.jsonc",
            manifest.replacen("\"kind\": \"existing\"", "\"kind\": \"goods-detail\"", 1),
        );
        let refused = shop.exits(2, &["patch"]);
        assert!(refused.stderr.contains("for native projects only"), "{name}: {}", refused.stderr);
    }
}

#[test]
fn pages_are_proposed_only_where_nothing_uses_the_plugin() {
    let app = r#"{ "pages": ["pages/index/index"] }"#;
    for (file, text) in [
        ("components/card/card.js", format!("wx.navigateTo({{ url: '{ROOM}' }})")),
        ("app.js", "requirePlugin('live-player-plugin')".into()),
    ] {
        let shop = Scratch::empty();
        shop.write("app.json", app).write("pages/index/index.wxml", "").write(file, text);
        let told = shop.exits(0, &["init"]).stderr;
        assert!(told.contains("does not declare the plugin"), "{told}");
        assert!(!shop.read("kaibo.jsonc").contains("\"path\""), "{file}");
        let diff = shop.exits(1, &["diff"]).stdout;
        assert_eq!(diff.matches("diff --git").count(), 1, "{file}: {diff}");
    }
    let shop = Scratch::empty();
    shop.write("app.json", app);
    shop.exits(0, &["init"]);
    assert!(shop.read("kaibo.jsonc").contains("\"room-list\""));
}

#[test]
fn a_listed_page_without_its_file_is_not_named() {
    let shop = Scratch::empty();
    shop.write(
        "app.json",
        format!(r#"{{ "pages": ["pages/a/a", "pages/b/b"], "plugins": {{ {LIVE} }} }}"#),
    );
    for page in ["pages/a/a", "pages/b/b"] {
        shop.write(&format!("{page}.js"), format!("wx.navigateTo({{ url: '{ROOM}' }})"));
    }
    shop.write("pages/b/b.wxml", "");
    shop.exits(0, &["init"]);
    let manifest = shop.read("kaibo.jsonc");
    assert!(manifest.contains("pages/b/b") && !manifest.contains("pages/a/a"), "{manifest}");
    assert_eq!(shop.exits(0, &["diff"]).stdout, "");
}

/// The manifest's `app` as `init` writes it.
fn app(files: &[(&str, &str)]) -> [String; 3] {
    let shop = Scratch::empty();
    for (path, text) in files {
        shop.write(path, text);
    }
    shop.exits(0, &["init"]);
    let manifest = kaibo::model::manifest::Manifest::parse(&shop.read("kaibo.jsonc")).unwrap();
    [manifest.app.appid, manifest.app.name, manifest.app.language.name().to_owned()]
}

#[test]
fn the_program_is_described_by_its_frameworks_own_files() {
    let tool = r#"{ "appid": "wx00000000000000aa", "projectname": "%E8%8A%B1%E5%BA%97" }"#;
    let native = ("app.json", r#"{ "pages": ["a"] }"#);
    let taro = ("src/app.config.js", "export default { pages: ['a'] }");
    let vue = ("src/pages.json", r#"{ "pages": [{ "path": "a" }] }"#);
    let uni_app =
        r#"{ "name": "茶", "appid": "__UNI__1", "mp-weixin": { "appid": "wx00000000000000bb" } }"#;
    let (none, npm) = ("touristappid", ("package.json", r#"{ "name": "tea" }"#));
    for (files, expected) in [
        (vec![native, ("project.config.json", tool)], ["wx00000000000000aa", "花店", "js"]),
        (vec![native, npm, ("app.ts", "")], [none, "tea", "ts"]),
        (vec![native, ("tsconfig.json", "{}")], [none, "live-shop", "ts"]),
        (vec![native, ("tsconfig.json", "{}"), ("app.js", "")], [none, "live-shop", "js"]),
        (
            vec![taro, npm, ("project.config.json", r#"{ "appid": "wx00000000000000aa" }"#)],
            ["wx00000000000000aa", "tea", "js"],
        ),
        (
            vec![
                taro,
                npm,
                ("project.config.json", r#"{ "appid": "yours", "projectname": " " }"#),
                ("src/app.tsx", ""),
            ],
            [none, "tea", "ts"],
        ),
        (vec![("src/app.config.ts", taro.1)], [none, "live-shop", "ts"]),
        (
            vec![
                ("pages.config.ts", "export default defineUniPages({ pages: [{ path: 'a' }] })"),
                (
                    "manifest.config.ts",
                    "export default defineManifestConfig({ name: '茶', 'mp-weixin': { appid: 'wx00000000000000bb' } })",
                ),
            ],
            ["wx00000000000000bb", "茶", "ts"],
        ),
        (
            vec![vue, ("src/manifest.json", uni_app), npm, ("project.config.json", tool)],
            ["wx00000000000000bb", "茶", "js"],
        ),
        (
            vec![
                vue,
                ("src/manifest.json", uni_app),
                ("src/App.vue", "<script setup lang=\"ts\"></script>"),
            ],
            ["wx00000000000000bb", "茶", "ts"],
        ),
        (
            vec![vue, ("src/manifest.json", "{ \"mp-weixin\": {} }"), ("tsconfig.json", "{}")],
            [none, "live-shop", "ts"],
        ),
    ] {
        assert_eq!(app(&files), expected.map(str::to_owned), "{files:?}");
    }
}

#[test]
fn what_code_declares_is_told_with_its_place_and_declared_nowhere_else() {
    let shop = Scratch::empty();
    shop.write("src/app.config.js", "export default { pages: ['pages/index/index'] }\n");
    shop.write("src/pages/index/index.jsx", format!("wx.navigateTo({{ url: '{ROOM}' }})"));
    shop.write(
        "build/live.js",
        format!("module.exports = app => {{\n  app.plugins = {{ {LIVE} }}\n}}\n"),
    );
    let place = "build/live.js:2: ";
    let told = shop.exits(0, &["init"]).stderr;
    assert!(told.contains(place) && !told.contains("does not declare"), "{told}");
    let before = shop.tree();
    for verb in [&["diff"][..], &["patch"], &["enable", "."], &["enable", "--add"], &["upgrade"]] {
        let ran = shop.exits(0, verb);
        assert!(verb[0] == "upgrade" || ran.stderr.contains(place), "{verb:?}: {}", ran.stderr);
        assert_same_tree(&shop.tree(), &before, &format!("{verb:?}"));
    }
    let checked = shop.run(&["check", "--format", "json"]).stdout;
    assert!(!checked.contains("differs-from-manifest"), "{checked}");
    std::fs::remove_file(shop.path().join("build/live.js")).unwrap();
    shop.exits(0, &["patch"]);
    assert!(shop.read("src/app.config.js").contains("live-player-plugin"));
}
