//! What would clear a flag: one answer for the account of one rep and for the review.

use crate::models::predictive::Predictive;
use crate::models::risk::{Counterfactual, FORECAST_FEATURE, RiskAssessment, sigmoid};

use super::risk::{Bar, clipped_logit};

/// The forecast's own amount, as the feature of a change.
pub(super) const FORECAST_LEVEL: &str = "forecast_level";

/// What is to be said of a flag.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Clearing {
    /// This change clears it; of the feature [`FORECAST_LEVEL`] in major units.
    Change(Counterfactual),
    /// Nothing that somebody could change does; this, which is past or given, would.
    Unchangeable(Counterfactual),
    /// No single change does.
    Nothing,
}

/// What would clear the flag: the model's own counterfactual; without one, and with the forecast alone, how much more the
/// forecast would have to be. None where nothing is flagged.
pub(super) fn clearing(
    assessment: &RiskAssessment,
    bar: Option<Bar>,
    predictive: Option<&Predictive>,
    threshold: f64,
) -> Option<Clearing> {
    if !assessment.flagged {
        return None;
    }
    if let Some(change) = &assessment.counterfactual {
        return Some(Clearing::Change(change.clone()));
    }
    let found = match more_of_the_forecast(assessment, bar, predictive, threshold) {
        Some(change) => Clearing::Change(change),
        None => assessment.unchangeable.clone().map_or(Clearing::Nothing, Clearing::Unchangeable),
    };
    Some(found)
}

fn more_of_the_forecast(
    assessment: &RiskAssessment,
    bar: Option<Bar>,
    predictive: Option<&Predictive>,
    threshold: f64,
) -> Option<Counterfactual> {
    let [reason] = &assessment.reasons[..] else { return None };
    let now = reason.value.filter(|_| reason.feature == FORECAST_FEATURE)?;
    // The moved forecast is read as the present one is.
    let read = |chance: f64| sigmoid(assessment.logit + reason.coefficient * (clipped_logit(chance) - now));
    let (bar, predictive) = (bar?, predictive?);
    let (more, after) = smallest_rise(predictive, bar.amount, threshold, read)?;
    let from = predictive.centre();
    Some(Counterfactual { feature: FORECAST_LEVEL.to_string(), from, to: from + more, probability_after: after })
}

/// By how much the forecast must be higher for the chance of staying under the bar to fall below the threshold, and
/// the chance then, found by asking the moved forecast; `read` is what its chance is taken for. `None` where even a forecast moved up by ten bars does not.
fn smallest_rise(predictive: &Predictive, bar: f64, threshold: f64, read: impl Fn(f64) -> f64) -> Option<(f64, f64)> {
    // Moving the centre up is moving the bar down.
    let chance = |more: f64| read(predictive.cdf(bar - more));
    let (mut holds, mut clears) = (0.0, 10.0 * bar.abs());
    if chance(clears) >= threshold {
        return None;
    }
    for _ in 0..200 {
        let middle = holds + (clears - holds) / 2.0;
        if middle == holds || middle == clears {
            break;
        }
        if chance(middle) < threshold { clears = middle } else { holds = middle }
    }
    Some((clears, chance(clears)))
}

#[cfg(test)]
mod tests {
    use super::super::risk::BarSource;
    use super::*;
    use crate::models::risk::{FeatureGroup, Reason};

    #[test]
    fn the_smallest_rise_clears_the_flag_and_a_little_less_does_not() {
        let scores: Vec<f64> = (-20..=20).map(|at| f64::from(at) / 10.0).collect();
        let predictive = Predictive::new(90.0, 10.0, scores, None).expect("well formed");
        let (more, after) = smallest_rise(&predictive, 100.0, 0.5, |chance| chance).expect("within reach");
        assert!(after < 0.5 && predictive.cdf(100.0 - more) == after);
        assert!(predictive.cdf(100.0 - more * 0.999) >= 0.5, "{more}");
        // Read as worse than it is, it has to rise further; read as no matter what, no rise helps.
        let (further, _) = smallest_rise(&predictive, 100.0, 0.5, |chance| chance.sqrt()).expect("within reach");
        assert!(further > more, "{further} {more}");
        assert_eq!(smallest_rise(&predictive, 100.0, 0.5, |_| 0.6), None);
    }

    #[test]
    fn what_can_be_changed_is_told_before_what_cannot_and_either_before_nothing() {
        let change =
            |feature: &str| Counterfactual { feature: feature.to_string(), from: 0.0, to: 1.0, probability_after: 0.4 };
        let reason = |feature: &str| Reason {
            feature: feature.to_string(),
            group: FeatureGroup::Attainment,
            value: Some(1.0),
            average: 0.0,
            coefficient: 1.0,
            contribution: 1.0,
        };
        let mut flagged = RiskAssessment {
            subject: "R1".to_string(),
            origin: 0,
            probability: Some(0.7),
            base_probability: Some(0.7),
            flagged: true,
            reasons: vec![reason("attainment_last")],
            intercept_logit: 0.0,
            logit: 1.0,
            counterfactual: Some(change("win_rate")),
            unchangeable: Some(change("attainment_last")),
            abstained: None,
            doubts: Vec::new(),
        };
        let scores: Vec<f64> = (-20..=20).map(|at| f64::from(at) / 10.0).collect();
        let predictive = Predictive::new(90.0, 10.0, scores, None).expect("well formed");
        let bar = Some(Bar { amount: 100.0, source: BarSource::Quota });
        let told = |one: &RiskAssessment| clearing(one, bar, Some(&predictive), 0.5);
        assert_eq!(told(&flagged), Some(Clearing::Change(change("win_rate"))));
        flagged.counterfactual = None;
        assert_eq!(told(&flagged), Some(Clearing::Unchangeable(change("attainment_last"))));
        flagged.unchangeable = None;
        assert_eq!(told(&flagged), Some(Clearing::Nothing));
        flagged.reasons = vec![reason(FORECAST_FEATURE)];
        let Some(Clearing::Change(more)) = told(&flagged) else { panic!("more of the forecast clears it") };
        assert!(more.feature == FORECAST_LEVEL && more.from == predictive.centre() && more.to > more.from);
        flagged.flagged = false;
        assert_eq!(told(&flagged), None);
    }
}
