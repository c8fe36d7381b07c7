//! Listings about the store itself.

use super::listings::counts;
use crate::calendar::Day;
use crate::quantity::Currency;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::store::{PastVersion, TableDescription, VacuumPlan, by_address};

const fn text(name: &'static str) -> (&'static str, ColumnKind) {
    (name, ColumnKind::Text)
}

const fn int(name: &'static str) -> (&'static str, ColumnKind) {
    (name, ColumnKind::Int)
}

const fn day(name: &'static str) -> (&'static str, ColumnKind) {
    (name, ColumnKind::Date)
}

fn count(number: u64) -> Cell {
    Cell::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn words(text: Option<&String>) -> Cell {
    text.map_or(Cell::Null, |text| Cell::from(text.as_str()))
}

fn ends(days: Option<(Day, Day)>) -> [Cell; 2] {
    days.map_or([Cell::Null, Cell::Null], |(first, last)| [Cell::Date(first), Cell::Date(last)])
}

/// `table, delta_version, files, row_groups, rows, bytes, first_date, last_date`.
pub(super) fn tables(tables: &[TableDescription], currency: Currency) -> Listing {
    let columns = [
        text("table"),
        int("delta_version"),
        int("files"),
        int("row_groups"),
        int("rows"),
        int("bytes"),
        day("first_date"),
        day("last_date"),
    ];
    let mut listing = Listing::new("store_tables", currency, &columns);
    for table in tables {
        let [first, last] = ends(table.days);
        listing.push(vec![
            Cell::from(table.table.as_str()),
            count(table.delta_version),
            count(table.files.len() as u64),
            count(table.row_groups()),
            count(table.rows()),
            count(table.bytes()),
            first,
            last,
        ]);
    }
    listing
}

/// `table, column, type, rows, nulls, null_share, min, max, distinct_at_least, compressed_bytes, uncompressed_bytes,
/// encodings, compression`. What the footers do not say is empty.
pub(super) fn columns(table: &TableDescription, currency: Currency) -> Listing {
    let columns = [
        text("table"),
        text("column"),
        text("type"),
        int("rows"),
        int("nulls"),
        ("null_share", ColumnKind::Number),
        text("min"),
        text("max"),
        int("distinct_at_least"),
        int("compressed_bytes"),
        int("uncompressed_bytes"),
        text("encodings"),
        text("compression"),
    ];
    let mut listing = Listing::new("store_columns", currency, &columns);
    for column in &table.columns {
        let share = column.nulls.filter(|_| column.rows > 0).map(|nulls| nulls as f64 / column.rows as f64);
        listing.push(vec![
            Cell::from(table.table.as_str()),
            Cell::from(column.column.as_str()),
            Cell::from(column.kind.as_str()),
            count(column.rows),
            column.nulls.map_or(Cell::Null, count),
            Cell::from(share),
            words(column.least.as_ref()),
            words(column.greatest.as_ref()),
            column.distinct.map_or(Cell::Null, count),
            count(column.compressed_bytes),
            count(column.uncompressed_bytes),
            Cell::from(column.encodings.join(" ")),
            Cell::from(column.codecs.join(" ")),
        ]);
    }
    listing
}

/// `table, file, rows, row_groups, bytes, first_date, last_date`.
pub(super) fn files(table: &TableDescription, currency: Currency) -> Listing {
    let columns = [
        text("table"),
        text("file"),
        int("rows"),
        int("row_groups"),
        int("bytes"),
        day("first_date"),
        day("last_date"),
    ];
    let mut listing = Listing::new("store_files", currency, &columns);
    for file in &table.files {
        let [first, last] = ends(file.days);
        listing.push(vec![
            Cell::from(table.table.as_str()),
            Cell::from(file.file.as_str()),
            count(file.rows),
            count(file.row_groups),
            count(file.bytes),
            first,
            last,
        ]);
    }
    listing
}

/// `version, committed_at, configuration, table, file, rows_read, rows_loaded, duplicates_dropped, rows_rejected,
/// rows_warned, rows_replaced, removed_at, dropped_by_reason, rejected_by_rule`: a row for each file that a version
/// loaded.
pub(super) fn versions(versions: &[PastVersion], currency: Currency) -> Listing {
    let columns = [
        int("version"),
        text("committed_at"),
        text("configuration"),
        text("table"),
        text("file"),
        int("rows_read"),
        int("rows_loaded"),
        int("duplicates_dropped"),
        int("rows_rejected"),
        int("rows_warned"),
        int("rows_replaced"),
        text("removed_at"),
        text("dropped_by_reason"),
        text("rejected_by_rule"),
    ];
    let mut listing = Listing::new("store_versions", currency, &columns);
    for past in versions {
        let manifest = &past.manifest;
        let head = || {
            vec![
                count(manifest.version),
                Cell::from(manifest.committed_at.as_str()),
                Cell::from(manifest.configuration.as_str()),
            ]
        };
        let removed = words(past.removed_at.as_ref());
        if past.loaded.is_empty() {
            let nothing = std::iter::repeat_n(Cell::Null, 8);
            listing.push(head().into_iter().chain(nothing).chain([removed.clone(), Cell::Null, Cell::Null]).collect());
        }
        for source in &past.loaded {
            let mut row = head();
            row.extend([
                Cell::from(source.table.as_str()),
                Cell::from(source.file.as_str()),
                count(source.rows_read),
                count(source.rows_loaded),
                count(source.duplicates_dropped),
                count(source.rows_rejected),
                count(source.rows_warned),
                count(source.rows_replaced),
                removed.clone(),
                counts(&source.dropped_by_reason),
                counts(&source.rejected_by_rule),
            ]);
            listing.push(row);
        }
    }
    listing
}

/// `kind, name, committed_at, bytes`: the versions, then the files that go.
pub(super) fn vacuum(plan: &VacuumPlan, currency: Currency) -> Listing {
    let columns = [text("kind"), text("name"), text("committed_at"), int("bytes")];
    let mut listing = Listing::new("vacuum", currency, &columns);
    for past in &plan.versions {
        listing.push(vec![
            Cell::from("version"),
            Cell::from(past.manifest.version.to_string()),
            Cell::from(past.manifest.committed_at.as_str()),
            Cell::Null,
        ]);
    }
    for (file, bytes) in &plan.files {
        listing.push(vec![
            Cell::from("file"),
            Cell::from(by_address(&file.display().to_string())),
            Cell::Null,
            count(*bytes),
        ]);
    }
    listing
}
