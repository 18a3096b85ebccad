//! What kaibo says exists in every language: no sentence of the program is in English alone, and no run in Chinese shows one.

use std::path::PathBuf;

use crate::support::{Ran, Scratch, kaibo, ran, root};

/// The calls that take a text in English and the same in Chinese.
const PAIRS: [&str; 3] = ["both(", "said(", "say!("];

/// What stands before a text that nobody reads but a developer.
const FOR_DEVELOPERS: [&str; 2] = ["expect(", "reason ="];

/// A string of a Rust source with what stands before it.
struct Literal<'t> {
    before: &'t str,
    text: &'t str,
    line: usize,
}

/// The strings of a source, comments and tests left out; none of ours is raw.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap();
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\'") {
            3
        } else if rest.starts_with('"') {
            let mut end = 1;
            while !rest[end..].starts_with('"') {
                end += if rest[end..].starts_with('\\') { 2 } else { 1 };
                while !rest.is_char_boundary(end) {
                    end += 1;
                }
            }
            let line = source[..at].matches('\n').count() + 1;
            let before = source[..at].trim_end();
            found.push(Literal { before, text: &rest[1..end], line });
            end + 1
        } else {
            rest.chars().next().unwrap().len_utf8()
        };
        at += skipped;
    }
    found
}

/// What a text has outside of backquotes and braces, which name things that have no language.
fn prose(text: &str) -> String {
    let outside: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ` ");
    let mut depth = 0;
    let kept = outside.chars().map(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth > 0 { '{' } else { c }
    });
    kept.collect()
}

/// The first run of words that makes a sentence of English.
fn english(text: &str, words: usize) -> Option<String> {
    let prose = prose(text);
    let is_word = |word: &&str| {
        // commas stand in lists of names
        let bare = word.trim_matches([':', ';', '.', '(', ')', '\'']);
        !bare.is_empty() && bare.chars().all(|c| c.is_ascii_lowercase() || c == '\'')
    };
    let all: Vec<&str> = prose.split([' ', '\n']).filter(|word| !word.is_empty()).collect();
    let run = all.windows(words).find(|run| run.iter().all(&is_word))?;
    Some(run.join(" "))
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn sources() -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(root().join("src/cli")).sort_by_file_name();
    let files = files.into_iter().map(|file| file.unwrap().into_path());
    // the one file of tests alone
    let is_source =
        |file: &PathBuf| file.extension() == Some("rs".as_ref()) && !file.ends_with("sample.rs");
    files.filter(is_source).collect()
}

#[test]
fn every_sentence_of_the_program_is_there_in_every_language() {
    let mut pairs = 0;
    for file in sources() {
        let source = std::fs::read_to_string(&file).unwrap();
        let mut literals = literals(&source).into_iter();
        while let Some(Literal { before, text, line }) = literals.next() {
            let at = format!("{}:{line}", file.display());
            if PAIRS.iter().any(|call| before.ends_with(call)) {
                pairs += 1;
                let chinese = literals.next().unwrap().text;
                assert_eq!(english(chinese, 3), None, "{at}: {chinese}");
                assert!(is_chinese(chinese) || english(text, 2).is_none(), "{at}: {chinese}");
                assert!(!is_chinese(text), "{at}: {text}");
            } else if !FOR_DEVELOPERS.iter().any(|call| before.ends_with(call))
                // a command has no language
                && !text.starts_with("kaibo ")
            {
                assert_eq!(english(text, 3), None, "{at}: in English alone");
            }
        }
    }
    assert!(pairs > 200, "{pairs} texts were looked at");
}

/// A run of a user whose locale is Chinese.
fn chinese(dir: &Scratch, args: &[&str]) -> Ran {
    ran(kaibo(dir.path()).args(args).env("LC_ALL", "zh_CN.UTF-8"))
}

#[test]
fn no_run_of_a_verb_shows_a_sentence_of_english() {
    let scratch = Scratch::copy(&root().join("fixtures"));
    scratch.write("broken/app.json", "{");
    scratch.write("broken/project.config.json", "{}");
    let help = scratch.exits(0, &["--help"]).stdout;
    let verbs = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs: Vec<&str> = verbs.map_while(|line| line.strip_prefix("  ")).collect();
    let verbs: Vec<&str> = verbs.iter().filter_map(|line| line.split(' ').next()).collect();
    assert!(verbs.contains(&"upgrade") && verbs.len() > 10, "{verbs:?}");
    let mut runs: Vec<Vec<&str>> = verbs.iter().map(|verb| vec![*verb, "--help"]).collect();
    runs.extend([
        vec![],
        vec!["--help"],
        vec!["lsit"],
        vec!["list", "--formt", "json"],
        vec!["list", "--format", "xml"],
        vec!["list", "--format"],
        vec!["new"],
        vec!["new", "x", "--appid", "1"],
        vec!["new", "x", "--package", ".."],
        vec!["new", "x", "--plugin-version", "one"],
        vec!["upgrade", "--diff", "--check"],
        vec!["list"],
        vec!["list", "nowhere"],
        vec!["check"],
        vec!["check", "--require", "x"],
        vec!["check", "--severity", "x=y"],
        vec!["explain", "no-rule"],
        vec!["explain", "wrong-provider"],
        vec!["versions"],
        vec!["diff"],
        vec!["diff", "native-old-pin"],
        vec!["init"],
        vec!["init", "native-old-pin"],
        vec!["patch", "native-old-pin", "--accept", "ours", "none"],
        vec!["upgrade", "--diff"],
        vec!["upgrade", "native-old-pin"],
        vec!["disable", "native-old-pin"],
        vec!["enable", "--check"],
        vec!["new", "shop", "--yes"],
        vec!["new", "shop", "--yes"],
    ]);
    for args in runs {
        let Ran { stdout, stderr, .. } = chinese(&scratch, &args);
        let said = stdout + &stderr;
        // source lines and patches are the user's
        let lines = said
            .lines()
            .filter(|line| !line.starts_with(['+', '-', ' ', '@']) || args.contains(&"--help"));
        for line in lines.filter(|line| !line.contains(" | ")) {
            assert_eq!(english(line, 4), None, "{args:?}: {line}");
        }
        assert!(is_chinese(&said) || said.is_empty(), "{args:?}: {said}");
    }
}

/// Comments of a source of any language that we write.
fn comments(text: &str) -> Vec<&str> {
    let starts = ["// ", "/* ", " * "];
    text.lines()
        .filter_map(|line| starts.iter().find_map(|it| line.split_once(it)))
        .map(|it| it.1)
        .collect()
}

#[test]
fn what_is_written_follows_the_manifest_and_never_the_environment() {
    for (tag, other) in [("zh", "C"), ("en", "zh_CN.UTF-8")] {
        for language in ["js", "ts"] {
            let scratch = Scratch::empty();
            scratch.exits(0, &["new", "shop", "--yes", "--language", language, "--lang", tag]);
            let written: Vec<String> = scratch
                .tree()
                .into_iter()
                .filter_map(|(path, bytes)| {
                    let is_ours = path.contains("pages/live")
                        || path.contains("pages/goods")
                        || path.ends_with("kaibo.jsonc");
                    is_ours.then(|| String::from_utf8(bytes).unwrap())
                })
                .collect();
            let comments: Vec<&str> = written.iter().flat_map(|text| comments(text)).collect();
            assert!(comments.len() > 20, "{comments:?}");
            for comment in comments {
                assert!(
                    is_chinese(comment) == (tag == "zh") || !comment.contains(' '),
                    "{tag}: {comment}"
                );
            }
            let diff = ran(kaibo(scratch.path()).args(["diff", "shop"]).env("LC_ALL", other));
            assert_eq!((diff.code, diff.stdout.as_str()), (0, ""), "{tag} {language}");
        }
    }
}
