//! What happened: people, metrics, trends, attainment.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Grain;
use crate::quantity::{Measured, Unit};

/// At which level a row of the KPI table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The whole company.
    Company,
    /// A team.
    Team,
    /// A judged rep.
    Rep,
    /// Somebody with sales who is not judged as a rep.
    Manager,
}

/// Metrics in columns, company, teams and people in rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KpiTable {
    /// The period's label.
    pub period: String,
    /// The columns.
    pub columns: Vec<KpiColumn>,
    /// Company first, then each team followed by its people.
    pub rows: Vec<KpiRow>,
}

/// A column of a KPI table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KpiColumn {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The period that its values speak of; usually the table's.
    pub period: String,
}

/// A row of a KPI table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KpiRow {
    /// Company, team, rep or manager.
    pub level: Level,
    /// Team name or rep id; empty for the company.
    pub key: String,
    /// What to print.
    pub name: String,
    /// One cell a column.
    pub cells: Vec<Measured>,
}

/// One metric of the company over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// Month or quarter.
    pub grain: Grain,
    /// Oldest first, without gaps.
    pub points: Vec<TrendPoint>,
}

/// One period of a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendPoint {
    /// The period's label.
    pub period: String,
    /// The value.
    pub value: Measured,
    /// Whether the data end before the period does.
    pub partial: bool,
}

/// Actual against quota in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AttainmentSection {
    /// The period's label.
    pub period: String,
    /// The company's attainment: Σ actual ÷ Σ quota of those who have one (`attainment`).
    pub company: Measured,
    /// The share of judged reps at or above target (`attainment_share`).
    pub share: Measured,
    /// The distribution of judged reps (`attainment_bands`).
    pub bands: Vec<Band>,
    /// Judged reps, highest attainment first, those without a target last.
    pub rows: Vec<AttainmentRow>,
    /// The labels of the periods in each row's history, oldest first.
    pub history_periods: Vec<String>,
}

/// A band of the attainment distribution: lower ≤ attainment < upper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    /// Lower edge; none for the lowest band.
    pub lower: Option<f64>,
    /// Upper edge; none for the highest band.
    pub upper: Option<f64>,
    /// How many judged reps fall into it.
    pub reps: i64,
}

/// One rep against the quota.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AttainmentRow {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rep's team.
    pub team: String,
    /// Net revenue.
    pub actual: Measured,
    /// The quota in force; null with `no_target`.
    pub target: Measured,
    /// Actual ÷ target.
    pub attainment: Measured,
    /// Attainment in the periods named in the section.
    pub history: Vec<Measured>,
}
