//! `attain plan`: weak drivers, proposals that load, plans that data close, training needs, role models.

use std::collections::BTreeSet;

use crate::case_reviews::{column, company, keyed};
use crate::support::{Ran, Run, Table, TinyCompany};

/// Twelve reps with the same sales, but for the last, who sells to one customer only and at deep discounts, in each of
/// two quarters; the first has no manager.
fn twelve_reps() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut orders = "order_id,order_date,customer_id,rep_id,list_amount,net_amount\n".to_string();
    let mut reps = "rep_id,name,team,manager_id,hire_date\n".to_string();
    reps += "M1,Manager,T,,2015-01-01\n";
    for rep in 1..=12 {
        let manager = if rep == 1 { "" } else { "M1" };
        reps += &format!("R{rep:02},Rep {rep},T,{manager},2019-0{}-01\n", rep % 9 + 1);
        for (quarter, month) in [(3, "08"), (4, "11")] {
            for at in 0..5 {
                // A share of 6 % and a little, for the last one of 30 %.
                let customer = if rep == 12 { 0 } else { at };
                let net = if rep == 12 { 7_000 } else { 9_300 + 20 * (rep * 7 % 5) + 3 * quarter };
                let list = 100 + 10 * (at % 2) * (rep % 3);
                orders += &format!(
                    "O{rep}-{quarter}-{at},2023-{month}-{:02},C{rep}-{customer},R{rep:02},{list}.00,{:.2}\n",
                    at + 10,
                    f64::from(list * net) / 10_000.0,
                );
            }
        }
    }
    for (table, text) in [("orders", &orders), ("reps", &reps)] {
        std::fs::write(folder.path().join(format!("{table}.csv")), text).expect("a file can be written");
        let words = format!("ingest {table}.csv --table {table} --store store");
        Run::new(&words).in_folder(folder.path()).run().exits(0);
    }
    folder
}

fn run(folder: &tempfile::TempDir, words: &str, as_of: &str) -> Ran {
    Run::new(words).words("--store store --as-of").arg(as_of).in_folder(folder.path()).run()
}

#[test]
fn a_weak_rep_gets_a_plan_that_loads_as_it_is_and_is_closed_by_data_alone() {
    let folder = twelve_reps();
    let ran = run(&folder, "plan --period 2023-Q4 --out plans.csv", "2023-12-31").exits(0);
    assert!(
        ran.stderr.contains("too few reps to adjust") && ran.stderr.contains("collection is left out"),
        "{}",
        ran.stderr
    );
    let plans = Table::from_csv_file(&folder.path().join("plans.csv"));
    let at = column(&plans, "plan_id").iter().position(|id| id == "PLAN-2024-Q1-R12-discount_rate").expect("a plan");
    let cell = |name: &str| column(&plans, name)[at].clone();
    let (value, comparable): (f64, f64) =
        (cell("before").parse().expect("a number"), cell("comparable").parse().expect("a number"));
    assert!((value - 0.30).abs() < 1e-9 && comparable < 0.08, "{value} {comparable}");
    let check: f64 = cell("check_value").parse().expect("a number");
    // The gap lasts, so half of it is the check.
    assert!((check - (value + comparable) / 2.0).abs() < 2e-4, "{check}");
    assert_eq!((cell("owner"), cell("start"), cell("due")), ("M1".into(), "2024-01-01".into(), "2024-03-31".into()));
    assert!(cell("action").starts_with("Unique selling point"), "{}", cell("action"));
    assert_eq!(cell("basis"), "all_reps_few");

    // Loaded, the plan runs, is not proposed again, and what people write does not close it.
    Run::new("ingest plans.csv --table improvement_plans --store store").in_folder(folder.path()).run().exits(0);
    let orders = "order_id,order_date,customer_id,rep_id,list_amount,net_amount\n\
                  N1,2024-02-10,C12-9,R12,100.00,95.00\nN2,2024-03-30,C12-8,R12,100.00,60.00\n";
    std::fs::write(folder.path().join("more.csv"), orders).expect("a file can be written");
    Run::new("ingest more.csv --table orders --store store").in_folder(folder.path()).run().exits(0);
    let state = |as_of: &str| {
        let ran = run(&folder, "plan --period 2023-Q4 --format csv", as_of);
        let plans = Table::from_csv(&ran.stdout);
        let ids = column(&plans, "plan_id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a plan stands there twice");
        keyed(&plans, "plan_id", "by_data")["PLAN-2024-Q1-R12-discount_rate"].clone()
    };
    assert_eq!(state("2023-12-31"), "open", "it has not begun");
    assert_eq!(state("2024-02-28"), "on_track");
    assert_eq!(state("2024-03-31"), "missed", "the late order spoilt it");
}

#[test]
fn the_data_say_which_plans_were_met_whatever_was_written() {
    let company = company();
    let plans = company.ask("plan");
    let (by_data, flags) = (keyed(&plans, "plan_id", "by_data"), keyed(&plans, "plan_id", "flags"));
    assert!(company.truth.plans.len() >= 8);
    for plan in &company.truth.plans {
        assert_eq!(by_data[&plan.plan_id], if plan.met { "met" } else { "missed" }, "{plan:?}");
        assert_eq!(flags[&plan.plan_id].contains("status_disagrees"), plan.status_is_wrong, "{plan:?}");
    }
}

#[test]
fn every_rep_is_held_against_comparable_ones_and_the_answer_can_be_reckoned_again() {
    let company = company();
    let drivers = company.ask("plan --drivers");
    // Where nothing was adjusted, the deviation is that of the median and the median deviation of all others.
    let at = |name: &str| column(&drivers, name);
    let (reps, names, values, bases) = (at("rep"), at("driver"), at("value"), at("basis"));
    let (comparable, z) = (at("comparable"), at("robust_z"));
    let number = |text: &String| text.parse::<f64>().expect("a number");
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        (values[(values.len() - 1) / 2] + values[values.len() / 2]) / 2.0
    };
    let mut checked = 0;
    for row in (0..reps.len()).filter(|&row| bases[row].starts_with("all_reps") && names[row] == "close_rate") {
        let others: Vec<f64> = (0..reps.len())
            .filter(|&other| names[other] == names[row] && other != row && !values[other].is_empty())
            .map(|other| number(&values[other]))
            .collect();
        let median = middle(others.clone());
        let spread = 1.4826 * middle(others.iter().map(|value| (value - median).abs()).collect());
        assert!((number(&comparable[row]) - median).abs() < 2e-6, "{}", reps[row]);
        assert!((number(&z[row]) - (number(&values[row]) - median) / spread).abs() < 1e-3, "{}", reps[row]);
        checked += 1;
    }
    assert!(checked > 5 || bases.iter().any(|basis| basis == "tenure_size"), "{bases:?}");
    let one = company.ask("plan --drivers --rep R0003");
    assert!(column(&one, "rep").iter().all(|rep| rep == "R0003") && !one.rows.is_empty());
}

#[test]
fn training_counts_reps_times_gaps_and_what_no_number_shows_says_so() {
    let needs = company().ask("plan --training");
    assert_eq!(needs.rows.len(), attain::appraisal::topics().len());
    for row in 0..needs.rows.len() {
        let cell = |name: &str| column(&needs, name)[row].clone();
        let number = |name: &str| cell(name).parse::<f64>().unwrap_or(0.0);
        assert!((number("reps") * number("gap_mean") - number("need")).abs() < 1e-4, "{}", cell("topic"));
        if cell("only_through_ratings") == "true" {
            assert_eq!((cell("reps").as_str(), cell("gap_mean").as_str()), ("0", ""));
        }
    }
    let need: Vec<f64> = column(&needs, "need").iter().map(|need| need.parse().expect("a number")).collect();
    assert!(need.windows(2).all(|two| two[0] >= two[1]) && need[0] > 0.0);
}

#[test]
fn clearly_low_ratings_lead_to_topics_that_no_number_shows() {
    let folder = twelve_reps();
    Run::new("rate --starter --out instruments.csv").in_folder(folder.path()).run();
    let starter = Table::from_csv_file(&folder.path().join("instruments.csv"));
    let items = starter.only(&["instrument_id", "item_id", "dimension"]);
    let mut rows =
        "assessment_id,cycle_id,ratee_rep_id,rater_key,rater_group,instrument_id,item_id,score,not_observed,\
                    submitted_at\n"
            .to_string();
    for rep in 1..=12 {
        let peers = [1, 2, 3, 5].map(|step| (format!("R{:02}", (rep + step - 1) % 12 + 1), "peer"));
        for (rater, group) in peers.into_iter().chain([("M1".to_string(), "manager")]) {
            for item in items.iter().filter(|item| ["storytelling", "questioning", "closing"].contains(&&*item[2])) {
                // The fifth rep tells no stories; the sixth stands in the middle of the scale, which is not low.
                let score = match (rep, item[2].as_str()) {
                    (5, "storytelling") => 1 + (rater.len() + rows.len()) % 2,
                    (6, "storytelling") => 4,
                    _ => 5 + rows.len() % 2,
                };
                let id = rows.len();
                rows += &format!(
                    "A{id},2023,R{rep:02},{rater},{group},{},{},{score},false,2023-11-20T12:00:00\n",
                    item[0], item[1]
                );
            }
        }
    }
    std::fs::write(folder.path().join("assessments.csv"), rows).expect("a file can be written");
    for table in ["instruments", "assessments"] {
        let words = format!("ingest {table}.csv --table {table} --store store");
        let ran = Run::new(&words).in_folder(folder.path()).run();
        assert!(ran.code <= 1, "{}", ran.stderr);
    }
    let ran = run(&folder, "plan --training --period 2023-Q4", "2023-12-31");
    let needs = Table::from_csv(&ran.stdout).only(&["topic", "rated_reps", "only_through_ratings", "rated_who"]);
    let rated: Vec<&Vec<String>> = needs.iter().filter(|need| need[1] != "0").collect();
    assert_eq!(rated, [&["storytelling", "1", "true", "R05"].map(String::from).to_vec()]);
    let ran = run(&folder, "review --period 2023-Q4 --out pack", "2023-12-31");
    assert!(ran.code <= 1, "{}", ran.stderr);
    let page = std::fs::read_to_string(folder.path().join("pack/review.html")).expect("the page is there");
    assert_eq!(page.matches("because of what people rated low; no number can show it").count(), 1);
}

#[test]
fn role_models_are_a_quarter_and_their_ways_an_association() {
    let ran = company().command("plan --role-models --format csv").run().exits(0);
    assert!(ran.stderr.contains("association, not a cause"), "{}", ran.stderr);
    let models = Table::from_csv(&ran.stdout);
    for row in 0..models.rows.len() {
        let cell = |name: &str| column(&models, name)[row].clone();
        if cell("null_reason").is_empty() {
            let (p, q): (f64, f64) = (cell("p").parse().expect("p"), cell("q").parse().expect("q"));
            assert!(p > 0.0 && p <= q && q <= 1.0, "{p} {q}");
            assert_ne!(cell("behaviour"), cell("metric_id"));
            assert_eq!(cell("standing") == "no_clear_difference", q > 0.10);
            let models: usize = cell("models").split(' ').count();
            assert!((3..=5).contains(&models), "{models} of some 19 reps");
        }
    }
    assert!(ran.stderr.contains("activities"), "the behaviours that are not known are named: {}", ran.stderr);
}

const PLANS: &str = "\
plan_id,rep_id,gap_metric,action,owner,start,due,check_metric,check_value,status
A,R1,revenue_net,Call,M,2024-04-01,2024-06-30,revenue_net,30,closed
B,R1,revenue_net,Call,M,2024-04-01,2024-06-30,,,closed
C,R1,revenue_net,Call,M,2024-04-01,2024-06-30,revenue_nett,30,
D,R1,revenue_net,Call,M,2024-06-30,2024-04-01,revenue_net,30,
E,R7,revenue_net,Call,M,2024-04-01,2024-06-30,revenue_net,30,
F,R2,revenue_net,Call,,2024-04-01,2024-06-30,win_rate.closed,0.3,done
G,R2,revenue_net,Call,M,2024-04-01,,revenue_net,30,
H,R2,revenue_net,Call,M,2024-04-01,2024-06-30,grade,1,
I,R2,revenue_net,Call,M,2024-04-01,2024-06-30,revenue_net,60.25,open
";

#[test]
fn a_plan_that_cannot_be_closed_says_why_and_the_rest_goes_on() {
    let company = TinyCompany::loaded();
    company.write("plans.csv", PLANS);
    company.run("ingest plans.csv --table improvement_plans").exits(0);
    let ran = company.run("plan --period 2024-Q2 --as-of 2024-07-01 --format csv").exits(1);
    let plans = Table::from_csv(&ran.stdout);
    let (by_data, flags) = (keyed(&plans, "plan_id", "by_data"), keyed(&plans, "plan_id", "flags"));
    let state = |plan: &str| format!("{} {}", by_data[plan], flags[plan]);
    assert_eq!(state("A"), "met ");
    assert_eq!(state("B"), "overdue no_check_metric status_disagrees");
    assert_eq!(state("C"), "overdue unknown_metric");
    assert_eq!(state("D"), "overdue due_before_start");
    assert_eq!(state("E"), "overdue unknown_rep");
    assert_eq!(state("F"), "overdue table_missing no_owner status_disagrees");
    assert_eq!(state("G"), "open no_due");
    assert_eq!(state("H"), "overdue unknown_metric");
    assert_eq!(state("I"), "met status_disagrees");
    for said in ["cannot be closed by data", "see revenue_net", "due before it begins", "--table opportunities"] {
        assert!(ran.stderr.contains(said), "`{said}` is missing in {}", ran.stderr);
    }
    let zh = company.run("plan --period 2024-Q2 --as-of 2024-07-01 --format table --lang zh").exits(1);
    assert!(zh.stdout.contains("逾期未判") && zh.stderr.contains("无法用数据判定"), "{}{}", zh.stdout, zh.stderr);
}

#[test]
fn a_rep_whom_nobody_knows_and_a_company_without_plans_are_told_apart() {
    let ran = TinyCompany::loaded().run("plan --rep R9").exits(2);
    assert!(ran.stderr.contains("there is no rep `R9`"), "{}", ran.stderr);
    let ran = TinyCompany::loaded().run("plan --period 2024-Q2 --as-of 2024-06-30 --format csv").exits(0);
    assert!(
        ran.stderr.contains("no plan has been agreed yet") && ran.stderr.contains("No plan is proposed"),
        "{}",
        ran.stderr
    );
}
