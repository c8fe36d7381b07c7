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
        /// Which. Written as `open_parameters`, beside the `parameters` of the report.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_stands_beside_the_parameters_and_not_in_their_place() {
        let estimate = Estimate { name: "a", value: 0.5, standard_error: None };
        let report = FitReport {
            parameters: vec![estimate],
            log_likelihood: -2.0,
            status: FitStatus::Open { parameters: vec!["a"] },
            slope: 0.0,
            iterations: 3,
            customers: 2,
            repeaters: 1,
        };
        let written = serde_json::to_string(&report).unwrap();
        assert_eq!(written.matches("\"parameters\"").count(), 1, "{written}");
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["parameters"][0]["value"], 0.5);
        assert_eq!((read["status"].as_str(), read["open_parameters"][0].as_str()), (Some("open"), Some("a")));
    }
}
