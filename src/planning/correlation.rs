//! How much the reps' results go together, from what was stated at past origins and what came.

use std::collections::BTreeMap;

use crate::models::forecast::WalkForward;

/// So many of the last origins speak at least.
const LEAST_ORIGINS: usize = 4;

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
    let kept = LEAST_ORIGINS.max(by_origin.len().div_ceil(2));
    let early = by_origin.len().saturating_sub(kept);
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

#[cfg(test)]
mod tests {
    use super::super::examples::bell;
    use super::*;
    use crate::models::forecast::StatedForecast;

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
