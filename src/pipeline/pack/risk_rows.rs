//! Who is at risk, why, what would clear a flag, and what that rests on.

use std::collections::BTreeMap;

use crate::measures::kpi::KpiMetric;
use crate::models::risk::{self, Abstention, Counterfactual, Evaluation, FeatureGroup, RiskAssessment};
use crate::pipeline::analysis::Analysis;
use crate::pipeline::modelled::Modelled;
use crate::pipeline::risk::{BarRisk, ForecastParts, null_reason};
use crate::pipeline::risk_clearing::{Clearing, clearing};
use crate::pipeline::risk_topic::topic_of_reason;
use crate::review::backtest_words::risk_verdict;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, ClearsRow, ReasonRow, RiskEvidence, RiskResult, RiskRow, RiskSection};

use super::outlooks::stated_row;

impl Analysis<'_> {
    /// `rows` are [`Modelled::risk_rows`].
    pub(super) fn risk_section(&self, rows: Vec<RiskRow>) -> RiskSection {
        let (evidence, other_evidence) = self.evidence.get_or_init(|| {
            let other = self.risk.other.as_ref();
            (self.risk_evidence(&self.risk.main), other.map(|kind| self.risk_evidence(kind)))
        });
        RiskSection {
            period: self.label(self.period.next()),
            share_of_target: self.settings.risk.share_of_target,
            threshold: self.settings.risk.threshold,
            rows,
            evidence: evidence.clone(),
            other_evidence: other_evidence.clone(),
        }
    }

    fn risk_evidence(&self, kind: &BarRisk) -> RiskEvidence {
        let report = &kind.report;
        let evidence = risk::RiskEvidence::of_model(report, self.settings.risk.act_on);
        let fallback = kind.fallback();
        let model = if fallback.is_some() { "forecast_only" } else { "logistic" };
        let mut results = vec![risk_result("model", &report.walk_forward)];
        results.extend(report.baselines.iter().map(|named| {
            let score = if named.name == "forecast" { "forecast_alone" } else { named.name.as_str() };
            risk_result(score, &named.evaluation)
        }));
        RiskEvidence {
            bar_source: kind.source.word().to_string(),
            model: model.to_string(),
            model_version: report.model_version.clone(),
            fallback,
            n_cases: report.n_cases as i64,
            n_events: report.n_events as i64,
            n_reps: report.n_subjects as i64,
            n_origins: report.n_origins as i64,
            results,
            calibration: evidence.calibration.iter().map(|row| stated_row(row.stated, row.happened)).collect(),
            verdict: risk_verdict(&evidence),
            beside_targets: kind.beside_targets(),
        }
    }
}

impl Modelled<'_> {
    /// The reps, those most at risk first.
    pub fn risk_rows(&self) -> Vec<RiskRow> {
        let by_rep: BTreeMap<&str, &RiskAssessment> =
            self.risk.assessments().map(|one| (one.subject.as_str(), one)).collect();
        let revenue = self.forecasts.iter().find(|forecast| forecast.metric == KpiMetric::RevenueNet);
        let per_major = self.snapshot.currency.minor_per_major() as f64;
        let of_rep = |at: usize| {
            let (person, bar) = (self.history.reps.get(at)?, *self.risk.bars.get(at)?);
            let assessment = by_rep.get(person.rep_id.as_str())?;
            let row = risk_row(assessment);
            let parts = self.risk.parts.get(at)?.as_ref();
            let split = parts.and_then(|parts| forecast_reasons(parts, assessment));
            let step = revenue.and_then(|forecast| forecast.panel.forecasts.get(at)?.steps.first());
            let predictive = step.and_then(|step| step.predictive.as_ref());
            let told = clearing(assessment, bar, predictive, self.settings.risk.threshold);
            let (clears, unchangeable) = match told {
                Some(Clearing::Change(change)) => (Some(clears_row(change)), None),
                Some(Clearing::Unchangeable(change)) => (None, Some(clears_row(change))),
                Some(Clearing::Nothing) | None => (None, None),
            };
            Some(RiskRow {
                reasons: split.unwrap_or_else(|| row.reasons.clone()),
                rep_id: person.rep_id.clone(),
                name: person.name.clone(),
                team: person.team.clone(),
                bar_minor: bar.map(|bar| (bar.amount * per_major).round() as i64),
                bar_source: bar.map_or("", |bar| bar.source.word()).to_string(),
                clears,
                unchangeable,
                ..row
            })
        };
        let mut rows: Vec<RiskRow> = (0..self.history.reps.len()).filter_map(of_rep).collect();
        rows.sort_by(|a, b| match (a.probability, b.probability) {
            (Some(a_chance), Some(b_chance)) => b_chance.total_cmp(&a_chance).then(a.rep_id.cmp(&b.rep_id)),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => a.rep_id.cmp(&b.rep_id),
        });
        rows
    }
}

/// Everything of a risk row that the model knows; who it is about comes from the caller.
fn risk_row(assessment: &RiskAssessment) -> RiskRow {
    let abstained = assessment.abstained.map(|why| match why {
        Abstention::TooLittleHistory { have, need } => {
            sentence("abstain-history", vec![("have", Arg::Count(have as i64)), ("need", Arg::Count(need as i64))])
        }
        Abstention::NoForecast => sentence("abstain-no-forecast", vec![]),
        Abstention::BarNotPositive => sentence("abstain-bar-not-positive", vec![]),
        Abstention::OnLeave => sentence("abstain-on-leave", vec![]),
    });
    RiskRow {
        rep_id: String::new(),
        name: String::new(),
        team: String::new(),
        bar_minor: None,
        bar_source: String::new(),
        probability: assessment.probability,
        flagged: assessment.flagged,
        base_logit: assessment.probability.map(|_| assessment.intercept_logit),
        logit: assessment.probability.map(|_| assessment.logit),
        forecast_probability: assessment.base_probability.filter(|_| assessment.probability.is_some()),
        reasons: (assessment.reasons.iter())
            .map(|one| reason(&one.feature, one.group, (one.value, Some(one.average)), one.contribution))
            .collect(),
        clears: None,
        unchangeable: None,
        null_reason: assessment.abstained.map(null_reason),
        abstained,
    }
}

/// Where the forecast stands alone its log-odds are told in two steps, so that the reader sees whether the level or
/// the direction is to blame. They add up to what the one reason said.
fn forecast_reasons(parts: &ForecastParts, assessment: &RiskAssessment) -> Option<Vec<ReasonRow>> {
    let (level, direction) = parts.split(&assessment.reasons)?;
    let mut reasons = vec![
        // The part is measured from the average of past chances, to which no level belongs.
        reason("recent_level", FeatureGroup::Attainment, (Some(parts.level_share), None), level),
        reason("forecast_direction", FeatureGroup::Forecast, (Some(parts.direction), Some(0.0)), direction),
    ];
    reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    Some(reasons)
}

/// A reason, with the coaching topic where there is something to coach.
fn reason(
    feature: &str,
    group: FeatureGroup,
    (value, reference): (Option<f64>, Option<f64>),
    contribution: f64,
) -> ReasonRow {
    ReasonRow {
        feature: feature.to_string(),
        group: group.word().to_string(),
        value,
        reference,
        contribution,
        topic: topic_of_reason(feature, value, reference, contribution),
    }
}

fn clears_row(change: Counterfactual) -> ClearsRow {
    let Counterfactual { feature, from, to, probability_after } = change;
    ClearsRow { feature, from, to, probability_after }
}

fn risk_result(score: &str, evaluation: &Evaluation) -> RiskResult {
    RiskResult {
        score: score.to_string(),
        n: evaluation.n as i64,
        event_rate: evaluation.base_rate,
        auc: evaluation.auc,
        brier: evaluation.brier,
        brier_skill: evaluation.brier_skill,
        ece: evaluation.ece,
    }
}
