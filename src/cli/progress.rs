//! How far a run is, told on a terminal only, in one line that goes away.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// A run that takes less says nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is written anew.
const TICK: Duration = Duration::from_millis(100);

/// How far a run of many pieces is.
#[derive(Debug)]
pub(super) struct Progress {
    began: Instant,
}

impl Progress {
    /// A run that begins now.
    pub(super) fn new() -> Self {
        Self { began: Instant::now() }
    }

    /// Does a piece of the work; where stderr is a terminal and the run takes its time, `tell` says how far it is.
    pub(super) fn watched<T>(
        &self,
        tell: impl Fn() -> String + Sync,
        work: impl FnOnce() -> T,
    ) -> T {
        if !std::io::stderr().is_terminal() {
            return work();
        }
        let (working, done) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let tell = &tell;
            // where no thread starts, the work goes on without a word of it
            let _ = thread::Builder::new().spawn_scoped(scope, move || {
                let mut shown = String::new();
                let mut pause = PATIENCE.saturating_sub(self.began.elapsed());
                while done.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                    pause = TICK;
                    let line = tell();
                    if line != shown {
                        write(&over(&shown, &line));
                        shown = line;
                    }
                }
                if !shown.is_empty() {
                    write(&format!("{}\r", over(&shown, "")));
                }
            });
            let result = work();
            drop(working);
            result
        })
    }
}

/// A line in place of another.
fn over(shown: &str, line: &str) -> String {
    let width = shown.chars().count();
    format!("\r{line:width$}")
}

/// Progress that cannot be told is no reason to stop.
fn write(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_line_covers_the_one_before() {
        assert_eq!(over("", "files looked at: 10"), "\rfiles looked at: 10");
        assert_eq!(over("10 all", "9 ok"), "\r9 ok  ");
        assert_eq!(over("all", ""), "\r   ");
    }
}
