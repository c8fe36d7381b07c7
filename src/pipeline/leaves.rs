//! Reps who are away, on leave or gone: which past periods say nothing of them, and what of the coming ones they work.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::leaves::{Leave, TimeAway};
use crate::models::forecast::{SeriesForecast, SeriesInput, Worked};

use super::outlook::FORECASTABLE;
use super::series::RepHistory;

/// A period of which more than this share of the working days was spent away is no evidence of what a rep does, and
/// nothing is asked about one to come. Three weeks of a quarter, five days of a month: what is less is a holiday, which
/// most periods have in them.
const MOST_AWAY: f64 = 0.25;

impl RepHistory<'_> {
    /// What of a period a rep is away; none where nothing of a leave lies in it.
    pub fn time_away(&self, rep_id: &str, period: Period) -> Option<TimeAway> {
        self.leaves.within(rep_id, self.calendar.days(period), self.calendar)
    }

    /// Whether a rep is away for so much of a period that it says nothing of what the rep does.
    pub fn is_away(&self, rep_id: &str, period: Period) -> bool {
        self.time_away(rep_id, period).is_some_and(|away| away.share > MOST_AWAY)
    }

    /// The share of a period that a rep works.
    pub(super) fn share_worked(&self, rep_id: &str, period: Period) -> f64 {
        self.time_away(rep_id, period).map_or(1.0, |away| 1.0 - away.share)
    }

    /// The leave that a rep is on in a period, the first of several.
    pub(super) fn leave_in(&self, rep_id: &str, period: Period) -> Option<Leave> {
        let days = self.calendar.days(period);
        let touches = |one: &&Leave| one.first <= days.last && one.last.is_none_or(|last| last >= days.first);
        self.leaves.of(rep_id).iter().find(touches).copied()
    }

    /// The positions of the periods away in a series that ends with the last period.
    pub(super) fn positions_away(&self, rep_id: &str, values: usize) -> Vec<usize> {
        self.positions_away_from(self.last.plus(1 - values as i32), rep_id, values)
    }

    /// The same in a series that begins with a period.
    pub(super) fn positions_away_from(&self, first: Period, rep_id: &str, values: usize) -> Vec<usize> {
        if self.leaves.of(rep_id).is_empty() {
            return Vec::new();
        }
        (0..values).filter(|at| self.is_away(rep_id, first.plus(*at as i32))).collect()
    }

    /// The values of a metric in the periods that say something of the rep.
    pub(super) fn values_there(&self, metric: KpiMetric, person: &Person) -> Vec<f64> {
        let values = self.values(metric, person);
        let away = self.positions_away(&person.rep_id, values.len());
        let there = values.into_iter().enumerate().filter(|(at, _)| away.binary_search(at).is_err());
        there.map(|(_, value)| value).collect()
    }

    /// The shares of a period's months for one rep: what is expected of the months of which the rep works a part.
    pub(super) fn months_worked(&self, rep_id: &str, period: Period, shares: &[f64]) -> Vec<f64> {
        let worked: Vec<f64> = period.months().map(|month| self.share_worked(rep_id, month)).collect();
        if worked.len() != shares.len() || worked.iter().all(|share| *share >= 1.0) {
            return shares.to_vec();
        }
        let scaled = |parts: Vec<f64>| {
            let sum: f64 = parts.iter().sum();
            (sum > 0.0).then(|| parts.iter().map(|part| part / sum).collect())
        };
        let expected = shares.iter().zip(&worked).map(|(share, worked)| share * worked).collect();
        scaled(expected).or_else(|| scaled(worked)).unwrap_or_else(|| shares.to_vec())
    }
}

/// Leaves of every coming period what each rep works of it, in forecasts in the order of the reps whose first step is the
/// period after the last; `adds_up` tells whether values add up over days. What would have been expected of everybody
/// without a leave, by rep and period, is given back; nothing where nobody is away.
pub(super) fn work_in_parts(
    history: &RepHistory<'_>,
    forecasts: &mut [SeriesForecast],
    adds_up: bool,
) -> Vec<Vec<f64>> {
    let steps = forecasts.iter().map(|series| series.steps.len()).max().unwrap_or(0);
    let mut parts: Vec<(usize, usize, Worked)> = Vec::new();
    for (at, person) in history.reps.iter().enumerate() {
        for step in 1..=steps {
            let away = history.time_away(&person.rep_id, history.last.plus(step as i32));
            let worked =
                |away: TimeAway| Worked { share: 1.0 - away.share, days_away: away.days, of_days: away.of_days };
            parts.extend(away.map(|away| (at, step, worked(away))));
        }
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let means = forecasts.iter().map(|series| series.steps.iter().map(|step| step.mean).collect()).collect();
    for (at, step, worked) in parts {
        forecasts[at].work_in_part(step, worked, adds_up);
    }
    means
}

/// The series as they would be had nobody been away, for sums of them.
pub(super) fn as_if_there(panel: Vec<SeriesInput>, season: usize) -> Vec<SeriesInput> {
    let filled = |one: SeriesInput| match one.away.is_empty() {
        true => one,
        false => SeriesInput { values: one.as_if_there(season), away: Vec::new(), ..one },
    };
    panel.into_iter().map(filled).collect()
}

/// The reps whose periods away brought more than half of what stands in for them: their dates may be wrong, or their book
/// goes on by itself.
pub(super) fn sold_while_away(history: &RepHistory<'_>, metric: KpiMetric) -> BTreeSet<String> {
    let base = history.base(metric);
    let went_on = |one: &SeriesInput| {
        let of_periods_away = |values: &[f64]| one.away.iter().map(|&at| values[at]).sum::<f64>();
        let usual = of_periods_away(&one.as_if_there(base.last.periods_per_year()));
        usual > 0.0 && of_periods_away(&one.values) > 0.5 * usual
    };
    let sold = base.panel(metric).into_iter().filter(went_on);
    sold.filter(|_| FORECASTABLE.contains(&metric)).map(|one| one.id).collect()
}
