//! Slices by any dimension, filters, and the largest slices with the others as one, through the command line.

use crate::support::{Ran, Table, TinyCompany};

/// A company with products, customers and channels; one order of nobody, one product of no table.
fn company() -> TinyCompany {
    let company = TinyCompany::empty();
    for (table, text) in [
        (
            "orders",
            "order_id,line_no,order_date,customer_id,rep_id,product_id,quantity,net_amount,channel,region,Shop Type\n\
             O1,1,2024-01-15,C1,R1,P1,1,100.00,Web,North,flagship\n\
             O1,2,2024-01-15,C1,R1,P2,2,50.00,Web,North,flagship\n\
             O2,1,2024-02-20,C2,R2,P2,2,80.50,Shop,South,\n\
             O3,1,2024-04-03,C1,R1,P1,1,40.00,Web,North,outlet\n\
             O4,1,2024-06-28,C3,R2,P9,3,60.25,,South,outlet\n\
             O5,1,2024-06-29,,,P3,1,10.00,Shop,,\n",
        ),
        ("products", "product_id,name,category\nP1,Desk,Furniture\nP2,Pen,办公用品\nP3,Lamp,Furniture\n"),
        ("customers", "customer_id,name,segment\nC1,Customer 1,Consumer\nC2,Customer 2,Home Office\nC3,Customer 3,\n"),
        ("reps", "rep_id,name,team,hire_date\nR1,Rep 1,East,2019-05-01\nR2,Rep 2,West,2021-03-01\n"),
        ("quotas", "rep_id,period_start,period_end,value\nR1,2024-04-01,2024-06-30,50.00\n"),
    ] {
        let file = format!("{table}.csv");
        company.write(&file, text);
        company.run(&format!("ingest {file} --table {table}")).exits(0);
    }
    company
}

/// Asks with a filter, whose spaces the words of a command would part.
fn filtered(company: &TinyCompany, words: &str, filter: &str) -> Ran {
    company.command(words).arg("--where").arg(filter).run()
}

#[track_caller]
fn values(ran: Ran, columns: &[&str]) -> Vec<String> {
    let table = Table::from_csv(&ran.exits(0).stdout);
    table.only(columns).iter().map(|row| row.join(" ")).collect()
}

/// A dimension that is called as another column of the answer had that column's name too: JSON kept one of the two, and
/// Parquet and workbooks could not be written.
#[test]
fn a_dimension_that_is_called_as_another_column_has_one_of_its_own() {
    let company = TinyCompany::empty();
    company.write("rates.csv", "date,from,to,rate\n2024-01-01,EUR,USD,1.10\n");
    company.write(
        "orders.csv",
        "order_id,order_date,customer_id,rep_id,product_id,quantity,net_amount,currency,policies\n\
         O1,2024-01-05,C1,R1,P1,1,100.00,EUR,strict\nO2,2024-02-20,C2,R1,P1,1,50.00,USD,\n",
    );
    company.run("ingest rates.csv --table fx_rates").exits(0);
    company.run("ingest orders.csv --table orders").exits(0);
    let by_currency = |words: &str, format: &str| {
        let out = company.folder().join(format!("answer.{format}"));
        company
            .command(words)
            .words("--by currency,policies --format")
            .arg(format)
            .arg("--out")
            .arg(&out)
            .run()
            .exits(0);
        out
    };
    for words in [
        "kpi revenue_net --grain year",
        "kpi revenue_net --grain year --top 1",
        "repeat",
        "trend revenue_net --grain month --from 2024-01 --to 2024-02",
        "cohort --grain month",
        "bridge 2024-01 2024-02 --detail",
    ] {
        let csv = Table::from_csv_file(&by_currency(words, "csv"));
        let others: Vec<&String> =
            csv.columns.iter().filter(|name| !["by_currency", "by_policies"].contains(&name.as_str())).collect();
        assert_eq!(others.len(), csv.columns.len() - 2, "{words}: {:?}", csv.columns);
        for name in others {
            assert!(
                attain::review::tables::is_column_of_answers(name),
                "{words}: `{name}` could be a dimension's name"
            );
        }
        let slices = csv.values("by_currency");
        assert!(slices.contains(&"EUR") && slices.contains(&"USD") || words.contains("--top"), "{words}: {slices:?}");
        let json = Table::from_json(&std::fs::read_to_string(by_currency(words, "json")).expect("it was written"));
        assert_eq!((&json.columns, json.values("by_currency")), (&csv.columns, slices), "{words}");
        let parquet = Table::from_parquet(&by_currency(words, "parquet"));
        assert_eq!(parquet.columns, csv.columns, "{words}");
        by_currency(words, "xlsx");
    }
    let shown = company.run("kpi revenue_net --by currency,policies --grain year --format table").exits(0).stdout;
    assert!(shown.contains("by_currency") && shown.contains("(none)"), "{shown}");
    let shown = company.run("cohort --by currency --format table").exits(0).stdout;
    assert!(shown.contains("by_currency"), "{shown}");
}

#[test]
fn rows_that_are_written_as_they_are_made_are_the_rows_that_are_made_first() {
    let company = company();
    // A metric of another family beside them, and a ranking that keeps all, are answered the other way.
    let metrics = "revenue_net orders active_customers new_customers growth_yoy attainment gross_profit avg_order";
    for (by, grain, range) in [
        ("rep", "month", "--from 2024-02 --to 2024-05"),
        ("team", "quarter", "--from 2024-Q1 --to 2024-Q1"),
        ("rep,team", "year", "--from 2024 --to 2024"),
        ("region", "quarter", "--period 2024-Q2"),
        ("product.category", "month", "--from 2024-02 --to 2024-05"),
        ("customer,channel", "quarter", "--period 2024-Q2"),
    ] {
        for days in ["", "--as-of 2024-05-15", range] {
            let rest = format!("--by {by} --grain {grain} {days}");
            let is_of_reps = ["rep", "team", "rep,team"].contains(&by);
            let metrics = if is_of_reps { metrics.to_string() } else { metrics.replace("attainment ", "") };
            let written = company.run(&format!("kpi {metrics} {rest}"));
            let beside = company.run(&format!("kpi {metrics} purchase_gap.median {rest}"));
            assert!(!written.stdout.is_empty() && beside.stdout.starts_with(&written.stdout), "{rest}");
            assert_eq!(written.stderr, beside.stderr, "{rest}");
            assert_eq!(written.code, beside.code, "{rest}");
        }
    }
    // What is refused is told as ever, and the others come.
    let refused = company.run("kpi revenue_net growth_mom --grain quarter");
    assert_eq!(
        values(company.run("kpi revenue_net --grain quarter"), &["value"]).len(),
        refused.stdout.lines().count() - 1
    );
    assert!(refused.stderr.contains("growth_mom"), "{}", refused.stderr);
}

#[test]
fn a_dimension_is_any_column_of_the_table_or_of_what_its_rows_name() {
    let company = company();
    let by = |dimension: &str| {
        values(company.run(&format!("kpi revenue_net --grain year --by {dimension}")), &[dimension, "value"])
    };
    assert_eq!(by("channel"), [" 60.25", "Shop 90.50", "Web 190.00"]);
    assert_eq!(by("product.category"), [" 60.25", "Furniture 150.00", "办公用品 130.50"]);
    assert_eq!(by("customer.segment"), [" 70.25", "Consumer 190.00", "Home Office 80.50"]);
    assert_eq!(by("rep.hire_year"), [" 10.00", "2019 190.00", "2021 140.75"]);
    assert_eq!(by("x_shop_type"), [" 90.50", "flagship 150.00", "outlet 100.25"]);
    assert_eq!(by("order_quarter"), ["2024-Q1 230.50", "2024-Q2 110.25"]);
    let two = values(
        company.run("kpi revenue_net orders --period 2024-Q1 --by 渠道,产品.类别"),
        &["metric_id", "channel", "product.category", "value"],
    );
    let slices = [" ", "Shop Furniture", "Shop 办公用品", "Web Furniture", "Web 办公用品"];
    let row = |(metric, slice, value): (&str, &str, &str)| format!("{metric} {slice} {value}");
    let revenue = ["0.00", "0.00", "80.50", "100.00", "50.00"].iter().zip(slices);
    let orders = ["0", "0", "1", "1", "1"].iter().zip(slices);
    let expected: Vec<String> = revenue
        .map(|(value, slice)| row(("revenue_net", slice, value)))
        .chain(orders.map(|(value, slice)| row(("orders", slice, value))))
        .collect();
    assert_eq!(two, expected);
}

#[test]
fn a_filter_says_which_rows_count() {
    let company = company();
    for (filter, sum) in [
        ("region = North", "190.00"),
        ("region != North", "150.75"),
        ("region is null", "10.00"),
        ("channel in (Web, Shop) and amount > 50", "180.50"),
        ("not (channel = Web or customer.segment = 'Home Office')", "70.25"),
        ("地区 = “South” 且 （产品.类别 = 办公用品 或 product_id not in (P1，P2)）", "140.75"),
        ("order_date >= 2024-06-28 and quantity <= 2", "10.00"),
        ("rep.hire_date < 2020-01-01", "190.00"),
        ("customer.segment not in (Consumer)", "150.75"),
    ] {
        let ran = filtered(&company, "kpi revenue_net --grain year", filter);
        assert_eq!(values(ran, &["value"]), [sum], "{filter}");
    }
}

#[test]
fn a_filter_does_not_make_an_old_customer_new() {
    let company = company();
    let ran = filtered(&company, "kpi new_customers active_customers --period 2024-Q2", "channel = Web");
    // C1 bought from the web in April, and had bought before.
    assert_eq!(values(ran, &["value"]), ["0", "1"]);
}

#[test]
fn the_largest_slices_stand_alone_and_the_others_are_one() {
    let company = company();
    let ran = company.run("kpi revenue_net avg_order --grain year --by channel --top 1");
    // The average of the others is that of their rows: three orders, 150.75.
    assert_eq!(
        values(ran, &["metric_id", "channel", "value"]),
        ["revenue_net Web 190.00", "revenue_net (others) 150.75", "avg_order Web 95.00", "avg_order (others) 50.25"]
    );
    let ran = company.run("kpi revenue_net --grain year --by channel --top 1 --top-by units");
    assert_eq!(values(ran, &["channel", "value"]), ["Web 190.00", "(others) 150.75"]);
    let all = company.run("kpi revenue_net --grain year --by channel --top 9");
    assert_eq!(values(all, &["channel", "value"]), ["Web 190.00", "Shop 90.50", " 60.25"]);
}

#[test]
fn people_read_words_for_the_slice_without_a_name_and_for_the_others() {
    let company = company();
    let table =
        |words: &str| company.run(&format!("kpi revenue_net --grain year --format table {words}")).exits(0).stdout;
    assert!(table("--by channel").contains(" (none) "));
    assert!(table("--by channel --lang zh").contains("（无）"));
    assert!(table("--by channel --top 1 --lang zh").contains("（其他）"));
}

#[test]
fn what_cannot_be_measured_is_named_and_the_others_still_come() {
    let company = company();
    let ran = company.run("kpi revenue_net attainment nonsense orders --period 2024-Q2 --by channel").exits(1);
    let table = Table::from_csv(&ran.stdout);
    let metrics: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(metrics, ["revenue_net", "revenue_net", "revenue_net", "orders", "orders", "orders"]);
    assert!(ran.stderr.contains("`attainment` cannot be cut by `channel`"), "{}", ran.stderr);
    assert!(ran.stderr.contains("there is no metric `nonsense`"), "{}", ran.stderr);
    let alone = company.run("kpi attainment --by channel");
    assert_eq!((alone.code, alone.stdout.as_str()), (2, ""));
    // Where the question speaks of reps alone, a quota can be compared with.
    let ran = filtered(&company, "kpi attainment --period 2024-Q2 --by rep.hire_year", "rep.team = East");
    assert_eq!(values(ran, &["rep.hire_year", "value"]), ["2019 0.8"]);
}

#[test]
fn a_mistyped_value_in_a_list_is_told() {
    let company = company();
    let ran = filtered(&company, "kpi revenue_net --grain year", "region in (North, Suoth)").exits(0);
    assert!(ran.stderr.contains("note: `region` is never `Suoth`; the nearest are South, North"), "{}", ran.stderr);
}

/// Two reps, whose orders have no column of regions; `reps` is the table of reps.
fn without_regions(reps: &str) -> TinyCompany {
    let company = TinyCompany::empty();
    for (table, text) in [
        (
            "orders",
            "order_id,order_date,customer_id,rep_id,product_id,net_amount\nO1,2024-01-15,C1,R1,P1,100.00\n\
             O2,2024-02-15,C2,R2,P1,40.00\nO3,2024-02-16,C1,R1,P1,20.00\nO4,2024-12-31,C1,R1,P1,1.00\n",
        ),
        ("reps", reps),
        ("products", "product_id,name,category\nP1,Desk,Furniture\n"),
        ("customers", "customer_id,name,region\nC1,Customer 1,East\nC2,Customer 2,West\n"),
        ("quotas", "rep_id,period_start,period_end,value\nR1,2024-01-01,2024-12-31,242.00\n"),
        (
            "opportunities",
            "opportunity_id,rep_id,created_date,stage,amount,status,closed_date\n\
             D1,R2,2024-01-02,Won,10.00,won,2024-02-02\n",
        ),
    ] {
        let file = format!("{table}.csv");
        company.write(&file, text);
        company.run(&format!("ingest {file} --table {table}")).exits(0);
    }
    company
}

#[test]
fn where_orders_have_no_regions_a_region_is_that_of_the_rep_in_every_answer() {
    let company = without_regions("rep_id,name,region\nR1,Rep 1,North\nR2,Rep 2,South\n");
    let said = "note: orders have no column of regions, so `region` is the region of the rep (rep.region)\n";
    let ask = |words: &str| {
        let ran = company.run(words).exits(0);
        assert_eq!(ran.stderr.matches(said).count(), 1, "{words}: {}", ran.stderr);
        ran
    };
    let of = |words: &str, columns: &[&str]| values(ask(words), columns);
    assert_eq!(of("kpi revenue_net --grain year --by region", &["region", "value"]), ["North 121.00", "South 40.00"]);
    let finer = of("kpi revenue_net --grain year --by rep,region,product.category", &["rep", "region", "value"]);
    assert_eq!(finer, ["R1 North 121.00", "R2 South 40.00"]);
    assert_eq!(of("kpi attainment --grain year --by region", &["region", "value"])[0], "North 0.5");
    assert_eq!(of("kpi bookings --grain year --by region", &["region", "value"])[1], "South 10.00");
    assert_eq!(of("kpi orders revenue_net --grain year --by region --top 1", &["region"])[0], "North");
    for words in ["cohort", "repeat", "trend revenue_net"] {
        let regions = of(&format!("{words} --grain quarter --by region"), &["region"]);
        assert!(regions.iter().all(|region| region == "North" || region == "South"), "{words}: {regions:?}");
    }
    let bridge = of("bridge 2024-01 2024-02 --by region --detail", &["region"]);
    assert!(bridge.contains(&"North".to_string()), "{bridge:?}");
    let some = filtered(&company, "kpi revenue_net --grain year", "region = South");
    assert!(some.stderr.contains(said));
    assert_eq!(values(some, &["value"]), ["40.00"]);
    let chinese = company.run("kpi revenue_net --by region --lang zh --grain year").stderr;
    assert!(chinese.contains("订单没有区域列，`region` 指销售员所属区域"), "{chinese}");
    assert!(!company.run("kpi revenue_net --by rep.region --grain year").stderr.contains("no column of regions"));
}

#[test]
fn where_nothing_but_customers_has_regions_all_orders_are_one_slice_and_that_is_told() {
    let company = without_regions("rep_id,name\nR1,Rep 1\nR2,Rep 2\n");
    let said = "note: no order names a region, so all orders are one slice without a name; regions are told by --by \
                customer.region";
    for words in ["kpi revenue_net", "cohort", "repeat"] {
        let told = |rest: &str| company.run(&format!("{words} {rest} --grain year")).exits(0).stderr;
        assert!(told("--by region").contains(said), "{words}: {}", told("--by region"));
        assert!(told("--by region,product.category").contains(said), "{words}");
        assert!(told("--by region --lang zh").contains("订单中都没有填写区域"), "{words}");
        assert!(!told("--by customer.region").contains("no order names"), "{words}");
    }
    let finer = company.run("kpi revenue_net --grain year --by region,product.category");
    assert_eq!(values(finer, &["region", "product.category", "value"]), [" Furniture 161.00"]);
}

#[test]
fn a_filter_by_size_that_leaves_nothing_says_how_far_the_column_reaches() {
    let company = company();
    let ran = filtered(&company, "kpi revenue_net --grain year", "quantity > 100 and net_amount < 5");
    let hint = "hint: `quantity` reaches from 1 to 3; `net_amount` reaches from 10.00 to 100.00";
    assert!(ran.code == 3 && ran.stderr.contains(hint), "{}", ran.stderr);
    let chinese = filtered(&company, "kpi revenue_net --grain year --lang zh", "order_date < 2020-01-01").stderr;
    assert!(chinese.contains("`order_date` 的取值从 2024-01-15 到 2024-06-29"), "{chinese}");
    let equal = filtered(&company, "kpi revenue_net --grain year", "region = South and channel = Web").stderr;
    assert!(equal.contains("each value is there, but no row has them all"), "{equal}");
}

#[test]
fn a_rep_s_unit_is_that_of_the_order_s_day() {
    let company = company();
    company.write(
        "units.csv",
        "rep_id,unit_id,valid_from,valid_to\nR1,U1,2020-01-01,2024-03-31\nR1,U2,2024-04-01,\nR2,U2,2021-03-01,\n",
    );
    company.run("ingest units.csv --table rep_assignments").exits(0);
    let ran = company.run("kpi revenue_net --grain year --by rep.unit_id");
    assert_eq!(values(ran, &["rep.unit_id", "value"]), [" 10.00", "U1 150.00", "U2 180.75"]);
}

#[test]
fn a_quota_is_spread_over_the_units_of_its_working_days_and_sums_to_the_whole() {
    let company = company();
    company.write(
        "units.csv",
        "rep_id,unit_id,valid_from,valid_to\nR1,U1,2020-01-01,2024-05-10\nR1,U2,2024-05-11,\nR2,U2,2021-03-01,\n",
    );
    company.run("ingest units.csv --table rep_assignments").exits(0);
    company.write("tree.csv", "unit_id,parent_id\nTop,\nU1,Top\nU2,Top\n");
    company.run("ingest tree.csv --table org_units").exits(0);
    let columns = ["numerator", "denominator", "value", "n", "null_reason"];
    let ask = |words: &str, dimension: &str| {
        let columns = [&[dimension], &columns[..]].concat();
        values(company.run(&format!("kpi {words} --period 2024-Q2 --by {dimension}")), &columns)
    };
    // Of the 65 working days of the quarter 30 lie up to 10 May; the sale of 3 April was made in U1.
    let by_unit = ask("attainment", "unit_id");
    let nobody = "    0 no_target";
    assert_eq!(by_unit, [nobody, "U1 40.00 23.08 1.733102253032929 1 ", "U2 0.00 26.92 0 1 "]);
    assert_eq!(ask("attainment", "unit_level_1"), [nobody, "Top 40.00 50.00 0.8 1 "]);
    assert_eq!(ask("attainment", "rep.unit_id"), by_unit);
    // A person is counted once, with everything, where the person was at the end.
    assert_eq!(ask("attainment_share", "unit_id"), [nobody, "U1    0 no_target", "U2 0 1 0 1 "]);
    let ran = filtered(&company, "kpi attainment --period 2024-Q2", "unit = U1");
    assert_eq!(values(ran, &columns), ["40.00 23.08 1.733102253032929 1 "]);
}

#[test]
fn a_filter_that_leaves_nothing_names_what_there_is() {
    let company = company();
    let said = |words: &str, filter: &str| {
        let ran = filtered(&company, words, filter);
        let from = ran.stderr.find("error: ").unwrap_or(0);
        format!("exit {}\n{}", ran.code, ran.stderr[from..].trim_end())
    };
    insta::assert_snapshot!(said("kpi revenue_net", "region = north"), @r"
    exit 3
    error: no row of `orders` passes the filter `region = north`
    hint: `region` is never `north`, but there are North, South
    ");
    insta::assert_snapshot!(said("kpi revenue_net --lang zh", "地区 = North 且 金额 >"), @r#"
    exit 2
    错误：筛选条件无法读懂：此处应为值
      地区 = North 且 金额 >
                            ^
    提示：写法如：--where "地区 = 华东 and product.category in (办公用品, '家 具') and amount > 1000"；含空格的值要加引号
    "#);
}
