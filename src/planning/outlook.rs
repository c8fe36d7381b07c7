//! What is known about one rep before a target is set.

use serde::{Deserialize, Serialize};

use crate::models::predictive::Predictive;

/// One rep (or team) and the period to come: the forecast, and the past it is held against.
///
/// Amounts named `…_minor` are minor units for money, plain counts for counts, and ten-thousandths for pieces:
/// whatever `minor_per_major` of the call says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// Whose target it is; unique within one call.
    pub subject: String,
    /// Where the period's value will probably lie, in major units. `None` where no forecast could be made: the
    /// subject is then refused, with the reason, and gets no target.
    pub predictive: Option<Predictive>,
    /// The past period that the target is held against.
    pub baseline: Baseline,
    /// What floor and cap are shares of; `None` where that is the baseline.
    #[serde(default)]
    pub bounds_from: Option<BoundsFrom>,
    /// How many past periods the subject's own history has.
    pub n_history: usize,
    /// The best past period; `None` without a history.
    pub history_max: Option<i64>,
    /// The worst past period; `None` without a history.
    pub history_min: Option<i64>,
    /// What made up the baseline period.
    pub drivers: DriverFacts,
    /// The share of the period's value that each of its months is expected to bring, in order; they sum to 1.
    pub month_shares: Vec<f64>,
    /// The share of the period that is worked, from 0 to 1: less than 1 where a leave takes a part of it, which the
    /// distribution has taken into account already, and 0 where nobody is there to have a target.
    #[serde(default = "all_of_it")]
    pub share_worked: f64,
    /// What a person decided instead, if anybody did.
    pub manual: Option<ManualOverride>,
}

/// Outlooks that were written before leaves were known have no share.
fn all_of_it() -> f64 {
    1.0
}

impl Outlook {
    /// The baseline's amount for the part of the period that is worked, in minor units.
    pub(super) fn baseline_worked_minor(&self) -> i64 {
        self.worked_minor(self.baseline.value_minor)
    }

    /// What floor and cap come from, for the part of the period that is worked.
    pub(super) fn worked(&self, from: BoundsFrom) -> BoundsFrom {
        let worked = |minor| self.worked_minor(minor);
        BoundsFrom { floor_minor: from.floor_minor.map(worked), cap_minor: from.cap_minor.map(worked) }
    }

    fn worked_minor(&self, minor: i64) -> i64 {
        if self.share_worked >= 1.0 {
            return minor;
        }
        (minor as f64 * self.share_worked).round_ties_even() as i64
    }
}

/// The comparison period's actual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// What the metric came to in that period.
    pub value_minor: i64,
    /// How the period is called, such as `2018-Q2`.
    pub period_label: String,
}

/// The amounts whose shares floor and cap are, where one period cannot carry both: it may have been an odd one, or somebody
/// was still growing into the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundsFrom {
    /// The floor is a share of this; `None` for no floor.
    pub floor_minor: Option<i64>,
    /// The cap is a share of this; `None` for no cap.
    pub cap_minor: Option<i64>,
}

/// The sums of the baseline period from which the drivers follow; zeros where nothing was sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DriverFacts {
    /// Distinct customers who bought.
    pub active_customers: i64,
    /// Orders placed.
    pub orders: i64,
    /// Customers whose first order fell into the period.
    pub new_customers: i64,
    /// Net revenue in minor units.
    pub revenue_minor: i64,
    /// Gross profit in minor units; negative where the goods cost more than they brought.
    pub gross_profit_minor: i64,
    /// Deals won or lost in the period; 0 where no opportunities are known.
    pub deals_closed: i64,
    /// Those of them that were won.
    pub deals_won: i64,
}

/// A target that a person set in place of the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualOverride {
    /// The amount decided; neither floor, cap nor rounding touches it.
    pub target_minor: i64,
    /// Who decided.
    pub author: String,
    /// Why, in that person's words.
    pub reason: String,
}
