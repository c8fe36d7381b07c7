//! Exports as other programs write them: footers, lists for a screen, names in the place of codes, quotes of their own,
//! sheets and folders beside the one that is read.

use rust_xlsxwriter::Workbook;

use crate::support::{Table, TinyCompany};

/// The rows of a stored table, some columns of it.
fn stored(company: &TinyCompany, table: &str, columns: &[&str]) -> Vec<Vec<String>> {
    company.run(&format!("export {table} --out {table}-kept.csv")).exits(0);
    Table::from_csv_file(&company.folder().join(format!("{table}-kept.csv"))).only(columns)
}

const REPORT: &str = "\
\"Opportunity Owner\",\"Account Name\",\"Opportunity Name\",\"Stage\",\"Amount\",\"Close Date\",\"Created Date\"
\"Ann Lee\",\"Acme\",\"Acme - 200 seats\",\"Closed Won\",\"12,000.00\",\"3/28/2024\",\"2/22/2024\"
\"Bob Ray\",\"Beta\",\"Beta renewal\",\"Proposal\",\"8,500.00\",\"5/30/2024\",\"4/1/2024\"
\"Grand Total\",\"\",\"\",\"\",\"20,500.00\",\"\",\"\"

\"Confidential Information - Do Not Distribute\"
\"Copyright © 2000-2024 salesforce.com, inc. All rights reserved.\"
";

#[test]
fn the_footer_of_a_report_is_kept_aside_and_its_rows_are_loaded() {
    let company = TinyCompany::empty();
    company.write("report.csv", REPORT);
    company.run("init report.csv");
    let loaded = company.run("ingest").exits(1);
    let account =
        Table::from_csv(&loaded.stdout).only(&["rows_read", "rows_loaded", "rows_rejected", "rejected_by_rule"]);
    assert_eq!(account, [["5", "2", "3", "no_row=3"]]);
    let said = "rejected: `report.csv` line 4: `Grand Total` is a total or a footnote, and no row";
    assert!(loaded.stderr.contains(said), "{}", loaded.stderr);
    let kept = std::fs::read_to_string(company.store().join("rejects/00000001-000-opportunities.csv")).unwrap();
    assert!(kept.contains("Copyright © 2000-2024 salesforce.com"), "{kept}");
    let chinese = TinyCompany::empty();
    chinese.write("report.csv", REPORT);
    chinese.run("init report.csv");
    let loaded = chinese.run("ingest --lang zh").exits(1);
    assert!(loaded.stderr.contains("`Grand Total` 是合计或脚注，不是数据行"), "{}", loaded.stderr);
}

#[test]
fn a_total_under_a_list_of_reps_is_nobody() {
    let company = TinyCompany::empty();
    company.write("reps.csv", "rep_id,name,team,headcount\nR1,Ann,North,1\nR2,Bob,South,1\nTotal,,,2\n");
    let loaded = company.run("ingest reps.csv --table reps").exits(1);
    let said = "rejected: `reps.csv` line 4: `Total` is a total or a footnote, and no row";
    assert!(loaded.stderr.contains(said), "{}", loaded.stderr);
    assert_eq!(stored(&company, "reps", &["rep_id"]), [["R1"], ["R2"]]);
    company.write("名单.csv", "员工编号,姓名,团队\n001,张伟,北区\n002,李娜,南区\n合计,,\n");
    let loaded = company.run("ingest 名单.csv --table reps --column rep_id=员工编号 --lang zh").exits(1);
    assert!(loaded.stderr.contains("`合计` 是合计或脚注，不是数据行"), "{}", loaded.stderr);
}

#[test]
fn a_list_for_a_screen_is_read_with_its_lines_and_its_trailing_signs() {
    let company = TinyCompany::empty();
    let list = "21.03.2024        Dynamic list        1
-----------------------------------------------------------------------
| Order no | Line | Order date | Customer no | Rep no | Net amount |
-----------------------------------------------------------------------
| 12345    |   10 | 21.03.2024 | 100023      | R1     |   1.234,50 |
| 12346    |   10 | 22.03.2024 | 100024      | R2     |     100,00-|
-----------------------------------------------------------------------
";
    company.write("list.txt", list);
    let loaded = company.run("ingest list.txt --table orders").exits(1);
    assert!(loaded.stdout.contains("orders,list.txt,4,2,0,2,0,,no_row=2"), "{}", loaded.stdout);
    assert_eq!(
        stored(&company, "orders", &["order_id", "order_date", "customer_id", "net_amount_minor"]),
        [["12345", "2024-03-21", "100023", "123450"], ["12346", "2024-03-22", "100024", "-10000"]]
    );
}

#[test]
fn a_currency_is_read_by_its_name_and_init_takes_it_over() {
    let company = TinyCompany::empty();
    company.write("sales.csv", "单据编号,日期,客户编码,销售员,金额,结算币别\nX1,2024/3/21,C1,张伟,100.00,人民币\n");
    let init = company.run("init sales.csv").exits(0);
    assert!(init.stderr.contains("the currency is CNY: `结算币别` of sales.csv says so"), "{}", init.stderr);
    company.run("ingest").exits(0);
    assert_eq!(stored(&company, "orders", &["net_amount_minor", "currency"]), [["10000", "CNY"]]);
    let foreign = TinyCompany::loaded();
    foreign.write("sales.csv", "order_id,order_date,net_amount,currency\nX1,2024-03-21,100.00,人民币\n");
    let refused = foreign.run("ingest sales.csv --table orders").exits(3);
    assert!(refused.stderr.contains("`currency` is `人民币` where the run's currency is USD"), "{}", refused.stderr);
}

#[test]
fn quotes_and_separators_are_found_or_the_way_to_set_them_is_named() {
    let company = TinyCompany::empty();
    company.write(
        "quoted.csv",
        "'order_id','order_date','customer_id','net_amount'\n'A','2024-01-05','O''Neil, Inc.','5'\n",
    );
    let loaded = company.run("ingest quoted.csv --table orders").exits(0);
    assert!(
        loaded.stderr.contains("note: quoted.csv: values stand between `'`, as in the header"),
        "{}",
        loaded.stderr
    );
    assert_eq!(stored(&company, "orders", &["customer_id"]), [["O'Neil, Inc."]]);
    company.write("bars.csv", "order_id,order_date,customer_id,net_amount\nB,2024-01-05,|5\" pipe, steel|,5\n");
    company.run("ingest bars.csv --table orders --quote |").exits(0);
    assert_eq!(stored(&company, "orders", &["customer_id"]), [["O'Neil, Inc."], ["5\" pipe, steel"]]);
    company.write("colons.csv", "order_id:order_date:net_amount\nC:2024-01-05:5\n");
    let refused = company.run("ingest colons.csv --table orders").exits(3);
    assert!(refused.stderr.contains("where `:` parts the columns, say --separator \":\""), "{}", refused.stderr);
    company.run("ingest colons.csv --table orders --separator :").exits(0);
    let refused = company.run("ingest colons.csv --table orders --quote ab").exits(2);
    assert!(refused.stderr.contains("`quote` cannot be `ab`"), "{}", refused.stderr);
}

#[test]
fn an_id_that_an_export_wrote_as_a_formula_is_the_text_in_it() {
    let company = TinyCompany::empty();
    company.write("o.csv", "order_id,order_date,customer_id,net_amount\nA,2024-01-05,=\"00123\",\"=\"\"5.50\"\"\"\n");
    company.run("ingest o.csv --table orders").exits(0);
    assert_eq!(stored(&company, "orders", &["customer_id", "net_amount_minor"]), [["00123", "550"]]);
}

#[test]
fn where_the_first_sheet_is_no_table_the_others_are_named() {
    let company = TinyCompany::empty();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write_string(0, 0, "Sales of 2024").unwrap();
    let orders = book.add_worksheet().set_name("Orders").unwrap();
    for (column, title) in (0..).zip(["order_id", "order_date", "net_amount"]) {
        orders.write_string(0, column, title).unwrap();
        orders.write_string(1, column, ["A", "2024-01-05", "5"][usize::from(column)]).unwrap();
    }
    book.save(company.folder().join("book.xlsx")).unwrap();
    let refused = company.run("ingest book.xlsx --table orders").exits(3);
    let hint = "other sheets were not read: `Orders`; --sheet, or `sheet` in the [[source]], chooses one";
    assert!(refused.stderr.contains(hint), "{}", refused.stderr);
    let chinese = company.run("ingest book.xlsx --table orders --lang zh").exits(3);
    assert!(chinese.stderr.contains("未读取其他工作表：`Orders`；可用 --sheet"), "{}", chinese.stderr);
    company.run("ingest book.xlsx --table orders --sheet Orders").exits(0);
}

#[test]
fn folders_in_a_folder_are_not_read_without_a_word() {
    let company = TinyCompany::empty();
    std::fs::create_dir_all(company.folder().join("in/2023")).unwrap();
    company.write("in/a.csv", "order_id,order_date,net_amount\nA,2024-01-05,5\n");
    company.write("in/2023/b.csv", "order_id,order_date,net_amount\nB,2023-01-05,5\n");
    let loaded = company.run("ingest in --table orders").exits(0);
    assert!(loaded.stderr.contains("the folder in/2023 holds tables that were not read"), "{}", loaded.stderr);
    let loaded = company.run("ingest in in/2023/*.csv --table orders").exits(0);
    assert!(!loaded.stderr.contains("were not read"), "{}", loaded.stderr);
}

#[test]
fn a_row_of_a_wide_table_is_named_once() {
    let company = TinyCompany::loaded();
    company.write("plan.csv", "Rep,2024-01,2024-02,2024-03\nR7,1,2,3\nR8,1,2,3\n");
    let refused = company.run("ingest plan.csv --table quotas").exits(3);
    assert_eq!(
        refused.stderr.matches("a rep whom neither the reps nor the orders know").count(),
        2,
        "{}",
        refused.stderr
    );
}

#[test]
fn a_check_that_is_set_to_warn_says_so_when_rows_are_loaded() {
    let ratings = "assessment_id,cycle_id,ratee_rep_id,rater_key,rater_group,item_id,score\n";
    let cases = [
        (
            "swallowed_rows",
            "orders",
            "order_id,order_date,customer_id,net_amount\nA,2024-01-05,\"C\nB,2024-01-06,D,2\nE\",1\n".to_string(),
        ),
        ("unknown_rep", "quotas", "rep_id,period_start,period_end,value\nR7,2024-04-01,2024-06-30,5\n".to_string()),
        ("quota_rewritten", "quotas", "rep_id,period_start,period_end,value\nR1,2024-04-01,2024-06-30,6\n".to_string()),
        (
            "credit_share_range",
            "credits",
            "order_id,line_no,rep_id,share,credit_type\nO1,1,R1,1.5,overlay\n".to_string(),
        ),
        ("rating_ratee", "assessments", format!("{ratings}A1,Y1,R9,K1,peer,I1,3\n")),
        ("rating_empty", "assessments", format!("{ratings}A1,Y1,R1,K1,peer,I1,\n")),
    ];
    for (rule, table, text) in cases {
        let company = TinyCompany::loaded();
        company.write("attain.toml", format!("[checks.rules]\n{rule} = \"warn\"\n"));
        company.write("new.csv", text);
        let loaded = company.run(&format!("ingest new.csv --table {table}")).exits(0);
        assert!(loaded.stderr.contains("warning: `new.csv` line 2: "), "{rule}: {}", loaded.stderr);
        let account = Table::from_csv(&loaded.stdout).only(&["rows_loaded", "rows_rejected", "rows_warned"]);
        assert_eq!(account, [["1", "0", "1"]], "{rule}");
    }
}

#[test]
fn a_file_that_is_cut_off_or_glued_together_stops_the_load() {
    let rows: String = (0..40).map(|row| format!("A{row},2024-01-05,R1,5\n")).collect();
    let head = format!("order_id,order_date,rep_id,net_amount\n{rows}");
    let glued: String = (0..30).map(|row| format!("B{row};2024-01-05;R1;5\n")).collect();
    let quoted = "\"B,2024-01-05,R1,5\"\n\"C,2024-01-05,R1,5\"\n".to_string();
    for rest in ["A50".to_string(), "A 50".to_string(), glued, quoted, "A50,,,\nA51,,,\n".to_string()] {
        let company = TinyCompany::empty();
        company.write("o.csv", format!("{head}{rest}"));
        let refused = company.run("ingest o.csv --table orders").exits(3);
        assert!(refused.stderr.contains("line 42: "), "{rest}: {}", refused.stderr);
        assert!(!refused.stderr.contains("footnote"), "{rest}: {}", refused.stderr);
    }
}

#[test]
fn unsigned_returns_without_effect_are_refused_in_both_languages() {
    let company = TinyCompany::empty();
    company.write("o.csv", "order_id,order_date,net_amount\nA,2024-01-05,5\n");
    company.write("attain.toml", "[[source]]\ntable = \"orders\"\nfiles = [\"o.csv\"]\nunsigned_returns = true\n");
    let refused = company.run("ingest").exits(2);
    assert!(refused.stderr.contains("name the column that says which rows are returns"), "{}", refused.stderr);
    let chinese = company.run("ingest --lang zh").exits(2);
    assert!(chinese.stderr.contains("请指明哪一列标明退货行"), "{}", chinese.stderr);
    assert!(chinese.stderr.contains("没有这样的列时，请去掉该设置"), "{}", chinese.stderr);
}

#[test]
fn of_more_warned_rows_than_are_kept_the_least_number_is_told() {
    let company = TinyCompany::empty();
    company.write("attain.toml", "[checks.rules]\nswallowed_rows = \"warn\"\n");
    let row = |at: usize| format!("A{at},2024-01-05,\"C\nB,2024-01-06,D,2\nE\",1\n");
    let rows: String = (0..1100).map(row).collect();
    company.write("o.csv", format!("order_id,order_date,customer_id,net_amount\n{rows}"));
    let loaded = company.run("ingest o.csv --table orders").exits(0);
    assert!(loaded.stderr.contains("warning: at least 990 more rows like these"), "{}", loaded.stderr);
}

#[test]
fn what_is_to_be_said_of_a_file_is_said_where_a_thousand_rows_are_bad() {
    let company = TinyCompany::empty();
    let rows: String = (0..1100).map(|at| format!("'A{at}','2024-01-05','x','5','6'\n")).collect();
    company.write("o.csv", format!("'order_id','order_date','customer_id','net_amount'\n{rows}"));
    let refused = company.run("ingest o.csv --table orders").exits(3);
    assert!(refused.stderr.contains("values stand between `'`"), "{}", refused.stderr);
}

#[test]
fn a_row_that_one_check_keeps_out_is_not_counted_for_another_that_warns() {
    let company = TinyCompany::loaded();
    company.write("attain.toml", "[checks.rules]\nunknown_rep = \"warn\"\nquota_rewritten = \"reject\"\n");
    let quotas = |of_r7: &str| {
        format!(
            "rep_id,period_start,period_end,value\nR7,2031-04-01,2031-06-30,{of_r7}\nR1,203{of_r7}-01-01,203{of_r7}-03-31,5\n"
        )
    };
    company.write("old.csv", quotas("5"));
    company.run("ingest old.csv --table quotas").exits(0);
    company.write("new.csv", quotas("6"));
    let loaded = company.run("ingest new.csv --table quotas").exits(1);
    let account = Table::from_csv(&loaded.stdout).only(&["rows_loaded", "rows_rejected", "rows_warned"]);
    assert_eq!(account, [["1", "1", "0"]]);
}
