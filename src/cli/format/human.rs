//! Findings for people: the line with what is meant in it, what is wrong, and how to fix it.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::check::Severity;
use crate::cli::format::located::LocatedFinding;
use crate::cli::format::report::{RenderedFinding, Report};
use crate::cli::language::Both;
use crate::cli::style::GOOD;
use crate::cli::words::HELP;
use crate::cli::words::check::severity;
use crate::text::escape::{covered, visible};

/// The findings, coloured; whoever prints them takes the colours out where they do not belong.
pub(super) fn render(report: &Report<'_>) -> impl Iterator<Item = String> {
    let fixed = report.fixed().map(|fixed| fixed_line(&fixed, report.fixed_word()));
    fixed.chain(report.found().map(|found| snippet(&found) + "\n\n"))
}

fn fixed_line(rendered: &RenderedFinding<'_>, fixed: Both) -> String {
    let RenderedFinding { finding, message, .. } = rendered;
    let (path, line) = (visible(&finding.path), finding.start.line);
    format!("{GOOD}{fixed}[{}]{GOOD:#} {path}:{line}: {}\n", finding.rule.id, visible(message))
}

fn snippet(rendered: &RenderedFinding<'_>) -> String {
    let RenderedFinding { finding, message, help } = rendered;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let level = level.with_name(severity(finding.severity).text());
    let LocatedFinding { rule, start, line, .. } = finding;
    let text = covered(&line.text);
    let path = visible(&finding.path);
    let title = level.primary_title(visible(message)).id(rule.id);
    let place = if text.is_empty() {
        title.element(Origin::path(&path).line(start.line).char_column(start.column))
    } else {
        let marked = AnnotationKind::Primary.span(marked(finding, &text));
        let path = format!("{path}:{}:{}{END}", start.line, start.column);
        title.element(Snippet::source(text).line_start(start.line).path(path).annotation(marked))
    };
    let report = [place.element(Level::HELP.with_name(HELP.text()).message(visible(help)))];
    without_place_in_window(&Renderer::styled().render(&report))
}

/// The end of the place in a path; control characters are in no other text that is shown.
const END: char = '\0';

/// What is rendered without the place that the renderer puts behind a path: it counts columns from the window's start.
fn without_place_in_window(rendered: &str) -> String {
    let (before, after) = rendered.split_once(END).unwrap_or((rendered, ""));
    before.to_owned() + after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())
}

/// The bytes of the shown line that the finding covers.
fn marked(finding: &LocatedFinding, line: &str) -> std::ops::Range<usize> {
    let byte = |column: usize| {
        let chars = line.char_indices().map(|(at, _)| at).chain([line.len()]);
        chars.take(column + 1 - finding.line.column).last().unwrap_or_default()
    };
    let end =
        if finding.end.line == finding.start.line { byte(finding.end.column) } else { line.len() };
    byte(finding.start.column)..end
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::check::{Finding, Severity};
    use crate::cli::args::ReportFormat::Human;
    use crate::cli::format::sample::{empty, hostile, located, plain, printed};

    /// What is left when colours are taken out.
    fn uncoloured(text: &str) -> String {
        let mut plain = String::new();
        write!(plain, "{}", anstream::adapter::strip_str(text)).unwrap();
        plain
    }

    #[test]
    fn the_line_is_shown_with_what_is_meant() {
        let text = uncoloured(&printed(Human, &[plain()], &[]));
        let expected = "\
error[wrong-pin]: `1.3` is no version
 --> shop/app.json:2:22
  |
2 |     \"插件\": { \"version\": \"1.3\" }
  |                           ^^^
  |
  = help: write `1.3.5`

";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_window_of_a_long_line_is_shown_at_its_column() {
        let text = format!("{{\n{}1.3, {}\n}}", "中 ".repeat(200), "-".repeat(200));
        let at = text.find("1.3").unwrap();
        let finding = Finding::at("app.json", at..at + 3).naming(["1.3", "1.3.5"]);
        let text = uncoloured(&printed(Human, &[located(&text, Severity::Error, finding)], &[]));
        let expected = "\
error[wrong-pin]: `1.3` is no version
 --> app.json:2:401
  |
2 | …中 中 中 中 中 中 中 中 中 中 中 中 中 中 中 中 中 中 中 中 1.3, -------------------------------------------------------…
  |                                                              ^^^
  |
  = help: write `1.3.5`

";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_place_without_a_line_is_named_alone() {
        let text = uncoloured(&printed(Human, &[empty()], &[]));
        let expected = "\
info[wrong-pin]: `1` is no version
--> a.js:1:1
 = help: write `2`

";
        assert_eq!(text, expected);
    }

    #[test]
    fn hostile_text_is_shown_and_not_obeyed() {
        let text = uncoloured(&printed(Human, &[hostile()], &[]));
        assert!(
            !text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')),
            "{text:?}"
        );
        assert!(text.starts_with("warning[wrong-pin]: `a%b:c,d::e\\r\\n::error::f\\u{1b}[31m"));
        assert_eq!(text.lines().count(), 8, "{text}");
    }
}
