//! The leader's policy: which chance, which bounds, which rounding.

use serde::{Deserialize, Serialize};

use super::PlanningError;
use crate::quantity::Unit;

/// The correlation between reps that is assumed where none was measured.
///
/// Reps of one company share its market, its prices and its season, so independence would promise the team too
/// much: with targets at 60 % for 30 reps it says 92 %, where a correlation of 0.3 says 67 %. The larger,
/// more cautious figure is assumed and said to be assumed ([`TeamChance::correlation_assumed`]).
///
/// [`TeamChance::correlation_assumed`]: super::TeamChance::correlation_assumed
pub const DEFAULT_CORRELATION: f64 = 0.3;

/// The lowest and the highest chance that may be asked for: the range in which a predictive distribution answers.
pub(super) const CHANCE_RANGE: (f64, f64) = (0.001, 0.999);

/// A bound of more than this many baselines binds nothing and would only leave the exact whole numbers.
const LARGEST_SHARE: f64 = 1_000.0;

/// The metric that the targets of one call are set on: one that sums over reps.
///
/// Rates (close rate, collection rate) do not sum, so a goal cannot be split over them; they carry no target here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetMetric {
    /// Net revenue.
    #[default]
    RevenueNet,
    /// Gross profit, which may be negative.
    GrossProfit,
    /// Pieces sold.
    Units,
    /// Orders placed.
    Orders,
    /// Customers won.
    NewCustomers,
    /// Distinct customers who bought.
    ActiveCustomers,
}

impl TargetMetric {
    /// The metric's id in the dictionary.
    pub fn id(self) -> &'static str {
        match self {
            TargetMetric::RevenueNet => "revenue_net",
            TargetMetric::GrossProfit => "gross_profit",
            TargetMetric::Units => "units",
            TargetMetric::Orders => "orders",
            TargetMetric::NewCustomers => "new_customers",
            TargetMetric::ActiveCustomers => "active_customers",
        }
    }

    /// What the targets are counted in.
    pub fn unit(self) -> Unit {
        match self {
            TargetMetric::RevenueNet | TargetMetric::GrossProfit => Unit::Money,
            TargetMetric::Units => Unit::Units,
            TargetMetric::Orders | TargetMetric::NewCustomers | TargetMetric::ActiveCustomers => Unit::Count,
        }
    }
}

/// How targets are set. Chances and shares are fractions.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `metric` | `revenue_net` | what the targets are set on | a metric that sums over reps |
/// | `chance` | 0.60 | the chance at which a target is set | 0.001–0.999 |
/// | `stretch_chance` | 0.30 | the chance of the stretch amount | ≤ `chance` |
/// | `commit_chance` | 0.80 | the chance of the amount to commit to | ≥ `chance` |
/// | `floor_share_of_baseline` | 0.5 | the least target, as a share of the baseline; none where unset | 0–1000 |
/// | `cap_share_of_baseline` | 2.0 | the largest target, likewise | floor–1000 |
/// | `round_to_minor` | 10 000 | step to which targets are rounded, in minor units | ≥ 1 |
/// | `min_chance` | 0.20 | a goal gives nobody a target below this common chance | 0.001–0.999 |
/// | `short_history` | 8 | own periods below which a target is doubted | any |
/// | `correlation` | unset → 0.3 | correlation of reps' results; below 0 counts as 0 | −1–1 |
/// | `draws` | 10 000 | simulated periods for the team's chance | 100–1 000 000 |
/// | `seed` | 20 190 401 | start of the random numbers | any |
///
/// The bounds of half and twice the baseline do not steer targets; they catch the forecast that went astray on a
/// short or broken series, and both are printed when they bind. The baseline is the same period a year earlier
/// wherever there is one, so an ordinary season stays between them. They apply only to a positive baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TargetPolicy {
    /// What the targets are set on.
    pub metric: TargetMetric,
    /// The chance at which a target is set.
    pub chance: f64,
    /// The chance of the stretch amount.
    pub stretch_chance: f64,
    /// The chance of the amount to commit to.
    pub commit_chance: f64,
    /// The least target as a share of the baseline.
    pub floor_share_of_baseline: Option<f64>,
    /// The largest target as a share of the baseline.
    pub cap_share_of_baseline: Option<f64>,
    /// The step to which targets are rounded, in minor units: 10 000 for hundred dollars, 1 for counts.
    pub round_to_minor: i64,
    /// The lowest common chance that a goal may give.
    pub min_chance: f64,
    /// Own periods below which a target is doubted.
    pub short_history: usize,
    /// The measured correlation of reps' results; `None` where it was not measured.
    pub correlation: Option<f64>,
    /// What sums of reps came to in the past, as a multiple of what was expected (`sum_level_of`); `None` where it was not
    /// measured, and sums are taken as they come.
    pub sum_level: Option<f64>,
    /// Simulated periods for the team's chance, at most; fewer for very large teams.
    pub draws: u32,
    /// The start of the random numbers.
    pub seed: u64,
}

impl Default for TargetPolicy {
    fn default() -> Self {
        TargetPolicy {
            metric: TargetMetric::RevenueNet,
            chance: 0.60,
            stretch_chance: 0.30,
            commit_chance: 0.80,
            floor_share_of_baseline: Some(0.5),
            cap_share_of_baseline: Some(2.0),
            round_to_minor: 10_000,
            min_chance: 0.20,
            short_history: 8,
            correlation: None,
            sum_level: None,
            draws: 10_000,
            seed: 20_190_401,
        }
    }
}

impl TargetPolicy {
    /// The policy itself where every field is in its range, else the first field that is not.
    ///
    /// ```
    /// use attain::planning::TargetPolicy;
    /// let policy = TargetPolicy { chance: 0.7, ..TargetPolicy::default() };
    /// assert!(policy.checked().is_ok());
    /// let error = TargetPolicy { chance: 1.5, ..policy }.checked().unwrap_err();
    /// assert!(error.to_string().contains("`chance`"));
    /// ```
    ///
    /// # Errors
    /// [`PlanningError::Policy`] names the field, what was received and what is allowed.
    pub fn checked(self) -> Result<TargetPolicy, PlanningError> {
        let (low, high) = CHANCE_RANGE;
        within("chance", self.chance, low, high)?;
        within("stretch_chance", self.stretch_chance, low, self.chance)?;
        within("commit_chance", self.commit_chance, self.chance, high)?;
        within("min_chance", self.min_chance, low, high)?;
        let floor = self.floor_share_of_baseline.unwrap_or(0.0);
        within("floor_share_of_baseline", floor, 0.0, LARGEST_SHARE)?;
        within("cap_share_of_baseline", self.cap_share_of_baseline.unwrap_or(floor), floor, LARGEST_SHARE)?;
        within("round_to_minor", self.round_to_minor as f64, 1.0, 1e15)?;
        within("correlation", self.correlation.unwrap_or(DEFAULT_CORRELATION), -1.0, 1.0)?;
        within("draws", f64::from(self.draws), 100.0, 1e6)?;
        Ok(self)
    }
}

pub(super) fn within(field: &'static str, received: f64, low: f64, high: f64) -> Result<(), PlanningError> {
    // A NaN lies in no range and is refused here as well.
    if (low..=high).contains(&received) { Ok(()) } else { Err(PlanningError::Policy { field, received, low, high }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_policy_is_valid() {
        assert!(TargetPolicy::default().checked().is_ok());
    }

    #[test]
    fn a_field_out_of_range_is_named() {
        let good = TargetPolicy::default();
        let bad = [
            ("chance", TargetPolicy { chance: f64::NAN, ..good }),
            ("stretch_chance", TargetPolicy { stretch_chance: 0.7, ..good }),
            ("commit_chance", TargetPolicy { commit_chance: 0.5, ..good }),
            ("min_chance", TargetPolicy { min_chance: 0.0, ..good }),
            ("floor_share_of_baseline", TargetPolicy { floor_share_of_baseline: Some(-0.1), ..good }),
            ("cap_share_of_baseline", TargetPolicy { cap_share_of_baseline: Some(0.4), ..good }),
            ("round_to_minor", TargetPolicy { round_to_minor: 0, ..good }),
            ("correlation", TargetPolicy { correlation: Some(1.2), ..good }),
            ("draws", TargetPolicy { draws: 1, ..good }),
        ];
        for (name, policy) in bad {
            match policy.checked() {
                Err(PlanningError::Policy { field, .. }) => assert_eq!(field, name),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}
