//! The versions that a store has had: when each came, and what was loaded for it.

use std::fs;
use std::path::Path;

use chrono::DateTime;
use polars::prelude::LazyFrame;

use super::{LoadedSource, Manifest, Store, StoreError, manifest, scan_files, table, vacuum};

/// A version of the store, its data still there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastVersion {
    /// What belongs to it.
    pub manifest: Manifest,
    /// The files that were loaded for it, whatever the format of its manifest.
    pub loaded: Vec<LoadedSource>,
    /// When a vacuum removed its data; none where it can be read.
    pub removed_at: Option<String>,
}

impl Store {
    /// Every version up to the current one, oldest first, also those whose data were removed.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no store, [`StoreError::Damaged`] where a manifest cannot be read.
    pub fn versions(root: &Path) -> Result<Vec<PastVersion>, StoreError> {
        let current = Store::open(root)?.manifest.version;
        let removed = vacuum::removed_versions(root)?;
        let mut versions: Vec<PastVersion> = Vec::new();
        for version in numbers(root)?.into_iter().filter(|version| *version <= current) {
            let Some(manifest) = manifest::read(root, version)? else { continue };
            // The oldest format names all files ever loaded in every manifest.
            let before = versions.last().filter(|past| past.manifest.names_all_sources());
            let before = before.map_or(&[][..], |past| &past.manifest.sources);
            let loaded = match manifest.names_all_sources() {
                true => newly_loaded(before, &manifest.sources).to_vec(),
                false => manifest.sources.clone(),
            };
            versions.push(PastVersion { removed_at: removed.get(&version).cloned(), manifest, loaded });
        }
        Ok(versions)
    }

    /// The different states that a table has had up to this version, oldest first.
    ///
    /// Of tables that are confidential a vacuum leaves all states. States that one of an earlier program removed are not
    /// among them.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a manifest or a data file that should be there cannot be read.
    pub fn states_of(&self, table: &str) -> Result<Vec<LazyFrame>, StoreError> {
        let mut states = Vec::new();
        let mut last = None;
        for past in Store::versions(&self.root)? {
            let Some(version) = past.manifest.tables.get(table) else { continue };
            if past.manifest.version > self.manifest.version || last == Some(version.delta_version) {
                continue;
            }
            last = Some(version.delta_version);
            let (files, columns) = match (table::whole_files(&self.root, table, version), &past.removed_at) {
                (Err(_), Some(_)) => continue,
                (found, _) => found?,
            };
            let failed = |error| StoreError::engine(format!("reading the table {table}"), &error);
            states.push(scan_files(&files, &columns).map_err(failed)?);
        }
        Ok(states)
    }

    /// The version that was current at a time, in seconds since 1970: the newest whose load had ended by then.
    ///
    /// # Errors
    /// [`StoreError::NotLoadedYet`] where the first load came later.
    pub fn version_at(root: &Path, second: i64) -> Result<u64, StoreError> {
        let versions = Store::versions(root)?;
        let by_then = |past: &&PastVersion| {
            let loaded = DateTime::parse_from_rfc3339(&past.manifest.committed_at);
            loaded.is_ok_and(|loaded| loaded.timestamp() <= second)
        };
        versions.iter().rev().find(by_then).map(|past| past.manifest.version).ok_or_else(|| StoreError::NotLoadedYet {
            asked: DateTime::from_timestamp(second, 0).map_or_else(String::new, |time| time.to_rfc3339()),
            first: versions.first().map(|past| past.manifest.committed_at.clone()).unwrap_or_default(),
        })
    }
}

/// The numbers of all manifests, lowest first.
fn numbers(root: &Path) -> Result<Vec<u64>, StoreError> {
    let folder = root.join("versions");
    let entries =
        fs::read_dir(&folder).map_err(|error| StoreError::io(format!("reading `{}`", folder.display()), &error))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut numbers: Vec<u64> = names.filter_map(|name| name.to_str()?.strip_suffix(".json")?.parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// What stands behind the part of the list that was there before: a load takes entries out and adds its own at the
/// end.
fn newly_loaded<'m>(before: &[LoadedSource], after: &'m [LoadedSource]) -> &'m [LoadedSource] {
    let mut at = 0;
    let kept = after.iter().take_while(|source| match before[at..].iter().position(|known| known == *source) {
        Some(further) => {
            at += further + 1;
            true
        }
        None => false,
    });
    &after[kept.count()..]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn source(digest: &str) -> LoadedSource {
        LoadedSource {
            table: "orders".to_string(),
            file: "orders.csv".to_string(),
            digest: digest.to_string(),
            rows_read: 1,
            rows_loaded: 1,
            duplicates_dropped: 0,
            dropped_by_reason: BTreeMap::new(),
            rows_rejected: 0,
            rejected_by_rule: BTreeMap::new(),
            rows_warned: 0,
            rows_replaced: 0,
            mapping: Vec::new(),
            rounded: Vec::new(),
            watermark: None,
            object: None,
        }
    }

    #[test]
    fn what_a_load_added_stands_behind_what_it_left() {
        let [a, b, c] = ["a", "b", "c"].map(source);
        let new = |before: &[&LoadedSource], after: &[&LoadedSource]| -> Vec<String> {
            let cloned = |list: &[&LoadedSource]| -> Vec<LoadedSource> { list.iter().copied().cloned().collect() };
            newly_loaded(&cloned(before), &cloned(after)).iter().map(|source| source.digest.clone()).collect()
        };
        assert_eq!(new(&[], &[&a]), ["a"]);
        assert_eq!(new(&[&a], &[&a, &b]), ["b"]);
        assert_eq!(new(&[&a, &b], &[&a, &b]), [""; 0]);
        assert_eq!(new(&[&a, &b], &[&b, &a]), ["a"], "a was loaded again");
        assert_eq!(new(&[&a, &b], &[&b, &a, &c]), ["a", "c"]);
    }
}
