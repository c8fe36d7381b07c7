//! Targets at a chance for each rep alone: in rates, means and whatever else no sum of reps is asked for.

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::catalogue::definition;
use crate::models::forecast::{SeriesForecast, StatedForecast, chance_kept};
use crate::models::predictive::{Predictive, Side};
use crate::planning::TargetPolicy;
use crate::quantity::{NullReason, Scalar, Unit};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::TargetSettings;

use super::super::baseline::{left_out, told_one};
use super::super::oddities::{oddities, said_of_sums};
use super::super::outlook::{self, whole_ends_in};
use super::super::series::RepHistory;
use super::super::snapshot::Snapshot;
use super::asked::Forecastable;
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

/// On which side of a target a metric is better.
fn better(id: &str) -> Result<Side, Failure> {
    match definition(id).map(|found| found.better.as_str()) {
        Some("higher") => Ok(Side::AtLeast),
        Some("lower") => Ok(Side::AtMost),
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
    /// The last period of the series.
    last: Period,
    /// In the order of the history's reps.
    forecasts: Vec<SeriesForecast>,
    /// What came in periods that were not spent away, by rep and in order.
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
    let values = history.reps.iter().map(|person| {
        let own = history.values(metric, person);
        let first = history.last.plus(1 - own.len() as i32);
        let came = own.into_iter().zip(0..).map(|(value, at)| (first.plus(at), value));
        came.filter(|(period, _)| !history.is_away(&person.rep_id, *period)).collect()
    });
    let mut said: Vec<Sentence> = said_of_sums(history, metric).into_iter().collect();
    said.extend(oddities(snapshot, history, &forecast));
    Ok(Ground {
        metric_id: metric.id().to_string(),
        unit: metric.unit(),
        last: history.base(metric).last,
        values: values.collect(),
        said,
        forecasts: forecast.panel.forecasts,
        stated: forecast.panel.walk_forward.stated,
    })
}

fn of_family(snapshot: &Snapshot, history: &RepHistory<'_>, series: &RepSeries) -> Result<Ground, Failure> {
    let forecast = series.forecast(snapshot, history, 1, Vec::new())?;
    Ok(Ground {
        metric_id: series.metric_id.clone(),
        unit: series.unit,
        last: series.last,
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
            let forecast = &self.forecasts[rep];
            let giants = left_out(forecast, self.last, history.last.grain);
            let baseline = baseline(&self.values[rep], year_before, &giants);
            let own = forecast.steps.first().and_then(|step| step.predictive.as_ref());
            let offer = match forecast.is_away(1) {
                true => Err(NullReason::OnLeave),
                false => own.ok_or(NullReason::BelowMinN).and_then(|own| offered(own, better, chances, self.unit)),
            };
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

    /// How often what was stated at this chance was reached, with what that tells of the share where it tells anything.
    fn evidence(&self, better: Side, chance: f64) -> Option<Sentence> {
        let kept = chance_kept(&self.stated, better, chance)?;
        let mut args = vec![
            ("metric", Arg::Metric(self.metric_id.clone())),
            ("n", Arg::Count(kept.n as i64)),
            ("chance", Arg::Share(chance)),
            ("origins", Arg::Count(kept.origins as i64)),
            ("share", Arg::Share(kept.realised)),
        ];
        let Some((lower, upper)) = kept.lower.zip(kept.upper) else {
            return Some(sentence("target-alone-evidence-bare", args));
        };
        args.extend([("lower", Arg::Share(lower)), ("upper", Arg::Share(upper))]);
        Some(sentence("target-alone-evidence", args))
    }

    fn statement(
        &self,
        snapshot: &Snapshot,
        history: &RepHistory<'_>,
        rep: usize,
        (baseline, offer): (Option<(f64, Period)>, Result<LoneOffer, NullReason>),
        better: Side,
    ) -> Sentence {
        let calendar = snapshot.calendar;
        let (next, label) = (history.last.next(), |period: Period| Arg::Text(calendar.label(period)));
        let amount = |value: f64| Arg::from(Scalar::of(self.unit, value, snapshot.currency.minor_per_major()));
        let mut args = vec![
            ("name", Arg::Text(history.reps[rep].name.clone())),
            ("metric", Arg::Metric(self.metric_id.clone())),
            ("period", label(next)),
        ];
        let offer = match offer {
            Ok(offer) => offer,
            Err(NullReason::NotPositive) => return sentence("target-alone-nothing", args),
            Err(NullReason::OnLeave) => return sentence("target-refused-on-leave", args),
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
            (Side::AtLeast, true) => "target-alone-higher",
            (Side::AtLeast, false) => "target-alone-higher-no-baseline",
            (Side::AtMost, true) => "target-alone-lower",
            (Side::AtMost, false) => "target-alone-lower-no-baseline",
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

/// What a target is held against: what came a year before, where something came that is no giant, else the latest other one.
fn baseline(came: &[(Period, f64)], year_before: Period, giants: &[Period]) -> Option<(f64, Period)> {
    let of = |period: &Period| came.iter().find(|(known, _)| known == period);
    let is_told = |period: &Period| !giants.contains(period) && of(period).is_some();
    let told = told_one(year_before, came.iter().rev().map(|(period, _)| *period), is_told)?;
    of(&told).map(|(period, value)| (*value, *period))
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
fn offered(own: &Predictive, better: Side, chances: Chances, unit: Unit) -> Result<LoneOffer, NullReason> {
    let at = |chance: f64| {
        let level = better.level(chance);
        own.supports(level).then(|| {
            let value = (own.quantile(level) * steps(unit)).round() / steps(unit);
            AtChance { value, chance: own.chance_of(better, value) }
        })
    };
    let target = at(chances.target).ok_or(NullReason::BelowMinN)?;
    if !own.asks_for_something(better, target.value) {
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
    use crate::calendar::Grain;

    const CHANCES: Chances = Chances { target: 0.6, commit: 0.8, stretch: 0.3 };

    /// Around a centre, with errors of −1 … 1 times the scale.
    fn around(centre: f64, scale: f64) -> Predictive {
        let scores = (-20..=20).map(|score| f64::from(score) / 20.0).collect();
        Predictive::new(centre, scale, scores, Some(0.0)).expect("finite").at_most(Some(1.0))
    }

    #[test]
    fn what_is_better_lower_is_asked_for_the_other_way_round() {
        let own = around(0.5, 0.2);
        let higher = offered(&own, Side::AtLeast, CHANCES, Unit::Share).expect("inside the range");
        let lower = offered(&own, Side::AtMost, CHANCES, Unit::Share).expect("inside the range");
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
        let chance = own.chance_of(Side::AtLeast, 1.0);
        assert!((0.35..0.45).contains(&chance), "{chance}");
        assert_eq!(own.chance_of(Side::AtMost, 1.0), 0.999);
        let near_nothing = around(0.04, 0.2);
        let chance = near_nothing.chance_of(Side::AtMost, 0.0);
        assert!((0.35..0.45).contains(&chance), "{chance}");
        assert_eq!(near_nothing.chance_of(Side::AtLeast, 0.0), 0.999);
    }

    #[test]
    fn a_target_at_the_easy_end_asks_nothing_and_a_chance_beyond_the_past_is_not_stated() {
        let nothing = offered(&around(0.0, 0.1), Side::AtLeast, CHANCES, Unit::Share);
        assert_eq!(nothing, Err(NullReason::NotPositive));
        let all = offered(&around(1.0, 0.1), Side::AtMost, CHANCES, Unit::Share);
        assert_eq!(all, Err(NullReason::NotPositive));
        // A share of nothing overdue is much to ask for.
        assert!(offered(&around(0.0, 0.1), Side::AtMost, CHANCES, Unit::Share).is_ok());
        let bold = Chances { target: 0.99, ..CHANCES };
        assert_eq!(offered(&around(0.5, 0.1), Side::AtLeast, bold, Unit::Share), Err(NullReason::BelowMinN));
        // Growth may be asked for below zero where it has no end there.
        let free = Predictive::new(0.1, 0.5, (-20..=20).map(|score| f64::from(score) / 20.0).collect(), None);
        assert!(
            offered(&free.expect("finite"), Side::AtLeast, CHANCES, Unit::Share)
                .is_ok_and(|own| own.target.value < 0.0)
        );
    }

    /// A ground of one rep, with what was stated of past periods and what came then.
    fn ground(stated: Vec<StatedForecast>) -> Ground {
        Ground {
            metric_id: "win_rate.closed".to_string(),
            unit: Unit::Share,
            last: Period { grain: Grain::Quarter, index: 20 },
            forecasts: Vec::new(),
            values: Vec::new(),
            stated,
            said: Vec::new(),
        }
    }

    #[test]
    fn what_asks_for_nothing_counts_in_no_record_of_what_was_reached() {
        let stated = |origin: usize, series: usize, centre: f64, actual: f64| {
            let predictive = Some(around(centre, 0.2));
            StatedForecast { origin, series, actual, centre, predictive }
        };
        // Half of those around a half come to what is asked at 60 %; whoever seldom wins is asked for nothing or more.
        let some =
            |origin: usize| (0..4).map(move |rep| stated(origin, rep, 0.5, if rep % 2 == 0 { 0.6 } else { 0.3 }));
        let told: Vec<StatedForecast> = (0..6).flat_map(some).collect();
        let mut all = told.clone();
        all.extend((0..6).map(|origin| stated(origin, 4, 0.0, 0.0)));
        let said = |stated: &[StatedForecast]| ground(stated.to_vec()).evidence(Side::AtLeast, 0.6).expect("cases");
        assert_eq!(said(&all), said(&told));
        let args = said(&told).args;
        let arg = |name: &str| args.iter().find(|(known, _)| known == name).map(|(_, arg)| arg.clone());
        assert_eq!(
            (arg("n"), arg("origins"), arg("share")),
            (Some(Arg::Count(24)), Some(Arg::Count(6)), Some(Arg::Share(0.5)))
        );
        let (Some(Arg::Share(lower)), Some(Arg::Share(upper))) = (arg("lower"), arg("upper")) else {
            panic!("{args:?}")
        };
        assert!(0.0 < lower && lower < 0.5 && 0.5 < upper && upper < 1.0, "{lower} to {upper}");
        // The other way round all that may come asks for nothing.
        let full = [stated(0, 0, 1.0, 0.9), stated(1, 0, 1.0, 1.0)];
        assert_eq!(ground(full.to_vec()).evidence(Side::AtMost, 0.6), None);
    }

    #[test]
    fn a_target_is_held_against_a_year_ago_or_else_the_latest_ordinary_period() {
        let quarter = |index: i32| Period { grain: Grain::Quarter, index };
        let came = [(quarter(17), 4.0), (quarter(18), 5.0), (quarter(20), 60.0)];
        assert_eq!(baseline(&came, quarter(17), &[]), Some((4.0, quarter(17))));
        // Nothing came then, or nothing that is told because of a leave.
        assert_eq!(baseline(&came[1..], quarter(17), &[]), Some((60.0, quarter(20))));
        assert_eq!(baseline(&came[1..], quarter(17), &[quarter(20)]), Some((5.0, quarter(18))));
        assert_eq!(baseline(&came[..1], quarter(17), &[quarter(17)]), None);
    }

    #[test]
    fn only_what_is_better_one_way_has_targets() {
        assert_eq!(better("win_rate.closed"), Ok(Side::AtLeast));
        assert_eq!(better("dso.simple"), Ok(Side::AtMost));
        assert_eq!(better("clv.hist.365"), Ok(Side::AtLeast));
        assert!(better("cost_coverage").expect_err("neither").message.contains("neither more nor less"));
    }
}
