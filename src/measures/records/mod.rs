//! Rows of tables that people hand over for an appraisal, as plain values: one file a table.

pub mod case_reviews;
pub mod closed_deals;
pub mod improvement_plans;
pub mod territories;
