//! The point at which the level changed, where there is one.
//!
//! Source: A. N. Pettitt, "A non-parametric approach to the change-point problem", 1979. Its chance is not taken from
//! the formula of the paper, which is rough for few values and knows no seasons, but found by simulation: the same is
//! done to series without any change, from a fixed generator, as often as [`DRAWS`] says.

use std::collections::BTreeMap;

use super::dependence::{Lags, ranks, widening};
use super::kendall::Point;
use super::random::Random;
use super::seasons::adjusted;
use super::slope::median;
use super::{LEAST_VALUES, LEVEL};

/// Simulated series without a change; the chance is told to a thousandth.
const DRAWS: usize = 999;

/// The smallest chance that the simulation tells.
const CLEAREST: f64 = 1.0 / (DRAWS + 1) as f64;

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The first period of the new level, counted from the first of the series.
    pub at: usize,
    /// The median before it, without seasons.
    pub before: f64,
    /// The median from it on, without seasons.
    pub after: f64,
    /// The chance of so clear a change where there is none.
    pub p: f64,
}

/// The distributions that were simulated, so that series of the same shape share one.
#[derive(Debug, Default)]
pub struct Simulated {
    by_shape: BTreeMap<(Vec<usize>, usize), Vec<f64>>,
}

impl Simulated {
    /// The chance of a statistic at least this large in a series with values at these times and no change.
    fn chance(&mut self, times: &[usize], length: usize, statistic: f64) -> f64 {
        let shape = (times.to_vec(), length);
        let drawn = self.by_shape.entry(shape).or_insert_with(|| draw(times, length));
        let as_large = drawn.iter().filter(|other| **other >= statistic).count();
        (as_large + 1) as f64 / (drawn.len() + 1) as f64
    }
}

fn draw(times: &[usize], length: usize) -> Vec<f64> {
    let mut random = Random::new(0x05ee_d0fc_4a6e);
    (0..DRAWS)
        .map(|_| {
            let noise: Vec<Point> = times.iter().map(|&at| Point { at, value: random.normal() }).collect();
            let values = adjusted(&noise, length, false).0;
            pettitt(&with_values(&noise, &values)).map_or(0.0, |(_, statistic)| statistic)
        })
        .collect()
}

/// The most likely change with its chance, where a change of level tells the series better than a straight line does:
/// a steady rise is no change. `values` are without seasons.
pub(super) fn change(points: &[Point], values: &[f64], length: usize, simulated: &mut Simulated) -> Option<Change> {
    let series = with_values(points, values);
    let (position, statistic) = pettitt(&series)?;
    let times: Vec<usize> = points.iter().map(|point| point.at).collect();
    if !is_better_told_by_a_step(&series, position) {
        return None;
    }
    let (before, after) = (median(&values[..position])?, median(&values[position..])?);
    // Dependence between neighbours is looked for around the levels: around a line, or around two levels where there
    // are three, the steps themselves would look like it.
    let mut rest = series.clone();
    let (left, right) = rest.split_at_mut(position);
    without_levels(left, simulated);
    without_levels(right, simulated);
    let factor = widening(&rest, rest.len(), false, Lags::Positive);
    let p = simulated.chance(&times, length, statistic / factor.sqrt());
    Some(Change { at: points[position].at, before, after, p })
}

/// A stretch of a series in which a change was looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Searched {
    /// The likeliest change of level in it; none where a line tells it better.
    pub change: Option<Change>,
    /// How many changes had to be found before it was looked at: 0 for the whole series.
    pub depth: usize,
    /// The position of the stretch whose change bounds it; the whole series has its own.
    pub parent: usize,
}

/// The whole series, and the stretches before and after each change that may be stated, as long as they bear a
/// statement: binary segmentation.
///
/// Source: A. J. Scott and M. Knott, "A cluster analysis method for grouping means in the analysis of variance", 1974;
/// L. Y. Vostrikova, "Detecting 'disorder' in multidimensional random processes", 1981, on when it finds them all.
pub(super) fn searched(
    points: &[Point],
    values: &[f64],
    whole: Option<Change>,
    simulated: &mut Simulated,
) -> Vec<Searched> {
    let mut searched = vec![Searched { change: whole, depth: 0, parent: 0 }];
    let all = 0..points.len();
    let mut stretches = vec![all];
    let mut at = 0;
    while at < searched.len() {
        let (stretch, Searched { change: found, depth, .. }) = (stretches[at].clone(), searched[at]);
        if let Some(found) = found.filter(|change| change.p <= LEVEL) {
            let place = points.partition_point(|point| point.at < found.at);
            for part in [stretch.start..place, place..stretch.end] {
                if part.len() >= LEAST_VALUES {
                    let change = within(&points[part.clone()], &values[part.clone()], simulated);
                    searched.push(Searched { change, depth: depth + 1, parent: at });
                    stretches.push(part);
                }
            }
        }
        at += 1;
    }
    searched
}

/// The likeliest change in a part of a series whose seasons were taken out as a whole.
fn within(points: &[Point], values: &[f64], simulated: &mut Simulated) -> Option<Change> {
    let begin = points.first()?.at;
    let moved: Vec<Point> = points.iter().map(|point| Point { at: point.at - begin, ..*point }).collect();
    let found = change(&moved, values, 1, simulated)?;
    Some(Change { at: found.at + begin, ..found })
}

/// Takes the level off each value: the median, or those before and after a further step where that is as clear as the
/// simulation can tell.
fn without_levels(part: &mut [Point], simulated: &mut Simulated) {
    let begin = part.first().map_or(0, |point| point.at);
    let times: Vec<usize> = part.iter().map(|point| point.at - begin).collect();
    if let Some((position, statistic)) = pettitt(part).filter(|_| part.len() >= LEAST_VALUES)
        && simulated.chance(&times, 1, statistic) <= CLEAREST
        && is_better_told_by_a_step(part, position)
    {
        let (left, right) = part.split_at_mut(position);
        without_levels(left, simulated);
        return without_levels(right, simulated);
    }
    let level = median(&part.iter().map(|point| point.value).collect::<Vec<_>>()).unwrap_or(0.0);
    part.iter_mut().for_each(|point| point.value -= level);
}

fn with_values(points: &[Point], values: &[f64]) -> Vec<Point> {
    points.iter().zip(values).map(|(point, &value)| Point { value, ..*point }).collect()
}

/// The position of the first value of the new level, and Pettitt's K: the largest |2 Σ ranks − k (n + 1)|. Each level
/// has two values at least.
fn pettitt(series: &[Point]) -> Option<(usize, f64)> {
    let n = series.len();
    let ranks = ranks(series);
    let mut sum = 0.0;
    let mut largest: Option<(usize, f64)> = None;
    for position in 1..n.saturating_sub(1) {
        sum += ranks[position - 1];
        let statistic = (2.0 * sum - position as f64 * (n as f64 + 1.0)).abs();
        if position >= 2 && largest.is_none_or(|(_, other)| statistic > other) {
            largest = Some((position, statistic));
        }
    }
    largest
}

/// Whether two levels tell the ranks better than a line, by the Bayesian information criterion: the step has one
/// parameter more, its place.
fn is_better_told_by_a_step(series: &[Point], position: usize) -> bool {
    let ranks = ranks(series);
    let n = ranks.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let spread = |values: &[f64]| values.iter().map(|value| (value - mean(values)).powi(2)).sum::<f64>();
    let step = spread(&ranks[..position]) + spread(&ranks[position..]);
    let times: Vec<f64> = series.iter().map(|point| point.at as f64).collect();
    let shared: f64 = times.iter().zip(&ranks).map(|(at, rank)| (at - mean(&times)) * (rank - mean(&ranks))).sum();
    let line = spread(&ranks) - shared * shared / spread(&times);
    n * step.max(1e-9).ln() + n.ln() < n * line.max(1e-9).ln()
}
