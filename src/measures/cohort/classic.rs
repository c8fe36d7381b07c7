//! Classic retention: the share of a cohort that buys in its k-th period.

use crate::calendar::{Day, FiscalCalendar, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::facts::{AgeBy, Births, Facts, Frame, Summary, in_shares, summed};
use crate::measures::grid::{PeriodRange, Slicer};
use crate::quantity::NullReason;

/// A retention triangle of one slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Triangle {
    /// Position of the slice.
    pub slice: usize,
    /// Month or quarter.
    pub grain: Grain,
    /// One entry a period from the first purchase in the data to the as-of date, also where nobody was new.
    pub cohorts: Vec<Cohort>,
}

/// The customers whose first purchase falls into one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// The period.
    pub period: Period,
    /// How many customers.
    pub size: i64,
    /// Ages 0, 1, 2 … as far as the as-of date reaches, the running period included.
    pub cells: Vec<Cell>,
}

/// One age of a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Members with a purchase at that age; a part of the truth where immature.
    pub active: i64,
    /// Why the cell has no value: `immature` while its period runs, `no_denominator` where the cohort is empty.
    pub null_reason: Option<NullReason>,
}

/// Classic retention (`retention.classic`) for every slice.
///
/// A customer belongs to the slice of the first purchase and stays there: what is counted later is whether the
/// customer bought at all, from whomever. So the slices of the triangle add up to the company's.
///
/// # Errors
/// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
pub fn classic(
    facts: &Facts,
    slicer: &Slicer,
    calendar: FiscalCalendar,
    grain: Grain,
    as_of: Day,
) -> Result<Vec<Triangle>, MeasureError> {
    let first = calendar.period_of(facts.first_day, grain);
    let last = calendar.period_of(as_of.max(facts.last_day), grain);
    let width = (last.index - first.index + 1) as usize;
    let dense = &facts.dense;
    let slices = slicer.of_pairs(facts);
    let periods = dense.periods(calendar, PeriodRange { first, last });
    let counts = match &facts.distant {
        Some(distant) => {
            let mut counts = vec![0_i64; slicer.slices().len() * width * width];
            let asked = Summary::Ages { births: Births::Ever(None), age: AgeBy::Spans, last: false };
            let frame = Frame { slice_of_pair: slices, slices: slicer.slices().len(), span_of_day: periods };
            for [slice, cohort, age, customers] in distant.rows(dense, &frame, &asked)?.rows() {
                if let Ok(age) = usize::try_from(age) {
                    counts[(slice as usize * width + cohort as usize) * width + age] = customers;
                }
            }
            counts
        }
        None => counted(facts, slicer.slices().len(), width, &slices, &periods),
    };
    let is_complete = |period: Period| calendar.last_day(period) <= as_of;
    let triangles = (0..slicer.slices().len())
        .map(|slice| Triangle {
            slice,
            grain,
            cohorts: (0..width)
                .map(|cohort| {
                    let row = &counts[(slice * width + cohort) * width..][..width - cohort];
                    let size = row[0];
                    let cell = |(age, &active): (usize, &i64)| Cell {
                        active,
                        null_reason: match (size, is_complete(first.plus((cohort + age) as i32))) {
                            (_, false) => Some(NullReason::Immature),
                            (0, true) => Some(NullReason::NoDenominator),
                            (_, true) => None,
                        },
                    };
                    Cohort {
                        period: first.plus(cohort as i32),
                        size,
                        cells: row.iter().enumerate().map(cell).collect(),
                    }
                })
                .collect(),
        })
        .collect();
    Ok(triangles)
}

/// The customers by slice, cohort and age, of the visits.
fn counted(facts: &Facts, slice_count: usize, width: usize, slices: &[u32], periods: &[u32]) -> Vec<i64> {
    let dense = &facts.dense;
    summed(in_shares(
        dense.visits.parts(),
        || vec![0_i64; slice_count * width * width],
        |counts, part| {
            for group in part.groups() {
                let slice = slices[dense.pair_of(group[0])] as usize;
                if slice >= slice_count {
                    continue;
                }
                let cohort = periods[dense.day_of(group[0])];
                let row = &mut counts[(slice * width + cohort as usize) * width..][..width];
                let mut last = None;
                for period in group.iter().map(|&code| periods[dense.day_of(code)]) {
                    if last != Some(period) {
                        row[(period - cohort) as usize] += 1;
                        last = Some(period);
                    }
                }
            }
        },
    ))
}
