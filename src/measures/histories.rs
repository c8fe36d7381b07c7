//! Random histories: what holds for every one of them.
//!
//! A history has sales, returns, adjustments and cancelled lines in three currencies, credits that share orders, reps who
//! move between units, and lines that became known late. Each is small and nothing is written, so that a case takes a few
//! milliseconds. The gate runs a thousand of each (`PROPTEST_CASES=1000 cargo test --lib histories`); ten thousand passed
//! once, see `benches/README.md`.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;
use proptest::prelude::*;

use super::company::{Company, Tables};
use super::cut::Cut;
use super::exchange::{converted, foreign_orders};
use super::family::{Question, family_of};
use super::kpi::Known;
use super::observation::Observation;
use super::{Facts, FactsInput, MeasureError, People, PeriodRange, Quotas, known_orders, with_threads};
use crate::calendar::{Day, FiscalCalendar, Grain};
use crate::quantity::{Currency, Exchange, Quote, Scalar};

/// 1 January 2023, as days since 1970.
const FIRST_DAY: i32 = 19_358;

#[derive(Debug, Clone)]
struct Line {
    order: u8,
    day: i32,
    known_after: Option<i32>,
    customer: u8,
    rep: u8,
    region: u8,
    currency: u8,
    cents: i64,
    kind: u8,
}

#[derive(Debug, Clone)]
struct History {
    lines: Vec<Line>,
    /// Of each order the parts of its reps; no credits where there are none.
    shares: Vec<Vec<u32>>,
    /// Of each rep the day of a move to another unit.
    moves: Vec<i32>,
}

fn line() -> impl Strategy<Value = Line> {
    let ids = (0u8..8, 0u8..4, 0u8..4, 0u8..3, 0u8..3);
    (ids, 0i32..400, prop::option::weighted(0.3, 0i32..90), 0i64..1_000_000, 0u8..10).prop_map(
        |((order, customer, rep, region, currency), day, known_after, cents, kind)| Line {
            order,
            day,
            known_after,
            customer,
            rep,
            region,
            currency,
            cents,
            kind,
        },
    )
}

fn history() -> impl Strategy<Value = History> {
    let shares = prop::collection::vec(prop::collection::vec(1u32..100, 0..4), 8);
    (prop::collection::vec(line(), 1..24), shares, prop::collection::vec(-50i32..450, 4))
        .prop_map(|(lines, shares, moves)| History { lines, shares, moves })
}

/// Nothing for 0.
fn id(letter: char, number: u8) -> Option<String> {
    (number > 0).then(|| format!("{letter}{number}"))
}

fn texts(name: &str, values: Vec<Option<String>>) -> Column {
    Series::new(name.into(), values).into_column()
}

fn wholes(name: &str, values: Vec<Option<i64>>) -> Column {
    Series::new(name.into(), values).into_column()
}

fn days(name: &str, values: Vec<Option<i32>>) -> Column {
    Series::new(name.into(), values).cast(&DataType::Date).unwrap().into_column()
}

fn frame(columns: Vec<Column>) -> DataFrame {
    DataFrame::new(columns[0].len(), columns).unwrap()
}

impl Line {
    fn kind(&self) -> &'static str {
        match self.kind {
            0 | 1 => "return",
            2 => "adjust",
            3 => "cancel",
            _ => "sale",
        }
    }

    fn amount(&self) -> i64 {
        match self.kind {
            0 | 1 => -self.cents,
            2 => self.cents - 500_000,
            _ => self.cents,
        }
    }

    /// When it became known, in days since 1970.
    fn known(&self) -> Option<i32> {
        self.known_after.map(|after| FIRST_DAY + self.day + after)
    }
}

/// The lines with their numbers, which stay with them in whatever order they come.
fn orders(lines: &[(usize, &Line)]) -> DataFrame {
    let each = || lines.iter().map(|(_, line)| *line);
    let known = each().map(|line| Some(i64::from(line.known()?) * 86_400_000_000 + 3_600_000_000));
    frame(vec![
        texts("order_id", each().map(|l| id('O', l.order + 1)).collect()),
        wholes("line_no", lines.iter().map(|(number, _)| Some(*number as i64 + 1)).collect()),
        texts("line_type", each().map(|l| Some(l.kind().to_string())).collect()),
        days("order_date", each().map(|l| Some(FIRST_DAY + l.day)).collect()),
        wholes("recorded_at", known.collect()),
        texts("customer_id", each().map(|l| id('C', l.customer)).collect()),
        texts("rep_id", each().map(|l| id('R', l.rep)).collect()),
        texts("region", each().map(|l| id('G', l.region)).collect()),
        wholes("net_amount_minor", each().map(|l| Some(l.amount())).collect()),
        wholes("cost_amount_minor", each().map(|l| Some(l.amount() / 3)).collect()),
        texts("currency", each().map(|l| Some(["USD", "EUR", "jpy"][l.currency as usize].to_string())).collect()),
    ])
}

impl History {
    fn credits(&self) -> DataFrame {
        let mut rows: Vec<(u8, usize, f64)> = Vec::new();
        for (order, parts) in self.shares.iter().enumerate() {
            let total: u32 = parts.iter().sum();
            let share = |part: &u32| f64::from(*part) / f64::from(total);
            rows.extend(parts.iter().enumerate().map(|(rep, part)| (order as u8, rep, share(part))));
        }
        let each = || rows.iter();
        frame(vec![
            texts("order_id", each().map(|row| id('O', row.0 + 1)).collect()),
            wholes("line_no", each().map(|_| None).collect()),
            texts("rep_id", each().map(|row| id('R', row.1 as u8 + 1)).collect()),
            Series::new("share".into(), each().map(|row| row.2).collect::<Vec<_>>()).into_column(),
            texts("credit_type", each().map(|_| Some("direct".to_string())).collect()),
        ])
    }

    /// Each rep starts in one unit and moves to another; the last one's two assignments share a rep for a while.
    fn assignments(&self) -> DataFrame {
        let mut rows: Vec<(u8, &str, i32, Option<i32>, f64)> = Vec::new();
        for (rep, day) in (1u8..).zip(&self.moves) {
            rows.push((rep, ["U11", "U12", "U21", "U11"][rep as usize % 4], -100, Some(*day), 1.0));
            rows.push((rep, "U21", day + 1, None, 0.6));
            rows.push((rep, "U3", day + 1, None, 0.25));
        }
        let each = || rows.iter();
        frame(vec![
            texts("rep_id", each().map(|row| id('R', row.0)).collect()),
            texts("unit_id", each().map(|row| Some(row.1.to_string())).collect()),
            days("valid_from", each().map(|row| Some(FIRST_DAY + row.2)).collect()),
            days("valid_to", each().map(|row| Some(FIRST_DAY + row.3?)).collect()),
            Series::new("share".into(), each().map(|row| row.4).collect::<Vec<_>>()).into_column(),
        ])
    }
}

/// U1 and U2 stand over two and one; U3 stands alone.
fn tree() -> DataFrame {
    let rows = [("U1", None), ("U11", Some("U1")), ("U12", Some("U1")), ("U2", None), ("U21", Some("U2"))];
    frame(vec![
        texts("unit_id", rows.iter().map(|row| Some(row.0.to_string())).collect()),
        texts("parent_id", rows.iter().map(|row| row.1.map(str::to_string)).collect()),
    ])
}

/// Quotas that do not divide evenly, by quarters and by a month.
fn quotas() -> DataFrame {
    let rows = [("R1", 0, 89, 100_001), ("R1", 90, 180, 77_777), ("R2", 0, 30, 33_333), ("R3", 90, 180, -5)];
    frame(vec![
        texts("rep_id", rows.iter().map(|row| Some(row.0.to_string())).collect()),
        texts("metric_id", rows.iter().map(|_| Some("revenue_net".to_string())).collect()),
        days("period_start", rows.iter().map(|row| Some(FIRST_DAY + row.1)).collect()),
        days("period_end", rows.iter().map(|row| Some(FIRST_DAY + row.2)).collect()),
        wholes("value_minor", rows.iter().map(|row| Some(row.3)).collect()),
    ])
}

fn exchange() -> Arc<Exchange> {
    let quote = |day: i32, from: &str, to: &str, rate: f64| Quote {
        day: FIRST_DAY + day,
        from: from.to_string(),
        to: to.to_string(),
        rate,
    };
    let rates = [
        quote(0, "EUR", "USD", 1.0843),
        quote(120, "EUR", "USD", 1.1),
        quote(0, "USD", "JPY", 131.25),
        quote(200, "USD", "JPY", 149.7),
    ];
    Arc::new(Exchange::new(Currency::USD, 1_000, rates))
}

/// What is measured from, as of a day.
struct Made {
    facts: Facts,
    people: People,
    quotas: Quotas,
    tables: Tables,
    as_of: Day,
}

impl Made {
    /// None where nothing is known yet.
    fn new(history: &History, lines: &[(usize, &Line)], as_of: Day) -> Option<Made> {
        let exchange = exchange();
        let known = known_orders(orders(lines).lazy(), Some(as_of)).unwrap();
        let foreign = foreign_orders(known.clone(), &exchange).unwrap();
        let known = converted(known, &exchange).unwrap();
        let facts = match Facts::build(&FactsInput { orders: known.clone(), as_of: Some(as_of) }) {
            Err(MeasureError::NoOrders { .. }) => return None,
            facts => facts.unwrap(),
        };
        let frames = [
            ("orders", known),
            ("credits", history.credits().lazy()),
            ("rep_assignments", history.assignments().lazy()),
            ("org_units", tree().lazy()),
        ];
        let frames = frames.map(|(name, frame)| (name.to_string(), frame));
        let tables = Tables::new(frames).in_currency(Currency::USD).with_exchange(Some(exchange), Some(foreign));
        let people = People::build(None, &facts.reps, &[]).unwrap();
        let quotas = Quotas::build(Some(quotas().lazy())).unwrap();
        Some(Made { facts, people, quotas, tables, as_of })
    }

    fn ask(&self, metric: &str, by: &[&str]) -> Vec<Observation> {
        let calendar = FiscalCalendar::default();
        let known = Known {
            facts: &self.facts,
            people: &self.people,
            quotas: &self.quotas,
            calendar,
            as_of: self.as_of,
            history_is_whole: true,
        };
        let period = |day: i32| calendar.period_of(Day::from_epoch(day), Grain::Quarter);
        let range = PeriodRange { first: period(FIRST_DAY), last: period(FIRST_DAY + 400) };
        let by: Vec<String> = by.iter().map(|word| (*word).to_string()).collect();
        let cut = Cut::parse(&by, None).unwrap().bound(&self.tables, Currency::USD).unwrap();
        let company = Company { known, tables: &self.tables };
        let metrics = [metric.to_string()];
        (family_of(metric).unwrap().observe)(&Question { company, metrics: &metrics, cut: &cut, range }).unwrap()
    }

    /// The sums of a metric over its slices, by period and by the member of the first dimension where `keep` says so.
    fn sums(&self, metric: &str, by: &[&str], keep: bool) -> BTreeMap<(String, String), i64> {
        let mut sums = BTreeMap::new();
        for row in self.ask(metric, by) {
            let key = row.scope.first().filter(|_| keep).map_or_else(String::new, |slice| slice.key.clone());
            let Some(Scalar::Money(minor)) = row.value.value() else { continue };
            if minor != 0 {
                *sums.entry((row.period, key)).or_insert(0) += minor;
            }
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }
}

fn numbered(lines: &[Line]) -> Vec<(usize, &Line)> {
    lines.iter().enumerate().collect()
}

/// The usual number is small; PROPTEST_CASES asks for more.
fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: if usual.cases == 256 { 24 } else { usual.cases }, failure_persistence: None, ..usual }
}

const END: i32 = FIRST_DAY + 600;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn histories_add_up_by_rep_by_unit_and_by_slice(
        history in history(),
        by in prop::sample::select(vec!["rep", "region", "currency", "unit_id", "unit_level_1"]),
        metric in prop::sample::select(vec!["revenue_net", "revenue_credited"]),
    ) {
        let Some(made) = Made::new(&history, &numbered(&history.lines), Day::from_epoch(END)) else { return Ok(()) };
        let whole = made.sums("revenue_net", &[], false);
        prop_assert_eq!(&made.sums(metric, &[by], false), &whole, "{} by {}", metric, by);
        let parents = made.sums(metric, &["unit_level_1"], true);
        let children = made.sums(metric, &["unit_level_1", "unit_level_2"], true);
        prop_assert_eq!(children, parents, "the children of {}", metric);
    }

    #[test]
    fn histories_spread_quotas_and_the_sales_under_them_over_units_without_losing_any(
        history in history(),
        by in prop::sample::select(vec!["unit_id", "unit_level_1"]),
    ) {
        let Some(made) = Made::new(&history, &numbered(&history.lines), Day::from_epoch(END)) else { return Ok(()) };
        let sums = |by: &[&str]| {
            let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
            for row in made.ask("attainment", by) {
                let (Some(Scalar::Money(actual)), Some(Scalar::Money(quota))) = (row.numerator, row.denominator) else {
                    continue;
                };
                let sum = sums.entry(row.period).or_default();
                *sum = (sum.0 + actual, sum.1 + quota);
            }
            sums
        };
        prop_assert_eq!(sums(&[by]), sums(&[]), "by {}", by);
    }

    #[test]
    fn histories_are_what_they_are_in_any_order_of_rows_and_with_any_number_of_threads(
        history in history(),
        turned in 0usize..24,
        (metric, by) in prop::sample::select(vec![
            ("revenue_net", "region"), ("orders", "rep"), ("revenue_credited", "unit_id"), ("growth_cc", "currency"),
            ("repeat_rate.order", "rep"), ("retention.net_revenue", "region"), ("clv.hist", "rep"),
            ("churn.noncontract", "rep"), ("customer_conc_hhi", "region"), ("purchase_gap.mean", "rep"),
        ]),
    ) {
        let mut lines = numbered(&history.lines);
        let end = Day::from_epoch(END);
        let Some(made) = Made::new(&history, &lines, end) else { return Ok(()) };
        let middle = turned % lines.len();
        lines.rotate_left(middle);
        lines.reverse();
        let Some(moved) = Made::new(&history, &lines, end) else { return Ok(()) };
        prop_assert_eq!(&made.facts, &moved.facts);
        let plain = made.ask(metric, &[by]);
        prop_assert_eq!(&moved.ask(metric, &[by]), &plain);
        prop_assert_eq!(&with_threads(1 + turned % 4, || made.ask(metric, &[by])), &plain);
    }

    #[test]
    fn histories_tell_by_their_days_alone_who_comes_back(
        history in history(),
        by_rep in any::<bool>(),
        metric in prop::sample::select(vec![
            "repeat_rate.window", "repeat_rate.h_days.90", "repurchase_rate.next", "returning_rate.asof",
            "returning_rate.before", "purchase_gap.median", "purchase_gap.mean", "churn.noncontract",
        ]),
    ) {
        let Some(mut made) = Made::new(&history, &numbered(&history.lines), Day::from_epoch(END)) else { return Ok(()) };
        let by: &[&str] = if by_rep { &["rep"] } else { &[] };
        let by_lines = made.ask(metric, by);
        (made.facts.postings, made.facts.customers) = (None, Vec::new());
        prop_assert_eq!(made.ask(metric, by), by_lines, "{}", metric);
    }

    #[test]
    fn histories_as_of_a_day_do_not_know_what_came_after_it(history in history(), after in 0i32..400) {
        let as_of = FIRST_DAY + after;
        let known = |line: &Line| FIRST_DAY + line.day <= as_of && line.known().is_none_or(|day| day <= as_of);
        let lines = numbered(&history.lines);
        let past: Vec<(usize, &Line)> = lines.iter().filter(|(_, line)| known(line)).copied().collect();
        let all = Made::new(&history, &lines, Day::from_epoch(as_of));
        let only_past = if past.is_empty() { None } else { Made::new(&history, &past, Day::from_epoch(as_of)) };
        match (all, only_past) {
            (Some(all), Some(past)) => {
                prop_assert_eq!(&all.facts, &past.facts);
                let asked = [("revenue_net", "unit_id"), ("revenue_credited", "rep"), ("growth_cc", "region")];
                let (metric, by) = asked[after as usize % 3];
                prop_assert_eq!(all.ask(metric, &[by]), past.ask(metric, &[by]), "{}", metric);
            }
            (None, None) => {}
            (all, past) => prop_assert!(false, "known: {}, without what came later: {}", all.is_some(), past.is_some()),
        }
    }
}
