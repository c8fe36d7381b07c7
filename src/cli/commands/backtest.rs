//! `attain backtest`: what every method would have said, and what came.

use std::path::Path;
use std::time::SystemTime;

use serde::Serialize;

use crate::cli::Outcome;
use crate::cli::arguments::{FormatChoice, GrainChoice};
use crate::cli::backtest_arguments::{BacktestArguments, FrequencyChoice};
use crate::cli::context::Context;
use crate::cli::periods::{grain_of, last_complete};
use crate::failure::Failure;
use crate::models::forecast::{BacktestReport, MethodReport};
use crate::pipeline::{self, RepHistory, read_panel};
use crate::quantity::NullReason;
use crate::review::listing::{Cell, ColumnKind, Listing};

/// A season of a year where nobody says otherwise.
const DEFAULT_HORIZON: u16 = 4;

pub(crate) fn run(context: &Context, asked: &BacktestArguments) -> Result<Outcome, Failure> {
    let answer = match (&asked.panel, asked.frequency) {
        (Some(path), Some(frequency)) => of_panel(path, frequency)?,
        _ => of_store(context, asked)?,
    };
    match context.global.format {
        None | Some(FormatChoice::Json) => {
            let text = serde_json::to_string_pretty(&answer).map_err(|error| Failure::internal(error.to_string()))?;
            context.output.text(&(text + "\n"))?;
        }
        Some(_) => context.output.listing(&listing(context, &answer))?,
    }
    let has_cases = answer.methods.iter().any(|method| method.report.cases > 0);
    if !has_cases {
        context.output.say(
            "note: no series has a season (and at least four periods) of history before another known period, so \
             nothing can be said of any method",
        );
    }
    Ok(if has_cases { Outcome::Done } else { Outcome::Findings })
}

/// The answer as JSON: what it is about, then a method after the other.
#[derive(Serialize)]
struct Answer {
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    season_length: usize,
    series: usize,
    horizon: usize,
    origins: usize,
    methods: Vec<MethodAnswer>,
}

/// One method, with the reason where something about it is null.
#[derive(Serialize)]
struct MethodAnswer {
    #[serde(flatten)]
    report: MethodReport,
    null_reason: Option<NullReason>,
}

/// What an answer is about.
struct About {
    source: &'static str,
    season_length: usize,
}

impl Answer {
    fn new(about: &About, report: BacktestReport) -> Answer {
        let method = |report: MethodReport| MethodAnswer { null_reason: null_reason(&report), report };
        Answer {
            source: about.source,
            frequency: None,
            metric_id: None,
            grain: None,
            as_of: None,
            season_length: about.season_length,
            series: report.series,
            horizon: report.horizon,
            origins: report.origins,
            methods: report.methods.into_iter().map(method).collect(),
        }
    }
}

/// Too few cases or past errors, or else histories or a Naive2 without any error to divide by.
fn null_reason(report: &MethodReport) -> Option<NullReason> {
    let too_few = [report.smape, report.coverage_50, report.coverage_80, report.coverage_95];
    let divided = [report.mase, report.owa, report.msis_95];
    if too_few.contains(&None) {
        Some(NullReason::BelowMinN)
    } else {
        divided.contains(&None).then_some(NullReason::NoDenominator)
    }
}

/// Milliseconds from now on.
fn stopwatch() -> impl Fn() -> f64 {
    let begun = SystemTime::now();
    move || begun.elapsed().map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

fn of_panel(path: &Path, frequency: FrequencyChoice) -> Result<Answer, Failure> {
    let series = read_panel(path)?;
    let season_length = frequency.season_length();
    let report = pipeline::backtest_panel(&series, season_length, &stopwatch())?;
    let about = About { source: "panel", season_length };
    Ok(Answer { frequency: Some(frequency.word()), ..Answer::new(&about, report) })
}

fn of_store(context: &Context, asked: &BacktestArguments) -> Result<Answer, Failure> {
    let metric = pipeline::forecastable(asked.metric.as_deref().unwrap_or("revenue_net"))?;
    let grain = grain_of(asked.grain.unwrap_or(GrainChoice::Quarter));
    let horizon = usize::from(asked.horizon.unwrap_or(DEFAULT_HORIZON));
    let snapshot = context.snapshot()?;
    let last = last_complete(context, &snapshot, grain)?;
    let history = RepHistory::build(&snapshot, last)?;
    history.require_reps()?;
    let report = pipeline::backtest_reps(&history, metric, horizon, &stopwatch())?;
    let about = About { source: "store", season_length: last.periods_per_year() };
    Ok(Answer {
        metric_id: Some(metric.id()),
        grain: Some(grain.word()),
        as_of: Some(snapshot.as_of.to_string()),
        ..Answer::new(&about, report)
    })
}

/// A row a method.
fn listing(context: &Context, answer: &Answer) -> Listing {
    let number = |name| (name, ColumnKind::Number);
    let int = |name| (name, ColumnKind::Int);
    let columns = [
        ("method", ColumnKind::Text),
        int("series"),
        int("horizon"),
        int("origins"),
        int("cases"),
        int("n"),
        number("smape"),
        number("mase"),
        number("owa"),
        number("msis_95"),
        number("coverage_50"),
        number("coverage_80"),
        number("coverage_95"),
        number("realised_50"),
        number("realised_60"),
        number("realised_70"),
        number("realised_80"),
        number("realised_90"),
        number("ms_per_series"),
        ("null_reason", ColumnKind::Text),
    ];
    let mut listing = Listing::new("backtest", context.currency(), &columns);
    for MethodAnswer { report, null_reason } in &answer.methods {
        let mut row = vec![Cell::from(report.method.word())];
        let counts = [answer.series, answer.horizon, answer.origins, report.cases, report.n];
        row.extend(counts.map(|count| Cell::Int(count as i64)));
        row.extend([report.smape, report.mase, report.owa, report.msis_95].map(Cell::from));
        row.extend([report.coverage_50, report.coverage_80, report.coverage_95].map(Cell::from));
        let realised = |percent: u32| {
            let of = |stated: f64| (stated * 100.0).round() as u32 == percent;
            report.stated_vs_realised.iter().find(|chance| of(chance.stated)).map(|chance| chance.realised)
        };
        row.extend([50, 60, 70, 80, 90].map(|percent| Cell::from(realised(percent))));
        row.push(Cell::from(report.ms_per_series));
        row.push(Cell::from(*null_reason));
        listing.push(row);
    }
    listing
}
