//! The process killed, or the disk full, at every step that writes: what is found afterwards, and what the next run makes of it.
//!
//! A tracer does the killing, at the entry of the n-th system call that writes, so the program holds no hook for it.

use std::path::Path;
use std::process::Command;

use crate::support::{
    Ran, Scratch, Tree, assert_same_tree, busy_shop, kaibo, quiet, ran, require_tool,
};

/// The system calls that change a file system.
const WRITES: [&str; 13] = [
    "write",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
    "mkdirat",
    "unlink",
    "unlinkat",
    "rmdir",
    "chmod",
    "fchmod",
    "fchmodat",
    "fchown",
];

const STAGE: &str = ".kaibo-stage";

/// Every run of `args` in a copy of `start` in which one of `calls` meets a fault, the n-th of each in turn.
fn runs_with_fault(
    start: &Scratch,
    args: &[&str],
    calls: &[&str],
    fault: &str,
    mut then: impl FnMut(&Scratch, &Ran, &str),
) -> usize {
    let mut runs = 0;
    for call in calls {
        for n in 1.. {
            let project = Scratch::copy(start.path());
            let Some(ran) = run_with_fault(project.path(), args, call, fault, n) else { break };
            then(&project, &ran, &format!("{args:?} with {fault} at {call} number {n}"));
            runs += 1;
        }
    }
    runs
}

/// `None` when there are not so many calls.
fn run_with_fault(dir: &Path, args: &[&str], call: &str, fault: &str, n: usize) -> Option<Ran> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut strace = Command::new("strace");
    quiet(&mut strace, dir);
    strace.arg("-f").arg("-o").arg(log.path()).arg("-e").arg(format!("trace={call}"));
    strace.arg("-e").arg(format!("inject={call}:{fault}:when={n}"));
    let ran = ran(strace.arg(env!("CARGO_BIN_EXE_kaibo")).args(args));
    let trace = std::fs::read_to_string(log.path()).unwrap();
    (trace.contains("INJECTED") || trace.contains("killed by SIGKILL")).then_some(ran)
}

/// No file outside the stage holds anything but its text before or after.
fn assert_nothing_is_half_written(now: &Tree, before: &Tree, after: &Tree, what: &str) {
    for (path, text) in now.iter().filter(|(path, _)| !path.contains(STAGE)) {
        let whole = before.get(path) == Some(text) || after.get(path) == Some(text);
        assert!(whole, "{what}: {path} is half-written");
    }
    for path in before.keys().filter(|path| after.contains_key(*path)) {
        assert!(now.contains_key(path), "{what}: {path} is lost");
    }
}

/// Kills `args` at every step in a copy of `start` and lets the same command run again.
fn assert_survives(start: &Scratch, args: &[&str], after: &Tree) -> usize {
    let before = start.tree();
    runs_with_fault(start, args, &WRITES, "signal=SIGKILL", |project, _, what| {
        assert_nothing_is_half_written(&project.tree(), &before, after, what);
        let again = project.run(args);
        let was_done = ["has a manifest already", "is not empty"]
            .iter()
            .any(|done| again.stderr.contains(done));
        assert!(again.code == 0 || was_done, "{what}: {}", again.stderr);
        assert_same_tree(&project.tree(), after, what);
    })
}

/// The tree of an uninterrupted run.
fn tree_after(start: &Scratch, args: &[&str]) -> Tree {
    let project = Scratch::copy(start.path());
    project.exits(0, args);
    project.tree()
}

#[test]
fn patch_killed_at_any_step_is_finished_by_the_next() {
    require_tool("strace");
    let shop = busy_shop();
    let steps = assert_survives(&shop, &["patch"], &tree_after(&shop, &["patch"]));
    assert!(steps > 35, "only {steps} steps were killed");
}

#[test]
fn new_killed_at_any_step_is_finished_by_the_next() {
    require_tool("strace");
    let (empty, args) = (Scratch::empty(), ["new", "shop", "--yes"]);
    let steps = assert_survives(&empty, &args, &tree_after(&empty, &args));
    assert!(steps > 50, "only {steps} steps were killed");
}

#[test]
fn init_killed_at_any_step_is_finished_by_the_next() {
    require_tool("strace");
    let shop = Scratch::fixture("native-plain");
    let steps = assert_survives(&shop, &["init"], &tree_after(&shop, &["init"]));
    assert!(steps > 5, "only {steps} steps were killed");
}

#[test]
fn upgrade_killed_at_any_step_is_finished_by_the_next() {
    require_tool("strace");
    let (shop, args) = (Scratch::fixture("native-old-pin"), ["upgrade"]);
    let steps = assert_survives(&shop, &args, &tree_after(&shop, &args));
    assert!(steps >= 3, "only {steps} steps were killed");
}

#[test]
fn a_recovery_killed_at_any_step_is_finished_by_the_next() {
    require_tool("strace");
    let start = busy_shop();
    let interrupted = interrupted_in_the_middle(&start);
    let steps = assert_survives(&interrupted, &["patch"], &tree_after(&start, &["patch"]));
    assert!(steps > 10, "only {steps} steps were killed");
}

/// A copy in which the journal is there and some of its files are in place.
fn interrupted_in_the_middle(start: &Scratch) -> Scratch {
    let project = Scratch::copy(start.path());
    // each swap is one of these calls, and the third does not happen
    run_with_fault(project.path(), &["patch"], "renameat2", "signal=SIGKILL", 3).unwrap();
    assert!(
        project.has(".kaibo-stage/journal.stage")
            && project.read("app.json") != start.read("app.json")
    );
    project
}

#[test]
fn every_verb_that_writes_says_that_it_finished_an_interrupted_run() {
    require_tool("strace");
    let interrupted = interrupted_in_the_middle(&busy_shop());
    for verb in ["patch", "upgrade"] {
        let ran = Scratch::copy(interrupted.path()).exits(0, &[verb]);
        assert!(
            ran.stderr.contains("finished what an interrupted run had begun"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_file_changed_after_an_interruption_is_asked_about() {
    require_tool("strace");
    let project = interrupted_in_the_middle(&busy_shop());
    project.write("pages/live/list.wxml", "<view>newer</view>\n");
    let before = project.tree();
    let ran = project.exits(1, &["diff"]);
    assert!(ran.stderr.contains("was interrupted while it was writing"), "{}", ran.stderr);
    let ran = project.exits(1, &["patch"]);
    assert!(ran.stderr.contains("conflict: pages/live/list.wxml"), "{}", ran.stderr);
    assert_same_tree(&project.tree(), &before, "the tree");

    let theirs = Scratch::copy(project.path());
    theirs.exits(0, &["patch", "--accept", "theirs", "pages/live/list.wxml"]);
    assert!(theirs.read("pages/live/list.wxml").contains("page mine"));
    project.exits(0, &["patch", "--accept", "ours", "pages/live/list.wxml"]);
    assert_eq!(project.read("pages/live/list.wxml"), "<view>newer</view>\n");
    project.exits(0, &["diff"]);
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    require_tool("strace");
    let start = busy_shop();
    let (before, after) = (start.tree(), tree_after(&start, &["patch"]));
    let mut refused = 0;
    let fault = "error=ENOSPC";
    runs_with_fault(&start, &["patch"], &["write", "mkdirat"], fault, |project, ran, what| {
        if project.tree() == after {
            // it was the report to a full stdout that failed
            return assert_eq!(ran.code, 2, "{what}: {}", ran.stderr);
        }
        assert_eq!(ran.code, 1, "{what}: {}", ran.stderr);
        assert_same_tree(&project.tree(), &before, what);
        assert!(ran.stderr.contains("no space left on device"), "{what}: {}", ran.stderr);
        assert!(!project.path().join("pages/room").exists(), "{what}: a folder is left behind");
        refused += 1;
    });
    assert!(refused > 10, "only {refused} writes were refused");
}

#[test]
fn two_runs_at_once_are_kept_apart() {
    let shop = busy_shop();
    let after = tree_after(&shop, &["patch"]);

    let folder = std::fs::File::open(shop.path()).unwrap();
    folder.lock().unwrap();
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains("another kaibo is at work"), "{}", ran.stderr);
    shop.exits(1, &["diff"]);
    drop(folder);

    let quiet = || {
        let mut run = kaibo(shop.path());
        run.arg("patch").stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        run.spawn().unwrap()
    };
    let mut running: Vec<_> = (0..8).map(|_| quiet()).collect();
    let codes: Vec<_> = running.iter_mut().map(|run| run.wait().unwrap().code().unwrap()).collect();
    assert!(codes.iter().all(|code| [0, 1].contains(code)) && codes.contains(&0), "{codes:?}");
    assert_same_tree(&shop.tree(), &after, "the tree");
}
