//! Reasons: what moves a chance away from the average case, adding up to the logit.

use serde::{Deserialize, Serialize};

use super::calibration::Calibrator;
use super::case::RiskCase;
use super::design::{Column, Source};
use super::doubt::Doubt;
use super::feature::{FORECAST_FEATURE, FeatureGroup};
use super::logistic::{LinearModel, Term};
use super::logit::{clip_base, logit, sigmoid};

/// One feature's part in the logit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The feature; [`FORECAST_FEATURE`] for the forecast's own chance.
    pub feature: String,
    /// Its group.
    pub group: FeatureGroup,
    /// The value as the model used it, in the feature's unit (the forecast: in logits); `None` where it was not
    /// known and the average stood in, which contributes nothing.
    pub value: Option<f64>,
    /// The mean of past cases, which the value is compared with.
    pub average: f64,
    /// Change of the final logit for one unit of the feature.
    pub coefficient: f64,
    /// `coefficient` × (`value` − `average`), in logits: above 0 it raises the chance of a miss.
    pub contribution: f64,
}

/// A fitted model with its calibration: all that turns a case into a chance.
#[derive(Debug, Clone)]
pub(super) struct Scorer {
    pub(super) linear: LinearModel,
    pub(super) calibrator: Calibrator,
}

/// A chance taken apart.
pub(super) struct Explanation {
    pub(super) intercept_logit: f64,
    pub(super) logit: f64,
    pub(super) reasons: Vec<Reason>,
}

impl Explanation {
    pub(super) fn probability(&self) -> f64 {
        sigmoid(self.logit)
    }
}

impl Scorer {
    /// The calibrated chance, taken apart. The logit is *defined* as the sum of the parts.
    pub(super) fn explain(&self, case: &RiskCase) -> Explanation {
        let parts = self.linear.parts(case);
        let start = self.linear.intercept;
        let slope = self.calibrator.mean_slope(start, start + parts.iter().sum::<f64>());
        let mut reasons: Vec<Reason> = (self.linear.terms.iter().zip(&parts))
            .map(|(term, part)| Reason {
                feature: term.column.name.clone(),
                group: term.column.group,
                value: term.column.raw(case).map(|_| term.column.used(case)),
                average: term.column.mean,
                coefficient: slope * term.coefficient,
                contribution: slope * part,
            })
            .collect();
        strongest_first(&mut reasons);
        let intercept_logit = self.calibrator.logit(start);
        let logit = intercept_logit + reasons.iter().map(|reason| reason.contribution).sum::<f64>();
        Explanation { intercept_logit, logit, reasons }
    }

    /// What the model had to assume about this case.
    pub(super) fn doubts(&self, case: &RiskCase) -> Vec<Doubt> {
        let doubt = |column: &Column| {
            let feature = column.name.clone();
            match column.raw(case) {
                None => Some(Doubt::Imputed { feature }),
                Some(value) => {
                    let used = column.used(case);
                    (used != value).then_some(Doubt::OutsideTrainingRange { feature, value, used })
                }
            }
        };
        self.linear.terms.iter().filter_map(|term| doubt(&term.column)).collect()
    }

    /// The terms of features that somebody can change, or of those that nobody can, each with its feature's position in a
    /// case.
    pub(super) fn features(&self, actionable: bool) -> impl Iterator<Item = (usize, &Term)> {
        let terms = self.linear.terms.iter().filter(move |term| term.column.actionable == actionable);
        terms.filter_map(|term| match term.column.source {
            Source::Feature(position) => Some((position, term)),
            Source::Forecast => None,
        })
    }
}

/// The forecast's own chance as past cases taught to read it, with itself as the only reason against the average logit of
/// past cases; without a calibrator it stands as it is.
pub(super) fn explain_forecast(
    base_probability: f64,
    average_logit: f64,
    calibrator: Option<&Calibrator>,
) -> Explanation {
    let value = logit(clip_base(base_probability));
    let slope = calibrator.map_or(1.0, |calibrator| calibrator.mean_slope(average_logit, value));
    let intercept_logit = calibrator.map_or(average_logit, |calibrator| calibrator.logit(average_logit));
    let contribution = slope * (value - average_logit);
    let reason = Reason {
        feature: FORECAST_FEATURE.to_owned(),
        group: FeatureGroup::Forecast,
        value: Some(value),
        average: average_logit,
        coefficient: slope,
        contribution,
    };
    Explanation { intercept_logit, logit: intercept_logit + contribution, reasons: vec![reason] }
}

/// By size of the contribution; equal ones by name, so that the order is settled.
fn strongest_first(reasons: &mut [Reason]) {
    reasons.sort_by(|a, b| {
        let size = b.contribution.abs().total_cmp(&a.contribution.abs());
        size.then_with(|| a.feature.cmp(&b.feature))
    });
}
