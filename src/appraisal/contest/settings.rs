//! What a company may set about contests.

use serde::{Deserialize, Serialize};

/// `[contests]`.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `late_changes_count` | false | whether rules that were loaded after the start replace those of the start | |
/// | `draws` | 10,000 | how many contests are simulated for a chance | 1,000–1,000,000 |
/// | `seed` | 1 | the same seed gives the same chances | any |
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContestSettings {
    /// Whether changes that were loaded after the start count.
    pub late_changes_count: bool,
    /// How many contests are simulated.
    pub draws: u32,
    /// The seed of the simulation.
    pub seed: u64,
}

impl Default for ContestSettings {
    fn default() -> Self {
        ContestSettings { late_changes_count: false, draws: 10_000, seed: 1 }
    }
}
