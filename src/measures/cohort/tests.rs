//! Small companies whose cohorts can be counted by hand.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::*;
use crate::calendar::{Day, FiscalCalendar, Grain};
use crate::measures::company::{Company, Tables};
use crate::measures::cut::Cut;
use crate::measures::kpi::Known;
use crate::measures::{Facts, FactsInput, People, Quotas};
use crate::quantity::NullReason;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Orders as (customer, day, cents); a negative amount is a return.
fn facts(orders: &[(&str, &str, i64)]) -> Facts {
    let days: Vec<i32> = orders.iter().map(|order| day(order.1).epoch()).collect();
    let types: Vec<&str> = orders.iter().map(|order| if order.2 < 0 { "return" } else { "sale" }).collect();
    let columns = vec![
        Column::new("order_id".into(), (0..orders.len()).map(|at| format!("O{at:04}")).collect::<Vec<_>>()),
        Column::new("line_type".into(), types),
        Column::new("order_date".into(), days).cast(&DataType::Date).unwrap(),
        Column::new("customer_id".into(), orders.iter().map(|order| order.0).collect::<Vec<_>>()),
        Column::new("rep_id".into(), orders.iter().map(|order| &order.0[..1]).collect::<Vec<_>>()),
        Column::new("net_amount_minor".into(), orders.iter().map(|order| order.2).collect::<Vec<_>>()),
    ];
    let orders = DataFrame::new(orders.len(), columns).unwrap().lazy();
    Facts::build(&FactsInput { orders, as_of: None }).unwrap()
}

fn table(facts: &Facts, as_of: &str, question: &CohortQuestion) -> CohortTable {
    let people = People::build(None, &facts.reps, &[]).unwrap();
    let (quotas, tables) = (Quotas::default(), Tables::default());
    let known = Known {
        facts,
        people: &people,
        quotas: &quotas,
        calendar: FiscalCalendar::default(),
        as_of: day(as_of),
        history_is_whole: false,
    };
    cohorts(&Company { known, tables: &tables }, &Cut::default(), question).unwrap()
}

fn by_month(variant: Variant) -> CohortQuestion {
    CohortQuestion {
        variant,
        retained: Retained::Customers,
        start: Start::Ever,
        steps: StepKind::Periods(Grain::Month),
        days: None,
        with_mean: false,
    }
}

/// Active members by cohort and age; `None` where immature.
fn active(table: &CohortTable) -> BTreeMap<(String, i64), Option<i64>> {
    table.cells.iter().map(|cell| ((cell.cohort.clone(), cell.age), cell.active)).collect()
}

fn value(table: &CohortTable, cohort: &str, age: i64) -> Result<f64, NullReason> {
    table.cells.iter().find(|cell| cell.cohort == cohort && cell.age == age).unwrap().value
}

const ORDERS: [(&str, &str, i64); 10] = [
    ("A", "2024-01-05", 100),
    ("B", "2024-01-31", 300),
    ("A", "2024-02-20", 50),
    ("C", "2024-02-21", 200),
    ("B", "2024-03-01", 900),
    ("A", "2024-03-02", -80),
    ("C", "2024-04-04", 100),
    ("A", "2024-04-05", 60),
    ("D", "2024-04-06", 10),
    ("B", "2024-05-01", 20),
];

#[test]
fn the_general_count_is_the_quick_one() {
    let facts = facts(&ORDERS);
    let quick = by_month(Variant::Classic);
    // A range that leaves nothing out is counted in general.
    let general = CohortQuestion { days: Some((day("2024-01-01"), day("2024-05-31"))), ..quick.clone() };
    assert_eq!(table(&facts, "2024-05-31", &quick).cells, table(&facts, "2024-05-31", &general).cells);
}

#[test]
fn rolling_retention_never_rises_and_is_never_below_the_classic_one() {
    let facts = facts(&ORDERS);
    let classic = active(&table(&facts, "2024-05-31", &by_month(Variant::Classic)));
    let rolling = active(&table(&facts, "2024-05-31", &by_month(Variant::Rolling { horizon_days: 0 })));
    for ((cohort, age), count) in &rolling {
        assert!(count >= &classic[&(cohort.clone(), *age)], "{cohort} {age}");
        if let Some(next) = rolling.get(&(cohort.clone(), age + 1)) {
            assert!(next <= count, "{cohort} {age}");
        }
    }
    assert_eq!(classic[&("2024-01".to_string(), 2)], Some(1));
    assert_eq!(rolling[&("2024-01".to_string(), 2)], Some(2));
}

#[test]
fn windows_are_counted_from_each_customers_own_day() {
    let facts = facts(&ORDERS);
    let windows = active(&table(&facts, "2024-05-31", &by_month(Variant::Window { days: 30 })));
    // A comes back after 46 days, B after 30 days: both in the second window, though B does so in the third month.
    assert_eq!(windows[&("2024-01".to_string(), 1)], Some(2));
    assert_eq!(active(&table(&facts, "2024-05-31", &by_month(Variant::Classic)))[&("2024-01".to_string(), 1)], Some(1));
}

#[test]
fn the_first_purchase_in_a_range_makes_old_customers_members() {
    let facts = facts(&ORDERS);
    let days = Some((day("2024-03-01"), day("2024-04-30")));
    let ever = CohortQuestion { days, ..by_month(Variant::Classic) };
    let in_range = CohortQuestion { start: Start::InRange, ..ever.clone() };
    let sizes = |question: &CohortQuestion| -> Vec<(String, i64)> {
        let table = table(&facts, "2024-05-31", question);
        table.cells.iter().filter(|cell| cell.age == 0).map(|cell| (cell.cohort.clone(), cell.size)).collect()
    };
    let cohort = |label: &str, size: i64| (label.to_string(), size);
    assert_eq!(sizes(&ever), [cohort("2024-03", 0), cohort("2024-04", 1)]);
    assert_eq!(sizes(&in_range), [cohort("2024-03", 1), cohort("2024-04", 3)]);
}

#[test]
fn blocks_of_days_are_counted_from_the_first_day_of_the_data() {
    let facts = facts(&ORDERS);
    let question = CohortQuestion { steps: StepKind::Blocks(30), ..by_month(Variant::Classic) };
    let table = table(&facts, "2024-05-31", &question);
    let labels: Vec<&str> = table.cells.iter().filter(|cell| cell.age == 0).map(|cell| cell.cohort.as_str()).collect();
    assert_eq!(labels, ["2024-01-05", "2024-02-04", "2024-03-05", "2024-04-04", "2024-05-04"]);
    assert_eq!(active(&table)[&("2024-01-05".to_string(), 1)], Some(2));
}

#[test]
fn net_revenue_grows_and_gross_revenue_is_capped_at_each_customers_start() {
    let facts = facts(&ORDERS);
    let net = CohortQuestion { retained: Retained::NetRevenue, ..by_month(Variant::Classic) };
    let gross = CohortQuestion { retained: Retained::GrossRevenue, ..net.clone() };
    let (net, gross) = (table(&facts, "2024-05-31", &net), table(&facts, "2024-05-31", &gross));
    // March: B brings 900 on a start of 300, A takes 80 back on a start of 100.
    assert_eq!(value(&net, "2024-01", 2), Ok(820.0 / 400.0));
    assert_eq!(value(&gross, "2024-01", 2), Ok(300.0 / 400.0));
    assert_eq!(value(&net, "2024-01", 1), Ok(50.0 / 400.0));
    assert_eq!(value(&gross, "2024-03", 0), Err(NullReason::NoDenominator));
}

#[test]
fn the_mean_is_the_ratio_of_the_sums_of_the_cohorts_that_are_old_enough() {
    let facts = facts(&ORDERS);
    let question = CohortQuestion { with_mean: true, ..by_month(Variant::Classic) };
    let table = table(&facts, "2024-05-15", &question);
    let mean = |age: i64| table.cells.iter().find(|cell| cell.cohort == ALL_COHORTS && cell.age == age).unwrap();
    // Age 1: January's A of two, February's nobody of one; March is empty, and April's May still runs.
    assert_eq!((mean(1).size, mean(1).active, mean(1).value), (3, Some(1), Ok(1.0 / 3.0)));
    assert_eq!(mean(4).value, Err(NullReason::Immature));
    assert_eq!(mean(4).active, None);
}

#[test]
fn members_of_the_first_months_are_said_to_be_perhaps_older() {
    let facts = facts(&ORDERS);
    let table = table(&facts, "2024-05-31", &by_month(Variant::Classic));
    assert_eq!(table.left_censored, 3);
    let flagged = |cohort: &str| {
        let mut of = table.cells.iter().filter(|cell| cell.cohort == cohort);
        of.all(|cell| cell.flags == ["left_censored"])
    };
    assert!(flagged("2024-01") && flagged("2024-02") && !flagged("2024-04"));
}
