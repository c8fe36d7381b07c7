//! Every definition page's example, run through the real command line: the tables under `## In …` are loaded, the
//! command under `## Run` is asked, and the answer must be the table under `## Out`, row by row and in order.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::support::{Run, Table, files_under, package};

/// Pages without an example: their figures come only with a whole review, which `parts_sum` looks at.
const WITHOUT_EXAMPLE: [&str; 9] =
    ["bars", "bsc", "grade", "mbo", "rater_severity", "score_360", "score_card", "score_kpi", "target_p"];

/// Pages whose example leaves values out for want of a rate, which is named and ends with findings.
const WITH_FINDINGS: [&str; 1] = ["growth_cc"];

/// A page's example.
struct Example {
    tables: Vec<(String, Table)>,
    command: String,
    expected: Table,
}

#[test]
fn every_page_yields_the_table_that_it_promises() {
    let mut wrong = String::new();
    let (mut without, mut with_findings) = (Vec::new(), Vec::new());
    for (file, bytes) in files_under(&package().join("src/measures/definitions"), &[]) {
        let page = String::from_utf8(bytes).expect("pages are UTF-8");
        let id = file.trim_end_matches(".md");
        match example_of(&page) {
            None => without.push(id.to_string()),
            Some(example) => {
                let (received, code) = run(&example);
                if code != 0 {
                    with_findings.push(id.to_string());
                }
                let differences = compare(id, &example, &received);
                wrong.push_str(&differences);
            }
        }
    }
    assert_eq!(without, WITHOUT_EXAMPLE, "these pages have no example");
    assert_eq!(with_findings, WITH_FINDINGS, "these pages leave values out");
    assert!(wrong.is_empty(), "pages and program disagree:\n{wrong}");
}

/// The sections of a page; none where it has no `## Run`.
fn example_of(page: &str) -> Option<Example> {
    let sections: BTreeMap<&str, &str> =
        page.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).collect();
    let command = sections.get("Run")?.trim().trim_matches('`').to_string();
    let tables = page
        .split("\n## In ")
        .skip(1)
        .map(|section| {
            let (name, rest) = section.split_once('\n').expect("a heading is followed by its table");
            (name.trim().to_string(), markdown_table(rest.split("\n## ").next().unwrap_or(rest)))
        })
        .collect();
    Some(Example { tables, command, expected: markdown_table(sections.get("Out")?) })
}

/// A table drawn with bars; the second line is the rule under the header.
fn markdown_table(text: &str) -> Table {
    let mut lines = text.lines().filter(|line| line.starts_with('|')).map(|line| {
        let inside = line.trim().trim_start_matches('|').strip_suffix('|').expect("a row ends with a bar");
        inside.split('|').map(|cell| cell.trim().to_string()).collect::<Vec<String>>()
    });
    let columns = lines.next().expect("a table has a header");
    let rule = lines.next().expect("a table has a rule under its header");
    assert!(rule.iter().all(|cell| cell.chars().all(|c| c == '-')), "no rule under the header: {rule:?}");
    let rows: Vec<Vec<String>> = lines.collect();
    for row in &rows {
        assert_eq!(row.len(), columns.len(), "a row of the page has another length than its header: {row:?}");
    }
    Table { columns, rows }
}

fn csv_text(table: &Table) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(&table.columns).chain(&table.rows) {
        writer.write_record(row).expect("text can be written to memory");
    }
    String::from_utf8(writer.into_inner().expect("memory can be flushed")).expect("what was text is text")
}

/// Loads the tables, all in one load, and asks the command: the answer, and 0 or 1 for findings.
fn run(example: &Example) -> (Table, i32) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut sources = String::new();
    for (table, rows) in &example.tables {
        std::fs::write(folder.path().join(format!("{table}.csv")), csv_text(rows)).expect("a file can be written");
        let _ = writeln!(sources, "[[source]]\ntable = \"{table}\"\nfiles = [\"{table}.csv\"]");
    }
    // Under a name that the question does not look for: it is asked without a configuration.
    std::fs::write(folder.path().join("load.toml"), sources).expect("a file can be written");
    Run::new("ingest --config load.toml --store store").in_folder(folder.path()).run().exits(0);
    let ran = Run::new(&example.command).arg("--store=store").arg("--format=csv").in_folder(folder.path()).run();
    let code = ran.code;
    assert!([0, 1].contains(&code), "`{}` ended with {code}: {}", example.command, ran.stderr);
    (Table::from_csv(&ran.stdout), code)
}

/// Exactly, or after `≈` to the digits that the page prints: a fit's last digits are the machine's.
fn is_the_same(expected: &str, got: &str) -> bool {
    let Some(rounded) = expected.strip_prefix('≈') else { return expected == got };
    let digits = rounded.split_once('.').map_or(0, |(_, digits)| digits.len());
    got.parse::<f64>().is_ok_and(|value| format!("{value:.digits$}") == rounded)
}

/// One line for every cell that differs: page, row, column, expected, received.
fn compare(id: &str, example: &Example, received: &Table) -> String {
    let mut wrong = String::new();
    if example.expected.rows.len() != received.rows.len() {
        let _ = writeln!(
            wrong,
            "{id}: `{}` has {} rows where the page has {}: {:?}",
            example.command,
            received.rows.len(),
            example.expected.rows.len(),
            received.rows
        );
        return wrong;
    }
    for (at, column) in example.expected.columns.iter().enumerate() {
        let Some(place) = received.columns.iter().position(|name| name == column) else {
            let _ = writeln!(wrong, "{id}: the answer has no column `{column}` among {:?}", received.columns);
            continue;
        };
        for (row, (expected, got)) in example.expected.rows.iter().zip(&received.rows).enumerate() {
            if !is_the_same(&expected[at], &got[place]) {
                let (expected, got) = (&expected[at], &got[place]);
                let _ = writeln!(wrong, "{id} row {} column {column}: expected `{expected}`, got `{got}`", row + 1);
            }
        }
    }
    wrong
}
