//! Attainment by other rules: on credited revenue, or with the quotas of joiners and leavers cut to their days.

use std::collections::BTreeMap;

use crate::calendar::{FiscalCalendar, Period};
use crate::measures::credit::{credited_by_month, split};
use crate::measures::family::{Family, Question};
use crate::measures::observation::{More, Observation, Slice};
use crate::measures::people::Person;
use crate::measures::quota::QuotaWindow;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Measured, NullReason, Scalar};

use super::attainment_by_day::days_of;
use super::values::{RepMonths, flags_of_running};

const CREDITED: &str = "attainment.credited";
const PRORATED: &str = "attainment.prorated";

/// Attainment on credited revenue, and with quotas by the days in service.
pub(crate) const FAMILY: Family = Family {
    ids: &[CREDITED, PRORATED],
    accepts: |id| id == CREDITED || id == PRORATED,
    tables: &[],
    pages: &[
        include_str!("../definitions/attainment.credited.md"),
        include_str!("../definitions/attainment.prorated.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    question.company.tables.require_rates(first)?;
    let people = question.company.known.people;
    let rows = question.cut.rows_of_people(people, first)?;
    let mut observations = Vec::new();
    for metric in question.metrics {
        let actual = Actual::of(question, metric)?;
        let mut cells = vec![Cell::default(); rows.slices.len() * question.range.len()];
        for (person, slice) in people.all().iter().zip(&rows.of_row) {
            let Some(slice) = slice else { continue };
            for (at, period) in question.range.iter().enumerate() {
                let own = actual.of_rep(question, person, period).ok_or(MeasureError::Overflow)?;
                let cell = &mut cells[*slice as usize * question.range.len() + at];
                cell.add(own).ok_or(MeasureError::Overflow)?;
            }
        }
        for (slice, scope) in rows.slices.iter().enumerate() {
            for (at, period) in question.range.iter().enumerate() {
                let cell = cells[slice * question.range.len() + at];
                observations.push(answer(question, metric, scope, period, cell));
            }
        }
    }
    Ok(observations)
}

/// Where what was done comes from, and how a quota counts.
enum Actual {
    /// Credited revenue by rep and month, against whole quotas.
    Credited(BTreeMap<(String, i32), i64>),
    /// Net revenue, against quotas by the days in service.
    Prorated(RepMonths),
}

impl Actual {
    fn of(question: &Question<'_>, metric: &str) -> Result<Actual, MeasureError> {
        let known = question.company.known;
        match metric {
            CREDITED => Ok(Actual::Credited(credited_by_month(&question.company, metric)?)),
            _ => Ok(Actual::Prorated(RepMonths::build(known.facts, known.calendar))),
        }
    }

    /// What a person did in the months under quota, and the quota; nothing where there is none, and none where a sum
    /// leaves its bits.
    fn of_rep(&self, question: &Question<'_>, person: &Person, period: Period) -> Option<Cell> {
        let known = question.company.known;
        let quota = known.quotas.in_force(person, "revenue_net", period, known.calendar);
        let mut own = Cell::default();
        for window in quota.iter().flat_map(|quota| &quota.windows) {
            let (months, rep) = ((window.first_month, window.last_month), person.rep_id.as_str());
            let (actual, quota) = match self {
                Actual::Credited(by_month) => {
                    let key = |month: Period| (rep.to_string(), month.index);
                    let mut sums = by_month.range(key(months.0)..=key(months.1)).map(|(_, minor)| *minor);
                    (sums.try_fold(0_i64, i64::checked_add)?, window.value)
                }
                // Who was in service on no day of a window had no part in it.
                Actual::Prorated(by_month) => match in_service(window, person, known.calendar) {
                    Some(quota) => (by_month.between(rep, months.0, months.1), quota),
                    None => continue,
                },
            };
            own.add(Cell { actual, quota, reps: 0 })?;
            own.reps = 1;
        }
        Some(own)
    }
}

/// The part of a quota that falls on the working days on which a person was in service; none where there are none.
fn in_service(window: &QuotaWindow, person: &Person, calendar: FiscalCalendar) -> Option<i64> {
    let days = days_of(window, calendar);
    let served = |day: &&_| person.is_in_service_on(**day);
    let served = days.iter().filter(served).count() as i64;
    let parts = split(window.value, &[served, days.len() as i64 - served]);
    (served > 0).then(|| parts[0])
}

/// What came together in one slice and period.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    actual: i64,
    quota: i64,
    reps: i64,
}

impl Cell {
    /// None where a sum leaves its bits.
    fn add(&mut self, more: Cell) -> Option<()> {
        self.actual = self.actual.checked_add(more.actual)?;
        self.quota = self.quota.checked_add(more.quota)?;
        self.reps += more.reps;
        Some(())
    }
}

fn answer(question: &Question<'_>, metric: &str, scope: &[Slice], period: Period, cell: Cell) -> Observation {
    let known = question.company.known;
    let begun = known.calendar.first_day(period) <= known.as_of;
    let (value, sums, n) = match (begun, cell.reps) {
        (false, _) => (Measured::Null(NullReason::Immature), None, 0),
        (true, 0) => (Measured::Null(NullReason::NoTarget), None, 0),
        (true, reps) => (Measured::share(cell.actual as f64, cell.quota as f64), Some(cell), reps),
    };
    let flags = flags_of_running(known, period);
    Observation {
        metric_id: metric.to_string(),
        period: known.calendar.label(period),
        scope: scope.to_vec(),
        value,
        numerator: sums.map(|cell| Scalar::Money(cell.actual)),
        denominator: sums.map(|cell| Scalar::Money(cell.quota)),
        n,
        more: More { flags, ..More::default() },
    }
}
