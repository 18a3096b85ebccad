//! Findings for people: the line with what is meant in it, what is wrong, and how it is cured.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::check::{Finding, Severity};
use crate::cli::format::{Report, Told};
use crate::cli::style::GOOD;
use crate::text::escape::{covered, visible};

/// The findings, coloured; whoever prints them takes the colours out where they do not belong.
pub(super) fn render(report: &Report<'_>) -> impl Iterator<Item = String> {
    let fixed = report.told_fixed().map(|told| mended(&told, report.mended()));
    fixed.chain(report.told().map(|told| told_at_length(&told) + "\n\n"))
}

fn mended(told: &Told<'_>, mended: &str) -> String {
    let Told { rule, finding, message, .. } = told;
    let (path, line) = (visible(&finding.path), finding.start.line);
    format!("{GOOD}{mended}[{}]{GOOD:#} {path}:{line}: {}\n", rule.id, visible(message))
}

fn told_at_length(told: &Told<'_>) -> String {
    let Told { rule, severity, finding, message, help, .. } = told;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let line = covered(&finding.line);
    let path = visible(&finding.path);
    let title = level.primary_title(visible(message)).id(rule.id);
    let place = if line.is_empty() {
        let origin = Origin::path(&path).line(finding.start.line).char_column(finding.start.column);
        title.element(origin)
    } else {
        let marked = AnnotationKind::Primary.span(marked(finding, &line));
        let snippet = Snippet::source(&line).line_start(finding.start.line).path(&path);
        title.element(snippet.annotation(marked))
    };
    Renderer::styled().render(&[place.element(Level::HELP.message(visible(help)))])
}

/// The bytes of the line that the finding covers.
fn marked(finding: &Finding, line: &str) -> std::ops::Range<usize> {
    let byte = |column: usize| {
        let chars = line.char_indices().map(|(at, _)| at).chain([line.len()]);
        chars.take(column).last().unwrap_or_default()
    };
    let end =
        if finding.end.line == finding.start.line { byte(finding.end.column) } else { line.len() };
    byte(finding.start.column)..end
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::cli::args::ReportFormat::Human;
    use crate::cli::format::sample::{empty, hostile, plain, printed};

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
