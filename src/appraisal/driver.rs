//! The drivers of a rep's result that coaching can act on.

use serde::{Deserialize, Serialize};

/// Something a rep does that a metric measures.
///
/// This is wider than planning's [`Driver`](crate::planning::Driver), which holds the factors whose product is the
/// revenue; these need not multiply to anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkDriver {
    /// Won deals among closed ones, or buyers among visitors.
    CloseRate,
    /// Customers won.
    NewCustomers,
    /// Customers who buy again or stay.
    Retention,
    /// What was collected of what was due.
    CollectionRate,
    /// Satisfied answers among all.
    Satisfaction,
    /// The share of the list price that was given away.
    DiscountRate,
    /// Gross profit of revenue.
    GrossMargin,
    /// Assigned customers and opportunities that were followed up.
    FollowupRate,
    /// The largest customers' share of the rep's revenue.
    CustomerConcentration,
}

impl WorkDriver {
    /// All drivers, in the order in which they are listed.
    pub const ALL: [WorkDriver; 9] = [
        WorkDriver::CloseRate,
        WorkDriver::NewCustomers,
        WorkDriver::Retention,
        WorkDriver::CollectionRate,
        WorkDriver::Satisfaction,
        WorkDriver::DiscountRate,
        WorkDriver::GrossMargin,
        WorkDriver::FollowupRate,
        WorkDriver::CustomerConcentration,
    ];

    /// The code, as it stands in the topics' data and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            WorkDriver::CloseRate => "close_rate",
            WorkDriver::NewCustomers => "new_customers",
            WorkDriver::Retention => "retention",
            WorkDriver::CollectionRate => "collection_rate",
            WorkDriver::Satisfaction => "satisfaction",
            WorkDriver::DiscountRate => "discount_rate",
            WorkDriver::GrossMargin => "gross_margin",
            WorkDriver::FollowupRate => "followup_rate",
            WorkDriver::CustomerConcentration => "customer_concentration",
        }
    }

    /// Ids of the dictionary's metrics that can stand for the driver. Which of them is used is the caller's choice,
    /// and the same one for a rep and the peers.
    pub fn metric_ids(self) -> &'static [&'static str] {
        match self {
            WorkDriver::CloseRate => &["win_rate.closed", "win_rate.value", "close_rate.retail"],
            WorkDriver::NewCustomers => &["new_customers"],
            WorkDriver::Retention => &["repeat_rate.window", "repurchase_rate.next", "retention.classic"],
            WorkDriver::CollectionRate => &["collection_rate.due", "collection_rate.balance", "collection_rate.sales"],
            WorkDriver::Satisfaction => &["csat.t2b", "nps"],
            WorkDriver::DiscountRate => &["discount_rate"],
            WorkDriver::GrossMargin => &["gross_margin"],
            WorkDriver::FollowupRate => &["followup_rate", "followup_timely"],
            WorkDriver::CustomerConcentration => &["customer_conc_topn", "customer_conc_hhi"],
        }
    }

    /// Whether less is better: deep discounts and a book that hangs on a few customers are the weak side.
    pub fn lower_is_better(self) -> bool {
        matches!(self, WorkDriver::DiscountRate | WorkDriver::CustomerConcentration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_what_stands_in_json() {
        for driver in WorkDriver::ALL {
            let json = serde_json::to_string(&driver).expect("a plain value");
            assert_eq!(json, format!("\"{}\"", driver.code()));
        }
    }
}
