//! Cohorts and the metrics of customers against another engine's: `tests/goldens/customers` holds DuckDB's answers,
//! the queries and a script that remakes them. Money and counts must be equal, other values to 1e-12.
//!
//! Two of the data sets are not shipped. Their figures are, and the tests on them run where a path is given:
//! `ATTAIN_CDNOW=FILE ATTAIN_ONLINE_RETAIL=FILE cargo test --test it customer_goldens -- --ignored`.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::goldens::{Compared, assert_equal, golden};
use crate::support::{Run, Table, cents, example};

/// The question of a name in `*_cohorts.csv`; `range` is the one about first purchases in a range.
const COHORTS: [(&str, &str); 6] = [
    ("classic", "cohort"),
    ("rolling", "cohort --variant rolling"),
    ("window", "cohort --variant window --days 30"),
    ("bracket", "cohort --variant bracket"),
    ("net", "cohort --measure net"),
    ("gross", "cohort --measure gross"),
];

const RATES: &str = "repeat_rate.window.orders repeat_rate.order returning_rate.asof returning_rate.before \
                     purchase_gap.mean purchase_gap.median retention.net_revenue retention.gross_revenue \
                     churn.noncontract churn.noncontract.90 clv.hist clv.hist.90 customer_conc_topn customer_conc_hhi";

/// Asks a store every question of a data set and compares the answers.
fn compare(name: &str, range: (&str, &str), grain: &str, ask: &dyn Fn(&str) -> Table) {
    let cohorts = golden(&format!("customers/{name}_cohorts"));
    let in_range = format!("cohort --start range --from {} --to {}", range.0, range.1);
    for (question, words) in COHORTS.into_iter().chain([("range", in_range.as_str())]) {
        let expected = cohorts.matching(&[("question", question)]);
        let figures: &[&str] = match question {
            "net" | "gross" => &["size", "base", "amount"],
            _ => &["size", "active"],
        };
        let figures: Vec<(&str, Compared)> = figures.iter().map(|figure| (*figure, Compared::Exactly)).collect();
        assert_equal(&expected, &ask(words), &["cohort", "age"], &figures);
    }
    let expected = golden(&format!("customers/{name}_rates"));
    let received = ask(&format!("kpi {RATES} --grain {grain}"));
    let (keys, sums) = (["metric_id", "period"], ["numerator", "denominator"]);
    let figures = sums.map(|sum| (sum, Compared::Exactly));
    assert_equal(&said(&expected, &sums), &said(&received, &sums), &keys, &figures);
    // What is a ratio of its sums has been compared; the others have a value alone.
    let is_alone = |row: &[String]| row[0] == "purchase_gap.median" || row[0] == "customer_conc_hhi";
    let alone = |table: &Table| {
        let mut table = said(table, &["value"]);
        table.rows.retain(|row| is_alone(row));
        table
    };
    assert_equal(&alone(&expected), &alone(&received), &keys, &[("value", Compared::AsShare)]);
}

/// The rows that say anything in some columns.
fn said(table: &Table, columns: &[&str]) -> Table {
    let says = table.only(columns).into_iter().map(|cells| cells.iter().any(|cell| !cell.is_empty()));
    let rows = table.rows.iter().zip(says).filter(|(_, says)| *says).map(|(row, _)| row.clone()).collect();
    Table { columns: table.columns.clone(), rows }
}

#[test]
fn the_examples_customers_are_the_other_engines() {
    compare("adventureworks", ("2018-07", "2018-12"), "quarter", &|words| example().ask(words));
}

/// A store of one file of orders.
fn store_of(folder: &Path, file: &Path, words: &str) {
    Run::new("ingest")
        .arg(file)
        .in_folder(folder)
        .arg("--table=orders")
        .arg("--store=store")
        .words(words)
        .run()
        .exits(0);
}

fn ask_in(folder: &TempDir, as_of: &str, words: &str) -> Table {
    let run = Run::new(words).arg("--store=store").arg("--format=csv").arg(format!("--as-of={as_of}"));
    Table::from_csv(&run.in_folder(folder.path()).run().exits(0).stdout)
}

fn file_named_by(variable: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} names no file")))
}

#[test]
#[ignore = "needs CDNOW_sample.txt, named by ATTAIN_CDNOW"]
fn cdnows_customers_are_the_other_engines() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let text = std::fs::read_to_string(file_named_by("ATTAIN_CDNOW")).expect("the file can be read");
    let mut orders = String::from("order_id,customer_id,order_date,net_amount\n");
    for (number, line) in text.lines().enumerate() {
        let parts: Vec<&str> = line.split_whitespace().collect();
        orders.push_str(&format!("O{},{},{},{}\n", number + 1, parts[1], parts[2], parts[4]));
    }
    let file = folder.path().join("orders.csv");
    std::fs::write(&file, orders).expect("a file can be written");
    store_of(folder.path(), &file, "--date-format=%Y%m%d");
    compare("cdnow", ("1997-10", "1998-03"), "month", &|words| ask_in(&folder, "1998-06-30", words));
    // Published: of the 2,357 customers 1,411 do not come back within the first 39 weeks. P. S. Fader, B. G. S. Hardie
    // and K. L. Lee, "Counting your customers the easy way", Marketing Science 24, 2005.
    let words = "repeat --metric repeat_rate.window --grain year --period 1997";
    let repeated = ask_in(&folder, "1997-09-30", words).only(&["numerator", "denominator"]);
    assert_eq!(repeated, [[(2357 - 1411).to_string(), "2357".to_string()]]);
}

#[test]
#[ignore = "needs the transactions of 2009-12 to 2010-12 as CSV, named by ATTAIN_ONLINE_RETAIL"]
fn online_retails_customers_are_the_other_engines() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    store_of(folder.path(), &file_named_by("ATTAIN_ONLINE_RETAIL"), "");
    compare("online_retail", ("2010-04", "2010-09"), "month", &|words| ask_in(&folder, "2010-12-09", words));
}

#[test]
fn the_commands_for_repeat_purchase_and_for_all_metrics_say_the_same() {
    let columns = [
        "metric_id",
        "rep",
        "period",
        "value",
        "numerator",
        "denominator",
        "n",
        "null_reason",
        "lower",
        "shrunk",
        "flags",
    ];
    let asked = "repeat_rate.window repeat_rate.h_days repurchase_rate.next --by rep --grain quarter";
    let quick = example().ask("repeat --by rep --grain quarter");
    let general = example().ask(&format!("kpi {asked}"));
    assert_eq!(quick.only(&columns), general.only(&columns));
}

#[test]
fn the_cohorts_of_the_slices_add_up_to_the_companys() {
    for words in ["cohort --grain quarter", "cohort --grain quarter --measure gross", "cohort --variant window"] {
        let (whole, parts) = (example().ask(words), example().ask(&format!("{words} --by region")));
        for figure in ["size", "active", "base", "amount"] {
            let of = |table: &Table| -> std::collections::BTreeMap<Vec<String>, i64> {
                let mut sums = std::collections::BTreeMap::new();
                for row in table.only(&["cohort", "age", figure]) {
                    *sums.entry(row[..2].to_vec()).or_default() += cents(&row[2]).unwrap_or(0);
                }
                sums
            };
            assert_eq!(of(&whole), of(&parts), "{words}: {figure}");
        }
    }
}

#[test]
fn a_slice_with_few_customers_is_drawn_to_the_mean_as_far_as_its_sample_says() {
    let table = example().ask("repeat --metric repeat_rate.window --by rep --grain year --period 2018");
    let mut seen = 0;
    for row in table.only(&["value", "numerator", "denominator", "shrunk", "n_effective"]) {
        let numbers: Vec<Option<f64>> = row.iter().map(|cell| cell.parse().ok()).collect();
        let [Some(value), Some(hits), Some(cases), Some(shrunk), Some(n)] = numbers[..] else { continue };
        // (k + m·p) ÷ (n + m), so the lent cases of all slices have one mean.
        let lent = n - cases;
        assert!(lent > 0.0 && (0.0..=1.0).contains(&((shrunk * n - hits) / lent)), "{row:?}");
        assert!((value - hits / cases).abs() < 1e-12, "{row:?}");
        seen += 1;
    }
    assert!(seen > 5, "only {seen} reps have a shrunk rate");
}
