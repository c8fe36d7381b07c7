//! A target followed to another chance, step by step, from what the pack keeps of it.
//!
//! The steps are those of `planning`; with them a workbook can show its formulas with their results, and a test can
//! hold a page's own reckoning against them.

use crate::models::predictive::Predictive;
use crate::planning::rounded_target;
use crate::quantity::divide_half_even;

use super::pack::{RepBasis, TargetBasis};

/// The lowest and the highest level at which a distribution answers.
pub const LEVELS: (f64, f64) = (0.001, 0.999);

/// From the chance to the target, in the order of the steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetSteps {
    /// The score at the level 1 − chance.
    pub score: f64,
    /// The value there, in major units, not under the lowest possible one.
    pub value: f64,
    /// The same in whole minor units.
    pub amount: i64,
    /// Raised to the floor and lowered to the cap.
    pub bounded: i64,
    /// The nearest multiple of the rounding step.
    pub nearest: i64,
    /// The target; nothing positive is no target.
    pub target: i64,
}

/// From an amount to the chance of reaching it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChanceSteps {
    /// The value at the lowest level, in major units; what is not above it is reached almost surely.
    pub least: f64,
    /// Where the amount stands among the scores.
    pub score: f64,
    /// How many scores lie below it.
    pub below: usize,
    /// The level at which it stands.
    pub level: f64,
    /// The chance of reaching the amount.
    pub chance: f64,
}

impl TargetBasis {
    /// The distribution of one rep; none where the basis was changed by hand into one that is none.
    pub fn predictive(&self, rep: &RepBasis) -> Option<Predictive> {
        let scores = self.samples.get(rep.sample)?.clone();
        Predictive::new(rep.centre, rep.scale, scores, rep.lower_bound)
    }

    /// One rep's way from a chance to the target.
    pub fn target_steps(&self, rep: &RepBasis, chance: f64) -> Option<TargetSteps> {
        let predictive = self.predictive(rep)?;
        let level = (1.0 - chance).clamp(LEVELS.0, LEVELS.1);
        let value = predictive.quantile(level);
        let amount = (value * self.minor_per_major as f64).round_ties_even() as i64;
        let raised = rep.floor.map_or(amount, |floor| amount.max(floor));
        let bounded = rep.cap.map_or(raised, |cap| raised.min(cap));
        let nearest = divide_half_even(bounded, self.round_to.max(1)) * self.round_to;
        let target = rounded_target(bounded, self.round_to, rep.floor, rep.cap);
        Some(TargetSteps { score: predictive.score_at(level), value, amount, bounded, nearest, target })
    }

    /// One rep's way from an amount in minor units to its chance.
    pub fn chance_steps(&self, rep: &RepBasis, amount: i64) -> Option<ChanceSteps> {
        let predictive = self.predictive(rep)?;
        let value = amount as f64 / self.minor_per_major as f64;
        let least = predictive.quantile(LEVELS.0);
        let score = (value - rep.centre) / rep.scale;
        let below = predictive.scores().partition_point(|&own| own < score);
        let level = predictive.cdf(value);
        let chance = if value <= least { LEVELS.1 } else { 1.0 - level };
        Some(ChanceSteps { least, score, below, level, chance })
    }

    /// The chance that the reps together reach a total in minor units; none where nobody has a forecast.
    pub fn team_chance(&self, total: i64) -> Option<f64> {
        let under = self.team_reached.partition_point(|&reached| reached < total);
        let periods = self.team_reached.len();
        (periods > 0).then(|| (periods - under) as f64 / periods as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis() -> (TargetBasis, RepBasis) {
        let rep = RepBasis {
            rep_id: "a".into(),
            centre: 1_000.0,
            scale: 100.0,
            sample: 0,
            lower_bound: Some(0.0),
            floor: Some(31_000),
            cap: Some(98_000),
            decided: None,
        };
        let basis = TargetBasis {
            minor_per_major: 100,
            round_to: 10_000,
            least_chance: 0.2,
            stretch_chance: 0.3,
            samples: vec![vec![-2.0, -1.0, 0.0, 1.0, 2.0]],
            reps: vec![rep.clone()],
            team_reached: vec![10, 20, 20, 30],
            correlation: 0.3,
            correlation_assumed: true,
        };
        (basis, rep)
    }

    #[test]
    fn a_target_is_followed_to_its_chance_by_hand() {
        // The level 0.4 stands at 0.4 × 6 − 1 = 1.4 among five scores: −1 + 0.4 = −0.6, and 1,000 − 60 = 940.00.
        let (basis, rep) = basis();
        let steps = basis.target_steps(&rep, 0.6).expect("a distribution");
        assert!((steps.score + 0.6).abs() < 1e-12 && (steps.value - 940.0).abs() < 1e-9);
        assert_eq!((steps.amount, steps.bounded, steps.nearest, steps.target), (94_000, 94_000, 90_000, 90_000));
        // 1,000.00 is over the cap; the multiple below the cap is 900.00.
        let even = basis.target_steps(&rep, 0.5).expect("a distribution");
        assert_eq!((even.amount, even.bounded, even.nearest, even.target), (100_000, 98_000, 100_000, 90_000));
        // 900.00 stands at −1, the second score: level 2 ÷ 6.
        let chance = basis.chance_steps(&rep, 90_000).expect("a distribution");
        assert!((chance.chance - 2.0 / 3.0).abs() < 1e-9, "{chance:?}");
        assert_eq!((chance.score, chance.below), (-1.0, 1));
        assert_eq!(basis.chance_steps(&rep, 0).expect("a distribution").chance, 0.999);
    }

    #[test]
    fn the_team_s_chance_counts_the_periods_that_reach_the_total() {
        let (basis, _) = basis();
        let at = |total| basis.team_chance(total).expect("four periods");
        assert_eq!([at(10), at(11), at(20), at(21), at(31)], [1.0, 0.75, 0.75, 0.25, 0.0]);
    }
}
