//! One Delta table: the data files are ours, the Delta library reads and writes the log that names them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::UNIX_EPOCH;

use deltalake_core::checkpoints::create_checkpoint;
use deltalake_core::kernel::transaction::{CommitBuilder, TableReference};
use deltalake_core::kernel::{Action, Add, MetadataExt, Remove, StructType};
use deltalake_core::logstore::object_store::ObjectStore;
use deltalake_core::logstore::object_store::local::LocalFileSystem;
use deltalake_core::logstore::{StorageConfig, logstore_with};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableError, TableProperty};
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::columns::{Column, Kind, StoredKind};
use super::data_file::DataFile;
use super::{StoreError, durable};

/// How long the files and the log of older versions are kept when another engine, or the library itself, cleans up:
/// ten years, because every version of the store can be asked for.
const KEPT: &str = "interval 3650 days";

/// After so many entries the log is summed up in a checkpoint, so that opening the table stays cheap.
const CHECKPOINT_EVERY: u64 = 10;

/// The data files of a version, in the order of their names, and its columns.
pub(super) fn files(path: &Path, version: u64) -> Result<(Vec<PathBuf>, Vec<Column>), StoreError> {
    let doing = || format!("opening `{}`", path.display());
    let table = run(open(path, Some(version))).map_err(|error| StoreError::library(doing(), &error))?;
    named_by(&table, path)
}

/// The data files of the newest version, whether a version of the store names it or not.
pub(super) fn newest_files(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let table =
        run(open(path, None)).map_err(|error| StoreError::library(format!("opening `{}`", path.display()), &error))?;
    Ok(named_by(&table, path)?.0)
}

fn named_by(table: &DeltaTable, path: &Path) -> Result<(Vec<PathBuf>, Vec<Column>), StoreError> {
    let doing = || format!("opening `{}`", path.display());
    let uris = table.get_file_uris().map_err(|error| StoreError::engine(doing(), &error))?;
    let mut files: Vec<PathBuf> = uris.filter_map(|uri| uri.rsplit('/').next().map(|name| path.join(name))).collect();
    files.sort();
    let schema = table.snapshot().map_err(|error| StoreError::engine(doing(), &error))?.schema();
    let columns = schema.fields().map(|field| {
        let unknown =
            || StoreError::engine(doing(), &format!("`{}` has a type that attain never writes", field.name()));
        Column::of_delta(field).ok_or_else(unknown)
    });
    Ok((files, columns.collect::<Result<_, _>>()?))
}

/// The newest version in the table's log, whether or not a manifest names it; none where there is no log.
pub(super) fn newest_version(path: &Path) -> Result<Option<u64>, StoreError> {
    let log = path.join("_delta_log");
    let entries = match fs::read_dir(&log) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(format!("reading `{}`", log.display()), &error)),
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    Ok(names.filter_map(|name| name.to_str()?.strip_suffix(".json")?.parse().ok()).max())
}

/// What a load changes in a table.
#[derive(Debug)]
pub(super) struct Change<'c> {
    /// The table.
    pub(super) name: &'c str,
    /// Its folder.
    pub(super) folder: &'c Path,
    /// All its columns after the change.
    pub(super) columns: &'c [Column],
    /// Whether some of them are new.
    pub(super) widened: bool,
    /// The last version that a manifest names.
    pub(super) good: Option<u64>,
    /// The newest version in the log.
    pub(super) newest: Option<u64>,
    /// Files of the good version that are in it no more.
    pub(super) goes: &'c [PathBuf],
    /// New files.
    pub(super) comes: &'c [DataFile],
}

impl Change<'_> {
    /// Commits the change. Returns the table's new version and the files that only a load that died had brought.
    ///
    /// A load that died between this table's commit and the store's manifest leaves Delta versions that no manifest
    /// names. They are never built upon: the commit takes out what they added and brings back what they removed.
    pub(super) fn commit(&self) -> Result<(u64, Vec<PathBuf>), StoreError> {
        let doing = || format!("writing the log of the table {}", self.name);
        durable::flush_folder(self.folder).map_err(|error| StoreError::io(doing(), &error))?;
        let added = self.comes.iter().map(|file| addition(&file.path, Some(&file.statistics)));
        let added = added.collect::<Result<Vec<_>, _>>()?;
        let (abandoned, committed) = match (self.newest, self.good) {
            (Some(newest), Some(good)) => {
                let (mut actions, abandoned) = self.mended(newest, good)?;
                actions.extend(added);
                (abandoned, run(append(self, actions, newest != good)))
            }
            (Some(newest), None) => (files(self.folder, newest)?.0, run(overwrite(self, added))),
            (None, _) => (Vec::new(), run(overwrite(self, added))),
        };
        let version = committed.map_err(|error| StoreError::library(doing(), &error))?;
        flush_log(self.folder, version).map_err(|error| StoreError::io(doing(), &error))?;
        Ok((version, abandoned))
    }

    /// The actions that lead from the newest version to the files of the good one that stay, and the files that no
    /// good version ever had.
    fn mended(&self, newest: u64, good: u64) -> Result<(Vec<Action>, Vec<PathBuf>), StoreError> {
        let latest = self.comes.iter().filter_map(|file| modified(&file.path).ok());
        if newest == good {
            let latest = latest.chain(self.goes.iter().filter_map(|file| modified(file).ok()));
            let latest = latest.map(|(time, _)| time).max().unwrap_or_default();
            return Ok((self.goes.iter().filter_map(|file| removal(file, latest)).collect(), Vec::new()));
        }
        let ((newest_files, _), (good_files, _)) = (files(self.folder, newest)?, files(self.folder, good)?);
        // A file may be gone that a person went back from; the others say when the last load was.
        let times = newest_files.iter().chain(&good_files).filter_map(|file| modified(file).ok());
        let latest = times.chain(latest).map(|(time, _)| time).max().unwrap_or_default();
        let (abandoned, common): (Vec<PathBuf>, Vec<PathBuf>) =
            newest_files.iter().cloned().partition(|file| !good_files.contains(file));
        let leaves = abandoned.iter().chain(common.iter().filter(|file| self.goes.contains(file)));
        let mut actions: Vec<Action> = leaves.filter_map(|file| removal(file, latest)).collect();
        for file in good_files.iter().filter(|file| !newest_files.contains(file) && !self.goes.contains(file)) {
            actions.push(addition(file, None)?);
        }
        Ok((actions, abandoned))
    }

    fn schema(&self) -> Result<StructType, DeltaTableError> {
        let schema = StructType::try_new(self.columns.iter().map(Column::delta));
        schema.map_err(|error| DeltaTableError::Generic(error.to_string()))
    }

    /// The protocol that the columns ask for, where it is more than the least.
    fn protocol(&self) -> Result<Option<Action>, DeltaTableError> {
        if !self.columns.iter().any(|column| column.kind == Kind::Given(StoredKind::Instant)) {
            return Ok(None);
        }
        let protocol = serde_json::json!({
            "minReaderVersion": 3,
            "minWriterVersion": 7,
            "readerFeatures": ["timestampNtz"],
            "writerFeatures": ["timestampNtz"],
        });
        Ok(Some(Action::Protocol(serde_json::from_value(protocol)?)))
    }
}

fn addition(file: &Path, statistics: Option<&str>) -> Result<Action, StoreError> {
    let (modification_time, size) =
        modified(file).map_err(|error| StoreError::io(format!("reading `{}`", file.display()), &error))?;
    Ok(Action::Add(Add {
        path: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        size,
        modification_time,
        data_change: true,
        stats: statistics.map(str::to_string),
        ..Add::default()
    }))
}

/// `deletion_timestamp` is in milliseconds since 1970: another engine keeps the file for a time from there.
fn removal(file: &Path, deletion_timestamp: i64) -> Option<Action> {
    let path = file.file_name()?.to_str()?.to_string();
    let deletion_timestamp = Some(deletion_timestamp);
    Some(Action::Remove(Remove { path, data_change: true, deletion_timestamp, ..Remove::default() }))
}

/// When a file was written, in milliseconds since 1970, and its size in bytes.
pub(super) fn modified(file: &Path) -> std::io::Result<(i64, i64)> {
    let metadata = fs::metadata(file)?;
    let since = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((i64::try_from(since.as_millis()).unwrap_or(i64::MAX), i64::try_from(metadata.len()).unwrap_or(i64::MAX)))
}

/// Flushes what the library wrote without flushing: the commit, and the names of the folders on the way to it.
pub(super) fn flush_log(path: &Path, version: u64) -> std::io::Result<()> {
    let log = path.join("_delta_log");
    File::open(entry_path(path, version))?.sync_all()?;
    let folders = log.ancestors().take(4);
    folders.filter(|folder| !folder.as_os_str().is_empty()).try_for_each(durable::flush_folder)
}

/// Takes an entry that no manifest names yet out of the log again; whether it is there no more.
pub(super) fn undo(path: &Path, version: u64) -> bool {
    let entry = entry_path(path, version);
    fs::remove_file(&entry).is_ok() || !entry.exists()
}

/// Sums up the log in a checkpoint now and then. It only saves reading: where it cannot be written, the log is whole
/// without it.
pub(super) fn sum_up(path: &Path, version: u64) {
    if is_summed_up(version) {
        let _ = run(async { create_checkpoint(&open(path, Some(version)).await?, None).await });
    }
}

/// Whether the log is summed up at a version.
pub(super) fn is_summed_up(version: u64) -> bool {
    version > 0 && version.is_multiple_of(CHECKPOINT_EVERY)
}

/// The file of a version in a table's log.
pub(super) fn entry_path(path: &Path, version: u64) -> PathBuf {
    path.join("_delta_log").join(format!("{version:020}.json"))
}

/// The table in a folder, not yet loaded.
///
/// The library is given the folder as its whole world: written out as an address, a path with `%` or a backslash in it is
/// taken apart wrongly, and it would stand in the table's log.
pub(super) fn table_in(path: &Path) -> Result<DeltaTable, DeltaTableError> {
    table_of(Arc::new(LocalFileSystem::new_with_prefix(path)?))
}

/// The table at the root of a world of objects, not yet loaded.
pub(super) fn table_of(world: Arc<dyn ObjectStore>) -> Result<DeltaTable, DeltaTableError> {
    let root = Url::parse("file:///").map_err(|error| DeltaTableError::Generic(error.to_string()))?;
    Ok(DeltaTable::new(logstore_with(world, &root, StorageConfig::default())?))
}

pub(super) async fn open(path: &Path, version: Option<u64>) -> Result<DeltaTable, DeltaTableError> {
    let mut table = table_in(path)?;
    match version {
        Some(version) => table.load_version(version).await?,
        None => table.load().await?,
    }
    Ok(table)
}

/// Adds an entry to the log. The columns are written again where they changed, or where a load that died may have
/// changed them.
async fn append(change: &Change<'_>, mut actions: Vec<Action>, mends: bool) -> Result<u64, DeltaTableError> {
    let table = open(change.folder, None).await?;
    let state = table.snapshot()?;
    if change.widened || mends {
        if state.protocol().min_reader_version() < 3 {
            actions.extend(change.protocol()?);
        }
        actions.push(Action::Metadata(state.metadata().clone().with_schema(&change.schema()?)?));
    }
    let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
    let commit = CommitBuilder::default()
        .with_actions(actions)
        .build(Some(state as &dyn TableReference), table.log_store(), operation)
        .await?;
    Ok(commit.version())
}

/// Creates the table, or replaces its files and columns; older versions stay readable.
async fn overwrite(change: &Change<'_>, added: Vec<Action>) -> Result<u64, DeltaTableError> {
    let table = CreateBuilder::new()
        .with_log_store(table_in(change.folder)?.log_store())
        .with_table_name(change.name)
        .with_save_mode(SaveMode::Overwrite)
        .with_columns(change.columns.iter().map(Column::delta))
        .with_configuration_property(TableProperty::DeletedFileRetentionDuration, Some(KEPT))
        .with_configuration_property(TableProperty::LogRetentionDuration, Some(KEPT))
        .with_actions(added)
        .await?;
    Ok(table.version().unwrap_or(0))
}

/// Runs one of the library's asynchronous calls to its end on this thread.
pub(super) fn run<T>(future: impl Future<Output = Result<T, DeltaTableError>>) -> Result<T, DeltaTableError> {
    // One for all calls: the threads on which the library waits for files are made once.
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build().ok());
    match made {
        Some(runtime) => runtime.block_on(future),
        None => Err(DeltaTableError::Generic("the system gives no more threads".to_string())),
    }
}
