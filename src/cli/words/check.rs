//! What is said about checks as a whole; the words of each rule are on its page.

use crate::check::{Judge, Severity};
use crate::cli::language::{Both, both, say};
use crate::cli::words::message::count;

/// How much was found, mended and looked at.
pub(in crate::cli) fn summary(
    found: &[Severity],
    mended: Option<String>,
    projects: usize,
) -> String {
    let of = |severity| found.iter().filter(|found| **found == severity).count();
    let parts = [
        (of(Severity::Error), "error", "个错误"),
        (of(Severity::Warning), "warning", "个警告"),
        (of(Severity::Info), "note", "条提示"),
    ];
    let parts = parts.iter().filter(|(n, ..)| *n > 0);
    let mut parts: Vec<String> = parts.map(|(n, noun, chinese)| count(*n, noun, chinese)).collect();
    if parts.is_empty() {
        parts.push(both("no findings", "没有问题").text().to_owned());
    }
    parts.splice(..0, mended);
    let found = parts.join(both(", ", "，").text());
    let projects = count(projects, "project", "个项目");
    say!("{found} in {projects}\n", "{projects}：{found}\n").0
}

/// What is said of findings that are mended on disk.
pub(in crate::cli) const FIXED: Both = both("fixed", "已修复");

/// What is said of those that only could be.
pub(in crate::cli) const FIXABLE: Both = both("fixable", "可修复");

/// On a rule's page, before how grave it is, who judges, and each of its messages.
pub(in crate::cli) const LABELS: [Both; 3] =
    [both("severity", "级别"), both("judge", "由谁判断"), both("says", "提示")];

/// How serious findings are.
pub(in crate::cli) fn severity(severity: Severity) -> Both {
    match severity {
        Severity::Error => both("error", "错误"),
        Severity::Warning => both("warning", "警告"),
        Severity::Info => both("info", "提示"),
    }
}

/// Who decides.
pub(in crate::cli) fn judge(judge: Judge) -> Both {
    match judge {
        Judge::Compiler => both("compiler", "编译器"),
        Judge::Kaibo => both("kaibo", "kaibo"),
    }
}
