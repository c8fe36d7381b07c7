//! From what, and by which rules, a number was made stands beside it.

use crate::support::{Table, TinyCompany, example, holds};

const SHARED: [&str; 5] = ["currency", "as_of", "store_version", "time_zone", "policies"];

/// A company with a fiscal year and a zone of its own.
fn company() -> TinyCompany {
    let company = TinyCompany::loaded();
    company.write(
        "attain.toml",
        "[company]\ncurrency = \"USD\"\nfiscal_start_month = 4\ntime_zone = \"Asia/Shanghai\"\n[calendar]\nweekend \
         = [\"friday\", \"saturday\"]\n",
    );
    company
}

#[test]
fn every_number_says_from_what_and_by_which_rules_it_was_made() {
    let company = company();
    let wanted = ["USD", "2024-06-30", "3", "Asia/Shanghai", "fiscal_start_month=4 weekend=friday+saturday"];
    for words in [
        "kpi revenue_net --by rep",
        "kpi revenue_net --by rep --top 1",
        "kpi revenue_net win_rate.closed orders",
        "repeat",
        "cohort --grain quarter",
        "trend revenue_net --grain month",
        "bridge FY2024-Q4 FY2025-Q1 --by rep",
    ] {
        let ran = company.run(&format!("{words} --as-of 2024-06-30"));
        let table = Table::from_csv(&ran.stdout);
        assert!(!table.rows.is_empty(), "{words}: {}", ran.stderr);
        for row in table.only(&SHARED) {
            assert_eq!(row, wanted, "{words}");
        }
        if words.starts_with("bridge") {
            assert!(
                table.only(&["metric_id", "return_policy"]).iter().all(|row| *row == ["revenue_net", "return_date"])
            );
        }
        let of_metric = table.columns.iter().any(|column| column == "metric_id");
        assert_eq!(table.columns.iter().any(|column| column == "return_policy"), of_metric, "{words}");
    }
}

#[test]
fn what_is_said_of_the_next_period_says_so_too() {
    for words in [
        "forecast revenue_net",
        "forecast revenue_net --by company",
        "risk",
        "targets --metric revenue_net",
        "targets --metric revenue_net --checkpoints",
        "whatif --scenario name=plan",
        "audit",
        "plan",
        "plan --drivers",
        "decide",
        "targets --versions",
        "backtest --part methods",
        "purchase --by customer",
        "purchase --by rep",
    ] {
        let ran = example().command(words).run();
        let rows = Table::from_csv(&ran.stdout).only(&SHARED);
        assert!(!rows.is_empty() && rows.iter().all(|row| *row == rows[0]), "{words}: {}", ran.stderr);
        // A customer's chances are of no currency where there is no model of worth.
        let filled = if words.starts_with("purchase") { 1..4 } else { 0..4 };
        assert!(rows[0][filled].iter().all(|cell| !cell.is_empty()), "{words}: {:?}", rows[0]);
    }
}

#[test]
fn objects_say_it_in_fields_of_their_own() {
    for words in ["purchase", "backtest"] {
        let text = example().command(words).run().stdout;
        let answer: serde_json::Value = serde_json::from_str(&text).expect("an object");
        assert!(answer["store_version"].as_u64().is_some_and(|version| version > 0), "{words}: {answer}");
        assert!(answer["time_zone"].is_string() && answer["as_of"].is_string(), "{words}: {answer}");
        assert!(answer.get("policies").is_some(), "{words}: {answer}");
    }
}

#[test]
fn a_restatement_names_both_states_and_is_stamped_with_the_second() {
    let company = company();
    company.write("more.csv", "order_id,order_date,rep_id,net_amount\nZ1,2024-06-20,R1,7.00\n");
    company.run("ingest more.csv --table orders");
    let moved = Table::from_csv(&company.run("restate 3@2024-06-30 4@2024-06-30").stdout);
    assert!(!moved.rows.is_empty());
    let row = &moved.only(&["as_of_b", "store_version_a", "as_of", "store_version", "time_zone"])[0];
    assert_eq!(*row, ["2024-06-30", "3", "2024-06-30", "4", "Asia/Shanghai"]);
    assert_eq!(moved.columns[moved.columns.len() - 3..], ["store_version", "time_zone", "policies"]);
}

#[test]
fn a_triangle_tells_its_metric_and_its_making_once_under_it() {
    let company = TinyCompany::loaded();
    let table = company.run("cohort --grain quarter --format table").exits(0).stdout;
    holds(&table, "\n metric retention.classic, currency USD, as of 2024-06-28, store version 3, time zone UTC\n");
    let net = company.run("cohort --grain quarter --measure net --format table --lang zh").exits(0).stdout;
    holds(
        &net,
        "\n 指标 retention.net_revenue，币种 USD，数据截至 2024-06-28，退货口径 return_date，存储版本 3，时区 UTC\n",
    );
}

#[test]
fn a_metric_says_in_which_period_its_returns_count() {
    let ask =
        |words: &str| Table::from_csv(&company().run(words).exits(0).stdout).only(&["metric_id", "return_policy"]);
    let [whole, orders] = ["FY2024", "FY2024-Q4"].map(|period| {
        ask(&format!("kpi revenue_net orders revenue_net.origin_date growth_yoy customer_conc_topn --period {period}"))
    });
    for row in whole.iter().chain(&orders) {
        let wanted = match row[0].as_str() {
            "orders" => "",
            "revenue_net.origin_date" => "origin_date",
            _ => "return_date",
        };
        assert_eq!(row[1], wanted, "{}", row[0]);
    }
}

#[test]
fn an_answer_in_pieces_is_the_same_as_one_that_is_held() {
    let company = company();
    let pieces = Table::from_csv(&company.run("kpi revenue_net orders --by rep").exits(0).stdout);
    let held = Table::from_json(&company.run("kpi revenue_net orders --by rep --format json").exits(0).stdout);
    assert_eq!(pieces.columns, held.columns);
    let places: Vec<usize> = (0..pieces.columns.len())
        .filter(|&at| !["value", "numerator"].contains(&pieces.columns[at].as_str()))
        .collect();
    for (one, other) in pieces.rows.iter().zip(&held.rows) {
        assert!(places.iter().all(|&at| one[at] == other[at]), "{one:?} {other:?}");
    }
}

#[test]
fn what_is_usual_is_not_told_and_a_table_tells_it_once() {
    let usual = TinyCompany::loaded();
    let row = Table::from_csv(&usual.run("kpi revenue_net --period 2024").exits(0).stdout);
    assert_eq!(
        row.only(&["return_policy", "store_version", "time_zone", "policies"]),
        [["return_date", "3", "UTC", ""]]
    );
    let table = usual.run("kpi revenue_net --grain quarter --format table").exits(0).stdout;
    holds(&table, "\n currency USD, as of 2024-06-28, returns by return_date, store version 3, time zone UTC\n");
    let chinese = company().run("kpi revenue_net win_rate.closed --format table --lang zh --period FY2025-Q1").stdout;
    holds(&chinese, "指标");
    holds(&chinese, "未结束");
    holds(&chinese, "存储版本 3，时区 Asia/Shanghai，计算设置：fiscal_start_month=4 weekend=friday+saturday");
    for raw in ["metric_id", "null_reason", "value_minor", "store_version", "running"] {
        assert!(!chinese.contains(raw), "`{raw}` in\n{chinese}");
    }
}

#[test]
fn a_table_shows_the_ids_and_the_ways_of_returns_where_rows_differ() {
    let usual = TinyCompany::loaded();
    let told = |words: &str| usual.run(&format!("{words} --format table")).exits(0).stdout;
    let mixed = told("kpi revenue_net orders revenue_net.origin_date --period 2024");
    holds(&mixed, "return_policy");
    holds(&mixed, "origin_date");
    assert!(!mixed.contains("returns by"), "{mixed}");
    let chinese = told("kpi revenue_net orders --period 2024 --lang zh");
    holds(&chinese, "退货口径");
    holds(
        &told("bridge 2024-Q1 2024-Q2 --by rep"),
        "\n metric revenue_net, currency USD, as of 2024-06-28, returns by return_date,",
    );
    let trend = told("trend revenue_net repeat_rate.window --grain month");
    holds(&trend, "repeat_rate.window");
    holds(&trend, "metric");
    assert!(!trend.contains("metric_id"), "{trend}");
}

#[test]
fn two_calendars_do_not_look_the_same() {
    let policies = |holiday: &str| {
        let company = TinyCompany::loaded();
        company.write("holidays.csv", format!("date,name,kind\n{holiday},New Year,holiday\n"));
        company.write("attain.toml", "[company]\ncurrency = \"USD\"\n[calendar]\nholidays = \"holidays.csv\"\n");
        let table = Table::from_csv(&company.run("kpi revenue_net --period 2024").exits(0).stdout);
        table.only(&["policies"])[0][0].clone()
    };
    let (one, other) = (policies("2024-01-01"), policies("2024-05-01"));
    assert!(one.starts_with("holidays=1:") && one.len() == "holidays=1:12345678".len(), "{one}");
    assert_ne!(one, other);
    assert_eq!(one, policies("2024-01-01"));
}
