//! Management by objectives: what both sides agreed to scores, and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::group::{Group, Perspective};
use super::line::{CardLine, Content, KpiLine, MissingReason};
use super::points::ScorePoints;

/// How far the weights of one rep's objectives may miss 100.
const WEIGHT_TOLERANCE: f64 = 1e-4;

/// An objective of one rep with its progress.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Its id.
    pub objective_id: String,
    /// The weight as it was agreed; `None` without one.
    pub weight: Option<f64>,
    /// Who agreed.
    pub agreement: Agreement,
    /// How many months its own period has: the objectives of a quarter count a quarter of a year's card.
    pub months: i32,
    /// Its perspective.
    pub perspective: Perspective,
    /// The progress, with the objective's own period in the evidence.
    pub line: KpiLine,
    /// The way from attainment to points.
    pub points: ScorePoints,
}

/// Who agreed to an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Both sides, before the objective's period was over.
    Both,
    /// Both sides, but one of them only when the period was over: it scores, and is flagged.
    Late,
    /// The rep's is missing.
    RepMissing,
    /// The manager's is missing.
    ManagerMissing,
    /// Both are missing.
    Neither,
}

impl Agreement {
    /// Whether an objective may score.
    pub fn is_whole(self) -> bool {
        matches!(self, Agreement::Both | Agreement::Late)
    }

    fn flag(self) -> Option<&'static str> {
        match self {
            Agreement::Both => None,
            Agreement::Late => Some("agreed_late"),
            Agreement::RepMissing => Some("not_agreed_by_rep"),
            Agreement::ManagerMissing => Some("not_agreed_by_manager"),
            Agreement::Neither => Some("not_agreed"),
        }
    }
}

/// The objectives of one rep as lines of a card.
///
/// The weights of the objectives of one period are taken as shares of their sum, which should be 100 (or 1) and is flagged
/// where it is not (`weights_sum`). An objective without a weight does not score; where none of a period has one, all
/// count the same and are flagged (`equal_weights`). An objective that was not agreed to by both sides stays on the card
/// without points: its weight is shared among the others, and the card's coverage is smaller for it.
pub fn objective_lines(objectives: Vec<Objective>) -> Vec<CardLine> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for objective in &objectives {
        *sums.entry(objective.line.evidence.period_label.clone()).or_default() += weight_of(objective);
    }
    let longest = objectives.iter().map(|objective| objective.months).max().unwrap_or(1);
    objectives
        .into_iter()
        .map(|objective| {
            let sum = sums[&objective.line.evidence.period_label];
            line(objective, sum, longest)
        })
        .collect()
}

/// The weight, as far as it is one.
fn weight_of(objective: &Objective) -> f64 {
    objective.weight.filter(|weight| weight.is_finite() && *weight > 0.0).unwrap_or(0.0)
}

/// The line of an objective whose period has this sum of weights. Those of the longest periods keep their weights as
/// shares of 100, those of shorter ones count as much less as their periods are shorter.
fn line(objective: Objective, sum: f64, longest: i32) -> CardLine {
    let months = f64::from(objective.months) / f64::from(longest);
    let own = weight_of(&objective);
    let Objective { objective_id, agreement, perspective, mut line, points, .. } = objective;
    let flags = &mut line.evidence.flags;
    flags.extend(agreement.flag().map(str::to_string));
    let weight = if sum > 0.0 {
        // Weights may be percentages or fractions.
        if (sum - 100.0).abs() > WEIGHT_TOLERANCE && (sum - 1.0).abs() > WEIGHT_TOLERANCE / 100.0 {
            flags.push("weights_sum".to_string());
        }
        own / sum * 100.0 * months
    } else {
        flags.push("equal_weights".to_string());
        months
    };
    let content = if !agreement.is_whole() {
        Content::Refused { line, reason: MissingReason::NotAgreed }
    } else if weight == 0.0 {
        Content::Refused { line, reason: MissingReason::NoWeight }
    } else {
        Content::Measured { line: Some(line), points }
    };
    CardLine { group: Group::Mbo, perspective, item_id: objective_id, weight, content }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::{Direction, Evidence, ScorecardSettings, score_card};
    use crate::quantity::{Measured, Scalar};

    fn objective(id: &str, weight: Option<f64>, agreement: Agreement, attained: f64) -> Objective {
        Objective {
            objective_id: id.to_string(),
            weight,
            agreement,
            months: 3,
            perspective: Perspective::Customer,
            line: KpiLine {
                metric_id: id.to_string(),
                value: Measured::Value(Scalar::Number(attained)),
                target: Some(Scalar::Number(1.0)),
                direction: Direction::HigherBetter,
                standard_error: None,
                evidence: Evidence { period_label: "2023-Q4".to_string(), ..Evidence::default() },
            },
            points: ScorePoints::default(),
        }
    }

    fn settings() -> ScorecardSettings {
        ScorecardSettings { groups: [(Group::Mbo, 100.0)].into(), ..ScorecardSettings::default() }
    }

    #[test]
    fn what_one_side_did_not_agree_to_cannot_score() {
        let lines = objective_lines(vec![
            objective("a", Some(40.0), Agreement::Both, 1.0),
            objective("b", Some(40.0), Agreement::ManagerMissing, 2.0),
            objective("c", Some(20.0), Agreement::Late, 0.5),
        ]);
        assert_eq!(lines.iter().map(|line| line.weight).collect::<Vec<_>>(), [40.0, 40.0, 20.0], "as agreed");
        let card = score_card("r", &lines, &settings()).expect("a valid card");
        // (40 × 90 + 20 × 45) ÷ 60.
        assert!((card.score.unwrap() - 75.0).abs() < 1e-9);
        assert!((card.coverage - 0.6).abs() < 1e-12);
        let unagreed = card.lines.iter().find(|line| line.item_id == "b").unwrap();
        assert_eq!((unagreed.missing, unagreed.weight_used), (Some(MissingReason::NotAgreed), 0.0));
        assert_eq!(unagreed.line.as_ref().unwrap().evidence.flags, ["not_agreed_by_manager"]);
        let late = card.lines.iter().find(|line| line.item_id == "c").unwrap();
        assert_eq!(late.line.as_ref().unwrap().evidence.flags, ["agreed_late"]);
    }

    #[test]
    fn weights_that_miss_100_are_shares_of_their_sum_and_flagged() {
        let lines = objective_lines(vec![
            objective("a", Some(90.0), Agreement::Both, 1.0),
            objective("b", Some(30.0), Agreement::Both, 0.0),
            objective("c", None, Agreement::Both, 1.0),
        ]);
        assert!(lines.iter().all(|line| line.kpi().unwrap().evidence.flags == ["weights_sum"]));
        let card = score_card("r", &lines, &settings()).expect("a valid card");
        assert!((card.score.unwrap() - 67.5).abs() < 1e-9);
        assert_eq!(card.lines[2].missing, Some(MissingReason::NoWeight));
    }

    #[test]
    fn without_any_weight_all_count_the_same() {
        let lines = objective_lines(vec![
            objective("a", None, Agreement::Both, 1.0),
            objective("b", None, Agreement::Both, 0.0),
        ]);
        assert!(lines.iter().all(|line| line.kpi().unwrap().evidence.flags == ["equal_weights"]));
        assert!((score_card("r", &lines, &settings()).expect("a valid card").score.unwrap() - 45.0).abs() < 1e-9);
    }

    #[test]
    fn a_year_weighs_its_quarters_alike_whatever_their_weights_sum_to() {
        let mut late = objective("b", Some(10.0), Agreement::Both, 0.0);
        late.line.evidence.period_label = "2023-Q3".to_string();
        let lines = objective_lines(vec![objective("a", Some(100.0), Agreement::Both, 1.0), late]);
        assert!((score_card("r", &lines, &settings()).expect("a valid card").score.unwrap() - 45.0).abs() < 1e-9);
    }
}
