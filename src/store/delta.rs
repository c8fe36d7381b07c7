//! One Delta table: polars writes the data file, the Delta library commits it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use deltalake_core::kernel::transaction::{CommitBuilder, TableReference};
use deltalake_core::kernel::{Action, Add, DataType as DeltaType, PrimitiveType, Remove, StructField};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::{DeltaTable, DeltaTableBuilder, ensure_table_uri};
use polars::prelude::*;

use super::{StoreError, TableVersion};

/// Rows in a row group: large enough to compress well, small enough that a reader may skip many.
const ROW_GROUP_ROWS: usize = 262_144;

/// The data files of a version, in the order of their names.
pub(super) fn files(path: &Path, version: u64) -> Result<Vec<PathBuf>, StoreError> {
    let doing = || format!("opening `{}`", path.display());
    let table = run(open(path, Some(version))).map_err(|error| StoreError::engine(doing(), &error))?;
    let uris = table.get_file_uris().map_err(|error| StoreError::engine(doing(), &error))?;
    let mut files: Vec<PathBuf> = uris.filter_map(|uri| uri.rsplit('/').next().map(|name| path.join(name))).collect();
    files.sort();
    Ok(files)
}

/// Writes `frame` as a new data file, takes `remove` out, and returns the table's new version.
pub(super) fn commit(
    path: &Path,
    name: &str,
    frame: &DataFrame,
    remove: &[PathBuf],
    previous: Option<&TableVersion>,
) -> Result<TableVersion, StoreError> {
    let doing = || format!("writing the table {name}");
    fs::create_dir_all(path).map_err(|error| StoreError::io(doing(), &error))?;
    // A load that died after this table's commit and before the manifest's leaves versions that nobody reads;
    // the next number follows them, and the files below are named after it.
    let newest = run(newest_version(path)).map_err(|error| StoreError::engine(doing(), &error))?;
    let file_name = format!("part-{:08}.parquet", newest.map_or(0, |version| version + 1));
    let size = write_data_file(&path.join(&file_name), frame)?;
    let kept = if remove.is_empty() { previous.map_or(0, |version| version.rows) } else { 0 };
    let mut actions: Vec<Action> = remove.iter().filter_map(|file| removal(file)).collect();
    if let (Some(newest), Some(previous)) = (newest, previous)
        && newest > previous.delta_version
    {
        actions.extend(abandoned(path, newest, previous.delta_version)?.iter().filter_map(|file| removal(file)));
    } else if let (Some(newest), None) = (newest, previous) {
        actions.extend(files(path, newest)?.iter().filter_map(|file| removal(file)));
    }
    actions.push(Action::Add(Add {
        path: file_name,
        size,
        modification_time: 0,
        data_change: true,
        stats: Some(format!("{{\"numRecords\":{}}}", frame.height())),
        ..Add::default()
    }));
    let version = run(commit_actions(path, name, frame.schema(), actions, newest.is_some()))
        .map_err(|error| StoreError::engine(doing(), &error))?;
    Ok(TableVersion { delta_version: version, rows: kept + frame.height() as u64 })
}

/// Files that a load added to the table before it died.
fn abandoned(path: &Path, newest: u64, good: u64) -> Result<Vec<PathBuf>, StoreError> {
    let good_files = files(path, good)?;
    Ok(files(path, newest)?.into_iter().filter(|file| !good_files.contains(file)).collect())
}

fn removal(file: &Path) -> Option<Action> {
    let path = file.file_name()?.to_str()?.to_string();
    Some(Action::Remove(Remove { path, data_change: true, deletion_timestamp: Some(0), ..Remove::default() }))
}

/// Writes to a temporary name, flushes, renames; returns the size in bytes.
fn write_data_file(path: &Path, frame: &DataFrame) -> Result<i64, StoreError> {
    let doing = || format!("writing `{}`", path.display());
    let temporary = path.with_extension("parquet.tmp");
    let file = File::create(&temporary).map_err(|error| StoreError::io(doing(), &error))?;
    let mut frame = frame.clone();
    ParquetWriter::new(&file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::default())
        .with_row_group_size(Some(ROW_GROUP_ROWS))
        .finish(&mut frame)
        .map_err(|error| StoreError::engine(doing(), &error))?;
    file.sync_all().map_err(|error| StoreError::io(doing(), &error))?;
    let size = file.metadata().map_err(|error| StoreError::io(doing(), &error))?.len();
    fs::rename(&temporary, path).map_err(|error| StoreError::io(doing(), &error))?;
    Ok(size as i64)
}

async fn open(path: &Path, version: Option<u64>) -> Result<DeltaTable, deltalake_core::DeltaTableError> {
    let url = ensure_table_uri(path.to_string_lossy())?;
    let builder = DeltaTableBuilder::from_url(url)?;
    match version {
        Some(version) => builder.with_version(version).load().await,
        None => builder.load().await,
    }
}

async fn newest_version(path: &Path) -> Result<Option<u64>, deltalake_core::DeltaTableError> {
    if !path.join("_delta_log").exists() {
        return Ok(None);
    }
    Ok(open(path, None).await?.version())
}

async fn commit_actions(
    path: &Path,
    name: &str,
    schema: &Schema,
    actions: Vec<Action>,
    exists: bool,
) -> Result<u64, deltalake_core::DeltaTableError> {
    if !exists {
        let url = ensure_table_uri(path.to_string_lossy())?;
        let table = CreateBuilder::new()
            .with_location(url.as_str())
            .with_table_name(name)
            .with_columns(delta_columns(schema))
            .with_actions(actions)
            .await?;
        return Ok(table.version().unwrap_or(0));
    }
    let table = open(path, None).await?;
    let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
    let state = table.snapshot()?;
    let commit = CommitBuilder::default()
        .with_actions(actions)
        .build(Some(state as &dyn TableReference), table.log_store(), operation)
        .await?;
    Ok(commit.version())
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
fn run<T>(future: impl Future<Output = Result<T, deltalake_core::DeltaTableError>>) -> Result<T, String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(future).map_err(|error| error.to_string())
}
