//! Listings that only the command line prints.

use crate::quantity::Currency;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::store::LoadedSource;

/// `table, file, rows_read, rows_loaded, duplicates_dropped, rows_rejected, rows_warned`.
pub(crate) fn accounts(sources: &[LoadedSource], currency: Currency) -> Listing {
    let mut listing = Listing::new(
        "accounts",
        currency,
        &[
            ("table", ColumnKind::Text),
            ("file", ColumnKind::Text),
            ("rows_read", ColumnKind::Int),
            ("rows_loaded", ColumnKind::Int),
            ("duplicates_dropped", ColumnKind::Int),
            ("rows_rejected", ColumnKind::Int),
            ("rows_warned", ColumnKind::Int),
        ],
    );
    for source in sources {
        listing.push(vec![
            Cell::from(source.table.as_str()),
            Cell::from(source.file.as_str()),
            Cell::Int(source.rows_read as i64),
            Cell::Int(source.rows_loaded as i64),
            Cell::Int(source.duplicates_dropped as i64),
            Cell::Int(source.rows_rejected as i64),
            Cell::Int(source.rows_warned as i64),
        ]);
    }
    listing
}
