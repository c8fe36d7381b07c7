//! Scenarios side by side as a listing.

use crate::calendar::Day;
use crate::quantity::{Currency, NullReason, Unit};
use crate::review::listing::{Cell, ColumnKind, Listing};

use super::outlook::amount;

/// One row of the comparison: a scenario's answer about the company, a team or a rep. Amounts in minor units.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIfRow {
    /// The scenario's name.
    pub scenario: String,
    /// The metric's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// `company`, `team` or `rep`.
    pub level: String,
    /// The rep's id; empty for others.
    pub rep_id: String,
    /// The team; empty for the company.
    pub team: String,
    /// The rep's name; empty for others.
    pub name: String,
    /// The period.
    pub period: String,
    /// The target or the sum of targets.
    pub target: Option<i64>,
    /// The chance of reaching it.
    pub chance: Option<f64>,
    /// What is expected.
    pub expected: Option<i64>,
    /// Lower end of the 80 % interval.
    pub lower_80: Option<i64>,
    /// Upper end of the 80 % interval.
    pub upper_80: Option<i64>,
    /// The goal in force.
    pub goal: Option<i64>,
    /// The goal less what is expected.
    pub gap: Option<i64>,
    /// The chance of the goal.
    pub team_chance: Option<f64>,
    /// What of the goal nobody can be asked for.
    pub unallocated: Option<i64>,
    /// The target less that of the first scenario; none where one of the two is absent.
    pub target_difference: Option<i64>,
    /// What is expected less that of the first scenario.
    pub expected_difference: Option<i64>,
    /// Why there is no target.
    pub null_reason: Option<NullReason>,
}

/// `scenario, metric_id, level, rep_id, team, period, target, chance, expected, lower_80, upper_80, goal, gap_to_goal,
/// team_chance, unallocated, target_difference, expected_difference, name, null_reason, as_of`.
pub fn whatif(rows: &[WhatIfRow], currency: Currency, as_of: Day) -> Listing {
    let text = |name: &'static str| (name, ColumnKind::Text);
    let number = |name: &'static str| (name, ColumnKind::Number);
    let columns = [
        text("scenario"),
        text("metric_id"),
        text("level"),
        text("rep_id"),
        text("team"),
        text("period"),
        number("target"),
        number("chance"),
        number("expected"),
        number("lower_80"),
        number("upper_80"),
        number("goal"),
        number("gap_to_goal"),
        number("team_chance"),
        number("unallocated"),
        number("target_difference"),
        number("expected_difference"),
        text("name"),
        text("null_reason"),
        ("as_of", ColumnKind::Date),
    ];
    let mut listing = Listing::new("whatif", currency, &columns);
    let named = |text: &str| if text.is_empty() { Cell::Null } else { Cell::from(text) };
    for row in rows {
        let amount = |value: Option<i64>| amount(row.unit, value);
        listing.push(vec![
            Cell::from(row.scenario.as_str()),
            Cell::from(row.metric_id.as_str()),
            Cell::from(row.level.as_str()),
            named(&row.rep_id),
            named(&row.team),
            Cell::from(row.period.as_str()),
            amount(row.target),
            Cell::from(row.chance),
            amount(row.expected),
            amount(row.lower_80),
            amount(row.upper_80),
            amount(row.goal),
            amount(row.gap),
            Cell::from(row.team_chance),
            amount(row.unallocated),
            amount(row.target_difference),
            amount(row.expected_difference),
            named(&row.name),
            Cell::from(row.null_reason),
            Cell::Date(as_of),
        ]);
    }
    listing
}

/// For people: a row a scenario about the company and its teams, without what only programs need.
pub fn whatif_for_people(rows: &[WhatIfRow], currency: Currency, word: &dyn Fn(&str) -> String) -> Listing {
    let ids = ["whom", "scenario", "target", "chance", "expected", "interval", "gap", "goal-chance", "difference"];
    let headings = ids.map(|id| word(&format!("whatif-column-{id}")));
    let kinds = [0, 1, 5].map(|at| (at, ColumnKind::Text));
    let kind = |at: usize| kinds.iter().find(|(text, _)| *text == at).map_or(ColumnKind::Number, |(_, kind)| *kind);
    let columns: Vec<(&str, ColumnKind)> =
        headings.iter().enumerate().map(|(at, name)| (name.as_str(), kind(at))).collect();
    let mut listing = Listing::new("whatif", currency, &columns);
    let mut shown: Vec<&WhatIfRow> = rows.iter().filter(|row| row.level != "rep").collect();
    // One block a team, so that its scenarios stand under one another; the company first.
    shown.sort_by(|a, b| (&a.metric_id, &a.team).cmp(&(&b.metric_id, &b.team)));
    for row in shown {
        let amount = |value: Option<i64>| amount(row.unit, value);
        let plain = |value: i64| match row.unit {
            Unit::Money => crate::quantity::Money::new(value, currency).to_string(),
            _ => value.to_string(),
        };
        let interval = row.lower_80.zip(row.upper_80).map(|(low, high)| format!("{} … {}", plain(low), plain(high)));
        let percent =
            |share: Option<f64>| share.map_or(Cell::Null, |share| Cell::from(format!("{:.0} %", share * 100.0)));
        listing.push(vec![
            Cell::from(if row.team.is_empty() { word("whatif-company") } else { row.team.clone() }),
            Cell::from(row.scenario.as_str()),
            amount(row.target),
            percent(row.chance),
            amount(row.expected),
            interval.map_or(Cell::Null, Cell::from),
            amount(row.gap),
            percent(row.team_chance),
            amount(row.expected_difference),
        ]);
    }
    listing
}
