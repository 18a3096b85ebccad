//! Fleets as they are: broken, unreadable, looping, vanishing; and how far a run is.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::fleet::{app, document, fleet, listed};
use crate::support::{Scratch, ran, require_tool};

/// Hundreds of projects, every tenth of which is broken in one of many ways.
fn rough_fleet() -> (Scratch, usize) {
    let fleet = Scratch::empty();
    let mut broken = 0;
    for number in 0..300 {
        let app_json = format!("p{number:03}/app.json");
        fleet.write(&app_json, app("1.3.0"));
        let script = format!("p{number:03}/index.js");
        fleet.write(
            &script,
            format!("const live = requirePlugin('live-player-plugin')\n// {number}\n"),
        );
        let path = fleet.path().join(&app_json);
        let refill = |bytes: &[u8]| fs::write(&path, bytes).unwrap();
        broken += 1;
        match number % 60 {
            0 => refill(b"{ \"pages\": [,] }"),
            10 => refill(b"\x00\xff\xfe{}"),
            20 => {
                fs::remove_file(&path).unwrap();
                fs::create_dir(&path).unwrap();
            }
            30 => {
                fs::remove_file(&path).unwrap();
                symlink("nowhere", &path).unwrap();
            }
            40 => fs::write(fleet.path().join(&script), b"requirePlugin('live-player-plugin' (((")
                .unwrap(),
            50 => refill(&b"<<<<<<< ours\n{ \"pages\": [] }\n"[..]),
            _ => broken -= 1,
        }
        symlink("..", fleet.path().join(format!("p{number:03}/loop"))).unwrap();
    }
    (fleet, broken)
}

#[test]
fn a_rough_fleet_is_reported_whole_and_alike_on_every_run() {
    let (fleet, broken) = rough_fleet();
    let list = ["list", "--format", "json"];
    let once = fleet.exits(1, &list);
    let report = document(&once);
    // a script that cannot be read does not hide its project
    assert_eq!(report["projects"].as_array().unwrap().len(), 300 - broken + 5);
    let errors = report["errors"].as_array().unwrap();
    assert_eq!(errors.len(), broken);
    assert!(errors.iter().all(|error| error["path"].as_str().unwrap().starts_with('p')));
    for verb in
        [&list[..], &["list"], &["upgrade", "--check"], &["upgrade", "--check", "--format", "json"]]
    {
        let first = fleet.exits(1, verb);
        for _ in 0..3 {
            let again = fleet.exits(1, verb);
            assert_eq!((&again.stdout, &again.stderr), (&first.stdout, &first.stderr), "{verb:?}");
        }
    }
    let moved = document(&fleet.exits(1, &["upgrade", "--format", "json"]));
    assert_eq!(moved["pins"].as_array().unwrap().len(), 300 - broken + 5);
}

#[test]
fn what_vanishes_during_a_run_neither_stops_it_nor_makes_it_panic() {
    let (fleet, _) = rough_fleet();
    let folder = fleet.path().to_owned();
    let removing = std::thread::spawn(move || {
        for number in 0..300 {
            let project = folder.join(format!("p{number:03}"));
            let _ = fs::remove_dir_all(project);
        }
    });
    for verb in [&["list", "--format", "json"][..], &["upgrade", "--format", "json"]].repeat(4) {
        let ran = fleet.run(verb);
        assert!([0, 1, 2].contains(&ran.code), "{}: {}", ran.code, ran.stderr);
        assert!(document(&ran)["errors"].is_array() && !ran.stderr.contains("panicked"));
    }
    removing.join().unwrap();
}

/// Root reads everything, so the program runs as somebody else where the tests run as root.
#[test]
fn what_may_not_be_read_is_told() {
    let fleet = fleet();
    let program = fleet.path().join("kaibo");
    fs::copy(env!("CARGO_BIN_EXE_kaibo"), &program).unwrap();
    fleet.write("closed/app.json", app("1.3.0")).write("folder/in/app.json", app("1.3.0"));
    let mode = |path: &str, mode| {
        fs::set_permissions(fleet.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("", 0o755);
    mode("closed/app.json", 0o000);
    mode("folder/in", 0o000);
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut list = Command::new(&program);
    list.current_dir(fleet.path()).args(["list", "--format", "json"]);
    if is_root {
        list.uid(65534);
    }
    let ran = ran(&mut list);
    mode("folder/in", 0o755);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let document = document(&ran);
    assert_eq!(listed(&document).len(), 4);
    let errors: Vec<&Value> =
        document["errors"].as_array().unwrap().iter().map(|error| &error["path"]).collect();
    assert_eq!(errors, ["closed/app.json", "folder/in"]);
}

/// `script` is a terminal, and a tracer makes the run slow.
#[test]
fn progress_is_told_on_a_terminal_and_goes_away() {
    require_tool("strace");
    require_tool("script");
    let fleet = fleet();
    let slow = format!(
        "strace -f -o /dev/null -e trace=getdents64 -e inject=getdents64:delay_enter=1500000:when=1 {} list",
        env!("CARGO_BIN_EXE_kaibo")
    );
    let mut terminal = Command::new("script");
    terminal.current_dir(fleet.path()).stdin(Stdio::null());
    let shown = ran(terminal.args(["-qec", &slow, "/dev/null"])).stdout;
    let (progress, table) = shown.split_once("where ").expect(&shown);
    assert!(progress.starts_with("\rfiles looked at: "), "{progress:?}");
    assert!(progress.ends_with(" \r") && table.ends_with("-\r\n"), "{shown:?}");
    assert_eq!(fleet.exits(0, &["list"]).stderr, "", "no terminal, no progress");
}
