//! What the load would have refused and the store holds all the same, because the rule only warns or because a later
//! load made it so.

use std::collections::BTreeMap;

use super::super::SourceError;
use super::super::across::{Assignment, Broken, Edge, FrameRow, ShareSums, assignment_faults, cycle_faults, line_key};
use super::super::issue::Tree;
use super::finding::Finding;
use super::papers::Counted;
use super::stored_table::StoredTables;

/// Circles, assignments and credits that do not fit together.
pub(super) fn standing(tables: &StoredTables) -> Result<Vec<Finding>, SourceError> {
    let mut found = Vec::new();
    for tree in [Tree::Units, Tree::Managers, Tree::Parents, Tree::Merges] {
        let (table, column) = tree.columns();
        let Some(table_rows) = tables.with(table, &[tree.key(), column]) else { continue };
        let frame = table_rows.whole(&[tree.key(), column])?;
        let edges: Vec<Edge> = (0..frame.height()).map(|row| Edge::read(tree, &FrameRow::new(&frame, row))).collect();
        let show = |broken: &Broken| format!("{} → {}", edges[broken.at].id(), broken.value);
        found.extend(told(table, table_rows.rows(), cycle_faults(tree, &edges), show));
    }
    if let Some(table) = tables.with("rep_assignments", &["rep_id", "unit_id", "valid_from"]) {
        let frame = table.whole(&["rep_id", "unit_id", "valid_from", "valid_to", "share", "reason"])?;
        let rows: Vec<Assignment> =
            (0..frame.height()).map(|row| Assignment::read(&FrameRow::new(&frame, row))).collect();
        let show = |broken: &Broken| rows[broken.at].label();
        found.extend(told("rep_assignments", table.rows(), assignment_faults(&rows), show));
    }
    found.extend(credits(tables)?);
    Ok(found)
}

/// One finding for each check among the faults.
fn told(table: &str, of: u64, faults: Vec<Broken>, show: impl Fn(&Broken) -> String) -> Vec<Finding> {
    let mut counted: BTreeMap<(&'static str, &'static str), Counted> = BTreeMap::new();
    for broken in faults {
        counted.entry((broken.rule.code(), broken.column)).or_default().add(|| show(&broken));
    }
    counted.into_iter().filter_map(|((check, column), counted)| counted.finding(check, table, column, of)).collect()
}

/// Credits by the sums of their order lines, in two passes: there may be as many as orders.
fn credits(tables: &StoredTables) -> Result<Vec<Finding>, SourceError> {
    let Some(table) = tables.with("credits", &["order_id", "share", "credit_type"]) else { return Ok(Vec::new()) };
    let columns = ["order_id", "line_no", "share", "credit_type"];
    let mut sums = ShareSums::default();
    let (mut out_of_range, mut unequal) = (Counted::default(), Counted::default());
    for summed in [false, true] {
        table.each(&columns, &mut |slice| {
            let [orders, types] = ["order_id", "credit_type"].map(|name| slice.text(name));
            let lines = slice.whole("line_no");
            let shares = slice.number("share");
            for row in 0..slice.rows() {
                let (order, line) = (orders.at(row).unwrap_or(""), lines.at(row));
                let shown = || line.map_or_else(|| order.to_string(), |line| format!("{order} {line}"));
                let (share, direct) = (shares.at(row).unwrap_or(0.0), types.at(row) == Some("direct"));
                let key = line_key(order, line);
                if !summed {
                    if direct {
                        sums.add(key, share);
                    }
                } else if !(0.0..=1.0).contains(&share) {
                    out_of_range.add(shown);
                } else if direct && sums.unequal(key).is_some() {
                    unequal.add(shown);
                }
            }
        })?;
    }
    let range = out_of_range.finding("credit_share_range", "credits", "share", table.rows());
    Ok(range.into_iter().chain(unequal.finding("credit_shares", "credits", "share", table.rows())).collect())
}
