//! The company's rules: what counts how much, and what score it gives.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::group::{Group, Perspective};
use super::points::ScorePoints;
use super::rules;
use super::{AppraisalError, GradeBand};

/// The rules of a scorecard.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `weights` | none | weight per metric id, inside the group `kpi` | each > 0, sum 100 |
/// | `points` | 0 → 0, 1 → 90, 1.2 → 100 | score at the floor, the target, the stretch (optional) and the cap | rising |
/// | `points_by_metric` | none | other points for single metrics | metrics with a weight |
/// | `metrics` | none | target, direction, band and perspective of single metrics | metrics with a weight |
/// | `groups` | kpi alone | weight per group: kpi, mbo, ratings, bars | each > 0, sum 100 |
/// | `perspectives` | none | weight per perspective; the card is then a balanced scorecard | each > 0, sum 100 |
/// | `bands` | S 95, A 85, B 70, C 60, D 0 | grades and their least scores | falling, ending at 0 |
/// | `min_coverage` | 0.60 | share of the weight under which a card is flagged as thin | 0–1 |
/// | `distribution` | none | share of the reps per grade, forced | every band, sum 1 |
///
/// There are no default weights: what matters is the company's choice, and a scorecard without one is refused
/// rather than guessed. Meeting every target exactly gives 90, a good A; S is left to those who exceed them; a
/// share of the target gives the same share of 90.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScorecardSettings {
    /// The weight of each metric, by its id.
    pub weights: BTreeMap<String, f64>,
    /// The score that an attainment gives.
    pub points: ScorePoints,
    /// Other points for single metrics.
    pub points_by_metric: BTreeMap<String, ScorePoints>,
    /// What else is set for single metrics.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, MetricRules>,
    /// The weight of each group; without any, the metrics are the whole card.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<Group, f64>,
    /// The weight of each perspective; without any, the card is summed up by groups.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub perspectives: BTreeMap<Perspective, f64>,
    /// The grades, best first.
    pub bands: Vec<GradeBand>,
    /// The share of the weight under which a card is flagged as thin.
    pub min_coverage: f64,
    /// The share of the reps that each grade is given to, by its label; without any, the bands alone decide.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub distribution: BTreeMap<String, f64>,
}

/// What is set for one metric.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricRules {
    /// A target for everybody, in major units: 50000 for money, 0.35 for a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// The only place where the target may come from; without it a quota comes first, then `target`, then the year
    /// before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_from: Option<TargetFrom>,
    /// Which way is better; without it as the dictionary says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    /// The range that is right, lower edge first, in major units; the metric then has no other target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<[f64; 2]>,
    /// Where it belongs on a balanced scorecard; without it as [`Perspective::of_metric`] says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub perspective: Option<Perspective>,
}

/// Where a target comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetFrom {
    /// The quota of the metric that is in force for the whole period.
    Quota,
    /// The configured target.
    Fixed,
    /// What the rep did in the same period a year before.
    YearBefore,
}

impl TargetFrom {
    /// The code in tables.
    pub fn code(self) -> &'static str {
        match self {
            TargetFrom::Quota => "quota",
            TargetFrom::Fixed => "fixed",
            TargetFrom::YearBefore => "year_before",
        }
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More.
    Higher,
    /// Less.
    Lower,
}

impl Default for ScorecardSettings {
    fn default() -> Self {
        ScorecardSettings {
            weights: BTreeMap::new(),
            points: ScorePoints::default(),
            points_by_metric: BTreeMap::new(),
            metrics: BTreeMap::new(),
            groups: BTreeMap::new(),
            perspectives: BTreeMap::new(),
            bands: GradeBand::defaults(),
            min_coverage: 0.60,
            distribution: BTreeMap::new(),
        }
    }
}

impl ScorecardSettings {
    /// Whether the company wants a card at all.
    pub fn is_set(&self) -> bool {
        !self.weights.is_empty() || !self.groups.is_empty() || !self.perspectives.is_empty()
    }

    /// The settings themselves where all is in order, else the first thing that is not.
    ///
    /// ```
    /// use attain::appraisal::ScorecardSettings;
    /// let mut settings = ScorecardSettings::default();
    /// settings.weights.insert("revenue_net".into(), 60.0);
    /// settings.weights.insert("new_customers".into(), 30.0);
    /// let error = settings.clone().checked().unwrap_err();
    /// assert_eq!(error.to_string(), "the weights sum to 90, and they must sum to 100");
    /// settings.weights.insert("new_customers".into(), 40.0);
    /// assert!(settings.checked().is_ok());
    /// ```
    ///
    /// # Errors
    /// [`AppraisalError`] with the sum of the weights, or the metric, band or field that is wrong.
    pub fn checked(self) -> Result<ScorecardSettings, AppraisalError> {
        rules::check(&self)?;
        Ok(self)
    }

    /// The points that hold for a metric.
    pub fn points_for(&self, metric_id: &str) -> ScorePoints {
        self.points_by_metric.get(metric_id).copied().unwrap_or(self.points)
    }

    /// Where a metric belongs on a balanced scorecard.
    pub fn perspective_of(&self, metric_id: &str) -> Perspective {
        let set = self.metrics.get(metric_id).and_then(|rules| rules.perspective);
        set.unwrap_or_else(|| Perspective::of_metric(metric_id))
    }

    /// The weight of a group: what is set, else 100 for the metrics and nothing for the others.
    pub fn group_weight(&self, group: Group) -> f64 {
        match self.groups.is_empty() {
            true if group == Group::Kpi => 100.0,
            true => 0.0,
            false => self.groups.get(&group).copied().unwrap_or(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_read_from_a_configuration() {
        let text = "weights = { revenue_net = 70, new_customers = 30 }\n\
                    bands = [{ label = \"pass\", at_least = 60 }, { label = \"fail\", at_least = 0 }]\n\
                    groups = { kpi = 60, mbo = 40 }\n\
                    distribution = { pass = 0.9, fail = 0.1 }\n\
                    [points_by_metric.new_customers]\n\
                    floor = { attainment = 0.5, score = 0 }\n\
                    target = { attainment = 1, score = 100 }\n\
                    cap = { attainment = 1.5, score = 120 }\n\
                    [metrics.new_customers]\n\
                    target = 12\n\
                    perspective = \"learning_and_growth\"\n";
        let settings: ScorecardSettings = toml::from_str(text).expect("valid text");
        let settings = settings.checked().expect("valid settings");
        assert_eq!(settings.points_for("new_customers").score(0.75), 50.0);
        assert_eq!(settings.points_for("revenue_net").score(0.5), 45.0);
        assert_eq!(settings.perspective_of("new_customers"), Perspective::LearningAndGrowth);
        assert_eq!((settings.group_weight(Group::Mbo), settings.group_weight(Group::Bars)), (40.0, 0.0));
        assert!(toml::from_str::<ScorecardSettings>("wieghts = {}").is_err());
    }
}
