//! Which order lines were known on a day, and whether any came later.

use polars::prelude::*;

use crate::calendar::Day;

use super::MeasureError;
use super::company::collected;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The order lines of which the business day is not after `day` and which had become known by its end; all of them
/// without a day.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn known_orders(mut orders: LazyFrame, day: Option<Day>) -> Result<LazyFrame, MeasureError> {
    let Some(day) = day else { return Ok(orders) };
    let schema = orders.collect_schema().map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
    if schema.contains("recorded_at") {
        let end = i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY;
        let known = col("recorded_at").cast(DataType::Int64).lt(lit(end));
        orders = orders.filter(col("recorded_at").is_null().or(known));
    }
    Ok(orders.filter(col("order_date").lt_eq(lit(day.epoch()).cast(DataType::Date))))
}

/// Whether any row has a later day in a column than this one; rows without that column have none.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn goes_beyond(mut rows: LazyFrame, column: &str, day: Day) -> Result<bool, MeasureError> {
    let schema = rows.collect_schema().map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
    if !schema.contains(column) {
        return Ok(false);
    }
    let later = rows.filter(col(column).gt(lit(day.epoch()).cast(DataType::Date))).select([col(column)]).limit(1);
    Ok(collected(later)?.height() > 0)
}
