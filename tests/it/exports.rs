//! Results that leave attain: Delta tables in a folder, and what is said of databases as far as no server is needed;
//! `tests/postgres.sh` has a real one.

use std::fs::File;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::support::{Ran, TinyCompany, files_under, holds};

const PERIOD: &str = "--period 2024-Q2 --as-of 2024-06-30";

/// The rows of a column in a table's data files.
fn values(table: &Path, column: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, _) in files_under(table, &["_delta_log/"]) {
        let file = File::open(table.join(name)).expect("a data file");
        let batches = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet").build().expect("Parquet");
        for batch in batches {
            let batch: RecordBatch = batch.expect("rows");
            let array = batch.column_by_name(column).unwrap_or_else(|| panic!("no `{column}` in {}", table.display()));
            let options = FormatOptions::default();
            let formatter = ArrayFormatter::try_new(array.as_ref(), &options).expect("values have a text");
            found.extend((0..batch.num_rows()).map(|at| formatter.value(at).to_string()));
        }
    }
    found.sort();
    found
}

fn versions(table: &Path) -> usize {
    files_under(&table.join("_delta_log"), &[]).keys().filter(|name| name.ends_with(".json")).count()
}

/// (table, rows, state) of a run's answer.
fn answer(ran: &Ran) -> Vec<(String, u64, String)> {
    let lines = ran.stdout.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    lines.map(|cells| (cells[2].to_string(), cells[3].parse().expect("a count"), cells[4].to_string())).collect()
}

#[test]
fn the_same_export_twice_changes_nothing_and_other_numbers_are_another_run() {
    let company = TinyCompany::loaded();
    let results = company.folder().join("results");
    let export = || company.run(&format!("export --to results {PERIOD}")).exits(0);
    let first = export();
    let said = answer(&first);
    assert_eq!(said.len(), 13, "{said:?}");
    assert!(said.iter().all(|(_, _, state)| state == "written"), "{said:?}");
    let rows = |table: &str| said.iter().find(|(name, ..)| name == table).map(|(_, rows, _)| *rows);
    assert_eq!((rows("attainment"), rows("people"), rows("runs")), (Some(2), Some(2), Some(1)));
    assert_eq!(values(&results.join("attainment"), "target"), ["50.0", "75.0"], "money is in major units");
    assert_eq!(values(&results.join("people"), "as_of"), ["2024-06-30", "2024-06-30"]);
    assert_eq!(values(&results.join("attainment"), "review_period"), ["2024-Q2", "2024-Q2"]);
    assert_eq!(values(&results.join("runs"), "as_of_exact"), ["3@2024-06-30"]);

    let before = files_under(&results, &[]);
    let second = export();
    assert!(answer(&second).iter().all(|(_, _, state)| state == "unchanged"), "{}", second.stdout);
    holds(&second.stderr, "already; nothing was changed");
    assert_eq!(files_under(&results, &[]), before);

    company.write("attain.toml", "[risk]\nshare_of_target = 0.9\n");
    company.run(&format!("export --to results {PERIOD} --tables attainment")).exits(0);
    company.run("export --to results --period 2024-Q1 --as-of 2024-06-30 --tables attainment").exits(0);
    assert_eq!(versions(&results.join("scores")), 1);
    let runs = values(&results.join("runs"), "review_period");
    assert_eq!(runs.iter().filter(|period| *period == "2024-Q1").count(), 1, "{runs:?}");
    assert_eq!(versions(&results.join("runs")), runs.len());
}

#[test]
fn only_pseudonyms_go_where_the_configuration_says_so() {
    let company = TinyCompany::loaded();
    company
        .write("attain.toml", "[[destination]]\nname = \"outside\"\ndelta = \"out\"\nprefix = \"a_\"\nredact = true\n");
    let refused = company.run(&format!("export --to outside {PERIOD}")).exits(2);
    holds(&refused.stderr, "--redact needs a secret");
    assert!(!company.folder().join("out").exists());
    let mut keyed = company.command(&format!("export --to outside {PERIOD}")).command();
    let output = keyed.env("ATTAIN_REDACT_KEY", "a secret of the company").output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let out = company.folder().join("out");
    for (table, column) in [("a_people", "rep_id"), ("a_people", "name"), ("a_kpi", "rep"), ("a_attainment", "rep_id")]
    {
        let found = values(&out.join(table), column);
        assert!(
            !found.is_empty() && found.iter().all(|id| id.is_empty() || id.starts_with("R-")),
            "{table}: {found:?}"
        );
    }
    assert_eq!(values(&out.join("a_runs"), "redacted"), ["true"]);
}

#[test]
fn where_to_lead_is_told_in_both_languages() {
    let company = TinyCompany::loaded();
    company.write("attain.toml", "[[destination]]\nname = \"warehouse\"\ndelta = \"out\"\n");
    company.write("taken", "a file");
    let said = |words: &str, language: &str, code: i32| {
        company.run(&format!("export {words} --lang {language}")).exits(code).stderr
    };
    for (words, en, zh) in [
        ("--to warehose", "no [[destination]] called `warehose`", "没有名为 `warehose`"),
        ("--to postgresql://me:hunter2@h/d", "no address of a database", "不接受数据库地址"),
        ("--to ./store", "is a store of attain", "是 attain 的数据存储"),
        ("--to ./store/tables", "is a store of attain", "是 attain 的数据存储"),
        ("--to taken/", "is a file", "是文件"),
        ("--to warehouse --tables target", "a pack has no table `target`", "没有表 `target`"),
        ("orders --redact", "are for the results of a review", "用于业绩回顾的结果"),
    ] {
        let (english, chinese) = (said(words, "en", 2), said(words, "zh", 2));
        holds(&english, en);
        holds(&chinese, zh);
        assert!(!english.contains("hunter2") && !chinese.contains("hunter2"), "a password was repeated");
    }
    assert!(!company.folder().join("warehose").exists() && !company.folder().join("out").exists());
}

#[test]
fn a_table_with_other_columns_is_refused_and_can_be_widened() {
    let company = TinyCompany::loaded();
    company.run(&format!("export --to results {PERIOD} --tables attainment")).exits(0);
    let results = company.folder().join("results");
    std::fs::rename(results.join("attainment"), results.join("risk")).expect("a folder can be renamed");
    let asked = format!("export --to results {PERIOD} --tables risk");
    let (en, zh) = (company.run(&asked).exits(3).stderr, company.run(&format!("{asked} --lang zh")).exits(3).stderr);
    holds(&en, "is there and has no column `probability`");
    holds(&en, "--add-columns");
    holds(&zh, "缺少列 `probability`");
    company.run(&format!("{asked} --add-columns")).exits(0);
    assert_eq!(versions(&results.join("risk")), 2);
}

#[test]
fn a_destination_that_cannot_be_one_is_told_with_its_line() {
    let company = TinyCompany::empty();
    let refused = |section: &str| {
        company.write("attain.toml", format!("[store]\ndir = \"store\"\n{section}"));
        company.run("export --to x").exits(2).stderr
    };
    let both = "[[destination]]\nname = \"x\"\nadbc = \"postgresql\"\ndelta = \"out\"\n";
    holds(&refused(both), "line 6: `delta` is a folder, and the section names a database too");
    holds(&refused("[[destination]]\ndelta = \"out\"\n"), "a section without a name");
    holds(&refused("[[destination]]\nname = \"x\"\n"), "neither where a folder is nor which database");
    let one = "[[destination]]\nname = \"x\"\ndelta = \"out\"\n";
    holds(&refused(&format!("{one}{one}")), "`x` for two destinations");
    holds(&refused(&format!("{one}prefix = \"a b\"\n")), "letters, digits and underscores");
    holds(&refused(&format!("{one}schema = \"s\"\n")), "takes no driver, uri, uri_file or schema");
}

#[test]
fn what_a_database_lacks_is_told_in_both_languages() {
    let company = TinyCompany::loaded();
    let told = |rest: &str, code: i32| {
        company.write("attain.toml", format!("[[destination]]\nname = \"bi\"\nadbc = \"nosuchthing\"\n{rest}"));
        ["en", "zh"].map(|language| company.run(&format!("export --to bi --lang {language}")).exits(code).stderr)
    };
    let [en, zh] = told("", 2);
    holds(&en, "the destination `bi`: it names no address");
    holds(&zh, "目的地 `bi`：没有写地址");
    let [en, zh] = told("uri = \"postgresql://me:hunter2@h/d\"\n", 2);
    holds(&en, "the configuration is no place for one");
    holds(&zh, "配置文件不宜存放密码");
    assert!(!en.contains("hunter2") && !zh.contains("hunter2"));
    let [en, zh] = told("uri = \"${NOT_SET_ANYWHERE}\"\n", 2);
    holds(&en, "NOT_SET_ANYWHERE, which is not set");
    holds(&zh, "环境变量 NOT_SET_ANYWHERE，但未设置");
    let [en, zh] = told("uri = \"x\"\n", 2);
    holds(&en, "pip install adbc-driver-nosuchthing");
    holds(&zh, "找不到 `nosuchthing` 的 ADBC 驱动");
}
