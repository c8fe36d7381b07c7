//! Won and lost deals that people reviewed, and what they teach.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TopicRow;

/// The reviewed cases of all time up to the pack's day: one period has too few of them to teach anything.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct CasesSection {
    /// How many cases were handed in; nothing else is there where it is 0.
    pub cases: i64,
    /// Those with two reviewers or more, which count.
    pub counted: i64,
    /// How many people reviewed them.
    pub reviewers: i64,
    /// How many remarks there are on what was handed in: a reviewer alone, a score outside the scale …
    pub remarks: i64,
    /// The items, first the mean of all of them.
    pub items: Vec<CaseItem>,
    /// What was learned, those to begin with first.
    pub lessons: Vec<CaseLesson>,
}

/// One item of the rubric over all cases.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct CaseItem {
    /// The item; `all` for the mean of all of them.
    pub item: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Scored cases.
    pub cases: i64,
    /// Their mean score.
    pub mean: Option<f64>,
    /// The mean of those that were won.
    pub won_mean: Option<f64>,
    /// The mean of those that were lost.
    pub lost_mean: Option<f64>,
    /// Won less lost; `None` with too few cases on one side.
    pub difference: Option<f64>,
    /// The lower end of its 95 % interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// Whether the difference is more than chance, over all items.
    pub separates: bool,
    /// Weighted kappa of the reviewers, quadratic; `None` where no two reviewers share enough cases.
    pub kappa: Option<f64>,
    /// The lower end of the 95 % interval of the chosen kappa.
    pub kappa_lower: Option<f64>,
    /// The upper end.
    pub kappa_upper: Option<f64>,
    /// Krippendorff's alpha.
    pub alpha: Option<f64>,
    /// Reps with enough cases.
    pub reps: i64,
    /// Those of them whose mean lies under the bar.
    pub reps_weak: i64,
}

/// A lesson.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct CaseLesson {
    /// `separates_and_weak`, `separates` or `weak`.
    pub kind: String,
    /// The item.
    pub item: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// The reps who are weak on it, the clear ones first.
    pub reps: Vec<String>,
    /// What to do about it; the field `driver` of a topic is empty.
    pub topics: Vec<TopicRow>,
}
