//! One rep's card: a score per metric, the total, and the grade.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grade::{Grade, grade_of};
use super::{AppraisalError, ScorecardSettings};
use crate::quantity::{Measured, NullReason, Scalar};

/// What is known about one metric of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiLine {
    /// The metric's id in the dictionary.
    pub metric_id: String,
    /// The measured value, or why there is none.
    pub value: Measured,
    /// The target in force, in the value's unit; `None` without one.
    pub target: Option<Scalar>,
    /// Which way is better.
    pub direction: Direction,
    /// The standard error of the value, in the unit that `value` counts in (minor units for money); `None` where it
    /// was not estimated.
    pub standard_error: Option<f64>,
    /// What the value rests on.
    pub evidence: Evidence,
}

/// Which way is better. Metrics with a target band are not scored yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better: attainment is actual ÷ target.
    HigherBetter,
    /// Less is better: attainment is 2 − actual ÷ target, and at least 0.
    LowerBetter,
}

/// The facts behind a value, so that a reader can follow it back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// The period it was measured in, such as `2019-Q2`.
    pub period_label: String,
    /// The upper sum of a ratio; `None` where the value is a plain sum.
    pub numerator: Option<Scalar>,
    /// The lower sum of a ratio.
    pub denominator: Option<Scalar>,
    /// How many cases the value rests on: orders, customers, deals.
    pub n: Option<i64>,
    /// The version of the target in force, where targets are versioned.
    pub target_version: Option<String>,
}

/// One line of the card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredLine {
    /// The metric's id.
    pub metric_id: String,
    /// The weight as the company set it.
    pub weight: f64,
    /// The weight that counted: 0 for a line without a score, and for the others their share of 100 among them.
    pub weight_used: f64,
    /// The line as it was given; `None` where the card has a weight for the metric but nobody measured it.
    pub line: Option<KpiLine>,
    /// Attainment as a fraction; `None` without a score.
    pub attainment: Option<f64>,
    /// Points; `None` where the line could not be scored.
    pub score: Option<f64>,
    /// `weight_used` × `score` ÷ 100; the contributions sum to the card's score. 0 without a score.
    pub contribution: f64,
    /// Why there is no score.
    pub missing: Option<MissingReason>,
}

/// Why a line has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// The card weighs the metric, but no line was given for it.
    NotMeasured,
    /// The value or the target is absent, or the target is not positive (`no_denominator`).
    Null(NullReason),
    /// The value or the target is not a finite number.
    NotFinite,
}

/// One rep's card for one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Whose card.
    pub subject: String,
    /// A line for every weighted metric: the heaviest first, then by id.
    pub lines: Vec<ScoredLine>,
    /// The weighted score in points; `None` where no line could be scored.
    pub score: Option<f64>,
    /// The score's standard error in points, taking the lines as independent and the lines without a standard error
    /// as exact; `None` where no scored line has one.
    pub standard_error: Option<f64>,
    /// The share of the weight that could be scored, as a fraction.
    pub coverage: f64,
    /// Whether that share is under the settings' least: the grade then rests on too little and is shown as such.
    pub thin: bool,
    /// The grade, or why there is none.
    pub graded: Graded,
    /// Metrics that were given but carry no weight: shown, not scored.
    pub unweighted: Vec<String>,
}

/// A grade, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Graded {
    /// The grade and the distance to the next.
    Grade(Grade),
    /// No grade.
    None(NoGrade),
}

/// Why a card has no grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoGrade {
    /// No line could be scored.
    NothingScored,
}

/// Scores every weighted metric and sums the card up.
///
/// A line without value or target is left out and its weight is shared among the others, in proportion: nobody is
/// marked down for what was not measured. The card says how much of the weight was covered and is flagged as thin
/// under `min_coverage`. Where nothing could be scored there is no grade, which is not the lowest grade.
///
/// Source of attainment for lower-better metrics: the dictionary's `attainment`, 2 − actual ÷ target, at least 0.
///
/// # Errors
/// [`AppraisalError`] where the settings are not in order, a metric is given twice, or a value and its target are in
/// different units.
pub fn score_kpi(subject: &str, lines: &[KpiLine], settings: &ScorecardSettings) -> Result<Scorecard, AppraisalError> {
    let settings = settings.clone().checked()?;
    let by_metric = index(lines)?;
    let mut scored = Vec::new();
    for (metric_id, &weight) in &settings.weights {
        scored.push(scored_line(metric_id, weight, by_metric.get(metric_id.as_str()).copied(), &settings)?);
    }
    scored.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.metric_id.cmp(&b.metric_id)));
    let covered = renormalise(&mut scored);
    let standard_error = standard_error(&scored, &settings);
    let coverage = covered / settings.weights.values().sum::<f64>();
    let score = (covered > 0.0).then(|| scored.iter().map(|line| line.contribution).sum::<f64>());
    let grade = score.and_then(|score| grade_of(score, &settings.bands));
    let unweighted = by_metric.keys().filter(|id| !settings.weights.contains_key(**id)).map(ToString::to_string);
    Ok(Scorecard {
        subject: subject.to_string(),
        unweighted: unweighted.collect(),
        lines: scored,
        score,
        standard_error,
        coverage,
        // Sums of weights carry rounding errors; exactly the least share is enough.
        thin: coverage < settings.min_coverage - 1e-9,
        graded: grade.map_or(Graded::None(NoGrade::NothingScored), Graded::Grade),
    })
}

fn index(lines: &[KpiLine]) -> Result<BTreeMap<&str, &KpiLine>, AppraisalError> {
    let mut by_metric = BTreeMap::new();
    for line in lines {
        if by_metric.insert(line.metric_id.as_str(), line).is_some() {
            return Err(AppraisalError::DuplicateMetric { metric_id: line.metric_id.clone() });
        }
    }
    Ok(by_metric)
}

/// The line's own score, before the weights are shared out.
fn scored_line(
    metric_id: &str,
    weight: f64,
    line: Option<&KpiLine>,
    settings: &ScorecardSettings,
) -> Result<ScoredLine, AppraisalError> {
    let outcome = match line {
        None => Err(MissingReason::NotMeasured),
        Some(line) => attainment(line)?,
    };
    let attainment = outcome.ok();
    Ok(ScoredLine {
        metric_id: metric_id.to_string(),
        weight,
        weight_used: 0.0,
        line: line.cloned(),
        attainment,
        score: attainment.map(|attainment| settings.points_for(metric_id).score(attainment)),
        contribution: 0.0,
        missing: outcome.err(),
    })
}

/// Actual against target, or why that cannot be said.
fn attainment(line: &KpiLine) -> Result<Result<f64, MissingReason>, AppraisalError> {
    let value = match line.value {
        Measured::Value(value) => value,
        Measured::Null(reason) => return Ok(Err(MissingReason::Null(reason))),
    };
    let Some(target) = line.target else {
        return Ok(Err(MissingReason::Null(NullReason::NoTarget)));
    };
    if std::mem::discriminant(&value) != std::mem::discriminant(&target) {
        return Err(AppraisalError::UnitMismatch { metric_id: line.metric_id.clone() });
    }
    let (value, target) = (plain(value), plain(target));
    if !value.is_finite() || !target.is_finite() {
        return Ok(Err(MissingReason::NotFinite));
    }
    if target <= 0.0 {
        return Ok(Err(MissingReason::Null(NullReason::NoDenominator)));
    }
    Ok(Ok(match line.direction {
        Direction::HigherBetter => value / target,
        Direction::LowerBetter => (2.0 - value / target).max(0.0),
    }))
}

/// The number in the unit's own counts; a ratio of two of them is the same in any unit.
fn plain(scalar: Scalar) -> f64 {
    match scalar {
        Scalar::Money(counts) | Scalar::Count(counts) | Scalar::Units(counts) => counts as f64,
        Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => number,
    }
}

/// Shares 100 among the scored lines in proportion to their weights; gives the weight that they cover.
fn renormalise(lines: &mut [ScoredLine]) -> f64 {
    let covered: f64 = lines.iter().filter(|line| line.score.is_some()).map(|line| line.weight).sum();
    for line in lines {
        if let Some(score) = line.score {
            line.weight_used = line.weight / covered * 100.0;
            line.contribution = line.weight_used * score / 100.0;
        }
    }
    covered
}

/// First-order propagation: each line's standard error × the slope of its score, weighted, squared and summed.
fn standard_error(lines: &[ScoredLine], settings: &ScorecardSettings) -> Option<f64> {
    let errors: Vec<f64> = lines.iter().filter_map(|line| line_error(line, settings)).collect();
    (!errors.is_empty()).then(|| errors.iter().map(|error| error * error).sum::<f64>().sqrt())
}

fn line_error(scored: &ScoredLine, settings: &ScorecardSettings) -> Option<f64> {
    let line = scored.line.as_ref()?;
    let of_attainment = line.standard_error.filter(|error| error.is_finite())? / plain(line.target?);
    Some(scored.weight_used / 100.0 * settings.points_for(&scored.metric_id).slope(scored.attainment?) * of_attainment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> ScorecardSettings {
        let weights = [("revenue_net", 50.0), ("new_customers", 30.0), ("overdue_rate", 20.0)];
        let weights = weights.map(|(id, weight)| (id.to_string(), weight)).into();
        ScorecardSettings { weights, ..ScorecardSettings::default() }
    }

    fn line(metric_id: &str, value: Scalar, target: Scalar, direction: Direction) -> KpiLine {
        KpiLine {
            metric_id: metric_id.to_string(),
            value: Measured::Value(value),
            target: Some(target),
            direction,
            standard_error: None,
            evidence: Evidence { period_label: "2019-Q2".to_string(), ..Evidence::default() },
        }
    }

    fn three() -> Vec<KpiLine> {
        vec![
            line("revenue_net", Scalar::Money(110_000), Scalar::Money(100_000), Direction::HigherBetter),
            line("new_customers", Scalar::Count(4), Scalar::Count(5), Direction::HigherBetter),
            line("overdue_rate", Scalar::Share(0.12), Scalar::Share(0.10), Direction::LowerBetter),
        ]
    }

    #[test]
    fn a_card_is_the_weighted_sum_of_its_lines() {
        // 95 × 0.5 + 72 × 0.3 + 72 × 0.2 = 83.5: 1.5 points short of an A.
        let card = score_kpi("r1", &three(), &settings()).expect("a valid card");
        let scores: Vec<f64> = card.lines.iter().filter_map(|line| line.score).collect();
        for (score, expected) in scores.iter().zip([95.0, 72.0, 72.0]) {
            assert!((score - expected).abs() < 1e-9);
        }
        assert!((card.score.expect("three lines") - 83.5).abs() < 1e-9);
        let Graded::Grade(grade) = card.graded else { panic!("no grade") };
        assert_eq!((grade.label.as_str(), grade.next.expect("A is above").distance), ("B", 1.5));
        assert_eq!((card.coverage, card.thin, card.standard_error), (1.0, false, None));
    }

    #[test]
    fn a_missing_line_is_shared_out_and_never_scored_zero() {
        let mut lines = three();
        lines[0].target = None;
        lines.remove(2);
        let card = score_kpi("r1", &lines, &settings()).expect("a valid card");
        assert!((card.score.expect("one line") - 72.0).abs() < 1e-9);
        assert!((card.coverage - 0.3).abs() < 1e-12);
        assert!(card.thin, "30 of 100 is under 60 %");
        assert_eq!(card.lines[0].missing, Some(MissingReason::Null(NullReason::NoTarget)));
        assert_eq!(card.lines[2].missing, Some(MissingReason::NotMeasured));
        assert_eq!(card.lines.iter().map(|line| line.weight_used).sum::<f64>(), 100.0);
    }

    #[test]
    fn sixty_percent_of_the_weight_is_enough() {
        let mut settings = settings();
        settings.weights = [("revenue_net".to_string(), 60.0), ("csat.t2b".to_string(), 40.0)].into();
        assert!(!score_kpi("r1", &three()[..1], &settings).expect("a valid card").thin);
    }

    #[test]
    fn nothing_scored_is_no_grade_and_not_the_lowest() {
        let card = score_kpi("r1", &[], &settings()).expect("an empty card");
        assert_eq!((card.score, card.coverage, card.thin), (None, 0.0, true));
        assert_eq!(card.graded, Graded::None(NoGrade::NothingScored));
    }

    #[test]
    fn a_target_of_nothing_cannot_be_attained_and_a_value_of_nothing_can_be_scored() {
        let none = line("revenue_net", Scalar::Money(5), Scalar::Money(0), Direction::HigherBetter);
        let card = score_kpi("r1", &[none], &settings()).expect("a valid card");
        assert_eq!(card.lines[0].missing, Some(MissingReason::Null(NullReason::NoDenominator)));
        let idle = line("revenue_net", Scalar::Money(0), Scalar::Money(100), Direction::HigherBetter);
        assert_eq!(score_kpi("r1", &[idle], &settings()).expect("a valid card").score, Some(0.0));
        let awful = line("overdue_rate", Scalar::Share(0.9), Scalar::Share(0.1), Direction::LowerBetter);
        assert_eq!(score_kpi("r1", &[awful], &settings()).expect("a valid card").score, Some(0.0));
    }

    #[test]
    fn the_standard_error_follows_the_slope_and_the_weight() {
        // 4 of 5 with an error of 1: 0.2 of attainment × 90 points × 0.3.
        let mut lines = three();
        lines[1].standard_error = Some(1.0);
        let card = score_kpi("r1", &lines, &settings()).expect("a valid card");
        assert!((card.standard_error.expect("one line has one") - 5.4).abs() < 1e-9);
    }

    #[test]
    fn a_metric_without_weight_is_shown_and_one_given_twice_is_refused() {
        let mut lines = three();
        lines.push(line("units", Scalar::Units(1), Scalar::Units(1), Direction::HigherBetter));
        let card = score_kpi("r1", &lines, &settings()).expect("a valid card");
        assert_eq!(card.unweighted, ["units"]);
        lines.push(lines[0].clone());
        let twice = AppraisalError::DuplicateMetric { metric_id: "revenue_net".into() };
        assert_eq!(score_kpi("r1", &lines, &settings()), Err(twice));
    }

    #[test]
    fn a_value_and_a_target_in_different_units_are_refused() {
        let odd = line("revenue_net", Scalar::Money(5), Scalar::Count(5), Direction::HigherBetter);
        let mismatch = AppraisalError::UnitMismatch { metric_id: "revenue_net".into() };
        assert_eq!(score_kpi("r1", &[odd], &settings()), Err(mismatch));
    }

    #[test]
    fn a_card_survives_the_way_through_json() {
        let card = score_kpi("r1", &three(), &settings()).expect("a valid card");
        let text = serde_json::to_string(&card).expect("plain values");
        let back: Scorecard = serde_json::from_str(&text).expect("what was written");
        assert_eq!((back.graded, back.lines.len()), (card.graded, 3));
    }
}
