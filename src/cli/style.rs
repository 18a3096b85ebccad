//! The colours of the terminal, and the warnings that several renderers write.

use anstyle::{AnsiColor, Style};

use crate::cli::words::{HELP, WARNING, Words};

/// What went well.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// What goes.
pub(super) const GONE: Style = AnsiColor::Red.on_default();
/// What is wrong.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What wants care.
pub(super) const CARE: Style = AnsiColor::Yellow.on_default().bold();
/// What helps to find one's way.
pub(super) const AIDE: Style = AnsiColor::Cyan.on_default();

/// A warning with its cure.
pub(super) fn warning(Words { message, help }: &Words) -> String {
    format!("{CARE}{WARNING}{CARE:#}: {message}\n  {AIDE}{HELP}{AIDE:#}: {help}\n")
}
