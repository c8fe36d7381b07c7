//! Results that go into a folder: a Delta table for each, one commit a table and run.
//!
//! Every table is partitioned by `run_id`, so a run's rows are files of their own, and the log alone tells whether a
//! table holds the run. Its one data file has a name that follows from the run: should two deliver the same at once,
//! the log names one file twice, which is one file. There is no transaction over several tables; a delivery that dies
//! leaves whole tables, and the next one writes those that lack the run.

mod problem;
mod rows;
#[cfg(test)]
mod trials;

pub use problem::OutgoingProblem;
pub use rows::plain_rows;

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::Path;

use deltalake_core::kernel::transaction::{CommitBuilder, TableReference};
use deltalake_core::kernel::{Action, Add, MetadataExt, StructField, StructType};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::table::state::DeltaTableState;
use deltalake_core::{DeltaTable, DeltaTableError};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::columns::Column;
use super::{delta, durable, statistics};
use crate::sources::{Found, OutgoingTable};

/// The column that says to which run a row belongs, and by which tables are partitioned.
const RUN_ID: &str = "run_id";

/// Writes the tables of a run into `folder`, in their order, and says of each whether it held the run already.
///
/// # Errors
/// A table that is there and has other columns, a folder that cannot be written. Tables before
/// the one that failed hold the run, those behind it are as they were; the same call once more writes the rest.
pub fn deliver_to_folder(
    folder: &Path,
    prefix: &str,
    run_id: &str,
    add_columns: bool,
    tables: &[OutgoingTable],
) -> Result<Vec<Found>, OutgoingProblem> {
    OutgoingProblem::refuse_store(folder)?;
    let targets: Vec<Target<'_>> = tables.iter().map(|table| Target::new(folder, prefix, run_id, table)).collect();
    // What does not fit is told before anything is written.
    let opened = targets.iter().map(|target| target.opened(add_columns)).collect::<Result<Vec<_>, _>>()?;
    targets.iter().zip(opened).map(|(target, there)| target.put(there)).collect()
}

/// A table of the run, and where it goes.
struct Target<'a> {
    table: &'a OutgoingTable,
    columns: Vec<Column>,
    folder: std::path::PathBuf,
    run_id: &'a str,
}

/// The table as it is, and whether it has to be widened first.
struct There {
    table: DeltaTable,
    lacks: Vec<Column>,
}

impl<'a> Target<'a> {
    fn new(folder: &Path, prefix: &str, run_id: &'a str, table: &'a OutgoingTable) -> Target<'a> {
        let columns = rows::columns(&table.rows);
        Target { table, columns, folder: folder.join(format!("{prefix}{}", table.name)), run_id }
    }

    /// The table, where it is there and takes the rows.
    fn opened(&self, add_columns: bool) -> Result<Option<There>, OutgoingProblem> {
        if !self.folder.join("_delta_log").is_dir() {
            return Ok(None);
        }
        let table = delta::run(delta::open(&self.folder, None)).map_err(|error| self.failed(&error))?;
        let state = table.snapshot().map_err(|error| self.failed(&error))?;
        let lacks = self.lacks(state)?;
        if !lacks.is_empty() && !add_columns {
            let columns = lacks.into_iter().map(|column| column.name).collect();
            return Err(OutgoingProblem::MissingColumns { path: self.folder.clone(), columns });
        }
        Ok(Some(There { table, lacks }))
    }

    /// The columns that the table lacks.
    fn lacks(&self, state: &DeltaTableState) -> Result<Vec<Column>, OutgoingProblem> {
        let path = || self.folder.clone();
        let schema = state.schema();
        let parted_by = state.metadata().partition_columns();
        if schema.field(RUN_ID).is_some() && !parted_by.iter().map(AsRef::<str>::as_ref).eq([RUN_ID]) {
            return Err(OutgoingProblem::NotByRun { path: path() });
        }
        if let Some(field) = schema.fields().find(|field| !field.is_nullable() && !self.has(field)) {
            return Err(OutgoingProblem::AsksForMore { path: path(), column: field.name().clone() });
        }
        let mut lacks = Vec::new();
        for column in &self.columns {
            match schema.field(&column.name) {
                None => lacks.push(column.clone()),
                Some(field) if *field.data_type() == *column.delta().data_type() => {}
                Some(field) => {
                    let (found, needed) = (field.data_type().to_string(), column.delta().data_type().to_string());
                    let column = column.name.clone();
                    return Err(OutgoingProblem::OtherKind { path: path(), column, found, needed });
                }
            }
        }
        Ok(lacks)
    }

    fn has(&self, field: &StructField) -> bool {
        self.columns.iter().any(|column| column.name == *field.name())
    }

    /// Writes the run, unless it is there.
    fn put(&self, there: Option<There>) -> Result<Found, OutgoingProblem> {
        let Some(there) = there else {
            let added = self.file(0)?;
            let made = delta::run(self.create(added)).map_err(|error| self.failed(&error))?;
            self.flushed(made)?;
            return Ok(Found::Written);
        };
        let state = there.table.snapshot().map_err(|error| self.failed(&error))?;
        let (rows, old) = self.of_run(state);
        let same = rows == self.table.rows.num_rows();
        if same && there.lacks.is_empty() {
            return Ok(Found::TheSame);
        }
        let mut actions = Vec::new();
        if !there.lacks.is_empty() {
            let widened = widened(state, &there.lacks).map_err(|error| self.failed(&error))?;
            actions.push(Action::Metadata(widened));
        }
        if !same {
            // Older versions of the table keep the file that they name.
            let number = if old.is_empty() { 0 } else { there.table.version().unwrap_or(0) + 1 };
            actions.extend(self.file(number)?);
            actions.extend(old);
        }
        let version = delta::run(append(&there.table, state, actions)).map_err(|error| self.failed(&error))?;
        self.flushed(version)?;
        delta::sum_up(&self.folder, version);
        Ok(Found::Written)
    }

    /// How many rows of the run the table holds, and the actions that take them out.
    fn of_run(&self, state: &DeltaTableState) -> (usize, Vec<Action>) {
        let (mut rows, mut actions) = (0, Vec::new());
        for file in state.log_data().iter() {
            let of_run = file.partition_values_map().get(RUN_ID).cloned().flatten();
            if of_run.as_deref() == Some(self.run_id) {
                let deleted = file.deletion_vector_descriptor().map_or(0, |deleted| deleted.cardinality);
                rows += file.num_records().unwrap_or(0).saturating_sub(usize::try_from(deleted).unwrap_or(0));
                actions.push(Action::Remove(file.remove_action(true)));
            }
        }
        (rows, actions)
    }

    fn file_name(&self, number: u64) -> String {
        format!("{RUN_ID}={}/part-{number:05}.parquet", self.run_id)
    }

    /// Writes the data file, and returns what adds it; nothing where there are no rows. A file that no commit names in
    /// the end stays: the next delivery of the run writes it again.
    fn file(&self, number: u64) -> Result<Option<Action>, OutgoingProblem> {
        let rows = &self.table.rows;
        let path = self.folder.join(self.file_name(number));
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(|error| OutgoingProblem::io(&self.folder, &error))?;
        if rows.num_rows() == 0 {
            let _ = fs::remove_dir(parent);
            return Ok(None);
        }
        let kept: Vec<usize> = (0..self.columns.len()).filter(|at| self.columns[*at].name != RUN_ID).collect();
        let columns: Vec<Column> = kept.iter().map(|at| self.columns[*at].clone()).collect();
        let rows = rows.project(&kept).map_err(|error| OutgoingProblem::told(&self.folder, &error))?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let mut statistics = String::new();
        durable::replace(&path, |file: &File| {
            let mut writer = ArrowWriter::try_new(file.try_clone()?, rows.schema(), Some(properties))?;
            writer.write(&rows)?;
            statistics = statistics::of_file(&writer.close()?, &columns);
            Ok::<(), ParquetError>(())
        })
        .map_err(|error| OutgoingProblem::library(&self.folder, &error))?;
        let (modification_time, size) =
            delta::modified(&path).map_err(|error| OutgoingProblem::io(&self.folder, &error))?;
        Ok(Some(Action::Add(Add {
            path: self.file_name(number),
            partition_values: HashMap::from([(RUN_ID.to_string(), Some(self.run_id.to_string()))]),
            size,
            modification_time,
            data_change: true,
            stats: Some(statistics),
            ..Add::default()
        })))
    }

    async fn create(&self, added: Option<Action>) -> Result<u64, DeltaTableError> {
        let table = CreateBuilder::new()
            .with_log_store(delta::table_in(&self.folder)?.log_store())
            .with_table_name(self.table.name.as_str())
            .with_columns(self.columns.iter().map(Column::delta))
            .with_partition_columns([RUN_ID])
            .with_actions(added)
            .await?;
        Ok(table.version().unwrap_or(0))
    }

    fn flushed(&self, version: u64) -> Result<(), OutgoingProblem> {
        delta::flush_log(&self.folder, version).map_err(|error| OutgoingProblem::io(&self.folder, &error))
    }

    fn failed(&self, error: &DeltaTableError) -> OutgoingProblem {
        OutgoingProblem::library(&self.folder, error)
    }
}

fn widened(state: &DeltaTableState, lacks: &[Column]) -> Result<deltalake_core::kernel::Metadata, DeltaTableError> {
    let there = state.schema();
    let fields = there.fields().cloned().chain(lacks.iter().map(Column::delta));
    let schema = StructType::try_new(fields).map_err(|error| DeltaTableError::Generic(error.to_string()))?;
    Ok(state.metadata().clone().with_schema(&schema)?)
}

async fn append(table: &DeltaTable, state: &DeltaTableState, actions: Vec<Action>) -> Result<u64, DeltaTableError> {
    let by_run = Some(vec![RUN_ID.to_string()]);
    let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: by_run, predicate: None };
    let commit = CommitBuilder::default()
        .with_actions(actions)
        .build(Some(state as &dyn TableReference), table.log_store(), operation)
        .await?;
    Ok(commit.version())
}
