//! Listings as comma-separated values.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use crate::calendar::Day;
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
    let header = written_header(listing)?;
    let mut tail = Vec::new();
    shared.iter().for_each(|field| {
        tail.push(b',');
        push_text(&mut tail, field);
    });
    tail.push(b'\n');
    let piece = |number: usize| match number.checked_sub(1) {
        None => header.clone(),
        Some(part) => {
            let rows = part * ROWS_A_PIECE..rows.min((part + 1) * ROWS_A_PIECE);
            written(rows, &cells, &tail, listing.currency)
        }
    };
    Ok((0..1 + rows.div_ceil(ROWS_A_PIECE)).into_par_iter().map(piece).collect())
}

/// Rows that are written as one piece; the pieces of a long listing are written side by side.
const ROWS_A_PIECE: usize = 4_096;

fn written_header(listing: &Listing) -> Result<Vec<u8>, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError {
        doing: format!("writing {}.csv", listing.name),
        reason: error.to_string(),
    };
    let mut header = ::csv::Writer::from_writer(Vec::new());
    header.write_record(listing.columns.iter().map(|column| column.name.as_str())).map_err(|e| failed(&e))?;
    header.into_inner().map_err(|e| failed(&e))
}

/// Rows, each ended by `tail`. What a library does for each field of millions took a third of a long answer's time: most
/// fields are copied, and the same day is in all rows.
fn written(
    rows: Range<usize>,
    cells: &impl Fn(usize, &mut dyn FnMut(CellRef<'_>)),
    tail: &[u8],
    currency: Currency,
) -> Vec<u8> {
    let mut text = Vec::new();
    let mut fields = Fields { number: String::new(), day: None, currency };
    let (first, count) = (rows.start, rows.len());
    for row in rows {
        let start = text.len();
        let mut is_first = true;
        cells(row, &mut |cell| {
            if !std::mem::take(&mut is_first) {
                text.push(b',');
            }
            fields.push(&mut text, &cell);
        });
        if text.len() == start && tail.len() == 1 {
            // A line without anything would be no row.
            text.extend_from_slice(b"\"\"");
        }
        text.extend_from_slice(tail);
        if row == first {
            // Room is asked for once: what grows is copied again and again.
            text.reserve(text.len() * count);
        }
    }
    text
}

/// What writes fields, and remembers what the next row may have as well.
struct Fields {
    number: String,
    day: Option<(Day, String)>,
    currency: Currency,
}

impl Fields {
    fn push(&mut self, text: &mut Vec<u8>, cell: &CellRef<'_>) {
        match cell {
            CellRef::Text(word) => push_text(text, &disarmed(word)),
            CellRef::Plain(Cell::Text(word)) => push_text(text, &disarmed(word)),
            CellRef::Plain(Cell::Null) => {}
            CellRef::Plain(Cell::Int(whole)) => text.extend_from_slice(itoa::Buffer::new().format(*whole).as_bytes()),
            CellRef::Plain(Cell::Date(day)) => {
                let known = self.day.take().filter(|(known, _)| known == day);
                let (_, words) = self.day.insert(known.unwrap_or_else(|| (*day, day.to_string())));
                text.extend_from_slice(words.as_bytes());
            }
            CellRef::Plain(other) => {
                self.number.clear();
                write_plain(&mut self.number, other, self.currency);
                push_text(text, &self.number);
            }
        }
    }
}

/// Appends a field, in quotes where it has what would end it.
fn push_text(text: &mut Vec<u8>, field: &str) {
    if !field.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        return text.extend_from_slice(field.as_bytes());
    }
    text.push(b'"');
    for byte in field.bytes() {
        text.extend_from_slice(if byte == b'"' { b"\"\"" } else { std::slice::from_ref(&byte) });
    }
    text.push(b'"');
}

fn disarmed(text: &str) -> Cow<'_, str> {
    // Most texts begin with a letter or a digit.
    if text.as_bytes().first().is_none_or(|first| first.is_ascii_alphanumeric()) {
        return Cow::Borrowed(text);
    }
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
    use proptest::prelude::*;

    /// The same rows by the library's own way to write them.
    fn by_the_library(listing: &Listing, shared: &[String]) -> Vec<u8> {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(listing.columns.iter().map(|column| column.name.as_str())).unwrap();
        for row in &listing.rows {
            let texts = row.iter().map(|cell| match cell {
                Cell::Text(text) => disarmed(text).into_owned(),
                other => crate::reports::plain(other, listing.currency),
            });
            writer.write_record(texts.chain(shared.iter().cloned())).unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Null),
            "[a-z,\"\r\n =+'公司-]{0,6}".prop_map(Cell::Text),
            any::<i64>().prop_map(Cell::Int),
            any::<bool>().prop_map(Cell::Bool),
            (-800_000..800_000).prop_map(|day| Cell::Date(Day::from_epoch(day))),
            any::<i64>().prop_map(Cell::Money),
            any::<f64>().prop_map(Cell::Float),
        ]
    }

    proptest! {
        #[test]
        fn rows_are_written_as_the_library_writes_them(
            (columns, rows) in (1usize..4).prop_flat_map(|columns| {
                (Just(columns), prop::collection::vec(prop::collection::vec(cell(), columns), 0..6))
            }),
            shared in prop::collection::vec("[a-z,\"]{0,3}", 0..3),
        ) {
            let names: Vec<String> = (0..columns + shared.len()).map(|at| format!("c{at}")).collect();
            let names: Vec<(&str, ColumnKind)> = names.iter().map(|name| (name.as_str(), ColumnKind::Text)).collect();
            let listing = Listing { rows, ..Listing::new("some", Currency::USD, &names) };
            let cells = |at: usize, take: &mut dyn FnMut(CellRef<'_>)| {
                listing.rows[at].iter().for_each(|cell| take(CellRef::from(cell)));
            };
            let written = csv_pieces_of(&listing, listing.rows.len(), cells, &shared).unwrap().concat();
            prop_assert_eq!(String::from_utf8(written), String::from_utf8(by_the_library(&listing, &shared)));
        }
    }

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
