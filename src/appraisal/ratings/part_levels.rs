//! What is not known between parts of the graph of raters and ratees.
//!
//! Where no common raters link two parts, their raters may be severe or their ratees weak: nothing tells. So severities
//! are taken from the mean of their own part. Each part then keeps the level at which it was rated, only the differences
//! between its raters are corrected, and how far its level may be off goes into the standard errors.

use super::graph::Parts;
use super::model::Fit;
use super::release::Released;
use super::variance::Variance;

impl Fit {
    /// Takes the severities from the mean of their own part, by the scores that teach. Where no two parts hold ratees who
    /// are linked with others, all stays as it is: who is alone in a part is compared with nobody.
    pub(super) fn apart(mut self, scores: &[Released], teaches: &[bool], parts: &Parts, variance: &Variance) -> Fit {
        let mut ratees = vec![0_usize; parts.of_ratee.iter().max().map_or(0, |most| *most as usize) + 1];
        parts.of_ratee.iter().for_each(|part| ratees[*part as usize] += 1);
        if ratees.iter().skip(1).filter(|ratees| **ratees > 1).count() < 2 {
            return self;
        }
        // Who teaches lies in one part: the scores that teach are what links.
        let mut by_rater = vec![(0_usize, 0.0); self.raters.len()];
        let mut of_part = vec![0.0; ratees.len()];
        for (it, _) in scores.iter().zip(teaches).filter(|(_, teaches)| **teaches) {
            let part = parts.of_ratee[it.score.ratee as usize] as usize;
            let (own_part, scores) = &mut by_rater[it.score.rater as usize];
            *own_part = part;
            *scores += 1.0;
            of_part[part] += 1.0;
        }
        let (mut level, mut open) = (vec![0.0; ratees.len()], vec![0.0; ratees.len()]);
        for (rater, &(part, scores)) in by_rater.iter().enumerate().filter(|(_, (part, _))| *part > 0) {
            let share = scores / of_part[part];
            level[part] += share * self.raters[rater];
            // What was thought to be learned of the rater is no longer known of the part's raters together.
            open[part] += share * share * (variance.rater - self.rater_variance[rater]).max(0.0);
        }
        for (rater, &(part, _)) in by_rater.iter().enumerate().filter(|(_, (part, _))| *part > 0) {
            self.raters[rater] -= level[part];
            self.level_variance[rater] = open[part];
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::measures::records::assessments::RaterGroup;

    use super::super::checks::Score;
    use super::super::graph::parts;
    use super::super::model::{Sizes, fit};
    use super::super::slices::{Common, SliceScore};
    use super::*;

    /// Managers with the ratees whom they alone rate, each ratee with these points.
    fn teams(teams: &[&[f64]]) -> (Vec<Released>, Sizes) {
        let mut scores = Vec::new();
        for (rater, points) in (0..).zip(teams) {
            for &points in *points {
                let score = Score { ratee: scores.len() as u32, rater, group: RaterGroup::Manager, item: 0, points };
                scores.push(Released { score, first_points: points, state: 0 });
            }
        }
        let sizes = Sizes { ratees: scores.len(), raters: teams.len(), items: 1 };
        (scores, sizes)
    }

    fn judged(scores: &[Released], sizes: Sizes) -> (Vec<SliceScore>, Variance) {
        let teaches = vec![true; scores.len()];
        let variance = Variance::estimate(scores);
        let parts = parts(scores, &teaches, sizes.ratees, sizes.raters);
        let fit = fit(scores, &teaches, sizes, &variance).apart(scores, &teaches, &parts, &variance);
        let common = Common { fit: &fit, variance: &variance, weights: [25.0; 4], usual: [true, false, false, false] };
        let of = |score: &Released| common.score(&[*score], &BTreeSet::from([0]), None).unwrap();
        (scores.iter().map(of).collect(), variance)
    }

    #[test]
    fn two_managers_without_a_common_ratee_keep_the_levels_at_which_they_rate() {
        let (scores, sizes) = teams(&[&[40.0, 50.0, 60.0], &[70.0, 80.0, 90.0]]);
        let (found, variance) = judged(&scores, sizes);
        for (found, given) in found.iter().zip(&scores) {
            assert!((found.adjusted - given.score.points).abs() < 1e-6, "{found:?}");
            // All that is not known of a single manager is in the error: the severity in full.
            let full = (variance.link + variance.rater + variance.item).sqrt();
            assert!((found.std_error - full).abs() < 1e-6, "{} is not {full}", found.std_error);
        }
    }

    #[test]
    fn within_a_part_severity_is_still_taken_out() {
        // Two managers rate the same four people, one of them ten points under the other; a third is alone with two.
        let (mut scores, _) = teams(&[&[50.0, 60.0, 70.0, 80.0], &[40.0, 50.0, 60.0, 70.0], &[75.0, 85.0]]);
        let whom = [0, 1, 2, 3, 0, 1, 2, 3, 4, 5];
        scores.iter_mut().zip(whom).for_each(|(it, ratee)| it.score.ratee = ratee);
        let (found, _) = judged(&scores, Sizes { ratees: 6, raters: 3, items: 1 });
        // What the severe one says counts for more than was said, what the mild one says for less, by the same.
        let off: Vec<f64> =
            found.iter().zip(&scores).map(|(found, given)| found.adjusted - given.score.points).collect();
        assert!(off[4] > 1.0 && (off[0] + off[4]).abs() < 1e-6, "{off:?}");
        assert!(off[8..].iter().all(|off| off.abs() < 1e-6), "{off:?}");
        assert!(found[8].std_error > found[0].std_error);
    }

    #[test]
    fn one_part_stays_as_it_is() {
        let (mut scores, _) = teams(&[&[50.0, 60.0], &[40.0, 55.0]]);
        scores.iter_mut().zip([0, 1, 0, 1]).for_each(|(it, ratee)| it.score.ratee = ratee);
        let (sizes, teaches) = (Sizes { ratees: 2, raters: 2, items: 1 }, [true; 4]);
        let variance = Variance::estimate(&scores);
        let parts = parts(&scores, &teaches, 2, 2);
        let plain = fit(&scores, &teaches, sizes, &variance);
        assert_eq!(plain.clone().apart(&scores, &teaches, &parts, &variance), plain);
    }
}
