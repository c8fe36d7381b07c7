//! The order lines of a version by their integer keys: only the columns that sums and counts need, a row group at a time.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray, RecordBatch};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use serde::{Deserialize, Serialize};

use super::keys::{self, NamesOf};
use super::read_back::DataReader;
use super::{Store, StoreError};
use crate::quantity::Exchange;

const ORDER_DATE: &str = "order_date";
const LINE_TYPE: &str = "line_type";
const NET: &str = "net_amount_minor";
const COST: &str = "cost_amount_minor";
const QUANTITY: &str = "quantity";
const RECORDED_AT: &str = "recorded_at";
const CURRENCY: &str = "currency";
/// The columns that every file must have, or its lines cannot be told by keys.
pub(super) const KEYED: [&str; 5] = ["customer_key", "rep_key", "region_key", keys::ORDER_KEY, ORDER_DATE];
const REST: [&str; 4] = [LINE_TYPE, NET, COST, QUANTITY];

/// What a line is, as far as facts need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A sale.
    Sale,
    /// Taken back before it was a sale: it does not count.
    Cancel,
    /// A return, an adjustment, or a line that does not say.
    Other,
}

/// The lines of one version of the orders, not read yet.
#[derive(Debug, Clone)]
pub struct OrderLines {
    groups: Vec<(Arc<DataReader>, usize)>,
    /// The data files.
    pub files: Vec<FileMark>,
    /// How many lines each of the data files has.
    pub file_lines: Vec<usize>,
    /// How many customers have keys: they are 0 up to this.
    pub customers: usize,
    /// How many orders have keys: they are 0 up to this.
    pub orders: usize,
    /// The first and the last day of all lines, those that do not count included; none where there is no line.
    pub days: Option<(i32, i32)>,
    /// How many lines there are to read.
    pub lines: usize,
    has_recorded_at: bool,
    /// Where lines are in other currencies: what converts them.
    exchange: Option<Arc<Exchange>>,
    /// The version, for its tables of names.
    store: Store,
}

/// What a data file is known again by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileMark {
    /// Its name in the table's folder.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// When it was written, in microseconds since 1970.
    pub modified: i64,
}

/// The names behind the keys of order lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyNames {
    /// The names behind `rep_key`.
    pub reps: Vec<String>,
    /// The names behind `region_key`.
    pub regions: Vec<String>,
    /// The key of the customer whose name is empty, which is no customer.
    pub nameless_customer: Option<i32>,
}

/// The key of the empty name among the first names of a table, where one of them is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownNameless {
    /// How many names were looked at.
    pub names: usize,
    /// The key.
    pub key: Option<i32>,
}

/// Some lines: one value a line in every column.
pub struct LineBlock<'b> {
    /// How many lines.
    pub lines: usize,
    /// What each line is.
    pub kinds: Vec<LineKind>,
    /// Keys of customers.
    pub customers: LineColumn<'b, i32>,
    /// Keys of reps.
    pub reps: LineColumn<'b, i32>,
    /// Keys of regions.
    pub regions: LineColumn<'b, i32>,
    /// Keys of orders.
    pub orders: LineColumn<'b, i32>,
    /// Business days since 1970.
    pub days: LineColumn<'b, i32>,
    /// Net amounts in minor units.
    pub net: LineColumn<'b, i64>,
    /// Costs in minor units.
    pub cost: LineColumn<'b, i64>,
    /// Quantities.
    pub quantity: LineColumn<'b, f64>,
    /// When lines became known, in microseconds since 1970; without values where that was not asked for.
    pub recorded_at: LineColumn<'b, i64>,
}

/// A column of a block.
#[derive(Clone, Copy)]
pub struct LineColumn<'b, T> {
    values: &'b [T],
    nulls: Option<&'b NullBuffer>,
}

impl<T: Copy> LineColumn<'_, T> {
    /// The value of a line; none where it has none.
    #[inline]
    pub fn get(&self, line: usize) -> Option<T> {
        match self.nulls {
            Some(nulls) if nulls.is_null(line) => None,
            // A column that the file lacks has no values at all.
            _ => self.values.get(line).copied(),
        }
    }
}

impl Store {
    /// The order lines by their keys; none where some of them have none, as in stores of format 1, or where a file
    /// does not say between which days its lines lie.
    ///
    /// # Errors
    /// Where the store holds no orders, or its files cannot be read.
    pub fn order_lines(&self) -> Result<Option<OrderLines>, StoreError> {
        let (files, _) = self.whole_files(keys::ORDERS)?;
        let (mut groups, mut marks, mut file_lines) = (Vec::new(), Vec::new(), Vec::new());
        let mut days: Option<(i32, i32)> = None;
        let (mut lines, mut has_recorded_at) = (0, false);
        for file in files {
            let reader = Arc::new(DataReader::open_coded(&file, &[LINE_TYPE, CURRENCY])?);
            if !KEYED.iter().all(|needed| reader.column_names().any(|name| name == *needed)) {
                return Ok(None);
            }
            has_recorded_at |= reader.column_names().any(|name| name == RECORDED_AT);
            marks.push(FileMark::of(&file)?);
            file_lines.push(reader.rows());
            for (group, rows) in reader.groups().enumerate().filter(|(_, rows)| *rows > 0) {
                let Some((first, last)) = reader.bounds(group, ORDER_DATE) else { return Ok(None) };
                let (first, last) = (first as i32, last as i32);
                days = Some(days.map_or((first, last), |known| (known.0.min(first), known.1.max(last))));
                lines += rows;
                groups.push((Arc::clone(&reader), group));
            }
        }
        let rows_of = |table: &str| self.manifest.tables.get(table).map_or(0, |version| version.rows as usize);
        Ok(Some(OrderLines {
            groups,
            files: marks,
            file_lines,
            customers: rows_of(NamesOf::Customers.table()),
            orders: rows_of(keys::ORDER_TABLE),
            days,
            lines,
            has_recorded_at,
            exchange: None,
            store: self.clone(),
        }))
    }
}

impl FileMark {
    fn of(path: &Path) -> Result<FileMark, StoreError> {
        let reading = |error: std::io::Error| StoreError::io(format!("reading `{}`", path.display()), &error);
        let metadata = std::fs::metadata(path).map_err(reading)?;
        let modified = metadata.modified().map_err(reading)?;
        let since = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(FileMark { name, bytes: metadata.len(), modified: i64::try_from(since.as_micros()).unwrap_or(i64::MAX) })
    }
}

impl OrderLines {
    /// The lines with their amounts converted by the rates of their days. An amount without a rate counts as zero:
    /// whoever asks for money has looked for such lines before.
    pub fn converted_by(self, exchange: Arc<Exchange>) -> OrderLines {
        OrderLines { exchange: Some(exchange), ..self }
    }

    /// How many parts there are to read, in any order and at the same time.
    pub fn parts(&self) -> usize {
        self.groups.len()
    }

    /// The names behind the keys.
    ///
    /// # Errors
    /// Where the tables of names cannot be read.
    pub fn names(&self) -> Result<KeyNames, StoreError> {
        self.names_since(None)
    }

    /// The same where the nameless among the first customers is known: names are only ever added, so only later ones are
    /// looked at.
    ///
    /// # Errors
    /// As [`OrderLines::names`].
    pub fn names_since(&self, known: Option<KnownNameless>) -> Result<KeyNames, StoreError> {
        let customers = self.store.files_of_names(NamesOf::Customers)?;
        Ok(KeyNames {
            reps: self.all_names(NamesOf::Reps)?,
            regions: self.all_names(NamesOf::Regions)?,
            nameless_customer: keys::key_of_nameless(&customers, NamesOf::Customers, known)?,
        })
    }

    /// The names behind the keys of customers.
    ///
    /// # Errors
    /// Where the table of names cannot be read.
    pub fn customer_names(&self) -> Result<Vec<String>, StoreError> {
        self.all_names(NamesOf::Customers)
    }

    /// The column of the keys of a column of names.
    pub fn key_column(column: &str) -> Option<&'static str> {
        NamesOf::ALL.into_iter().map(NamesOf::columns).find(|(name, _)| *name == column).map(|(_, key)| key)
    }

    /// The names behind the keys of a column of names; none where it is no such column.
    ///
    /// # Errors
    /// Where the table of names cannot be read.
    pub fn names_in(&self, column: &str) -> Result<Option<Vec<String>>, StoreError> {
        let of = NamesOf::ALL.into_iter().find(|of| of.columns().0 == column);
        of.map(|of| self.all_names(of)).transpose()
    }

    fn all_names(&self, of: NamesOf) -> Result<Vec<String>, StoreError> {
        keys::names(&self.store.root, &self.store.files_of_names(of)?, of)
    }

    /// The lines of those data files that are not among `known`. Names, numbers of keys and days stay those of all
    /// lines.
    pub fn only_those_not_in(&self, known: &[FileMark]) -> OrderLines {
        let is_new = |(reader, _): &&(Arc<DataReader>, usize)| {
            let name = reader.path().file_name().unwrap_or_default().to_string_lossy();
            !known.iter().any(|file| file.name == name)
        };
        let groups: Vec<_> = self.groups.iter().filter(is_new).cloned().collect();
        let lines = groups.iter().map(|(reader, group)| reader.groups().nth(*group).unwrap_or(0)).sum();
        OrderLines { groups, lines, ..self.clone() }
    }

    /// How many lines come before each part, in the order of the data files.
    pub fn starts(&self) -> Vec<usize> {
        let lines_of = |(reader, group): &(Arc<DataReader>, usize)| reader.groups().nth(*group).unwrap_or(0);
        let before = |start: &mut usize, group: &(Arc<DataReader>, usize)| {
            let first = *start;
            *start += lines_of(group);
            Some(first)
        };
        self.groups.iter().scan(0, before).collect()
    }

    /// Whether some lines say when they became known.
    pub fn has_recorded_at(&self) -> bool {
        self.has_recorded_at
    }

    /// Reads a part, block by block. `recorded_at` is read only where it is asked for.
    ///
    /// # Errors
    /// Where the file cannot be read, or holds columns of other kinds than the store writes.
    pub fn read(&self, part: usize, recorded_at: bool, take: &mut dyn FnMut(&LineBlock<'_>)) -> Result<(), StoreError> {
        let (reader, group) = &self.groups[part];
        let mut wanted: Vec<&str> = KEYED.iter().chain(&REST).copied().collect();
        if recorded_at {
            wanted.push(RECORDED_AT);
        }
        if self.exchange.is_some() {
            wanted.push(CURRENCY);
        }
        let other_kind =
            || StoreError::engine("reading the order lines", &"a column is of another kind than attain writes");
        reader.each_batch_of_group(*group, &wanted, |batch| {
            let block = block(batch).ok_or_else(other_kind)?;
            let Some(exchange) = &self.exchange else {
                take(&block);
                return Ok(());
            };
            let codes = currencies(batch, exchange).ok_or_else(other_kind)?;
            let (net, cost) = (amounts(&block, &block.net, &codes)?, amounts(&block, &block.cost, &codes)?);
            let net = LineColumn { values: &net, nulls: block.net.nulls };
            let cost = LineColumn { values: &cost, nulls: block.cost.nulls };
            take(&LineBlock { net, cost, ..block });
            Ok(())
        })
    }
}

/// The columns of a batch; none where one of them is of another kind than the store writes.
fn block(batch: &RecordBatch) -> Option<LineBlock<'_>> {
    Some(LineBlock {
        lines: batch.num_rows(),
        kinds: kinds(batch.column_by_name(LINE_TYPE), batch.num_rows())?,
        customers: column::<Int32Type>(batch, "customer_key")?,
        reps: column::<Int32Type>(batch, "rep_key")?,
        regions: column::<Int32Type>(batch, "region_key")?,
        orders: column::<Int32Type>(batch, keys::ORDER_KEY)?,
        days: column::<Date32Type>(batch, ORDER_DATE)?,
        net: column::<Int64Type>(batch, NET)?,
        cost: column::<Int64Type>(batch, COST)?,
        quantity: column::<Float64Type>(batch, QUANTITY)?,
        recorded_at: column::<TimestampMicrosecondType>(batch, RECORDED_AT)?,
    })
}

/// The currencies of lines: which word each has, and what converts those that are not the run's own.
struct Currencies<'b> {
    of_line: Vec<Option<usize>>,
    words: Vec<Option<&'b str>>,
    exchange: &'b Exchange,
}

/// The currencies of a batch; none where the column is of another kind than the store writes.
fn currencies<'b>(batch: &'b RecordBatch, exchange: &'b Exchange) -> Option<Currencies<'b>> {
    let Some(array) = batch.column_by_name(CURRENCY) else {
        return Some(Currencies { of_line: vec![None; batch.num_rows()], words: Vec::new(), exchange });
    };
    let array = array.as_dictionary_opt::<Int32Type>()?;
    let words = array.values().as_string_opt::<i32>()?;
    let words = words.iter().map(|word| word.filter(|word| !exchange.is_own(word))).collect();
    Some(Currencies { of_line: array.keys().iter().map(|key| key.map(|key| key as usize)).collect(), words, exchange })
}

/// The amounts of a column in the run's currency; those without a rate are zero.
fn amounts(
    block: &LineBlock<'_>,
    amounts: &LineColumn<'_, i64>,
    currencies: &Currencies<'_>,
) -> Result<Vec<i64>, StoreError> {
    let too_large = || StoreError::engine("converting the order lines", &"an amount is larger than 64 bits can hold");
    let convert = |line: usize| {
        let Some(amount) = amounts.get(line) else { return Ok(0) };
        let Some(code) = currencies.of_line[line].and_then(|word| currencies.words[word]) else { return Ok(amount) };
        match block.days.get(line).map(|day| currencies.exchange.convert(code, day, amount)) {
            Some(Ok(converted)) => converted.ok_or_else(too_large),
            Some(Err(_)) | None => Ok(0),
        }
    };
    // A column that the file lacks stays one.
    if amounts.values.is_empty() { Ok(Vec::new()) } else { (0..block.lines).map(convert).collect() }
}

/// A column without any value where the batch lacks it.
fn column<'b, T: ArrowPrimitiveType>(batch: &'b RecordBatch, name: &str) -> Option<LineColumn<'b, T::Native>> {
    let Some(array) = batch.column_by_name(name) else { return Some(LineColumn { values: &[], nulls: None }) };
    let array: &PrimitiveArray<T> = array.as_primitive_opt::<T>()?;
    Some(LineColumn { values: array.values(), nulls: array.nulls().filter(|nulls| nulls.null_count() > 0) })
}

/// What the lines are: each word of the dictionary is looked at once.
fn kinds(array: Option<&ArrayRef>, lines: usize) -> Option<Vec<LineKind>> {
    let Some(array) = array else { return Some(vec![LineKind::Other; lines]) };
    let array = array.as_dictionary_opt::<Int32Type>()?;
    let words = array.values().as_string_opt::<i32>()?;
    let known: Vec<LineKind> = words
        .iter()
        .map(|word| match word {
            Some("sale") => LineKind::Sale,
            Some("cancel") => LineKind::Cancel,
            _ => LineKind::Other,
        })
        .collect();
    let keys = array.keys();
    if keys.null_count() > 0 {
        return Some(keys.iter().map(|key| key.map_or(LineKind::Other, |key| known[key as usize])).collect());
    }
    Some(keys.values().iter().map(|&key| known[key as usize]).collect())
}
