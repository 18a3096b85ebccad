//! Patches are bytes on a pipe, and their paths are those that git reads, wherever kaibo is called and git after it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Scratch, assert_same_tree, kaibo, ran, require_tool, tree, without};

/// What stands in a patch as it is, whatever a terminal makes of it.
const ODD: [&str; 12] = [
    "\u{1b}[1m",
    "\u{1b}]0;t\u{7}",
    "\0",
    "\u{7f}",
    "\u{8}",
    "\u{c}",
    "\u{9b}31m",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\r",
    "\u{202e}",
];

fn app(odd: &str) -> String {
    format!(
        "{{\n  \"pages\": [\"a\"],\n  \"window\": {{}}, /*{odd}*/\n  \"plugins\": {{ /*{odd}*/\n    \"live-player-plugin\": {{\"version\":\"1.2.0\",\"provider\":\"wx2b03c6e691cd7370\"}}\n  }}\n}}"
    )
}

const MANIFEST: &str = r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.5" } }"#;

fn init(dir: &Path) {
    let done = ran(Command::new("git").current_dir(dir).args(["init", "-q"]));
    assert_eq!(done.code, 0, "{}", done.stderr);
}

fn bytes(dir: &Path, args: &[&OsStr]) -> Output {
    kaibo(dir).args(args).output().unwrap()
}

/// Has git apply a patch, byte for byte, in a folder.
fn apply(dir: &Path, patch: &[u8]) -> (i32, String) {
    let mut git = Command::new("git");
    git.current_dir(dir).args(["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]);
    let mut git = git.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    git.stdin.take().unwrap().write_all(patch).unwrap();
    let done = git.wait_with_output().unwrap();
    (done.status.code().unwrap(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn on_a_pipe_every_byte_of_a_patch_is_there() {
    let verbs: [&[&str]; 6] = [
        &["diff"],
        &["patch", "--diff"],
        &["upgrade", "--diff"],
        &["disable", "--diff"],
        &["enable", "--diff"],
        &["check", "--fix", "--diff"],
    ];
    for odd in ODD {
        for end in ["\n", "\r\n"] {
            let shop = Scratch::empty();
            let text = app(odd).replace('\n', end);
            shop.write("app.json", text.replace("1.2.0", "v1.2.0")).write("kaibo.jsonc", MANIFEST);
            for verb in verbs {
                let copy = Scratch::copy(shop.path());
                if verb[0] == "enable" {
                    copy.run(&["disable"]);
                }
                let written = Scratch::copy(copy.path());
                let write: Vec<&str> = verb
                    .iter()
                    .filter(|arg| **arg != "--diff")
                    .map(|arg| if *arg == "diff" { "patch" } else { arg })
                    .collect();
                let patch = bytes(copy.path(), &verb.iter().map(OsStr::new).collect::<Vec<_>>());
                written.run(&write);
                if patch.stdout.is_empty() {
                    assert_same_tree(
                        &without(copy.tree(), "kaibo.lock"),
                        &without(written.tree(), "kaibo.lock"),
                        "nothing is shown",
                    );
                    continue;
                }
                let (code, told) = apply(copy.path(), &patch.stdout);
                assert_eq!(
                    code,
                    0,
                    "{odd:?} {verb:?}: {told}\n{}",
                    String::from_utf8_lossy(&patch.stdout)
                );
                assert_same_tree(
                    &without(copy.tree(), "kaibo.lock"),
                    &without(written.tree(), "kaibo.lock"),
                    &format!("{odd:?} {verb:?}"),
                );
            }
        }
    }
}

#[test]
fn on_a_terminal_a_patch_controls_nothing() {
    require_tool("script");
    let shop = Scratch::empty();
    shop.write("app.json", app("\u{1b}]0;t\u{7}\u{9b}1m"));
    for colour in ["", "NO_COLOR=1", "TERM=dumb"] {
        let command = format!("{colour} {} upgrade --diff", env!("CARGO_BIN_EXE_kaibo"));
        let shown = ran(Command::new("script")
            .current_dir(shop.path())
            .stdin(Stdio::null())
            .args(["-qc", &command, "/dev/null"]))
        .stdout;
        assert!(shown.contains("\\u{1b}]0;t\\u{7}\\u{9b}1m"), "{colour}: {shown}");
        assert!(!shown.contains("\u{1b}]") && !shown.contains('\u{9b}'), "{colour}: {shown}");
    }
}

/// A repository in which a project lies in a folder.
fn repository(folder: &str) -> Scratch {
    let repository = Scratch::empty();
    init(repository.path());
    repository
        .write(&format!("{folder}/app.json"), app(""))
        .write(&format!("{folder}/kaibo.jsonc"), MANIFEST);
    repository.write(&format!("{folder}/pages/x.js"), "");
    repository
}

/// The verbs that show a patch.
const SHOWN: [&[&str]; 4] =
    [&["diff"], &["patch", "--diff"], &["upgrade", "--diff"], &["disable", "--diff"]];

#[test]
fn paths_are_those_of_the_repository_wherever_the_user_is() {
    let mut expected = Vec::new();
    for verb in SHOWN {
        let repository = repository("apps/shop");
        let patch = repository.run(&[verb, &["apps/shop"]].concat()).stdout;
        assert!(patch.starts_with("diff --git a/apps/shop/"), "{patch}");
        expected.push(patch);
    }
    for (verb, expected) in SHOWN.into_iter().zip(expected) {
        for (here, dir) in [
            ("", "apps/shop"),
            ("apps", "shop"),
            ("apps", "./shop//"),
            ("apps/shop", "."),
            ("apps/shop", "../shop"),
            ("apps/shop/pages", ".."),
            ("apps/shop", "ABSOLUTE"),
            ("apps", "../link"),
        ] {
            let repository = repository("apps/shop");
            symlink("apps/shop", repository.path().join("link")).unwrap();
            let absolute = repository.path().join("apps/shop");
            let dir = if dir == "ABSOLUTE" { absolute.to_str().unwrap() } else { dir };
            let told = ran(kaibo(&repository.path().join(here)).args(verb).arg(dir));
            assert_eq!(told.stdout, expected, "{verb:?} {dir} in {here}: {}", told.stderr);
            let is_above = here.ends_with("pages");
            assert_eq!(
                told.stderr.contains("`git apply` silently skips those"),
                is_above,
                "{}",
                told.stderr
            );
            let at = if is_above { "" } else { here };
            let (code, error) = apply(&repository.path().join(at), told.stdout.as_bytes());
            assert_eq!(code, 0, "{error}");
            assert_ne!(repository.read("apps/shop/app.json"), app(""), "{verb:?} {dir} in {here}");
        }
    }
}

#[test]
fn relative_and_outside_of_repositories_paths_are_from_here() {
    for is_repository in [true, false] {
        let top = repository("apps/shop");
        if !is_repository {
            fs::remove_dir_all(top.path().join(".git")).unwrap();
        }
        let more: &[&str] = if is_repository { &["--relative"] } else { &[] };
        for verb in SHOWN {
            let here = top.path().join("apps");
            let patch = ran(kaibo(&here).args(verb).args(more).arg("shop")).stdout;
            assert!(patch.starts_with("diff --git a/shop/"), "{verb:?}: {patch}");
        }
        let told = ran(kaibo(&top.path().join("apps/shop/pages"))
            .args(["upgrade", "--diff", ".."])
            .args(more));
        assert_eq!(told.stdout, "");
        assert!(told.stderr.contains("lies outside of this folder"), "{}", told.stderr);
        assert_eq!(told.code, 1);
    }
    let alone = Scratch::empty();
    alone.write("shop/app.json", app(""));
    let patch = bytes(alone.path(), &["upgrade", "--diff"].map(OsStr::new)).stdout;
    assert_eq!(apply(alone.path(), &patch).0, 0);
    assert!(alone.read("shop/app.json").contains("1.3.5"));
    alone.exits(2, &["upgrade", "--relative"]);
    alone.exits(2, &["check", "--relative"]);
}

#[test]
fn a_project_outside_of_the_repository_is_told_and_not_shown() {
    let top = Scratch::empty();
    for (folder, version) in [("mine", "1.2.0"), ("theirs", "1.2.0")] {
        top.write(&format!("{folder}/shop/app.json"), app("").replace("1.2.0", version));
        top.write(&format!("{folder}/shop/kaibo.jsonc"), MANIFEST);
        init(&top.path().join(folder));
    }
    let here = top.path().join("mine");
    for verb in [&["diff"][..], &["upgrade", "--diff"]] {
        let told = ran(kaibo(&here).args(verb).arg("../theirs/shop"));
        assert_eq!(told.stdout, "", "{verb:?}");
        assert!(
            told.stderr.contains("lies outside of the repository that you are in"),
            "{}",
            told.stderr
        );
        assert!(told.code > 0);
    }
    let told = ran(kaibo(&here).args(["upgrade", "--diff", "../theirs/shop", "shop"]));
    assert_eq!((told.code, told.stdout.starts_with("diff --git a/shop/app.json")), (1, true));
    let told = ran(kaibo(&here).args(["upgrade", "--diff", "--format", "json", "../theirs/shop"]));
    assert_eq!(told.code, 0, "a document shows no patch: {}", told.stdout);
}

#[test]
fn names_are_written_as_git_reads_them() {
    let odd = [
        "a b",
        "a\"b",
        "é",
        "q'q",
        " lead",
        "trail ",
        "a -> b",
        "\"",
        "a{b}",
        "-x",
        "$x",
        "b/ c",
        "dev",
        "ü\"x y",
        "a\\b",
        "a\\\"",
        "%41",
        "#",
        "中\u{2028}文",
    ];
    for name in odd {
        let repository = repository(name);
        let written = Scratch::copy(repository.path());
        for (args, code) in [(&["upgrade", "--diff", "--"][..], 0), (&["diff", "--"], 1)] {
            let copy = Scratch::copy(repository.path());
            init(copy.path());
            let patch = kaibo(copy.path()).args(args).arg(name).output().unwrap();
            assert_eq!(
                patch.status.code(),
                Some(code),
                "{name:?}: {}",
                String::from_utf8_lossy(&patch.stderr)
            );
            let (code, told) = apply(copy.path(), &patch.stdout);
            assert_eq!(code, 0, "{name:?}: {told}\n{}", String::from_utf8_lossy(&patch.stdout));
            assert!(copy.read(&format!("{name}/app.json")).contains("1.3.5"), "{name:?}");
        }
        written.exits(0, &["upgrade", "--", name]);
    }
    for name in ["t\tb", "n\nl", "e\u{1b}", "c\u{9b}"] {
        let repository = repository(name);
        let told = repository.exits(1, &["upgrade", "--diff", name]);
        let shown: String = name
            .chars()
            .map(|c| match c {
                '\t' => "\\t".to_owned(),
                '\n' => "\\n".to_owned(),
                c if c.is_control() => format!("\\u{{{:x}}}", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        assert_eq!(told.stdout, "");
        assert!(
            told.stderr.contains(&format!("error: {shown}/app.json: the path has a control")),
            "{}",
            told.stderr
        );
        repository.exits(0, &["upgrade", name]);
    }
}

#[test]
fn folders_above_a_project_may_have_any_name() {
    let top = Scratch::empty();
    let folder = top.path().join(OsStr::from_bytes(b"\xff\"\\ x"));
    fs::create_dir(&folder).unwrap();
    init(top.path());
    fs::write(folder.join("app.json"), app("")).unwrap();
    let patch = bytes(&folder, &["upgrade", "--diff"].map(OsStr::new));
    assert!(patch.status.success(), "{}", String::from_utf8_lossy(&patch.stderr));
    assert_eq!(apply(&folder, &patch.stdout), (0, String::new()));
    assert!(fs::read_to_string(folder.join("app.json")).unwrap().contains("1.3.5"));
}

#[test]
fn worktrees_and_submodules_are_repositories_of_their_own() {
    let top = repository("shop");
    let git = |args: &[&str]| {
        let more =
            ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"];
        let done = ran(Command::new("git").current_dir(top.path()).args(more).args(args));
        assert_eq!(done.code, 0, "git {args:?}: {}", done.stderr);
    };
    git(&["add", "."]);
    git(&["commit", "-qm", "x"]);
    git(&["worktree", "add", "-q", "tree/work"]);
    let url = top.path().to_str().unwrap();
    git(&["submodule", "--quiet", "add", url, "module"]);
    for folder in ["tree/work", "module"] {
        let here = top.path().join(folder).join("shop");
        let patch = bytes(&here, &["upgrade", "--diff"].map(OsStr::new)).stdout;
        assert!(
            patch.starts_with(b"diff --git a/shop/app.json"),
            "{}",
            String::from_utf8_lossy(&patch)
        );
        assert_eq!(apply(&here, &patch), (0, String::new()));
        assert!(fs::read_to_string(here.join("app.json")).unwrap().contains("1.3.5"), "{folder}");
    }
    assert!(tree(top.path()).len() > 3);
}
