//! What was likely on a day: the sums of some days drawn together from the forecasts of the periods around them.

use std::collections::BTreeMap;

use crate::appraisal::contest::ContestSettings;
use crate::calendar::{Day, DaySpan, FiscalCalendar, Grain, Period};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::models::forecast::SeriesForecast;
use crate::models::race::{RaceSettings, Runner, Stretch};
use crate::pipeline::outlook::{self, MetricForecast, measured_correlation};
use crate::pipeline::series::RepHistory;
use crate::pipeline::snapshot::Snapshot;
use crate::planning::DEFAULT_CORRELATION;

/// Why nothing can be said about days to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoOutlook {
    /// No period was complete by then.
    NoHistory,
    /// The days end more than a year after the last complete period: no forecast was tested so far ahead.
    TooFar,
    /// Nobody has a forecast with an interval.
    NoForecast,
}

impl NoOutlook {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            NoOutlook::NoHistory => "no_history",
            NoOutlook::TooFar => "too_far",
            NoOutlook::NoForecast => "no_forecast",
        }
    }
}

/// How forecasts became sums of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutlookBasis {
    /// The grain of the forecasts.
    pub grain: Grain,
    /// The last period that they know.
    pub last: Period,
    /// Whether a period counts in part, by working days.
    pub scaled: bool,
    /// The correlation between reps.
    pub correlation: f64,
    /// Whether that was assumed, because too few past forecasts measure it.
    pub correlation_assumed: bool,
}

/// A forecast by metric, grain and last period, and how far it reaches: made once for all contests.
type Forecasts = BTreeMap<(KpiMetric, Grain, i32, usize), MetricForecast>;

/// The forecasts of one snapshot.
pub(super) struct Outlooks<'a> {
    snapshot: &'a Snapshot,
    forecasts: Forecasts,
}

/// The runners of some days: `None` where a rep has no forecast.
pub(super) struct Race {
    pub(super) runners: Vec<Option<Runner>>,
    pub(super) basis: OutlookBasis,
}

/// So far ahead at most: a year.
fn furthest(grain: Grain) -> i32 {
    grain.periods_per_year() as i32
}

impl<'a> Outlooks<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Outlooks<'a> {
        Outlooks { snapshot, forecasts: BTreeMap::new() }
    }

    /// What the reps will do on `days`, as known on `origin`, which lies before them. Where no grain is named, whole
    /// quarters are taken from forecasts of quarters, everything else from those of months, scaled by working days.
    pub(super) fn race(
        &mut self,
        metric: KpiMetric,
        origin: Day,
        days: DaySpan,
        rep_ids: &[&str],
        grain: Option<Grain>,
    ) -> Result<Result<Race, NoOutlook>, Failure> {
        let calendar = self.snapshot.calendar;
        let usual = if is_whole(calendar, days, Grain::Quarter) { Grain::Quarter } else { Grain::Month };
        let grain = grain.unwrap_or(usual);
        let running = calendar.period_of(origin, grain);
        let last = if calendar.last_day(running) <= origin { running } else { running.previous() };
        if calendar.last_day(last) < self.snapshot.facts.first_day || origin < self.snapshot.facts.first_day {
            return Ok(Err(NoOutlook::NoHistory));
        }
        let horizon = calendar.period_of(days.last, grain).index - last.index;
        if horizon > furthest(grain) {
            return Ok(Err(NoOutlook::TooFar));
        }
        let forecast = self.forecast(metric, last, horizon.max(1) as usize)?;
        let Some(forecast) = forecast else { return Ok(Err(NoOutlook::NoHistory)) };
        let by_rep: BTreeMap<&str, &SeriesForecast> =
            forecast.panel.forecasts.iter().map(|series| (series.id.as_str(), series)).collect();
        let steps: Vec<(usize, f64)> = (1..=horizon)
            .map(|step| (step as usize - 1, share_of(calendar, calendar.days(last.plus(step)), days)))
            .filter(|(_, share)| *share > 0.0)
            .collect();
        let runner = |rep_id: &&str| -> Option<Runner> {
            let series = by_rep.get(rep_id)?;
            let stretch = |&(step, share): &(usize, f64)| {
                Some(Stretch { step, share, whole: series.steps.get(step)?.predictive.clone()? })
            };
            let there = steps.iter().filter(|(step, _)| !series.is_away(step + 1));
            Some(Runner { so_far: 0.0, stretches: there.map(stretch).collect::<Option<_>>()? })
        };
        let runners: Vec<Option<Runner>> = rep_ids.iter().map(runner).collect();
        if runners.iter().all(Option::is_none) {
            return Ok(Err(NoOutlook::NoForecast));
        }
        let measured = measured_correlation(forecast);
        let basis = OutlookBasis {
            grain,
            last,
            scaled: steps.iter().any(|(_, share)| *share < 1.0),
            correlation: measured.unwrap_or(DEFAULT_CORRELATION),
            correlation_assumed: measured.is_none(),
        };
        Ok(Ok(Race { runners, basis }))
    }

    fn forecast(
        &mut self,
        metric: KpiMetric,
        last: Period,
        horizon: usize,
    ) -> Result<Option<&MetricForecast>, Failure> {
        let key = (metric, last.grain, last.index, horizon);
        if !self.forecasts.contains_key(&key) {
            let history = RepHistory::build(self.snapshot, last)?;
            if history.reps.is_empty() {
                return Ok(None);
            }
            let made = outlook::forecast(&history, metric, horizon, vec![0.8])?;
            self.forecasts.insert(key, made);
        }
        Ok(self.forecasts.get(&key))
    }
}

/// How the draws are made.
pub(super) fn race_settings(settings: &ContestSettings, basis: &OutlookBasis) -> RaceSettings {
    RaceSettings {
        correlation: basis.correlation,
        draws: settings.draws,
        seed: settings.seed,
        ..RaceSettings::default()
    }
}

/// Whether the days are whole periods of the grain.
fn is_whole(calendar: FiscalCalendar, days: DaySpan, grain: Grain) -> bool {
    let starts = calendar.first_day(calendar.period_of(days.first, grain)) == days.first;
    starts && calendar.last_day(calendar.period_of(days.last, grain)) == days.last
}

/// The share of a period's working days that lie in `days`; of calendar days where the period has no working day.
fn share_of(calendar: FiscalCalendar, period: DaySpan, days: DaySpan) -> f64 {
    let inside = DaySpan { first: period.first.max(days.first), last: period.last.min(days.last) };
    if inside.last < inside.first {
        return 0.0;
    }
    let length = |days: DaySpan| f64::from(days.last.days_since(days.first) + 1);
    match calendar.working_days(period) {
        0 => length(inside) / length(period),
        all => f64::from(calendar.working_days(inside)) / f64::from(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_period_counts_by_its_working_days() {
        let calendar = FiscalCalendar::default();
        let span = |first: &str, last: &str| DaySpan { first: first.parse().unwrap(), last: last.parse().unwrap() };
        let march = span("2024-03-01", "2024-03-31");
        assert_eq!(share_of(calendar, march, span("2024-03-18", "2024-04-05")), 10.0 / 21.0);
        assert_eq!(share_of(calendar, march, march), 1.0);
        assert_eq!(share_of(calendar, march, span("2024-04-01", "2024-04-05")), 0.0);
        assert!(is_whole(calendar, span("2024-01-01", "2024-06-30"), Grain::Quarter));
        assert!(!is_whole(calendar, march, Grain::Quarter) && is_whole(calendar, march, Grain::Month));
    }
}
