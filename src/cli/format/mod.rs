//! The formats of a check: one renderer each, over a report that is complete and in order.

mod concise;
mod github;
mod gitlab;
mod human;
mod json;
pub(super) mod located;
pub(super) mod report;
#[cfg(test)]
mod sample;
mod sarif;

use std::io::{self, Write};

use crate::cli::args::ReportFormat;
use crate::cli::format::report::Report;
use crate::cli::json::write as document;

/// Writes the whole result.
///
/// # Errors
/// Those of the stream.
pub(super) fn render(
    report: &Report<'_>,
    format: ReportFormat,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Human => texts(human::render(report), out),
        ReportFormat::Concise => texts(concise::render(report), out),
        ReportFormat::Json => document(&json::render(report), out),
        ReportFormat::Sarif => document(&sarif::render(report), out),
        ReportFormat::Github => texts(github::render(report), out),
        ReportFormat::Gitlab => document(&gitlab::render(report), out),
    }
}

fn texts(mut texts: impl Iterator<Item = String>, out: &mut impl Write) -> io::Result<()> {
    texts.try_for_each(|text| out.write_all(text.as_bytes()))
}
