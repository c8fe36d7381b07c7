//! For which currencies a table of rates has any.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;

use crate::quantity::Currency;

use super::FrameRow;

/// The currencies for which rows of `fx_rates` have a rate into the run's, or the other way round.
pub fn rated_currencies(rates: &DataFrame, into: Currency) -> BTreeSet<String> {
    let upper = |text: &str| text.trim().to_ascii_uppercase();
    let other = |row: usize| {
        let row = FrameRow::new(rates, row);
        let (from, to) = (upper(row.text("from")), upper(row.text("to")));
        match (from == into.code(), to == into.code()) {
            (false, true) => Some(from),
            (true, false) => Some(to),
            _ => None,
        }
    };
    (0..rates.height()).filter_map(other).collect()
}
