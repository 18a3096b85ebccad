//! `kaibo explain`: the page of a rule for a terminal, and the list of all.

use std::fmt::Write as _;
use std::io;

use anstyle::Style;
use textwrap::{Options, WordSeparator};

use crate::check::Rule;
use crate::check::pages::{RulePage, RulePages};
use crate::check::rules::RULES;
use crate::cli::args::{self, Format};
use crate::cli::invocation::{Mode, Outcome, Run};
use crate::cli::language;
use crate::cli::output::print;
use crate::cli::report::report;
use crate::cli::status::ExitStatus;
use crate::cli::words::check as words;
use crate::model::fault::{Fault, ManifestFault};

/// The columns of a page, where no terminal is narrower.
const WIDTH: usize = 100;

const HEADING: Style = Style::new().bold();

/// Runs the verb.
pub(super) fn run(args: &args::ExplainArgs) -> anyhow::Result<ExitStatus> {
    let pages = RulePages::embedded(language::chosen());
    let Some(name) = &args.rule else {
        print(&list(&pages))?;
        return Ok(ExitStatus::Clean);
    };
    match rule(name) {
        Ok(rule) => print(&page(rule, pages.of(rule))).map(|()| ExitStatus::Clean),
        Err(what) => {
            let run = Run::new("explain", ".".into(), Mode::Check, Format::Human);
            let fault = Fault::of_argument("RULE", name, what);
            report(&run, Outcome::Refused(fault.into()))
        }
    }
}

/// The rule of a name, or the fault that names the nearest.
pub(super) fn rule(name: &str) -> Result<&'static Rule, ManifestFault> {
    let distance = |rule: &&&Rule| strsim::damerau_levenshtein(name, rule.id);
    let nearest = RULES.iter().min_by_key(distance);
    match nearest {
        Some(rule) if rule.id == name => Ok(rule),
        nearest => Err(ManifestFault::UnknownRule {
            nearest: nearest.map(|rule| rule.id).unwrap_or_default().to_owned(),
        }),
    }
}

/// One line a rule.
fn list(pages: &RulePages<'_>) -> String {
    let width = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let line = |rule: &&Rule| {
        let (severity, judge) = (words::severity(rule.severity), words::judge(rule.judge));
        format!("{:width$}  {severity:7}  {judge:8}  {}\n", rule.id, pages.of(rule).summary())
    };
    RULES.iter().map(line).collect()
}

fn page(rule: &Rule, page: &RulePage<'_>) -> String {
    let [severity, judge, says] = words::LABELS;
    let mut text = format!(
        "{HEADING}{}{HEADING:#}\n{severity}: {}\n{judge}: {}\n",
        page.title,
        words::severity(rule.severity),
        words::judge(rule.judge)
    );
    for message in page.messages.values() {
        let _ = writeln!(text, "{says}: {}", readable(message));
    }
    for section in &page.sections {
        let _ = write!(text, "\n{HEADING}{}{HEADING:#}\n\n{}", section.title, body(section.text));
    }
    text
}

/// A template with its placeholders as dots.
fn readable(template: &str) -> String {
    (0..10).fold(template.to_owned(), |text, n| text.replace(&format!("{{{n}}}"), "…"))
}

/// Markdown with its code blocks indented instead of fenced, and its paragraphs as wide as the terminal.
fn body(markdown: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    let mut paragraph = String::new();
    for line in markdown.lines() {
        let is_fence = line.starts_with("```");
        if in_code || is_fence || line.is_empty() || line.starts_with(['-', '|', '#']) {
            flush(&mut paragraph, &mut text);
        }
        match (in_code, is_fence) {
            (_, true) => in_code = !in_code,
            (true, false) if !line.is_empty() => _ = writeln!(text, "    {line}"),
            (true | false, false) if line.is_empty() => text.push('\n'),
            (true | false, false) => {
                // a line of Chinese goes on without a blank
                let joint = if paragraph.ends_with(|c: char| !c.is_ascii()) { "" } else { " " };
                paragraph += if paragraph.is_empty() { "" } else { joint };
                paragraph += line;
            }
        }
    }
    flush(&mut paragraph, &mut text);
    text
}

fn flush(paragraph: &mut String, text: &mut String) {
    if !paragraph.is_empty() {
        let _ = writeln!(text, "{}", wrapped(&std::mem::take(paragraph), width()));
    }
}

/// How wide lines are on a terminal; elsewhere they stay as long as a page's are.
fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map_or(WIDTH, |(columns, _)| usize::from(columns.0).clamp(40, WIDTH))
}

fn wrapped(text: &str, width: usize) -> String {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::UnicodeBreakProperties);
    textwrap::fill(text, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_indented_instead_of_fenced() {
        assert_eq!(body("a\n\n```json\n{\n\n}\n```\n\nb"), "a\n\n    {\n\n    }\n\nb\n");
    }

    #[test]
    fn placeholders_are_dots() {
        assert_eq!(readable("`{0}` and {1}, {}"), "`…` and …, {}");
    }
}
