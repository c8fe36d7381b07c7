//! Repeat-purchase models at the command line: the report, the customers, the reps' books, and files that are no
//! summaries.

use serde_json::Value;

use crate::support::{Run, Table, TinyCompany, example};

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
fn customers_are_told_in_words_and_cents_with_what_being_alive_is_worth() {
    for (language, chance, caveat) in
        [("en", "chance to buy", "for everybody who bought once"), ("zh", "购买概率", "只购买过一次的客户")]
    {
        let ran = example().command(&format!("purchase --by customer --format table --lang {language}")).run();
        assert!(ran.code <= 1 && ran.stderr.contains(caveat), "{}", ran.stderr);
        assert!(ran.stdout.contains(chance) && !ran.stdout.contains("p_repeat_h"), "{}", &ran.stdout[..2_000]);
        // No amount has more digits than the currency.
        let long = |word: &str| {
            word.split_once('.').is_some_and(|(whole, rest)| {
                whole.replace(',', "").parse::<u64>().is_ok_and(|whole| whole > 99) && rest.len() > 2
            })
        };
        let found: Vec<&str> = ran.stdout.split_whitespace().filter(|word| long(word)).take(3).collect();
        assert!(found.is_empty(), "{found:?}");
    }
    let other = example().command("purchase --by customer --model mbgnbd --format csv").run();
    assert!(other.stderr.contains("nobody ever sees") && !other.stderr.contains("bought once"), "{}", other.stderr);
}

#[test]
fn whether_the_chances_held_is_told_in_a_sentence() {
    for (language, holds, fails) in
        [("en", "The stated chances held", "The stated chances did not hold"), ("zh", "区间之内", "区间之外")]
    {
        let ran = example().command(&format!("purchase --horizon 180 --lang {language}")).run();
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let groups = report["stated_vs_realised"]["groups"].as_array().expect("five groups");
        let is_off = |group: &&Value| {
            let number = |key: &str| group[key].as_f64().expect("a number");
            let hits = (number("realised") * number("n")).round() as i64;
            let came = attain::measures::wilson_95(hits, number("n") as i64).expect("customers");
            number("stated") < came.lower || number("stated") > came.upper
        };
        let wanted = if groups.iter().any(|group| is_off(&group)) { fails } else { holds };
        assert!(ran.stderr.contains(wanted), "{wanted}: {}", ran.stderr);
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
fn a_value_in_gross_profit_is_what_the_costs_leave_of_it() {
    let company = TinyCompany::empty();
    let first: attain::calendar::Day = "2023-01-02".parse().expect("a day");
    let mut orders = "order_id,order_date,customer_id,rep_id,net_amount,cost_amount\n".to_string();
    for customer in 0..200 {
        for purchase in 0..1 + customer % 4 {
            let day = first.plus_days(customer % 60 + purchase * (9 + customer % 23));
            let amount = 10 + customer * 7 % 23 + purchase;
            // Half of every amount is cost.
            orders +=
                &format!("O{customer}-{purchase},{day},C{customer:03},R1,{amount}.00,{}\n", f64::from(amount) / 2.0);
        }
    }
    company.write("orders.csv", &orders);
    company.run("ingest orders.csv --table orders").exits(0);
    let ask = |words: &str| company.run(&format!("purchase --as-of 2023-06-30 {words}"));
    let numbers = |words: &str, column: &str| -> Vec<f64> {
        let table = Table::from_csv(&ask(&format!("--by customer {words}")).stdout);
        table.values(column).iter().map(|value| value.parse().expect("a number")).collect()
    };
    let (margin, revenue) = (numbers("--worth margin", "clv_model"), numbers("", "clv_model"));
    assert_eq!(margin.len(), 200);
    // The two fits stop where they no longer gain, which is not quite the same place.
    for (margin, revenue) in margin.iter().zip(&revenue) {
        assert!((margin / revenue - 0.5).abs() < 1e-3, "{margin} of {revenue}");
    }
    assert_eq!(numbers("--worth margin", "expected_revenue"), numbers("", "expected_revenue"));
    let told = Table::from_csv(&ask("--by rep --worth margin").stdout);
    assert_eq!(told.values("worth"), ["margin"]);
    let said = ask("--by rep --worth margin").stderr;
    assert!(!said.contains("without a cost"), "all costs are known: {said}");
    // A repeat purchase without a cost takes one customer's margin away, and is told.
    company.write("more.csv", "order_id,order_date,customer_id,rep_id,net_amount\nX,2023-06-01,C001,R1,5.00\n");
    company.run("ingest more.csv --table orders");
    let said = ask("--by rep --worth margin").stderr;
    assert!(said.contains("of 150 customers who bought again, 1 have a line without a cost"), "{said}");
    let refused = Run::new("purchase --summary none.csv --worth margin").in_folder(company.folder()).run().exits(2);
    assert!(refused.stderr.contains("a summary file has no costs"), "{}", refused.stderr);
}

#[test]
fn what_came_back_later_is_taken_off_the_purchase_that_it_names_and_the_rest_is_told() {
    let first: attain::calendar::Day = "2023-01-02".parse().expect("a day");
    // Of each purchase from the first on, or of the first alone, half comes back five days later.
    let store = |returned: i32, named: bool| {
        let company = TinyCompany::empty();
        let mut orders = "order_id,order_date,customer_id,rep_id,line_type,net_amount,origin_order_id\n".to_string();
        for customer in 0..60 {
            for purchase in 0..3 {
                let day = first.plus_days(customer % 30 + purchase * (20 + customer % 7));
                let (id, amount) = (format!("O{customer}-{purchase}"), 100 + customer % 13 * 10);
                orders += &format!("{id},{day},C{customer:02},R1,sale,{amount}.00,\n");
                if purchase < returned {
                    let (day, origin) = (day.plus_days(5), if named { id.as_str() } else { "" });
                    orders += &format!("B{id},{day},C{customer:02},R1,return,-{}.00,{origin}\n", amount / 2);
                }
            }
        }
        company.write("orders.csv", &orders);
        company.run("ingest orders.csv --table orders").exits(0);
        company
    };
    let worth = |company: &TinyCompany| {
        let ran = company.run("purchase --model gammagamma --as-of 2023-06-30");
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        (answer["mean_purchase"].as_f64().expect("a mean"), ran.stderr)
    };
    let (whole, said) = worth(&store(0, true));
    assert!(!said.contains("gave back"), "{said}");
    let (kept, said) = worth(&store(3, true));
    assert!((kept / whole - 0.5).abs() < 1e-3 && !said.contains("gave back"), "{kept} of {whole}: {said}");
    let (of_first, said) = worth(&store(1, true));
    assert_eq!(of_first, whole, "the first purchase is not among the repeat purchases: {said}");
    let unknown = store(3, false);
    let (unknown_sale, said) = worth(&unknown);
    assert_eq!(unknown_sale, whole);
    assert!(said.contains("Of what customers gave back, 100% ("), "{said}");
    let said = unknown.run("purchase --by rep --as-of 2023-06-30 --lang zh").stderr;
    assert!(said.contains("客户退货金额中有 100%（"), "{said}");
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
    for (language, told) in [("en", "--summary reads no store"), ("zh", "--summary 不读取存储")] {
        let words = format!("purchase --summary summary.csv --as-of 2024-06-30 --lang {language}");
        let refused = Run::new(&words).in_folder(company.folder()).run().exits(2);
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
    }
    let csv = Run::new("purchase --summary summary.csv --by customer --discount 0.2 --format csv")
        .in_folder(company.folder());
    let table = Table::from_csv(&csv.run().stdout);
    assert!(table.values("discount").iter().all(|value| *value == "0.2"), "the discount of the value is told");
    // Who sent everything back bought again all the same.
    let negative = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[4] = if cells[1] == "frequency" { cells[4] } else { "-5" };
        cells.join(",") + "\n"
    };
    let all: String = std::fs::read_to_string(company.folder().join("summary.csv"))
        .expect("it was written")
        .lines()
        .map(negative)
        .collect();
    company.write("negative.csv", all);
    let none =
        Run::new("purchase --summary negative.csv --model gammagamma").in_folder(company.folder()).run().exits(3);
    let said = "of the customers that bought again (150), those whose purchases came to more than nothing are 0";
    assert!(none.stderr.contains(said), "{}", none.stderr);
    let none = Run::new("purchase --summary negative.csv --by customer").in_folder(company.folder()).run();
    let said = "Of 150 customers who bought again, 150 spent nothing or less on repeat purchases (revenue); the others are too few";
    assert!(none.stderr.contains(said), "{}", none.stderr);
}

#[test]
fn who_bought_again_and_is_not_in_the_model_of_worth_is_counted() {
    let company = TinyCompany::empty();
    let file = |value: &dyn Fn(i32) -> String| {
        let row = |i: i32| format!("c{i},{},{},{},{}\n", 1 + i % 3, 3 + i % 23, 30 + i % 9, value(i));
        let rows: String = (0..120).map(row).collect();
        company.write("summary.csv", format!("customer_id,frequency,recency,T,monetary_value\n{rows}"));
    };
    let said = |words: &str| {
        let ran = Run::new(&format!("purchase --summary summary.csv {words}")).in_folder(company.folder()).run();
        assert!(ran.code <= 1, "{}", ran.stderr);
        ran.stderr
    };
    // One in four has a loss, one in six nothing written.
    file(&|i| if i % 4 == 0 { "-20".to_string() } else { (10 + i % 17).to_string() });
    for words in ["--by customer", "--model gammagamma"] {
        let told = said(words);
        assert!(
            told.contains("Of 120 customers who bought again, 30 spent nothing or less on repeat purchases"),
            "{told}"
        );
        assert!(!told.contains("no value in the file"), "{told}");
    }
    let told = said("--by customer --lang zh");
    assert!(told.contains("120名复购客户中，有30名的复购金额（销售额）合计不大于零"), "{told}");
    assert!(!said("").contains("nothing or less"), "nothing is said of worth where none is told");
    file(&|i| if i % 6 == 0 { String::new() } else { (10 + i % 17).to_string() });
    let told = said("--by customer");
    assert!(told.contains("Of 120 customers who bought again, 20 have no value in the file"), "{told}");
    assert!(!told.contains("nothing or less"), "{told}");
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
    assert!(message.contains("no customer bought again, and the model needs at least 3"), "{message}");
    let message = complaint(&format!("{start}a,1,2,3\nb,1,2,3\na,0,0,3\n"));
    assert!(message.contains("line 4: customer `a` stands in line 2 already"), "{message}");
    let message = complaint(&format!("{start}a,1,2,3\nb,2,0,30\n"));
    assert!(message.contains("something was bought again though the recency is zero"), "{message}");
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
    assert_eq!(answer["open_parameters"].as_array().map(Vec::len), Some(4), "{}", ran.stdout);
    assert!(ran.stderr.contains("parameters of the model open (r, alpha, a and b)"), "{}", ran.stderr);
    let said = company.run("purchase --summary alike.csv --lang zh").stderr;
    assert!(said.contains("数据无法确定模型的4个参数（r、alpha、a、b）"), "{said}");
    assert!(answer["parameters"][0]["value"].is_number(), "{}", ran.stdout);
    assert!(answer["open_parameters"][0].is_string(), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("\"parameters\":").count(), 1, "{}", ran.stdout);
}
