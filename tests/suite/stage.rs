//! What lies in `.kaibo-stage`: the user's own is finished or discarded, and what anybody else put there does nothing.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::support::{
    Ran, Scratch, Tree, assert_same_tree, busy_shop, git_apply, quiet, ran, require_tool,
};

const STAGE: &str = ".kaibo-stage";

/// The verbs that write to an existing project, each with what makes it write.
const WRITERS: [&[&str]; 6] = [
    &["patch"],
    &["upgrade", "--to", "1.3.4"],
    &["disable"],
    &["enable"],
    &["init"],
    &["check", "--fix"],
];

/// A tracer that runs kaibo and meddles with its system calls.
fn traced(dir: &Path, args: &[&str], meddling: &[&str]) -> Command {
    require_tool("strace");
    let mut strace = Command::new("strace");
    quiet(&mut strace, dir).args(["-f", "-qq", "-o", "/dev/null"]);
    strace.args(meddling.iter().flat_map(|what| ["-e", what]));
    strace.arg(env!("CARGO_BIN_EXE_kaibo")).args(args);
    strace
}

/// A run that waits before its `n`-th swap, long enough for somebody to write meanwhile.
fn slow(dir: &Path, args: &[&str], n: usize) -> Child {
    let delay = format!("inject=renameat2:delay_enter=1500000:when={n}");
    in_its_stage(dir, traced(dir, args, &["trace=renameat2", &delay]))
}

/// A run that has begun, and is about to swap.
fn in_its_stage(dir: &Path, mut run: Command) -> Child {
    let run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // its stage is whole when the journal has its name
    let journal = dir.join(STAGE).join("journal.stage");
    while !journal.exists() {
        thread::sleep(Duration::from_millis(10));
    }
    thread::sleep(Duration::from_millis(500));
    run
}

fn ended(run: Child) -> Ran {
    let output = run.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap_or(-1);
    Ran { code, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A copy of a busy shop in which `patch` was killed before its `n`-th swap.
fn killed_before_swap(n: usize) -> (Scratch, Tree) {
    let shop = busy_shop();
    let before = shop.tree();
    let kill = format!("inject=renameat2:signal=SIGKILL:when={n}");
    ran(&mut traced(shop.path(), &["patch"], &["trace=renameat2", &kill]));
    assert!(shop.has(".kaibo-stage/journal.stage"), "swap {n}");
    (shop, before)
}

fn patched(shop: &Scratch) -> Tree {
    let shop = Scratch::copy(shop.path());
    shop.exits(0, &["patch"]);
    shop.tree()
}

/// How many files a busy shop's patch swaps.
const SWAPS: usize = 12;

#[test]
fn a_busy_shop_swaps_so_many_files() {
    let shop = busy_shop();
    let document = shop.exits(0, &["patch", "--format", "json"]).stdout;
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["changes"].as_array().unwrap().len(), SWAPS);
}

#[test]
fn a_stage_that_came_with_a_repository_writes_nothing() {
    let digest = |text: &str| json!(sha256(text));
    let hook = "#!/bin/sh\necho planted > ran\n";
    for journal in [
        json!([{ "path": ".git/hooks/post-commit", "before": null, "after": digest(hook) }]),
        json!({ "seal": null, "files": [{ "path": "run.sh", "before": null, "after": digest(hook) }] }),
        json!({ "seal": "00".repeat(32), "files": [{ "path": "run.sh", "before": null, "after": digest(hook) }] }),
        json!({ "seal": null, "files": [{ "path": "app.json", "before": null, "after": null }] }),
        json!("nonsense"),
    ] {
        for phase in ["draft.stage", "journal.stage", "done.stage"] {
            for args in WRITERS {
                let shop = Scratch::fixture("native-old-pin");
                shop.replace("app.json", "\"pages/index/index\",", "\"pages/index/index\",,");
                shop.replace("app.json", ",,", ",");
                if args == ["patch"] {
                    shop.exits(0, &["init"]);
                    shop.replace("kaibo.jsonc", "1.2.0", "1.3.5");
                }
                if args == ["check", "--fix"] {
                    shop.replace("app.json", "\"wx2b03c6e691cd7370\"", "\"WX2B03C6E691CD7370\"");
                }
                if args == ["enable"] {
                    shop.exits(0, &["disable"]);
                }
                plant(&shop, phase, &journal.to_string(), hook);
                let before = shop.tree();
                let ran = shop.run(args);
                assert_eq!(ran.code, 1, "{args:?} {phase} {journal}: {}", ran.stderr);
                assert!(ran.stderr.contains("your own seal"), "{args:?}: {}", ran.stderr);
                assert_same_tree(&shop.tree(), &before, &format!("{args:?} {phase} {journal}"));
            }
        }
    }
}

fn plant(shop: &Scratch, phase: &str, journal: &str, text: &str) {
    shop.write(&format!("{STAGE}/{phase}"), journal);
    shop.write(&format!("{STAGE}/0.stage"), text);
    let staged = shop.path().join(STAGE).join("0.stage");
    fs::set_permissions(staged, fs::Permissions::from_mode(0o755)).unwrap();
}

fn sha256(text: &str) -> String {
    kaibo::plan::journal::Digest::of(text.as_bytes()).into_text()
}

#[test]
fn who_only_reads_goes_on_beside_it_and_says_so() {
    let shop = Scratch::fixture("native-old-pin");
    shop.exits(0, &["init"]);
    shop.replace("kaibo.jsonc", "1.2.0", "1.3.5");
    let alone = shop.exits(1, &["diff"]);
    plant(&shop, "journal.stage", "[]", "");
    let beside = shop.exits(1, &["diff"]);
    assert_eq!(beside.stdout, alone.stdout);
    assert!(beside.stderr.contains("note: .: the stage in .kaibo-stage"), "{}", beside.stderr);
    shop.exits(1, &["patch", "--check"]);
    for verb in ["list", "check"] {
        let ran = shop.exits(0, &[verb]);
        assert!(ran.stderr.contains("note: .: the stage in .kaibo-stage"), "{}", ran.stderr);
    }
    let (killed, _) = killed_before_swap(3);
    let ran = killed.exits(0, &["list"]);
    assert!(ran.stderr.contains("note: .: a run was interrupted here"), "{}", ran.stderr);
    let found = shop.exits(1, &["patch", "--format", "json"]).stdout;
    assert!(found.contains(r#""code": "foreign-stage""#), "{found}");
}

#[test]
fn the_user_settles_a_foreign_stage_and_sees_before_what_that_writes() {
    let shop = Scratch::fixture("native-old-pin");
    let before = shop.tree();
    let app = shop.read("app.json");
    let new = app.replace("1.2.0", "1.3.5");
    let line = |path: &str, before: Option<&str>, after: &str| json!({ "path": path, "before": before.map(sha256), "after": sha256(after) });
    let files = [line("app.json", Some(&app), &new), line("tool/run.sh", None, "echo\n")];
    let journal = json!({ "seal": null, "files": files }).to_string();
    plant(&shop, "journal.stage", &journal, &new);
    shop.write(".kaibo-stage/1.stage", "echo\n");
    let executable = fs::Permissions::from_mode(0o777);
    fs::set_permissions(shop.path().join(".kaibo-stage/1.stage"), executable).unwrap();

    let applied = Scratch::fixture("native-old-pin");
    let shown = shop.exits(0, &["patch", "--stage", "finish", "--diff"]).stdout;
    assert_eq!(git_apply(applied.path(), &shown).code, 0, "{shown}");
    shop.exits(1, &["patch", "--stage", "finish", "--check"]);

    let finished = Scratch::copy(shop.path());
    for name in ["0.stage", "1.stage"] {
        let staged = finished.path().join(STAGE).join(name);
        fs::set_permissions(staged, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let said = finished.exits(0, &["patch", "--stage", "finish"]);
    assert!(said.stdout.contains("update app.json\ncreate tool/run.sh\n"), "{}", said.stdout);
    assert_same_tree(&finished.tree(), &applied.tree(), "finished");
    for file in ["app.json", "tool/run.sh"] {
        let mode = fs::metadata(finished.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0, "{file} is executable");
    }

    assert_eq!(shop.exits(0, &["patch", "--stage", "discard", "--diff"]).stdout, "");
    shop.exits(0, &["patch", "--stage", "discard"]);
    assert_same_tree(&shop.tree(), &before, "discarded");
}

#[test]
fn what_is_no_stage_at_all_can_be_discarded_and_not_finished() {
    let makes: [fn(&Path); 5] = [
        |stage| fs::write(stage, "a file").unwrap(),
        |stage| symlink("/etc", stage).unwrap(),
        |stage| {
            fs::create_dir_all(stage.join("journal.stage")).unwrap();
        },
        |stage| {
            fs::create_dir(stage).unwrap();
            fs::write(stage.join("journal.stage"), "[").unwrap();
        },
        |stage| {
            fs::create_dir(stage).unwrap();
            fs::write(stage.join("0.stage"), "{}").unwrap();
        },
    ];
    for make in makes {
        let shop = Scratch::fixture("native-old-pin");
        let before = shop.tree();
        make(&shop.path().join(STAGE));
        let ran = shop.exits(1, &["upgrade"]);
        assert!(ran.stderr.contains("your own seal"), "{}", ran.stderr);
        let ran = shop.exits(1, &["patch", "--stage", "finish"]);
        assert!(ran.stderr.contains("does not hold what its journal says"), "{}", ran.stderr);
        shop.exits(0, &["patch", "--stage", "discard"]);
        assert_same_tree(&shop.tree(), &before, "discarded");
        assert!(fs::symlink_metadata(shop.path().join(STAGE)).is_err());
        shop.exits(0, &["upgrade"]);
    }
}

#[test]
fn an_interrupted_run_is_discarded_to_the_byte_wherever_it_was_killed() {
    for n in 1..=SWAPS {
        let (shop, before) = killed_before_swap(n);
        let back = Scratch::copy(shop.path());
        let shown = back.exits(0, &["patch", "--stage", "discard", "--diff"]).stdout;
        back.exits(0, &["patch", "--stage", "discard"]);
        assert_same_tree(&back.tree(), &before, &format!("before swap {n}"));
        fs::remove_dir_all(shop.path().join(STAGE)).unwrap();
        assert_eq!(git_apply(shop.path(), &shown).code, 0, "{shown}");
        assert_same_tree(&shop.tree(), &before, &format!("shown before swap {n}"));
    }
}

#[test]
fn nobody_else_can_look_into_a_stage() {
    let (shop, _) = killed_before_swap(3);
    let mode = fs::metadata(shop.path().join(STAGE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_project_that_was_moved_is_finished_and_another_users_is_not() {
    let (shop, _) = killed_before_swap(3);
    let after = patched(&busy_shop());
    let moved = Scratch::copy(shop.path());
    moved.exits(0, &["patch"]);
    assert_same_tree(&moved.tree(), &after, "moved");

    let other = Scratch::empty();
    let mut patch = crate::support::kaibo(shop.path());
    let said = ran(patch.arg("patch").env("XDG_STATE_HOME", other.path()));
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("your own seal"), "{}", said.stderr);
}

#[test]
fn without_a_state_folder_a_run_goes_on_and_the_flag_settles_its_stage() {
    let shop = busy_shop();
    let after = patched(&shop);
    let homeless = |dir: &Path, args: &[&str], meddling: &[&str]| {
        let mut run = traced(dir, args, meddling);
        ran(run.env("XDG_STATE_HOME", "/dev/null/state").env("HOME", "/dev/null"))
    };
    let whole = Scratch::copy(shop.path());
    let said = homeless(whole.path(), &["patch"], &["trace=none"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert_same_tree(&whole.tree(), &after, "a run without a key");

    let kill = ["trace=renameat2", "inject=renameat2:signal=SIGKILL:when=3"];
    homeless(shop.path(), &["patch"], &kill);
    let said = homeless(shop.path(), &["patch"], &["trace=none"]);
    assert!(said.code == 1 && said.stderr.contains("your own seal"), "{}", said.stderr);
    let said = homeless(shop.path(), &["patch", "--stage", "finish"], &["trace=none"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert_same_tree(&shop.tree(), &after, "and finished by the flag");
}

#[test]
fn a_key_that_others_can_read_seals_nothing() {
    let (shop, _) = killed_before_swap(3);
    let state = Scratch::copy(crate::support::state_folder());
    let key = state.path().join("kaibo/stage.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let mut patch = crate::support::kaibo(shop.path());
    let said = ran(patch.arg("patch").env("XDG_STATE_HOME", state.path()));
    assert!(said.code == 1 && said.stderr.contains("your own seal"), "{}", said.stderr);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let mut patch = crate::support::kaibo(shop.path());
    assert_eq!(ran(patch.arg("patch").env("XDG_STATE_HOME", state.path())).code, 0);
}

#[test]
fn a_damaged_stage_writes_nothing_and_can_be_discarded() {
    let damages: [fn(&Path); 2] =
        [|text| fs::remove_file(text).unwrap(), |text| fs::write(text, "garbage").unwrap()];
    for damage in damages {
        let (shop, before) = killed_before_swap(3);
        damage(&shop.path().join(STAGE).join(format!("{}.stage", SWAPS - 1)));
        let damaged = shop.tree();
        let ran = shop.exits(1, &["patch"]);
        assert!(ran.stderr.contains("does not hold what its journal says"), "{}", ran.stderr);
        assert_same_tree(&shop.tree(), &damaged, "nothing is written");
        shop.exits(0, &["patch", "--stage", "discard"]);
        assert_same_tree(&shop.tree(), &before, "discarded");
    }
}

#[test]
fn what_an_editor_saves_at_any_moment_is_kept() {
    let after = patched(&busy_shop());
    for n in 1..=SWAPS {
        let shop = busy_shop();
        let before = shop.tree();
        let run = slow(shop.path(), &["patch"], n);
        let path = "pages/live/list.wxml";
        let mine = format!("{}<!-- mine -->\n", shop.read(path));
        shop.write(path, &mine);
        let ran = ended(run);
        let text = shop.read(path);
        assert!(text.ends_with("<!-- mine -->\n"), "swap {n}: {text}");
        let mut tree = shop.tree();
        tree.remove(path);
        let (whole, code) = if ran.code == 0 { (&after, 0) } else { (&before, 1) };
        assert_eq!(ran.code, code, "{}", ran.stderr);
        let mut whole = whole.clone();
        whole.remove(path);
        assert_same_tree(&tree, &whole, &format!("swap {n}: all of it or nothing"));
        if code == 1 {
            assert!(ran.stderr.contains("changed while kaibo was at work"), "{}", ran.stderr);
        }
    }
}

#[test]
fn what_came_off_just_before_a_kill_is_put_back_and_asked_about() {
    let shop = busy_shop();
    let path = "pages/live/list.wxml";
    let delays = "inject=renameat2:delay_enter=1200000:delay_exit=1200000:when=7";
    let run = traced(shop.path(), &["patch"], &["trace=renameat2", delays]);
    let run = in_its_stage(shop.path(), run);
    let before = shop.read(path);
    let mine = format!("{before}<!-- mine -->\n");
    shop.write(path, &mine);
    // the swap is done once the text is another, and has not been looked at while the call has not returned
    while shop.read(path) == mine {
        thread::sleep(Duration::from_millis(10));
    }
    kill(&run);
    ended(run);
    assert!(!shop.read(path).contains("<!-- mine -->"), "it lies in the stage only");
    let ran = shop.exits(1, &["patch"]);
    assert!(ran.stderr.contains(&format!("conflict: {path}")), "{}", ran.stderr);
    assert_eq!(shop.read(path), mine);
    let shown = shop.exits(1, &["patch", "--stage", "discard", "--diff"]);
    assert!(shown.stderr.contains(&format!("conflict: {path}")), "{}", shown.stderr);
    shop.exits(0, &["patch", "--accept", "ours", path]);
    assert_eq!(shop.read(path), mine);
}

/// Kills what a tracer runs.
fn kill(tracer: &Child) {
    let children = format!("/proc/{0}/task/{0}/children", tracer.id());
    let children = fs::read_to_string(children).unwrap();
    let killed = Command::new("kill").arg("-9").args(children.split_whitespace()).status();
    assert!(killed.unwrap().success());
}

#[test]
fn a_file_that_appears_where_one_is_to_be_created_is_kept() {
    let shop = busy_shop();
    let before = shop.tree();
    let run = slow(shop.path(), &["patch"], 1);
    shop.write("pages/room.js", "// mine\n");
    let ran = ended(run);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(shop.read("pages/room.js"), "// mine\n");
    fs::remove_file(shop.path().join("pages/room.js")).unwrap();
    assert_same_tree(&shop.tree(), &before, "nothing else is written");
}

#[test]
fn a_folder_that_becomes_a_link_leads_nowhere() {
    let (shop, outside) = (busy_shop(), Scratch::empty());
    let before = shop.tree();
    let live = shop.path().join("pages/live");
    outside.write("list.wxml", shop.read("pages/live/list.wxml"));
    outside.write("list.js", shop.read("pages/live/list.js"));
    let strange = outside.tree();
    let run = slow(shop.path(), &["patch"], 1);
    fs::rename(&live, shop.path().join("pages/real")).unwrap();
    symlink(outside.path(), &live).unwrap();
    let ran = ended(run);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("this is a symbolic link"), "{}", ran.stderr);
    assert_same_tree(&outside.tree(), &strange, "outside");
    fs::remove_file(&live).unwrap();
    fs::rename(shop.path().join("pages/real"), &live).unwrap();
    assert_same_tree(&shop.tree(), &before, "nothing is written");
}

#[test]
fn a_swap_that_fails_takes_those_before_it_back() {
    let start = busy_shop();
    let (before, after) = (start.tree(), patched(&start));
    for error in ["EBUSY", "EPERM", "EXDEV", "EIO"] {
        for n in 1..=SWAPS {
            let shop = Scratch::copy(start.path());
            let fail = format!("inject=renameat2:error={error}:when={n}");
            let ran = ran(&mut traced(shop.path(), &["patch"], &["trace=renameat2", &fail]));
            assert_eq!(ran.code, 1, "{error} {n}: {}", ran.stderr);
            assert!(ran.stderr.contains("failed to "), "{}", ran.stderr);
            assert_same_tree(&shop.tree(), &before, &format!("{error} at swap {n}"));
            assert!(!shop.path().join("pages/room").exists(), "a folder is left behind");
            shop.exits(0, &["patch"]);
            assert_same_tree(&shop.tree(), &after, "the next run");
        }
    }
}

#[test]
fn where_not_even_a_step_back_can_be_taken_the_stage_stays_for_the_next_run() {
    let shop = busy_shop();
    let (before, after) = (shop.tree(), patched(&shop));
    let fail = ["trace=renameat2", "inject=renameat2:error=EBUSY:when=4+"];
    let said = ran(&mut traced(shop.path(), &["patch"], &fail));
    assert_eq!(said.code, 1, "{}", said.stderr);
    assert_eq!(said.stderr.matches("error: ").count(), 2, "{}", said.stderr);
    assert!(said.stderr.contains("failed to put its old text back"), "{}", said.stderr);
    let back = Scratch::copy(shop.path());
    back.exits(0, &["patch", "--stage", "discard"]);
    assert_same_tree(&back.tree(), &before, "discarded");
    shop.exits(0, &["patch"]);
    assert_same_tree(&shop.tree(), &after, "finished");
}

#[test]
fn where_files_cannot_be_exchanged_they_are_compared_and_that_is_said() {
    let start = busy_shop();
    let after = patched(&start);
    let lacking = "inject=renameat2:error=EINVAL";
    let shop = Scratch::copy(start.path());
    let said = ran(&mut traced(shop.path(), &["patch"], &["trace=renameat2", lacking]));
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stderr.contains("cannot exchange files"), "{}", said.stderr);
    assert_same_tree(&shop.tree(), &after, "compared");
    let mut kills = 0;
    for call in ["renameat", "write", "openat", "unlinkat"] {
        for n in 1.. {
            let shop = Scratch::copy(start.path());
            let kill = format!("inject={call}:signal=SIGKILL:when={n}");
            let trace = format!("trace=renameat2,{call}");
            let first = ran(&mut traced(shop.path(), &["patch"], &[&trace, lacking, &kill]));
            if first.code == 0 {
                break;
            }
            let what = format!("killed at {call} {n}");
            let again = ran(&mut traced(shop.path(), &["patch"], &["trace=renameat2", lacking]));
            assert_eq!(again.code, 0, "{what}: {}", again.stderr);
            assert_same_tree(&shop.tree(), &after, &what);
            kills += 1;
        }
    }
    assert!(kills > 60, "only {kills} steps were killed");
}

#[test]
fn a_run_that_is_told_to_stop_is_finished_by_the_next() {
    let start = busy_shop();
    let after = patched(&start);
    for signal in ["INT", "TERM", "HUP", "QUIT", "KILL"] {
        for n in [1, SWAPS / 2, SWAPS] {
            let shop = Scratch::copy(start.path());
            let signalled = format!("inject=renameat2:signal=SIG{signal}:when={n}");
            let args = ["trace=renameat2", &signalled];
            assert_ne!(ran(&mut traced(shop.path(), &["patch"], &args)).code, 0, "{signal} {n}");
            shop.exits(0, &["patch"]);
            assert_same_tree(&shop.tree(), &after, &format!("{signal} at swap {n}"));
        }
    }
}

#[test]
fn two_runs_that_no_lock_keeps_apart_lose_nothing() {
    let start = busy_shop();
    let after = patched(&start);
    let unlocked = "inject=flock:retval=0";
    for n in [1, 2, SWAPS / 2, SWAPS] {
        let shop = Scratch::copy(start.path());
        let delay = format!("inject=renameat2:delay_enter=900000:when={n}");
        let trace = "trace=flock,renameat2";
        let mut first = traced(shop.path(), &["patch"], &[trace, unlocked, &delay]);
        let first = first.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        thread::sleep(Duration::from_millis(400));
        let second = ran(&mut traced(shop.path(), &["patch"], &["trace=flock", unlocked]));
        assert!(second.code <= 1, "{}", second.stderr);
        assert!(ended(first).code <= 1);
        shop.exits(0, &["patch"]);
        assert_same_tree(&shop.tree(), &after, &format!("beside swap {n}"));
    }
}

#[test]
fn a_run_waits_for_another_as_long_as_it_is_told_to() {
    let shop = busy_shop();
    let folder = fs::File::open(shop.path()).unwrap();
    folder.lock().unwrap();
    let found = shop.exits(1, &["patch", "--wait", "1", "--format", "json"]).stdout;
    assert!(found.contains(r#""code": "busy""#), "{found}");
    let mut patch = crate::support::kaibo(shop.path());
    let patch = patch.args(["patch", "--wait", "60"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let patch = patch.spawn().unwrap();
    thread::sleep(Duration::from_millis(300));
    drop(folder);
    assert_eq!(ended(patch).code, 0);
}

#[test]
fn on_and_off_at_the_same_time_lose_no_declaration() {
    let projects = 30;
    let shops = Scratch::empty();
    let shop = Scratch::fixture("native-healthy-sub");
    for number in 0..projects {
        for (path, text) in shop.tree() {
            shops.write(&format!("p{number}/{path}"), text);
        }
    }
    let before = shops.tree();
    for _ in 0..12 {
        let start = |verb: &str| {
            let mut run = crate::support::kaibo(shops.path());
            let run = run.arg(verb).stdout(Stdio::null()).stderr(Stdio::null());
            run.spawn().unwrap()
        };
        let mut both = [start("enable"), start("disable")];
        let codes = both.each_mut().map(|run| run.wait().unwrap().code().unwrap());
        assert!(codes.iter().all(|code| *code <= 1), "{codes:?}");
        shops.exits(0, &["enable", "--wait", "20"]);
        assert_same_tree(&shops.tree(), &before, "every project has its declaration");
    }
}

#[test]
fn a_file_keeps_its_owner_where_that_is_allowed() {
    let shop = Scratch::fixture("native-old-pin");
    let app = shop.path().join("app.json");
    if chown(&app, Some(12345), Some(54321)).is_err() {
        return; // only root may give files away, so there is nothing to keep
    }
    fs::set_permissions(&app, fs::Permissions::from_mode(0o640)).unwrap();
    shop.exits(0, &["upgrade"]);
    let now = fs::metadata(&app).unwrap();
    assert_eq!((now.uid(), now.gid(), now.mode() & 0o7777), (12345, 54321, 0o640));
}

#[test]
fn where_owners_cannot_be_kept_a_run_goes_on() {
    for error in ["EPERM", "EINVAL", "ENOSYS"] {
        let shop = Scratch::fixture("native-old-pin");
        let fail = format!("inject=fchown:error={error}");
        let said = ran(&mut traced(shop.path(), &["upgrade"], &["trace=fchown", &fail]));
        assert_eq!(said.code, 0, "{error}: {}", said.stderr);
        assert!(shop.read("app.json").contains("1.3.5"));
    }
    let shop = Scratch::fixture("native-old-pin");
    let before = shop.tree();
    let fail = ["trace=fchown", "inject=fchown:error=EIO"];
    assert_eq!(ran(&mut traced(shop.path(), &["upgrade"], &fail)).code, 1);
    assert_same_tree(&shop.tree(), &before, "an error of another kind");
}

#[test]
fn a_part_on_another_file_system_is_refused_before_anything_is_written() {
    let shop = busy_shop();
    let mount = |args: &[&str]| {
        let mut command = Command::new(args[0]);
        command.args(&args[1..]).arg(shop.path().join("pages/live")).output()
    };
    let live = Scratch::copy(&shop.path().join("pages/live"));
    let mounted = mount(&["mount", "-t", "tmpfs", "tmpfs"]);
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        return; // mounting is for root, and not allowed in every container
    }
    for (path, text) in live.tree() {
        shop.write(&format!("pages/live/{path}"), text);
    }
    let before = shop.tree();
    let ran = shop.run(&["patch"]);
    let after = shop.tree();
    mount(&["umount"]).unwrap();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("lies on another file system"), "{}", ran.stderr);
    assert_same_tree(&after, &before, "nothing is written");
}
