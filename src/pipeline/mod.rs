//! The one place that knows every room: it opens, loads, measures, forecasts, plans, and hands the pack over.

mod analysis;
mod any;
mod as_of;
mod audit;
mod backtest;
mod baseline;
mod cases;
#[cfg(feature = "cluster")]
#[cfg(test)]
mod cluster_trials;
mod concentration;
pub mod contest;
pub mod decisions;
#[cfg(test)]
mod exchange_trials;
mod facts;
#[cfg(test)]
mod facts_trials;
mod header;
mod id_places;
mod ingest;
mod keyed_lines;
mod leaves;
mod level_forecast;
mod levels;
mod market;
mod modelled;
mod oddities;
mod outlook;
mod pack;
mod panel_file;
#[cfg(test)]
mod parts_trials;
mod past_worth;
mod plan;
mod point_forecast;
pub mod purchase;
mod purchase_summary;
mod quality;
pub mod ratings;
mod rebuild;
mod rep_traits;
mod restate;
mod returning;
mod risk;
mod risk_account;
mod risk_clearing;
mod risk_fairness;
mod risk_features;
mod risk_topic;
mod scores;
mod series;
mod side_by_side;
#[cfg(test)]
mod slices_trials;
mod snapshot;
mod target_file;
mod team;
mod whatif;

pub use crate::measures::FactsNeeded;
pub use analysis::Analysis;
pub use any::{
    AnyForecast, AtChance, Forecastable, LoneOffer, LoneTarget, LoneTargets, RepSeries, require_direction,
    targets_alone,
};
pub use as_of::{AsOf, LoadTime};
pub use audit::{Examined, TargetAudit, audit_targets, has_quotas};
pub use backtest::{RiskTried, backtest_panel, backtest_reps, backtest_risk, too_short};
pub use cases::{CaseFile, CaseSheet, SheetQuestion, SheetRow, case_file, case_sheet};
pub use id_places::place_ids;
pub use ingest::{FileReport, IngestReport, IngestRequest, ObjectLook, Progress, Rehearsal, StandIn, ingest, rehearse};
pub use level_forecast::{Agreement, LevelEvidence, LevelForecast, LevelRow, TreeLevel, forecast_levels};
pub use market::{Market, MarketFault, MarketUse};
pub use modelled::{Asked, Modelled, forecast_beside_deals};
pub use oddities::{oddities, oddities_of_others, oddities_of_rep, said_of_sums};
pub(crate) use outlook::why_none_expected;
pub use outlook::{
    Aim, FORECASTABLE, Ground, MetricForecast, forecast, forecastable, minor_per_major, propose, whole_ends,
    whole_ends_in,
};
pub use pack::PackStamp;
pub use panel_file::{PanelSeries, read_panel};
pub use plan::{Driver, DriverOff, PlanBook, Planned, Tracked, plan_book, team_models};
pub use point_forecast::{booked_beyond, outside_intervals};
pub use purchase_summary::{PurchaseSummary, read_purchase_summary};
pub use quality::{Quality, examine_store};
pub use rebuild::Rebuild;
pub use restate::{Cause, ChangedRow, MovedNumber, Parts, Restatement, RowChange, TableChange, changed_rows};
pub use risk::{Bar, BarRisk, BarSource, ForecastParts, RepRisk, assess_reps};
pub use risk_account::risk_account;
pub use risk_fairness::risk_fairness;
pub use scores::{Cards, Cycle, Refusal};
pub use series::RepHistory;
pub use side_by_side::side_by_side;
pub use snapshot::Snapshot;
pub use whatif::{Level, ScenarioResult, ScenarioRow, try_scenarios};
