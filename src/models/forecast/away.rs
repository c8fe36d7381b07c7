//! Periods that whoever stands behind a series spends away: past ones say nothing of it, and of coming ones only what is
//! worked is forecast.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::SeriesInput;
use super::giants::stand_in;
use super::outlook::{Outlook, outlooks};
use super::panel::CheckedPanel;
use super::params::ForecastSettings;
use super::results::{Doubt, SeriesForecast, Step};
use crate::models::predictive::Predictive;

/// How much of a coming period is worked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worked {
    /// The share of its working days that is worked: 0 where all of it is spent away.
    pub share: f64,
    /// Whole working days that are spent away.
    pub days_away: u32,
    /// Its working days.
    pub of_days: u32,
}

impl SeriesInput {
    /// The positions that were spent away among the first `known` ones.
    pub(super) fn away_until(&self, known: usize) -> impl Iterator<Item = usize> + '_ {
        self.away.iter().copied().filter(move |at| *at < known)
    }

    /// The values of the periods that were not spent away.
    pub(super) fn spoken(&self) -> Cow<'_, [f64]> {
        if self.away.is_empty() {
            return Cow::Borrowed(&self.values);
        }
        let is_spoken = |at: &usize| self.away.binary_search(at).is_err();
        Cow::Owned((0..self.values.len()).filter(is_spoken).map(|at| self.values[at]).collect())
    }

    /// The values with what the same season brought in the place of those that were spent away, all of them known: for
    /// whoever adds up series, so that a leave is no fall of the sum. `season` is the season's length.
    ///
    /// ```
    /// use attain::models::forecast::SeriesInput;
    ///
    /// let series = SeriesInput {
    ///     id: "a".into(),
    ///     values: vec![5.0, 7.0, 9.0, 0.0, 6.0, 8.0],
    ///     group: None,
    ///     first_season: 0,
    ///     periods_before_data: None,
    ///     away: vec![3],
    /// };
    /// assert_eq!(series.as_if_there(2), [5.0, 7.0, 9.0, 7.5, 6.0, 8.0]);
    /// ```
    pub fn as_if_there(&self, season: usize) -> Vec<f64> {
        let apart: BTreeSet<usize> = self.away.iter().copied().collect();
        let mut values = self.values.clone();
        apart.iter().for_each(|&at| values[at] = stand_in(&self.values, season, at, &apart));
        values
    }

    /// That periods were left out because they were spent away; none where none was.
    pub(super) fn away_doubt(&self) -> Option<Doubt> {
        let last = self.away.last()?;
        Some(Doubt::AwayLeftOut { periods: self.away.len(), last_ago: self.values.len() - 1 - last })
    }
}

/// Every forecast that can be made after `known` periods. Where stand-ins fill a history its changes come out too small by
/// their share, and they are two of the three sizes that the expected error is the geometric mean of.
pub(super) fn outlooks_at(panel: &CheckedPanel<'_>, known: usize, settings: &ForecastSettings) -> Vec<Option<Outlook>> {
    let mut found = outlooks(&panel.at(known), settings);
    for (series, outlook) in found.iter_mut().enumerate() {
        let Some(outlook) = outlook else { continue };
        let (n, spoken) = panel.spoken(series, known);
        if spoken < n && spoken > 0 {
            outlook.scale *= (n as f64 / spoken as f64).powf(2.0 / 3.0);
        }
    }
    found
}

impl SeriesForecast {
    /// Leaves of a coming period (1 = the next) what is worked of it: its share of what is expected, and the root of the
    /// share of the width, as for a sum of independent days. Of a period without any worked day nothing is expected, and
    /// it has no distribution. A value that does not add up over days, as a share or a mean, is that of the days worked.
    pub fn work_in_part(&mut self, step: usize, worked: Worked, adds_up: bool) {
        let is_whole = worked.share <= 0.0;
        if !adds_up && !is_whole {
            return;
        }
        let Some(own) = step.checked_sub(1).and_then(|at| self.steps.get_mut(at)) else { return };
        let levels: Vec<f64> = own.intervals.iter().map(|interval| interval.level).collect();
        let predictive = own.predictive.as_ref().filter(|_| !is_whole);
        let part = predictive.and_then(|own| in_part(own, worked.share));
        *own = Step::of(own.mean * worked.share.max(0.0), part, &levels);
        for member in &mut self.members {
            member.path.iter_mut().skip(step - 1).take(1).for_each(|value| *value *= worked.share.max(0.0));
        }
        self.doubts.push(Doubt::Away { step, days_away: worked.days_away, of_days: worked.of_days });
    }

    /// What is expected of a coming period (1 = the next); `None` where there is no forecast and where all of it is spent
    /// away, so that there is nothing to expect.
    pub fn expected(&self, step: usize) -> Option<f64> {
        let own = self.steps.get(step.checked_sub(1)?)?;
        (!self.is_away(step)).then_some(own.mean)
    }

    /// Whether all of a coming period (1 = the next) is spent away.
    pub fn is_away(&self, step: usize) -> bool {
        let is_whole = |doubt: &Doubt| matches!(doubt, Doubt::Away { step: of, days_away, of_days } if *of == step && days_away == of_days);
        self.doubts.iter().any(is_whole)
    }
}

fn in_part(own: &Predictive, share: f64) -> Option<Predictive> {
    let bounded = own.scaled(share)?;
    // `scaled` keeps the bounds; the width goes with the root.
    bounded.widened(1.0 / share.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::forecast::{PanelForecast, backtest_history, forecast_panel, forecast_sums};

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    /// Ten reps of sixteen quarters; the first brings nothing in the quarters given, which are called away or not.
    fn company(gone: &[usize], is_known: bool) -> Vec<SeriesInput> {
        let season = [0.8, 1.0, 1.3, 0.9];
        let value =
            |rep: usize, t: usize| (100.0 + 20.0 * rep as f64) * season[t % 4] * (1.0 + 0.2 * noise(rep * 16 + t));
        let of = |rep: usize| SeriesInput {
            id: format!("{rep}"),
            values: (0..16).map(|t| if rep == 0 && gone.contains(&t) { 0.0 } else { value(rep, t) }).collect(),
            group: None,
            first_season: 0,
            periods_before_data: None,
            away: if rep == 0 && is_known { gone.to_vec() } else { Vec::new() },
        };
        (0..10).map(of).collect()
    }

    fn settings() -> ForecastSettings {
        ForecastSettings { lower_bound: Some(0.0), min_scores: 8, ..ForecastSettings::default() }
    }

    fn forecast(panel: &[SeriesInput]) -> PanelForecast {
        forecast_panel(panel, &settings()).expect("the input is allowed")
    }

    #[test]
    fn periods_away_move_no_forecast_far_wherever_they_lie_and_are_told() {
        let plain = forecast(&company(&[], false));
        for gone in [&[6, 7][..], &[9], &[14, 15], &[0, 5, 10, 15]] {
            let found = forecast(&company(gone, true));
            for (rep, (own, plain)) in found.forecasts.iter().zip(&plain.forecasts).enumerate() {
                let apart = (own.steps[0].mean / plain.steps[0].mean - 1.0).abs();
                assert!(apart < if rep == 0 { 0.12 } else { 0.04 }, "{gone:?}, rep {rep}: {apart}");
            }
            let own = &found.forecasts[0];
            assert_eq!(own.n_history, 16 - gone.len());
            let last_ago = 15 - gone[gone.len() - 1];
            assert!(own.doubts.contains(&Doubt::AwayLeftOut { periods: gone.len(), last_ago }), "{:?}", own.doubts);
            assert!(!own.doubts.iter().any(|doubt| matches!(doubt, Doubt::Silent { .. })), "{:?}", own.doubts);
            // Fewer quarters say less.
            let width = |one: &SeriesForecast| one.steps[0].intervals[1].upper - one.steps[0].intervals[1].lower;
            assert!(width(own) > 0.9 * width(&plain.forecasts[0]), "{gone:?}");
        }
        let taken_for_sales = forecast(&company(&[14, 15], false));
        assert!(taken_for_sales.forecasts[0].steps[0].mean < 0.8 * plain.forecasts[0].steps[0].mean);
        assert!(taken_for_sales.forecasts[0].doubts.contains(&Doubt::Silent { periods: 2 }));
    }

    #[test]
    fn what_came_in_a_period_away_is_booked_against_nobody() {
        let panel = company(&[9, 10], true);
        let walk = forecast(&panel).walk_forward;
        let of_first = |known: usize| walk.stated.iter().filter(|one| one.series == 0 && one.origin == known).count();
        assert_eq!((8..12).map(of_first).collect::<Vec<_>>(), [1, 0, 0, 1]);
        assert!(walk.scores.iter().all(|score| score.series != 0 || score.actual > 0.0));
        let cases = |panel: &[SeriesInput]| {
            let report = backtest_history(panel, &ForecastSettings { horizon: 1, ..settings() }, false, &|| 0.0);
            report.expect("allowed").methods[0].n
        };
        assert_eq!(cases(&panel) + 2, cases(&company(&[], false)));
        let years = forecast_sums(&panel, &ForecastSettings { horizon: 1, ..settings() }, 4).expect("allowed");
        // The third year has two quarters away in it, and is no sum of what the rep does.
        let origins = |series: usize| -> Vec<usize> {
            years.walk_forward.stated.iter().filter(|one| one.series == series).map(|one| one.origin).collect()
        };
        assert_eq!((origins(0), origins(1)), (vec![4, 12], vec![4, 8, 12]));
    }

    #[test]
    fn what_was_stated_before_a_leave_does_not_know_of_it() {
        let (before, after) = (forecast(&company(&[], false)), forecast(&company(&[12, 13], true)));
        let stated = |of: &PanelForecast| -> Vec<(usize, usize, f64)> {
            let until = of.walk_forward.stated.iter().filter(|one| one.origin <= 11);
            until.map(|one| (one.origin, one.series, one.centre)).collect()
        };
        assert_eq!(stated(&before), stated(&after));
    }

    #[test]
    fn whoever_was_there_for_three_quarters_only_is_a_newcomer() {
        let gone: Vec<usize> = (2..15).collect();
        let own = &forecast(&company(&gone, true)).forecasts[0];
        assert_eq!((own.model.word(), own.n_history), ("group_ramp", 3));
        let four = &forecast(&company(&gone[1..], true)).forecasts[0];
        assert_ne!(four.model.word(), "group_ramp");
    }

    #[test]
    fn a_coming_period_is_forecast_for_the_part_that_is_worked() {
        let whole = forecast(&company(&[], false)).forecasts.swap_remove(1);
        let part = |share: f64, days_away: u32, adds_up: bool| {
            let mut own = whole.clone();
            own.work_in_part(1, Worked { share, days_away, of_days: 64 }, adds_up);
            own
        };
        let quarter = part(0.25, 48, true);
        let (own, of) = (&quarter.steps[0], &whole.steps[0]);
        assert!((own.mean - 0.25 * of.mean).abs() < 1e-9 && quarter.steps[1] == whole.steps[1]);
        let (own, of) = (own.predictive.as_ref().expect("errors enough"), of.predictive.as_ref().expect("as before"));
        // A quarter of the middle, half of the width.
        assert!((own.centre() - 0.25 * of.centre()).abs() < 1e-9 && (own.scale() - 0.5 * of.scale()).abs() < 1e-9);
        assert_eq!(quarter.steps[0].intervals.len(), whole.steps[0].intervals.len());
        assert!(quarter.doubts.contains(&Doubt::Away { step: 1, days_away: 48, of_days: 64 }));
        assert_eq!((quarter.expected(1), quarter.is_away(1)), (Some(quarter.steps[0].mean), false));
        let none = part(0.0, 64, true);
        assert_eq!((none.expected(1), none.steps[0].mean, none.is_away(1)), (None, 0.0, true));
        assert!(none.steps[0].predictive.is_none() && none.steps[0].intervals.is_empty());
        assert_eq!(none.expected(2), whole.expected(2));
        // A share is that of the days worked.
        assert_eq!(part(0.25, 48, false), whole);
        assert!(part(0.0, 64, false).is_away(1));
    }
}
