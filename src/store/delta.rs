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
    let size = write_data_file(&path.join(&file_name), frame)?;
    let added = addition(&file_name, size, Some(frame.height()));
    let (rows, committed) = match (change, newest, good) {
        (Change::Append, Some(newest), Some(good)) => {
            let mut actions = mended(path, newest, good.delta_version)?;
            actions.push(added);
            (good.rows, run(append(path, actions)))
        }
        _ => (0, run(overwrite(path, name, frame.schema(), added))),
    };
    let version = committed.map_err(|error| StoreError::engine(doing(), &error))?;
    Ok(TableVersion { delta_version: version, rows: rows + frame.height() as u64 })
}

/// The actions that lead from the newest version back to the files of the good one.
fn mended(path: &Path, newest: u64, good: u64) -> Result<Vec<Action>, StoreError> {
    if newest == good {
        return Ok(Vec::new());
    }
    let (newest_files, good_files) = (files(path, newest)?, files(path, good)?);
    let abandoned = newest_files.iter().filter(|file| !good_files.contains(file)).filter_map(|file| removal(file));
    let mut actions: Vec<Action> = abandoned.collect();
    for file in good_files.iter().filter(|file| !newest_files.contains(file)) {
        let size =
            fs::metadata(file).map_err(|error| StoreError::io(format!("reading `{}`", file.display()), &error))?.len();
        let file_name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        actions.push(addition(&file_name, size as i64, None));
    }
    Ok(actions)
}

fn addition(file_name: &str, size: i64, rows: Option<usize>) -> Action {
    Action::Add(Add {
        path: file_name.to_string(),
        size,
        modification_time: 0,
        data_change: true,
        stats: rows.map(|rows| format!("{{\"numRecords\":{rows}}}")),
        ..Add::default()
    })
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

async fn append(path: &Path, actions: Vec<Action>) -> Result<u64, deltalake_core::DeltaTableError> {
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
async fn overwrite(
    path: &Path,
    name: &str,
    schema: &Schema,
    added: Action,
) -> Result<u64, deltalake_core::DeltaTableError> {
    let url = ensure_table_uri(path.to_string_lossy())?;
    let table = CreateBuilder::new()
        .with_location(url.as_str())
        .with_table_name(name)
        .with_save_mode(SaveMode::Overwrite)
        .with_columns(delta_columns(schema))
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
fn run<T>(future: impl Future<Output = Result<T, deltalake_core::DeltaTableError>>) -> Result<T, String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(future).map_err(|error| error.to_string())
}
