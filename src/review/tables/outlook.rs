//! Risk and targets as listings.

use crate::quantity::{Currency, Scalar, Unit};
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::pack::{Pack, RiskRow, Sentence, TargetRow, TargetSection};

use super::Stamp;
use super::long::column;
use super::target_line::TargetLine;

/// How many reasons a row of the risk listing names.
const REASONS: usize = 3;

/// `rep_id, period, probability, flagged, reason_1, contribution_1, … (three), abstained, null_reason,
/// model_version`, then `name, bar, bar_source, as_of, forecast_probability`. `model_version` names the model that speaks
/// of a row.
pub fn risk<'m>(rows: &[RiskRow], period: &str, model_version: impl Fn(&RiskRow) -> &'m str, stamp: Stamp) -> Listing {
    let mut columns = vec![
        column("rep_id", ColumnKind::Text),
        column("period", ColumnKind::Text),
        column("probability", ColumnKind::Number),
        column("flagged", ColumnKind::Bool),
    ];
    for at in 1..=REASONS {
        columns.push(column(&format!("reason_{at}"), ColumnKind::Text));
        columns.push(column(&format!("contribution_{at}"), ColumnKind::Number));
    }
    columns.extend([
        column("abstained", ColumnKind::Bool),
        column("null_reason", ColumnKind::Text),
        column("model_version", ColumnKind::Text),
        column("name", ColumnKind::Text),
        column("bar", ColumnKind::Number),
        column("bar_source", ColumnKind::Text),
        column("as_of", ColumnKind::Date),
        column("forecast_probability", ColumnKind::Number),
    ]);
    let mut listing = Listing { name: "risk".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    for row in rows {
        listing.push(risk_row(row, period, model_version(row), stamp));
    }
    listing
}

fn risk_row(row: &RiskRow, period: &str, model_version: &str, stamp: Stamp) -> Vec<Cell> {
    let mut cells = vec![
        Cell::from(row.rep_id.as_str()),
        Cell::from(period),
        Cell::from(row.probability),
        if row.abstained.is_some() { Cell::Null } else { Cell::Bool(row.flagged) },
    ];
    for at in 0..REASONS {
        let reason = row.reasons.get(at);
        cells.push(reason.map_or(Cell::Null, |reason| Cell::from(reason.feature.as_str())));
        cells.push(Cell::from(reason.map(|reason| reason.contribution)));
    }
    cells.extend([
        Cell::Bool(row.abstained.is_some()),
        Cell::from(row.null_reason),
        Cell::from(model_version),
        Cell::from(row.name.as_str()),
        row.bar_minor.map_or(Cell::Null, Cell::Money),
        Cell::from(row.bar_source.as_str()),
        Cell::Date(stamp.as_of),
        Cell::from(row.forecast_probability),
    ]);
    cells
}

/// `metric_id, rep_id, period, baseline, target, chance, lower_80, upper_80, stretch, floor, cap, adjustments,
/// statement`, then `name, baseline_period, stretch_chance, share_of_total, status, null_reason, as_of, commit,
/// commit_chance, level, team, over_assignment, chance_of_sum, expected`; the last three speak of teams and the company only.
///
/// `statement` turns a sentence into text in the language of the run.
pub fn targets(sections: &[TargetSection], stamp: Stamp, statement: &dyn Fn(&Sentence) -> String) -> Listing {
    let mut listing = no_targets(stamp);
    for section in sections {
        for row in &section.rows {
            listing.push(target_row(stamp, section, row, statement));
        }
    }
    listing
}

/// The same without a row.
pub fn no_targets(stamp: Stamp) -> Listing {
    Listing::new("targets", stamp.currency, &TargetLine::columns())
}

/// The statements of the targets once more, in another language, as the last column `statement_zh` of the table `targets`:
/// for packs that speak both.
pub fn add_statements(listings: &mut [Listing], pack: &Pack, language: &str, statement: &dyn Fn(&Sentence) -> String) {
    let Some(listing) = listings.iter_mut().find(|listing| listing.name == "targets") else { return };
    listing.columns.push(Column { name: format!("statement_{language}"), kind: ColumnKind::Text });
    let rows = pack.targets.iter().flat_map(|section| &section.rows);
    for (cells, row) in listing.rows.iter_mut().zip(rows) {
        cells.push(Cell::from(statement(&row.statement)));
    }
}

fn target_row(
    stamp: Stamp,
    section: &TargetSection,
    row: &TargetRow,
    statement: &dyn Fn(&Sentence) -> String,
) -> Vec<Cell> {
    let amount = |value: Option<i64>| amount(section.unit, value);
    let adjustments: Vec<String> = row
        .adjustments
        .iter()
        .map(|one| format!("{} {}", one.step, plain_amount(stamp.currency, section.unit, one.delta)))
        .collect();
    let line = TargetLine {
        metric_id: Cell::from(section.metric_id.as_str()),
        rep_id: Cell::from(row.rep_id.as_str()),
        period: Cell::from(section.period.as_str()),
        baseline: amount(row.baseline),
        target: amount(row.target),
        chance: Cell::from(row.chance),
        lower_80: amount(row.lower_80),
        upper_80: amount(row.upper_80),
        stretch: amount(row.stretch),
        floor: amount(row.floor),
        cap: amount(row.cap),
        adjustments: Cell::from(adjustments.join("; ")),
        statement: Cell::from(statement(&row.statement)),
        name: Cell::from(row.name.as_str()),
        baseline_period: Cell::from(row.baseline_period.as_str()),
        stretch_chance: Cell::from(row.stretch_chance),
        share_of_total: Cell::from(row.share_of_total),
        status: Cell::from(row.status.as_str()),
        null_reason: Cell::from(row.null_reason),
        as_of: Cell::Date(stamp.as_of),
        commit: amount(row.commit),
        commit_chance: Cell::from(row.commit_chance),
        level: Cell::from("rep"),
        team: if row.team.is_empty() { Cell::Null } else { Cell::from(row.team.as_str()) },
        ..TargetLine::default()
    };
    line.into_cells()
}

/// A target's amount in its unit.
pub(super) fn amount(unit: Unit, value: Option<i64>) -> Cell {
    match (unit, value) {
        (_, None) => Cell::Null,
        (Unit::Money, Some(minor)) => Cell::Money(minor),
        (Unit::Units, Some(units)) => Cell::from(crate::quantity::Scalar::Units(units)),
        (_, Some(count)) => Cell::Int(count),
    }
}

pub(super) fn plain_amount(currency: Currency, unit: Unit, value: i64) -> String {
    match unit {
        Unit::Units => (value as f64 / Scalar::UNITS_SCALE as f64).to_string(),
        Unit::Money => crate::quantity::Money::new(value, currency).to_string(),
        _ => value.to_string(),
    }
}
