//! Listings as comma-separated values.

use std::borrow::Cow;

use crate::review::listing::{Cell, Listing};

use super::{ReportError, plain};

/// UTF-8 text with a header; absent values are empty.
///
/// Text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` at its start) gets an apostrophe before it;
/// numbers are no text and stay as they are. Text that has apostrophes before such a sign already gets one more, so
/// that whoever takes one apostrophe away again has the text as it was.
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
            other => Cow::Owned(plain(other, listing.currency)),
        });
        for field in fields {
            writer.write_field(field.as_bytes()).map_err(|e| failed(&e))?;
        }
        // What ends the record.
        writer.write_record(None::<&[u8]>).map_err(|e| failed(&e))?;
    }
    writer.into_inner().map_err(|e| failed(&e))
}

fn disarmed(text: &str) -> Cow<'_, str> {
    let runs = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_plain_number(text);
    if runs { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A sign and digits, with one point or none: a spreadsheet reads a number and has nothing to run.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe_and_a_number_does_not() {
        for text in ["=1", "+1+2", "-1+cmd", "@sum", "-", "-.5", "--1", "-1.", "-inf", "\t=1", "'-x", "''=x"] {
            assert_eq!(disarmed(text), format!("'{text}"));
        }
        for text in ["-1533570", "+2.50", "-0.25", "R1", "1=2", "'x", "'", ""] {
            assert_eq!(disarmed(text), text);
        }
    }
}
