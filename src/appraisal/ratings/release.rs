//! What may be published: nothing that fewer than three people said together, whatever is subtracted from what.
//!
//! The smallest thing that is published is the mean of one group of raters on one item for one ratee, a *cell*. A cell
//! with fewer than three raters is left out of everything: of the group, of the total, of teams and the company, and of
//! the model that corrects for severity. So no published number depends on it, and no arithmetic brings it back.
//!
//! What was published stays published, so a cell also may not change by one rater. The states that the table has had
//! are gone through in order, each as if it had been published. A cell takes in new raters only when at least three have
//! come, and corrected scores only when at least three were corrected; until then it stays as it was. A score that is
//! there no longer stays in. Any sum of published cells, over whatever states, that tells the latest change apart holds
//! scores of at least three people that are in nothing else: nothing about fewer than three can be worked out.
//!
//! The severity of raters is learned from first scores alone, so that a correction does not move what was learned.
//!
//! Managers are exempt: everybody knows who the manager is.

use std::collections::BTreeMap;

use crate::measures::records::assessments::RaterGroup;

use super::checks::Score;

/// The least number of raters of a group that is shown, and of raters by whom a shown group may change.
pub const LEAST_RATERS: usize = crate::sources::LEAST_OF_A_GROUP;

/// A score that may count in what is published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Released {
    pub(super) score: Score,
    /// What the rater's score in this cell was when it was first published.
    pub(super) first_points: f64,
    /// The state of the table with which it came in.
    pub(super) state: u32,
}

/// What may be published of the last state.
#[derive(Debug, Default)]
pub(super) struct Release {
    /// By ratee, group, item and rater.
    pub(super) scores: Vec<Released>,
    /// How many scores of shown cells wait because too few came with them.
    pub(super) held_back: usize,
}

type Cell = (u32, RaterGroup, u32);

/// Raters of a cell with their points.
type Brought = Vec<(u32, f64)>;

/// A score of a shown cell through time.
#[derive(Debug)]
struct Shown {
    state: u32,
    /// What it was in the states in which it changed: the first and the present one among them.
    values: Vec<f64>,
    current: f64,
}

/// Goes through the states of the table, oldest first. Self ratings are passed over.
pub(super) fn release(states: &[Vec<Score>]) -> Release {
    let mut cells: BTreeMap<Cell, BTreeMap<u32, Shown>> = BTreeMap::new();
    let mut held_back = 0;
    for (state, scores) in (0..).zip(states) {
        let mut now: BTreeMap<Cell, Vec<(u32, f64)>> = BTreeMap::new();
        for score in scores.iter().filter(|score| score.group != RaterGroup::Oneself) {
            now.entry((score.ratee, score.group, score.item)).or_default().push((score.rater, score.points));
        }
        // Of managers all is shown that is there, and nothing else.
        cells.retain(|cell, _| cell.1 != RaterGroup::Manager);
        held_back = 0;
        for (cell, raters) in now {
            let least = if cell.1 == RaterGroup::Manager { 1 } else { LEAST_RATERS };
            held_back += see(cells.entry(cell).or_default(), &raters, state, least);
        }
    }
    let scores = cells.into_iter().flat_map(|((ratee, group, item), shown)| {
        shown.into_iter().map(move |(rater, shown)| Released {
            score: Score { ratee, rater, group, item, points: shown.current },
            first_points: shown.values[0],
            state: shown.state,
        })
    });
    Release { scores: scores.collect(), held_back }
}

/// Takes a state of a cell into what is shown of it, as far as enough raters brought it; how many scores wait.
fn see(cell: &mut BTreeMap<u32, Shown>, raters: &[(u32, f64)], state: u32, least: usize) -> usize {
    let was_shown = !cell.is_empty();
    let (known, new): (Brought, Brought) = raters.iter().partition(|(rater, _)| cell.contains_key(rater));
    let corrected: Vec<(u32, f64)> =
        known.into_iter().filter(|(rater, points)| cell[rater].current != *points).collect();
    // A score that was there before is nothing new: the way back could tell others' changes apart.
    let unheard = corrected.iter().filter(|(rater, points)| !cell[rater].values.contains(points)).count();
    let mut waiting = 0;
    if unheard >= least {
        for (rater, points) in corrected {
            if let Some(shown) = cell.get_mut(&rater) {
                shown.current = points;
                shown.values.push(points);
            }
        }
    } else {
        waiting += corrected.len();
    }
    if new.len() >= least {
        cell.extend(
            new.into_iter().map(|(rater, points)| (rater, Shown { state, values: vec![points], current: points })),
        );
    } else if was_shown {
        // In a hidden cell nothing waits: it is not shown at all.
        waiting += new.len();
    }
    waiting
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(scores: &[(u32, f64)]) -> Vec<Score> {
        let score = |&(rater, points): &(u32, f64)| Score { ratee: 0, rater, group: RaterGroup::Peer, item: 0, points };
        scores.iter().map(score).collect()
    }

    fn shown(states: &[&[(u32, f64)]]) -> (Vec<(u32, f64)>, usize) {
        let states: Vec<Vec<Score>> = states.iter().map(|scores| state(scores)).collect();
        let release = release(&states);
        (release.scores.iter().map(|it| (it.score.rater, it.score.points)).collect(), release.held_back)
    }

    const THREE: [(u32, f64); 3] = [(1, 50.0), (2, 60.0), (3, 70.0)];

    #[test]
    fn two_raters_are_not_shown_and_three_are() {
        assert_eq!(shown(&[&THREE[..2]]), (vec![], 0));
        assert_eq!(shown(&[&THREE]), (THREE.to_vec(), 0));
    }

    #[test]
    fn a_fourth_rater_waits_for_two_more() {
        let four: Vec<(u32, f64)> = [&THREE[..], &[(4, 10.0)]].concat();
        assert_eq!(shown(&[&THREE, &four]), (THREE.to_vec(), 1));
        let six: Vec<(u32, f64)> = [&four[..], &[(5, 20.0), (6, 30.0)]].concat();
        assert_eq!(shown(&[&THREE, &four, &six]), (six.clone(), 0));
        // Nobody saw anything before the fourth came: all four are shown.
        assert_eq!(shown(&[&THREE[..2], &four]), (four, 0));
    }

    #[test]
    fn one_correction_or_withdrawal_waits_too() {
        let corrected = [(1, 50.0), (2, 60.0), (3, 0.0)];
        assert_eq!(shown(&[&THREE, &corrected]), (THREE.to_vec(), 1));
        assert_eq!(shown(&[&THREE, &THREE[..2]]).0, THREE.to_vec());
        let all = [(1, 0.0), (2, 0.0), (3, 0.0)];
        assert_eq!(shown(&[&THREE, &all]).0, all.to_vec());
        // One correction beside three new raters waits, since both sums can be worked out.
        let four = [(1, 0.0), (4, 1.0), (5, 2.0), (6, 3.0)];
        assert_eq!(shown(&[&THREE, &four]), ([&THREE[..], &four[1..]].concat(), 1));
        // What was there before is nothing new: the way back would tell the two changes apart from later ones.
        assert_eq!(shown(&[&THREE, &all, &THREE]).0, all.to_vec());
    }

    #[test]
    fn managers_are_exempt_and_self_ratings_are_passed_over() {
        let score = |group, points| Score { ratee: 0, rater: 9, group, item: 0, points };
        let first = vec![score(RaterGroup::Manager, 40.0), score(RaterGroup::Oneself, 90.0)];
        let second = vec![score(RaterGroup::Manager, 45.0)];
        let found = release(&[first.clone(), second]);
        assert_eq!(found.scores.iter().map(|it| it.score.points).collect::<Vec<_>>(), [45.0]);
        assert!(release(&[first, Vec::new()]).scores.is_empty());
    }
}
