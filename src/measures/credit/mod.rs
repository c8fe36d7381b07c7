//! Credit: the revenue of a line split among the reps who share it, and what overlay roles are credited with beside it.

mod shares;
mod split;
#[cfg(test)]
mod trials;

use polars::prelude::*;

use crate::calendar::Day;
use crate::quantity::{Measured, NullReason, Scalar};

use super::MeasureError;
use super::columns::Columns;
use super::company::collected;
use super::family::{Family, Question};
use super::observation::{More, Observation};
use super::spans::Spans;
use super::stored::engine;

use shares::{Credits, Line, Part};

/// The metrics of credit.
pub(super) const FAMILY: Family = Family {
    ids: &IDS,
    accepts: |id| IDS.contains(&id),
    tables: &["credits"],
    pages: &[include_str!("../definitions/revenue_credited.md"), include_str!("../definitions/revenue_overlay.md")],
    observe,
};

const IDS: [&str; 2] = ["revenue_credited", "revenue_overlay"];

/// The credited parts of all lines that count, as rows of their own.
struct Parts {
    /// The order line of each part.
    of_line: Vec<IdxSize>,
    days: Vec<Day>,
    list: Vec<Part>,
}

/// The sum of a cell, the lines that it is made of, and the last line that was counted.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    minor: i64,
    lines: i64,
    last: Option<IdxSize>,
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    let tables = question.company.tables;
    let credits = Credits::read(&collected(tables.require(first, "credits")?)?)?;
    let orders = collected(tables.require(first, "orders")?)?;
    let parts = parts_of(&orders, &credits, question.company.known.as_of)?;
    let frame = parts.frame(&orders)?;
    let rows = question.cut.rows(question.company.known.people, "orders", &frame)?;
    let spans = Spans::of(&question.company.known, question.range);
    let width = question.range.len();
    // Direct and overlay credit side by side.
    let mut cells = vec![[Sum::default(); 2]; rows.slices.len() * width];
    for (at, part) in parts.list.iter().enumerate() {
        let (Some(slice), Some(period)) = (rows.of_row[at], spans.inside(parts.days[at])) else { continue };
        let sum = &mut cells[slice as usize * width + period][usize::from(part.is_overlay)];
        sum.minor = sum.minor.checked_add(part.minor).ok_or(MeasureError::Overflow)?;
        // The parts of a line follow each other.
        sum.lines += i64::from(sum.last != Some(parts.of_line[at]));
        sum.last = Some(parts.of_line[at]);
    }
    let mut observations = Vec::with_capacity(cells.len() * question.metrics.len());
    for metric in question.metrics {
        let kind = usize::from(metric == "revenue_overlay");
        for (slice, scope) in rows.slices.iter().enumerate() {
            for (at, period) in question.range.iter().enumerate() {
                let sum = cells[slice * width + at][kind];
                let value = Scalar::Money(sum.minor);
                let (value, numerator) = match spans.list[at].begun() {
                    true => (Measured::Value(value), Some(value)),
                    false => (Measured::Null(NullReason::Immature), None),
                };
                observations.push(Observation {
                    metric_id: metric.clone(),
                    period: spans.calendar.label(period),
                    scope: scope.clone(),
                    value,
                    numerator,
                    denominator: None,
                    n: sum.lines,
                    more: More::default(),
                });
            }
        }
    }
    Ok(observations)
}

/// The parts of the lines that are known and not cancelled, in the order of the lines.
fn parts_of(orders: &DataFrame, credits: &Credits, as_of: Day) -> Result<Parts, MeasureError> {
    let columns = Columns::of(orders);
    let (kinds, days) = (columns.texts("line_type")?, columns.days("order_date")?);
    let (ids, numbers) = (columns.texts("order_id")?, columns.whole("line_no")?);
    let (origins, origin_numbers) = (columns.texts("origin_order_id")?, columns.whole("origin_line_no")?);
    let (reps, net) = (columns.texts("rep_id")?, columns.whole("net_amount_minor")?);
    let mut parts = Parts { of_line: Vec::new(), days: Vec::new(), list: Vec::new() };
    for row in 0..orders.height() {
        let Some(day) = days[row].filter(|day| *day <= as_of) else { continue };
        let kind = kinds[row].as_deref();
        if kind == Some("cancel") {
            continue;
        }
        let origin = origins[row].clone().filter(|_| kind == Some("return"));
        let line = Line {
            own: ids[row].clone().map(|id| (id, numbers[row])),
            origin: origin.map(|id| (id, origin_numbers[row])),
            rep: reps[row].clone().unwrap_or_default(),
            minor: net[row].unwrap_or(0),
        };
        for part in credits.parts(&line) {
            parts.of_line.push(row as IdxSize);
            parts.days.push(day);
            parts.list.push(part);
        }
    }
    Ok(parts)
}

impl Parts {
    /// The order lines of the parts, each under the rep who is credited; amounts stay those of the whole line, so that a
    /// filter by amount speaks of lines.
    fn frame(&self, orders: &DataFrame) -> Result<DataFrame, MeasureError> {
        let mut frame = orders.take(&IdxCa::from_vec("line".into(), self.of_line.clone())).map_err(engine)?;
        let reps: Vec<Option<&str>> =
            self.list.iter().map(|part| Some(part.rep.as_str()).filter(|rep| !rep.is_empty())).collect();
        frame.with_column(Series::new("rep_id".into(), reps).into_column()).map_err(engine)?;
        Ok(frame)
    }
}
