//! Calibration: from a raw logit to one that keeps its word, learned on walk-forward scores only.

use super::held_back::{Expected, held_back};
use super::logit::{logit, sigmoid};
use crate::models::pav::{Block, pool_adjacent_violators};

/// A raw logit with what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RawScore {
    /// The period it was stated in.
    pub(super) origin: i32,
    pub(super) logit: f64,
    pub(super) event: bool,
}

/// A non-decreasing map from raw to calibrated logit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Calibrator {
    /// A straight line in the logit (Platt 1999).
    Platt { intercept: f64, slope: f64 },
    /// Straight pieces between knots, level beyond the outer two; at least one knot.
    Isotonic { knots: Vec<Knot> },
}

/// A point of the isotonic map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Knot {
    raw: f64,
    calibrated: f64,
}

/// Cases at Platt's rate in each block of the isotonic map. Maps learned from 1,000 independent simulated scores had on
/// fresh cases a slope of 0.87 to 0.90 with two of them and of 0.96 to 0.99 with fifty. Cases of one period and one rep
/// resemble each other, so that steps are cut by chance more often than there: four times as many.
const PRIOR_CASES: f64 = 200.0;

impl Calibrator {
    /// Learns from scores of origins that lie in the past of the case to calibrate, and from what the fit lets expect.
    pub(super) fn learn(scores: &[RawScore], expected: Expected, isotonic_from: usize) -> Calibrator {
        let platt = platt(scores, expected);
        if !scores.is_empty() && scores.len() >= isotonic_from { isotonic(scores, &platt) } else { platt }
    }

    /// The calibrated logit.
    pub(super) fn logit(&self, raw: f64) -> f64 {
        match self {
            Calibrator::Platt { intercept, slope } => intercept + slope * raw,
            Calibrator::Isotonic { knots } => interpolate(knots, raw),
        }
    }

    /// Mean rise of the map between two raw logits, which shares a calibrated difference out among the parts of
    /// a raw one. For a score that is a sum, this is the path attribution of Aumann and Shapley along the
    /// straight line from the average case: what part i adds is its raw part times the mean slope on the way.
    pub(super) fn mean_slope(&self, from: f64, to: f64) -> f64 {
        match self {
            Calibrator::Platt { slope, .. } => *slope,
            Calibrator::Isotonic { .. } => {
                // Parts that cancel leave no way to go; the slope around the place then serves as well as any.
                let (low, high) = if (to - from).abs() < 1e-12 { (from - 0.5, from + 0.5) } else { (from, to) };
                (self.logit(high) - self.logit(low)) / (high - low)
            }
        }
    }

    /// Whether the map says nothing, because higher scores did not go with more events.
    pub(super) fn is_flat(&self) -> bool {
        match self {
            Calibrator::Platt { slope, .. } => *slope <= 0.0,
            Calibrator::Isotonic { knots } => knots.len() < 2,
        }
    }
}

/// Platt's sigmoid on logits, held back, since a few dozen scores do not carry two free numbers. A negative slope
/// becomes 0, at the rate of the scores, smoothed by one case of each kind.
fn platt(scores: &[RawScore], expected: Expected) -> Calibrator {
    let Line { intercept, slope } = held_back(scores, expected);
    if slope > 0.0 {
        return Calibrator::Platt { intercept, slope };
    }
    let events = scores.iter().filter(|score| score.event).count() as f64;
    Calibrator::Platt { intercept: logit((events + 1.0) / (scores.len() as f64 + 2.0)), slope: 0.0 }
}

/// Isotonic regression, centred: a knot at each block's mean score, straight lines between (Oron and Flournoy
/// 2017), so that order within a block is kept. Each block's rate is mixed with cases at Platt's rate: blocks
/// are cut where chance made steps, and taken at their word they are too bold.
fn isotonic(scores: &[RawScore], platt: &Calibrator) -> Calibrator {
    let points = (scores.iter())
        .map(|score| Block { x: score.logit, y: f64::from(u8::from(score.event)), weight: 1.0 })
        .collect();
    let mixed = (pool_adjacent_violators(points).into_iter())
        .map(|block| {
            let prior = sigmoid(platt.logit(block.x));
            let weight = block.weight + PRIOR_CASES;
            Block { y: (block.y * block.weight + PRIOR_CASES * prior) / weight, weight, ..block }
        })
        .collect();
    let floor = 1.0 / (scores.len() as f64 + 2.0);
    let knots = (pool_adjacent_violators(mixed).into_iter())
        .map(|block| Knot { raw: block.x, calibrated: logit(block.y.clamp(floor, 1.0 - floor)) })
        .collect();
    Calibrator::Isotonic { knots }
}

fn interpolate(knots: &[Knot], raw: f64) -> f64 {
    let after = knots.partition_point(|knot| knot.raw <= raw);
    match (after.checked_sub(1).and_then(|i| knots.get(i)), knots.get(after)) {
        (None, None) => raw,
        (Some(only), None) | (None, Some(only)) => only.calibrated,
        (Some(left), Some(right)) => {
            let share = (raw - left.raw) / (right.raw - left.raw);
            left.calibrated + share * (right.calibrated - left.calibrated)
        }
    }
}

/// A logit and the share of events that the line should give it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) logit: f64,
    pub(super) target: f64,
}

/// logit of the event = intercept + slope · logit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) intercept: f64,
    pub(super) slope: f64,
}

/// Maximum likelihood line by Newton's method with halved steps (Lin, Lin and Weng 2007).
///
/// `None` where there is no finite optimum: no points, one logit only, or classes that a cut separates.
///
/// The search begins at `start`: a line that is known to lie near saves most of the steps.
pub(super) fn fit_line_from(points: &[Target], start: Line) -> Option<Line> {
    let mut line = start;
    let mut loss = loss_of(points, line);
    let small = 1e-9 * points.len() as f64 + 1e-12;
    for _ in 0..100 {
        let step = newton_step(points, line)?;
        if step.gradient <= small {
            return Some(line);
        }
        let (mut size, mut moved) = (1.0, false);
        // What a step promises less than rounding hides cannot be seen in the loss, however often it is halved.
        let halvings = if step.promised <= f64::EPSILON * loss.abs() { 1 } else { 40 };
        for _ in 0..halvings {
            let next =
                Line { intercept: line.intercept + size * step.intercept, slope: line.slope + size * step.slope };
            let next_loss = loss_of(points, next);
            if next_loss < loss {
                (line, loss, moved) = (next, next_loss, true);
                break;
            }
            size /= 2.0;
        }
        if line.slope.abs() > 1e3 || line.intercept.abs() > 1e3 {
            return None;
        }
        if !moved {
            // No step lowers the loss any more: rounding has the last word, and near enough is the optimum.
            return (step.gradient <= 1e-5 * points.len() as f64).then_some(line);
        }
    }
    None
}

struct Step {
    intercept: f64,
    slope: f64,
    /// The greater absolute component of the gradient.
    gradient: f64,
    /// By how much the whole step would lower the loss, if it were a parabola.
    promised: f64,
}

fn newton_step(points: &[Target], line: Line) -> Option<Step> {
    let (mut g, mut h) = ([0.0; 2], [0.0; 3]);
    for point in points {
        let p = sigmoid(line.intercept + line.slope * point.logit);
        let (error, weight) = (p - point.target, p * (1.0 - p));
        g[0] += error;
        g[1] += error * point.logit;
        h[0] += weight;
        h[1] += weight * point.logit;
        h[2] += weight * point.logit * point.logit;
    }
    let determinant = h[0] * h[2] - h[1] * h[1];
    if determinant.is_nan() || determinant <= 1e-10 * h[0] * h[2] {
        return None;
    }
    let intercept = -(h[2] * g[0] - h[1] * g[1]) / determinant;
    let slope = -(h[0] * g[1] - h[1] * g[0]) / determinant;
    let promised = -0.5 * (g[0] * intercept + g[1] * slope);
    Some(Step { intercept, slope, gradient: g[0].abs().max(g[1].abs()), promised })
}

/// The negative log likelihood.
fn loss_of(points: &[Target], line: Line) -> f64 {
    (points.iter())
        .map(|point| {
            let z = line.intercept + line.slope * point.logit;
            // log(1 + eᶻ) − t·z, without overflow.
            z.max(0.0) + (-z.abs()).exp().ln_1p() - point.target * z
        })
        .sum()
}

/// The same from the line of scores that are right.
#[cfg(test)]
pub(super) fn fit_line(points: &[Target]) -> Option<Line> {
    fit_line_from(points, Line { intercept: 0.0, slope: 1.0 })
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// The fit is thought to be right.
    const RIGHT: Expected = Expected { centre: 0.0, slope: 1.0, hold: 100.0 };

    fn scores(pairs: &[(f64, usize, usize)]) -> Vec<RawScore> {
        // (logit, events, others)
        let repeat = |logit, n, event| (0..n as i32).map(move |i| RawScore { origin: i % 40, logit, event });
        pairs.iter().flat_map(|&(z, k, m)| repeat(z, k, true).chain(repeat(z, m, false))).collect()
    }

    #[test]
    fn a_free_line_goes_through_two_groups_exactly() {
        // At logit −1 one in five, at +1 three in five: the line passes through logit(0.2) and logit(0.6).
        let points: Vec<Target> = [(-1.0, 0.2), (1.0, 0.6)].map(|(logit, target)| Target { logit, target }).to_vec();
        let line = fit_line(&points).expect("two logits, shares inside 0–1");
        let (low, high) = (logit(0.2), logit(0.6));
        assert!((line.intercept - (low + high) / 2.0).abs() < 1e-7);
        assert!((line.slope - (high - low) / 2.0).abs() < 1e-7);
    }

    #[test]
    fn a_line_without_optimum_is_none() {
        assert_eq!(fit_line(&[]), None);
        assert_eq!(fit_line(&[Target { logit: 1.0, target: 0.3 }; 9]), None);
    }

    #[test]
    fn platt_pulls_overconfident_scores_in() {
        // True logits are half the stated: 0.27 at −2, 0.73 at +2.
        let learned = Calibrator::learn(&scores(&[(-2.0, 108, 292), (0.0, 200, 200), (2.0, 292, 108)]), RIGHT, 10_000);
        let Calibrator::Platt { intercept, slope } = learned else { panic!("{learned:?}") };
        assert!((0.5..0.6).contains(&slope) && intercept.abs() < 0.01, "{intercept} {slope}");
    }

    #[test]
    fn a_few_scores_hardly_move_the_line() {
        let slope = |pairs: &[(f64, usize, usize)]| match Calibrator::learn(&scores(pairs), RIGHT, 1000) {
            Calibrator::Platt { slope, .. } => slope,
            other => panic!("{other:?}"),
        };
        assert_eq!(slope(&[]), 1.0);
        assert!((slope(&[(-1.0, 2, 4), (1.0, 3, 2)]) - 1.0).abs() < 0.02);
        // Twenty scores that a cut separates would send a free slope to infinity.
        assert!((1.0..1.1).contains(&slope(&[(-0.5, 0, 12), (0.5, 8, 0)])));
    }

    #[test]
    fn scores_that_rank_backwards_are_flattened_to_the_rate() {
        let learned = Calibrator::learn(&scores(&[(-2.0, 90, 10), (2.0, 10, 90)]), RIGHT, 1000);
        assert!(learned.is_flat());
        assert!((sigmoid(learned.logit(3.0)) - 0.5).abs() < 1e-9);
        let learned = Calibrator::learn(&scores(&[(-2.0, 700, 100), (2.0, 100, 700)]), RIGHT, 1000);
        assert!(learned.is_flat());
        assert_eq!(learned.mean_slope(-1.0, 2.0), 0.0);
    }

    #[test]
    fn isotonic_never_falls_and_meets_the_block_rates() {
        // A hundred times as many cases, so that those of the prior hardly count.
        let data = scores(&[(-3.0, 1000, 39_000), (-1.0, 12_000, 28_000), (1.0, 10_000, 30_000), (3.0, 38_000, 2000)]);
        let learned = Calibrator::learn(&data, RIGHT, 1000);
        let Calibrator::Isotonic { knots } = &learned else { panic!("{learned:?}") };
        assert_eq!(knots.len(), 3, "the two middle groups violate the order and are pooled");
        assert!((sigmoid(learned.logit(0.0)) - 220.0 / 800.0).abs() < 0.002);
        assert!((sigmoid(learned.logit(9.0)) - 0.95).abs() < 0.002, "level beyond the last knot");
        let steps: Vec<f64> = (-80..80).map(|i| learned.logit(f64::from(i) / 20.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] <= pair[1]));
    }

    /// Scores that are right, spread over −4…4.
    fn right_scores(n: usize, rng: &mut ChaCha8Rng) -> Vec<RawScore> {
        let one = |i: usize, rng: &mut ChaCha8Rng| {
            let logit = 4.0 * (rng.random::<f64>() + rng.random::<f64>() - 1.0);
            RawScore { origin: (i % 20) as i32, logit, event: rng.random::<f64>() < sigmoid(logit) }
        };
        (0..n).map(|i| one(i, rng)).collect()
    }

    #[test]
    fn what_is_learned_from_a_thousand_right_scores_is_not_too_bold_on_fresh_ones() {
        let mut rng = ChaCha8Rng::seed_from_u64(11);
        let rounds = 12;
        let mut slope = |isotonic_from| {
            let own = |_| {
                let learned = Calibrator::learn(&right_scores(1000, &mut rng), RIGHT, isotonic_from);
                let fresh: Vec<Target> = (right_scores(4000, &mut rng).iter())
                    .map(|one| Target { logit: learned.logit(one.logit), target: f64::from(u8::from(one.event)) })
                    .collect();
                fit_line(&fresh).expect("both outcomes").slope
            };
            (0..rounds).map(own).sum::<f64>() / f64::from(rounds)
        };
        for isotonic_from in [1000, usize::MAX] {
            let mean = slope(isotonic_from);
            assert!((0.95..=1.05).contains(&mean), "{mean} with isotonic from {isotonic_from}");
        }
    }

    #[test]
    fn the_mean_slope_leads_from_one_calibrated_logit_to_the_other() {
        let data = scores(&[(-3.0, 10, 390), (-1.0, 100, 300), (1.0, 120, 280), (3.0, 380, 20)]);
        for from in [1000, 10_000] {
            let learned = Calibrator::learn(&data, RIGHT, from);
            let reached = learned.logit(-0.4) + learned.mean_slope(-0.4, 2.2) * 2.6;
            assert!((reached - learned.logit(2.2)).abs() < 1e-12);
            assert!(learned.mean_slope(0.3, 0.3) > 0.0);
        }
    }

    #[test]
    fn one_outcome_only_gives_a_finite_map() {
        for (events, others) in [(50, 0), (0, 50), (2000, 0), (0, 2000)] {
            let learned = Calibrator::learn(&scores(&[(0.3, events, others)]), RIGHT, 1000);
            assert!(learned.logit(0.3).is_finite() && learned.logit(-50.0).is_finite(), "{learned:?}");
        }
    }
}
