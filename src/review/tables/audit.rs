//! An audit of targets as a listing.

use crate::calendar::Day;
use crate::planning::audit::{AuditRow, Verdict};
use crate::quantity::{Currency, Unit};
use crate::review::audit_words::told;
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::Sentence;

/// What every row of the listing shares.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditStamp {
    /// The metric's id.
    pub metric_id: String,
    /// The metric's unit.
    pub unit: Unit,
    /// The period of the targets.
    pub period: String,
    /// The currency of its money.
    pub currency: Currency,
    /// The day up to which rows count.
    pub as_of: Day,
}

/// `test, subject, estimate, lower, upper, p, q, n, verdict, evidence, metric_id, period, as_of`.
///
/// `statement` turns a sentence into text in the language of the run.
pub fn audit(rows: &[AuditRow], stamp: &AuditStamp, statement: &dyn Fn(&Sentence) -> String) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let number = |name: &'static str| (name, ColumnKind::Number);
    let columns = [
        text("test"),
        text("subject"),
        number("estimate"),
        number("lower"),
        number("upper"),
        number("p"),
        number("q"),
        ("n", ColumnKind::Int),
        text("verdict"),
        text("evidence"),
        text("metric_id"),
        text("period"),
        ("as_of", ColumnKind::Date),
    ];
    let mut listing = Listing::new("audit", stamp.currency, &columns);
    for row in rows {
        listing.push(vec![
            Cell::from(row.test.word()),
            Cell::from(row.subject.as_str()),
            Cell::from(row.estimate),
            Cell::from(row.lower),
            Cell::from(row.upper),
            Cell::from(row.p),
            Cell::from(row.q),
            Cell::Int(row.n as i64),
            Cell::from(row.verdict.word()),
            Cell::from(statement(&told(row, stamp.unit))),
            Cell::from(stamp.metric_id.as_str()),
            Cell::from(stamp.period.as_str()),
            Cell::Date(stamp.as_of),
        ]);
    }
    listing
}

/// For people: what was asked, of whom, what it came to, and the sentence with the figures. `word` is the wording's
/// text of an id; `name` a rep's name.
pub fn audit_for_people(
    rows: &[AuditRow],
    stamp: &AuditStamp,
    word: &dyn Fn(&str) -> String,
    name: &dyn Fn(&str) -> String,
    statement: &dyn Fn(&Sentence) -> String,
) -> Listing {
    let headings = ["test", "subject", "verdict", "evidence"].map(|id| word(&format!("audit-column-{id}")));
    let columns: Vec<(&str, ColumnKind)> = headings.iter().map(|name| (name.as_str(), ColumnKind::Text)).collect();
    let mut listing = Listing::new("audit", stamp.currency, &columns);
    let plain = |id: &str| id.replace('_', "-");
    // Targets within the bounds are no news: their number is said, and each stands in the other formats.
    for row in rows.iter().filter(|row| row.verdict != Verdict::WithinBounds) {
        let subject = match row.subject.as_str() {
            known @ ("all" | "size" | "tenure" | "last_result" | "team" | "region" | "year_before" | "last_period"
            | "last_target") => word(&format!("audit-subject-{}", plain(known))),
            group if group.contains('=') => group.split_once('=').map_or("", |parts| parts.1).to_string(),
            rep => name(rep),
        };
        listing.push(vec![
            Cell::from(word(&format!("audit-test-{}", plain(row.test.word())))),
            Cell::from(subject),
            Cell::from(word(&format!("audit-verdict-{}", plain(row.verdict.word())))),
            Cell::from(statement(&told(row, stamp.unit))),
        ]);
    }
    listing
}
