//! The pack: everything that a report prints, as plain values, and nothing that is computed later.
//!
//! Texts are [`Sentence`]s, an id and its arguments, so that one pack can be printed in any language.

mod appraisal;
mod bridge;
mod cases;
mod contests;
mod customers;
mod forecast;
mod header;
mod past;
mod quality;
mod reps;
mod risk;
mod scorecard;
mod summary;
mod targets;
mod words;

pub use appraisal::{AppraisalSection, DecidedRow, PlanRow, RatingRow};
pub use bridge::{BridgeSection, BridgeStep};
pub use cases::{CaseItem, CaseLesson, CasesSection};
pub use contests::{ContestEntry, ContestFairness, ContestStanding};
pub use customers::{
    CohortCell, CohortRow, CohortTriangle, CurveCell, CurveRow, RateWithInterval, RepeatCurves, RepeatSection,
};
pub use forecast::{AccuracyRow, ForecastRow, ForecastSection, IntervalRow, StatedRow};
pub use header::{Header, PeriodRef};
pub use past::{AttainmentRow, AttainmentSection, Band, KpiColumn, KpiRow, KpiTable, Level, Trend, TrendPoint};
pub use quality::{CoverageRow, DefinitionEntry, FileAccount, MappingRow, QualitySection};
pub use reps::{RepPage, RepQuarter, ScoreLine, TopicRow};
pub use risk::{ClearsRow, ReasonRow, RiskEvidence, RiskResult, RiskRow, RiskSection};
pub use scorecard::{ScorecardRow, ScorecardSection, ScorecardTotal};
pub use summary::{Card, Summary};
pub use targets::{
    AdjustmentRow, CheckpointRow, CommonShock, DriverRow, RepBasis, TargetBasis, TargetRow, TargetSection,
};
pub use words::{Arg, CHECK_MESSAGE, Sentence};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::measures::observation::Observation;

pub use crate::measures::Person;

/// The number of this layout; it rises when a field changes its meaning or goes away.
pub const PACK_FORMAT: u32 = 1;

/// The version of the published schema: [`PACK_FORMAT`], a point, and a number that rises when a field is added.
pub const SCHEMA_VERSION: &str = "1.8";

/// A whole review of one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pack {
    /// The number of the layout: it rises when a field changes its meaning or goes away.
    pub format: u32,
    /// The version of this schema, such as 1.1: the layout's number, a point, and a number that rises when a field is
    /// added. Empty in packs that were written before schemas had versions.
    #[serde(default)]
    pub schema_version: String,
    /// What was reviewed, from what, as of when.
    pub header: Header,
    /// What a leader reads in a minute.
    pub summary: Summary,
    /// Everybody who appears in the data, judged or not, sorted by id.
    pub people: Vec<Person>,
    /// The period's metrics for company, teams, reps and managers.
    pub kpi_table: KpiTable,
    /// The company's metrics over time, by month and by quarter.
    pub trends: Vec<Trend>,
    /// What led to the period's net revenue from the period before, and from that of a year before; none without a
    /// product on the order lines, or where the data begin later.
    #[serde(default)]
    pub bridges: Vec<BridgeSection>,
    /// Actual against quota.
    pub attainment: AttainmentSection,
    /// Retention triangles, by month and by quarter.
    pub cohorts: Vec<CohortTriangle>,
    /// Repeat purchase of the company and by rep.
    pub repeat: RepeatSection,
    /// The next period's forecasts, one section a metric.
    pub forecasts: Vec<ForecastSection>,
    /// Who will probably miss the bar in the next period.
    pub risk: RiskSection,
    /// Proposed targets for the next period, one section a metric.
    pub targets: Vec<TargetSection>,
    /// The scorecards in full; empty where the configuration weighs nothing.
    #[serde(default)]
    pub scorecard: ScorecardSection,
    /// Ratings, improvement plans and decisions; empty where their tables are not there.
    #[serde(default)]
    pub appraisal: AppraisalSection,
    /// A page for each judged rep, sorted by team and name.
    pub reps: Vec<RepPage>,
    /// What was loaded and what is doubtful about it.
    pub quality: QualitySection,
    /// The definition of every metric id that appears in the pack.
    pub definitions: Vec<DefinitionEntry>,
    /// Every measured value in the pack's long table, as `attain kpi` prints it.
    pub observations: Vec<Observation>,
}
