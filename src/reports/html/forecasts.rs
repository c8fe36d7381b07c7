//! Forecasts with their ranges, the baselines beside them, and how both did on the past.

use minijinja::context;
use minijinja::value::Value;

use super::inline_plot::{self, Range, Scale};
use super::scribe::{Cell, Scribe};
use super::{HtmlError, agreement};
use crate::quantity::Measured;
use crate::reports::figures::legible;
use crate::review::pack::{AccuracyRow, ForecastRow, ForecastSection, IntervalRow, StatedRow};

const WIDTH: f64 = 190.0;
/// The interval that the tables show.
const LEVEL: f64 = 0.8;

pub(super) fn section(scribe: &Scribe<'_>) -> Result<Value, HtmlError> {
    let sections: Vec<Value> = scribe.pack.forecasts.iter().map(|s| one(scribe, s)).collect::<Result<_, _>>()?;
    Ok(context! { sections })
}

/// The rows of a section, one for each rep, in the pack's order and on one scale.
pub(super) fn rows(scribe: &Scribe<'_>, section: &ForecastSection) -> Vec<Value> {
    let baselines = baselines(section);
    let ranges: Vec<Range> = section.rows.iter().filter_map(range).collect();
    let scale = inline_plot::common_scale(&ranges, WIDTH);
    section.rows.iter().map(|r| row(scribe, section, r, &baselines, scale)).collect()
}

/// The methods that stand beside the forecast, each once.
fn baselines(section: &ForecastSection) -> Vec<&str> {
    let mut baselines: Vec<&str> = Vec::new();
    for (method, _) in section.rows.iter().flat_map(|row| &row.baselines) {
        if !baselines.contains(&method.as_str()) {
            baselines.push(method);
        }
    }
    baselines
}

fn one(scribe: &Scribe<'_>, section: &ForecastSection) -> Result<Value, HtmlError> {
    let name = scribe.wording.metric(&section.metric_id);
    Ok(context! {
        metric => scribe.metric(&section.metric_id),
        title => scribe.say_with("forecasts-of", &[("metric", &name), ("period", &legible(&section.period))]),
        caption => scribe.caption(&section.period, &[section.unit], &[&section.metric_id]),
        baselines => baselines(section).iter().map(|id| scribe.wording.named("method", id)).collect::<Vec<_>>(),
        rows => rows(scribe, section),
        is_uneven => section.accuracy.iter().any(|row| row.n != section.accuracy[0].n),
        accuracy => section.accuracy.iter().map(|a| accuracy(scribe, section, a)).collect::<Vec<_>>(),
        coverage => section.coverage.iter().map(|c| stated(scribe, c)).collect::<Vec<_>>(),
        coverage_plot => agreement::plot(scribe, &section.coverage)?,
        origins => section.origins,
    })
}

fn row(
    scribe: &Scribe<'_>,
    section: &ForecastSection,
    row: &ForecastRow,
    baselines: &[&str],
    scale: Option<Scale>,
) -> Value {
    let write = |value: Option<f64>| forecast_cell(scribe, section, row, value);
    let interval = interval_80(row).map(|i| {
        let (lower, upper) = (scribe.major(i.lower, section.unit), scribe.major(i.upper, section.unit));
        scribe.say_with("range-text", &[("lower", &lower), ("upper", &upper)])
    });
    // The interval and the forecast stand in words beside it.
    let plot = scale.zip(range(row)).map(|(scale, range)| inline_plot::range(&range, scale, WIDTH, ""));
    let beside: Vec<Cell> = baselines
        .iter()
        .map(|id| write(row.baselines.iter().find(|(method, _)| method == id).map(|(_, value)| *value)))
        .collect();
    let mut doubts = scribe.sentences(&row.doubts);
    if interval_80(row).is_some_and(|i| !i.supported) && doubts.is_empty() {
        doubts.push(scribe.say("interval-unsupported"));
    }
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(&row.name),
        fan => fan(scribe, section, row),
        n_history => scribe.figures.count(row.n_history),
        model => scribe.wording.named("model", &row.model),
        mean => write(row.mean),
        interval,
        plot,
        baselines => beside,
        doubts,
    }
}

/// The history and where it probably goes, with the same in words for who cannot see it.
fn fan(scribe: &Scribe<'_>, section: &ForecastSection, row: &ForecastRow) -> Value {
    let bands: Vec<(f64, f64)> = row.intervals.iter().map(|i| (i.lower, i.upper)).collect();
    let write = |value| scribe.major(value, section.unit);
    let told = row.intervals.iter().map(|i| {
        let (lower, upper) = (write(i.lower), write(i.upper));
        let args = [("level", scribe.figures.share_trimmed(i.level)), ("lower", lower), ("upper", upper)];
        scribe.say_with("tip-interval", &args.each_ref().map(|(name, text)| (*name, text.as_str())))
    });
    let label = told.collect::<Vec<_>>().join(" · ");
    inline_plot::fan(&row.history, &bands, row.mean, &label)
}

fn forecast_cell(scribe: &Scribe<'_>, section: &ForecastSection, row: &ForecastRow, value: Option<f64>) -> Cell {
    match (value, row.null_reason) {
        (None, Some(reason)) => scribe.cell(&Measured::Null(reason), &section.metric_id, &section.period, false),
        (value, _) => {
            let text = value.map_or("–".to_string(), |v| scribe.major(v, section.unit));
            let title = scribe.title(&section.metric_id, &section.period);
            scribe.plain_cell(text, value.is_some_and(|v| v < 0.0), title, &section.metric_id)
        }
    }
}

fn interval_80(row: &ForecastRow) -> Option<&IntervalRow> {
    row.intervals.iter().find(|i| (i.level - LEVEL).abs() < 1e-9)
}

fn range(row: &ForecastRow) -> Option<Range> {
    let interval = interval_80(row)?;
    let marks = row.baselines.iter().map(|(_, value)| *value).collect();
    Some(Range { ends: (interval.lower, interval.upper), point: row.mean, marks })
}

fn accuracy(scribe: &Scribe<'_>, section: &ForecastSection, row: &AccuracyRow) -> Value {
    context! {
        method => scribe.wording.named("method", &row.method),
        n => scribe.figures.count(row.n),
        mae => scribe.major(row.mae, section.unit),
        smape => scribe.figures.fixed(row.smape, 1),
        mase => row.mase.map_or("–".to_string(), |mase| scribe.figures.fixed(mase, 3)),
    }
}

/// A stated probability beside what came of it.
pub(super) fn stated(scribe: &Scribe<'_>, row: &StatedRow) -> Value {
    context! {
        stated => scribe.figures.share(row.stated),
        realised => scribe.figures.share(row.realised),
        n => scribe.figures.count(row.n),
        interval => agreement::interval(scribe, row),
        on_meter => agreement::on_meter(row).map(|(from, width)| context! { from, width }),
        verdict => (!row.verdict.is_empty()).then(|| scribe.say(&format!("verdict-{}", row.verdict))),
        off => matches!(row.verdict.as_str(), "more_than_stated" | "less_than_stated"),
        stated_at => inline_plot::percent(row.stated),
        width => inline_plot::percent(row.realised),
    }
}
