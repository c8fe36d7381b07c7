//! Is that good?
//!
//! [`score_kpi`] turns measured values and targets into one card per rep: a score per line with the evidence behind
//! it, a total, a grade and the distance to the next one. [`weakest_drivers`] holds a rep's drivers against those of
//! comparable reps and points to coaching topics. [`contest`] ranks reps under rules that were fixed beforehand. All of
//! them propose; people decide.
//!
//! The room works on plain values. It holds no frames, does no I/O and writes no sentences of its own: the advice is
//! data, in both languages, and everything else is left to the reports.

mod coaching;
pub mod contest;
mod driver;
mod error;
mod grade;
mod params;
mod scorecard;
mod topics;

pub use coaching::{
    CoachingSettings, DriverRefusal, DriverRefusalReason, DriverReview, DriverValues, StrongDriver, WeakDriver,
    weakest_drivers,
};
pub use driver::WorkDriver;
pub use error::AppraisalError;
pub use grade::{Grade, GradeBand, NextBand, grade_of};
pub use params::{ScoreAt, ScorePoints, ScorecardSettings};
pub use scorecard::{Direction, Evidence, Graded, KpiLine, MissingReason, NoGrade, Scorecard, ScoredLine, score_kpi};
pub use topics::{Topic, topic, topics, topics_for};
