//! Why a value is absent. A value or a reason: never a silent blank, never a NaN.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The reason that stands where a value would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NullReason {
    /// The denominator is zero or, for a growth rate, not positive.
    NoDenominator,
    /// The observation window has not run its full length by the as-of date.
    Immature,
    /// Fewer cases than the stated minimum.
    BelowMinN,
    /// No target is in force.
    NoTarget,
    /// A cost, price or exchange rate is missing for part of the rows.
    MissingRate,
    /// The comparison reaches before the start of the data.
    LeftCensored,
    /// The amount would be nothing or a loss.
    NotPositive,
    /// The balances of what is owed have none for the day.
    MissingBalance,
    /// The quota is reached already: nothing is left to be covered.
    QuotaMet,
    /// No common raters link it with anything that it could be compared with.
    NotComparable,
    /// Whoever it is about is on leave for all of the period, or for so much of it that nothing is asked.
    OnLeave,
}

impl NullReason {
    /// The code as it stands in the column `null_reason`.
    pub fn code(self) -> &'static str {
        match self {
            NullReason::NoDenominator => "no_denominator",
            NullReason::Immature => "immature",
            NullReason::BelowMinN => "below_min_n",
            NullReason::NoTarget => "no_target",
            NullReason::MissingRate => "missing_rate",
            NullReason::LeftCensored => "left_censored",
            NullReason::NotPositive => "not_positive",
            NullReason::MissingBalance => "missing_balance",
            NullReason::QuotaMet => "quota_met",
            NullReason::NotComparable => "not_comparable",
            NullReason::OnLeave => "on_leave",
        }
    }
}
