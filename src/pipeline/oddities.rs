//! What is odd about the series behind forecasts, targets and risk, in sentences: values that were left out, reps who
//! fell silent.

use crate::calendar::Period;

use crate::measures::kpi::KpiMetric;
use crate::models::forecast::{Doubt, LeftOut};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

use super::outlook::MetricForecast;
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// So many reps are named; of the others it is told how many there are.
const MOST_SAID: usize = 10;

/// What is odd about the reps' series of one metric, with their names: values that the forecast leaves out, peers and
/// periods that it draws in, last periods far from all before, reps without anything lately.
pub fn oddities(snapshot: &Snapshot, history: &RepHistory<'_>, forecast: &MetricForecast) -> Vec<Sentence> {
    let of_rep = |at: usize| oddities_of_rep(snapshot, history, forecast, at);
    let mut told: Vec<Sentence> = (0..forecast.panel.forecasts.len()).flat_map(of_rep).collect();
    if told.len() > MOST_SAID {
        let more = (told.len() - MOST_SAID) as i64;
        told.truncate(MOST_SAID);
        told.push(sentence("odd-more", vec![("count", Arg::Count(more))]));
    }
    if forecast.panel.forecasts.iter().any(|series| series.doubts.contains(&Doubt::PeerDrawnIn)) {
        told.push(sentence("odd-peer-drawn-in", vec![("metric", Arg::Metric(forecast.metric.id().to_string()))]));
    }
    told
}

/// Those of them that speak of one rep by name; `at` is the rep's place in the history.
pub fn oddities_of_rep(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    forecast: &MetricForecast,
    at: usize,
) -> Vec<Sentence> {
    let metric = || ("metric", Arg::Metric(forecast.metric.id().to_string()));
    let label = |period: Period| Arg::Text(snapshot.calendar.label(period));
    let last = history.base(forecast.metric).last;
    let name = || ("name", Arg::Text(history.reps[at].name.clone()));
    let told = |doubt: &Doubt| match doubt {
        Doubt::GiantLeftOut(one) => Some(sentence(
            if one.periods_ago == 0 { "odd-giant-last" } else { "odd-giant" },
            vec![name(), metric(), ("period", label(stood(last, *one))), ("times", Arg::Count(one.times as i64))],
        )),
        Doubt::Silent { periods } => Some(sentence(
            "odd-silent",
            vec![name(), metric(), ("n", Arg::Count(*periods as i64)), ("last", label(last))],
        )),
        Doubt::LastFarBelow(_) | Doubt::LastFarAbove(_) => {
            let (id, args) = turned(doubt, label(last))?;
            Some(sentence(&format!("odd-{id}"), [vec![name(), metric()], args].concat()))
        }
        Doubt::BeyondPeers => Some(sentence("odd-beyond-peers", vec![name(), metric()])),
        _ => None,
    };
    forecast.panel.forecasts[at].doubts.iter().filter_map(told).collect()
}

/// That the years of a metric are sums of quarters' forecasts, or that they are few and do not add up; nothing where
/// periods are many enough to be forecast by themselves.
pub fn said_of_sums(history: &RepHistory<'_>, metric: KpiMetric) -> Option<Sentence> {
    let id = match history.parts(metric) {
        1 if history.is_of_few_years() => "forecast-few-years",
        1 => return None,
        _ => "forecast-sum-of-quarters",
    };
    Some(sentence(id, vec![("metric", Arg::Metric(metric.id().to_string()))]))
}

/// The oddities that bars without quotas rest on, of people who are no longer judged: what the season lets expect leaves
/// their lone periods of the last year out.
pub fn oddities_of_others(snapshot: &Snapshot, history: &RepHistory<'_>) -> Vec<Sentence> {
    let others = history.lone_of_others().into_iter();
    let told = others.map(|(rep_id, period, times)| {
        let name = snapshot.people.get(&rep_id).map_or(rep_id.as_str(), |person| person.name.as_str());
        let period = snapshot.calendar.label(period);
        sentence(
            "odd-giant-of-others",
            vec![
                ("name", Arg::Text(name.to_string())),
                ("period", Arg::Text(period)),
                ("times", Arg::Count(times as i64)),
            ],
        )
    });
    told.take(MOST_SAID).collect()
}

/// What is told of a last value far from those before it, in the period with this label.
fn turned(doubt: &Doubt, period: Arg) -> Option<(&'static str, Vec<(&'static str, Arg)>)> {
    let (id, how, one) = match doubt {
        Doubt::LastFarBelow(one) => ("fallen-last", "percent", one),
        Doubt::LastFarAbove(one) => ("risen-last", "times", one),
        _ => return None,
    };
    Some((id, vec![("period", period), (how, Arg::Count(one.by as i64)), ("n", Arg::Count(one.of as i64))]))
}

/// The period in which a value stood that was left out.
pub(super) fn stood(last: Period, one: LeftOut) -> Period {
    last.plus(-(one.periods_ago as i32))
}

/// The doubts about one forecast that are told on pages, beside whom it is about.
pub(super) fn doubts_told(snapshot: &Snapshot, last: Period, doubts: &[Doubt]) -> Vec<Sentence> {
    let count = |n: usize| vec![("n", Arg::Count(n as i64))];
    let told = |doubt: &Doubt| match doubt {
        Doubt::ShortHistory { periods } => Some(sentence("doubt-short-history", count(*periods))),
        Doubt::NothingOfItsOwn => Some(sentence("doubt-no-own-history", vec![])),
        Doubt::NoVariation => Some(sentence("doubt-near-constant", vec![])),
        odd => odd_told(snapshot, last, odd),
    };
    doubts.iter().filter_map(told).collect()
}

/// Those of them that speak of oddities, which stand beside targets too.
pub(super) fn odd_told(snapshot: &Snapshot, last: Period, doubt: &Doubt) -> Option<Sentence> {
    Some(match doubt {
        Doubt::GiantLeftOut(one) => sentence(
            if one.periods_ago == 0 { "doubt-giant-last" } else { "doubt-giant-left-out" },
            vec![
                ("period", Arg::Text(snapshot.calendar.label(stood(last, *one)))),
                ("times", Arg::Count(one.times as i64)),
            ],
        ),
        Doubt::LastFarBelow(_) | Doubt::LastFarAbove(_) => {
            let (id, args) = turned(doubt, Arg::Text(snapshot.calendar.label(last)))?;
            sentence(&format!("doubt-{id}"), args)
        }
        Doubt::PeerDrawnIn => sentence("doubt-peer-drawn-in", vec![]),
        Doubt::BeyondPeers => sentence("doubt-beyond-peers", vec![]),
        Doubt::Silent { periods } => sentence("doubt-silent", vec![("n", Arg::Count(*periods as i64))]),
        _ => return None,
    })
}
