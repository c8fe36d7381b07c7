//! Cash, satisfaction and contracts: parts sum to wholes, the order of rows is nothing, the past ignores the future, and
//! what cannot be measured says why.

use std::collections::BTreeMap;

use crate::support::{Run, Table, TinyCompany, cents};

const INVOICES: &str = "\
invoice_id,order_id,customer_id,rep_id,invoice_date,due_date,amount,disputed
I1,O1,C1,R1,2024-01-16,2024-02-15,100.00,false
I2,O2,C2,,2024-02-21,2024-03-22,80.50,false
I3,O3,C1,R1,2024-04-04,2024-05-04,40.00,true
I4,O4,C3,R2,2024-05-01,2024-05-31,60.25,false
I5,,C1,R1,2024-03-01,2024-03-01,-10.00,false
";

const PAYMENTS: &str = "\
payment_id,invoice_id,customer_id,pay_date,amount,kind
P1,I1,C1,2024-02-10,60.00,cash
P2,I1,C1,2024-05-20,45.00,cash
P3,I2,C2,2024-03-30,80.50,cash
P4,,C2,2024-04-02,5.00,cash
P5,I9,C3,2024-04-03,7.00,cash
P6,I4,C3,2024-06-20,0.25,writeoff
P7,I4,C3,2024-06-30,60.00,cash
";

const OWNERS: &str = "\
customer_id,rep_id,valid_from,valid_to
C2,R1,2023-01-01,2024-03-31
C2,R2,2024-04-01,
";

const SURVEYS: &str = "\
response_id,customer_id,rep_id,sent_date,response_date,kind,score,scale_max
S1,C1,R1,2024-01-20,2024-01-22,csat,5,5
S2,C2,R2,2024-02-25,2024-03-01,csat,3,5
S3,C3,R2,2024-05-03,,csat,,5
S4,C1,R1,2024-04-10,2024-04-11,nps,10,10
S5,C3,R2,2024-04-10,2024-04-12,nps,4,10
";

const EVERYTHING: &str = "revenue_collected collection_rate.due collection_rate.due.30 collection_rate.balance \
                          collection_rate.sales cei cei.monthly dso.simple dso.countback dso.true overdue_rate \
                          overdue_rate.1_30 overdue_rate.31_60 overdue_rate.61_90 overdue_rate.90_plus csat.t2b \
                          csat.mean csat.response_rate nps nps.response_rate";

/// The tiny company with these tables, loaded one after the other.
fn company_with(tables: &[(&str, &str)]) -> TinyCompany {
    let company = TinyCompany::loaded();
    for (table, text) in tables {
        let file = format!("{table}.csv");
        company.write(&file, text);
        company.run(&format!("ingest {file} --table {table}")).exits(0);
    }
    company
}

fn whole_company() -> TinyCompany {
    company_with(&[
        ("invoices", INVOICES),
        ("payments", PAYMENTS),
        ("account_owners", OWNERS),
        ("csat_surveys", SURVEYS),
    ])
}

fn ask(company: &TinyCompany, words: &str) -> Table {
    Table::from_csv(&company.run(words).exits(0).stdout)
}

/// The text with its rows in the opposite order.
fn turned(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    lines.join("\n") + "\n"
}

#[test]
fn slices_add_up_to_the_whole() {
    let company = whole_company();
    let sums = |words: &str| -> BTreeMap<(String, String), (i64, i64)> {
        let mut sums: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for row in ask(&company, words).only(&["metric_id", "period", "numerator", "denominator"]) {
            let sum = sums.entry((row[0].clone(), row[1].clone())).or_default();
            sum.0 += cents(&row[2]).unwrap_or(0);
            sum.1 += cents(&row[3]).unwrap_or(0);
        }
        sums
    };
    let metrics = "kpi revenue_collected collection_rate.due collection_rate.due.30 overdue_rate overdue_rate.1_30 \
                   csat.t2b csat.response_rate nps --grain month";
    let whole = sums(metrics);
    assert_eq!(whole.len(), 8 * 6);
    assert_eq!(sums(&format!("{metrics} --by rep")), whole);
    assert_eq!(sums(&format!("{metrics} --by team")), whole);
}

#[test]
fn the_buckets_add_up_to_what_is_overdue() {
    let company = whole_company();
    let table = ask(
        &company,
        "kpi overdue_rate overdue_rate.1_30 overdue_rate.31_60 overdue_rate.61_90 overdue_rate.90_plus --grain month",
    );
    let sum = |wanted: &dyn Fn(&str) -> bool| -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for row in table.only(&["metric_id", "period", "numerator"]).iter().filter(|row| wanted(&row[0])) {
            *sums.entry(row[1].clone()).or_default() += cents(&row[2]).expect("a period that has begun");
        }
        sums
    };
    let overdue = sum(&|id| id == "overdue_rate");
    assert!(overdue.values().any(|cents| *cents > 0));
    assert_eq!(sum(&|id| id != "overdue_rate"), overdue);
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let words = format!("kpi {EVERYTHING} --by rep --grain month");
    let turned =
        [("invoices", INVOICES), ("payments", PAYMENTS), ("account_owners", OWNERS), ("csat_surveys", SURVEYS)]
            .map(|(table, text)| (table, turned(text)));
    let turned = company_with(&turned.each_ref().map(|(table, text)| (*table, text.as_str())));
    assert_eq!(ask(&whole_company(), &words), ask(&turned, &words));
}

#[test]
fn the_past_ignores_what_came_later() {
    let words = format!("kpi {EVERYTHING} --by rep --grain quarter --to 2024-Q1 --as-of 2024-03-31");
    let until = |text: &str, column: usize| -> String {
        let early = |line: &&str| {
            let day = line.split(',').nth(column).expect("the rows are whole");
            !day.starts_with("2024") || day <= "2024-03-31"
        };
        text.lines().filter(early).map(|line| format!("{line}\n")).collect()
    };
    let (invoices, payments, surveys) = (until(INVOICES, 4), until(PAYMENTS, 3), until(SURVEYS, 3));
    let early = company_with(&[
        ("invoices", &invoices),
        ("payments", &payments),
        ("account_owners", OWNERS),
        ("csat_surveys", &surveys),
    ]);
    assert_eq!(ask(&whole_company(), &words), ask(&early, &words));
}

#[test]
fn what_has_no_rep_belongs_to_the_owner_of_the_customer_on_its_day() {
    let table = ask(&whole_company(), "kpi revenue_collected --by rep --grain quarter");
    // I2 has no rep, but its order has: its payment is R2's. P4 names no invoice and came when R2 owned C2; P5 pays
    // what is not there.
    assert_eq!(
        table.only(&["rep", "period", "value"]),
        [
            ["", "2024-Q1", "0.00"],
            ["", "2024-Q2", "7.00"],
            ["R1", "2024-Q1", "60.00"],
            ["R1", "2024-Q2", "45.00"],
            ["R2", "2024-Q1", "80.50"],
            ["R2", "2024-Q2", "5.00"],
        ]
        .map(|row| row.map(String::from).to_vec())
    );
}

#[test]
fn a_list_of_balances_is_not_carried_over_a_month_without_one() {
    let balances = "customer_id,date,amount\nC1,2024-01-31,50.00\nC2,2024-01-31,20.00\nC1,2024-03-31,30.00\n";
    let company = company_with(&[("invoices", INVOICES), ("ar_balances", balances)]);
    let table = ask(&company, "kpi dso.simple --grain month --from 2024-01 --to 2024-03");
    assert_eq!(
        table.only(&["numerator", "null_reason"]),
        [["70.00", ""], ["", "missing_balance"], ["30.00", "no_denominator"]].map(|row| row.map(String::from).to_vec())
    );
}

#[test]
fn a_metric_without_its_table_says_which_one() {
    let company = TinyCompany::loaded();
    for (metric, table) in [
        ("revenue_collected", "payments"),
        ("overdue_rate", "invoices"),
        ("csat.t2b", "csat_surveys"),
        ("churn.contract", "contracts"),
    ] {
        let said = company.run(&format!("kpi {metric}")).exits(3).stderr;
        assert!(said.contains(&format!("the store holds no table `{table}`")), "{said}");
        assert!(said.contains(&format!("attain ingest FILE --table {table}")), "{said}");
    }
    let company = company_with(&[("invoices", INVOICES)]);
    let said = company.run("kpi dso.simple").exits(3).stderr;
    assert!(said.contains("the store holds no table `payments`"), "{said}");
}

#[test]
fn amounts_of_two_currencies_are_not_added() {
    let mixed =
        "payment_id,customer_id,pay_date,amount,currency\nP1,C1,2024-02-01,5.00,EUR\nP2,C1,2024-02-02,5.00,USD\n";
    let company = company_with(&[("payments", mixed)]);
    let said = company.run("kpi revenue_collected").exits(3).stderr;
    assert!(said.contains("the amounts of `payments` are in several currencies: EUR, USD"), "{said}");
    assert!(said.contains("hint: load `payments` in the currency of the orders"), "{said}");
}

#[test]
fn a_horizon_that_is_none_is_no_metric() {
    let said = Run::new("define collection_rate.due.30").run().exits(0).stdout;
    assert!(said.contains("collection_rate.due"), "{said}");
    let said = TinyCompany::loaded().run("kpi overdue_rate.30").exits(2).stderr;
    assert!(said.contains("overdue_rate.31_60") || said.contains("overdue_rate.1_30"), "{said}");
}
