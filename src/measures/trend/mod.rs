//! Trends with a test: how fast a series rises or falls, how sure that is, and whether its level changed at a time.
//!
//! A statement is made only where it could have come out: a series too short for any order of its values to be unlikely
//! has none. See [`Trend::of`].

mod change;
mod dependence;
mod discovery;
mod kendall;
mod normal;
mod random;
mod seasons;
mod series;
mod slope;
#[cfg(test)]
mod trials;

pub use change::{Change, Searched, Simulated};
pub use discovery::{discovery_rates, stated_changes};
pub use kendall::Chance;
pub(super) use random::Random;
pub use seasons::Adjustment;
pub use series::{Series, series};
pub use slope::Slope;

use dependence::{Lags, widening};
use kendall::{Kendall, Point};
use seasons::{adjusted, by_season};
use slope::{median, slope};

/// Fewer values than this bear no statement.
pub const LEAST_VALUES: usize = 8;

/// The level at which a trend or a change is stated: the accepted share of false ones among those that are.
pub const LEVEL: f64 = 0.05;

/// What can be said about the course of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The slope a period with its 95 % interval.
    pub slope: Slope,
    /// The slope against the usual level without seasons, as a fraction; none where that is not positive.
    pub relative: Option<f64>,
    /// Kendall's tau: the share of rising pairs less that of falling ones.
    pub tau: f64,
    /// The chance of so clear a course where there is no trend.
    pub p: f64,
    /// How that was found.
    pub chance: Chance,
    /// By how much dependence between neighbours widens the variance; 1 where it does not.
    pub widening: f64,
    /// How seasons were taken out.
    pub adjustment: Adjustment,
    /// The likeliest change of level.
    pub change: Option<Change>,
    /// Where changes were looked for: the whole series first, then what lies before and after each that was found.
    pub searched: Vec<Searched>,
    /// The values without seasons, by the position of their period.
    adjusted: Vec<(usize, f64)>,
}

impl Trend {
    /// The trend of values at their periods (`None` where there is no value), of which `season` make a year. Ratios take
    /// out the seasons where `may_divide` and all values are positive.
    ///
    /// With two values or more for each season, only values of the same season are compared. Where those are too few to
    /// tell anything, the values are compared as they are, and the answer says so. `None` where there are fewer than
    /// [`LEAST_VALUES`] values.
    pub fn of(values: &[Option<f64>], season: usize, may_divide: bool, simulated: &mut Simulated) -> Option<Trend> {
        let points: Vec<Point> =
            values.iter().enumerate().filter_map(|(at, value)| Some(Point { at, value: (*value)? })).collect();
        if points.len() < LEAST_VALUES {
            return None;
        }
        let length = if can_tell(&by_season(&points, season)) { season } else { 1 };
        let seasons = by_season(&points, length);
        let (values, adjustment) = adjusted(&points, length, may_divide);
        let kendall = Kendall::of(&seasons);
        let rise = slope(&seasons, kendall.variance)?.value;
        let has_seasons = seasons.len() > 1;
        let compared = if has_seasons { seasons.len() } else { points.len() };
        let widening = widening(&rest(&points, length, rise), compared, has_seasons, Lags::Positive);
        let (p, chance) = kendall.chance(widening);
        let level = median(&values)?;
        let slope = slope(&seasons, kendall.variance * widening)?;
        let change = change::change(&points, &values, length, simulated);
        Some(Trend {
            slope,
            relative: (level > 0.0).then(|| slope.value / level),
            tau: kendall.s as f64 / kendall.pairs as f64,
            p,
            chance,
            widening,
            adjustment,
            change,
            searched: change::searched(&points, &values, change, simulated),
            adjusted: points.iter().zip(values).map(|(point, value)| (point.at, value)).collect(),
        })
    }
}

impl Trend {
    /// The levels between changes at these periods, oldest first: from which period on, and the median from it to the
    /// next change, without seasons. The first one begins with the series.
    pub fn levels(&self, changes: &[usize]) -> Vec<(usize, f64)> {
        let mut begins: Vec<usize> =
            self.adjusted.first().map(|(at, _)| *at).into_iter().chain(changes.iter().copied()).collect();
        begins.sort_unstable();
        begins.dedup();
        let ends = begins.iter().skip(1).copied().chain([usize::MAX]);
        let level = |(&begin, end): (&usize, usize)| {
            let within = self.adjusted.iter().filter(|(at, _)| (begin..end).contains(at));
            let values: Vec<f64> = within.map(|(_, value)| *value).collect();
            Some((begin, median(&values)?))
        };
        begins.iter().zip(ends).filter_map(level).collect()
    }
}

/// Whether the clearest of all courses would be stated.
fn can_tell(seasons: &[Vec<Point>]) -> bool {
    let rising: Vec<Vec<Point>> = seasons
        .iter()
        .map(|season| season.iter().map(|point| Point { value: point.at as f64, ..*point }).collect())
        .collect();
    Kendall::of(&rising).chance(1.0).0 <= LEVEL
}

/// What is left of the values without season and slope, both in differences.
fn rest(points: &[Point], length: usize, rise: f64) -> Vec<Point> {
    let values = adjusted(points, length, false).0;
    points.iter().zip(values).map(|(point, value)| Point { value: value - rise * point.at as f64, ..*point }).collect()
}
