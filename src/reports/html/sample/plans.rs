//! The second half of the made-up pack: risk, targets, rep pages, data quality, and the whole.

use super::*;
use crate::quantity::Currency;

fn risk() -> RiskSection {
    let features = [
        ("forecast_logit", "forecast"),
        ("active_customers_change", "customers"),
        ("missed_last_period", "attainment"),
        ("tenure_quarters", "tenure"),
        ("made_up_feature", "made_up_group"),
    ];
    let row = |rep: usize| {
        let none = rep == 12;
        let reasons: Vec<ReasonRow> = features
            .iter()
            .enumerate()
            .map(|(i, (feature, group))| ReasonRow {
                feature: (*feature).to_string(),
                group: (*group).to_string(),
                value: (i != 3).then(|| noise(rep, i) * 4.0 - 1.0),
                reference: (i != 4).then(|| noise(0, i) - 0.5),
                contribution: (1.4 - rep as f64 * 0.28) / (i + 1) as f64 + noise(rep, i + 9) - 0.5,
                topic: (i == 1).then(|| "sales_planning".to_string()),
            })
            .collect();
        let logit = -0.9 + reasons.iter().map(|r| r.contribution).sum::<f64>();
        let probability = 1.0 / (1.0 + (-logit).exp());
        RiskRow {
            rep_id: format!("r{rep}"),
            name: rep_name(rep),
            team: team(rep),
            bar_minor: (!none).then_some(52_000_000),
            bar_source: if rep == 13 { "seasonal_expectation" } else { "quota" }.to_string(),
            probability: (!none).then_some(probability),
            forecast_probability: (!none).then_some(probability * 0.9),
            flagged: !none && probability >= 0.5,
            base_logit: Some(-0.9),
            logit: Some(logit),
            reasons: if none { Vec::new() } else { reasons },
            clears: (rep == 0).then(|| ClearsRow {
                feature: "active_customers_change".to_string(),
                from: -0.21,
                to: 0.04,
                probability_after: 0.47,
            }),
            unchangeable: (rep == 1).then(|| ClearsRow {
                feature: "attainment_last".to_string(),
                from: 1.4,
                to: 0.9,
                probability_after: 0.48,
            }),
            abstained: none.then(|| say("abstain-history", &[("have", Arg::Count(1)), ("need", Arg::Count(4))])),
            null_reason: none.then_some(NullReason::BelowMinN),
        }
    };
    let mut rows: Vec<RiskRow> = (0..14).filter(|rep| *rep != 12).map(row).collect();
    rows.sort_by(|a, b| b.probability.unwrap_or(0.0).total_cmp(&a.probability.unwrap_or(0.0)));
    rows.push(row(12));
    let scores = ["model", "forecast_alone", "missed_last_period", "momentum", "base_rate"];
    let results = scores.iter().enumerate().map(|(i, score)| RiskResult {
        score: (*score).to_string(),
        n: 96,
        event_rate: (i != 4).then_some(0.2917),
        auc: (i < 4).then_some(0.812 - 0.05 * i as f64),
        brier: Some(0.151 + 0.014 * i as f64),
        brier_skill: Some(0.27 - 0.07 * i as f64),
        ece: (i != 4).then_some(0.041),
    });
    RiskSection {
        period: "2019-Q3".to_string(),
        share_of_target: 0.8,
        threshold: 0.5,
        rows,
        evidence: RiskEvidence {
            bar_source: "quota".to_string(),
            model: "logistic".to_string(),
            model_version: "logistic/1 alpha=1".to_string(),
            fallback: None,
            n_cases: 96,
            n_events: 28,
            n_reps: 13,
            n_origins: 8,
            results: results.collect(),
            calibration: vec![super::stated(0.08, 0.1, 40), super::stated(0.45, 0.38, 40)],
            verdict: Vec::new(),
            beside_targets: Some(say(
                "risk-beside-targets",
                &[
                    ("what", Arg::Message("risk-rests-both".to_string())),
                    ("cases", Arg::Count(96)),
                    ("source", Arg::Message("bar-quota".to_string())),
                    ("brier", words("0.151")),
                    ("log_loss", words("0.461")),
                    ("brier_forecast", words("0.165")),
                    ("log_loss_forecast", words("0.502")),
                    ("nearer", Arg::Message("risk-nearer-here".to_string())),
                ],
            )),
        },
        other_evidence: None,
    }
}

fn statement(rep: usize, metric: &str, target: Arg, baseline: Arg) -> Sentence {
    let id = if matches!(target, Arg::Count(_)) { "target-statement-count" } else { "target-statement" };
    let args = [
        ("name", Arg::Text(rep_name(rep))),
        ("metric", Arg::Metric(metric.to_string())),
        ("target", target),
        ("period", words("2019-Q3")),
        ("first", Arg::Date(day("2019-07-01"))),
        ("last", Arg::Date(day("2019-09-30"))),
        ("chance", Arg::Share(0.7)),
        ("baseline", baseline),
        ("baseline_period", words("2018-Q3")),
        ("share", Arg::Share(0.083)),
        ("as_of", Arg::Date(day("2019-06-30"))),
    ];
    say(id, &args)
}

fn targets(metric: &str, unit: Unit, scale: i64, goal: Option<i64>) -> TargetSection {
    let arg = |amount| if unit == Unit::Money { Arg::Money(amount) } else { Arg::Count(amount) };
    let row = |rep: usize| {
        let none = rep == 12;
        let level = (scale as f64 * (0.5 + noise(rep, 5))) as i64;
        let some = |factor: f64| (!none).then_some((level as f64 * factor) as i64);
        let checkpoint = |month: &str, part: f64| CheckpointRow {
            month: month.to_string(),
            cumulative: (level as f64 * part) as i64,
            low: (level as f64 * (part - 0.1)) as i64,
            high: (level as f64 * (part + 0.1)) as i64,
        };
        let driver = |driver: &str, from, to| DriverRow { driver: driver.to_string(), from, to };
        let step = |step: &str, delta| AdjustmentRow { step: step.to_string(), delta };
        let refused =
            say("target-refused", &[("name", Arg::Text(rep_name(rep))), ("metric", Arg::Metric(metric.into()))]);
        TargetRow {
            target_id: format!("{metric}/r{rep}/2019-Q3"),
            rep_id: format!("r{rep}"),
            name: rep_name(rep),
            team: team(rep),
            baseline: (!none && rep != 9).then_some((level as f64 * 0.92) as i64),
            baseline_period: "2018-Q3".to_string(),
            target: some(1.0),
            chance: (!none).then_some(0.7),
            lower_80: some(0.85),
            upper_80: some(1.5),
            stretch: some(1.3),
            stretch_chance: (!none).then_some(0.3),
            commit: None,
            commit_chance: None,
            floor: (rep == 2).then_some(level),
            cap: some(1.6),
            adjustments: if none { Vec::new() } else { vec![step("quantile", level - 1_500), step("rounding", 1_500)] },
            checkpoints: if none {
                Vec::new()
            } else {
                vec![checkpoint("2019-07", 0.3), checkpoint("2019-08", 0.62), checkpoint("2019-09", 1.0)]
            },
            drivers: if none || unit != Unit::Money {
                Vec::new()
            } else {
                vec![
                    driver("active_customers", 37.0, 41.3),
                    driver("orders_per_customer", 1.32, 1.47),
                    driver("avg_order", 19_123.0, 21_240.5),
                ]
            },
            share_of_total: (!none).then_some(0.083),
            statement: if none { refused } else { statement(rep, metric, arg(level), arg(level / 2)) },
            status: "proposed".to_string(),
            null_reason: none.then_some(NullReason::BelowMinN),
            doubts: match rep {
                2 => vec![say("doubt-clipped-floor", &[])],
                9 => vec![say("doubt-short-history", &[("n", Arg::Count(2))])],
                _ => Vec::new(),
            },
        }
    };
    TargetSection {
        common_shock: Some(CommonShock { chance: 0.7, weak: 0.53, strong: 0.84 }),
        moved_by_bounds: 2,
        metric_id: metric.to_string(),
        unit,
        period: "2019-Q3".to_string(),
        chance: goal.is_none().then_some(0.7),
        goal,
        common_chance: goal.map(|_| 0.61),
        unallocated: if goal.is_some() { 12 } else { 0 },
        rows: (0..14).map(row).collect(),
        total: scale * 13,
        team_chance: Some(0.842),
        team_correlation: Some(0.18),
        evidence: vec![stated(0.5, 0.518, 112), stated(0.7, 0.714, 112), stated(0.9, 0.866, 112)],
        basis: Some(basis()),
    }
}

pub(crate) fn basis() -> TargetBasis {
    let rep = |rep: usize| RepBasis {
        rep_id: format!("r{rep}"),
        centre: 400_000.0 + 300_000.0 * noise(rep, 5),
        scale: 90_000.0,
        sample: rep % 2,
        lower_bound: Some(0.0),
        floor: Some(25_000_000),
        cap: Some(90_000_000),
        decided: None,
    };
    TargetBasis {
        minor_per_major: 100,
        round_to: 10_000,
        least_chance: 0.2,
        stretch_chance: 0.3,
        samples: vec![vec![-1.5, -0.4, 0.1, 0.6, 1.2], vec![-2.0, -1.0, 0.0, 0.5, 2.0]],
        reps: (0..14).filter(|number| *number != 12).map(rep).collect(),
        team_reached: (1..=200).map(|number| 4_000_000 * number).collect(),
        correlation: 0.18,
        correlation_assumed: false,
    }
}

fn rep_page(rep: usize) -> RepPage {
    let new = rep == 12;
    let quarters = labels(Grain::Quarter, QUARTERS).into_iter().enumerate().map(|(q, period)| RepQuarter {
        period,
        revenue: if new && q < 11 {
            Measured::Null(NullReason::LeftCensored)
        } else if rep == 4 && q == 8 {
            Measured::Value(Scalar::Money(-9_000_000))
        } else {
            Measured::Value(Scalar::Money((40_000_000.0 + 50_000_000.0 * noise(rep, q)) as i64))
        },
        quota: if q < 3 || new {
            Measured::Null(NullReason::NoTarget)
        } else {
            Measured::Value(Scalar::Money(65_000_000))
        },
    });
    let line = |metric: &str, unit, weight, value, score| ScoreLine {
        metric_id: metric.to_string(),
        unit,
        weight,
        value,
        target: match metric {
            "attainment" => Measured::Value(Scalar::Share(1.0)),
            "growth_yoy" => Measured::Value(Scalar::Share(0.05)),
            _ => Measured::Null(NullReason::NoTarget),
        },
        target_source: if metric == "attainment" { "quota" } else { "year_before" }.to_string(),
        score,
    };
    let compared = |id: &str, metric: &str, value: &str, peers: &str| {
        let args = [
            ("metric", Arg::Metric(metric.to_string())),
            ("value", words(value)),
            ("peers", words(peers)),
            ("n", Arg::Count(12)),
        ];
        say(id, &args)
    };
    let topic = TopicRow {
        topic: "follow_up".to_string(),
        name_en: "Follow-up and after-sales".to_string(),
        name_zh: "强化跟进服务".to_string(),
        advice_en: "Call every customer within two weeks of delivery and note the next need.".to_string(),
        advice_zh: "交货后两周内回访每位客户，并记下其下一步需求。".to_string(),
        driver: "repeat_rate.window".to_string(),
    };
    RepPage {
        rep_id: format!("r{rep}"),
        name: rep_name(rep),
        team: if rep == 10 { HOSTILE[2].to_string() } else { team(rep) },
        role: "Sales representative".to_string(),
        manager: "Manager 01".to_string(),
        hire_date: Some(day(if new { "2019-05-02" } else { "2014-01-15" })),
        kpis: if new { vec![Measured::Null(NullReason::BelowMinN); METRICS.len()] } else { kpis(1.0, rep) },
        quarters: quarters.collect(),
        score: (!new).then_some(88.4 - rep as f64 * 2.1),
        grade: (!new).then(|| if rep == 0 { "S" } else { "B" }.to_string()),
        to_next_band: (!new && rep > 0).then_some(3.2),
        score_lines: if new {
            Vec::new()
        } else {
            let known = |share| Measured::Value(Scalar::Share(share));
            vec![
                line("attainment", Unit::Share, 60.0, known(0.968), Some(93.6)),
                line("growth_yoy", Unit::Share, 25.0, known(-0.043), Some(61.0)),
                line("repeat_rate.window", Unit::Share, 15.0, Measured::Null(NullReason::BelowMinN), None),
            ]
        },
        strengths: match rep % 3 {
            0 => vec![compared("strength-driver", "gross_margin", "41.2%", "33.8%")],
            _ => vec![say("no-strengths", &[])],
        },
        weaknesses: match rep {
            12 => vec![say("few-peers", &[("have", Arg::Count(2)), ("need", Arg::Count(4))])],
            _ => vec![compared("weakness-driver", "repeat_rate.window", "18.1%", "24.6%")],
        },
        topics: if new { Vec::new() } else { vec![topic] },
        targets: if new {
            Vec::new()
        } else {
            vec![
                statement(rep, "revenue_net", Arg::Money(70_123_400), Arg::Money(65_000_000)),
                statement(rep, "new_customers", Arg::Count(1), Arg::Count(3)),
            ]
        },
        doubts: if new { vec![say("page-new-rep", &[("hire", Arg::Date(day("2019-05-02")))])] } else { Vec::new() },
    }
}

fn quality() -> QualitySection {
    let account = |table: &str, file: &str, read, duplicates, rejected| FileAccount {
        table: table.to_string(),
        file: file.to_string(),
        rows_read: read,
        rows_loaded: read - duplicates - rejected,
        duplicates_dropped: duplicates,
        rows_rejected: rejected,
        rows_warned: 3,
    };
    let mapped = |source: &str, column: &str, how: &str| MappingRow {
        table: "orders".to_string(),
        source: source.to_string(),
        column: column.to_string(),
        how: how.to_string(),
    };
    let filled = |column: &str, share| CoverageRow { table: "orders".to_string(), column: column.to_string(), share };
    let mut wrong = account("quotas", "quotas.csv", 96, 0, 0);
    wrong.rows_loaded = 95;
    QualitySection {
        accounts: vec![account("orders", "orders.csv", 121_317, 12, 4), account("reps", HOSTILE[3], 17, 0, 0), wrong],
        mapping: vec![
            mapped("OrderDate", "order_date", "synonym"),
            mapped("amount", "amount", "name"),
            mapped(HOSTILE[2], "x_note", "carried"),
        ],
        findings: vec![
            say("quality-rejected-rows", &[("file", words("orders.csv")), ("count", Arg::Count(4))]),
            say("quality-not-judged", &[("names", names(&["Manager 01", HOSTILE[0]]))]),
            say("never-heard-of", &[("amount", Arg::Money(-123_456)), ("why", words(HOSTILE[2]))]),
        ],
        coverage: vec![filled("amount", 1.0), filled("cost", 0.934), filled("list_price", 0.0)],
    }
}

fn summary() -> Summary {
    let sales = say(
        "happened-revenue",
        &[
            ("period", words("2019-Q2")),
            ("revenue", Arg::Money(997_283_938)),
            ("growth_year", Arg::SignedShare(0.1234)),
            ("year_before", words("2018-Q2")),
        ],
    );
    let why = say(
        "happened-why-customers",
        &[
            ("active", Arg::Count(1_518)),
            ("active_change", Arg::SignedShare(0.041)),
            ("avg_order", Arg::Money(1_912_345)),
            ("avg_order_change", Arg::SignedShare(-0.02)),
        ],
    );
    let flagged = say(
        "risk-flagged",
        &[
            ("count", Arg::Count(4)),
            ("of", Arg::Count(14)),
            ("names", names(&["Rep 01", "Rep 02", "Rep 03", HOSTILE[0]])),
            ("period", words("2019-Q3")),
        ],
    );
    let aim = say(
        "aim-total",
        &[
            ("metric", Arg::Metric("revenue_net".to_string())),
            ("period", words("2019-Q3")),
            ("total", Arg::Money(910_000_000)),
            ("chance", Arg::Share(0.7)),
            ("team_chance", Arg::Share(0.842)),
        ],
    );
    let held = say("aim-held", &[("stated", Arg::Share(0.7)), ("realised", Arg::Share(0.714)), ("n", Arg::Count(112))]);
    let talk = say("decide-risk-talk", &[("names", names(&["Rep 01", "Rep 02"]))]);
    let accept = say("decide-targets", &[("period", words("2019-Q3")), ("count", Arg::Count(28))]);
    let first = say("limit-left-censored", &[("first", Arg::Date(day("2016-07-01")))]);
    let card = |i: usize, metric: &str, unit: Unit| Card {
        metric_id: metric.to_string(),
        unit,
        period: "2019-Q2".to_string(),
        value: if i == 5 { Measured::Null(NullReason::NoTarget) } else { value(metric, unit, 14.0, i) },
        growth_previous: if i == 3 {
            Measured::Null(NullReason::LeftCensored)
        } else {
            value("growth_qoq", unit, 1.0, i)
        },
        growth_year: value("growth_yoy", unit, 1.0, i + 3),
        history: (0..QUARTERS).map(|q| (i != 3 || q > 2).then(|| noise(i, q) + q as f64 * 0.1)).collect(),
    };
    let cards = [0, 3, 4, 7, 8, 10].iter().map(|i| METRICS[*i]).enumerate();
    Summary {
        happened: vec![sales, why, say("happened-no-quota", &[("period", words("2019-Q1"))])],
        at_risk: vec![flagged],
        aim: vec![aim, held],
        decide: vec![talk, accept],
        limits: vec![first, say("limit-synthetic", &[])],
        cards: cards.map(|(i, (metric, unit))| card(i, metric, unit)).collect(),
    }
}

/// The whole made-up pack.
pub(crate) fn pack() -> Pack {
    let definition = |(metric_id, unit): &(&str, Unit)| DefinitionEntry {
        metric_id: (*metric_id).to_string(),
        name_en: "Net revenue".to_string(),
        name_zh: "净销售额".to_string(),
        sentence_en: "Order lines less returns, without tax, in the period.".to_string(),
        sentence_zh: "周期内订单行金额减去退货，不含税。".to_string(),
        formula: "Σ line_net − Σ returns, where a < b".to_string(),
        formula_zh: String::new(),
        unit: *unit,
        better: "higher".to_string(),
        return_policy: "return_date".to_string(),
    };
    Pack {
        format: PACK_FORMAT,
        schema_version: SCHEMA_VERSION.to_string(),
        bridges: super::bridges(),
        header: Header {
            attain_version: "0.1.0".to_string(),
            company: "Sample Company".to_string(),
            team: String::new(),
            purpose: "Quarterly review, targets for the next quarter".to_string(),
            period: period("2019-Q2"),
            year_before: period("2018-Q2"),
            previous: period("2019-Q1"),
            next: period("2019-Q3"),
            as_of: day("2019-06-30"),
            as_of_exact: "1204@2019-06-30".to_string(),
            data_from: day("2016-07-01"),
            data_to: day("2019-06-30"),
            currency: Currency::USD,
            store_version: 1_204,
            time_zone: "UTC".to_string(),
            policies: String::new(),
            configuration: "b3:5f0e".to_string(),
            assumptions: vec![say("assume-currency", &[("currency", words("USD"))]), say("assume-calendar", &[])],
            data_notice: HOSTILE[3].to_string(),
        },
        summary: summary(),
        people: Vec::new(),
        kpi_table: kpi_table(),
        trends: vec![
            trend("revenue_net", Unit::Money, Grain::Quarter, QUARTERS, 14.0),
            trend("revenue_net", Unit::Money, Grain::Month, 36, 5.0),
            trend("gross_margin", Unit::Share, Grain::Quarter, QUARTERS, 1.0),
            trend("gross_margin", Unit::Share, Grain::Month, 36, 1.0),
            trend("active_customers", Unit::Count, Grain::Quarter, QUARTERS, 14.0),
            trend("active_customers", Unit::Count, Grain::Month, 36, 5.0),
        ],
        attainment: attainment(),
        cohorts: vec![triangle(Grain::Quarter, QUARTERS), triangle(Grain::Month, 30)],
        repeat: repeat(),
        forecasts: vec![forecast("revenue_net", Unit::Money, 600_000.0), forecast("new_customers", Unit::Count, 24.0)],
        risk: risk(),
        targets: vec![
            targets("revenue_net", Unit::Money, 70_000_000, None),
            targets("new_customers", Unit::Count, 22, Some(300)),
        ],
        scorecard: cards::section(),
        appraisal: cards::appraisal(),
        reps: (0..14).map(rep_page).collect(),
        quality: quality(),
        definitions: METRICS.iter().map(definition).collect(),
        observations: Vec::new(),
    }
}
