//! One table of a run on its way.

use std::collections::HashMap;
use std::path::PathBuf;

use deltalake_core::kernel::transaction::{CommitBuilder, TableReference};
use deltalake_core::kernel::{Action, Add, Metadata, MetadataExt, StructField, StructType};
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::{DeltaOperation, SaveMode};
use deltalake_core::table::state::DeltaTableState;
use deltalake_core::{DeltaTable, DeltaTableError};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::place::{Place, RunFile};
use super::{Outgoing, OutgoingProblem, RUN_ID, rows};
use crate::sources::{Found, OutgoingTable};
use crate::store::columns::Column;
use crate::store::{delta, statistics, step_aside};

/// So often a table is looked at anew because others wrote it meanwhile.
const BEGUN_AT_MOST: u32 = 20;

/// A table of the run, and where it goes.
pub(super) struct Target<'a> {
    place: &'a dyn Place,
    table: &'a OutgoingTable,
    /// What it is called there.
    name: String,
    columns: Vec<Column>,
    run_id: &'a str,
    add_columns: bool,
}

/// The table as it is, and whether it has to be widened first.
pub(super) struct There {
    table: DeltaTable,
    lacks: Vec<Column>,
}

impl<'a> Target<'a> {
    pub(super) fn new(place: &'a dyn Place, outgoing: &Outgoing<'a>, table: &'a OutgoingTable) -> Target<'a> {
        let (columns, name) = (rows::columns(&table.rows), format!("{}{}", outgoing.prefix, table.name));
        Target { place, table, name, columns, run_id: outgoing.run_id, add_columns: outgoing.add_columns }
    }

    /// The table, where it is there and takes the rows.
    pub(super) fn opened(&self) -> Result<Option<There>, OutgoingProblem> {
        let Some(table) = self.place.open(&self.name)? else { return Ok(None) };
        let state = table.snapshot().map_err(|error| self.failed(&error))?;
        let lacks = self.lacks(state)?;
        if !lacks.is_empty() && !self.add_columns {
            let columns = lacks.into_iter().map(|column| column.name).collect();
            return Err(OutgoingProblem::MissingColumns { path: self.shown(), columns });
        }
        Ok(Some(There { table, lacks }))
    }

    /// The columns that the table lacks.
    fn lacks(&self, state: &DeltaTableState) -> Result<Vec<Column>, OutgoingProblem> {
        let path = || self.shown();
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
    pub(super) fn put(&self, mut there: Option<There>) -> Result<Found, OutgoingProblem> {
        for begun in 0..BEGUN_AT_MOST {
            if let Some(found) = self.put_once(there)? {
                return Ok(found);
            }
            step_aside(begun);
            there = self.opened()?;
        }
        Err(OutgoingProblem::Overtaken { path: self.shown() })
    }

    /// Writes the run on top of the table as it was seen; none where somebody else wrote it meanwhile.
    fn put_once(&self, there: Option<There>) -> Result<Option<Found>, OutgoingProblem> {
        let Some(there) = there else {
            let empty = self.place.empty(&self.name)?;
            let added = self.file(0)?;
            return match delta::run(self.create(&empty, added)) {
                Ok(made) => self.settled(&made, made.version().unwrap_or(0)),
                Err(error) => self.unless_overtaken(None, &error),
            };
        };
        let state = there.table.snapshot().map_err(|error| self.failed(&error))?;
        let (rows, old) = self.of_run(state);
        let same = rows == self.table.rows.num_rows();
        if same && there.lacks.is_empty() {
            return Ok(Some(Found::TheSame));
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
        match delta::run(append(&there.table, state, actions)) {
            Ok(version) => self.settled(&there.table, version),
            Err(error) => self.unless_overtaken(there.table.version(), &error),
        }
    }

    /// None where somebody else wrote the table after it was seen, so that a commit on top of what was seen could not
    /// be made; else the error.
    fn unless_overtaken(&self, seen: Option<u64>, error: &DeltaTableError) -> Result<Option<Found>, OutgoingProblem> {
        let now = self.place.open(&self.name)?.and_then(|table| table.version());
        if now > seen { Ok(None) } else { Err(self.failed(error)) }
    }

    fn settled(&self, written: &DeltaTable, version: u64) -> Result<Option<Found>, OutgoingProblem> {
        Ok(self.place.settle(&self.name, written, version)?.then_some(Found::Written))
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

    /// Writes the data file, and returns what adds it; nothing where there are no rows. A file that no commit names in
    /// the end stays: the next delivery of the run writes it again.
    fn file(&self, number: u64) -> Result<Option<Action>, OutgoingProblem> {
        if self.table.rows.num_rows() == 0 {
            return Ok(None);
        }
        let (content, statistics) = self.content()?;
        let file = RunFile { run_id: self.run_id, number, content: &content };
        let (path, modification_time) = self.place.write(&self.name, &file)?;
        Ok(Some(Action::Add(Add {
            path,
            partition_values: HashMap::from([(RUN_ID.to_string(), Some(self.run_id.to_string()))]),
            size: i64::try_from(content.len()).unwrap_or(i64::MAX),
            modification_time,
            data_change: true,
            stats: Some(statistics),
            ..Add::default()
        })))
    }

    /// The rows as Parquet, without the column by which the table is partitioned; and what the log says of them.
    fn content(&self) -> Result<(Vec<u8>, String), OutgoingProblem> {
        let kept: Vec<usize> = (0..self.columns.len()).filter(|at| self.columns[*at].name != RUN_ID).collect();
        let columns: Vec<Column> = kept.iter().map(|at| self.columns[*at].clone()).collect();
        let rows = self.table.rows.project(&kept).map_err(|error| OutgoingProblem::told(&self.shown(), &error))?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let failed = |error: ParquetError| OutgoingProblem::library(&self.shown(), &error);
        let mut content = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut content, rows.schema(), Some(properties)).map_err(failed)?;
        writer.write(&rows).map_err(failed)?;
        let statistics = statistics::of_file(&writer.close().map_err(failed)?, &columns);
        Ok((content, statistics))
    }

    async fn create(&self, empty: &DeltaTable, added: Option<Action>) -> Result<DeltaTable, DeltaTableError> {
        CreateBuilder::new()
            .with_log_store(empty.log_store())
            .with_table_name(self.table.name.as_str())
            .with_columns(self.columns.iter().map(Column::delta))
            .with_partition_columns([RUN_ID])
            .with_actions(added)
            .await
    }

    fn shown(&self) -> PathBuf {
        self.place.shown(&self.name)
    }

    fn failed(&self, error: &DeltaTableError) -> OutgoingProblem {
        OutgoingProblem::library(&self.shown(), error)
    }
}

fn widened(state: &DeltaTableState, lacks: &[Column]) -> Result<Metadata, DeltaTableError> {
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
