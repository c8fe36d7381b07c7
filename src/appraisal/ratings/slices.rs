//! A ratee's scores, cut by what is asked: over all, by group, dimension, perspective or item.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::records::assessments::RaterGroup;

use super::model::{Fit, group_number};
use super::release::Released;
use super::variance::Variance;

/// A mean over cells, in points from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SliceScore {
    /// Different raters in it.
    pub n_raters: usize,
    /// As given: the mean of each cell, then of the items of a group, then of the groups by their weights.
    pub raw: f64,
    /// The same with the raters' severity taken out and, where items or groups are missing that others have, what these
    /// add. Where raters and ratees fall into several parts, severity is what a rater differs from the others of the part.
    pub adjusted: f64,
    /// How far the adjusted mean may lie from what very many raters would have said, as a standard deviation.
    pub std_error: f64,
    /// The share of the variance between ratees in that of such adjusted means: 1 − error variance ÷ (variance of
    /// ratees + error variance).
    pub reliability: f64,
}

/// What all ratees' slices have in common.
pub(super) struct Common<'a> {
    pub(super) fit: &'a Fit,
    pub(super) variance: &'a Variance,
    /// The groups' weights, in the order of [`RaterGroup::COUNTED`].
    pub(super) weights: [f64; 4],
    /// Which groups are shown for at least half of the ratees. Of the others it cannot be told whether they rate high or
    /// whom they rate is good: those who are rated by subordinates are managers.
    pub(super) usual: [bool; 4],
}

/// A cell: the raters of one group on one item.
struct CellMean {
    item: u32,
    mean: f64,
    severity: f64,
    raters: Vec<u32>,
}

impl Common<'_> {
    /// The mean over the cells of `items`, of one group or of all; none where no cell is shown, or where the groups that
    /// are weigh nothing. `scores` are the ratee's.
    pub(super) fn score(
        &self,
        scores: &[Released],
        items: &BTreeSet<u32>,
        only: Option<RaterGroup>,
    ) -> Option<SliceScore> {
        let cells = self.cells(scores, items, only);
        // One group stands for itself, whatever its weight.
        let weight = |group: &RaterGroup| if only.is_some() { 1.0 } else { self.weights[group_number(*group)] };
        let whole: f64 = cells.keys().map(weight).sum();
        if whole <= 0.0 {
            return None;
        }
        let usual_item = self.mean_effect(items);
        let usual_group = if only.is_some() { 0.0 } else { self.usual_group() };
        let (mut raw, mut adjusted) = (0.0, 0.0);
        // By rater: the sum of the weights, and of their squares.
        let mut by_rater: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for (group, cells) in &cells {
            let share = weight(group) / whole / cells.len() as f64;
            let number = group_number(*group);
            let is_corrected = only.is_none() && self.usual[number];
            let of_group = if is_corrected { self.fit.groups[number] - usual_group } else { 0.0 };
            for cell in cells {
                raw += share * cell.mean;
                let of_item = self.fit.items[cell.item as usize] - usual_item;
                adjusted += share * (cell.mean - cell.severity - of_item - of_group);
                for &rater in &cell.raters {
                    let weight = share / cell.raters.len() as f64;
                    let (sum, squares) = by_rater.entry(rater).or_default();
                    *sum += weight;
                    *squares += weight * weight;
                }
            }
        }
        let counted: Vec<(&u32, &(f64, f64))> = by_rater.iter().filter(|(_, (sum, _))| *sum > 0.0).collect();
        let error: f64 = counted
            .iter()
            .map(|(rater, (sum, squares))| {
                let open = self.variance.link + self.fit.rater_variance[**rater as usize];
                sum * sum * open + squares * self.variance.item
            })
            .sum();
        let error = error + self.level_error(&counted);
        Some(SliceScore {
            n_raters: counted.len(),
            raw,
            adjusted,
            std_error: error.sqrt(),
            reliability: self.variance.ratee / (self.variance.ratee + error),
        })
    }

    /// What the level of the ratee's part adds to the error of a mean: it is in all scores of its raters alike.
    fn level_error(&self, raters: &[(&u32, &(f64, f64))]) -> f64 {
        let level = |rater: u32| self.fit.level_variance[rater as usize];
        let of_part: Vec<(f64, f64)> = raters.iter().map(|(rater, (sum, _))| (level(**rater), *sum)).collect();
        let weight: f64 = of_part.iter().filter(|(level, _)| *level > 0.0).map(|(_, sum)| sum).sum();
        weight * weight * of_part.iter().map(|(level, _)| *level).fold(0.0, f64::max)
    }

    fn cells(
        &self,
        scores: &[Released],
        items: &BTreeSet<u32>,
        only: Option<RaterGroup>,
    ) -> BTreeMap<RaterGroup, Vec<CellMean>> {
        let mut cells: BTreeMap<RaterGroup, Vec<CellMean>> = BTreeMap::new();
        let same = |a: &Released, b: &Released| (a.score.group, a.score.item) == (b.score.group, b.score.item);
        for cell in scores.chunk_by(same) {
            let (group, item, n) = (cell[0].score.group, cell[0].score.item, cell.len() as f64);
            if !items.contains(&item) || only.is_some_and(|only| only != group) {
                continue;
            }
            cells.entry(group).or_default().push(CellMean {
                item,
                mean: cell.iter().map(|it| it.score.points).sum::<f64>() / n,
                severity: cell.iter().map(|it| self.fit.raters[it.score.rater as usize]).sum::<f64>() / n,
                raters: cell.iter().map(|it| it.score.rater).collect(),
            });
        }
        cells
    }

    fn mean_effect(&self, items: &BTreeSet<u32>) -> f64 {
        items.iter().map(|&item| self.fit.items[item as usize]).sum::<f64>() / items.len().max(1) as f64
    }

    /// How high the usual groups rate together, by their weights.
    fn usual_group(&self) -> f64 {
        let there = || (0..4).filter(|&group| self.usual[group]);
        let whole: f64 = there().map(|group| self.weights[group]).sum();
        there().map(|group| self.weights[group] * self.fit.groups[group]).sum::<f64>() / whole.max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::teaches;
    use super::super::model::fit;
    use super::super::release::release;
    use super::super::trial::Trial;
    use super::*;

    /// The errors of the raw and of the adjusted means, and the adjusted ones in their standard errors.
    fn errors(trial: &Trial) -> (f64, f64, Vec<f64>) {
        let released = release(&[trial.scores()]).scores;
        let sizes = trial.released().1;
        let variance = Variance::estimate(&released);
        let fit = fit(&released, &teaches(&released), sizes, &variance);
        let common = Common { fit: &fit, variance: &variance, weights: [25.0; 4], usual: [false, true, false, false] };
        let items: BTreeSet<u32> = (0..trial.items as u32).collect();
        let worths = trial.worths();
        let of_ratee = released.chunk_by(|a, b| a.score.ratee == b.score.ratee);
        let pairs: Vec<(f64, SliceScore)> = of_ratee
            .filter_map(|own| Some((worths[own[0].score.ratee as usize], common.score(own, &items, None)?)))
            .collect();
        let centred = |value: &dyn Fn(&SliceScore) -> f64| -> Vec<f64> {
            let off: Vec<f64> = pairs.iter().map(|(worth, score)| value(score) - worth).collect();
            let mean = off.iter().sum::<f64>() / off.len() as f64;
            off.into_iter().map(|off| off - mean).collect()
        };
        let rmse = |off: &[f64]| (off.iter().map(|off| off * off).sum::<f64>() / off.len() as f64).sqrt();
        let (raw, adjusted) = (centred(&|score| score.raw), centred(&|score| score.adjusted));
        let standardised = adjusted.iter().zip(&pairs).map(|(off, (_, score))| off / score.std_error).collect();
        (rmse(&raw), rmse(&adjusted), standardised)
    }

    #[test]
    fn where_each_rater_scores_four_or_more_a_quarter_of_the_error_goes() {
        for (rates, seed) in [(4, 1), (4, 2), (5, 3), (6, 4), (8, 5)] {
            let (raw, adjusted, _) = errors(&Trial { ratees: 60, raters: 60, rates, seed, ..Trial::default() });
            assert!(adjusted <= 0.75 * raw, "{rates} each: the raw means err by {raw}, the adjusted by {adjusted}");
        }
    }

    #[test]
    fn the_errors_are_as_large_as_is_stated() {
        let mut inside = Vec::new();
        for seed in 0..12 {
            let trial = Trial { ratees: 50, raters: 50, rates: 6, seed, ..Trial::default() };
            inside.extend(errors(&trial).2.into_iter().map(|off| off.abs() < 1.96));
        }
        let share = inside.iter().filter(|inside| **inside).count() as f64 / inside.len() as f64;
        assert!((0.92..0.98).contains(&share), "{share} of the adjusted means lie within 1.96 standard errors");
    }

    #[test]
    fn the_worked_example_of_the_page() {
        // Two groups of weight 25: a manager with 50, three peers with 60, 70 and 80. Raw (50 + 70) ÷ 2.
        let score = |rater, group, points| super::super::checks::Score { ratee: 0, rater, group, item: 0, points };
        let state = vec![
            score(0, RaterGroup::Manager, 50.0),
            score(1, RaterGroup::Peer, 60.0),
            score(2, RaterGroup::Peer, 70.0),
            score(3, RaterGroup::Peer, 80.0),
            score(4, RaterGroup::Customer, 0.0),
            score(5, RaterGroup::Customer, 0.0),
        ];
        let released = release(&[state]).scores;
        let sizes = super::super::model::Sizes { ratees: 1, raters: 6, items: 1 };
        let variance = Variance::estimate(&released);
        let fit = fit(&released, &teaches(&released), sizes, &variance);
        let common = Common { fit: &fit, variance: &variance, weights: [25.0; 4], usual: [true, true, false, true] };
        let found = common.score(&released, &BTreeSet::from([0]), None).unwrap();
        assert_eq!((found.raw, found.n_raters), (60.0, 4));
    }
}
