//! Amounts of several currencies are never added.
//!
//! Only orders and deals have a currency of their own; a file of invoices or payments that brings one has it carried
//! along (`x_currency`). What is empty is in the currency of the run.

use std::collections::BTreeSet;

use polars::prelude::{DataFrame, LazyFrame, col};

use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::company::{Tables, collected};
use crate::schema::{self, normalised};

/// The currency of the run, where the store's orders tell it.
pub(super) fn of_orders(tables: &Tables) -> Result<Option<String>, MeasureError> {
    if let Some(currency) = tables.currency() {
        return Ok(Some(currency.to_string()));
    }
    let Some(orders) = tables.get("orders") else { return Ok(None) };
    let first: LazyFrame = orders.clone().limit(1);
    if collected(first)?.column("currency").is_err() {
        return Ok(None);
    }
    let frame = collected(orders.select([col("currency")]).limit(1))?;
    Ok(Columns::of(&frame).text("currency")?.get(0).map(str::to_string))
}

/// Refuses a table whose amounts are in several currencies, or in another than that of the run.
pub(super) fn require_one(table: &str, frame: &DataFrame, run: Option<&str>) -> Result<(), MeasureError> {
    for name in frame.get_column_names().into_iter().filter(|name| names_a_currency(name)) {
        let column = Columns::of(frame).text(name)?;
        let mut codes: BTreeSet<String> = BTreeSet::new();
        let mut has_empty = false;
        let mut last = None;
        for code in column.iter() {
            // Neighbours mostly agree: only a change is looked up.
            if code == last && code.is_some() {
                continue;
            }
            last = code;
            match code.map(str::trim).filter(|code| !code.is_empty()) {
                Some(code) => drop(codes.insert(code.to_uppercase())),
                None => has_empty = true,
            }
        }
        if codes.is_empty() {
            continue;
        }
        if let Some(run) = run {
            codes.insert(run.to_string());
        } else if has_empty {
            codes.insert("the run's".to_string());
        }
        if codes.len() > 1 {
            let currencies = codes.into_iter().collect();
            return Err(MeasureError::SeveralCurrencies { table: table.to_string(), currencies });
        }
    }
    Ok(())
}

/// Whether a carried column is called as currencies are.
fn names_a_currency(column: &str) -> bool {
    let Some(own) = column.strip_prefix("x_").map(normalised) else { return false };
    let Some(known) = schema::table("orders").and_then(|orders| orders.column("currency")) else { return false };
    own == normalised(&known.name) || known.synonyms.iter().any(|name| normalised(name) == own)
}
