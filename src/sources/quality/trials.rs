//! Whole examinations of small stores: files are read, laid down as tables and examined.

use polars::prelude::IntoLazy;

use super::super::trial::read;
use super::*;

fn stored(files: &[(&str, &str)]) -> StoredTables {
    let mut tables = StoredTables::default();
    for (table, text) in files {
        let loaded = read(table, text).unwrap();
        assert_eq!(loaded.issues, [], "{table}");
        let rows = loaded.frame.height() as u64;
        tables.insert(StoredTable::open(table, loaded.frame.lazy(), rows).unwrap());
    }
    tables
}

fn examined(files: &[(&str, &str)]) -> Examination {
    examined_with("", files)
}

fn examined_with(rules: &str, files: &[(&str, &str)]) -> Examination {
    let checks: CheckSettings = toml::from_str(&format!("[rules]\n{rules}")).unwrap();
    let today = Day::from_ymd(2025, 1, 1);
    let terms = Terms { today, as_of: None, history_is_whole: false, currency: "USD", checks: &checks };
    examine(&stored(files), &terms).unwrap()
}

/// (column, count, examples) of a check's findings.
fn found(examination: &Examination, check: &str) -> Vec<(String, u64, String)> {
    let own = examination.findings.iter().filter(|finding| finding.check == check);
    own.map(|finding| (finding.column.clone(), finding.count, finding.examples.join("; "))).collect()
}

fn told(column: &str, count: u64, examples: &str) -> Vec<(String, u64, String)> {
    vec![(column.to_string(), count, examples.to_string())]
}

/// `columns` of orders, one row a line, with an id and a day each.
fn orders(columns: &str, rows: &[&str]) -> String {
    let mut text = format!("order_id,order_date,{columns}\n");
    for (at, row) in rows.iter().enumerate() {
        let day = Day::from_ymd(2024, 1, 1).unwrap().plus_days(at as i32 % 300);
        text.push_str(&format!("O{at},{day},{row}\n"));
    }
    text
}

#[test]
fn clean_tables_raise_no_doubt() {
    let rows: Vec<String> = (0..90).map(|at| format!("R{},C{},{}", at % 2, at % 9, 100 + at)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let customers: String = (0..9).map(|at| format!("C{at},2023-12-20\n")).collect();
    let files = [
        ("orders", orders("rep_id,customer_id,amount", &rows)),
        ("reps", "rep_id,hire_date,manager_id\nR0,2023-12-20,R0\nR1,2023-12-20,R0\n".to_string()),
        ("customers", format!("customer_id,created_date\n{customers}")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(table, text)| (*table, text.as_str())).collect();
    let examination = examined(&files);
    assert_eq!(examination.findings, []);
    assert_eq!(examination.reps_of_orders, ["R0", "R1"]);
    assert_eq!(examination.order_days, Some((Day::from_ymd(2024, 1, 1).unwrap(), Day::from_ymd(2024, 3, 30).unwrap())));
}

#[test]
fn ids_of_every_table_are_looked_up_in_the_table_they_point_to() {
    let examination = examined(&[
        ("orders", "order_id,order_date,amount,rep_id\nA,2024-01-05,5,R1\nB,2024-01-06,5,R7\n"),
        ("reps", "rep_id,name\nR1,Ann\n"),
        ("customers", "customer_id,name\n00042,Acme\n"),
        ("invoices", "invoice_id,order_id,customer_id,invoice_date,due_date,amount\nI1,Z,42,2024-01-05,2024-02-05,5\n"),
        (
            "activities",
            "activity_id,rep_id,ts,subject_type,subject_id\nX,R1,2024-01-05,customer,C9\nY,R1,2024-01-05,lead,C9\n",
        ),
    ]);
    let orphans: Vec<(&str, &str, &str, String)> = examination
        .findings
        .iter()
        .filter(|found| found.check == "orphan_ids")
        .map(|found| (found.table.as_str(), found.column.as_str(), found.variant, found.examples.join("; ")))
        .collect();
    let expected = [
        ("orders", "rep_id", "", "R7".to_string()),
        ("invoices", "customer_id", "leading-zeros", "42 → 00042".to_string()),
        ("invoices", "order_id", "", "Z".to_string()),
        // There is no table of leads, so the lead is not looked up.
        ("activities", "subject_id", "", "C9".to_string()),
    ];
    assert_eq!(orphans, expected);
}

#[test]
fn without_a_table_of_reps_those_of_the_orders_are_known() {
    let examination = examined(&[
        ("orders", "order_id,order_date,amount,rep_id\nA,2024-01-05,5,R1\n"),
        ("objectives", "objective_id,rep_id,period\nX,R1,2024\nY,R2,2024\n"),
    ]);
    assert_eq!(found(&examination, "orphan_ids"), told("rep_id", 1, "R2"));
}

#[test]
fn returns_name_a_sale_that_is_there() {
    let text = "order_id,order_date,amount,line_type,origin_order_id
A,2024-01-05,5,sale,\nB,2024-01-06,-5,return,A\nC,2024-01-06,-5,return,\nD,2024-01-07,-5,return,ZZ\n";
    let examination = examined(&[("orders", text)]);
    assert_eq!(found(&examination, "return_without_origin"), told("origin_order_id", 1, "C"));
    assert_eq!(found(&examination, "return_of_unknown_sale"), told("origin_order_id", 1, "ZZ"));
}

#[test]
fn the_same_sale_under_another_order_may_be_a_repetition_and_under_its_own_is_none() {
    let text = "order_id,line_no,order_date,customer_id,product_id,quantity,amount
A,1,2024-01-05,C1,P1,2,10\nA,2,2024-01-05,C1,P1,2,10\nB,1,2024-01-05,C1,P1,2,10\nC,1,2024-01-06,C1,P1,2,10
D,1,2024-01-07,,P1,2,10\nE,1,2024-01-07,,P1,2,10\n";
    assert_eq!(found(&examined(&[("orders", text)]), "possible_repeats"), told("order_id", 1, "B"));
    let own = "order_id,line_no,order_date,customer_id,amount\nA,1,2024-01-05,C1,10\nA,2,2024-01-05,C1,10\n";
    assert_eq!(found(&examined(&[("orders", own)]), "possible_repeats"), []);
}

#[test]
fn an_amount_far_from_the_rep_s_own_is_an_outlier_and_another_rep_s_usual_one_is_none() {
    let mut rows: Vec<String> = (0..60).map(|at| format!("R1,{}", 90 + at % 20)).collect();
    rows.extend((0..60).map(|at| format!("R2,{}", 90_000 + at * 100)));
    rows.push("R1,90000".to_string());
    rows.push("R1,0.1".to_string());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let examination = examined(&[("orders", &orders("rep_id,amount", &rows))]);
    let expected = told("net_amount", 2, "O121 (R1, 2024-05-01); O120 (R1, 2024-04-30)");
    assert_eq!(found(&examination, "amount_outlier"), expected);
}

#[test]
fn where_no_order_names_a_rep_all_sales_are_one_history() {
    let mut rows: Vec<String> = (0..60).map(|at| (90 + at % 20).to_string()).collect();
    rows.push("90000".to_string());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let examination = examined(&[("orders", &orders("amount", &rows))]);
    assert_eq!(found(&examination, "amount_outlier"), told("net_amount", 1, "O60 (2024-03-01)"));
    assert!(examination.reps_of_orders.is_empty());
}

/// A rep with one sale a month from 2022 to 2024, 1000 and a little, except where `odd` says otherwise.
fn monthly(odd: &[(usize, i64)]) -> String {
    let mut text = "order_id,order_date,amount,rep_id\n".to_string();
    for month in 0..36 {
        let amount = odd.iter().find(|(at, _)| *at == month).map_or(1000 + month as i64 * 7, |(_, amount)| *amount);
        text.push_str(&format!("M{month},{}-{:02}-15,{amount},R1\n", 2022 + month / 12, month % 12 + 1));
    }
    text
}

#[test]
fn a_month_far_from_the_rep_s_other_months_is_named_and_the_edges_are_not_judged() {
    let text = monthly(&[(0, 9_000_000), (20, 90_000), (35, 1)]);
    assert_eq!(found(&examined(&[("orders", &text)]), "month_outlier"), told("net_amount", 1, "R1 2023-09"));
}

#[test]
fn quotas_are_held_against_the_rep_s_past_and_the_years_of_the_data() {
    let quotas = "subject_id,period_start,period_end,value
R1,2024-01-01,2024-01-31,1200\nR1,2024-02-01,2024-02-29,12000\nR1,2024-01-01,2024-03-31,3600
R1,2024-01-01,2024-12-31,1000\nR1,2031-01-01,2031-01-31,1100\nR9,2024-01-01,2024-01-31,1\n";
    let examination = examined(&[("orders", &monthly(&[])), ("quotas", quotas)]);
    assert_eq!(
        found(&examination, "quota_far_from_history"),
        told("value", 1, "R1 2024-02 (10.69 ×)"),
        "a year has too few periods before it to be judged"
    );
    assert_eq!(found(&examination, "quota_outside_years"), told("period_start", 1, "R1 2031-01"));
}

#[test]
fn quotas_of_the_company_and_of_units_are_named_as_not_used() {
    let quotas = "subject_type,subject_id,period_start,period_end,value,status
rep,R1,2024-01-01,2024-01-31,5,locked\nunit,U,2024-01-01,2024-01-31,5,\ncompany,Z,2024-01-01,2024-01-31,5,
unit,U,2024-02-01,2024-02-29,5,draft\n";
    let examination = examined(&[("orders", &monthly(&[])), ("quotas", quotas)]);
    let unused = examination.findings.iter().find(|found| found.check == "quota_not_used").unwrap();
    assert_eq!((unused.count, &unused.details[0].1), (2, &Detail::Text("company, unit".to_string())));
}

#[test]
fn days_that_cannot_be_are_named() {
    let examination = examined(&[
        ("orders", "order_id,order_date,amount,rep_id\nA,2024-01-05,5,R1\nB,2024-06-06,5,R1\nC,2024-03-06,5,R1\n"),
        ("reps", "rep_id,hire_date,leave_date\nR1,2024-02-01,2024-05-31\nR2,2024-02-01,2023-05-31\n"),
        ("payments", "payment_id,pay_date,amount\nP,2025-06-01,5\n"),
        ("contests", "contest_id,start,end\nK,2024-02-01,2024-01-01\n"),
    ]);
    assert_eq!(found(&examination, "outside_service"), told("order_date", 2, "A; B"));
    assert_eq!(found(&examination, "future_date"), told("pay_date", 1, "2025-06-01"));
    let reversed = found(&examination, "dates_reversed");
    let shown: Vec<&str> = reversed.iter().map(|(_, _, examples)| examples.as_str()).collect();
    assert_eq!(shown, ["R2 (2024-02-01 – 2023-05-31)", "K (2024-02-01 – 2024-01-01)"]);
}

#[test]
fn a_business_older_than_its_orders_makes_first_purchases_doubtful() {
    let customers = "customer_id,created_date\nC1,2019-01-01\nC2,2021-12-20\n";
    let files = [("orders", &*monthly(&[])), ("customers", customers)];
    assert_eq!(found(&examined(&files), "left_censoring"), told("created_date", 1, ""));
}

#[test]
fn deals_invoices_scores_weights_and_owners_that_contradict_themselves_are_named() {
    let examination = examined(&[
        (
            "opportunities",
            "opportunity_id,rep_id,status,created_date,closed_date,currency
D1,R1,won,2024-01-01,,\nD2,R1,lost,2024-02-01,2024-01-01,\nD3,R1,open,2024-01-01,2024-02-01,EUR\nD4,R1,open,,,usd\n",
        ),
        (
            "invoices",
            "invoice_id,customer_id,invoice_date,due_date,amount
I1,C1,2024-01-05,2024-02-05,50\nI2,C1,2024-01-05,2024-01-01,50\nI3,C1,2024-01-05,2024-02-05,50\n",
        ),
        (
            "payments",
            "payment_id,invoice_id,pay_date,amount,kind
P1,I1,2024-02-01,30,cash\nP2,I1,2024-02-02,30,cash\nP3,I2,2024-01-01,50,cash\nP4,I3,2024-01-01,50,prepay\n",
        ),
        ("instruments", "instrument_id,item_id,scale_min,scale_max\nBARS,1,1,5\n"),
        (
            "assessments",
            "assessment_id,cycle_id,ratee_rep_id,rater_key,rater_group,instrument_id,item_id,score
A1,1,R1,k,peer,BARS,1,5\nA2,1,R1,k,peer,BARS,1,6\nA3,1,R1,k,peer,BARS,1,\n",
        ),
        ("csat_surveys", "response_id,customer_id,kind,score\nS1,C1,nps,10\nS2,C1,csat,7\nS3,C1,nps,11\n"),
        (
            "objectives",
            "objective_id,rep_id,period,weight\nG1,R1,2024,60\nG2,R1,2024,40\nG3,R2,2024,70\nG4,R3,2024,0.5\nG5,R3,2024,0.5\n",
        ),
        (
            "account_owners",
            "customer_id,rep_id,valid_from,valid_to\nC1,R1,2024-01-01,2024-06-30\nC1,R2,2024-06-30,\nC2,R1,2024-01-01,2024-01-31\nC2,R2,2024-02-01,\n",
        ),
    ]);
    assert_eq!(found(&examination, "closed_without_date"), told("closed_date", 1, "D1"));
    assert_eq!(found(&examination, "closed_while_open"), told("closed_date", 1, "D3"));
    assert_eq!(found(&examination, "currency_without_rate"), told("currency", 1, "D3"));
    assert_eq!(found(&examination, "paid_over_invoice"), told("amount", 1, "I1"));
    assert_eq!(found(&examination, "paid_before_invoice"), told("pay_date", 1, "I2"));
    let scores = [told("score", 1, "A2 1 (6)"), told("score", 2, "S2 (7); S3 (11)")].concat();
    assert_eq!(found(&examination, "score_outside_scale"), scores);
    assert_eq!(found(&examination, "objective_weights"), told("weight", 1, "R2 2024 (70.0000)"));
    assert_eq!(found(&examination, "owner_overlap"), told("valid_from", 1, "C1"));
    let reversed = found(&examination, "dates_reversed");
    assert_eq!(reversed.len(), 2, "a deal closed before it was created, an invoice due before its date: {reversed:?}");
}

#[test]
fn what_the_load_let_pass_is_told_of_the_store() {
    let examination = examined(&[
        ("org_units", "unit_id,parent_id\nA,B\nB,A\n"),
        ("credits", "order_id,rep_id,share,credit_type\nO1,R1,0.4,direct\nO1,R2,0.4,direct\nO2,R1,1,direct\n"),
        ("rep_assignments", "rep_id,unit_id,valid_from\nR1,A,2024-01-01\nR1,B,2024-02-01\n"),
    ]);
    assert_eq!(found(&examination, "unit_cycle"), told("parent_id", 2, "A → B; B → A"));
    assert_eq!(found(&examination, "credit_shares"), told("share", 2, "O1; O1"));
    assert_eq!(found(&examination, "assignment_shares"), told("share", 1, "R1 B 2024-02-01"));
}

#[test]
fn coverage_is_counted_in_rows_and_in_amounts_with_cancelled_lines_left_out() {
    let text = "order_id,order_date,amount,cost,line_type
A,2024-01-05,80,60,sale\nB,2024-01-06,-10,,return\nC,2024-01-07,10,,sale\nD,2024-01-07,500,,cancel\n";
    let examination = examined(&[("orders", text)]);
    let cost = examination.coverage.iter().find(|column| column.column == "cost_amount").unwrap();
    assert_eq!((cost.rows, cost.filled, cost.revenue_share), (4, 1, Some(0.8)));
    let partial = examination.findings.iter().find(|found| found.check == "partial_revenue").unwrap();
    assert_eq!((partial.column.as_str(), partial.count), ("cost_amount", 3));
    assert!(matches!(partial.details[0], ("without", Detail::Share(share)) if (share - 0.2).abs() < 1e-12));
}

#[test]
fn what_is_ignored_is_not_told_and_what_is_ignored_by_default_can_be_asked_for() {
    let text = "order_id,order_date,amount,cost,line_type\nA,2024-01-05,5,9,sale\nC,2024-01-06,-5,,return\n";
    let files = [("orders", text)];
    assert_eq!(found(&examined(&files), "below_cost"), []);
    let examination = examined_with("below_cost = 'warn'\nreturn_without_origin = 'ignore'", &files);
    assert_eq!(found(&examination, "below_cost"), told("cost_amount", 1, ""));
    assert_eq!(found(&examination, "return_without_origin"), []);
}
