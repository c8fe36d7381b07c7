//! What a feature is: its name, the group it is told under, and whether somebody can act on it.

use serde::{Deserialize, Serialize};

/// The family a feature is told under, so that a report can say "activity" instead of five column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureGroup {
    /// The forecast's own chance of a miss.
    Forecast,
    /// Where the subject's own results are heading.
    Trend,
    /// What the subject does: visits, orders written, customers contacted.
    Activity,
    /// How long the subject has been in place.
    Tenure,
    /// Whom the subject sells to: concentration, losses, new names.
    Customers,
    /// How earlier bars were met.
    Attainment,
    /// What is in the works and not yet won.
    Pipeline,
}

impl FeatureGroup {
    /// Every group, in the order in which reports list them.
    pub const ALL: [FeatureGroup; 7] = [
        FeatureGroup::Forecast,
        FeatureGroup::Trend,
        FeatureGroup::Activity,
        FeatureGroup::Tenure,
        FeatureGroup::Customers,
        FeatureGroup::Attainment,
        FeatureGroup::Pipeline,
    ];

    /// The stable word for files and settings; the same word that serde writes.
    pub fn word(self) -> &'static str {
        match self {
            FeatureGroup::Forecast => "forecast",
            FeatureGroup::Trend => "trend",
            FeatureGroup::Activity => "activity",
            FeatureGroup::Tenure => "tenure",
            FeatureGroup::Customers => "customers",
            FeatureGroup::Attainment => "attainment",
            FeatureGroup::Pipeline => "pipeline",
        }
    }
}

/// One column of [`RiskCase::features`](super::RiskCase::features), in the same position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureSpec {
    /// A stable name, unique among the specs; [`FORECAST_FEATURE`] is taken.
    pub name: String,
    /// The family it is told under.
    pub group: FeatureGroup,
    /// Whether the subject or the leader can change it, so that a counterfactual may name it. Tenure is not
    /// actionable; visits are.
    pub actionable: bool,
}

/// The name of the column that the model makes itself: the logit of the forecast's own chance of a miss.
pub const FORECAST_FEATURE: &str = "forecast_logit";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stable_word_is_what_serde_writes() {
        for group in FeatureGroup::ALL {
            let written = serde_json::to_string(&group).expect("a unit variant is a string");
            assert_eq!(written, format!("\"{}\"", group.word()));
        }
    }
}
