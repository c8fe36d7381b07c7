//! The team's own chance, which is not the reps' chance.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::TargetPolicy;
use super::candidate::Candidate;
use super::together::Together;
use crate::models::predictive::Predictive;

/// So many values are drawn for one set at most, which keeps a company of thousands of reps under a second.
const VALUES_AT_MOST: usize = 5_000_000;

/// A chance of one half that rests on so many periods is exact to one point (one standard error).
const DRAWS_AT_LEAST: u32 = 2_000;

/// How probably the team as a whole reaches what its members are set, from simulated periods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TeamChance {
    /// The chance that the values of all with a forecast sum to at least the sum of the targets. Whoever gets no target
    /// because nothing positive is likely at the asked chance still brings what he or she brings.
    pub chance_of_total: f64,
    /// The chance that they sum to at least the goal, its unallocated part included; `None` without a goal.
    /// Subjects without a forecast bring nothing here, since nothing is known about them.
    pub chance_of_goal: Option<f64>,
    /// How many members' values are summed: all with a forecast, also those who get no target.
    #[serde(default)]
    pub members: usize,
    /// The correlation between members that was used; a negative one counts as 0.
    pub correlation: f64,
    /// Whether that correlation was assumed ([`super::DEFAULT_CORRELATION`]) and not measured.
    pub correlation_assumed: bool,
    /// By what the simulated sums were multiplied, because past sums came to that; 1 where it was not measured.
    pub sum_level: f64,
    /// How many periods were simulated.
    pub draws: u32,
    /// The standard error of `chance_of_total` from so many independent draws; the drawn pairs are opposite to one
    /// another, which makes the true error smaller.
    pub standard_error: f64,
    /// What all with a forecast are expected to bring together: the middle of the simulated sums, minor units.
    #[serde(default)]
    pub expected_minor: i64,
    /// What the team reaches with the policy's commit chance: the amount that can be promised upwards, minor units.
    pub commitment_minor: i64,
    /// The sum of the targets ÷ that amount − 1; `None` where the amount is not positive.
    pub over_assignment: Option<f64>,
}

impl TeamChance {
    /// What the simulation rested on.
    pub fn together(&self) -> Together {
        Together { correlation: self.correlation, level: self.sum_level }
    }
}

/// What the members together reach in the simulated periods. It depends on the forecasts alone, not on any target.
#[derive(Debug)]
pub(super) struct Team {
    /// One entry a period, ascending: the largest whole amount in minor units that does not exceed the period's sum.
    pub(super) reached_minor: Vec<i64>,
    expected_minor: i64,
    commitment_minor: i64,
    together: Together,
    correlation_assumed: bool,
    members: usize,
    draws: u32,
}

impl Team {
    /// Simulates the team's period; `None` for a team of nobody.
    pub(super) fn simulate(able: &[Candidate<'_>], policy: &TargetPolicy) -> Option<Team> {
        let first = able.first()?;
        let members: Vec<&Predictive> = able.iter().map(|candidate| candidate.predictive).collect();
        Team::of_members(&members, policy, |sum| first.reached_minor(sum), |sum| first.minor(sum))
    }

    /// The same from the members' forecasts alone: `reached` is the amount that a sum reaches, `nearest` the one that
    /// it rounds to, both in minor units.
    pub(super) fn of_members(
        members: &[&Predictive],
        policy: &TargetPolicy,
        reached: impl Fn(f64) -> i64,
        nearest: impl Fn(f64) -> i64,
    ) -> Option<Team> {
        let together = policy.together();
        let sum = SumOfReps::simulate(members, together, policy.draws, policy.seed)?;
        Some(Team {
            reached_minor: sum.sums.iter().map(|&sum| reached(sum)).collect(),
            expected_minor: nearest(sum.expected()),
            commitment_minor: nearest(sum.at_chance(policy.commit_chance)),
            together,
            correlation_assumed: policy.correlation.is_none(),
            members: members.len(),
            draws: sum.draws(),
        })
    }

    /// How probably the team reaches the sum of its targets, and the goal.
    pub(super) fn chance(&self, total_minor: i64, goal_minor: Option<i64>) -> TeamChance {
        let reaching = |wanted: i64| {
            let under = self.reached_minor.partition_point(|&reached| reached < wanted);
            (self.reached_minor.len() - under) as f64 / self.reached_minor.len() as f64
        };
        let chance_of_total = reaching(total_minor);
        let commitment_minor = self.commitment_minor;
        TeamChance {
            chance_of_total,
            chance_of_goal: goal_minor.map(reaching),
            members: self.members,
            correlation: self.together.correlation,
            correlation_assumed: self.correlation_assumed,
            sum_level: self.together.level,
            draws: self.draws,
            standard_error: (chance_of_total * (1.0 - chance_of_total) / f64::from(self.draws)).sqrt(),
            expected_minor: self.expected_minor,
            commitment_minor,
            over_assignment: (commitment_minor > 0).then(|| total_minor as f64 / commitment_minor as f64 - 1.0),
        }
    }
}

/// Where the sum of several reps' values will probably lie, in major units: simulated sums, sorted.
#[derive(Debug, Clone, PartialEq)]
pub struct SumOfReps {
    sums: Vec<f64>,
}

impl SumOfReps {
    /// From the members' distributions and how their values go together, with a one-factor Gaussian copula; `None` without
    /// members.
    ///
    /// Every member's normal score is √ρ · M + √(1 − ρ) · E, where M is shared and E is the member's own; its level in
    /// the member's own predictive distribution gives the value. Any two members then correlate by ρ in normal scores.
    /// Each draw is used twice, with both signs, and each sum is multiplied by the level. The same seed gives the same bytes
    /// on any number of threads.
    ///
    /// Source of the model: O. Vasicek, *The distribution of loan portfolio value*, Risk, 2002.
    ///
    /// ```
    /// use attain::models::predictive::Predictive;
    /// use attain::planning::{SumOfReps, Together};
    /// let rep = Predictive::new(100.0, 10.0, (-9..=9).map(f64::from).collect(), Some(0.0)).unwrap();
    /// let sum = SumOfReps::simulate(&[&rep, &rep], Together::of(Some(0.3), None), 2_000, 1).unwrap();
    /// assert!((sum.at_chance(0.5) - 200.0).abs() < 5.0);
    /// assert!(sum.chance_of_reaching(150.0) > 0.6);
    /// ```
    pub fn simulate(members: &[&Predictive], together: Together, wished: u32, seed: u64) -> Option<SumOfReps> {
        if members.is_empty() {
            return None;
        }
        let mut sums = simulate(members, together.correlation.clamp(0.0, 1.0), draws(members.len(), wished), seed);
        sums.iter_mut().for_each(|sum| *sum *= together.level);
        sums.sort_by(f64::total_cmp);
        Some(SumOfReps { sums })
    }

    /// The chance that the sum is at least this much.
    pub fn chance_of_reaching(&self, value: f64) -> f64 {
        let under = self.sums.partition_point(|&sum| sum < value);
        (self.sums.len() - under) as f64 / self.sums.len() as f64
    }

    /// The amount that is reached with this chance.
    pub fn at_chance(&self, chance: f64) -> f64 {
        let position = ((1.0 - chance) * self.sums.len() as f64) as usize;
        self.sums[position.min(self.sums.len() - 1)]
    }

    /// What is expected: the middle, which is reached as often as it is not. So an amount above it is reached with less
    /// than one half, which a mean does not promise where errors are skewed.
    pub fn expected(&self) -> f64 {
        self.at_chance(0.5)
    }

    /// The mean of the simulated sums.
    pub fn mean(&self) -> f64 {
        self.sums.iter().sum::<f64>() / self.sums.len() as f64
    }

    /// How many periods were simulated.
    pub fn draws(&self) -> u32 {
        self.sums.len() as u32
    }
}

/// The wished number of draws, fewer for a very large team, and always even.
fn draws(members: usize, wished: u32) -> u32 {
    let affordable = u32::try_from(VALUES_AT_MOST / members).unwrap_or(u32::MAX).max(DRAWS_AT_LEAST);
    wished.min(affordable).next_multiple_of(2)
}

/// The team's sums, in major units.
fn simulate(members: &[&Predictive], correlation: f64, draws: u32, seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let (shared, own) = (correlation.sqrt(), (1.0 - correlation).sqrt());
    let mut sums = Vec::with_capacity(draws as usize);
    for _ in 0..draws / 2 {
        let market = shared * normal();
        let (mut plain, mut opposite) = (0.0, 0.0);
        for predictive in members {
            let level = normal_cdf(market + own * normal());
            plain += predictive.quantile(level);
            opposite += predictive.quantile(1.0 - level);
        }
        sums.push(plain);
        sums.push(opposite);
    }
    sums
}

/// The standard normal distribution function, to 7.5e-8.
///
/// Source: Abramowitz and Stegun, *Handbook of Mathematical Functions*, formula 26.2.17.
pub(super) fn normal_cdf(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let polynomial = series.iter().rev().fold(0.0, |sum, coefficient| (sum + coefficient) * t);
    let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if z >= 0.0 { 1.0 - density * polynomial } else { density * polynomial }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{bell, outlook};
    use super::super::{Outlook, TargetSet, at_chance};
    use super::*;

    fn thirty(correlation: f64) -> TargetSet {
        let outlooks: Vec<Outlook> = (0..30).map(|i| outlook(&format!("r{i:02}"), bell(1_000.0, 100.0))).collect();
        let policy = TargetPolicy {
            correlation: Some(correlation),
            floor_share_of_baseline: None,
            cap_share_of_baseline: None,
            round_to_minor: 1,
            ..TargetPolicy::default()
        };
        at_chance(&outlooks, &policy, 100).expect("a valid policy")
    }

    #[test]
    fn the_normal_distribution_is_the_table_s() {
        for (z, level) in [(-1.959_963_985, 0.025), (0.0, 0.5), (0.253_347_103, 0.6), (1.644_853_627, 0.95)] {
            assert!((normal_cdf(z) - level).abs() < 1e-7, "at {z}");
        }
    }

    #[test]
    fn thirty_independent_reps_at_60_percent_reach_the_sum_in_92_percent_of_periods() {
        // 0.2533 × 30 ÷ √30 = 1.388 deviations, whose normal level is 0.917.
        let team = thirty(0.0).team_chance.expect("thirty targets");
        assert!((team.chance_of_total - 0.917).abs() < 0.012, "{team:?}");
    }

    #[test]
    fn at_correlation_0_3_they_reach_it_in_67_percent() {
        // 0.2533 × 30 ÷ √(30 + 30 × 29 × 0.3) = 0.4455 deviations, whose normal level is 0.672.
        let team = thirty(0.3).team_chance.expect("thirty targets");
        assert!((team.chance_of_total - 0.672).abs() < 0.012, "{team:?}");
        assert!(!team.correlation_assumed);
        // The commitment at 80 %: 30,000 − 0.8416 × 1,706 = 28,564, and the targets sum to 29,240.
        assert!((team.commitment_minor - 2_856_400).abs() < 6_000, "{team:?}");
        assert!((team.over_assignment.expect("positive") - 0.0237).abs() < 0.003, "{team:?}");
    }

    #[test]
    fn with_full_correlation_or_one_rep_the_team_s_chance_is_the_rep_s() {
        let team = thirty(1.0).team_chance.expect("thirty targets");
        assert!((team.chance_of_total - 0.60).abs() < 0.012, "{team:?}");
        let policy = TargetPolicy { round_to_minor: 1, ..TargetPolicy::default() };
        let one = at_chance(&[outlook("a", bell(1_000.0, 100.0))], &policy, 100).expect("valid");
        let team = one.team_chance.expect("one target");
        assert!((team.chance_of_total - one.targets[0].chance).abs() < 0.012, "{team:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_figures_and_another_one_does_not() {
        assert_eq!(thirty(0.3), thirty(0.3));
        let outlooks = [outlook("a", bell(1_000.0, 100.0)), outlook("b", bell(700.0, 90.0))];
        let figure = |seed| {
            let policy = TargetPolicy { seed, draws: 1_000, ..TargetPolicy::default() };
            at_chance(&outlooks, &policy, 100).expect("valid").team_chance.expect("two targets").commitment_minor
        };
        assert_ne!(figure(1), figure(2));
    }

    #[test]
    fn a_company_of_thousands_is_simulated_with_fewer_draws() {
        assert_eq!((draws(30, 10_000), draws(5_000, 10_000), draws(5_000, 501)), (10_000, 2_000, 502));
    }
}
