//! What adds up over periods and reps, and what does not.

use crate::measures::catalogue::definition;
use crate::quantity::Unit;

/// What the ids of means, balances and expectations begin with: amounts and counts that do not add up.
const LEVELS: [&str; 9] = [
    "avg_",
    "pipeline_",
    "weighted_pipeline",
    "coverage_required",
    "forecast_category",
    "clv",
    "active_customers",
    "activity_count.subjects",
    "customer_conc",
];

/// Whether three months of it are a quarter of it, and the reps' together the company's: amounts and counts do, but for
/// means, balances and things that may be counted twice.
pub(super) fn is_flow(id: &str) -> bool {
    let unit = definition(id).map_or(Unit::Share, |definition| definition.unit);
    matches!(unit, Unit::Money | Unit::Count | Unit::Units) && !LEVELS.iter().any(|level| id.starts_with(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_flows_and_means_and_rates_are_not() {
        for id in ["revenue_net", "new_customers", "units", "bookings", "activity_count.call", "revenue_collected"] {
            assert!(is_flow(id), "{id}");
        }
        for id in ["avg_order", "avg_deal.median", "win_rate.closed", "pipeline_open", "dso.simple", "csat.mean"] {
            assert!(!is_flow(id), "{id}");
        }
    }
}
