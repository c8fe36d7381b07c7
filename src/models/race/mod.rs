//! Which of several uncertain sums will be the largest?
//!
//! Each runner's sum is what it has already plus parts of forecast periods. All sums are drawn together, correlated as
//! past forecasts were, and ranked in every draw; how often a runner comes first or takes a place is its chance. The
//! same draws serve several rankings, so that what differs between them is the ranking and not luck.

mod draws;
mod places;

pub use draws::{Draws, Runner, Stretch};
pub use places::{Ranking, RunnerChance, chances};

/// How the sums are drawn.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `correlation` | 0.1 | correlation of two runners' normal scores in one period | 0–1 |
/// | `persistence` | 0.5 | correlation of one runner's normal scores in two periods | 0–1 |
/// | `draws` | 10,000 | how many sets of sums are drawn | ≥ 2 |
/// | `seed` | 1 | the same seed gives the same draws on any number of threads | any |
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RaceSettings {
    /// How much the runners' results go together.
    pub correlation: f64,
    /// How much one runner's results in several periods go together.
    pub persistence: f64,
    /// How many sets of sums.
    pub draws: u32,
    /// The seed.
    pub seed: u64,
}

impl Default for RaceSettings {
    fn default() -> Self {
        RaceSettings { correlation: 0.1, persistence: 0.5, draws: 10_000, seed: 1 }
    }
}
