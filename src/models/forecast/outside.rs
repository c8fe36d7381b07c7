//! An outside series beside the panel: does it help to forecast?
//!
//! At every past origin it is found out from what was known there how the series follow the index (`following`), what they
//! are over and above it is forecast, and multiplied by what the index was or will probably be (`beside`). So the index
//! has to earn its place with what would have been known, as the features of risk do; it stays where its errors were
//! smaller than the plain forecast's by more than one standard error, clustered by origin because one period moves all
//! series together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::following::Following;
use super::panel::CheckedPanel;
use super::params::{ForecastError, ForecastSettings};
use super::results::{PanelForecast, StatedForecast};
use super::walk_forward::first_origin;
use super::{SeriesInput, forecast_checked, forecast_panel};
use crate::models::clustered::LEAST_ORIGINS;

/// Outside series, such as a market's index: one everywhere, or one for each region.
#[derive(Debug, Clone, PartialEq)]
pub struct OutsideIndex {
    /// The different ones, oldest value first and all values above 0; the last value of each is of the panel's last period.
    /// One may reach back beyond the panel's history; before its first value it is taken to have stood there.
    pub values: Vec<Vec<f64>>,
    /// Which of them each series of the panel goes with.
    pub of_series: Vec<usize>,
}

/// What the outside series was worth on the past, and whether it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OutsideVerdict {
    /// Whether the forecasts rest on it.
    pub kept: bool,
    /// How the series follow it, from all that is known; `None` where it foretells nothing, and then it is not kept.
    pub following: Option<Following>,
    /// Past origins on which both ways were tried.
    pub origins: usize,
    /// Forecasts compared.
    pub n: usize,
    /// Mean absolute error of the plain forecasts, each over its series' mean size.
    pub plain: f64,
    /// Of those with the outside series.
    pub outside: f64,
    /// Standard error of the difference, clustered by origin; `None` with fewer than two origins.
    pub standard_error: Option<f64>,
}

/// Forecasts a panel with and without an outside series, and gives back the one that the past speaks for.
///
/// Where the index is not kept, the forecasts are those of [`forecast_panel`] to the last digit.
///
/// ```
/// use attain::models::forecast::{ForecastSettings, OutsideIndex, SeriesInput, forecast_with_outside};
///
/// // Sales that come a quarter after an index that goes up and down.
/// let index: Vec<f64> = (0..24).map(|at| 100.0 + 30.0 * f64::from(at).sin()).collect();
/// let rep = |size: f64| SeriesInput {
///     id: size.to_string(),
///     values: index[..23].iter().map(|index| size * index).collect(),
///     group: None,
///     first_season: 1,
///     periods_before_data: None,
///     away: Vec::new(),
/// };
/// let reps = [rep(1.0), rep(2.0), rep(3.0)];
/// let index = OutsideIndex { values: vec![index.clone()], of_series: vec![0; 3] };
/// let (_, verdict) = forecast_with_outside(&reps, &ForecastSettings::default(), &index)?;
/// let following = verdict.following.expect("they follow it");
/// assert!(verdict.kept && following.lag == 1 && (following.elasticity - 1.0).abs() < 1e-6);
/// # Ok::<(), attain::models::forecast::ForecastError>(())
/// ```
///
/// # Errors
/// What [`forecast_panel`] refuses.
pub fn forecast_with_outside(
    panel: &[SeriesInput],
    settings: &ForecastSettings,
    index: &OutsideIndex,
) -> Result<(PanelForecast, OutsideVerdict), ForecastError> {
    let plain = forecast_panel(panel, settings)?;
    let (beside, following) = forecast_beside(panel, settings, index)?;
    let verdict = compare(&plain.walk_forward.stated, &beside.walk_forward.stated, following);
    Ok((if verdict.kept { beside } else { plain }, verdict))
}

/// The panel with the index beside it at every origin of the walk.
pub(super) fn with_index<'a>(
    panel: &'a [SeriesInput],
    settings: &ForecastSettings,
    index: &OutsideIndex,
) -> Result<CheckedPanel<'a>, ForecastError> {
    let checked = CheckedPanel::new(panel, settings)?;
    let first = first_origin(&checked, settings);
    Ok(checked.beside(panel, index, settings, first))
}

/// The forecasts with the index, whatever it is worth, and how the series follow it at the present.
fn forecast_beside(
    panel: &[SeriesInput],
    settings: &ForecastSettings,
    index: &OutsideIndex,
) -> Result<(PanelForecast, Option<Following>), ForecastError> {
    let checked = with_index(panel, settings, index)?;
    let following = checked.at(checked.periods).beside.map(|beside| beside.following);
    Ok((forecast_checked(&checked, panel, settings), following))
}

/// Both on the same cases; the outside series stays only where the difference is beyond one standard error.
fn compare(plain: &[StatedForecast], outside: &[StatedForecast], following: Option<Following>) -> OutsideVerdict {
    let mut sizes: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for one in plain {
        let size = sizes.entry(one.series).or_default();
        (size.0, size.1) = (size.0 + one.actual.abs(), size.1 + 1.0);
    }
    let by_case: BTreeMap<(usize, usize), &StatedForecast> =
        outside.iter().map(|one| ((one.origin, one.series), one)).collect();
    let mut by_origin: BTreeMap<usize, Vec<(f64, f64)>> = BTreeMap::new();
    for one in plain {
        let Some(other) = by_case.get(&(one.origin, one.series)) else { continue };
        let (sum, n) = sizes[&one.series];
        if sum > 0.0 {
            let scaled = |stated: &StatedForecast| (stated.actual - stated.centre).abs() * n / sum;
            by_origin.entry(one.origin).or_default().push((scaled(one), scaled(other)));
        }
    }
    let cases = || by_origin.values().flatten();
    let n = cases().count();
    let mean = |pick: fn(&(f64, f64)) -> f64| cases().map(pick).sum::<f64>() / n.max(1) as f64;
    let (without, with) = (mean(|case| case.0), mean(|case| case.1));
    let gain = without - with;
    // By origin alone: an index moves all series of one period at once.
    let clusters = by_origin.len() as f64;
    let squares: f64 =
        by_origin.values().map(|own| own.iter().map(|case| case.0 - case.1 - gain).sum::<f64>().powi(2)).sum();
    let standard_error = (clusters >= 2.0).then(|| (clusters / (clusters - 1.0) * squares).sqrt() / n as f64);
    let is_gain = by_origin.len() >= LEAST_ORIGINS && standard_error.is_some_and(|error| gain > error);
    let kept = is_gain && following.is_some();
    OutsideVerdict { kept, following, origins: by_origin.len(), n, plain: without, outside: with, standard_error }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::models::forecast::method::Method;

    /// Twelve reps over 24 quarters and an index that wanders with a season of its own and shocks that last; results follow
    /// it so many quarters later, beside a season, a wandering level and a chance of their own.
    #[derive(Debug, Clone, Copy)]
    struct World {
        lag: usize,
        elasticity: f64,
    }

    const FOLLOWS_NOTHING: World = World { lag: 0, elasticity: 0.0 };

    impl World {
        fn made(self, seed: u64) -> (Vec<SeriesInput>, OutsideIndex) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut noise = move |size: f64| 2.45 * size * (rng.random::<f64>() + rng.random::<f64>() - 1.0);
            let (mut growth, mut level) = (0.0, 0.0);
            let index: Vec<f64> = (0..28)
                .map(|_| {
                    growth = 0.7 * growth + noise(0.05);
                    level += growth;
                    level
                })
                .collect();
            let mut own = 0.0;
            let common: Vec<f64> = (0..24)
                .map(|at| {
                    own += noise(0.015);
                    [0.0, -0.2, 0.1, 0.3][at % 4] + own + self.elasticity * index[4 + at - self.lag]
                })
                .collect();
            let series = |rep: u32| SeriesInput {
                id: format!("R{rep:02}"),
                values: common.iter().map(|common| f64::from(100 * (rep + 3)) * (common + noise(0.15)).exp()).collect(),
                group: None,
                first_season: 0,
                periods_before_data: None,
                away: Vec::new(),
            };
            let panel = (0..12).map(series).collect();
            let season = [0.1, 0.0, -0.2, 0.1];
            let values = index.iter().enumerate().map(|(at, level)| 50.0 * (level + season[at % 4]).exp()).collect();
            (panel, OutsideIndex { values: vec![values], of_series: vec![0; 12] })
        }

        fn verdict(self, seed: u64) -> OutsideVerdict {
            let (panel, index) = self.made(seed);
            forecast_with_outside(&panel, &settings(), &index).unwrap().1
        }
    }

    fn settings() -> ForecastSettings {
        ForecastSettings { horizon: 2, lower_bound: Some(0.0), ..ForecastSettings::default() }
    }

    #[test]
    fn an_index_that_results_follow_is_found_with_lag_and_elasticity_and_mostly_kept() {
        for (lag, elasticity) in [(0, 1.0), (1, 0.6), (2, 1.5)] {
            let found: Vec<OutsideVerdict> = (0..20).map(|seed| World { lag, elasticity }.verdict(seed)).collect();
            let followings: Vec<Following> = found.iter().filter_map(|one| one.following).collect();
            let right = followings.iter().filter(|one| one.lag == lag).count();
            let middle = followings.iter().map(|one| one.elasticity).sum::<f64>() / followings.len() as f64;
            let kept = found.iter().filter(|one| one.kept).count();
            let told = found.iter().map(|one| if one.kept { one.outside / one.plain } else { 1.0 }).sum::<f64>() / 20.0;
            assert!(right >= 12 && (middle / elasticity - 1.0).abs() < 0.2, "lag {lag}: {right} right, {middle}");
            assert!(kept >= 10 && told < 0.97, "lag {lag}: kept {kept}, errors {told} of the plain ones");
        }
    }

    #[test]
    fn an_index_that_says_nothing_is_nearly_always_dropped() {
        let kept = (0..40).filter(|seed| FOLLOWS_NOTHING.verdict(*seed).kept).count();
        assert!(kept <= 3, "kept {kept} of 40");
    }

    #[test]
    fn an_index_that_is_dropped_changes_no_digit() {
        let (panel, index) = FOLLOWS_NOTHING.made(4);
        let still = OutsideIndex { values: vec![vec![8.0; 24]], ..index.clone() };
        for index in [index, still] {
            let (found, verdict) = forecast_with_outside(&panel, &settings(), &index).unwrap();
            assert!(!verdict.kept && verdict.origins >= 4, "{verdict:?}");
            assert_eq!(found, forecast_panel(&panel, &settings()).unwrap());
        }
    }

    #[test]
    fn where_it_is_kept_every_number_is_in_the_unit_of_the_values() {
        let (panel, index) = World { lag: 2, elasticity: 1.5 }.made(1);
        let plain = forecast_panel(&panel, &settings()).unwrap();
        let (found, verdict) = forecast_with_outside(&panel, &settings(), &index).unwrap();
        assert!(verdict.kept, "{verdict:?}");
        for ((series, own), input) in found.forecasts.iter().zip(&plain.forecasts).zip(&panel) {
            for step in &series.steps {
                let size = input.values[20..].iter().sum::<f64>() / 4.0;
                assert!((0.2..5.0).contains(&(step.mean / size)), "{} against {size}", step.mean);
                assert!(step.intervals.iter().all(|one| one.lower <= step.mean && step.mean <= one.upper));
            }
            // Baselines are those that anybody would reckon from the values themselves.
            assert_eq!(series.baselines, own.baselines);
        }
        let (with, without) = (&found.walk_forward, &plain.walk_forward);
        for (one, other) in with.stated.iter().zip(&without.stated) {
            assert_eq!((one.origin, one.series, one.actual), (other.origin, other.series, other.actual));
        }
        let of = |walk: &crate::models::forecast::WalkForward, method: Method| {
            walk.accuracy.iter().find(|one| one.method == method).copied().expect("it is measured")
        };
        assert_eq!(of(with, Method::SeasonalNaive), of(without, Method::SeasonalNaive));
        let (own, wanted) = (of(with, Method::Combination), of(without, Method::Combination));
        assert!(own.n == wanted.n && own.mase < wanted.mase, "{own:?} {wanted:?}");
        // Errors of foreseeing the index are in the errors that set the intervals.
        let held = with.coverage.iter().find(|one| one.level == 0.8 && one.step == 1).expect("origins enough");
        assert!((held.realised - 0.8).abs() < 0.12, "{held:?}");
    }

    #[test]
    fn what_is_said_at_an_origin_knows_nothing_of_later_values_and_of_no_number_of_threads() {
        let (panel, index) = World { lag: 1, elasticity: 1.5 }.made(2);
        let (mut later, mut other) = (panel.clone(), index.clone());
        // The last three quarters of both come otherwise.
        later.iter_mut().for_each(|one| one.values[21..].iter_mut().for_each(|value| *value *= 4.0));
        other.values[0][25..].iter_mut().for_each(|value| *value /= 3.0);
        let on = |threads: usize, panel: &[SeriesInput], index: &OutsideIndex| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
            pool.install(|| forecast_beside(panel, &settings(), index).unwrap())
        };
        let (one, three) = (on(1, &panel, &index), on(3, &panel, &index));
        assert_eq!(one, three);
        let moved = on(2, &later, &other);
        let said = |found: &PanelForecast| -> Vec<(usize, usize, f64, Option<f64>)> {
            let known = found.walk_forward.stated.iter().filter(|one| one.origin <= 21);
            let quantile = |one: &StatedForecast| one.predictive.as_ref().map(|own| own.quantile(0.2));
            known.map(|one| (one.origin, one.series, one.centre, quantile(one))).collect()
        };
        assert_eq!(said(&one.0), said(&moved.0));
        assert_ne!(one.0.forecasts, moved.0.forecasts);
        assert_ne!(said(&one.0), said(&forecast_panel(&panel, &settings()).unwrap()), "the index is used");
    }

    #[test]
    fn each_series_goes_with_its_own_index_and_rows_before_the_history_may_be_there_or_not() {
        let (north, of_north) = World { lag: 1, elasticity: 1.5 }.made(3);
        let (south, of_south) = World { lag: 1, elasticity: 1.5 }.made(5);
        let panel: Vec<SeriesInput> = north.into_iter().take(6).chain(south.into_iter().take(6)).collect();
        let values = vec![of_north.values[0].clone(), of_south.values[0].clone()];
        let right = OutsideIndex { values, of_series: [[0; 6], [1; 6]].concat() };
        let crossed = OutsideIndex { of_series: [[1; 6], [0; 6]].concat(), ..right.clone() };
        let verdict = |index: &OutsideIndex| forecast_with_outside(&panel, &settings(), index).unwrap().1;
        let found = verdict(&right);
        assert!(found.kept && found.following.is_some_and(|one| one.lag == 1), "{found:?}");
        assert!(verdict(&crossed).outside > found.outside, "{found:?}");
        let history_alone =
            OutsideIndex { values: right.values.iter().map(|own| own[4..].to_vec()).collect(), ..right.clone() };
        let found = verdict(&history_alone);
        assert!(found.following.is_some_and(|one| one.lag == 1), "{found:?}");
    }
}
