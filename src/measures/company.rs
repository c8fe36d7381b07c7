//! What a family of metrics is measured from: the facts of the orders, the people, and the other tables as they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::{DataFrame, LazyFrame};

use crate::quantity::{Currency, Exchange};

use super::MeasureError;
use super::exchange::{self, ForeignOrders};
use super::keyed_lines::{FindKeyedLines, KeyedLines, Remembered};
use super::kpi::Known;

/// The tables of one version of a store, not read yet; of the orders what was known on the as-of day.
#[derive(Clone, Default)]
pub struct Tables {
    frames: BTreeMap<String, LazyFrame>,
    /// The orders once more, in parts; none where they are only there as a whole.
    order_parts: Vec<LazyFrame>,
    /// Finds the orders by their keys; none where they are not known by them.
    keyed_lines: Option<FindKeyedLines>,
    currency: Option<Currency>,
    exchange: Option<Arc<Exchange>>,
    foreign_orders: Option<ForeignOrders>,
}

impl Tables {
    /// From tables by their canonical names.
    pub fn new(frames: impl IntoIterator<Item = (String, LazyFrame)>) -> Tables {
        Tables { frames: frames.into_iter().collect(), ..Tables::default() }
    }

    /// With the run's currency: rows that carry another one cannot be added to the others.
    pub fn in_currency(self, currency: Currency) -> Tables {
        Tables { currency: Some(currency), ..self }
    }

    /// With the rows of the table `orders` also in parts, so that what is added up need not hold them all.
    pub fn with_orders_in_parts(self, order_parts: Vec<LazyFrame>) -> Tables {
        Tables { order_parts, ..self }
    }

    /// With the rows of the table `orders` also by their keys.
    pub fn with_keyed_lines(self, keyed_lines: FindKeyedLines) -> Tables {
        Tables { keyed_lines: Some(keyed_lines), ..self }
    }

    /// The same tables, whose orders are known by their names alone: what is measured is the same.
    pub fn without_keyed_lines(self) -> Tables {
        Tables { keyed_lines: None, ..self }
    }

    /// The order lines by their keys, where they have some.
    ///
    /// # Errors
    /// [`MeasureError::Engine`] where the store cannot be read.
    pub(super) fn keyed_lines(&self) -> Result<Option<KeyedLines>, MeasureError> {
        self.keyed_lines.as_ref().map_or(Ok(None), FindKeyedLines::find)
    }

    /// Remembers, as long as what is returned is held, how the order lines were cut last: a question with metrics of
    /// several families cuts them in the same way for each. Nothing is held where lines are not known by their keys.
    pub fn remembering(&self) -> Option<Arc<Remembered>> {
        self.keyed_lines.as_ref().map(FindKeyedLines::remembering)
    }

    /// What is remembered of the order lines, where somebody asked for it.
    pub(super) fn remembered(&self) -> Option<Arc<Remembered>> {
        self.keyed_lines.as_ref().and_then(FindKeyedLines::remembered)
    }

    /// The order lines in parts, to be read one after the other.
    ///
    /// # Errors
    /// [`MeasureError::TableMissing`] where the store holds no orders.
    pub fn orders_in_parts(&self, metric: &str) -> Result<Vec<LazyFrame>, MeasureError> {
        let whole = self.require(metric, "orders")?;
        Ok(if self.order_parts.is_empty() { vec![whole] } else { self.order_parts.clone() })
    }

    /// The run's currency, where it was told.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// With the rates of the store, and, where orders came in other currencies, those orders as they came; the table
    /// `orders` has them converted.
    pub fn with_exchange(self, exchange: Option<Arc<Exchange>>, foreign_orders: Option<ForeignOrders>) -> Tables {
        Tables { exchange, foreign_orders, ..self }
    }

    /// The rates into the run's currency, where the store has any.
    pub fn exchange(&self) -> Option<&Arc<Exchange>> {
        self.exchange.as_ref()
    }

    /// The orders as they came, where some are in other currencies.
    pub fn foreign_orders(&self) -> Option<&ForeignOrders> {
        self.foreign_orders.as_ref()
    }

    /// Refuses a metric of the orders' amounts where some of them cannot be converted.
    ///
    /// # Errors
    /// [`MeasureError::RateMissing`].
    pub fn require_rates(&self, metric: &str) -> Result<(), MeasureError> {
        let (Some(foreign), Some(exchange)) = (&self.foreign_orders, &self.exchange) else { return Ok(()) };
        let held = (exchange.into_currency(), exchange.max_age_days());
        exchange::missing(metric, exchange::Without::Orders, &foreign.gaps, held).map_or(Ok(()), Err)
    }

    /// Whether the store holds the table.
    pub fn has(&self, table: &str) -> bool {
        self.frames.contains_key(table)
    }

    /// Every table with its name, by name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, LazyFrame)> {
        self.frames.iter().map(|(name, frame)| (name.as_str(), frame.clone()))
    }

    /// Other tables in the same currency at the same rates.
    pub(super) fn with_frames(&self, frames: Vec<(String, LazyFrame)>) -> Tables {
        let frames = frames.into_iter().collect();
        Tables { frames, order_parts: Vec::new(), keyed_lines: None, ..self.clone() }
    }

    /// The table, not read yet; `None` where the store does not hold it.
    pub fn get(&self, table: &str) -> Option<LazyFrame> {
        self.frames.get(table).cloned()
    }

    /// The table that a metric cannot be measured without.
    ///
    /// # Errors
    /// [`MeasureError::TableMissing`] where the store does not hold it.
    pub fn require(&self, metric: &str, table: &str) -> Result<LazyFrame, MeasureError> {
        let missing = || MeasureError::TableMissing { metric: metric.to_string(), table: table.to_string() };
        self.get(table).ok_or_else(missing)
    }
}

/// Reads a table, with the engine's words where it fails.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn collected(frame: LazyFrame) -> Result<DataFrame, MeasureError> {
    frame.collect().map_err(|error| MeasureError::Engine { reason: error.to_string() })
}

/// One company at one version of its data, as of one day.
#[derive(Clone, Copy)]
pub struct Company<'a> {
    /// The facts of the orders, the people, the quotas, the calendar and the as-of day.
    pub known: Known<'a>,
    /// The tables.
    pub tables: &'a Tables,
}
