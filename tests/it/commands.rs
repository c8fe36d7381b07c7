//! Every command teaches, and says the same in every format.

use std::path::Path;

use crate::support::{Ran, Run, Table, example, same_value};

/// Every command of the program.
pub(crate) const SUBCOMMANDS: [&str; 31] = [
    "init",
    "ingest",
    "check",
    "kpi",
    "cohort",
    "repeat",
    "trend",
    "bridge",
    "purchase",
    "forecast",
    "backtest",
    "risk",
    "targets",
    "whatif",
    "audit",
    "scorecard",
    "rate",
    "contest",
    "cases",
    "plan",
    "decide",
    "review",
    "demo",
    "inspect",
    "export",
    "restate",
    "vacuum",
    "define",
    "generate",
    "completions",
    "man",
];

/// Every command that prints a listing.
const LISTINGS: [&str; 19] = [
    "kpi revenue_net gross_margin units attainment new_customers --by rep,team --period 2019-Q2",
    "kpi growth_yoy attainment_share avg_order --grain quarter",
    "cohort --by team",
    "repeat --by rep",
    "forecast",
    "risk",
    "targets",
    "scorecard --period 2019-Q2",
    "check",
    "define revenue_net",
    "inspect",
    "inspect --versions",
    "inspect orders",
    "inspect quotas --files",
    "plan --drivers --period 2019-Q2",
    "plan --training --period 2019-Q2",
    "whatif --scenario chance=0.7",
    "audit --proposed",
    "risk --fairness",
];

#[test]
fn every_command_has_help_that_teaches() {
    let all = Run::new("--help").run().exits(0).stdout;
    for name in SUBCOMMANDS {
        let help = Run::new(name).arg("--help").run().exits(0);
        assert!(help.stderr.is_empty(), "help is an answer and goes to stdout");
        assert!(help.stdout.contains(&format!("Usage: attain {name}")), "{}", help.stdout);
        assert!(help.stdout.contains("--store") && help.stdout.contains("--format"), "{}", help.stdout);
        let sentence = help.stdout.lines().next().unwrap_or("");
        assert!(sentence.split_whitespace().count() >= 3, "`{name}` is explained with `{sentence}`");
        // A line of explanation for every flag: none stands there bare.
        let lines: Vec<&str> = help.stdout.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("--")) {
            let explained = lines.get(at + 1).is_some_and(|next| next.starts_with("          "));
            assert!(explained || line.trim().contains("  "), "`{name}`: nothing explains `{}`", line.trim());
        }
        assert!(all.contains(&format!("  {name} ")), "`attain --help` does not list `{name}`");
    }
}

#[test]
fn the_list_of_commands_here_is_the_whole_one() {
    let help = Run::new("--help").run().exits(0).stdout;
    let section = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let names: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(names, SUBCOMMANDS);
}

#[test]
fn version_and_completions_are_answers() {
    let version = Run::new("--version").run().exits(0).stdout;
    assert_eq!(version.trim(), format!("attain {}", env!("CARGO_PKG_VERSION")));
    for shell in ["bash", "zsh", "fish"] {
        assert!(Run::new("completions").arg(shell).run().exits(0).stdout.contains("attain"), "{shell}");
    }
}

#[test]
fn every_listing_says_the_same_in_csv_json_parquet_and_as_a_table() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for words in LISTINGS {
        // `define` of one metric prints its page unless a format is named.
        let csv = if words.starts_with("define") {
            Table::from_csv(&asked(words, "csv", None).stdout)
        } else {
            example().ask(words)
        };
        let json = Table::from_json(&asked(words, "json", None).stdout);
        let path = folder.path().join("answer.parquet");
        asked(words, "parquet", Some(&path));
        let parquet = Table::from_parquet(&path);
        assert!(!csv.rows.is_empty(), "`{words}` answers nothing");
        assert_same(words, &csv, &json);
        assert_same(words, &csv, &parquet);
        // Some commands think for long; they are not asked once more for the table.
        if !["risk", "targets", "whatif", "audit"].iter().any(|long| words.starts_with(long)) {
            let table = asked(words, "table", None).stdout;
            // Cohorts are a triangle to people, with a word a rate instead of a line.
            let (said, expected) = match words.starts_with("cohort") {
                true => (
                    table.split_whitespace().count(),
                    csv.values("value").iter().filter(|value| !value.is_empty()).count(),
                ),
                false => (table.lines().count(), csv.rows.len()),
            };
            assert!(said >= expected || words.starts_with("define"), "`{words}`:\n{table}");
        }
    }
}

fn asked(words: &str, format: &str, out: Option<&Path>) -> Ran {
    let mut command = example().command(words).arg("--format").arg(format);
    if let Some(path) = out {
        command = command.arg("--out").arg(path);
    }
    let ran = command.run();
    assert!(ran.code <= 1, "`{}`: {}", ran.command, ran.stderr);
    ran
}

#[track_caller]
fn assert_same(words: &str, csv: &Table, other: &Table) {
    assert_eq!(csv.columns, other.columns, "`{words}`");
    assert_eq!(csv.rows.len(), other.rows.len(), "`{words}`");
    for (row, (csv_row, other_row)) in csv.rows.iter().zip(&other.rows).enumerate() {
        for (column, (a, b)) in csv.columns.iter().zip(csv_row.iter().zip(other_row)) {
            assert!(same_value(a, b), "`{words}` row {} column {column}: CSV `{a}`, other `{b}`", row + 1);
        }
    }
}

#[test]
fn the_columns_are_those_of_the_contract_and_in_its_order() {
    let contract = [
        (
            "kpi revenue_net gross_margin units attainment new_customers --by rep,team --period 2019-Q2",
            "metric_id,period,rep,team,value,numerator,denominator,n,null_reason,currency,as_of",
        ),
        ("cohort --by team", "metric_id,cohort,age,team,size,active,value,lower,upper,null_reason,as_of"),
        ("repeat --by rep", "metric_id,period,rep,value,numerator,denominator,n,null_reason,currency,as_of"),
        (
            "forecast",
            "metric_id,rep,period,mean,median,lower_50,upper_50,lower_80,upper_80,lower_95,upper_95,model,n_history,null_reason",
        ),
        (
            "risk",
            "rep_id,period,probability,flagged,reason_1,contribution_1,reason_2,contribution_2,reason_3,contribution_3,\
             abstained,null_reason,model_version",
        ),
        (
            "targets",
            "metric_id,rep_id,period,baseline,target,chance,lower_80,upper_80,stretch,floor,cap,adjustments,statement",
        ),
        ("scorecard --period 2019-Q2", "rep_id,period,group,metric_id,weight,value,target,score,evidence"),
        ("check", "table,file,rows_read,rows_loaded,duplicates_dropped,rows_rejected,rows_warned"),
    ];
    for (words, columns) in contract {
        let answered = example().ask(words).columns;
        let promised: Vec<&str> = columns.split(',').collect();
        assert!(answered.len() >= promised.len(), "`{words}`: {answered:?}");
        assert_eq!(answered[..promised.len()], promised, "`{words}`: more columns come only at the end");
    }
}

#[test]
fn data_go_to_stdout_and_everything_else_to_stderr() {
    let spoken = example().command("cohort").run().exits(0);
    assert!(!spoken.stderr.is_empty(), "the cohorts' doubt is said");
    let quiet = example().command("cohort --quiet").run().exits(0);
    assert!(quiet.stderr.is_empty(), "quiet says nothing: {}", quiet.stderr);
    assert_eq!(quiet.stdout, spoken.stdout);
}

#[test]
fn the_ending_of_out_chooses_the_format() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let out = |name: &str| {
        let path = folder.path().join(name);
        let asked = Run::new("kpi orders --period 2019-Q2 --store").arg(example().store()).arg("--out").arg(&path);
        assert!(asked.run().exits(0).stdout.is_empty(), "a file was asked for");
        path
    };
    let read = |path: &Path| std::fs::read_to_string(path).expect("the file was written");
    let csv = Table::from_csv(&read(&out("kpi.csv")));
    let json = Table::from_json(&read(&out("kpi.json")));
    let parquet = Table::from_parquet(&out("kpi.parquet"));
    assert_same("kpi orders", &csv, &json);
    assert_same("kpi orders", &csv, &parquet);
}
