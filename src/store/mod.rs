//! What did we know, and when?
//!
//! The store is a folder of Delta Lake tables, one a canonical table, that other engines read without attain.
//! A version of the store is a manifest that names one version of each table and the files that were loaded; it
//! becomes the current one by an atomic rename, so that a crash at any moment leaves the last good version.
//!
//! ```text
//! store/
//!   attain-store.json      which version is current
//!   versions/00000001.json what belongs to a version
//!   tables/orders/         a Delta table: _delta_log and Parquet files
//!   rejects/               rows that could not be loaded, as they came
//!   removed.json           the versions whose data a vacuum removed; absent where none was
//! ```

mod delta;
mod difference;
mod durable;
mod footer;
mod history;
mod inspect;
mod leftovers;
mod manifest;
mod parquet;
mod store_error;
mod vacuum;

#[cfg(test)]
mod store_trials;

pub use difference::{RowsOf, Stage, TableDifference};
pub use history::PastVersion;
pub use inspect::{ColumnDescription, FileDescription, TableDescription};
pub use manifest::{LoadedSource, Manifest, TableVersion};
pub use parquet::{PlainColumn, write_parquet};
pub use store_error::StoreError;
pub use vacuum::{Keep, VacuumPlan, plan_vacuum, vacuum};

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use polars::prelude::*;

use delta::Change;
use leftovers::Leftovers;

/// New rows for one table, from one file.
#[derive(Debug, Clone)]
pub struct NewRows {
    /// The table.
    pub table: String,
    /// The rows, with the columns `row_key` and `row_hash`.
    pub frame: DataFrame,
}

/// What became of new rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Rows that the table did not hold.
    pub added: u64,
    /// Rows whose key the table held with other content; the new content replaced the old.
    pub replaced: u64,
    /// Rows that the table held already.
    pub known: u64,
}

/// A store in a folder, read at one version.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    manifest: Manifest,
}

impl Store {
    /// Opens the current version.
    pub fn open(root: &Path) -> Result<Store, StoreError> {
        let manifest = manifest::current(root)?.ok_or_else(|| StoreError::Missing { path: root.to_path_buf() })?;
        Ok(Store { root: root.to_path_buf(), manifest })
    }

    /// Opens a past version. What lies above the current version is no version yet: a load may have died there.
    pub fn open_version(root: &Path, version: u64) -> Result<Store, StoreError> {
        let newest = Store::open(root)?.manifest.version;
        if version > newest {
            return Err(StoreError::NoVersion { version, newest });
        }
        if let Some(removed_at) = vacuum::removed_versions(root)?.remove(&version) {
            return Err(StoreError::Removed { version, removed_at, newest });
        }
        let manifest = manifest::read(root, version)?.ok_or(StoreError::NoVersion { version, newest })?;
        Ok(Store { root: root.to_path_buf(), manifest })
    }

    /// What belongs to this version.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether the table holds anything.
    pub fn has_table(&self, table: &str) -> bool {
        self.manifest.tables.contains_key(table)
    }

    /// A lazy plan over the table's rows at this version.
    pub fn scan(&self, table: &str) -> Result<LazyFrame, StoreError> {
        let version =
            self.manifest.tables.get(table).ok_or_else(|| StoreError::NoTable { table: table.to_string() })?;
        let files = whole_files(&self.root, table, version)?;
        scan_files(&files).map_err(|error| StoreError::engine(format!("reading the table {table}"), &error))
    }

    /// The path of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// An exclusive right to write, held until it is committed or dropped.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    previous: Option<Manifest>,
    tables: BTreeMap<String, TableVersion>,
    sources: Vec<LoadedSource>,
    changed: bool,
    leftovers: Leftovers,
    /// Let go last, when nothing is written any more.
    _lock: File,
}

/// What a load may make in the store's folder.
const MADE: [&str; 4] = ["tables", "versions", "rejects", ".lock"];

impl Writer {
    /// Takes the right to write, creating the folder where it does not exist. Where there was no store before and
    /// nothing is committed, everything that was made is removed again.
    pub fn begin(root: &Path) -> Result<Writer, StoreError> {
        let creating = || format!("creating `{}`", root.display());
        let mut leftovers = Leftovers::before(root, &MADE);
        fs::create_dir_all(root).map_err(|error| StoreError::io(creating(), &error))?;
        let lock = File::create(root.join(".lock")).map_err(|error| StoreError::io(creating(), &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // What is there belongs to the other load.
                leftovers.keep();
                return Err(StoreError::Locked { path: root.to_path_buf() });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io(creating(), &error)),
        }
        let previous = manifest::current(root)?;
        if previous.is_some() {
            leftovers.keep();
        }
        let (tables, sources) = match &previous {
            Some(manifest) => (manifest.tables.clone(), manifest.sources.clone()),
            None => (BTreeMap::new(), Vec::new()),
        };
        Ok(Writer { root: root.to_path_buf(), previous, tables, sources, changed: false, leftovers, _lock: lock })
    }

    /// The load of this table that had exactly this content, if there was one.
    ///
    /// Whether its rows are still the store's is another question: see [`Writer::is_up_to_date`].
    pub fn known_source(&self, table: &str, digest: &str) -> Option<&LoadedSource> {
        self.sources.iter().find(|source| source.table == table && source.digest == digest)
    }

    /// Whether no later load of the same table replaced rows, which could be rows of this one.
    pub fn is_up_to_date(&self, known: &LoadedSource) -> bool {
        let mut later = self.sources.iter().rev().take_while(|source| *source != known);
        !later.any(|source| source.table == known.table && source.rows_replaced > 0)
    }

    /// Merges rows into a table by their keys. Nothing is visible to readers before [`Writer::commit`].
    pub fn merge(&mut self, rows: &NewRows) -> Result<Merged, StoreError> {
        let path = table_path(&self.root, &rows.table);
        let doing = || format!("writing the table {}", rows.table);
        let engine = |error: PolarsError| StoreError::engine(doing(), &error);
        let old = match self.tables.get(&rows.table) {
            Some(version) => whole_files(&self.root, &rows.table, version)?,
            None => Vec::new(),
        };
        let known = known_rows(&old).map_err(engine)?;
        let (merged, fresh) = sort_out(&rows.frame, &known).map_err(engine)?;
        if merged.added + merged.replaced == 0 && !old.is_empty() {
            return Ok(merged);
        }
        // Appending costs what is new. Replaced rows and new columns rewrite the table: the honest, simple way.
        let fits = old.is_empty() || same_columns(&old, &fresh).map_err(engine)?;
        let (frame, change) = if merged.replaced == 0 && fits {
            (fresh, Change::Append)
        } else {
            (rewritten(&old, &fresh).map_err(engine)?, Change::Rewrite)
        };
        let delta_version = delta::commit(&path, &rows.table, &frame, change, self.tables.get(&rows.table))?;
        self.tables.insert(rows.table.clone(), delta_version);
        self.changed = true;
        Ok(merged)
    }

    /// Notes a file that was read, so that the same content is recognised the next time.
    pub fn note_source(&mut self, source: LoadedSource) {
        self.sources.retain(|known| !(known.table == source.table && known.digest == source.digest));
        self.sources.push(source);
        self.changed = true;
    }

    /// Makes everything that was merged visible as the next version; without changes the version stays.
    ///
    /// `committed_at` is the time of the load as text, from the caller, who alone reads the clock.
    pub fn commit(mut self, committed_at: &str, configuration: &str) -> Result<Store, StoreError> {
        let version = self.previous.as_ref().map_or(0, |manifest| manifest.version);
        if !self.changed {
            return Store::open(&self.root);
        }
        let manifest = Manifest {
            format: manifest::FORMAT,
            version: version + 1,
            committed_at: committed_at.to_string(),
            configuration: configuration.to_string(),
            tables: self.tables,
            sources: self.sources,
        };
        manifest::publish(&self.root, &manifest)?;
        self.leftovers.keep();
        Ok(Store { root: self.root.clone(), manifest })
    }

    /// Writes rejected rows as they came beside the store; the file's name carries the coming version, the position
    /// of the file in the load and the table.
    pub fn write_rejects(&self, position: usize, name: &str, csv: &[u8]) -> Result<PathBuf, StoreError> {
        let folder = self.root.join("rejects");
        let version = self.previous.as_ref().map_or(0, |manifest| manifest.version) + 1;
        let path = folder.join(format!("{version:08}-{position:03}-{name}.csv"));
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, csv))
            .map_err(|error| StoreError::io(format!("writing `{}`", path.display()), &error))?;
        Ok(path)
    }
}

fn table_path(root: &Path, table: &str) -> PathBuf {
    root.join("tables").join(table)
}

/// The data files of a table's version, all of which are there.
fn whole_files(root: &Path, table: &str, version: &TableVersion) -> Result<Vec<PathBuf>, StoreError> {
    let path = table_path(root, table);
    let files = delta::files(&path, version.delta_version).map_err(|error| {
        let reason = format!("cannot be opened at its version {}: {error}", version.delta_version);
        manifest::damaged(root, &path, reason)
    })?;
    match files.iter().find(|file| !file.is_file()) {
        Some(missing) => Err(manifest::damaged(root, missing, format!("is missing, a data file of {table}"))),
        None => Ok(files),
    }
}

fn scan_files(files: &[PathBuf]) -> PolarsResult<LazyFrame> {
    let paths: Vec<PlRefPath> = files.iter().map(|path| PlRefPath::try_from_path(path)).collect::<PolarsResult<_>>()?;
    // A store may lie in a folder whose name holds `*`, `?` or `[`: its paths are no patterns.
    LazyFrame::scan_parquet_files(paths.into(), ScanArgsParquet { glob: false, ..ScanArgsParquet::default() })
}

/// Key → content of the rows that a table holds.
fn known_rows(files: &[PathBuf]) -> PolarsResult<BTreeMap<i64, i64>> {
    if files.is_empty() {
        return Ok(BTreeMap::new());
    }
    let frame = scan_files(files)?.select([col("row_key"), col("row_hash")]).collect()?;
    let keys = frame.column("row_key")?.i64()?.clone();
    let hashes = frame.column("row_hash")?.i64()?.clone();
    Ok(keys.into_no_null_iter().zip(hashes.into_no_null_iter()).collect())
}

/// Counts what is new, replaced and known, and keeps the rows that have to be written.
fn sort_out(frame: &DataFrame, known: &BTreeMap<i64, i64>) -> PolarsResult<(Merged, DataFrame)> {
    let keys = frame.column("row_key")?.i64()?;
    let hashes = frame.column("row_hash")?.i64()?;
    let mut merged = Merged::default();
    let mut wanted = Vec::with_capacity(frame.height());
    for (key, hash) in keys.into_no_null_iter().zip(hashes.into_no_null_iter()) {
        let old = known.get(&key);
        match old {
            None => merged.added += 1,
            Some(old) if *old == hash => merged.known += 1,
            Some(_) => merged.replaced += 1,
        }
        wanted.push(old != Some(&hash));
    }
    let mask = BooleanChunked::from_slice("wanted".into(), &wanted);
    Ok((merged, frame.filter(&mask)?))
}

fn same_columns(files: &[PathBuf], frame: &DataFrame) -> PolarsResult<bool> {
    let schema = scan_files(files)?.collect_schema()?;
    Ok(schema.len() == frame.width() && schema.iter_names().zip(frame.get_column_names()).all(|(a, b)| a == b))
}

/// The old rows without the replaced ones, and the fresh rows; a column that one side lacks is null there.
fn rewritten(old_files: &[PathBuf], fresh: &DataFrame) -> PolarsResult<DataFrame> {
    let old = scan_files(old_files)?.collect()?;
    let fresh_keys: BTreeSet<i64> = fresh.column("row_key")?.i64()?.into_no_null_iter().collect();
    let stays: Vec<bool> =
        old.column("row_key")?.i64()?.into_no_null_iter().map(|key| !fresh_keys.contains(&key)).collect();
    let old = old.filter(&BooleanChunked::from_slice("stays".into(), &stays))?;
    let mut columns: Vec<(PlSmallStr, DataType)> =
        old.columns().iter().map(|column| (column.name().clone(), column.dtype().clone())).collect();
    for column in fresh.columns() {
        if !columns.iter().any(|(name, _)| name == column.name()) {
            columns.push((column.name().clone(), column.dtype().clone()));
        }
    }
    let widened = |frame: &DataFrame| -> PolarsResult<DataFrame> {
        let filled = columns
            .iter()
            .map(|(name, dtype)| match frame.column(name) {
                Ok(column) => Ok(column.clone()),
                Err(_) => Ok(Column::full_null(name.clone(), frame.height(), dtype)),
            })
            .collect::<PolarsResult<Vec<_>>>()?;
        DataFrame::new(frame.height(), filled)
    };
    let mut all = widened(&old)?;
    all.vstack_mut(&widened(fresh)?)?;
    Ok(all)
}
