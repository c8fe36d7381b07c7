//! Why results do not go into a folder or a bucket.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::sources::ObjectError;
use crate::store::store_error::way_to_write;
use crate::store::{StoreError, manifest};

/// What is wrong with the place or with a table in it. A path is an address where the place is a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingProblem {
    /// The folder is a store of attain.
    IsStore {
        /// The folder.
        path: PathBuf,
    },
    /// A table that is there has not all columns.
    MissingColumns {
        /// The table.
        path: PathBuf,
        /// What it lacks.
        columns: Vec<String>,
    },
    /// A column holds something else.
    OtherKind {
        /// The table.
        path: PathBuf,
        /// The column.
        column: String,
        /// What it holds, in Delta's words.
        found: String,
        /// What is to be written into it.
        needed: String,
    },
    /// A column of somebody's own must not be empty.
    AsksForMore {
        /// The table.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// The table is not partitioned by `run_id`.
    NotByRun {
        /// The table.
        path: PathBuf,
    },
    /// The disk said no.
    Unwritable {
        /// The table.
        path: PathBuf,
        /// What the system said.
        reason: String,
        /// The system's kind of refusal.
        kind: ErrorKind,
    },
    /// Others wrote the table again and again while this one tried.
    Overtaken {
        /// The table.
        path: PathBuf,
    },
    /// Object storage said no.
    Objects(ObjectError),
    /// The table engine said no.
    Refused {
        /// The table.
        path: PathBuf,
        /// What it said.
        reason: String,
    },
}

impl OutgoingProblem {
    /// A store of attain is no place for results, and no folder in it either.
    ///
    /// # Errors
    /// Where the folder is one, or lies in one.
    pub fn refuse_store(folder: &Path) -> Result<(), OutgoingProblem> {
        let named = folder.ancestors().filter(|path| !path.as_os_str().is_empty());
        let store = named.into_iter().find(|path| manifest::pointer_path(path).exists());
        store.map_or(Ok(()), |path| Err(OutgoingProblem::IsStore { path: path.to_path_buf() }))
    }

    pub(super) fn io(path: &Path, error: &std::io::Error) -> OutgoingProblem {
        OutgoingProblem::Unwritable { path: path.to_path_buf(), reason: error.to_string(), kind: error.kind() }
    }

    pub(super) fn told(path: &Path, error: &dyn fmt::Display) -> OutgoingProblem {
        OutgoingProblem::Refused { path: path.to_path_buf(), reason: error.to_string() }
    }

    /// The error of a library. What the system said, however deep inside, is told as such.
    pub(super) fn library(path: &Path, error: &(dyn std::error::Error + 'static)) -> OutgoingProblem {
        match StoreError::library("", error) {
            StoreError::Io { reason, kind, .. } => {
                OutgoingProblem::Unwritable { path: path.to_path_buf(), reason, kind }
            }
            _ => OutgoingProblem::told(path, &error),
        }
    }

    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            OutgoingProblem::IsStore { .. } => "name another place for the results: --to DIR",
            OutgoingProblem::MissingColumns { .. } => "nothing was written; add them with --add-columns",
            OutgoingProblem::OtherKind { .. }
            | OutgoingProblem::NotByRun { .. }
            | OutgoingProblem::AsksForMore { .. } => {
                "nothing was written; rename that table, or name another place, or another `prefix` in [[destination]]"
            }
            OutgoingProblem::Unwritable { kind, .. } => return way_to_write(*kind),
            OutgoingProblem::Objects(error) => error.hint(),
            OutgoingProblem::Overtaken { .. } | OutgoingProblem::Refused { .. } => {
                "run the command again, which writes what is missing"
            }
        };
        Some(hint.to_string())
    }
}

impl fmt::Display for OutgoingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutgoingProblem::IsStore { path } => {
                write!(f, "`{}` is a store of attain, and no place for results", path.display())
            }
            OutgoingProblem::MissingColumns { path, columns } => {
                write!(f, "the table `{}` is there and has no column `{}`", path.display(), columns.join("`, `"))
            }
            OutgoingProblem::OtherKind { path, column, found, needed } => write!(
                f,
                "the table `{}` is there, and its column `{column}` holds {found} in place of {needed}",
                path.display()
            ),
            OutgoingProblem::AsksForMore { path, column } => write!(
                f,
                "the table `{}` is there, and its column `{column}`, which attain does not know, must not be empty",
                path.display()
            ),
            OutgoingProblem::NotByRun { path } => {
                write!(f, "the table `{}` is there and is not partitioned by `run_id`", path.display())
            }
            OutgoingProblem::Unwritable { path, reason, .. } => {
                write!(f, "`{}` cannot be written: {reason}", path.display())
            }
            OutgoingProblem::Overtaken { path } => {
                write!(f, "the table `{}` was written by others each time that it was tried", path.display())
            }
            OutgoingProblem::Objects(error) => error.fmt(f),
            OutgoingProblem::Refused { path, reason } => write!(f, "the table `{}`: {reason}", path.display()),
        }
    }
}

impl std::error::Error for OutgoingProblem {}

impl From<ObjectError> for OutgoingProblem {
    fn from(error: ObjectError) -> OutgoingProblem {
        OutgoingProblem::Objects(error)
    }
}
