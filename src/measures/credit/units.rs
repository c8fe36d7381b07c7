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
    /// Whether the rep is away: a leave may lie within another assignment, and gets what that one leaves of the rep.
    is_leave: bool,
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
        let reasons = stored.text("reason")?;
        let mut of_rep: BTreeMap<String, Vec<Assignment>> = BTreeMap::new();
        for row in 0..assignments.height() {
            let (Some(rep), Some(unit), Some(from)) = (reps.get(row), units.get(row), from[row]) else { continue };
            let is_leave = reasons.get(row) == Some("leave");
            let share = shares[row].filter(|share| !is_leave || *share > 0.0);
            let weight = weight(share.unwrap_or(1.0).clamp(0.0, 1.0));
            let assignment = Assignment { from, unit: unit.to_string(), to: to[row], weight, is_leave };
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
        let held = || self.of_rep.get(rep).into_iter().flatten().filter(|assignment| assignment.holds_on(day));
        let of_work = held().filter(|assignment| !assignment.is_leave);
        let mut shares: Vec<(&str, i64)> = of_work.map(|one| (one.unit.as_str(), one.weight)).collect();
        let mut rest = WHOLE - shares.iter().map(|(_, weight)| weight).sum::<i64>();
        for leave in held().filter(|assignment| assignment.is_leave) {
            let weight = leave.weight.min(rest);
            if weight > TOLERANCE {
                rest -= weight;
                shares.push((leave.unit.as_str(), weight));
            }
        }
        shares.sort_unstable();
        if rest > TOLERANCE {
            shares.push(("", rest));
        }
        let weights: Vec<i64> = shares.iter().map(|(_, weight)| *weight).collect();
        shares.iter().map(|(unit, _)| *unit).zip(split(minor, &weights)).collect()
    }

    /// The one unit in which a rep is on a day: that of the largest share, of equal ones the first by id; none where the
    /// rep is in no unit. A leave counts where no other assignment holds. What cannot be split (an order, a call, a deal) belongs to it as a whole.
    pub(in crate::measures) fn main(&self, rep: &str, day: Day) -> Option<&str> {
        let held = self.of_rep.get(rep)?.iter().filter(|assignment| assignment.holds_on(day));
        let first = held.max_by(|a, b| {
            let of_work = b.is_leave.cmp(&a.is_leave);
            of_work.then(a.weight.cmp(&b.weight)).then_with(|| b.unit.cmp(&a.unit))
        });
        first.map(|assignment| assignment.unit.as_str())
    }

    /// The unit at a level above a unit, counted from 1 at the top; the unit itself where it stands no lower, so that the
    /// units of a level sum to the whole.
    pub(in crate::measures) fn at_level<'u>(&'u self, unit: &'u str, level: usize) -> &'u str {
        let path = self.paths.get(unit);
        path.and_then(|path| path.get(level.saturating_sub(1))).map_or(unit, String::as_str)
    }
}

/// The sum of a rep's assignments only rises on a day on which one of them begins. Leaves interrupt assignments and are
/// none of them.
fn refuse_overlaps(rep: &str, list: &[Assignment]) -> Result<(), MeasureError> {
    let of_work = || list.iter().filter(|assignment| !assignment.is_leave);
    for begun in of_work() {
        let with_it: Vec<&Assignment> = of_work().filter(|other| other.holds_on(begun.from)).collect();
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

#[cfg(test)]
mod tests {
    use polars::prelude::{NamedFrom, Series};

    use super::*;

    #[test]
    fn a_leave_gets_what_other_assignments_leave_of_the_rep() {
        let day = |text: &str| -> Day { text.parse().expect("a day") };
        let rows = [
            ("A", "N", "2024-01-01", "", 1.0, "hire"),
            ("A", "N", "2024-02-01", "2024-02-29", 1.0, "leave"),
            ("B", "N", "2024-01-01", "2024-01-31", 1.0, "hire"),
            ("B", "S", "2024-02-01", "", 1.0, "leave"),
            ("B", "N", "2024-03-01", "", 0.6, "return"),
        ];
        let texts = |name: &str, pick: &dyn Fn(usize) -> &'static str| {
            Series::new(name.into(), (0..rows.len()).map(pick).collect::<Vec<_>>()).into()
        };
        let days = |name: &str, pick: &dyn Fn(usize) -> &'static str| {
            let days = (0..rows.len()).map(|row| pick(row).parse::<Day>().ok().map(Day::epoch));
            Series::new(name.into(), days.collect::<Vec<_>>()).into()
        };
        let columns = vec![
            texts("rep_id", &|row| rows[row].0),
            texts("unit_id", &|row| rows[row].1),
            days("valid_from", &|row| rows[row].2),
            days("valid_to", &|row| rows[row].3),
            Series::new("share".into(), rows.map(|row| row.4)).into(),
            texts("reason", &|row| rows[row].5),
        ];
        let units =
            Units::read(&DataFrame::new(rows.len(), columns).expect("columns of one length"), None).expect("no clash");
        let parts = |rep: &str, text: &str| -> Vec<(String, i64)> {
            units.parts(rep, day(text), 100).into_iter().map(|(unit, minor)| (unit.to_string(), minor)).collect()
        };
        let own = |unit: &str, minor: i64| (unit.to_string(), minor);
        assert_eq!(parts("A", "2024-02-10"), [own("N", 100)]);
        assert_eq!(parts("B", "2024-02-10"), [own("S", 100)], "nothing else holds");
        assert_eq!(parts("B", "2024-03-10"), [own("N", 60), own("S", 40)]);
        assert_eq!((units.main("B", day("2024-02-10")), units.main("B", day("2024-03-10"))), (Some("S"), Some("N")));
    }
}
