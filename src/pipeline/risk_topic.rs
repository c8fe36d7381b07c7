//! Which coaching topic goes with a reason of risk: only where the rep's own work or its result is what is weak.

use crate::appraisal::{WorkDriver, topic, topics_for};

use super::risk_features::Feature;

/// A reason that adds less is none to act on, in log-odds: at even chances, where log-odds weigh most, it is 1.2 points of
/// probability.
const NEGLIGIBLE: f64 = 0.05;

/// The topic of a reason that raises the risk by an amount that counts, where the rep's value is on the bad side of what
/// it is compared with. Who over-attained, and is now asked for more, has nothing to be coached in.
pub(super) fn topic_of_reason(
    feature: &str,
    value: Option<f64>,
    reference: Option<f64>,
    contribution: f64,
) -> Option<String> {
    let feature = of_name(feature)?;
    let is_weak = is_better(feature, reference?, value?);
    (is_weak && contribution >= NEGLIGIBLE).then(|| of_feature(feature)).flatten()
}

/// The topic of a change that clears a flag, where it is one for the better.
pub(super) fn topic_of_change(feature: &str, from: f64, to: f64) -> Option<String> {
    let feature = of_name(feature)?;
    is_better(feature, to, from).then(|| of_feature(feature)).flatten()
}

/// None for the bar and for what only the forecast says: a season is not the rep's work.
fn of_name(name: &str) -> Option<Feature> {
    Feature::ALL.into_iter().find(|feature| feature.name() == name)
}

/// Whether one value of a feature is better than another. Reliance on one customer is the only one that is better low.
fn is_better(feature: Feature, one: f64, other: f64) -> bool {
    if feature == Feature::LargestCustomerShare { one < other } else { one > other }
}

/// Attainment and trend are results and not work: where they are weak they lead to planning, and the plan (`attain plan`)
/// says which work is weak. So does less activity than before: it counts work of every kind, and not follow-ups that
/// stayed out.
fn of_feature(feature: Feature) -> Option<String> {
    let driver = match feature {
        Feature::ActiveCustomersGrowth | Feature::RepurchaseRate => WorkDriver::Retention,
        Feature::PipelineCoverage | Feature::PipelineChange => WorkDriver::NewCustomers,
        Feature::WinRate => WorkDriver::CloseRate,
        Feature::LargestCustomerShare => WorkDriver::CustomerConcentration,
        Feature::TenureMonths => return topic("continuous_learning").map(|topic| topic.id.clone()),
        Feature::AttainmentLast | Feature::RevenueGrowth | Feature::ActivityChange => {
            return topic("sales_planning").map(|topic| topic.id.clone());
        }
    };
    topics_for(driver).next().map(|topic| topic.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The topic of a reason whose value is so much above the reference.
    fn above(feature: &str, by: f64, contribution: f64) -> Option<String> {
        topic_of_reason(feature, Some(0.9 + by), Some(0.9), contribution)
    }

    #[test]
    fn every_feature_that_is_weak_has_a_topic_of_the_catalogue() {
        for feature in Feature::ALL {
            let worse = if feature == Feature::LargestCustomerShare { 0.2 } else { -0.2 };
            let id = above(feature.name(), worse, 0.4);
            assert!(id.as_deref().is_some_and(|id| topic(id).is_some()), "{feature:?}");
        }
        let tied = |feature| above(feature, -0.2, 0.4).unwrap_or_default();
        assert_eq!(tied("activity_change"), "sales_planning");
        let [deals, wins] = ["pipeline_coverage", "win_rate"].map(tied);
        assert!(deals != wins && deals != "sales_planning" && wins != "sales_planning", "{deals} {wins}");
    }

    #[test]
    fn nothing_is_coached_that_is_good_or_negligible_or_lowers_the_risk_or_is_no_work() {
        assert_eq!(above("attainment_last", -0.2, 0.4).as_deref(), Some("sales_planning"));
        assert_eq!(above("attainment_last", 0.9, 1.6), None);
        assert_eq!(above("largest_customer_share", -0.2, 0.4), None);
        assert_eq!(above("attainment_last", -0.2, 0.04), None);
        assert_eq!(above("attainment_last", -0.2, -0.4), None);
        for feature in ["recent_level", "forecast_direction", "forecast_logit", "forecast_level"] {
            assert_eq!(above(feature, -0.2, 1.5), None, "{feature}");
            assert_eq!(topic_of_change(feature, 0.7, 0.9), None, "{feature}");
        }
        assert_eq!(topic_of_reason("win_rate", None, Some(0.3), 0.0), None);
        assert_eq!(topic_of_reason("win_rate", Some(0.2), None, 0.4), None);
    }

    #[test]
    fn a_change_for_the_worse_is_not_coached() {
        assert_eq!(topic_of_change("activity_change", -0.2, 0.1).as_deref(), Some("sales_planning"));
        assert_eq!(topic_of_change("activity_change", 0.1, -0.2), None);
        assert_eq!(topic_of_change("largest_customer_share", 0.4, 0.2).as_deref(), Some("widening_the_book"));
        assert_eq!(topic_of_change("largest_customer_share", 0.2, 0.4), None);
    }
}
