//! The quotas: what a planner who knows the people, but not the luck, would have set.

use rand_chacha::ChaCha8Rng;

use crate::calendar::FiscalCalendar;

use super::orders::Ledger;
use super::people::Rep;
use super::streams::{Stream, factor_around_one, pick, stream};
use super::table::{Folder, Table};
use super::window::Window;
use super::{Company, GenerateError};

/// How far quotas stand above what is expected without luck and decline.
pub(super) const STRETCH: f64 = 1.03;

/// Spread of the planner's error.
pub(super) const PLANNING_SPREAD: f64 = 0.06;

/// Chance that a quota is lowered in mid-period, as a second version.
const CHANGED_SHARE: f64 = 0.02;

/// The company's quota as a share of the sum over its reps.
const COMPANY_SHARE_PERCENT: i64 = 95;

/// Quotas are whole multiples of this many major units.
const ROUND_TO_MAJOR: i64 = 100;

/// Business days of service below which a rep has no quota for a quarter.
const LEAST_SERVICE_DAYS: f64 = 15.0;

const COLUMNS: [&str; 11] = [
    "subject_type",
    "subject_id",
    "metric_id",
    "period_start",
    "period_end",
    "version",
    "value",
    "effective_from",
    "author",
    "reason",
    "status",
];

/// Writes `quotas.csv`: one row a rep and quarter, one a quarter for the company, and the changed versions.
pub(super) fn write(company: &Company, ledger: &Ledger, folder: &mut Folder) -> Result<(), GenerateError> {
    let mut rng = stream(company.settings.seed, Stream::Quotas);
    let mut table = folder.table("quotas.csv", &COLUMNS)?;
    let service: Vec<Vec<f64>> = company.people.reps.iter().map(|rep| service_days(rep, &company.window)).collect();
    for quarter in 0..company.window.quarter_count() {
        let mut sum = 0;
        for (rep, service) in service.iter().enumerate() {
            let Some(value) = quota(company, ledger, rep, quarter, service, &mut rng) else { continue };
            sum += value;
            let subject = company.people.rep_id_text(rep);
            row(company, quarter, ("rep", &subject), value, false, &mut table)?;
            if pick(&mut rng, &[(true, CHANGED_SHARE), (false, 1.0 - CHANGED_SHARE)]) {
                row(company, quarter, ("rep", &subject), value - value / 10, true, &mut table)?;
            }
        }
        row(company, quarter, ("company", "company"), sum * COMPANY_SHARE_PERCENT / 100, false, &mut table)?;
    }
    folder.close(table)
}

/// The expected sales of a rep's days of service in a quarter, from the volume a day in this quarter and those
/// beside it, with the foreseeable factors of each month.
fn quota(
    company: &Company,
    ledger: &Ledger,
    rep: usize,
    quarter: usize,
    service: &[f64],
    rng: &mut ChaCha8Rng,
) -> Option<i64> {
    let error = factor_around_one(rng, PLANNING_SPREAD);
    let days_in = |quarter: usize| service[quarter * 3..quarter * 3 + 3].iter().sum::<f64>();
    if days_in(quarter) < LEAST_SERVICE_DAYS {
        return None;
    }
    let near = quarter.saturating_sub(1)..(quarter + 2).min(company.window.quarter_count());
    let volume: f64 = near.clone().map(|q| ledger.volume[rep][q]).sum();
    let days: f64 = near.map(days_in).sum();
    let expected: f64 = (quarter * 3..quarter * 3 + 3)
        .map(|month| volume / days * service[month] * company.factors.foreseen(rep, month))
        .sum();
    let step = ROUND_TO_MAJOR * company.settings.currency.minor_per_major();
    let steps = (expected * STRETCH * error / step as f64).round() as i64;
    Some(steps.max(1) * step)
}

fn row(
    company: &Company,
    quarter: usize,
    (subject_type, subject): (&str, &str),
    value: i64,
    changed: bool,
    table: &mut Table,
) -> Result<(), GenerateError> {
    let calendar = FiscalCalendar::default();
    let period = company.window.quarter(quarter);
    let first = calendar.first_day(period);
    let middle = calendar.first_day(company.window.month(quarter * 3 + 1)).plus_days(14);
    table.text(subject_type).text(subject).text("revenue_net").day(first).day(calendar.last_day(period));
    table.int(if changed { 2 } else { 1 }).money(value).day(if changed { middle } else { first.plus_days(-14) });
    table.text("Sales operations").text(if changed { "territory change" } else { "" }).text("locked").end()
}

/// Business days on which a rep serves, by month of the window.
fn service_days(rep: &Rep, window: &Window) -> Vec<f64> {
    let mut days = vec![0.0; window.month_count()];
    for &day in window.business_days().iter().filter(|&&day| rep.serves(day)) {
        days[window.month_of(day).max(0) as usize] += 1.0;
    }
    days
}
