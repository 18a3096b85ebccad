//! A defect of this program as one more fault, so that it costs one project and not the run.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use crate::model::fault::SystemFault;

thread_local! {
    /// What the last panic of this thread said.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics from writing to stderr by themselves, which may be full or closed; what they say is kept for the fault.
pub fn keep_quiet() {
    panic::set_hook(Box::new(|info| SAID.set(Some(said(info)))));
}

/// Does some work; a panic in it is a fault.
///
/// What the work was about is dropped with it, so nothing that it left half-done is looked at afterwards.
///
/// # Errors
/// The panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, SystemFault> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        // one that was handed on from another thread has said nothing here
        let said = SAID.take().unwrap_or_else(|| text_of(payload.as_ref()).to_owned());
        SystemFault::Panic { message: said }
    })
}

fn said(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
    format!("{}{}", text_of(info.payload()), place.unwrap_or_default())
}

fn text_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_with_what_it_says() {
        let failed = caught(|| panic!("no {}", "luck")).expect_err("it panics");
        assert!(
            matches!(&failed, SystemFault::Panic { message } if message.starts_with("no luck"))
        );
        let elsewhere = caught(|| {
            let thread = std::thread::spawn(|| panic!("far away"));
            panic::resume_unwind(thread.join().expect_err("it panics"))
        });
        let elsewhere = elsewhere.expect_err("it goes on");
        assert!(
            matches!(&elsewhere, SystemFault::Panic { message } if message.starts_with("far away"))
        );
        assert_eq!(caught(|| 1), Ok(1));
    }
}
