//! Messages that were poor once: they spoke of the configuration where a flag was used, named a kind in the machine's
//! words, or denied what only did not fit. The next poor one that is found comes here first, as it is.

use super::bad_input::refused;
use crate::support::{ORDERS, Run, TinyCompany};

#[test]
fn a_missing_file() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "ingest nowhere.csv --table orders"), @"
    exit 3
    error: `nowhere.csv` does not exist
    hint: paths on the command line are read from where you stand, paths in the configuration from its folder
    ");
}

#[test]
fn a_named_column_that_the_file_does_not_have() {
    let company = TinyCompany::loaded();
    company.write("bad.csv", ORDERS);
    insta::assert_snapshot!(refused(&company, "ingest bad.csv --table orders --column rep_id=Seller"), @"
    exit 3
    error: `bad.csv` line 1: `rep_id` is to be read from a column `Seller`, and there is none among `order_id`, `order_date`, `customer_id`, `rep_id`, `quantity`, `net_amount`
    hint: write the name as it stands in the file's first line
    ");
}

#[test]
fn a_configuration_that_is_no_toml() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[company\nname = 3\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @"
    exit 2
    error: `spoiled.toml` line 1: unclosed table
    hint: `]` belongs there
    ");
}

#[test]
fn a_configuration_with_a_value_of_another_kind() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[targets]\nchance = \"high\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r#"
    exit 2
    error: `spoiled.toml` line 2: `chance` is the text "high"
    hint: a number belongs there
    "#);
}

#[test]
fn a_metric_that_cannot_be_forecast() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "forecast retention.classic"), @"
    exit 2
    error: `retention.classic` is not forecast: it has no value by rep and period
    hint: it is told by: attain cohort; what attain kpi tells with --by rep is forecast
    ");
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "audit --metric gross_margin --proposed"), @"
    exit 2
    error: `gross_margin` does not add up over reps, and here targets with a sum are asked for
    hint: these do: revenue_net, gross_profit, units, orders, active_customers, new_customers; of others attain targets --metric has targets at a chance
    ");
}

#[test]
fn an_as_of_before_all_data() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --as-of 1999-12-31"), @r#"
    exit 3
    error: the store holds no order known by 1999-12-31
    hint: the first order is of 2024-01-15: name that day or a later one, or load earlier orders
    "#);
}

#[test]
fn a_store_that_is_a_file_is_a_mistake_in_the_command() {
    let company = TinyCompany::loaded();
    company.write("taken", "a file");
    for words in ["check", "kpi revenue_net", "restate 1 2", "ingest orders.csv --table orders"] {
        let ran = Run::new(words).arg("--store").arg("taken").in_folder(company.folder()).run().exits(2);
        let told = "error: `taken` is a file, and a store is a folder\nhint: name a folder with --store";
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}

#[test]
fn a_configuration_is_complained_about_in_plain_words() {
    let company = TinyCompany::loaded();
    for (text, told) in [
        ("[company]\ncurrency = 5\n", "line 2: `currency` is the number 5\nhint: a text in quotes belongs there"),
        ("[[source]]\nfiles = []\n", "line 1: the key `table` is missing\nhint: write it into this part of the file"),
        ("[checks]\nbad_rows = \"rejct\"\n", "line 2: `bad_rows` cannot be `rejct`\nhint: did you mean reject, stop?"),
    ] {
        company.write("spoiled.toml", text);
        let said = refused(&company, "check --config spoiled.toml");
        assert_eq!(said, format!("exit 2\nerror: `spoiled.toml` {told}"));
    }
}

#[test]
fn days_that_another_column_proves_are_not_guessed_and_that_column_is_named() {
    let company = TinyCompany::loaded();
    company.write("d.csv", "order_id,order_date,net_amount,recorded_at\nA,05/01/2024,1,25/01/2024\n");
    let said = refused(&company, "ingest d.csv --table orders");
    assert!(said.contains("hint: `recorded_at` of the same file is written as D/M/Y"), "{said}");
}

#[test]
fn a_table_of_quotas_with_a_column_a_period_says_how_it_is_read() {
    let company = TinyCompany::loaded();
    for (header, told) in [
        ("rep_id,2024Q1,2024Q2", "wide = { columns = [\"2024Q1\", \"2024Q2\"] }"),
        (
            "rep_id,2024,2024,2025",
            "titles of two lines are joined where a calendar year stands above at least three months",
        ),
        ("rep_id,Jan,Feb,Mar", "name the year of titles without one: wide = { year = 2024 }"),
    ] {
        company.write("q.csv", format!("{header}\nR1,1,2,3\n"));
        let said = refused(&company, "ingest q.csv --table quotas");
        assert!(said.contains(told), "{header}: {said}");
    }
}

#[test]
fn a_title_of_thousands_of_letters_is_cut_in_messages() {
    let company = TinyCompany::loaded();
    company.write("long.csv", format!("{},b\n1,2\n", "x".repeat(5_000)));
    let said = refused(&company, "ingest long.csv --table orders");
    assert!(said.len() < 1_000 && said.contains("xxx…`"), "{said}");
}

#[test]
fn a_cohort_s_refusals_and_numbers_outside_a_range_speak_chinese() {
    let company = TinyCompany::loaded();
    for (words, told) in [
        ("cohort --brackets 1-30", "错误：天数区间只用于一种变体\n提示：请加 --variant bracket，或去掉 --brackets"),
        ("cohort --horizon 30", "错误：观察期只用于一种变体\n提示：请加 --variant rolling，或去掉 --horizon"),
        ("cohort --days 30", "错误：区块天数只用于按区块计算"),
        ("cohort --start range", "错误：按范围内首次购买分组需要给出范围"),
        ("cohort --variant rolling --measure net", "错误：收入要与相同长度的起始期比较，而该变体没有这样的起始期"),
        ("cohort --variant bracket --brackets 9-2", "提示：请按升序写出天数：--brackets"),
        ("cohort --variant window --days 0", "无效：0 不在 1 到 3660 之间"),
        ("trend revenue_net --last 0", "无效：0 不在 1 到 1200 之间"),
    ] {
        let ran = company.run(&format!("{words} --lang zh"));
        assert!(ran.code == 2 && ran.stderr.contains(told), "{words}: {}", ran.stderr);
    }
}

#[test]
fn tables_have_chinese_headings_for_readers_of_chinese() {
    let company = TinyCompany::loaded();
    company.write("more.csv", "order_id,order_date,rep_id,net_amount\nZ1,2024-06-20,R1,7.00\n");
    company.run("ingest more.csv --table orders");
    for (words, headings, raw) in [
        (
            "restate 3@2024-06-30 4@2024-06-30",
            &["指标", "差额", "新增行"][..],
            &["metric_id", "difference", "added_rows"][..],
        ),
        ("restate 3@2024-06-30 4@2024-06-30 --show tables", &["表", "新增"], &["rows_added"]),
        ("inspect", &["行数", "最早日期"], &["row_groups", "first_date"]),
        ("inspect orders", &["空值占比"], &["null_share"]),
        ("inspect --versions", &["提交时间"], &["committed_at"]),
        ("cohort --by team --grain quarter", &["团队", "同期群"], &["team"]),
        ("kpi revenue_net --by rep.name --grain year", &["销售员姓名"], &["rep.name"]),
        ("bridge 2024-Q1 2024-Q2 --by team --detail", &["团队", "因素"], &["team"]),
    ] {
        let table = company.run(&format!("{words} --lang zh --format table")).stdout;
        let heading = table.lines().nth(1).expect("a heading").split_whitespace().collect::<Vec<_>>();
        assert!(headings.iter().all(|name| heading.contains(name)), "{words}: {table}");
        assert!(!raw.iter().any(|name| heading.contains(name)), "{words}: {table}");
    }
    let bought = crate::support::example().command("purchase --by customer --lang zh --format table").run().stdout;
    let heading = bought.lines().nth(1).expect("a heading");
    assert!(heading.contains("购买概率") && !heading.contains("p_repeat_h"), "{heading}");
    // What moved nothing is no column for people, and stays one for programs.
    let found = company.run("restate 3@2024-06-30 4@2024-06-30 --format table").stdout;
    assert!(found.contains("added_rows") && !found.contains("changed_rates"), "{found}");
    assert!(company.run("restate 3@2024-06-30 4@2024-06-30").stdout.contains("changed_rates"));
}

#[test]
fn a_metric_is_found_by_its_name_in_either_language() {
    let page = |words: &str| TinyCompany::loaded().command("define").arg(words).run();
    for name in ["复购率", "Repeat purchase rate in window", "repeat purchase rate in WINDOW"] {
        assert!(page(name).exits(0).stdout.starts_with("# repeat_rate.window\n"), "{name}");
    }
    let several = page("赢单率");
    assert_eq!(several.code, 2);
    assert!(
        several.stderr.contains("win_rate.closed") && several.stderr.contains("win_rate.all"),
        "{}",
        several.stderr
    );
}
