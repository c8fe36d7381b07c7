//! Every reference leads somewhere, and nothing happens before it can.

use std::collections::BTreeMap;

use super::*;
use crate::calendar::Day;

fn serves(rep: &Row, day: &str) -> bool {
    let leave = rep.text("leave_date");
    rep.text("hire_date") <= day && (leave.is_empty() || day <= leave)
}

fn known(ids: &BTreeMap<String, Row>, row: &Row, column: &str) {
    let id = row.text(column);
    assert!(id.is_empty() || ids.contains_key(id), "{column} {id} leads nowhere");
}

#[test]
fn every_order_line_has_its_rep_customer_and_product() {
    let reps = SMALL.keys("reps.csv", "rep_id");
    let customers = SMALL.keys("customers.csv", "customer_id");
    let products = SMALL.keys("products.csv", "product_id");
    for row in SMALL.table("orders.csv") {
        let day = row.text("order_date");
        let rep = &reps[row.text("rep_id")];
        assert_eq!(rep.text("role"), "rep");
        assert!(serves(rep, day), "{} sells on {day}", row.text("rep_id"));
        assert!(customers[row.text("customer_id")].text("created_date") <= day);
        let product = &products[row.text("product_id")];
        let whole = if row.is_return() { row.int("quantity").min(-1) } else { row.int("quantity").max(1) };
        assert_eq!(row.int("quantity"), whole);
        assert_eq!(row.minor("list_amount"), product.minor("list_price") * whole);
        assert_eq!(row.minor("cost_amount"), product.minor("std_cost") * whole);
        assert!(row.minor("net_amount").abs() <= row.minor("list_amount").abs());
    }
}

#[test]
fn order_lines_come_in_order_on_business_days_of_the_window() {
    let rows = SMALL.table("orders.csv");
    assert!(rows.is_sorted_by_key(|row| row.text("order_date").to_string()));
    assert!(rows.is_sorted_by_key(|row| (row.text("order_id").to_string(), row.int("line_no"))));
    for row in &rows {
        let day: Day = row.text("order_date").parse().unwrap();
        assert!((2021..=2022).contains(&day.year()));
        // 2021-01-04 was a Monday.
        let monday: Day = "2021-01-04".parse().unwrap();
        assert!(day.days_since(monday).rem_euclid(7) < 5, "{day}");
    }
}

#[test]
fn an_order_has_one_day_customer_and_rep_and_counted_lines() {
    let mut orders: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in SMALL.table("orders.csv") {
        orders.entry(row.text("order_id").to_string()).or_default().push(row);
    }
    for lines in orders.values() {
        for (number, line) in lines.iter().enumerate() {
            assert_eq!(line.int("line_no"), number as i64 + 1);
            for column in ["order_date", "customer_id", "rep_id", "line_type"] {
                assert_eq!(line.text(column), lines[0].text(column));
            }
        }
    }
    let sales = orders.values().filter(|lines| !lines[0].is_return()).count() as u64;
    assert_eq!(sales, SMALL.truth().totals.orders);
}

#[test]
fn every_return_has_its_earlier_sale_and_brings_back_no_more() {
    let rows = SMALL.table("orders.csv");
    let key = |id: &str, line: &str| format!("{id}/{line}");
    let sales: BTreeMap<String, &Row> = rows
        .iter()
        .filter(|row| !row.is_return())
        .map(|row| (key(row.text("order_id"), row.text("line_no")), row))
        .collect();
    let mut returns = 0;
    for back in rows.iter().filter(|row| row.is_return()) {
        let sale = sales[&key(back.text("origin_order_id"), back.text("origin_line_no"))];
        assert!(sale.text("order_date") < back.text("order_date"));
        assert_eq!(sale.text("customer_id"), back.text("customer_id"));
        assert_eq!(sale.text("product_id"), back.text("product_id"));
        assert!(-back.int("quantity") <= sale.int("quantity"));
        assert!(back.minor("net_amount") < 0 && -back.minor("net_amount") <= sale.minor("net_amount"));
        returns += 1;
    }
    assert_eq!(returns, SMALL.truth().totals.return_lines);
    assert!(returns > 20);
}

#[test]
fn an_invoice_is_its_order_and_is_never_overpaid() {
    let mut net: BTreeMap<String, i64> = BTreeMap::new();
    let mut returned: BTreeMap<String, i64> = BTreeMap::new();
    for row in SMALL.table("orders.csv") {
        if row.is_return() {
            *returned.entry(row.text("origin_order_id").to_string()).or_default() -= row.minor("net_amount");
        } else {
            *net.entry(row.text("order_id").to_string()).or_default() += row.minor("net_amount");
        }
    }
    let invoices = SMALL.keys("invoices.csv", "invoice_id");
    let invoiced: BTreeMap<String, i64> =
        invoices.values().map(|row| (row.text("order_id").to_string(), row.minor("amount"))).collect();
    assert_eq!(invoiced, net);
    let (mut paid, mut credited) = (BTreeMap::new(), BTreeMap::new());
    for row in SMALL.keys("payments.csv", "payment_id").values() {
        let invoice = &invoices[row.text("invoice_id")];
        assert_eq!(invoice.text("customer_id"), row.text("customer_id"));
        assert!(invoice.text("invoice_date") < row.text("pay_date") && row.text("pay_date") <= "2022-12-31");
        let order = invoice.text("order_id").to_string();
        *paid.entry(order.clone()).or_insert(0) += row.minor("amount");
        if row.text("kind") == "creditnote" {
            *credited.entry(order).or_insert(0) += row.minor("amount");
        }
    }
    assert!(paid.iter().all(|(order, &amount)| 0 < amount && amount <= net[order]));
    assert_eq!(credited, returned);
}

#[test]
fn the_other_tables_refer_to_what_is_there() {
    let reps = SMALL.keys("reps.csv", "rep_id");
    let customers = SMALL.keys("customers.csv", "customer_id");
    let deals = SMALL.keys("opportunities.csv", "opportunity_id");
    let leads = SMALL.keys("leads.csv", "lead_id");
    for rep in reps.values() {
        known(&reps, rep, "manager_id");
    }
    for customer in customers.values() {
        known(&customers, customer, "parent_id");
        known(&customers, customer, "referred_by");
    }
    for deal in deals.values() {
        known(&reps, deal, "rep_id");
        known(&customers, deal, "customer_id");
        assert!(serves(&reps[deal.text("rep_id")], deal.text("created_date")));
        let closed = deal.text("closed_date");
        assert_eq!(closed.is_empty(), deal.text("status") == "open");
        assert!(closed.is_empty() || closed >= deal.text("created_date"));
    }
    for lead in leads.values() {
        known(&reps, lead, "assigned_rep");
        known(&deals, lead, "converted_opportunity_id");
        assert!(serves(&reps[lead.text("assigned_rep")], &lead.text("assigned_ts")[..10]));
    }
    for activity in SMALL.keys("activities.csv", "activity_id").values() {
        assert!(serves(&reps[activity.text("rep_id")], &activity.text("ts")[..10]));
        match activity.text("subject_type") {
            "customer" => known(&customers, activity, "subject_id"),
            "opportunity" => known(&deals, activity, "subject_id"),
            _ => assert!(leads[activity.text("subject_id")].text("assigned_ts") < activity.text("ts")),
        }
    }
    for survey in SMALL.keys("csat_surveys.csv", "response_id").values() {
        known(&reps, survey, "rep_id");
        known(&customers, survey, "customer_id");
        assert_eq!(survey.text("score").is_empty(), survey.text("response_date").is_empty());
        assert!(survey.text("sent_date") <= "2022-12-31" && survey.text("response_date") <= "2022-12-31");
    }
    for objective in SMALL.keys("objectives.csv", "objective_id").values() {
        known(&reps, objective, "rep_id");
    }
}

#[test]
fn assessments_use_the_instrument_and_known_people() {
    let reps = SMALL.keys("reps.csv", "rep_id");
    let items = SMALL.keys("instruments.csv", "item_id");
    let raters: Vec<&str> = SMALL.truth().raters.iter().map(|rater| rater.rater_key.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    for row in SMALL.table("assessments.csv") {
        known(&reps, &row, "ratee_rep_id");
        known(&items, &row, "item_id");
        assert!(raters.binary_search(&row.text("rater_key")).is_ok());
        assert_eq!(row.text("not_observed") == "true", row.text("score").is_empty());
        assert!(row.text("score").is_empty() || (1..=7).contains(&row.int("score")));
        assert!(seen.insert((row.text("assessment_id").to_string(), row.text("item_id").to_string())));
    }
}

#[test]
fn quotas_stand_for_quarters_of_service() {
    let reps = SMALL.keys("reps.csv", "rep_id");
    let rows = SMALL.table("quotas.csv");
    for row in rows.iter().filter(|row| row.text("subject_type") == "rep") {
        let rep = &reps[row.text("subject_id")];
        assert!(rep.text("hire_date") < row.text("period_end"));
        assert!(rep.text("leave_date").is_empty() || rep.text("leave_date") > row.text("period_start"));
        assert!(row.minor("value") > 0);
    }
    assert_eq!(rows.iter().filter(|row| row.text("subject_type") == "company").count(), 8);
}

#[test]
fn case_reviews_speak_of_closed_deals_by_two_reviewers_each() {
    let deals = SMALL.keys("opportunities.csv", "opportunity_id");
    let truth = SMALL.truth().cases.as_ref().unwrap();
    let mut reviewers: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for row in SMALL.table("case_reviews.csv") {
        let deal = &deals[row.text("opportunity_id")];
        assert_eq!(deal.text("rep_id"), row.text("rep_id"));
        assert!(["won", "lost"].contains(&deal.text("status")) && (1..=5).contains(&row.int("score")));
        assert!(truth.items.iter().any(|item| item.item_id == row.text("rubric_item")));
        let key = (row.text("case_id").to_string(), row.text("rubric_item").to_string());
        reviewers.entry(key).or_default().push(row.text("reviewer_key").to_string());
    }
    assert!(!reviewers.is_empty());
    assert!(reviewers.values().all(|two| two.len() == 2 && two[0] != two[1]));
}

#[test]
fn the_net_sales_of_the_orders_say_which_plans_were_met() {
    let orders = SMALL.table("orders.csv");
    let plans = SMALL.keys("improvement_plans.csv", "plan_id");
    assert_eq!(plans.len(), SMALL.truth().plans.len());
    for truth in &SMALL.truth().plans {
        let plan = &plans[&truth.plan_id];
        let within = |row: &&Row| (plan.text("start")..=plan.text("due")).contains(&row.text("order_date"));
        let own = orders.iter().filter(|row| row.text("rep_id") == plan.text("rep_id")).filter(within);
        let net: i64 = own.map(|row| row.minor("net_amount")).sum();
        assert_eq!(net >= plan.minor("check_value"), truth.met, "{truth:?}");
        assert_eq!(plan.text("status") == "done", truth.met != truth.status_is_wrong);
    }
}
