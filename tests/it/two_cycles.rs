//! The shipped example of two review cycles: what its script writes, held against the company's own files. Here it runs
//! without the steps that only look; `.ci/run` runs them all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::support::{Run, Table, cents, files_under, package};

/// The finished script, run once for all tests.
struct Cycles(TempDir);

fn cycles() -> &'static Cycles {
    static CYCLES: OnceLock<Cycles> = OnceLock::new();
    CYCLES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let output = Command::new("sh")
            .arg(shipped().join("run.sh"))
            .arg(env!("CARGO_BIN_EXE_attain"))
            .arg(folder.path())
            .arg("short")
            .output()
            .expect("there is a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the script ends otherwise: {said}");
        assert!(!said.contains("panicked"), "{said}");
        Cycles(folder)
    })
}

fn shipped() -> PathBuf {
    package().join("datasets/two-cycles")
}

/// A file as the company handed it over.
fn handed_over(table: &str) -> Table {
    Table::from_csv_file(&shipped().join("company").join(format!("{table}.csv")))
}

impl Cycles {
    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn answer(&self, name: &str) -> Table {
        Table::from_csv_file(&self.folder().join(name))
    }
}

#[test]
fn every_row_of_the_files_is_accounted_for_and_known_ones_are_dropped() {
    let count = |table: &Table, column: &str| -> i64 {
        table.values(column).iter().map(|text| text.parse::<i64>().expect("a count")).sum()
    };
    let mut loaded = 0;
    for cycle in ["cycle-1", "cycle-2"] {
        let accounts = cycles().answer(&format!("{cycle}/loaded.csv"));
        let parts = ["rows_loaded", "duplicates_dropped", "rows_rejected"].map(|column| count(&accounts, column));
        assert_eq!(count(&accounts, "rows_read"), parts.iter().sum::<i64>(), "{cycle}");
        assert_eq!(parts[2], 0, "{cycle}");
        loaded += count(&accounts.matching(&[("table", "orders")]), "rows_loaded");
    }
    assert_eq!(loaded, handed_over("orders").rows.len() as i64);
}

#[test]
fn plans_are_closed_by_what_the_orders_say() {
    let plans = cycles().answer("cycle-2/plans.csv").matching(&[("kind", "agreed")]);
    let mut closed = BTreeMap::new();
    for plan in plans.only(&["rep_id", "check_metric", "due", "check_value", "by_data"]) {
        let [rep, metric, due, wanted, by_data] = plan.try_into().expect("five values");
        *closed.entry(by_data.clone()).or_insert(0) += 1;
        if metric == "revenue_net" {
            let (from, to) =
                if due == "2023-09-30" { ("2023-07-01", "2023-09-30") } else { ("2023-10-01", "2023-12-31") };
            let met = sold(&rep, from, to) >= cents(&wanted).expect("a check value");
            assert_eq!(by_data, if met { "met" } else { "missed" }, "{rep} until {due}");
        }
    }
    // Those that the first review proposed, and those that were written by hand; all of them are due.
    let proposed = cycles().answer("cycle-1/agreed-plans.csv").rows.len();
    assert!(proposed > 10, "{proposed} plans were proposed");
    assert_eq!(closed.values().sum::<usize>(), proposed + handed_over("improvement_plans").rows.len());
    assert!(closed.len() == 2 && closed["met"] > 5 && closed["missed"] > 5, "{closed:?}");
}

#[test]
fn the_second_quarter_is_held_against_the_targets_that_were_decided_in_the_first() {
    let attained = cycles().answer("cycle-2/attainment.csv");
    let accepted = cycles().answer("cycle-1/accepted.csv");
    assert_eq!(accepted.rows.len(), 13);
    for row in accepted.only(&["proposal_id", "decided"]) {
        let rep = row[0].split(':').nth(2).expect("the rep's id");
        // One of them was decided once more.
        let target = if rep == "R0001" { "6000.00" } else { row[1].as_str() };
        let found = attained.matching(&[("rep", rep)]).only(&["numerator", "denominator"]);
        let sold = sold(rep, "2023-10-01", "2023-12-31");
        assert_eq!([cents(&found[0][0]), cents(&found[0][1])], [Some(sold), cents(target)], "{rep}");
    }
    let versions = cycles().answer("cycle-2/target-versions.csv").matching(&[("subject_id", "R0001")]);
    assert_eq!(versions.values("in_force"), ["false", "true"]);
}

#[test]
fn what_came_back_after_the_contest_is_taken_off() {
    let taken_off = |cycle: &str| -> BTreeMap<String, i64> {
        let board = cycles().answer(&format!("{cycle}/summer-contest.csv"));
        let status = if cycle == "cycle-1" { "provisional" } else { "final" };
        assert!(board.rows.len() > 10 && board.values("status").iter().all(|word| *word == status));
        let rows = board.only(&["rep_id", "clawed_back"]);
        rows.iter()
            .map(|row| (row[0].clone(), cents(&row[1]).expect("an amount")))
            .filter(|(_, off)| *off != 0)
            .collect()
    };
    assert!(taken_off("cycle-1").is_empty());
    // From the file itself: returns until 14 November of what was sold from July to September.
    let orders = handed_over("orders");
    let wanted =
        ["order_id", "line_no", "order_date", "rep_id", "net_amount", "line_type", "origin_order_id", "origin_line_no"];
    let rows = orders.only(&wanted);
    let sales: BTreeMap<(&str, &str), (&str, &str)> = rows
        .iter()
        .filter(|row| row[5] == "sale")
        .map(|row| ((row[0].as_str(), row[1].as_str()), (row[2].as_str(), row[3].as_str())))
        .collect();
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows.iter().filter(|row| row[5] == "return" && ("2023-10-01"..="2023-11-14").contains(&row[2].as_str()))
    {
        let (day, rep) = sales[&(row[6].as_str(), row[7].as_str())];
        if ("2023-07-01"..="2023-09-30").contains(&day) {
            *expected.entry(rep.to_string()).or_default() += cents(&row[4]).expect("an amount");
        }
    }
    assert_eq!(expected.len(), 2);
    assert_eq!(taken_off("cycle-2"), expected);
}

#[test]
fn decisions_stand_and_the_grade_that_a_person_set_counts_in_the_next_cycle() {
    let log = cycles().answer("cycle-2/log.csv");
    for (name, rows) in [("decisions-cycle-1.csv", 19), ("decisions-cycle-2.csv", 23)] {
        let decided = Table::from_csv_file(&shipped().join(name));
        assert_eq!(decided.rows.len(), rows, "{name}");
        for row in decided.only(&["proposal_id", "status", "by", "reason"]) {
            let found = log.matching(&[("proposal_id", &row[0]), ("stands", "true")]).only(&["status", "by", "reason"]);
            let status = match row[1].as_str() {
                "accept" => "accepted",
                "change" => "changed",
                _ => "rejected",
            };
            assert_eq!(found, [[status.to_string(), row[2].clone(), row[3].clone()]], "{}", row[0]);
        }
    }
    // A C by the points and a B by decision: the rule that asks for two good quarters finds the rep.
    let card = cycles().answer("cycle-1/proposals.csv").matching(&[("proposal_id", "grade:2023-Q3:R0006")]);
    assert_eq!(card.values("suggested"), ["C"]);
    let promoted = cycles().answer("cycle-2/proposals.csv").matching(&[("object", "promotion")]);
    assert_eq!(promoted.only(&["rep_id", "rule"]), [["R0006", "good twice"]]);
}

#[test]
fn the_review_tells_of_contests_and_cases_as_their_commands_do() {
    let review = |name: &str| cycles().answer(&format!("cycle-2/review/tables/{name}.csv"));
    let places = |board: &Table| board.matching(&[("contest_id", "SUMMER-2023")]).only(&["rank", "rep_id", "value"]);
    let board = cycles().answer("cycle-2/summer-contest.csv");
    assert_eq!(places(&review("contests")), places(&board));
    let of_contests = review("contests");
    let told: std::collections::BTreeSet<&str> = of_contests.values("contest_id").into_iter().collect();
    assert_eq!(told.into_iter().collect::<Vec<_>>(), ["AUTUMN-2023", "START-2024", "SUMMER-2023"]);
    let fairness = review("contest_fairness").matching(&[("contest_id", "AUTUMN-2023")]);
    assert_eq!(fairness.values("verdict"), ["open"]);
    assert!(!review("case_lessons").rows.is_empty() && review("case_items").rows.len() > 5);
    let page = std::fs::read_to_string(cycles().folder().join("cycle-2/review/review.html")).expect("a page");
    assert!(page.contains("id=\"contests\"") && page.contains("id=\"cases\""));
}

#[test]
fn a_rep_s_page_calls_weak_what_the_plans_call_weak() {
    let folder = cycles().folder();
    let drivers = Run::new("plan --config attain.toml --drivers --period 2023-Q4 --as-of 2023-12-31").in_folder(folder);
    let drivers = Table::from_csv(&drivers.run().stdout);
    let text = std::fs::read_to_string(folder.join("cycle-2/review/review.json")).expect("a pack");
    let pack: serde_json::Value = serde_json::from_str(&text).expect("the pack is JSON");
    let mut weak = 0;
    for page in pack["reps"].as_array().expect("a page a rep") {
        let rep = page["rep_id"].as_str().expect("an id");
        for (list, standing) in [("weaknesses", "weak_driver"), ("strengths", "strong_driver")] {
            let said = page[list].as_array().expect("a list");
            let told = said.iter().filter(|one| one["id"].as_str().is_some_and(|id| id.contains("-driver"))).count();
            let expected = drivers.matching(&[("rep", rep), ("standing", standing)]).rows.len();
            assert_eq!(told, expected, "{rep}: {list}");
            weak += expected;
        }
    }
    assert!(weak > 10);
}

#[test]
fn yearly_ratings_count_until_the_next_ones_unless_that_is_turned_off() {
    let folder = cycles().folder();
    let settings = std::fs::read_to_string(folder.join("attain.toml")).expect("a configuration");
    std::fs::write(folder.join("later.toml"), settings.replace("counts_for_months = 0", "counts_for_months = 12"))
        .expect("a file can be written");
    let rated = |settings: &str| {
        let command = format!("scorecard --config {settings} --period 2023-Q3 --as-of 2023-09-30");
        Table::from_csv(&Run::new(&command).in_folder(folder).run().stdout).matching(&[("group", "ratings")])
    };
    assert!(rated("attain.toml").rows.is_empty());
    let counted = rated("later.toml");
    assert!(counted.rows.len() > 10);
    let names_the_cycle = |row: &Vec<String>| row.iter().any(|cell| cell.starts_with("2022: "));
    assert!(counted.rows.iter().all(names_the_cycle), "{:?}", counted.rows);
}

#[test]
fn the_same_review_once_more_writes_the_same_bytes() {
    let folder = cycles().folder();
    let again = tempfile::tempdir().expect("a temporary folder can be made");
    let command = "review --config attain.toml --as-of 2023-12-31 --period 2023-Q4 --out";
    let ran = Run::new(command).arg(again.path()).in_folder(folder).run().exits(0);
    assert!(ran.stderr.contains(" = 0 loaded + "), "{}", ran.stderr);
    let first = files_under(&folder.join("cycle-2/review"), &[]);
    assert!(first.len() > 10 && first == files_under(again.path(), &[]));
}

/// What a rep's orders come to in some days, both included, in cents.
fn sold(rep: &str, from: &str, to: &str) -> i64 {
    static ORDERS: OnceLock<Vec<(String, String, i64)>> = OnceLock::new();
    let orders = ORDERS.get_or_init(|| {
        let rows = handed_over("orders").only(&["rep_id", "order_date", "net_amount"]);
        rows.into_iter().map(|row| (row[0].clone(), row[1].clone(), cents(&row[2]).expect("an amount"))).collect()
    });
    let wanted = |row: &&(String, String, i64)| row.0 == rep && (from..=to).contains(&row.1.as_str());
    orders.iter().filter(wanted).map(|row| row.2).sum()
}
