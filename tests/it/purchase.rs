//! Repeat-purchase models at the command line: the report, the customers, the reps' books, and files that are no
//! summaries.

use serde_json::Value;

use crate::support::{Run, TinyCompany, example};

#[test]
fn the_report_states_its_fit_and_holds_its_chances_against_what_came() {
    for model in ["bgnbd", "mbgnbd", "paretonbd"] {
        let ran = example().command(&format!("purchase --model {model} --horizon 180")).run();
        assert!(ran.code <= 1, "{}", ran.stderr);
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(report["model"], model);
        assert_eq!(report["status"] == "converged", ran.code == 0, "open parameters are a finding: {report}");
        assert_eq!(report["parameters"].as_array().map(Vec::len), Some(4));
        let held = &report["stated_vs_realised"];
        let groups = held["groups"].as_array().expect("the example is long enough");
        assert_eq!(groups.len(), 5);
        let stated: f64 = groups.iter().map(|group| group["stated"].as_f64().expect("a chance")).sum::<f64>() / 5.0;
        assert!((0.0..=1.0).contains(&stated));
        assert!(held["purchases"].as_u64() > Some(0));
    }
}

#[test]
fn the_reps_books_add_up_to_the_customers() {
    let customers = example().ask("purchase --by customer --horizon 180");
    let books = example().ask("purchase --by rep --horizon 180");
    let sum = |values: Vec<&str>| values.iter().map(|value| value.parse::<f64>().expect("a number")).sum::<f64>();
    assert_eq!(sum(books.values("customers")), customers.rows.len() as f64);
    for (of_books, of_customers) in [
        ("expected_buyers", "p_repeat_h"),
        ("expected_purchases", "expected_purchases"),
        ("expected_revenue", "expected_revenue"),
        ("clv_model", "clv_model"),
    ] {
        let (whole, parts) = (sum(books.values(of_books)), sum(customers.values(of_customers)));
        assert!((whole / parts - 1.0).abs() < 1e-9 && whole > 0.0, "{of_books}: {whole} against {parts}");
    }
    assert!(sum(books.values("clv_model")) < sum(books.values("expected_revenue")), "the discount counts");
}

#[test]
fn a_summary_file_is_enough() {
    let company = TinyCompany::empty();
    let mut text = "customer_id,frequency,recency,T,monetary_value\n".to_string();
    for i in 0..200 {
        let frequency = i % 4;
        let recency = if frequency == 0 { 0.0 } else { 3.0 + f64::from(i % 23) };
        text += &format!("c{i},{frequency},{recency},{},{}\n", 30 + i % 9, 10 + i % 17);
    }
    company.write("summary.csv", text);
    let report = Run::new("purchase --summary summary.csv").in_folder(company.folder()).run();
    let report: Value = serde_json::from_str(&report.stdout).expect("JSON");
    assert_eq!((&report["n"], &report["repeaters"]), (&200.into(), &150.into()));
    assert_eq!(report["time_unit"], "that of the file");
    let worth = Run::new("purchase --summary summary.csv --model gammagamma").in_folder(company.folder()).run();
    let worth: Value = serde_json::from_str(&worth.stdout).expect("JSON");
    assert_eq!(worth["parameters"].as_array().map(Vec::len), Some(3));
    assert_eq!(worth["n"], 150);
}

#[test]
fn a_file_that_is_no_summary_is_named_with_line_and_way_out() {
    let company = TinyCompany::empty();
    let complaint = |text: &str| {
        company.write("summary.csv", text);
        Run::new("purchase --summary summary.csv").in_folder(company.folder()).run().exits(3).stderr
    };
    let start = "customer_id,frequency,recency,T\n";
    let message = complaint(&format!("{start}a,1,2,3\nb,1,x,3\n"));
    assert!(message.contains("`summary.csv` line 3: `recency` is `x`, not a number"), "{message}");
    let message = complaint(&format!("{start}a,1.5,2,3\n"));
    assert!(message.contains("line 2: `frequency` is `1.5`, not a whole number of 0 or more"), "{message}");
    let message = complaint(&format!("{start}a,1,4,3\n"));
    assert!(
        message.contains("line 2: frequency 1, recency 4, age 3: the recency is greater than the age"),
        "{message}"
    );
    let message = complaint("customer_id,frequency,T\na,1,2\n");
    assert!(message.contains("no column `recency`") && message.contains("hint: the columns are"), "{message}");
    let message = complaint(&format!("{start}a,0,0,3\n"));
    assert!(message.contains("0 customers bought again, and the model needs at least 3"), "{message}");
    let message = complaint(start);
    assert!(message.contains("there are no customers to learn from"), "{message}");
}

#[test]
fn customers_who_are_all_alike_leave_the_parameters_open_and_the_answer_keeps_both_lists() {
    let company = TinyCompany::empty();
    let rows: String = (0..500).map(|at| format!("C{at},2,10,30\n")).collect();
    company.write("alike.csv", format!("customer_id,frequency,recency,T\n{rows}"));
    let ran = company.run("purchase --summary alike.csv").exits(1);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("the answer is JSON");
    assert_eq!(answer["status"], "open");
    assert!(answer["parameters"][0]["value"].is_number(), "{}", ran.stdout);
    assert!(answer["open_parameters"][0].is_string(), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("\"parameters\":").count(), 1, "{}", ran.stdout);
}
