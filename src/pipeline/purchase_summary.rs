//! Customers from a summary file: `customer_id, frequency, recency, T` and, where it is known, `monetary_value`.

use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;

use crate::failure::Failure;
use crate::models::purchase::{CustomerHistory, CustomerSpend, Histories};

use super::header::Header;
use super::purchase::Buyer;

/// What a summary file says.
#[derive(Debug, Clone, PartialEq)]
pub struct PurchaseSummary {
    /// The customers' ids, in the order of the file.
    pub customers: Vec<String>,
    /// The customers; [`Buyer::customer`] is the position in the list of ids, [`Buyer::rep`] 0.
    pub buyers: Vec<Buyer>,
    /// Whether the file has a column `monetary_value`.
    pub has_values: bool,
    /// Of those that bought again, how many have no value.
    pub without_value: usize,
}

const COLUMNS: &str = "customer_id, frequency, recency, T and, where it is known, monetary_value";

/// Reads a summary file; recency and T are in one unit of time, whatever it is.
///
/// # Errors
/// [`Failure`] for a file that cannot be read, a column that is missing, and the first value that is no number or
/// no history, with its line.
pub fn read_purchase_summary(path: &Path) -> Result<PurchaseSummary, Failure> {
    let unreadable = |error: csv::Error| {
        Failure::data(
            format!("`{}` cannot be read: {error}", path.display()),
            Some(format!("a comma-separated file with the columns {COLUMNS}")),
        )
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(unreadable)?;
    let header = reader.headers().map_err(unreadable)?.clone();
    let named = Header { path, names: &header, columns: COLUMNS };
    let id = named.place(&["customer_id", "id", "customer"]);
    let (frequency, recency, age) =
        (named.need(&["frequency", "x"])?, named.need(&["recency", "t_x"])?, named.need(&["t", "age"])?);
    let value = named.place(&["monetary_value"]);

    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut summary =
        PurchaseSummary { customers: Vec::new(), buyers: Vec::new(), has_values: value.is_some(), without_value: 0 };
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let row = Row { path, header: &header, record: &record };
        let history =
            CustomerHistory { frequency: row.whole(frequency)?, recency: row.number(recency)?, age: row.number(age)? };
        Histories::new(vec![history]).map_err(|error| row.refuse(&error.to_string()))?;
        let spend = match value {
            Some(value) if history.frequency > 0 && !row.text(value).is_empty() => {
                Some(CustomerSpend { frequency: history.frequency, mean: row.number(value)? })
            }
            _ => None,
        };
        if let Some(id) = id.map(|id| row.text(id)).filter(|id| !id.is_empty())
            && let Some(earlier) = seen.insert(id.to_string(), row.line())
        {
            return Err(row.refuse_with(
                &format!("customer `{id}` stands in line {earlier} already"),
                "one line a customer: add up what stands in several",
            ));
        }
        let customer = summary.customers.len() as u32;
        summary.customers.push(id.map_or_else(|| (customer + 1).to_string(), |id| row.text(id).to_string()));
        summary.without_value += usize::from(history.frequency > 0 && spend.is_none());
        let spend = spend.filter(|spend| spend.mean > 0.0);
        summary.buyers.push(Buyer { customer, rep: 0, history, spend, margin: None, without_cost: false });
    }
    Ok(summary)
}

/// One line of the file, for reading and for complaining about.
struct Row<'a> {
    path: &'a Path,
    header: &'a StringRecord,
    record: &'a StringRecord,
}

impl Row<'_> {
    fn text(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or("")
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    fn refuse(&self, what: &str) -> Failure {
        // The model's own message counts customers from its list of one; the line says it better.
        let what = what.strip_prefix("customer 1 has ").unwrap_or(what);
        self.refuse_with(
            what,
            "frequency counts purchases after the first; recency and T count from the first purchase",
        )
    }

    fn refuse_with(&self, what: &str, hint: &str) -> Failure {
        Failure::data(format!("`{}` line {}: {what}", self.path.display(), self.line()), Some(hint.to_string()))
    }

    fn number(&self, column: usize) -> Result<f64, Failure> {
        let text = self.text(column);
        text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| self.bad(column, "a number"))
    }

    fn whole(&self, column: usize) -> Result<u32, Failure> {
        let number = self.number(column)?;
        let is_count = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
        if is_count { Ok(number as u32) } else { Err(self.bad(column, "a whole number of 0 or more")) }
    }

    fn bad(&self, column: usize, wanted: &str) -> Failure {
        let name = self.header.get(column).unwrap_or("");
        self.refuse(&format!("`{name}` is `{}`, not {wanted}", self.text(column)))
    }
}
