//! What keeps values away is named beside the answer, with the way out: rates, columns of the orders, quotas of reps.

use crate::support::{Ran, Table, TinyCompany};

fn company(tables: &[(&str, &str)]) -> TinyCompany {
    let company = TinyCompany::empty();
    for (table, text) in tables {
        let file = format!("{table}.csv");
        company.write(&file, text);
        company.run(&format!("ingest {file} --table {table}")).exits(0);
    }
    company
}

#[track_caller]
fn says(ran: &Ran, wanted: &str) {
    assert!(ran.stderr.contains(wanted), "`{wanted}` is missing in\n{}", ran.stderr);
}

const ORDERS: &str = "order_id,order_date,rep_id,net_amount\nO1,2024-01-15,R1,10.00\nO2,2024-03-20,R1,20.00\n";

#[test]
fn deals_without_a_rate_are_left_out_and_named() {
    let deals = "opportunity_id,rep_id,created_date,closed_date,status,amount,currency\n\
                 D1,R1,2024-01-02,2024-02-10,won,100.00,EUR\nD2,R1,2024-01-02,2024-02-11,won,50.00,USD\n\
                 D3,R1,2024-01-02,2024-03-01,lost,70.00,EUR\n";
    let company = company(&[("orders", ORDERS), ("opportunities", deals)]);
    for words in ["kpi bookings avg_deal win_rate.closed --grain quarter", "trend bookings --grain month"] {
        let ran = company.run(words).exits(1);
        says(&ran, "error: 2 of 3 deals have no amount for `bookings`");
        says(&ran, ": there is no rate from EUR to USD for deals of 2024-02-10, nor any before; 1 more day lacks one");
        says(&ran, "hint: load the missing rates: attain ingest FILE --table fx_rates");
    }
    let ran = company.run("kpi bookings avg_deal win_rate.closed --grain quarter").exits(1);
    says(&ran, "for `bookings`, `avg_deal`: there is no rate");
    assert_eq!(Table::from_csv(&ran.stdout).values("value"), ["50.00", "50.00", "0.6666666666666666"]);
    says(
        &company.run("kpi bookings --grain quarter --lang zh").exits(1),
        "计算 `bookings` 时，3 个商机中有 2 个没有可用金额：2024-02-10 的商机没有 EUR 兑",
    );
    // What stands on no amount, and what has its rates, lacks nothing.
    assert!(!company.run("kpi win_rate.closed --grain quarter").exits(0).stderr.contains("rate from"));
    company.write("rates.csv", "date,from,to,rate\n2024-02-01,EUR,USD,1.10\n2024-03-01,EUR,USD,1.20\n");
    company.run("ingest rates.csv --table fx_rates").exits(0);
    let ran = company.run("kpi bookings --grain quarter").exits(0);
    assert_eq!(Table::from_csv(&ran.stdout).values("value"), ["160.00"]);
}

#[test]
fn growth_whose_base_has_days_without_a_rate_names_the_first() {
    let orders = "order_id,order_date,rep_id,net_amount,currency\nO1,2023-01-05,R1,10.00,USD\n\
                  O2,2023-02-20,R1,10.00,EUR\nO3,2024-02-20,R1,20.00,EUR\nO4,2024-03-30,R1,1.00,USD\n";
    let rates = "date,from,to,rate\n2023-02-15,EUR,USD,1.10\n2023-03-10,EUR,USD,1.10\n2024-02-15,EUR,USD,1.20\n";
    let company = company(&[("fx_rates", rates), ("orders", orders)]);
    let ran = company.run("kpi growth_cc --period 2024-Q1").exits(1);
    assert_eq!(Table::from_csv(&ran.stdout).values("null_reason"), ["missing_rate"]);
    // The whole of January, and two weeks of February.
    says(
        &ran,
        "`growth_cc` lacks 1 value: there is no rate from EUR to USD for 2023-01-01, nor any before; 44 more days",
    );
    says(
        &company.run("kpi growth_cc --period 2024-Q1 --lang zh").exits(1),
        "`growth_cc` 缺少 1 个值：2023-01-01 没有 EUR 兑",
    );
    company.write("more.csv", "date,from,to,rate\n2023-01-01,EUR,USD,1.10\n2023-01-20,EUR,USD,1.10\n");
    company.run("ingest more.csv --table fx_rates").exits(0);
    assert!(!company.run("kpi growth_cc --period 2024-Q1").exits(0).stderr.contains("lacks"));
}

#[test]
fn a_metric_that_lacks_a_column_of_the_orders_says_which() {
    let company = company(&[("orders", ORDERS)]);
    for words in ["kpi gross_profit gross_margin", "kpi gross_margin --by rep --format json", "trend gross_margin"] {
        let ran = company.run(&format!("{words} --grain month")).exits(0);
        says(&ran, "note: no order line asked about has a `cost_amount`, so that `gross_");
        says(&ran, "--column cost_amount=\"its title\"");
    }
    says(
        &company.run("kpi discount_rate --grain quarter").exits(0),
        "has a `list_amount`, so that `discount_rate` has no",
    );
    says(
        &company.run("kpi units --grain quarter --lang zh").exits(0),
        "注意：所查订单都没有 `quantity`，因此 `units` 为空",
    );
    assert!(!company.run("kpi revenue_net --grain quarter").exits(0).stderr.contains("note: no order line"));
    company.write("more.csv", "order_id,order_date,rep_id,net_amount,cost_amount\nO3,2024-03-21,R1,20.00,5.00\n");
    company.run("ingest more.csv --table orders").exits(0);
    let said =
        "1 of the 2 order lines asked about have no `cost_amount`, so that `markup` has no value where one of them";
    says(&company.run("kpi markup --grain month --period 2024-03").exits(0), said);
}

#[test]
fn quotas_of_units_alone_are_said_not_to_be_compared() {
    let quotas = "subject_type,subject_id,metric_id,period_start,period_end,value\n\
                  unit,North,revenue_net,2024-01-01,2024-03-31,10.00\nunit,South,revenue_net,2024-01-01,2024-03-31,5.00\n";
    let company = company(&[("orders", ORDERS), ("quotas", quotas)]);
    let ran = company.run("kpi attainment attainment_bands --period 2024-Q1").exits(0);
    says(&ran, "note: `attainment` and `attainment_bands` need quotas of reps, and none is a rep");
    says(&ran, "the others (2 of `unit`) are not compared");
    says(&company.run("kpi attainment --period 2024-Q1 --lang zh").exits(0), "其余目标（`unit` 2 条）不参与比较");
    let own = "subject_type,subject_id,metric_id,period_start,period_end,value\nrep,R1,revenue_net,2024-01-01,2024-03-31,10.00\n";
    company.write("own.csv", own);
    company.run("ingest own.csv --table quotas").exits(0);
    assert!(!company.run("kpi attainment --period 2024-Q1").exits(0).stderr.contains("not compared"));
}
