//! How much the reps' results go together, and where their sums came to, from what was stated at past origins and what
//! came.

use std::collections::BTreeMap;

use crate::models::clustered::LEAST_ORIGINS;
use crate::models::forecast::{StatedForecast, WalkForward};

/// The correlation of the normal scores of two reps of one period, from 0 to 0.95.
///
/// The level at which each value came in its own distribution is even over 0 to 1 where the forecast keeps its word.
/// The mean product of two reps' levels of one origin, less one half, over the mean square is their rank correlation;
/// 2 sin(π ÷ 6 × it) is the correlation of the normal scores that the team's simulation needs (K. Pearson, "On
/// further methods of determining correlation", 1907). `None` with fewer than two origins or no two reps.
///
/// Only the later half of the origins speaks, and the last four at least: at the early ones the histories were short,
/// and what a short history misses it misses for all reps at once.
pub fn correlation_of(walk: &WalkForward) -> Option<f64> {
    let mut by_origin: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for one in &walk.stated {
        if let Some(level) = one.predictive.as_ref().map(|predictive| predictive.cdf(one.actual)) {
            by_origin.entry(one.origin).or_default().push(level - 0.5);
        }
    }
    if by_origin.len() < 2 {
        return None;
    }
    let early = early_origins(by_origin.len());
    let (mut products, mut pairs, mut squares, mut n) = (0.0, 0.0, 0.0, 0.0);
    for levels in by_origin.values().skip(early) {
        let sum: f64 = levels.iter().sum();
        let square: f64 = levels.iter().map(|level| level * level).sum();
        let count = levels.len() as f64;
        products += sum * sum - square;
        pairs += count * (count - 1.0);
        squares += square;
        n += count;
    }
    if pairs <= 0.0 || squares <= 0.0 {
        return None;
    }
    let ranks = (products / pairs) / (squares / n);
    Some((2.0 * (std::f64::consts::FRAC_PI_6 * ranks).sin()).clamp(0.0, 0.95))
}

/// Of so many origins those that do not speak, see [`correlation_of`].
fn early_origins(origins: usize) -> usize {
    origins.saturating_sub(LEAST_ORIGINS.max(origins.div_ceil(2)))
}

/// How far sums of reps come to lie from the sum of what is expected of each, from company to company: one standard
/// deviation.
const USUAL_DEPARTURE: f64 = 0.05;

/// No past moves a sum by more.
const MOST_DEPARTURE: f64 = 0.2;

/// Quantiles whose mean stands for the mean of a distribution.
const POINTS_OF_A_MEAN: u32 = 50;

/// What lies further than so many widths of the interval of eight in ten outside of it stands alone: a slip of the books
/// or a windfall. The pool of errors keeps it as one of so many, and one of a hundred moves a mean by as much as all others
/// together; sums of another year do not hold it.
const WIDTHS_APART: f64 = 5.0;

/// What the sum of all reps' values came to at past origins, as a multiple of the sum of the means that were stated for
/// them; drawn towards one by how much the origins differ.
///
/// Each rep's distribution is made of errors of all reps, small books and large ones. It keeps its word for the reps
/// together, of whom most are small, and states too much for the few large books, which decide the sum. `None` with
/// fewer than four origins, or where nothing positive was expected. The origins are those of [`correlation_of`].
pub fn sum_level_of(walk: &WalkForward) -> Option<f64> {
    let mut by_origin: BTreeMap<usize, Vec<&StatedForecast>> = BTreeMap::new();
    for one in walk.stated.iter().filter(|one| one.predictive.is_some()) {
        by_origin.entry(one.origin).or_default().push(one);
    }
    if by_origin.len() < LEAST_ORIGINS {
        return None;
    }
    let speaking = by_origin.values().skip(early_origins(by_origin.len()));
    let ratios: Vec<f64> = speaking.map(|stated| sum_ratio(stated)).collect::<Option<_>>()?;
    let n = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / n;
    let of_mean = ratios.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (n - 1.0) / n;
    let own = USUAL_DEPARTURE.powi(2) / (USUAL_DEPARTURE.powi(2) + of_mean);
    Some(1.0 + (own * (mean - 1.0)).clamp(-MOST_DEPARTURE, MOST_DEPARTURE))
}

/// What came at one origin ÷ the means that were stated for it, over all reps of whom nothing came that stands alone;
/// `None` where nothing positive was expected.
fn sum_ratio(stated: &[&StatedForecast]) -> Option<f64> {
    let (mut came, mut expected) = (0.0, 0.0);
    for one in stated {
        let Some(own) = &one.predictive else { continue };
        let (lower, upper) = (own.quantile(0.1), own.quantile(0.9));
        let beyond = WIDTHS_APART * (upper - lower);
        let is_usual = |value: f64| value >= lower - beyond && value <= upper + beyond;
        if is_usual(one.actual) {
            came += one.actual;
            expected += own.usual_mean_of(POINTS_OF_A_MEAN, is_usual);
        }
    }
    (expected > 0.0).then(|| came / expected)
}

#[cfg(test)]
mod tests {
    use super::super::examples::bell;
    use super::*;
    use crate::models::predictive::Predictive;

    #[test]
    fn sums_lie_where_past_sums_came_to_as_far_as_these_agree() {
        let origin = |origin: usize, share: f64| {
            let stated = |series: usize| {
                let predictive = Some(bell(1_000.0, 100.0));
                StatedForecast { origin, series, actual: 1_000.0 * share, centre: 1_000.0, predictive }
            };
            (0..3).map(stated).collect::<Vec<_>>()
        };
        let level = |shares: &[f64]| {
            let stated = shares.iter().enumerate().flat_map(|(at, share)| origin(at, *share)).collect();
            sum_level_of(&WalkForward { stated, ..WalkForward::default() })
        };
        // Sums that always come to the same are believed, those that differ are drawn towards one.
        assert!((level(&[0.9; 4]).unwrap() - 0.9).abs() < 1e-3);
        let of_differing = level(&[0.7, 1.1, 0.7, 1.1]).unwrap();
        let variance: f64 = 4.0 * 0.04 / 3.0 / 4.0;
        let own = 0.0025 / (0.0025 + variance);
        assert!((of_differing - (1.0 - 0.1 * own)).abs() < 1e-3, "{of_differing}");
        assert_eq!(level(&[0.9; 3]), None, "too few origins");
        assert_eq!(level(&[0.3; 8]), Some(0.8), "no past moves a sum by more");
        // The earlier half of many origins does not speak.
        assert!((level(&[0.5, 0.5, 0.5, 0.5, 1.1, 1.1, 1.1, 1.1]).unwrap() - 1.1).abs() < 1e-3);
    }

    #[test]
    fn a_value_that_stands_alone_moves_no_sum() {
        // Twenty times the usual, once in the pool of errors and once in what came.
        let scores: Vec<f64> = (-24..=24).map(|k| f64::from(k) / 12.0).chain([190.0]).collect();
        let own = Predictive::new(1_000.0, 100.0, scores, None).unwrap();
        let walk = |odd: f64| {
            let stated = |at: usize| {
                let actual = if at == 29 { odd } else { 1_000.0 };
                let predictive = Some(own.clone());
                StatedForecast { origin: at / 5, series: at % 5, actual, centre: 1_000.0, predictive }
            };
            WalkForward { stated: (0..30).map(stated).collect(), ..WalkForward::default() }
        };
        for odd in [1_000.0, 20_000.0] {
            let level = sum_level_of(&walk(odd)).unwrap();
            assert!((level - 1.0).abs() < 1e-3, "{odd}: {level}");
        }
    }

    fn walk(levels: &[&[f64]]) -> WalkForward {
        let of_origin = |(origin, levels): (usize, &&[f64])| {
            let stated = |(series, level): (usize, &f64)| {
                let predictive = bell(1_000.0, 100.0);
                let actual = predictive.quantile(*level);
                StatedForecast { origin, series, actual, centre: 1_000.0, predictive: Some(predictive) }
            };
            levels.iter().enumerate().map(stated).collect::<Vec<_>>()
        };
        let stated = levels.iter().enumerate().flat_map(of_origin).collect();
        WalkForward { stated, ..WalkForward::default() }
    }

    #[test]
    fn reps_who_rise_and_fall_together_correlate_and_reps_who_part_do_not() {
        let together = correlation_of(&walk(&[&[0.1, 0.1, 0.1], &[0.9, 0.9, 0.9]])).expect("two origins");
        assert!((together - 0.95).abs() < 1e-9, "{together}");
        assert_eq!(correlation_of(&walk(&[&[0.1, 0.9], &[0.9, 0.1]])), Some(0.0));
        assert_eq!(correlation_of(&walk(&[&[0.1, 0.9]])), None);
        assert_eq!(correlation_of(&walk(&[&[0.1], &[0.9]])), None, "no two reps of one origin");
    }
}
