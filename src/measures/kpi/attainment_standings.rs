//! The judged reps with a quota, each with what was done under it: what the metrics that count people are made of.

use crate::calendar::Period;
use crate::measures::MeasureError;
use crate::measures::answers::{Answer, Stage};
use crate::measures::family::Question;
use crate::measures::observation::{Observation, Slice};
use crate::measures::people::Person;

use super::attainment::actual_and_quota;
use super::values::RepMonths;

/// A judged rep with a quota above zero inside a period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing<'p> {
    pub(super) person: &'p Person,
    /// What was sold in the months under quota, in minor units.
    pub(super) actual: i64,
    /// The quota, in minor units.
    pub(super) quota: i64,
}

impl Standing<'_> {
    /// Actual ÷ quota.
    pub(super) fn attainment(&self) -> f64 {
        self.actual as f64 / self.quota as f64
    }
}

/// All of them, by slice and period.
pub(super) struct Standings<'p> {
    slices: Vec<Vec<Slice>>,
    cells: Vec<Vec<Standing<'p>>>,
}

impl<'p> Standings<'p> {
    /// Those of a question. A quota of nothing is met by everybody and says nothing about anybody.
    ///
    /// # Errors
    /// What the cut refuses, and missing rates.
    pub(super) fn of(question: &Question<'p>) -> Result<Standings<'p>, MeasureError> {
        let metric = question.metrics.first().map_or("", String::as_str);
        question.company.tables.require_rates(metric)?;
        let known = question.company.known;
        let rows = question.cut.rows_of_people(known.people, metric)?;
        let by_month = RepMonths::build(known.facts, known.calendar);
        let periods: Vec<Period> = question.range.iter().collect();
        let mut cells = vec![Vec::new(); rows.slices.len() * periods.len()];
        for (person, slice) in known.people.all().iter().zip(&rows.of_row).filter(|(person, _)| person.judged) {
            let Some(slice) = slice else { continue };
            for (at, &period) in periods.iter().enumerate() {
                let found = actual_and_quota((known.quotas, known.calendar), &by_month, person, period);
                if let Some((actual, quota)) = found.filter(|(_, quota)| *quota > 0) {
                    cells[*slice as usize * periods.len() + at].push(Standing { person, actual, quota });
                }
            }
        }
        Ok(Standings { slices: rows.slices, cells })
    }

    /// The observations of a metric from one answer a slice and period.
    ///
    /// # Errors
    /// What `answer` refuses.
    pub(super) fn observations(
        &self,
        question: &Question<'_>,
        id: &str,
        mut answer: impl FnMut(Period, &[Standing<'p>]) -> Result<Answer, MeasureError>,
    ) -> Result<Vec<Observation>, MeasureError> {
        let (known, range) = (question.company.known, question.range);
        let stage = Stage { slices: &self.slices, range, calendar: known.calendar, as_of: known.as_of };
        let periods = self.slices.iter().flat_map(|_| range.iter());
        let answers = periods.zip(&self.cells).map(|(period, reps)| answer(period, reps)).collect::<Result<_, _>>()?;
        Ok(stage.observations(id, false, answers))
    }
}
