//! What is odd about the series behind forecasts, targets and risk, in sentences: values that were left out, reps who
//! fell silent, reps who are or were on leave.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::{Doubt, LeftOut, SeriesForecast};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

use super::leaves::sold_while_away;
use super::outlook::MetricForecast;
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// So many reps are named; of the others it is told how many there are.
const MOST_SAID: usize = 10;

/// What is odd about the reps' series of one metric, with their names: values that the forecast leaves out, peers and
/// periods that it draws in, last periods far from all before, reps without anything lately.
pub fn oddities(snapshot: &Snapshot, history: &RepHistory<'_>, forecast: &MetricForecast) -> Vec<Sentence> {
    let series = OddSeries::of(history, forecast);
    let mut told = odd_of_all(snapshot, history, &series);
    told.extend(leaves(snapshot, history, &series));
    told
}

/// The forecasts of one metric that are looked through for what is odd about their series.
pub(super) struct OddSeries<'a> {
    pub(super) metric_id: &'a str,
    /// Which of the company's own measures it is; `None` for one that is asked for in the general way.
    pub(super) metric: Option<KpiMetric>,
    /// The last period of the series.
    pub(super) last: Period,
    /// In the order of the history's reps.
    pub(super) forecasts: &'a [SeriesForecast],
}

impl<'a> OddSeries<'a> {
    fn of(history: &RepHistory<'_>, forecast: &'a MetricForecast) -> OddSeries<'a> {
        let last = history.base(forecast.metric).last;
        OddSeries {
            metric_id: forecast.metric.id(),
            metric: Some(forecast.metric),
            last,
            forecasts: &forecast.panel.forecasts,
        }
    }
}

/// As [`oddities`], of any metric.
pub(super) fn odd_of_all(snapshot: &Snapshot, history: &RepHistory<'_>, series: &OddSeries<'_>) -> Vec<Sentence> {
    let of_rep = |at: usize| odd_of_one(snapshot, history, series, at);
    let mut told: Vec<Sentence> = (0..series.forecasts.len()).flat_map(of_rep).collect();
    if told.len() > MOST_SAID {
        let more = (told.len() - MOST_SAID) as i64;
        told.truncate(MOST_SAID);
        told.push(sentence("odd-more", vec![("count", Arg::Count(more))]));
    }
    if series.forecasts.iter().any(|one| one.doubts.contains(&Doubt::PeerDrawnIn)) {
        told.push(sentence("odd-peer-drawn-in", vec![("metric", Arg::Metric(series.metric_id.to_string()))]));
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
    odd_of_one(snapshot, history, &OddSeries::of(history, forecast), at)
}

fn odd_of_one(snapshot: &Snapshot, history: &RepHistory<'_>, series: &OddSeries<'_>, at: usize) -> Vec<Sentence> {
    let metric = || ("metric", Arg::Metric(series.metric_id.to_string()));
    let label = |period: Period| Arg::Text(snapshot.calendar.label(period));
    let last = series.last;
    let name = || ("name", Arg::Text(history.reps[at].name.clone()));
    let is_told = |doubt: &&Doubt| is_odd(history, series.metric, &history.reps[at].rep_id, doubt);
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
    series.forecasts[at].doubts.iter().filter(is_told).filter_map(told).collect()
}

/// Whether an oddity of one metric says something of the rep; `None` is a metric that is asked for in the general way. Who
/// sells is not away, whatever else is zero; and in the first year of the data whoever buys is new, so that many new
/// customers are no wonder then.
pub(super) fn is_odd(history: &RepHistory<'_>, metric: Option<KpiMetric>, rep_id: &str, doubt: &Doubt) -> bool {
    let base = metric.map_or(history, |metric| history.base(metric));
    match doubt {
        Doubt::Silent { periods } if metric != Some(KpiMetric::RevenueNet) => {
            (0..*periods as i32).all(|ago| base.sums(rep_id, base.last.plus(-ago)).lines == 0)
        }
        Doubt::GiantLeftOut(one) if metric == Some(KpiMetric::NewCustomers) => {
            stood(base.last, *one).index - base.first.index >= base.last.periods_per_year() as i32
        }
        _ => true,
    }
}

/// Who is on leave or gone in each coming period, and whose past periods are left out for it; one sentence for all of a kind.
pub(super) fn leaves(snapshot: &Snapshot, history: &RepHistory<'_>, series: &OddSeries<'_>) -> Vec<Sentence> {
    let of = || history.reps.iter().zip(series.forecasts);
    let steps = series.forecasts.iter().map(|series| series.steps.len()).max().unwrap_or(0);
    let mut told = Vec::new();
    let mut tell = |id: &str, who: Vec<&&Person>, period: Option<Period>| {
        if who.is_empty() {
            return;
        }
        let names = who.iter().take(MOST_SAID).map(|person| person.name.clone()).collect();
        let mut args = vec![("count", Arg::Count(who.len() as i64)), ("names", Arg::List(names))];
        args.push(("metric", Arg::Metric(series.metric_id.to_string())));
        args.extend(period.map(|period| ("period", Arg::Text(snapshot.calendar.label(period)))));
        told.push(sentence(id, args));
    };
    let left_out = |doubt: &Doubt| matches!(doubt, Doubt::AwayLeftOut { .. });
    let has = |series: &SeriesForecast, is: &dyn Fn(&Doubt) -> bool| series.doubts.iter().any(is);
    let who = |is: &dyn Fn(&Person, &SeriesForecast) -> bool| -> Vec<&&Person> {
        of().filter(|(person, series)| is(person, series)).map(|(person, _)| person).collect()
    };
    let away = who(&|_, series| has(series, &left_out));
    let sold = |metric: KpiMetric| sold_while_away(history, metric);
    let went_on = series.metric.filter(|_| !away.is_empty()).map_or_else(BTreeSet::new, sold);
    tell("odd-away-left-out", away, None);
    tell("odd-away-sold", who(&|person, _| went_on.contains(&person.rep_id)), None);
    for step in 1..=steps {
        let period = history.last.plus(step as i32);
        let in_part = |doubt: &Doubt| matches!(doubt, Doubt::Away { step: of, .. } if *of == step);
        let is_gone = |one: &Person| history.leave_in(&one.rep_id, period).is_some_and(|leave| leave.is_gone);
        let part = |series: &SeriesForecast| has(series, &in_part) && !series.is_away(step);
        tell("odd-away", who(&|one, series| series.is_away(step) && !is_gone(one)), Some(period));
        tell("odd-gone", who(&|one, series| series.is_away(step) && is_gone(one)), Some(period));
        tell("odd-away-part", who(&|one, series| part(series) && !is_gone(one)), Some(period));
        tell("odd-gone-part", who(&|one, series| part(series) && is_gone(one)), Some(period));
    }
    let is_open = |person: &Person| {
        let leave = history.leave_in(&person.rep_id, history.last.next());
        leave.is_some_and(|leave| leave.last.is_none() && !leave.is_gone)
    };
    tell("odd-away-open", who(&|person, _| is_open(person)), None);
    told
}

/// That the years of a metric are sums of quarters' forecasts, or that they are few and do not add up; nothing where
/// periods are many enough to be forecast by themselves.
pub fn said_of_sums(history: &RepHistory<'_>, metric: KpiMetric) -> Option<Sentence> {
    match history.parts(metric) {
        1 => history.is_of_few_years().then(|| of_few_years(metric.id())),
        _ => Some(sentence("forecast-sum-of-quarters", vec![("metric", Arg::Metric(metric.id().to_string()))])),
    }
}

/// That the years of a metric are few and do not add up from quarters.
pub(super) fn of_few_years(metric_id: &str) -> Sentence {
    sentence("forecast-few-years", vec![("metric", Arg::Metric(metric_id.to_string()))])
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
        // That there is nothing of its own is told by itself.
        Doubt::ShortHistory { periods: 0 } => None,
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
        Doubt::AwayLeftOut { periods, last_ago } => {
            let latest = snapshot.calendar.label(last.plus(-(*last_ago as i32)));
            sentence("doubt-away-left-out", vec![("n", Arg::Count(*periods as i64)), ("last", Arg::Text(latest))])
        }
        Doubt::Away { step: 1, days_away, of_days } if days_away == of_days => sentence("doubt-away", vec![]),
        Doubt::Away { step: 1, days_away, of_days } => sentence(
            "doubt-away-part",
            vec![("away", Arg::Count(i64::from(*days_away))), ("of", Arg::Count(i64::from(*of_days)))],
        ),
        _ => return None,
    })
}
