//! One line a finding, as editors and terminals follow it.

use crate::cli::format::report::{RenderedFinding, Report, words_of};
use crate::cli::language::Both;
use crate::cli::words::ERROR;
use crate::cli::words::check::severity;
use crate::text::escape::visible;

/// The lines.
pub(super) fn render(report: &Report<'_>) -> impl Iterator<Item = String> {
    let faults = report.faults.iter().map(|fault| {
        let (words, place) = words_of(fault);
        let at =
            fault.path().map(|path| format!("{}:{}:{}: ", visible(path), place.line, place.column));
        format!("{}{ERROR}: {}: {}\n", at.unwrap_or_default(), visible(&words.message), words.help)
    });
    let fixed = report.fixed().map(|fixed| line(&fixed, report.fixed_word()));
    let found = report.found().map(|found| line(&found, severity(found.finding.severity)));
    faults.chain(fixed).chain(found)
}

fn line(rendered: &RenderedFinding<'_>, kind: Both) -> String {
    let RenderedFinding { finding, message, .. } = rendered;
    format!(
        "{}:{}:{}: {kind}[{}]: {}\n",
        visible(&finding.path),
        finding.start.line,
        finding.start.column,
        finding.rule.id,
        visible(message)
    )
}

#[cfg(test)]
mod tests {
    use crate::cli::args::ReportFormat::Concise;
    use crate::cli::format::sample::{hostile, plain, printed, unreadable};

    #[test]
    fn a_finding_is_one_line() {
        assert_eq!(
            printed(Concise, &[plain()], &[]),
            "shop/app.json:2:22: error[wrong-pin]: `1.3` is no version\n"
        );
    }

    #[test]
    fn nothing_breaks_a_line() {
        let text = printed(Concise, &[hostile()], &[unreadable("a\nb")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("a\\nb:2:1: error: "), "{text}");
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')));
    }
}
