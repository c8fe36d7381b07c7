//! Listings as JSON.

use serde_json::{Map, Number, Value};

use crate::quantity::{Currency, Money};
use crate::review::listing::{Cell, Listing};

use super::ReportError;

/// An array of objects, one a row, keys in the order of the columns; absent values are null.
pub fn json(listing: &Listing) -> Result<Vec<u8>, ReportError> {
    let rows: Vec<Value> = listing
        .rows
        .iter()
        .map(|row| {
            let fields: Map<String, Value> = listing
                .columns
                .iter()
                .zip(row)
                .map(|(column, cell)| (column.name.clone(), value(cell, listing.currency)))
                .collect();
            Value::Object(fields)
        })
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&rows)
        .map_err(|error| ReportError { doing: format!("writing {}.json", listing.name), reason: error.to_string() })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn value(cell: &Cell, currency: Currency) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::String(text.clone()),
        Cell::Int(whole) => Value::from(*whole),
        Cell::Bool(truth) => Value::Bool(*truth),
        Cell::Date(day) => Value::String(day.to_string()),
        Cell::Float(number) => number_or_null(*number),
        // A decimal text becomes the nearest double, which prints as that same decimal.
        Cell::Money(minor) => {
            let text = Money::new(*minor, currency).to_string();
            text.parse::<f64>().map_or(Value::Null, number_or_null)
        }
    }
}

fn number_or_null(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
