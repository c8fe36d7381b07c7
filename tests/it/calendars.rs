//! A calendar that cannot be: the configuration is refused with its line, a file of it with its rows.

use crate::bad_input::refused;
use crate::support::{Table, TinyCompany};

/// What a configuration with these lines under `[calendar]` gets.
#[track_caller]
fn refused_calendar(lines: &str) -> String {
    let company = TinyCompany::loaded();
    company.write("gap.csv", "period,start,end\nFY2024-P01,2024-01-01,2024-01-31\nFY2024-P02,2024-02-03,2024-02-29\n");
    company
        .write("overlap.csv", "period,start,end\nFY2024-P01,2024-01-01,2024-01-31\nFY2024-P02,2024-01-31,2024-02-29\n");
    company.write("short.csv", "period,start,end\nFY1990-P01,1990-01-01,1990-01-31\n");
    company.write("days.csv", "date,name,kind\n2024-10-01,National Day,holiday\n2024-10-12,National Day,worked\n");
    company.write("spoiled.toml", format!("[store]\ndir = \"store\"\n[calendar]\n{lines}\n"));
    refused(&company, "kpi revenue_net --config spoiled.toml")
}

#[test]
fn a_table_of_periods_with_a_gap() {
    insta::assert_snapshot!(refused_calendar("pattern = \"table\"\nperiods = \"gap.csv\""), @"
    exit 2
    error: `gap.csv`: between FY2024-P01 (line 2) and FY2024-P02 (line 3) the days from 2024-02-01 to 2024-02-02 belong to no period
    hint: let every period begin on the day after the end of the one before
    ");
}

#[test]
fn a_table_of_periods_that_overlap() {
    insta::assert_snapshot!(refused_calendar("pattern = \"table\"\nperiods = \"overlap.csv\""), @"
    exit 2
    error: `overlap.csv`: FY2024-P02 (line 3) begins on 2024-01-31, a day that still belongs to FY2024-P01 (line 2)
    hint: the end is the period's last day; let the next begin on the day after it
    ");
}

#[test]
fn a_table_of_periods_without_the_days_of_the_orders() {
    let said = refused_calendar("pattern = \"table\"\nperiods = \"short.csv\"");
    assert!(
        said.starts_with("exit 3\nerror: the table of periods reaches from 1990-01-01 to 1990-01-31, the orders from ")
    );
    assert!(said.ends_with("hint: add the missing periods to the table"), "{said}");
}

#[test]
fn no_table_where_one_is_asked_for() {
    insta::assert_snapshot!(refused_calendar("pattern = \"table\""), @r#"
    exit 2
    error: `spoiled.toml` line 4: `pattern` is `table`, and no table of periods is named
    hint: name it in [calendar]: periods = "periods.csv"
    "#);
}

#[test]
fn a_holidays_file_with_an_unknown_kind_of_day() {
    insta::assert_snapshot!(refused_calendar("holidays = \"days.csv\""), @"
    exit 2
    error: `days.csv`: line 3: `kind` is `worked`, neither holiday nor workday
    hint: a day off is a holiday; a Saturday or Sunday that is worked is a workday
    ");
}

#[test]
fn a_holidays_file_that_is_not_there() {
    insta::assert_snapshot!(refused_calendar("holidays = \"gone.csv\""), @"
    exit 2
    error: `spoiled.toml` line 4: `holidays` is `gone.csv`, and there is no such file
    hint: paths are read from where the configuration lies
    ");
}

#[test]
fn january_and_february_joined_in_a_calendar_of_weeks() {
    insta::assert_snapshot!(refused_calendar("pattern = \"4-4-5\"\nspring_festival = \"joined\""), @"
    exit 2
    error: `spoiled.toml` line 5: `spring_festival` is `joined`, and the periods are no calendar months
    hint: leave out spring_festival, or the pattern
    ");
}

#[test]
fn years_of_thirteen_periods_have_their_labels_growths_and_quarters() {
    let company = TinyCompany::empty();
    company.write("attain.toml", "[calendar]\npattern = \"13-period\"\n");
    let mut orders = "order_id,order_date,rep_id,net_amount\n".to_string();
    // A hundred in every period of four weeks from the first of 2023 on, two hundred a year later.
    for week in 0..106 {
        let day = chrono::NaiveDate::from_ymd_opt(2023, 1, 4).unwrap() + chrono::Days::new(7 * week);
        orders += &format!("O{week},{day},R1,{}\n", if week < 52 { 25 } else { 50 });
    }
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    let ask = |words: &str, columns: &[&str]| {
        let ran = company.run(words).exits(0);
        Table::from_csv(&ran.stdout).only(columns).iter().map(|row| row.join(" ")).collect::<Vec<_>>()
    };
    let months = ask("kpi revenue_net --grain month --from FY2023-P12 --to FY2024-P02", &["period", "value"]);
    assert_eq!(months, ["FY2023-P12 100.00", "FY2023-P13 100.00", "FY2024-P01 200.00", "FY2024-P02 200.00"]);
    let quarters = ask("kpi revenue_net --grain quarter --from FY2023-Q3 --to FY2023-Q4", &["period", "value"]);
    assert_eq!(quarters, ["FY2023-Q3 300.00", "FY2023-Q4 400.00"]);
    let growths = ask("kpi growth_yoy growth_mom --grain month --period FY2024-P13", &["metric_id", "value"]);
    assert_eq!(growths, ["growth_yoy 1", "growth_mom 0"]);
    let trend = ask("trend revenue_net --grain month", &["last", "n"]);
    assert_eq!(trend.len(), 1);
    company.run("cohort --grain month").exits(0);
    company.run("forecast revenue_net --grain month").exits(0);
}

/// The days off and the Saturdays and Sundays worked of January and February: chinesecalendar 1.11.0 (PyPI),
/// `get_holiday_detail` of each day, as far as it differs from the weekend.
const OFFICIAL_DAYS: &str = "\
date,name,kind
2023-01-02,New Year's Day,holiday
2023-01-23,Spring Festival,holiday
2023-01-24,Spring Festival,holiday
2023-01-25,Spring Festival,holiday
2023-01-26,Spring Festival,holiday
2023-01-27,Spring Festival,holiday
2023-01-28,Spring Festival,workday
2023-01-29,Spring Festival,workday
2024-01-01,New Year's Day,holiday
2024-02-04,Spring Festival,workday
2024-02-12,Spring Festival,holiday
2024-02-13,Spring Festival,holiday
2024-02-14,Spring Festival,holiday
2024-02-15,Spring Festival,holiday
2024-02-16,Spring Festival,holiday
2024-02-18,Spring Festival,workday
";

#[test]
fn january_and_february_joined_are_what_other_code_works_out() {
    let company = TinyCompany::empty();
    company.write("official.csv", OFFICIAL_DAYS);
    let joined = "[company]\ncurrency = \"USD\"\nhistory_starts_with_business = true\n[calendar]\n\
                  spring_festival = \"joined\"\nholidays = \"official.csv\"\n";
    company.write("attain.toml", joined);
    company.write("apart.toml", joined.replace("joined", "apart"));
    let mut orders = "order_id,order_date,customer_id,rep_id,net_amount\n".to_string();
    let first = chrono::NaiveDate::from_ymd_opt(2023, 1, 1).unwrap();
    for (at, day) in first.iter_days().take(425).enumerate() {
        let of_year = chrono::Datelike::ordinal(&day);
        orders += &format!("O{at},{day},C1,R1,{}.00\n", 100 + (of_year * 7) % 31);
    }
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders").exits(0);
    let ask = |words: &str| {
        let ran = company.run(&format!("kpi growth_yoy {words}")).exits(0);
        Table::from_csv(&ran.stdout).only(&["period", "value", "numerator", "denominator", "flags"])
    };
    // Python: 34 days of 2024-01-01 to 02-21 are `chinese_calendar.is_workday`, and the 34th of 2023 is 02-22; the sums of
    // the amounts over these days, holidays and weekends among them, are 5980 and 6110.
    let running = ["-0.02127659574468085", "-130.00", "6110.00", "jan_feb_joined running"];
    let both = "--from 2024-01 --to 2024-02";
    let rows = ask(&format!("{both} --as-of 2024-02-21"));
    assert_eq!(rows.iter().map(|row| &row[1..]).collect::<Vec<_>>(), [running, running]);
    // DuckDB 2.0.1 over the same file: sum(net_amount) is 6906 from 2024-01-01 to 02-29 and 6789 from 2023-01-01 to 02-28.
    let ended = ["0.01723376049491825", "117.00", "6789.00", "jan_feb_joined"];
    let rows = ask(&format!("{both} --as-of 2024-02-29"));
    assert_eq!(rows.iter().map(|row| &row[1..]).collect::<Vec<_>>(), [ended, ended]);
    // Each by itself, the months say otherwise.
    let apart = ask(&format!("{both} --as-of 2024-02-29 --config apart.toml"));
    assert!(apart.iter().all(|row| row[4].is_empty() && row[1] != ended[0]), "{apart:?}");
}

#[test]
fn a_table_of_periods_counts_its_own_days_and_its_faults_are_told_in_chinese_too() {
    let company = TinyCompany::empty();
    let table = |rows: &str| format!("period,start,end\n{rows}");
    company.write("own.csv", table("FY2023-P12,2023-12-31,2024-02-03\nFY2024-P01,2024-02-04,2024-03-02\n"));
    company.write("gap.csv", table("FY2023-P12,2023-12-31,2024-02-03\nFY2024-P01,2024-02-06,2024-03-02\n"));
    for name in ["own", "gap"] {
        let text = format!("[calendar]\npattern = \"table\"\nperiods = \"{name}.csv\"\n");
        company.write(&format!("{name}.toml"), text);
    }
    let orders = "order_id,order_date,customer_id,rep_id,net_amount\nA,2023-12-31,C,R,1\nB,2024-02-03,C,R,2\n\
                  C,2024-02-04,C,R,4\nD,2024-03-02,C,R,8\n";
    company.write("orders.csv", orders);
    company.run("ingest orders.csv --table orders --config own.toml").exits(0);
    for language in ["en", "zh"] {
        let ran = company.run(&format!("kpi revenue_net --grain month --config own.toml --lang {language}")).exits(0);
        // The first and the last day of each period count in it.
        let rows = Table::from_csv(&ran.stdout).only(&["period", "value"]);
        assert_eq!(rows, [["FY2023-P12", "3.00"], ["FY2024-P01", "12.00"]]);
    }
    let refused = company.run("kpi revenue_net --config gap.toml --lang zh").exits(2).stderr;
    assert!(
        refused.contains("FY2023-P12（第 2 行）与 FY2024-P01（第 3 行）之间，2024-02-04 至 2024-02-05"),
        "{refused}"
    );
}

#[test]
fn a_pattern_that_there_is_not() {
    insta::assert_snapshot!(refused_calendar("pattern = \"4-4-6\""), @"
    exit 2
    error: `spoiled.toml` line 4: `pattern` cannot be `4-4-6`
    hint: did you mean 4-4-5, 4-5-4, 5-4-4? Allowed are months, 4-4-5, 4-5-4, 5-4-4, 13-period, table
    ");
}
