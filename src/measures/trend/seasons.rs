//! Seasons: which points belong together, and the series without them.

use super::kendall::Point;
use super::slope::{median, slope};

/// How a season was taken out of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// Not at all: fewer than two full seasons, or periods without one.
    None,
    /// Each season's usual distance from the others was taken off.
    Difference,
    /// Each value was divided by its season's usual ratio to the others.
    Ratio,
}

impl Adjustment {
    /// The code in the column `seasonal`.
    pub fn code(self) -> &'static str {
        match self {
            Adjustment::None => "none",
            Adjustment::Difference => "difference",
            Adjustment::Ratio => "ratio",
        }
    }
}

/// The points by season; all in one where there are no seasons, or no two values in each of them.
pub(super) fn by_season(points: &[Point], length: usize) -> Vec<Vec<Point>> {
    let mut seasons = vec![Vec::new(); length.max(1)];
    for &point in points {
        seasons[point.at % length.max(1)].push(point);
    }
    let is_whole = seasons.iter().all(|season| season.len() >= 2);
    if length > 1 && is_whole { seasons } else { vec![points.to_vec()] }
}

/// The values without their seasons, in the order of the points.
///
/// A season's effect is the median of its values after the slope within seasons is taken off, against the mean of these
/// medians. Values that are all above zero are divided by it, for a season is then a part of the level.
pub(super) fn adjusted(points: &[Point], length: usize, may_divide: bool) -> (Vec<f64>, Adjustment) {
    let plain = || points.iter().map(|point| point.value).collect::<Vec<f64>>();
    let divides = may_divide && points.iter().all(|point| point.value > 0.0);
    let scaled = |value: f64| if divides { value.ln() } else { value };
    let logs: Vec<Point> = points.iter().map(|point| Point { value: scaled(point.value), ..*point }).collect();
    let seasons = by_season(&logs, length);
    let Some(rise) = slope(&seasons, 0.0).filter(|_| seasons.len() > 1) else { return (plain(), Adjustment::None) };
    let level = |season: &Vec<Point>| {
        let levels: Vec<f64> = season.iter().map(|point| point.value - rise.value * point.at as f64).collect();
        median(&levels).unwrap_or(0.0)
    };
    let levels: Vec<f64> = seasons.iter().map(level).collect();
    let middle = levels.iter().sum::<f64>() / levels.len() as f64;
    let without = |point: &Point| {
        let rest = scaled(point.value) - (levels[point.at % length] - middle);
        if divides { rest.exp() } else { rest }
    };
    let adjustment = if divides { Adjustment::Ratio } else { Adjustment::Difference };
    (points.iter().map(without).collect(), adjustment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: impl IntoIterator<Item = f64>) -> Vec<Point> {
        values.into_iter().enumerate().map(|(at, value)| Point { at, value }).collect()
    }

    #[test]
    fn a_season_in_differences_leaves_the_line() {
        let season = [5.0, -3.0, 0.0, -2.0];
        let series = points((0..12).map(|at| f64::from(at) * 2.0 + season[at as usize % 4] - 20.0));
        let (values, adjustment) = adjusted(&series, 4, true);
        assert_eq!(adjustment, Adjustment::Difference);
        for (at, value) in values.iter().enumerate() {
            assert!((value - (at as f64 * 2.0 - 20.0)).abs() < 1e-9, "{values:?}");
        }
    }

    #[test]
    fn a_season_in_ratios_leaves_the_growth() {
        let season: [f64; 4] = [2.0, 0.5, 1.25, 0.8];
        let series = points((0..12).map(|at| 100.0 * 1.02_f64.powi(at) * season[at as usize % 4]));
        let (values, adjustment) = adjusted(&series, 4, true);
        assert_eq!(adjustment, Adjustment::Ratio);
        for (at, value) in values.iter().enumerate() {
            assert!((value / (100.0 * 1.02_f64.powi(at as i32)) - 1.0).abs() < 1e-9, "{values:?}");
        }
    }

    #[test]
    fn less_than_two_seasons_are_left_as_they_are() {
        let series = points((0..7).map(f64::from));
        assert_eq!(adjusted(&series, 4, true).1, Adjustment::None);
        assert_eq!(by_season(&series, 4).len(), 1);
    }
}
