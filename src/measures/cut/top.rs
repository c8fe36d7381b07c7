//! The largest slices alone, and the others as one.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::observation::{Observation, Slice};
use crate::quantity::Scalar;

use super::CutRows;
use super::axis::Axis;

/// The member under which the slices stand that are not among the largest.
pub const OTHERS: &str = "(others)";

/// Joins all slices but the kept ones. What the others amount to is measured from their rows, like any slice.
pub(super) fn joined(cut: CutRows, kept: &[Vec<Slice>], axes: &[Axis]) -> CutRows {
    let member = |axis: &Axis| Slice { dimension: axis.word().to_string(), key: OTHERS.to_string() };
    let others: Vec<Slice> = axes.iter().map(member).collect();
    let alone: BTreeSet<&Vec<Slice>> = kept.iter().collect();
    let of_slice = |slice: &Vec<Slice>| if alone.contains(slice) { slice.clone() } else { others.clone() };
    let new: Vec<Vec<Slice>> = cut.slices.iter().map(of_slice).collect();
    let mut slices: Vec<Vec<Slice>> = kept.iter().cloned().chain(new.iter().cloned()).collect();
    slices.sort();
    slices.dedup();
    let moved: Vec<Option<u32>> =
        new.iter().map(|slice| slices.binary_search(slice).ok().map(|at| at as u32)).collect();
    let of_row = cut.of_row.iter().map(|at| at.and_then(|at| moved[at as usize])).collect();
    CutRows { slices, of_row }
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
    let mut ranked: Vec<(Option<Total>, &Vec<Slice>)> =
        by_slice.into_iter().map(|(slice, values)| (total(&values), slice)).collect();
    if ranked.iter().all(|(total, _)| total.is_none()) {
        return Vec::new();
    }
    ranked.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(std::cmp::Ordering::Equal).then_with(|| a.1.cmp(b.1)));
    ranked.into_iter().take(count).map(|(_, slice)| slice.clone()).collect()
}

/// Whole numbers are summed as such; only those of ratios are fractions. All totals of one metric are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Total {
    Whole(i128),
    Fraction(f64),
}

fn total(values: &[&Observation]) -> Option<Total> {
    let pairs: Vec<(f64, f64)> =
        values.iter().filter_map(|o| Some((as_number(o.numerator?), as_number(o.denominator?)))).collect();
    if !pairs.is_empty() {
        let (upper, lower) = pairs.iter().fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1));
        return (lower > 0.0).then_some(Total::Fraction(upper / lower));
    }
    let measured: Vec<Scalar> = values.iter().filter_map(|o| o.value.value()).collect();
    let is_sum = matches!(measured.first()?, Scalar::Money(_) | Scalar::Count(_) | Scalar::Units(_));
    let sum =
        if is_sum { measured.into_iter().map(amount).sum() } else { values.iter().map(|o| i128::from(o.n)).sum() };
    Some(Total::Whole(sum))
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
