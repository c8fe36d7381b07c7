//! What a scheduler reads after reviews of several periods: how each ended, and its headline figures. The index page
//! prints the same.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::run_summary::{Counts, RunSummary};
use crate::calendar::Day;
use crate::quantity::{Currency, Measured, Unit};
use crate::review::pack::{Pack, SCHEMA_VERSION};

/// The number of this layout; it rises when a field changes its meaning or goes away.
pub const BATCH_SUMMARY_FORMAT: u32 = 1;

/// The outcome of several reviews, as `summary.json` beside their folders says it. The same packs make the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchSummary {
    /// The number of this layout: it rises when a field changes its meaning or goes away.
    pub format: u32,
    /// The version of the schema of the packs.
    pub schema_version: String,
    /// The language of what people read: `en`, `zh` or `both`.
    pub language: String,
    /// The exit code that the run ended with: that of the worst review.
    pub exit_code: u8,
    /// One entry a pack in the folder, by folder: those of this run, and those of earlier ones that still stand.
    pub reviews: Vec<BatchEntry>,
}

/// One review of a batch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct BatchEntry {
    /// The pack's folder, from where this file lies.
    pub folder: String,
    /// The period under review.
    pub period: String,
    /// The team that the pack speaks of alone; empty for the whole company.
    #[serde(default)]
    pub team: String,
    /// The exit code of this review alone.
    pub exit_code: u8,
    /// Why there is no pack; none where there is one.
    pub problem: Option<String>,
    /// The way out of the problem.
    pub hint: Option<String>,
    /// What the pack says first; none where there is no pack.
    pub review: Option<ReviewHeadline>,
}

/// What a pack says first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewHeadline {
    /// The company's name from the configuration; empty where none is given.
    pub company: String,
    /// The first day of the period.
    pub first_day: Day,
    /// The last day of the period.
    pub last_day: Day,
    /// Whether the data cover it to its end.
    pub period_complete: bool,
    /// Only rows known by this day count.
    pub as_of: Day,
    /// The `--as-of` with which the pack can be made again.
    pub as_of_exact: String,
    /// The version of the store that was read.
    pub store_version: u64,
    /// The currency of all money.
    pub currency: Currency,
    /// The headline figures.
    pub figures: Vec<HeadlineFigure>,
    /// How much the pack holds.
    pub counts: Counts,
    /// The pages, in the order of the languages, from the pack's folder.
    pub pages: Vec<String>,
}

/// A headline figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeadlineFigure {
    /// The definition's id.
    pub metric_id: String,
    /// Its unit.
    pub unit: Unit,
    /// The value.
    pub value: Measured,
    /// Its change against the same period a year before.
    pub growth_year: Measured,
}

impl BatchSummary {
    /// A summary of these reviews.
    pub fn new(language: &str, exit_code: u8, reviews: Vec<BatchEntry>) -> BatchSummary {
        BatchSummary {
            format: BATCH_SUMMARY_FORMAT,
            schema_version: SCHEMA_VERSION.to_string(),
            language: language.to_string(),
            exit_code,
            reviews,
        }
    }
}

impl ReviewHeadline {
    /// Of a pack whose files are written.
    pub fn of(pack: &Pack, summary: &RunSummary) -> ReviewHeadline {
        let header = &pack.header;
        let figures = pack.summary.cards.iter().map(|card| HeadlineFigure {
            metric_id: card.metric_id.clone(),
            unit: card.unit,
            value: card.value,
            growth_year: card.growth_year,
        });
        let mut pages: Vec<String> = summary.files.iter().map(|file| file.path.clone()).collect();
        pages.retain(|path| path.ends_with(".html"));
        // `review.html` before `review.zh.html`: the first language has the plain name.
        pages.sort_by_key(|path| (path.len(), path.clone()));
        ReviewHeadline {
            company: header.company.clone(),
            first_day: header.period.first_day,
            last_day: header.period.last_day,
            period_complete: header.period.complete,
            as_of: header.as_of,
            as_of_exact: header.as_of_exact.clone(),
            store_version: header.store_version,
            currency: header.currency,
            figures: figures.collect(),
            counts: summary.counts,
            pages,
        }
    }
}
