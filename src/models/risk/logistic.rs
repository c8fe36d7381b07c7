//! The thin layer over linfa: standardise, choose, fit, orient.
//!
//! linfa 0.8.1 minimises −Σ log σ(yᵢ·zᵢ) + ½·α·Σw² over the coefficients, the loss summed and not averaged, the
//! intercept free of penalty. Its "positive" class is the *more frequent* one, so that with few events the fitted
//! sign is the sign of no event; `labels().pos` tells which, and the coefficients are turned once, here.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::{FittedLogisticRegression, LogisticRegression};
use ndarray::{Array1, Array2, Axis};

use super::case::{PastCase, RiskCase};
use super::design::{Column, Design, Source};
use super::held_back::Expected;
use super::logit::{logit, sigmoid};
use super::newton::{Weights, polished};
use super::params::RiskSettings;
use super::report::ForecastOnlyReason;
use super::selection::chosen;

/// linfa's search ends at a gradient of so much a case, far from where its steps are lost in rounding.
const NEAR: f64 = 1e-4;
/// And after so many rounds.
const NEAR_ROUNDS: u64 = 100;

/// One column and its weight in the logit.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) column: Column,
    /// Change of the logit of a miss for one raw unit of the column.
    pub(super) coefficient: f64,
}

/// The logit of a miss as a sum: an intercept at the training means, and one term per column.
#[derive(Debug, Clone)]
pub(super) struct LinearModel {
    pub(super) intercept: f64,
    pub(super) terms: Vec<Term>,
    pub(super) unused: Vec<String>,
    /// Features that vary and that the elastic net did not choose.
    pub(super) not_chosen: Vec<String>,
    /// What is believed of its raw scores before they met any outcome.
    pub(super) expected: Expected,
}

impl LinearModel {
    /// Fits on training cases, or says why not.
    ///
    /// A forecast that would lower the risk where it sees more tells nothing about who misses, and is left out: with
    /// nothing else chosen, what remains is the rate of misses.
    pub(super) fn fit(
        design: Design,
        training: &[PastCase<'_>],
        settings: &RiskSettings,
    ) -> Result<LinearModel, ForecastOnlyReason> {
        if design.columns.is_empty() {
            return Err(ForecastOnlyReason::NothingVaries);
        }
        let events: Vec<bool> = training.iter().map(|past| past.event).collect();
        let stretch = 1.0 / settings.forecast_alpha_share.sqrt();
        let matrix = design.matrix(training, stretch);
        let is_kept = |column: &Column| column.source == Source::Forecast || !settings.select;
        let always: Vec<usize> = (0..design.columns.len()).filter(|&at| is_kept(&design.columns[at])).collect();
        let mut chosen = chosen(&matrix, &events, &always);
        let trial = Trial { design, matrix, events, stretch, alpha: settings.alpha_for(training.len()) };
        let model = trial.on(&chosen)?;
        if model.terms.iter().all(|term| term.column.source != Source::Forecast || term.coefficient >= 0.0) {
            return Ok(model);
        }
        chosen.retain(|&at| trial.design.columns[at].source != Source::Forecast);
        trial.on(&chosen)
    }

    /// What each term adds to the logit, in the order of the terms.
    pub(super) fn parts(&self, case: &RiskCase) -> Vec<f64> {
        self.terms.iter().map(|term| term.coefficient * (term.column.used(case) - term.column.mean)).collect()
    }

    /// The logit before calibration.
    pub(super) fn score(&self, case: &RiskCase) -> f64 {
        self.intercept + self.parts(case).iter().sum::<f64>()
    }

    fn is_finite(&self) -> bool {
        self.intercept.is_finite() && self.terms.iter().all(|term| term.coefficient.is_finite())
    }
}

/// What all fits on the same cases share.
struct Trial {
    design: Design,
    matrix: Array2<f64>,
    events: Vec<bool>,
    stretch: f64,
    alpha: f64,
}

impl Trial {
    /// The model of these columns; of none, the rate of events.
    fn on(&self, chosen: &[usize]) -> Result<LinearModel, ForecastOnlyReason> {
        let n = self.events.len();
        let (design, not_chosen) = self.design.clone().only(chosen);
        if design.columns.is_empty() {
            let rate = self.events.iter().filter(|event| **event).count() as f64 / n as f64;
            let expected = Expected::of_fit(&vec![rate; n], &self.events, self.design.columns.len());
            let (intercept, terms, unused) = (logit(rate), Vec::new(), design.unused);
            return Ok(LinearModel { intercept, terms, unused, not_chosen, expected });
        }
        let data = Dataset::new(self.matrix.select(Axis(1), chosen), Array1::from(self.events.clone()));
        let Weights { intercept, columns } = self.minimise(&data)?;
        let chances: Vec<f64> = data.records.dot(&columns).iter().map(|score| sigmoid(intercept + score)).collect();
        let terms = (design.columns.into_iter().zip(&columns))
            .map(|(column, weight)| {
                let coefficient = weight * column.stretch(self.stretch) / column.sd;
                Term { column, coefficient }
            })
            .collect();
        let expected = Expected::of_fit(&chances, &self.events, self.design.columns.len());
        let model = LinearModel { intercept, terms, unused: design.unused, not_chosen, expected };
        if model.is_finite() { Ok(model) } else { Err(ForecastOnlyReason::SolverFailed { n }) }
    }

    /// linfa finds the neighbourhood of the optimum, and a few steps of Newton's method the optimum. Where linfa gives up,
    /// they begin at nothing.
    fn minimise(&self, data: &Dataset<f64, bool, ndarray::Ix1>) -> Result<Weights, ForecastOnlyReason> {
        let n = data.records.nrows();
        let near = LogisticRegression::default()
            .alpha(self.alpha)
            .max_iterations(NEAR_ROUNDS)
            .gradient_tolerance(NEAR * n as f64)
            .fit(data);
        let start =
            near.map_or_else(|_| Weights { intercept: 0.0, columns: Array1::zeros(data.records.ncols()) }, turned);
        polished(&data.records, &self.events, self.alpha, start).ok_or(ForecastOnlyReason::SolverFailed { n })
    }
}

/// Here lies the trap: without the turn, a rare event gets the probability of its absence.
fn turned(fitted: FittedLogisticRegression<f64, bool>) -> Weights {
    let turn = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    Weights { intercept: turn * fitted.intercept(), columns: fitted.params() * turn }
}

#[cfg(test)]
mod tests {
    use super::super::feature::{FeatureGroup, FeatureSpec};
    use super::super::logit::sigmoid;
    use super::*;

    fn specs() -> Vec<FeatureSpec> {
        vec![FeatureSpec { name: "x".into(), group: FeatureGroup::Trend, actionable: true }]
    }

    fn fit(cases: &[RiskCase], settings: &RiskSettings) -> LinearModel {
        let past: Vec<PastCase<'_>> =
            cases.iter().map(|case| PastCase { case, event: case.event == Some(true) }).collect();
        LinearModel::fit(Design::learn(&specs(), &past), &past, settings).expect("both classes are there")
    }

    /// `n` cases with x spread over −1…1, of which the `events` with the greatest noisy x are events.
    fn at_prevalence(n: usize, events: usize) -> Vec<RiskCase> {
        let x = |i: usize| 2.0 * i as f64 / (n as f64 - 1.0) - 1.0;
        let noisy = |i: usize| x(i) + 0.8 * (i as f64 * 12.9898).sin();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| noisy(*b).total_cmp(&noisy(*a)));
        let mut cases: Vec<RiskCase> =
            (0..n).map(|i| RiskCase { base_probability: 0.5, features: vec![x(i)], ..RiskCase::default() }).collect();
        for (rank, &i) in order.iter().enumerate() {
            cases[i].event = Some(rank < events);
        }
        cases
    }

    #[test]
    fn the_probability_is_that_of_the_event_at_every_prevalence() {
        for events in [10, 200, 500, 800, 990] {
            let cases = at_prevalence(1000, events);
            let model = fit(&cases, &RiskSettings { alpha: 0.1, ..RiskSettings::default() });
            assert!(model.terms[0].coefficient > 0.0, "more x means more events, at {events} of 1000");
            // With a free intercept, the mean fitted probability is the share of events.
            let mean = cases.iter().map(|case| sigmoid(model.score(case))).sum::<f64>() / 1000.0;
            assert!((mean - events as f64 / 1000.0).abs() < 1e-6, "{mean} at {events} of 1000");
        }
    }

    #[test]
    fn alpha_is_the_ridge_on_the_summed_loss_in_standard_deviations() {
        let cases = at_prevalence(200, 60);
        let settings = RiskSettings { alpha: 3.0, ..RiskSettings::default() };
        let model = fit(&cases, &settings);
        let term = &model.terms[0];
        // At the optimum, Σ(y − p)·z = α·w for the standardised z and its weight w.
        let slope: f64 = (cases.iter())
            .map(|case| {
                let z = (case.features[0] - term.column.mean) / term.column.sd;
                (f64::from(u8::from(case.event == Some(true))) - sigmoid(model.score(case))) * z
            })
            .sum();
        let weight = term.coefficient * term.column.sd;
        assert!((slope - 3.0 * weight).abs() < 1e-5, "{slope} against {}", 3.0 * weight);
    }

    #[test]
    fn the_forecast_column_bears_its_share_of_the_penalty() {
        let mut cases = at_prevalence(200, 60);
        for case in &mut cases {
            case.base_probability = sigmoid(case.features[0]);
            case.features[0] = f64::NAN;
        }
        let settings = RiskSettings { alpha: 4.0, forecast_alpha_share: 0.25, ..RiskSettings::default() };
        let model = fit(&cases, &settings);
        let term = &model.terms[0];
        let slope: f64 = (cases.iter())
            .map(|case| {
                let z = (logit(case.base_probability) - term.column.mean) / term.column.sd;
                (f64::from(u8::from(case.event == Some(true))) - sigmoid(model.score(case))) * z
            })
            .sum();
        assert!((slope - 1.0 * term.coefficient * term.column.sd).abs() < 1e-5);
    }

    #[test]
    fn a_forecast_that_points_the_wrong_way_is_left_out() {
        let mut cases = at_prevalence(300, 120);
        for (at, case) in cases.iter_mut().enumerate() {
            case.base_probability = sigmoid(-2.0 * case.features[0] + (at as f64 * 7.13).sin());
        }
        let model = fit(&cases, &RiskSettings { select: false, ..RiskSettings::default() });
        assert!(model.terms.iter().all(|term| term.coefficient > 0.0), "{model:?}");
        // With nothing beside it, the rate is what is known.
        cases.iter_mut().for_each(|case| case.features[0] = 1.0);
        let model = fit(&cases, &RiskSettings::default());
        assert!(model.terms.is_empty() && (sigmoid(model.score(&cases[0])) - 0.4).abs() < 1e-12, "{model:?}");
        assert_eq!(model.not_chosen, [super::super::feature::FORECAST_FEATURE]);
    }

    #[test]
    fn separable_classes_have_a_finite_fit() {
        let mut cases = at_prevalence(400, 100);
        for case in &mut cases {
            case.event = Some(case.features[0] > 0.0);
        }
        for alpha in [1e-12, 1e-2, 5.0] {
            let model = fit(&cases, &RiskSettings { alpha, ..RiskSettings::default() });
            assert!(cases.iter().all(|case| model.score(case).is_finite()));
            assert!(model.terms[0].coefficient > 0.0);
        }
    }
}
