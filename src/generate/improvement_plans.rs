//! Improvement plans of the last quarters. Each is checked by the rep's net revenue of the quarter, which is known to the
//! cent, so that whether it was met is known too.

use rand::RngExt;

use crate::calendar::FiscalCalendar;

use super::orders::Ledger;
use super::streams::{Stream, stream};
use super::table::Folder;
use super::truth::PlanTruth;
use super::{Company, GenerateError};

/// Quarters at the end of the window whose plans are written; one more is under way when the window ends.
const QUARTERS: usize = 2;

/// Chance that a rep has a plan in a quarter.
const PLANNED_SHARE: f64 = 0.4;

/// Chance that somebody wrote down that a plan worked although it did not.
const WRONG_STATUS_SHARE: f64 = 0.1;

/// What the check value is of what came: far enough from it that no rounding decides.
const MET_FACTOR: f64 = 0.9;
const MISSED_FACTOR: f64 = 1.15;

const COLUMNS: [&str; 10] =
    ["plan_id", "rep_id", "gap_metric", "action", "owner", "start", "due", "check_metric", "check_value", "status"];

/// Writes `improvement_plans.csv` for reps who serve through the quarter.
pub(super) fn write(company: &Company, ledger: &Ledger, folder: &mut Folder) -> Result<Vec<PlanTruth>, GenerateError> {
    let mut rng = stream(company.settings.seed, Stream::Plans);
    let mut table = folder.table("improvement_plans.csv", &COLUMNS)?;
    let calendar = FiscalCalendar::default();
    let mut truth = Vec::new();
    let quarters = company.window.quarter_count();
    for quarter in quarters.saturating_sub(QUARTERS)..quarters {
        let period = company.window.quarter(quarter);
        let (first, last) = (calendar.first_day(period), calendar.last_day(period));
        for (rep, person) in company.people.reps.iter().enumerate() {
            let is_planned = rng.random_bool(PLANNED_SHARE);
            let met = rng.random_bool(0.5);
            let is_wrong = rng.random_bool(WRONG_STATUS_SHARE);
            let net = ledger.rep_net[rep][quarter];
            if !is_planned || net <= 0 || !person.serves(first) || !person.serves(last) {
                continue;
            }
            let plan_id = format!("PLAN-{}-{}", calendar.label(period), company.people.rep_id_text(rep));
            let check = (net as f64 * if met { MET_FACTOR } else { MISSED_FACTOR }).round() as i64;
            table.text(&plan_id);
            company.people.rep_id(rep, &mut table).text("revenue_net").text("Call ten quiet customers a week");
            table.id("M", person.team as u64 + 1, 3).day(first).day(last).text("revenue_net").money(check);
            table.text(if met != is_wrong { "done" } else { "missed" }).end()?;
            truth.push(PlanTruth { plan_id, met, status_is_wrong: is_wrong });
        }
    }
    folder.close(table)?;
    Ok(truth)
}
