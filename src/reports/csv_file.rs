//! Listings as comma-separated values.

use crate::review::listing::{Cell, Listing};

use super::{ReportError, plain};

/// UTF-8 text with a header; absent values are empty.
///
/// Text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` at its start) gets an apostrophe before it;
/// numbers are no text and stay as they are.
pub fn csv(listing: &Listing) -> Result<Vec<u8>, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError {
        doing: format!("writing {}.csv", listing.name),
        reason: error.to_string(),
    };
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(listing.columns.iter().map(|column| column.name.as_str())).map_err(|e| failed(&e))?;
    for row in &listing.rows {
        let fields = row.iter().map(|cell| match cell {
            Cell::Text(text) => disarmed(text),
            other => plain(other, listing.currency),
        });
        writer.write_record(fields).map_err(|e| failed(&e))?;
    }
    writer.into_inner().map_err(|e| failed(&e))
}

fn disarmed(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_string() }
}
