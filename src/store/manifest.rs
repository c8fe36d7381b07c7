//! What belongs to a version of the store.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{StoreError, delta, durable, mirror};
use crate::sources::Watermark;

/// The newest layout that this program reads and writes.
///
/// Format 1 named every source ever loaded in every manifest, and its tables of orders have no integer keys.
pub(super) const FORMAT: u32 = 2;

/// The name of the file that says which version is current, and by which a store is known.
pub(super) const POINTER: &str = "attain-store.json";

/// The last format whose manifests name all sources up to them.
const FORMAT_OF_ALL_SOURCES: u32 = 1;

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
    /// The currency of all its amounts; not said by stores of format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The other currencies in which orders came, in this version or an earlier one: their amounts stand in their own
    /// minor units, and are converted when they are measured.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub other_currencies: BTreeSet<String>,
    /// The version of each table.
    pub tables: BTreeMap<String, TableVersion>,
    /// The files that this version brought, in order. In format 1 it is all files up to it: see
    /// [`Store::sources`](super::Store::sources).
    pub sources: Vec<LoadedSource>,
}

impl Manifest {
    /// Refuses stores whose rows go by other digests than those of today: known rows would look new.
    ///
    /// # Errors
    /// [`StoreError::OlderFormat`].
    pub(super) fn require_writable(&self, root: &Path) -> Result<(), StoreError> {
        match self.format {
            FORMAT => Ok(()),
            found => Err(StoreError::OlderFormat { path: root.to_path_buf(), found }),
        }
    }

    /// Whether the sources are all that were ever loaded.
    pub(super) fn names_all_sources(&self) -> bool {
        self.format <= FORMAT_OF_ALL_SOURCES
    }
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
    /// The same by reason; not said by versions that were written before it was counted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dropped_by_reason: BTreeMap<String, u64>,
    /// Rows that could not be loaded.
    pub rows_rejected: u64,
    /// The same by the rule that each of them breaks; not said by versions that were written before it was counted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rejected_by_rule: BTreeMap<String, u64>,
    /// Rows loaded with a doubt.
    pub rows_warned: u64,
    /// Rows that stand for older ones with the same key and other content.
    #[serde(default)]
    pub rows_replaced: u64,
    /// (file's column, canonical column, how).
    pub mapping: Vec<(String, String, String)>,
    /// (canonical column, rows) of amounts rounded to the currency's digits.
    pub rounded: Vec<(String, u64)>,
    /// How far a database was fetched, where the source has a watermark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Watermark>,
    /// A digest of what the bucket said of an object, and of the settings that read it: where both are the same again, the
    /// object is not fetched. Absent where the content was known before, so that the object is fetched each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    format: u32,
    version: u64,
}

/// The current version; none where there is no store yet.
///
/// # Errors
/// [`StoreError::Damaged`] where the pointer or the manifest that it names cannot be read: which older version is to
/// stand for it is for a person to say.
pub(super) fn current(root: &Path) -> Result<Option<Manifest>, StoreError> {
    let Some(pointer) = read_json::<Pointer>(root, &pointer_path(root))? else { return Ok(None) };
    if pointer.format > FORMAT {
        return Err(StoreError::NewerFormat { found: pointer.format, known: FORMAT });
    }
    match read(root, pointer.version)? {
        Some(manifest) => Ok(Some(manifest)),
        None => {
            let reason = format!("is missing, the manifest of the current version {}", pointer.version);
            Err(damaged(root, &version_path(root, pointer.version), reason))
        }
    }
}

/// Whether a version is the current one.
pub(super) fn is_current(root: &Path, version: u64) -> bool {
    matches!(read_json::<Pointer>(root, &pointer_path(root)), Ok(Some(pointer)) if pointer.version == version)
}

/// The manifest of one version; none where there is no such version.
///
/// # Errors
/// [`StoreError::Damaged`] where it is there and is no manifest of that version.
pub(super) fn read(root: &Path, version: u64) -> Result<Option<Manifest>, StoreError> {
    let path = version_path(root, version);
    match read_json::<Manifest>(root, &path)? {
        Some(manifest) if manifest.version != version => {
            Err(damaged(root, &path, format!("holds the manifest of version {}", manifest.version)))
        }
        found => Ok(found),
    }
}

/// Writes the manifest, then turns the pointer to it: the moment at which the version exists.
pub(super) fn publish(root: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    create_folder(root)?;
    write_json(&version_path(root, manifest.version), manifest)?;
    point_at(root, manifest.format, manifest.version)
}

/// Turns the pointer to a version.
pub(super) fn point_at(root: &Path, format: u32, version: u64) -> Result<(), StoreError> {
    write_json(&pointer_path(root), &Pointer { format, version })
}

/// What the file holds that names the current version.
pub(super) fn pointer_to(version: u64) -> Vec<u8> {
    serde_json::to_vec_pretty(&Pointer { format: FORMAT, version }).unwrap_or_default()
}

/// The version that such a file names; none where it holds something else.
pub(super) fn version_pointed_at(content: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Pointer>(content).ok().map(|pointer| pointer.version)
}

/// What the file of a manifest holds.
pub(super) fn to_bytes(manifest: &Manifest) -> Result<Vec<u8>, StoreError> {
    let doing = || format!("writing the manifest of version {}", manifest.version);
    serde_json::to_vec_pretty(manifest).map_err(|error| StoreError::engine(doing(), &error))
}

/// Makes the folder of the manifests.
pub(super) fn create_folder(root: &Path) -> Result<(), StoreError> {
    let versions = root.join("versions");
    fs::create_dir_all(&versions)
        .and_then(|()| durable::flush_folder(root))
        .map_err(|error| StoreError::io(format!("creating `{}`", versions.display()), &error))
}

/// The error for a file at `path` that is not as it must be; names the newest other version that is whole.
pub(super) fn damaged(root: &Path, path: &Path, reason: String) -> StoreError {
    // A bucket is not gone back in by writing a file here.
    let readable = if mirror::of(root).is_some() { None } else { newest_whole(root) };
    StoreError::Damaged { path: path.to_path_buf(), reason, root: root.to_path_buf(), readable }
}

/// The file that names the current version.
pub(super) fn pointer_path(root: &Path) -> PathBuf {
    root.join(POINTER)
}

/// The file of a version's manifest.
pub(super) fn version_path(root: &Path, version: u64) -> PathBuf {
    root.join("versions").join(format!("{version:08}.json"))
}

/// The newest version of which the manifest can be read and every data file is there.
fn newest_whole(root: &Path) -> Option<u64> {
    let names = fs::read_dir(root.join("versions")).ok()?.flatten().map(|entry| entry.file_name());
    let mut versions: Vec<u64> = names.filter_map(|name| name.to_str()?.strip_suffix(".json")?.parse().ok()).collect();
    versions.sort_unstable();
    versions.into_iter().rev().find(|&version| is_whole(root, version))
}

fn is_whole(root: &Path, version: u64) -> bool {
    let Ok(text) = fs::read_to_string(version_path(root, version)) else { return false };
    let Ok(manifest) = serde_json::from_str::<Manifest>(&text) else { return false };
    let is_there = |(name, table): (&String, &TableVersion)| {
        let files = delta::files(&root.join("tables").join(name), table.delta_version);
        files.is_ok_and(|(files, _)| files.iter().all(|file| file.is_file()))
    };
    manifest.version == version && manifest.format <= FORMAT && manifest.tables.iter().all(is_there)
}

fn read_json<T: for<'de> Deserialize<'de>>(root: &Path, path: &Path) -> Result<Option<T>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(format!("reading `{}`", path.display()), &error)),
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| damaged(root, path, format!("does not hold what it should: {error}")))
}

fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), StoreError> {
    let writing = || format!("writing `{}`", path.display());
    let text = serde_json::to_string_pretty(value).map_err(|error| StoreError::engine(writing(), &error))?;
    durable::replace(path, |mut file| file.write_all(text.as_bytes()))
        .map_err(|error| StoreError::io(writing(), &error))
}
