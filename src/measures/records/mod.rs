//! The rows of people's tables as plain values, for the rooms that hold no frames. One file a table.

pub mod assessments;
pub mod instruments;
