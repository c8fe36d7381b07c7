//! What is likely?
//!
//! Forecasts with calibrated distributions and risk probabilities with reasons. This room knows series, cases and
//! features; it knows nothing of sales policy.

pub mod clustered;
pub mod forecast;
pub mod gaussian;
pub mod least_squares;
mod pav;
pub mod predictive;
pub mod purchase;
pub mod race;
pub mod reconcile;
pub mod risk;
pub mod student;
