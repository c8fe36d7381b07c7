//! What past errors say about the next one: split conformal prediction on walk-forward errors.
//!
//! An error is actual less forecast, signed, over the series' scale at its origin; one set of them per number
//! of steps ahead, pooled over series, established ones and newcomers apart. A series' scale is what its own
//! changes let expect, times how its own earlier one-step errors compare with everybody's, drawn towards one
//! while these are few. What errors have to do with the size of a series is no part of the pool (`lean`). Only
//! errors that were known at an origin are used at that origin. Series with nothing in many periods have a
//! distribution of their own (`occasional`), and their errors say nothing about the others.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::lean::{Booked, heights, slope};
use super::occasional::{Occasional, occasional};
use super::outlook::Outlook;
use super::panel::{CheckedPanel, Panel};
use super::params::{Bounds, ForecastSettings, SeasonalTarget};
use super::results::ModelUsed;
use super::robust::trimmed_mean;
use crate::models::predictive::Predictive;

/// The pool's weight, in errors, beside a series' own errors. On the training parts of M3 and Tourism quarterly
/// 8 gave sharper intervals than 4, 2 or a half, and than the pool alone.
const POOL_WEIGHT: f64 = 8.0;
/// An error is taken for at most so many of the scales that were expected, as the pooled regression takes changes: what
/// is beyond is an accident of one series and would be the width of everybody's interval in a small panel.
const LARGEST_SCORE: f64 = 40.0;
/// A pool is handed on as at most this many evenly spaced order statistics, which still speak about 1 to 99 %.
const LARGEST_SAMPLE: usize = 99;

/// All errors known so far.
#[derive(Debug)]
pub(super) struct Ledger {
    /// By class and step.
    pools: [Vec<Booking>; CLASSES],
    /// By series: sum and count of |one-step error| over the expected size.
    own: Vec<(f64, f64)>,
    typical: f64,
    min_scores: usize,
    min_origins: usize,
}

/// Scaled errors by origin, and the origins, oldest first.
#[derive(Debug, Clone, Default)]
struct Booking {
    by_origin: Vec<Vec<Booked>>,
    origins: Vec<usize>,
}

/// Errors of one class and step, thinned and sorted.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    sample: Arc<[f64]>,
    /// By how many scales errors are larger for each unit of height, which is not in the sample.
    slope: f64,
    pub(super) origins: usize,
    /// Whether newcomers borrow the established series' errors.
    pub(super) borrowed: bool,
}

/// Established series, newcomers, and series with nothing in many periods.
const CLASSES: usize = 3;
const NEWCOMER: usize = 1;
const OCCASIONAL: usize = 2;

fn class_of(model: ModelUsed, is_occasional: bool) -> usize {
    match (model, is_occasional) {
        (ModelUsed::GroupRamp | ModelUsed::FewOwn, _) => NEWCOMER,
        (_, true) => OCCASIONAL,
        _ => 0,
    }
}

impl Ledger {
    pub(super) fn new(series: usize, settings: &ForecastSettings) -> Ledger {
        let horizon = settings.horizon;
        Ledger {
            pools: std::array::from_fn(|_| vec![Booking::default(); horizon]),
            own: vec![(0.0, 0.0); series],
            typical: 1.0,
            min_scores: settings.min_scores,
            min_origins: settings.min_origins,
        }
    }

    /// Books the errors `step` periods ahead (1 = the next) of the forecasts made when `known` periods were known.
    pub(super) fn book(&mut self, panel: &CheckedPanel<'_>, known: usize, step: usize, made: &Made) {
        let mut booked: [Vec<Booked>; CLASSES] = Default::default();
        for (series, outlook) in made.outlooks.iter().enumerate() {
            let Some(outlook) = outlook.as_ref().filter(|o| !o.path.is_empty()) else { continue };
            let Some(actual) = panel.actual(series, known, step) else { continue };
            let class = made.class(series, outlook);
            let error = actual - outlook.path[step - 1];
            let score = (error / made.scales[series]).clamp(-LARGEST_SCORE, LARGEST_SCORE);
            booked[class].push(Booked { score, height: made.heights[series], series });
            // A giant says nothing of the width of a series' usual errors; in the pool it stands for how rare it is.
            if step == 1 && !panel.was_giant(series, known + step) {
                self.own[series].0 += error.abs() / outlook.scale;
                self.own[series].1 += 1.0;
            }
        }
        for (pool, booked) in self.pools.iter_mut().zip(booked).filter(|(_, booked)| !booked.is_empty()) {
            pool[step - 1].by_origin.push(booked);
            pool[step - 1].origins.push(known);
        }
        if step == 1 {
            let means: Vec<f64> = self.own.iter().filter(|(_, n)| *n > 0.0).map(|(sum, n)| sum / n).collect();
            self.typical = trimmed_mean(&means);
        }
    }

    /// A series' scale: the expected size of its error, corrected by its own record.
    pub(super) fn scale(&self, series: usize, outlook: &Outlook) -> f64 {
        let (sum, count) = self.own[series];
        if self.typical <= 0.0 {
            return outlook.scale;
        }
        let relative = (sum / self.typical + POOL_WEIGHT) / (count + POOL_WEIGHT);
        outlook.scale * relative.clamp(0.2, 5.0)
    }

    /// The pools by class and step; `None` where the errors are too few. While those of established series alone are, the
    /// occasional ones' help out.
    pub(super) fn pools(&self) -> [Vec<Option<Pool>>; CLASSES] {
        let steps = self.pools[0].len();
        let own = |class: usize, step: usize| self.pool(&self.pools[class][step].by_origin);
        let of_both = |step: usize| self.pool(&self.of_both(step));
        let established: Vec<Option<Pool>> = (0..steps).map(|step| own(0, step).or_else(|| of_both(step))).collect();
        let newcomers = (0..steps)
            .map(|step| own(NEWCOMER, step).or_else(|| established[step].clone().map(|p| Pool { borrowed: true, ..p })))
            .collect();
        let occasional = (0..steps).map(|step| own(OCCASIONAL, step).or_else(|| established[step].clone())).collect();
        [established, newcomers, occasional]
    }

    fn pool(&self, origins: &[Vec<Booked>]) -> Option<Pool> {
        let count: usize = origins.iter().map(Vec::len).sum();
        let too_few = count < self.min_scores || origins.len() < self.min_origins;
        if too_few || !origins.iter().flatten().all(|one| one.score.is_finite()) {
            return None;
        }
        let slope = slope(origins, self.own.len());
        let upright = origins.iter().flatten().map(|one| one.score - slope * one.height).collect();
        Some(Pool { sample: thinned(upright).into(), slope, origins: origins.len(), borrowed: false })
    }

    /// The errors of established and of occasional series, by origin.
    fn of_both(&self, step: usize) -> Cow<'_, [Vec<Booked>]> {
        let (established, occasional) = (&self.pools[0][step], &self.pools[OCCASIONAL][step]);
        if occasional.origins.is_empty() {
            return Cow::Borrowed(&established.by_origin);
        }
        let mut both: BTreeMap<usize, Vec<Booked>> = BTreeMap::new();
        for of_class in [established, occasional] {
            for (origin, booked) in of_class.origins.iter().zip(&of_class.by_origin) {
                both.entry(*origin).or_default().extend(booked);
            }
        }
        Cow::Owned(both.into_values().collect())
    }
}

/// The forecasts made at one origin with the scales stated there.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) outlooks: Vec<Option<Outlook>>,
    pub(super) scales: Vec<f64>,
    /// Where each established series stands by size, from −0.5 to 0.5; zero where sizes cannot be compared.
    heights: Vec<f64>,
    occasional: Vec<Option<Occasional>>,
    pools: [Vec<Option<Pool>>; CLASSES],
}

impl Made {
    /// From the outlooks on a panel as it was known. Sizes tell something where the series are of one kind.
    pub(super) fn new(outlooks: Vec<Option<Outlook>>, panel: &Panel<'_>, of: SeasonalTarget, ledger: &Ledger) -> Made {
        let scale = |(series, o): (usize, &Option<Outlook>)| o.as_ref().map_or(1.0, |o| ledger.scale(series, o));
        let scales = outlooks.iter().enumerate().map(scale).collect();
        let occasional = occasional(panel, &outlooks);
        let is_compared = |outlook: &&Outlook| of == SeasonalTarget::Pooled && outlook.model != ModelUsed::GroupRamp;
        let size = |(outlook, values): (&Option<Outlook>, &Option<&[f64]>)| {
            outlook.as_ref().filter(is_compared)?;
            Some(recent_size((*values)?, panel.season_length))
        };
        let sizes: Vec<Option<f64>> = outlooks.iter().zip(&panel.series).map(size).collect();
        Made { heights: heights(&sizes), outlooks, scales, occasional, pools: ledger.pools() }
    }

    /// Forgets what members and baselines said: later origins ask for the forecast alone.
    pub(super) fn keep_paths_alone(&mut self) {
        for outlook in self.outlooks.iter_mut().flatten() {
            outlook.members = Vec::new();
            outlook.baselines = Vec::new();
        }
    }

    fn class(&self, series: usize, outlook: &Outlook) -> usize {
        class_of(outlook.model, self.occasional[series].is_some())
    }

    /// The pool that speaks about a series `step` periods ahead (1 = the next).
    pub(super) fn pool(&self, series: usize, step: usize) -> Option<&Pool> {
        let outlook = self.outlooks[series].as_ref()?;
        self.pools[self.class(series, outlook)].get(step - 1)?.as_ref()
    }

    /// The distribution of a series `step` periods ahead; `None` where the errors are too few.
    pub(super) fn predictive(&self, series: usize, step: usize, bounds: Bounds) -> Option<Predictive> {
        let outlook = self.outlooks[series].as_ref()?;
        let centre = *outlook.path.get(step - 1)?;
        let pool = self.pool(series, step)?;
        let scale = self.scales[series];
        if let Some(occasional) = &self.occasional[series] {
            return occasional.predictive(centre, scale, pool.sample.len(), bounds);
        }
        let lean = pool.slope * self.heights[series] * scale;
        let found = Predictive::of_sorted(centre + lean, scale, &pool.sample, bounds.lower)?;
        Some(found.at_most(bounds.upper))
    }
}

/// The mean size of the values of the last two seasons.
fn recent_size(values: &[f64], season_length: usize) -> f64 {
    let latest = &values[values.len().saturating_sub(2 * season_length)..];
    latest.iter().map(|value| value.abs()).sum::<f64>() / latest.len().max(1) as f64
}

/// At most [`LARGEST_SAMPLE`] order statistics at the finite-sample levels k ÷ (size + 1).
fn thinned(mut sorted: Vec<f64>) -> Vec<f64> {
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if n <= LARGEST_SAMPLE {
        return sorted;
    }
    (1..=LARGEST_SAMPLE)
        .map(|k| {
            let position = k as f64 / (LARGEST_SAMPLE as f64 + 1.0) * (n as f64 + 1.0) - 1.0;
            let below = (position.max(0.0).floor() as usize).min(n - 2);
            let share = (position - below as f64).clamp(0.0, 1.0);
            sorted[below] * (1.0 - share) + sorted[below + 1] * share
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_quantiles() {
        let scores: Vec<f64> = (1..=999).rev().map(f64::from).collect();
        let sample = thinned(scores);
        assert_eq!(sample.len(), 99);
        assert!((sample[49] - 500.0).abs() < 1e-9 && (sample[0] - 10.0).abs() < 1e-9);
        assert_eq!(thinned(vec![2.0, 1.0]), vec![1.0, 2.0]);
    }

    #[test]
    fn a_wild_series_gets_a_wider_scale_but_not_at_once() {
        let outlook = Outlook {
            model: ModelUsed::Combination,
            path: vec![0.0],
            members: Vec::new(),
            baselines: Vec::new(),
            scale: 10.0,
            naive_error: 1.0,
            doubts: Vec::new(),
        };
        let settings = ForecastSettings { horizon: 1, min_scores: 1, ..ForecastSettings::default() };
        let mut ledger = Ledger::new(2, &settings);
        ledger.own = vec![(9.0, 3.0), (3.0, 3.0)];
        ledger.typical = 1.0;
        // Three errors of three times the usual size beside eight of the pool: (9 + 8) ÷ (3 + 8).
        assert!((ledger.scale(0, &outlook) - 10.0 * 17.0 / 11.0).abs() < 1e-12);
        assert!((ledger.scale(1, &outlook) - 10.0).abs() < 1e-12);
    }
}
