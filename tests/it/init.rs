//! `attain init` writes a configuration that loads, and says what it could not know.

use crate::support::{Ran, Run, Table, TinyCompany, copy_folder, package};

/// A folder with these files, looked at; what was said, and the configuration.
fn looked_at(files: &[(&str, &str)]) -> (TinyCompany, Ran, String) {
    let company = TinyCompany::empty();
    for (name, text) in files {
        company.write(name, text);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let ran = Run::new(&format!("init {}", names.join(" "))).in_folder(company.folder()).run();
    let text = std::fs::read_to_string(company.folder().join("attain.toml")).unwrap_or_default();
    (company, ran, text)
}

/// (table, file, rows loaded) after `attain ingest` with the configuration as it was written.
fn loaded(company: &TinyCompany) -> Vec<(String, String, String)> {
    let ran = company.run("ingest").exits(0);
    let accounts = Table::from_csv(&ran.stdout);
    let rows = accounts.only(&["table", "file", "rows_loaded"]);
    rows.into_iter().map(|row| (row[0].clone(), row[1].clone(), row[2].clone())).collect()
}

fn all_loaded(company: &TinyCompany, expected: &[(&str, &str, &str)]) {
    let found = loaded(company);
    let found: Vec<(&str, &str, &str)> = found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_example_data_load_with_what_is_proposed_for_them() {
    let company = TinyCompany::empty();
    copy_folder(&package().join("datasets/adventureworks"), company.folder());
    let ran = Run::new("init . --force").in_folder(company.folder()).run().exits(1);
    assert!(ran.stdout.is_empty());
    assert!(ran.stderr.contains("Salesperson.csv: manager_id is looked up for `Manager`"), "{}", ran.stderr);
    assert!(ran.stderr.contains("yours to decide: the currency"), "{}", ran.stderr);
    assert!(ran.stderr.contains("QuarterlyQuotas.csv and Targets.csv hold quotas"), "{}", ran.stderr);
    let text = std::fs::read_to_string(company.folder().join("attain.toml")).unwrap();
    assert!(
        text.contains("rep_id = \"EmployeeKey\"") && text.contains("the orders use it, and not `EmployeeID`"),
        "{text}"
    );
    assert!(text.contains("file = \"Region.csv\", key = \"SalesTerritoryKey\", value = \"Region\""), "{text}");
    all_loaded(
        &company,
        &[
            ("orders", "Sales.csv", "30129"),
            ("reps", "Salesperson.csv", "18"),
            ("customers", "Reseller.csv", "701"),
            ("products", "Product.csv", "397"),
            ("quotas", "QuarterlyQuotas.csv", "95"),
            ("quotas", "Targets.csv", "323"),
        ],
    );
}

#[test]
fn a_manager_s_column_is_not_looked_up_in_itself() {
    // Each rep has another manager, so that the column has each value once, as a key has; no manager is a rep.
    let reps = "rep_id,name,team,manager_id\nR1,Ann Li,North,BOSS1\nR2,Bo Chen,South,BOSS2\n";
    let orders = "order_id,order_date,customer_id,rep_id,quantity,net_amount\nO1,2024-01-05,C1,R1,1,100\n\
                  O2,2024-02-05,C2,R2,1,200\nO3,2024-03-29,C1,R1,1,300\n";
    let (company, _, text) = looked_at(&[("reps.csv", reps), ("orders.csv", orders)]);
    assert!(!text.contains("key = \"manager_id\""), "{text}");
    company.run("ingest").exits(0);
    let asked = company.run("targets --metric revenue_net --as-of 2024-03-31");
    assert!(!asked.stderr.contains("no rep to speak of"), "{}", asked.stderr);

    // Where the data do say so, the refusal leads to the column that did it.
    let other = TinyCompany::empty();
    other.write("reps.csv", "rep_id,name,team,manager_id\nR1,Ann Li,North,R1\nR2,Bo Chen,South,R2\n");
    other.write("orders.csv", orders);
    for table in ["reps", "orders"] {
        other.run(&format!("ingest {table}.csv --table {table}")).exits(0);
    }
    let refused = other.run("targets --metric revenue_net --as-of 2024-03-31").exits(3);
    assert!(refused.stderr.contains("whoever stands in manager_id"), "{}", refused.stderr);
}

#[test]
fn titles_with_a_currency_and_months_beside_years_are_understood() {
    let (company, ran, text) = looked_at(&[
        (
            "Sales.csv",
            "Order_ID,Order_Date,Product_ID,Customer_ID,Rep_ID,Region,Units_Sold,Unit_Price_NGN,Discount_Pct\n\
             A1,2024-02-16,P1,C1,R1,North,4,120,5\nA2,2024-03-01,P1,C2,R2,South,10,120,0\n",
        ),
        (
            "SalesReps.csv",
            "Rep_ID,Name,Team,Manager,Join_Date,Region\nR1,Ada,North,Someone Else,2021-07-03,North\nR2,Ben,South,Someone Else,2020-05-07,South\n",
        ),
        (
            "Customers.csv",
            "Customer_ID,Customer_Name,Segment,City,State,Region\nC1,One,Shop,Here,There,North\nC2,Two,Shop,Here,There,South\n",
        ),
        (
            "Targets.csv",
            "Year,Month,Month_Number,Region,Sales_Target_NGN\n2024,Feb,2,North,7000\n2024,Mar,3,South,6000\n",
        ),
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(text.contains("currency = \"NGN\""), "{text}");
    assert!(text.contains("discount_pct = { column = \"Discount_Pct\", divide_by = 100 }"), "{text}");
    assert!(text.contains("subject_type = { constant = \"unit\" }"), "{text}");
    assert!(text.contains("period_start = { column = \"Month\", year = \"Year\" }"), "{text}");
    all_loaded(
        &company,
        &[
            ("orders", "Sales.csv", "2"),
            ("reps", "SalesReps.csv", "2"),
            ("customers", "Customers.csv", "2"),
            ("quotas", "Targets.csv", "2"),
        ],
    );
    let revenue = company.run("kpi revenue_net --period 2024").exits(0);
    assert_eq!(Table::from_csv(&revenue.stdout).only(&["value", "currency"]), [["1656.00", "NGN"]]);
}

#[test]
fn lines_without_a_date_look_it_up_in_the_heads() {
    let (company, ran, text) = looked_at(&[
        (
            "order_details.csv",
            "orderID,productID,unitPrice,quantity,discount\n1,11,14.00,12,0\n1,42,9.80,10,0.5\n2,11,14.00,1,0\n",
        ),
        (
            "orders.csv",
            "orderID,customerID,employeeID,orderDate,freight,shipCountry\n1,VINET,5,1996-07-04 00:00:00.000,32.38,France\n2,TOMSP,6,1996-07-05 00:00:00.000,11.61,Germany\n",
        ),
        (
            "employees.csv",
            "employeeID,lastName,firstName,title,hireDate,reportsTo\n5,B,S,Sales Manager,1993-10-17,NULL\n6,S,M,Sales Representative,1993-10-17,5\n",
        ),
        ("products.csv", "productID,productName,categoryID,unitPrice\n11,Queso,4,21.00\n42,Mee,5,14.00\n"),
        ("categories.csv", "categoryID,categoryName\n4,Dairy\n5,Grains\n"),
    ]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        text.contains(
            "order_date = { column = \"orderID\", file = \"orders.csv\", key = \"orderID\", value = \"orderDate\" }"
        ),
        "{text}"
    );
    assert!(text.contains("value = \"categoryName\""), "{text}");
    all_loaded(
        &company,
        &[("orders", "order_details.csv", "3"), ("reps", "employees.csv", "2"), ("products", "products.csv", "2")],
    );
    let by_rep = company.run("kpi revenue_net --by rep --period 1996").exits(0);
    assert_eq!(Table::from_csv(&by_rep.stdout).only(&["rep", "value"]), [["5", "217.00"], ["6", "14.00"]]);
}

#[test]
fn a_file_of_invoice_lines_becomes_orders() {
    let (company, _, text) = looked_at(&[(
        "retail.csv",
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n\
         489434,85048,BALL,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom\n\
         C489449,22087,BUNTING,-12,2009-12-01 10:33:00,2.95,16321.0,Australia\n",
    )]);
    assert!(text.contains("order_id = \"Invoice\"") && text.contains("region = \"Country\""), "{text}");
    all_loaded(&company, &[("orders", "retail.csv", "2")]);
}

#[test]
fn files_of_one_header_become_one_source_and_their_pattern_stays() {
    let company = TinyCompany::empty();
    std::fs::create_dir(company.folder().join("months")).unwrap();
    for month in ["01", "02"] {
        company
            .write(&format!("months/{month}.csv"), format!("Order ID,Order Date,Amount\n{month},2024-{month}-05,1\n"));
    }
    Run::new("init months/*.csv").in_folder(company.folder()).run().exits(1);
    let text = std::fs::read_to_string(company.folder().join("attain.toml")).unwrap();
    assert!(text.contains("files = [\"months/*.csv\"]"), "{text}");
    Run::new("init months/01.csv months/02.csv --out two.toml").in_folder(company.folder()).run().exits(1);
    let ran = company.run("ingest --config two.toml").exits(0);
    assert_eq!(Table::from_csv(&ran.stdout).values("file").len(), 2);
}

#[test]
fn a_known_export_gets_its_preset_and_a_wide_table_its_line() {
    let (_, ran, text) = looked_at(&[
        (
            "deals.csv",
            "Record ID,Deal Name,Amount,Deal Stage,Close Date,Create Date,Deal owner,Pipeline\n\
             1,First,100,Closed won,2024-03-01,2024-01-05,Ann Lee,Sales\n",
        ),
        ("targets.csv", "Sales Rep,Jan-24,Feb-24,Mar-24\nAnn Lee,10,20,30\n"),
        ("goals.csv", "工号,1月,2月,3月\nR1,10,20,30\n"),
    ]);
    assert!(text.contains("preset = \"hubspot-deals\""), "{text}");
    assert!(text.contains("# opportunity_id = \"Record ID\""), "{text}");
    assert!(text.contains("\nwide = {}"), "{text}");
    assert!(text.contains("\n# wide = { year = 2024 }"), "{text}");
    assert!(ran.stderr.contains("nothing says of which year"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_decided_stands_in_the_file_with_its_candidates() {
    let (company, ran, text) = looked_at(&[("o.csv", "Order ID,Order Date,Sales,Revenue,Typ\nA,2024-01-05,1,2,x\n")]);
    assert_eq!(ran.code, 1);
    assert!(text.contains("# net_amount = \"Sales\"  # `Sales` or `Revenue`?"), "{text}");
    let stopped = company.run("ingest").exits(3);
    assert!(stopped.stderr.contains("`Sales`, `Revenue` could each stand for `net_amount`"), "{}", stopped.stderr);
    let settled = text.replace("# net_amount = \"Sales\"", "net_amount = \"Sales\"");
    company.write("attain.toml", settled);
    all_loaded(&company, &[("orders", "o.csv", "1")]);
}

#[test]
fn a_title_whose_values_are_of_another_kind_is_not_taken() {
    let (company, _, text) =
        looked_at(&[("o.csv", "Order ID,Order Date,Type,Amount\nA,2024-01-05,Online,1\nB,2024-01-06,Shop,2\n")]);
    assert!(text.contains("line_type = { constant = \"\" }"), "{text}");
    all_loaded(&company, &[("orders", "o.csv", "2")]);
}

#[test]
fn odd_titles_survive_the_way_through_the_configuration() {
    let odd = "\"Order\nID\",Order Date,\"Amount \"\"net\"\"\",\"back\\slash\",\"Sales\u{202e}Rep\",Amount,日期 # x\n\
               A,2024-01-05,a,b,c,5,d\n";
    let (company, _, text) = looked_at(&[("o.csv", odd)]);
    assert!(text.contains("order_id = "), "{text}");
    all_loaded(&company, &[("orders", "o.csv", "1")]);
}

#[test]
fn nothing_is_written_over_unless_that_is_asked_for() {
    let (company, _, first) = looked_at(&[("o.csv", "Order ID,Order Date,Amount\nA,2024-01-05,1\n")]);
    company.write("attain.toml", "this is no configuration");
    let refused = Run::new("init o.csv").in_folder(company.folder()).run().exits(2);
    assert!(refused.stderr.contains("`attain.toml` is there already"), "{}", refused.stderr);
    assert!(refused.stderr.contains("hint: name another place with --out FILE"), "{}", refused.stderr);
    Run::new("init o.csv --force").in_folder(company.folder()).run().exits(1);
    assert_eq!(std::fs::read_to_string(company.folder().join("attain.toml")).unwrap(), first);
}

#[test]
fn files_that_cannot_be_read_or_are_not_there_are_named() {
    let (_, ran, text) = looked_at(&[("o.csv", "Order ID,Order Date,Amount\nA,2024-01-05,1\n"), ("empty.csv", "")]);
    assert!(ran.stderr.contains("empty.csv` is empty"), "{}", ran.stderr);
    assert!(text.contains("# empty.csv: "), "{text}");
    let nowhere = Run::new("init nowhere.csv").in_folder(TinyCompany::empty().folder()).run().exits(3);
    assert!(nowhere.stderr.contains("`nowhere.csv` does not exist"), "{}", nowhere.stderr);
}

#[test]
fn the_presets_are_listed_in_both_languages() {
    let listed = Run::new("init --presets").run().exits(0);
    let presets = Table::from_csv(&listed.stdout).only(&["preset", "table"]);
    assert!(presets.contains(&vec!["salesforce-opportunities".to_string(), "opportunities".to_string()]));
    let chinese = Run::new("init --presets --lang zh").run().exits(0).stdout;
    assert!(chinese.contains("纷享销客：商机"), "{chinese}");
}
