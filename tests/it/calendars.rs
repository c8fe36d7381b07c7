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

#[test]
fn a_pattern_that_there_is_not() {
    insta::assert_snapshot!(refused_calendar("pattern = \"4-4-6\""), @"
    exit 2
    error: `spoiled.toml` line 4: `pattern` cannot be `4-4-6`
    hint: did you mean 4-4-5, 4-5-4, 5-4-4? Allowed are months, 4-4-5, 4-5-4, 5-4-4, 13-period, table
    ");
}
