//! The names of the ways to forecast.

use serde::{Deserialize, Serialize};

/// One way to forecast a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// What attain states: the mean of ETS, Theta and, counted twice, the pooled autoregression, or, where the history is
    /// too short for these, what stands in their place.
    Combination,
    /// Exponential smoothing, its form chosen by information criterion.
    Ets,
    /// Dynamically optimised Theta on shrunk seasonal indices.
    Theta,
    /// One linear autoregression fitted over all series.
    PooledAr,
    /// The same period last year plus ten per cent: the spreadsheet's quota.
    LastYearPlusTen,
    /// The last period.
    Naive,
    /// The same period last year.
    SeasonalNaive,
    /// The mean of the last four periods.
    MeanOfFour,
    /// The last period, after the classic, test-gated seasonal adjustment.
    Naive2,
    /// Simple exponential smoothing, after the classic seasonal adjustment.
    Ses,
    /// The standard Theta method, after the classic seasonal adjustment.
    PlainTheta,
}

impl Method {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Method; 11] = [
        Method::Combination,
        Method::Ets,
        Method::Theta,
        Method::PooledAr,
        Method::LastYearPlusTen,
        Method::Naive,
        Method::SeasonalNaive,
        Method::MeanOfFour,
        Method::Naive2,
        Method::Ses,
        Method::PlainTheta,
    ];

    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Method::Combination => "combination",
            Method::Ets => "ets",
            Method::Theta => "theta",
            Method::PooledAr => "pooled_ar",
            Method::LastYearPlusTen => "last_year_plus_ten",
            Method::Naive => "naive",
            Method::SeasonalNaive => "seasonal_naive",
            Method::MeanOfFour => "mean_of_four",
            Method::Naive2 => "naive2",
            Method::Ses => "ses",
            Method::PlainTheta => "plain_theta",
        }
    }
}
