//! An outside index of the market, from the table `market_index`.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};

/// The values by region (empty: everywhere) and the first day of the period that they speak of; empty without the
/// table. Rows without a day or a number are left out.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn market_index(tables: &Tables) -> Result<BTreeMap<String, BTreeMap<Day, f64>>, MeasureError> {
    let Some(table) = tables.get("market_index") else { return Ok(BTreeMap::new()) };
    let frame = collected(table)?;
    let columns = Columns::of(&frame);
    let (regions, days, values) = (columns.texts("region")?, columns.days("period_start")?, columns.number("value")?);
    let mut index: BTreeMap<String, BTreeMap<Day, f64>> = BTreeMap::new();
    for ((region, day), value) in regions.into_iter().zip(days).zip(values) {
        if let Some((day, value)) = day.zip(value) {
            index.entry(region.unwrap_or_default()).or_default().insert(day, value);
        }
    }
    Ok(index)
}
