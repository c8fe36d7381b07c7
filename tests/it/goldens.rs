//! The example company's figures against another engine's: `tests/goldens` holds DuckDB's answers, the queries and a
//! script that remakes them. Money and counts must be equal, shares to 1e-12.
//!
//! How the queries decide what the raw files leave open: a new customer belongs to the rep of the first purchase
//! (of several reps on that day the lowest id decides); 2017-Q3 has no new customers at all, because the
//! data begin there and old customers cannot be told from new ones (`left_censored`); quotas stand beside whole
//! quarters, and people without one have no attainment; a repeat purchase is one on another day.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::support::{Table, cents, example, package};

/// How far a share may lie from the other engine's; the same number stands in `origin.toml`.
const SHARE_TOLERANCE: f64 = 1e-12;

/// A golden table by its name.
pub(crate) fn golden(name: &str) -> Table {
    Table::from_csv_file(&package().join("tests/goldens").join(format!("{name}.csv")))
}

/// One figure: its value and the sums behind it; empty where it is absent.
type Figure = Vec<String>;

/// A table by what identifies its rows.
fn by_key(table: &Table, keys: &[&str], values: &[&str]) -> BTreeMap<Vec<String>, Figure> {
    let mut found = BTreeMap::new();
    for (key, value) in table.only(keys).into_iter().zip(table.only(values)) {
        assert!(found.insert(key.clone(), value).is_none(), "{key:?} stands there twice");
    }
    found
}

/// How two figures are compared.
#[derive(Clone, Copy)]
pub(crate) enum Compared {
    /// Decimal text as whole cents (counts have none).
    Exactly,
    /// Floating text within the tolerance.
    AsShare,
}

impl Compared {
    fn same(self, expected: &str, received: &str) -> bool {
        match self {
            Compared::Exactly => cents(expected) == cents(received),
            Compared::AsShare => match (expected.parse::<f64>(), received.parse::<f64>()) {
                (Ok(expected), Ok(received)) => (expected - received).abs() <= SHARE_TOLERANCE,
                _ => expected == received,
            },
        }
    }
}

/// Every golden figure against the program's, and not one figure more or less.
#[track_caller]
pub(crate) fn assert_equal(golden: &Table, received: &Table, keys: &[&str], values: &[(&str, Compared)]) {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let expected = by_key(golden, keys, &names);
    let found = by_key(received, keys, &names);
    let mut wrong = String::new();
    for (key, figures) in &expected {
        let Some(received) = found.get(key) else {
            let _ = writeln!(wrong, "{key:?} is not in the answer");
            continue;
        };
        for ((name, how), (expected, received)) in values.iter().zip(figures.iter().zip(received)) {
            if !how.same(expected, received) {
                let _ = writeln!(wrong, "{key:?} {name}: the other engine has `{expected}`, attain has `{received}`");
            }
        }
    }
    for key in found.keys().filter(|key| !expected.contains_key(*key)) {
        let _ = writeln!(wrong, "{key:?} is only in attain's answer");
    }
    let lines = wrong.lines().count();
    assert!(wrong.is_empty(), "{lines} differences:\n{}", wrong.lines().take(30).collect::<Vec<_>>().join("\n"));
}

const METRICS: &str = "revenue_net gross_profit units orders active_customers new_customers";

#[test]
fn kpis_by_rep_and_quarter_are_the_other_engines() {
    let received = example().ask(&format!("kpi {METRICS} --by rep --grain quarter"));
    assert_equal(&golden("kpi_by_rep"), &received, &["metric_id", "period", "rep"], &[("value", Compared::Exactly)]);
}

#[test]
fn kpis_of_the_company_by_quarter_are_the_other_engines() {
    let received = example().ask(&format!("kpi {METRICS} --grain quarter"));
    assert_equal(&golden("kpi_company"), &received, &["metric_id", "period"], &[("value", Compared::Exactly)]);
}

#[test]
fn new_customers_are_absent_only_where_the_data_begin() {
    let received = example().ask("kpi new_customers --by rep --grain quarter");
    for row in received.only(&["period", "value", "null_reason"]) {
        let absent = row[0] == "2017-Q3";
        assert_eq!(row[1].is_empty(), absent, "{row:?}");
        assert_eq!(row[2], if absent { "left_censored" } else { "" }, "{row:?}");
    }
}

#[test]
fn attainment_by_rep_and_quarter_is_the_other_engines() {
    let figures = [("numerator", Compared::Exactly), ("denominator", Compared::Exactly), ("value", Compared::AsShare)];
    let received = example().ask("kpi attainment --by rep --grain quarter");
    assert_equal(&golden("attainment_by_rep"), &received, &["period", "rep"], &figures);
}

#[test]
fn attainment_of_the_company_is_the_other_engines() {
    let figures = [("numerator", Compared::Exactly), ("denominator", Compared::Exactly), ("value", Compared::AsShare)];
    let received = example().ask("kpi attainment --grain quarter");
    assert_equal(&golden("attainment_company"), &received, &["period"], &figures);
}

#[test]
fn cohorts_by_month_and_quarter_are_the_other_engines() {
    for grain in ["month", "quarter"] {
        let golden = golden(&format!("cohort_{grain}"));
        let received = example().ask(&format!("cohort --grain {grain}"));
        let counts = [("size", Compared::Exactly), ("active", Compared::Exactly)];
        assert_equal(&golden, &received, &["cohort", "age"], &counts);
        // The rate is active ÷ size; an empty cohort has none and says so.
        for row in received.only(&["size", "active", "value", "null_reason"]) {
            let [size, active] = [&row[0], &row[1]].map(|text| text.parse::<f64>().expect("a count"));
            if size == 0.0 {
                assert_eq!((row[2].as_str(), row[3].as_str()), ("", "no_denominator"), "{row:?}");
            } else {
                let value: f64 = row[2].parse().expect("a mature cell has a rate");
                assert!((value - active / size).abs() <= SHARE_TOLERANCE && row[3].is_empty(), "{row:?}");
            }
        }
    }
}

#[test]
fn repeat_rates_by_quarter_are_the_other_engines() {
    let received = example().ask("repeat --grain quarter");
    let counts = [("numerator", Compared::Exactly), ("denominator", Compared::Exactly)];
    assert_equal(&golden("repeat_quarter"), &received, &["metric_id", "period"], &counts);
    assert_rates_follow_from_their_sums(&received);
}

#[test]
fn repeat_rates_over_all_first_purchases_are_the_other_engines() {
    let pack = example().csv("repeat");
    let mut company = pack.matching(&[("rep", ""), ("period", "2017-Q3–2019-Q2")]);
    company.rows.retain(|row| row[0].starts_with("repeat_rate.h_days."));
    let counts = [("numerator", Compared::Exactly), ("denominator", Compared::Exactly)];
    assert_equal(&golden("repeat_all"), &company, &["metric_id"], &counts);
    assert_rates_follow_from_their_sums(&company);
}

fn assert_rates_follow_from_their_sums(table: &Table) {
    for row in table.only(&["numerator", "denominator", "value", "null_reason"]) {
        let [above, below] = [&row[0], &row[1]].map(|text| text.parse::<f64>().expect("a count"));
        if below == 0.0 {
            assert!(row[2].is_empty() && !row[3].is_empty(), "{row:?}");
        } else {
            let value: f64 = row[2].parse().expect("a rate");
            assert!((value - above / below).abs() <= SHARE_TOLERANCE && row[3].is_empty(), "{row:?}");
        }
    }
}

#[test]
fn the_goldens_say_where_they_come_from() {
    let text = std::fs::read_to_string(package().join("tests/goldens/origin.toml")).expect("there is an origin.toml");
    let origin: toml::Table = toml::from_str(&text).expect("origin.toml is TOML");
    for key in ["tool", "version", "command", "queries", "date"] {
        assert!(origin.get(key).and_then(toml::Value::as_str).is_some_and(|text| !text.is_empty()), "no `{key}`");
    }
    assert_eq!(origin["tolerance"]["share"].as_float(), Some(SHARE_TOLERANCE));
    assert!(package().join("tests/goldens").join(origin["queries"].as_str().expect("checked above")).is_file());
}
