//! From the members of each row to its slice.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;

use crate::measures::observation::Slice;

use super::CutRows;
use super::axis::Axis;

/// The members of one dimension, sorted, and for each row the position of its own.
pub(super) struct Members {
    pub(super) keys: Vec<String>,
    pub(super) of_row: Vec<u32>,
}

/// One slice a combination of members that a counted row has, and the `extra` ones.
pub(super) fn combine(
    axes: &[Axis],
    members: &[Members],
    passes: Option<&[bool]>,
    height: usize,
    extra: Vec<Vec<Slice>>,
) -> CutRows {
    let counts = |row: usize| passes.is_none_or(|passes| passes[row]);
    // Two columns at a time become one, with dense positions again, so that no product of sizes can overflow.
    let mut combinations: Vec<Vec<u32>> = vec![Vec::new()];
    let mut of_row = vec![0_u32; height];
    for column in members {
        let mut positions: PlHashMap<(u32, u32), u32> = PlHashMap::default();
        let mut next: Vec<Vec<u32>> = Vec::new();
        for row in (0..height).filter(|row| counts(*row)) {
            let pair = (of_row[row], column.of_row[row]);
            of_row[row] = *positions.entry(pair).or_insert_with(|| {
                let mut combination = combinations[pair.0 as usize].clone();
                combination.push(pair.1);
                next.push(combination);
                (next.len() - 1) as u32
            });
        }
        combinations = next;
    }
    let scope = |combination: &Vec<u32>| -> Vec<Slice> {
        let member = |((axis, column), at): ((&Axis, &Members), &u32)| Slice {
            dimension: axis.word().to_string(),
            key: column.keys[*at as usize].clone(),
        };
        axes.iter().zip(members).zip(combination).map(member).collect()
    };
    let found: Vec<Vec<Slice>> = combinations.iter().map(scope).collect();
    let mut slices: Vec<Vec<Slice>> = found.iter().cloned().chain(extra).collect();
    slices.sort();
    slices.dedup();
    let sorted: BTreeMap<&Vec<Slice>, u32> = slices.iter().enumerate().map(|(at, slice)| (slice, at as u32)).collect();
    let moved: Vec<u32> = found.iter().map(|scope| sorted[scope]).collect();
    let of_row = (0..height).map(|row| counts(row).then(|| moved[of_row[row] as usize])).collect();
    drop(sorted);
    CutRows { slices, of_row }
}
