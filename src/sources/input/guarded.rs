//! Readers of others, guarded: what makes them panic is an error of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;

use super::FileProblem;
use crate::sources::SourceError;

/// Runs a reader of a binary format. These are written for sound files: an index that a damaged one leads astray is
/// met with a panic in places, and a person with a damaged file must hear that it is damaged, and nothing of panics.
///
/// # Errors
/// What the reader says, and [`FileProblem::Damaged`] where it panics.
pub(super) fn guarded<T>(
    path: &Path,
    kind: &str,
    read: impl FnOnce() -> Result<T, SourceError>,
) -> Result<T, SourceError> {
    keep_quiet_inside();
    let outer = INSIDE.replace(true);
    // Nothing that the reader left half done is used after a panic: the caller gives the file up.
    let result = catch_unwind(AssertUnwindSafe(read));
    INSIDE.set(outer);
    result.unwrap_or_else(|_| Err(damaged(path, kind, "its parts contradict each other")))
}

/// The error of a damaged file.
pub(super) fn damaged(path: &Path, kind: &str, reason: impl Into<String>) -> SourceError {
    let problem = FileProblem::Damaged { kind: kind.to_string(), reason: reason.into() };
    SourceError::File { path: path.to_path_buf(), problem }
}

thread_local! {
    /// Whether this thread is inside a guarded reader.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// The message that a panic prints by itself is left out inside guarded readers, and only there.
fn keep_quiet_inside() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !INSIDE.get() {
                before(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_that_names_the_file() {
        let error = guarded::<()>(Path::new("a.xls"), "an Excel workbook", || panic!("index out of bounds"));
        assert_eq!(
            error.unwrap_err().to_string(),
            "`a.xls` is damaged: it is an Excel workbook, and its parts contradict each other"
        );
        assert_eq!(guarded(Path::new("a.xls"), "", || Ok(1)), Ok(1));
    }
}
