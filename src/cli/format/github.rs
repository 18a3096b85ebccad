//! Workflow commands of GitHub Actions, which show findings beside the lines of a change.

use crate::check::Severity;
use crate::cli::format::report::{RenderedFinding, Report, words_of};
use crate::model::fault::Fault;
use crate::text::escape::visible;

/// The commands.
pub(super) fn render(report: &Report<'_>) -> impl Iterator<Item = String> {
    report.faults.iter().map(fault_command).chain(report.found().map(|found| command(&found)))
}

fn command(rendered: &RenderedFinding<'_>) -> String {
    let RenderedFinding { finding, message, help } = rendered;
    let (start, end) = (finding.start, finding.end);
    // the runner refuses columns of a finding over several lines
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    format!(
        "::{} file={},line={},endLine={}{columns},title={}::{}%0A{}\n",
        level(finding.severity),
        property(&finding.path),
        start.line,
        end.line,
        property(finding.rule.id),
        data(message),
        data(help)
    )
}

fn fault_command(fault: &Fault) -> String {
    let (words, place) = words_of(fault);
    let at = fault
        .path()
        .map(|path| format!(" file={},line={},col={}", property(path), place.line, place.column));
    let (message, help) = (data(&words.message), data(&words.help));
    format!("::error{}::{message}%0A{help}\n", at.unwrap_or_default())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// Text behind the second `::`, which ends with the line and knows `%` escapes.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25")
}

/// Value of a property, which a comma or a colon ends as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::cli::args::ReportFormat::Github;
    use crate::cli::format::sample::{hostile, plain, printed, unreadable};

    #[test]
    fn a_finding_is_a_command() {
        assert_eq!(
            printed(Github, &[plain()], &[]),
            "::error file=shop/app.json,line=2,endLine=2,col=22,endColumn=25,title=wrong-pin::`1.3` is no version%0Awrite `1.3.5`\n"
        );
    }

    /// Reads a command as the runner does.
    fn read(line: &str) -> (&str, Vec<(&str, &str)>, String) {
        let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        let (name, properties) = head.split_once(' ').unwrap();
        let properties = properties.split(',').map(|pair| pair.split_once('=').unwrap());
        let message = message.replace("%0A", "\n").replace("%25", "%");
        (name, properties.collect(), message)
    }

    #[test]
    fn nothing_breaks_out_of_a_command() {
        let text = printed(Github, &[hostile()], &[unreadable("a,b::c%\rd")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        let (name, properties, _) = read(lines[0]);
        assert_eq!(name, "error");
        assert_eq!(properties[0], ("file", "a%2Cb%3A%3Ac%25\\rd"));
        let (name, properties, message) = read(lines[1]);
        assert_eq!(name, "warning");
        let keys: Vec<&str> = properties.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["file", "line", "endLine", "title"]);
        assert!(message.contains("a%b:c,d::e\\r\\n::error::f\\u{1b}[31m"), "{message}");
        assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')));
    }
}
