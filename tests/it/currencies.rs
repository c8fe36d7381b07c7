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
    assert_eq!(values(&ran, &["currency", "value"]), ["EUR 110.00", "JPY 6.67", "USD 50.00"]);
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
