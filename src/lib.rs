//! attain: sales-performance analytics.
//!
//! A store keeps what was loaded, version by version. A [`pipeline::Snapshot`] is one state of it: the rows of one
//! version, read as they were known on one day. What is measured, forecast, set as a target and reported comes from a
//! snapshot.
//!
//! # A worked example
//!
//! It loads the orders of the shipped data set into a store, asks for the net revenue of the company by fiscal year,
//! and keeps to whole cents.
//!
//! ```
//! use std::path::Path;
//!
//! use attain::calendar::Grain;
//! use attain::measures::kpi::{KpiMetric, observe};
//! use attain::pipeline::{AsOf, IngestRequest, Snapshot, ingest};
//! use attain::quantity::{Currency, Measured, Scalar};
//! use attain::settings::read_configuration;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The configuration names the files and says what their columns are called.
//! let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/adventureworks");
//! let configuration = read_configuration(&shipped.join("attain.toml"))?;
//! let settings = &configuration.settings;
//!
//! // Load: all files or none. The library reads no clock; the time of the load comes from the caller.
//! let folder = tempfile::tempdir()?;
//! let report = ingest(
//!     &IngestRequest {
//!         sources: &settings.source,
//!         base: &configuration.base,
//!         stand_ins: Default::default(),
//!         store: folder.path(),
//!         currency: settings.company.currency.unwrap_or(Currency::USD),
//!         time_zone: settings.company.time_zone.clone(),
//!         checks: settings.checks.clone(),
//!         again: false,
//!         now: "2019-07-01T08:00:00+00:00".to_string(),
//!         configuration: String::new(),
//!     },
//!     &mut (),
//! )?;
//! assert!(report.files.iter().all(|file| file.source.rows_rejected == 0));
//!
//! // Measure: a period and a slice in every row, and a value or the reason why there is none.
//! let snapshot = Snapshot::open(folder.path(), settings, AsOf::Latest)?;
//! let company = snapshot.kpi_context(Grain::Year, &[])?;
//! for row in observe(&company, &[KpiMetric::RevenueNet], company.range()) {
//!     match row.value {
//!         Measured::Value(Scalar::Money(cents)) => println!("{}: {cents} cents", row.period),
//!         other => println!("{}: {other:?}", row.period),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Then: [`pipeline::forecast`] looks ahead, [`pipeline::propose`] sets targets at a chance, and
//! [`pipeline::Analysis`] makes the whole review, which [`reports`] writes.
//!
//! # The rooms
//!
//! Left to right; each looks only to its left:
//! `sources → store → measures → models → planning → appraisal → review → reports → cli`.
//! Under them lie the words that all share ([`quantity`], [`calendar`], [`schema`]); [`pipeline`] knows every room.
//! Nothing but [`cli`] prints, ends the process, or reads the clock and the environment.

pub mod appraisal;
pub mod calendar;
pub mod cli;
pub mod failure;
pub mod generate;
pub mod measures;
pub mod models;
pub mod phrases;
pub mod pipeline;
pub mod planning;
pub mod quantity;
pub mod reports;
pub mod review;
pub mod schema;
pub mod settings;
pub mod sources;
pub mod store;
