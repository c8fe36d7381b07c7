//! The severity of raters: an additive model with shrunk parts.
//!
//! points = group + item + ratee + severity of the rater + error. Groups are free; ratees, raters and items are drawn
//! towards nothing, ratees and raters by the ratio of the error's variance to theirs (Henderson's mixed-model equations),
//! items by one score's weight, which only settles what groups and items share. Only those scores that may teach carry
//! a rater in the model; see [`teaches`](super::graph::teaches). The equations are solved by conjugate gradients with
//! their diagonal as preconditioner, adding up in one fixed order.

use crate::measures::records::assessments::RaterGroup;

use super::release::Released;
use super::variance::Variance;

/// When the equations count as solved: the rest's size against that of the right-hand side.
const TOLERANCE: f64 = 1e-11;

/// More steps than any panel of people has needed.
const STEPS: usize = 2_000;

/// What was learned, in points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    /// How high each group rates, in the order of [`RaterGroup::COUNTED`].
    pub(super) groups: [f64; 4],
    /// How high each item is rated, against the others.
    pub(super) items: Vec<f64>,
    /// How much higher than others each rater rates; 0 for raters of whom nothing can be learned.
    pub(super) raters: Vec<f64>,
    /// What is left open about each rater's severity, as a variance.
    pub(super) rater_variance: Vec<f64>,
    /// What is left open about the level of the part that the rater lies in, as a variance that all raters of the part
    /// have in common; 0 where there is one part.
    pub(super) level_variance: Vec<f64>,
}

/// The numbers of people and items.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) ratees: usize,
    pub(super) raters: usize,
    pub(super) items: usize,
}

/// Fits the model to first scores.
pub(super) fn fit(scores: &[Released], teaches: &[bool], sizes: Sizes, variance: &Variance) -> Fit {
    let equations = Equations::new(scores, teaches, sizes, variance);
    let solution = equations.solve();
    let (groups, rest) = solution.split_at(4);
    let (items, rest) = rest.split_at(sizes.items);
    let (_, raters) = rest.split_at(sizes.ratees);
    Fit {
        groups: [groups[0], groups[1], groups[2], groups[3]],
        items: items.to_vec(),
        raters: raters.to_vec(),
        rater_variance: equations.rater_variance(variance),
        level_variance: vec![0.0; sizes.raters],
    }
}

/// The parts of a model without groups and items to speak of.
pub(super) struct FittedParts {
    pub(super) mean: f64,
    pub(super) ratees: Vec<f64>,
    pub(super) raters: Vec<f64>,
}

/// Fits values that all are of one group and item.
pub(super) fn fit_parts(scores: &[Released], sizes: Sizes, variance: &Variance) -> FittedParts {
    let equations = Equations::new(scores, &vec![true; scores.len()], sizes, variance);
    let solution = equations.solve();
    let first = 4 + sizes.items;
    FittedParts {
        mean: solution[..first].iter().sum(),
        ratees: solution[first..first + sizes.ratees].to_vec(),
        raters: solution[first + sizes.ratees..].to_vec(),
    }
}

pub(super) fn group_number(group: RaterGroup) -> usize {
    RaterGroup::COUNTED.iter().position(|counted| *counted == group).unwrap_or(0)
}

struct Equations {
    /// Group, item, ratee and, where the score teaches, rater: as places among the unknowns.
    rows: Vec<([u32; 3], Option<u32>)>,
    right: Vec<f64>,
    ridge: Vec<f64>,
    diagonal: Vec<f64>,
    first_rater: usize,
}

impl Equations {
    fn new(scores: &[Released], teaches: &[bool], sizes: Sizes, variance: &Variance) -> Equations {
        let (first_item, first_ratee) = (4, 4 + sizes.items);
        let first_rater = first_ratee + sizes.ratees;
        let unknowns = first_rater + sizes.raters;
        let per_score = variance.of_link_mean() * variance.scores_per_link;
        let mut ridge = vec![0.0; unknowns];
        ridge[first_item..first_ratee].fill(1.0);
        ridge[first_ratee..first_rater].fill(per_score / variance.ratee);
        ridge[first_rater..].fill(per_score / variance.rater);
        let (mut right, mut diagonal, mut rows) =
            (vec![0.0; unknowns], ridge.clone(), Vec::with_capacity(scores.len()));
        for (it, teaches) in scores.iter().zip(teaches) {
            let three = [
                group_number(it.score.group),
                first_item + it.score.item as usize,
                first_ratee + it.score.ratee as usize,
            ];
            let rater = teaches.then_some(first_rater + it.score.rater as usize);
            for place in three.into_iter().chain(rater) {
                right[place] += it.first_points;
                diagonal[place] += 1.0;
            }
            rows.push((three.map(|place| place as u32), rater.map(|place| place as u32)));
        }
        // A group that nobody is in has an equation without terms.
        diagonal.iter_mut().filter(|value| **value == 0.0).for_each(|value| *value = 1.0);
        Equations { rows, right, ridge, diagonal, first_rater }
    }

    fn times(&self, vector: &[f64], out: &mut [f64]) {
        for ((out, ridge), value) in out.iter_mut().zip(&self.ridge).zip(vector) {
            *out = ridge * value;
        }
        for (three, rater) in &self.rows {
            let sum = three.iter().chain(rater).map(|&place| vector[place as usize]).sum::<f64>();
            three.iter().chain(rater).for_each(|&place| out[place as usize] += sum);
        }
    }

    fn solve(&self) -> Vec<f64> {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut solution = vec![0.0; self.right.len()];
        let mut rest = self.right.clone();
        let precondition = |rest: &[f64]| -> Vec<f64> { rest.iter().zip(&self.diagonal).map(|(r, d)| r / d).collect() };
        let mut scaled = precondition(&rest);
        let mut direction = scaled.clone();
        let mut along = vec![0.0; rest.len()];
        let mut size = dot(&rest, &scaled);
        let enough = size * TOLERANCE * TOLERANCE;
        for _ in 0..STEPS {
            if size <= enough {
                break;
            }
            self.times(&direction, &mut along);
            let step = size / dot(&direction, &along);
            for place in 0..rest.len() {
                solution[place] += step * direction[place];
                rest[place] -= step * along[place];
            }
            scaled = precondition(&rest);
            let next = dot(&rest, &scaled);
            let turn = next / size;
            size = next;
            for (direction, scaled) in direction.iter_mut().zip(&scaled) {
                *direction = scaled + turn * *direction;
            }
        }
        solution
    }

    /// What is left open about each rater: the error's variance over the information that is left for the rater once
    /// the ratees took their part. Of the inverse of the whole matrix this is a part only, and the smallest it can be;
    /// tests hold it against what panels with known severities show.
    fn rater_variance(&self, variance: &Variance) -> Vec<f64> {
        let raters = self.right.len() - self.first_rater;
        let mut pairs: Vec<(u32, u32)> =
            self.rows.iter().filter_map(|(three, rater)| Some(((*rater)?, three[2]))).collect();
        pairs.sort_unstable();
        let mut taken = vec![0.0; raters];
        for chunk in pairs.chunk_by(|a, b| a == b) {
            let (rater, ratee) = chunk[0];
            taken[rater as usize - self.first_rater] += (chunk.len() as f64).powi(2) / self.diagonal[ratee as usize];
        }
        let per_score = variance.of_link_mean() * variance.scores_per_link;
        (0..raters)
            .map(|at| per_score / (self.diagonal[self.first_rater + at] - taken[at]))
            .map(|v| v.min(variance.rater))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::*;

    #[test]
    fn the_equations_are_solved() {
        let trial = Trial { ratees: 20, raters: 12, rates: 6, items: 3, ..Trial::default() };
        let (scores, sizes) = trial.released();
        let teaches = vec![true; scores.len()];
        let variance = Variance::estimate(&scores);
        let equations = Equations::new(&scores, &teaches, sizes, &variance);
        let solution = equations.solve();
        let mut left = vec![0.0; solution.len()];
        equations.times(&solution, &mut left);
        for (left, right) in left.iter().zip(&equations.right) {
            assert!((left - right).abs() < 1e-6, "{left} is not {right}");
        }
    }

    #[test]
    fn a_rater_of_whom_nothing_is_learned_is_neither_severe_nor_lenient() {
        let trial = Trial { ratees: 20, raters: 12, rates: 6, items: 3, ..Trial::default() };
        let (scores, sizes) = trial.released();
        let teaches: Vec<bool> = scores.iter().map(|it| it.score.rater != 0).collect();
        let variance = Variance::estimate(&scores);
        let found = fit(&scores, &teaches, sizes, &variance);
        assert_eq!((found.raters[0], found.rater_variance[0]), (0.0, variance.rater));
        assert!(found.raters[1] != 0.0 && found.rater_variance[1] < variance.rater);
    }

    #[test]
    fn planted_severities_are_found() {
        let trial = Trial { ratees: 200, raters: 100, rates: 10, items: 4, ..Trial::default() };
        let (scores, sizes) = trial.released();
        let variance = Variance::estimate(&scores);
        let found = fit(&scores, &vec![true; scores.len()], sizes, &variance);
        let severities = trial.severities();
        let error: f64 = found.raters.iter().zip(&severities).map(|(found, planted)| (found - planted).powi(2)).sum();
        let stated: f64 = found.rater_variance.iter().sum();
        let ratio = error / stated;
        assert!((0.6..1.6).contains(&ratio), "errors are {ratio} of what is stated");
    }
}
