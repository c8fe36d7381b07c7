//! `attain define`: a family's variants side by side, pages in Chinese, the list in sections.

use crate::support::{Run, Table, TinyCompany};

fn define(words: &str) -> Run {
    Run::new(&format!("define {words}"))
}

#[test]
fn the_variants_of_a_family_stand_side_by_side_on_the_example_of_their_pages() {
    let table = Table::from_csv(&define("--compare growth").run().exits(0).stdout);
    assert_eq!(table.columns[..6], ["metric_id", "period", "value", "numerator", "denominator", "null_reason"]);
    let stamp = ["currency", "as_of", "return_policy", "store_version", "time_zone", "policies"];
    assert_eq!(table.columns[6..], stamp);
    assert!(table.only(&["return_policy", "time_zone"]).iter().all(|row| *row == ["return_date", "UTC"]), "{table:?}");
    let of = |id: &str| table.rows.iter().filter(|row| row[0] == id).count();
    assert!(of("growth_mom") > 0 && of("growth_qoq") > 0 && of("growth_yoy") > 0, "{table:?}");
    let page = define("--compare repeat_rate --format table").run().exits(0).stdout;
    assert!(page.contains("repeat_rate.window  Repeat purchase rate in window\n"), "{page}");
    let header = page.lines().find(|line| line.starts_with(" period ")).expect("a table");
    assert!(header.contains("repeat_rate.window") && header.contains("repeat_rate.h_days.90"), "{page}");
}

#[test]
fn the_variants_of_a_family_can_be_asked_of_a_store() {
    let company = TinyCompany::loaded();
    let table = Table::from_csv(&company.run("define --compare growth").exits(0).stdout);
    let quarter: Vec<&Vec<String>> = table.rows.iter().filter(|row| row[0] == "growth_qoq").collect();
    // 180.50 in the first quarter, 100.25 in the second.
    assert_eq!(quarter[1][1..5], ["2024-Q2", "-0.4445983379501385", "-80.25", "180.50"].map(String::from)[..]);
}

#[test]
fn a_family_that_there_is_not_gets_the_nearest_names() {
    let ran = define("--compare repat_rate").run().exits(2);
    assert!(ran.stderr.contains("did you mean repeat_rate"), "{}", ran.stderr);
    let ran = define("--compare repat_rate --lang zh").run().exits(2);
    assert!(ran.stderr.contains("没有指标"), "{}", ran.stderr);
}

#[test]
fn a_page_is_read_in_chinese() {
    let page = define("gross_margin --lang zh").run().exits(0).stdout;
    for line in ["# gross_margin\n", "\n名称: 毛利率\n", "\n方向: 越高越好\n", "\n口径: ", "\n空值: ", "\n## 结果\n"]
    {
        assert!(page.contains(line), "`{line}` is missing in\n{page}");
    }
    assert!(!page.contains("\nrows: "), "{page}");
}

#[test]
fn the_list_is_in_sections() {
    let list = define("--format table").run().exits(0).stdout;
    let place = |text: &str| list.find(text).unwrap_or_else(|| panic!("`{text}` is missing in\n{list}"));
    assert!(place("Sales, margin, price\n") < place(" revenue_net "));
    assert!(place(" revenue_net ") < place("Customers\n"));
    assert!(place("Customers\n") < place(" repeat_rate.window "));
    let rows = Table::from_csv(&define("").run().exits(0).stdout);
    assert_eq!(rows.columns[rows.columns.len() - 2..], ["section", "return_policy"]);
}

#[test]
fn the_variants_stand_over_the_same_periods_where_they_have_them() {
    let rows = Table::from_csv(&define("--compare win_rate").run().exits(0).stdout).rows;
    let periods =
        |id: &str| -> Vec<String> { rows.iter().filter(|row| row[0] == id).map(|row| row[1].clone()).collect() };
    // The page of win_rate.created asks for months, those of the others for quarters.
    assert_eq!(periods("win_rate.created"), ["2024-Q1", "2024-Q2"]);
    assert_eq!(periods("win_rate.created"), periods("win_rate.closed"));
}
