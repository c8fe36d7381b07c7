//! What belongs to a version of the store.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;

/// The newest layout that this program reads and writes.
pub(super) const FORMAT: u32 = 1;

/// One version of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout's number.
    pub format: u32,
    /// The version, from 1.
    pub version: u64,
    /// When it was committed, as the loader's clock had it.
    pub committed_at: String,
    /// A digest of the configuration that loaded it.
    pub configuration: String,
    /// The version of each table.
    pub tables: BTreeMap<String, TableVersion>,
    /// The files that were loaded, in order.
    pub sources: Vec<LoadedSource>,
}

/// Which version of a Delta table belongs to a version of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableVersion {
    /// The Delta table's own version.
    pub delta_version: u64,
    /// Rows in the table.
    pub rows: u64,
}

/// A file that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedSource {
    /// The canonical table.
    pub table: String,
    /// The file's name as it was given.
    pub file: String,
    /// A digest of the file's content and of the settings that read it.
    pub digest: String,
    /// Rows under the header.
    pub rows_read: u64,
    /// Rows that reached the table.
    pub rows_loaded: u64,
    /// Repetitions dropped.
    pub duplicates_dropped: u64,
    /// Rows that could not be loaded.
    pub rows_rejected: u64,
    /// Rows loaded with a doubt.
    pub rows_warned: u64,
    /// (file's column, canonical column, how).
    pub mapping: Vec<(String, String, String)>,
    /// (canonical column, rows) of amounts rounded to the currency's digits.
    pub rounded: Vec<(String, u64)>,
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    format: u32,
    version: u64,
}

/// The current version; none where there is no store yet.
pub(super) fn current(root: &Path) -> Result<Option<Manifest>, StoreError> {
    let path = root.join("attain-store.json");
    let Some(pointer) = read_json::<Pointer>(&path)? else { return Ok(None) };
    if pointer.format > FORMAT {
        return Err(StoreError::NewerFormat { found: pointer.format, known: FORMAT });
    }
    match read(root, pointer.version)? {
        Some(manifest) => Ok(Some(manifest)),
        None => Err(StoreError::Io {
            doing: format!("opening `{}`", path.display()),
            reason: format!("the manifest of version {} is missing", pointer.version),
        }),
    }
}

/// The manifest of one version; none where there is no such version.
pub(super) fn read(root: &Path, version: u64) -> Result<Option<Manifest>, StoreError> {
    read_json(&version_path(root, version))
}

/// Writes the manifest, then turns the pointer to it: the moment at which the version exists.
pub(super) fn publish(root: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    write_json(&version_path(root, manifest.version), manifest)?;
    write_json(&root.join("attain-store.json"), &Pointer { format: manifest.format, version: manifest.version })
}

fn version_path(root: &Path, version: u64) -> PathBuf {
    root.join("versions").join(format!("{version:08}.json"))
}

fn read_json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, StoreError> {
    let reading = || format!("reading `{}`", path.display());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(reading(), &error)),
    };
    serde_json::from_str(&text).map(Some).map_err(|error| StoreError::engine(reading(), &error))
}

/// To a temporary name, flushed to the disk, then renamed into place.
fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), StoreError> {
    let writing = || format!("writing `{}`", path.display());
    let text = serde_json::to_string_pretty(value).map_err(|error| StoreError::engine(writing(), &error))?;
    let temporary = path.with_extension("json.tmp");
    let write = || -> std::io::Result<()> {
        fs::write(&temporary, text.as_bytes())?;
        fs::File::open(&temporary)?.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(|error| StoreError::io(writing(), &error))
}
