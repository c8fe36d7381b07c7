//! Objectives agreed between rep and manager (MBO), three a quarter.

use rand::RngExt;

use crate::calendar::FiscalCalendar;

use super::streams::{Stream, factor_around_one, stream};
use super::table::Folder;
use super::{Company, GenerateError};

/// Chance that the manager's agreement is missing, so that the objective cannot score.
const NOT_AGREED_SHARE: f64 = 0.06;

/// Spread of the attainment of objectives around 1.
const ATTAINMENT_SPREAD: f64 = 0.2;

/// An objective: metric, statement, weight, and the usual target.
const OBJECTIVES: [(&str, &str, i64, f64); 3] = [
    ("new_customers", "Win new customers", 40, 12.0),
    ("activity_count", "Keep in touch with customers and deals", 35, 50.0),
    ("win_rate.closed", "Close more of the deals that are opened", 25, 0.30),
];

const COLUMNS: [&str; 10] = [
    "objective_id",
    "rep_id",
    "period",
    "statement",
    "metric_id",
    "weight",
    "target",
    "actual",
    "agreed_by_rep_at",
    "agreed_by_manager_at",
];

/// Writes `objectives.csv` for everybody who serves when a quarter begins.
pub(super) fn write(company: &Company, folder: &mut Folder) -> Result<(), GenerateError> {
    let mut rng = stream(company.settings.seed, Stream::Objectives);
    let mut table = folder.table("objectives.csv", &COLUMNS)?;
    let calendar = FiscalCalendar::default();
    let mut count = 0;
    for quarter in 0..company.window.quarter_count() {
        let period = company.window.quarter(quarter);
        let first = company.window.business_day_from(calendar.first_day(period));
        let serving = (0..company.people.reps.len()).filter(|&rep| company.people.reps[rep].serves(first));
        for rep in serving {
            for (metric, statement, weight, usual) in OBJECTIVES {
                count += 1;
                let target = usual * factor_around_one(&mut rng, 0.2);
                let actual = target * factor_around_one(&mut rng, ATTAINMENT_SPREAD);
                table.id("OB", count, 7);
                company.people.rep_id(rep, &mut table).text(&calendar.label(period)).text(statement).text(metric);
                table.int(weight).text(&number(target, usual)).text(&number(actual, usual));
                table.day(first.plus_days(rng.random_range(0..5)));
                let agreed = !rng.random_bool(NOT_AGREED_SHARE);
                table.day_or_empty(agreed.then_some(first.plus_days(rng.random_range(5..12)))).end()?;
            }
        }
    }
    folder.close(table)
}

/// Counts as whole numbers, rates with four decimals.
fn number(value: f64, usual: f64) -> String {
    if usual > 1.0 { format!("{value:.0}") } else { format!("{value:.4}") }
}
