//! Cards, ratings, plans and decisions of the made-up pack.

use super::*;

/// Cards of all reps but the twelfth, with lines that have a value, none, and hostile words.
pub(super) fn section() -> ScorecardSection {
    let rows = (0..14).filter(|rep| *rep != 12).flat_map(|rep| lines(rep).into_iter().chain([total(rep)])).collect();
    ScorecardSection { cycles: vec!["2019-Q2".to_string()], rows, notes: Vec::new(), findings: Vec::new() }
}

fn row(rep: usize) -> ScorecardRow {
    ScorecardRow {
        rep_id: format!("r{rep}"),
        name: rep_name(rep),
        period: "2019-Q2".to_string(),
        ..ScorecardRow::default()
    }
}

fn lines(rep: usize) -> Vec<ScorecardRow> {
    let attainment = ScorecardRow {
        group: "kpi".to_string(),
        metric_id: "attainment".to_string(),
        method: "kpi".to_string(),
        weight: 70.0,
        value: Some(Scalar::Share(0.968)),
        target: Some(Scalar::Share(1.0)),
        target_source: "quota".to_string(),
        score: Some(93.6),
        standard_error: Some(4.2),
        n: Some(31),
        ..row(rep)
    };
    let objective = ScorecardRow {
        group: "mbo".to_string(),
        metric_id: "OBJ-1".to_string(),
        method: "mbo".to_string(),
        item_id: "OBJ-1".to_string(),
        statement: if rep == 3 { HOSTILE[2].to_string() } else { "Win back two lost customers".to_string() },
        null_reason: "not_agreed".to_string(),
        flags: vec!["by_statement".to_string()],
        ..row(rep)
    };
    vec![attainment, objective]
}

fn total(rep: usize) -> ScorecardRow {
    let moved = i32::from(rep == 2) - i32::from(rep == 5);
    ScorecardRow {
        group: "total".to_string(),
        metric_id: "score_card".to_string(),
        weight: 100.0,
        score: Some(88.4 - rep as f64 * 2.1),
        standard_error: (rep != 6).then_some(3.1),
        coverage: Some(0.7),
        total: Some(ScorecardTotal {
            grade: Some("B".to_string()),
            grade_by_bands: Some(if moved == 0 { "B" } else { "C" }.to_string()),
            next_band: (rep > 0).then(|| "A".to_string()),
            to_next_band: (rep > 0).then_some(3.2),
            next_is_noise: (rep > 0).then_some(rep.is_multiple_of(2)),
            rank: Some(rep + 1),
            equal_group: Some(rep / 5 + 1),
            equal_to: Some(4),
            moved: Some(moved),
            moved_gap: (moved != 0).then_some(0.4),
            moved_gap_is_noise: (moved != 0).then_some(true),
            ..ScorecardTotal::default()
        }),
        ..row(rep)
    }
}

/// Ratings of the first rep, one group of which is kept back; a plan that ran and one that is proposed; a decision.
pub(super) fn appraisal() -> AppraisalSection {
    let rating = |by: &str, key: &str, score: Option<f64>, n: Option<i64>| RatingRow {
        rep_id: "r0".to_string(),
        by: by.to_string(),
        key: key.to_string(),
        score,
        standard_error: score.filter(|_| by != "self").map(|_| 2.6),
        n,
        null_reason: if score.is_none() { "below_min_n" } else { "" }.to_string(),
    };
    let plan = |id: &str, proposed| PlanRow {
        plan_id: id.to_string(),
        rep_id: "r0".to_string(),
        proposed,
        action_en: if proposed { "Follow-up and after-sales" } else { HOSTILE[0] }.to_string(),
        action_zh: if proposed { "强化跟进服务" } else { HOSTILE[0] }.to_string(),
        owner: "Manager 01".to_string(),
        start: Some(day("2019-04-01")),
        due: Some(day("2019-06-30")),
        check_metric: "gross_margin".to_string(),
        check_value: Some(0.35),
        value: Some(0.317),
        state: if proposed { "" } else { "missed" }.to_string(),
        doubts: if proposed { vec!["within_noise".to_string()] } else { Vec::new() },
    };
    AppraisalSection {
        ratings_cycle: "2019-Q2-360".to_string(),
        ratings: vec![
            rating("total", "score_360", Some(74.2), Some(7)),
            rating("group", "peer", None, None),
            rating("self", "self", Some(91.0), None),
        ],
        plans: vec![plan("PLAN-1", false), plan("PLAN-2", true)],
        decisions: vec![DecidedRow {
            proposal_id: "grade:2019-Q2:r0".to_string(),
            object: "grade".to_string(),
            period: "2019-Q2".to_string(),
            rep_id: "r0".to_string(),
            suggested: Some("B".to_string()),
            status: "changed".to_string(),
            decided: Some("A".to_string()),
            by: HOSTILE[2].to_string(),
            day: Some(day("2019-07-04")),
            reason: "Carried two territories".to_string(),
            ..DecidedRow::default()
        }],
        contests: vec![contest(), refused_contest()],
        findings: Vec::new(),
        cases: cases(),
    }
}

/// A contest that runs, with hostile words where people write, somebody level, and somebody who takes no part.
fn contest() -> ContestEntry {
    let standing = |rep: usize| ContestStanding {
        rep_id: format!("r{rep}"),
        name: rep_name(rep),
        rank: (rep != 12).then_some(rep as i64 + 1),
        score: (rep != 12).then_some(1.1 - 0.05 * rep as f64),
        value: Measured::Value(Scalar::Money(5_400_000 - 300_000 * rep as i64)),
        against: (rep != 12).then_some(Scalar::Money(5_000_000)),
        clawed_back: Scalar::Money(if rep == 1 { -129_865 } else { 0 }),
        prize_minor: (rep == 0).then_some(500_000),
        prizes: if rep == 1 { vec![HOSTILE[2].to_string()] } else { Vec::new() },
        chance: (rep < 3).then_some(0.4 - 0.1 * rep as f64),
        why_not: if rep == 12 { "filter" } else { "" }.to_string(),
        null_reason: (rep == 12).then_some(NullReason::NoTarget),
        level: rep == 2 || rep == 3,
    };
    ContestEntry {
        contest_id: HOSTILE[0].to_string(),
        metric_id: "revenue_net".to_string(),
        basis: "pct_of_target".to_string(),
        first: Some(day("2019-06-01")),
        last: Some(day("2019-07-31")),
        provisional_until: Some(day("2019-08-30")),
        status: "running".to_string(),
        fairness: Some(ContestFairness {
            verdict: "lopsided".to_string(),
            contenders: 13,
            effective: 3.1,
            hopeless: 0.54,
            favourite: "r0".to_string(),
            favourite_chance: 0.61,
            with_size: Some(0.7),
            with_tenure: None,
        }),
        rows: (0..14).map(standing).collect(),
        notes: vec![say("contest-provisional", &[("contest", words("C")), ("until", Arg::Date(day("2019-08-30")))])],
    }
}

fn refused_contest() -> ContestEntry {
    let args = [("contest", words("BROKEN")), ("column", words("end"))];
    ContestEntry {
        contest_id: "BROKEN".to_string(),
        status: "refused".to_string(),
        notes: vec![say("contest-fault-no-day", &args)],
        ..ContestEntry::default()
    }
}

fn cases() -> CasesSection {
    let item = |item: &str, separates| CaseItem {
        item: item.to_string(),
        name_en: "Price held".to_string(),
        name_zh: "守住价格".to_string(),
        cases: 84,
        mean: Some(3.2),
        won_mean: Some(3.6),
        lost_mean: Some(2.9),
        difference: Some(0.7),
        lower: Some(0.3),
        upper: Some(1.1),
        separates,
        kappa: Some(0.62),
        kappa_lower: Some(0.5),
        kappa_upper: Some(0.71),
        alpha: None,
        reps: 9,
        reps_weak: 2,
    };
    CasesSection {
        cases: 90,
        counted: 84,
        reviewers: 4,
        remarks: 6,
        items: vec![item("all", false), item("price_held", true)],
        lessons: vec![CaseLesson {
            kind: "separates_and_weak".to_string(),
            item: "price_held".to_string(),
            name_en: "Price held".to_string(),
            name_zh: "守住价格".to_string(),
            reps: vec!["r11".to_string(), "r3".to_string()],
            topics: vec![TopicRow {
                topic: "negotiation".to_string(),
                name_en: "Negotiation".to_string(),
                name_zh: "谈判技巧".to_string(),
                advice_en: "Trade, never give away.".to_string(),
                advice_zh: "以换代让。".to_string(),
                driver: String::new(),
            }],
        }],
    }
}
