//! What the reps at the top do otherwise.

use std::collections::BTreeMap;

use crate::appraisal::WorkDriver;
use crate::appraisal::plan::{Behaviour, RoleModels, adjusted, role_models};
use crate::failure::Failure;
use crate::measures::{MeasureError, PeriodRange};
use crate::settings::Settings;

use super::super::snapshot::Snapshot;
use super::PlanBook;
use super::readings::{Readings, weeks_in};

/// What reps do, as far as the tables show it. Counts of activities are told by the week.
const BEHAVIOURS: [&str; 12] = [
    "activity_count",
    "activity_count.call",
    "activity_count.visit",
    "activity_count.meeting",
    "activity_count.subjects",
    "followup_rate",
    "followup_timely",
    "discount_rate",
    "sales_cycle",
    "avg_order",
    "active_customers",
    "customer_conc_topn.5",
];

/// The role models of every driver of a book, with what they do otherwise, and the tables without which some behaviours
/// are not known. Behaviours that need single customers are left out where their histories stay on a cluster.
///
/// # Errors
/// Where a behaviour cannot be measured for another reason.
pub fn team_models(
    snapshot: &Snapshot,
    settings: &Settings,
    book: &PlanBook,
) -> Result<(Vec<RoleModels>, Vec<String>), Failure> {
    let reps: Vec<&str> = book.traits.keys().map(String::as_str).collect();
    let range = PeriodRange { first: book.period, last: book.period };
    let (mut behaviours, mut missing) = (Vec::new(), Vec::new());
    for id in BEHAVIOURS {
        let readings = match Readings::of(snapshot, id, range) {
            Ok(readings) => readings,
            Err(MeasureError::TableMissing { table, .. }) => {
                if !missing.contains(&table) {
                    missing.push(table);
                }
                continue;
            }
            Err(MeasureError::Cut(_) | MeasureError::StaysOnCluster { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let mut values = readings.values(&reps, book.period);
        let by_week = id.starts_with("activity_count");
        if by_week {
            let weeks = weeks_in(snapshot.calendar, book.period);
            values.values_mut().for_each(|value| *value /= weeks);
        }
        let (less, is_adjusted) = adjusted(&values, &book.traits, &settings.plan);
        let id = if by_week { format!("{}.per_week", readings.metric_id) } else { readings.metric_id };
        behaviours.push(Behaviour { id, values, adjusted: less, is_adjusted });
    }
    let metrics: BTreeMap<WorkDriver, String> =
        book.drivers.iter().map(|(driver, one)| (*driver, one.metric_id.clone())).collect();
    Ok((role_models(&book.comparisons(), &metrics, &behaviours), missing))
}
