//! One file into one typed table, every row accounted for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PolarsError};

use crate::quantity::Currency;
use crate::schema::{self, ColumnType, TableSpec};

use super::delimited::Delimited;
use super::issue::{RowIssue, Rule};
use super::lookup::Lookup;
use super::mapping::{self, MappedColumn, Mapping, Origin, Plan};
use super::settings::{BadRows, SourceSettings};
use super::typed_columns::TypedColumn;
use super::values::{self, Value, ValueRules};
use super::SourceError;

/// How files are read in one run.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The run's currency: its digits read money, and rows without a currency are in it.
    pub currency: Currency,
    /// What happens to rows that cannot be loaded.
    pub bad_rows: BadRows,
}

/// Rows of one file: read = loaded + duplicates dropped + rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows under the header.
    pub rows_read: u64,
    /// Rows that reached the table.
    pub rows_loaded: u64,
    /// Exact repetitions of a row, dropped.
    pub duplicates_dropped: u64,
    /// Rows that cannot be loaded.
    pub rows_rejected: u64,
    /// Rows loaded with a doubt.
    pub rows_warned: u64,
}

impl Account {
    /// Whether every row is accounted for.
    pub fn adds_up(&self) -> bool {
        self.rows_read == self.rows_loaded + self.duplicates_dropped + self.rows_rejected
    }
}

/// Amounts of one column that had more digits than the currency, and what rounding them changed in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundedMoney {
    /// The canonical column.
    pub column: String,
    /// Rows concerned.
    pub rows: u64,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct LoadedFile {
    /// The canonical table.
    pub table: String,
    /// The file's name as it was given.
    pub file: String,
    /// The path as it was resolved.
    pub path: PathBuf,
    /// The good rows: stored names, the table's column order, carried columns last, then `row_key` and `row_hash`.
    pub frame: DataFrame,
    /// The line of each good row.
    pub lines: Vec<u64>,
    /// The account of the rows.
    pub account: Account,
    /// Rows that cannot be loaded (empty under [`BadRows::Stop`], which fails instead).
    pub issues: Vec<RowIssue>,
    /// What was matched to what.
    pub mapping: Vec<MappedColumn>,
    /// Columns in which amounts were rounded to the currency's digits.
    pub rounded: Vec<RoundedMoney>,
}

impl LoadedFile {
    /// Takes rows out that another table proved bad: (position of the row, its issue).
    ///
    /// # Errors
    /// Only where the engine fails.
    pub fn reject_rows(&mut self, rejected: Vec<(usize, RowIssue)>) -> Result<(), SourceError> {
        let mut stays = vec![true; self.frame.height()];
        for (row, issue) in rejected {
            stays[row] = false;
            self.issues.push(issue);
            self.account.rows_loaded -= 1;
            self.account.rows_rejected += 1;
        }
        let mask = BooleanChunked::from_slice("stays".into(), &stays);
        self.frame = self.frame.filter(&mask).map_err(|error| SourceError::Internal {
            doing: format!("rejecting rows of {}", self.table),
            reason: error.to_string(),
        })?;
        let mut at = 0;
        self.lines.retain(|_| {
            at += 1;
            stays[at - 1]
        });
        Ok(())
    }
}

/// Reads one file of a source.
///
/// `base` is the folder from which relative paths are read; `progress` hears the bytes read so far.
///
/// # Errors
/// A file that cannot be read or mapped, and under [`BadRows::Stop`] any bad row ([`SourceError::BadRows`] names
/// them all).
pub fn read_file(
    settings: &SourceSettings,
    file: &str,
    base: &Path,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<LoadedFile, SourceError> {
    let table = find_table(&settings.table)?;
    let path = base.join(file);
    let mut reader = Delimited::open(&path, settings.separator.as_deref())?;
    let mapping = mapping::resolve(table, reader.header(), settings, &path)?;
    let mut builder = TableBuilder::new(table, mapping, settings, file, base, options)?;
    let expected = reader.header().len();
    while let Some(record) = reader.next_record()? {
        let record = record.clone();
        builder.add(&record, reader.line(), expected);
        if builder.account.rows_read % 65_536 == 0 {
            progress(reader.bytes_read());
        }
    }
    progress(reader.bytes_read());
    if options.bad_rows == BadRows::Stop && !builder.issues.is_empty() {
        return Err(SourceError::BadRows { issues: builder.issues });
    }
    builder.finish(path)
}

fn find_table(name: &str) -> Result<&'static TableSpec, SourceError> {
    schema::table(name).ok_or_else(|| SourceError::UnknownTable {
        name: name.to_string(),
        nearest: crate::quantity::nearest(name, schema::tables().iter().map(|table| table.name.as_str())),
    })
}

/// The first time a key was seen.
struct FirstSeen {
    line: u64,
    content: u128,
}

struct TableBuilder<'a> {
    table: &'static TableSpec,
    mapping: Mapping,
    file: &'a str,
    rules: ValueRules,
    currency: Currency,
    lookups: Vec<Option<Lookup>>,
    columns: Vec<TypedColumn>,
    carried: Vec<TypedColumn>,
    derived: Vec<(Derived, TypedColumn)>,
    keys: Vec<i64>,
    hashes: Vec<i64>,
    lines: Vec<u64>,
    seen: HashMap<u128, FirstSeen>,
    lines_in_order: HashMap<u128, u32>,
    exact_rows: HashMap<u128, u64>,
    rounded: Vec<u64>,
    account: Account,
    issues: Vec<RowIssue>,
}

/// Columns that are worked out where the file does not carry them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Derived {
    OrderId,
    LineNo,
    LineType,
    NetAmount,
    OrderCurrency,
    SubjectType,
    MetricId,
    Version,
}

impl Derived {
    /// The derived column's canonical name.
    fn column(self) -> &'static str {
        match self {
            Derived::OrderId => "order_id",
            Derived::LineNo => "line_no",
            Derived::LineType => "line_type",
            Derived::NetAmount => "net_amount",
            Derived::OrderCurrency => "currency",
            Derived::SubjectType => "subject_type",
            Derived::MetricId => "metric_id",
            Derived::Version => "version",
        }
    }

    /// What a table needs that its file may lack.
    fn of_table(table: &str) -> &'static [Derived] {
        match table {
            "orders" => {
                &[Derived::OrderId, Derived::LineNo, Derived::LineType, Derived::NetAmount, Derived::OrderCurrency]
            }
            "quotas" => &[Derived::SubjectType, Derived::MetricId, Derived::Version],
            _ => &[],
        }
    }
}

impl<'a> TableBuilder<'a> {
    fn new(
        table: &'static TableSpec,
        mapping: Mapping,
        settings: &SourceSettings,
        file: &'a str,
        base: &Path,
        options: &ReadOptions,
    ) -> Result<Self, SourceError> {
        let lookups =
            mapping.plans.iter().map(|plan| Lookup::open(&plan.detail, base)).collect::<Result<Vec<_>, _>>()?;
        let typed = |plan: &Plan| TypedColumn::new(&plan.spec.stored_name(), plan.spec.kind);
        let columns = mapping.plans.iter().map(typed).collect();
        let carried =
            mapping.carried.iter().map(|(_, _, stored)| TypedColumn::new(stored, ColumnType::Str)).collect();
        let derived = Derived::of_table(&table.name)
            .iter()
            .filter(|derived| mapping.plan(derived.column()).is_none())
            .map(|&derived| {
                let spec = table.column(derived.column()).expect("derived columns are columns of their table");
                (derived, TypedColumn::new(&spec.stored_name(), spec.kind))
            })
            .collect();
        let rounded = vec![0; mapping.plans.len()];
        Ok(TableBuilder {
            table,
            mapping,
            file,
            rules: ValueRules { date_format: settings.date_format.clone(), money_digits: options.currency.digits() },
            currency: options.currency,
            lookups,
            columns,
            carried,
            derived,
            keys: Vec::new(),
            hashes: Vec::new(),
            lines: Vec::new(),
            seen: HashMap::new(),
            lines_in_order: HashMap::new(),
            exact_rows: HashMap::new(),
            rounded,
            account: Account::default(),
            issues: Vec::new(),
        })
    }

    /// Takes one record in: loaded, dropped as a duplicate, or rejected with an issue.
    fn add(&mut self, record: &StringRecord, line: u64, expected: usize) {
        self.account.rows_read += 1;
        if record.len() != expected {
            let rule = Rule::Ragged { expected, found: record.len() };
            return self.reject(record, line, String::new(), String::new(), rule);
        }
        let content = content_hash(record.iter());
        if self.is_exact_duplicate(content, line) {
            self.account.duplicates_dropped += 1;
            return;
        }
        match self.read_row(record) {
            Err((column, value, rule)) => self.reject(record, line, column, value, rule),
            Ok(row) => self.keep(record, line, content, row),
        }
    }

    /// An exact repetition, in tables whose rows can be told apart by an id: without one, two equal sales on a
    /// day may well be two sales.
    fn is_exact_duplicate(&mut self, content: u128, line: u64) -> bool {
        let identified = match self.table.name.as_str() {
            "orders" => self.mapping.plan("order_id").is_some(),
            _ => true,
        };
        if !identified {
            return false;
        }
        match self.exact_rows.entry(content) {
            std::collections::hash_map::Entry::Occupied(_) => true,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(line);
                false
            }
        }
    }

    fn reject(&mut self, record: &StringRecord, line: u64, column: String, value: String, rule: Rule) {
        self.account.rows_rejected += 1;
        let raw = record.iter().map(str::to_string).collect();
        self.issues.push(RowIssue { file: self.file.to_string(), line, column, value, rule, raw });
    }

    /// Reads all mapped values of a record, or names the first that cannot be read.
    fn read_row<'r>(&'r self, record: &'r StringRecord) -> Result<Row, (String, String, Rule)> {
        let mut values = Vec::with_capacity(self.mapping.plans.len());
        for (plan, lookup) in self.mapping.plans.iter().zip(&self.lookups) {
            let (name, text) = match &plan.origin {
                Origin::Field { index, name } => (name.as_str(), record.get(*index).unwrap_or("")),
                Origin::Constant(text) => (plan.spec.name.as_str(), text.as_str()),
            };
            let fail = |rule: Rule| (name.to_string(), text.to_string(), rule);
            let translated = match lookup {
                Some(_) if values::is_null(text) => text,
                Some(lookup) => lookup.translate(text).ok_or_else(|| {
                    fail(Rule::NotInLookup { file: lookup.file.clone(), key: lookup.key.clone() })
                })?,
                None => text,
            };
            let value = values::read(translated, &plan.spec, &self.rules).map_err(fail)?;
            if value == Value::Null && plan.spec.required {
                return Err(fail(Rule::Empty));
            }
            values.push(OwnedValue::from_value(&scaled(value, plan.detail.divide_by)));
        }
        self.check_row(&values, record)?;
        Ok(Row { values })
    }

    /// Rules that look at more than one value of an orders row.
    fn check_row(&self, values: &[OwnedValue], record: &StringRecord) -> Result<(), (String, String, Rule)> {
        if self.table.name != "orders" {
            return Ok(());
        }
        let text_of = |index: usize| match &self.mapping.plans[index].origin {
            Origin::Field { index, name } => (name.clone(), record.get(*index).unwrap_or("").to_string()),
            Origin::Constant(text) => (self.mapping.plans[index].spec.name.clone(), text.clone()),
        };
        if let Some(index) = self.mapping.plan("currency")
            && let OwnedValue::Str(code) = &values[index]
            && !code.eq_ignore_ascii_case(self.currency.code())
        {
            let (name, text) = text_of(index);
            return Err((name, text, Rule::ForeignCurrency { expected: self.currency.code().to_string() }));
        }
        let line_type = self.mapping.plan("line_type").map(|index| &values[index]);
        if let (Some(OwnedValue::Str(kind)), Some(index)) = (line_type, self.mapping.plan("net_amount"))
            && let OwnedValue::Money { minor, .. } = values[index]
        {
            let wrong = (kind == "sale" && minor < 0) || (kind == "return" && minor > 0);
            if wrong {
                let (name, text) = text_of(index);
                return Err((name, text, Rule::SignAgainstType { line_type: kind.clone() }));
            }
        }
        if self.mapping.plan("net_amount").is_none() {
            let price = self.mapping.plan("unit_price").map(|index| (index, &values[index]));
            if let Some((index, OwnedValue::Null)) = price {
                let (name, text) = text_of(index);
                return Err((name, text, Rule::Empty));
            }
            if let Some(index) = self.mapping.plan("quantity").filter(|&index| values[index] == OwnedValue::Null) {
                let (name, text) = text_of(index);
                return Err((name, text, Rule::Empty));
            }
        } else if let Some(index) =
            self.mapping.plan("net_amount").filter(|&index| values[index] == OwnedValue::Null)
        {
            let (name, text) = text_of(index);
            return Err((name, text, Rule::Empty));
        }
        Ok(())
    }

    /// Puts a good row into the columns, unless its key stands on another row with other content.
    fn keep(&mut self, record: &StringRecord, line: u64, content: u128, row: Row) {
        let derived: Vec<OwnedValue> =
            self.derived.iter().map(|(derived, _)| *derived).collect::<Vec<_>>().into_iter().map(|d| self.derive(d, &row, line)).collect();
        let key = self.row_key(&row, &derived, content);
        if let Some((hash, shown)) = &key {
            if let Some(first) = self.seen.get(hash) {
                debug_assert_ne!(first.content, content, "exact duplicates were dropped before");
                let rule = Rule::DuplicateKey { first_line: first.line };
                let shown = shown.clone();
                return self.reject(record, line, String::new(), shown, rule);
            }
            self.seen.insert(*hash, FirstSeen { line, content });
        }
        for (index, value) in row.values.iter().enumerate() {
            if let OwnedValue::Money { rounded: true, .. } = value {
                self.rounded[index] += 1;
            }
            self.columns[index].push(&value.borrowed());
        }
        for (value, (_, column)) in derived.iter().zip(&mut self.derived) {
            column.push(&value.borrowed());
        }
        for ((index, _, _), column) in self.mapping.carried.iter().zip(&mut self.carried) {
            let text = record.get(*index).unwrap_or("");
            let value = if values::is_null(text) { Value::Null } else { Value::Str(text.trim()) };
            column.push(&value);
        }
        let key_hash = key.map_or(content, |(hash, _)| hash);
        self.keys.push(low_bits(key_hash));
        self.hashes.push(low_bits(content));
        self.lines.push(line);
        self.account.rows_loaded += 1;
    }

    fn value<'r>(&self, row: &'r Row, column: &str) -> Option<&'r OwnedValue> {
        self.mapping.plan(column).map(|index| &row.values[index])
    }

    /// A value that the file does not carry.
    fn derive(&mut self, derived: Derived, row: &Row, line: u64) -> OwnedValue {
        match derived {
            Derived::OrderId => OwnedValue::Str(format!("{}:{line}", self.file)),
            Derived::LineNo => {
                let order = match self.value(row, "order_id") {
                    Some(OwnedValue::Str(order)) => content_hash(std::iter::once(order.as_str())),
                    _ => return OwnedValue::Str("1".to_string()),
                };
                let number = self.lines_in_order.entry(order).or_insert(0);
                *number += 1;
                OwnedValue::Str(number.to_string())
            }
            Derived::LineType => {
                let negative = |column: &str| match self.value(row, column) {
                    Some(OwnedValue::Money { minor, .. }) => *minor < 0,
                    Some(OwnedValue::F64(number)) => *number < 0.0,
                    _ => false,
                };
                let kind = if negative("net_amount") || negative("quantity") { "return" } else { "sale" };
                OwnedValue::Str(kind.to_string())
            }
            Derived::NetAmount => self.priced(row),
            Derived::OrderCurrency => OwnedValue::Str(self.currency.code().to_string()),
            Derived::SubjectType => OwnedValue::Str("rep".to_string()),
            Derived::MetricId => OwnedValue::Str("revenue_net".to_string()),
            Derived::Version => OwnedValue::Int(1),
        }
    }

    /// Quantity × unit price × (1 − discount), rounded to the minor unit.
    fn priced(&self, row: &Row) -> OwnedValue {
        let (Some(OwnedValue::F64(quantity)), Some(OwnedValue::Money { minor, .. })) =
            (self.value(row, "quantity"), self.value(row, "unit_price"))
        else {
            return OwnedValue::Null;
        };
        let discount = match self.value(row, "discount_pct") {
            Some(OwnedValue::F64(discount)) => *discount,
            _ => 0.0,
        };
        let exact = quantity * (*minor as f64) * (1.0 - discount);
        OwnedValue::Money { minor: exact.round_ties_even() as i64, rounded: false }
    }

    /// The hash and the text of a row's key; `None` where the table has none.
    fn row_key(&self, row: &Row, derived: &[OwnedValue], content: u128) -> Option<(u128, String)> {
        let mut parts = Vec::new();
        for spec in self.table.key() {
            let mapped = self.value(row, &spec.name);
            let worked_out = self.derived.iter().position(|(d, _)| d.column() == spec.name).map(|at| &derived[at]);
            match mapped.or(worked_out) {
                Some(value) => parts.push(value.text()),
                None => parts.push(String::new()),
            }
        }
        if parts.iter().all(String::is_empty) {
            return Some((content, String::new())).filter(|_| parts.is_empty());
        }
        Some((content_hash(parts.iter().map(String::as_str)), parts.join(" ").trim().to_string()))
    }

    fn finish(self, path: PathBuf) -> Result<LoadedFile, SourceError> {
        let mut order: Vec<(usize, TypedColumn)> = Vec::new();
        let position = |name: &str| {
            self.table.columns.iter().position(|spec| spec.name == name).expect("planned columns are the table's")
        };
        let planned: Vec<usize> = self.mapping.plans.iter().map(|plan| position(&plan.spec.name)).collect();
        order.extend(planned.into_iter().zip(self.columns));
        let derived: Vec<(usize, TypedColumn)> =
            self.derived.into_iter().map(|(d, column)| (position(d.column()), column)).collect();
        order.extend(derived);
        order.sort_by_key(|(position, _)| *position);
        let columns = order.into_iter().map(|(_, column)| column).chain(self.carried);
        let frame = frame_of(columns, self.keys, self.hashes)
            .map_err(|error| SourceError::Internal { doing: format!("building {}", self.table.name), reason: error.to_string() })?;
        debug_assert!(self.account.adds_up());
        let rounded = self
            .mapping
            .plans
            .iter()
            .zip(&self.rounded)
            .filter(|(_, rows)| **rows > 0)
            .map(|(plan, &rows)| RoundedMoney { column: plan.spec.name.clone(), rows })
            .collect();
        Ok(LoadedFile {
            table: self.table.name.clone(),
            file: self.file.to_string(),
            path,
            frame,
            lines: self.lines,
            account: Account { rows_warned: self.rounded.iter().copied().max().unwrap_or(0), ..self.account },
            issues: self.issues,
            mapping: self.mapping.printed(),
            rounded,
        })
    }
}

fn frame_of(
    columns: impl Iterator<Item = TypedColumn>,
    keys: Vec<i64>,
    hashes: Vec<i64>,
) -> Result<DataFrame, PolarsError> {
    use polars::prelude::{Column, NamedFrom, Series};
    let height = keys.len();
    let mut finished: Vec<Column> = columns.map(TypedColumn::finish).collect::<Result<_, _>>()?;
    finished.push(Series::new("row_key".into(), keys).into());
    finished.push(Series::new("row_hash".into(), hashes).into());
    DataFrame::new(height, finished)
}

/// A row's values in the order of the mapping's plans.
struct Row {
    values: Vec<OwnedValue>,
}

/// A value that outlives its record.
#[derive(Debug, Clone, PartialEq)]
enum OwnedValue {
    Null,
    Str(String),
    Date(crate::calendar::Day),
    Ts(i64),
    Money { minor: i64, rounded: bool },
    F64(f64),
    Int(i64),
    Bool(bool),
}

impl OwnedValue {
    fn from_value(value: &Value<'_>) -> OwnedValue {
        match *value {
            Value::Null => OwnedValue::Null,
            Value::Str(text) => OwnedValue::Str(text.to_string()),
            Value::Date(day) => OwnedValue::Date(day),
            Value::Ts(micros) => OwnedValue::Ts(micros),
            Value::Money { minor, rounded } => OwnedValue::Money { minor, rounded },
            Value::F64(number) => OwnedValue::F64(number),
            Value::Int(whole) => OwnedValue::Int(whole),
            Value::Bool(truth) => OwnedValue::Bool(truth),
        }
    }

    fn borrowed(&self) -> Value<'_> {
        match self {
            OwnedValue::Null => Value::Null,
            OwnedValue::Str(text) => Value::Str(text),
            OwnedValue::Date(day) => Value::Date(*day),
            OwnedValue::Ts(micros) => Value::Ts(*micros),
            OwnedValue::Money { minor, rounded } => Value::Money { minor: *minor, rounded: *rounded },
            OwnedValue::F64(number) => Value::F64(*number),
            OwnedValue::Int(whole) => Value::Int(*whole),
            OwnedValue::Bool(truth) => Value::Bool(*truth),
        }
    }

    /// The value as part of a key.
    fn text(&self) -> String {
        match self {
            OwnedValue::Null => String::new(),
            OwnedValue::Str(text) => text.clone(),
            OwnedValue::Date(day) => day.to_string(),
            OwnedValue::Ts(whole) | OwnedValue::Money { minor: whole, .. } | OwnedValue::Int(whole) => whole.to_string(),
            OwnedValue::F64(number) => number.to_string(),
            OwnedValue::Bool(truth) => truth.to_string(),
        }
    }
}

fn scaled(value: Value<'_>, divide_by: Option<f64>) -> Value<'_> {
    match (value, divide_by) {
        (Value::F64(number), Some(divisor)) if divisor != 0.0 => Value::F64(number / divisor),
        (value, _) => value,
    }
}

/// A digest of a row's fields, the field borders included.
fn content_hash<'f>(fields: impl Iterator<Item = &'f str>) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(bytes)
}

/// The part of a digest that the store keeps.
fn low_bits(hash: u128) -> i64 {
    (hash as u64).cast_signed()
}
