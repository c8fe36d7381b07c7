//! `attain forecast`: each rep's next periods.

use crate::cli::Outcome;
use crate::cli::arguments::ForecastArguments;
use crate::cli::context::Context;
use crate::cli::periods::{grain_of, last_complete};
use crate::failure::Failure;
use crate::models::forecast::{ModelUsed, SeriesForecast};
use crate::pipeline::{self, RepHistory};
use crate::quantity::NullReason;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};

pub(crate) fn run(context: &Context, asked: &ForecastArguments) -> Result<Outcome, Failure> {
    let metric = pipeline::forecastable_by_rep(&asked.metric)?;
    if asked.horizon == 0 || asked.levels.iter().any(|level| !(1..=99).contains(level)) {
        return Err(Failure::usage(
            "a horizon is at least 1 and a level is between 1 and 99",
            "write --horizon 2 --levels 50,80",
        ));
    }
    let snapshot = context.snapshot()?;
    let last = last_complete(context, &snapshot, grain_of(asked.grain))?;
    let history = RepHistory::build(&snapshot, last)?;
    history.require_reps()?;
    let levels: Vec<f64> = asked.levels.iter().map(|level| f64::from(*level) / 100.0).collect();
    let forecast = pipeline::forecast(&history, metric, asked.horizon, levels)?;
    let mut listing = empty(context, &asked.levels);
    for series in &forecast.panel.forecasts {
        for step in 0..asked.horizon {
            let period = snapshot.calendar.label(last.plus(step as i32 + 1));
            listing.push(row(metric.id(), series, step, period, asked.levels.len()));
        }
    }
    context.output.listing(&listing)?;
    Ok(Outcome::Done)
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

fn row(metric_id: &str, series: &SeriesForecast, step: usize, period: String, levels: usize) -> Vec<Cell> {
    let at = series.steps.get(step);
    let mut cells = vec![Cell::from(metric_id), Cell::from(series.id.as_str()), Cell::from(period)];
    cells.push(Cell::from(at.map(|step| step.mean)));
    cells.push(Cell::from(at.and_then(|step| step.predictive.as_ref()).map(|predictive| predictive.median())));
    for level in 0..levels {
        // An interval that the past errors do not support is not stated.
        let interval = at.and_then(|step| step.intervals.get(level)).filter(|interval| interval.supported);
        cells.push(Cell::from(interval.map(|interval| interval.lower)));
        cells.push(Cell::from(interval.map(|interval| interval.upper)));
    }
    cells.push(Cell::from(series.model.word()));
    cells.push(Cell::Int(series.n_history as i64));
    let reason = matches!(series.model, ModelUsed::None(_)).then_some(NullReason::BelowMinN);
    cells.push(Cell::from(reason));
    cells
}
