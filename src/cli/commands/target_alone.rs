//! `attain targets` in rates, means and times: at a chance, for each rep alone.

use super::forecast::say_odd;
use super::risk::stamp;
use super::targets::{self, aim};
use crate::cli::Outcome;
use crate::cli::arguments::TargetArguments;
use crate::cli::context::Context;
use crate::cli::headings::{self, Reading};
use crate::cli::periods;
use crate::failure::Failure;
use crate::pipeline::{self, Aim, AtChance, Forecastable, LoneTarget, LoneTargets, RepHistory, Snapshot};
use crate::quantity::Scalar;
use crate::reports::wording::Wording;
use crate::review::listing::Cell;
use crate::review::tables::{self, TargetLine};

/// The columns of amounts, in the unit of the row's metric.
const AMOUNTS: [&str; 6] = ["baseline", "target", "lower_80", "upper_80", "commit", "stretch"];

/// The metrics of a run whose targets are each rep's alone; none where targets are asked for that have a sum.
pub(super) fn asked_alone(asked: &TargetArguments) -> Result<Option<Vec<Forecastable>>, Failure> {
    let has_sum = |id: &&String| pipeline::FORECASTABLE.iter().any(|metric| metric.id() == **id);
    let Some(first) = asked.metrics.iter().find(|id| !has_sum(id)) else { return Ok(None) };
    let mut alone: Vec<Forecastable> = Vec::new();
    for id in asked.metrics.iter().filter(|id| !has_sum(id)) {
        let metric = Forecastable::of(id)?;
        pipeline::require_direction(id)?;
        if !alone.contains(&metric) {
            alone.push(metric);
        }
    }
    if let Some(other) = asked.metrics.iter().find(has_sum) {
        return Err(Failure::usage(
            format!("targets in `{other}` come with their sum and chance, and those in `{first}` with neither"),
            format!("ask for them apart: attain targets --metric {first}"),
        ));
    }
    let beyond = [(asked.goal.is_some(), "--goal"), (asked.by != "rep", "--by"), (asked.checkpoints, "--checkpoints")];
    if let Some((_, flag)) = beyond.into_iter().find(|(is_asked, _)| *is_asked) {
        return Err(Failure::usage(
            format!("targets in `{first}` are set at a chance for each rep alone, and {flag} asks for more"),
            format!("leave {flag} out: attain targets --metric {first} --chance 0.6"),
        ));
    }
    Ok(Some(alone))
}

pub(super) fn run(context: &Context, asked: &TargetArguments, metrics: &[Forecastable]) -> Result<Outcome, Failure> {
    let settings = &context.configuration.settings.targets;
    let chance = match aim(context, &[], asked.chance, None)? {
        Some(Aim::Chance(chance)) => chance,
        _ => settings.chance,
    };
    let snapshot = context.snapshot()?;
    let period = periods::before(context, &snapshot, asked.period.as_ref())?;
    let history = RepHistory::build(&snapshot, period)?;
    history.require_reps()?;
    let wording = context.wording()?;
    let mut listing = tables::no_targets(stamp(&snapshot));
    for metric in metrics {
        for found in pipeline::targets_alone(&snapshot, &history, metric, chance, settings)? {
            say_odd(context, &snapshot, &found.said)?;
            for row in &found.rows {
                listing.push(cells(&snapshot, &history, &wording, &found, row));
            }
        }
    }
    // Every line is a rep's, and what speaks of sums, floors and caps is empty.
    let says_something = |name: &&str| *name != "level" && listing.has_values(name);
    let shown: Vec<&str> = targets::SHOWN.into_iter().filter(says_something).collect();
    let reading = Reading { room: "targets", shown: &shown, coded: &["null_reason"], values: &AMOUNTS };
    context.answer_told(&snapshot, listing, |listing| Ok(headings::read_as(context, listing, &wording, reading)))?;
    Ok(Outcome::Done)
}

/// What speaks of sums, floors and caps stays empty.
fn cells(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    wording: &Wording,
    of: &LoneTargets,
    row: &LoneTarget,
) -> Vec<Cell> {
    let amount = |value: f64| Cell::from(Scalar::of(of.unit, value, snapshot.currency.minor_per_major()));
    let value = |one: Option<AtChance>| one.map_or(Cell::Null, |one| amount(one.value));
    let chance = |one: Option<AtChance>| Cell::from(one.map(|one| one.chance));
    let person = history.reps[row.rep];
    let offer = row.offer.ok();
    let interval = offer.and_then(|offer| offer.interval);
    let (commit, stretch) = (offer.and_then(|offer| offer.commit), offer.and_then(|offer| offer.stretch));
    let line = TargetLine {
        metric_id: Cell::from(of.metric_id.as_str()),
        rep_id: Cell::from(person.rep_id.as_str()),
        period: Cell::from(snapshot.calendar.label(history.last.next())),
        baseline: row.baseline.map_or(Cell::Null, |(value, _)| amount(value)),
        target: value(offer.map(|offer| offer.target)),
        chance: chance(offer.map(|offer| offer.target)),
        lower_80: interval.map_or(Cell::Null, |(lower, _)| amount(lower)),
        upper_80: interval.map_or(Cell::Null, |(_, upper)| amount(upper)),
        stretch: value(stretch),
        adjustments: Cell::from(""),
        statement: Cell::from(wording.sentence(&row.statement, snapshot.currency)),
        name: Cell::from(person.name.as_str()),
        baseline_period: row.baseline.map_or(Cell::from(""), |(_, period)| Cell::from(snapshot.calendar.label(period))),
        stretch_chance: chance(stretch),
        status: Cell::from(if offer.is_some() { "proposed" } else { "" }),
        null_reason: Cell::from(row.offer.err()),
        as_of: Cell::Date(snapshot.as_of),
        commit: value(commit),
        commit_chance: chance(commit),
        level: Cell::from("rep"),
        team: if person.team.is_empty() { Cell::Null } else { Cell::from(person.team.as_str()) },
        ..TargetLine::default()
    };
    line.into_cells()
}
