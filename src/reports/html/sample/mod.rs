//! A made-up pack with every state in it, for the tests of the page: absences, abstentions, losses, hostile texts.

use crate::calendar::{Day, FiscalCalendar, Grain, Period};
use crate::quantity::{Measured, NullReason, Scalar, Unit};
use crate::review::pack::*;

/// Texts that try to break out of the page or to turn the text around them.
pub(crate) const HOSTILE: [&str; 4] = [
    "<script>alert(1)</script>",
    "Rep \u{202e}txt.exe\u{202c} 13",
    "\"><img src=x onerror=alert(2)>&amp;'",
    "</style></title><!--",
];

const QUARTERS: usize = 12;
const METRICS: [(&str, Unit); 11] = [
    ("revenue_net", Unit::Money),
    ("growth_qoq", Unit::Share),
    ("growth_yoy", Unit::Share),
    ("gross_profit", Unit::Money),
    ("gross_margin", Unit::Share),
    ("units", Unit::Units),
    ("orders", Unit::Count),
    ("active_customers", Unit::Count),
    ("new_customers", Unit::Count),
    ("avg_order", Unit::Money),
    ("attainment", Unit::Share),
];
const REASONS: [NullReason; 6] = [
    NullReason::NoDenominator,
    NullReason::Immature,
    NullReason::BelowMinN,
    NullReason::NoTarget,
    NullReason::MissingRate,
    NullReason::LeftCensored,
];

/// A number between 0 and 1 that looks random and is always the same.
fn noise(a: usize, b: usize) -> f64 {
    let mixed = (a as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (b as u64 + 7).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 32)) % 10_000) as f64 / 10_000.0
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn say(id: &str, args: &[(&str, Arg)]) -> Sentence {
    let args = args.iter().map(|(name, arg)| ((*name).to_string(), arg.clone())).collect();
    Sentence { id: id.to_string(), args }
}

fn words(text: &str) -> Arg {
    Arg::Text(text.to_string())
}

fn names(list: &[&str]) -> Arg {
    Arg::List(list.iter().map(|n| (*n).to_string()).collect())
}

fn labels(grain: Grain, count: usize) -> Vec<String> {
    let calendar = FiscalCalendar::default();
    let last = calendar.period_of(day("2019-06-30"), grain);
    (0..count).rev().map(|back| calendar.label(last.plus(-(back as i32)))).collect()
}

fn period(label: &str) -> PeriodRef {
    let calendar = FiscalCalendar::default();
    let period: Period = calendar.parse(label).expect("a period");
    PeriodRef {
        label: label.to_string(),
        first_day: calendar.first_day(period),
        last_day: calendar.last_day(period),
        complete: label < "2019-Q3",
    }
}

fn rep_name(rep: usize) -> String {
    match rep {
        11 => HOSTILE[0].to_string(),
        12 => HOSTILE[1].to_string(),
        13 => "Rep with a very long name ".repeat(12),
        _ => format!("Rep {:02}", rep + 1),
    }
}

fn team(rep: usize) -> String {
    ["North", "South", "West"][rep % 3].to_string()
}

fn value(metric: &str, unit: Unit, size: f64, salt: usize) -> Measured {
    let jitter = 0.8 + 0.4 * noise(salt, metric.len());
    Measured::Value(match (metric, unit) {
        ("growth_qoq" | "growth_yoy", _) => Scalar::Share(noise(salt, metric.len()) * 0.5 - 0.2),
        ("gross_margin", _) => Scalar::Share(0.31 + 0.1 * noise(salt, 2)),
        ("attainment", _) => Scalar::Share(0.55 + 0.8 * noise(salt, 3)),
        ("gross_profit", _) => Scalar::Money((size * 25_000_000.0 * jitter) as i64),
        ("avg_order", _) => Scalar::Money((1_912_300.0 * jitter) as i64),
        (_, Unit::Money) => Scalar::Money((size * 71_234_567.0 * jitter) as i64),
        (_, Unit::Share) => Scalar::Share(0.2 + 0.4 * jitter),
        (_, Unit::Units) => Scalar::Units((size * 13_370_000.0 * jitter) as i64),
        (_, Unit::Count) => Scalar::Count((size * 37.0 * jitter) as i64),
        (_, Unit::Days) => Scalar::Days(41.0 * jitter),
        (_, Unit::Number) => Scalar::Number(7.3 * jitter),
    })
}

fn kpis(size: f64, salt: usize) -> Vec<Measured> {
    METRICS.iter().map(|(metric, unit)| value(metric, *unit, size, salt)).collect()
}

fn kpi_table() -> KpiTable {
    let row = |level, key: &str, name: String, cells| KpiRow { level, key: key.to_string(), name, cells };
    let mut rows = vec![row(Level::Company, "", String::new(), kpis(14.0, 99))];
    for team_number in 0..3 {
        let name = team(team_number);
        rows.push(row(Level::Team, &name, name.clone(), kpis(4.5, 50 + team_number)));
        for rep in (team_number..14).step_by(3) {
            let mut cells = kpis(1.0, rep);
            if rep == 7 {
                cells = (0..METRICS.len()).map(|i| Measured::Null(REASONS[i % REASONS.len()])).collect();
            }
            if rep == 4 {
                cells[0] = Measured::Value(Scalar::Money(-1_234_500));
                cells[3] = Measured::Value(Scalar::Money(-434_512));
            }
            rows.push(row(Level::Rep, &format!("r{rep}"), rep_name(rep), cells));
        }
    }
    rows.push(row(Level::Manager, "m1", "Manager 01".to_string(), kpis(0.2, 77)));
    let columns = METRICS
        .iter()
        .map(|(id, unit)| KpiColumn { metric_id: (*id).to_string(), unit: *unit, period: "2019-Q2".to_string() })
        .collect();
    KpiTable { period: "2019-Q2".to_string(), columns, rows }
}

fn trend(metric: &str, unit: Unit, grain: Grain, count: usize, size: f64) -> Trend {
    let labels = labels(grain, count);
    let point = |(i, period): (usize, String)| {
        let season = 1.0 + 0.25 * (i as f64 * std::f64::consts::TAU / grain.periods_per_year() as f64).sin();
        let grown = size * season * (0.5 + 0.6 * i as f64 / count as f64);
        let value = if metric == "gross_margin" && i == 2 {
            Measured::Null(NullReason::MissingRate)
        } else {
            value(metric, unit, grown, i)
        };
        TrendPoint { period, value, partial: grain == Grain::Month && i + 1 == count }
    };
    let points = labels.into_iter().enumerate().map(point).collect();
    Trend { metric_id: metric.to_string(), unit, grain, points }
}

fn attainment() -> AttainmentSection {
    let periods = labels(Grain::Quarter, 8);
    let row = |rep: usize| {
        let share = 1.62 - rep as f64 * 0.095;
        let target = 65_000_000_i64;
        let history = (0..8).map(|q| match rep {
            7 => Measured::Null(NullReason::NoTarget),
            9 if q < 5 => Measured::Null(NullReason::LeftCensored),
            _ => Measured::Value(Scalar::Share(0.55 + 0.7 * noise(rep, q))),
        });
        let none = Measured::Null(NullReason::NoTarget);
        let judged = |value| if rep == 13 { none } else { value };
        AttainmentRow {
            rep_id: format!("r{rep}"),
            name: rep_name(rep),
            team: team(rep),
            actual: Measured::Value(Scalar::Money((target as f64 * share) as i64)),
            target: judged(Measured::Value(Scalar::Money(target))),
            attainment: judged(Measured::Value(Scalar::Share(share))),
            history: history.collect(),
        }
    };
    let edges = [None, Some(0.5), Some(0.8), Some(1.0), Some(1.2), None];
    let bands = (0..5).map(|i| Band { lower: edges[i], upper: edges[i + 1], reps: [1, 3, 2, 3, 4][i] }).collect();
    AttainmentSection {
        period: "2019-Q2".to_string(),
        company: Measured::Value(Scalar::Share(0.9731)),
        share: Measured::Value(Scalar::Share(7.0 / 13.0)),
        bands,
        rows: (0..14).map(row).collect(),
        history_periods: periods,
    }
}

fn triangle(grain: Grain, count: usize) -> CohortTriangle {
    let periods = labels(grain, count);
    let cell = |cohort: usize, age: usize| {
        let size = 40 + (noise(cohort, 3) * 90.0) as i64;
        let rate = if age == 0 { 1.0 } else { 0.52 * 0.93_f64.powi(age as i32) * (0.7 + 0.6 * noise(cohort, age)) };
        let active = (size as f64 * rate) as i64;
        let value = active as f64 / size as f64;
        let mature = cohort + age < count;
        let known = |v: f64| mature.then_some(v);
        CohortCell {
            age: age as i64,
            size,
            active: mature.then_some(active),
            value: known(value),
            lower: known((value - 0.08).max(0.0)),
            upper: known((value + 0.08).min(1.0)),
            null_reason: (!mature).then_some(NullReason::Immature),
        }
    };
    let rows = periods.iter().enumerate().map(|(i, cohort)| CohortRow {
        cohort: cohort.clone(),
        size: cell(i, 0).size,
        cells: (0..count).map(|age| cell(i, age)).collect(),
    });
    CohortTriangle {
        metric_id: "retention.classic".to_string(),
        grain,
        rows: rows.collect(),
        pooled: (0..count).map(|age| cell(0, age)).collect(),
        left_censored: vec![periods[0].clone()],
    }
}

fn repeat() -> RepeatSection {
    let ids = ["repeat_rate.window", "repeat_rate.h_days.30", "repeat_rate.h_days.90", "repeat_rate.h_days.365"];
    let company = ids.iter().enumerate().map(|(i, id)| {
        let null = i == 3;
        let (numerator, denominator) = (120 + 80 * i as i64, 610);
        let share = numerator as f64 / denominator as f64;
        RateWithInterval {
            metric_id: (*id).to_string(),
            period: "2019-Q2".to_string(),
            value: if null { Measured::Null(NullReason::Immature) } else { Measured::share(numerator as f64, 610.0) },
            numerator,
            denominator,
            lower: (!null).then_some(share - 0.036),
            upper: (!null).then_some(share + 0.038),
        }
    });
    let columns = ids
        .iter()
        .map(|id| KpiColumn {
            metric_id: (*id).to_string(),
            unit: Unit::Share,
            period: if id.ends_with("365") { "2017-07 – 2018-06" } else { "2019-Q2" }.to_string(),
        })
        .collect();
    let rows = (0..6).map(|rep| KpiRow {
        level: Level::Rep,
        key: format!("r{rep}"),
        name: rep_name(rep),
        cells: (0..4)
            .map(|i| match (rep, i) {
                (3, _) => Measured::Null(NullReason::BelowMinN),
                (_, 3) => Measured::Null(NullReason::Immature),
                _ => Measured::Value(Scalar::Share(0.2 + 0.1 * i as f64 + 0.08 * noise(rep, i))),
            })
            .collect(),
    });
    RepeatSection {
        period: "2019-Q2".to_string(),
        company: company.collect(),
        by_rep: KpiTable { period: "2019-Q2".to_string(), columns, rows: rows.collect() },
        trend: trend("repeat_rate.window", Unit::Share, Grain::Quarter, QUARTERS, 1.0),
        curves: curves(),
    }
}

/// Four cohorts: one whole, one of the data's start, one of which a part is too young, one that is all too young.
fn curves() -> RepeatCurves {
    let days: Vec<i64> = (1..=12).map(|step| step * 30).collect();
    let cell = |days: i64, size: i64, old: i64| {
        let n = size.min(old).max(0);
        let again = n * days / 720;
        let share = (n > 0).then(|| again as f64 / n as f64);
        CurveCell {
            days,
            n,
            again,
            immature: size - n,
            value: share,
            lower: share.map(|share| (share - 0.05).max(0.0)),
            upper: share.map(|share| share + 0.05),
            null_reason: (n == 0).then_some(NullReason::Immature),
        }
    };
    let row = |(at, cohort): (usize, String)| {
        let size = 40 + 15 * at as i64;
        let old = |days: i64| if at == 3 { 0 } else { size + 360 - days - 160 * (at as i64 - 1) };
        CurveRow { cohort, size, cells: days.iter().map(|&days| cell(days, size, old(days))).collect() }
    };
    let cohorts = labels(Grain::Quarter, 4);
    RepeatCurves {
        metric_id: "repeat_rate.h_days".to_string(),
        left_censored: cohorts[..1].to_vec(),
        rows: cohorts.into_iter().enumerate().map(row).collect(),
        pooled: days.iter().map(|&days| cell(days, 200, 260 - days / 2)).collect(),
        days,
    }
}

/// One that is crossed upwards and downwards, and one that begins with nothing.
pub(super) fn bridges() -> Vec<BridgeSection> {
    let section = |against: &str, from: &str, start: i64, amounts: &[(&str, i64)]| {
        let mut reached = start;
        let steps = amounts.iter().map(|(term, amount)| {
            let before = reached;
            reached += amount;
            let share = (start > 0).then(|| *amount as f64 / start as f64);
            BridgeStep { term: (*term).to_string(), amount: *amount, share, before, after: reached }
        });
        let steps = steps.collect();
        BridgeSection {
            metric_id: "revenue_net".to_string(),
            against: against.to_string(),
            period_from: from.to_string(),
            period_to: "2019-Q2".to_string(),
            complete: against == "previous",
            start,
            steps,
            end: reached,
        }
    };
    let terms = [("volume", 81_000_000), ("mix", -23_000_000), ("discount", -4_500_000), ("lost", -9_100_000)];
    vec![
        section("previous", "2019-Q1", 910_000_000, &terms),
        section("year_before", "2018-Q2", 0, &[("new", 953_900_000)]),
    ]
}

fn forecast(metric: &str, unit: Unit, scale: f64) -> ForecastSection {
    let row = |rep: usize| {
        let level = scale * (0.4 + 1.2 * noise(rep, 5)) * if rep == 4 { 0.1 } else { 1.0 };
        let none = rep == 12;
        let newcomer = rep == 9;
        let history = (0..QUARTERS).map(|q| (!newcomer || q > 9).then(|| level * (0.7 + 0.6 * noise(rep, q))));
        let interval = |stated: f64, wide: f64| IntervalRow {
            level: stated,
            lower: level - scale * wide,
            upper: level + scale * wide,
            supported: stated < 0.9,
        };
        ForecastRow {
            rep_id: format!("r{rep}"),
            name: rep_name(rep),
            history: history.collect(),
            n_history: if newcomer { 2 } else { QUARTERS as i64 },
            model: if none {
                "none"
            } else if newcomer {
                "group_ramp"
            } else {
                "combination"
            }
            .to_string(),
            mean: (!none).then_some(level),
            median: (!none).then_some(level * 0.98),
            intervals: if none { Vec::new() } else { vec![interval(0.8, 0.22), interval(0.95, 0.4)] },
            baselines: if none {
                Vec::new()
            } else {
                vec![("seasonal_naive".to_string(), level * 0.9), ("mean_of_four".to_string(), level * 1.1)]
            },
            null_reason: none.then_some(NullReason::BelowMinN),
            doubts: if newcomer { vec![say("doubt-group-ramp", &[])] } else { Vec::new() },
        }
    };
    let methods = ["combination", "theta", "pooled_ar", "ets", "mean_of_four", "last_year_plus_ten", "naive"];
    let accuracy = methods.iter().enumerate().map(|(i, method)| AccuracyRow {
        method: (*method).to_string(),
        n: 112,
        mae: scale * (0.12 + 0.02 * i as f64),
        smape: 18.4 + 2.3 * i as f64,
        mase: (i != 6).then_some(0.81 + 0.06 * i as f64),
    });
    ForecastSection {
        metric_id: metric.to_string(),
        unit,
        period: "2019-Q3".to_string(),
        history_periods: labels(Grain::Quarter, QUARTERS),
        rows: (0..14).map(row).collect(),
        accuracy: accuracy.collect(),
        coverage: vec![stated(0.5, 0.482, 112), stated(0.8, 0.812, 112), stated(0.95, 0.929, 112)],
        origins: 8,
    }
}

fn stated(stated: f64, realised: f64, n: i64) -> StatedRow {
    let (lower, upper) = (Some((realised - 0.06).max(0.0)), Some((realised + 0.05).min(1.0)));
    StatedRow { stated, realised, n, lower, upper, origins: 8, verdict: "holds".to_string() }
}

mod cards;
mod plans;
pub(crate) use plans::{basis, pack};
