//! Reps at risk: the probability, its reasons adding up, what would clear the flag, and the evidence.

use minijinja::context;
use minijinja::value::Value;

use super::forecasts::stated;
use super::inline_plot::percent;
use super::scribe::Scribe;
use super::{HtmlError, agreement};
use crate::appraisal::topic;
use crate::quantity::Unit;
use crate::reports::clearing::clearing_told;
use crate::reports::feature_figure::feature_figure;
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::review::pack::{ReasonRow, RiskEvidence, RiskResult, RiskRow};

/// Up to so many flagged reps' accounts stand open; more would bury what follows.
const OPEN_ACCOUNTS: usize = 8;
/// A difference of less than half a point is none to a reader.
const SEEN: f64 = 0.005;
/// Reasons that stand in the table; all of them stand in the account below it.
const MAIN_REASONS: usize = 3;

pub(super) fn section(scribe: &Scribe<'_>) -> Result<Value, HtmlError> {
    let risk = &scribe.pack.risk;
    let evidences = || std::iter::once(&risk.evidence).chain(&risk.other_evidence);
    let flagged = risk.rows.iter().filter(|row| row.flagged).count();
    let judged = || risk.rows.iter().filter(|row| row.probability.is_some());
    Ok(context! {
        period => legible(&risk.period),
        caption => scribe.caption(&risk.period, &[Unit::Money], &["revenue_net"]),
        share => scribe.figures.share_trimmed(risk.share_of_target),
        threshold => scribe.figures.share_trimmed(risk.threshold),
        threshold_at => percent(risk.threshold),
        rows => judged().map(|row| self::row(scribe, row)).collect::<Vec<_>>(),
        topics => judged().flat_map(|row| &row.reasons).any(|reason| reason.topic.is_some()),
        accounts => judged().filter(|row| !row.reasons.is_empty()).map(|r| account(scribe, r, flagged <= OPEN_ACCOUNTS)).collect::<Vec<_>>(),
        abstained => risk.rows.iter().filter(|row| row.probability.is_none()).map(|r| abstained(scribe, r)).collect::<Vec<_>>(),
        fallbacks => evidences().filter_map(|one| fallback(scribe, one)).collect::<Vec<_>>(),
        beside_targets => evidences().filter_map(|one| Some(scribe.sentence(one.beside_targets.as_ref()?))).collect::<Vec<_>>(),
        evidences => evidences().map(|one| self::evidence(scribe, one)).collect::<Result<Vec<_>, _>>()?,
    })
}

/// Why the forecast alone speaks; of which bars, where there are two kinds.
fn fallback(scribe: &Scribe<'_>, evidence: &RiskEvidence) -> Option<String> {
    let told = scribe.sentence(evidence.fallback.as_ref()?);
    if scribe.pack.risk.other_evidence.is_none() {
        return Some(told);
    }
    let bars = scribe.wording.named("bar", &evidence.bar_source);
    Some(scribe.say_with("risk-of-bars", &[("bars", &bars), ("told", &told)]))
}

/// What the statements by one kind of bar rest on.
fn evidence(scribe: &Scribe<'_>, evidence: &RiskEvidence) -> Result<Value, HtmlError> {
    Ok(context! {
        bars => scribe.wording.named("bar", &evidence.bar_source),
        model => scribe.wording.named("riskmodel", &evidence.model),
        // The rest of it says in English what the lead says already.
        model_version => legible(evidence.model_version.split(' ').next().unwrap_or_default()),
        cases => evidence.n_cases,
        events => evidence.n_events,
        reps => evidence.n_reps,
        origins => evidence.n_origins,
        results => evidence.results.iter().map(|r| result(scribe, r)).collect::<Vec<_>>(),
        verdict => scribe.sentences(&evidence.verdict),
        calibration => evidence.calibration.iter().map(|row| stated(scribe, row)).collect::<Vec<_>>(),
        calibration_plot => agreement::plot(scribe, &evidence.calibration)?,
    })
}

/// A rep's probability with the main reasons.
pub(super) fn row(scribe: &Scribe<'_>, row: &RiskRow) -> Value {
    let probability = row.probability.unwrap_or(0.0);
    let reasons: Vec<String> = row.reasons.iter().take(MAIN_REASONS).map(|reason| clause(scribe, reason)).collect();
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(&row.name),
        team => legible(&row.team),
        bar => scribe.amount(row.bar_minor, Unit::Money, row.null_reason, "revenue_net", &scribe.pack.risk.period),
        source => scribe.wording.named("bar", &row.bar_source),
        probability => scribe.figures.share(probability),
        width => percent(probability),
        flagged => row.flagged,
        reasons,
    }
}

fn clause(scribe: &Scribe<'_>, reason: &ReasonRow) -> String {
    let feature = scribe.wording.named("feature", &reason.feature);
    scribe.say_with("reason-clause", &[("feature", &feature), ("adds", &scribe.figures.signed(reason.contribution))])
}

/// All reasons of one rep with bars left and right of zero; base and reasons add up to the sum.
fn account(scribe: &Scribe<'_>, row: &RiskRow, few: bool) -> Value {
    let figures = scribe.figures;
    let figure = |feature: &str, value| feature_figure(feature, value, scribe.wording, scribe.pack.header.currency);
    let largest = row.reasons.iter().map(|r| r.contribution.abs()).fold(0.0, f64::max);
    let reasons: Vec<Value> = row
        .reasons
        .iter()
        .map(|reason| {
            let half = if largest > 0.0 { reason.contribution.abs() / largest / 2.0 } else { 0.0 };
            context! {
                feature => scribe.wording.named("feature", &reason.feature),
                group => scribe.wording.named("group", &reason.group),
                value => reason.value.map_or_else(|| scribe.say("reason-unknown"), |value| figure(&reason.feature, value)),
                reference => reason.reference.map(|reference| figure(&reason.feature, reference)),
                known => reason.value.is_some(),
                adds => figures.signed(reason.contribution),
                raises => reason.contribution > 0.0,
                width => percent(half),
                topic => reason.topic.as_deref().and_then(|id| topic_name(scribe, id)),
            }
        })
        .collect();
    let clears = clearing_told(row, scribe.wording, scribe.pack.header.currency);
    let alone =
        row.forecast_probability.filter(|alone| row.probability.is_some_and(|here| (here - alone).abs() >= SEEN));
    let alone = alone.map(|alone| scribe.say_with("risk-forecast-alone", &[("forecast", &figures.share(alone))]));
    context! {
        rep => scribe.rep_number(&row.rep_id),
        name => legible(&row.name),
        flagged => row.flagged,
        open => row.flagged && few,
        base => figures.signed(row.base_logit.unwrap_or_default()),
        reasons,
        sum => figures.signed(row.logit.unwrap_or_default()),
        probability => figures.share(row.probability.unwrap_or(0.0)),
        clears,
        alone,
    }
}

/// The name of a coaching topic in the language of the page.
fn topic_name(scribe: &Scribe<'_>, id: &str) -> Option<&'static str> {
    topic(id).map(|topic| match scribe.wording.language() {
        Language::Zh => topic.name_zh.as_str(),
        Language::En => topic.name_en.as_str(),
    })
}

fn abstained(scribe: &Scribe<'_>, row: &RiskRow) -> Value {
    let reason = row.null_reason.map_or(String::new(), |reason| scribe.say(&format!("why-{}", reason.code())));
    let why = row.abstained.as_ref().map_or(reason, |sentence| scribe.sentence(sentence));
    let rep = scribe.rep_number(&row.rep_id);
    context! { rep, name => legible(&row.name), team => legible(&row.team), why }
}

fn result(scribe: &Scribe<'_>, result: &RiskResult) -> Value {
    let number = |value: Option<f64>| value.map_or("–".to_string(), |value| scribe.figures.fixed(value, 3));
    context! {
        score => scribe.wording.named("score", &result.score),
        n => scribe.figures.count(result.n),
        event_rate => result.event_rate.map_or("–".to_string(), |rate| scribe.figures.share(rate)),
        auc => number(result.auc),
        brier => number(result.brier),
        skill => number(result.brier_skill),
        ece => number(result.ece),
    }
}
