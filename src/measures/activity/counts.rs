//! How much was done, and with how many.

use std::collections::BTreeSet;

use crate::measures::answers::{Answer, Stage};
use crate::quantity::Scalar;

use super::log::{ActivityKind, Log};

/// `activity_count`, of one kind or of all.
pub(super) fn activities(log: &Log, stage: Stage<'_>, kind: Option<ActivityKind>) -> Vec<Answer> {
    let mut counts = vec![0_i64; stage.len()];
    let mut without_kind = vec![false; stage.len()];
    for activity in &log.list {
        let Some(cell) = stage.cell_of(activity.slice, Some(activity.day)) else { continue };
        counts[cell] += i64::from(kind.is_none() || activity.kind == kind);
        without_kind[cell] |= kind.is_some() && activity.kind.is_none();
    }
    let answer = |(count, untold): (&i64, &bool)| {
        let mut answer = Answer::sum(Scalar::Count(*count), *count);
        if *untold {
            answer.remarks.insert("type_missing");
        }
        answer
    };
    counts.iter().zip(&without_kind).map(answer).collect()
}

/// `activity_count.subjects`: the distinct leads, customers and deals that activities were about.
pub(super) fn subjects(log: &Log, stage: Stage<'_>) -> Vec<Answer> {
    let mut subjects = vec![BTreeSet::new(); stage.len()];
    let mut activities = vec![0_i64; stage.len()];
    for activity in &log.list {
        let Some(cell) = stage.cell_of(activity.slice, Some(activity.day)) else { continue };
        if let Some(subject) = &activity.subject {
            subjects[cell].insert((activity.subject_kind, subject));
            activities[cell] += 1;
        }
    }
    let answer =
        |(subjects, activities): (&BTreeSet<_>, &i64)| Answer::sum(Scalar::Count(subjects.len() as i64), *activities);
    subjects.iter().zip(&activities).map(answer).collect()
}
