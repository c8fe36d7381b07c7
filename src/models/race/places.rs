//! From drawn sums to the chances of coming first and of taking a place.

use rayon::prelude::*;

use super::Draws;

/// How the sums are ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The factor of each runner's sum; `None` where a runner does not take part.
    pub factors: Vec<Option<f64>>,
    /// For each rank, the best first, whether it is a place worth having; ranks beyond are not.
    pub places: Vec<bool>,
}

/// What a runner may hope for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunnerChance {
    /// The chance of coming first; those who draw level share it.
    pub first: f64,
    /// The expected number of places, which is the chance of taking one: at most 1.
    pub place: f64,
    /// The standard error of `first` from so many draws.
    pub first_error: f64,
}

/// Draws whose ranks are counted together, so that sums are formed in one order whatever the number of threads.
const SETS_A_BLOCK: usize = 256;

/// The chances of every runner; `None` for those who do not take part. The chances of coming first sum to 1, those of
/// a place to the number of places (to that of the runners where there are fewer).
pub fn chances(draws: &Draws, ranking: &Ranking) -> Vec<Option<RunnerChance>> {
    let running: Vec<(usize, f64)> =
        ranking.factors.iter().enumerate().filter_map(|(at, factor)| Some((at, (*factor)?))).collect();
    let sets: Vec<&[f64]> = draws.sets().collect();
    let counted = |sets: &[&[f64]]| -> Vec<(f64, f64)> {
        let mut counts = vec![(0.0, 0.0); running.len()];
        let mut scores = Vec::with_capacity(running.len());
        for set in sets {
            scores.clear();
            scores.extend(running.iter().enumerate().map(|(place, &(at, factor))| (set[at] * factor, place)));
            count(&mut scores, &ranking.places, &mut counts);
        }
        counts
    };
    let blocks: Vec<Vec<(f64, f64)>> = sets.par_chunks(SETS_A_BLOCK).map(counted).collect();
    let n = sets.len() as f64;
    let mut found = vec![None; ranking.factors.len()];
    for (place, &(at, _)) in running.iter().enumerate() {
        let (first, taken) =
            blocks.iter().fold((0.0, 0.0), |sum, block| (sum.0 + block[place].0, sum.1 + block[place].1));
        let first: f64 = first / n;
        let first_error = (first * (1.0 - first).max(0.0) / n).sqrt();
        found[at] = Some(RunnerChance { first, place: taken / n, first_error });
    }
    found
}

/// Counts one draw: the best scores, and who has them; equal ones share their ranks.
fn count(scores: &mut [(f64, usize)], places: &[bool], counts: &mut [(f64, f64)]) {
    if scores.is_empty() {
        return;
    }
    let wanted = places.len().clamp(1, scores.len());
    let better = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0);
    if wanted < scores.len() {
        scores.select_nth_unstable_by(wanted - 1, better);
        // All who draw level with the last rank that matters belong to it.
        let last = scores[wanted - 1].0;
        let mut level = wanted;
        for at in wanted..scores.len() {
            if scores[at].0 == last {
                scores.swap(at, level);
                level += 1;
            }
        }
        share_out(&mut scores[..level], places, counts);
    } else {
        share_out(scores, places, counts);
    }
}

fn share_out(scores: &mut [(f64, usize)], places: &[bool], counts: &mut [(f64, f64)]) {
    scores.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut from = 0;
    while from < scores.len() {
        let level = scores[from..].iter().take_while(|score| score.0 == scores[from].0).count();
        let worth = places.iter().skip(from).take(level).filter(|is_place| **is_place).count();
        for &(_, at) in &scores[from..from + level] {
            counts[at].0 += if from == 0 { 1.0 / level as f64 } else { 0.0 };
            counts[at].1 += worth as f64 / level as f64;
        }
        from += level;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RaceSettings, Runner, Stretch};
    use super::*;
    use crate::models::predictive::Predictive;

    fn runner(centre: f64) -> Runner {
        let scores = vec![-1.5, -1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0, 1.5];
        let whole = Predictive::new(centre, 20.0, scores, Some(0.0)).unwrap();
        Runner { so_far: 0.0, stretches: vec![Stretch { step: 0, whole, share: 1.0 }] }
    }

    fn ranking(n: usize, places: &[bool]) -> Ranking {
        Ranking { factors: vec![Some(1.0); n], places: places.to_vec() }
    }

    #[test]
    fn chances_of_winning_sum_to_one_and_those_of_a_place_to_the_places() {
        let runners: Vec<Runner> = (0..7).map(|k| runner(100.0 + 3.0 * f64::from(k))).collect();
        let draws = Draws::of(&runners, RaceSettings::default());
        let found = chances(&draws, &ranking(7, &[true, false, true]));
        let sum = |pick: fn(&RunnerChance) -> f64| found.iter().flatten().map(pick).sum::<f64>();
        assert!((sum(|c| c.first) - 1.0).abs() < 1e-9);
        assert!((sum(|c| c.place) - 2.0).abs() < 1e-9);
        assert!(found[6].unwrap().first > found[0].unwrap().first);
        // More places than runners: everybody has one.
        let all = chances(&draws, &ranking(7, &[true; 9]));
        assert!(all.iter().flatten().all(|chance| (chance.place - 1.0).abs() < 1e-9));
    }

    #[test]
    fn runners_alike_have_equal_chances_within_the_stated_error() {
        let draws = Draws::of(&vec![runner(100.0); 8], RaceSettings { draws: 20_000, ..RaceSettings::default() });
        for chance in chances(&draws, &ranking(8, &[true])).into_iter().flatten() {
            assert!((chance.first - 0.125).abs() < 4.0 * chance.first_error, "{chance:?}");
        }
    }

    #[test]
    fn two_unlike_runners_win_as_the_normal_distribution_says() {
        use statrs::distribution::{ContinuousCDF, Normal};
        let bell = |centre: f64| {
            let scores = (1..400).map(|k| Normal::standard().inverse_cdf(f64::from(k) / 400.0)).collect();
            let whole = Predictive::new(centre, 10.0, scores, None).unwrap();
            Runner { so_far: 0.0, stretches: vec![Stretch { step: 0, whole, share: 1.0 }] }
        };
        let settings = RaceSettings { correlation: 0.4, draws: 40_000, ..RaceSettings::default() };
        let found = chances(&Draws::of(&[bell(100.0), bell(105.0)], settings), &ranking(2, &[]));
        // The difference is normal with mean 5 and variance 2 · 100 · (1 − 0.4).
        let expected = Normal::standard().cdf(5.0 / 120.0_f64.sqrt());
        assert!((found[1].unwrap().first - expected).abs() < 0.01, "{found:?} against {expected}");
    }

    #[test]
    fn who_does_not_run_has_no_chance_stated_and_level_runners_share() {
        let still = Runner { so_far: 5.0, stretches: Vec::new() };
        let draws = Draws::of(&[still.clone(), still.clone(), still], RaceSettings::default());
        let ranking = Ranking { factors: vec![Some(1.0), None, Some(1.0)], places: vec![true, true, true] };
        let found = chances(&draws, &ranking);
        assert_eq!(found[1], None);
        assert_eq!((found[0].unwrap().first, found[2].unwrap().place), (0.5, 1.0));
        assert!(chances(&draws, &Ranking { factors: vec![None; 3], places: vec![] }).iter().all(Option::is_none));
    }
}
