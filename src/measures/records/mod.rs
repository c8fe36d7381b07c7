//! Rows of people's tables as plain values, for the rooms that hold no frames: one file a table.

pub mod decisions;
pub mod objectives;
pub mod quotas;
