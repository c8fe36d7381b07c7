//! What the evidence of a backtest says, in words.

use super::findings::sentence;
use super::pack::{Arg, Sentence};
use crate::models::clustered::Verdict;
use crate::models::forecast::{BacktestReport, Evidence, Measure, Method};
use crate::models::risk::{FORECAST, MODEL, RiskEvidence};

/// Of what the combination stated: do the intervals and chances hold? Nothing where nothing was stated.
pub fn forecast_verdict(report: &BacktestReport) -> Vec<Sentence> {
    let stated: Vec<&Evidence> = report.evidence.iter().filter(|one| one.method == Method::Combination).collect();
    let of = |measure: Measure, id: &str| {
        let rows = || stated.iter().filter(move |one| one.measure == measure && one.step.is_none_or(|step| step == 1));
        let rows: Vec<&&Evidence> = match measure {
            Measure::Coverage => rows().filter(|one| one.step.is_none()).collect(),
            _ => rows().collect(),
        };
        let first = rows.first()?;
        let (n, origins) = (first.estimate.n as i64, first.estimate.origins as i64);
        let counts = || vec![("n", Arg::Count(n)), ("origins", Arg::Count(origins))];
        if rows.iter().any(|one| one.verdict == Some(Verdict::TooThin)) {
            return Some(sentence(&format!("backtest-{id}-thin"), counts()));
        }
        let off = rows.iter().filter(|one| one.verdict != Some(Verdict::Holds));
        let off: Vec<String> = off.filter_map(|one| Some(format!("{:.0} %", 100.0 * one.stated?))).collect();
        let mut args = counts();
        if off.is_empty() {
            return Some(sentence(&format!("backtest-{id}-hold"), args));
        }
        args.push(("off", Arg::List(off)));
        Some(sentence(&format!("backtest-{id}-off"), args))
    };
    [of(Measure::Coverage, "coverage"), of(Measure::Reached, "chances"), other_cases(report)]
        .into_iter()
        .flatten()
        .collect()
}

/// Says so where methods stand on different cases, so that nobody ranks them by means over different ones.
fn other_cases(report: &BacktestReport) -> Option<Sentence> {
    let counts = || report.methods.iter().map(|method| method.cases as i64).filter(|cases| *cases > 0);
    let (least, most) = (counts().min()?, counts().max()?);
    let common = report.methods.iter().map(|method| method.cases_common as i64).max()?;
    (least < most).then(|| {
        sentence(
            "backtest-other-cases",
            vec![("least", Arg::Count(least)), ("most", Arg::Count(most)), ("common", Arg::Count(common))],
        )
    })
}

/// Which bars the risk scores were held against.
pub fn risk_bars(source: &str, share: f64) -> Sentence {
    let args = vec![("source", Arg::Message(format!("bar-{source}"))), ("share", Arg::Share(share))];
    sentence("backtest-risk-bars", args)
}

/// What the risk scores came to, or what there is too little of.
pub fn risk_verdict(evidence: &RiskEvidence) -> Vec<Sentence> {
    let counts = || {
        vec![
            ("n", Arg::Count(evidence.n as i64)),
            ("events", Arg::Count(evidence.events as i64)),
            ("origins", Arg::Count(evidence.origins as i64)),
        ]
    };
    if let Some(thin) = evidence.thin {
        let mut args = counts();
        args.push(("why", Arg::Message(format!("backtest-thin-{}", thin.word()))));
        return vec![sentence("backtest-risk-thin", args)];
    }
    let skill = evidence.scores.iter().find(|one| one.score == MODEL && one.measure == "brier_skill");
    let mut told = Vec::new();
    if let Some(skill) = skill.and_then(|one| one.estimate) {
        let id = match (skill.lower, skill.upper) {
            (Some(lower), _) if lower > 0.0 => "backtest-risk-better",
            (_, Some(upper)) if upper < 0.0 => "backtest-risk-worse",
            _ => "backtest-risk-open",
        };
        told.push(sentence(id, counts()));
    }
    for score in [MODEL, FORECAST] {
        if let Some(auc) = evidence.no_better_than_lots(score) {
            let args = vec![
                ("score", Arg::Message(format!("word-backtest-{score}"))),
                ("auc", Arg::Number(auc.value)),
                ("lower", Arg::Number(auc.lower.unwrap_or(0.0))),
                ("upper", Arg::Number(auc.upper.unwrap_or(1.0))),
            ];
            told.push(sentence("backtest-risk-lots", args));
        }
    }
    if let Some(acted) = evidence.acted_on.first() {
        let args = vec![
            ("k", Arg::Count(acted.k as i64)),
            ("precision", Arg::Share(acted.precision.value)),
            ("lower", Arg::Share(acted.precision.lower.unwrap_or(0.0))),
            ("upper", Arg::Share(acted.precision.upper.unwrap_or(1.0))),
            ("base", Arg::Share(acted.base_rate)),
        ];
        told.push(sentence("backtest-risk-acted", args));
    }
    told
}
