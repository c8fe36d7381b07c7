//! Is that good?
//!
//! [`score_card`] turns measured values and targets, objectives and ratings into one card per rep: a score per line with
//! the evidence behind it, a total, a grade and the distance to the next one. [`standings`] says whose scores do not
//! differ beyond noise, [`course`] where a score is heading over the cycles. [`weakest_drivers`] holds a rep's drivers
//! against those of comparable reps and points to coaching topics. [`contest`] ranks reps under rules that were fixed
//! beforehand. [`outcome`] says what follows from grades by the company's rules. All propose; people decide, and
//! [`Verdict`] is what they say.
//!
//! The room works on plain values. It holds no frames, does no I/O and writes no sentences of its own: the advice is
//! data, in both languages, and everything else is left to the reports.

mod application;
pub mod cases;
mod coaching;
pub mod contest;
mod course;
mod decision;
mod distribution;
mod driver;
mod error;
mod given;
mod grade;
mod group;
mod line;
mod objective;
mod params;
pub mod plan;
mod points;
mod purpose;
pub mod ratings;
mod rules;
mod scorecard;
#[cfg(test)]
mod scorecard_trials;
mod ties;
mod topics;

pub use application::{
    ApplicationFault, ApplicationRule, ApplicationSettings, BonusAmounts, BonusSettings, Clash, Cycle, Effect, Outcome,
    RepCycles, ShareOf, Trend, bonus_base, bonus_of, clashes, outcome,
};
pub use coaching::{
    CoachingSettings, DriverRefusal, DriverRefusalReason, DriverReview, DriverValues, StrongDriver, WeakDriver,
    weakest_drivers,
};
pub use course::{Course, Heading, course};
pub use decision::{
    Decided, DecisionError, DecisionStanding, ObjectKind, ValueRule, Verdict, next_id, require_author_and_reason,
    standing, status_of,
};
pub use distribution::{DistributionCost, Forced, distribute, moved_by_least};
pub use driver::WorkDriver;
pub use error::{AppraisalError, SettingFault};
pub use given::GroupScore;
pub use grade::{Grade, GradeBand, NextBand, grade_of};
pub use group::{Group, Perspective};
pub use line::{CardLine, Content, Direction, Evidence, KpiLine, MissingReason};
pub use objective::{Agreement, Objective, objective_lines};
pub use params::{Better, MetricRules, ScorecardSettings, TargetFrom};
pub use points::{ScoreAt, ScorePoints};
pub use purpose::Purpose;
pub use scorecard::{CardPart, Graded, NoGrade, Scorecard, ScoredLine, score_card, score_kpi, weighted_metrics};
pub use ties::{NoisyScore, Standing, standings};
pub use topics::{Topic, topic, topic_of_dimension, topics, topics_for};
