//! Where a line of the card belongs: its group, and its perspective on a balanced scorecard.

use serde::{Deserialize, Serialize};

/// The method by which a line came about. Groups are weighed against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Metrics against targets.
    Kpi,
    /// Objectives that both sides agreed to (management by objectives).
    Mbo,
    /// Ratings by managers, peers, subordinates and customers (360°).
    Ratings,
    /// Behaviourally anchored ratings.
    Bars,
}

impl Group {
    /// All groups, in the order in which they are listed.
    pub const ALL: [Group; 4] = [Group::Kpi, Group::Mbo, Group::Ratings, Group::Bars];

    /// The code in configurations and tables.
    pub fn code(self) -> &'static str {
        match self {
            Group::Kpi => "kpi",
            Group::Mbo => "mbo",
            Group::Ratings => "ratings",
            Group::Bars => "bars",
        }
    }
}

/// A perspective of the balanced scorecard.
///
/// Source: R. S. Kaplan and D. P. Norton, "The balanced scorecard – measures that drive performance", 1992.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// What the company earns.
    Financial,
    /// What customers see.
    Customer,
    /// What the work is like on the way.
    InternalProcess,
    /// What will let the others grow.
    LearningAndGrowth,
}

/// What the ids of customers' metrics begin with.
const OF_CUSTOMERS: [&str; 15] = [
    "active_customers",
    "new_customers",
    "csat",
    "nps",
    "ces",
    "retention",
    "repeat_rate",
    "repurchase_rate",
    "returning_rate",
    "purchase_gap",
    "churn",
    "clv",
    "customer_conc",
    "activity_count.subjects",
    "avg_deal.per_customer",
];

/// What the ids of the metrics of the work itself begin with.
const OF_THE_WORK: [&str; 12] = [
    "win_rate",
    "close_rate",
    "sales_cycle",
    "pipeline",
    "weighted_pipeline",
    "coverage_required",
    "forecast_category",
    "activity_count",
    "followup",
    "discount_rate",
    "list_coverage",
    "cost_coverage",
];

impl Perspective {
    /// All perspectives, in the usual order.
    pub const ALL: [Perspective; 4] =
        [Perspective::Financial, Perspective::Customer, Perspective::InternalProcess, Perspective::LearningAndGrowth];

    /// The code in configurations and tables.
    pub fn code(self) -> &'static str {
        match self {
            Perspective::Financial => "financial",
            Perspective::Customer => "customer",
            Perspective::InternalProcess => "internal_process",
            Perspective::LearningAndGrowth => "learning_and_growth",
        }
    }

    /// Where a metric belongs unless the configuration puts it elsewhere: customers' metrics, metrics of the work, and
    /// all others, which are about money and volume.
    ///
    /// ```
    /// use attain::appraisal::Perspective;
    /// assert_eq!(Perspective::of_metric("win_rate.closed"), Perspective::InternalProcess);
    /// assert_eq!(Perspective::of_metric("csat.t2b"), Perspective::Customer);
    /// assert_eq!(Perspective::of_metric("collection_rate.due"), Perspective::Financial);
    /// ```
    pub fn of_metric(metric_id: &str) -> Perspective {
        let begins = |names: &[&str]| names.iter().any(|name| metric_id.starts_with(name));
        match metric_id {
            _ if begins(&OF_CUSTOMERS) => Perspective::Customer,
            _ if begins(&OF_THE_WORK) => Perspective::InternalProcess,
            _ => Perspective::Financial,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_words_of_the_configuration() {
        for group in Group::ALL {
            assert_eq!(serde_json::to_value(group).unwrap(), group.code());
        }
        for perspective in Perspective::ALL {
            assert_eq!(serde_json::to_value(perspective).unwrap(), perspective.code());
        }
    }

    #[test]
    fn retention_of_revenue_is_the_customers_and_revenue_is_not() {
        assert_eq!(Perspective::of_metric("retention.net_revenue"), Perspective::Customer);
        assert_eq!(Perspective::of_metric("revenue_net"), Perspective::Financial);
        assert_eq!(Perspective::of_metric("activity_count.call"), Perspective::InternalProcess);
    }
}
