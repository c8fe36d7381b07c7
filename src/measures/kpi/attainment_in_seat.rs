//! The share of reps at or above quota among those who were there for long enough.

use crate::calendar::{Day, Period};
use crate::measures::answers::Answer;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Measured, NullReason, Scalar};

use super::attainment_standings::{Standing, Standings};

const ID: &str = "attainment_share.in_seat";

/// The working days where nobody names others: about a month.
const USUAL_DAYS: usize = 20;

/// Nobody is longer in seat in a year.
const MOST_DAYS: usize = 366;

/// The share of reps at or above quota with a least number of working days in service.
pub(crate) const FAMILY: Family = Family {
    ids: &[ID],
    accepts: |id| days_of(id).is_some(),
    tables: &[],
    pages: &[include_str!("../definitions/attainment_share.in_seat.md")],
    needs: |_| FactsNeeded::Dense,
    observe,
};

/// The working days that an id asks for.
fn days_of(id: &str) -> Option<usize> {
    let rest = id.strip_prefix(ID)?;
    if rest.is_empty() {
        return Some(USUAL_DAYS);
    }
    let digits = rest.strip_prefix('.')?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|days| is_plain && (1..=MOST_DAYS).contains(days))
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let standings = Standings::of(question)?;
    let days: Vec<Vec<Day>> = question.range.iter().map(|period| working_days(question, period)).collect();
    let mut observations = Vec::new();
    for (id, least) in question.metrics.iter().filter_map(|id| Some((id, days_of(id)?))) {
        let answer = |period: Period, reps: &[Standing<'_>]| {
            let days = question.range.position(period).map_or(&[][..], |at| &days[at]);
            let in_seat = |one: &&Standing<'_>| days.iter().filter(|day| one.person.is_in_service_on(**day)).count();
            let counted: Vec<&Standing<'_>> = reps.iter().filter(|one| in_seat(one) >= least).collect();
            let reached = counted.iter().filter(|one| one.actual >= one.quota).count() as i64;
            let n = counted.len() as i64;
            // Reps with a quota of whom none was there for long enough are no reps without a quota.
            let value = match (reps.is_empty(), n) {
                (true, _) => Measured::Null(NullReason::NoTarget),
                (false, 0) => Measured::Null(NullReason::NoDenominator),
                (false, n) => Measured::share(reached as f64, n as f64),
            };
            let count = |number| (n > 0).then_some(Scalar::Count(number));
            Ok(Answer::of(value, count(reached), count(n), n))
        };
        observations.extend(standings.observations(question, id, answer)?);
    }
    Ok(observations)
}

/// The working days of a period up to the as-of day.
fn working_days(question: &Question<'_>, period: Period) -> Vec<Day> {
    let known = question.company.known;
    let (first, last) = (known.calendar.first_day(period), known.calendar.last_day(period).min(known.as_of));
    (first.epoch()..=last.epoch()).map(Day::from_epoch).filter(|day| known.calendar.is_workday(*day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_its_days_or_means_twenty() {
        assert_eq!(days_of("attainment_share.in_seat"), Some(20));
        assert_eq!(days_of("attainment_share.in_seat.45"), Some(45));
        for wrong in ["attainment_share", "attainment_share.in_seat.", "attainment_share.in_seat.0"] {
            assert_eq!(days_of(wrong), None, "{wrong}");
        }
        assert_eq!(days_of("attainment_share.in_seat.367"), None);
        assert_eq!(days_of("attainment_share.in_seat.+5"), None);
    }
}
