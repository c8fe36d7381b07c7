//! One page for each rep.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::quantity::{Measured, Unit};

use super::words::Sentence;

/// One rep's page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepPage {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// The role or title.
    pub role: String,
    /// The manager's name; empty where there is none.
    pub manager: String,
    /// First day in service.
    pub hire_date: Option<Day>,
    /// The period's metrics, in the order of the KPI table's columns.
    pub kpis: Vec<Measured>,
    /// Net revenue by quarter, aligned with the forecast section's periods, with the quota beside it.
    pub quarters: Vec<RepQuarter>,
    /// The score, if there is enough to score.
    pub score: Option<f64>,
    /// The grade letter.
    pub grade: Option<String>,
    /// Points to the next better band.
    pub to_next_band: Option<f64>,
    /// How the score came about.
    pub score_lines: Vec<ScoreLine>,
    /// Where the rep stands out for the better.
    pub strengths: Vec<Sentence>,
    /// Where the rep is weak against comparable reps.
    pub weaknesses: Vec<Sentence>,
    /// Coaching topics that the weak drivers point to.
    pub topics: Vec<TopicRow>,
    /// The targets as sentences.
    pub targets: Vec<Sentence>,
    /// What is doubtful about this page.
    pub doubts: Vec<Sentence>,
}

/// One quarter of a rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepQuarter {
    /// The period's label.
    pub period: String,
    /// Net revenue; null before the rep began.
    pub revenue: Measured,
    /// The quota in force.
    pub quota: Measured,
}

/// One line of a scorecard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreLine {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The weight after missing lines were taken out, in points of 100.
    pub weight: f64,
    /// The value.
    pub value: Measured,
    /// What the value was scored against.
    pub target: Measured,
    /// Where that comes from: `quota` or `year_before`; empty where there is none.
    pub target_source: String,
    /// Score from 0 to the cap.
    pub score: Option<f64>,
}

/// A coaching topic in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopicRow {
    /// The topic's id.
    pub topic: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// One sentence of advice in English.
    pub advice_en: String,
    /// One sentence of advice in Chinese.
    pub advice_zh: String,
    /// The driver that pointed to it; `ratings` where people did, by ratings or in reviewed deals.
    pub driver: String,
}
