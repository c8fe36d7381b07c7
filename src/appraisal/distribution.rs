//! A forced distribution of grades, where a company wants one, and what it costs.

use serde::{Deserialize, Serialize};

use super::ScorecardSettings;
use super::grade::to_tenth;
use super::scorecard::Scorecard;
use super::ties::NoisyScore;

/// A grade that the distribution gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forced {
    /// The grade that was given.
    pub label: String,
    /// The grade that the bands give.
    pub by_bands: String,
    /// Bands up (positive) or down (negative); 0 where both are the same.
    pub moved: i32,
    /// Of a moved grade: the points between this score and the nearest one on the other side of the cut that moved it.
    pub gap: Option<f64>,
    /// Whether that is no more than noise; `None` where no standard error is known.
    pub gap_is_noise: Option<bool>,
}

/// The forced grades, in the order of the cards; `None` for every card where no distribution is set, and for cards
/// without a score or with too little behind it, which keep the grade of the bands.
///
/// The best get the best grade, as many as its share says, by the largest remainder; who has the same printed score as
/// the last of a grade gets that grade too, so that nobody is parted from an equal by the order of names.
pub fn distribute(cards: &[Scorecard], settings: &ScorecardSettings) -> Vec<Option<Forced>> {
    let mut forced = vec![None; cards.len()];
    if settings.distribution.is_empty() {
        return forced;
    }
    let is_judged = |&at: &usize| cards[at].score.is_some() && !cards[at].thin;
    let mut order: Vec<usize> = (0..cards.len()).filter(is_judged).collect();
    let score = |at: usize| cards[at].score.unwrap_or(0.0);
    order.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
    let ends = ends(order.len(), settings);
    let mut given = Vec::with_capacity(order.len());
    for (place, &at) in order.iter().enumerate() {
        let same = place > 0 && to_tenth(score(at)) == to_tenth(score(order[place - 1]));
        let band = if same { given[place - 1] } else { ends.iter().position(|&end| place < end).unwrap_or(0) };
        given.push(band);
    }
    for (place, &at) in order.iter().enumerate() {
        let Some(own) = cards[at].grade() else { continue };
        let by_bands = settings.bands.iter().position(|band| band.label == own.label).unwrap_or(0);
        let moved = by_bands as i32 - given[place] as i32;
        let other = across(&given, place, moved).map(|other| order[other]);
        forced[at] = Some(Forced {
            label: settings.bands[given[place]].label.clone(),
            by_bands: own.label.clone(),
            moved,
            gap: other.map(|other| (score(at) - score(other)).abs()),
            gap_is_noise: other.and_then(|other| is_noise(&cards[at], &cards[other])),
        });
    }
    forced
}

/// For each band the number of reps down to it, by the largest remainder.
fn ends(reps: usize, settings: &ScorecardSettings) -> Vec<usize> {
    let share = |label: &str| settings.distribution.get(label).copied().unwrap_or(0.0) * reps as f64;
    // A share of 0.3 of ten is a hair under three in binary numbers.
    let exact: Vec<f64> = settings.bands.iter().map(|band| share(&band.label) + 1e-9).collect();
    let mut counts: Vec<usize> = exact.iter().map(|exact| exact.floor() as usize).collect();
    let mut by_rest: Vec<usize> = (0..counts.len()).collect();
    by_rest.sort_by(|&a, &b| (exact[b].fract()).total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    let short = reps.saturating_sub(counts.iter().sum());
    by_rest.iter().take(short).for_each(|&band| counts[band] += 1);
    counts
        .iter()
        .scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        })
        .collect()
}

/// The nearest place on the other side of the cut: for who went down the last of the better grades, for who went up the
/// first of the worse.
fn across(given: &[usize], place: usize, moved: i32) -> Option<usize> {
    match moved {
        0 => None,
        ..0 => (0..place).rev().find(|&other| given[other] < given[place]),
        _ => (place + 1..given.len()).find(|&other| given[other] > given[place]),
    }
}

fn is_noise(a: &Scorecard, b: &Scorecard) -> Option<bool> {
    let noisy = |card: &Scorecard| NoisyScore { score: card.score.unwrap_or(0.0), standard_error: card.standard_error };
    let usual = a.standard_error.or(b.standard_error)?;
    Some(!noisy(a).differs(noisy(b), usual))
}

/// What the distribution cost: how many grades it moved, and how many of those by no more than noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DistributionCost {
    /// How many were graded by it.
    pub graded: usize,
    /// How many went up.
    pub up: usize,
    /// How many went down.
    pub down: usize,
    /// How many of the moved lie within noise of somebody on the other side of the cut.
    pub within_noise: usize,
}

impl DistributionCost {
    /// Counts the moves.
    pub fn of<'f>(forced: impl IntoIterator<Item = &'f Forced>) -> DistributionCost {
        forced.into_iter().fold(DistributionCost::default(), |cost, one| DistributionCost {
            graded: cost.graded + 1,
            up: cost.up + usize::from(one.moved > 0),
            down: cost.down + usize::from(one.moved < 0),
            within_noise: cost.within_noise + usize::from(one.moved != 0 && one.gap_is_noise == Some(true)),
        })
    }
}

/// The moved, those with the smallest gap first: whom a talk about the distribution begins with. Positions among the
/// cards.
pub fn moved_by_least(forced: &[Option<Forced>]) -> Vec<usize> {
    let moved = |&at: &usize| forced[at].as_ref().is_some_and(|one| one.moved != 0);
    let mut found: Vec<usize> = (0..forced.len()).filter(moved).collect();
    // Where nobody stands beyond the cut there is no gap to be small.
    let gap = |at: usize| forced[at].as_ref().and_then(|one| one.gap).unwrap_or(f64::INFINITY);
    found.sort_by(|&a, &b| gap(a).total_cmp(&gap(b)).then(a.cmp(&b)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::{Direction, Evidence, KpiLine, score_kpi};
    use crate::quantity::{Measured, Scalar};

    fn settings(shares: &[(&str, f64)]) -> ScorecardSettings {
        let distribution = shares.iter().map(|&(label, share)| (label.to_string(), share)).collect();
        let weights = [("revenue_net".to_string(), 100.0)].into();
        ScorecardSettings { distribution, weights, ..ScorecardSettings::default() }
    }

    /// Cards with these scores, each between nothing and 90.
    fn cards(scores: &[f64], standard_error: Option<f64>, settings: &ScorecardSettings) -> Vec<Scorecard> {
        let card = |&score: &f64| {
            let line = KpiLine {
                metric_id: "revenue_net".to_string(),
                value: Measured::Value(Scalar::Number(score / 0.9)),
                target: Some(Scalar::Number(100.0)),
                direction: Direction::HigherBetter,
                standard_error,
                evidence: Evidence::default(),
            };
            score_kpi("r", &[line], settings).expect("a valid card")
        };
        scores.iter().map(card).collect()
    }

    fn labels(forced: &[Option<Forced>]) -> Vec<&str> {
        forced.iter().map(|one| one.as_ref().map_or("-", |one| one.label.as_str())).collect()
    }

    #[test]
    fn no_distribution_forces_nobody() {
        let settings = settings(&[]);
        assert_eq!(distribute(&cards(&[80.0, 20.0], None, &settings), &settings), [None, None]);
    }

    #[test]
    fn shares_are_handed_out_from_the_top_and_the_moved_are_named() {
        let settings = settings(&[("A", 0.25), ("B", 0.5), ("C", 0.25)]);
        // By the bands: A, A, B, B.
        let forced = distribute(&cards(&[86.0, 88.0, 75.0, 71.0], Some(1.0), &settings), &settings);
        assert_eq!(labels(&forced), ["B", "A", "B", "C"]);
        let moves: Vec<i32> = forced.iter().map(|one| one.as_ref().unwrap().moved).collect();
        assert_eq!(moves, [-1, 0, 0, -1]);
        let first = forced[0].as_ref().unwrap();
        assert!((first.gap.unwrap() - 2.0).abs() < 1e-9, "88 took the place");
        assert_eq!(first.gap_is_noise, Some(true), "2 points with errors of 0.9 each are noise: up to 2.5");
        assert_eq!(forced[3].as_ref().unwrap().gap_is_noise, Some(false), "4 points are not");
        let cost = DistributionCost::of(forced.iter().flatten());
        assert_eq!(cost, DistributionCost { graded: 4, up: 0, down: 2, within_noise: 1 });
        assert_eq!(moved_by_least(&forced), [0, 3]);
    }

    #[test]
    fn equal_scores_are_not_parted() {
        let settings = settings(&[("S", 0.2), ("B", 0.8)]);
        let forced = distribute(&cards(&[80.0, 80.02, 60.0, 50.0, 40.0], None, &settings), &settings);
        assert_eq!(labels(&forced), ["S", "S", "B", "B", "B"]);
        assert_eq!(forced[4].as_ref().unwrap().moved, 2, "from D over C to B");
    }

    #[test]
    fn rests_are_handed_out_so_that_everybody_has_a_grade() {
        let settings = settings(&[("S", 1.0 / 3.0), ("B", 1.0 / 3.0), ("D", 1.0 / 3.0)]);
        for count in 1..20 {
            assert_eq!(ends(count, &settings).last(), Some(&count));
        }
        assert_eq!(ends(10, &settings), [4, 4, 7, 7, 10]);
    }
}
