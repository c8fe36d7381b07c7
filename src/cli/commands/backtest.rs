//! `attain backtest`: what every method and every risk score would have said, and what came.

use std::path::Path;
use std::time::SystemTime;

use serde::Serialize;

use super::forecast::say_odd;
use crate::cli::arguments::{FormatChoice, GrainChoice};
use crate::cli::backtest_arguments::{BacktestArguments, FrequencyChoice, PartChoice};
use crate::cli::context::Context;
use crate::cli::headings::{self, Reading};
use crate::cli::periods::{grain_of, last_complete};
use crate::cli::{Outcome, backtest_listings, notes};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::{BacktestReport, Evidence, MethodReport};
use crate::models::risk::RiskEvidence;
use crate::pipeline::{self, Forecastable, RepHistory, RepSeries, RiskTried, read_panel};
use crate::quantity::NullReason;
use crate::review::backtest_words;
use crate::review::findings::sentence;
use crate::review::pack::Arg;
use crate::review::tables::{Origin, OriginFields};

/// A season of a year where nobody says otherwise.
const DEFAULT_HORIZON: u16 = 4;

pub(crate) fn run(context: &Context, asked: &BacktestArguments) -> Result<Outcome, Failure> {
    let found = match (&asked.panel, asked.frequency) {
        (Some(path), Some(frequency)) if context.global.as_of.is_none() => of_panel(path, frequency, asked)?,
        (Some(_), _) => return Err(as_of_of_panel()),
        _ => of_store(context, asked)?,
    };
    print(context, asked, &found)?;
    let wording = context.wording()?;
    let mut told = Vec::new();
    if found.too_short > 0 {
        let counts = [("n", found.too_short), ("series", found.report.series)];
        let counts = counts.map(|(name, count)| (name, Arg::Count(count as i64))).to_vec();
        told.push(sentence("backtest-too-short", counts));
    }
    if !asks_for_risk(asked) {
        told.extend(backtest_words::forecast_verdict(&found.report));
    }
    for tried in &found.risk {
        told.push(backtest_words::risk_bars(tried.source.word(), found.share_of_target));
        told.extend(backtest_words::risk_verdict(&tried.evidence));
    }
    for sentence in &told {
        context.output.say(&notes::note(context.language, &wording.sentence(sentence, context.currency())));
    }
    let has_cases = match asks_for_risk(asked) {
        true => found.risk.iter().any(|tried| tried.evidence.n > 0),
        false => found.report.methods.iter().any(|method| method.cases > 0),
    };
    if !has_cases {
        context.output.say(&notes::note(context.language, &wording.text("backtest-nothing")));
    }
    Ok(if has_cases { Outcome::Done } else { Outcome::Findings })
}

/// What a panel's file knows on its last day is its train part, whatever day is named.
fn as_of_of_panel() -> Failure {
    Failure::usage(
        "--as-of reads the store as of a day, and --panel reads no store",
        "leave --as-of out: what was known is the file's train part",
    )
}

fn asks_for_risk(asked: &BacktestArguments) -> bool {
    matches!(asked.part, Some(PartChoice::Risk | PartChoice::RiskCases))
}

fn print(context: &Context, asked: &BacktestArguments, found: &Found) -> Result<(), Failure> {
    let currency = context.currency();
    let part = match (asked.part, context.global.format) {
        (None, None | Some(FormatChoice::Json)) => {
            let text =
                serde_json::to_string_pretty(&found.answer()).map_err(|error| Failure::internal(error.to_string()))?;
            return context.output.text(&(text + "\n"));
        }
        (None, Some(_)) => PartChoice::Methods,
        (Some(part), _) => part,
    };
    if asks_for_risk(asked) && found.risk.is_empty() {
        return Err(Failure::usage(
            "risk scores are about net revenue by rep in the store, and something else was asked for",
            "leave out --panel, and name no metric: attain backtest --part risk",
        ));
    }
    let listing = match part {
        PartChoice::Methods => backtest_listings::methods(&found.report, null_reason, currency),
        PartChoice::Evidence => backtest_listings::evidence(&found.report, currency),
        PartChoice::Cases => backtest_listings::cases(&found.report, |series| found.names[series].clone(), currency),
        PartChoice::Risk => backtest_listings::risk(&found.risk, currency),
        PartChoice::RiskCases => backtest_listings::risk_cases(&found.risk, |origin| (found.label)(origin), currency),
    };
    let reading = Reading { room: "backtest", coded: &CODED, ..Reading::default() };
    let listing = match &found.origin {
        Some(origin) => origin.stamped(listing),
        None => listing,
    };
    context.output.listing(&headings::read_as(context, listing, &context.wording()?, reading))
}

/// The columns of its tables whose cells are codes.
const CODED: [&str; 6] = ["method", "score", "measure", "verdict", "null_reason", "bar_source"];

/// What was reckoned.
struct Found {
    about: About,
    report: BacktestReport,
    /// The series' names, by position.
    names: Vec<String>,
    /// How many series of a panel have too few values for a forecast of its own kind; 0 of the store's.
    too_short: usize,
    /// By each kind of bar that is stated for the period to come; empty where something else than revenue was asked for.
    risk: Vec<RiskTried>,
    /// The share of a goal that is the bar.
    share_of_target: f64,
    /// The label of a period by its index; empty on a panel.
    label: Box<dyn Fn(i32) -> String>,
    /// None on a panel, which no store and no settings stand behind.
    origin: Option<Origin>,
}

/// What an answer is about.
#[derive(Debug, Clone, Serialize)]
struct About {
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    frequency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    season_length: usize,
}

/// The answer as JSON: what it is about, a method after the other, the evidence about all of them and about risk.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    about: &'a About,
    series: usize,
    horizon: usize,
    origins: usize,
    methods: Vec<MethodAnswer<'a>>,
    evidence: &'a [Evidence],
    #[serde(skip_serializing_if = "Option::is_none")]
    risk: Option<RiskAnswer<'a>>,
    /// Where reps have bars of both kinds, those of the kind that fewer have.
    #[serde(skip_serializing_if = "Option::is_none")]
    risk_other_bar: Option<RiskAnswer<'a>>,
    #[serde(flatten)]
    origin: Option<OriginFields<'a>>,
}

/// The evidence about risk, and the kind of bar that it is about.
#[derive(Serialize)]
struct RiskAnswer<'a> {
    bar_source: &'static str,
    #[serde(flatten)]
    evidence: &'a RiskEvidence,
}

/// One method, with the reason where something about it is null.
#[derive(Serialize)]
struct MethodAnswer<'a> {
    #[serde(flatten)]
    report: &'a MethodReport,
    null_reason: Option<NullReason>,
}

impl Found {
    fn answer(&self) -> Answer<'_> {
        let mut risk =
            self.risk.iter().map(|tried| RiskAnswer { bar_source: tried.source.word(), evidence: &tried.evidence });
        Answer {
            about: &self.about,
            series: self.report.series,
            horizon: self.report.horizon,
            origins: self.report.origins,
            methods: (self.report.methods.iter())
                .map(|report| MethodAnswer { null_reason: null_reason(report), report })
                .collect(),
            evidence: &self.report.evidence,
            risk: risk.next(),
            risk_other_bar: risk.next(),
            origin: self.origin.as_ref().map(Origin::as_fields),
        }
    }
}

/// Too few cases or past errors, or else histories or a Naive2 without any error to divide by.
fn null_reason(report: &MethodReport) -> Option<NullReason> {
    let too_few = [report.smape, report.coverage_50, report.coverage_80, report.coverage_95];
    let divided = [report.mase, report.owa, report.msis_95, report.pinball];
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

fn with_rows(asked: &BacktestArguments) -> bool {
    asked.part == Some(PartChoice::Cases)
}

fn of_panel(path: &Path, frequency: FrequencyChoice, asked: &BacktestArguments) -> Result<Found, Failure> {
    let series = read_panel(path)?;
    let season_length = frequency.season_length();
    let report = pipeline::backtest_panel(&series, season_length, with_rows(asked), &stopwatch())?;
    let about = About {
        source: "panel",
        frequency: Some(frequency.word()),
        metric_id: None,
        grain: None,
        as_of: None,
        season_length,
    };
    let too_short = pipeline::too_short(&series);
    let names = series.into_iter().map(|series| series.id).collect();
    Ok(Found {
        about,
        report,
        names,
        too_short,
        risk: Vec::new(),
        share_of_target: 1.0,
        label: Box::new(|_| String::new()),
        origin: None,
    })
}

/// The one form of a metric that was asked for; an id that stands for several asks for more than one answer holds.
fn only_form(id: &str, mut forms: Vec<RepSeries>) -> Result<RepSeries, Failure> {
    match (forms.pop(), forms.is_empty()) {
        (Some(form), true) => Ok(form),
        (last, _) => {
            let ids: Vec<String> = forms.into_iter().chain(last).map(|form| form.metric_id).collect();
            Err(Failure::usage(format!("there are several metrics `{id}`"), format!("name one: {}", ids.join(", "))))
        }
    }
}

fn of_store(context: &Context, asked: &BacktestArguments) -> Result<Found, Failure> {
    let metric = Forecastable::of(asked.metric.as_deref().unwrap_or("revenue_net"))?;
    let grain = grain_of(asked.grain.unwrap_or(GrainChoice::Quarter));
    let horizon = usize::from(asked.horizon.unwrap_or(DEFAULT_HORIZON));
    let snapshot = context.snapshot()?;
    let last = last_complete(context, &snapshot, grain)?;
    let history = RepHistory::build(&snapshot, last)?;
    history.require_reps()?;
    let policy = &context.configuration.settings.risk;
    let act_on = asked.act_on.map_or(policy.act_on, usize::from);
    let risk = match metric {
        Forecastable::Kpi(KpiMetric::RevenueNet) => pipeline::backtest_risk(&snapshot, &history, policy, act_on)?,
        _ => Vec::new(),
    };
    let (report, metric_id) = match &metric {
        Forecastable::Kpi(metric) => {
            let (report, market) = pipeline::backtest_reps(&history, *metric, horizon, with_rows(asked), &stopwatch())?;
            say_odd(context, &snapshot, market.as_slice())?;
            (report, metric.id().to_string())
        }
        Forecastable::Any(id) => {
            let series = only_form(id, RepSeries::ask(&snapshot, &history, id)?)?;
            say_odd(context, &snapshot, &series.said(&snapshot))?;
            (series.backtest(&history, horizon, with_rows(asked), &stopwatch())?, series.metric_id)
        }
    };
    let about = About {
        source: "store",
        frequency: None,
        metric_id: Some(metric_id),
        grain: Some(grain.word()),
        as_of: Some(snapshot.as_of.to_string()),
        season_length: last.periods_per_year(),
    };
    let calendar = snapshot.calendar;
    let label = move |index| calendar.label(crate::calendar::Period { grain, index });
    let names = history.reps.iter().map(|person| person.rep_id.clone()).collect();
    let origin = Some(context.origin(&snapshot));
    let share_of_target = policy.share_of_target;
    Ok(Found { about, report, names, too_short: 0, risk, share_of_target, label: Box::new(label), origin })
}
