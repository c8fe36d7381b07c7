//! Messages that were poor once: they spoke of the configuration where a flag was used, named a kind in the machine's
//! words, or denied what only did not fit. The next poor one that is found comes here first, as it is.

use super::bad_input::refused;
use crate::support::{ORDERS, TinyCompany};

#[test]
fn a_missing_file() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "ingest nowhere.csv --table orders"), @"
    exit 3
    error: `nowhere.csv` does not exist
    hint: paths on the command line are read from where you stand, paths in the configuration from its folder
    ");
}

#[test]
fn a_named_column_that_the_file_does_not_have() {
    let company = TinyCompany::loaded();
    company.write("bad.csv", ORDERS);
    insta::assert_snapshot!(refused(&company, "ingest bad.csv --table orders --column rep_id=Seller"), @"
    exit 3
    error: `bad.csv` line 1: `rep_id` is to be read from a column `Seller`, and there is none among `order_id`, `order_date`, `customer_id`, `rep_id`, `quantity`, `net_amount`
    hint: write the name as it stands in the file's first line
    ");
}

#[test]
fn a_configuration_that_is_no_toml() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[company\nname = 3\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @"
    exit 2
    error: `spoiled.toml` line 1: unclosed table
    hint: expected `]`
    ");
}

#[test]
fn a_configuration_with_a_value_of_another_kind() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[targets]\nchance = \"high\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r#"
    exit 2
    error: `spoiled.toml` line 2: invalid type: string "high"
    hint: expected a number
    "#);
}

#[test]
fn a_metric_that_cannot_be_forecast() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "forecast gross_margin"), @"
    exit 2
    error: `gross_margin` cannot be forecast by rep: it does not add up over reps
    hint: these can: revenue_net, gross_profit, units, orders, active_customers, new_customers
    ");
}

#[test]
fn an_as_of_before_all_data() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --as-of 1999-12-31"), @r#"
    exit 3
    error: the store holds no order known by 1999-12-31
    hint: load some: attain ingest FILE --table orders
    "#);
}
