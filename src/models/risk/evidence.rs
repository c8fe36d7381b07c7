//! How good were the stated chances of a miss, how sure is that, and what would a manager have got who acts on the
//! k highest?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluation::{Evaluation, Stated};
use super::report::RiskReport;
use crate::models::clustered::{Clustered, LEAST_CASES, LEAST_ORIGINS, Observed, Verdict};

/// The model's own name among the scores.
pub const MODEL: &str = "model";
/// The forecast's own chance among them.
pub const FORECAST: &str = "forecast";
/// Fewer misses, or fewer periods made, than this say nothing about a ranking.
const LEAST_OF_EACH: usize = 10;
/// At most so many rows of the calibration table.
const MOST_BINS: usize = 10;

/// The evidence about risk scores on past cases, each scored with what was known before its period began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskEvidence {
    /// Cases.
    pub n: usize,
    /// Misses among them.
    pub events: usize,
    /// Subjects among them.
    pub subjects: usize,
    /// Periods among them.
    pub origins: usize,
    /// Why no conclusion can be drawn; `None` where one can.
    pub thin: Option<Thin>,
    /// The scores' figures: the model's first, then those of the baselines in the report's order.
    pub scores: Vec<ScoreEvidence>,
    /// The model's chances by height, lowest first: what was stated on average and what came.
    pub calibration: Vec<CalibrationRow>,
    /// What came of the k highest of every period, by score.
    pub acted_on: Vec<ActedOn>,
}

/// What there is too little of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thin {
    /// Too few cases.
    Cases,
    /// Too few periods.
    Origins,
    /// Too few misses.
    Events,
    /// Too few cases without a miss.
    NonEvents,
}

impl Thin {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Thin::Cases => "cases",
            Thin::Origins => "origins",
            Thin::Events => "events",
            Thin::NonEvents => "non_events",
        }
    }
}

/// A figure of one score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreEvidence {
    /// The score's name: `model`, or a baseline's.
    pub score: String,
    /// `auc`, `brier`, `brier_skill`, `ece`, `calibration_slope` or `calibration_intercept`.
    pub measure: String,
    /// The figure; `None` where it has no meaning, as an AUC of one outcome.
    #[serde(flatten)]
    pub estimate: Option<Clustered>,
}

/// Cases of about the same stated chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CalibrationRow {
    /// The lowest chance among them.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// The mean of what was stated.
    pub stated: f64,
    /// The share that missed.
    #[serde(flatten)]
    pub happened: Clustered,
    /// What that says of what was stated.
    pub verdict: Verdict,
}

/// What came of the cases that would have been acted on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActedOn {
    /// By which score they were chosen.
    pub score: String,
    /// So many of each period, or all where there were fewer.
    pub k: usize,
    /// The share of them that missed.
    #[serde(flatten)]
    pub precision: Clustered,
    /// The share of all misses that was among them; `None` without a miss.
    pub found: Option<f64>,
    /// The share of misses among all cases of those periods: what a choice by lot would have got.
    pub base_rate: f64,
}

impl RiskEvidence {
    /// From a report's judged cases; `k` is how many a manager can act on in a period.
    pub fn of(report: &RiskReport, k: usize) -> RiskEvidence {
        RiskEvidence::of_scores(report, k, 1 + report.baselines.len())
    }

    /// The same of the model alone, for readers of what it states: each further score costs as much again.
    pub fn of_model(report: &RiskReport, k: usize) -> RiskEvidence {
        RiskEvidence::of_scores(report, k, 1)
    }

    /// A score that cannot be told from lots by how it ranks, with its AUC: the interval holds one half. Whether its chances
    /// are too bold has no answer then; one that knows nothing has a calibration slope of nothing, however it is read.
    pub fn no_better_than_lots(&self, score: &str) -> Option<Clustered> {
        let is_auc = |one: &&ScoreEvidence| one.score == score && one.measure == "auc";
        let auc = self.scores.iter().find(is_auc)?.estimate?;
        let holds_half = auc.lower.is_some_and(|lower| lower <= 0.5) && auc.upper.is_some_and(|upper| upper >= 0.5);
        holds_half.then_some(auc)
    }

    /// Of so many scores, the model's first.
    fn of_scores(report: &RiskReport, k: usize, scores: usize) -> RiskEvidence {
        let cases = &report.cases;
        let subjects: BTreeMap<&str, usize> = number(cases.iter().map(|case| case.subject.as_str()));
        let origins: BTreeMap<i32, usize> = number(cases.iter().map(|case| case.origin));
        let observed: Vec<Observed> = (cases.iter())
            .map(|case| Observed {
                subject: subjects[case.subject.as_str()],
                origin: origins[&case.origin],
                value: f64::from(u8::from(case.event)),
            })
            .collect();
        let events = cases.iter().filter(|case| case.event).count();
        let names = std::iter::once(MODEL).chain(report.baselines.iter().map(|one| one.name.as_str()));
        let mut evidence = RiskEvidence {
            n: cases.len(),
            events,
            subjects: subjects.len(),
            origins: origins.len(),
            thin: thin(cases.len(), origins.len(), events),
            scores: Vec::new(),
            calibration: Vec::new(),
            acted_on: Vec::new(),
        };
        for (at, name) in names.take(scores).enumerate() {
            // The model stands first, the baselines behind it in their order.
            let of = |case: &super::JudgedCase| match at {
                0 => case.probability,
                at => case.others.get(at - 1).copied().unwrap_or(f64::NAN),
            };
            let scored: Vec<Scored> = (cases.iter().zip(&observed))
                .map(|(case, observed)| Scored { score: of(case), event: case.event, observed: *observed })
                .filter(|one| one.score.is_finite())
                .collect();
            evidence.scores.extend(figures(name, &scored));
            evidence.acted_on.extend(acted_on(name, &scored, k));
            if at == 0 {
                evidence.calibration = calibration(scored);
            }
        }
        evidence
    }
}

/// A case with one score.
#[derive(Debug, Clone, Copy)]
struct Scored {
    score: f64,
    event: bool,
    observed: Observed,
}

fn number<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let sorted: std::collections::BTreeSet<K> = keys.collect();
    sorted.into_iter().zip(0..).collect()
}

fn thin(cases: usize, origins: usize, events: usize) -> Option<Thin> {
    let least = [
        (cases < LEAST_CASES, Thin::Cases),
        (origins < LEAST_ORIGINS, Thin::Origins),
        (events < LEAST_OF_EACH, Thin::Events),
        (cases - events < LEAST_OF_EACH, Thin::NonEvents),
    ];
    least.into_iter().find(|(short, _)| *short).map(|(_, why)| why)
}

/// One figure of an evaluation.
type Figure = fn(&Evaluation) -> Option<f64>;

fn figures(name: &str, scored: &[Scored]) -> Vec<ScoreEvidence> {
    let observed: Vec<Observed> = scored.iter().map(|one| one.observed).collect();
    let measures: [(&str, Figure); 6] = [
        ("auc", |e| e.auc),
        ("brier", |e| e.brier),
        ("brier_skill", |e| e.brier_skill),
        ("ece", |e| e.ece),
        ("calibration_slope", |e| e.calibration_slope),
        ("calibration_intercept", |e| e.calibration_intercept),
    ];
    let stated: Vec<Stated> = scored.iter().map(|one| Stated { score: one.score, event: one.event }).collect();
    let line = Evaluation::of(&stated).line();
    // All figures of one choice of cases come from one evaluation of it, whose line lies near that of all cases.
    let over = |kept: &[usize]| {
        let evaluation = Evaluation::near(&kept.iter().map(|&at| stated[at]).collect::<Vec<_>>(), line);
        measures.map(|(_, of)| of(&evaluation))
    };
    let estimates = Clustered::jackknife_each(&observed, over);
    measures
        .into_iter()
        .zip(estimates)
        .map(|((measure, _), estimate)| ScoreEvidence {
            score: name.to_string(),
            measure: measure.to_string(),
            estimate: estimate.map(|one| in_range(measure, one)),
        })
        .collect()
}

/// Shares of pairs and mean squares lie between nothing and one; skill, slope and intercept anywhere.
fn in_range(measure: &str, one: Clustered) -> Clustered {
    if matches!(measure, "auc" | "brier" | "ece") { one.within(0.0, 1.0) } else { one }
}

/// Rows of about as many cases each, equal chances together.
fn calibration(mut scored: Vec<Scored>) -> Vec<CalibrationRow> {
    scored.sort_by(|a, b| {
        let place = |one: &Scored| (one.observed.origin, one.observed.subject);
        a.score.total_cmp(&b.score).then_with(|| place(a).cmp(&place(b)))
    });
    let bins = (scored.len() / LEAST_CASES).clamp(1, MOST_BINS);
    let mut rows = Vec::new();
    let mut begun = 0;
    for bin in 1..=bins {
        let mut end = (scored.len() * bin / bins).max(begun);
        while end > begun && end < scored.len() && scored[end].score.to_bits() == scored[end - 1].score.to_bits() {
            end += 1;
        }
        let of = &scored[begun..end];
        let observed: Vec<Observed> = of.iter().map(|one| one.observed).collect();
        if let Some(happened) = Clustered::share(&observed) {
            let stated = of.iter().map(|one| one.score).sum::<f64>() / of.len() as f64;
            let (from, to) = (of[0].score, of[of.len() - 1].score);
            rows.push(CalibrationRow { from, to, stated, happened, verdict: happened.against(stated) });
        }
        begun = end;
    }
    rows
}

/// The k highest of every period; equal scores in the order of the subjects.
fn acted_on(name: &str, scored: &[Scored], k: usize) -> Option<ActedOn> {
    let mut by_origin: BTreeMap<usize, Vec<Scored>> = BTreeMap::new();
    for one in scored {
        by_origin.entry(one.observed.origin).or_default().push(*one);
    }
    let mut chosen = Vec::new();
    for of_origin in by_origin.values_mut() {
        of_origin.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.observed.subject.cmp(&b.observed.subject)));
        chosen.extend(of_origin.iter().take(k).map(|one| one.observed));
    }
    let events = scored.iter().filter(|one| one.event).count() as f64;
    let hits: f64 = chosen.iter().map(|one| one.value).sum();
    Clustered::share(&chosen).map(|precision| ActedOn {
        score: name.to_string(),
        k,
        precision,
        found: (events > 0.0).then(|| hits / events),
        base_rate: events / scored.len() as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{FeatureGroup, FeatureSpec, RiskCase, RiskSettings, assess};
    use super::*;

    /// Ten reps over eight periods; rep r is stated at r tenths less a half, and misses so often, by a fixed pattern.
    fn report(periods: i32) -> RiskReport {
        let specs = [FeatureSpec { name: "x".into(), group: FeatureGroup::Trend, actionable: true }];
        let case = |origin: i32, rep: usize| RiskCase {
            subject: format!("r{rep}"),
            origin,
            base_probability: (rep as f64 + 0.5) / 10.0,
            features: vec![0.0],
            event: Some((rep * 3 + origin as usize * 7) % 10 < rep),
            history: 9,
            ..RiskCase::default()
        };
        let cases: Vec<RiskCase> = (0..periods).flat_map(|origin| (0..10).map(move |rep| case(origin, rep))).collect();
        // The forecast alone, so that all cases are judged and not those that a logistic was tried on.
        let settings = RiskSettings { min_cases: 10_000, ..RiskSettings::default() };
        assess(&specs, &cases, &settings).expect("allowed")
    }

    #[test]
    fn the_evidence_counts_what_a_hand_counts() {
        let report = report(8);
        let evidence = RiskEvidence::of(&report, 2);
        assert_eq!((evidence.n, evidence.subjects, evidence.origins, evidence.thin), (80, 10, 8, None));
        let auc = evidence.scores.iter().find(|one| one.score == MODEL && one.measure == "auc").expect("there");
        let estimate = auc.estimate.expect("both outcomes");
        assert_eq!(Some(estimate.value), report.walk_forward.auc);
        assert!(estimate.lower.expect("eight periods") < estimate.value);
        let model = &evidence.acted_on[0];
        // Reps 8 and 9 stand highest in every period.
        let missed = (0..8).flat_map(|origin| [8, 9].map(|rep| ((rep * 3 + origin * 7) % 10 < rep) as u8)).sum::<u8>();
        assert_eq!((model.k, model.precision.n), (2, 16));
        assert!((model.precision.value - f64::from(missed) / 16.0).abs() < 1e-12);
        assert!((model.found.expect("misses") - f64::from(missed) / evidence.events as f64).abs() < 1e-12);
        let n: usize = evidence.calibration.iter().map(|row| row.happened.n).sum();
        assert_eq!((n, evidence.calibration.len()), (80, 4));
        assert!(evidence.calibration.windows(2).all(|pair| pair[0].to <= pair[1].from));
    }

    #[test]
    fn a_score_that_ranks_like_lots_is_told_and_one_that_knows_is_not() {
        let evidence = RiskEvidence::of(&report(8), 2);
        assert_eq!(evidence.no_better_than_lots(MODEL), None, "misses grow with the stated chance");
        // The rate before a period is one for all reps: it ranks nobody.
        let auc = evidence.no_better_than_lots("base_rate").expect("the interval holds one half");
        assert!((auc.value - 0.5).abs() < 0.2, "{auc:?}");
        assert_eq!(evidence.no_better_than_lots("nobody"), None);
    }

    #[test]
    fn too_little_is_called_so_and_nothing_is_no_evidence() {
        assert_eq!(RiskEvidence::of(&report(3), 5).thin, Some(Thin::Origins));
        assert_eq!(RiskEvidence::of(&report(1), 5).thin, Some(Thin::Cases));
        let none = RiskEvidence::of(&report(0), 5);
        assert_eq!((none.n, none.thin), (0, Some(Thin::Cases)));
        assert!(none.calibration.is_empty() && none.acted_on.is_empty());
        assert!(none.scores.iter().all(|one| one.estimate.is_none()));
        // More than there are is all of them.
        assert_eq!(RiskEvidence::of(&report(8), 50).acted_on[0].precision.n, 80);
    }
}
