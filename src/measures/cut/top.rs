//! The largest slices alone, and the others as one.

use std::collections::BTreeMap;

use crate::measures::observation::{Observation, Slice};
use crate::quantity::{Measured, Scalar};

use super::CutRows;
use super::axis::Axis;

/// The member under which the slices stand that are not among the largest.
pub const OTHERS: &str = "(others)";

/// Joins all slices but the kept ones. What the others amount to is measured from their rows, like any slice.
pub(super) fn joined(cut: CutRows, kept: &[Vec<Slice>], axes: &[Axis]) -> CutRows {
    let (slices, moved) = joining(&cut.slices, kept, axes);
    let of_row = cut.of_row.iter().map(|at| at.map(|at| moved[at as usize])).collect();
    CutRows { slices, of_row }
}

/// The kept slices and the others as one, sorted, and where among them each of the given slices goes.
pub(super) fn joining(given: &[Vec<Slice>], kept: &[Vec<Slice>], axes: &[Axis]) -> (Vec<Vec<Slice>>, Vec<u32>) {
    let member = |axis: &Axis| Slice { dimension: axis.word().to_string(), key: OTHERS.to_string() };
    let others: Vec<Slice> = axes.iter().map(member).collect();
    let mut slices: Vec<&Vec<Slice>> = kept.iter().collect();
    slices.sort();
    slices.dedup();
    if given.iter().any(|slice| slices.binary_search(&slice).is_err()) {
        slices.push(&others);
        slices.sort();
        slices.dedup();
    }
    let place = |slice: &Vec<Slice>| slices.binary_search(&slice);
    // Whoever is not kept is one of the others, who have a place then.
    let of_others = place(&others).unwrap_or(0) as u32;
    let moved = given.iter().map(|slice| place(slice).map_or(of_others, |at| at as u32)).collect();
    (slices.into_iter().cloned().collect(), moved)
}

/// Puts the observations of each metric in the order of the kept slices, the others last.
pub fn in_rank(observations: &mut [Observation], kept: &[Vec<Slice>]) {
    let ranks: BTreeMap<&Vec<Slice>, usize> = kept.iter().enumerate().map(|(at, slice)| (slice, at)).collect();
    for one in observations.chunk_by_mut(|a, b| a.metric_id == b.metric_id) {
        one.sort_by_key(|row| ranks.get(&row.scope).copied().unwrap_or(kept.len()));
    }
}

/// The `count` slices with the largest totals of one metric, the largest first, ties by name; slices without a value
/// come after all others, and where none has one there are no largest. The total of a sum is its sum over the periods, of a ratio the ratio of its sums, and of
/// anything else, such as a median, the number of its cases.
pub fn largest(observations: &[Observation], count: usize) -> Vec<Vec<Slice>> {
    let mut by_slice: BTreeMap<&Vec<Slice>, Vec<&Observation>> = BTreeMap::new();
    for observation in observations {
        by_slice.entry(&observation.scope).or_default().push(observation);
    }
    let value = |o: &&Observation| Parts { value: o.value, numerator: o.numerator, denominator: o.denominator, n: o.n };
    let totals = by_slice.values().map(|values| total(values.iter().map(value))).collect();
    let slices: Vec<&Vec<Slice>> = by_slice.into_keys().collect();
    ranked(totals, count).into_iter().map(|at| slices[at].clone()).collect()
}

/// What a value consists of.
#[derive(Debug, Clone, Copy)]
pub(in crate::measures) struct Parts {
    /// The value, or why there is none.
    pub(in crate::measures) value: Measured,
    /// The upper sum.
    pub(in crate::measures) numerator: Option<Scalar>,
    /// The lower sum.
    pub(in crate::measures) denominator: Option<Scalar>,
    /// How many cases it rests on.
    pub(in crate::measures) n: i64,
}

/// The positions of the `count` largest totals, as [`largest`] ranks them, of slices in the order of their names.
pub(in crate::measures) fn ranked(totals: Vec<Option<Total>>, count: usize) -> Vec<usize> {
    if totals.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut places: Vec<usize> = (0..totals.len()).collect();
    // Sorted with ties as they stand, which is by name.
    places.sort_by(|&a, &b| totals[b].partial_cmp(&totals[a]).unwrap_or(std::cmp::Ordering::Equal));
    places.truncate(count);
    places
}

/// Whole numbers are summed as such; only those of ratios are fractions. All totals of one metric are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(in crate::measures) enum Total {
    Whole(i128),
    Fraction(f64),
}

/// The total of one slice's values over the periods; none where it has no value.
pub(in crate::measures) fn total(values: impl Iterator<Item = Parts>) -> Option<Total> {
    let (mut upper, mut lower, mut is_ratio) = (0.0, 0.0, false);
    let (mut first, mut sum, mut cases) = (None, 0_i128, 0_i128);
    for part in values {
        if let (Some(numerator), Some(denominator)) = (part.numerator, part.denominator) {
            (upper, lower, is_ratio) = (upper + as_number(numerator), lower + as_number(denominator), true);
        }
        if let Some(value) = part.value.value() {
            first = first.or(Some(value));
            sum += amount(value);
        }
        cases += i128::from(part.n);
    }
    if is_ratio {
        return (lower > 0.0).then_some(Total::Fraction(upper / lower));
    }
    let is_sum = matches!(first?, Scalar::Money(_) | Scalar::Count(_) | Scalar::Units(_));
    Some(Total::Whole(if is_sum { sum } else { cases }))
}

fn amount(scalar: Scalar) -> i128 {
    match scalar {
        Scalar::Money(whole) | Scalar::Count(whole) | Scalar::Units(whole) => i128::from(whole),
        Scalar::Share(_) | Scalar::Days(_) | Scalar::Number(_) => 0,
    }
}

fn as_number(scalar: Scalar) -> f64 {
    match scalar {
        Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => number,
        whole => amount(whole) as f64,
    }
}
