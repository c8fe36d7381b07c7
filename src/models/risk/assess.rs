//! From cases to a report: check, walk forward, choose, explain.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::case::{Cases, PastCase, RiskCase, origins_of};
use super::comparison::{Pair, compare, verdict};
use super::counterfactual::smallest_change;
use super::doubt::Doubt;
use super::error::RiskError;
use super::evaluation::{Evaluation, Stated};
use super::evidence::FORECAST;
use super::explain::{Explanation, Scorer, explain_forecast};
use super::feature::FeatureSpec;
use super::logit::{clip_base, logit};
use super::params::RiskSettings;
use super::report::{
    Abstention, CalibrationUsed, Coefficient, Comparison, ForecastOnlyReason, JudgedCase, NamedEvaluation,
    RiskAssessment, RiskModelUsed, RiskReport,
};
use super::walk_forward::{AtOrigin, WalkForward};

/// Assesses every case without an outcome, having learned from those with one.
///
/// The order of the cases does not matter. With no cases to predict, the report has no assessments and is still
/// a walk-forward evaluation; with no past cases, the forecast stands alone.
///
/// # Errors
///
/// A case with the wrong number of features or baselines, a chance outside 0–1, a name used twice, a setting
/// outside its range. Thin or degenerate data are no error.
///
/// ```
/// use attain::models::risk::{FeatureGroup, FeatureSpec, RiskCase, RiskModelUsed, RiskSettings, assess};
///
/// let specs = [FeatureSpec { name: "visits".into(), group: FeatureGroup::Activity, actionable: true }];
/// let open = RiskCase {
///     subject: "rep-07".into(),
///     origin: 11,
///     base_probability: 0.7,
///     features: vec![12.0],
///     event: None,
///     history: 9,
///     baselines: vec![],
/// };
/// let report = assess(&specs, &[open], &RiskSettings::default()).unwrap();
/// assert!(matches!(report.model, RiskModelUsed::ForecastOnly { .. }));
/// assert!((report.assessments[0].probability.unwrap() - 0.7).abs() < 1e-12);
/// assert!(report.assessments[0].flagged);
/// ```
pub fn assess(specs: &[FeatureSpec], cases: &[RiskCase], settings: &RiskSettings) -> Result<RiskReport, RiskError> {
    settings.check()?;
    let cases = Cases::check(specs, cases, settings)?;
    let open_origins: BTreeSet<i32> = cases.open.iter().map(|case| case.origin).collect();
    let open_origins: Vec<i32> = open_origins.into_iter().collect();
    let walked = WalkForward::run(specs, &cases.past, &open_origins, settings);
    let comparison = compare(&pairs(&cases.past, &walked));
    let choice = choose(&walked, comparison.as_ref(), settings);
    let judged = judged_cases(&cases.past, &walked, &choice);
    let model = match &choice {
        Ok(()) => RiskModelUsed::Logistic,
        Err(why) => RiskModelUsed::ForecastOnly { why: why.clone() },
    };
    let latest = latest(&walked, choice.is_ok());
    let mut doubts = cases.doubts;
    doubts.extend(latest.map(|scorer| report_doubts(scorer, &cases.past)).unwrap_or_default());
    Ok(RiskReport {
        assessments: assessments(&cases.open, &cases.past, &walked, choice.is_ok(), settings),
        n_cases: cases.past.len(),
        n_events: count_events(&cases.past),
        n_subjects: cases.past.iter().map(|past| past.case.subject.as_str()).collect::<BTreeSet<_>>().len(),
        n_origins: origins_of(&cases.past).len(),
        calibration: walked.models.last().map_or(CalibrationUsed::None, |model| calibration(model, choice.is_ok())),
        coefficients: latest.map(coefficients).unwrap_or_default(),
        not_chosen: not_chosen(&walked),
        walk_forward: evaluate(&judged, |j| j.stated),
        baselines: baselines(&judged, &choice, settings),
        comparison,
        cases: judged.iter().map(|one| judged_case(one, &choice, settings)).collect(),
        doubts,
        model_version: model_version(&cases.past, latest),
        model,
    })
}

/// The latest fit, where the logistic is used: later origins to predict at know the same past cases.
fn latest(walked: &WalkForward, logistic: bool) -> Option<&Scorer> {
    walked.models.last().filter(|_| logistic).and_then(|model| model.scorer.as_ref().ok())
}

fn calibration(latest: &AtOrigin, logistic: bool) -> CalibrationUsed {
    match latest.forecast.1 {
        _ if logistic => latest.calibration,
        0 => CalibrationUsed::None,
        n => CalibrationUsed::Platt { n },
    }
}

/// What the latest fit left out, whether it is used or not.
fn not_chosen(walked: &WalkForward) -> Vec<String> {
    let latest = walked.models.last().and_then(|model| model.scorer.as_ref().ok());
    latest.map_or_else(Vec::new, |scorer| scorer.linear.not_chosen.clone())
}

/// The past cases that both the logistic and the forecast have a walk-forward chance for.
fn pairs<'a>(past: &[PastCase<'a>], walked: &WalkForward) -> Vec<Pair<'a>> {
    (past.iter().zip(&walked.stated).enumerate())
        .filter_map(|(at, (past, stated))| {
            let case = past.case;
            let (subject, origin, event) = (case.subject.as_str(), case.origin, past.event);
            let (raw_forecast, forecast) = (clip_base(case.base_probability), walked.forecast[at]);
            stated.map(|logistic| Pair { subject, origin, logistic, forecast, raw_forecast, event })
        })
        .collect()
}

/// Whether the logistic is used: it can be fitted on all that is known, it was tried on enough origins, and it won.
fn choose(
    walked: &WalkForward,
    comparison: Option<&Comparison>,
    settings: &RiskSettings,
) -> Result<(), ForecastOnlyReason> {
    if let Some(Err(why)) = walked.models.last().map(|model| model.scorer.as_ref()) {
        return Err(why.clone());
    }
    let (have, need) = (comparison.map_or(0, |c| c.origins), settings.min_origins.max(1));
    match comparison {
        Some(comparison) if have >= need => verdict(comparison, settings),
        _ => Err(ForecastOnlyReason::TooFewOrigins { have, need }),
    }
}

/// A past case with every chance that is judged on it.
struct Judged<'a> {
    case: &'a RiskCase,
    event: bool,
    /// By the model used.
    stated: f64,
    /// As the forecast says it.
    forecast: f64,
    logistic: Option<f64>,
    /// The share of events known before the case's origin, smoothed by one case of each kind.
    base_rate: f64,
}

/// The cases of the comparison where one decided, otherwise all past cases, so that every column of the
/// evaluation speaks about the same cases.
fn judged_cases<'a>(
    past: &[PastCase<'a>],
    walked: &WalkForward,
    choice: &Result<(), ForecastOnlyReason>,
) -> Vec<Judged<'a>> {
    let compared = matches!(choice, Ok(()) | Err(ForecastOnlyReason::NotBetter { .. }));
    let mut judged = Vec::new();
    let mut known_events = 0;
    for (_, range) in origins_of(past) {
        let base_rate = (known_events as f64 + 1.0) / (range.start as f64 + 2.0);
        for (at, past) in range.clone().zip(&past[range.clone()]) {
            let (logistic, forecast) = (walked.stated[at], clip_base(past.case.base_probability));
            let stated = logistic.filter(|_| choice.is_ok()).unwrap_or(walked.forecast[at]);
            if logistic.is_some() || !compared {
                judged.push(Judged { case: past.case, event: past.event, stated, forecast, logistic, base_rate });
            }
        }
        known_events += count_events(&past[range]);
    }
    judged
}

fn judged_case(judged: &Judged<'_>, choice: &Result<(), ForecastOnlyReason>, settings: &RiskSettings) -> JudgedCase {
    // In the order of `baselines`.
    let mut others = vec![judged.base_rate, judged.forecast];
    if matches!(choice, Err(ForecastOnlyReason::NotBetter { .. })) {
        others.push(judged.logistic.unwrap_or(f64::NAN));
    }
    let own = |position: usize| judged.case.baselines.get(position).copied().unwrap_or(f64::NAN);
    others.extend((0..settings.baselines.len()).map(own));
    JudgedCase {
        others,
        subject: judged.case.subject.clone(),
        origin: judged.case.origin,
        probability: judged.stated,
        flagged: judged.stated >= settings.threshold,
        event: judged.event,
    }
}

fn evaluate(judged: &[Judged<'_>], score: impl Fn(&Judged<'_>) -> f64) -> Evaluation {
    let statements: Vec<Stated> = judged.iter().map(|j| Stated { score: score(j), event: j.event }).collect();
    Evaluation::of(&statements)
}

fn baselines(
    judged: &[Judged<'_>],
    choice: &Result<(), ForecastOnlyReason>,
    settings: &RiskSettings,
) -> Vec<NamedEvaluation> {
    let named = |name: &str, evaluation| NamedEvaluation { name: name.to_owned(), evaluation };
    let mut all =
        vec![named("base_rate", evaluate(judged, |j| j.base_rate)), named(FORECAST, evaluate(judged, |j| j.forecast))];
    if matches!(choice, Err(ForecastOnlyReason::NotBetter { .. })) {
        all.push(named("logistic", evaluate(judged, |j| j.logistic.unwrap_or(f64::NAN))));
    }
    for (position, name) in settings.baselines.iter().enumerate() {
        let column = |j: &Judged<'_>| j.case.baselines.get(position).copied().unwrap_or(f64::NAN);
        all.push(named(name, evaluate(judged, column)));
    }
    all
}

fn assessments(
    open: &[&RiskCase],
    past: &[PastCase<'_>],
    walked: &WalkForward,
    logistic: bool,
    settings: &RiskSettings,
) -> Vec<RiskAssessment> {
    let average_logit = average_forecast_logit(past);
    (open.par_iter())
        .map(|case| {
            if let Some(why) = abstention(case, settings) {
                return abstained(case, why);
            }
            let here = walked.at(i64::from(case.origin));
            match here.and_then(|model| model.scorer.as_ref().ok()).filter(|_| logistic) {
                Some(scorer) => {
                    let mut assessment = stated(case, scorer.explain(case), settings);
                    assessment.counterfactual = smallest_change(scorer, case, settings.threshold, true);
                    if assessment.counterfactual.is_none() {
                        assessment.unchangeable = smallest_change(scorer, case, settings.threshold, false);
                    }
                    assessment.doubts = scorer.doubts(case);
                    assessment
                }
                None => {
                    let calibrator = here.map(|model| &model.forecast.0);
                    let explanation = explain_forecast(case.base_probability, average_logit, calibrator);
                    let mut assessment = stated(case, explanation, settings);
                    assessment.doubts.extend(logistic.then_some(Doubt::ForecastOnlyHere));
                    assessment
                }
            }
        })
        .collect()
}

fn abstention(case: &RiskCase, settings: &RiskSettings) -> Option<Abstention> {
    let short = case.history < settings.min_history;
    let too_little = Abstention::TooLittleHistory { have: case.history, need: settings.min_history };
    short.then_some(too_little).or((!case.has_forecast()).then_some(Abstention::NoForecast))
}

fn stated(case: &RiskCase, explanation: Explanation, settings: &RiskSettings) -> RiskAssessment {
    let probability = explanation.probability();
    RiskAssessment {
        subject: case.subject.clone(),
        origin: case.origin,
        probability: Some(probability),
        base_probability: Some(case.base_probability),
        flagged: probability >= settings.threshold,
        reasons: explanation.reasons,
        intercept_logit: explanation.intercept_logit,
        logit: explanation.logit,
        counterfactual: None,
        unchangeable: None,
        abstained: None,
        doubts: Vec::new(),
    }
}

fn abstained(case: &RiskCase, why: Abstention) -> RiskAssessment {
    RiskAssessment {
        subject: case.subject.clone(),
        origin: case.origin,
        probability: None,
        base_probability: case.has_forecast().then_some(case.base_probability),
        flagged: false,
        reasons: Vec::new(),
        intercept_logit: 0.0,
        logit: 0.0,
        counterfactual: None,
        unchangeable: None,
        abstained: Some(why),
        doubts: Vec::new(),
    }
}

/// The mean logit of past forecasts, 0 (even odds) where there are none: what the forecast is compared with
/// when it is its own only reason.
fn average_forecast_logit(past: &[PastCase<'_>]) -> f64 {
    let sum: f64 = past.iter().map(|past| logit(clip_base(past.case.base_probability))).sum();
    if past.is_empty() { 0.0 } else { sum / past.len() as f64 }
}

fn report_doubts(scorer: &Scorer, past: &[PastCase<'_>]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> =
        scorer.linear.unused.iter().map(|name| Doubt::UnusedFeature { feature: name.clone() }).collect();
    let events = count_events(past);
    let (rarer, columns) = (events.min(past.len() - events), scorer.linear.terms.len());
    if rarer < 10 * columns {
        doubts.push(Doubt::FewEventsPerFeature { rarer, columns });
    }
    doubts.extend(scorer.calibrator.is_flat().then_some(Doubt::ScoresDidNotRank));
    doubts
}

fn coefficients(scorer: &Scorer) -> Vec<Coefficient> {
    (scorer.linear.terms.iter())
        .map(|term| Coefficient {
            feature: term.column.name.clone(),
            group: term.column.group,
            mean: term.column.mean,
            standard_deviation: term.column.sd,
            per_unit: term.coefficient,
            per_standard_deviation: term.coefficient * term.column.sd,
        })
        .collect()
}

fn model_version(past: &[PastCase<'_>], latest: Option<&Scorer>) -> String {
    let (n, events) = (past.len(), count_events(past));
    match latest {
        Some(scorer) => format!("risk-3 logistic (n={n}, events={events}, features={})", scorer.linear.terms.len()),
        None => format!("risk-3 forecast only (n={n}, events={events})"),
    }
}

fn count_events(past: &[PastCase<'_>]) -> usize {
    past.iter().filter(|past| past.event).count()
}
