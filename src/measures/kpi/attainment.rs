//! Attainment: actual against the quota in force.

use crate::calendar::{FiscalCalendar, Period};
use crate::measures::people::Person;
use crate::measures::quota::{QuotaWindow, Quotas};
use crate::quantity::{Measured, NullReason, Scalar};

use super::values::{KpiContext, RepMonths};

/// A band of the attainment distribution: lower ≤ attainment < upper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttainmentBand {
    /// Lower edge; none for the lowest band.
    pub lower: Option<f64>,
    /// Upper edge; none for the highest band.
    pub upper: Option<f64>,
}

/// Under 50 %, 50–79, 80–99, 100–120, over 120 % (`attainment_bands` of the dictionary). Exactly 120 % belongs to
/// the fourth, so its upper edge is the smallest number above it.
pub const BANDS: [AttainmentBand; 5] = [
    AttainmentBand { lower: None, upper: Some(0.5) },
    AttainmentBand { lower: Some(0.5), upper: Some(0.8) },
    AttainmentBand { lower: Some(0.8), upper: Some(1.0) },
    AttainmentBand { lower: Some(1.0), upper: Some(1.2) },
    AttainmentBand { lower: Some(1.2), upper: None },
];

/// How many of the attainments fall into each of [`BANDS`].
pub fn attainment_bands(attainments: &[f64]) -> Vec<(AttainmentBand, i64)> {
    BANDS
        .into_iter()
        .map(|band| {
            let inside = |value: &&f64| {
                let above =
                    band.lower.is_none_or(|lower| if lower == 1.2 { **value > lower } else { **value >= lower });
                let below =
                    band.upper.is_none_or(|upper| if upper == 1.2 { **value <= upper } else { **value < upper });
                above && below
            };
            (band, attainments.iter().filter(inside).count() as i64)
        })
        .collect()
}

/// Σ actual ÷ Σ quota over the reps of a slice and the months that have a quota.
pub(super) fn of_slice(
    context: &KpiContext<'_>,
    slice: usize,
    period: Period,
) -> (Measured, Option<Scalar>, Option<Scalar>, i64) {
    let (mut actual, mut quota, mut reps) = (0_i64, 0_i64, 0_i64);
    for person in context.reps_of(slice) {
        if let Some((own_actual, own_quota)) = of_rep(context, person, period) {
            actual += own_actual;
            quota += own_quota;
            reps += 1;
        }
    }
    if reps == 0 {
        return (Measured::Null(NullReason::NoTarget), None, None, 0);
    }
    let value = Measured::share(actual as f64, quota as f64);
    (value, Some(Scalar::Money(actual)), Some(Scalar::Money(quota)), reps)
}

/// The share of judged reps of a slice at or above their quota.
pub(super) fn share_of_slice(
    context: &KpiContext<'_>,
    slice: usize,
    period: Period,
) -> (Measured, Option<Scalar>, Option<Scalar>, i64) {
    let (mut reached, mut with_quota) = (0_i64, 0_i64);
    for person in context.reps_of(slice).filter(|person| person.judged) {
        if let Some((actual, quota)) = of_rep(context, person, period) {
            // A quota of nothing is met by everybody and says nothing about anybody.
            with_quota += i64::from(quota > 0);
            reached += i64::from(quota > 0 && actual >= quota);
        }
    }
    if with_quota == 0 {
        return (Measured::Null(NullReason::NoTarget), None, None, 0);
    }
    let value = Measured::share(reached as f64, with_quota as f64);
    (value, Some(Scalar::Count(reached)), Some(Scalar::Count(with_quota)), with_quota)
}

fn of_rep(context: &KpiContext<'_>, person: &Person, period: Period) -> Option<(i64, i64)> {
    actual_and_quota((context.quotas, context.calendar), context.rep_months(), person, period)
}

/// A rep's actual in the months under quota, and the quota; none where there is none.
pub(super) fn actual_and_quota(
    (quotas, calendar): (&Quotas, FiscalCalendar),
    by_month: &RepMonths,
    person: &Person,
    period: Period,
) -> Option<(i64, i64)> {
    let quota = quotas.in_force(person, "revenue_net", period, calendar)?;
    let in_window = |window: &QuotaWindow| by_month.between(&person.rep_id, window.first_month, window.last_month);
    Some((quota.windows.iter().map(in_window).sum(), quota.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attainment_falls_into_exactly_one_band() {
        let edges = [0.0, 0.49, 0.5, 0.79, 0.8, 0.999, 1.0, 1.2, 1.200001, 3.0, -0.2];
        let counts: Vec<i64> = attainment_bands(&edges).into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [3, 2, 2, 2, 2]);
    }
}
