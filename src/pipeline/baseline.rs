//! The past period that a target is held against, and what floor and cap are shares of.

use crate::calendar::{Grain, Period};
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::{Doubt, SeriesForecast};
use crate::planning::BoundsFrom;

use super::oddities::stood;
use super::series::RepHistory;

/// What is usual of one rep.
pub(super) struct Usual {
    /// The period that the target is held against.
    pub(super) baseline: Period,
    /// What floor and cap are shares of; `None` where that is the baseline alone.
    pub(super) rails: Option<Rails>,
}

/// Between which amounts a rep's ordinary period lies, in major units: one odd period shall set neither bound.
pub(super) struct Rails {
    /// What holds a target up; `None` for nothing.
    least: Option<f64>,
    /// What holds it down; `None` where nothing says how high the next period may be.
    most: Option<f64>,
}

impl Rails {
    pub(super) fn bounds(&self, minor_per_major: i64) -> BoundsFrom {
        let minor = |value: f64| (value * minor_per_major as f64).round() as i64;
        BoundsFrom { floor_minor: self.least.map(minor), cap_minor: self.most.map(minor) }
    }
}

impl Usual {
    /// The same period a year before, where the rep's history reaches so far and the rep was no beginner then; else the
    /// period under review. It is no period that the forecast leaves out, half of which would be a floor that nobody reaches,
    /// and none from before a silence, since what was sold then is no floor for whoever may be away: then it is the latest
    /// other period.
    pub(super) fn of(history: &RepHistory<'_>, metric: KpiMetric, person: &Person, forecast: &SeriesForecast) -> Usual {
        let is_silent = forecast.doubts.iter().any(|doubt| matches!(doubt, Doubt::Silent { .. }));
        if is_silent {
            return Usual { baseline: history.last, rails: None };
        }
        let giants = left_out(forecast, history.base(metric).last, history.last.grain);
        let year_before = history.last.next().year_before();
        let is_known = history.start_of(person).is_some_and(|start| start <= year_before);
        let was_beginner = is_beginner(history, person, year_before);
        let values = history.values(metric, person);
        let latest = (0..values.len() as i32).map(|ago| history.last.plus(-ago));
        let first = if is_known && !was_beginner { year_before } else { history.last };
        let is_told = |period: &Period| !giants.contains(period) && !history.is_away(&person.rep_id, *period);
        let baseline = told_one(first, latest, is_told).unwrap_or(history.last);
        let last_year = last_year(history, person, &values, &giants);
        let rails = match was_beginner {
            true => Rails::of_beginner(&last_year, !is_beginner(history, person, history.last)),
            false => Rails::of(history.value(metric, &person.rep_id, baseline), &last_year),
        };
        Usual { baseline, rails: Some(rails) }
    }
}

/// The periods of a grain in which values stood that a forecast leaves out; its series end in `last`.
pub(super) fn left_out(forecast: &SeriesForecast, last: Period, grain: Grain) -> Vec<Period> {
    let giant = |doubt: &Doubt| match doubt {
        Doubt::GiantLeftOut(one) => Some(stood(last, *one).within(grain)),
        _ => None,
    };
    forecast.doubts.iter().filter_map(giant).collect()
}

/// The first period in question where it says what is usual, else the latest other one that does.
pub(super) fn told_one(
    first: Period,
    latest: impl Iterator<Item = Period>,
    is_told: impl Fn(&Period) -> bool,
) -> Option<Period> {
    std::iter::once(first).chain(latest).find(is_told)
}

/// The values of the last year's periods, without those that stand alone or were spent away.
fn last_year(history: &RepHistory<'_>, person: &Person, values: &[f64], giants: &[Period]) -> Vec<f64> {
    let ago = |at: usize| history.last.plus(-(at as i32));
    let recent = values.iter().rev().take(history.last.periods_per_year()).enumerate();
    let is_told = |at: usize| !giants.contains(&ago(at)) && !history.is_away(&person.rep_id, ago(at));
    recent.filter(|(at, _)| is_told(*at)).map(|(_, value)| *value).collect()
}

impl Rails {
    /// From the baseline to what a period of the last year brought on average, whichever of them lies lower.
    fn of(baseline: Option<f64>, last_year: &[f64]) -> Rails {
        let mean = (!last_year.is_empty()).then(|| last_year.iter().sum::<f64>() / last_year.len() as f64);
        let ends = || baseline.into_iter().chain(mean);
        Rails { least: ends().min_by(f64::total_cmp), most: ends().max_by(f64::total_cmp) }
    }

    /// Of somebody who was growing into the job a year ago, or still is: the least and the most of the last year's periods,
    /// the latter once one of them lies behind the ramp.
    fn of_beginner(last_year: &[f64], is_over: bool) -> Rails {
        Rails {
            least: last_year.iter().copied().min_by(f64::total_cmp),
            most: last_year.iter().copied().max_by(f64::total_cmp).filter(|_| is_over),
        }
    }
}

/// Whether a period lies in the first year of a rep's work, or before it: as long as the forecast of newcomers takes the
/// ramp to be.
fn is_beginner(history: &RepHistory<'_>, person: &Person, period: Period) -> bool {
    let year = history.last.periods_per_year() as i32;
    history.begun(person).is_some_and(|begun| period.index - begun.index < year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(rails: &Rails) -> (Option<f64>, Option<f64>) {
        (rails.least, rails.most)
    }

    #[test]
    fn an_odd_quarter_a_year_ago_sets_neither_bound() {
        let trough = Rails::of(Some(200.0), &[5_000.0, 6_000.0, 22_000.0, 200.0]);
        assert_eq!(ends(&trough), (Some(200.0), Some(8_300.0)));
        let peak = Rails::of(Some(90_000.0), &[10_000.0, 10_000.0, 10_000.0, 90_000.0]);
        assert_eq!(ends(&peak), (Some(30_000.0), Some(90_000.0)));
    }

    #[test]
    fn without_a_last_year_the_baseline_is_both_and_without_either_nothing_bounds() {
        assert_eq!(ends(&Rails::of(Some(7.0), &[])), (Some(7.0), Some(7.0)));
        assert_eq!(ends(&Rails::of(None, &[])), (None, None));
    }

    #[test]
    fn a_beginner_has_no_cap_before_a_period_lies_behind_the_ramp() {
        assert_eq!(ends(&Rails::of_beginner(&[3.0, 9.0, 6.0], false)), (Some(3.0), None));
        assert_eq!(ends(&Rails::of_beginner(&[3.0, 9.0, 6.0], true)), (Some(3.0), Some(9.0)));
    }
}
