//! What can go wrong with a store, and the way out.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::manifest;
use crate::sources::ObjectError;

/// What went wrong with the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// There is no store in the folder.
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// A table whose single rows nobody is to see.
    Confidential {
        /// The table.
        table: String,
    },
    /// The store has no table of this name yet.
    NoTable {
        /// The table.
        table: String,
    },
    /// Somebody else is loading.
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// Another load wrote to the bucket while this one was under way, as often as it was begun.
    Overtaken {
        /// The store.
        path: PathBuf,
    },
    /// What happened with the bucket in which the store lies.
    Objects(ObjectError),
    /// The store was written by a newer attain.
    NewerFormat {
        /// The number found.
        found: u32,
        /// The newest number that this program reads.
        known: u32,
    },
    /// The store was written by an older attain, and can be read only.
    OlderFormat {
        /// The store.
        path: PathBuf,
        /// The number found.
        found: u32,
    },
    /// The store keeps its amounts in another currency.
    OtherCurrency {
        /// The store's.
        kept: String,
        /// The run's.
        asked: String,
    },
    /// The version asked for does not exist.
    NoVersion {
        /// What was asked for.
        version: u64,
        /// The newest one.
        newest: u64,
    },
    /// The version asked for was there, and a vacuum removed its data.
    Removed {
        /// What was asked for.
        version: u64,
        /// When it was removed.
        removed_at: String,
        /// The newest one.
        newest: u64,
    },
    /// Nothing had been loaded by the time asked for.
    NotLoadedYet {
        /// What was asked for.
        asked: String,
        /// When the first version was loaded.
        first: String,
    },
    /// A file of the store is missing or is not what it was.
    Damaged {
        /// The file or the table's folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// The store's folder.
        root: PathBuf,
        /// The newest other version of which everything is there; none where there is no such version.
        readable: Option<u64>,
    },
    /// New rows keep a column in another way than the table does.
    OtherKind {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// How the table keeps it.
        stored: String,
        /// How the new rows bring it.
        given: String,
    },
    /// What is to be the store's folder is a file.
    NoFolder {
        /// The path.
        path: PathBuf,
    },
    /// The disk said no.
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        reason: String,
        /// The system's kind of refusal, from which the way out follows.
        kind: ErrorKind,
    },
    /// The table engine said no.
    Engine {
        /// What was being done.
        doing: String,
        /// What it said.
        reason: String,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Missing { path } => write!(f, "there is no store in `{}`", path.display()),
            StoreError::Confidential { table } => {
                write!(f, "single rows of `{table}` are not given out: they would show what one person said of another")
            }
            StoreError::NoTable { table } => write!(f, "the store has no table `{table}`"),
            StoreError::Locked { path } => write!(f, "another load is writing to `{}`", path.display()),
            StoreError::Overtaken { path } => {
                write!(f, "others wrote to `{}` again and again while this load was under way", path.display())
            }
            StoreError::Objects(error) => error.fmt(f),
            StoreError::NewerFormat { found, known } => {
                write!(f, "the store has format {found}, and this program reads up to {known}")
            }
            StoreError::OlderFormat { path, found } => {
                write!(f, "the store `{}` has format {found}, which is read and not added to", path.display())
            }
            StoreError::OtherCurrency { kept, asked } => {
                write!(f, "the store keeps its amounts in {kept}, and this run is in {asked}")
            }
            StoreError::NoVersion { version, newest } => {
                write!(f, "the store has no version {version}; the newest is {newest}")
            }
            StoreError::Removed { version, removed_at, .. } => {
                write!(f, "version {version} of the store was removed on {removed_at} by vacuum")
            }
            StoreError::NotLoadedYet { asked, first } => {
                write!(f, "nothing had been loaded by {asked}; the first version of the store is of {first}")
            }
            StoreError::Damaged { path, reason, .. } => {
                write!(f, "the store is damaged: `{}` {reason}", path.display())
            }
            StoreError::OtherKind { table, column, stored, given } => {
                write!(f, "the table {table} keeps `{column}` as {stored}, and the new rows bring {given}")
            }
            StoreError::NoFolder { path } => write!(f, "`{}` is a file, and a store is a folder", path.display()),
            StoreError::Io { doing, reason, .. } | StoreError::Engine { doing, reason } => {
                write!(f, "{doing}: {reason}")
            }
        }
    }
}

impl std::error::Error for StoreError {}

impl StoreError {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            StoreError::Missing { .. } => {
                Some("load files first: attain ingest FILE --table orders --store DIR".to_string())
            }
            StoreError::Confidential { .. } => Some("what may be shown of them comes with: attain rate".to_string()),
            StoreError::NoTable { table } => Some(format!("load one: attain ingest FILE --table {table}")),
            StoreError::Locked { .. } => Some("wait until it has finished; the store is as it was".to_string()),
            StoreError::Overtaken { .. } => {
                Some("nothing of it was loaded; run it again when the others have finished".to_string())
            }
            StoreError::Objects(error) => Some(error.hint().to_string()),
            StoreError::NewerFormat { .. } => Some("update attain".to_string()),
            StoreError::OtherCurrency { kept, .. } => Some(format!(
                "a store has one currency: write [company] currency = \"{kept}\", or load into another store with --store"
            )),
            StoreError::OlderFormat { .. } => Some(
                "load your files into a new store with --store, and keep this one for its past versions".to_string(),
            ),
            StoreError::Damaged { root, readable, .. } => Some(way_back(root, *readable)),
            StoreError::NoFolder { .. } => Some("name a folder with --store".to_string()),
            StoreError::Io { kind, .. } => way_to_write(*kind),
            StoreError::Removed { newest, .. } => {
                Some(format!("the newest version is {newest}; `attain inspect --versions` lists those that are there"))
            }
            StoreError::NotLoadedYet { .. } => {
                Some("`attain inspect --versions` says when each version was loaded".to_string())
            }
            StoreError::NoVersion { .. } | StoreError::OtherKind { .. } | StoreError::Engine { .. } => None,
        }
    }

    pub(super) fn io(doing: impl Into<String>, error: &std::io::Error) -> StoreError {
        StoreError::Io { doing: doing.into(), reason: error.to_string(), kind: error.kind() }
    }

    /// The error of a library. What the system said, however deep inside, is told as such: it has a way out.
    pub(super) fn library(doing: impl Into<String>, error: &(dyn std::error::Error + 'static)) -> StoreError {
        let mut inner = Some(error);
        while let Some(found) = inner {
            if let Some(said) = found.downcast_ref::<std::io::Error>() {
                return StoreError::io(doing, said);
            }
            inner = found.source();
        }
        StoreError::engine(doing, &error)
    }

    pub(super) fn engine(doing: impl Into<String>, error: &dyn fmt::Display) -> StoreError {
        StoreError::Engine { doing: doing.into(), reason: error.to_string() }
    }
}

fn way_back(root: &Path, readable: Option<u64>) -> String {
    match readable {
        Some(version) => format!(
            "bring it back from a copy of the store; or go back to version {version}, the newest one that is whole: \
             write {{\"format\":{},\"version\":{version}}} into `{}`",
            manifest::FORMAT,
            manifest::pointer_path(root).display()
        ),
        None => {
            "bring it back from a copy of the store, or load the files into another folder with --store".to_string()
        }
    }
}

pub(super) fn way_to_write(kind: ErrorKind) -> Option<String> {
    let way = match kind {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "the folder must be yours to read and to write; allow it, or name another one"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk and try again",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => {
            "something else has that name; name another folder or file"
        }
        ErrorKind::NotFound => "look whether its folder is still there",
        _ => return None,
    };
    Some(way.to_string())
}
