//! What keeps values away, and the way out. A row says that it has no value and why; what would help is said beside the
//! answer, once for all of its rows.

use std::collections::BTreeMap;

use super::MeasureError;
use super::columns::Columns;
use super::company::{Tables, collected};
use super::family::Question;
use super::kpi::{self, Known};
use super::observation::Observation;
use super::pipeline;
use crate::calendar::Day;

/// Metrics that have no value where an order line of theirs lacks a column, and the column.
const MADE_OF: [(&str, &str); 5] =
    [("gross_profit", COST), ("gross_margin", COST), ("markup", COST), ("clv.hist", COST), ("units", "quantity")];
const COST: &str = "cost_amount";

/// What is not there, so that some metrics have no values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// A column of some order lines.
    Column {
        /// The metrics.
        metrics: Vec<String>,
        /// The canonical column.
        column: &'static str,
        /// How many of the lines lack it; none where all do and they were not counted.
        lines: Option<Lines>,
    },
    /// Quotas of reps, where there are quotas of others.
    QuotasOfReps {
        /// The metrics.
        metrics: Vec<String>,
        /// Whose quotas there are, and how many: `unit`, `company`.
        others: Vec<(String, usize)>,
    },
}

/// How many order lines lack something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// Those that do.
    pub without: i64,
    /// All of the periods in question.
    pub of: i64,
}

/// What is not there by what is known before anything is measured: columns of the order lines of the periods asked
/// about, whichever of them a filter takes, and quotas.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn before(question: &Question<'_>) -> Result<Vec<Lacking>, MeasureError> {
    let known = &question.company.known;
    let mut found = Vec::new();
    for column in [COST, "quantity"] {
        let is_made_of_it = |metric: &&String| MADE_OF.iter().any(|made| made.0 == metric.as_str() && made.1 == column);
        let metrics: Vec<String> = question.metrics.iter().filter(is_made_of_it).cloned().collect();
        if metrics.is_empty() {
            continue;
        }
        let from_the_start = metrics.iter().any(|metric| metric == "clv.hist");
        let first = known.calendar.first_day(question.range.first);
        let first = if from_the_start { known.facts.first_day.min(first) } else { first };
        let lines = lines_without(known, column, (first, known.calendar.last_day(question.range.last)));
        if lines.without > 0 {
            found.push(Lacking::Column { metrics, column, lines: Some(lines) });
        }
    }
    let metrics: Vec<String> = question.metrics.iter().filter(|id| id.starts_with("attainment")).cloned().collect();
    if !metrics.is_empty() && known.quotas.is_empty() {
        let others = quotas_of_others(question.company.tables)?;
        if !others.is_empty() {
            found.push(Lacking::QuotasOfReps { metrics, others });
        }
    }
    Ok(found)
}

/// Whose quotas there are besides those of reps, and how many rows each; drafts are none.
fn quotas_of_others(tables: &Tables) -> Result<Vec<(String, usize)>, MeasureError> {
    let Some(quotas) = tables.get("quotas") else { return Ok(Vec::new()) };
    let frame = collected(quotas)?;
    let columns = Columns::of(&frame);
    let (kinds, states) = (columns.text("subject_type")?, columns.text("status")?);
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for row in (0..frame.height()).filter(|&row| states.get(row) != Some("draft")) {
        if let Some(kind) = kinds.get(row).filter(|kind| !kind.is_empty() && *kind != "rep") {
            *others.entry(kind.to_string()).or_default() += 1;
        }
    }
    Ok(others.into_iter().collect())
}

fn lines_without(known: &Known<'_>, column: &str, (first, last): (Day, Day)) -> Lines {
    let dense = &known.facts.dense;
    let is_asked: Vec<bool> = (0..dense.days()).map(|day| (first..=last).contains(&dense.day(day))).collect();
    let mut lines = Lines { without: 0, of: 0 };
    for sums in dense.sums().iter().filter(|sums| is_asked[dense.day_of(sums.code)]) {
        let without = if column == COST { sums.lines_without_cost } else { sums.lines_without_quantity };
        lines.without += i64::from(without);
        lines.of += i64::from(sums.lines);
    }
    lines
}

/// What is not there by the answer itself: list amounts, which no facts have.
pub fn after(rows: &[Observation]) -> Option<Lacking> {
    let is_of_list = |row: &&Observation| row.metric_id.starts_with("discount_rate");
    let of_list: Vec<&Observation> = rows.iter().filter(is_of_list).collect();
    let is_remarked = |row: &&Observation| row.more.flags.iter().any(|flag| flag == "list_missing");
    if !of_list.iter().any(is_remarked) || of_list.iter().any(|row| row.n > 0) {
        return None;
    }
    let mut metrics: Vec<String> = of_list.iter().map(|row| row.metric_id.clone()).collect();
    metrics.dedup();
    Some(Lacking::Column { metrics, column: "list_amount", lines: None })
}

/// Rates that are missing for a part of an answer: deals that it leaves out, growth that it has no base for. A metric
/// that is missing as a whole is refused while it is measured.
///
/// # Errors
/// Those of reading the tables again, in which the rows are found.
pub fn rates(question: &Question<'_>, rows: &[Observation]) -> Result<Vec<MeasureError>, MeasureError> {
    let found = [pipeline::left_out(question, rows)?, kpi::lacking_rates(question, rows)?];
    Ok(found.into_iter().flatten().collect())
}
