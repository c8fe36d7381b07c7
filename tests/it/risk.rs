//! `attain risk`: one rep step by step, whether groups are treated alike, and that their names reach no score.

use std::sync::OnceLock;

use crate::support::{Ran, Run, Table};

/// A store of twelve reps over twelve quarters whose results swing, the odd ones of the group `odd` weaker towards the
/// end; one newcomer without history. `groups` adds the column `group_side`.
fn company(groups: bool) -> &'static tempfile::TempDir {
    static WITH: OnceLock<tempfile::TempDir> = OnceLock::new();
    static WITHOUT: OnceLock<tempfile::TempDir> = OnceLock::new();
    (if groups { &WITH } else { &WITHOUT }).get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut orders = "order_id,order_date,customer_id,rep_id,net_amount\n".to_string();
        let head = if groups { "rep_id,name,region,hire_date,group_side\n" } else { "rep_id,name,region,hire_date\n" };
        let mut reps = head.to_string();
        for rep in 1..=13 {
            let hired = if rep == 13 { "2023-11-20" } else { "2019-05-01" };
            let side = if !groups {
                ""
            } else if rep % 2 == 1 {
                ",odd"
            } else {
                ",even"
            };
            reps += &format!("R{rep:02},Rep {rep},{},{hired}{side}\n", if rep < 4 { "North" } else { "South" });
            for quarter in 0..12 {
                if rep == 13 {
                    continue;
                }
                let (year, month) = (2021 + quarter / 4, 1 + 3 * (quarter % 4));
                let wave = [0, 35, -30, 10, -45, 25, 40, -20][(rep * 5 + quarter * 3) % 8];
                let weak = if rep % 2 == 1 { 4 * quarter as i64 } else { 0 };
                for at in 0..4 {
                    let net = 100 + wave - weak + at;
                    orders +=
                        &format!("O{rep}-{quarter}-{at},{year}-{month:02}-1{at},C{rep}-{at},R{rep:02},{net}.00\n");
                }
            }
        }
        for (table, text) in [("orders", &orders), ("reps", &reps)] {
            std::fs::write(folder.path().join(format!("{table}.csv")), text).expect("a file can be written");
            let words = format!("ingest {table}.csv --table {table} --store store");
            Run::new(&words).in_folder(folder.path()).run().exits(0);
        }
        folder
    })
}

fn run(groups: bool, words: &str) -> Ran {
    let ran = Run::new(words).words("--store store --as-of 2023-12-31").in_folder(company(groups).path()).run();
    assert!(ran.code <= 2, "{ran:?}");
    ran
}

fn number(table: &Table, row: usize, column: &str) -> f64 {
    table.values(column)[row].parse().unwrap_or_else(|_| panic!("`{column}` of row {row} is no number: {table:?}"))
}

#[test]
fn the_steps_add_up_to_the_score_that_the_list_of_all_reps_shows() {
    let all = Table::from_csv(&run(true, "risk --format csv").stdout);
    let highest = all.matching(&[("rep_id", all.values("rep_id")[0])]);
    let rep = highest.values("rep_id")[0];
    let ran = run(true, &format!("risk --explain {rep} --format csv"));
    let told = Table::from_csv(&ran.stdout);
    let parts = told.values("part");
    let steps: Vec<usize> = (0..parts.len()).filter(|&at| ["start", "reason"].contains(&parts[at])).collect();
    let sum = parts.iter().position(|part| *part == "sum").expect("a sum");
    assert!(steps.len() >= 2, "{told:?}");
    for column in ["contribution", "points"] {
        let added: f64 = steps.iter().map(|&at| number(&told, at, column)).sum();
        assert!((added - number(&told, sum, column)).abs() < 1e-9, "{column}: {told:?}");
    }
    let probability = number(&told, sum, "value");
    assert!((probability - number(&highest, 0, "probability")).abs() < 1e-12);
    assert!((1.0 / (1.0 + (-number(&told, sum, "contribution")).exp()) - probability).abs() < 1e-9);
    let flagged = highest.values("flagged")[0] == "true";
    assert_eq!(ran.code, i32::from(flagged));
    for at in (0..parts.len()).filter(|&at| parts[at] == "clears") {
        // The change takes the probability under the threshold, and only just.
        let after = probability + number(&told, at, "points");
        assert!(flagged && after < number(&told, sum, "reference") && after > number(&told, sum, "reference") - 0.1);
    }
    let past: Vec<&str> = (0..parts.len()).filter(|&at| parts[at] == "past").map(|at| told.values("n")[at]).collect();
    assert_eq!(past.len(), 2);
}

#[test]
fn a_newcomer_gets_the_reason_why_nothing_is_said_and_what_is_needed() {
    let english = run(true, "risk --explain R13").exits(0);
    assert!(english.stderr.contains("Nothing is said of Rep 13"), "{}", english.stderr);
    let chinese = run(true, "risk --explain R13 --lang zh").exits(0);
    assert!(chinese.stderr.contains("不作判断"), "{}", chinese.stderr);
    let told = Table::from_csv(&run(true, "risk --explain R13 --format csv").stdout);
    let last = told.rows.len() - 1;
    assert_eq!((told.values("part")[last], told.values("null_reason")[last]), ("abstained", "below_min_n"));
}

#[test]
fn a_rep_is_found_by_name_and_an_unknown_one_is_refused_with_the_nearest() {
    let by_name = Run::new("risk --explain").arg("Rep 4").words("--store store --as-of 2023-12-31 --format csv");
    let by_name = by_name.in_folder(company(true).path()).run();
    assert_eq!(by_name.stdout, run(true, "risk --explain R04 --format csv").stdout);
    let ran = run(true, "risk --explain R99").exits(2);
    assert!(ran.stderr.contains("`R99`") && ran.stderr.contains("R09 (Rep 9)"), "{}", ran.stderr);
    // An id and the name of the same rep are one way out.
    let nobody = run(true, "risk --explain NOBODY").exits(2).stderr;
    let near: Vec<&str> =
        nobody.lines().last().expect("a hint").split(['(', ')']).filter(|one| one.starts_with("Rep ")).collect();
    let apart: std::collections::BTreeSet<&&str> = near.iter().collect();
    assert_eq!(apart.len(), near.len(), "{nobody}");
    run(true, "risk --explain R04 --fairness").exits(2);
}

#[test]
fn groups_stand_in_the_fairness_table_and_reach_no_score() {
    assert_eq!(run(true, "risk --format csv").stdout, run(false, "risk --format csv").stdout);
    let explained = |groups| run(groups, "risk --explain R05 --format json").stdout;
    assert_eq!(explained(true), explained(false));

    let ran = run(true, "risk --fairness --format csv");
    let table = Table::from_csv(&ran.stdout);
    assert_eq!(table.values("dimension")[0], "all");
    let sides = table.matching(&[("dimension", "group_side")]);
    assert_eq!(sides.values("group"), ["even", "odd"], "{table:?}");
    for row in 0..2 {
        assert!(number(&sides, row, "cases") >= 20.0 && number(&sides, row, "reps") == 6.0);
        let p = number(&sides, row, "calibration_p");
        assert!(p > 0.0 && p <= number(&sides, row, "calibration_q"));
    }
    // Three reps are too few, and with them goes the other region: it could be had by subtraction.
    let regions = table.matching(&[("dimension", "region")]);
    assert_eq!(regions.values("hidden"), ["small", "complementary"]);
    assert!(regions.values("stated").iter().all(|stated| stated.is_empty()));
    let without = Table::from_csv(&run(false, "risk --fairness --format csv").stdout);
    assert!(without.matching(&[("dimension", "group_side")]).rows.is_empty());
}
