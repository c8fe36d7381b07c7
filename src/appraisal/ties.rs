//! Which scores differ beyond noise, and which are to be called equal.

use serde::{Deserialize, Serialize};

use super::grade::to_tenth;

/// The two-sided 95 % point of the normal distribution.
pub(super) const Z_95: f64 = 1.959_963_984_540_054;

/// A score with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NoisyScore {
    /// Points.
    pub score: f64,
    /// In points; `None` where it was not estimated.
    pub standard_error: Option<f64>,
}

impl NoisyScore {
    /// Whether two scores differ beyond noise: by more than 1.96 × √(se₁² + se₂²), as a 95 % test of one pair says.
    pub fn differs(self, other: NoisyScore, usual: f64) -> bool {
        let square = |one: NoisyScore| one.standard_error.unwrap_or(usual).powi(2);
        (self.score - other.score).abs() > Z_95 * (square(self) + square(other)).sqrt()
    }
}

/// Where a score stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The place from 1, by the score as it is printed, to the tenth; equal scores share a place.
    pub rank: usize,
    /// The number of its group of equals, 1 for the best; `None` where no standard error is known at all.
    pub group: Option<usize>,
    /// How many others there are from whom it does not differ beyond noise, one by one.
    pub equal_to: Option<usize>,
}

/// The standings, in the order of the scores; `None` for who has no score.
///
/// Groups of equals are read from the top: the best score opens a group, and everybody belongs to it who does not
/// differ from that score beyond noise; the next best opens the next group. To be equal is not handed on: the last of a
/// group may well be equal to the first of the next, and [`Standing::equal_to`] counts such pairs. A score without a
/// standard error takes the median of the others.
///
/// ```
/// use attain::appraisal::{NoisyScore, standings};
/// let score = |score| Some(NoisyScore { score, standard_error: Some(2.0) });
/// let places = standings(&[score(70.0), score(88.0), None, score(85.0)]);
/// let groups: Vec<Option<usize>> = places.iter().map(|place| place.and_then(|place| place.group)).collect();
/// assert_eq!(groups, [Some(2), Some(1), None, Some(1)]);
/// ```
pub fn standings(scores: &[Option<NoisyScore>]) -> Vec<Option<Standing>> {
    let mut order: Vec<usize> = (0..scores.len()).filter(|&at| scores[at].is_some()).collect();
    let of = |at: usize| scores[at].unwrap_or(NoisyScore { score: 0.0, standard_error: None });
    order.sort_by(|&a, &b| of(b).score.total_cmp(&of(a).score).then(a.cmp(&b)));
    let usual = median(order.iter().filter_map(|&at| of(at).standard_error).collect());
    let mut found = vec![None; scores.len()];
    let (mut group, mut leader, mut rank) = (0, None, 0);
    for (place, &at) in order.iter().enumerate() {
        if place == 0 || to_tenth(of(at).score) != to_tenth(of(order[place - 1]).score) {
            rank = place + 1;
        }
        let opens = |usual: f64| leader.is_none_or(|leader: NoisyScore| leader.differs(of(at), usual));
        if usual.is_some_and(opens) {
            group += 1;
            leader = Some(of(at));
        }
        let equal_to = usual.map(|usual| {
            let equal = |&&other: &&usize| other != at && !of(other).differs(of(at), usual);
            order.iter().filter(equal).count()
        });
        found[at] = Some(Standing { rank, group: usual.map(|_| group), equal_to });
    }
    found
}

/// The middle; `None` of nothing.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(score: f64, standard_error: Option<f64>) -> Option<NoisyScore> {
        Some(NoisyScore { score, standard_error })
    }

    fn groups(scores: &[Option<NoisyScore>]) -> Vec<Option<usize>> {
        standings(scores).iter().map(|standing| standing.and_then(|standing| standing.group)).collect()
    }

    #[test]
    fn a_group_is_read_from_its_best_score() {
        // With an error of 2 on both sides, 1.96 × √8 = 5.54 points are noise.
        let two = Some(2.0);
        let scores = [score(90.0, two), score(85.0, two), score(84.0, two), score(79.0, two)];
        assert_eq!(groups(&scores), [Some(1), Some(1), Some(2), Some(2)]);
        let equal: Vec<_> = standings(&scores).iter().map(|standing| standing.unwrap().equal_to.unwrap()).collect();
        assert_eq!(equal, [1, 2, 2, 1], "85 and 84 are equal though their groups are not");
    }

    #[test]
    fn without_any_standard_error_nobody_is_called_equal() {
        let standing = standings(&[score(90.0, None), score(90.04, None)]);
        let ranks: Vec<_> = standing.iter().map(|standing| standing.unwrap()).collect();
        assert!(ranks.iter().all(|standing| standing.group.is_none() && standing.equal_to.is_none()));
        assert_eq!([ranks[0].rank, ranks[1].rank], [1, 1], "both are printed as 90.0");
    }

    #[test]
    fn a_score_without_an_error_takes_the_usual_one() {
        let scores = [score(90.0, Some(2.0)), score(86.0, None), score(80.0, Some(2.0))];
        assert_eq!(groups(&scores), [Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn the_order_of_the_reps_is_nothing() {
        let scores: Vec<_> = (0..40).map(|at| score(f64::from(at * 37 % 101), Some(f64::from(at % 5)))).collect();
        let turned: Vec<_> = scores.iter().rev().copied().collect();
        let mut back = standings(&turned);
        back.reverse();
        assert_eq!(back, standings(&scores));
    }
}
