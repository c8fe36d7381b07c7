//! The scorecards as a listing.

use crate::calendar::Day;
use crate::quantity::Currency;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::{ScorecardRow, ScorecardSection, ScorecardTotal};

use super::long::Stamp;

/// The columns, in the order of the contract; those behind `evidence` were added to it.
const COLUMNS: [(&str, ColumnKind); 48] = [
    ("rep_id", ColumnKind::Text),
    ("period", ColumnKind::Text),
    ("group", ColumnKind::Text),
    ("metric_id", ColumnKind::Text),
    ("weight", ColumnKind::Number),
    ("value", ColumnKind::Number),
    ("target", ColumnKind::Number),
    ("score", ColumnKind::Number),
    ("evidence", ColumnKind::Text),
    ("name", ColumnKind::Text),
    ("method", ColumnKind::Text),
    ("item_id", ColumnKind::Text),
    ("perspective", ColumnKind::Text),
    ("weight_set", ColumnKind::Number),
    ("method_weight", ColumnKind::Number),
    ("group_weight", ColumnKind::Number),
    ("group_score", ColumnKind::Number),
    ("coverage", ColumnKind::Number),
    ("direction", ColumnKind::Text),
    ("target_low", ColumnKind::Number),
    ("target_high", ColumnKind::Number),
    ("target_source", ColumnKind::Text),
    ("attainment", ColumnKind::Number),
    ("points", ColumnKind::Text),
    ("standard_error", ColumnKind::Number),
    ("error_from", ColumnKind::Text),
    ("numerator", ColumnKind::Number),
    ("denominator", ColumnKind::Number),
    ("n", ColumnKind::Int),
    ("null_reason", ColumnKind::Text),
    ("flags", ColumnKind::Text),
    ("statement", ColumnKind::Text),
    ("grade", ColumnKind::Text),
    ("grade_by_bands", ColumnKind::Text),
    ("next_band", ColumnKind::Text),
    ("to_next_band", ColumnKind::Number),
    ("next_is_noise", ColumnKind::Bool),
    ("rank", ColumnKind::Int),
    ("equal_group", ColumnKind::Int),
    ("equal_to", ColumnKind::Int),
    ("moved", ColumnKind::Int),
    ("moved_gap", ColumnKind::Number),
    ("moved_gap_is_noise", ColumnKind::Bool),
    ("slope", ColumnKind::Number),
    ("slope_error", ColumnKind::Number),
    ("heading", ColumnKind::Text),
    ("currency", ColumnKind::Text),
    ("as_of", ColumnKind::Date),
];

/// `rep_id, period, group, metric_id, weight, value, target, score, evidence`, then everything by which a line can be
/// recomputed and a total be understood; see the fields of [`ScorecardRow`] and [`ScorecardTotal`].
///
/// Σ `weight` × `score` ÷ 100 over a rep's lines is the score of the row whose `group` is `total`.
pub fn scorecard(section: &ScorecardSection, stamp: Stamp) -> Listing {
    let mut listing = Listing::new("scorecard", stamp.currency, &COLUMNS);
    for row in &section.rows {
        let mut cells = line_cells(row);
        cells.extend(total_cells(row.total.as_ref().unwrap_or(&ScorecardTotal::default())));
        cells.extend(stamp_cells(stamp.currency, stamp.as_of));
        listing.push(cells);
    }
    listing
}

fn line_cells(row: &ScorecardRow) -> Vec<Cell> {
    vec![
        Cell::from(row.rep_id.as_str()),
        Cell::from(row.period.as_str()),
        Cell::from(row.group.as_str()),
        Cell::from(row.metric_id.as_str()),
        Cell::Float(row.weight),
        Cell::from(row.value),
        Cell::from(row.target),
        Cell::from(row.score),
        text(&row.evidence),
        Cell::from(row.name.as_str()),
        text(&row.method),
        text(&row.item_id),
        text(&row.perspective),
        Cell::from(row.weight_set),
        Cell::from(row.method_weight),
        Cell::from(row.group_weight),
        Cell::from(row.group_score),
        Cell::from(row.coverage),
        text(&row.direction),
        Cell::from(row.target_low),
        Cell::from(row.target_high),
        text(&row.target_source),
        Cell::from(row.attainment),
        text(&row.points),
        Cell::from(row.standard_error),
        text(&row.error_from),
        Cell::from(row.numerator),
        Cell::from(row.denominator),
        row.n.map_or(Cell::Null, Cell::Int),
        text(&row.null_reason),
        text(&row.flags.join(" ")),
        text(&row.statement),
    ]
}

fn total_cells(total: &ScorecardTotal) -> Vec<Cell> {
    let count = |count: Option<usize>| count.map_or(Cell::Null, |count| Cell::Int(count as i64));
    let word = |word: &Option<String>| word.as_deref().map_or(Cell::Null, Cell::from);
    let truth = |truth: Option<bool>| truth.map_or(Cell::Null, Cell::Bool);
    vec![
        word(&total.grade),
        word(&total.grade_by_bands),
        word(&total.next_band),
        Cell::from(total.to_next_band),
        truth(total.next_is_noise),
        count(total.rank),
        count(total.equal_group),
        count(total.equal_to),
        total.moved.map_or(Cell::Null, |moved| Cell::Int(i64::from(moved))),
        Cell::from(total.moved_gap),
        truth(total.moved_gap_is_noise),
        Cell::from(total.slope),
        Cell::from(total.slope_error),
        text(&total.heading),
    ]
}

fn stamp_cells(currency: Currency, as_of: Day) -> [Cell; 2] {
    [Cell::from(currency.code()), Cell::Date(as_of)]
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}
