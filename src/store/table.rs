//! A table of the store while a load changes it: nothing of it is in the table's log before the load is committed.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::columns::{Column, widen};
use super::data_file::{self, DataFile, DataFiles, Finished};
use super::delta::{self, Change};
use super::{StoreError, TableVersion, manifest, mirror};

/// A table that a load writes to.
#[derive(Debug)]
pub(super) struct Table {
    name: String,
    folder: PathBuf,
    /// What the names of its new files end in; empty where no other load can use the same names at the same time.
    token: String,
    good: Option<TableVersion>,
    /// The columns, those included that this load brings.
    columns: Vec<Column>,
    widened: bool,
    /// The files of the last good version that stay.
    stays: Vec<PathBuf>,
    /// The files of the last good version that go.
    goes: Vec<PathBuf>,
    /// The files that this load brings.
    comes: Vec<DataFile>,
    rows: u64,
    /// The number that the log's next entry gets, which is in the names of the files that come with it.
    next: u64,
    /// How many files got a name so far.
    named: usize,
    /// How many places for rows were opened so far.
    opened: usize,
    changed: bool,
    /// The version that the log may have got, until it is kept.
    unkept: Option<u64>,
    /// Files that only a load that died had brought.
    abandoned: Vec<PathBuf>,
}

impl Table {
    /// Opens a table at its last good version, or prepares a new one. What a load that died left is removed.
    pub(super) fn open(root: &Path, name: &str, good: Option<&TableVersion>) -> Result<Table, StoreError> {
        let folder = table_path(root, name);
        fs::create_dir_all(&folder)
            .map_err(|error| StoreError::io(format!("creating `{}`", folder.display()), &error))?;
        let next = delta::newest_version(&folder)?.map_or(0, |version| version + 1);
        remove_unnamed(&folder, next);
        let (stays, columns) = match good {
            Some(version) => whole_files(root, name, version)?,
            None => (Vec::new(), Vec::new()),
        };
        Ok(Table {
            name: name.to_string(),
            folder,
            token: if mirror::of(root).is_some() { unlike_others() } else { String::new() },
            good: good.cloned(),
            columns,
            widened: false,
            stays,
            goes: Vec::new(),
            comes: Vec::new(),
            rows: good.map_or(0, |version| version.rows),
            next,
            named: 0,
            opened: 0,
            changed: false,
            unkept: None,
            abandoned: Vec::new(),
        })
    }

    /// Whether the table was never there: not even an empty file holds its columns.
    pub(super) fn is_new(&self) -> bool {
        self.good.is_none() && self.comes.is_empty()
    }

    /// Whether something has to be committed.
    pub(super) fn is_changed(&self) -> bool {
        self.changed
    }

    /// The columns so far.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The files that make up the table so far.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.stays.iter().cloned().chain(self.comes.iter().map(|file| file.path.clone())).collect()
    }

    /// The files that this load brings.
    pub(super) fn coming_files(&self) -> Vec<PathBuf> {
        self.comes.iter().map(|file| file.path.clone()).collect()
    }

    /// A place for rows with these columns, in the table's folder.
    pub(super) fn place(&mut self, columns: Arc<[Column]>) -> DataFiles {
        self.opened += 1;
        DataFiles::new(&self.folder, &format!("stage-{:04}", self.opened), columns)
    }

    /// Takes in columns that the table lacks.
    pub(super) fn widen(&mut self, columns: &[Column]) -> Result<(), StoreError> {
        self.widened |= widen(&self.name, &mut self.columns, columns)?;
        Ok(())
    }

    /// Takes in finished files, under the names that they keep.
    pub(super) fn take(&mut self, mut finished: Finished) -> Result<(), StoreError> {
        while let Some(mut file) = (!finished.0.is_empty()).then(|| finished.0.remove(0)) {
            let path = self.folder.join(format!("{}{:04}{}.parquet", stem(self.next), self.named, self.token));
            if let Err(error) = fs::rename(&file.path, &path) {
                let failed = StoreError::io(format!("naming `{}`", path.display()), &error);
                finished.0.push(file);
                return Err(failed);
            }
            file.path = path;
            self.named += 1;
            self.rows += file.rows;
            self.comes.push(file);
        }
        self.changed = true;
        Ok(())
    }

    /// Lets a file go, with its rows.
    pub(super) fn let_go(&mut self, path: &Path, rows: u64) {
        if let Some(at) = self.stays.iter().position(|file| file == path) {
            self.goes.push(self.stays.remove(at));
        } else if let Some(at) = self.comes.iter().position(|file| file.path == path) {
            // No version ever named it.
            data_file::remove(std::iter::once(self.comes.remove(at).path.as_path()));
        }
        self.rows -= rows;
        self.changed = true;
    }

    /// Writes what was changed into the table's log.
    pub(super) fn commit(&mut self) -> Result<TableVersion, StoreError> {
        let change = Change {
            name: &self.name,
            folder: &self.folder,
            columns: &self.columns,
            widened: self.widened,
            good: self.good.as_ref().map(|version| version.delta_version),
            newest: self.next.checked_sub(1),
            goes: &self.goes,
            comes: &self.comes,
        };
        self.unkept = Some(self.next);
        let (delta_version, abandoned) = change.commit()?;
        self.abandoned = abandoned;
        Ok(TableVersion { delta_version, rows: self.rows })
    }

    /// After the manifest names the new version: everything stays. Files that only a load that died had brought are
    /// removed, where nothing else can name them.
    pub(super) fn keep(&mut self, removes_abandoned: bool) {
        self.comes.clear();
        if removes_abandoned {
            data_file::remove(self.abandoned.iter().map(PathBuf::as_path));
        }
        if let Some(version) = self.unkept.take() {
            delta::sum_up(&self.folder, version);
        }
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        // Where the log names the files, they go only with its entry; else the next load mends the log.
        if self.unkept.is_none_or(|version| delta::undo(&self.folder, version)) {
            data_file::remove(self.comes.iter().map(|file| file.path.as_path()));
        }
    }
}

/// The folder of a table.
pub(super) fn table_path(root: &Path, table: &str) -> PathBuf {
    root.join("tables").join(table)
}

/// The data files that a table's version names, whether they are there or not, and its columns.
pub(super) fn named_files(
    root: &Path,
    table: &str,
    version: &TableVersion,
) -> Result<(Vec<PathBuf>, Vec<Column>), StoreError> {
    let path = table_path(root, table);
    delta::files(&path, version.delta_version).map_err(|error| {
        let reason = format!("cannot be opened at its version {}: {error}", version.delta_version);
        manifest::damaged(root, &path, reason)
    })
}

/// The data files of a table's version, all of which are there, and its columns.
pub(super) fn whole_files(
    root: &Path,
    table: &str,
    version: &TableVersion,
) -> Result<(Vec<PathBuf>, Vec<Column>), StoreError> {
    let (files, columns) = named_files(root, table, version)?;
    Ok((there(root, table, files)?, columns))
}

/// Data files of a table, all of which are there.
pub(super) fn there(root: &Path, table: &str, files: Vec<PathBuf>) -> Result<Vec<PathBuf>, StoreError> {
    let missing: Vec<&PathBuf> = files.iter().filter(|file| !file.is_file()).collect();
    if !missing.is_empty()
        && let Some(mirror) = mirror::of(root)
    {
        mirror.bring_files(&missing)?;
    }
    match missing.into_iter().find(|file| !file.is_file()) {
        Some(missing) => Err(manifest::damaged(root, missing, format!("is missing, a data file of {table}"))),
        None => Ok(files),
    }
}

/// Removes the temporary files of loads that died, in all tables.
pub(super) fn remove_temporary(root: &Path) {
    for table in names_in(&root.join("tables")) {
        let folder = table_path(root, &table);
        for name in names_in(&folder).filter(|name| name.starts_with("stage-") && name.ends_with(".parquet.tmp")) {
            data_file::remove(std::iter::once(folder.join(name).as_path()));
        }
        // What the library writes of an entry before it has its name.
        let log = folder.join("_delta_log");
        for name in names_in(&log).filter(|name| name.contains(".json#") || name.contains(".json.tmp")) {
            data_file::remove(std::iter::once(log.join(name).as_path()));
        }
    }
}

/// Removes files that have names already, of a load that died before it wrote the log's entry `next`.
fn remove_unnamed(folder: &Path, next: u64) {
    let stem = stem(next);
    for name in names_in(folder).filter(|name| name.starts_with(&stem) && name.ends_with(".parquet")) {
        data_file::remove(std::iter::once(folder.join(name).as_path()));
    }
}

/// Two loads on two machines may write the same version of a table at the same time; what names the files of one of
/// them names none of the other's.
fn unlike_others() -> String {
    let random = RandomState::new().hash_one(std::process::id());
    format!("-{random:016x}")
}

fn stem(version: u64) -> String {
    format!("part-{version:08}-")
}

fn names_in(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}
