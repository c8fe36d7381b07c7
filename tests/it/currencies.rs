//! Orders in other currencies, through the command line: against Python's decimals, and what rates can lack.

use crate::goldens::{Compared, assert_equal, golden};
use crate::support::{Ran, Table, TinyCompany, package};

const ORDERS: &str = "order_id,order_date,rep_id,region,net_amount,currency\n\
                      O1,2024-01-15,R1,North,100.00,EUR\n\
                      O2,2024-02-20,R2,South,50.00,USD\n\
                      O3,2024-04-03,R1,North,1000,JPY\n";
const RATES: &str = "date,from,to,rate\n2024-01-10,EUR,USD,1.10\n2024-04-01,USD,JPY,150\n";

fn company(rates: &str) -> TinyCompany {
    let company = TinyCompany::empty();
    company.write("rates.csv", rates);
    company.write("orders.csv", ORDERS);
    company.run("ingest rates.csv --table fx_rates").exits(0);
    company.run("ingest orders.csv --table orders").exits(0);
    company
}

fn values(ran: &Ran, columns: &[&str]) -> Vec<String> {
    Table::from_csv(&ran.stdout).only(columns).iter().map(|row| row.join(" ")).collect()
}

#[test]
fn revenue_and_growth_are_those_of_python_s_decimals() {
    let company = TinyCompany::empty();
    let folder = package().join("tests/goldens/currencies");
    for table in ["fx_rates", "orders"] {
        let file = folder.join(format!("{table}.csv"));
        company.command("ingest").arg(file).words(&format!("--table {table}")).run().exits(0);
    }
    let expected = golden("currencies/expected");
    for (metric, words, figure) in [
        ("revenue_net", "kpi revenue_net", Compared::Exactly),
        ("growth_cc", "kpi growth_cc --from 2024-Q1 --to 2024-Q4", Compared::AsShare),
    ] {
        let ran = company.run(&format!("{words} --by region --grain quarter --as-of 2024-12-31")).exits(0);
        let figures = [("value", figure), ("numerator", Compared::Exactly), ("denominator", Compared::Exactly)];
        let expected = expected.matching(&[("metric_id", metric)]);
        assert_equal(&expected, &Table::from_csv(&ran.stdout), &["metric_id", "period", "region"], &figures);
    }
}

#[test]
fn orders_keep_the_currency_in_which_they_came_and_count_in_the_run_s() {
    let company = company(RATES);
    let ran = company.run("kpi revenue_net --by currency --grain year").exits(0);
    assert_eq!(values(&ran, &["by_currency", "value"]), ["EUR 110.00", "JPY 6.67", "USD 50.00"]);
    company.run("export orders --out kept.csv").exits(0);
    let kept = Table::from_csv_file(&company.folder().join("kept.csv"));
    assert_eq!(kept.values("currency"), ["EUR", "USD", "JPY"]);
    assert_eq!(kept.values("net_amount_minor"), ["10000", "5000", "1000"]);
    assert_eq!(company.manifest()["other_currencies"], serde_json::json!(["EUR", "JPY"]));
}

#[test]
fn rates_and_orders_can_come_in_one_load_in_any_order() {
    let company = TinyCompany::empty();
    company.write("rates.csv", RATES);
    company.write("orders.csv", ORDERS);
    company.write(
        "attain.toml",
        "[store]\ndir = \"store\"\n[[source]]\ntable = \"orders\"\nfiles = [\"orders.csv\"]\n\
         [[source]]\ntable = \"fx_rates\"\nfiles = [\"rates.csv\"]\n",
    );
    company.run("ingest").exits(0);
    let ran = company.run("kpi revenue_net --grain year").exits(0);
    assert_eq!(values(&ran, &["value"]), ["166.67"]);
}

#[test]
fn a_rate_that_is_missing_refuses_what_stands_on_amounts_and_nothing_else() {
    let company = company("date,from,to,rate\n2024-01-20,EUR,USD,1.10\n2024-01-01,USD,JPY,150\n");
    let ran = company.run("kpi revenue_net orders --grain year").exits(1);
    assert_eq!(values(&ran, &["metric_id", "value"]), ["orders 3"]);
    let said: Vec<&str> =
        ran.stderr.lines().filter(|line| line.starts_with("error") || line.starts_with("hint")).collect();
    insta::assert_snapshot!(said.join("\n"), @"
    error: `revenue_net` cannot be measured: there is no rate from EUR to USD for orders of 2024-01-15, nor any before; 1 more day lacks one
    hint: load the missing rates: attain ingest FILE --table fx_rates, with the columns date, from (EUR), to (USD) and rate; or let rates hold for longer: [exchange] max_age_days
    ");
    let ran = company.run("kpi revenue_net --lang zh").exits(3);
    assert!(ran.stderr.contains("2024-01-15 的订单没有 EUR 兑 USD 的汇率"), "{}", ran.stderr);
    let check = company.run("check").exits(1);
    assert!(check.stderr.contains("On 2 days with orders in EUR, JPY there is no rate"), "{}", check.stderr);
    // Too old, until they may be older.
    company.write("attain.toml", "[exchange]\nmax_age_days = 100\n");
    let ran = company.run("kpi revenue_net --grain year").exits(3);
    assert!(ran.stderr.contains("nor any before"), "{}", ran.stderr);
    company.write("more.csv", "date,from,to,rate\n2023-12-29,EUR,USD,1.05\n");
    company.run("ingest more.csv --table fx_rates").exits(0);
    let ran = company.run("kpi revenue_net --grain year").exits(0);
    assert_eq!(values(&ran, &["value"]), ["161.67"]);
    let forecast = company.run("review --period 2024-Q1 --out pack");
    assert!(!forecast.stderr.contains("rate"), "{}", forecast.stderr);
}

#[test]
fn rates_that_cannot_be_any_are_bad_rows() {
    let company = TinyCompany::empty();
    company.write("rates.csv", "date,from,to,rate\n2024-01-10,EUX,USD,1.10\n");
    let ran = company.run("ingest rates.csv --table fx_rates").exits(3);
    assert!(ran.stderr.contains("`from` is `EUX`, not the code of a currency"), "{}", ran.stderr);
    company.write("rates.csv", "date,from,to,rate\n2024-01-10,EUR,USD,-1.10\n");
    let ran = company.run("ingest rates.csv --table fx_rates").exits(3);
    assert!(ran.stderr.contains("`rate` is `-1.10`, which cannot be a rate"), "{}", ran.stderr);
    company.write("rates.csv", "date,from,to,rate\n2024-01-10,EUR,USD,1.10\n2024-01-10,EUR,USD,1.11\n");
    let ran = company.run("ingest rates.csv --table fx_rates").exits(3);
    assert!(ran.stderr.contains("stands on line 2 already, with other content"), "{}", ran.stderr);
    company.write("orders.csv", "order_id,order_date,net_amount,currency\nO1,2024-01-15,5,CHF\n");
    let ran = company.run("ingest orders.csv --table orders").exits(3);
    assert!(ran.stderr.contains("there is no rate") && ran.stderr.contains("--table fx_rates"), "{}", ran.stderr);
}

#[test]
fn units_tell_any_metric_of_reps_apart() {
    let company = TinyCompany::empty();
    for (table, text) in [
        (
            "orders",
            "order_id,order_date,customer_id,rep_id,net_amount\nO1,2024-01-15,C1,R1,100.00\nO2,2024-02-20,C2,R2,80.50\n\
             O3,2024-04-03,C1,R1,40.00\nO4,2024-06-29,,R9,10.00\n",
        ),
        ("org_units", "unit_id,parent_id\nAsia,\nEast,Asia\nWest,Asia\n"),
        (
            "rep_assignments",
            "rep_id,unit_id,valid_from,valid_to,share\nR1,East,2020-01-01,2024-03-31,\nR1,West,2024-04-01,,0.6\n\
             R1,East,2024-04-01,,0.4\nR2,West,2021-03-01,,\n",
        ),
        (
            "opportunities",
            "opportunity_id,rep_id,created_date,status,closed_date,amount\nD1,R1,2024-01-02,won,2024-05-01,10\n\
             D2,R2,2024-01-02,lost,2024-05-01,10\nD3,R1,2024-04-10,won,2024-05-01,10\n",
        ),
    ] {
        company.write(&format!("{table}.csv"), text);
        company.run(&format!("ingest {table}.csv --table {table}")).exits(0);
    }
    let ask = |words: &str, columns: &[&str]| values(&company.run(words).exits(0), columns);
    let by_unit = ask("kpi revenue_net orders --grain year --by unit", &["metric_id", "unit_id", "value"]);
    assert_eq!(
        by_unit,
        [
            "revenue_net  10.00",
            "revenue_net East 100.00",
            "revenue_net West 120.50",
            "orders  1",
            "orders East 1",
            "orders West 2"
        ]
    );
    let top = ask("kpi revenue_net --grain year --by unit_level_1", &["unit_level_1", "value"]);
    assert_eq!(top, [" 10.00", "Asia 220.50"]);
    // A deal belongs to the unit in which its rep was when it came up.
    let won = ask("kpi win_rate.closed --grain year --by unit", &["unit_id", "value", "n"]);
    assert_eq!(won, ["East 1 1", "West 0.5 2"]);
    let east = company.command("kpi revenue_net --grain year").arg("--where").arg("unit_id = East").run().exits(0);
    assert_eq!(values(&east, &["value"]), ["100.00"]);
    company.write("circle.csv", "unit_id,parent_id\nAsia,East\n");
    company.run("ingest circle.csv --table org_units").exits(3);
}

#[test]
fn units_without_assignments_name_the_table() {
    let ran = TinyCompany::loaded().run("kpi revenue_net --by unit").exits(3);
    assert!(ran.stderr.contains("rep_assignments"), "{}", ran.stderr);
}

#[test]
fn orders_whose_titles_name_another_currency_are_converted_where_there_are_rates() {
    let company = TinyCompany::empty();
    company
        .write("eu.csv", "order_id,order_date,rep_id,Amount (EUR)\nO1,2024-01-15,R1,100.00\nO2,2024-02-20,R2,0.05\n");
    let refused = company.run("ingest eu.csv --table orders").exits(3);
    assert!(refused.stderr.contains("`Amount (EUR)` is in EUR, and the run is in USD"), "{}", refused.stderr);
    assert!(refused.stderr.contains("load rates into USD first"), "{}", refused.stderr);
    company.write("rates.csv", "date,from,to,rate\n2024-01-10,EUR,USD,1.10\n2024-02-10,EUR,USD,1.30\n");
    company.run("ingest rates.csv --table fx_rates").exits(0);
    let ran = company.run("ingest eu.csv --table orders").exits(0);
    let said =
        "the amounts are read in EUR, as the title `Amount (EUR)` says, and count in USD by the rates of their days";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    company.write("home.csv", "order_id,order_date,rep_id,net_amount\nO3,2024-01-15,R1,7.00\n");
    company.run("ingest home.csv --table orders").exits(0);
    // 110.00 and 0.065, half to even, which is 0.06.
    let ran = company.run("kpi revenue_net --by rep --grain year").exits(0);
    assert_eq!(values(&ran, &["rep", "value"]), ["R1 117.00", "R2 0.06"]);
    let ran = company.run("kpi revenue_net --by currency --grain year").exits(0);
    assert_eq!(values(&ran, &["by_currency", "value"]), ["EUR 110.06", "USD 7.00"]);

    // A currency column that says otherwise is not overruled, and one that is empty is filled.
    company
        .write("mixed.csv", "order_id,order_date,Amount (EUR),currency\nO4,2024-01-15,1.00,\nO5,2024-01-15,1.00,USD\n");
    let ran = company.run("ingest mixed.csv --table orders").exits(3);
    assert!(
        ran.stderr.contains("`mixed.csv` line 3: `currency` is `USD`, and the titles of the amounts say EUR"),
        "{}",
        ran.stderr
    );
    company.run("ingest mixed.csv --table orders --bad-rows reject").exits(1);
    let ran = company.run("kpi revenue_net --by currency --grain year").exits(0);
    assert_eq!(values(&ran, &["by_currency", "value"]), ["EUR 111.16", "USD 7.00"]);
}

#[test]
fn a_title_in_the_run_s_own_currency_is_not_overruled_by_a_row_either() {
    let company = company(RATES);
    // An amount that was converted already, beside the currency of the transaction.
    company
        .write("own.csv", "order_id,order_date,Amount (USD),currency\nO8,2024-01-15,1.00,\nO9,2024-01-15,1.00,EUR\n");
    let ran = company.run("ingest own.csv --table orders").exits(3);
    assert!(
        ran.stderr.contains("`own.csv` line 3: `currency` is `EUR`, and the titles of the amounts say USD"),
        "{}",
        ran.stderr
    );
    company.run("ingest own.csv --table orders --bad-rows reject").exits(1);
    // A sign that several currencies share overrules nothing.
    company.write("sign.csv", "order_id,order_date,Amount ($),currency\nO7,2024-01-15,1.00,EUR\n");
    company.run("ingest sign.csv --table orders").exits(0);
}

#[test]
fn a_title_in_another_currency_is_told_in_chinese_too() {
    let company = TinyCompany::empty();
    company.write("orders.csv", "订单编号,下单日期,金额（美元）\nO1,2024-01-15,100.00\n");
    company.write("attain.toml", "[company]\ncurrency = \"CNY\"\n[store]\ndir = \"store\"\n");
    let refused = company.run("ingest orders.csv --table orders --lang zh").exits(3);
    assert!(refused.stderr.contains("请先导入兑 CNY 的汇率"), "{}", refused.stderr);
    company.write("rates.csv", "date,from,to,rate\n2024-01-10,USD,CNY,7.1\n");
    company.run("ingest rates.csv --table fx_rates --lang zh").exits(0);
    let ran = company.run("ingest orders.csv --table orders --lang zh").exits(0);
    let said = "金额按标题 `金额（美元）` 所示以 USD 读取，并按各订单日的汇率折算为 CNY";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    let ran = company.run("kpi revenue_net --grain year").exits(0);
    assert_eq!(values(&ran, &["value"]), ["710.00"]);
    company.write("mixed.csv", "订单编号,下单日期,金额（美元）,币种\nO2,2024-01-15,1,CNY\n");
    let ran = company.run("ingest mixed.csv --table orders --lang zh").exits(3);
    assert!(ran.stderr.contains("`币种` 为 `CNY`，而金额列的标题写的是 USD"), "{}", ran.stderr);
}

#[test]
fn each_state_is_restated_at_the_rates_that_it_knew() {
    let company = company(RATES);
    // A corrected rate, and an order in the currency that it is of.
    company.write("rates.csv", RATES.replace("1.10", "1.20"));
    company.run("ingest rates.csv --table fx_rates").exits(0);
    company.write("more.csv", "order_id,order_date,rep_id,net_amount,currency\nO4,2024-01-20,R1,10.00,EUR\n");
    company.run("ingest more.csv --table orders").exits(0);
    let ran = company.run("restate 2 4").exits(1);
    assert!(ran.stderr.contains("the changes explain all of it"), "{}", ran.stderr);
    let moved = Table::from_csv(&ran.stdout);
    assert!(moved.values("unexplained").iter().all(|value| value.parse::<f64>() == Ok(0.0)), "{}", ran.stdout);
    let of = |dimension: &str, key: &str| {
        let wanted = [("metric_id", "revenue_net"), ("period", "2024-01"), ("dimension", dimension), ("key", key)];
        let columns = ["value_a", "value_b", "difference", "changed_rates", "added_rows"];
        moved.matching(&wanted).only(&columns).concat()
    };
    assert_eq!(of("company", ""), ["110.00", "132.00", "22.00", "10.00", "12.00"]);
    assert_eq!(of("rep", "R1"), ["110.00", "132.00", "22.00", "10.00", "12.00"]);
    // What the first state published is what is compared.
    let before = company.run("kpi revenue_net --grain month --as-of 2").exits(0);
    assert_eq!(values(&before, &["value"])[0], "110.00");
    // Rates alone: nothing else moved.
    let alone = Table::from_csv(&company.run("restate 2 3").exits(1).stdout);
    let row = alone.matching(&[("metric_id", "revenue_net"), ("period", "2024-Q1"), ("dimension", "company")]);
    assert_eq!(row.only(&["difference", "changed_rates", "added_rows"]).concat(), ["10.00", "10.00", "0.00"]);
    company.run("restate 3 3").exits(0);
}

#[test]
fn going_back_to_a_state_without_other_currencies_leaves_nothing_unexplained() {
    let company = TinyCompany::empty();
    company.write("home.csv", "order_id,order_date,rep_id,net_amount\nO1,2024-01-15,R1,7.00\n");
    company.run("ingest home.csv --table orders").exits(0);
    company.write("rates.csv", RATES);
    company.run("ingest rates.csv --table fx_rates").exits(0);
    company.write("more.csv", "order_id,order_date,rep_id,net_amount,currency\nO2,2024-01-20,R1,10.00,EUR\n");
    company.run("ingest more.csv --table orders").exits(0);
    let ran = company.run("restate 3 1");
    assert!(ran.code < 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("the changes explain all of it"), "{}", ran.stderr);
    let moved = Table::from_csv(&ran.stdout);
    assert!(moved.values("unexplained").iter().all(|value| value.parse::<f64>() == Ok(0.0)), "{}", ran.stdout);
    let row = moved.matching(&[("metric_id", "revenue_net"), ("period", "2024-Q1"), ("dimension", "company")]);
    assert_eq!(row.only(&["value_a", "value_b", "removed_rows"]).concat(), ["18.00", "7.00", "-11.00"]);
}

#[test]
fn a_state_that_lacked_rates_is_restated_at_those_of_the_other() {
    let company = company("date,from,to,rate\n2024-01-20,EUR,USD,1.10\n2024-01-01,USD,JPY,150\n");
    company.write("rates.csv", RATES);
    company.run("ingest rates.csv --table fx_rates").exits(0);
    let ran = company.run("restate 2 3").exits(0);
    assert!(ran.stderr.contains("the first state lacks rates for its own orders"), "{}", ran.stderr);
    let ran = company.run("restate 2 3 --lang zh").exits(0);
    assert!(ran.stderr.contains("第一个状态缺少其自身订单的汇率"), "{}", ran.stderr);
    company.run("restate 3 2").exits(3);
}
