//! Counts the members of cohorts where their histories stay on a cluster.

use crate::measures::MeasureError;
use crate::measures::facts::{AgeBy, Births, Distant, Facts, Frame, OUTSIDE, Summary};
use crate::measures::grid::Slicer;

use super::count::{Clock, Group, Sums};
use super::question::{Retained, Start, Variant};

/// As [`super::count::count`].
pub(super) fn count(
    facts: &Facts,
    distant: &Distant,
    slicer: &Slicer,
    clock: &Clock<'_>,
) -> Result<Vec<Option<Group>>, MeasureError> {
    let (question, dense) = (clock.question, &facts.dense);
    let births = match (question.start, question.days) {
        (Start::Ever, days) => Births::Ever(days),
        (Start::InRange, Some((from, to))) => Births::Between(from, to),
        (Start::InRange, None) => Births::Ever(None),
    };
    let age = match &question.variant {
        Variant::Classic | Variant::Rolling { .. } => AgeBy::Spans,
        Variant::Bracket(brackets) => AgeBy::Brackets(brackets.iter().map(|one| (one.from, one.to)).collect()),
        Variant::Window { days } => AgeBy::Blocks(*days),
    };
    let last = matches!(question.variant, Variant::Rolling { .. });
    let step = |day| clock.steps.of(dense.day(day)).map_or(OUTSIDE, |step| step as u32);
    let frame = Frame {
        slice_of_pair: slicer.of_pairs(facts),
        slices: slicer.slices().len(),
        span_of_day: (0..dense.days()).map(step).collect(),
    };
    let cohorts = clock.steps.count();
    let mut groups: Vec<Option<Group>> = vec![None; frame.slices * cohorts];
    let mut group = |slice: i64, cohort: i64, age: i64, customers: i64, sums: Amounts| {
        let ages = clock.ages(cohort as usize);
        let group = groups[slice as usize * cohorts + cohort as usize].get_or_insert_with(|| Group::empty(ages));
        match usize::try_from(age) {
            // The members themselves.
            Err(_) => (group.size, group.base, group.base_squares) = (customers, sums.amount, sums.squares),
            Ok(age) if age < ages => {
                let Amounts { amount, squares, products } = sums;
                group.ages[age] = Sums { active: customers, amount, squares, products };
            }
            Ok(_) => {}
        }
    };
    if question.retained == Retained::Customers {
        let rows = distant.rows(dense, &frame, &Summary::Ages { births, age, last })?;
        rows.rows()
            .for_each(|[slice, cohort, age, customers]| group(slice, cohort, age, customers, Amounts::default()));
    } else {
        let capped = question.retained == Retained::GrossRevenue;
        let rows = distant.rows(dense, &frame, &Summary::Amounts { births, age, capped })?;
        for [slice, cohort, age, customers, amount, squares_high, squares_low, products_high, products_low] in
            rows.rows()
        {
            let (squares, products) = (whole(squares_high, squares_low), whole(products_high, products_low));
            group(slice, cohort, age, customers, Amounts { amount, squares, products });
        }
    }
    if last {
        // Who bought at an age had not left at any before it.
        for group in groups.iter_mut().flatten() {
            let mut later = 0;
            for sums in group.ages.iter_mut().rev() {
                later += sums.active;
                sums.active = later;
            }
        }
    }
    Ok(groups)
}

#[derive(Default)]
struct Amounts {
    amount: i64,
    squares: i128,
    products: i128,
}

/// A sum that came in two parts: all but its last 18 digits, and these.
fn whole(high: i64, low: i64) -> i128 {
    i128::from(high) * 1_000_000_000_000_000_000 + i128::from(low)
}
