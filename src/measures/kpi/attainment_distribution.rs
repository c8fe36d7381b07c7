//! How the reps spread around their quotas: how many stand in each band of attainment.

use crate::calendar::{Day, Period};
use crate::measures::family::{Family, Question};
use crate::measures::observation::{More, Observation};
use crate::measures::people::Person;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Measured, NullReason, Scalar};

use super::attainment::{BANDS, actual_and_quota, attainment_bands};
use super::values::{RepMonths, flags_of_running};

const ID: &str = "attainment_bands";

/// The forms of the id, in the order of [`BANDS`].
const FORMS: [&str; BANDS.len()] = ["under_50", "50_79", "80_99", "100_120", "over_120"];

/// The distribution of attainment.
pub(crate) const FAMILY: Family = Family {
    ids: &[ID],
    accepts: |id| !bands(id).is_empty(),
    tables: &[],
    pages: &[include_str!("../definitions/attainment_bands.md")],
    needs: |_| FactsNeeded::Dense,
    observe,
};

/// The bands that an id asks for: all, or one by its form.
fn bands(id: &str) -> Vec<usize> {
    let form = id.strip_prefix(ID).and_then(|rest| rest.strip_prefix('.'));
    let is_asked = |at: &usize| id == ID || form == Some(FORMS[*at]);
    (0..FORMS.len()).filter(is_asked).collect()
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    question.company.tables.require_rates(first)?;
    let known = question.company.known;
    let people = known.people;
    let rows = question.cut.rows_of_people(people, first)?;
    let by_month = RepMonths::build(known.facts, known.calendar);
    let periods: Vec<Period> = question.range.iter().collect();
    let mut attained = vec![Vec::new(); rows.slices.len() * periods.len()];
    for (person, slice) in people.all().iter().zip(&rows.of_row).filter(|(person, _)| person.judged) {
        let Some(slice) = slice else { continue };
        for (at, &period) in periods.iter().enumerate() {
            if let Some(own) = attainment(question, &by_month, person, period) {
                attained[*slice as usize * periods.len() + at].push(own);
            }
        }
    }
    let counted: Vec<Vec<i64>> =
        attained.iter().map(|own| attainment_bands(own).into_iter().map(|(_, reps)| reps).collect()).collect();
    let mut observations = Vec::new();
    for band in question.metrics.iter().flat_map(|id| bands(id)) {
        for (slice, scope) in rows.slices.iter().enumerate() {
            for (at, &period) in periods.iter().enumerate() {
                let cell = slice * periods.len() + at;
                let reps = attained[cell].len() as i64;
                let (value, flags) = told(question, period, counted[cell][band]);
                observations.push(Observation {
                    metric_id: format!("{ID}.{}", FORMS[band]),
                    period: known.calendar.label(period),
                    scope: scope.clone(),
                    numerator: value.value(),
                    value,
                    denominator: None,
                    n: reps,
                    more: More { flags, ..More::default() },
                });
            }
        }
    }
    Ok(observations)
}

/// The count, absent where the period has not begun; with a remark where it has not ended.
fn told(question: &Question<'_>, period: Period, reps: i64) -> (Measured, Vec<String>) {
    let known = question.company.known;
    if known.calendar.first_day(period) > known.as_of {
        return (Measured::Null(NullReason::Immature), Vec::new());
    }
    (Measured::Value(Scalar::Count(reps)), flags_of_running(known, period))
}

/// What a rep did in the months under quota, by the quota; none without one above zero, and where the rep was not in
/// service when the period ended, or on the as-of day of one that runs.
fn attainment(question: &Question<'_>, by_month: &RepMonths, person: &Person, period: Period) -> Option<f64> {
    let known = question.company.known;
    let end: Day = known.calendar.last_day(period).min(known.as_of);
    let (actual, quota) =
        actual_and_quota((known.quotas, known.calendar), by_month, person, period).filter(|(_, quota)| *quota > 0)?;
    person.is_in_service_on(end).then(|| actual as f64 / quota as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_asks_for_all_bands_or_for_one() {
        assert_eq!(bands("attainment_bands"), [0, 1, 2, 3, 4]);
        assert_eq!(bands("attainment_bands.80_99"), [2]);
        for unknown in ["attainment", "attainment_bands.", "attainment_bands80_99", "attainment_bands.90_99"] {
            assert!(bands(unknown).is_empty(), "{unknown}");
        }
    }
}
