//! Sales contests: two a year, and one that is still to come. Nothing in them is drawn.

use crate::calendar::{Day, FiscalCalendar, Grain};

use super::table::{Folder, Table};
use super::{Company, GenerateError};

const COLUMNS: [&str; 9] =
    ["contest_id", "metric_id", "basis", "start", "end", "eligible_filter", "tie_rule", "clawback_days", "prizes"];

/// A contest's terms, without its name and days.
struct Terms {
    metric: &'static str,
    basis: &'static str,
    filter: &'static str,
    tie_rule: &'static str,
    clawback_days: i64,
    prizes: &'static str,
}

/// The whole second quarter, ranked on the share of the own target.
const SPRING: Terms = Terms {
    metric: "revenue_net",
    basis: "pct_of_target",
    filter: "",
    tie_rule: "larger_value",
    clawback_days: 30,
    prizes: "1:3000;2:2000;3-5:500",
};

/// November, ranked on new customers.
const AUTUMN: Terms = Terms {
    metric: "new_customers",
    basis: "absolute",
    filter: "role = rep",
    tie_rule: "earlier_reached",
    clawback_days: 0,
    prizes: "1:A weekend for two;2-3:300",
};

/// The first month after the data.
const NEXT: Terms = Terms {
    metric: "revenue_net",
    basis: "growth",
    filter: "fte >= 0.8",
    tie_rule: "fewer_returns;shared",
    clawback_days: 14,
    prizes: "1:1500;2:1000;3:500",
};

/// Writes `contests.csv`.
pub(super) fn write(company: &Company, folder: &mut Folder) -> Result<(), GenerateError> {
    let calendar = FiscalCalendar::default();
    let mut table = folder.table("contests.csv", &COLUMNS)?;
    let quarters = company.window.quarter_count();
    for quarter in (0..quarters).map(|at| company.window.quarter(at)) {
        let (first, last) = (calendar.first_day(quarter), calendar.last_day(quarter));
        match quarter.number_in_year() {
            1 => row(&mut table, &format!("SPRING-{}", first.year()), [first, last], &SPRING)?,
            3 => {
                let november = calendar.period_of(first, Grain::Month).next();
                let days = [calendar.first_day(november), calendar.last_day(november)];
                row(&mut table, &format!("AUTUMN-{}", first.year()), days, &AUTUMN)?;
            }
            _ => {}
        }
    }
    let next = calendar.period_of(calendar.first_day(company.window.quarter(quarters - 1).next()), Grain::Month);
    let days = [calendar.first_day(next), calendar.last_day(next)];
    row(&mut table, &format!("START-{}", days[0].year()), days, &NEXT)?;
    folder.close(table)
}

fn row(table: &mut Table, id: &str, [first, last]: [Day; 2], terms: &Terms) -> Result<(), GenerateError> {
    table.text(id).text(terms.metric).text(terms.basis).day(first).day(last).text(terms.filter).text(terms.tie_rule);
    table.int(terms.clawback_days).text(terms.prizes).end()
}
