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
//!   versions/sources.tsv   which files were loaded, a line each
//!   tables/orders/         a Delta table: _delta_log and Parquet files
//!   tables/keys_customer/  a Delta table of the names behind `customer_key` of the orders; so for the other keys
//!   rejects/               rows that could not be loaded, as they came
//!   facts/                 what was worked out of the current version, kept for the next question; not needed
//!   removed.json           the versions whose data a vacuum removed; absent where none was
//! ```
//!
//! A store may also lie in a bucket, in this same layout; then the folder is a mirror of it: see [`open_mirror`].
//!
//! A load stages its rows straight into data files, merges them into their tables by key, and writes the tables' logs
//! only when it is committed: whatever happens before that leaves nothing but temporary files. No step holds all rows
//! in memory, neither those that come nor those that are there.

mod coded_column;
mod coded_numbers;
mod columns;
mod data_file;
mod delta;
mod deltas;
mod difference;
mod durable;
mod encoding;
mod export;
mod footer;
#[cfg(test)]
mod frame;
mod group_file;
mod history;
mod hybrid;
mod inspect;
mod kept;
mod keyed_orders;
mod keys;
mod leftovers;
mod manifest;
mod marks;
mod merging;
mod mirror;
mod named_files;
mod names;
mod order_lines;
mod outgoing;
mod packed_column;
mod pages;
mod parquet;
mod probe;
mod read_back;
mod source_index;
mod stage;
mod statistics;
mod store_error;
mod table;
mod text_column;
mod vacuum;
mod writer;

#[cfg(test)]
mod log_trials;
#[cfg(test)]
mod merge_trials;
#[cfg(test)]
mod store_trials;
#[cfg(test)]
mod vacuum_trials;

pub use columns::{Batch, NumberedOrders, StoredColumn, StoredKind};
pub use difference::{RowsOf, Step, TableDifference};
pub use export::ExportForm;
pub use history::PastVersion;
pub use inspect::{ColumnDescription, FileDescription, TableDescription};
pub use kept::{Array, ArrayView, KeptNumbers};
pub use keyed_orders::KeyedOrders;
pub use manifest::{LoadedSource, Manifest, TableVersion};
pub use mirror::{by_address, open_mirror, step_aside};
pub use order_lines::{FileMark, KeyNames, KnownNameless, LineBlock, LineColumn, LineKind, OrderLines};
pub use outgoing::{Outgoing, OutgoingProblem, deliver_to_bucket, deliver_to_folder, plain_rows, require_place};
pub use parquet::{PlainColumn, write_parquet};
pub use stage::Stage;
pub use store_error::StoreError;
pub use vacuum::{Keep, VacuumPlan, plan_vacuum, vacuum};
#[cfg(test)]
use writer::NewRows;
pub use writer::{Merged, Writer};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{LazyFrame, PlRefPath, PolarsResult, ScanArgsParquet, Schema};

use columns::Column;
use keys::NamesOf;
use named_files::NamedFiles;

/// A store in a folder, read at one version.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    manifest: Manifest,
    /// What the logs of its tables said when they were asked.
    named: NamedFiles,
}

/// What is to be a store's folder is no file.
fn require_no_file(root: &Path) -> Result<(), StoreError> {
    if root.is_file() { Err(StoreError::NoFolder { path: root.to_path_buf() }) } else { Ok(()) }
}

impl Store {
    /// Opens the current version.
    pub fn open(root: &Path) -> Result<Store, StoreError> {
        require_no_file(root)?;
        let manifest = manifest::current(root)?.ok_or_else(|| StoreError::Missing { path: root.to_path_buf() })?;
        Ok(Store::at(root, manifest))
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
        Ok(Store::at(root, manifest))
    }

    fn at(root: &Path, manifest: Manifest) -> Store {
        Store { root: root.to_path_buf(), manifest, named: NamedFiles::default() }
    }

    /// The data files of a table at this version, all of which are there, and its columns.
    fn whole_files(&self, table: &str) -> Result<(Vec<PathBuf>, Vec<Column>), StoreError> {
        self.named.whole_files(&self.root, table, self.table_version(table)?)
    }

    /// The data files of a table of names, none where no orders had such names.
    fn files_of_names(&self, of: NamesOf) -> Result<Vec<PathBuf>, StoreError> {
        if self.has_table(of.table()) { Ok(self.whole_files(of.table())?.0) } else { Ok(Vec::new()) }
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
        let (files, columns) = self.whole_files(table)?;
        scan_files(&files, &columns).map_err(|error| StoreError::engine(format!("reading the table {table}"), &error))
    }

    /// The rows of a table in parts that are read one after the other, each of some data files: what is added up need
    /// not hold a long table as a whole. All parts have all columns.
    ///
    /// # Errors
    /// As [`Store::scan`].
    pub fn scan_in_parts(&self, table: &str) -> Result<Vec<TablePart>, StoreError> {
        let (files, columns) = self.whole_files(table)?;
        let mut parts: Vec<(u64, Vec<PathBuf>)> = Vec::new();
        for file in files {
            let bytes = file.metadata().map_or(0, |metadata| metadata.len());
            match parts.last_mut().filter(|(size, _)| size + bytes <= PART_BYTES) {
                Some((size, files)) => {
                    *size += bytes;
                    files.push(file);
                }
                None => parts.push((bytes, vec![file])),
            }
        }
        let scan =
            |(_, files): &(u64, Vec<PathBuf>)| Ok(TablePart { files: files.len(), rows: scan_files(files, &columns)? });
        let scanned: PolarsResult<Vec<TablePart>> = parts.iter().map(scan).collect();
        scanned.map_err(|error| StoreError::engine(format!("reading the table {table}"), &error))
    }

    /// All files that were loaded up to this version, in the order in which they were loaded last.
    pub fn sources(&self) -> Result<Vec<LoadedSource>, StoreError> {
        let found = source_index::all_sources(&self.root, &self.manifest)?;
        Ok(found.into_iter().map(|(_, source)| source).collect())
    }

    /// The path of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// Some rows of a table, in the order of its data files.
#[derive(Clone)]
pub struct TablePart {
    /// How many data files they are.
    pub files: usize,
    /// The rows, not read yet.
    pub rows: LazyFrame,
}

/// The data files of a part come to so many bytes together, or are one: some millions of order lines.
const PART_BYTES: u64 = if cfg!(test) { 1 } else { 1 << 27 };

/// Files that were written before a column came have no such column: its values are null there.
fn scan_files(files: &[PathBuf], columns: &[Column]) -> PolarsResult<LazyFrame> {
    let paths: Vec<PlRefPath> = files.iter().map(|path| PlRefPath::try_from_path(path)).collect::<PolarsResult<_>>()?;
    let schema: Schema = columns.iter().map(|column| (column.name.as_str().into(), column.polars())).collect();
    let arguments = ScanArgsParquet {
        // A store may lie in a folder whose name holds `*`, `?` or `[`: its paths are no patterns.
        glob: false,
        schema: Some(Arc::new(schema)),
        allow_missing_columns: true,
        ..ScanArgsParquet::default()
    };
    LazyFrame::scan_parquet_files(paths.into(), arguments)
}
