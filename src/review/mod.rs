//! What do we tell this reader?
//!
//! The pack as plain values: everything that a report prints, and nothing computed later.

pub mod audit_words;
pub mod backtest_words;
pub mod decisions;
pub mod findings;
pub mod listing;
pub mod pack;
pub mod purpose;
pub mod quality_report;
pub mod redact;
pub mod risk_account;
pub mod tables;
pub mod target_steps;
