//! What the tests share: copies of projects, the program itself, and whole trees as values.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;
use walkdir::WalkDir;

/// Every byte below a folder, by path; git's own folder aside.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A folder that goes with its test.
pub struct Scratch(TempDir);

/// What a run printed, and how it ended.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Scratch {
    pub fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A writable copy of a project.
    pub fn copy(of: &Path) -> Self {
        let scratch = Self::empty();
        for entry in WalkDir::new(of).into_iter().map(Result::unwrap) {
            let to = scratch.path().join(entry.path().strip_prefix(of).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                fs::write(to, fs::read(entry.path()).unwrap()).unwrap();
            }
        }
        scratch
    }

    /// A copy of `fixtures/NAME`.
    pub fn fixture(name: &str) -> Self {
        Self::copy(&root().join("fixtures").join(name))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Replaces a text that must occur in a file.
    pub fn replace(&self, file: &str, from: &str, to: &str) -> &Self {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, text.replacen(from, to, 1))
    }

    pub fn has(&self, file: &str) -> bool {
        self.path().join(file).exists()
    }

    pub fn tree(&self) -> Tree {
        tree(self.path())
    }

    /// Path of the project's app.json, for projects that have one.
    pub fn app_json(&self) -> String {
        let files = self.tree().into_keys();
        files.filter(|path| path.ends_with("app.json")).min_by_key(String::len).unwrap()
    }

    /// Runs kaibo in this folder, without a terminal.
    pub fn run(&self, args: &[&str]) -> Ran {
        ran(kaibo(self.path()).args(args))
    }

    /// Runs kaibo and expects this exit code.
    #[track_caller]
    pub fn exits(&self, code: i32, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, code, "kaibo {args:?}\n{}{}", ran.stdout, ran.stderr);
        ran
    }
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A user's state folder for all tests, so that they leave the real one alone.
pub fn state_folder() -> &'static Path {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    FOLDER.path()
}

/// The program, with an environment that says nothing.
pub fn kaibo(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kaibo"));
    quiet(&mut command, dir);
    command
}

/// A program that runs kaibo, such as a tracer, with the same environment.
pub fn quiet<'c>(command: &'c mut Command, dir: &Path) -> &'c mut Command {
    command
        .current_dir(dir)
        .stdin(Stdio::null())
        .env("XDG_STATE_HOME", state_folder())
        .env("LC_ALL", "C")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Has git apply a patch, its own line-end conversion off.
pub fn git_apply(dir: &Path, patch: &str) -> Ran {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), patch).unwrap();
    let mut git = Command::new("git");
    git.current_dir(dir).args([
        "-c",
        "core.autocrlf=false",
        "apply",
        "--allow-empty",
        "--whitespace=nowarn",
    ]);
    ran(git.arg(file.path()))
}

pub fn tree(dir: &Path) -> Tree {
    let files = WalkDir::new(dir).sort_by_file_name().into_iter();
    files
        .filter_entry(|entry| entry.file_name() != ".git")
        .map(Result::unwrap)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap_or_default())
        })
        .collect()
}

/// Compares trees and names only the files that differ.
#[track_caller]
pub fn assert_same_tree(left: &Tree, right: &Tree, what: &str) {
    let differs = |path: &&String| left.get(*path) != right.get(*path);
    let different: Vec<&String> = left.keys().chain(right.keys()).filter(differs).collect();
    assert!(different.is_empty(), "{what}: these differ: {different:?}");
}

/// The tree without one file.
pub fn without(mut tree: Tree, file: &str) -> Tree {
    tree.remove(file);
    tree
}

/// Every native project that there is: our fixtures, and the corpus where it is at hand.
pub fn native_projects() -> Vec<PathBuf> {
    let mut projects = folders_with_app_json(&root().join("fixtures"));
    assert!(projects.len() >= 10, "fixtures are missing");
    projects.extend(folders_with_app_json(&root().join("../shared/corpus")));
    projects
}

/// Every project of every framework that is at hand, as `list` finds them.
pub fn every_project() -> Vec<PathBuf> {
    let mut projects = Vec::new();
    for folder in ["fixtures", "../shared/corpus"].map(|name| root().join(name)) {
        if !folder.exists() {
            continue;
        }
        let mut list = Command::new(env!("CARGO_BIN_EXE_kaibo"));
        let ran = ran(list.current_dir(&folder).args(["list", "--format", "json"]));
        let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let roots = document["projects"].as_array().unwrap().iter();
        projects.extend(roots.map(|project| folder.join(project["root"].as_str().unwrap())));
    }
    projects.dedup();
    assert!(projects.len() >= 20, "fixtures are missing");
    projects
}

/// A folder is a project where app.json lies in it, or below its miniprogramRoot.
fn folders_with_app_json(dir: &Path) -> Vec<PathBuf> {
    let files = WalkDir::new(dir).sort_by_file_name().into_iter().filter_map(Result::ok);
    let app_json =
        files.filter(|entry| entry.file_name() == "app.json").map(walkdir::DirEntry::into_path);
    app_json
        .filter_map(|path| {
            let folder = path.parent()?.to_owned();
            let above = folder.parent()?.to_owned();
            let above_has_config = above.join("project.config.json").exists();
            let config = folder.join("project.config.json").exists();
            Some(if above_has_config && !config && folder.ends_with("miniprogram") {
                above
            } else {
                folder
            })
        })
        .collect()
}

/// Makes sure that a program of the system is there, installing it where that is possible.
pub fn require_tool(name: &str) {
    static INSTALLING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one_at_a_time = INSTALLING.lock().unwrap();
    let is_there = || Command::new(name).arg("--version").output().is_ok();
    if !is_there() {
        let apt = |args: &[&str]| Command::new("apt-get").args(args).output();
        let _ = apt(&["update"]);
        let _ = apt(&["install", "--yes", name]);
    }
    assert!(is_there(), "this test needs `{name}`, and installing it failed: install it by hand");
}

/// A shop in which one patch creates, updates, merges and deletes.
pub fn busy_shop() -> Scratch {
    let shop = Scratch::empty();
    let pages = |list: &str| {
        format!(
            r#"{{ "manifestVersion": 1, "plugin": {{ "version": "1.3.5" }}, "pages": [
            {{ "path": "pages/live/list", "kind": "room-list"{list} }} ] }}"#
        )
    };
    shop.write("app.json", "{\n  \"pages\": [\n    \"pages/index/index\"\n  ]\n}");
    let goods = r#" }, { "path": "pages/goods/detail", "kind": "goods-detail""#;
    shop.write("kaibo.jsonc", pages(goods));
    shop.exits(0, &["patch"]);
    let room =
        r#", "open": "navigateTo" }, { "path": "pages/room", "kind": "room-entry", "roomId": 7"#;
    shop.write("kaibo.jsonc", pages(room));
    shop.replace(
        "pages/live/list.wxml",
        "<view class=\"kaibo-page\">",
        "<view class=\"kaibo-page mine\">",
    );
    shop
}
