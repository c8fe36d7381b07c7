//! Purchase occasions by customer and slice.

use crate::calendar::Day;
use crate::measures::facts::Facts;
use crate::measures::grid::Slicer;

/// One customer's occasions within one slice.
pub(super) struct CustomerDays {
    pub slice: usize,
    /// Distinct days, ascending.
    pub days: Vec<Day>,
}

/// All occasions, grouped once for any number of questions about windows.
pub struct Occasions {
    pub(super) customers: Vec<CustomerDays>,
    pub(super) slices: usize,
}

impl Occasions {
    /// Groups the purchases by slice and customer; one who buys from two reps stands in both their slices.
    pub fn build(facts: &Facts, slicer: &Slicer) -> Occasions {
        Occasions { customers: by_slice(facts, slicer), slices: slicer.slices().len() }
    }
}

fn by_slice(facts: &Facts, slicer: &Slicer) -> Vec<CustomerDays> {
    let mut keys: Vec<(u32, u32, Day)> = facts
        .rows
        .iter()
        .filter(|fact| facts.is_purchase(fact))
        .map(|fact| (slicer.of_fact(fact) as u32, fact.customer, fact.day))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut grouped: Vec<CustomerDays> = Vec::new();
    let mut last = None;
    for (slice, customer, day) in keys {
        if last != Some((slice, customer)) {
            grouped.push(CustomerDays { slice: slice as usize, days: Vec::new() });
            last = Some((slice, customer));
        }
        if let Some(current) = grouped.last_mut() {
            current.days.push(day);
        }
    }
    grouped
}
