//! What people said and agreed: ratings, improvement plans, decisions, contests, cases. Each list is empty where its table is not there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;

use super::{CasesSection, ContestEntry, Sentence};

/// Ratings, plans, decisions, contests and cases of the reps of the pack.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalSection {
    /// The cycle of ratings that counts in the period; empty where there is none.
    pub ratings_cycle: String,
    /// By rep: the total, the groups of raters, the rep's own view.
    pub ratings: Vec<RatingRow>,
    /// By rep: the plans of the table `improvement_plans`, then those that are proposed for the next period.
    pub plans: Vec<PlanRow>,
    /// The decisions that stand on proposals of the period and of the next one, by proposal.
    pub decisions: Vec<DecidedRow>,
    /// The contests of the period and the next one, by first day.
    #[serde(default)]
    pub contests: Vec<ContestEntry>,
    /// What could not be told although its table is there; it stands among the findings of the data, too.
    #[serde(default)]
    pub findings: Vec<Sentence>,
    /// What reviewed deals teach.
    #[serde(default)]
    pub cases: CasesSection,
}

/// A score of ratings about one rep. What may not be shown has no numbers, here as in the listing of `attain rate`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct RatingRow {
    /// The rep.
    pub rep_id: String,
    /// By what the line cuts: `total`, `group`, `self`.
    pub by: String,
    /// Which of them: `score_360`, `bars`, or the group of raters.
    pub key: String,
    /// The score from 0 to 100, corrected for lenient and severe raters; the rep's own score on a line by `self`.
    pub score: Option<f64>,
    /// Its standard error; `None` on a line by `self`.
    pub standard_error: Option<f64>,
    /// Different raters; `None` where nothing may be shown, and on a line by `self`.
    pub n: Option<i64>,
    /// Why there is no score.
    pub null_reason: String,
}

/// An improvement plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PlanRow {
    /// The plan.
    pub plan_id: String,
    /// The rep.
    pub rep_id: String,
    /// Whether it is only proposed; else it stands in the table.
    pub proposed: bool,
    /// What is to be done, as it was written; of a proposed plan the topics in English.
    pub action_en: String,
    /// The same in Chinese; of a plan of the table as it was written.
    pub action_zh: String,
    /// Who sees to it: a name where the id is known.
    pub owner: String,
    /// The first day.
    pub start: Option<Day>,
    /// The day by which the check metric is looked at.
    pub due: Option<Day>,
    /// The metric that shows whether it worked.
    pub check_metric: String,
    /// What it has to reach: a share as a fraction, money in major units.
    pub check_value: Option<f64>,
    /// What it is now, in the same unit.
    pub value: Option<f64>,
    /// How the plan stands by the data: `open`, `on_track`, `met`, `missed`, `overdue`; empty for a proposed one.
    pub state: String,
    /// What is wrong with it, as codes.
    pub doubts: Vec<String>,
}

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DecidedRow {
    /// The proposal.
    pub proposal_id: String,
    /// What it is about: `target`, `flag`, `grade`, `bonus`, `promotion`, `training`, `performance_plan`.
    pub object: String,
    /// The period that it is for.
    pub period: String,
    /// The rep.
    pub rep_id: String,
    /// A target's metric; empty for others.
    pub metric_id: String,
    /// What was suggested.
    pub suggested: Option<String>,
    /// `accepted`, `changed` or `rejected`.
    pub status: String,
    /// What was decided; `None` where the suggestion was rejected.
    pub decided: Option<String>,
    /// Who decided.
    pub by: String,
    /// The day, UTC; `None` where the log does not say.
    pub day: Option<Day>,
    /// Why.
    pub reason: String,
}
