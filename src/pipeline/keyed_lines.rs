//! The order lines of a version by their keys, for questions that cut them by something that the facts do not have.

use std::sync::Arc;

use crate::calendar::Day;
use crate::measures::{FindKeyedLines, KeyedLines, MeasureError};
use crate::quantity::Exchange;
use crate::store::{Store, StoreError};

/// Finds them when they are asked for: few questions do. What was not known by the end of `as_of` does not count.
pub(super) fn of(store: &Store, as_of: Option<Day>, exchange: Option<Arc<Exchange>>) -> FindKeyedLines {
    let store = store.clone();
    FindKeyedLines::by(move || {
        let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
        let Some(lines) = store.order_lines().map_err(engine)? else { return Ok(None) };
        let parts = store.scan_in_parts("orders").map_err(engine)?;
        KeyedLines::of(lines, parts, as_of, exchange.as_ref())
    })
}
