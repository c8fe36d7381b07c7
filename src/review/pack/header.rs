//! What was reviewed, from what, as of when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::quantity::Currency;

use super::words::Sentence;

/// What was reviewed, from what, as of when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// The program's version.
    pub attain_version: String,
    /// The company's name from the configuration; empty where none is given.
    pub company: String,
    /// The team that the pack speaks of alone: whatever it says of a company is then said of the team. Empty for the
    /// whole company.
    #[serde(default)]
    pub team: String,
    /// What the review is for, from the configuration; empty where none is given.
    pub purpose: String,
    /// The period under review.
    pub period: PeriodRef,
    /// The same period a year before.
    pub year_before: PeriodRef,
    /// The period before.
    pub previous: PeriodRef,
    /// The period that forecasts, flags and targets speak about.
    pub next: PeriodRef,
    /// Only rows known by this day count.
    pub as_of: Day,
    /// The `--as-of` with which this pack can be made again, byte for byte, whatever was loaded since.
    #[serde(default)]
    pub as_of_exact: String,
    /// First business day in the orders.
    pub data_from: Day,
    /// Last business day in the orders.
    pub data_to: Day,
    /// The currency of all money in the pack.
    pub currency: Currency,
    /// The version of the store that was read.
    pub store_version: u64,
    /// The zone in which timestamps became business days; empty in packs of before 1.5.
    #[serde(default)]
    pub time_zone: String,
    /// The settings that change numbers, as far as they are not the usual ones, as `key=value` separated by spaces; empty
    /// where all are. The way in which returns count stands beside each definition.
    #[serde(default)]
    pub policies: String,
    /// A digest of the configuration.
    pub configuration: String,
    /// What was assumed because nothing said otherwise.
    pub assumptions: Vec<Sentence>,
    /// The licence and source of shipped example data; empty for the user's own.
    pub data_notice: String,
}

impl Header {
    /// `Example Company · North`: whom the pack speaks of, as far as it has a name.
    pub fn subject(&self) -> String {
        let parts = [self.company.as_str(), self.team.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// A period as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodRef {
    /// `2019-Q2`.
    pub label: String,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Whether the data cover it to its end.
    pub complete: bool,
}
