//! How far neighbours depend on each other: a good month is often followed by a good one, and then there is less
//! evidence in the months than their number says.
//!
//! Source: K. H. Hamed and A. R. Rao, "A modified Mann–Kendall trend test for autocorrelated data", 1998: the variance
//! of S is widened by the autocorrelation of the ranks of the series without its slope. Here the first three lags are
//! looked at, as the paper does; dependence that would make the test bolder is not made use of.

use super::kendall::Point;

/// Lags that are looked at.
const LAGS: usize = 3;

/// Which lags count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lags {
    /// Those of which the autocorrelation differs from zero at 5 %, as in the paper, whether it widens or narrows.
    #[cfg_attr(not(test), expect(dead_code, reason = "the form of the paper, kept to compare with other programs"))]
    AsPublished,
    /// From the first up to the last that stands in a row of positive ones: the safer side of few values.
    Positive,
}

/// The factor on the variance of S. `rest` are the values without season and slope; `compared` is the number of values
/// that stand beside each other in one comparison: all of them without seasons, the number of seasons with them.
pub(super) fn widening(rest: &[Point], compared: usize, has_seasons: bool, lags: Lags) -> f64 {
    let ranks = ranks(rest);
    let n = rest.len() as f64;
    let mut sum = 0.0;
    for lag in 1..=LAGS.min(compared.saturating_sub(3)) {
        let correlation = autocorrelation(rest, &ranks, lag);
        let counts = match lags {
            Lags::AsPublished => correlation.abs() > super::normal::Z_95 / n.sqrt(),
            Lags::Positive => correlation > 0.0,
        };
        if !counts {
            if lags == Lags::Positive {
                break;
            }
            continue;
        }
        let left = (compared - lag) as f64;
        let all = compared as f64;
        sum += correlation
            * if has_seasons {
                left / all
            } else {
                left * (left - 1.0) * (left - 2.0) / (all * (all - 1.0) * (all - 2.0))
            };
    }
    let factor = 1.0 + 2.0 * sum;
    if lags == Lags::Positive { factor.max(1.0) } else { factor }
}

/// The autocorrelation of the ranks; gaps in time leave pairs out.
fn autocorrelation(points: &[Point], ranks: &[f64], lag: usize) -> f64 {
    let mean = ranks.iter().sum::<f64>() / ranks.len() as f64;
    let spread: f64 = ranks.iter().map(|rank| (rank - mean).powi(2)).sum();
    if spread <= 0.0 {
        return 0.0;
    }
    let mut shared = 0.0;
    for (at, point) in points.iter().enumerate() {
        if let Ok(other) = points.binary_search_by_key(&(point.at + lag), |later| later.at) {
            shared += (ranks[at] - mean) * (ranks[other] - mean);
        }
    }
    shared / spread
}

/// The rank of each value from 1; equal values share the mean of theirs.
pub(super) fn ranks(points: &[Point]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&one, &other| points[one].value.total_cmp(&points[other].value));
    let mut ranks = vec![0.0; points.len()];
    let mut done = 0;
    for group in order.chunk_by(|&one, &other| points[one].value == points[other].value) {
        let shared = done as f64 + (group.len() as f64 + 1.0) / 2.0;
        group.iter().for_each(|&at| ranks[at] = shared);
        done += group.len();
    }
    ranks
}
