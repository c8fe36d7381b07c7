//! Ratings by people: 360° feedback and behaviourally anchored scales.
//!
//! [`CycleRatings::of`] checks the ratings of a cycle, keeps what may be published, learns how severe the raters are,
//! and then answers by rep ([`CycleRatings::lines`]) and by team ([`CycleRatings::team_lines`]). Comments are never
//! read. What a reader can work out from everything that is published is the subject of `release.rs` and `graph.rs`.

mod checks;
mod cycle;
mod graph;
mod levels;
mod lines;
mod model;
mod part_levels;
mod release;
mod scale;
mod settings;
mod slices;
mod starter;
mod team_lines;
mod variance;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod trial;

pub use checks::{Fault, RatingFault};
pub use cycle::{CycleInput, CycleRatings, MissingLink};
pub use levels::{LEAST_REPS, shown_teams};
pub use lines::{By, Line};
pub use release::LEAST_RATERS;
pub use scale::{Acceptance, Item, LARGEST_SD_ON_SEVEN, LEAST_AGREEMENT, NoScale};
pub use settings::RatingSettings;
pub use slices::SliceScore;
pub use starter::{STARTER_INSTRUMENT, starter_items};
pub use team_lines::{Level, TeamLine};
pub use variance::Variance;
