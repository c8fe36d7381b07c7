//! One Delta table: polars writes the data file, the Delta library commits it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use deltalake_core::kernel::transaction::{CommitBuilder, TableReference};
use deltalake_core::kernel::{Action, Add, DataType as DeltaType, PrimitiveType, Remove, StructField};
use deltalake_core::logstore::object_store::local::LocalFileSystem;
use deltalake_core::logstore::{StorageConfig, logstore_with};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableError, TableProperty};
use polars::prelude::*;
use url::Url;

use super::{StoreError, TableVersion, durable};

/// Rows in a row group: large enough to compress well, small enough that a reader may skip many.
const ROW_GROUP_ROWS: usize = 262_144;

/// How long the files and the log of older versions are kept when another engine, or the library itself, cleans up:
/// ten years, because every version of the store can be asked for.
const KEPT: &str = "interval 3650 days";

/// The data files of a version, in the order of their names.
pub(super) fn files(path: &Path, version: u64) -> Result<Vec<PathBuf>, StoreError> {
    let doing = || format!("opening `{}`", path.display());
    let table = run(open(path, Some(version))).map_err(|error| StoreError::engine(doing(), &error))?;
    named_by(&table, path)
}

/// The data files of the newest version, whether a version of the store names it or not.
pub(super) fn newest_files(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let table =
        run(open(path, None)).map_err(|error| StoreError::engine(format!("opening `{}`", path.display()), &error))?;
    named_by(&table, path)
}

fn named_by(table: &DeltaTable, path: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let doing = || format!("opening `{}`", path.display());
    let uris = table.get_file_uris().map_err(|error| StoreError::engine(doing(), &error))?;
    let mut files: Vec<PathBuf> = uris.filter_map(|uri| uri.rsplit('/').next().map(|name| path.join(name))).collect();
    files.sort();
    Ok(files)
}

/// What a commit does to the files that the table held at its last good version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// They stay, the new file comes beside them.
    Append,
    /// The new file stands for all of them; its columns are the table's.
    Rewrite,
}

/// Writes `frame` as a new data file, commits it, and returns the table's new version.
///
/// A load that died between this table's commit and the store's manifest leaves Delta versions that no manifest
/// names. They are never built upon: the commit takes out what they added and brings back what they removed.
pub(super) fn commit(
    path: &Path,
    name: &str,
    frame: &DataFrame,
    change: Change,
    good: Option<&TableVersion>,
) -> Result<TableVersion, StoreError> {
    let doing = || format!("writing the table {name}");
    fs::create_dir_all(path).map_err(|error| StoreError::io(doing(), &error))?;
    let newest = run(newest_version(path)).map_err(|error| StoreError::engine(doing(), &error))?;
    let file_name = format!("part-{:08}.parquet", newest.map_or(0, |version| version + 1));
    write_data_file(&path.join(&file_name), frame)?;
    let added = addition(&path.join(&file_name), Some(frame.height()))?;
    let (rows, committed) = match (change, newest, good) {
        (Change::Append, Some(newest), Some(good)) => {
            let mut actions = mended(path, newest, good.delta_version)?;
            actions.push(added);
            (good.rows, run(append(path, actions)))
        }
        _ => (0, run(overwrite(path, name, frame.schema(), added))),
    };
    let version = committed.map_err(|error| StoreError::engine(doing(), &error))?;
    flush_log(path, version).map_err(|error| StoreError::io(doing(), &error))?;
    Ok(TableVersion { delta_version: version, rows: rows + frame.height() as u64 })
}

/// The actions that lead from the newest version back to the files of the good one.
fn mended(path: &Path, newest: u64, good: u64) -> Result<Vec<Action>, StoreError> {
    if newest == good {
        return Ok(Vec::new());
    }
    let (newest_files, good_files) = (files(path, newest)?, files(path, good)?);
    // A file may be gone that a person went back from; the others say when the last load was.
    let times = newest_files.iter().chain(&good_files).filter_map(|file| modified(file).ok());
    let latest = times.map(|(time, _)| time).max().unwrap_or_default();
    let abandoned = newest_files.iter().filter(|file| !good_files.contains(file));
    let mut actions: Vec<Action> = abandoned.filter_map(|file| removal(file, latest)).collect();
    for file in good_files.iter().filter(|file| !newest_files.contains(file)) {
        actions.push(addition(file, None)?);
    }
    Ok(actions)
}

fn addition(file: &Path, rows: Option<usize>) -> Result<Action, StoreError> {
    let (modification_time, size) = modified(file)?;
    Ok(Action::Add(Add {
        path: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        size,
        modification_time,
        data_change: true,
        stats: rows.map(|rows| format!("{{\"numRecords\":{rows}}}")),
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
fn modified(file: &Path) -> Result<(i64, i64), StoreError> {
    let failed = |error: std::io::Error| StoreError::io(format!("reading `{}`", file.display()), &error);
    let metadata = fs::metadata(file).map_err(failed)?;
    let since = metadata.modified().map_err(failed)?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((i64::try_from(since.as_millis()).unwrap_or(i64::MAX), i64::try_from(metadata.len()).unwrap_or(i64::MAX)))
}

fn write_data_file(path: &Path, frame: &DataFrame) -> Result<(), StoreError> {
    let write = |file: &File| -> Result<(), PolarsError> {
        let mut frame = frame.clone();
        ParquetWriter::new(file)
            .with_compression(ParquetCompression::Zstd(None))
            .with_statistics(StatisticsOptions::default())
            .with_row_group_size(Some(ROW_GROUP_ROWS))
            .finish(&mut frame)
            .map(drop)
    };
    durable::replace(path, write).map_err(|error| {
        let doing = format!("writing `{}`", path.display());
        match error {
            PolarsError::IO { error, .. } => StoreError::io(doing, &error),
            other => StoreError::engine(doing, &other),
        }
    })
}

/// Flushes what the library wrote without flushing: the commit, and the names of the folders on the way to it.
fn flush_log(path: &Path, version: u64) -> std::io::Result<()> {
    let log = path.join("_delta_log");
    File::open(log.join(format!("{version:020}.json")))?.sync_all()?;
    let folders = log.ancestors().take(4);
    folders.filter(|folder| !folder.as_os_str().is_empty()).try_for_each(durable::flush_folder)
}

/// The table in a folder, not yet loaded.
///
/// The library is given the folder as its whole world, at whose root the table lies: written out as an address, a path
/// with `%` or a backslash in it is taken apart wrongly, and it would stand in the table's log.
fn table_in(path: &Path) -> Result<DeltaTable, DeltaTableError> {
    let root = Url::parse("file:///").map_err(|error| DeltaTableError::Generic(error.to_string()))?;
    let world = Arc::new(LocalFileSystem::new_with_prefix(path)?);
    Ok(DeltaTable::new(logstore_with(world, &root, StorageConfig::default())?))
}

async fn open(path: &Path, version: Option<u64>) -> Result<DeltaTable, DeltaTableError> {
    let mut table = table_in(path)?;
    match version {
        Some(version) => table.load_version(version).await?,
        None => table.load().await?,
    }
    Ok(table)
}

async fn newest_version(path: &Path) -> Result<Option<u64>, DeltaTableError> {
    if !path.join("_delta_log").exists() {
        return Ok(None);
    }
    Ok(open(path, None).await?.version())
}

async fn append(path: &Path, actions: Vec<Action>) -> Result<u64, DeltaTableError> {
    let table = open(path, None).await?;
    let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
    let state = table.snapshot()?;
    let commit = CommitBuilder::default()
        .with_actions(actions)
        .build(Some(state as &dyn TableReference), table.log_store(), operation)
        .await?;
    Ok(commit.version())
}

/// Creates the table, or replaces its files and columns; older versions stay readable.
async fn overwrite(path: &Path, name: &str, schema: &Schema, added: Action) -> Result<u64, DeltaTableError> {
    let table = CreateBuilder::new()
        .with_log_store(table_in(path)?.log_store())
        .with_table_name(name)
        .with_save_mode(SaveMode::Overwrite)
        .with_columns(delta_columns(schema))
        .with_configuration_property(TableProperty::DeletedFileRetentionDuration, Some(KEPT))
        .with_configuration_property(TableProperty::LogRetentionDuration, Some(KEPT))
        .with_actions([added])
        .await?;
    Ok(table.version().unwrap_or(0))
}

fn delta_columns(schema: &Schema) -> Vec<StructField> {
    schema
        .iter()
        .map(|(name, dtype)| {
            let kind = match dtype {
                DataType::Date => PrimitiveType::Date,
                DataType::Datetime(_, _) => PrimitiveType::TimestampNtz,
                DataType::Int64 => PrimitiveType::Long,
                DataType::Float64 => PrimitiveType::Double,
                DataType::Boolean => PrimitiveType::Boolean,
                _ => PrimitiveType::String,
            };
            StructField::nullable(name.as_str(), DeltaType::Primitive(kind))
        })
        .collect()
}

/// Runs one of the library's asynchronous calls to its end on this thread.
fn run<T>(future: impl Future<Output = Result<T, DeltaTableError>>) -> Result<T, String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(future).map_err(|error| error.to_string())
}
