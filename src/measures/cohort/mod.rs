//! Cohorts: customers by the period of their first purchase, and what became of them.

mod classic;

pub use classic::{Cell, Cohort, Triangle, classic};
