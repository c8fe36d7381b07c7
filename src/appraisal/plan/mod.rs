//! From weak to better: what is a rep weak in, what is to be done about it, and did it work?
//!
//! [`compare`] holds each rep's drivers against what reps like this one let expect, [`propose`] makes plans of the weak
//! ones, [`judge`] closes plans by data, [`training_needs`] counts the team's, and [`role_models`] says in what the strong
//! ones behave otherwise. All of it proposes; people decide.

mod comparable;
mod judge;
mod params;
mod propose;
mod role_models;
mod training;

pub use comparable::{Basis, Comparison, RepTraits, Standing, adjusted, compare};
pub use judge::{Judged, PlanDoubt, PlanState, Reading, StatusSaid, judge, said};
pub use params::PlanSettings;
pub use propose::{Proposal, Proposing, persistence, propose};
pub use role_models::{Behaviour, Difference, RoleModels, role_models};
pub use training::{RatedNeed, TrainingNeed, training_needs};
