//! Deals and activities as bad as they come: what cannot be told is named, and what can be told still comes.

use crate::support::{Run, Table, TinyCompany};

const DEALS: &str = "opportunity_id,rep_id,created_date,stage,amount,expected_close,status,closed_date\n";

/// A company with these deals, which load.
fn with_deals(rows: &str) -> TinyCompany {
    let company = TinyCompany::loaded();
    company.write("opportunities.csv", format!("{DEALS}{rows}"));
    let loaded = company.run("ingest opportunities.csv --table opportunities");
    assert!(loaded.code <= 1, "{loaded:?}");
    company
}

/// The cells of some columns of an answer, row by row.
fn cells(company: &TinyCompany, words: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let run: Run = company.command(words).arg("--format=csv");
    let table = Table::from_csv(&run.run().exits(0).stdout);
    let place = |name: &&str| table.columns.iter().position(|column| column == name).expect("a column of the answer");
    let places: Vec<usize> = columns.iter().map(place).collect();
    table.rows.iter().map(|row| places.iter().map(|at| row[*at].clone()).collect()).collect()
}

#[test]
fn without_its_table_a_metric_is_refused_with_the_way_out() {
    let ran = TinyCompany::loaded().run("kpi win_rate.closed");
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("`win_rate.closed` cannot be measured: the store holds no table `opportunities`"));
    assert!(ran.stderr.contains("hint: load one: attain ingest FILE --table opportunities"), "{}", ran.stderr);
}

#[test]
fn a_metric_without_its_table_keeps_nothing_back_of_the_others() {
    let company = with_deals("D1,R1,2024-01-02,Won,10.00,,won,2024-02-02\n");
    let ran = company.run("kpi revenue_net followup_rate win_rate.closed --grain year --format csv");
    assert_eq!(ran.code, 1, "something was left out: {ran:?}");
    assert!(ran.stderr.contains("error: `followup_rate` cannot be measured"), "{}", ran.stderr);
    for metric in ["revenue_net", "win_rate.closed"] {
        assert!(ran.stdout.contains(&format!("\n{metric},")), "{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("followup_rate"));
}

#[test]
fn a_deal_that_was_closed_before_it_was_created_has_an_outcome_and_no_length() {
    let company =
        with_deals("D1,R1,2024-02-20,Won,10.00,,won,2024-02-02\nD2,R1,2024-01-03,Won,10.00,,won,2024-02-02\n");
    let asked = "kpi win_rate.closed sales_cycle --period 2024-02";
    let found = cells(&company, asked, &["metric_id", "n", "value", "flags"]);
    let flags = |row: &[String]| row[3].split(' ').any(|flag| flag == "closed_before_created");
    assert_eq!(found[0][..3], ["win_rate.closed", "2", "1"]);
    assert_eq!(found[1][..3], ["sales_cycle", "1", "30"]);
    assert!(!flags(&found[0]) && flags(&found[1]), "{found:?}");
}

#[test]
fn without_quotas_coverage_is_null_and_says_why() {
    let company = with_deals("D1,R1,2024-01-02,Talk,10.00,2024-03-28,open,\n");
    let found = cells(&company, "kpi pipeline_coverage --period 2031-Q1", &["value", "null_reason"]);
    assert_eq!(found, [["", "no_target"]]);
}

#[test]
fn deals_without_amounts_count_as_deals_and_not_as_money() {
    let company = with_deals("D1,R1,2024-01-02,Won,,,won,2024-02-02\nD2,R1,2024-01-02,Lost,,,lost,2024-02-03\n");
    let found =
        cells(&company, "kpi win_rate.closed win_rate.value bookings --period 2024-02", &["value", "null_reason"]);
    assert_eq!(found, [["0.5", ""], ["", "missing_rate"], ["", "missing_rate"]]);
}

#[test]
fn periods_ahead_can_be_asked_for_where_a_metric_looks_ahead() {
    let company = with_deals("D1,R1,2024-01-02,Talk,10.00,2031-03-28,open,\n");
    let found = cells(&company, "kpi pipeline_open win_rate.closed --period 2031-Q1", &["value", "null_reason"]);
    assert_eq!(found, [["10.00", ""], ["", "immature"]]);
    assert_eq!(company.run("kpi win_rate.closed --period 2031-Q1").code, 3);
}

#[test]
fn the_win_rate_of_a_rep_with_one_deal_is_drawn_to_that_of_all() {
    let deal = |at: usize, rep: &str, won: bool| {
        let outcome = if won { "won" } else { "lost" };
        format!("D{at},{rep},2024-01-02,Talk,10.00,,{outcome},2024-01-20\n")
    };
    let of_rep = |rep: &'static str, won: usize, all: usize, from: usize| {
        (0..all).map(move |at| deal(from + at, rep, at < won)).collect::<String>()
    };
    let company = with_deals(&(of_rep("R1", 18, 20, 0) + &of_rep("R2", 2, 20, 20) + &of_rep("R3", 1, 1, 40)));
    for metric in ["win_rate.closed", "win_rate.created", "win_rate.all", "win_rate.valid", "win_rate.horizon.30"] {
        let asked = format!("kpi {metric} --by rep --period 2024-01");
        let found = cells(&company, &asked, &["rep", "value", "n", "shrunk", "n_effective"]);
        let number = |row: usize, column: usize| found[row][column].parse::<f64>().expect("a number");
        let rows: Vec<&str> = found.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(rows, ["R1", "R2", "R3"], "{metric}");
        // 21 of 41 were won in all; the one deal of R3 is a single case.
        assert!(number(2, 3) > 21.0 / 41.0 && number(2, 3) < 1.0, "{metric}: {found:?}");
        assert!(number(2, 4) > number(2, 2), "{metric}: {found:?}");
        let drawn = |row: usize| (number(row, 1) - number(row, 3)).abs();
        assert!(drawn(0) < drawn(2) && drawn(1) < drawn(2), "{metric}: {found:?}");
    }
    let money = cells(&company, "kpi win_rate.value --by rep --period 2024-01", &["value", "shrunk"]);
    assert!(money.iter().all(|row| !row[0].is_empty() && row[1].is_empty()), "{money:?}");
}
