//! How point forecasts stand to what else is known: to their own intervals, and to what of a running period is booked.

use crate::models::forecast::{Interval, SeriesForecast};
use crate::quantity::Unit;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

use super::outlook::{FORECASTABLE, MetricForecast, whole_ends_in};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// Says how many point forecasts lie outside their interval of a level in percent. None where all lie inside, or no such
/// interval is stated.
///
/// The interval is made of what came after such forecasts in the past, so the two part where those came out to one side of
/// the forecasts: of counts, of lopsided amounts, of whoever sells now and then.
pub fn outside_intervals(
    (metric_id, unit): (&str, Unit),
    forecasts: &[SeriesForecast],
    level: u32,
) -> Option<Sentence> {
    let is_meant = |interval: &&Interval| interval.supported && (interval.level * 100.0).round() as u32 == level;
    let stated = |series: &SeriesForecast| {
        let one = |step: usize| {
            let interval = series.steps[step].intervals.iter().find(is_meant)?;
            let (lower, upper) = whole_ends_in(unit, (interval.lower, interval.upper));
            Some(!(lower..=upper).contains(&series.expected(step + 1)?))
        };
        (0..series.steps.len()).filter_map(one).collect::<Vec<bool>>()
    };
    let outside: Vec<bool> = forecasts.iter().flat_map(stated).collect();
    let n = outside.iter().filter(|is_outside| **is_outside).count();
    (n > 0).then(|| {
        sentence(
            "forecast-outside-interval",
            vec![
                ("n", Arg::Count(n as i64)),
                ("of", Arg::Count(outside.len() as i64)),
                ("metric", Arg::Metric(metric_id.to_string())),
                ("level", Arg::Count(i64::from(level))),
            ],
        )
    })
}

/// Says of how many reps more is booked in the running period than is forecast for all of it. None where nobody is, where
/// the first forecast period has not begun, and of what does not add up over days.
pub fn booked_beyond(snapshot: &Snapshot, history: &RepHistory<'_>, forecast: &MetricForecast) -> Option<Sentence> {
    let (running, metric) = (history.last.next(), forecast.metric);
    let has_begun = snapshot.calendar.first_day(running) <= snapshot.as_of;
    if !has_begun || !FORECASTABLE.contains(&metric) {
        return None;
    }
    let expected = |series: &SeriesForecast| Some((series.expected(1)?, history.value(metric, &series.id, running)));
    let known: Vec<(f64, Option<f64>)> = forecast.panel.forecasts.iter().filter_map(expected).collect();
    let n = known.iter().filter(|(expected, booked)| booked.is_some_and(|booked| booked > *expected)).count();
    (n > 0).then(|| {
        sentence(
            "forecast-booked-beyond",
            vec![
                ("n", Arg::Count(n as i64)),
                ("of", Arg::Count(known.len() as i64)),
                ("metric", Arg::Metric(metric.id().to_string())),
                ("period", Arg::Text(snapshot.calendar.label(running))),
                ("date", Arg::Date(snapshot.as_of)),
            ],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::forecast::{ForecastSettings, SeriesInput, forecast_panel};

    /// Eight reps with quarters that vary a little, from one panel.
    fn forecasts() -> Vec<SeriesForecast> {
        let rep = |rep: usize| SeriesInput {
            id: format!("R{rep}"),
            values: (0..16).map(|at| 100.0 + ((rep * 7919 + at * at * 31) % 23) as f64).collect(),
            group: None,
            first_season: 0,
            periods_before_data: None,
            away: Vec::new(),
        };
        let panel: Vec<SeriesInput> = (0..8).map(rep).collect();
        let settings = ForecastSettings { horizon: 2, levels: vec![0.8, 0.5], ..ForecastSettings::default() };
        forecast_panel(&panel, &settings).expect("allowed").forecasts
    }

    #[test]
    fn forecasts_outside_the_narrowest_interval_are_counted() {
        let mut forecasts = forecasts();
        let ask = |forecasts: &[SeriesForecast]| outside_intervals(("revenue_net", Unit::Money), forecasts, 50);
        for series in &mut forecasts {
            series.steps.iter_mut().for_each(|step| step.mean = step.intervals[1].lower);
        }
        assert_eq!(ask(&forecasts), None);
        // Within the wide interval and outside the narrow one; and one that is not stated.
        let steps = &mut forecasts[3].steps;
        for step in steps.iter_mut() {
            step.mean = f64::midpoint(step.intervals[0].lower, step.intervals[1].lower);
        }
        steps[1].intervals[1].supported = false;
        let said = ask(&forecasts).expect("one lies outside");
        let arg = |name: &str| said.args.iter().find(|(of, _)| *of == name).map(|(_, arg)| arg.clone());
        assert_eq!((arg("n"), arg("of")), (Some(Arg::Count(1)), Some(Arg::Count(15))));
        assert_eq!(arg("level"), Some(Arg::Count(50)));
        // Of a count the whole numbers around the ends count as inside.
        let mut counted = forecasts;
        counted[3].steps[0].mean = counted[3].steps[0].intervals[1].lower.floor();
        assert_eq!(outside_intervals(("orders", Unit::Count), &counted, 50), None);
    }

    #[test]
    fn of_a_level_that_was_not_asked_for_nothing_is_said() {
        let mut forecasts = forecasts();
        forecasts.iter_mut().flat_map(|series| &mut series.steps).for_each(|step| step.mean = -1e9);
        let ask = |level: u32| outside_intervals(("orders", Unit::Count), &forecasts, level);
        assert!(ask(80).is_some() && ask(95).is_none());
    }
}
