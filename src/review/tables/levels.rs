//! Targets of teams and the company, and the checkpoints of the reps', as listings.

use crate::calendar::Day;
use crate::quantity::{Currency, Unit};
use crate::review::listing::{Cell, ColumnKind, Listing};
use crate::review::pack::{Sentence, TargetSection};

use super::Stamp;
use super::outlook::{amount, plain_amount};
use super::target_line::TargetLine;

/// The target of a team or the company; amounts in minor units or counts.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelTarget {
    /// The metric's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period.
    pub period: String,
    /// `team`, `region` or `company`.
    pub level: String,
    /// The team or region; empty for the company and for those without one.
    pub team: String,
    /// How many reps with a forecast are in it.
    pub reps: i64,
    /// The sum of the reps' baselines.
    pub baseline: i64,
    /// What its reps are expected to bring together: as often more as less.
    pub expected: i64,
    /// The target.
    pub target: i64,
    /// The chance that the reps together reach it.
    pub chance: f64,
    /// Lower end of the 80 % interval of their sum.
    pub lower_80: i64,
    /// Upper end of it.
    pub upper_80: i64,
    /// What can be promised upwards.
    pub commit: i64,
    /// Its chance.
    pub commit_chance: f64,
    /// An ambitious amount.
    pub stretch: i64,
    /// Its chance.
    pub stretch_chance: f64,
    /// The sum of the reps' own targets.
    pub sum_of_reps: i64,
    /// The chance that they together reach that sum.
    pub chance_of_sum: f64,
    /// The sum of the reps' targets ÷ this target − 1; below zero where their targets add up to less.
    pub over_assignment: Option<f64>,
    /// The share of the sum of all targets.
    pub share_of_total: Option<f64>,
    /// The target as a sentence.
    pub statement: Sentence,
}

/// The columns of the reps' targets; `rep_id` is empty.
pub fn level_targets(
    rows: &[LevelTarget],
    currency: Currency,
    as_of: Day,
    statement: &dyn Fn(&Sentence) -> String,
) -> Listing {
    let mut listing = Listing::new("targets", currency, &TargetLine::columns());
    for row in rows {
        let amount = |value: i64| amount(row.unit, Some(value));
        let plain = |value: i64| plain_amount(currency, row.unit, value);
        let (sum, rest) = (plain(row.sum_of_reps), plain(row.target - row.sum_of_reps));
        let line = TargetLine {
            metric_id: Cell::from(row.metric_id.as_str()),
            period: Cell::from(row.period.as_str()),
            baseline: amount(row.baseline),
            target: amount(row.target),
            chance: Cell::Float(row.chance),
            lower_80: amount(row.lower_80),
            upper_80: amount(row.upper_80),
            stretch: amount(row.stretch),
            adjustments: Cell::from(format!("sum_of_reps {sum}; together {rest}")),
            statement: Cell::from(statement(&row.statement)),
            name: if row.team.is_empty() { Cell::Null } else { Cell::from(row.team.as_str()) },
            stretch_chance: Cell::Float(row.stretch_chance),
            share_of_total: Cell::from(row.share_of_total),
            status: Cell::from("proposed"),
            as_of: Cell::Date(as_of),
            commit: amount(row.commit),
            commit_chance: Cell::Float(row.commit_chance),
            level: Cell::from(row.level.as_str()),
            team: if row.team.is_empty() { Cell::Null } else { Cell::from(row.team.as_str()) },
            over_assignment: Cell::from(row.over_assignment),
            chance_of_sum: Cell::Float(row.chance_of_sum),
            expected: amount(row.expected),
            ..TargetLine::default()
        };
        listing.push(line.into_cells());
    }
    listing
}

/// `metric_id, rep_id, period, month, cumulative_target, expected_low, expected_high, name, as_of`: what is due by each
/// month's end, and between which amounts the rep will then probably stand.
pub fn checkpoints(sections: &[TargetSection], stamp: Stamp) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let number = |name: &'static str| (name, ColumnKind::Number);
    let columns = [
        text("metric_id"),
        text("rep_id"),
        text("period"),
        text("month"),
        number("cumulative_target"),
        number("expected_low"),
        number("expected_high"),
        text("name"),
        ("as_of", ColumnKind::Date),
    ];
    let mut listing = Listing::new("checkpoints", stamp.currency, &columns);
    for section in sections {
        for (row, point) in section.rows.iter().flat_map(|row| row.checkpoints.iter().map(move |point| (row, point))) {
            let amount = |value: i64| amount(section.unit, Some(value));
            listing.push(vec![
                Cell::from(section.metric_id.as_str()),
                Cell::from(row.rep_id.as_str()),
                Cell::from(section.period.as_str()),
                Cell::from(point.month.as_str()),
                amount(point.cumulative),
                amount(point.low),
                amount(point.high),
                Cell::from(row.name.as_str()),
                Cell::Date(stamp.as_of),
            ]);
        }
    }
    listing
}
