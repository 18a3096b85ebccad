//! The two READMEs: what they show is what happens, and what there is to name is named in both.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use kaibo::check::pages::RulePages;
use kaibo::check::rules::RULES;
use kaibo::model::language::Language;
use serde_json::Value;

use crate::support::{Scratch, kaibo, quiet, ran, root};

/// Every language that a block may be written in; each is tested below.
const LANGUAGES: [&str; 4] = ["sh", "console", "jsonc", "yaml"];

/// What cannot run here, because it builds.
const COMMANDS: [&str; 3] =
    ["cargo run --release -- new ../shop --yes", "cargo install --locked --path .", "cargo test"];

/// The locales of their readers.
const LOCALES: [&str; 2] = ["C", "zh_CN.UTF-8"];

/// Name and text of both.
fn readmes() -> [(&'static str, String); 2] {
    ["README.md", "README.zh-CN.md"]
        .map(|name| (name, std::fs::read_to_string(root().join(name)).unwrap()))
}

/// All fenced blocks with their languages, in order.
fn blocks(readme: &str) -> Vec<(&str, &str)> {
    let fences: Vec<&str> = readme.split("\n```").collect();
    assert!(fences.len() % 2 == 1, "a block is not closed");
    fences.iter().skip(1).step_by(2).map(|block| block.split_once('\n').unwrap()).collect()
}

fn blocks_in<'t>(readme: &'t str, language: &str) -> Vec<&'t str> {
    blocks(readme).into_iter().filter(|block| block.0 == language).map(|block| block.1).collect()
}

/// The commands of a transcript with the lines that are to follow each.
fn steps(block: &str) -> Vec<(&str, Vec<&str>)> {
    let starts = block.lines().enumerate().filter(|(_, line)| line.starts_with("$ "));
    let starts: Vec<usize> = starts.map(|(number, _)| number).collect();
    assert_eq!(starts.first(), Some(&0), "a transcript starts with a command:\n{block}");
    let lines: Vec<&str> = block.lines().collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&at, end)| (&lines[at][2..], lines[at + 1..end].to_vec()))
        .collect()
}

/// Both streams of a shell command as they come, and at their end the exit code that is not 0.
fn run_shell(dir: &Path, command: &str, locale: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_kaibo")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path))).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", &format!("exec 2>&1\n{command}")]).env("PATH", path);
    // perl of a machine without that locale would complain of it
    quiet(&mut shell, dir).env("LC_ALL", locale).env("PERL_BADLANG", "0");
    let ran = ran(&mut shell);
    match ran.code {
        0 => ran.stdout,
        code => format!("{}? {code}\n", ran.stdout),
    }
}

/// Whether a run printed what was expected, where a line `...` stands for any number of lines.
fn agrees(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"...", rest)) => (0..=printed.len()).any(|n| agrees(rest, &printed[n..])),
        Some((line, rest)) => printed.first() == Some(line) && agrees(rest, &printed[1..]),
    }
}

/// Runs all transcripts of a README in one folder, as a reader of its language, and tells the commands that print
/// something else.
fn differences(readme: &str, locale: &str) -> Vec<String> {
    let scratch = Scratch::empty();
    let fixtures = Scratch::copy(&root().join("fixtures"));
    std::fs::rename(fixtures.path(), scratch.path().join("fixtures")).unwrap();
    let mut differences = Vec::new();
    for (command, expected) in blocks_in(readme, "console").into_iter().flat_map(steps) {
        let printed = run_shell(scratch.path(), command, locale);
        if !agrees(&expected, &printed.lines().collect::<Vec<_>>()) {
            differences.push(format!("$ {command}\n{printed}"));
        }
    }
    differences
}

#[test]
#[cfg_attr(windows, ignore = "the transcripts are those of a Unix shell")]
fn every_transcript_is_what_happens() {
    for ((name, text), locale) in readmes().into_iter().zip(LOCALES) {
        let differences = differences(&text, locale);
        assert!(differences.is_empty(), "{name}: this is printed:\n{}", differences.join("\n"));
    }
}

#[test]
#[cfg_attr(windows, ignore = "the transcripts are those of a Unix shell")]
fn a_transcript_with_another_line_is_told() {
    for ((name, text), locale) in readmes().into_iter().zip(LOCALES) {
        for (from, to) in [("\ncreate ", "\nmade "), ("\n新建 ", "\n做 "), ("\n? 1\n", "\n")] {
            if text.contains(from) {
                let differences = differences(&text.replacen(from, to, 1), locale);
                assert!(!differences.is_empty(), "{name}: {from:?}");
            }
        }
        assert!(text.contains("\n? 1\n"), "{name} shows a run that fails");
    }
}

#[test]
fn both_show_the_same_in_the_same_order() {
    let [(_, english), (_, chinese)] = readmes();
    for (ours, theirs) in blocks(&english).into_iter().zip(blocks(&chinese)) {
        match (ours, theirs) {
            // what is printed is in the reader's language
            (("console", ours), ("console", theirs)) => {
                let commands = |block| steps(block).into_iter().map(|(command, _)| command);
                assert!(commands(ours).eq(commands(theirs)), "{ours}\n{theirs}");
            }
            (ours, theirs) => assert_eq!(ours, theirs),
        }
    }
    assert_eq!(blocks(&english).len(), blocks(&chinese).len());
    let levels = |text: &str| -> Vec<usize> {
        let lines = text.lines().filter(|line| line.starts_with('#'));
        lines.map(|line| line.chars().take_while(|c| *c == '#').count()).collect()
    };
    assert_eq!(levels(&english), levels(&chinese));
    let languages: BTreeSet<&str> = blocks(&english).into_iter().map(|block| block.0).collect();
    assert_eq!(languages, BTreeSet::from(LANGUAGES));
}

#[test]
fn the_commands_that_build_are_these_and_the_first_makes_a_shop() {
    for (name, text) in readmes() {
        let commands: Vec<&str> = blocks_in(&text, "sh").into_iter().flat_map(str::lines).collect();
        assert_eq!(commands, COMMANDS, "{name}");
    }
    let scratch = Scratch::empty();
    let repository = scratch.path().join("kaibo");
    std::fs::create_dir(&repository).unwrap();
    let args = COMMANDS[0].strip_prefix("cargo run --release -- ").unwrap();
    assert_eq!(ran(kaibo(&repository).args(args.split(' '))).code, 0);
    assert!(scratch.has("shop/app.json"));
}

#[test]
fn the_manifests_are_accepted() {
    for (name, text) in readmes() {
        let manifests = blocks_in(&text, "jsonc");
        assert!(!manifests.is_empty(), "{name} shows a manifest");
        for manifest in manifests {
            let scratch = Scratch::empty();
            scratch.write("kaibo.jsonc", manifest);
            scratch.exits(0, &["new", "shop", "--manifest", "kaibo.jsonc"]);
            scratch.exits(0, &["diff", "shop"]);
        }
    }
}

/// Keys of a JSON Schema with the words that each allows, as `pages[].path`.
fn keys(schema: &Value, path: &str, found: &mut Vec<(String, Vec<String>)>) {
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}{key}");
        let words = value["enum"].as_array().into_iter().flatten();
        let words = words.map(|word| word.as_str().unwrap().to_owned()).collect();
        found.push((path.clone(), words));
        keys(value, &format!("{path}."), found);
        keys(&value["items"], &format!("{path}[]."), found);
    }
}

#[test]
fn every_key_of_the_manifest_has_its_row() {
    let scratch = Scratch::empty();
    let schema = serde_json::from_str(&scratch.exits(0, &["schema"]).stdout).unwrap();
    let mut found = Vec::new();
    keys(&schema, "", &mut found);
    assert!(found.len() > 10, "the schema has keys");
    for (name, text) in readmes() {
        for (key, words) in &found {
            let start = format!("| `{key}` | ");
            let row = text.lines().find(|line| line.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("{name} has no row for `{key}`"));
            let missing = words.iter().find(|word| !row.contains(&format!("`{word}`")));
            assert_eq!(missing, None, "{name}: `{key}`");
        }
    }
}

#[test]
fn every_verb_and_flag_is_named_and_no_other() {
    let scratch = Scratch::empty();
    let help = scratch.exits(0, &["--help"]).stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    let verbs: Vec<&str> = lines.filter_map(|line| line.split_whitespace().next()).collect();
    let verbs: Vec<&str> = verbs.into_iter().filter(|verb| *verb != "help").collect();
    assert!(verbs.contains(&"new"), "{help}");
    for (name, text) in readmes() {
        for verb in &verbs {
            assert!(text.contains(&format!("`kaibo {verb}")), "{name} does not name {verb}");
            let help = scratch.exits(0, &[verb, "--help"]).stdout;
            let flags = help.split(|c: char| !c.is_ascii_lowercase() && c != '-');
            for flag in flags.filter(|word| word.starts_with("--") && *word != "--help") {
                assert!(text.contains(flag), "{name} does not name {flag} of {verb}");
            }
        }
        for rest in text.split("`kaibo ").skip(1) {
            let named = rest.split(['`', ' ']).next().unwrap();
            assert!(verbs.contains(&named), "{name} names {named:?}, which is no verb");
        }
    }
}

/// The table of rules as it is to be in a README.
fn rules_table(language: Language) -> String {
    let pages = RulePages::embedded(language);
    let rows = RULES.iter().map(|rule| {
        let meaning = pages.of(rule).summary().replace('|', "\\|");
        format!("| `{}` | {} | {} | {meaning} |", rule.id, rule.severity.name(), rule.judge.name())
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_table_of_rules_is_made_of_the_rules() {
    let languages = [Language::English, Language::Chinese];
    for ((name, text), language) in readmes().into_iter().zip(languages) {
        let table = rules_table(language);
        assert!(
            text.contains(&format!("\n{table}\n\n")),
            "{name}: this is to be its table:\n{table}"
        );
    }
}

/// The commands that the blocks for CI run.
/// The codes of all faults, as the matches over their kinds give them.
fn codes() -> Vec<String> {
    let families = ["text", "manifest", "project", "state", "system"];
    let codes = families.map(|family| {
        let file = root().join(format!("src/model/fault/{family}.rs"));
        let text = std::fs::read_to_string(file).unwrap();
        let arms = text.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","));
        arms.map(str::to_owned).collect::<Vec<_>>()
    });
    codes.concat()
}

#[test]
fn every_code_of_an_error_is_one_word_for_one_thing_and_is_listed() {
    let codes = codes();
    assert!(codes.len() > 60, "{codes:?}");
    let unique: BTreeSet<&String> = codes.iter().collect();
    assert_eq!(unique.len(), codes.len(), "{codes:?}");
    for code in &codes {
        let is_kebab = code.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        assert!(is_kebab, "{code}");
    }
    for (name, readme) in readmes() {
        let table = readme.split(" | `code` | ").nth(1).expect(name).split("\n\n").next().unwrap();
        let rows = table.lines().skip(2).filter_map(|row| row.split('`').nth(1));
        assert_eq!(rows.collect::<Vec<_>>(), codes, "{name}");
    }
}

fn ci_commands(readme: &str) -> Vec<&str> {
    let lines = blocks_in(readme, "yaml").into_iter().flat_map(str::lines);
    let command = |line: &'_ str| {
        let at = line.find("kaibo check ")?;
        let key = line[..at].trim_start_matches([' ', '-']);
        ["", "run: ", "entry: "].contains(&key).then_some(at)
    };
    lines.filter_map(|line| Some(&line[command(line)?..])).collect()
}

#[test]
#[cfg_attr(windows, ignore = "the commands are those of a Unix shell")]
fn the_lines_for_ci_fail_for_a_fault_and_pass_without_one() {
    for (name, text) in readmes() {
        let commands = ci_commands(&text);
        assert_eq!(commands.len(), 4, "{name}: {commands:?}");
        for command in commands {
            let (format, into) = match command.split_once(" > ") {
                Some((command, into)) => (command.rsplit(' ').next().unwrap(), Some(into)),
                None => (command.rsplit(' ').next().unwrap(), None),
            };
            let faulty = Scratch::fixture("native-wrong-provider");
            let printed = run_shell(faulty.path(), command, "C");
            assert!(printed.ends_with("? 1\n"), "{command}: {printed}");
            let result = into.map_or(printed, |file| faulty.read(file));
            assert!(result.contains("wrong-provider"), "{command}: {result}");
            let sign = match format {
                "github" => "::error file=app.json,line=11,",
                "sarif" => "\"uri\": \"app.json\"",
                "gitlab" => "\"fingerprint\": \"",
                _ => "app.json:11:19: error[wrong-provider]: ",
            };
            assert!(result.contains(sign), "{command}: {result}");
            let healthy = Scratch::fixture("native-healthy-main");
            assert_eq!(run_shell(healthy.path(), command, "C"), "", "{command}");
        }
    }
}
