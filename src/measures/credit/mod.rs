//! Credit: the revenue of a line split among the reps who share it, and what overlay roles are credited with beside it;
//! rolled up to the units to which the reps belong on its day.

mod shares;
mod split;
#[cfg(test)]
mod trials;
mod units;

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::calendar::{Day, Grain};
use crate::quantity::{Measured, NullReason, Scalar};

use super::columns::Columns;
use super::columns::engine;
use super::company::{Company, collected};
use super::cut::Cut;
use super::family::{Family, Question};
use super::observation::{More, Observation};
use super::order_lines::needed_columns;
use super::spans::Spans;
use super::{FactsNeeded, MeasureError};

use shares::{Credits, Line, Part};
pub(super) use split::split;
pub(super) use units::Units;

/// The metrics of credit.
pub(super) const FAMILY: Family = Family {
    ids: &IDS,
    accepts: |id| IDS.contains(&id),
    tables: &["credits"],
    pages: &[include_str!("../definitions/revenue_credited.md"), include_str!("../definitions/revenue_overlay.md")],
    needs: |_| FactsNeeded::Dense,
    observe,
};

const IDS: [&str; 2] = ["revenue_credited", "revenue_overlay"];

/// The columns of units by which a question can cut: the one of the assignment, and one a level of the tree.
const UNIT: &str = "unit_id";
const LEVEL: &str = "unit_level_";
const LEVELS: usize = 9;

/// Whether a name is that of a level of the tree of units, by which a question can cut.
pub(super) fn is_unit_level(name: &str) -> bool {
    unit_level(name).is_some_and(|level| level > 0)
}

/// Of a column of units its level in the tree, from 1 at the top; 0 where it is the unit of the assignment itself.
pub(super) fn unit_level(name: &str) -> Option<usize> {
    if name == UNIT {
        return Some(0);
    }
    (1..=LEVELS).find(|level| name == format!("{LEVEL}{level}"))
}

/// The credited parts of all lines that count, as rows of their own.
#[derive(Default)]
struct Parts {
    /// The order line of each part.
    of_line: Vec<IdxSize>,
    days: Vec<Day>,
    list: Vec<Part>,
    /// The unit of each part; empty where it belongs to none, or where units are not asked for.
    units: Vec<String>,
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
    tables.require_rates(first)?;
    let credits = Credits::read(&collected(tables.require(first, "credits")?)?)?;
    let orders = collected(tables.require(first, "orders")?)?;
    let units = units_of(question, first, &orders)?;
    let parts = parts_of(&orders, &credits, units.as_ref(), question.company.known.as_of)?;
    let frame = parts.frame(&orders, units.as_ref())?;
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

/// The directly credited revenue of each rep by month, in minor units, of the lines that are known and not cancelled.
///
/// # Errors
/// [`MeasureError::TableMissing`] without credits or orders, [`MeasureError::CreditShares`],
/// [`MeasureError::Overflow`] where a sum leaves 64 bits.
pub(super) fn credited_by_month(
    company: &Company<'_>,
    metric: &str,
) -> Result<BTreeMap<(String, i32), i64>, MeasureError> {
    let credits = Credits::read(&collected(company.tables.require(metric, "credits")?)?)?;
    let known = company.known;
    let mut by_month: BTreeMap<(String, i32), i64> = BTreeMap::new();
    for orders in company.tables.orders_in_parts(metric)? {
        let orders = collected(needed_columns(orders, &Cut::default(), &COLUMNS)?)?;
        let parts = parts_of(&orders, &credits, None, known.as_of)?;
        for (part, day) in parts.list.into_iter().zip(&parts.days).filter(|(part, _)| !part.is_overlay) {
            let month = known.calendar.period_of(*day, Grain::Month).index;
            let sum = by_month.entry((part.rep, month)).or_default();
            *sum = sum.checked_add(part.minor).ok_or(MeasureError::Overflow)?;
        }
    }
    Ok(by_month)
}

/// What is read of an order line to split it.
const COLUMNS: [&str; 8] = [
    "line_type",
    "order_date",
    "order_id",
    "line_no",
    "origin_order_id",
    "origin_line_no",
    "rep_id",
    "net_amount_minor",
];

/// The units, where the question cuts or filters by them: else nobody is kept from an answer by what is wrong with them.
fn units_of(question: &Question<'_>, metric: &str, orders: &DataFrame) -> Result<Option<Units>, MeasureError> {
    let levels = (1..=LEVELS).map(|level| format!("{LEVEL}{level}"));
    let own = orders.get_column_names().into_iter().map(|name| name.to_string());
    let has: Vec<String> = own.chain([UNIT.to_string()]).chain(levels).collect();
    let needed = question.cut.columns("orders", &has).unwrap_or_default();
    if !needed.iter().any(|column| column == UNIT || is_unit_level(column)) {
        return Ok(None);
    }
    let tables = question.company.tables;
    let assignments = collected(tables.require(metric, "rep_assignments")?)?;
    let tree = tables.get("org_units").map(collected).transpose()?;
    Units::read(&assignments, tree.as_ref()).map(Some)
}

/// The parts of the lines that are known and not cancelled, in the order of the lines.
fn parts_of(orders: &DataFrame, credits: &Credits, units: Option<&Units>, as_of: Day) -> Result<Parts, MeasureError> {
    let columns = Columns::of(orders);
    let (kinds, days) = (columns.texts("line_type")?, columns.days("order_date")?);
    let (ids, numbers) = (columns.texts("order_id")?, columns.whole("line_no")?);
    let (origins, origin_numbers) = (columns.texts("origin_order_id")?, columns.whole("origin_line_no")?);
    let (reps, net) = (columns.texts("rep_id")?, columns.whole("net_amount_minor")?);
    let mut parts = Parts::default();
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
            let by_unit = units.map_or(vec![("", part.minor)], |units| units.parts(&part.rep, day, part.minor));
            for (unit, minor) in by_unit {
                parts.of_line.push(row as IdxSize);
                parts.days.push(day);
                parts.list.push(Part { minor, ..part.clone() });
                parts.units.push(unit.to_string());
            }
        }
    }
    Ok(parts)
}

impl Parts {
    /// The order lines of the parts, each under the rep who is credited; amounts stay those of the whole line, so that a
    /// filter by amount speaks of lines.
    fn frame(&self, orders: &DataFrame, units: Option<&Units>) -> Result<DataFrame, MeasureError> {
        let mut frame = orders.take(&IdxCa::from_vec("line".into(), self.of_line.clone())).map_err(engine)?;
        let mut add = |name: &str, values: Vec<&str>| {
            let values: Vec<Option<&str>> = values.into_iter().map(|id| Some(id).filter(|id| !id.is_empty())).collect();
            frame.with_column(Series::new(name.into(), values).into_column()).map(|_| ()).map_err(engine)
        };
        add("rep_id", self.list.iter().map(|part| part.rep.as_str()).collect())?;
        if let Some(units) = units {
            add(UNIT, self.units.iter().map(String::as_str).collect())?;
            for level in 1..=LEVELS {
                let above = self.units.iter().map(|unit| units.at_level(unit, level)).collect();
                add(&format!("{LEVEL}{level}"), above)?;
            }
        }
        Ok(frame)
    }
}
