//! Cohorts: customers by the period of their first purchase, and what became of them.

mod classic;
mod count;
mod question;
mod steps;
mod table;
mod there;

#[cfg(test)]
mod tests;

pub use classic::{Cell, Cohort, Triangle, classic};
pub use question::{BRACKETS, Bracket, BracketError, Brackets, CohortQuestion, Retained, Start, Variant};
pub use steps::StepKind;
pub use table::{ALL_COHORTS, CohortCell, CohortTable, cohorts};
