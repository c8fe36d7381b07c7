//! What the load checks do when they are told to, and what `attain check` says of a store.

use attain::sources::checks;

use super::bad_input::refused;
use crate::support::{Run, Table, TinyCompany, example};

const CREDITS: &str = "order_id,line_no,rep_id,share,credit_type\nO1,1,R1,0.5,direct\nO1,1,R2,0.4,direct\n";

#[test]
fn credits_that_do_not_sum_to_one_stop_the_load_with_their_lines() {
    let company = TinyCompany::loaded();
    company.write("credits.csv", CREDITS);
    insta::assert_snapshot!(refused(&company, "ingest credits.csv --table credits"), @"
    exit 3
    error: `credits.csv` line 2: `share` is `0.5`, and the direct shares of its order line sum to 0.9, not to 1
    `credits.csv` line 3: `share` is `0.4`, and the direct shares of its order line sum to 0.9, not to 1
    hint: the direct credits of one order and line share 1; others may be overlay credits; mend the rows, or load the others and keep these aside with --bad-rows reject
    ");
}

#[test]
fn a_check_that_only_warns_lets_the_rows_in_and_the_report_tells_of_them() {
    let company = TinyCompany::loaded();
    company.write("credits.csv", CREDITS);
    company.write("attain.toml", "[store]\ndir = \"store\"\n[checks.rules]\ncredit_shares = \"warn\"\n");
    company.run("ingest credits.csv --table credits").exits(0);
    let check = company.run("check").exits(1);
    assert!(
        check.stderr.contains("finding: 2 direct credits are of order lines whose shares do not sum to 1"),
        "{}",
        check.stderr
    );
    let report = Table::from_csv(&company.run("check --section rows").exits(1).stdout);
    assert_eq!(
        report.only(&["check", "severity", "count", "examples"]),
        [["credit_shares", "warn", "2", "O1 1; O1 1"]]
    );
}

#[test]
fn a_circle_of_units_stops_the_load_even_where_bad_rows_are_rejected() {
    let company = TinyCompany::loaded();
    company.write("units.csv", "unit_id,parent_id\nA,B\nB,A\n");
    insta::assert_snapshot!(refused(&company, "ingest units.csv --table org_units --bad-rows reject"), @"
    exit 3
    error: `units.csv` line 2: `parent_id` is `B`, which leads back to the row itself: A → B → A
    `units.csv` line 3: `parent_id` is `A`, which leads back to the row itself: B → A → B
    hint: one of them must stand under nobody: leave its cell empty; the others are not loaded before these are mended
    ");
}

#[test]
fn a_rule_for_a_check_that_there_is_not_is_refused_with_the_nearest_names() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[checks.rules]\norphan_id = \"warn\"\n");
    insta::assert_snapshot!(refused(&company, "check --config spoiled.toml"), @"
    exit 2
    error: `spoiled.toml` line 2: `orphan_id` is no check
    hint: did you mean orphan_ids, repeated_header, rating_unlinked? `attain check --list` lists all
    ");
}

#[test]
fn a_check_cannot_be_told_to_do_what_it_cannot_do() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[checks.rules]\nnot_a_day = \"warn\"\n");
    insta::assert_snapshot!(refused(&company, "check --config spoiled.toml"), @"
    exit 2
    error: `spoiled.toml` line 2: `not_a_day` is set to warn, which this check cannot do
    hint: it can stop, reject
    ");
}

#[test]
fn the_list_names_every_check_with_what_is_configured_in_both_languages() {
    let company = TinyCompany::empty();
    company.write("attain.toml", "[checks.rules]\norphan_ids = \"ignore\"\n");
    for language in ["en", "zh"] {
        let list = Table::from_csv(&company.run(&format!("check --list --lang {language}")).exits(0).stdout);
        let ids: Vec<&str> = checks().iter().map(|check| check.id.as_str()).collect();
        assert_eq!(list.values("check"), ids);
        let orphans = list.matching(&[("check", "orphan_ids")]);
        assert_eq!(orphans.only(&["severity", "default", "allowed"]), [["ignore", "warn", "warn ignore"]]);
    }
}

#[test]
fn an_ignored_check_is_silent_and_no_reason_for_exit_code_1() {
    let company = TinyCompany::loaded();
    company.write("reps.csv", "rep_id,name,team,manager_id\nR1,Rep 1,North,R9\n");
    company.run("ingest reps.csv --table reps").exits(0);
    let check = company.run("check").exits(1);
    assert!(check.stderr.contains("reps, manager_id: 1 value has no match in reps"), "{}", check.stderr);
    company.write(
        "attain.toml",
        "[checks.rules]\norphan_ids = \"ignore\"\nleft_censoring = \"ignore\"\nmonth_without_orders = \"ignore\"\n",
    );
    let check = company.run("check");
    assert!(!check.stderr.contains("manager_id"), "{}", check.stderr);
}

#[test]
fn the_report_comes_in_every_form_with_the_same_rows() {
    let columns = "section,check,severity,table,column,count,share,examples,sentence";
    let csv = example().command("check --report --format csv").run();
    assert_eq!(csv.stdout.lines().next(), Some(columns));
    let csv = Table::from_csv(&csv.stdout);
    let json = Table::from_json(&example().command("check --report --format json").run().stdout);
    assert_eq!(csv.only(&["section", "check", "table", "column"]), json.only(&["section", "check", "table", "column"]));
    let file = tempfile::tempdir().expect("a temporary folder can be made");
    let path = file.path().join("quality.parquet");
    example().command("check --report").arg("--out").arg(&path).run();
    assert_eq!(Table::from_parquet(&path).values("check"), csv.values("check"));
    let page = example().command("check --report --format table --lang zh").run().stdout;
    assert!(page.contains("各列填充率") && page.contains("orders.cost_amount"), "{page}");
}

#[test]
fn a_section_is_a_part_of_the_report_and_one_that_there_is_not_is_refused() {
    let whole = Table::from_csv(&example().command("check --report").run().stdout);
    let part = Table::from_csv(&example().command("check --section coverage --section dates").run().stdout);
    let of = |section: &str| whole.matching(&[("section", section)]).values("sentence").len();
    assert_eq!(part.values("sentence").len(), of("coverage") + of("dates"));
    let refused = Run::new("check --section colours").run().exits(2);
    assert!(refused.stderr.contains("switched_off"), "{}", refused.stderr);
}

#[test]
fn a_store_without_orders_can_be_checked() {
    let company = TinyCompany::empty();
    company.write("reps.csv", "rep_id,name\nR1,Ann\nR2,Ann\n");
    company.run("ingest reps.csv --table reps").exits(0);
    let check = company.run("check").exits(1);
    assert!(check.stderr.contains("reps: 1 id has the name of another one, such as R1 = R2 (Ann)"), "{}", check.stderr);
}
