//! What spreadsheets leave in files: titles of two lines, merged cells, ids without their zeros.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::support::{Table, TinyCompany};

/// The rows of a stored table, some columns of it.
fn stored(company: &TinyCompany, table: &str, columns: &[&str]) -> Vec<Vec<String>> {
    company.run(&format!("export {table} --out {table}.csv")).exits(0);
    Table::from_csv_file(&company.folder().join(format!("{table}.csv"))).only(columns)
}

fn save(company: &TinyCompany, name: &str, fill: impl FnOnce(&mut Worksheet)) {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save(company.folder().join(name)).expect("the workbook is written");
}

/// Merges cells as a spreadsheet does: the text stands in the first of them.
fn merge(sheet: &mut Worksheet, (row, column): (u32, u16), (last_row, last_column): (u32, u16), text: &str) {
    sheet.merge_range(row, column, last_row, last_column, text, &Format::new()).expect("cells are merged");
}

fn row(sheet: &mut Worksheet, row: u32, column: u16, texts: &[&str]) {
    for (at, text) in (column..).zip(texts) {
        match text.parse::<f64>() {
            Ok(number) => sheet.write_number(row, at, number).expect("a number is written"),
            Err(_) => sheet.write_string(row, at, *text).expect("a text is written"),
        };
    }
}

const QUOTAS_OF_TWO_YEARS: [[&str; 3]; 5] = [
    ["R1", "2023-12-01", "1000"],
    ["R1", "2024-01-01", "2000"],
    ["R1", "2024-02-01", "3000"],
    ["R2", "2023-12-01", "4000"],
    ["R2", "2024-02-01", "6000"],
];

#[test]
fn a_year_above_its_months_is_read_in_text_and_proposed_by_init() {
    let company = TinyCompany::empty();
    company.write("reps.csv", "rep_id,name\nR1,Ann\nR2,Bob\n");
    company.write("plan.csv", "Plan of the north,,,\nRep,2023,2024,\n,Dec,Jan,Feb\nR1,10,20,30\nR2,40,,60\n");
    let init = company.run("init plan.csv reps.csv").exits(1);
    assert!(init.stderr.contains("plan.csv has one column a month"), "{}", init.stderr);
    let loaded = company.run("ingest").exits(0);
    let note = "its titles fill lines 2 and 3: the year above is joined to each month below, as in `Dec 2023`";
    assert!(loaded.stderr.contains(note), "{}", loaded.stderr);
    assert_eq!(stored(&company, "quotas", &["subject_id", "period_start", "value_minor"]), QUOTAS_OF_TWO_YEARS);
}

#[test]
fn a_merged_year_above_its_months_is_read_in_a_workbook() {
    let company = TinyCompany::empty();
    company.write("reps.csv", "rep_id,name\nR1,Ann\nR2,Bob\n");
    company.run("ingest reps.csv --table reps").exits(0);
    save(&company, "plan.xlsx", |sheet| {
        merge(sheet, (0, 0), (0, 3), "Plan of the north");
        merge(sheet, (2, 0), (3, 0), "Rep");
        row(sheet, 2, 1, &["2023"]);
        merge(sheet, (2, 2), (2, 3), "2024");
        row(sheet, 3, 1, &["Dec", "Jan", "Feb"]);
        row(sheet, 4, 0, &["R1", "10", "20", "30"]);
        row(sheet, 5, 0, &["R2", "40"]);
        row(sheet, 5, 3, &["60"]);
    });
    let loaded = company.run("ingest plan.xlsx --table quotas").exits(0);
    assert!(loaded.stderr.contains("its titles fill rows 3 and 4"), "{}", loaded.stderr);
    assert_eq!(stored(&company, "quotas", &["subject_id", "period_start", "value_minor"]), QUOTAS_OF_TWO_YEARS);
}

#[test]
fn bands_of_merged_cells_are_filled_down_and_said() {
    let company = TinyCompany::empty();
    save(&company, "orders.xlsx", |sheet| {
        merge(sheet, (0, 0), (0, 4), "Orders by region");
        row(sheet, 1, 0, &["Region", "Rep", "Order ID", "Order Date", "Amount"]);
        merge(sheet, (2, 0), (5, 0), "North");
        merge(sheet, (2, 1), (3, 1), "R1");
        merge(sheet, (4, 1), (5, 1), "R2");
        for (at, order) in (2..).zip(["A", "B", "C", "D", "E"]) {
            row(sheet, at, 2, &[order, "2024-01-05", "10"]);
        }
        row(sheet, 6, 0, &["South", "R3"]);
        merge(sheet, (7, 2), (7, 4), "no order at all");
    });
    let loaded = company.run("ingest orders.xlsx --table orders --bad-rows reject").exits(1);
    for said in [
        "header in row 2",
        "3 regions of cells merged down a column, such as A3:A6: filled down",
        "1 region of cells merged across columns, such as C8:E8: read in the first column only",
    ] {
        assert!(loaded.stderr.contains(said), "{said}: {}", loaded.stderr);
    }
    let expected =
        [["A", "North", "R1"], ["B", "North", "R1"], ["C", "North", "R2"], ["D", "North", "R2"], ["E", "South", "R3"]];
    assert_eq!(stored(&company, "orders", &["order_id", "region", "rep_id"]), expected);
}

#[test]
fn ids_without_their_zeros_are_named_with_their_lines() {
    let company = TinyCompany::empty();
    company.write("customers.csv", "customer_id,name\n00042,Acme\n13085,Gamma\n");
    company.write(
        "orders.csv",
        "order_id,order_date,customer_id,amount\nA,2024-01-05,13085,5\nB,2024-01-05,42,5\nC,2024-01-06,42,5\n",
    );
    company.write(
        "later.csv",
        "order_id,order_date,customer_id,amount\nD,2024-01-07,00042,5\nE,2024-01-07,13085,5\nF,2024-01-08,7,5\n",
    );
    let first = company.run("ingest orders.csv --table orders").exits(0);
    assert!(!first.stderr.contains("leading zeros"), "nothing tells of them yet: {}", first.stderr);
    company.run("ingest customers.csv --table customers").exits(0);
    let later = company.run("ingest later.csv --table orders").exits(0);
    let warned = "line 4 `7`; the others have 5 digits, some of them zeros at the beginning";
    assert!(later.stderr.contains(warned), "{}", later.stderr);
    // The store knows no lines; the file that was loaded does.
    let checked = company.run("check").exits(1);
    assert!(checked.stderr.contains("42 → 00042 (orders.csv:3)"), "{}", checked.stderr);
}

#[test]
fn another_table_of_the_load_tells_of_lost_zeros() {
    let company = TinyCompany::empty();
    company.write("customers.csv", "customer_id,name\n00042,Acme\n13085,Gamma\n");
    company.write(
        "orders.csv",
        "order_id,order_date,customer_id,amount\nA,2024-01-05,13085,5\nB,2024-01-05,42,5\nC,2024-01-06,42,5\n",
    );
    company.write(
        "attain.toml",
        "[store]\ndir = 'store'\n[[source]]\ntable = 'orders'\nfiles = ['orders.csv']\n\
         [[source]]\ntable = 'customers'\nfiles = ['customers.csv']\n",
    );
    let loaded = company.run("ingest").exits(0);
    let warned = "2 rows of orders.csv have ids in customer_id without leading zeros that a spreadsheet seems to have \
                  dropped: line 3 `42`, and others; customers has the first as `00042`";
    assert!(loaded.stderr.contains(warned), "{}", loaded.stderr);
}
