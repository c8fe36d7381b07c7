//! Removing the data of old versions, which only happens when a person asks for it.
//!
//! The list of removed versions is written first; from then on they are gone for every reader. The data files follow.
//! A vacuum that dies in between is finished by the next one. Manifests stay: they are the account of what was loaded
//! and when, by which the same file is recognised when it comes again, and they are small.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::mirror::{self, Mirror};
use super::table::{named_files, table_path, whole_files};
use super::{PastVersion, Store, StoreError, TableVersion, Writer, delta, durable, manifest};

/// Which versions stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The newest ones, as many as this; the current version always stays.
    Last(u64),
    /// Those that were loaded at this second since 1970 or later, and the current one.
    LoadedFrom(i64),
}

/// What a vacuum removes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VacuumPlan {
    /// The versions that can no longer be read afterwards, oldest first.
    pub versions: Vec<PastVersion>,
    /// The data files that no kept version names, with their bytes.
    pub files: Vec<(PathBuf, u64)>,
}

impl VacuumPlan {
    /// Whether there is nothing to remove.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty() && self.files.is_empty()
    }

    /// The bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// What would go, without touching anything.
///
/// # Errors
/// Those of opening the store; [`StoreError::Damaged`] where a version that is to stay is not whole, since then it
/// cannot be said what it needs.
pub fn plan_vacuum(root: &Path, keep: Keep) -> Result<VacuumPlan, StoreError> {
    let versions = Store::versions(root)?;
    let current = versions.last().map_or(0, |past| past.manifest.version);
    let tables: BTreeSet<String> = versions.iter().flat_map(|past| past.manifest.tables.keys()).cloned().collect();
    let readable: Vec<PastVersion> = versions.into_iter().filter(|past| past.removed_at.is_none()).collect();
    let count = readable.len() as u64;
    let stays = |at: usize, past: &PastVersion| {
        past.manifest.version == current
            || match keep {
                Keep::Last(kept) => at as u64 + kept >= count,
                Keep::LoadedFrom(second) => loaded_at(past).is_none_or(|loaded| loaded >= second),
            }
    };
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for (at, past) in readable.into_iter().enumerate() {
        if stays(at, &past) { kept.push(past) } else { gone.push(past) }
    }
    let confidential = confidential_states(root)?;
    let mut files = unneeded_files(root, &kept, &tables)?;
    files.retain(|(file, _)| !confidential.contains(file));
    Ok(VacuumPlan { versions: gone, files })
}

/// Removes what the plan for `keep` names and returns it. Nobody can load meanwhile.
///
/// `now` is the time as text, from the caller, who alone reads the clock.
///
/// # Errors
/// Those of [`plan_vacuum`], [`StoreError::Locked`] while somebody loads, and what the system says where a file cannot
/// be removed; the next vacuum then removes it.
pub fn vacuum(root: &Path, keep: Keep, now: &str) -> Result<VacuumPlan, StoreError> {
    Store::open(root)?;
    let lock = Writer::begin(root)?;
    let plan = plan_vacuum(root, keep)?;
    if !plan.versions.is_empty() {
        let mut list = read_list(root)?;
        list.removed.extend(
            plan.versions
                .iter()
                .map(|past| RemovedVersion { version: past.manifest.version, removed_at: now.to_string() }),
        );
        write_list(root, &list)?;
    }
    if let Some(mirror) = mirror::of(root) {
        let files: Vec<PathBuf> = plan.files.iter().map(|(file, _)| file.clone()).collect();
        mirror.remove_files(&files)?;
        return Ok(plan);
    }
    for (file, _) in &plan.files {
        match fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::io(format!("removing `{}`", file.display()), &error));
            }
            _ => {}
        }
    }
    drop(lock);
    Ok(plan)
}

/// The versions whose data were removed, with the time at which it was done.
pub(super) fn removed_versions(root: &Path) -> Result<BTreeMap<u64, String>, StoreError> {
    Ok(read_list(root)?.removed.into_iter().map(|removed| (removed.version, removed.removed_at)).collect())
}

/// Data files in the tables' folders that neither a kept version nor the newest version of its Delta table names.
///
/// The latter is what another engine opens; where a load died it may lie above the current version.
fn unneeded_files(
    root: &Path,
    kept: &[PastVersion],
    tables: &BTreeSet<String>,
) -> Result<Vec<(PathBuf, u64)>, StoreError> {
    let mut needed = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for past in kept {
        for (table, version) in &past.manifest.tables {
            if seen.insert((table, version.delta_version)) {
                needed.extend(files_needed(root, table, version)?);
            }
        }
    }
    if let Some(mirror) = mirror::of(root) {
        return unneeded_objects(root, &mirror, &needed);
    }
    let mut unneeded = Vec::new();
    for folder in tables.iter().map(|table| table_path(root, table)).filter(|folder| folder.is_dir()) {
        let newest = delta::newest_files(&folder)?;
        for file in data_files(&folder)? {
            if !needed.contains(&file) && !newest.contains(&file) {
                let bytes = fs::metadata(&file).map_or(0, |metadata| metadata.len());
                unneeded.push((file, bytes));
            }
        }
    }
    unneeded.sort();
    Ok(unneeded)
}

/// The data files of a kept version; in a folder all of them must be there.
fn files_needed(root: &Path, table: &str, version: &TableVersion) -> Result<Vec<PathBuf>, StoreError> {
    let found = if mirror::of(root).is_some() { named_files } else { whole_files };
    Ok(found(root, table, version)?.0)
}

/// The same in a bucket. What no version ever named may belong to a load that is under way on another machine: it goes
/// only when it is a day older than what was written last, by the server's own clock.
fn unneeded_objects(
    root: &Path,
    mirror: &Mirror,
    needed: &BTreeSet<PathBuf>,
) -> Result<Vec<(PathBuf, u64)>, StoreError> {
    const DAY: i64 = 86_400;
    let mut named = BTreeSet::new();
    for past in Store::versions(root)? {
        for (table, version) in &past.manifest.tables {
            named.extend(named_files(root, table, version)?.0);
        }
    }
    let found = mirror.data_files()?;
    let last = found.iter().map(|(_, _, written_at)| *written_at).max().unwrap_or(0);
    let goes = |(file, _, written_at): &&(PathBuf, u64, i64)| {
        !needed.contains(file) && (named.contains(file) || written_at + DAY < last)
    };
    Ok(found.iter().filter(goes).map(|(file, bytes, _)| (file.clone(), *bytes)).collect())
}

/// The data files of every state of the tables that are confidential: what was shown of them before says what may be
/// shown later, so they all stay.
fn confidential_states(root: &Path) -> Result<BTreeSet<PathBuf>, StoreError> {
    let mut files = BTreeSet::new();
    for past in Store::versions(root)? {
        let confidential = past.manifest.tables.iter().filter(|(table, _)| crate::schema::is_confidential(table));
        for (table, version) in confidential {
            // What an earlier program removed is gone.
            files.extend(named_files(root, table, version).map_or_else(|_| Vec::new(), |(files, _)| files));
        }
    }
    Ok(files)
}

fn data_files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries =
        fs::read_dir(folder).map_err(|error| StoreError::io(format!("reading `{}`", folder.display()), &error))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.is_file() && path.extension().is_some_and(|ending| ending == "parquet")).collect())
}

/// The second since 1970 at which a version was loaded; none where its manifest does not say.
fn loaded_at(past: &PastVersion) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(&past.manifest.committed_at).ok().map(|time| time.timestamp())
}

/// `removed.json`: what vacuums took away.
#[derive(Debug, Default, Serialize, Deserialize)]
struct RemovedList {
    removed: Vec<RemovedVersion>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RemovedVersion {
    version: u64,
    removed_at: String,
}

fn list_path(root: &Path) -> PathBuf {
    root.join("removed.json")
}

fn read_list(root: &Path) -> Result<RemovedList, StoreError> {
    let path = list_path(root);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| manifest::damaged(root, &path, format!("does not hold what it should: {error}"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(RemovedList::default()),
        Err(error) => Err(StoreError::io(format!("reading `{}`", path.display()), &error)),
    }
}

fn write_list(root: &Path, list: &RemovedList) -> Result<(), StoreError> {
    let path = list_path(root);
    let writing = || format!("writing `{}`", path.display());
    let text = serde_json::to_string_pretty(list).map_err(|error| StoreError::engine(writing(), &error))?;
    if let Some(mirror) = mirror::of(root) {
        mirror.send_removed(text.as_bytes())?;
    }
    durable::replace(&path, |mut file| file.write_all(text.as_bytes()))
        .map_err(|error| StoreError::io(writing(), &error))
}
