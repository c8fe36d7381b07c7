//! What the model of risk rests on, in sentences.

use crate::models::risk::{CalibrationUsed, FORECAST_FEATURE, ForecastOnlyReason, RiskModelUsed};
use crate::pipeline::modelled::Modelled;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

impl Modelled<'_> {
    /// Why the forecast alone speaks, where it does.
    pub(super) fn risk_fallback(&self) -> Option<Sentence> {
        match &self.risk.report.model {
            RiskModelUsed::Logistic => None,
            RiskModelUsed::ForecastOnly { why } => {
                let as_it_is = matches!(self.risk.report.calibration, CalibrationUsed::None);
                Some(forecast_only(why, if as_it_is { "risk-forecast-only" } else { "risk-forecast-corrected" }))
            }
        }
    }

    /// Which features the model uses and what they were worth; which are off for want of a table; and which past cases
    /// could not count.
    pub(super) fn risk_features(&self) -> Vec<Sentence> {
        let (risk, report) = (&self.risk, &self.risk.report);
        let features = |names: Vec<&str>| Arg::List(names.into_iter().map(str::to_string).collect());
        let chosen = report.coefficients.iter().filter(|one| one.feature != FORECAST_FEATURE);
        let chosen: Vec<&str> = chosen.map(|one| one.feature.as_str()).collect();
        let mut told = Vec::new();
        if let (RiskModelUsed::Logistic, Some(comparison)) = (&report.model, report.comparison) {
            let forecast = report.baselines.iter().find(|one| one.name == "forecast");
            let auc = |auc: Option<f64>| Arg::Text(auc.map_or_else(|| "–".to_string(), |auc| format!("{auc:.3}")));
            let id = if chosen.is_empty() { "risk-features-none" } else { "risk-features-chosen" };
            told.push(sentence(
                id,
                vec![
                    ("features", features(chosen)),
                    ("cases", Arg::Count(comparison.n as i64)),
                    ("brier", Arg::Text(format!("{:.3}", comparison.brier_logistic))),
                    ("brier_forecast", Arg::Text(format!("{:.3}", comparison.brier_forecast))),
                    ("auc", auc(report.walk_forward.auc)),
                    ("auc_forecast", auc(forecast.and_then(|one| one.evaluation.auc))),
                ],
            ));
            let left_out = report.not_chosen.iter().any(|one| one == FORECAST_FEATURE);
            told.extend(left_out.then(|| sentence("risk-forecast-left-out", vec![])));
        }
        // Where nothing was fitted, for whatever reason, more tables would have changed nothing.
        let fitted = matches!(
            &report.model,
            RiskModelUsed::Logistic | RiskModelUsed::ForecastOnly { why: ForecastOnlyReason::NotBetter { .. } }
        );
        for (table, off) in risk.off.iter().filter(|_| fitted) {
            let args = vec![("features", features(off.clone())), ("table", Arg::Text((*table).to_string()))];
            told.push(sentence("risk-features-off", args));
        }
        if risk.changed_quotas > 0 {
            told.push(sentence("risk-changed-quotas", vec![("cases", Arg::Count(risk.changed_quotas as i64))]));
        }
        told
    }

    /// Says so where the probabilities did no better in the past than the plain share of misses.
    pub(super) fn risk_without_skill(&self) -> Option<Sentence> {
        let past = &self.risk.report.walk_forward;
        let skill = past.brier_skill.filter(|skill| *skill <= 0.0)?;
        Some(sentence("risk-no-skill", vec![("skill", Arg::Number(skill)), ("cases", Arg::Count(past.n as i64))]))
    }
}

/// `told` is the sentence that the reason goes into.
fn forecast_only(why: &ForecastOnlyReason, told: &str) -> Sentence {
    let because = |id: &str, mut args: Vec<(&'static str, Arg)>| {
        args.insert(0, ("why", Arg::Message(id.to_string())));
        sentence(told, args)
    };
    let counts =
        |have: &usize, need: &usize| vec![("have", Arg::Count(*have as i64)), ("need", Arg::Count(*need as i64))];
    match why {
        ForecastOnlyReason::TooFewCases { have, need } => because("why-too-few-cases", counts(have, need)),
        ForecastOnlyReason::TooFewEvents { have, need } => because("why-too-few-events", counts(have, need)),
        ForecastOnlyReason::TooFewOrigins { have, need } => because("why-too-few-origins", counts(have, need)),
        ForecastOnlyReason::OneClassOnly { .. } => because("why-one-class", vec![]),
        ForecastOnlyReason::NothingVaries | ForecastOnlyReason::SolverFailed { .. } => {
            because("why-nothing-varies", vec![])
        }
        ForecastOnlyReason::NotBetter { brier_logistic, brier_forecast, .. } => because(
            "why-model-not-better",
            vec![("brier_model", Arg::Number(*brier_logistic)), ("brier_forecast", Arg::Number(*brier_forecast))],
        ),
    }
}
