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

/// What the comparison is for: on the examples of the pages the variants must differ, and have values.
#[test]
fn the_examples_tell_the_variants_apart() {
    let values = |family: &str, id: &str| -> Vec<String> {
        let table = Table::from_csv(&define(&format!("--compare {family}")).run().exits(0).stdout);
        table.matching(&[("metric_id", id)]).values("value").into_iter().map(str::to_string).collect()
    };
    for (family, ids) in [
        ("growth", &["growth_yoy", "growth_cc", "growth_qoq", "growth_mom"][..]),
        ("sales_cycle", &["sales_cycle", "sales_cycle.first_contact", "sales_cycle.first_contact.mean"]),
        ("revenue_net", &["revenue_net", "revenue_net.return_date", "revenue_net.origin_date"]),
    ] {
        for id in ids {
            assert!(values(family, id).iter().any(|value| !value.is_empty()), "{id} has no value");
        }
    }
    let revenue = |form: &str| values("revenue_net", &format!("revenue_net.{form}"));
    assert_ne!(revenue("return_date"), revenue("origin_date"));
    assert_ne!(values("sales_cycle", "sales_cycle"), values("sales_cycle", "sales_cycle.first_contact"));
}

#[test]
fn no_period_of_a_variant_comes_twice() {
    // The page of growth_cc asks for growth_yoy beside its own.
    let table = Table::from_csv(&define("--compare growth").run().exits(0).stdout);
    let mut rows = table.only(&["metric_id", "period"]);
    let all = rows.len();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), all, "{table:?}");
}

#[test]
fn what_only_another_command_answers_is_left_out_with_a_word() {
    let ran = define("--compare clv").run().exits(0);
    assert!(ran.stderr.contains("note: `clv.model` cannot stand beside the others"), "{}", ran.stderr);
    let ids = Table::from_csv(&ran.stdout);
    assert!(ids.values("metric_id").iter().all(|id| id.starts_with("clv.hist")), "{ids:?}");
    let ran = define("--compare clv --lang zh").run().exits(0);
    assert!(ran.stderr.contains("注意：`clv.model` 不能并排比较"), "{}", ran.stderr);
    let ran = define("--compare p_repeat_h").run().exits(2);
    assert!(ran.stderr.contains("ask for it with: attain purchase --by customer"), "{}", ran.stderr);
}

#[test]
fn a_variant_that_cannot_be_measured_is_a_finding_and_several_forms_of_one_are_none() {
    let company = TinyCompany::loaded();
    let ran = company.run("define --compare churn").exits(1);
    assert!(ran.stderr.contains("error: churn.contract: `churn.contract` cannot be measured"), "{}", ran.stderr);
    let ran = company.run("define --compare churn --lang zh").exits(1);
    assert!(ran.stderr.contains("churn.contract: 无法计算 `churn.contract`"), "{}", ran.stderr);
    // Fewer ids than pages: two of them ask for what the other gives.
    define("--compare new_customers").run().exits(0);
    define("--compare repeat_rate").run().exits(0);
}

#[test]
fn the_table_says_what_its_numbers_are_made_of() {
    let page = define("--compare repeat_rate --format table").run().exits(0).stdout;
    let last = page.lines().last().expect("a table");
    for told in ["currency USD", "as of ", "store version ", "time zone UTC"] {
        assert!(last.contains(told), "`{told}` is missing in\n{page}");
    }
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

/// What a page says was lost to programs: they got its name and its formula in English.
#[test]
fn a_definition_for_programs_has_all_that_its_page_says() {
    let json = Table::from_json(&define("gross_margin --format json").run().exits(0).stdout);
    let of = |name: &str| json.values(name)[0].to_string();
    let page = define("gross_margin").run().exits(0).stdout;
    for (column, key) in [("meaning", "meaning"), ("grain", "grain"), ("rows", "rows"), ("absent", "absent")] {
        assert!(page.contains(&format!("\n{key}: {}\n", of(column))), "{column}: {}", of(column));
    }
    let chinese = define("gross_margin --lang zh").run().exits(0).stdout;
    for (column, key) in [("formula_zh", "公式"), ("meaning_zh", "含义"), ("rows_zh", "口径"), ("absent_zh", "空值")]
    {
        assert!(chinese.contains(&format!("\n{key}: {}\n", of(column))), "{column}: {}", of(column));
    }
    assert!(of("example").starts_with("## In orders\n") && page.trim_end().ends_with(&of("example")), "{json:?}");
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
