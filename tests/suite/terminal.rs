//! What a person meets at a terminal: completion, pages that fit, questions that can be left.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use crate::support::{Scratch, quiet, ran};

/// What bash completes when the last of some words is being typed.
fn completed(words: &[&str]) -> Vec<String> {
    let scratch = Scratch::empty();
    let script = scratch.exits(0, &["completions", "bash"]).stdout;
    scratch.write("kaibo.bash", script);
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let words_of_line = words.join(" ");
    let ask = format!(
        "source ./kaibo.bash; COMP_WORDS=({words_of_line}); COMP_CWORD={}; _kaibo kaibo '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.len() - 1
    );
    let mut bash = Command::new("bash");
    let said = ran(quiet(&mut bash, scratch.path()).args(["-c", &ask]));
    said.stdout.lines().map(str::to_owned).collect()
}

#[test]
#[cfg_attr(windows, ignore = "bash is asked")]
fn values_that_only_the_program_knows_complete() {
    assert_eq!(completed(&["kaibo", "upgr"]), ["upgrade"]);
    assert!(completed(&["kaibo", "explain", "wrong"]).contains(&"wrong-provider".to_owned()));
    assert_eq!(completed(&["kaibo", "upgrade", "--to", "1.3.5"]), ["1.3.5"]);
    assert_eq!(completed(&["kaibo", "new", "--plugin-version", "1.3.4"]), ["1.3.4"]);
    let levels = completed(&["kaibo", "check", "--severity", "unused-plugin"]);
    assert!(levels.contains(&"unused-plugin=off".to_owned()), "{levels:?}");
    for (shell, sign) in [("zsh", "wrong-provider"), ("fish", "wrong-provider")] {
        let script = Scratch::empty().exits(0, &["completions", shell]).stdout;
        assert!(script.contains(sign), "{shell}");
    }
}

/// What a command shows on a terminal of so many columns; each key is typed when a text has been shown.
fn on_a_terminal(columns: usize, args: &str, keys: &[(&str, &str)]) -> String {
    let scratch = Scratch::empty();
    let command =
        format!("stty cols {columns} rows 50; exec {} {args}", env!("CARGO_BIN_EXE_kaibo"));
    let mut script = Command::new("script");
    quiet(&mut script, scratch.path()).args(["-qfec", &command, "/dev/null"]);
    let mut running = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut keyboard = running.stdin.take().unwrap();
    let mut screen = running.stdout.take().unwrap();
    let mut shown = Vec::new();
    for (text, key) in keys {
        let from = shown.len();
        while !String::from_utf8_lossy(&shown[from..]).contains(text) {
            let mut piece = [0; 4096];
            let length = screen.read(&mut piece).unwrap();
            assert!(length > 0, "{text}: {}", String::from_utf8_lossy(&shown));
            shown.extend_from_slice(&piece[..length]);
        }
        keyboard.write_all(key.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }
    screen.read_to_end(&mut shown).unwrap();
    running.wait().unwrap();
    String::from_utf8_lossy(&shown).into_owned()
}

/// The columns that a line takes: a character of Chinese takes two.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[test]
#[cfg_attr(windows, ignore = "there is no script")]
fn the_paragraphs_of_a_page_fit_the_terminal() {
    for language in ["en", "zh"] {
        let page = on_a_terminal(60, &format!("explain undeclared-plugin --lang {language}"), &[]);
        let (_, sections) = page.split_once("\n\u{1b}[1m").unwrap();
        let paragraphs = sections.lines().filter(|line| !line.starts_with("    "));
        // an address is not broken
        for line in paragraphs.filter(|line| !line.contains("https://")) {
            assert!(columns(line.trim_end()) <= 60, "{line}");
        }
        let unwrapped = Scratch::empty().exits(0, &["explain", "undeclared-plugin"]).stdout;
        assert!(unwrapped.lines().any(|line| line.len() > 60));
    }
}

#[test]
#[cfg_attr(windows, ignore = "there is no script")]
fn questions_fit_eighty_columns_and_leave_the_cursor_as_it_was() {
    for language in ["en", "zh"] {
        // Ctrl-C at the third question
        let keys = [("(shop)", "a\n"), ("(touristappid)", "\n"), ("(1.3.5)", "\u{3}")];
        let said = on_a_terminal(80, &format!("new shop --lang {language}"), &keys);
        assert!(said.contains("touristappid"), "{said}");
        let hidden = said.matches("\u{1b}[?25l").count();
        assert_eq!(hidden, said.matches("\u{1b}[?25h").count(), "{said:?}");
        let plain = uncoloured(&said);
        for line in plain.split(['\n', '\r']) {
            assert!(columns(line) <= 80, "{line}");
        }
    }
}

/// A text without what colours it and moves the cursor.
fn uncoloured(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap().to_owned();
    let behind = |piece: &str| {
        let end = piece.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |end| end + 1);
        piece[end..].to_owned()
    };
    first + &pieces.map(behind).collect::<String>()
}

#[test]
fn the_last_line_of_an_upgrade_says_what_it_did() {
    let shop = Scratch::fixture("native-old-pin");
    let said = shop.exits(0, &["upgrade"]).stderr;
    assert!(said.lines().count() > 3, "{said}");
    assert_eq!(said.lines().last(), Some("1 pin to 1.3.5, in 1 project looked at"));
}

#[test]
fn every_verb_shows_how_it_is_called() {
    let scratch = Scratch::empty();
    let help = scratch.exits(0, &["--help"]).stdout;
    let verbs = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs: Vec<&str> = verbs.map_while(|line| line.strip_prefix("  ")).collect();
    for verb in verbs.iter().filter_map(|line| line.split(' ').next()).filter(|it| *it != "help") {
        let help = scratch.exits(0, &[verb, "--help"]).stdout;
        assert!(help.contains(&format!("\n  kaibo {verb}")), "{help}");
    }
}
