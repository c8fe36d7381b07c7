//! The changed rows themselves, with what they said before and after.

use std::collections::BTreeMap;

use polars::prelude::{AnyValue, DataFrame, LazyFrame, PolarsResult};

use crate::calendar::Day;
use crate::failure::Failure;
use crate::quantity::{Currency, Money};
use crate::schema::{self, ColumnType, TableSpec};
use crate::store::{RowsOf, Store, TableDifference};

/// What stands where a value is that nobody is to see.
const WITHHELD: &str = "(withheld)";

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowChange {
    /// Only the second state has it.
    Added,
    /// Only the first state has it.
    Removed,
    /// Both have it, with other content.
    Replaced,
}

impl RowChange {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            RowChange::Added => "added",
            RowChange::Removed => "removed",
            RowChange::Replaced => "replaced",
        }
    }
}

/// A row that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// The table.
    pub table: String,
    /// What became of it.
    pub change: RowChange,
    /// The values of its key, in the order of the schema, parted by ` / `.
    pub key: String,
    /// Of an order line: what it said in the first state.
    pub line_a: Option<OrderLine>,
    /// And in the second.
    pub line_b: Option<OrderLine>,
    /// (column, before, after) of the values that differ; empty but for replaced rows.
    pub values: Vec<(String, String, String)>,
}

/// What an order line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// The order.
    pub order_id: String,
    /// The line.
    pub line_no: String,
    /// The business day.
    pub day: Option<Day>,
    /// The rep.
    pub rep_id: String,
    /// The net amount in minor units; none where the line is in another currency than the run's.
    pub net: Option<i64>,
}

/// All rows that differ between two versions, by table, key and change.
pub fn changed_rows(a: &Store, b: &Store, currency: Currency) -> Result<Vec<ChangedRow>, Failure> {
    let mut rows = Vec::new();
    for difference in super::differences(a, b)? {
        let Some(spec) = schema::table(&difference.table) else { continue };
        let reader = Reader { spec, currency };
        let mut of_table = reader.rows(&difference)?;
        of_table.sort_by(|x, y| (&x.key, x.change, &x.values).cmp(&(&y.key, y.change, &y.values)));
        rows.extend(of_table);
    }
    Ok(rows)
}

struct Reader {
    spec: &'static TableSpec,
    currency: Currency,
}

impl Reader {
    fn rows(&self, difference: &TableDifference) -> Result<Vec<ChangedRow>, Failure> {
        let collected = |rows: RowsOf| -> Result<Option<DataFrame>, Failure> {
            let plan = difference.rows(rows)?;
            plan.map(LazyFrame::collect).transpose().map_err(|error| self.failed(&error.to_string()))
        };
        let mut found = Vec::new();
        for (rows, change) in [(RowsOf::Added, RowChange::Added), (RowsOf::Removed, RowChange::Removed)] {
            let Some(frame) = collected(rows)? else { continue };
            for at in 0..frame.height() {
                found.push(self.alone(&frame, at, change));
            }
        }
        if let (Some(before), Some(after)) = (collected(RowsOf::ReplacedBefore)?, collected(RowsOf::ReplacedAfter)?) {
            let place: BTreeMap<i64, usize> =
                keys(&after).map_err(|error| self.failed(&error.to_string()))?.into_iter().zip(0..).collect();
            let old = keys(&before).map_err(|error| self.failed(&error.to_string()))?;
            for (at, key) in old.into_iter().enumerate() {
                let new = place.get(&key).ok_or_else(|| self.failed("a replaced row is not there"))?;
                found.push(self.pair(&before, at, &after, *new));
            }
        }
        Ok(found)
    }

    fn failed(&self, reason: &str) -> Failure {
        Failure::internal(format!("reading the changed rows of {}: {reason}", self.spec.name))
    }

    fn alone(&self, frame: &DataFrame, at: usize, change: RowChange) -> ChangedRow {
        let line = self.line(frame, at);
        let (line_a, line_b) = if change == RowChange::Added { (None, line) } else { (line, None) };
        let key = self.key(frame, at);
        ChangedRow { table: self.spec.name.clone(), change, key, line_a, line_b, values: Vec::new() }
    }

    fn pair(&self, before: &DataFrame, at: usize, after: &DataFrame, new: usize) -> ChangedRow {
        let confidential = schema::is_confidential(&self.spec.name);
        let names = after.get_column_names().into_iter().filter(|name| !self.is_the_stores(name));
        let differing = names.filter_map(|name| {
            let (old, new) = (self.text(before, name, at), self.text(after, name, new));
            let (shown_old, shown_new) =
                if confidential { (WITHHELD.into(), WITHHELD.into()) } else { (old.clone(), new.clone()) };
            (old != new).then(|| (self.shown_name(name), shown_old, shown_new))
        });
        ChangedRow {
            table: self.spec.name.clone(),
            change: RowChange::Replaced,
            key: self.key(after, new),
            line_a: self.line(before, at),
            line_b: self.line(after, new),
            values: differing.collect(),
        }
    }

    fn key(&self, frame: &DataFrame, at: usize) -> String {
        let parts = self.spec.key().map(|column| self.text(frame, &column.stored_name(), at));
        parts.collect::<Vec<String>>().join(" / ")
    }

    fn line(&self, frame: &DataFrame, at: usize) -> Option<OrderLine> {
        (self.spec.name == "orders").then(|| OrderLine {
            order_id: self.text(frame, "order_id", at),
            line_no: self.text(frame, "line_no", at),
            day: match value(frame, "order_date", at) {
                AnyValue::Date(day) => Some(Day::from_epoch(day)),
                _ => None,
            },
            rep_id: self.text(frame, "rep_id", at),
            net: match value(frame, "net_amount_minor", at) {
                AnyValue::Int64(minor) if self.currency_of(frame, at) == self.currency => Some(minor),
                _ => None,
            },
        })
    }

    /// The currency of a row's amounts.
    fn currency_of(&self, frame: &DataFrame, at: usize) -> Currency {
        let code = match value(frame, "currency", at) {
            AnyValue::String(code) if self.spec.name == "orders" => code.to_string(),
            AnyValue::StringOwned(code) if self.spec.name == "orders" => code.to_string(),
            _ => return self.currency,
        };
        code.parse().unwrap_or(self.currency)
    }

    /// Whether the store added a column for itself: it says nothing that the others do not say.
    fn is_the_stores(&self, name: &str) -> bool {
        !name.starts_with("x_") && !self.spec.columns.iter().any(|column| column.stored_name() == name)
    }

    /// A stored column's canonical name.
    fn shown_name(&self, stored: &str) -> String {
        let known = self.spec.columns.iter().find(|column| column.stored_name() == stored);
        known.map_or_else(|| stored.to_string(), |column| column.name.clone())
    }

    /// A value as text; empty where it is absent or the table lacks the column.
    fn text(&self, frame: &DataFrame, stored: &str, at: usize) -> String {
        let is_money = || {
            let known = self.spec.columns.iter().find(|column| column.stored_name() == stored);
            known.is_some_and(|column| column.kind == ColumnType::Money)
        };
        match value(frame, stored, at) {
            AnyValue::Null => String::new(),
            AnyValue::String(text) => text.to_string(),
            AnyValue::StringOwned(text) => text.to_string(),
            AnyValue::Date(day) => Day::from_epoch(day).to_string(),
            AnyValue::Int64(minor) if is_money() => Money::new(minor, self.currency_of(frame, at)).to_string(),
            AnyValue::Float64(number) => number.to_string(),
            AnyValue::Datetime(micros, ..) | AnyValue::DatetimeOwned(micros, ..) => instant(micros),
            other => other.to_string(),
        }
    }
}

fn instant(micros: i64) -> String {
    let time = chrono::DateTime::from_timestamp_micros(micros);
    time.map_or_else(|| micros.to_string(), |time| time.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
}

fn value<'f>(frame: &'f DataFrame, column: &str, at: usize) -> AnyValue<'f> {
    frame.column(column).ok().and_then(|column| column.get(at).ok()).unwrap_or(AnyValue::Null)
}

fn keys(frame: &DataFrame) -> PolarsResult<Vec<i64>> {
    Ok(frame.column("row_key")?.i64()?.into_no_null_iter().collect())
}
