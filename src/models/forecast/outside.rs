//! An outside series beside the panel: does it help to forecast the share of the market instead of the sales?
//!
//! Every series is divided by its index, forecast as always, and multiplied by what the index will probably be. At
//! every past origin the index is known up to that origin and no further, and its next values are foreseen: the same
//! season a year before times the last yearly growth. So the index has to earn its place with what would have been
//! known, as the features of risk do; it stays where its errors were smaller than the plain forecast's by more than
//! one standard error, clustered by origin because one period moves all series together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::accuracy::{by_method, chances};
use super::method::Method;
use super::params::{ForecastError, ForecastSettings};
use super::results::{Coverage, Interval, PanelForecast, Score, StatedForecast, WalkForward};
use super::{SeriesInput, forecast_panel};
use crate::models::clustered::{Clustered, Observed};
use crate::models::predictive::Predictive;

/// Past origins below which nothing outside is believed.
const LEAST_ORIGINS: usize = 4;

/// What the outside series was worth on the past, and whether it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OutsideVerdict {
    /// Whether the forecasts rest on it.
    pub kept: bool,
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
/// `index` has the outside values of each series for all periods of the panel's longest history, the last one last;
/// all are above 0.
///
/// # Errors
/// What [`forecast_panel`] refuses.
pub fn forecast_with_outside(
    panel: &[SeriesInput],
    settings: &ForecastSettings,
    index: &[Vec<f64>],
) -> Result<(PanelForecast, OutsideVerdict), ForecastError> {
    let plain = forecast_panel(panel, settings)?;
    let divided: Vec<SeriesInput> = panel
        .iter()
        .zip(index)
        .map(|(series, index)| {
            let own = &index[index.len() - series.values.len()..];
            let values = series.values.iter().zip(own).map(|(value, index)| value / index).collect();
            SeriesInput { values, ..series.clone() }
        })
        .collect();
    let relative = forecast_panel(&divided, settings)?;
    let room = Room { panel, settings, index };
    let (stated, spread) = room.stated(&plain.walk_forward, &relative.walk_forward);
    let verdict = compare(&plain.walk_forward.stated, &stated);
    if !verdict.kept {
        return Ok((plain, verdict));
    }
    Ok((room.multiplied(plain, relative, stated, spread), verdict))
}

/// What an index will probably be `ahead` periods (1 = the next) after the first `known` ones.
fn foreseen(index: &[f64], known: usize, ahead: usize, season: usize) -> f64 {
    let mut values = index[..known].to_vec();
    let growth = match known > season {
        true => values[known - 1] / values[known - 1 - season],
        false => 1.0,
    };
    for at in known..known + ahead {
        let next = if known > season { values[at - season] * growth } else { values[known - 1] };
        values.push(next);
    }
    values[known + ahead - 1]
}

struct Room<'a> {
    panel: &'a [SeriesInput],
    settings: &'a ForecastSettings,
    index: &'a [Vec<f64>],
}

impl Room<'_> {
    /// The past statements in the panel's own unit, with what came; and how much wider they have to be, because the
    /// index was foreseen too: the ratio of the errors' root mean squares, at each origin from the origins before it.
    fn stated(&self, plain: &WalkForward, relative: &WalkForward) -> (Vec<StatedForecast>, f64) {
        let actuals: BTreeMap<(usize, usize), f64> =
            plain.stated.iter().map(|one| ((one.origin, one.series), one.actual)).collect();
        let (mut whole, mut given) = (0.0, 0.0);
        let (mut origin, mut spread) = (0, 1.0_f64);
        let mut stated = Vec::with_capacity(relative.stated.len());
        for one in &relative.stated {
            let Some(&actual) = actuals.get(&(one.origin, one.series)) else { continue };
            if one.origin != origin {
                (origin, spread) = (one.origin, wider(whole, given));
            }
            let factor = foreseen(&self.index[one.series], one.origin, 1, self.settings.season_length);
            let centre = one.centre * factor;
            whole += ((actual - centre) / factor).powi(2);
            given += (one.actual - one.centre).powi(2);
            let predictive = one.predictive.as_ref().and_then(|own| widened(own, factor, spread));
            stated.push(StatedForecast { actual, centre, predictive, ..*one });
        }
        (stated, wider(whole, given))
    }

    fn multiplied(
        &self,
        plain: PanelForecast,
        relative: PanelForecast,
        stated: Vec<StatedForecast>,
        spread: f64,
    ) -> PanelForecast {
        let mut forecasts = relative.forecasts;
        for ((series, own), index) in forecasts.iter_mut().zip(plain.forecasts).zip(self.index) {
            let factor = |at: usize| foreseen(index, index.len(), at + 1, self.settings.season_length);
            for (at, step) in series.steps.iter_mut().enumerate() {
                step.mean *= factor(at);
                step.predictive = step.predictive.as_ref().and_then(|own| widened(own, factor(at), spread));
                step.intervals = match &step.predictive {
                    Some(predictive) => step.intervals.iter().map(|one| interval(predictive, one.level)).collect(),
                    None => Vec::new(),
                };
            }
            for member in &mut series.members {
                member.path.iter_mut().enumerate().for_each(|(at, value)| *value *= factor(at));
            }
            // The baselines are those that anybody would reckon from the sales themselves.
            series.baselines = own.baselines;
        }
        PanelForecast { forecasts, walk_forward: self.walk(plain.walk_forward, stated) }
    }

    /// The plain walk with this combination in the place of its own.
    fn walk(&self, plain: WalkForward, stated: Vec<StatedForecast>) -> WalkForward {
        let positions: BTreeMap<usize, usize> =
            plain.origins.iter().enumerate().map(|(at, origin)| (origin.known, at)).collect();
        let of_case: BTreeMap<(usize, usize), f64> =
            stated.iter().map(|one| ((positions[&one.origin], one.series), one.centre)).collect();
        let mut scores = plain.scores;
        for score in scores.iter_mut().filter(|score| score.method == Method::Combination) {
            score.forecast = of_case.get(&(score.origin, score.series)).copied().unwrap_or(score.forecast);
        }
        let enough = self.settings.season_length.max(self.settings.min_train).max(4);
        let periods = self.panel.iter().map(|series| series.values.len()).max().unwrap_or(0);
        let is_comparable = |score: &&Score| {
            let before = periods - self.panel[score.series].values.len();
            score.method == Method::Combination && plain.origins[score.origin].known >= before + enough
        };
        let own = by_method(scores.iter().filter(is_comparable).map(|score| (*score, 1.0)));
        let mut accuracy = plain.accuracy;
        if let Some(found) = own.first() {
            for one in accuracy.iter_mut().filter(|one| one.method == Method::Combination && one.mae > 0.0) {
                // The yardsticks of the series are the same, so the scaled error moves with the error.
                *one = super::MethodAccuracy { mase: one.mase * found.mae / one.mae, ..*found };
            }
        }
        let coverage = self.settings.levels.iter().filter_map(|level| covered(&stated, *level)).collect();
        WalkForward { scores, accuracy, coverage, stated_vs_realised: chances(&stated), stated, ..plain }
    }
}

fn wider(whole: f64, given: f64) -> f64 {
    if given > 0.0 && whole.is_finite() { (whole / given).sqrt().max(1.0) } else { 1.0 }
}

fn widened(own: &Predictive, factor: f64, spread: f64) -> Option<Predictive> {
    Predictive::new(own.centre() * factor, own.scale() * factor * spread, own.scores().to_vec(), own.lower_bound())
}

fn interval(predictive: &Predictive, level: f64) -> Interval {
    let tail = (1.0 - level) / 2.0;
    let (lower, upper) = (predictive.quantile(tail), predictive.quantile(1.0 - tail));
    Interval { level, lower, upper, supported: predictive.supports(tail) }
}

fn covered(stated: &[StatedForecast], level: f64) -> Option<Coverage> {
    let tail = (1.0 - level) / 2.0;
    let spoken = stated.iter().filter_map(|one| Some((one, one.predictive.as_ref()?)));
    let held: Vec<Observed> = (spoken.filter(|(_, predictive)| predictive.supports(tail)))
        .map(|(one, own)| {
            let inside = own.quantile(tail) <= one.actual && one.actual <= own.quantile(1.0 - tail);
            Observed { subject: one.series, origin: one.origin, value: f64::from(u8::from(inside)) }
        })
        .collect();
    let Clustered { value, n, lower, upper, origins, .. } = Clustered::share(&held)?;
    Some(Coverage { level, step: 1, n, realised: value, lower, upper, origins })
}

/// Both on the same cases; the outside series stays only where the difference is beyond one standard error.
fn compare(plain: &[StatedForecast], outside: &[StatedForecast]) -> OutsideVerdict {
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
    let clusters = by_origin.len() as f64;
    let squares: f64 =
        by_origin.values().map(|own| own.iter().map(|case| case.0 - case.1 - gain).sum::<f64>().powi(2)).sum();
    let standard_error = (clusters >= 2.0).then(|| (clusters / (clusters - 1.0) * squares).sqrt() / n as f64);
    let kept = by_origin.len() >= LEAST_ORIGINS && standard_error.is_some_and(|error| gain > error);
    OutsideVerdict { kept, origins: by_origin.len(), n, plain: without, outside: with, standard_error }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Twelve reps over 24 quarters; sales are a share of the market where `tied`, else they know nothing of it. The
    /// market has a season of its own, a strong trend that turns, and shocks that last.
    fn world(tied: bool) -> (Vec<SeriesInput>, Vec<Vec<f64>>) {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        let mut noise = move |size: f64| size * (rng.random::<f64>() + rng.random::<f64>() - 1.0);
        let mut level = 100.0;
        let market: Vec<f64> = (0..24)
            .map(|at| {
                level *= 1.0 + [0.12, -0.15, 0.2, -0.05][(at / 3) % 4] + noise(0.05);
                level * [1.0, 0.7, 1.1, 1.4][at % 4]
            })
            .collect();
        let panel = (0..12)
            .map(|rep| SeriesInput {
                id: format!("R{rep:02}"),
                values: market
                    .iter()
                    .map(|market| {
                        let size = f64::from(rep + 3);
                        (if tied { size * market } else { size * 120.0 }) * (1.0 + noise(0.15))
                    })
                    .collect(),
                group: None,
                first_season: 0,
                periods_before_data: None,
                away: Vec::new(),
            })
            .collect();
        (panel, vec![market; 12])
    }

    /// Twelve reps over 24 quarters who hold their shares of a market that begins to grow half way, by 8 % a quarter;
    /// a third more or less each by chance.
    fn followers(seed: u64) -> (Vec<SeriesInput>, Vec<Vec<f64>>) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let market: Vec<f64> =
            (0..24).map(|at| 100.0 * [1.0, 0.7, 1.1, 1.4][at % 4] * 1.08_f64.powi((at as i32 - 12).max(0))).collect();
        let (panel, _) = world(true);
        let mut own =
            |size: f64, market: f64| size * market * (1.0 + 0.3 * (rng.random::<f64>() + rng.random::<f64>() - 1.0));
        let panel = (panel.into_iter().zip(3u8..))
            .map(|(series, size)| SeriesInput {
                values: market.iter().map(|market| own(f64::from(size), *market)).collect(),
                ..series
            })
            .collect();
        (panel, vec![market; 12])
    }

    fn settings() -> ForecastSettings {
        ForecastSettings { horizon: 2, lower_bound: Some(0.0), ..ForecastSettings::default() }
    }

    #[test]
    fn an_index_that_says_nothing_is_dropped_and_changes_no_digit() {
        let (panel, index) = world(false);
        let (found, verdict) = forecast_with_outside(&panel, &settings(), &index).unwrap();
        assert!(!verdict.kept && verdict.plain < verdict.outside && verdict.origins >= 4, "{verdict:?}");
        assert_eq!(found, forecast_panel(&panel, &settings()).unwrap());
    }

    #[test]
    fn an_index_that_the_sales_follow_is_kept_and_another_market_beside_the_same_sales_is_dropped() {
        for seed in 1..=3 {
            let (panel, index) = followers(seed);
            let (found, verdict) = forecast_with_outside(&panel, &settings(), &index).unwrap();
            let plain = forecast_panel(&panel, &settings()).unwrap();
            assert!(verdict.kept && verdict.outside < 0.9 * verdict.plain, "{verdict:?}");
            // The next quarter of the market would be 100 · 1.08¹² = 251.8; the plain forecasts lag behind the growth.
            let share = |forecast: &PanelForecast| {
                let sizes: f64 = (3..15).map(f64::from).sum();
                forecast.forecasts.iter().map(|one| one.steps[0].mean).sum::<f64>()
                    / sizes
                    / (100.0 * 1.08_f64.powi(12))
            };
            assert!((share(&found) - 1.0).abs() < 0.1, "{}", share(&found));
            assert!((share(&found) - 1.0).abs() < (share(&plain) - 1.0).abs() + 0.02, "{}", share(&plain));
            let (_, strange) = world(false);
            let (found, verdict) = forecast_with_outside(&panel, &settings(), &strange).unwrap();
            assert!(!verdict.kept && found == plain, "{verdict:?}");
        }
    }

    #[test]
    fn a_constant_index_makes_no_difference_and_is_not_kept() {
        let (panel, _) = world(true);
        let (_, verdict) = forecast_with_outside(&panel, &settings(), &vec![vec![8.0; 24]; 12]).unwrap();
        assert!(!verdict.kept && (verdict.plain - verdict.outside).abs() < 1e-9, "{verdict:?}");
    }

    #[test]
    fn where_it_is_kept_every_number_is_in_the_unit_of_the_sales() {
        let (panel, index) = world(true);
        let room = Room { panel: &panel, settings: &settings(), index: &index };
        let plain = forecast_panel(&panel, &settings()).unwrap();
        let divided: Vec<SeriesInput> = (panel.iter().zip(&index))
            .map(|(one, index)| SeriesInput {
                values: one.values.iter().zip(index).map(|(value, index)| value / index).collect(),
                ..one.clone()
            })
            .collect();
        let relative = forecast_panel(&divided, &settings()).unwrap();
        let (stated, spread) = room.stated(&plain.walk_forward, &relative.walk_forward);
        // The index is foreseen with errors, which are far larger than those of the steady shares.
        assert!(spread > 1.5, "{spread}");
        let found = room.multiplied(plain.clone(), relative, stated, spread);
        for (series, input) in found.forecasts.iter().zip(&panel) {
            for step in &series.steps {
                let size = input.values[20..].iter().sum::<f64>() / 4.0;
                assert!((0.3..3.0).contains(&(step.mean / size)), "{} against {size}", step.mean);
                assert!(step.intervals.iter().all(|one| one.lower <= step.mean && step.mean <= one.upper));
            }
        }
        for (one, other) in found.walk_forward.stated.iter().zip(&plain.walk_forward.stated) {
            assert_eq!((one.origin, one.series, one.actual), (other.origin, other.series, other.actual));
        }
        let combination = |walk: &WalkForward| {
            walk.accuracy.iter().find(|one| one.method == Method::Combination).copied().expect("it is measured")
        };
        let (own, wanted) = (combination(&found.walk_forward), combination(&plain.walk_forward));
        assert_eq!(own.n, wanted.n);
        assert!((own.mase / wanted.mase - own.mae / wanted.mae).abs() < 1e-9);
    }

    #[test]
    fn the_index_is_foreseen_from_what_was_known() {
        let index = [10.0, 20.0, 30.0, 40.0, 11.0, 22.0, 99.0, 99.0];
        // Known are six: last year's third season times the last yearly growth of a tenth; the rest is not looked at.
        assert!((foreseen(&index, 6, 1, 4) - 33.0).abs() < 1e-12 && (foreseen(&index, 6, 2, 4) - 44.0).abs() < 1e-12);
        assert!((foreseen(&index, 6, 5, 4) - 36.3).abs() < 1e-12);
        assert_eq!(foreseen(&index, 3, 2, 4), 30.0);
    }
}
