//! What should we aim for?
//!
//! A target at chance P is the (1 − P) quantile of what a rep will probably do: the amount that is reached with
//! probability P. [`at_chance`] gives every rep a target at the chance that the leader chose; [`from_goal`] splits
//! a team's goal so that everybody has the same chance, and says which chance that is. Both log every step from
//! the forecast to the issued amount, so that the start plus the steps is the target to the minor unit.
//!
//! The room works on plain values. It holds no frames, does no I/O and writes no sentences: reports word the facts.

mod adjustment;
mod at_chance;
pub mod audit;
mod basis;
mod bounds;
mod candidate;
mod checkpoints;
mod correlation;
mod doubts;
mod drivers;
mod error;
mod from_goal;
mod issue;
mod joint;
mod outlook;
mod params;
mod rounding;
mod scenario;
mod scenario_settings;
mod shock;
mod some_of;
mod target;
mod together;
mod whatif;

#[cfg(test)]
mod chance_trials;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod properties;

pub use adjustment::{Adjustment, AdjustmentReason, AdjustmentStep};
pub use at_chance::at_chance;
pub use basis::{Basis, SubjectBasis};
pub use checkpoints::Checkpoint;
pub use correlation::{correlation_of, sum_level_of};
pub use doubts::TargetDoubt;
pub use drivers::{Driver, DriverMove};
pub use error::PlanningError;
pub use from_goal::from_goal;
pub use joint::{SumOfReps, TeamChance};
pub use outlook::{Baseline, BoundsFrom, DriverFacts, ManualOverride, Outlook};
pub use params::{DEFAULT_CORRELATION, TargetMetric, TargetPolicy};
pub use rounding::rounded_target;
pub use scenario::{SCENARIO_KEYS, Scenario, ScenarioError};
pub use scenario_settings::{Entry, ScenarioSettings};
pub use shock::chance_given_shock;
pub use target::{Refusal, RefusalReason, Target, TargetSet, TargetStatus};
pub use together::Together;
pub use whatif::{Member, in_scenario};
