//! Listings as comma-separated values.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use crate::quantity::Currency;
use crate::review::listing::{Cell, CellRef, Listing};

use super::{ReportError, write_plain};

/// UTF-8 text with a header; absent values are empty.
///
/// Text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` at its start) gets an apostrophe before it;
/// numbers are no text and stay as they are. Text that has apostrophes before such a sign already gets one more, so
/// that whoever takes one apostrophe away again has the text as it was.
pub fn csv(listing: &Listing) -> Result<Vec<u8>, ReportError> {
    Ok(csv_pieces(listing)?.concat())
}

/// The text of [`csv`] in pieces, one behind the other.
pub fn csv_pieces(listing: &Listing) -> Result<Vec<Vec<u8>>, ReportError> {
    let cells = |at: usize, take: &mut dyn FnMut(CellRef<'_>)| {
        listing.rows[at].iter().for_each(|cell| take(CellRef::from(cell)));
    };
    csv_pieces_of(listing, listing.rows.len(), cells, &[])
}

/// The same with so many rows instead of the listing's own: `cells` tells the cells of each when it is written, and several
/// are written at the same time. The last columns, whose `shared` fields are the same in every row, are not told.
pub fn csv_pieces_of(
    listing: &Listing,
    rows: usize,
    cells: impl Fn(usize, &mut dyn FnMut(CellRef<'_>)) + Sync,
    shared: &[String],
) -> Result<Vec<Vec<u8>>, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError {
        doing: format!("writing {}.csv", listing.name),
        reason: error.to_string(),
    };
    let mut header = ::csv::Writer::from_writer(Vec::new());
    header.write_record(listing.columns.iter().map(|column| column.name.as_str())).map_err(|e| failed(&e))?;
    let header = header.into_inner().map_err(|e| failed(&e))?;
    let piece = |number: usize| match number.checked_sub(1) {
        None => Ok(header.clone()),
        Some(part) => {
            written(part * ROWS_A_PIECE..rows.min((part + 1) * ROWS_A_PIECE), &cells, shared, listing.currency)
        }
    };
    let pieces = 1 + rows.div_ceil(ROWS_A_PIECE);
    (0..pieces).into_par_iter().map(piece).collect::<Result<_, _>>().map_err(|e| failed(&e))
}

/// Rows that are written as one piece; the pieces of a long listing are written side by side.
const ROWS_A_PIECE: usize = 4_096;

fn written(
    rows: Range<usize>,
    cells: &impl Fn(usize, &mut dyn FnMut(CellRef<'_>)),
    shared: &[String],
    currency: Currency,
) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut number = String::new();
    for row in rows {
        let mut outcome = Ok(());
        cells(row, &mut |cell| {
            let field = match &cell {
                CellRef::Text(text) => disarmed(text),
                CellRef::Plain(Cell::Text(text)) => disarmed(text),
                CellRef::Plain(other) => {
                    number.clear();
                    write_plain(&mut number, other, currency);
                    Cow::Borrowed(number.as_str())
                }
            };
            if outcome.is_ok() {
                outcome = writer.write_field(field.as_bytes());
            }
        });
        outcome?;
        for field in shared {
            writer.write_field(field.as_bytes())?;
        }
        // What ends the record.
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
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
    use crate::review::listing::ColumnKind;

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe_and_a_number_does_not() {
        for text in ["=1", "+1+2", "-1+cmd", "@sum", "-", "-.5", "--1", "-1.", "-inf", "\t=1", "'-x", "''=x"] {
            assert_eq!(disarmed(text), format!("'{text}"));
        }
        for text in ["-1533570", "+2.50", "-0.25", "R1", "1=2", "'x", "'", ""] {
            assert_eq!(disarmed(text), text);
        }
    }

    #[test]
    fn a_listing_of_several_pieces_is_one_header_and_every_row_in_order() {
        let count = 2 * ROWS_A_PIECE + 3;
        let usd = Currency::USD;
        let mut listing = Listing::new("many", usd, &[("at", ColumnKind::Int), ("name", ColumnKind::Text)]);
        for at in 0..count {
            listing.push(vec![Cell::Int(at as i64), Cell::from("a, b")]);
        }
        let text = String::from_utf8(csv(&listing).unwrap()).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("at,name"));
        assert_eq!(lines.by_ref().take(count).enumerate().find(|(at, line)| *line != format!("{at},\"a, b\"")), None);
        assert_eq!(lines.next(), None);
    }
}
