//! `[review]`: what a review is for, and as of when.

use serde::{Deserialize, Serialize};

use crate::calendar::Day;

/// `[review]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewSettings {
    /// What the review is for, printed on the pack. `motivate`, `improve` and `talent` (several with commas) select the
    /// chapters of the page, too; with a sentence all appear. Another single word is refused.
    pub purpose: String,
    /// The day as of which the data are read; the last business date in the store where it is absent.
    pub as_of: Option<Day>,
}
