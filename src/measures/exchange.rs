//! Amounts of other currencies than the run's: converted line by line, by the rate of the line's own day.
//!
//! Every line is rounded by itself, half to even, so that the sums of parts are the sums of the same whole cents. Lines
//! of the run's own currency are not touched.

use std::sync::Arc;

use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::quantity::{Currency, Exchange, NoRate, Quote};
use crate::schema::{self, ColumnType, digest};

use super::MeasureError;
use super::columns::{Columns, engine};
use super::company::collected;

/// `[exchange]`: how amounts in other currencies are converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExchangeSettings {
    /// How many days a rate holds where no newer one follows it; 31, so that a table of monthly rates suffices.
    pub max_age_days: u32,
}

impl Default for ExchangeSettings {
    fn default() -> Self {
        ExchangeSettings { max_age_days: 31 }
    }
}

impl ExchangeSettings {
    /// Whether nothing was set, so that nothing need be written.
    pub fn is_default(&self) -> bool {
        *self == ExchangeSettings::default()
    }
}

/// Orders in several currencies: how they are converted, and where that cannot be done.
#[derive(Clone)]
pub struct ForeignOrders {
    /// The orders with their amounts as they were loaded, each in its own currency.
    pub as_loaded: LazyFrame,
    /// The first day without a rate of each currency that has one, with the number of such days.
    pub gaps: Vec<RateGap>,
}

/// The days on which a currency has no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateGap {
    /// The first of them.
    pub first: NoRate,
    /// How many there are.
    pub days: usize,
}

impl RateGap {
    /// By currency, whatever the order in which the days come and however often.
    pub(super) fn among(mut missing: Vec<NoRate>) -> Vec<RateGap> {
        missing.sort();
        missing.dedup();
        let mut gaps: Vec<RateGap> = Vec::new();
        for none in missing {
            match gaps.last_mut().filter(|gap| gap.first.currency == none.currency) {
                Some(gap) => gap.days += 1,
                None => gaps.push(RateGap { first: none, days: 1 }),
            }
        }
        gaps
    }
}

/// Whose amounts lack a rate, and what a metric is without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// Those of orders: without all of them the metric is not measured.
    Orders,
    /// Those of deals, which are left out.
    Deals {
        /// How many are.
        left_out: usize,
        /// Of how many that count in the question.
        of: usize,
    },
    /// None of single rows: what is missing are rates of days with which periods are compared.
    Base {
        /// How many values there are not.
        values: usize,
    },
}

impl Without {
    /// What is said of the metric.
    pub(super) fn said_of(self, metric: &str) -> String {
        match self {
            Without::Orders => format!("`{metric}` cannot be measured"),
            Without::Deals { left_out, of } => format!("{left_out} of {of} deals have no amount for `{metric}`"),
            Without::Base { values: 1 } => format!("`{metric}` lacks 1 value"),
            Without::Base { values } => format!("`{metric}` lacks {values} values"),
        }
    }

    /// The rows whose day lacks a rate, in words.
    pub(super) fn rows(self) -> Option<&'static str> {
        match self {
            Without::Orders => Some("orders"),
            Without::Deals { .. } => Some("deals"),
            Without::Base { .. } => None,
        }
    }
}

/// The rates of a store into the run's currency.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn exchange(rates: LazyFrame, into: Currency, settings: &ExchangeSettings) -> Result<Exchange, MeasureError> {
    let frame = collected(rates)?;
    let columns = Columns::of(&frame);
    let (days, rates) = (columns.days("date")?, columns.number("rate")?);
    let (from, to) = (columns.texts("from")?, columns.texts("to")?);
    let quote = |row: usize| {
        Some(Quote { day: days[row]?.epoch(), from: from[row].clone()?, to: to[row].clone()?, rate: rates[row]? })
    };
    Ok(Exchange::new(into, settings.max_age_days, (0..frame.height()).filter_map(quote)))
}

/// What rates are known again by, beside a store's version.
pub fn fingerprint(exchange: &Exchange) -> String {
    format!("{:016x}", digest::of_text(&exchange.described()))
}

/// The orders with all amounts in the run's currency; the column `currency` still says in which they came. An amount
/// without a rate is null: see [`foreign_orders`], which finds them.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn converted(mut orders: LazyFrame, exchange: &Arc<Exchange>) -> Result<LazyFrame, MeasureError> {
    let schema = orders.collect_schema().map_err(engine)?;
    if !schema.contains("currency") {
        return Ok(orders);
    }
    let columns = schema::table("orders").into_iter().flat_map(|orders| &orders.columns);
    let money = columns.filter(|column| column.kind == ColumnType::Money).map(|column| column.stored_name());
    let amounts: Vec<Expr> =
        money.filter(|name| schema.contains(name)).map(|name| in_own_currency(&name, exchange)).collect();
    Ok(orders.with_columns(amounts))
}

fn in_own_currency(column: &str, exchange: &Arc<Exchange>) -> Expr {
    let exchange = Arc::clone(exchange);
    let convert = move |columns: &mut [Column]| {
        let (amounts, codes) = (columns[0].cast(&DataType::Int64)?, columns[1].cast(&DataType::String)?);
        let days = columns[2].cast(&DataType::Int32)?;
        let rows = amounts.i64()?.iter().zip(codes.str()?.iter()).zip(days.i32()?.iter());
        let mut too_large = false;
        let values: Vec<Option<i64>> = rows
            .map(|((amount, code), day)| {
                let (amount, code) = (amount?, code.unwrap_or(""));
                if exchange.is_own(code) {
                    return Some(amount);
                }
                let converted = exchange.convert(code, day?, amount).ok()?;
                too_large |= converted.is_none();
                converted
            })
            .collect();
        if too_large {
            return Err(PolarsError::ComputeError("a converted amount is larger than 64 bits can hold".into()));
        }
        Ok(Column::new(columns[0].name().clone(), values))
    };
    let kind = |_: &Schema, fields: &[Field]| Ok(Field::new(fields[0].name().clone(), DataType::Int64));
    col(column).map_many(convert, &[col("currency"), col("order_date")], kind)
}

/// The orders of a store that has some in other currencies, and the days for which rates are missing. Cancelled lines
/// need none.
///
/// # Errors
/// [`MeasureError::Engine`].
pub fn foreign_orders(orders: LazyFrame, exchange: &Exchange) -> Result<ForeignOrders, MeasureError> {
    let mut as_loaded = orders.clone();
    let schema = as_loaded.collect_schema().map_err(engine)?;
    if !schema.contains("currency") {
        return Ok(ForeignOrders { as_loaded, gaps: Vec::new() });
    }
    let counts = match schema.contains("line_type") {
        true => orders.filter(col("line_type").is_null().or(col("line_type").neq(lit("cancel")))),
        false => orders,
    };
    let frame = collected(counts.group_by([col("currency"), col("order_date")]).agg([]))?;
    let columns = Columns::of(&frame);
    let (codes, days) = (columns.texts("currency")?, columns.days("order_date")?);
    let missing = codes.into_iter().zip(days).filter_map(|(code, day)| {
        let code = code.filter(|code| !exchange.is_own(code))?;
        exchange.rate_on(&code, day?.epoch()).err()
    });
    let gaps = RateGap::among(missing.collect());
    Ok(ForeignOrders { as_loaded, gaps })
}

/// What is said of a metric whose amounts lack rates.
pub(super) fn missing(
    metric: &str,
    without: Without,
    gaps: &[RateGap],
    (into, max_age_days): (Currency, u32),
) -> Option<MeasureError> {
    let gap = gaps.first()?;
    Some(MeasureError::RateMissing {
        metric: metric.to_string(),
        without,
        currency: gap.first.currency.clone(),
        into: into.to_string(),
        day: Day::from_epoch(gap.first.day),
        last: gap.first.last.map(Day::from_epoch),
        max_age_days,
        more_days: gaps.iter().map(|gap| gap.days).sum::<usize>() - 1,
    })
}
