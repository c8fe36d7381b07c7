//! The day of the sale that a return undoes.

use std::collections::{HashMap, HashSet};

use polars::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine};
use crate::measures::company::collected;

/// The days of the sales that returns name.
pub(super) struct SaleDays {
    /// By order and line the first day on which something was sold by it.
    of_line: HashMap<(String, i64), Day>,
    /// By order the first day on which something was sold by it.
    of_order: HashMap<String, Day>,
}

impl SaleDays {
    /// Reads the order lines; all of them, since a return's sale may lie outside what a question asks for. Only orders
    /// that returns name are held.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub(super) fn read(parts: &[LazyFrame]) -> Result<SaleDays, MeasureError> {
        let mut found = SaleDays { of_line: HashMap::new(), of_order: HashMap::new() };
        let named = named_by_returns(parts)?;
        for part in parts.iter().filter(|_| !named.is_empty()) {
            let frame = collected(with_columns(part, &["line_type", "order_date", "order_id", "line_no"])?)?;
            let columns = Columns::of(&frame);
            let (kinds, days) = (columns.text("line_type")?, columns.days("order_date")?);
            let (ids, numbers) = (columns.text("order_id")?, columns.whole("line_no")?);
            for row in 0..frame.height() {
                let (Some(id), Some(day)) = (ids.get(row).filter(|id| named.contains(*id)), days[row]) else {
                    continue;
                };
                if matches!(kinds.get(row), Some("return" | "cancel" | "adjust")) {
                    continue;
                }
                if let Some(number) = numbers[row] {
                    earliest(found.of_line.entry((id.to_string(), number)).or_insert(day), day);
                }
                earliest(found.of_order.entry(id.to_string()).or_insert(day), day);
            }
        }
        Ok(found)
    }

    /// The day of the sale of a return that names an order, and perhaps a line of it, and came back on `day`. Without a
    /// line, or where the order has no such line, the order's first day. None where the data do not have the sale, or
    /// have it after the return.
    pub(super) fn of_return(&self, order: Option<&str>, line: Option<i64>, day: Day) -> Option<Day> {
        let order = order?;
        let by_line = line.and_then(|line| self.of_line.get(&(order.to_string(), line)));
        by_line.or_else(|| self.of_order.get(order)).copied().filter(|sold| *sold <= day)
    }
}

/// The orders that returns name.
fn named_by_returns(parts: &[LazyFrame]) -> Result<HashSet<String>, MeasureError> {
    let mut named = HashSet::new();
    for part in parts {
        let returns = with_columns(part, &["line_type", "origin_order_id"])?;
        let schema = returns.clone().collect_schema().map_err(engine)?;
        if !schema.contains("line_type") || !schema.contains("origin_order_id") {
            continue;
        }
        let frame = collected(returns.filter(col("line_type").eq(lit("return"))))?;
        let orders = Columns::of(&frame).text("origin_order_id")?;
        named.extend(orders.iter().flatten().filter(|order| !order.is_empty()).map(str::to_string));
    }
    Ok(named)
}

/// Of some columns those that there are.
pub(super) fn with_columns(part: &LazyFrame, columns: &[&str]) -> Result<LazyFrame, MeasureError> {
    let schema = part.clone().collect_schema().map_err(engine)?;
    let there = columns.iter().filter(|name| schema.contains(name)).map(|name| col(*name));
    Ok(part.clone().select(there.collect::<Vec<_>>()))
}

fn earliest(known: &mut Day, day: Day) {
    *known = day.min(*known);
}
