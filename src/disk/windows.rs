//! What Windows does in its own way, as pure functions, so that they are tested on every system.

use std::io;

/// The systems whose rules differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Linux, macOS and the like.
    Unix,
    /// Windows.
    Windows,
}

impl System {
    /// The one that this program runs on.
    pub const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    /// What separates the steps of a path.
    pub fn separator(self) -> char {
        match self {
            Self::Unix => '/',
            Self::Windows => '\\',
        }
    }
}

/// Whether a folder without write permission refuses new files. On Windows the attribute means something else there
/// (Microsoft, "File Attribute Constants": applications cannot rely on it for a directory).
pub fn folder_refuses(system: System, permissions: &std::fs::Permissions) -> bool {
    match system {
        System::Unix => permissions.readonly(),
        System::Windows => false,
    }
}

/// Whether another program holds a file open (`ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`): a virus scanner or an
/// editor does so for a moment.
pub fn is_sharing_violation(system: System, error: &io::Error) -> bool {
    system == System::Windows && matches!(error.raw_os_error(), Some(32 | 33))
}

/// Does something once more, after a pause, where another program was in the way.
///
/// # Errors
/// The error of the last attempt.
pub fn with_one_retry<T>(
    system: System,
    mut attempt: impl FnMut() -> io::Result<T>,
    pause: impl FnOnce(),
) -> io::Result<T> {
    match attempt() {
        Err(error) if is_sharing_violation(system, &error) => {
            pause();
            attempt()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_read_only_attribute_of_a_folder_counts_on_unix_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut permissions = std::fs::metadata(folder.path()).expect("it is there").permissions();
        assert!(!folder_refuses(System::Unix, &permissions));
        permissions.set_readonly(true);
        assert!(folder_refuses(System::Unix, &permissions));
        assert!(!folder_refuses(System::Windows, &permissions));
    }

    #[test]
    fn only_a_file_in_use_on_windows_is_tried_again_and_only_once() {
        for (system, code, attempts) in [
            (System::Windows, 32, 2),
            (System::Windows, 33, 2),
            (System::Windows, 5, 1),
            (System::Unix, 32, 1),
        ] {
            let (mut tried, mut paused) = (0, 0);
            let attempt = || {
                tried += 1;
                Err::<(), _>(io::Error::from_raw_os_error(code))
            };
            let result = with_one_retry(system, attempt, || paused += 1);
            assert_eq!(result.expect_err("it is always in use").raw_os_error(), Some(code));
            assert_eq!((tried, paused), (attempts, attempts - 1), "{system:?} {code}");
        }
        assert_eq!(with_one_retry(System::Windows, || Ok(1), || ()).ok(), Some(1));
    }
}
