//! Listings about what changed between two versions.

use crate::pipeline::{Cause, ChangedRow, MovedNumber, Restatement};
use crate::quantity::{Currency, Measured};
use crate::review::listing::{Cell, ColumnKind, Listing};

const fn text(name: &'static str) -> (&'static str, ColumnKind) {
    (name, ColumnKind::Text)
}

const fn number(name: &'static str) -> (&'static str, ColumnKind) {
    (name, ColumnKind::Number)
}

/// `metric_id, period, dimension, key, value_a, value_b, difference, changed_rates, added_rows, removed_rows,
/// replaced_rows, changed_reps, changed_quotas, changed_as_of, unexplained, null_reason_a, null_reason_b, currency, as_of_a, as_of_b,
/// store_version_a`.
///
/// The causes and what is unexplained add up to the difference, in which an absent value counts as zero.
pub(super) fn numbers(found: &Restatement) -> Listing {
    let columns = [
        text("metric_id"),
        text("period"),
        text("dimension"),
        text("key"),
        number("value_a"),
        number("value_b"),
        number("difference"),
        number("changed_rates"),
        number("added_rows"),
        number("removed_rows"),
        number("replaced_rows"),
        number("changed_reps"),
        number("changed_quotas"),
        number("changed_as_of"),
        number("unexplained"),
        text("null_reason_a"),
        text("null_reason_b"),
        text("currency"),
        ("as_of_a", ColumnKind::Date),
        ("as_of_b", ColumnKind::Date),
        ("store_version_a", ColumnKind::Int),
    ];
    let mut listing = Listing::new("restate", found.currency, &columns);
    for moved in &found.moved {
        listing.push(number_row(moved, found));
    }
    listing
}

/// For people: without the causes that moved nothing, and without what the lines under the table tell of both states.
pub(super) fn for_people(mut listing: Listing) -> Listing {
    const CAUSES: [&str; 8] = [
        "changed_rates",
        "added_rows",
        "removed_rows",
        "replaced_rows",
        "changed_reps",
        "changed_quotas",
        "changed_as_of",
        "unexplained",
    ];
    const TOLD: [&str; 3] = ["as_of_a", "as_of_b", "store_version_a"];
    let is_nothing = |cell: &Cell| match cell {
        Cell::Null | Cell::Money(0) | Cell::Int(0) => true,
        Cell::Float(number) => *number == 0.0,
        _ => false,
    };
    let is_shown = |at: usize| {
        let name = listing.columns[at].name.as_str();
        let moves_nothing = CAUSES.contains(&name) && listing.rows.iter().all(|row| is_nothing(&row[at]));
        !(TOLD.contains(&name) || moves_nothing)
    };
    let shown: Vec<usize> = (0..listing.columns.len()).filter(|&at| is_shown(at)).collect();
    listing.columns = shown.iter().map(|&at| listing.columns[at].clone()).collect();
    for row in &mut listing.rows {
        *row = shown.iter().map(|&at| row[at].clone()).collect();
    }
    listing
}

fn number_row(moved: &MovedNumber, found: &Restatement) -> Vec<Cell> {
    let value = |value: Option<Measured>| Cell::from(value.and_then(Measured::value));
    let reason = |value: Option<Measured>| Cell::from(value.and_then(Measured::null_reason));
    let mut row = vec![
        Cell::from(moved.metric.id()),
        Cell::from(moved.period.as_str()),
        Cell::from(moved.dimension),
        Cell::from(moved.key.as_str()),
        value(moved.a),
        value(moved.b),
        Cell::from(moved.difference),
    ];
    row.extend(Cause::ALL.map(|cause| Cell::from(moved.parts.of(cause))));
    row.extend([
        Cell::from(moved.unexplained),
        reason(moved.a),
        reason(moved.b),
        Cell::from(found.currency.code()),
        Cell::Date(found.as_of_a),
        Cell::Date(found.as_of_b),
        Cell::Int(i64::try_from(found.store_version_a).unwrap_or(i64::MAX)),
    ]);
    row
}

/// `table, rows_a, rows_b, rows_added, rows_removed, rows_replaced`.
pub(super) fn tables(found: &Restatement) -> Listing {
    let int = |name: &'static str| (name, ColumnKind::Int);
    let columns =
        [text("table"), int("rows_a"), int("rows_b"), int("rows_added"), int("rows_removed"), int("rows_replaced")];
    let mut listing = Listing::new("restate_tables", found.currency, &columns);
    for table in &found.tables {
        let counts = [table.rows_a, table.rows_b, table.added, table.removed, table.replaced];
        let counts = counts.map(|count| Cell::Int(i64::try_from(count).unwrap_or(i64::MAX)));
        listing.push(std::iter::once(Cell::from(table.table.as_str())).chain(counts).collect());
    }
    listing
}

/// `table, change, key, order_id, line_no, order_date_a, order_date_b, rep_id_a, rep_id_b, net_amount_a, net_amount_b,
/// changed_values, currency`. The columns from `order_id` on are empty but for order lines.
pub(super) fn rows(rows: &[ChangedRow], currency: Currency) -> Listing {
    let columns = [
        text("table"),
        text("change"),
        text("key"),
        text("order_id"),
        text("line_no"),
        ("order_date_a", ColumnKind::Date),
        ("order_date_b", ColumnKind::Date),
        text("rep_id_a"),
        text("rep_id_b"),
        number("net_amount_a"),
        number("net_amount_b"),
        text("changed_values"),
        text("currency"),
    ];
    let mut listing = Listing::new("restate_rows", currency, &columns);
    for row in rows {
        let (a, b) = (row.line_a.as_ref(), row.line_b.as_ref());
        let line = b.or(a);
        let one = |text: Option<&String>| text.map_or(Cell::Null, |text| Cell::from(text.as_str()));
        let changed: Vec<String> =
            row.values.iter().map(|(column, old, new)| format!("{column}: {old} → {new}")).collect();
        listing.push(vec![
            Cell::from(row.table.as_str()),
            Cell::from(row.change.word()),
            Cell::from(row.key.as_str()),
            one(line.map(|line| &line.order_id)),
            one(line.map(|line| &line.line_no)),
            a.and_then(|line| line.day).map_or(Cell::Null, Cell::Date),
            b.and_then(|line| line.day).map_or(Cell::Null, Cell::Date),
            one(a.map(|line| &line.rep_id)),
            one(b.map(|line| &line.rep_id)),
            a.and_then(|line| line.net).map_or(Cell::Null, Cell::Money),
            b.and_then(|line| line.net).map_or(Cell::Null, Cell::Money),
            Cell::from(changed.join("; ")),
            Cell::from(currency.code()),
        ]);
    }
    listing
}
