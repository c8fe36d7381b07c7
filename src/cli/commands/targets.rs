//! `attain targets`: targets at a stated chance, or a goal spread so that everybody has the same chance.

use std::sync::Arc;

use super::forecast::say_odd;
use super::risk::stamp;
use super::target_alone;
use crate::cli::Outcome;
use crate::cli::arguments::TargetArguments;
use crate::cli::commands::decide;
use crate::cli::context::Context;
use crate::cli::decide_arguments::TargetAction;
use crate::cli::headings::Reading;
use crate::cli::{decision_notes, headings, notes, periods};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::pipeline::{self, Aim, Asked, MetricForecast, Modelled, RepHistory, Snapshot, TreeLevel, decisions};
use crate::quantity::{Unit, parse_minor};
use crate::reports::wording::Wording;
use crate::review::pack::Sentence;
use crate::review::tables;

pub(crate) fn run(context: &Context, asked: &TargetArguments) -> Result<Outcome, Failure> {
    match &asked.action {
        Some(TargetAction::Accept(accept)) => return decide::accept_targets(context, accept),
        None if asked.versions => return decide::target_versions(context, asked),
        None => {}
    }
    if let Some(metrics) = target_alone::asked_alone(asked)? {
        return target_alone::run(context, asked, &metrics);
    }
    let snapshot = context.snapshot()?;
    let period = periods::before(context, &snapshot, asked.period.as_ref())?;
    let mut settings = context.configuration.settings.clone();
    if !asked.metrics.is_empty() {
        settings.targets.metrics = asked.metrics.clone();
    } else if asked.goal.is_some() {
        settings.targets.metrics = vec!["revenue_net".to_string()];
    }
    let aim = aim(context, &settings.targets.metrics, asked.chance, asked.goal.as_ref())?;
    let metrics = &settings.targets.metrics;
    let metrics = metrics.iter().map(|id| pipeline::forecastable(id)).collect::<Result<Vec<_>, _>>()?;
    let history = Arc::new(RepHistory::build(&snapshot, period)?);
    history.require_reps()?;
    let forecasts = forecasts(&snapshot, &history, &metrics)?;
    for forecast in &forecasts {
        say_odd(context, &snapshot, &pipeline::oddities(&snapshot, &history, forecast))?;
    }
    let parts = Asked { risk: false, targets: true };
    let modelled = Modelled::of(&snapshot, &settings, &history, forecasts, (aim, None), parts)?;
    let wording = context.wording()?;
    say_aim(context, &modelled, &wording, &snapshot);
    let label = snapshot.calendar.label(period.next());
    let log = decisions::history(&snapshot, Some(&format!("target:{label}")))?;
    let decided = log.iter().filter(|entry| entry.stands).count();
    if decided > 0 {
        context.output.say(&decision_notes::decided_targets(context.language, &label, decided));
    }
    let statement = |sentence: &Sentence| wording.sentence(sentence, snapshot.currency);
    let listing = match asked.by.as_str() {
        _ if asked.checkpoints => tables::checkpoints(&modelled.target_sections(), stamp(&snapshot)),
        "rep" => tables::targets(&modelled.target_sections(), stamp(&snapshot), &statement),
        level => {
            let level = match level {
                "team" => TreeLevel::Team,
                "region" => TreeLevel::Region,
                _ => TreeLevel::Company,
            };
            let rows = modelled.level_targets(level)?;
            tables::level_targets(&rows, snapshot.currency, snapshot.as_of, &statement)
        }
    };
    let shown: &[&str] = if asked.checkpoints { &[] } else { &SHOWN };
    let reading = Reading { room: "targets", shown, coded: &["status", "null_reason", "level"], ..Reading::default() };
    context.answer_told(&snapshot, listing, |listing| Ok(headings::read_as(context, listing, &wording, reading)))?;
    Ok(Outcome::Done)
}

/// One forecast a metric, each made once.
fn forecasts(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metrics: &[KpiMetric],
) -> Result<Vec<MetricForecast>, Failure> {
    let mut made: Vec<MetricForecast> = Vec::new();
    for &metric in metrics {
        if made.iter().all(|forecast| forecast.metric != metric) {
            made.push(pipeline::forecast_beside_deals(snapshot, history, metric, 1, Vec::new())?);
        }
    }
    Ok(made)
}

/// What the targets come to, and how often such ones were reached.
pub(super) fn say_aim(context: &Context, modelled: &Modelled<'_>, wording: &Wording, snapshot: &Snapshot) {
    for sentence in modelled.aim() {
        context.output.say(&notes::note(context.language, &wording.sentence(&sentence, snapshot.currency)));
    }
}

/// What people see; the steps and the sentence of each target stand in the review and in the forms for programs.
pub(super) const SHOWN: [&str; 21] = [
    "metric_id",
    "level",
    "name",
    "team",
    "period",
    "baseline",
    "target",
    "chance",
    "lower_80",
    "upper_80",
    "commit",
    "commit_chance",
    "stretch",
    "stretch_chance",
    "floor",
    "cap",
    "share_of_total",
    "over_assignment",
    "chance_of_sum",
    "expected",
    "null_reason",
];

/// `--chance` or `--goal`, checked.
pub(crate) fn aim(
    context: &Context,
    metrics: &[String],
    chance: Option<f64>,
    goal: Option<&String>,
) -> Result<Option<Aim>, Failure> {
    if let Some(chance) = chance {
        if !(0.01..=0.99).contains(&chance) {
            return Err(Failure::usage(
                format!("{chance} is not a chance between 0.01 and 0.99"),
                "write --chance 0.6",
            ));
        }
        return Ok(Some(Aim::Chance(chance)));
    }
    let Some(text) = goal else { return Ok(None) };
    let [metric] = metrics else {
        return Err(Failure::usage("a goal is for one metric", "name it: --metric revenue_net --goal 9000000"));
    };
    let digits = match pipeline::forecastable(metric)?.unit() {
        Unit::Money => context.currency().digits(),
        Unit::Units => 4,
        Unit::Count | Unit::Share | Unit::Days | Unit::Number => 0,
    };
    let parsed = parse_minor(text, digits).map_err(|error| {
        Failure::usage(format!("the goal `{text}` is {error}"), "write it as a plain number: --goal 9000000")
    })?;
    Ok(Some(Aim::Goal(parsed.minor)))
}
