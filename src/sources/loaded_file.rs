//! A file that was read whole: its table in memory, its account, its bad rows.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType as ArrowType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use polars::prelude::*;

use crate::schema::ColumnType;

use super::SourceError;
use super::account::{Account, RoundedMoney};
use super::check_catalogue::Severity;
use super::finished_rows::RowBatch;
use super::issue::RowIssue;
use super::mapping::MappedColumn;
use super::reading::{Ending, FileAccount, FileToRead, ReadOptions, Reading, Receiver};

/// A file that was read.
#[derive(Debug, Clone)]
pub struct LoadedFile {
    /// The canonical table.
    pub table: String,
    /// The file's name as it was given.
    pub file: String,
    /// The names of the columns in the file.
    pub header: Vec<String>,
    /// The stored columns: (name in the store, type).
    pub stored: Vec<(String, ColumnType)>,
    /// The good rows: stored names, the table's column order, carried columns last, then `row_key` and `row_hash`.
    pub frame: DataFrame,
    /// The same rows as they go into the store.
    pub batches: Vec<RowBatch>,
    /// The line of each good row.
    pub lines: Vec<u64>,
    /// The account of the rows.
    pub account: Account,
    /// Columns in which amounts were rounded to the currency's digits.
    pub rounded: Vec<RoundedMoney>,
    /// Rows that cannot be loaded, in file order.
    pub issues: Vec<RowIssue>,
    /// What was matched to what.
    pub mapping: Vec<MappedColumn>,
    /// What kind of file it is, in words.
    pub described: String,
}

/// Keeps everything.
#[derive(Default)]
struct Keeper {
    batches: Vec<RowBatch>,
    issues: Vec<RowIssue>,
}

impl Receiver for Keeper {
    type Error = SourceError;

    fn rows(&mut self, batch: RowBatch) -> Result<(), SourceError> {
        self.batches.push(batch);
        Ok(())
    }

    fn bad_row(&mut self, issue: RowIssue) -> Result<(), SourceError> {
        self.issues.push(issue);
        Ok(())
    }

    fn progress(&mut self, _bytes: u64) {}
}

/// Reads one file of a source into memory. A file with a header and no rows is a table of zero rows.
///
/// # Errors
/// Settings that contradict themselves, a file that cannot be read or mapped, and bad rows that stop a load.
pub fn read_file(read: &FileToRead<'_>, options: &ReadOptions) -> Result<LoadedFile, SourceError> {
    let reading = Reading::open(read, options)?;
    match keep(reading, read, options)? {
        Some(loaded) => Ok(loaded),
        None => keep(Reading::open_surveyed(read, options)?, read, options)?.ok_or_else(|| SourceError::Internal {
            doing: format!("reading `{}`", read.file),
            reason: "its values are written in another form at each reading".to_string(),
        }),
    }
}

fn keep(reading: Reading, read: &FileToRead<'_>, options: &ReadOptions) -> Result<Option<LoadedFile>, SourceError> {
    let mut keeper = Keeper::default();
    let (stored, header) = (reading.stored(), reading.header().to_vec());
    let (mapping, described) = (reading.mapping().to_vec(), reading.described().to_string());
    let Ending::Done(account) = reading.run(&mut keeper)? else { return Ok(None) };
    let Keeper { batches, issues } = keeper;
    let stops = |issue: &RowIssue| options.checks.severity(issue.rule.code()) == Severity::Stop;
    if issues.iter().any(stops) {
        return Err(SourceError::BadRows { issues: issues.into_iter().filter(stops).collect() });
    }
    let names = (read.settings.table.clone(), read.file.to_string());
    let mut loaded = LoadedFile::of_batches(names, (stored, header, described), batches, *account, mapping)?;
    loaded.issues = issues;
    Ok(Some(loaded))
}

impl LoadedFile {
    /// A file that was read: its table and name, its stored columns, its header and its kind in words, its rows.
    ///
    /// # Errors
    /// Only where the engine fails.
    pub fn of_batches(
        (table, file): (String, String),
        (stored, header, described): (Vec<(String, ColumnType)>, Vec<String>, String),
        batches: Vec<RowBatch>,
        account: FileAccount,
        mapping: Vec<MappedColumn>,
    ) -> Result<LoadedFile, SourceError> {
        let frame = frame_of(&stored, &batches)
            .map_err(|error| SourceError::Internal { doing: format!("building {table}"), reason: error.to_string() })?;
        let lines = batches.iter().flat_map(|batch| batch.lines.iter().copied()).collect();
        let issues = Vec::new();
        let FileAccount { account, rounded, .. } = account;
        Ok(LoadedFile {
            table,
            file,
            header,
            stored,
            frame,
            batches,
            lines,
            account,
            rounded,
            issues,
            mapping,
            described,
        })
    }
}

impl LoadedFile {
    /// Takes rows out that another table proved bad: (position of the row, its issue). A position that is named
    /// twice counts once; one beyond the last row is passed over. The issues of the rows taken out come back.
    ///
    /// # Errors
    /// Only where the engine fails.
    pub fn reject_rows(&mut self, rejected: Vec<(usize, RowIssue)>) -> Result<Vec<RowIssue>, SourceError> {
        let mut taken_out = Vec::new();
        let mut stays = vec![true; self.frame.height()];
        for (row, issue) in rejected {
            if stays.get(row).is_some_and(|&stays| stays) {
                stays[row] = false;
                taken_out.push(issue.clone());
                self.issues.push(issue);
                self.account.rows_loaded -= 1;
                self.account.rows_rejected += 1;
            }
        }
        self.issues.sort_by_key(|issue| issue.line);
        let mask = BooleanChunked::from_slice("stays".into(), &stays);
        self.frame = self.frame.filter(&mask).map_err(|error| SourceError::Internal {
            doing: format!("rejecting rows of {}", self.table),
            reason: error.to_string(),
        })?;
        let mut from = 0;
        for batch in &mut self.batches {
            let to = from + batch.row_keys.len();
            *batch = batch.filtered(&stays[from..to]);
            from = to;
        }
        let mut stay = stays.into_iter();
        self.lines.retain(|_| stay.next().unwrap_or(true));
        Ok(taken_out)
    }
}

/// The rows as a data frame.
fn frame_of(stored: &[(String, ColumnType)], batches: &[RowBatch]) -> PolarsResult<DataFrame> {
    let mut columns: Vec<Column> = Vec::new();
    for (at, (name, kind)) in stored.iter().enumerate() {
        columns.push(column_of(name, *kind, batches.iter().map(|batch| batch.columns[at].as_ref()))?);
    }
    let keys: Vec<i64> = batches.iter().flat_map(|batch| batch.row_keys.iter().copied()).collect();
    let hashes: Vec<i64> = batches.iter().flat_map(|batch| batch.row_hashes.iter().copied()).collect();
    let height = keys.len();
    columns.push(Series::new("row_key".into(), keys).into());
    columns.push(Series::new("row_hash".into(), hashes).into());
    DataFrame::new(height, columns)
}

fn column_of<'a>(name: &str, kind: ColumnType, arrays: impl Iterator<Item = &'a dyn Array>) -> PolarsResult<Column> {
    let name: PlSmallStr = name.into();
    let series = match kind {
        ColumnType::Str | ColumnType::Enum => {
            let mut texts = StringChunkedBuilder::new(name, 0);
            for array in arrays {
                let plain = cast(array, &ArrowType::Utf8).map_err(|error| polars_err!(ComputeError: "{error}"))?;
                plain.as_string::<i32>().iter().for_each(|text| texts.append_option(text));
            }
            texts.finish().into_series()
        }
        ColumnType::Date => {
            let days = arrays.flat_map(|array| array.as_primitive::<Date32Type>().iter());
            Series::new(name, days.collect::<Vec<Option<i32>>>()).cast(&DataType::Date)?
        }
        ColumnType::Ts => {
            let instants = arrays.flat_map(|array| array.as_primitive::<TimestampMicrosecondType>().iter());
            let instants = Series::new(name, instants.collect::<Vec<Option<i64>>>());
            instants.cast(&DataType::Datetime(TimeUnit::Microseconds, None))?
        }
        ColumnType::Money | ColumnType::Int => {
            let wholes = arrays.flat_map(|array| array.as_primitive::<Int64Type>().iter());
            Series::new(name, wholes.collect::<Vec<Option<i64>>>())
        }
        ColumnType::F64 => {
            let numbers = arrays.flat_map(|array| array.as_primitive::<Float64Type>().iter());
            Series::new(name, numbers.collect::<Vec<Option<f64>>>())
        }
        ColumnType::Bool => {
            let truths = arrays.flat_map(|array| array.as_boolean().iter());
            Series::new(name, truths.collect::<Vec<Option<bool>>>())
        }
    };
    Ok(series.into_column())
}
