//! `attain whatif`: targets in several scenarios side by side.

use super::forecast::say_odd;
use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::planning_arguments::WhatIfArguments;
use crate::cli::{periods, said};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::pipeline::{self, RepHistory, ScenarioResult, ScenarioRow, Snapshot};
use crate::planning::{Scenario, ScenarioError};
use crate::reports::Format;
use crate::review::findings::sentence;
use crate::review::pack::Arg;
use crate::review::tables::{WhatIfRow, whatif, whatif_for_people};

pub(crate) fn run(context: &Context, asked: &WhatIfArguments) -> Result<Outcome, Failure> {
    let scenarios = scenarios(context, asked)?;
    let metrics = asked.metrics.iter().map(|id| pipeline::forecastable(id)).collect::<Result<Vec<_>, _>>()?;
    if metrics.len() > 1 && scenarios.iter().any(|scenario| scenario.goal.is_some()) {
        return Err(Failure::usage("a goal is for one metric", "name it: --metric revenue_net"));
    }
    let snapshot = context.snapshot()?;
    let last = periods::before(context, &snapshot, asked.period.as_ref())?;
    let history = RepHistory::build(&snapshot, last)?;
    history.require_reps()?;
    if scenarios.iter().any(|scenario| scenario.region.is_some()) && snapshot.names_no_region() {
        said::say_regions_of_reps(context);
    }
    let settings = &context.configuration.settings.targets;
    let mut rows = Vec::new();
    for metric in metrics {
        let (results, odd) = pipeline::try_scenarios(&snapshot, &history, metric, &scenarios, settings)?;
        say_odd(context, &snapshot, &odd)?;
        rows.extend(side_by_side(&results, metric, &snapshot, last.next()));
        say_unallocated(context, &results, metric, &snapshot)?;
        say_without_target(context, &results, &scenarios, &snapshot)?;
    }
    let wording = context.wording()?;
    let listing = match context.output.format {
        Format::Table => whatif_for_people(&rows, snapshot.currency, &|id| wording.text(id)),
        _ => whatif(&rows, snapshot.currency, snapshot.as_of),
    };
    context.answer(&snapshot, listing)?;
    if context.output.format == Format::Table {
        let period = Arg::Text(snapshot.calendar.label(last.next()));
        let note = sentence("whatif-note", vec![("period", period)]);
        context.output.say(&wording.sentence(&note, snapshot.currency));
    }
    Ok(Outcome::Done)
}

/// Those of the flags, else those of the configuration.
fn scenarios(context: &Context, asked: &WhatIfArguments) -> Result<Vec<Scenario>, Failure> {
    let refused = |number: usize, error: &ScenarioError| {
        Failure::usage(format!("scenario {number}: {error}"), error.allowed.clone())
    };
    let settings = &context.configuration.settings.scenario;
    let of_flags = asked.scenarios.iter().enumerate();
    let parsed: Vec<Scenario> = match asked.scenarios.is_empty() {
        false => of_flags
            .map(|(at, text)| Scenario::parse(text).map_err(|error| refused(at + 1, &error)))
            .collect::<Result<_, _>>()?,
        true => settings
            .iter()
            .enumerate()
            .map(|(at, one)| one.scenario(at + 1).map_err(|error| refused(at + 1, &error)))
            .collect::<Result<_, _>>()?,
    };
    if parsed.is_empty() {
        return Err(Failure::usage(
            "no scenario is named",
            "write --scenario \"chance=0.6\" --scenario \"market=-5%\", or [[scenario]] in the configuration",
        ));
    }
    let twice = parsed.iter().enumerate().find(|(at, one)| parsed[..*at].iter().any(|other| other.name == one.name));
    match twice {
        Some((_, one)) => Err(Failure::usage(
            format!("two scenarios are called `{}`", one.name),
            "give one of them another name: --scenario \"name=plan B,market=-5%\"",
        )),
        None => Ok(parsed.into_iter().map(|one| named(context, one)).collect()),
    }
}

/// A scenario that changes nothing is the plan.
fn named(context: &Context, scenario: Scenario) -> Scenario {
    let plan = || context.wording().map_or_else(|_| "plan".to_string(), |wording| wording.text("whatif-plan"));
    let name = if scenario.name.is_empty() { plan() } else { scenario.name };
    Scenario { name, ..scenario }
}

fn side_by_side(results: &[ScenarioResult], metric: KpiMetric, snapshot: &Snapshot, period: Period) -> Vec<WhatIfRow> {
    let same = |a: &ScenarioRow, b: &ScenarioRow| (a.level, &a.rep_id, &a.team) == (b.level, &b.rep_id, &b.team);
    let mut rows = Vec::new();
    for result in results {
        for row in &result.rows {
            let first = results[0].rows.iter().find(|first| same(first, row));
            let difference = |of: fn(&ScenarioRow) -> Option<i64>| Some(of(row)? - first.and_then(of)?);
            let is_company = row.level == pipeline::Level::Company;
            rows.push(WhatIfRow {
                scenario: result.name.clone(),
                metric_id: metric.id().to_string(),
                unit: metric.unit(),
                level: row.level.word().to_string(),
                rep_id: row.rep_id.clone(),
                team: row.team.clone(),
                name: snapshot.people.get(&row.rep_id).map_or_else(String::new, |person| person.name.clone()),
                period: snapshot.calendar.label(period),
                target: row.target,
                chance: row.chance,
                expected: row.expected,
                lower_80: row.lower_80,
                upper_80: row.upper_80,
                goal: result.goal_minor.filter(|_| is_company),
                gap: row.gap,
                team_chance: row.team_chance,
                unallocated: is_company.then_some(result.unallocated_minor),
                target_difference: difference(|row| row.target),
                expected_difference: difference(|row| row.expected),
                null_reason: row.null_reason,
            });
        }
    }
    rows
}

/// What no rep can be asked for is said, so that nobody takes the sum of the targets for the goal.
fn say_unallocated(
    context: &Context,
    results: &[ScenarioResult],
    metric: KpiMetric,
    snapshot: &Snapshot,
) -> Result<(), Failure> {
    let wording = context.wording()?;
    for result in results.iter().filter(|result| result.unallocated_minor != 0) {
        let amount = match metric.unit() {
            crate::quantity::Unit::Money => Arg::Money(result.unallocated_minor),
            _ => Arg::Count(result.unallocated_minor),
        };
        let note =
            sentence("whatif-unallocated", vec![("scenario", Arg::Text(result.name.clone())), ("amount", amount)]);
        context.output.say(&wording.sentence(&note, snapshot.currency));
    }
    Ok(())
}

/// Why a row of the company or of a team has no target: nobody is left in it, or everybody in it is refused one.
fn say_without_target(
    context: &Context,
    results: &[ScenarioResult],
    scenarios: &[Scenario],
    snapshot: &Snapshot,
) -> Result<(), Failure> {
    let wording = context.wording()?;
    for (result, scenario) in results.iter().zip(scenarios) {
        let reps = |team: &str| {
            let is_rep = |row: &&ScenarioRow| row.level == pipeline::Level::Rep;
            result.rows.iter().filter(is_rep).filter(|row| team.is_empty() || row.team == team).count()
        };
        for row in result.rows.iter().filter(|row| row.level != pipeline::Level::Rep && row.target.is_none()) {
            let name = ("scenario", Arg::Text(result.name.clone()));
            let note = match reps(&row.team) {
                0 => {
                    let kept = Arg::Count(i64::from(scenario.keep > 0.0));
                    sentence("whatif-nobody", vec![name, ("kept", kept)])
                }
                count => {
                    let whom = match row.team.is_empty() {
                        true => wording.text("whatif-company"),
                        false => row.team.clone(),
                    };
                    let count = ("count", Arg::Count(i64::try_from(count).unwrap_or(i64::MAX)));
                    sentence("whatif-no-target", vec![name, ("whom", Arg::Text(whom)), count])
                }
            };
            context.output.say(&wording.sentence(&note, snapshot.currency));
        }
    }
    Ok(())
}
