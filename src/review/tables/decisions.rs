//! Decisions as listings.

use crate::quantity::Unit;
use crate::review::decisions::{BonusPreview, DecisionEntry, ProposalRow, TargetVersion};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::Sentence;

use super::Stamp;

/// `proposal_id, object, period, rep_id, name, metric_id, suggested, status, decided, by, at, reason, decisions,
/// suggested_then, rule, evidence, currency, as_of`.
///
/// `evidence` turns a sentence into text in the language of the run. Filled in, the listing is what
/// `attain decide --file` reads.
pub fn proposals(rows: &[ProposalRow], stamp: Stamp, evidence: &dyn Fn(&Sentence) -> String) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let columns = [
        text("proposal_id"),
        text("object"),
        text("period"),
        text("rep_id"),
        text("name"),
        text("metric_id"),
        text("suggested"),
        text("status"),
        text("decided"),
        text("by"),
        text("at"),
        text("reason"),
        ("decisions", ColumnKind::Int),
        text("suggested_then"),
        text("rule"),
        text("evidence"),
        text("currency"),
        ("as_of", ColumnKind::Date),
    ];
    let mut listing = Listing::new("proposals", stamp.currency, &columns);
    for row in rows {
        listing.push(vec![
            Cell::from(row.proposal_id.as_str()),
            Cell::from(row.object.as_str()),
            Cell::from(row.period.as_str()),
            Cell::from(row.rep_id.as_str()),
            Cell::from(row.name.as_str()),
            filled(&row.metric_id),
            or_null(row.suggested.as_ref()),
            Cell::from(row.answer.status),
            or_null(row.answer.decided.as_ref()),
            filled(&row.answer.by),
            moment(row.answer.at),
            filled(&row.answer.reason),
            Cell::Int(row.decisions as i64),
            or_null(row.suggested_then.as_ref()),
            filled(&row.rule),
            row.evidence.as_ref().map_or(Cell::Null, |sentence| Cell::from(evidence(sentence))),
            Cell::from(stamp.currency.code()),
            Cell::Date(stamp.as_of),
        ]);
    }
    listing
}

/// `proposal_id, decision_id, suggested, status, decided, by, at, reason, stands`.
pub fn decision_log(rows: &[DecisionEntry], stamp: Stamp) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let columns = [
        text("proposal_id"),
        text("decision_id"),
        text("suggested"),
        text("status"),
        text("decided"),
        text("by"),
        text("at"),
        text("reason"),
        ("stands", ColumnKind::Bool),
    ];
    let mut listing = Listing::new("decisions", stamp.currency, &columns);
    for row in rows {
        listing.push(vec![
            Cell::from(row.proposal_id.as_str()),
            Cell::from(row.decision_id.as_str()),
            or_null(row.suggested.as_ref()),
            Cell::from(row.answer.status),
            or_null(row.answer.decided.as_ref()),
            filled(&row.answer.by),
            moment(row.answer.at),
            filled(&row.answer.reason),
            Cell::Bool(row.stands),
        ]);
    }
    listing
}

/// `metric_id, subject_type, subject_id, period_start, period_end, version, value, effective_from, status, author,
/// reason, in_force, currency, as_of, after_lock`.
pub fn target_versions(rows: &[TargetVersion], stamp: Stamp) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let day = |name: &'static str| (name, ColumnKind::Date);
    let columns = [
        text("metric_id"),
        text("subject_type"),
        text("subject_id"),
        day("period_start"),
        day("period_end"),
        ("version", ColumnKind::Int),
        ("value", ColumnKind::Number),
        day("effective_from"),
        text("status"),
        text("author"),
        text("reason"),
        ("in_force", ColumnKind::Bool),
        text("currency"),
        day("as_of"),
        ("after_lock", ColumnKind::Bool),
    ];
    let mut listing = Listing::new("target_versions", stamp.currency, &columns);
    let per_major = stamp.currency.minor_per_major();
    for row in rows {
        let value = match row.unit {
            Unit::Money => Cell::Money(row.value),
            _ if row.value % per_major == 0 => Cell::Int(row.value / per_major),
            _ => Cell::Float(row.value as f64 / per_major as f64),
        };
        listing.push(vec![
            Cell::from(row.metric_id.as_str()),
            Cell::from(row.subject_type.as_str()),
            Cell::from(row.subject_id.as_str()),
            Cell::Date(row.first_day),
            Cell::Date(row.last_day),
            Cell::Int(row.version),
            value,
            row.effective_from.map_or(Cell::Null, Cell::Date),
            filled(&row.status),
            filled(&row.author),
            filled(&row.reason),
            Cell::Bool(row.in_force),
            Cell::from(stamp.currency.code()),
            Cell::Date(stamp.as_of),
            Cell::Bool(row.after_lock),
        ]);
    }
    listing
}

/// `rules, period, rep_id, name, grade, score, rule, factor, base, bonus, null_reason, currency, as_of`; behind the reps
/// of each table and cycle stands their sum, with `total` as the rep and the number of reps who are paid as the name.
pub fn bonuses(preview: &BonusPreview, stamp: Stamp) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let number = |name: &'static str| (name, ColumnKind::Number);
    let columns = [
        text("rules"),
        text("period"),
        text("rep_id"),
        text("name"),
        text("grade"),
        number("score"),
        text("rule"),
        number("factor"),
        number("base"),
        number("bonus"),
        text("null_reason"),
        text("currency"),
        ("as_of", ColumnKind::Date),
    ];
    let mut listing = Listing::new("bonuses", stamp.currency, &columns);
    let shared = || [Cell::from(stamp.currency.code()), Cell::Date(stamp.as_of)];
    let money = |minor: Option<i64>| minor.map_or(Cell::Null, Cell::Money);
    for total in &preview.totals {
        let own = preview.rows.iter().filter(|row| (row.rules, &row.period) == (total.rules, &total.period));
        for row in own {
            let mut cells = vec![
                Cell::from(row.rules),
                Cell::from(row.period.as_str()),
                Cell::from(row.rep_id.as_str()),
                Cell::from(row.name.as_str()),
                or_null(row.grade.as_ref()),
                Cell::from(row.score),
                filled(&row.rule),
                Cell::from(row.factor),
                money(row.base),
                money(row.bonus),
                Cell::from(row.null_reason),
            ];
            cells.extend(shared());
            listing.push(cells);
        }
        let mut cells = vec![Cell::from(total.rules), Cell::from(total.period.as_str()), Cell::from("total")];
        cells.push(Cell::from(total.paid.to_string()));
        cells.extend([const { Cell::Null }; 5]);
        cells.extend([Cell::Money(total.bonus), Cell::Null]);
        cells.extend(shared());
        listing.push(cells);
    }
    listing
}

fn filled(text: &str) -> Cell {
    if text.is_empty() { Cell::Null } else { Cell::from(text) }
}

fn or_null(text: Option<&String>) -> Cell {
    text.map_or(Cell::Null, |text| Cell::from(text.as_str()))
}

/// A moment in UTC, to the second.
fn moment(micros: Option<i64>) -> Cell {
    let moment = micros.and_then(|micros| chrono::DateTime::from_timestamp(micros.div_euclid(1_000_000), 0));
    moment.map_or(Cell::Null, |moment| Cell::from(moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()))
}
