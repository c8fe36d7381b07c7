//! What the reader should keep in mind beside a number.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A reservation about one assessment or about the whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// A feature was not known and counts as the training mean.
    Imputed {
        /// The feature.
        feature: String,
    },
    /// A feature lies outside everything seen in training and counts as the nearest value seen.
    OutsideTrainingRange {
        /// The feature.
        feature: String,
        /// The value received.
        value: f64,
        /// The value that the model used.
        used: f64,
    },
    /// A feature plays no part, because in training it never varied or was never known.
    UnusedFeature {
        /// The feature.
        feature: String,
    },
    /// Past cases were left out because no forecast stood behind them.
    CasesWithoutForecast {
        /// How many.
        cases: usize,
    },
    /// Past cases were left out because the model would have abstained from them.
    CasesWithShortHistory {
        /// How many.
        cases: usize,
        /// Periods of own history needed.
        need: usize,
    },
    /// Some cases repeat a subject and origin, so the evidence is thinner than the counts say.
    RepeatedCases {
        /// How many are repeats.
        cases: usize,
    },
    /// Fewer than ten past cases of the rarer outcome for each column of the model.
    FewEventsPerFeature {
        /// Cases of the rarer outcome.
        rarer: usize,
        /// Columns of the model.
        columns: usize,
    },
    /// The model could not be fitted at this case's own, earlier origin, so the forecast stands alone here.
    ForecastOnlyHere,
    /// On past scores, a higher score did not go with more misses; the calibration is flat.
    ScoresDidNotRank,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Doubt::Imputed { feature } => write!(f, "`{feature}` is not known and counts as the average"),
            Doubt::OutsideTrainingRange { feature, value, used } => {
                write!(f, "`{feature}` is {value}, beyond anything seen before, and counts as {used}")
            }
            Doubt::UnusedFeature { feature } => write!(f, "`{feature}` never varied in past cases and plays no part"),
            Doubt::CasesWithoutForecast { cases } => write!(f, "{cases} past cases without a forecast were left out"),
            Doubt::CasesWithShortHistory { cases, need } => {
                write!(f, "{cases} past cases with fewer than {need} periods of history were left out")
            }
            Doubt::RepeatedCases { cases } => write!(f, "{cases} cases repeat a subject and period"),
            Doubt::FewEventsPerFeature { rarer, columns } => {
                write!(f, "only {rarer} cases of the rarer outcome stand behind {columns} columns")
            }
            Doubt::ForecastOnlyHere => write!(f, "too little was known at this origin for more than the forecast"),
            Doubt::ScoresDidNotRank => write!(f, "in the past, higher scores did not go with more misses"),
        }
    }
}
