//! attain: sales-performance analytics.
//!
//! The rooms, left to right; each looks only to its left:
//! `sources → store → measures → models → planning → appraisal → review → reports → cli`.
//! Under them lie the words that all share (`quantity`, `calendar`, `schema`); `pipeline` knows every room.

pub mod appraisal;
pub mod calendar;
pub mod cli;
pub mod failure;
pub mod generate;
pub mod measures;
pub mod models;
pub mod pipeline;
pub mod planning;
pub mod quantity;
pub mod reports;
pub mod review;
pub mod schema;
pub mod settings;
pub mod sources;
pub mod store;
