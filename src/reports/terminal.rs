//! Listings for people at a terminal.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use crate::review::listing::{Cell, ColumnKind, Listing};

use super::figures::legible;
use super::plain;

/// Aligned columns no wider than `width` characters (`None`: as wide as they are), numbers to the right.
pub fn terminal(listing: &Listing, width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = width {
        table.set_width(width);
    }
    table.set_header(listing.columns.iter().map(|column| column.name.as_str()));
    for row in &listing.rows {
        table.add_row(row.iter().map(|cell| shown(cell, listing)));
    }
    for (at, column) in listing.columns.iter().enumerate() {
        let numeric = matches!(column.kind, ColumnKind::Int | ColumnKind::Number);
        if let Some(column) = table.column_mut(at).filter(|_| numeric) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_string()).collect();
    lines.join("\n") + "\n"
}

/// Fractions to four places: more would only be noise to the eye; the other formats have them in full.
fn shown(cell: &Cell, listing: &Listing) -> String {
    match cell {
        Cell::Float(number) => format!("{number:.4}"),
        // Names come from files: an escape sequence in one must not reach the terminal.
        Cell::Text(text) => legible(text),
        other => plain(other, listing.currency),
    }
}
