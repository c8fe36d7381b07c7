//! Forecasts and risk for people: names in place of ids, shares as percentages, headings in the reader's language.

use crate::measures::catalogue::definition;
use crate::quantity::{Currency, Unit};
use crate::reports::figures::Figures;
use crate::reports::wording::Wording;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::pack::RiskRow;

/// So many reasons stand in a row; all of them stand in `attain risk --explain`.
const REASONS: usize = 2;

/// The reps with their chance of a miss, the bar and the strongest reasons.
pub(crate) fn risk_for_people(rows: &[RiskRow], currency: Currency, wording: &Wording) -> Listing {
    let names = ["rep_id", "name", "team", "probability", "flagged", "bar", "bar_source", "reasons", "abstained"];
    let column = |name: &&str| Column {
        name: wording.text(&format!("risk-column-{name}")),
        kind: if matches!(*name, "probability" | "bar") { ColumnKind::Number } else { ColumnKind::Text },
    };
    let columns = names.iter().map(column).collect();
    let mut listing = Listing { name: "risk".to_string(), currency, columns, rows: Vec::new() };
    let figures = Figures::new(wording.language(), currency);
    for row in rows {
        let reason = |one: &crate::review::pack::ReasonRow| {
            format!("{} {}", wording.named("feature", &one.feature), figures.signed(one.contribution))
        };
        let reasons: Vec<String> = row.reasons.iter().take(REASONS).map(reason).collect();
        let flagged = wording.text(if row.flagged { "word-yes" } else { "word-no" });
        listing.push(vec![
            Cell::from(row.rep_id.as_str()),
            Cell::from(row.name.as_str()),
            Cell::from(row.team.as_str()),
            row.probability.map_or(Cell::Null, |chance| Cell::from(figures.share(chance))),
            if row.abstained.is_some() { Cell::Null } else { Cell::from(flagged) },
            row.bar_minor.map_or(Cell::Null, Cell::Money),
            match row.bar_source.as_str() {
                "" => Cell::Null,
                source => Cell::from(wording.named("bar", source)),
            },
            Cell::from(reasons.join(wording.text("list-between").as_str())),
            row.abstained.as_ref().map_or(Cell::Null, |why| Cell::from(wording.sentence(why, currency))),
        ]);
    }
    listing
}

/// The listing of forecasts, of reps or of levels, with metrics, models and headings in words and amounts in their units.
pub(crate) fn forecast_for_people(mut listing: Listing, wording: &Wording) -> Listing {
    let figures = Figures::new(wording.language(), listing.currency);
    let per_major = listing.currency.minor_per_major() as f64;
    let of_metric = listing.columns.iter().position(|column| column.name == "metric_id");
    for row in &mut listing.rows {
        let unit = match of_metric.map(|at| &row[at]) {
            Some(Cell::Text(id)) => definition(id).map(|found| found.unit),
            _ => None,
        };
        for (cell, column) in row.iter_mut().zip(&listing.columns) {
            *cell = match (column.name.as_str(), &*cell) {
                ("metric_id", Cell::Text(id)) => Cell::from(wording.metric(id)),
                ("model", Cell::Text(model)) => Cell::from(wording.named("model", model)),
                ("null_reason", Cell::Text(why)) => Cell::from(wording.named("null", why)),
                ("level", Cell::Text(level)) => Cell::from(wording.text(&format!("forecast-level-{level}"))),
                ("agreement", Cell::Text(how)) => Cell::from(wording.text(&format!("forecast-agreement-{how}"))),
                (_, Cell::Float(value)) => match unit {
                    Some(Unit::Share) => Cell::from(figures.share(*value)),
                    Some(Unit::Money) => Cell::Money((value * per_major).round() as i64),
                    Some(Unit::Number) => Cell::from(figures.fixed(*value, 2)),
                    _ => Cell::from(figures.fixed(*value, 1)),
                },
                (_, other) => other.clone(),
            };
        }
    }
    for column in &mut listing.columns {
        let (stem, level) = column.name.rsplit_once('_').unwrap_or((column.name.as_str(), ""));
        column.name = match stem {
            "lower" | "upper" if !level.is_empty() => {
                format!("{level}% {}", wording.text(&format!("forecast-column-{stem}")))
            }
            _ => wording.text(&format!("forecast-column-{}", column.name)),
        };
    }
    listing
}
