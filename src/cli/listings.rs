//! Listings that only the command line prints.

use std::collections::BTreeMap;

use crate::quantity::Currency;
use crate::reports::wording::{Language, Wording};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::quality_report::QualityRow;
use crate::sources::{CheckSettings, checks};
use crate::store::LoadedSource;

/// `table, file, rows_read, rows_loaded, duplicates_dropped, rows_rejected, rows_warned, dropped_by_reason,
/// rejected_by_rule`; the last two as `empty=1; not_a_day=2`.
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
            ("dropped_by_reason", ColumnKind::Text),
            ("rejected_by_rule", ColumnKind::Text),
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
            counts(&source.dropped_by_reason),
            counts(&source.rejected_by_rule),
        ]);
    }
    listing
}

/// Counts by name, in the names' order; empty where there are none.
pub(super) fn counts(by_name: &BTreeMap<String, u64>) -> Cell {
    let parts: Vec<String> = by_name.iter().map(|(name, rows)| format!("{name}={rows}")).collect();
    if parts.is_empty() { Cell::Null } else { Cell::from(parts.join("; ")) }
}

/// `section, check, severity, table, column, count, share, examples, sentence`.
pub(crate) fn quality(rows: &[&QualityRow], wording: &Wording, currency: Currency) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let columns = [
        text("section"),
        text("check"),
        text("severity"),
        text("table"),
        text("column"),
        ("count", ColumnKind::Int),
        ("share", ColumnKind::Number),
        text("examples"),
        text("sentence"),
    ];
    let mut listing = Listing::new("quality", currency, &columns);
    let named = |text: &str| if text.is_empty() { Cell::Null } else { Cell::from(text) };
    for row in rows {
        listing.push(vec![
            Cell::from(row.section),
            Cell::from(row.check.as_str()),
            row.severity.map_or(Cell::Null, |severity| Cell::from(severity.word())),
            named(&row.table),
            named(&row.column),
            row.count.map_or(Cell::Null, Cell::Int),
            Cell::from(row.share),
            named(&row.examples.join("; ")),
            Cell::from(wording.sentence(&row.sentence, currency)),
        ]);
    }
    listing
}

/// The catalogue of checks: `check, severity, default, allowed, section, tables, sentence`, the severity as it is
/// configured.
pub(crate) fn catalogue(settings: &CheckSettings, language: Language, currency: Currency) -> Listing {
    let names = ["check", "severity", "default", "allowed", "section", "tables", "sentence"];
    let mut listing = Listing::new("checks", currency, &names.map(|name| (name, ColumnKind::Text)));
    for check in checks() {
        let allowed: Vec<&str> = check.allowed.iter().map(|severity| severity.word()).collect();
        let tables = if check.tables.is_empty() { "all".to_string() } else { check.tables.join(" ") };
        let sentence = if language == Language::Zh { &check.zh } else { &check.en };
        listing.push(vec![
            Cell::from(check.id.as_str()),
            Cell::from(settings.severity(&check.id).word()),
            Cell::from(check.default.word()),
            Cell::from(allowed.join(" ")),
            Cell::from(check.section.as_str()),
            Cell::from(tables),
            Cell::from(sentence.as_str()),
        ]);
    }
    listing
}
