//! What customers gave back, each return beside the day of the sale that it undoes.

use polars::prelude::{col, lit};

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine};
use crate::measures::company::{Tables, collected};

use super::origin::{SaleDays, with_columns};

/// A return line of a customer. Amounts have the sign of the line: below zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerReturn {
    /// The customer's id.
    pub customer: String,
    /// The day on which it came back.
    pub day: Day,
    /// The day of its sale; `None` where the line names none, or the data do not have it.
    pub sold: Option<Day>,
    /// Net amount in minor units.
    pub net: i64,
    /// Cost in minor units; `None` where the line has none.
    pub cost: Option<i64>,
}

/// What is read of a return.
const COLUMNS: [&str; 7] = [
    "line_type",
    "order_date",
    "customer_id",
    "net_amount_minor",
    "cost_amount_minor",
    "origin_order_id",
    "origin_line_no",
];

/// The returns of customers up to a day, in the order of the lines; none where no line says that it is one. Lines
/// without a customer are left out.
///
/// `asked` is what they are for, as an error names it. A return names its sale by order and line; without a line, or
/// where the order has no such line, the order's first day is meant.
///
/// # Errors
/// [`MeasureError::TableMissing`] without orders, [`MeasureError::Engine`] where they cannot be read.
pub fn customer_returns(tables: &Tables, asked: &str, until: Day) -> Result<Vec<CustomerReturn>, MeasureError> {
    let parts = tables.orders_in_parts(asked)?;
    let sale_days = SaleDays::read(&parts)?;
    let mut found = Vec::new();
    for part in &parts {
        let mut lines = with_columns(part, &COLUMNS)?;
        if !lines.collect_schema().map_err(engine)?.contains("line_type") {
            continue;
        }
        let frame = collected(lines.filter(col("line_type").eq(lit("return"))))?;
        let columns = Columns::of(&frame);
        let (customers, days) = (columns.text("customer_id")?, columns.days("order_date")?);
        let (net, cost) = (columns.whole("net_amount_minor")?, columns.whole("cost_amount_minor")?);
        let (origins, origin_lines) = (columns.text("origin_order_id")?, columns.whole("origin_line_no")?);
        for row in 0..columns.height() {
            let named = customers.get(row).filter(|customer| !customer.is_empty());
            let (Some(customer), Some(day)) = (named, days[row].filter(|day| *day <= until)) else { continue };
            found.push(CustomerReturn {
                customer: customer.to_string(),
                day,
                sold: sale_days.of_return(origins.get(row), origin_lines[row], day),
                net: net[row].unwrap_or(0),
                cost: cost[row],
            });
        }
    }
    Ok(found)
}
