//! `attain forecast`: each rep's next periods, or those of a tree of sums that agrees with itself.

use std::sync::Arc;

use super::forecast_beside::Beside;
use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::forecast_arguments::ForecastArguments;
use crate::cli::notes;
use crate::cli::outlook_listings::forecast_for_people;
use crate::cli::periods::{grain_of, last_complete};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::SeriesForecast;
use crate::pipeline::{
    self, Agreement, Forecastable, LevelForecast, MetricForecast, RepHistory, RepSeries, Snapshot, TreeLevel,
};
use crate::quantity::{NullReason, Scalar, Unit};
use crate::reports::Format;
use crate::review::findings::sentence;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::pack::{Arg, Sentence};

/// As far ahead as `attain backtest` looks: five years of months.
const MOST_PERIODS: usize = 60;

pub(crate) fn run(context: &Context, asked: &ForecastArguments) -> Result<Outcome, Failure> {
    let metrics = metrics_of(context, asked)?;
    let is_level = |(at, level): (usize, &u32)| (1..=99).contains(level) && !asked.levels[..at].contains(level);
    if !(1..=MOST_PERIODS).contains(&asked.horizon) || !asked.levels.iter().enumerate().all(is_level) {
        return Err(Failure::usage(
            format!("a horizon is between 1 and {MOST_PERIODS}, and a level between 1 and 99 and named once"),
            "write --horizon 2 --levels 50,80",
        ));
    }
    let snapshot = context.snapshot()?;
    let last = last_complete(context, &snapshot, grain_of(asked.grain))?;
    let history = Arc::new(RepHistory::build(&snapshot, last)?);
    history.require_reps()?;
    let levels: Vec<f64> = asked.levels.iter().map(|level| f64::from(*level) / 100.0).collect();
    let of_history: Vec<KpiMetric> = metrics.iter().filter_map(of_history).collect();
    for &metric in &of_history {
        say_odd(context, &snapshot, pipeline::said_of_sums(&history, metric).as_slice())?;
    }
    if let Some(only) = level_of(&asked.by) {
        let mut listing = empty_of_levels(context, &asked.levels);
        for &metric in &of_history {
            let tree = pipeline::forecast_levels(&snapshot, &history, metric, asked.horizon, levels.clone(), only)?;
            of_levels(context, asked, (&snapshot, metric, last), &tree, &mut listing)?;
        }
        context.answer(&snapshot, told_as(context, listing)?)?;
        return Ok(Outcome::Done);
    }
    let mut beside = Beside::new(context, asked, &snapshot, &of_history);
    let mut listing = empty(context, &asked.levels);
    let mut pending = None;
    for (at, metric) in metrics.iter().enumerate() {
        if metrics.len() > 1 {
            let name = context.wording()?.metric(metric.id());
            context.output.say(&notes::forecast_step(context.language, at + 1, metrics.len(), &name));
        }
        let metric = match metric {
            Forecastable::Kpi(metric) => *metric,
            Forecastable::Any(id) => {
                of_any(context, asked, (&snapshot, &history), id, &mut listing)?;
                continue;
            }
        };
        // What is written beside the last forecast is worked out while the next one is made.
        let (taken, forecast) = pipeline::side_by_side(
            || pending.take().map_or(Ok(()), |last| beside.take(&history, last)),
            || beside_deals(&snapshot, &history, metric, asked, levels.clone()),
        );
        taken?;
        let forecast = forecast?;
        if let Some(said) = forecast.market_said() {
            let said = context.wording()?.sentence(&said, snapshot.currency);
            context.output.say(&notes::note(context.language, &said));
        }
        say_odd(context, &snapshot, &pipeline::oddities(&snapshot, &history, &forecast))?;
        say_odd(context, &snapshot, &forecast.past_said())?;
        let of = (metric.id(), metric.unit());
        let outside = outside_narrowest(asked, of, &forecast.panel.forecasts);
        let booked = pipeline::booked_beyond(&snapshot, &history, &forecast);
        say_odd(context, &snapshot, &outside.into_iter().chain(booked).collect::<Vec<_>>())?;
        for series in &forecast.panel.forecasts {
            for step in 0..asked.horizon {
                let period = snapshot.calendar.label(last.plus(step as i32 + 1));
                // Where no period had a quota, as months have none under quarterly ones, a longer history would not help.
                let is_without_quota = metric == KpiMetric::Attainment && series.n_history == 0;
                let reason = if is_without_quota { NullReason::NoTarget } else { NullReason::BelowMinN };
                listing.push(row(of, series, (step, period), asked.levels.len(), reason));
            }
        }
        pending = Some(forecast);
    }
    pending.map_or(Ok(()), |last| beside.take(&history, last))?;
    context.answer(&snapshot, told_as(context, listing)?)?;
    beside.write()?;
    Ok(Outcome::Done)
}

/// How many point forecasts lie outside the narrowest interval that is told beside them.
fn outside_narrowest(asked: &ForecastArguments, of: (&str, Unit), forecasts: &[SeriesForecast]) -> Option<Sentence> {
    pipeline::outside_intervals(of, forecasts, *asked.levels.iter().min()?)
}

/// What is odd about the series, as notes.
pub(super) fn say_odd(context: &Context, snapshot: &Snapshot, odd: &[Sentence]) -> Result<(), Failure> {
    let wording = context.wording()?;
    for sentence in odd {
        context.output.say(&notes::note(context.language, &wording.sentence(sentence, snapshot.currency)));
    }
    Ok(())
}

/// Targets and risk rest on the deals too.
fn beside_deals(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: KpiMetric,
    asked: &ForecastArguments,
    levels: Vec<f64>,
) -> Result<MetricForecast, Failure> {
    match asked.targets_to.is_some() || asked.risk_to.is_some() {
        true => pipeline::forecast_beside_deals(snapshot, history, metric, asked.horizon, levels),
        false => pipeline::forecast(history, metric, asked.horizon, levels),
    }
}

/// In words and units for people, as it is for programs.
fn told_as(context: &Context, listing: Listing) -> Result<Listing, Failure> {
    Ok(match context.output.format {
        Format::Table => forecast_for_people(listing, &context.wording()?),
        _ => listing,
    })
}

/// A metric that the reps' history holds.
fn of_history(metric: &Forecastable) -> Option<KpiMetric> {
    if let Forecastable::Kpi(metric) = metric { Some(*metric) } else { None }
}

/// The rows of a metric that its family answers for, or of each of its forms, with what is to be known about it.
fn of_any(
    context: &Context,
    asked: &ForecastArguments,
    (snapshot, history): (&Snapshot, &RepHistory<'_>),
    id: &str,
    listing: &mut Listing,
) -> Result<(), Failure> {
    let levels: Vec<f64> = asked.levels.iter().map(|level| f64::from(*level) / 100.0).collect();
    for series in RepSeries::ask(snapshot, history, id)? {
        let forecast = series.forecast(snapshot, history, asked.horizon, levels.clone())?;
        say_odd(context, snapshot, &forecast.said)?;
        let of = (forecast.metric_id.as_str(), forecast.unit);
        say_odd(context, snapshot, outside_narrowest(asked, of, &forecast.forecasts).as_slice())?;
        for series in &forecast.forecasts {
            for step in 0..asked.horizon {
                let period = snapshot.calendar.label(history.last.plus(step as i32 + 1));
                listing.push(row(of, series, (step, period), levels.len(), NullReason::BelowMinN));
            }
        }
    }
    Ok(())
}

/// Each metric once, in the order in which they were named.
fn metrics_of(context: &Context, asked: &ForecastArguments) -> Result<Vec<Forecastable>, Failure> {
    let mut metrics = Vec::new();
    for id in &asked.metrics {
        let metric = Forecastable::of(id)?;
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    let alone = metrics.iter().find(|metric| asked.by != "rep" && of_history(metric).is_none());
    if let Some(metric) = alone {
        let ids = pipeline::FORECASTABLE.map(KpiMetric::id).join(", ");
        return Err(Failure::usage(
            format!("`{}` is forecast for each rep alone", metric.id()),
            format!("wholes are forecast of: {ids}; leave --by out"),
        ));
    }
    let has_beside = asked.targets_to.is_some() || asked.risk_to.is_some();
    if has_beside && asked.by != "rep" {
        return Err(Failure::usage(
            format!("targets and risk are of reps, and `--by {}` asks for sums of them", asked.by),
            "leave --by out, or write --by rep, beside --targets-to and --risk-to",
        ));
    }
    if asked.risk_to.is_some() && !metrics.contains(&Forecastable::Kpi(KpiMetric::RevenueNet)) {
        return Err(Failure::usage(
            "who is at risk rests on the forecast of net revenue, which is not among the metrics",
            "name it too: attain forecast revenue_net,orders --risk-to risk.csv",
        ));
    }
    let files = [context.output.out.as_ref(), asked.targets_to.as_ref(), asked.risk_to.as_ref()];
    if (1..files.len()).any(|at| files[at].is_some() && files[..at].contains(&files[at])) {
        return Err(Failure::usage(
            "two answers cannot be written to one file",
            "name a file of its own for each of --out, --targets-to and --risk-to",
        ));
    }
    let has_target = |metric: KpiMetric| pipeline::FORECASTABLE.contains(&metric);
    if asked.targets_to.is_some() && !metrics.iter().filter_map(of_history).any(has_target) {
        return Err(Failure::usage(
            "targets beside forecasts have a sum, and a share or a mean has none",
            "name a metric that adds up over reps: attain forecast revenue_net --targets-to targets.csv",
        ));
    }
    Ok(metrics)
}

/// The one level of a tree that is asked for, or all of them; none for reps, who are forecast each alone.
fn level_of(word: &str) -> Option<Option<TreeLevel>> {
    match word {
        "team" => Some(Some(TreeLevel::Team)),
        "region" => Some(Some(TreeLevel::Region)),
        "company" => Some(Some(TreeLevel::Company)),
        "tree" => Some(None),
        _ => None,
    }
}

/// `metric_id, level, region, team, rep, period, forecast, own, expected, lower_50, upper_50, …, agreement, reps`.
fn empty_of_levels(context: &Context, levels: &[u32]) -> Listing {
    let column = |name: &str, kind| Column { name: name.to_string(), kind };
    let mut columns: Vec<Column> =
        ["metric_id", "level", "region", "team", "rep", "period"].map(|name| column(name, ColumnKind::Text)).to_vec();
    columns.extend(["forecast", "own", "expected"].map(|name| column(name, ColumnKind::Number)));
    for level in levels {
        columns.push(column(&format!("lower_{level}"), ColumnKind::Number));
        columns.push(column(&format!("upper_{level}"), ColumnKind::Number));
    }
    columns.push(column("agreement", ColumnKind::Text));
    columns.push(column("reps", ColumnKind::Int));
    Listing { name: "forecast_levels".to_string(), currency: context.currency(), columns, rows: Vec::new() }
}

/// Says how the levels agree, and adds their rows.
fn of_levels(
    context: &Context,
    asked: &ForecastArguments,
    (snapshot, metric, last): (&Snapshot, KpiMetric, Period),
    tree: &LevelForecast,
    listing: &mut Listing,
) -> Result<(), Failure> {
    let mut said = told(tree);
    said.extend(apart(tree, metric, asked, snapshot));
    say_odd(context, snapshot, &said)?;
    for row in &tree.rows {
        let name = |text: &str| if text.is_empty() { Cell::Null } else { Cell::from(text) };
        let amount = match metric.unit() {
            Unit::Money => Cell::Money(row.agreed_minor),
            Unit::Units => Cell::Float(row.agreed_minor as f64 / Scalar::UNITS_SCALE as f64),
            Unit::Count | Unit::Share | Unit::Days | Unit::Number => Cell::Int(row.agreed_minor),
        };
        let mut cells = vec![
            Cell::from(metric.id()),
            Cell::from(row.level.word()),
            name(&row.region),
            name(&row.team),
            name(&row.rep),
            Cell::from(snapshot.calendar.label(last.plus(row.step as i32))),
            amount,
            Cell::Float(row.own),
            Cell::from(row.expected),
        ];
        for ends in row.intervals.iter().map(|ends| ends.map(|ends| pipeline::whole_ends(metric, ends))) {
            cells.push(Cell::from(ends.map(|ends| ends.0)));
            cells.push(Cell::from(ends.map(|ends| ends.1)));
        }
        // A node without any forecast has no intervals; the columns stay.
        cells.resize(9 + 2 * asked.levels.len(), Cell::Null);
        cells.push(Cell::from(tree.agreement.word()));
        cells.push(Cell::Int(row.reps as i64));
        listing.push(cells);
    }
    Ok(())
}

/// Says what is expected beside what adds up, and where the two lie apart by more than the narrowest interval.
fn apart(tree: &LevelForecast, metric: KpiMetric, asked: &ForecastArguments, snapshot: &Snapshot) -> Vec<Sentence> {
    if tree.sums_untold {
        return vec![sentence("forecast-levels-untold", vec![])];
    }
    let mut said = vec![sentence("forecast-levels-expected", vec![])];
    let narrowest = asked.levels.iter().enumerate().min_by_key(|(_, level)| **level);
    let Some((at, level)) = narrowest else { return said };
    let per_major = pipeline::minor_per_major(metric, snapshot.currency) as f64;
    let (n, of) = tree.apart(at, per_major);
    if n > 0 {
        said.push(sentence(
            "forecast-levels-apart",
            vec![
                ("n", Arg::Count(n as i64)),
                ("of", Arg::Count(of as i64)),
                ("metric", Arg::Metric(metric.id().to_string())),
                ("level", Arg::Count(i64::from(*level))),
            ],
        ));
    }
    said
}

/// How the levels agree, what that was worth, and which level the tree does without.
fn told(tree: &LevelForecast) -> Vec<Sentence> {
    let mut said: Vec<Sentence> = tree.market.iter().chain(&tree.odd).cloned().collect();
    if let Some(lost) = tree.cut_across {
        let id = if lost == TreeLevel::Team { "forecast-levels-no-teams" } else { "forecast-levels-no-regions" };
        said.push(sentence(id, vec![]));
    }
    let id = match tree.agreement {
        Agreement::Reconciled => "forecast-levels-reconciled",
        Agreement::BottomUp if tree.is_untried() => "forecast-levels-untried",
        Agreement::BottomUp => "forecast-levels-bottom-up",
    };
    said.push(sentence(id, vec![("origins", Arg::Count(tree.origins as i64))]));
    for one in tree.evidence.iter().filter(|one| one.own > 0.0) {
        let against = |error: f64| Arg::SignedShare(error / one.own - 1.0);
        said.push(sentence(
            "forecast-levels-evidence",
            vec![
                ("level", Arg::Message(format!("forecast-level-{}", one.level.word()))),
                ("n", Arg::Count(one.n as i64)),
                ("reconciled", against(one.reconciled)),
                ("bottom_up", against(one.bottom_up)),
            ],
        ));
    }
    said
}

/// `metric_id, rep, period, mean, median, lower_50, upper_50, …, model, n_history, null_reason`.
fn empty(context: &Context, levels: &[u32]) -> Listing {
    let column = |name: String, kind| Column { name, kind };
    let mut columns: Vec<Column> =
        ["metric_id", "rep", "period"].map(|name| column(name.to_string(), ColumnKind::Text)).to_vec();
    columns.extend(["mean", "median"].map(|name| column(name.to_string(), ColumnKind::Number)));
    for level in levels {
        columns.push(column(format!("lower_{level}"), ColumnKind::Number));
        columns.push(column(format!("upper_{level}"), ColumnKind::Number));
    }
    columns.push(column("model".to_string(), ColumnKind::Text));
    columns.push(column("n_history".to_string(), ColumnKind::Int));
    columns.push(column("null_reason".to_string(), ColumnKind::Text));
    Listing { name: "forecast".to_string(), currency: context.currency(), columns, rows: Vec::new() }
}

/// `absent` is said where there is no forecast.
fn row(
    (metric_id, unit): (&str, Unit),
    series: &SeriesForecast,
    (step, period): (usize, String),
    levels: usize,
    absent: NullReason,
) -> Vec<Cell> {
    let at = series.steps.get(step);
    let mut cells = vec![Cell::from(metric_id), Cell::from(series.id.as_str()), Cell::from(period)];
    cells.push(Cell::from(series.expected(step + 1)));
    cells.push(Cell::from(at.and_then(|step| step.predictive.as_ref()).map(|predictive| predictive.median())));
    for level in 0..levels {
        // An interval that the past errors do not support is not stated.
        let interval = at.and_then(|step| step.intervals.get(level)).filter(|interval| interval.supported);
        let ends = interval.map(|interval| pipeline::whole_ends_in(unit, (interval.lower, interval.upper)));
        cells.push(Cell::from(ends.map(|ends| ends.0)));
        cells.push(Cell::from(ends.map(|ends| ends.1)));
    }
    cells.push(Cell::from(series.model.word()));
    cells.push(Cell::Int(series.n_history as i64));
    cells.push(Cell::from(pipeline::why_none_expected(series, step + 1, absent)));
    cells
}
