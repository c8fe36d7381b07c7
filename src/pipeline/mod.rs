//! The one place that knows every room: it opens, loads, measures, forecasts, plans, and hands the pack over.

mod analysis;
mod as_of;
mod backtest;
mod coaching;
mod concentration;
pub mod contest;
mod facts;
#[cfg(test)]
mod facts_trials;
mod ingest;
mod outlook;
mod pack;
mod panel_file;
pub mod purchase;
mod purchase_summary;
mod quality;
mod rebuild;
mod restate;
mod risk;
mod scores;
mod series;
mod snapshot;

pub use analysis::Analysis;
pub use as_of::{AsOf, LoadTime};
pub use backtest::{backtest_panel, backtest_reps};
pub use facts::FactsNeeded;
pub use ingest::{FileReport, IngestReport, IngestRequest, Progress, ingest};
pub use outlook::{Aim, FORECASTABLE, MetricForecast, baseline_period, forecast, forecastable, propose};
pub use pack::PackStamp;
pub use panel_file::{PanelSeries, read_panel};
pub use purchase_summary::{PurchaseSummary, read_purchase_summary};
pub use quality::{Quality, examine_store};
pub use rebuild::Rebuild;
pub use restate::{Cause, ChangedRow, MovedNumber, Parts, Restatement, RowChange, TableChange, changed_rows};
pub use risk::{Bar, BarSource, ForecastParts, RepRisk, assess_reps};
pub use series::RepHistory;
pub use snapshot::Snapshot;
