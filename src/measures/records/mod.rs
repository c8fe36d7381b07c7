//! Rows of people's tables as plain values, for the rooms that hold no frames. One file a table.

pub mod decisions;
pub mod quotas;
