//! Each rep's drivers against those of the others.

use std::collections::BTreeMap;

use crate::appraisal::{CoachingSettings, DriverReview, DriverValues, WorkDriver, weakest_drivers};
use crate::measures::PeriodRange;
use crate::measures::kpi::KpiMetric;
use crate::measures::repeat::{Occasions, within_window};

use super::concentration::LargestShares;
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// The drivers that the data show, for every judged rep with sales in the period.
pub(super) struct DriverTable {
    values: BTreeMap<String, DriverValues>,
}

impl DriverTable {
    pub(super) fn build(snapshot: &Snapshot, history: &RepHistory<'_>) -> DriverTable {
        let calendar = snapshot.calendar;
        let (first, last) = (calendar.first_day(history.last), calendar.last_day(history.last));
        let slicer = history.context.slicer();
        let repeat = within_window(&Occasions::build(&snapshot.facts, slicer), first, last);
        let under_review = PeriodRange { first: history.last, last: history.last };
        let largest = LargestShares::build(&snapshot.facts, calendar, under_review);
        let mut values = BTreeMap::new();
        for person in &history.reps {
            let Some(slice) = slicer.of_rep(&person.rep_id) else { continue };
            if history.sums(&person.rep_id, history.last).orders == 0 {
                continue;
            }
            let mut own = DriverValues::new();
            let mut put = |driver: WorkDriver, value: Option<f64>| {
                if let Some(value) = value.filter(|value| value.is_finite()) {
                    own.insert(driver, value);
                }
            };
            put(WorkDriver::NewCustomers, history.value(KpiMetric::NewCustomers, &person.rep_id, history.last));
            put(WorkDriver::GrossMargin, history.value(KpiMetric::GrossMargin, &person.rep_id, history.last));
            put(WorkDriver::Retention, repeat[slice].value().value().map(|value| value.to_f64(1)));
            let concentration = largest.of(&person.rep_id, history.last);
            put(WorkDriver::CustomerConcentration, Some(concentration));
            values.insert(person.rep_id.clone(), own);
        }
        DriverTable { values }
    }

    /// How many reps have values.
    pub(super) fn reps(&self) -> usize {
        self.values.len()
    }

    /// A rep against all others; none where the rep sold nothing.
    pub(super) fn review(&self, rep_id: &str) -> Option<DriverReview> {
        let own = self.values.get(rep_id)?;
        let peers: Vec<DriverValues> =
            self.values.iter().filter(|(id, _)| id.as_str() != rep_id).map(|(_, values)| values.clone()).collect();
        weakest_drivers(own, &peers, &CoachingSettings::default()).ok()
    }
}
