//! What bad input gets: one sentence that names the place, a hint, the documented exit code, and the store as it was.

use crate::support::{ORDERS, QUOTAS, Ran, Table, TinyCompany, example};

/// Exit code, message and hint of a refused command, with the test's own folder replaced. What is said before the
/// error (assumptions, notes) is no part of it.
fn complaint(company: &TinyCompany, ran: &Ran) -> String {
    let said = ran.stderr.replace(&*company.folder().to_string_lossy(), "[PATH]");
    let at = said.find("error: ").unwrap_or_else(|| panic!("no error is named: {said}"));
    format!("exit {}\n{}", ran.code, said[at..].trim_end())
}

/// Runs a command that must fail on a company as [`TinyCompany::loaded`] makes it, which must be as it was after.
#[track_caller]
pub(crate) fn refused(company: &TinyCompany, words: &str) -> String {
    let ran = company.run(words);
    assert!(ran.code >= 2, "`{words}` was not refused: {ran:?}");
    assert!(ran.stdout.is_empty(), "a refused command answers nothing: {}", ran.stdout);
    assert_eq!(company.state(), *TinyCompany::state_as_loaded(), "`{words}` changed the store");
    complaint(company, &ran)
}

/// Writes a file and loads it, which must fail.
#[track_caller]
fn refused_file(table: &str, content: impl AsRef<[u8]>) -> String {
    let company = TinyCompany::loaded();
    company.write("bad.csv", content);
    refused(&company, &format!("ingest bad.csv --table {table}"))
}

#[test]
fn a_missing_file_of_the_configuration() {
    let company = TinyCompany::loaded();
    company.write("attain.toml", "[[source]]\ntable = \"orders\"\nfiles = [\"orders.csv\", \"gone.csv\"]\n");
    insta::assert_snapshot!(refused(&company, "ingest"), @"
    exit 3
    error: `gone.csv` does not exist
    hint: paths on the command line are read from where you stand, paths in the configuration from its folder
    ");
}

#[test]
fn a_folder_instead_of_a_file() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "ingest store --table orders"), @r#"
    exit 3
    error: the folder `store` is a store of attain, not a folder of files to load
    hint: name the files, or the folder that holds them
    "#);
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(refused_file("orders", ""), @r#"
    exit 3
    error: `bad.csv` is empty: it has no header
    hint: export it once more; the store is as it was
    "#);
}

#[test]
fn a_file_with_a_header_and_nothing_else_loads_no_row() {
    let company = TinyCompany::loaded();
    let orders = company.manifest()["tables"]["orders"].clone();
    company.write("bad.csv", "order_id,order_date,net_amount\n");
    let ran = company.run("ingest bad.csv --table orders");
    assert_eq!(company.manifest()["tables"]["orders"], orders, "the table is as it was");
    assert!(ran.code <= 3 && ran.code != 2, "{ran:?}");
}

#[test]
fn a_missing_column() {
    insta::assert_snapshot!(refused_file("orders", "order_id,customer_id,net_amount\nO9,C1,5.00\n"), @r#"
    exit 3
    error: `bad.csv` line 1: no column for `order_date` among `order_id`, `customer_id`, `net_amount`
    hint: name it: --column order_date="its name in the file", or in the configuration [source.columns] order_date = "its name"; titles that are recognised are `order_date`, `sale date`, `sales date`, `date of sale`, `date ordered`, `订单日期` and the like
    "#);
}

#[test]
fn an_ambiguous_column() {
    let text = "order_id,order_date,Amount,Revenue\nO9,2024-06-01,5.00,6.00\n";
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 1: `Amount`, `Revenue` could each stand for `net_amount`
    hint: say which one: --column net_amount="Amount", or in the configuration [source.columns] net_amount = "Amount"
    "#);
}

#[test]
fn a_column_that_stands_twice() {
    let text = "order_id,order_date,net_amount,net_amount\nO9,2024-06-01,5.00,6.00\n";
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 1: the column `net_amount` stands twice
    hint: rename one of the two; where the names stand in another line, say which: --header-row 3, or header_row = 3 in the [[source]]
    "#);
}

#[test]
fn an_unreadable_date() {
    let text = ORDERS.replace("2024-02-20", "31/02/2024");
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 3: `order_date` is `31/02/2024`, not a day in the calendar
    hint: dates are read with the year first, with the month by name, in Chinese, and as D/M/Y or M/D/Y where the column shows which; for others set --date-format or date_format in the [[source]], such as "D/M/Y" or "%d.%m.%Y"; years go from 1900 to 2200, and an open end is left empty; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn a_day_that_is_not_in_the_calendar() {
    insta::assert_snapshot!(refused_file("orders", ORDERS.replace("2024-02-20", "2024-02-30")), @r#"
    exit 3
    error: `bad.csv` line 3: `order_date` is `2024-02-30`, not a day in the calendar
    hint: dates are read with the year first, with the month by name, in Chinese, and as D/M/Y or M/D/Y where the column shows which; for others set --date-format or date_format in the [[source]], such as "D/M/Y" or "%d.%m.%Y"; years go from 1900 to 2200, and an open end is left empty; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn an_unreadable_amount() {
    insta::assert_snapshot!(refused_file("orders", ORDERS.replace("80.50", "80,50 EUR").replace("2,80", "2,\"80").replace("EUR", "EUR\"")), @r#"
    exit 3
    error: `bad.csv` line 3: `net_amount` is `80,50 EUR`, not an amount of money
    hint: one file has one decimal sign, found from its numbers or set with decimal in the [[source]]; thousands are parted by another sign, in groups of three; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn an_amount_beyond_all_money() {
    let text = ORDERS.replace("80.50", "99999999999999999999.00");
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 3: `net_amount` is `99999999999999999999.00`, too large to be summed exactly
    hint: numbers go up to 900 trillion, amounts to 9000 trillion of the currency's smallest unit; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn a_ragged_row() {
    insta::assert_snapshot!(refused_file("orders", ORDERS.replace("R2,2,80.50", "R2,2,80.50,surplus")), @r#"
    exit 3
    error: `bad.csv` line 3: 7 fields where the header has 6
    hint: a separator or a quote inside a value may be to blame; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn bytes_that_are_not_text() {
    // Text in an old encoding is read; a zero byte is in none.
    let mut bytes = ORDERS.as_bytes().to_vec();
    let at = bytes.iter().rposition(|byte| *byte == b'3').expect("a place inside the last line");
    bytes[at] = 0;
    insta::assert_snapshot!(refused_file("orders", bytes), @r#"
    exit 3
    error: `bad.csv` is not delimited text: it looks like binary data (a zero byte on line 5)
    hint: unpack it, or save the table as CSV UTF-8, and load that file
    "#);
}

#[test]
fn a_key_that_stands_there_twice_with_other_content() {
    let text = "order_id,line_no,order_date,net_amount\nO9,1,2024-06-01,5.00\nO9,1,2024-06-01,6.00\n";
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 3: the key `O9 1` stands on line 2 already, with other content
    hint: rows of one table differ in their key; in orders that is order_id with line_no; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn a_sale_below_zero() {
    let text = "order_id,line_type,order_date,net_amount\nO9,sale,2024-06-01,-5.00\n";
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 2: `net_amount` is `-5.00`, which has the wrong sign for a sale
    hint: amount, quantity and cost are negative for a return and positive for a sale; where the file writes returns without a minus, set unsigned_returns = true in the [[source]]; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn an_order_in_another_currency() {
    let text = "order_id,order_date,net_amount,currency\nO9,2024-06-01,5.00,EUR\n";
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 2: `currency` is `EUR` where the run's currency is USD and there is no rate
    hint: load rates into USD first, or with it: attain ingest FILE --table fx_rates, with date, from, to and rate; or set [company] currency; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn a_quota_for_a_rep_whom_nobody_knows() {
    insta::assert_snapshot!(refused_file("quotas", QUOTAS.replace("R2,", "R7,")), @r#"
    exit 3
    error: `bad.csv` line 3: `rep_id` is `R7`, a rep whom neither the reps nor the orders know
    hint: add the rep to the reps table or correct the id; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn a_quota_that_ends_before_it_starts() {
    let text = QUOTAS.replace("R2,2024-04-01,2024-06-30", "R2,2024-06-30,2024-04-01");
    insta::assert_snapshot!(refused_file("quotas", text), @r#"
    exit 3
    error: `bad.csv` line 3: `period_end` is `2024-04-01`, before `period_start`, which is `2024-06-30`
    hint: the two days may have been swapped; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn an_unknown_table() {
    let company = TinyCompany::loaded();
    insta::assert_snapshot!(refused(&company, "ingest orders.csv --table order"), @r#"
    exit 2
    error: there is no table `order`
    hint: did you mean `orders`, `credits`, `invoices`?
    "#);
}

#[test]
fn several_bad_rows_are_all_named() {
    let text = ORDERS.replace("2024-02-20", "soon").replace("40.00", "forty").replace("60.25", "");
    insta::assert_snapshot!(refused_file("orders", text), @r#"
    exit 3
    error: `bad.csv` line 3: `order_date` is `soon`, not a day in the calendar
    `bad.csv` line 4: `net_amount` is `forty`, not an amount of money
    `bad.csv` line 5: `net_amount` is empty and must not be
    hint: dates are read with the year first, with the month by name, in Chinese, and as D/M/Y or M/D/Y where the column shows which; for others set --date-format or date_format in the [[source]], such as "D/M/Y" or "%d.%m.%Y"; years go from 1900 to 2200, and an open end is left empty; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn a_good_file_beside_a_bad_one_is_not_loaded_either() {
    let company = TinyCompany::loaded();
    company.write("good.csv", ORDERS.replace('O', "P"));
    company.write("bad.csv", "order_id,order_date,net_amount\nQ1,never,1.00\n");
    insta::assert_snapshot!(refused(&company, "ingest good.csv bad.csv --table orders"), @r#"
    exit 3
    error: `bad.csv` line 2: `order_date` is `never`, not a day in the calendar
    hint: dates are read with the year first, with the month by name, in Chinese, and as D/M/Y or M/D/Y where the column shows which; for others set --date-format or date_format in the [[source]], such as "D/M/Y" or "%d.%m.%Y"; years go from 1900 to 2200, and an open end is left empty; mend the rows, or load the others and keep these aside with --bad-rows reject
    "#);
}

#[test]
fn an_unknown_key_of_the_configuration() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[company]\nname = \"Tiny\"\n\n[targets]\nchanse = 0.6\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r#"
    exit 2
    error: `spoiled.toml` line 5: there is no key `chanse`
    hint: did you mean chance, stretch_chance, least_chance?
    "#);
}

#[test]
fn a_currency_that_there_is_not() {
    let company = TinyCompany::loaded();
    company.write("spoiled.toml", "[company]\ncurrency = \"DOLLAR\"\n");
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --config spoiled.toml"), @r#"
    exit 2
    error: `spoiled.toml` line 2: `DOLLAR` is not a currency code of ISO 4217
    "#);
}

#[test]
fn a_configuration_that_is_not_there() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --config nowhere.toml"), @r#"
    exit 2
    error: there is no configuration file `nowhere.toml`
    hint: name one with --config FILE
    "#);
}

#[test]
fn an_unknown_metric() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_nett"), @r#"
    exit 2
    error: there is no metric `revenue_nett`
    hint: did you mean revenue_net, revenue_net.return_date, revenue_net.origin_date? attain define lists them all
    "#);
}

#[test]
fn a_metric_at_a_grain_where_it_does_not_exist() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi growth_mom --grain quarter"), @r#"
    exit 2
    error: `growth_mom` does not exist by quarter
    hint: growth_mom goes with --grain month, growth_qoq with --grain quarter
    "#);
}

#[test]
fn an_unknown_dimension() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --by reps"), @r#"
    exit 2
    error: there is no dimension `reps`
    hint: did you mean rep, rep.name, rep.team? There are rep, team, customer, product, order_id, line_no, line_type, order_year, currency, rep.name, rep.team
    "#);
}

#[test]
fn a_period_without_data() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --period 2031-Q1"), @r#"
    exit 3
    error: there are no orders in 2031-Q1: the data reach from 2024-01-15 to 2024-06-28
    hint: choose a period inside the data
    "#);
}

#[test]
fn a_review_of_a_period_without_data() {
    let company = TinyCompany::loaded();
    insta::assert_snapshot!(refused(&company, "review --period 2031-Q1 --out pack"), @r#"
    exit 3
    error: there are no orders in 2031-Q1: the data reach from 2024-01-15 to 2024-06-28
    hint: choose a period inside the data
    "#);
}

#[test]
fn a_period_that_is_none() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --period 2024-Q7"), @r#"
    exit 2
    error: `2024-Q7` is not a period: write 2019-06, 2019-Q2 or 2019
    "#);
}

#[test]
fn a_range_that_begins_after_the_data_lies_outside_them() {
    for words in ["kpi revenue_net --from 2031-Q1", "trend revenue_net --from 2031-Q1"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused(&TinyCompany::loaded(), words), @r#"
            exit 3
            error: there are no orders in 2031-Q1: the data reach from 2024-01-15 to 2024-06-28
            hint: choose a period inside the data
            "#);
        }
    }
}

#[test]
fn a_range_that_ends_before_it_begins() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --from 2024-Q2 --to 2024-Q1"), @r#"
    exit 2
    error: the range ends (2024-Q1) before it begins (2024-Q2)
    hint: write the earlier period after --from
    "#);
}

#[test]
fn an_as_of_that_is_no_day() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --as-of yesterday"), @r#"
    exit 2
    error: `yesterday` is not a day in the calendar, written YYYY-MM-DD
    "#);
}

#[test]
fn a_version_that_there_is_not() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --as-of 77"), @r#"
    exit 2
    error: the store has no version 77; the newest is 3
    "#);
}

#[test]
fn a_chance_that_is_none() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "targets --chance 1.5"), @r#"
    exit 2
    error: 1.5 is not a chance between 0.01 and 0.99
    hint: write --chance 0.6
    "#);
}

#[test]
fn a_goal_for_two_metrics() {
    let company = TinyCompany::loaded();
    insta::assert_snapshot!(refused(&company, "targets --metric revenue_net,gross_profit --goal 500"), @r#"
    exit 2
    error: a goal is for one metric
    hint: name it: --metric revenue_net --goal 9000000
    "#);
}

#[test]
fn a_goal_that_is_no_amount() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "targets --goal lots"), @r#"
    exit 2
    error: the goal `lots` is not a decimal number
    hint: write it as a plain number: --goal 9000000
    "#);
}

#[test]
fn no_store() {
    let company = TinyCompany::empty();
    let ran = company.run("kpi revenue_net");
    insta::assert_snapshot!(complaint(&company, &ran), @r#"
    exit 3
    error: there is no store in `store`
    hint: load files first: attain ingest FILE --table orders --store DIR
    "#);
    assert!(!company.store().exists(), "asking makes no store");
}

#[test]
fn a_store_without_orders() {
    let company = TinyCompany::empty();
    company.write("reps.csv", crate::support::REPS);
    company.run("ingest reps.csv --table reps").exits(0);
    let ran = company.run("kpi revenue_net");
    insta::assert_snapshot!(complaint(&company, &ran), @r#"
    exit 3
    error: the store has no table `orders`
    hint: load one: attain ingest FILE --table orders
    "#);
}

#[test]
fn an_answer_that_cannot_be_written() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --out nowhere/kpi.csv"), @r#"
    exit 3
    error: `nowhere/kpi.csv` cannot be written: No such file or directory (os error 2)
    hint: choose another path
    "#);
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --out nowhere/kpi.parquet"), @r#"
    exit 3
    error: `nowhere/kpi.parquet` cannot be written: No such file or directory (os error 2)
    hint: choose another path
    "#);
}

#[test]
fn a_pack_that_cannot_be_written() {
    let company = TinyCompany::loaded();
    company.write("pack", "a file where the folder should be");
    insta::assert_snapshot!(refused(&company, "review --period 2024-Q2 --out pack"), @r#"
    exit 3
    error: `pack/tables` cannot be created: Not a directory (os error 20)
    hint: choose another --out
    "#);
}

#[test]
fn parquet_for_the_terminal() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "kpi revenue_net --format parquet"), @r#"
    exit 2
    error: Parquet is not for the terminal
    hint: name a file: --out kpi.parquet
    "#);
}

#[test]
fn nothing_to_load() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "ingest"), @r#"
    exit 2
    error: there is nothing to load: no file is named, and the configuration has no [[source]] for it
    hint: name a file and its table: attain ingest orders.csv --table orders
    "#);
}

#[test]
fn a_flag_that_there_is_not() {
    let message = refused(&TinyCompany::loaded(), "kpi revenue_net --perod 2024-Q2");
    assert!(message.starts_with("exit 2") && message.contains("--period"), "{message}");
}

#[test]
fn example_data_that_are_not_there() {
    let company = TinyCompany::loaded();
    insta::assert_snapshot!(refused(&company, "demo --datasets nowhere --out pack"), @r#"
    exit 2
    error: the example data are not in `nowhere`
    hint: run it in a clone of the repository, or name the folder: attain demo --datasets DIR
    "#);
}

#[test]
fn rejected_rows_are_kept_aside_and_the_others_loaded() {
    let company = TinyCompany::loaded();
    let before = company.version();
    let more = ORDERS.replace('O', "P").replace("2024-02-20", "soon").replace("60.25", "sixty");
    company.write("bad.csv", &more);
    let ran = company.run("ingest bad.csv --table orders --bad-rows reject").exits(1);
    let account = Table::from_csv(&ran.stdout);
    let counted = account.only(&["rows_read", "rows_loaded", "duplicates_dropped", "rows_rejected"]);
    assert_eq!(counted, [["4", "2", "0", "2"]], "read = loaded + dropped + rejected");
    assert!(ran.stderr.contains("`bad.csv` line 3") && ran.stderr.contains("`bad.csv` line 5"), "{}", ran.stderr);
    assert_eq!(company.version(), before + 1);
    assert_eq!(company.manifest()["tables"]["orders"]["rows"], 6);

    let rejects = crate::support::files_under(&company.store().join("rejects"), &[]);
    assert_eq!(rejects.len(), 1, "{:?}", rejects.keys());
    let (name, bytes) = rejects.iter().next().expect("one file");
    assert!(name.starts_with(&format!("{:08}-", before + 1)) && name.ends_with("orders.csv"), "{name}");
    let kept = String::from_utf8(bytes.clone()).expect("rejected rows are text");
    assert!(
        kept.contains("P2,soon,C2,R2,2,80.50") && kept.contains("sixty"),
        "the rows stand there as they came: {kept}"
    );
    assert!(!kept.contains("P1,"), "good rows are not rejected: {kept}");

    // The check repeats the account, and the same file once more adds nothing.
    let check = company.run("check");
    let of_file = Table::from_csv(&check.stdout).matching(&[("file", "bad.csv")]);
    assert_eq!(of_file.only(&["rows_read", "rows_loaded", "rows_rejected"]), [["4", "2", "2"]]);
    company.run("ingest bad.csv --table orders --bad-rows reject");
    assert_eq!(company.manifest()["tables"]["orders"]["rows"], 6);
}

#[test]
fn rejected_quotas_are_accounted_for_like_other_rows() {
    let company = TinyCompany::loaded();
    // One is for nobody, one would rewrite what is in force, one is for another quarter.
    let more = "R1,2024-07-01,2024-09-30,60.00\n";
    company.write("bad.csv", QUOTAS.replace("R2,", "R7,").replace("50.00", "55.00") + more);
    let ran = company.run("ingest bad.csv --table quotas --bad-rows reject").exits(1);
    let counted =
        Table::from_csv(&ran.stdout).only(&["rows_read", "rows_loaded", "duplicates_dropped", "rows_rejected"]);
    assert_eq!(counted, [["3", "1", "0", "2"]]);
    assert_eq!(company.manifest()["tables"]["quotas"]["rows"], 3, "one was added, none replaced");
}

#[test]
fn odd_files_that_are_good_are_read() {
    let plain = TinyCompany::loaded();
    let expected = plain.run("kpi revenue_net orders units --by rep --grain month").exits(0).stdout;
    let odd = [
        ("a byte-order mark and line ends of another system", format!("\u{feff}{}", ORDERS.replace('\n', "\r\n"))),
        ("semicolons", ORDERS.replace(',', ";")),
        ("tabs", ORDERS.replace(',', "\t")),
        ("bars and slashes in dates", ORDERS.replace(',', "|").replace('-', "/")),
        (
            "quotes around everything",
            ORDERS.replace(',', "\",\"").replace('\n', "\"\n\"").trim_end_matches('"').to_string(),
        ),
        ("an empty last line", format!("{ORDERS}\n\n")),
        ("no last line end", ORDERS.trim_end().to_string()),
        (
            "other names",
            ORDERS.replace("order_id", "Order No").replace("rep_id", "Sales Rep").replace("net_amount", "销售额"),
        ),
    ];
    for (what, text) in odd {
        let text = if what.starts_with("quotes") { format!("\"{text}") } else { text };
        let company = TinyCompany::empty();
        company.write("orders.csv", text);
        company.write("reps.csv", crate::support::REPS);
        let loaded = company.run("ingest orders.csv --table orders");
        assert_eq!(loaded.code, 0, "{what}: {}", loaded.stderr);
        company.run("ingest reps.csv --table reps").exits(0);
        assert_eq!(
            company.run("kpi revenue_net orders units --by rep --grain month").exits(0).stdout,
            // Quotas, which are not loaded here, make the third version of the other store.
            expected.replace(",3,UTC,", ",2,UTC,"),
            "{what}"
        );
    }
}

#[test]
fn an_example_refused_leaves_the_example_as_it_was() {
    let before = crate::support::files_under(&example().store(), &["tables/", ".lock"]);
    let ran = example().command("kpi revenue_net --period 1999-Q1").run().exits(3);
    assert!(ran.stderr.contains("2017-07-01") && ran.stderr.contains("2019-06-30"), "the data's reach: {}", ran.stderr);
    assert_eq!(crate::support::files_under(&example().store(), &["tables/", ".lock"]), before);
}

#[test]
fn a_store_has_one_currency() {
    let company = TinyCompany::loaded();
    company.write("euro.toml", "[company]\ncurrency = \"EUR\"\n[store]\ndir = \"store\"\n");
    insta::assert_snapshot!(refused(&company, "ingest orders.csv --table orders --config euro.toml"), @r#"
    exit 3
    error: the store keeps its amounts in USD, and this run is in EUR
    hint: a store has one currency: write [company] currency = "USD", or load into another store with --store
    "#);
    insta::assert_snapshot!(refused(&company, "kpi revenue_net --grain year --config euro.toml"), @r#"
    exit 3
    error: the store keeps its amounts in USD, and this run is in EUR
    hint: a store has one currency: write [company] currency = "USD", or load into another store with --store
    "#);
}

#[test]
fn a_mended_file_of_rejected_rows_is_read_as_its_source_was() {
    let company = TinyCompany::empty();
    let rows = "1;03/04/2024;1.234,50\n2;31/02/2024;25.000\n3;28/02/2024;7,00\n";
    company.write("sales.csv", format!("order_id;order_date;net_amount\n{rows}"));
    company.run("ingest sales.csv --table orders --bad-rows reject").exits(1);
    let rejects = company.store().join("rejects/00000001-000-orders.csv");
    let kept = std::fs::read_to_string(&rejects).expect("the rejected row");
    assert!(
        kept.starts_with("attain_file,attain_line,attain_column,attain_rule,attain_value,attain_forms,order_id"),
        "{kept}"
    );
    // One row alone tells neither the order of day and month nor the decimal sign.
    company.write("mended.csv", kept.replace("31/02/2024,25", "01/02/2024,25"));
    company.run("ingest mended.csv --table orders").exits(0);
    let answer = Table::from_csv(&company.run("kpi revenue_net --grain month").exits(0).stdout);
    assert_eq!(
        answer.only(&["period", "value"]),
        [["2024-02", "25007.00"], ["2024-03", "0.00"], ["2024-04", "1234.50"]]
    );
}

#[test]
fn brackets_of_another_variant() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "cohort --variant rolling --brackets 1-30"), @r#"
    exit 2
    error: brackets belong to one variant alone
    hint: add --variant bracket, or leave --brackets out
    "#);
}

#[test]
fn brackets_that_overlap() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "cohort --variant bracket --brackets 1-30,30-60"), @r#"
    exit 2
    error: `30-60` is no bracket of days that begins after the one before it
    hint: write days in ascending order: --brackets 1-30,31-60,61-90,91-180,181-365
    "#);
}

#[test]
fn revenue_without_a_start_to_compare_it_with() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "cohort --variant rolling --measure net"), @r#"
    exit 2
    error: revenue is compared with that of an age of the same length, which this variant does not have
    hint: take --variant classic or window for revenue
    "#);
}

#[test]
fn a_start_in_a_range_that_is_not_named() {
    insta::assert_snapshot!(refused(&TinyCompany::loaded(), "cohort --start range"), @r#"
    exit 2
    error: the first purchase in a range needs the range
    hint: add --from P, --to P or both
    "#);
}
