//! What changed: from one period's net revenue to another's, and from a first purchase to the next.

use crate::measures::bridge::Term;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::Pack;

use ColumnKind::{Bool, Date, Int, Number, Text};

/// As `attain bridge` prints it, with what the period is held against behind it. The steps of nothing are here too.
pub(super) fn bridge(pack: &Pack) -> Listing {
    let columns = [
        ("term", Text),
        ("value", Number),
        ("share", Number),
        ("period_from", Text),
        ("period_to", Text),
        ("currency", Text),
        ("as_of", Date),
        ("value_minor", Int),
        ("against", Text),
    ];
    let mut listing = Listing::new("bridge", pack.header.currency, &columns);
    for section in &pack.bridges {
        for term in Term::ALL {
            let step = section.steps.iter().find(|step| step.term == term.word());
            let amount = match term {
                Term::Start => section.start,
                Term::End => section.end,
                _ => step.map_or(0, |step| step.amount),
            };
            listing.push(vec![
                Cell::from(term.word()),
                Cell::Money(amount),
                Cell::from((section.start > 0).then(|| amount as f64 / section.start as f64)),
                Cell::from(section.period_from.as_str()),
                Cell::from(section.period_to.as_str()),
                Cell::from(pack.header.currency.code()),
                Cell::Date(pack.header.as_of),
                Cell::Int(amount),
                Cell::from(section.against.as_str()),
            ]);
        }
    }
    listing
}

/// The cohorts, then all of them together under `*`.
pub(super) fn repeat_curves(pack: &Pack) -> Listing {
    let columns = [
        ("metric_id", Text),
        ("cohort", Text),
        ("days", Int),
        ("size", Int),
        ("n", Int),
        ("again", Int),
        ("immature", Int),
        ("value", Number),
        ("lower", Number),
        ("upper", Number),
        ("null_reason", Text),
        ("left_censored", Bool),
        ("as_of", Date),
    ];
    let mut listing = Listing::new("repeat_curves", pack.header.currency, &columns);
    let curves = &pack.repeat.curves;
    let all = curves.rows.iter().map(|row| row.size).sum();
    let rows = curves.rows.iter().map(|row| (row.cohort.as_str(), row.size, &row.cells));
    for (cohort, size, cells) in rows.chain([("*", all, &curves.pooled)]) {
        for cell in cells {
            listing.push(vec![
                Cell::from(format!("{}.{}", curves.metric_id, cell.days)),
                Cell::from(cohort),
                Cell::Int(cell.days),
                Cell::Int(size),
                Cell::Int(cell.n),
                Cell::Int(cell.again),
                Cell::Int(cell.immature),
                Cell::from(cell.value),
                Cell::from(cell.lower),
                Cell::from(cell.upper),
                Cell::from(cell.null_reason),
                Cell::Bool(curves.left_censored.iter().any(|known| known == cohort)),
                Cell::Date(pack.header.as_of),
            ]);
        }
    }
    listing
}
