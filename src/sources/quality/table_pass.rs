//! One pass over a table: how full its columns are, when its entries are dated, which of its ids lead nowhere.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;

use super::super::SourceError;
use super::finding::{Detail, EXAMPLES, Finding};
use super::ids::{IdSet, Orphans};
use super::references::{BUSINESS_DAYS, HAPPENED, REFERENCES, Reference, SPANS};
use super::stored_table::{Slice, StoredTable, StoredTables};
use super::words::{WordTally, tallies};
use crate::calendar::Day;
use crate::schema::{ColumnType, TableSpec};

/// How full a column is.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The table.
    pub table: String,
    /// The canonical column.
    pub column: String,
    /// Rows of the table.
    pub rows: u64,
    /// Rows that hold a value.
    pub filled: u64,
    /// In `orders`: their part of the amounts, all taken as positive and cancelled lines left out.
    pub revenue_share: Option<f64>,
}

/// The days of one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DayCounts {
    pub(super) column: &'static str,
    /// Whether the table's freshness goes by it.
    pub(super) business: bool,
    /// Day → rows.
    pub(super) days: BTreeMap<i32, u64>,
}

/// One pass over a table.
pub(super) struct TablePass<'k> {
    table: &'static TableSpec,
    rows: u64,
    columns: Vec<ColumnCount>,
    revenue: u128,
    days: Vec<DayTally>,
    references: Vec<(Reference, &'k IdSet, Orphans)>,
    spans: Vec<SpanTally>,
    words: Vec<WordTally>,
}

/// What a pass yielded.
pub(super) struct Passed {
    pub(super) coverage: Vec<Coverage>,
    /// The days of each column that has some.
    pub(super) days: Vec<DayCounts>,
    pub(super) findings: Vec<Finding>,
}

struct ColumnCount {
    canonical: String,
    stored: String,
    filled: u64,
    weight: u128,
}

struct DayTally {
    column: &'static str,
    business: bool,
    /// A day, or the day of an instant.
    per_day: i64,
    days: PlHashMap<i32, u64>,
}

struct SpanTally {
    first: &'static str,
    last: &'static str,
    rows: u64,
    examples: Vec<String>,
}

/// The ids of the tables that others point to, by table and column.
pub(super) type KnownIds = BTreeMap<(&'static str, &'static str), IdSet>;

/// The references of the tables that are there to tables that are there. Where there is no table of reps they are
/// those of the orders, which then cannot be orphans themselves.
pub(super) fn references(tables: &StoredTables) -> impl Iterator<Item = Reference> {
    let holds = |table: &str, column: &str| tables.with(table, &[column]).is_some();
    let reps_of_orders = tables.get("reps").is_none();
    REFERENCES.into_iter().filter_map(move |mut reference| {
        if reference.master == "reps" && reps_of_orders {
            reference.master = "orders";
        }
        let to_itself = (reference.table, reference.column) == (reference.master, reference.key);
        let there = holds(reference.table, reference.column) && holds(reference.master, reference.key);
        (there && !to_itself).then_some(reference)
    })
}

/// Reads the ids that the references need.
pub(super) fn known_ids(tables: &StoredTables) -> Result<KnownIds, SourceError> {
    let mut known = KnownIds::new();
    for Reference { master, key, .. } in references(tables) {
        if let (false, Some(table)) = (known.contains_key(&(master, key)), tables.get(master)) {
            known.insert((master, key), IdSet::read(table, key)?);
        }
    }
    Ok(known)
}

const MICROS_PER_DAY: i64 = 86_400_000_000;

impl<'k> TablePass<'k> {
    /// A pass that has not begun.
    pub(super) fn new(
        table: &'static TableSpec,
        stored: &StoredTable,
        tables: &StoredTables,
        known: &'k KnownIds,
    ) -> Self {
        let columns = table.columns.iter().map(|column| ColumnCount {
            canonical: column.name.clone(),
            stored: column.stored_name(),
            filled: 0,
            weight: 0,
        });
        let days = |columns: &[(&'static str, &'static str)], business: bool| -> Vec<DayTally> {
            let own = columns.iter().filter(|(of, column)| *of == table.name && stored.has(column));
            let per_day = |column: &str| match table.column(column).map(|spec| spec.kind) {
                Some(ColumnType::Ts) => MICROS_PER_DAY,
                _ => 1,
            };
            own.map(|(_, column)| DayTally { column, business, per_day: per_day(column), days: PlHashMap::default() })
                .collect()
        };
        let references = references(tables).filter(|reference| reference.table == table.name);
        let spans = SPANS.iter().filter(|(of, first, last)| *of == table.name && stored.has(first) && stored.has(last));
        TablePass {
            table,
            rows: 0,
            columns: columns.collect(),
            revenue: 0,
            days: days(&BUSINESS_DAYS, true).into_iter().chain(days(&HAPPENED, false)).collect(),
            references: references
                .filter_map(|r| Some((r, known.get(&(r.master, r.key))?, Orphans::default())))
                .collect(),
            spans: spans.map(|(_, first, last)| SpanTally { first, last, rows: 0, examples: Vec::new() }).collect(),
            words: tallies(&table.name),
        }
    }

    /// The columns that the pass needs: all canonical ones.
    pub(super) fn wanted(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.stored.clone()).collect()
    }

    /// Looks at some rows; `weights` are what they weigh in the coverage by revenue, empty outside the orders.
    pub(super) fn take(&mut self, slice: &Slice, weights: &[u64]) {
        self.rows += slice.rows() as u64;
        let total = weights.iter().map(|&weight| u128::from(weight)).sum();
        self.revenue += total;
        for column in &mut self.columns {
            column.filled += slice.filled(&column.stored);
            if !weights.is_empty() {
                column.weight += slice.filled_weight(&column.stored, weights, total);
            }
        }
        self.days.iter_mut().for_each(|tally| tally.take(slice));
        for (reference, known, orphans) in &mut self.references {
            take_ids(reference, known, orphans, slice);
        }
        let key = self.table.key().next().map_or("", |key| key.name.as_str());
        self.spans.iter_mut().for_each(|span| span.take(slice, key));
        self.words.iter_mut().for_each(|tally| tally.take(slice));
    }

    /// What the pass yields: the coverage, the days of each column, and what is doubtful.
    pub(super) fn finish(self, tables: &StoredTables) -> Result<Passed, SourceError> {
        let (table, rows, revenue) = (self.table.name.as_str(), self.rows, self.revenue);
        let share = |weight: u128| (revenue > 0).then(|| weight as f64 / revenue as f64);
        let coverage = self.columns.into_iter().map(|column| Coverage {
            table: table.to_string(),
            column: column.canonical,
            rows,
            filled: column.filled,
            revenue_share: share(column.weight),
        });
        let mut findings = Vec::new();
        for (reference, _, orphans) in self.references {
            let Some(master) = tables.get(reference.master) else { continue };
            let of = (table, reference.column);
            let found = orphans.finding(reference.check, of, rows, (master, reference.key))?;
            findings.extend(found.map(|found| found.with("master", Detail::Text(reference.master.to_string()))));
        }
        for span in self.spans.into_iter().filter(|span| span.rows > 0) {
            let found = Finding::new("dates_reversed", table, span.last, span.rows, rows)
                .with("first", Detail::Text(span.first.to_string()))
                .with_examples(span.examples);
            findings.push(found);
        }
        findings.extend(self.words.into_iter().filter_map(|tally| tally.finding(table)));
        let days = self.days.into_iter().map(|tally| DayCounts {
            column: tally.column,
            business: tally.business,
            days: tally.days.into_iter().collect(),
        });
        Ok(Passed { coverage: coverage.collect(), days: days.collect(), findings })
    }
}

fn take_ids(reference: &Reference, known: &IdSet, orphans: &mut Orphans, slice: &Slice) {
    let ids = slice.text(reference.column);
    let (decides, words) = match reference.only {
        Some((column, words)) => (slice.text(column), words),
        None => (slice.text(""), &[][..]),
    };
    for row in 0..slice.rows() {
        let meant = words.is_empty() || words.contains(&decides.at(row).unwrap_or(""));
        if let Some(id) = ids.at(row).filter(|_| meant) {
            orphans.take(id, known);
        }
    }
}

impl DayTally {
    fn take(&mut self, slice: &Slice) {
        let days = slice.whole(self.column);
        // Neighbouring rows are mostly of one day: the map is asked once for each run.
        let mut run = (0, 0);
        for row in 0..slice.rows() {
            let Some(value) = days.at(row) else { continue };
            let day = value.div_euclid(self.per_day) as i32;
            if day != run.0 && run.1 > 0 {
                *self.days.entry(run.0).or_default() += run.1;
                run.1 = 0;
            }
            run = (day, run.1 + 1);
        }
        if run.1 > 0 {
            *self.days.entry(run.0).or_default() += run.1;
        }
    }
}

impl SpanTally {
    fn take(&mut self, slice: &Slice, key: &str) {
        let (firsts, lasts, ids) = (slice.whole(self.first), slice.whole(self.last), slice.text(key));
        for row in 0..slice.rows() {
            let (Some(first), Some(last)) = (firsts.at(row), lasts.at(row)) else { continue };
            if last < first {
                self.rows += 1;
                if self.examples.len() < EXAMPLES {
                    let [first, last] = [first, last].map(|day| Day::from_epoch(day as i32));
                    self.examples.push(format!("{} ({first} – {last})", ids.at(row).unwrap_or("")));
                }
            }
        }
    }
}
