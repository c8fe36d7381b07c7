//! Cards by hand.

use super::{
    AppraisalError, CardLine, Direction, Evidence, Graded, Group, KpiLine, MissingReason, NoGrade, Perspective,
    Scorecard, ScorecardSettings, score_card, score_kpi, weighted_metrics,
};
use crate::quantity::{Measured, NullReason, Scalar};

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

/// The three lines as a balanced scorecard with an objective beside them.
fn balanced() -> (Vec<CardLine>, ScorecardSettings) {
    let perspectives =
        [(Perspective::Financial, 50.0), (Perspective::Customer, 30.0), (Perspective::InternalProcess, 20.0)];
    let groups = [(Group::Kpi, 60.0), (Group::Mbo, 40.0)].into();
    let settings = ScorecardSettings { perspectives: perspectives.into(), groups, ..settings() };
    let mut lines = weighted_metrics(&three(), &settings).expect("three metrics");
    let objective = line("new_customers", Scalar::Count(5), Scalar::Count(5), Direction::HigherBetter);
    lines.push(CardLine {
        group: Group::Mbo,
        perspective: Perspective::Customer,
        item_id: "OB1".to_string(),
        weight: 100.0,
        content: super::Content::Measured { line: Some(objective), points: settings.points },
    });
    (lines, settings)
}

#[test]
fn a_balanced_scorecard_weighs_its_perspectives() {
    let (lines, settings) = balanced();
    let card = score_card("r1", &lines, &settings).expect("a valid card");
    // Financial: revenue 50 with 95 and overdue 20 with 72. Customer: the metric 30 × 0.6 with 72, the objective
    // 100 × 0.4 with 90. Nothing in the processes: their 20 are shared among the others.
    let financial = (50.0 * 95.0 + 20.0 * 72.0) / 70.0;
    let customer = (18.0 * 72.0 + 40.0 * 90.0) / 58.0;
    let expected = (50.0 * financial + 30.0 * customer) / 80.0;
    assert!((card.score.expect("two perspectives") - expected).abs() < 1e-9);
    assert!((card.coverage - 0.8).abs() < 1e-12);
    let parts: Vec<(&str, f64, bool)> =
        card.parts.iter().map(|part| (part.code.as_str(), part.weight_used, part.thin)).collect();
    assert_eq!(parts, [("financial", 62.5, false), ("customer", 37.5, false), ("internal_process", 0.0, true)]);
    assert!((card.lines.iter().map(|line| line.weight_used).sum::<f64>() - 100.0).abs() < 1e-9);
}

#[test]
fn the_groups_of_a_card_are_renormalised_each_in_itself() {
    let (mut lines, settings) = balanced();
    let settings = ScorecardSettings { perspectives: Default::default(), ..settings };
    lines[1].content = super::Content::Measured { line: None, points: settings.points };
    let card = score_card("r1", &lines, &settings).expect("a valid card");
    // Without overdue (the metrics stand by id): (50 × 95 + 30 × 72) ÷ 80, or whichever was left out.
    let left_out = &card.lines.iter().find(|line| line.missing.is_some()).expect("one").metric_id;
    let kept: Vec<_> = card.lines.iter().filter(|line| line.group == Group::Kpi && line.score.is_some()).collect();
    assert_eq!((kept.len(), left_out.as_str()), (2, "overdue_rate"));
    let expected = 0.6 * (50.0 * 95.0 + 30.0 * 72.0) / 80.0 + 0.4 * 90.0;
    assert!((card.score.expect("two groups") - expected).abs() < 1e-9);
    assert!((card.coverage - (0.6 * 0.8 + 0.4)).abs() < 1e-12);
}

#[test]
fn a_line_given_twice_in_one_group_is_refused_and_in_two_groups_is_not() {
    let (mut lines, settings) = balanced();
    lines.push(CardLine { group: Group::Mbo, ..lines[0].clone() });
    assert!(score_card("r1", &lines, &settings).is_ok());
    lines.push(lines[0].clone());
    assert!(matches!(score_card("r1", &lines, &settings), Err(AppraisalError::DuplicateMetric { .. })));
}
