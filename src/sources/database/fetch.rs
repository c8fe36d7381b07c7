//! A query's rows, streamed into a temporary Parquet file.

use std::fs::OpenOptions;
use std::path::Path;

use adbc_core::{Connection, Statement};
use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::datatypes::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::address::Address;
use super::place::{SetupProblem, setup};
use super::watermark::{Highest, Watermark};
use super::{driver, problem};
use crate::sources::input::{Spooled, empty_spool};
use crate::sources::newer_rows;
use crate::sources::{SourceError, SourceSettings};

/// Rows of a row group of the temporary file: what memory holds at once.
const ROWS_HELD: usize = 64 * 1024;

/// What is asked of a database.
pub struct Query<'a> {
    /// The source: driver, query, watermark.
    pub settings: &'a SourceSettings,
    /// Its name in messages and in the account.
    pub name: &'a str,
    /// The folder from which its paths are read.
    pub base: &'a Path,
    /// Where the database is.
    pub address: &'a Address,
    /// How far it was fetched before; nothing fetches all.
    pub since: Option<&'a Watermark>,
    /// A digest of the source and of all that its rows are read by: what was fetched under another one counts for
    /// nothing.
    pub read_by: &'a str,
}

/// What came.
pub struct Fetched {
    /// The rows, as a Parquet file that goes when this is dropped.
    pub file: Spooled,
    /// How many they are.
    pub rows: u64,
    /// Whether only what is at or above the mark was asked for.
    pub newer_only: bool,
    /// How far the table is fetched now, where the source has a watermark.
    pub watermark: Option<Watermark>,
}

/// Runs the query and keeps its rows in a temporary file of the folder. `progress` hears how many there are so far.
///
/// Only a row with a key that is known replaces one: rows that the database no longer has stay in the store, and where
/// there is a watermark, changes that do not raise it stay away. So orders with a watermark come with their own ids and
/// line numbers: those that are worked out from the rows before would be given out once more.
///
/// # Errors
/// Orders with a watermark and without ids or line numbers of their own. A source without a query or driver, a server that refuses or goes away, a query that it does not understand, a full
/// disk. Nothing is left behind then.
pub fn fetch(query: &Query<'_>, folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<Fetched, SourceError> {
    let sql = query_of(query.settings)?;
    let known = query
        .since
        .filter(|mark| mark.query == query.read_by && Some(&mark.column) == query.settings.watermark.as_ref());
    let place = query.settings.place();
    let sql = known.map_or(sql.to_string(), |mark| mark.newer(sql, place.quote()));
    let told = |error: &adbc_core::error::Error| problem::of_server(query.name, query.address, error);
    let failed = |error: adbc_core::error::Error| told(&error);
    let mut connection = driver::connect(&place, query.base, query.address, told)?;
    let mut statement = connection.new_statement().map_err(failed)?;
    statement.set_sql_query(&sql).map_err(failed)?;
    let mut rows = statement.execute().map_err(failed)?;
    let columns: Vec<String> = rows.schema().fields().iter().map(|field| field.name().clone()).collect();
    newer_rows::require_keys_of_query(query.settings, &columns)?;
    let column = query.settings.watermark.as_deref();
    let mut highest = column.map(|column| highest_of(column, &rows.schema(), query)).transpose()?;
    let (file, count) = written(query, folder, &mut *rows, highest.as_mut(), progress)?;
    let reached = highest.and_then(|highest| highest.written());
    let reached = column.zip(reached).map(|(column, value)| Watermark {
        column: column.into(),
        value,
        query: query.read_by.to_string(),
    });
    // Where nothing newer came, the mark stays where it was.
    let watermark = reached.or_else(|| known.cloned());
    Ok(Fetched { file, rows: count, newer_only: known.is_some(), watermark })
}

fn query_of(settings: &SourceSettings) -> Result<&str, SourceError> {
    let sql = settings.query.as_deref().map(|sql| sql.trim().trim_end_matches(';').trim_end()).unwrap_or_default();
    if sql.is_empty() { Err(setup(&settings.place(), SetupProblem::NoQuery)) } else { Ok(sql) }
}

fn highest_of(column: &str, schema: &SchemaRef, query: &Query<'_>) -> Result<Highest, SourceError> {
    Highest::of(column, schema).map_err(|kind| {
        let column = column.to_string();
        let problem = match kind {
            Some(kind) => SetupProblem::UnorderedWatermark { column, kind: kind.to_string() },
            None => {
                let yields = schema.fields().iter().map(|field| field.name().clone()).collect();
                SetupProblem::NoSuchWatermark { column, yields }
            }
        };
        setup(&query.settings.place(), problem)
    })
}

/// Streams the rows into a file: it, and how many they are.
fn written(
    query: &Query<'_>,
    folder: &Path,
    rows: &mut dyn RecordBatchReader,
    mut highest: Option<&mut Highest>,
    progress: &mut dyn FnMut(u64),
) -> Result<(Spooled, u64), SourceError> {
    let internal = |reason: String| SourceError::Internal { doing: format!("keeping {}", query.name), reason };
    let spooled = empty_spool(folder).map_err(|error| internal(error.to_string()))?;
    let file = OpenOptions::new().write(true).open(spooled.path()).map_err(|error| internal(error.to_string()))?;
    let schema = rows.schema();
    if let Some(field) = schema.fields().iter().find(|field| matches!(field.data_type(), DataType::Null)) {
        let said = format!("the type of its column `{}` is not known", field.name());
        return Err(SourceError::Database {
            name: query.name.to_string(),
            said,
            way_out: Some(format!("cast it in `query`, such as CAST({} AS text)", field.name())),
        });
    }
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROWS_HELD))
        .build();
    let mut writer =
        ArrowWriter::try_new(file, schema, Some(properties)).map_err(|error| internal(error.to_string()))?;
    let mut count = 0;
    for batch in rows {
        let batch: RecordBatch =
            batch.map_err(|error| problem::of_message(query.name, &query.address.scrubbed(&error.to_string())))?;
        if let Some(highest) = highest.as_deref_mut() {
            highest.see(&batch).map_err(|error| internal(error.to_string()))?;
        }
        writer.write(&batch).map_err(|error| internal(error.to_string()))?;
        count += batch.num_rows() as u64;
        progress(count);
    }
    writer.close().map_err(|error| internal(error.to_string()))?;
    Ok((spooled, count))
}
