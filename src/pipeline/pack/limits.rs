//! How far a review can be trusted.

use crate::calendar::{Day, spring_festival};
use crate::pipeline::analysis::Analysis;
use crate::pipeline::outlook::MetricForecast;
use crate::pipeline::plan::DriverOff;
use crate::pipeline::point_forecast::outside_intervals;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

/// Fewer reps than this make comparisons coarse.
const FEW_REPS: usize = 20;

/// The percent of the interval that is drawn beside a forecast.
const LEVEL_SHOWN: u32 = 80;

/// Under four years, seasons are hard to tell from trend.
const SHORT_HISTORY_MONTHS: i32 = 48;

impl Analysis<'_> {
    /// That January and February were taken together, and why: where the Spring Festival lay in the two years.
    fn joined_new_year(&self) -> Option<Sentence> {
        let (calendar, year_before) = (self.snapshot.calendar, self.period.year_before());
        let comparison = calendar.comparison(self.period, year_before, self.snapshot.as_of);
        let festival = |day: Day| spring_festival(day.year()).map(Arg::Date);
        let (now, before) = (festival(comparison.now.first)?, festival(comparison.base.first)?);
        comparison.joined.then(|| sentence("limit-new-year-joined", vec![("before", before), ("now", now)]))
    }

    /// The reps' drivers that are not told because they need single customers, whose histories stay on a cluster.
    fn drivers_that_stay(&self) -> Vec<Sentence> {
        let (Some(distant), Some(book)) = (&self.snapshot.facts.distant, &self.book) else { return Vec::new() };
        let told = |off: &DriverOff| {
            let args = vec![
                ("driver", Arg::Message(format!("workdriver-{}", off.driver.code()))),
                ("rows", Arg::Count(distant.history_rows())),
                ("boundary", Arg::Count(i64::try_from(distant.boundary()).unwrap_or(i64::MAX))),
            ];
            sentence("limit-driver-stays", args)
        };
        book.off.iter().filter(|off| off.stays_on_cluster).map(told).collect()
    }

    /// The limits, those of the history first.
    pub(super) fn limits(&self) -> Vec<Sentence> {
        let snapshot = self.snapshot;
        let mut told = Vec::new();
        let months = (self.period.index + 1 - self.history.first.index).max(0) * self.period.grain.months();
        let quarters = months / 3;
        if months < SHORT_HISTORY_MONTHS {
            told.push(sentence("limit-short-history", vec![("quarters", Arg::Count(i64::from(quarters)))]));
        }
        if !snapshot.history_is_whole {
            told.push(sentence("limit-left-censored", vec![("first", Arg::Date(snapshot.facts.first_day))]));
        }
        let end = snapshot.calendar.last_day(self.period);
        if snapshot.facts.last_day > end {
            told.push(sentence(
                "limit-later-data",
                vec![
                    ("period", Arg::Text(self.label(self.period))),
                    ("as_of", Arg::Date(snapshot.as_of)),
                    ("end", Arg::Text(end.to_string())),
                ],
            ));
        }
        if snapshot.calendar.last_day(self.period) > snapshot.as_of {
            told.push(sentence(
                "limit-partial",
                vec![("period", Arg::Text(self.label(self.period))), ("data_to", Arg::Date(snapshot.as_of))],
            ));
        }
        told.extend(self.joined_new_year());
        told.extend(self.drivers_that_stay());
        if self.history.reps.is_empty() {
            return told;
        }
        if self.history.reps.len() < FEW_REPS {
            told.push(sentence("limit-few-reps", vec![("reps", Arg::Count(self.history.reps.len() as i64))]));
        }
        told.extend(self.forecasts.iter().filter_map(MetricForecast::market_said));
        told.extend(self.forecasts.iter().filter_map(outside_shown));
        told.extend(self.risk_limits());
        let proposed = self.targets.iter().filter(|targets| !targets.set.targets.is_empty());
        told.extend(proposed.filter_map(|targets| self.chance_off(targets)));
        told
    }
}

/// The point forecasts of a metric that lie outside the interval that is drawn beside them.
fn outside_shown(forecast: &MetricForecast) -> Option<Sentence> {
    let of = (forecast.metric.id(), forecast.metric.unit());
    outside_intervals(of, &forecast.panel.forecasts, LEVEL_SHOWN)
}
