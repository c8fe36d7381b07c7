//! `[report]`: how the pack is printed.

use serde::{Deserialize, Serialize};

/// `[report]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSettings {
    /// A font file for the packet on paper, read from where the configuration lies; the system's fonts are searched
    /// where it is absent.
    pub font: Option<String>,
}

impl ReportSettings {
    pub(super) fn is_default(&self) -> bool {
        *self == ReportSettings::default()
    }
}
