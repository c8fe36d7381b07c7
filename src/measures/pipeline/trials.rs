//! What holds for all deals, tried on made-up ones: the whole is its parts, the order of the rows is nothing, and the
//! past does not know the future.

use polars::prelude::*;
use proptest::prelude::*;

use super::metric::PipelineMetric;
use super::*;
use crate::calendar::{Day, FiscalCalendar, Grain};
use crate::measures::PeriodRange;
use crate::measures::company::Tables;
use crate::measures::observation::Slice;
use crate::quantity::{Measured, NullReason, Scalar};

/// A row of the table as a program may have written it; days are counted from 1 January 2024.
#[derive(Debug, Clone)]
struct Row {
    created: Option<i32>,
    expected: Option<i32>,
    closed: Option<i32>,
    status: Option<&'static str>,
    stage: &'static str,
    amount: Option<i64>,
    slice: u32,
}

const FIRST_DAY: i32 = 19_723;
const SLICES: u32 = 3;

fn row() -> impl Strategy<Value = Row> {
    let day = || proptest::option::weighted(0.9, 0..300);
    let status = prop_oneof![Just(Some("won")), Just(Some("lost")), Just(Some("open")), Just(Some("void")), Just(None)];
    let stage = prop_oneof![Just("Talk"), Just("Offer"), Just("Closed Won"), Just("Closed Lost")];
    let amount = proptest::option::weighted(0.9, -5_000_i64..1_000_000);
    (day(), day(), day(), status, stage, amount, 0..SLICES).prop_map(
        |(created, expected, closed, status, stage, amount, slice)| Row {
            created,
            expected,
            closed,
            status,
            stage,
            amount,
            slice,
        },
    )
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(row(), 0..60)
}

fn frame(rows: &[Row]) -> DataFrame {
    let days = |name: &str, pick: fn(&Row) -> Option<i32>| {
        let days: Vec<Option<i32>> = rows.iter().map(|row| pick(row).map(|day| FIRST_DAY + day)).collect();
        Column::new(name.into(), days).cast(&DataType::Date).unwrap()
    };
    let ids: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    let columns = vec![
        Column::new("opportunity_id".into(), ids),
        days("created_date", |row| row.created),
        days("expected_close", |row| row.expected),
        days("closed_date", |row| row.closed),
        Column::new("status".into(), rows.iter().map(|row| row.status).collect::<Vec<Option<&str>>>()),
        Column::new("stage".into(), rows.iter().map(|row| row.stage).collect::<Vec<&str>>()),
        Column::new("amount_minor".into(), rows.iter().map(|row| row.amount).collect::<Vec<Option<i64>>>()),
    ];
    DataFrame::new(rows.len(), columns).unwrap()
}

/// All answers that need nothing but the deals, metric by metric.
fn answers(rows: &[Row], whole: bool, as_of: i32) -> Vec<(String, Vec<Answer>)> {
    let of_row: Vec<Option<u32>> = rows.iter().map(|row| Some(if whole { 0 } else { row.slice })).collect();
    let as_of = Day::from_epoch(FIRST_DAY + as_of);
    let deals = Deals::read(&frame(rows), &of_row, as_of, &Tables::default()).unwrap();
    let key = |slice: u32| vec![Slice { dimension: "rep".to_string(), key: slice.to_string() }];
    let slices: Vec<Vec<Slice>> = (0..if whole { 1 } else { SLICES }).map(key).collect();
    let calendar = FiscalCalendar::default();
    let period = |day: i32| calendar.period_of(Day::from_epoch(FIRST_DAY + day), Grain::Quarter);
    let range = PeriodRange { first: period(0), last: period(360) };
    let stage = Stage { slices: &slices, range, calendar, as_of };
    let ids = PipelineMetric::IDS.into_iter().filter(|id| *id != "pipeline_coverage");
    ids.flat_map(PipelineMetric::of_id).map(|metric| (metric.id(), of_deals(metric, &deals, stage).unwrap())).collect()
}

/// The sums of an answer, money and counts alike, as one kind of number.
fn sums(answer: &Answer) -> [i64; 3] {
    let number = |scalar: Option<Scalar>| match scalar {
        Some(Scalar::Money(number) | Scalar::Count(number)) => number,
        Some(Scalar::Days(days)) => days as i64,
        _ => 0,
    };
    [number(answer.numerator), number(answer.denominator), answer.n]
}

proptest! {
    #[test]
    fn slices_add_up_to_the_whole(rows in rows(), as_of in 0..300_i32) {
        let (parts, whole) = (answers(&rows, false, as_of), answers(&rows, true, as_of));
        // What the trimmed mean leaves out of the slices it need not leave out of the whole.
        let adds_up = |((id, _), _): &((&String, &Vec<Answer>), _)| *id != "avg_deal.trimmed";
        let pairs = parts.iter().map(|(id, parts)| (id, parts)).zip(&whole).filter(adds_up);
        for ((id, parts), (_, whole)) in pairs {
            // A sum without an amount is null in one slice and not in another.
            let periods = whole.len();
            for (position, whole) in whole.iter().enumerate() {
                let mut sum = [0; 3];
                for part in parts.iter().skip(position).step_by(periods) {
                    sum.iter_mut().zip(sums(part)).for_each(|(sum, part)| *sum += part);
                }
                prop_assert_eq!(sum, sums(whole), "{}", id);
            }
        }
    }

    #[test]
    fn the_order_of_the_rows_is_nothing(rows in rows(), as_of in 0..300_i32, turn in 0..60_usize) {
        let mut turned = rows.clone();
        turned.rotate_left(if rows.is_empty() { 0 } else { turn % rows.len() });
        turned.reverse();
        prop_assert_eq!(answers(&rows, false, as_of), answers(&turned, false, as_of));
    }

    #[test]
    fn the_past_does_not_know_what_came_later(rows in rows(), as_of in 0..300_i32) {
        // Deals created later are not there, and those closed later are as if nobody had closed them.
        let then: Vec<Row> = rows
            .iter()
            .filter(|row| row.created.is_none_or(|day| day <= as_of))
            .map(|row| match row.closed {
                Some(day) if day > as_of => Row { closed: None, status: Some("open"), ..row.clone() },
                _ => row.clone(),
            })
            .collect();
        // Whether there is any closing day at all is told from the whole table.
        let still_dated = then.iter().any(|row| row.closed.is_some());
        prop_assume!(still_dated || rows.iter().all(|row| row.closed.is_none()));
        prop_assert_eq!(answers(&rows, false, as_of), answers(&then, false, as_of));
    }

    #[test]
    fn every_share_lies_inside_its_interval(rows in rows(), as_of in 0..300_i32) {
        for (id, answers) in answers(&rows, false, as_of) {
            for answer in answers {
                let value = match answer.value {
                    Measured::Value(Scalar::Share(value) | Scalar::Days(value)) => value,
                    _ => continue,
                };
                let (lower, upper) = answer.interval;
                prop_assert!(lower.is_none_or(|lower| lower <= value + 1e-12), "{} {:?}", id, lower);
                prop_assert!(upper.is_none_or(|upper| upper >= value - 1e-12), "{} {:?}", id, upper);
            }
        }
    }
}

#[test]
fn open_deals_only_have_a_pipeline_and_no_rate() {
    let open = |amount| Row {
        created: Some(5),
        expected: Some(60),
        closed: None,
        status: Some("open"),
        stage: "Talk",
        amount: Some(amount),
        slice: 0,
    };
    let found = answers(&[open(100), open(50)], true, 50);
    let first = |id: &str| found.iter().find(|(found, _)| found == id).unwrap().1[0].value;
    assert_eq!(first("win_rate.closed"), Measured::Null(NullReason::NoDenominator));
    assert_eq!(first("win_rate.created"), Measured::Null(NullReason::Immature));
    assert_eq!(first("sales_cycle.km"), Measured::Null(NullReason::Immature));
    assert_eq!(first("pipeline_stale"), Measured::Null(NullReason::BelowMinN));
    assert_eq!(first("pipeline_open"), Measured::Value(Scalar::Money(150)));
    assert_eq!(first("weighted_pipeline"), Measured::Null(NullReason::NoDenominator), "nothing tells a chance");
}

#[test]
fn a_single_close_date_closes_and_a_stage_s_name_tells_the_status() {
    let row = |stage| Row {
        created: Some(5),
        expected: Some(40),
        closed: None,
        status: None,
        stage,
        amount: Some(100),
        slice: 0,
    };
    let found = answers(&[row("Closed Won"), row("Closed Lost"), row("Talk")], true, 50);
    let closed = &found.iter().find(|(id, _)| id == "win_rate.closed").unwrap().1[0];
    assert_eq!((closed.numerator, closed.denominator), (Some(Scalar::Count(1)), Some(Scalar::Count(2))));
}

#[test]
fn a_sum_beyond_64_bits_is_refused() {
    let huge = Row {
        created: Some(5),
        expected: Some(60),
        closed: None,
        status: Some("open"),
        stage: "Talk",
        amount: Some(i64::MAX),
        slice: 0,
    };
    let rows = [huge.clone(), huge];
    let deals =
        Deals::read(&frame(&rows), &[Some(0), Some(0)], Day::from_epoch(FIRST_DAY), &Tables::default()).unwrap();
    assert_eq!(deals.list.len(), 0, "nothing is known before it was created");
    let deals =
        Deals::read(&frame(&rows), &[Some(0), Some(0)], Day::from_epoch(FIRST_DAY + 9), &Tables::default()).unwrap();
    let calendar = FiscalCalendar::default();
    let only = calendar.period_of(Day::from_epoch(FIRST_DAY + 60), Grain::Quarter);
    let range = PeriodRange { first: only, last: only };
    let stage = Stage { slices: &[Vec::new()], range, calendar, as_of: Day::from_epoch(FIRST_DAY + 9) };
    assert_eq!(of_deals(PipelineMetric::Open, &deals, stage), Err(MeasureError::Overflow));
}
