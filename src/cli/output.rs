//! Stdout: results for people without colours where they do not belong, for programs every byte; a stream that cannot be
//! written is an error, and a reader that has seen enough is none.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use serde::Serialize;

use crate::cli::{git, json, words};
use crate::text::escape::visible_lines;

/// How many bytes of a result are written at once.
const PIECE: usize = 64 * 1024;

/// Whether there is a stream to write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// There is.
    Open,
    /// The parent process closed it.
    Closed,
}

/// Whether results cannot be written because the parent process closed stdout.
static STDOUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Says before anything is written what the parent process left of stdout.
pub(super) fn begin(stdout: Stream) {
    STDOUT_IS_CLOSED.store(stdout == Stream::Closed, Ordering::Relaxed);
}

/// Stdout, without colours where they do not belong; escape sequences arrive whole.
pub(super) struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stdout = stdout()?;
        match AutoStream::choice(&stdout) {
            // a stream that strips colours writes piece by piece, and a fleet has thousands of pieces
            ColorChoice::Never => {
                let text = String::from_utf8_lossy(bytes);
                stdout.write_all(strip_str(&text).to_string().as_bytes())?;
            }
            ColorChoice::Auto | ColorChoice::Always | ColorChoice::AlwaysAnsi => {
                AutoStream::auto(stdout).write_all(bytes)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

/// Writes a result to stdout.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    print_by(|out| out.write_all(text.as_bytes()))
}

/// Writes a patch to stdout: for a program every byte of it, for people with colours, and with what controls a terminal made
/// visible.
pub(super) fn print_patch(patch: &str) -> anyhow::Result<()> {
    let stdout = io::stdout();
    let shown =
        if stdout.is_terminal() { Cow::Owned(visible_lines(patch)) } else { Cow::Borrowed(patch) };
    match AutoStream::choice(&stdout) {
        ColorChoice::Never => print_bytes(shown.as_bytes()),
        ColorChoice::Auto | ColorChoice::Always | ColorChoice::AlwaysAnsi => {
            print(&git::coloured(&shown))
        }
    }
}

/// Writes bytes to stdout as they are.
fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let written = stdout().and_then(|mut stdout| {
        stdout.write_all(bytes)?;
        stdout.flush()
    });
    unless_closed(written).context(words::UNWRITTEN.text())
}

/// Stdout, if there is one.
fn stdout() -> io::Result<io::StdoutLock<'static>> {
    if STDOUT_IS_CLOSED.load(Ordering::Relaxed) {
        return Err(io::Error::other(words::CLOSED.text()));
    }
    Ok(io::stdout().lock())
}

/// Writes a document to stdout while it is made.
pub(super) fn print_document(document: &impl Serialize) -> anyhow::Result<()> {
    print_by(|out| json::write(document, out))
}

/// Writes to stdout, where a reader that has seen enough is no error.
pub(super) fn print_by(
    write: impl FnOnce(&mut BufWriter<Stdout>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, Stdout);
    let written = write(&mut out).and_then(|()| out.flush());
    unless_closed(written).context(words::UNWRITTEN.text())
}

pub(super) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes to stderr.
pub(super) fn eprint(text: &str) -> anyhow::Result<()> {
    let written = anstream::stderr().lock().write_all(text.as_bytes());
    unless_closed(written).context(words::UNWRITTEN.text())
}
