//! The `kaibo` command: runs, and turns the outcome into an exit code.

use std::process::ExitCode;

use kaibo::cli::{self, Stream};

fn main() -> ExitCode {
    ExitCode::from(cli::main(&std::env::args_os().collect::<Vec<_>>(), stdout()).code())
}

#[cfg(unix)]
fn stdout() -> Stream {
    if unix::WAS_CLOSED.load(std::sync::atomic::Ordering::Relaxed) {
        Stream::Closed
    } else {
        Stream::Open
    }
}

#[cfg(not(unix))]
fn stdout() -> Stream {
    Stream::Open
}

#[cfg(unix)]
mod unix {
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Whether there was no stdout when the process began.
    pub(super) static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

    // before `main` Rust opens /dev/null in place of a closed stream, and then nobody can tell that results get lost
    #[ctor::ctor(unsafe)]
    fn look_at_stdout() {
        let stdout = rustix::io::fcntl_getfd(rustix::stdio::stdout());
        WAS_CLOSED.store(stdout.is_err(), Ordering::Relaxed);
    }
}
