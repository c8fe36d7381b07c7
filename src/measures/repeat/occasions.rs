//! Purchase occasions by customer and slice.

use crate::calendar::{Day, FiscalCalendar};
use crate::measures::MeasureError;
use crate::measures::facts::{DenseFacts, Facts, Frame, OUTSIDE, Summary, in_shares};
use crate::measures::grid::{PeriodRange, Slicer};

/// All occasions, cut into slices once for any number of questions about windows. One who buys from two reps stands in
/// both their slices.
pub struct Occasions<'f> {
    pub(super) facts: &'f Facts,
    pub(super) dense: &'f DenseFacts,
    /// The slice of each pair of rep and region.
    pub(super) slice_of_pair: Vec<u32>,
    pub(super) slices: usize,
}

/// Windows that do not overlap: for every day the position of its window, [`OUTSIDE`] where it lies in none.
pub(super) struct Windows {
    pub(super) of_day: Vec<u32>,
    pub(super) count: usize,
}

/// What a customer did in one slice and window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Activity {
    pub(super) slice: usize,
    pub(super) window: usize,
    /// Which distinct day of the customer in that slice and window it is: 1 for the first.
    pub(super) nth_day: u32,
    /// The customer's last window in that slice before this one; none where it is the first, and where the histories
    /// stay on a cluster also where it is not the one before.
    pub(super) window_before: Option<u32>,
}

impl<'f> Occasions<'f> {
    /// Cuts the purchases.
    pub fn build(facts: &'f Facts, slicer: &Slicer) -> Occasions<'f> {
        Occasions { facts, dense: &facts.dense, slice_of_pair: slicer.of_pairs(facts), slices: slicer.slices().len() }
    }

    /// One window.
    pub(super) fn window(&self, first: Day, last: Day) -> Windows {
        let inside = |count| (first..=last).contains(&self.dense.day(count));
        let of_day = (0..self.dense.days()).map(|count| if inside(count) { 0 } else { OUTSIDE }).collect();
        Windows { of_day, count: 1 }
    }

    /// The periods of a range as windows.
    pub(super) fn periods(&self, calendar: FiscalCalendar, range: PeriodRange) -> Windows {
        Windows { of_day: self.dense.periods(calendar, range), count: range.len() }
    }

    /// Adds up what all customers did, one place a slice and window (`slice * windows + window`). `count` hears of
    /// every distinct day of a customer, slice and window, and of how many customers it is so at once.
    ///
    /// # Errors
    /// [`MeasureError::Cluster`] where the customers' histories stay on a cluster, and it does not answer.
    pub(super) fn counted(
        &self,
        windows: &Windows,
        count: impl Fn(&mut [[i64; 2]], Activity, i64) + Sync,
    ) -> Result<Vec<[i64; 2]>, MeasureError> {
        if let Some(distant) = &self.facts.distant {
            let mut counts = vec![[0_i64; 2]; self.slices * windows.count];
            let active = distant.rows(self.dense, &self.frame(windows), &Summary::Active)?;
            for [slice, window, follows, again, customers] in active.rows() {
                // The later days of a window change nothing that is counted.
                for nth_day in 1..=again as u32 + 1 {
                    let window_before = (follows == 1).then(|| window as u32 - 1);
                    let (slice, window) = (slice as usize, window as usize);
                    count(&mut counts, Activity { slice, window, nth_day, window_before }, customers);
                }
            }
            return Ok(counts);
        }
        let begin = || (vec![[0_i64; 2]; self.slices * windows.count], vec![Latest::default(); self.slices], 0_u32);
        let states = in_shares(self.dense.visits.parts(), begin, |(counts, latest, number), part| {
            for group in part.groups() {
                *number += 1;
                for &code in group {
                    let (day, pair) = (self.dense.day_of(code) as u32, self.dense.pair_of(code));
                    let window = windows.of_day[day as usize];
                    let slice = self.slice_of_pair[pair] as usize;
                    if window != OUTSIDE
                        && slice < self.slices
                        && let Some(activity) = latest[slice].next(*number, slice, window, day)
                    {
                        count(counts, activity, 1);
                    }
                }
            }
        });
        let mut states = states.into_iter().map(|(counts, _, _)| counts);
        let mut sums = states.next().unwrap_or_default();
        for more in states {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum = [sum[0] + more[0], sum[1] + more[1]]);
        }
        Ok(sums)
    }

    /// How a question about windows cuts the company.
    pub(super) fn frame(&self, windows: &Windows) -> Frame {
        let (slice_of_pair, span_of_day) = (self.slice_of_pair.clone(), windows.of_day.clone());
        Frame { slice_of_pair, slices: self.slices, span_of_day }
    }
}

/// What was last seen in a slice.
#[derive(Debug, Clone, Copy, Default)]
struct Latest {
    /// The customer's number in the share, from 1.
    customer: u32,
    window: u32,
    day: u32,
    days: u32,
}

impl Latest {
    /// Takes in a purchase; none where the customer's day is known in this slice already. Days come in order.
    fn next(&mut self, customer: u32, slice: usize, window: u32, day: u32) -> Option<Activity> {
        let is_known = self.customer == customer;
        if is_known && self.day == day {
            return None;
        }
        let goes_on = is_known && self.window == window;
        let window_before = (is_known && !goes_on).then_some(self.window);
        *self = Latest { customer, window, day, days: if goes_on { self.days + 1 } else { 1 } };
        Some(Activity { slice, window: window as usize, nth_day: self.days, window_before })
    }
}
