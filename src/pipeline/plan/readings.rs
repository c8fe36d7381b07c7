//! What the metrics say of each rep.

use std::collections::BTreeMap;

use crate::appraisal::WorkDriver;
use crate::appraisal::plan::PlanDoubt;
use crate::calendar::{FiscalCalendar, Grain, Period};
use crate::measures::catalogue::definition;
use crate::measures::cut::Cut;
use crate::measures::family::{Question, family_of, no_family};
use crate::measures::observation::Observation;
use crate::measures::{MeasureError, PeriodRange};
use crate::quantity::Unit;

use super::super::snapshot::Snapshot;
use super::DriverOff;

/// A metric for every rep in some periods.
pub(super) struct Readings {
    /// The id as the observations carry it.
    pub(super) metric_id: String,
    /// By rep and the period's label.
    by_rep: BTreeMap<(String, String), Observation>,
    minor_per_major: i64,
    calendar: FiscalCalendar,
}

impl Readings {
    /// Measures a metric by rep. Where an id asks for several forms, the first one counts.
    ///
    /// # Errors
    /// Why the metric cannot be measured.
    pub(super) fn of(snapshot: &Snapshot, metric: &str, range: PeriodRange) -> Result<Readings, MeasureError> {
        let family = family_of(metric).ok_or_else(|| no_family(metric))?;
        let cut = Cut::parse(&["rep".to_string()], None)?.bound(&snapshot.tables, snapshot.currency)?;
        let metrics = [metric.to_string()];
        let found = (family.observe)(&Question { company: snapshot.company(), metrics: &metrics, cut: &cut, range })?;
        let first = found.iter().find(|one| one.metric_id == metric).or(found.first());
        let metric_id = first.map_or_else(|| metric.to_string(), |one| one.metric_id.clone());
        let own = found.into_iter().filter(|one| one.metric_id == metric_id);
        let by_rep = own.filter_map(|one| Some(((one.scope.first()?.key.clone(), one.period.clone()), one))).collect();
        let (minor_per_major, calendar) = (snapshot.currency.minor_per_major(), snapshot.calendar);
        Ok(Readings { metric_id, by_rep, minor_per_major, calendar })
    }

    /// What was observed of a rep in a period.
    pub(super) fn observation(&self, rep_id: &str, period: Period) -> Option<&Observation> {
        self.by_rep.get(&(rep_id.to_string(), self.calendar.label(period)))
    }

    /// The value of a rep, money in major units; none where it is absent.
    pub(super) fn value(&self, rep_id: &str, period: Period) -> Option<f64> {
        let value = self.observation(rep_id, period)?.value.value()?;
        Some(value.to_f64(self.minor_per_major)).filter(|value| value.is_finite())
    }

    /// The values of those reps who have one.
    pub(super) fn values(&self, reps: &[&str], period: Period) -> BTreeMap<String, f64> {
        reps.iter().filter_map(|rep| Some(((*rep).to_string(), self.value(rep, period)?))).collect()
    }
}

/// A driver with the metric that stands for it.
pub(super) enum Source {
    /// It was measured.
    Measured(Readings),
    /// None of its metrics could be.
    Off(DriverOff),
}

/// The first of a driver's metrics that has a value for any of the reps in the period.
///
/// # Errors
/// Whatever keeps a metric from being measured, but for a missing table and customers whose histories stay on a cluster.
pub(super) fn source(
    snapshot: &Snapshot,
    driver: WorkDriver,
    reps: &[&str],
    range: PeriodRange,
) -> Result<Source, MeasureError> {
    let (mut tables, mut stays_on_cluster): (Vec<String>, bool) = (Vec::new(), false);
    for metric in driver.metric_ids() {
        match Readings::of(snapshot, metric, range) {
            Ok(readings) if !readings.values(reps, range.last).is_empty() => return Ok(Source::Measured(readings)),
            Ok(_) | Err(MeasureError::AnsweredElsewhere { .. }) => {}
            Err(MeasureError::TableMissing { table, .. }) if tables.contains(&table) => {}
            Err(MeasureError::TableMissing { table, .. }) => tables.push(table),
            Err(MeasureError::StaysOnCluster { .. }) => stays_on_cluster = true,
            // A table that cannot be cut by rep has nothing to say of reps.
            Err(MeasureError::Cut(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Source::Off(DriverOff { driver, tables, stays_on_cluster }))
}

/// Whether less of a metric is better; none where it has no good side.
pub(super) fn lower_is_better(metric_id: &str) -> Option<bool> {
    match definition(metric_id)?.better.as_str() {
        "higher" => Some(false),
        "lower" => Some(true),
        _ => None,
    }
}

/// The unit of a metric; a number where it has no page.
pub(super) fn unit_of(metric_id: &str) -> Unit {
    definition(metric_id).map_or(Unit::Number, |definition| definition.unit)
}

/// Why a plan's metric gives no reading, and what was received or is needed.
pub(super) fn doubt_of(error: &MeasureError) -> (PlanDoubt, String) {
    match error {
        MeasureError::UnknownMetric { nearest, .. } => (PlanDoubt::UnknownMetric, nearest.join(", ")),
        MeasureError::AnsweredElsewhere { command, .. } => (PlanDoubt::UnknownMetric, (*command).to_string()),
        MeasureError::TableMissing { table, .. } => (PlanDoubt::TableMissing, table.clone()),
        MeasureError::StaysOnCluster { .. } => (PlanDoubt::StaysOnCluster, String::new()),
        other => (PlanDoubt::NotMeasured, other.to_string()),
    }
}

/// Weeks in a period.
pub(super) fn weeks_in(calendar: FiscalCalendar, period: Period) -> f64 {
    f64::from(calendar.last_day(period).days_since(calendar.first_day(period)) + 1) / 7.0
}

/// The grains by which a plan's period is looked for, the longest first.
pub(super) const CHECK_GRAINS: [Grain; 2] = [Grain::Quarter, Grain::Month];
