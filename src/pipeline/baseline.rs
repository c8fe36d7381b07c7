//! The past period that a target is held against, and what floor and cap are shares of.

use crate::calendar::Period;
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
    /// What floor and cap come from where the rep was still growing into the job; `None` where that is the baseline.
    pub(super) ramp: Option<Ramp>,
}

/// Somebody who was growing into the job a year ago, or still is; in major units.
pub(super) struct Ramp {
    /// The least of the last year's periods: what holds a target up.
    least: Option<f64>,
    /// The most of the last year's periods, once one of them lies behind the ramp; before that nothing says how high the
    /// next period may be.
    most: Option<f64>,
}

impl Ramp {
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
            return Usual { baseline: history.last, ramp: None };
        }
        let last = history.base(metric).last;
        let left_out = |doubt: &Doubt| match doubt {
            Doubt::GiantLeftOut(one) => Some(stood(last, *one).within(history.last.grain)),
            _ => None,
        };
        let giants: Vec<Period> = forecast.doubts.iter().filter_map(left_out).collect();
        let year_before = history.last.next().year_before();
        let is_known = history.start_of(person).is_some_and(|start| start <= year_before);
        let was_beginner = is_beginner(history, person, year_before);
        let values = history.values(metric, person);
        let latest = (0..values.len() as i32).map(|ago| history.last.plus(-ago));
        let first = if is_known && !was_beginner { year_before } else { history.last };
        let mut periods = std::iter::once(first).chain(latest);
        let is_told = |period: &Period| !giants.contains(period) && !history.is_away(&person.rep_id, *period);
        let baseline = periods.find(is_told).unwrap_or(history.last);
        let ramp = was_beginner.then(|| Ramp::of(history, person, &values, &giants));
        Usual { baseline, ramp }
    }
}

impl Ramp {
    fn of(history: &RepHistory<'_>, person: &Person, values: &[f64], giants: &[Period]) -> Ramp {
        let year = history.last.periods_per_year();
        let ago = |at: usize| history.last.plus(-(at as i32));
        let recent = values.iter().rev().take(year).enumerate();
        let is_told = |at: usize| !giants.contains(&ago(at)) && !history.is_away(&person.rep_id, ago(at));
        let usual: Vec<f64> = recent.filter(|(at, _)| is_told(*at)).map(|(_, value)| *value).collect();
        let is_over = !is_beginner(history, person, history.last);
        Ramp {
            least: usual.iter().copied().min_by(f64::total_cmp),
            most: usual.iter().copied().max_by(f64::total_cmp).filter(|_| is_over),
        }
    }
}

/// Whether a period lies in the first year of a rep's work, or before it: as long as the forecast of newcomers takes the
/// ramp to be.
fn is_beginner(history: &RepHistory<'_>, person: &Person, period: Period) -> bool {
    let year = history.last.periods_per_year() as i32;
    history.begun(person).is_some_and(|begun| period.index - begun.index < year)
}
