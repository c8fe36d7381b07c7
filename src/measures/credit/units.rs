//! The tree of units, and to which of them a rep belongs on a day.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::DataFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;

use super::split::{TOLERANCE, WHOLE, split, weight};

/// A rep in a unit from one day to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Assignment {
    from: Day,
    unit: String,
    to: Option<Day>,
    weight: i64,
}

impl Assignment {
    fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| to >= day)
    }
}

/// The assignments of the reps, and the units above each unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::measures) struct Units {
    of_rep: BTreeMap<String, Vec<Assignment>>,
    /// From the top of the tree down to the unit itself.
    paths: BTreeMap<String, Vec<String>>,
}

impl Units {
    /// Reads the assignments and, where there is one, the tree; a unit that is not in it stands at the top.
    ///
    /// # Errors
    /// [`MeasureError::AssignmentOverlap`] where a rep is assigned by more than the whole or twice to one unit on a day,
    /// [`MeasureError::UnitCycle`] where units stand above each other in a circle.
    pub(in crate::measures) fn read(assignments: &DataFrame, tree: Option<&DataFrame>) -> Result<Units, MeasureError> {
        let stored = Columns::of(assignments);
        let (reps, units) = (stored.text("rep_id")?, stored.text("unit_id")?);
        let (from, to, shares) = (stored.days("valid_from")?, stored.days("valid_to")?, stored.number("share")?);
        let mut of_rep: BTreeMap<String, Vec<Assignment>> = BTreeMap::new();
        for row in 0..assignments.height() {
            let (Some(rep), Some(unit), Some(from)) = (reps.get(row), units.get(row), from[row]) else { continue };
            let weight = weight(shares[row].unwrap_or(1.0).clamp(0.0, 1.0));
            let assignment = Assignment { from, unit: unit.to_string(), to: to[row], weight };
            of_rep.entry(rep.to_string()).or_default().push(assignment);
        }
        for (rep, list) in &mut of_rep {
            list.sort();
            refuse_overlaps(rep, list)?;
        }
        Ok(Units { of_rep, paths: tree.map(paths).transpose()?.unwrap_or_default() })
    }

    /// The parts of a rep's amount by unit, which sum to it; what no unit has is that of the unit without a name.
    pub(super) fn parts(&self, rep: &str, day: Day, minor: i64) -> Vec<(&str, i64)> {
        let assignments = self.of_rep.get(rep).into_iter().flatten();
        let mut shares: Vec<(&str, i64)> = assignments
            .filter(|assignment| assignment.holds_on(day))
            .map(|assignment| (assignment.unit.as_str(), assignment.weight))
            .collect();
        shares.sort_unstable();
        let rest = WHOLE - shares.iter().map(|(_, weight)| weight).sum::<i64>();
        if rest > TOLERANCE {
            shares.push(("", rest));
        }
        let weights: Vec<i64> = shares.iter().map(|(_, weight)| *weight).collect();
        shares.iter().map(|(unit, _)| *unit).zip(split(minor, &weights)).collect()
    }

    /// The one unit in which a rep is on a day: that of the largest share, of equal ones the first by id; none where the
    /// rep is in no unit. What cannot be split (an order, a call, a deal) belongs to it as a whole.
    pub(in crate::measures) fn main(&self, rep: &str, day: Day) -> Option<&str> {
        let held = self.of_rep.get(rep)?.iter().filter(|assignment| assignment.holds_on(day));
        let first = held.max_by(|a, b| a.weight.cmp(&b.weight).then_with(|| b.unit.cmp(&a.unit)));
        first.map(|assignment| assignment.unit.as_str())
    }

    /// The unit at a level above a unit, counted from 1 at the top; the unit itself where it stands no lower, so that the
    /// units of a level sum to the whole.
    pub(in crate::measures) fn at_level<'u>(&'u self, unit: &'u str, level: usize) -> &'u str {
        let path = self.paths.get(unit);
        path.and_then(|path| path.get(level.saturating_sub(1))).map_or(unit, String::as_str)
    }
}

/// The sum of a rep's assignments only rises on a day on which one of them begins.
fn refuse_overlaps(rep: &str, list: &[Assignment]) -> Result<(), MeasureError> {
    for begun in list {
        let with_it: Vec<&Assignment> = list.iter().filter(|other| other.holds_on(begun.from)).collect();
        let units: BTreeSet<&String> = with_it.iter().map(|assignment| &assignment.unit).collect();
        let sum: i64 = with_it.iter().map(|assignment| assignment.weight).sum();
        if sum > WHOLE + TOLERANCE || units.len() < with_it.len() {
            let units = with_it.iter().map(|assignment| assignment.unit.clone()).collect();
            return Err(MeasureError::AssignmentOverlap { rep: rep.to_string(), day: begun.from, units });
        }
    }
    Ok(())
}

fn paths(tree: &DataFrame) -> Result<BTreeMap<String, Vec<String>>, MeasureError> {
    let stored = Columns::of(tree);
    let (units, parents) = (stored.text("unit_id")?, stored.text("parent_id")?);
    let mut above: BTreeMap<&str, &str> = BTreeMap::new();
    for row in 0..tree.height() {
        let Some(unit) = units.get(row) else { continue };
        above.insert(unit, parents.get(row).unwrap_or(""));
    }
    let mut paths = BTreeMap::new();
    for &unit in above.keys() {
        let mut path = vec![unit.to_string()];
        let mut at = unit;
        while let Some(&parent) = above.get(at).filter(|parent| !parent.is_empty()) {
            if let Some(begin) = path.iter().position(|known| known == parent) {
                let mut units = path.split_off(begin);
                units.sort();
                return Err(MeasureError::UnitCycle { units });
            }
            path.push(parent.to_string());
            at = parent;
        }
        path.reverse();
        paths.insert(unit.to_string(), path);
    }
    Ok(paths)
}
