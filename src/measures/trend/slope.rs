//! The Theil–Sen slope: the median of the slopes of all pairs, with its interval from the variance of Kendall's S.
//!
//! Sources: H. Theil, "A rank-invariant method of linear and polynomial regression analysis", 1950; P. K. Sen,
//! "Estimates of the regression coefficient based on Kendall's tau", 1968 (the interval).

use super::kendall::Point;
use super::normal::Z_95;

/// A slope with its 95 % interval, in the value's unit a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The slope.
    pub value: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// The slope within seasons; `variance` is that of S, widened where neighbours depend on each other. None where no pair
/// can be compared.
pub(super) fn slope(seasons: &[Vec<Point>], variance: f64) -> Option<Slope> {
    let mut slopes: Vec<f64> = Vec::new();
    for points in seasons {
        for (at, earlier) in points.iter().enumerate() {
            slopes.extend(
                points[at + 1..].iter().map(|later| (later.value - earlier.value) / (later.at - earlier.at) as f64),
            );
        }
    }
    slopes.sort_by(f64::total_cmp);
    let value = median_of_sorted(&slopes)?;
    let (count, width) = (slopes.len() as f64, Z_95 * variance.sqrt());
    // Ranks from 0, rounded to the nearest (half to even) and kept inside the list.
    let lower = ((count - width) / 2.0).round_ties_even().max(1.0) as usize - 1;
    let upper = ((count + width) / 2.0).round_ties_even().min(count - 1.0) as usize;
    Some(Slope { value, lower: slopes[lower], upper: slopes[upper] })
}

/// The median; none of nothing.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    median_of_sorted(&sorted)
}

fn median_of_sorted(sorted: &[f64]) -> Option<f64> {
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[half]),
        _ => Some((sorted[half - 1] + sorted[half]) / 2.0),
    }
}
