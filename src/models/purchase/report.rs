//! What a fit says of itself.

use serde::Serialize;

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Its name in the papers.
    pub name: &'static str,
    /// Its value; times in the caller's unit.
    pub value: f64,
    /// From the curvature of the log-likelihood; `None` where the data leave it open.
    pub standard_error: Option<f64>,
}

/// How a fit ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum FitStatus {
    /// At the top, curved downwards in every direction.
    Converged,
    /// The likelihood hardly changes with these parameters: forecasts can be used, the parameters mean nothing.
    Open {
        /// Which; beside the report's own `parameters` they need a name of their own.
        #[serde(rename = "open_parameters")]
        parameters: Vec<&'static str>,
    },
    /// The search stopped before the top.
    NotConverged,
}

/// The report of a fit by maximum likelihood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitReport {
    /// The parameters.
    pub parameters: Vec<Estimate>,
    /// The log-likelihood, in the caller's unit of time or money.
    pub log_likelihood: f64,
    /// How it ended.
    #[serde(flatten)]
    pub status: FitStatus,
    /// The largest slope of the mean log-likelihood by a parameter's logarithm; 0 at a top.
    pub slope: f64,
    /// Steps of the search.
    pub iterations: u64,
    /// Customers learned from.
    pub customers: usize,
    /// Customers of them that bought again.
    pub repeaters: usize,
}
