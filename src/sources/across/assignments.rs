//! Assignments of reps to units: no two of one rep and unit at once, and never more than the whole rep. A leave interrupts
//! assignments and is none of them: it may lie within one, or stand in the place of one that was ended for it.

use std::collections::BTreeMap;

use super::super::issue::Rule;
use super::Broken;
use super::gathered::FrameRow;
use super::shares::rounded;
use crate::calendar::Day;

/// How much more than 1 shares may sum to: what adding floats leaves behind.
const TOLERANCE: f64 = 1e-9;

/// A row of `rep_assignments`.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Assignment {
    rep: String,
    unit: String,
    first: Day,
    /// The last day; none for an open end.
    last: Option<Day>,
    share: f64,
    is_leave: bool,
}

impl Assignment {
    /// Reads a row; an assignment without a share is a whole one.
    pub(in super::super) fn read(row: &FrameRow<'_>) -> Assignment {
        Assignment {
            rep: row.text("rep_id").to_string(),
            unit: row.text("unit_id").to_string(),
            first: row.day("valid_from").unwrap_or(Day::from_epoch(0)),
            last: row.day("valid_to"),
            share: row.number("share").unwrap_or(1.0),
            is_leave: row.text("reason") == "leave",
        }
    }

    /// The assignment as it is shown.
    pub(in super::super) fn label(&self) -> String {
        format!("{} {} {}", self.rep, self.unit, self.first)
    }

    fn holds_on(&self, day: Day) -> bool {
        self.first <= day && self.last.is_none_or(|last| last >= day)
    }
}

/// Shares outside 0 to 1, overlaps within one unit, and the assignment that brings a rep above 1.
///
/// Of rows that clash the one that starts later is named. The sum over a rep's assignments only rises on a day on
/// which one of them starts, so only those days are looked at.
pub(in super::super) fn assignment_faults(assignments: &[Assignment]) -> Vec<Broken> {
    let mut by_rep: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, assignment) in assignments.iter().enumerate() {
        by_rep.entry(&assignment.rep).or_default().push(at);
    }
    let mut broken = Vec::new();
    for own in by_rep.values_mut() {
        own.sort_by_key(|&at| (assignments[at].first, at));
        for (position, &at) in own.iter().enumerate() {
            broken.extend(fault(assignments, &own[..position], at));
        }
    }
    broken
}

/// What an assignment breaks, given those of its rep that start before it or on the same day.
fn fault(assignments: &[Assignment], earlier: &[usize], at: usize) -> Option<Broken> {
    let this = &assignments[at];
    let share = |rule: Rule| Some(Broken { at, column: "share", value: this.share.to_string(), rule });
    if !(0.0..=1.0).contains(&this.share) {
        return share(Rule::AssignmentShareRange);
    }
    if this.is_leave {
        return None;
    }
    let holds = |other: &&Assignment| !other.is_leave && other.holds_on(this.first);
    let with_it: Vec<&Assignment> = earlier.iter().map(|&at| &assignments[at]).filter(holds).collect();
    if let Some(other) = with_it.iter().find(|other| other.unit == this.unit) {
        let rule = Rule::AssignmentOverlap { other_start: other.first.to_string() };
        return Some(Broken { at, column: "valid_from", value: this.first.to_string(), rule });
    }
    let sum = this.share + with_it.iter().map(|other| other.share).sum::<f64>();
    match sum > 1.0 + TOLERANCE {
        true => share(Rule::AssignmentShares { day: this.first.to_string(), sum: rounded(sum) }),
        false => None,
    }
}
