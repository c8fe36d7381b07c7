//! Targets at a chance for each rep alone: in rates, means and whatever else no sum of reps is asked for.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::catalogue::definition;
use crate::models::forecast::{SeriesForecast, StatedForecast};
use crate::models::predictive::Predictive;
use crate::planning::TargetPolicy;
use crate::quantity::{NullReason, Unit};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::TargetSettings;

use super::super::oddities::oddities;
use super::super::outlook::{self, settings_for, whole_ends_in};
use super::super::series::RepHistory;
use super::super::snapshot::Snapshot;
use super::asked::Forecastable;
use super::range::range_of;
use super::series::RepSeries;

/// An amount with the chance that it is reached or, where less is better, kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtChance {
    /// The amount, in the unit of its metric and in major units.
    pub value: f64,
    /// The chance of the amount as it is rounded.
    pub chance: f64,
}

/// What a rep is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoneOffer {
    /// The target.
    pub target: AtChance,
    /// What is reached more often than the target; none where it is no easier, or the past does not speak of it.
    pub commit: Option<AtChance>,
    /// What is reached less often; none where it is no harder.
    pub stretch: Option<AtChance>,
    /// Within it the value lies in eight cases of ten; none where the past does not speak of it.
    pub interval: Option<(f64, f64)>,
}

/// One rep's target, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct LoneTarget {
    /// The rep's place in the history.
    pub rep: usize,
    /// The value of a year before, else the last one, with its period; none where nothing came.
    pub baseline: Option<(f64, Period)>,
    /// The target.
    pub offer: Result<LoneOffer, NullReason>,
    /// It as a sentence.
    pub statement: Sentence,
}

/// The targets of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct LoneTargets {
    /// The metric, with its form.
    pub metric_id: String,
    /// What it is counted in.
    pub unit: Unit,
    /// By team and name.
    pub rows: Vec<LoneTarget>,
    /// What is to be known about them, and how often such ones were reached.
    pub said: Vec<Sentence>,
}

/// Which way a metric is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Better {
    Higher,
    Lower,
}

/// The way in which a metric is better.
fn better(id: &str) -> Result<Better, Failure> {
    match definition(id).map(|found| found.better.as_str()) {
        Some("higher") => Ok(Better::Higher),
        Some("lower") => Ok(Better::Lower),
        _ => Err(Failure::usage(
            format!("no target can be set in `{id}`: neither more nor less of it is better"),
            format!("what it tells stands in: attain define {id}"),
        )),
    }
}

/// Refuses a metric of which neither more nor less is better.
///
/// ```
/// use attain::pipeline::require_direction;
/// assert!(require_direction("overdue_rate").is_ok());
/// assert!(require_direction("activity_count").is_err());
/// ```
///
/// # Errors
/// [`Failure`] that says so.
pub fn require_direction(id: &str) -> Result<(), Failure> {
    better(id).map(|_| ())
}

/// Targets of one metric, or of each form of it, for the period after the history's last, each at this chance.
///
/// # Errors
/// As [`RepSeries::ask`] and [`outlook::forecast`], and a metric of which neither more nor less is better.
pub fn targets_alone(
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
    metric: &Forecastable,
    chance: f64,
    settings: &TargetSettings,
) -> Result<Vec<LoneTargets>, Failure> {
    let grounds = match metric {
        Forecastable::Kpi(_) => vec![of_history(snapshot, history, metric)?],
        Forecastable::Any(id) => RepSeries::ask(snapshot, history, id)?
            .iter()
            .map(|series| of_family(snapshot, history, series))
            .collect::<Result<_, _>>()?,
    };
    grounds.into_iter().map(|ground| ground.targets(snapshot, history, chance, settings)).collect()
}

/// What targets of one metric are set on.
struct Ground {
    metric_id: String,
    unit: Unit,
    /// The ends of what can come at all.
    range: (Option<f64>, Option<f64>),
    /// In the order of the history's reps.
    forecasts: Vec<SeriesForecast>,
    /// What came, by rep and in order.
    values: Vec<Vec<(Period, f64)>>,
    /// What was stated of past periods; nothing where the forecast reaches over some.
    stated: Vec<StatedForecast>,
    said: Vec<Sentence>,
}

fn of_history(snapshot: &Snapshot, history: &RepHistory<'_>, metric: &Forecastable) -> Result<Ground, Failure> {
    let Forecastable::Kpi(metric) = *metric else {
        return Err(Failure::internal("a metric of the reps' history was expected"));
    };
    let forecast = outlook::forecast(history, metric, 1, Vec::new())?;
    let settings = settings_for(history, metric, &history.panel(metric), 1);
    let values = history.reps.iter().map(|person| {
        let own = history.values(metric, person);
        let first = history.last.plus(1 - own.len() as i32);
        own.into_iter().zip(0..).map(|(value, at)| (first.plus(at), value)).collect()
    });
    Ok(Ground {
        metric_id: metric.id().to_string(),
        unit: metric.unit(),
        range: (settings.lower_bound, settings.upper_bound),
        values: values.collect(),
        said: oddities(snapshot, history, &forecast),
        forecasts: forecast.panel.forecasts,
        stated: forecast.panel.walk_forward.stated,
    })
}

fn of_family(snapshot: &Snapshot, history: &RepHistory<'_>, series: &RepSeries) -> Result<Ground, Failure> {
    let forecast = series.forecast(snapshot, history, 1, Vec::new())?;
    Ok(Ground {
        metric_id: series.metric_id.clone(),
        unit: series.unit,
        range: range_of(&series.metric_id, series.unit, &series.inputs),
        values: (0..history.reps.len()).map(|rep| series.came(rep)).collect(),
        said: forecast.said,
        forecasts: forecast.forecasts,
        stated: if series.behind == 0 { forecast.stated } else { Vec::new() },
    })
}

impl Ground {
    fn targets(
        self,
        snapshot: &Snapshot,
        history: &RepHistory<'_>,
        chance: f64,
        settings: &TargetSettings,
    ) -> Result<LoneTargets, Failure> {
        let better = better(&self.metric_id)?;
        let chances = Chances {
            target: chance,
            commit: TargetPolicy::default().commit_chance.max(chance),
            stretch: settings.stretch_chance.min(chance),
        };
        let year_before = history.last.next().year_before();
        let row = |rep: usize| {
            let (forecast, values) = (&self.forecasts[rep], &self.values[rep]);
            let of_last_year = values.iter().find(|(period, _)| *period == year_before);
            let baseline = of_last_year.or(values.last()).map(|(period, value)| (*value, *period));
            let own = forecast.steps.first().and_then(|step| step.predictive.as_ref());
            let offer =
                own.ok_or(NullReason::BelowMinN).and_then(|own| offered(own, better, chances, self.range, self.unit));
            let statement = self.statement(snapshot, history, rep, (baseline, offer), better);
            LoneTarget { rep, baseline, offer, statement }
        };
        let mut rows: Vec<LoneTarget> = (0..self.forecasts.len()).map(row).collect();
        let order = |row: &LoneTarget| (&history.reps[row.rep].team, &history.reps[row.rep].name, row.rep);
        rows.sort_by(|a, b| order(a).cmp(&order(b)));
        let evidence = self.evidence(better, chance);
        let mut said = self.said;
        said.extend(evidence);
        Ok(LoneTargets { metric_id: self.metric_id, unit: self.unit, rows, said })
    }

    /// How often what was stated at this chance was reached.
    fn evidence(&self, better: Better, chance: f64) -> Option<Sentence> {
        let level = better.level(chance);
        let (mut n, mut reached, mut origins) = (0, 0, BTreeSet::new());
        for one in &self.stated {
            let Some(own) = one.predictive.as_ref().filter(|own| own.supports(level)) else { continue };
            n += 1;
            reached += i64::from(better.is_met(one.actual, own.quantile(level)));
            origins.insert(one.origin);
        }
        let share = Arg::Share(reached as f64 / n as f64);
        let args = vec![
            ("metric", Arg::Metric(self.metric_id.clone())),
            ("n", Arg::Count(n)),
            ("chance", Arg::Share(chance)),
            ("origins", Arg::Count(origins.len() as i64)),
            ("share", share),
        ];
        (n > 0).then(|| sentence("target-alone-evidence", args))
    }

    fn statement(
        &self,
        snapshot: &Snapshot,
        history: &RepHistory<'_>,
        rep: usize,
        (baseline, offer): (Option<(f64, Period)>, Result<LoneOffer, NullReason>),
        better: Better,
    ) -> Sentence {
        let calendar = snapshot.calendar;
        let (next, label) = (history.last.next(), |period: Period| Arg::Text(calendar.label(period)));
        let amount = |value: f64| match self.unit {
            Unit::Share => Arg::Share(value),
            Unit::Money => Arg::Money((value * snapshot.currency.minor_per_major() as f64).round() as i64),
            Unit::Count => Arg::Count(value as i64),
            Unit::Units | Unit::Days | Unit::Number => Arg::Number(value),
        };
        let mut args = vec![
            ("name", Arg::Text(history.reps[rep].name.clone())),
            ("metric", Arg::Metric(self.metric_id.clone())),
            ("period", label(next)),
        ];
        let offer = match offer {
            Ok(offer) => offer,
            Err(NullReason::NotPositive) => return sentence("target-alone-nothing", args),
            Err(_) => return sentence("target-refused", args),
        };
        args.extend([
            ("first", Arg::Date(calendar.first_day(next))),
            ("last", Arg::Date(calendar.last_day(next))),
            ("target", amount(offer.target.value)),
            ("chance", Arg::Share(offer.target.chance)),
            ("as_of", Arg::Date(snapshot.as_of)),
        ]);
        if let Some((value, period)) = baseline {
            args.extend([("baseline", amount(value)), ("baseline_period", label(period))]);
        }
        let id = match (better, baseline.is_some()) {
            (Better::Higher, true) => "target-alone-higher",
            (Better::Higher, false) => "target-alone-higher-no-baseline",
            (Better::Lower, true) => "target-alone-lower",
            (Better::Lower, false) => "target-alone-lower-no-baseline",
        };
        sentence(id, args)
    }
}

/// At which chances amounts are named.
#[derive(Debug, Clone, Copy)]
struct Chances {
    target: f64,
    commit: f64,
    stretch: f64,
}

impl Better {
    /// The level of a distribution at which the amount stands that is reached with a chance.
    fn level(self, chance: f64) -> f64 {
        match self {
            Better::Higher => 1.0 - chance,
            Better::Lower => chance,
        }
    }

    fn is_met(self, actual: f64, target: f64) -> bool {
        match self {
            Better::Higher => actual >= target,
            Better::Lower => actual <= target,
        }
    }

    /// The chance that an amount is reached, or kept: ends of the range count with all that lies on them.
    fn chance_of(self, own: &Predictive, value: f64) -> f64 {
        // The lowest level at which the distribution is past the amount; levels rise with amounts.
        let is_past = |level: f64| match self {
            Better::Higher => own.quantile(level) >= value,
            Better::Lower => own.quantile(level) > value,
        };
        let (mut below, mut above) = (0.001, 0.999);
        if is_past(below) {
            above = below;
        } else if !is_past(above) {
            below = above;
        }
        for _ in 0..50 {
            let middle = (below + above) / 2.0;
            if is_past(middle) { above = middle } else { below = middle }
        }
        match self {
            Better::Higher => 1.0 - above,
            Better::Lower => above,
        }
    }
}

/// The steps of a unit in one of it: tenths of a point of a share, tenths of a day, whole counts and amounts.
fn steps(unit: Unit) -> f64 {
    match unit {
        Unit::Share => 1_000.0,
        Unit::Number => 100.0,
        Unit::Days => 10.0,
        Unit::Money | Unit::Count | Unit::Units => 1.0,
    }
}

/// The amounts at some chances; `NotPositive` where the target would ask for nothing.
fn offered(
    own: &Predictive,
    better: Better,
    chances: Chances,
    (lowest, highest): (Option<f64>, Option<f64>),
    unit: Unit,
) -> Result<LoneOffer, NullReason> {
    let at = |chance: f64| {
        let level = better.level(chance);
        own.supports(level).then(|| {
            let value = (own.quantile(level) * steps(unit)).round() / steps(unit);
            AtChance { value, chance: better.chance_of(own, value) }
        })
    };
    let target = at(chances.target).ok_or(NullReason::BelowMinN)?;
    let asks_nothing = match better {
        Better::Higher => lowest.is_some_and(|end| target.value <= end),
        Better::Lower => highest.is_some_and(|end| target.value >= end),
    };
    if asks_nothing {
        return Err(NullReason::NotPositive);
    }
    let other =
        |one: &AtChance, harder: bool| one.value != target.value && better.is_met(one.value, target.value) == harder;
    Ok(LoneOffer {
        target,
        commit: at(chances.commit).filter(|one| other(one, false)),
        stretch: at(chances.stretch).filter(|one| other(one, true)),
        interval: own.supports(0.1).then(|| whole_ends_in(unit, (own.quantile(0.1), own.quantile(0.9)))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANCES: Chances = Chances { target: 0.6, commit: 0.8, stretch: 0.3 };

    /// Around a centre, with errors of −1 … 1 times the scale.
    fn around(centre: f64, scale: f64) -> Predictive {
        let scores = (-20..=20).map(|score| f64::from(score) / 20.0).collect();
        Predictive::new(centre, scale, scores, Some(0.0)).expect("finite").at_most(Some(1.0))
    }

    const SHARE: (Option<f64>, Option<f64>) = (Some(0.0), Some(1.0));

    #[test]
    fn what_is_better_lower_is_asked_for_the_other_way_round() {
        let own = around(0.5, 0.2);
        let higher = offered(&own, Better::Higher, CHANCES, SHARE, Unit::Share).expect("inside the range");
        let lower = offered(&own, Better::Lower, CHANCES, SHARE, Unit::Share).expect("inside the range");
        let order = |offer: &LoneOffer| {
            (offer.commit.expect("easier").value, offer.target.value, offer.stretch.expect("harder").value)
        };
        let (commit, target, stretch) = order(&higher);
        assert!(commit < target && target < stretch, "{higher:?}");
        let (commit, target_lower, stretch) = order(&lower);
        assert!(commit > target_lower && target_lower > stretch, "{lower:?}");
        // The distribution is even to both sides.
        assert!((target + target_lower - 1.0).abs() < 1e-9, "{target} {target_lower}");
        for offer in [higher, lower] {
            assert!((offer.target.chance - 0.6).abs() < 0.005, "{offer:?}");
            assert!((offer.commit.expect("seen").chance - 0.8).abs() < 0.005, "{offer:?}");
            assert_eq!(offer.target.value, (offer.target.value * 1_000.0).round() / 1_000.0);
        }
    }

    #[test]
    fn the_ends_of_a_range_count_with_all_that_lies_on_them() {
        // Two of five values would lie beyond one: one itself is reached as often.
        let own = around(0.96, 0.2);
        let chance = Better::Higher.chance_of(&own, 1.0);
        assert!((0.35..0.45).contains(&chance), "{chance}");
        assert_eq!(Better::Lower.chance_of(&own, 1.0), 0.999);
        let near_nothing = around(0.04, 0.2);
        let chance = Better::Lower.chance_of(&near_nothing, 0.0);
        assert!((0.35..0.45).contains(&chance), "{chance}");
        assert_eq!(Better::Higher.chance_of(&near_nothing, 0.0), 0.999);
    }

    #[test]
    fn a_target_at_the_easy_end_asks_nothing_and_a_chance_beyond_the_past_is_not_stated() {
        let nothing = offered(&around(0.0, 0.1), Better::Higher, CHANCES, SHARE, Unit::Share);
        assert_eq!(nothing, Err(NullReason::NotPositive));
        let all = offered(&around(1.0, 0.1), Better::Lower, CHANCES, SHARE, Unit::Share);
        assert_eq!(all, Err(NullReason::NotPositive));
        // A share of nothing overdue is much to ask for.
        assert!(offered(&around(0.0, 0.1), Better::Lower, CHANCES, SHARE, Unit::Share).is_ok());
        let bold = Chances { target: 0.99, ..CHANCES };
        assert_eq!(offered(&around(0.5, 0.1), Better::Higher, bold, SHARE, Unit::Share), Err(NullReason::BelowMinN));
        // Growth may be asked for below zero where it has no end there.
        assert!(offered(&around(0.1, 0.5), Better::Higher, CHANCES, (None, None), Unit::Share).is_ok());
    }

    #[test]
    fn only_what_is_better_one_way_has_targets() {
        assert_eq!(better("win_rate.closed"), Ok(Better::Higher));
        assert_eq!(better("dso.simple"), Ok(Better::Lower));
        assert_eq!(better("clv.hist.365"), Ok(Better::Higher));
        assert!(better("cost_coverage").expect_err("neither").message.contains("neither more nor less"));
    }
}
