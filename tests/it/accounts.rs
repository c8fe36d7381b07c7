//! What a load says of the rows that it read: the account by reason and by rule, and what is doubtful about the rest.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Run, Table, TinyCompany, holds};

/// Seven rows: two are good, one repeats another, four break three rules.
const MIXED: &str = "\
order_id,order_date,net_amount
A,2024-01-05,1
B,2024-13-06,2
C,2024-01-07,x
A,2024-01-05,1
D,,5
E,2024-01-09,5
F,2024-02-30,5
";

const PARTS: [&str; 6] =
    ["rows_read", "rows_loaded", "duplicates_dropped", "rows_rejected", "dropped_by_reason", "rejected_by_rule"];

/// An empty company with one file of orders.
fn with_orders(text: impl AsRef<[u8]>) -> TinyCompany {
    let company = TinyCompany::empty();
    company.write("o.csv", text);
    company
}

/// What loading one file of orders says on stderr.
#[track_caller]
fn said(text: impl AsRef<[u8]>, code: i32) -> String {
    with_orders(text).run("ingest o.csv --table orders --bad-rows reject").exits(code).stderr
}

#[test]
fn every_row_that_was_not_loaded_is_accounted_for_by_reason_and_rule() {
    let company = with_orders(MIXED);
    let ran = company.run("ingest o.csv --table orders --bad-rows reject").exits(1);
    let expected = [["7", "2", "1", "4", "repeated_in_file=1", "empty=1; not_a_day=2; not_money=1"]];
    assert_eq!(Table::from_csv(&ran.stdout).only(&PARTS), expected);
    holds(&ran.stderr, "o.csv (orders): rejected rows: 2 (not_a_day): A value is not a day in the calendar.");

    let kept = company.manifest()["sources"][0].clone();
    assert_eq!(kept["rejected_by_rule"], serde_json::json!({ "empty": 1, "not_a_day": 2, "not_money": 1 }));
    assert_eq!(kept["dropped_by_reason"], serde_json::json!({ "repeated_in_file": 1 }));

    let check = company.run("check").exits(1);
    assert_eq!(Table::from_csv(&check.stdout).only(&PARTS), expected);
    holds(&check.stderr, "o.csv: 4 rows were rejected (empty 1, not_a_day 2, not_money 1).");
    holds(
        &company.run("check --format json").exits(1).stdout,
        "\"rejected_by_rule\": \"empty=1; not_a_day=2; not_money=1\"",
    );
    let chinese = company.run("check --section account --lang zh").exits(1).stdout;
    holds(&chinese, "o.csv（orders）：拒绝2行（not_a_day）：该值不是日历上的日期。");
    holds(&chinese, "剔除1行（repeated_in_file）：与本文件另一行完全相同。");
}

#[test]
fn what_stands_above_and_beside_the_table_is_passed_over() {
    for above in ["Sales report,,,,printed 2024-05-01\n,,,,\n", "Report,,,,Confidential\nOrder,,Money,,\n"] {
        let stderr = said(format!("{above}order_id,order_date,net_amount,rep_id,\nA,2024-01-05,1,R1,\n"), 0);
        holds(&stderr, "note: o.csv: the header was found in line 3; what stands above it is no row");
    }
}

#[test]
fn rows_that_an_earlier_file_brought_are_dropped_for_that_reason() {
    let company = TinyCompany::loaded();
    company.write("more.csv", format!("{}O5,2024-06-29,C3,R2,1,1\n", crate::support::ORDERS));
    let ran = company.run("ingest more.csv --table orders").exits(0);
    assert_eq!(Table::from_csv(&ran.stdout).only(&PARTS), [["5", "1", "4", "0", "already_loaded=4", ""]]);
    let ran = company.run("ingest more.csv --table orders").exits(0);
    assert_eq!(Table::from_csv(&ran.stdout).only(&["dropped_by_reason"]), [["file_loaded_before=5"]]);
    holds(&ran.stderr, "nothing new: the file was loaded before");
}

#[test]
fn of_two_files_of_one_load_the_later_counts_and_that_is_said() {
    let company = with_orders("order_id,order_date,net_amount\nA,2024-01-05,1\n");
    company.write("later.csv", "order_id,order_date,net_amount\nA,2024-01-05,9\n");
    let ran = company.run("ingest o.csv later.csv --table orders").exits(0);
    holds(&ran.stderr, "later.csv: 1 row replaces one with the same key");
    holds(&ran.stderr, "of two contents the one named later counts");
}

#[test]
fn a_header_in_the_middle_of_a_file_is_a_bad_row_of_its_own_kind() {
    let company =
        with_orders("order_id,order_date,net_amount\nA,2024-01-05,1\norder_id,order_date,net_amount\nB,2024-01-06,2\n");
    let ran = company.run("ingest o.csv --table orders").exits(1);
    assert_eq!(Table::from_csv(&ran.stdout).only(&["rows_loaded", "rejected_by_rule"]), [["2", "repeated_header=1"]]);
    holds(&ran.stderr, "`o.csv` line 3: the header stands here once more, and is no row");
}

#[test]
fn a_broken_record_of_json_names_its_line_and_what_is_wrong_in_plain_words() {
    let record = |id: &str| format!("{{\"order_id\":\"{id}\",\"order_date\":\"2024-01-05\",\"net_amount\":1}}\n");
    let text = format!("{}{}{}", record("A"), record("B").replace("}", ""), record("C").replace("1}", "NaN}"));
    let stderr = said(text, 1);
    holds(&stderr, "`o.csv` line 2: no record that can be read: it ends before its last brace");
    holds(&stderr, "`o.csv` line 3: no record that can be read: a value is missing, or a text is not in double quotes");
}

#[test]
fn ids_that_a_spreadsheet_spoiled_are_shown_with_their_lines() {
    let stderr =
        said("order_id,order_date,net_amount,customer_id\nA,2024-01-05,1,13085.0\nB,2024-01-05,1,1.23E+12\n", 0);
    holds(
        &stderr,
        "1 row of o.csv has an id in customer_id that a spreadsheet had turned into a number: line 2 `13085.0`",
    );
    holds(&stderr, "line 3 `1.23E+12`");
}

#[test]
fn exports_without_order_ids_that_overlap_are_told_of() {
    let head = "order_date,net_amount,customer_id\n";
    let company = with_orders(format!("{head}2024-01-05,1,C1\n2024-01-06,2,C2\n"));
    company.write("next.csv", format!("{head}2024-01-06,2,C2\n2024-01-07,3,C3\n"));
    let first = company.run("ingest o.csv --table orders").exits(0).stderr;
    assert!(!first.contains("overlap"), "the first file can repeat nothing: {first}");
    let next = company.run("ingest next.csv --table orders").exits(0).stderr;
    holds(&next, "warning: 1 row of next.csv has no order id and is the same in day, customer, product, rep, quantity");

    let both = with_orders(format!("{head}2024-01-05,1,C1\n2024-01-06,2,C2\n"));
    both.write("next.csv", format!("{head}2024-01-06,2,C2\n2024-01-07,3,C3\n"));
    let stderr = both.run("ingest o.csv next.csv --table orders").exits(0).stderr;
    assert_eq!(stderr.matches("exports that overlap").count(), 1, "the later one repeats the earlier: {stderr}");
}

#[test]
fn an_empty_cell_in_a_column_of_order_ids_is_told_of_with_its_line() {
    let stderr = said("order_id,order_date,net_amount\nA,2024-01-05,1\n,2024-01-06,2\n", 0);
    holds(&stderr, "1 row of o.csv has no order_id although the file has a column of them (line 3)");
}

#[test]
fn orders_of_days_that_have_not_come_are_told_of_at_load() {
    let stderr = said("order_id,order_date,net_amount\nA,2024-01-05,1\nB,2199-01-06,2\n", 0);
    holds(&stderr, "1 row of o.csv is dated after today: line 3 `2199-01-06`");
}

#[test]
fn a_header_without_rows_makes_no_version_and_says_so() {
    let company = TinyCompany::loaded();
    let before = company.version();
    company.write("none.csv", "order_id,order_date,net_amount\n");
    let ran = company.run("ingest none.csv --table orders").exits(0);
    holds(&ran.stderr, "note: none.csv has a header and no row under it");
    assert_eq!(company.version(), before);
}

#[test]
fn a_separator_too_many_at_the_end_of_a_row_is_named() {
    let stderr = said("order_id,order_date,net_amount\nA,2024-01-05,1\nB,2024-01-06,2,\n", 1);
    holds(
        &stderr,
        "line 3: 4 fields where the header has 3: a separator too many stands at its end or in one of its values",
    );
}

#[test]
fn amounts_in_thousands_and_with_a_currency_on_both_sides_are_read() {
    let company =
        with_orders("order_id,order_date,net_amount\nA,2024-01-05,￥1.2万元\nB,2024-01-05,3千\nC,2024-01-05,1.5亿\n");
    company.write("attain.toml", "[company]\ncurrency = \"CNY\"\n[store]\ndir = \"store\"\n");
    company.run("ingest o.csv --table orders").exits(0);
    let answer = Table::from_csv(&company.run("kpi revenue_net").exits(0).stdout);
    assert_eq!(answer.only(&["value"]), [["150015000.00"]]);
}

#[test]
fn standard_input_is_called_by_its_name() {
    let company = TinyCompany::empty();
    let load = |text: &str| {
        let run = Run::new("ingest - --table orders --store store --bad-rows reject").in_folder(company.folder());
        let mut command = run.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it listens");
        let output = child.wait_with_output().expect("it ends");
        [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("it writes UTF-8"))
    };
    let [stdout, stderr] = load("order_id,order_date,net_amount\nA,2024-01-99,1\nB,2024-01-09,1\n");
    assert_eq!(Table::from_csv(&stdout).only(&["file"]), [["standard input"]]);
    holds(&stderr, "`standard input` line 2: `order_date` is `2024-01-99`");
    let [_, stderr] = load("a,b\n1,2\n");
    holds(&stderr, "error: `standard input` line 1: no column for `order_date`");
}
