//! Ratings, improvement plans and decisions of the pack as listings.

use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::Pack;

use ColumnKind::{Bool, Date, Int, Number, Text};

/// What the ratings say, a line a score; see the fields of [`RatingRow`](crate::review::pack::RatingRow).
pub(super) fn ratings(pack: &Pack) -> Listing {
    let columns = [
        ("cycle_id", Text),
        ("rep_id", Text),
        ("by", Text),
        ("key", Text),
        ("score", Number),
        ("standard_error", Number),
        ("n", Int),
        ("null_reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("ratings", pack.header.currency, &columns);
    for row in &pack.appraisal.ratings {
        listing.push(vec![
            text(&pack.appraisal.ratings_cycle),
            text(&row.rep_id),
            text(&row.by),
            text(&row.key),
            Cell::from(row.score),
            Cell::from(row.standard_error),
            row.n.map_or(Cell::Null, Cell::Int),
            text(&row.null_reason),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

/// The plans; see the fields of [`PlanRow`](crate::review::pack::PlanRow).
pub(super) fn plans(pack: &Pack) -> Listing {
    let columns = [
        ("plan_id", Text),
        ("rep_id", Text),
        ("proposed", Bool),
        ("action_en", Text),
        ("action_zh", Text),
        ("owner", Text),
        ("start", Date),
        ("due", Date),
        ("check_metric", Text),
        ("check_value", Number),
        ("value", Number),
        ("state", Text),
        ("doubts", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("plans", pack.header.currency, &columns);
    for row in &pack.appraisal.plans {
        listing.push(vec![
            text(&row.plan_id),
            text(&row.rep_id),
            Cell::Bool(row.proposed),
            text(&row.action_en),
            text(&row.action_zh),
            text(&row.owner),
            row.start.map_or(Cell::Null, Cell::Date),
            row.due.map_or(Cell::Null, Cell::Date),
            text(&row.check_metric),
            Cell::from(row.check_value),
            Cell::from(row.value),
            text(&row.state),
            text(&row.doubts.join(" ")),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

/// The decisions that stand; see the fields of [`DecidedRow`](crate::review::pack::DecidedRow).
pub(super) fn decisions(pack: &Pack) -> Listing {
    let columns = [
        ("proposal_id", Text),
        ("object", Text),
        ("period", Text),
        ("rep_id", Text),
        ("metric_id", Text),
        ("suggested", Text),
        ("status", Text),
        ("decided", Text),
        ("by", Text),
        ("day", Date),
        ("reason", Text),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("decisions", pack.header.currency, &columns);
    for row in &pack.appraisal.decisions {
        listing.push(vec![
            text(&row.proposal_id),
            text(&row.object),
            text(&row.period),
            text(&row.rep_id),
            text(&row.metric_id),
            row.suggested.as_deref().map_or(Cell::Null, Cell::from),
            text(&row.status),
            row.decided.as_deref().map_or(Cell::Null, Cell::from),
            text(&row.by),
            row.day.map_or(Cell::Null, Cell::Date),
            text(&row.reason),
            Cell::Date(pack.header.as_of),
        ]);
    }
    listing
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}
