//! Sums of several periods, where such sums are too few to be forecast by themselves: the years of a company that is three
//! years old, from its quarters.
//!
//! The forecast is the sum of the periods' own. Errors of neighbouring periods resemble each other, so that the width of
//! a sum does not follow from the widths of its parts: the errors of past sums are gathered as such, from every origin
//! at which one can be stated, one pool for each number of sums ahead, over the expected size of each series' error. Only
//! errors that were known at an origin are used at that origin.

use std::sync::Arc;

use super::away::outlooks_at;
use super::giants::lower_middle;
use super::outlook::Outlook;
use super::panel::{CheckedPanel, SeriesInput};
use super::params::{Bounds, ForecastError, ForecastSettings};
use super::results::{
    Doubt, ModelUsed, OriginRecord, PanelForecast, SeriesForecast, StatedForecast, Step, WalkForward,
};
use super::walk_forward::first_origin;
use crate::models::clustered::LEAST_ORIGINS;
use crate::models::predictive::Predictive;

/// Forecasts sums of `parts` periods of every series of a panel; the settings' horizon counts sums.
///
/// What was stated at past origins is of origins whole sums before the present alone, and only one sum ahead; an origin
/// is told by the periods known there, as in [`forecast_panel`](super::forecast_panel). Scores, accuracy and coverage of
/// single methods stay empty.
///
/// # Errors
/// As [`forecast_panel`](super::forecast_panel).
pub fn forecast_sums(
    series: &[SeriesInput],
    settings: &ForecastSettings,
    parts: usize,
) -> Result<PanelForecast, ForecastError> {
    settings.check()?;
    // Sums that have no period in common are few: every origin of the history counts, where any is asked for.
    let max_origins = if settings.max_origins == 0 { 0 } else { usize::MAX };
    let inner = ForecastSettings { horizon: parts * settings.horizon, max_origins, ..settings.clone() };
    let panel = CheckedPanel::new(series, &inner)?;
    let mut errors = Errors::new(settings, parts);
    let mut made: Vec<(usize, Vec<Option<Outlook>>)> = Vec::new();
    let mut walk = WalkForward::default();
    for known in first_origin(&panel, &inner)..panel.periods {
        errors.book_known(&panel, &made, known);
        let mut here = outlooks_at(&panel, known, &inner);
        let hidden = panel.periods - known;
        if hidden.is_multiple_of(parts) {
            let spoken = errors.spoken();
            let stated = |(series, outlook): (usize, &Option<Outlook>)| {
                let outlook = outlook.as_ref()?;
                let actual = sum_that_came(&panel, series, (known, 0), parts)?;
                let centre = sum_of(outlook, 0, parts)?;
                let predictive = spoken.predictive(outlook, 0, centre, settings.bounds());
                Some(StatedForecast { origin: known, series, actual, centre, predictive })
            };
            let stated: Vec<StatedForecast> = here.iter().enumerate().filter_map(stated).collect();
            walk.origins.push(OriginRecord { known, series: stated.len(), common_score: None });
            walk.stated.extend(stated);
        }
        // Later origins ask for the paths alone.
        for outlook in here.iter_mut().flatten() {
            (outlook.members, outlook.baselines) = (Vec::new(), Vec::new());
        }
        made.push((known, here));
    }
    errors.book_known(&panel, &made, panel.periods);
    let spoken = errors.spoken();
    let present = outlooks_at(&panel, panel.periods, &inner);
    let mut doubts = panel.doubts();
    let forecast = |(position, input): (usize, &SeriesInput)| {
        let outlook = present[position].as_ref()?;
        let mut told = errors.forecast(input, outlook, &spoken, settings);
        told.doubts.append(&mut doubts[position]);
        Some(told)
    };
    let forecasts = series.iter().enumerate().filter_map(forecast).collect();
    Ok(PanelForecast { forecasts, walk_forward: walk })
}

/// What a series' outlook says of the sum that is so many whole sums ahead (0 = the next); `None` without a forecast.
fn sum_of(outlook: &Outlook, ahead: usize, parts: usize) -> Option<f64> {
    Some(outlook.path.get(ahead * parts..(ahead + 1) * parts)?.iter().sum())
}

/// What came in the place of it, after `known` periods.
fn sum_that_came(panel: &CheckedPanel<'_>, series: usize, (known, ahead): (usize, usize), parts: usize) -> Option<f64> {
    (ahead * parts + 1..=(ahead + 1) * parts).map(|step| panel.actual(series, known, step)).sum()
}

/// Errors of sums over the expected size of their series' error.
#[derive(Debug)]
struct Errors {
    /// Of established series and of newcomers, by sums ahead.
    pools: [Vec<Pool>; 2],
    min_scores: usize,
    parts: usize,
}

/// The errors of one class so many sums ahead, and from which origins they are.
#[derive(Debug, Clone, Default)]
struct Pool {
    scores: Vec<f64>,
    origins: Vec<usize>,
}

impl Pool {
    /// How many origins there are whose forecasts had no period in common: each from its origin to the end of the sum.
    fn stretches(&self, window: usize) -> usize {
        let mut behind = 0;
        let begins = |origin: &&usize| {
            let begins = **origin >= behind;
            behind = if begins { **origin + window } else { behind };
            begins
        };
        self.origins.iter().filter(begins).count()
    }

    /// All errors, ascending; `None` where one is not finite. One wild sum of one series is not the width of everybody's
    /// interval, as in the forecast of single periods.
    fn sample(&self) -> Option<Arc<[f64]>> {
        if !self.scores.iter().all(|score| score.is_finite()) {
            return None;
        }
        let middle = lower_middle(self.scores.iter().map(|score| score.abs()).collect())?;
        let reach = MOST_TIMES_THE_MIDDLE * middle;
        let mut sorted: Vec<f64> = self.scores.iter().map(|score| score.clamp(-reach, reach)).collect();
        sorted.sort_by(f64::total_cmp);
        Some(sorted.into())
    }
}

/// The errors that speak at one origin, by class and sums ahead; none where they are too few.
#[derive(Debug)]
struct Spoken {
    samples: [Vec<Option<Arc<[f64]>>>; 2],
}

impl Spoken {
    /// The distribution of a series' sum; a newcomer borrows the errors of the others while there are too few.
    fn predictive(&self, outlook: &Outlook, ahead: usize, centre: f64, bounds: Bounds) -> Option<Predictive> {
        let enough = |class: usize| self.samples[class].get(ahead)?.as_ref();
        let sample = enough(class_of(outlook)).or_else(|| enough(0))?;
        Some(Predictive::of_sorted(centre, outlook.scale, sample, bounds.lower)?.at_most(bounds.upper))
    }
}

impl Errors {
    fn new(settings: &ForecastSettings, parts: usize) -> Errors {
        let none = || vec![Pool::default(); settings.horizon];
        Errors { pools: [none(), none()], min_scores: settings.min_scores, parts }
    }

    /// Takes in the sums that became known with the last of the known periods.
    fn book_known(&mut self, panel: &CheckedPanel<'_>, made: &[(usize, Vec<Option<Outlook>>)], known: usize) {
        let parts = self.parts;
        for ahead in 0..self.pools[0].len() {
            let of = |(origin, _): &&(usize, Vec<Option<Outlook>>)| origin + (ahead + 1) * parts == known;
            let Some((origin, outlooks)) = made.iter().find(of) else { continue };
            for (series, outlook) in outlooks.iter().enumerate() {
                let Some(outlook) = outlook else { continue };
                let Some(actual) = sum_that_came(panel, series, (*origin, ahead), parts) else { continue };
                let Some(centre) = sum_of(outlook, ahead, parts) else { continue };
                let pool = &mut self.pools[class_of(outlook)][ahead];
                pool.scores.push((actual - centre) / outlook.scale);
                if pool.origins.last() != Some(origin) {
                    pool.origins.push(*origin);
                }
            }
        }
    }

    /// The errors that speak at this origin: sorted once for everybody, as they are the same for everybody.
    fn spoken(&self) -> Spoken {
        let is_enough = |pool: &Pool, ahead: usize| {
            pool.scores.len() >= self.min_scores
                && pool.origins.len() >= LEAST_ORIGINS
                && pool.stretches((ahead + 1) * self.parts) >= LEAST_STRETCHES
        };
        let sample = |(ahead, pool): (usize, &Pool)| if is_enough(pool, ahead) { pool.sample() } else { None };
        Spoken { samples: self.pools.each_ref().map(|pools| pools.iter().enumerate().map(sample).collect()) }
    }

    fn forecast(
        &self,
        input: &SeriesInput,
        outlook: &Outlook,
        spoken: &Spoken,
        settings: &ForecastSettings,
    ) -> SeriesForecast {
        let parts = self.parts;
        let mut doubts = outlook.doubts.clone();
        let step = |(ahead, mean): (usize, f64)| {
            Step::of(mean, spoken.predictive(outlook, ahead, mean, settings.bounds()), &settings.levels)
        };
        let sums = (0..settings.horizon).map_while(|ahead| sum_of(outlook, ahead, parts));
        let steps: Vec<Step> = sums.enumerate().map(step).collect();
        let origins = self.pools[0].first().map_or(0, |pool| pool.origins.len());
        doubts.extend((origins < LEAST_ORIGINS).then_some(Doubt::FewOrigins { origins }));
        let without = steps.iter().position(|step| step.predictive.is_none());
        doubts.extend(without.map(|at| Doubt::NoIntervalFromStep { step: at + 1 }));
        SeriesForecast {
            id: input.id.clone(),
            n_history: input.spoken().len(),
            model: outlook.model,
            steps,
            members: Vec::new(),
            baselines: Vec::new(),
            doubts,
        }
    }
}

/// Forecasts that have periods in common share what these brought, so that of the four origins or more two at least must
/// have none in common.
///
/// From sixteen quarters there are five origins of years two years ahead, and all of them share a year with every other:
/// the middles of such pools lay up to two thirds beside what came.
const LEAST_STRETCHES: usize = 2;

/// An error of a sum counts for at most so many times the middle size, as errors of single periods do for forty scales.
const MOST_TIMES_THE_MIDDLE: f64 = 40.0;

fn class_of(outlook: &Outlook) -> usize {
    usize::from(outlook.model == ModelUsed::GroupRamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::forecast::forecast_panel;

    /// A fixed scramble in −0.5…0.5.
    fn noise(k: usize) -> f64 {
        ((k * 7919 + k * k * 31 + 17) % 1009) as f64 / 1009.0 - 0.5
    }

    /// Twelve quarters of twenty reps, and of one who began two quarters ago.
    fn company() -> Vec<SeriesInput> {
        company_of(12)
    }

    fn company_of(quarters: usize) -> Vec<SeriesInput> {
        let season = [0.8, 1.0, 1.3, 0.9];
        let of = |rep: usize| {
            let length = if rep == 20 { 2 } else { quarters };
            let value =
                |t: usize| (100.0 + 10.0 * rep as f64) * season[t % 4] * (1.0 + 0.3 * noise(rep * quarters + t));
            let values = (quarters - length..quarters).map(value).collect();
            SeriesInput {
                id: format!("{rep}"),
                values,
                group: None,
                first_season: (quarters - length) % 4,
                periods_before_data: None,
                away: Vec::new(),
            }
        };
        (0..21).map(of).collect()
    }

    #[test]
    fn a_year_is_the_sum_of_its_quarters_with_an_interval_of_sums() {
        let settings = ForecastSettings { horizon: 2, min_scores: 8, ..ForecastSettings::default() };
        let years = forecast_sums(&company(), &settings, 4).expect("the input is allowed");
        let of_quarters = ForecastSettings { horizon: 8, ..settings };
        let quarters = forecast_panel(&company(), &of_quarters).expect("the input is allowed");
        for (year, quarter) in years.forecasts.iter().zip(&quarters.forecasts) {
            let sum: f64 = quarter.steps[4..8].iter().map(|step| step.mean).sum();
            assert!((year.steps[1].mean - sum).abs() < 1e-9 * sum, "{year:?}");
            assert_eq!(year.model, quarter.model);
        }
        let models: Vec<&str> = years.forecasts.iter().map(|one| one.model.word()).collect();
        assert!(models[..20].iter().all(|word| *word == "combination") && models[20] == "group_ramp");
        for one in &years.forecasts[..20] {
            let own = &one.steps[0];
            assert!(own.intervals.iter().all(|i| i.lower <= own.mean && own.mean <= i.upper), "{own:?}");
            // Twelve quarters of ± 15 %, each by itself: half of the years lie within some 5 % of what is expected.
            let half = (own.intervals[0].upper - own.intervals[0].lower) / own.mean;
            assert!((0.02..0.2).contains(&half), "{half}");
        }
        // Whole years before the present, as far back as a series has four quarters.
        let origins: Vec<usize> = years.walk_forward.origins.iter().map(|origin| origin.known).collect();
        assert_eq!(origins, [4, 8]);
    }

    #[test]
    fn a_sum_has_an_interval_where_four_origins_speak_and_two_of_them_have_nothing_in_common() {
        let settings = ForecastSettings { horizon: 3, min_scores: 8, ..ForecastSettings::default() };
        let with = |quarters: usize| {
            let found = forecast_sums(&company_of(quarters), &settings, 4).expect("the input is allowed");
            let of = |one: &SeriesForecast| one.steps.iter().filter(|step| step.predictive.is_some()).count();
            assert!(found.forecasts.iter().all(|one| of(one) == of(&found.forecasts[0])), "{quarters}");
            let first = found.walk_forward.stated.iter().find(|one| one.predictive.is_some()).map(|one| one.origin);
            let told = found.forecasts[0].doubts.iter().find_map(|doubt| match doubt {
                Doubt::NoIntervalFromStep { step } => Some(*step),
                _ => None,
            });
            assert_eq!(told, Some(of(&found.forecasts[0]) + 1));
            (of(&found.forecasts[0]), first)
        };
        // Origins after 4, 5, … quarters: from eleven there are four, which all share quarters; from twelve the years after
        // 4 and 8 are apart. Two years ahead twenty quarters are needed for that, which is what was known after sixteen.
        assert_eq!(with(11), (0, None));
        assert_eq!(with(12), (1, None));
        assert_eq!(with(16), (1, Some(12)));
        assert_eq!(with(19), (1, Some(15)));
        assert_eq!(with(20), (2, Some(12)));
    }

    #[test]
    fn a_past_sum_says_nothing_before_it_is_whole() {
        let settings = ForecastSettings { horizon: 1, min_scores: 8, ..ForecastSettings::default() };
        let mut later = company();
        later.iter_mut().for_each(|one| *one.values.last_mut().expect("two values or more") *= 5.0);
        let stated = |series: &[SeriesInput]| {
            let found = forecast_sums(series, &settings, 4).expect("the input is allowed").walk_forward.stated;
            let quantile = |one: &StatedForecast| one.predictive.as_ref().map(|own| own.quantile(0.3));
            found.iter().map(|one| (one.origin, one.centre, quantile(one))).collect::<Vec<_>>()
        };
        assert_eq!(stated(&company()), stated(&later));
    }

    #[test]
    fn too_few_periods_have_sums_and_no_intervals() {
        let settings = ForecastSettings { horizon: 1, ..ForecastSettings::default() };
        let short: Vec<SeriesInput> = company()
            .into_iter()
            .map(|one| {
                let n = one.values.len().min(5);
                SeriesInput { values: one.values[one.values.len() - n..].to_vec(), first_season: (12 - n) % 4, ..one }
            })
            .collect();
        let found = forecast_sums(&short, &settings, 4).expect("the input is allowed");
        assert!(found.forecasts.iter().all(|one| one.steps.len() == 1 && one.steps[0].predictive.is_none()));
        assert!(forecast_sums(&[], &settings, 4).expect("nothing is allowed").forecasts.is_empty());
    }
}
