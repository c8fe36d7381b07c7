//! Messages that are right in their exit code and leave the store alone, and that could say it better: they speak of
//! the configuration where a flag was used, name a kind in the machine's words, or deny what only does not fit.
//! Improving one moves it to `bad_input.rs`.

use super::bad_input::refused;
use crate::support::{ORDERS, TinyCompany};

#[test]
fn a_missing_file() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "ingest nowhere.csv --table orders"), @r#"
    exit 3
    error: `nowhere.csv` does not exist
    hint: paths in the configuration are read from the folder in which it lies
    "#);
}

#[test]
fn a_named_column_that_the_file_does_not_have() {
    let company = TinyCompany::loaded();
    company.write("bad.csv", ORDERS);
    insta::assert_snapshot!(refused(&company, "ingest bad.csv --table orders --column rep_id=Seller"), @r#"
    exit 3
    error: `bad.csv` line 1: the configuration reads `rep_id` from a column `Seller`, and there is none among `order_id`, `order_date`, `customer_id`, `rep_id`, `quantity`, `net_amount`
    hint: write the name as it stands in the file's first line
    "#);
}

#[test]
fn a_configuration_that_is_no_toml() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[company\nname = 3\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r#"
    exit 2
    error: `spoiled.toml` line 1: unclosed table
    hint: did you mean ]?
    "#);
}

#[test]
fn a_configuration_with_a_value_of_another_kind() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[targets]\nchance = \"high\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r#"
    exit 2
    error: `spoiled.toml` line 2: invalid type: string "high"
    hint: expected f64
    "#);
}

#[test]
fn a_metric_that_cannot_be_forecast() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "forecast gross_margin"), @r#"
    exit 2
    error: there is no metric `gross_margin`
    hint: did you mean gross_profit, revenue_net, orders? attain define lists them all
    "#);
}

#[test]
fn an_as_of_before_all_data() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --as-of 1999-12-31"), @r#"
    exit 3
    error: the store holds no order known by 1999-12-31
    hint: load some: attain ingest FILE --table orders
    "#);
}
