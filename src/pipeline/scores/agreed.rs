//! The objectives of the reps: progress from metrics where they can be measured, else as people state it.

use std::collections::{BTreeMap, BTreeSet};

use crate::appraisal::{Agreement, Evidence, KpiLine, Objective, ScorecardSettings};
use crate::calendar::{Grain, Period};
use crate::measures::catalogue::definition;
use crate::measures::family::family_of;
use crate::measures::records::objectives::{ObjectiveRow, objectives};
use crate::measures::{MeasureError, PeriodRange};
use crate::pipeline::Snapshot;
use crate::quantity::{Measured, NullReason, Scalar, Unit, nearest};
use crate::review::pack::{Arg, Sentence};

use super::doubts::Doubts;
use super::lines::{direction, scalar};
use super::noise::{error_by_interval, plain};
use super::values::RepValues;

/// What the objectives are asked for as.
const ASKED_AS: &str = "mbo";

/// The objectives whose period lies inside one of the cycles, with their periods.
pub(super) struct Agreed {
    rows: Vec<(ObjectiveRow, Period)>,
    /// Why there are none at all.
    pub(super) refused: Option<MeasureError>,
    /// What is wrong with single rows.
    pub(super) doubts: Vec<Sentence>,
}

impl Agreed {
    /// Reads the objectives of the periods of `cycles`; of a year also those of its quarters and months.
    pub(super) fn read(snapshot: &Snapshot, cycles: PeriodRange) -> Agreed {
        let rows = match objectives(&snapshot.tables, ASKED_AS) {
            Ok(rows) => rows,
            Err(error) => return Agreed { rows: Vec::new(), refused: Some(error), doubts: Vec::new() },
        };
        let mut doubts = Doubts::default();
        let mut kept = Vec::new();
        for row in rows {
            let Ok(period) = snapshot.calendar.parse(&row.period) else {
                doubts.add("scorecard-objective-period", &row.period, &row.objective_id);
                continue;
            };
            if period.grain.months() > cycles.first.grain.months() || cycles.position(within(period, cycles)).is_none()
            {
                continue;
            }
            if snapshot.people.get(&row.rep_id).is_none() {
                doubts.add("scorecard-objective-rep", &row.rep_id, &row.objective_id);
                continue;
            }
            let unknown = row.metric_id.as_ref().filter(|id| family_of(id).is_none() && definition(id).is_none());
            if let Some(id) = unknown {
                doubts.add("scorecard-objective-metric", id, &row.objective_id);
            }
            kept.push((row, period));
        }
        let near =
            |id: &str| nearest(id, crate::measures::family::families().iter().flat_map(|f| f.ids.iter().copied()));
        let doubts = doubts.told(|kind, subject| match kind {
            "scorecard-objective-metric" => vec![("near", Arg::List(near(subject)))],
            _ => Vec::new(),
        });
        Agreed { rows: kept, refused: None, doubts }
    }

    /// Which metrics are measured over which periods, by grain.
    pub(super) fn needed(&self) -> BTreeMap<Grain, (BTreeSet<String>, PeriodRange)> {
        let mut needed: BTreeMap<Grain, (BTreeSet<String>, PeriodRange)> = BTreeMap::new();
        for (row, period) in &self.rows {
            let Some(id) = row.metric_id.as_ref().filter(|id| family_of(id).is_some()) else { continue };
            let (ids, range) = needed
                .entry(period.grain)
                .or_insert_with(|| (BTreeSet::new(), PeriodRange { first: *period, last: *period }));
            ids.insert(id.clone());
            range.first = range.first.min(*period);
            range.last = range.last.max(*period);
        }
        needed
    }

    /// The objectives of the reps in one cycle, by rep.
    pub(super) fn of_cycle(
        &self,
        snapshot: &Snapshot,
        measured: &BTreeMap<Grain, RepValues>,
        cycle: Period,
        settings: &ScorecardSettings,
    ) -> BTreeMap<String, Vec<Objective>> {
        let mut by_rep: BTreeMap<String, Vec<Objective>> = BTreeMap::new();
        let cycles = PeriodRange { first: cycle, last: cycle };
        for (row, period) in self.rows.iter().filter(|(_, period)| within(*period, cycles) == cycle) {
            let values = measured.get(&period.grain);
            by_rep.entry(row.rep_id.clone()).or_default().push(objective(snapshot, values, row, *period, settings));
        }
        by_rep
    }
}

/// The period of the cycles' grain in which a period lies.
fn within(period: Period, cycles: PeriodRange) -> Period {
    if period.grain.months() > cycles.first.grain.months() { period } else { period.within(cycles.first.grain) }
}

fn objective(
    snapshot: &Snapshot,
    values: Option<&RepValues>,
    row: &ObjectiveRow,
    period: Period,
    settings: &ScorecardSettings,
) -> Objective {
    let id = row.metric_id.as_deref().unwrap_or(&row.objective_id);
    let known = row.metric_id.as_deref().and_then(definition);
    let found = row.metric_id.as_deref().and_then(|id| values?.get(id, &row.rep_id, period));
    let unit = known.map_or(Unit::Number, |definition| definition.unit);
    let mut flags = found.map_or(Vec::new(), |found| found.flags.clone());
    let measured = found.and_then(|found| found.value.value());
    let stated = || row.actual.map(|actual| scalar(unit, actual, snapshot));
    if measured.is_none() {
        flags.push(if row.actual.is_some() { "by_statement" } else { "no_progress" }.to_string());
    }
    if measured.zip(stated()).is_some_and(|(measured, stated)| is_otherwise(measured, stated)) {
        flags.push("stated_otherwise".to_string());
    }
    let value = match measured.or_else(stated) {
        Some(value) => Measured::Value(value),
        None => found.map_or(Measured::Null(NullReason::NoDenominator), |found| found.value),
    };
    let of_measure = |pick: fn(&super::values::Value) -> Option<Scalar>| measured.and(found).and_then(pick);
    let error = measured.and(found).and_then(error_by_interval);
    let target = row.target.map(|target| scalar(unit, target, snapshot));
    Objective {
        objective_id: row.objective_id.clone(),
        weight: row.weight,
        agreement: agreement(snapshot, row, period),
        months: period.grain.months(),
        perspective: settings.perspective_of(id),
        line: KpiLine {
            metric_id: id.to_string(),
            value,
            target,
            direction: direction(id, unit, settings.metrics.get(id).filter(|rules| rules.band.is_none()), snapshot),
            standard_error: error.map(|error| error.standard_error),
            evidence: Evidence {
                period_label: snapshot.calendar.label(period),
                numerator: of_measure(|found| found.numerator),
                denominator: of_measure(|found| found.denominator),
                n: measured.and(found).map(|found| found.n),
                target_version: target.map(|_| "objective".to_string()),
                error_from: error.map_or(String::new(), |error| error.from.to_string()),
                flags,
                statement: row.statement.clone(),
            },
        },
        points: settings.points_for(id),
    }
}

/// Whether what people state is off by more than a hundredth of what was measured.
fn is_otherwise(measured: Scalar, stated: Scalar) -> bool {
    (plain(measured) - plain(stated)).abs() > plain(measured).abs() / 100.0
}

/// Who had agreed by the as-of day, and whether it was in time.
fn agreement(snapshot: &Snapshot, row: &ObjectiveRow, period: Period) -> Agreement {
    let known = |day: Option<crate::calendar::Day>| day.filter(|day| *day <= snapshot.as_of);
    match (known(row.agreed_by_rep), known(row.agreed_by_manager)) {
        (Some(rep), Some(manager)) if rep.max(manager) <= snapshot.calendar.last_day(period) => Agreement::Both,
        (Some(_), Some(_)) => Agreement::Late,
        (None, Some(_)) => Agreement::RepMissing,
        (Some(_), None) => Agreement::ManagerMissing,
        (None, None) => Agreement::Neither,
    }
}
