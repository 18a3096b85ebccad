//! Which language kaibo speaks in this run, and texts that exist in every language.

use std::ffi::OsString;
use std::fmt;

use crate::model::language::Language;

/// Variables that name the locale of messages; the first that is set and not empty counts (POSIX).
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// Formats for programs, whose input must not depend on the environment.
const FOR_PROGRAMS: [&str; 4] = ["json", "sarif", "github", "gitlab"];

#[cfg(not(test))]
mod state {
    use std::sync::OnceLock;

    use crate::model::language::Language;

    static CHOSEN: OnceLock<Language> = OnceLock::new();

    pub(in crate::cli) fn chosen() -> Language {
        CHOSEN.get().copied().unwrap_or(Language::English)
    }

    pub(in crate::cli) fn choose(language: Language) {
        // a process speaks one language from its start to its end
        let _ = CHOSEN.set(language);
    }
}

#[cfg(test)]
mod state {
    use std::cell::Cell;

    use crate::model::language::Language;

    thread_local! {
        static CHOSEN: Cell<Language> = const { Cell::new(Language::English) };
    }

    pub(in crate::cli) fn chosen() -> Language {
        CHOSEN.get()
    }

    pub(in crate::cli) fn choose(language: Language) {
        CHOSEN.set(language);
    }
}

pub(super) use state::{choose, chosen};

/// The language that a command line and its environment ask for. It is needed before the command line is read, because
/// its help and its errors are in that language.
pub(super) fn asked(args: &[OsString], variable: impl Fn(&str) -> Option<OsString>) -> Language {
    if let Some(language) = flag(args, "--lang").and_then(Language::of_tag) {
        return language;
    }
    if flag(args, "--format").is_some_and(|format| FOR_PROGRAMS.contains(&format)) {
        return Language::English;
    }
    let set = VARIABLES.iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let locale = set.map(|value| value.to_string_lossy().into_owned());
    locale.or_else(sys_locale::get_locale).map_or(Language::English, |it| Language::of_locale(&it))
}

/// The language of a result for programs: the environment has no say in it.
pub(super) fn of_flag(lang: Option<&str>) -> Language {
    lang.and_then(Language::of_tag).unwrap_or(Language::English)
}

/// The value of a flag; the last one counts, as it does for clap.
pub(super) fn flag<'a>(args: &'a [OsString], name: &str) -> Option<&'a str> {
    let texts: Vec<&str> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let flags = texts.split(|arg| *arg == "--").next().unwrap_or_default();
    let value = |at: usize| match flags[at].strip_prefix(name)? {
        "" => flags.get(at + 1).copied(),
        rest => rest.strip_prefix('='),
    };
    (0..flags.len()).rev().find_map(value)
}

/// A text in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Both {
    english: &'static str,
    chinese: &'static str,
}

/// A text in every language.
pub(super) const fn both(english: &'static str, chinese: &'static str) -> Both {
    Both { english, chinese }
}

/// The text in the language of the run.
pub(super) fn said(english: &'static str, chinese: &'static str) -> &'static str {
    both(english, chinese).text()
}

impl Both {
    /// The text in English, by which data without a language is known.
    pub(super) fn english(self) -> &'static str {
        self.english
    }

    /// The text in the language of the run.
    pub(super) fn text(self) -> &'static str {
        match chosen() {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }
}

impl fmt::Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

/// A text in the language of the run; [`say!`] and [`Both`] make it, so that none lacks a language.
pub(super) struct Said(pub(super) String);

impl From<Both> for Said {
    fn from(both: Both) -> Self {
        Self(both.text().to_owned())
    }
}

/// Formats a text in the language of the run; each language names what it needs.
macro_rules! say {
    ($english:literal, $chinese:literal $(,)?) => {
        $crate::cli::language::Said(match $crate::cli::language::chosen() {
            $crate::model::language::Language::English => format!($english),
            $crate::model::language::Language::Chinese => format!($chinese),
        })
    };
}
pub(super) use say;

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_of(args: &[&str], variables: &[(&str, &str)]) -> &'static str {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        let variable = |name: &str| {
            let set = variables.iter().find(|(known, _)| *known == name);
            set.map(|(_, value)| OsString::from(value))
        };
        asked(&args, variable).tag()
    }

    #[test]
    fn a_flag_wins_over_the_environment() {
        let chinese = [("LANG", "zh_CN.UTF-8")];
        assert_eq!(asked_of(&["kaibo", "list"], &chinese), "zh");
        assert_eq!(asked_of(&["kaibo", "list", "--lang", "en"], &chinese), "en");
        assert_eq!(asked_of(&["kaibo", "--lang=en", "list"], &chinese), "en");
        assert_eq!(asked_of(&["kaibo", "--lang=en", "--lang=zh"], &[("LC_ALL", "C")]), "zh");
        assert_eq!(asked_of(&["kaibo", "list", "--", "--lang=en"], &chinese), "zh", "a path");
        assert_eq!(asked_of(&["kaibo", "--lang", "fr"], &chinese), "zh", "clap refuses it");
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        assert_eq!(asked_of(&[], &[("LC_ALL", "C"), ("LANG", "zh_CN")]), "en");
        assert_eq!(asked_of(&[], &[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "C")]), "zh");
    }

    #[test]
    fn what_programs_read_depends_on_flags_only() {
        let chinese = [("LC_ALL", "zh_CN.UTF-8")];
        assert_eq!(asked_of(&["kaibo", "list", "--format", "json"], &chinese), "en");
        assert_eq!(asked_of(&["kaibo", "check", "--format=sarif", "--lang=zh"], &[]), "zh");
        assert_eq!(asked_of(&["kaibo", "check", "--format=concise"], &chinese), "zh");
    }

    #[test]
    fn a_text_is_said_in_the_language_of_the_run() {
        let what = 3;
        let said = || say!("{what} things", "{what} 件").0;
        assert_eq!((said(), both("a", "甲").to_string()), ("3 things".to_owned(), "a".to_owned()));
        choose(Language::Chinese);
        assert_eq!((said(), both("a", "甲").to_string()), ("3 件".to_owned(), "甲".to_owned()));
        assert_eq!(format!("{:3}|", both("a", "甲")), "甲  |");
    }
}
