//! Streams that cannot be written, threads that do not start, and files that never end: a run ends with 0, 1 or 2.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Ran, Scratch, kaibo, quiet, ran, require_tool};

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// Runs a shell command in which `kaibo` is the program.
fn shell(dir: &Path, command: &str) -> Ran {
    let bin = Path::new(env!("CARGO_BIN_EXE_kaibo")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    ran(quiet(&mut Command::new("bash"), dir).env("PATH", path).args(["-c", command]))
}

#[test]
fn a_full_stream_is_two_whichever_it_is() {
    let shop = Scratch::fixture("native-old-pin");
    for args in [
        &["list"][..],
        &["list", "--format", "json"],
        &["check"],
        &["check", "--format", "sarif"],
        &["upgrade", "--diff"],
        &["explain"],
        &["versions"],
        &["schema"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        let code = kaibo(shop.path()).args(args).stdout(full()).status().unwrap().code();
        assert_eq!(code, Some(2), "{args:?} with a full stdout");
        let both = kaibo(shop.path()).args(args).stdout(full()).stderr(full()).status().unwrap();
        assert_eq!(both.code(), Some(2), "{args:?} with both full");
    }
    for args in [&["list", "nope"][..], &["bogus"], &["upgrade", "--to", "x"], &["diff"]] {
        let code = kaibo(shop.path()).args(args).stderr(full()).status().unwrap().code();
        assert_eq!(code, Some(2), "{args:?} with a full stderr");
    }
}

#[test]
fn a_closed_stdout_is_two_where_there_is_a_result() {
    let shop = Scratch::fixture("native-old-pin");
    for (args, code) in [
        ("list", 2),
        ("check", 2),
        ("check --format json", 2),
        ("upgrade --diff", 2),
        ("--version", 2),
        ("upgrade", 2),
        ("list nope", 2),
    ] {
        assert_eq!(shell(shop.path(), &format!("kaibo {args} >&-")).code, code, "{args}");
    }
    assert!(shop.read("app.json").contains("1.3.5"), "what can be done is done");
    assert_eq!(shell(shop.path(), "kaibo list >/dev/null").code, 0);
    assert_eq!(shell(shop.path(), "kaibo list 2>&-").code, 0);
    assert_eq!(shell(shop.path(), "kaibo list >&- 2>&- <&-").code, 2);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let shops = Scratch::empty();
    let shop = Scratch::fixture("native-old-pin");
    for number in 0..300 {
        for (path, text) in shop.tree() {
            shops.write(&format!("p{number}/{path}"), text);
        }
    }
    for (command, code) in [
        ("kaibo list", 0),
        ("kaibo list --format json", 0),
        ("kaibo check --require '>=1.3.0'", 1),
        ("kaibo upgrade --diff", 0),
        ("kaibo explain", 0),
        ("kaibo --help", 0),
    ] {
        let quiet = format!("{{ {command}; echo $? >&3; }} 3>&2 2>/dev/null | true");
        let ran = shell(shops.path(), &quiet);
        assert_eq!(ran.stderr.trim(), code.to_string(), "{command}");
    }
    let upgraded =
        shell(shops.path(), "kaibo upgrade 2>/dev/null | true; grep -l 1.3.5 p*/app.json | wc -l");
    assert_eq!(upgraded.stdout.trim(), "300");
}

#[test]
fn where_no_thread_starts_work_goes_on() {
    require_tool("strace");
    let shops = Scratch::empty();
    for name in ["native-old-pin", "uni-app-subpackage"] {
        for (path, text) in Scratch::fixture(name).tree() {
            shops.write(&format!("{name}/{path}"), text);
        }
    }
    for args in [&["list"][..], &["check"], &["upgrade", "--check"], &["disable", "--diff"]] {
        let whole = shops.run(args);
        let alone = without_threads(shops.path(), args);
        assert_eq!(alone.code, whole.code, "{args:?}: {}", alone.stderr);
        assert_eq!(alone.stdout, whole.stdout, "{args:?}");
    }
    let taro = Scratch::empty();
    let nested = format!("{}1{}", "[".repeat(80), "]".repeat(80));
    taro.write("src/app.config.js", format!("export default {{ pages: ['a'], window: {{ x: {nested} }}, plugins: {{ 'live-player-plugin': {{ version: '1.2.0', provider: 'wx2b03c6e691cd7370' }} }} }}"));
    taro.exits(0, &["list"]);
    for args in [&["list"][..], &["check"], &["upgrade"], &["disable"]] {
        let before = taro.tree();
        let alone = without_threads(taro.path(), args);
        assert_eq!(alone.code, 1, "{args:?}: {}{}", alone.stdout, alone.stderr);
        let said = format!("{}{}", alone.stdout, alone.stderr);
        assert!(said.contains("starts no thread"), "{args:?}: {said}");
        assert_eq!(taro.tree(), before);
    }
    let json = without_threads(taro.path(), &["list", "--format", "json"]).stdout;
    assert!(json.contains(r#""code": "no-thread""#), "{json}");
}

#[test]
fn a_small_stack_is_enough() {
    let shop = Scratch::empty();
    let live =
        r#""plugins":{"live-player-plugin":{"version":"1.2.0","provider":"wx2b03c6e691cd7370"}}"#;
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    shop.write("p/app.json", format!(r#"{{"pages":["a/b"],"x":{},{live}}}"#, nested(505)));
    let script = format!(r#"export default {{pages:["a/b"],x:{},{live}}}"#, nested(60));
    shop.write("q/app.config.js", script);
    for kibibytes in [8192, 1024, 256, 128] {
        for project in ["p", "q"] {
            for verb in ["list", "check", "disable --diff", "init --diff"] {
                let command = format!("ulimit -s {kibibytes}; kaibo {verb} {project}");
                let ran = shell(shop.path(), &command);
                assert!((0..=2).contains(&ran.code), "{command}: {}", ran.stderr);
            }
        }
    }
}

fn without_threads(dir: &Path, args: &[&str]) -> Ran {
    let mut strace = Command::new("strace");
    quiet(&mut strace, dir).args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=clone,clone3"]);
    strace.args(["-e", "inject=clone,clone3:error=EAGAIN"]);
    ran(strace.arg(env!("CARGO_BIN_EXE_kaibo")).args(args))
}

#[test]
fn what_the_user_names_is_read_up_to_a_limit_and_never_waited_for_in_vain() {
    let scratch = Scratch::empty();
    let fifo = scratch.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let begun = Instant::now();
    for args in [
        &["versions", "--catalogue", "pipe"][..],
        &["versions", "--catalogue", "/dev/zero"],
        &["versions", "--catalogue", "/dev/null"],
        &["versions", "--catalogue", "."],
        &["upgrade", "--catalogue", "/dev/zero"],
        &["new", "shop", "--yes", "--manifest", "pipe"],
        &["new", "shop", "--yes", "--manifest", "/dev/zero"],
    ] {
        let ran = scratch.exits(2, args);
        assert!(ran.stderr.contains("help: "), "{args:?}: {}", ran.stderr);
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(!scratch.has("shop"));
}

#[test]
fn what_comes_through_a_pipe_is_read() {
    let scratch = Scratch::empty();
    let manifest = r#"{ "manifestVersion": 1, "plugin": { "version": "1.3.4" } }"#;
    scratch.write("m.jsonc", manifest);
    let ran = shell(
        scratch.path(),
        "kaibo new shop --yes --manifest <(sleep 0.3; cat m.jsonc) && cat m.jsonc | kaibo new other --yes --manifest /dev/stdin",
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for shop in ["shop", "other"] {
        assert!(scratch.read(&format!("{shop}/app.json")).contains("1.3.4"));
    }
}

#[test]
fn special_files_in_a_project_are_named_and_hold_nobody_up() {
    for name in ["app.json", "kaibo.jsonc", "kaibo.lock", "project.config.json", ".kaibo-stage"] {
        let shop = Scratch::fixture("native-old-pin");
        shop.exits(0, &["init"]);
        let path = shop.path().join(name);
        let _ = fs::remove_file(&path);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        for args in [&["patch"][..], &["diff"], &["upgrade", "--check"], &["check"], &["list"]] {
            let mut run = kaibo(shop.path());
            let mut run =
                run.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let begun = Instant::now();
            let code = loop {
                match run.try_wait().unwrap() {
                    Some(status) => break status.code(),
                    None if begun.elapsed() > Duration::from_secs(20) => {
                        run.kill().unwrap();
                        panic!("{args:?} hangs at a pipe called {name}");
                    }
                    None => std::thread::sleep(Duration::from_millis(5)),
                }
            };
            assert!(code.is_some_and(|code| code <= 2), "{args:?} {name}: {code:?}");
        }
    }
}
