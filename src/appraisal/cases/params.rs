//! The rules of the case analysis.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::agreement::KappaWeights;
use super::rubric::{RubricItem, rubric};
use crate::appraisal::{SettingFault, topic, topics};
use crate::quantity::nearest;

/// `[cases]`.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `scale_min`, `scale_max` | 1, 5 | the ends of the scale | rising, −100 to 100 |
/// | `reviewers_per_case` | 2 | reviewers on a drawn sheet | 2–10 |
/// | `weights` | quadratic | the kappa whose interval is shown | linear, quadratic |
/// | `weak_below` | 3 | a rep whose mean on an item is lower is weak on it | within the scale |
/// | `least_cases` | 3 | cases on each side without which nothing is compared | 2–100 |
/// | `false_discoveries` | 0.10 | the accepted share of false ones among what is stated | 0.001–0.5 |
/// | `item` | the shipped rubric | items of one's own, as `[[cases.item]]`; they replace the shipped ones | each id once |
///
/// The scale is anchored, so a mean is held against a fixed point of it and not against the other reps: a team can be
/// weak as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CasesSettings {
    /// The lowest score.
    pub scale_min: f64,
    /// The highest score.
    pub scale_max: f64,
    /// How many reviewers a drawn case gets.
    pub reviewers_per_case: usize,
    /// The weights of the kappa whose interval is shown.
    pub weights: KappaWeights,
    /// Under this mean a rep is weak on an item.
    pub weak_below: f64,
    /// The least number of cases on each side of a comparison.
    pub least_cases: usize,
    /// The accepted share of false statements among those made.
    pub false_discoveries: f64,
    /// Items of one's own; empty for the shipped rubric.
    pub item: Vec<RubricItem>,
}

impl Default for CasesSettings {
    fn default() -> Self {
        CasesSettings {
            scale_min: 1.0,
            scale_max: 5.0,
            reviewers_per_case: 2,
            weights: KappaWeights::Quadratic,
            weak_below: 3.0,
            least_cases: 3,
            false_discoveries: 0.10,
            item: Vec::new(),
        }
    }
}

impl CasesSettings {
    /// The items that are asked: one's own where there are any, else the shipped ones.
    pub fn items(&self) -> &[RubricItem] {
        if self.item.is_empty() { rubric() } else { &self.item }
    }

    /// Whether nothing was set.
    pub fn is_default(&self) -> bool {
        *self == CasesSettings::default()
    }

    /// The first value that is no setting.
    pub fn fault(&self) -> Option<SettingFault> {
        let number = SettingFault::number;
        number("scale_min", self.scale_min, -100.0, 100.0)
            .or_else(|| number("scale_max", self.scale_max, self.scale_min + 1.0, 100.0))
            .or_else(|| number("reviewers_per_case", self.reviewers_per_case as f64, 2.0, 10.0))
            .or_else(|| number("weak_below", self.weak_below, self.scale_min, self.scale_max))
            .or_else(|| number("least_cases", self.least_cases as f64, 2.0, 100.0))
            .or_else(|| number("false_discoveries", self.false_discoveries, 0.001, 0.5))
            .or_else(|| self.fault_of_items())
    }

    fn fault_of_items(&self) -> Option<SettingFault> {
        let mut ids = BTreeSet::new();
        for item in &self.item {
            if item.id.is_empty() || !ids.insert(&item.id) {
                return Some(SettingFault {
                    key: "id".to_string(),
                    received: format!("`{}`, which is empty or stands twice in [[cases.item]]", item.id),
                    allowed: "give each item an id of its own".to_string(),
                });
            }
            if let Some(unknown) = item.topics.iter().find(|id| topic(id).is_none()) {
                let known = topics().iter().map(|topic| topic.id.as_str());
                return Some(SettingFault {
                    key: "topics".to_string(),
                    received: format!("a list with `{unknown}`, and there is no such coaching topic"),
                    allowed: format!("did you mean {}?", nearest(unknown, known).join(", ")),
                });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        assert_eq!(CasesSettings::default().fault(), None);
        let key = |settings: CasesSettings| settings.fault().map(|fault| fault.key);
        assert_eq!(key(CasesSettings { scale_max: 1.0, ..Default::default() }).as_deref(), Some("scale_max"));
        assert_eq!(key(CasesSettings { weak_below: 9.0, ..Default::default() }).as_deref(), Some("weak_below"));
        assert_eq!(key(CasesSettings { least_cases: 1, ..Default::default() }).as_deref(), Some("least_cases"));
        let mut own = rubric()[0].clone();
        own.topics = vec!["negotation".to_string()];
        let fault = CasesSettings { item: vec![own.clone()], ..Default::default() }.fault().unwrap();
        assert!(fault.allowed.contains("negotiation"), "{fault:?}");
        own.topics.clear();
        let twice = CasesSettings { item: vec![own.clone(), own], ..Default::default() };
        assert_eq!(key(twice).as_deref(), Some("id"));
    }
}
