//! Rows of people's tables as plain values, for the rooms that hold no frames: one file a table.

pub mod activity_days;
pub mod assessments;
pub mod audit_groups;
pub mod case_reviews;
pub mod closed_deals;
pub mod contests;
pub mod deal_days;
pub mod decisions;
pub mod improvement_plans;
mod in_parts;
pub mod instruments;
pub mod leaves;
pub mod market_index;
pub mod objectives;
pub mod quotas;
pub mod territories;
