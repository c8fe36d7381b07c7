//! Rows of tables that people hand over for an appraisal, as plain values: one file a table.

pub mod contests;
