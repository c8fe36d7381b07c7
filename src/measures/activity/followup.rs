//! Whether what reps had in hand was followed up, and in time.

use std::collections::{BTreeSet, HashMap};

use crate::calendar::{Day, Period};
use crate::measures::MeasureError;
use crate::measures::answers::{Answer, Stage, Tally};
use crate::measures::company::collected;
use crate::measures::family::Question;
use crate::measures::observation::Slice;
use crate::quantity::NullReason;

use super::deals::fates;
use super::items::{Item, ItemKind, Items, Until, items};
use super::log::{Activity, DAY_MICROS, Log, day_of};
use super::metric::ActivityMetric;
use super::stage_of;
use super::working_time::WorkingTime;

/// Items that came into hand later than so many days before the period's end (or the as-of day) are left out: nobody
/// had time for them.
const GRACE_DAYS: i32 = 3;

type Sliced = (Vec<Vec<Slice>>, Vec<Answer>);

/// `followup_rate`, of one kind of items or of all kinds of which the store has a table.
pub(super) fn rate(question: &Question<'_>, log: &Log, kind: Option<ItemKind>) -> Result<Sliced, MeasureError> {
    let metric = ActivityMetric::FollowupRate(kind).id();
    let fates = fates(question)?;
    let has_table = |kind: &ItemKind| question.company.tables.has(kind.table());
    let kinds: Vec<ItemKind> = match kind {
        Some(kind) => vec![kind],
        None => ItemKind::ALL.into_iter().filter(has_table).collect(),
    };
    if kinds.is_empty() {
        return Err(MeasureError::TableMissing { metric, table: ItemKind::Lead.table().to_string() });
    }
    let read: Result<Vec<Items>, MeasureError> =
        kinds.into_iter().map(|kind| items(question, &metric, kind, &fates)).collect();
    let read = read?;
    let slices = union(read.iter().map(|items| items.rows.slices.as_slice()));
    let stage = stage_of(question, &slices);
    let by_subject = log.by_subject();
    let mut tallies = vec![Tally::default(); stage.len()];
    for items in &read {
        let place: Vec<u32> = positions(&items.rows.slices, &slices);
        for item in &items.list {
            let Some(slice) = item.slice else { continue };
            for (position, period) in stage.range.iter().enumerate() {
                if let Some((first, last)) = days_in_hand(item, period, stage) {
                    let cell = stage.cell(place[slice as usize], position);
                    tallies[cell].count(was_followed_up(item, &by_subject, first, last));
                }
            }
        }
    }
    let answers = tallies.iter().map(Tally::answer).collect();
    Ok((slices, answers))
}

/// The days of a period on which an item was in hand; none where it was not, or not for long enough.
fn days_in_hand(item: &Item, period: Period, stage: Stage<'_>) -> Option<(Day, Day)> {
    let (first, last) = (stage.calendar.first_day(period), stage.last_known_day(period));
    let until = match item.until {
        Until::Now => last,
        Until::Day(day) => day.min(last),
        Until::Unknown if item.from >= first => last,
        Until::Unknown => return None,
    };
    let from = item.from.max(first);
    let had_time = last.days_since(item.from) >= GRACE_DAYS;
    (had_time && from <= until).then_some((from, until))
}

fn was_followed_up(item: &Item, by_subject: &HashMap<&str, Vec<&Activity>>, first: Day, last: Day) -> bool {
    about(item, by_subject).any(|activity| activity.day >= first && activity.day <= last)
}

/// The activities about an item, oldest first. One that does not say what sort of thing it was about may be about any.
fn about<'a>(item: &Item, by_subject: &'a HashMap<&str, Vec<&'a Activity>>) -> impl Iterator<Item = &'a Activity> {
    let kind = item.kind;
    let all = by_subject.get(item.id.as_str()).into_iter().flatten().copied();
    all.filter(move |activity| activity.subject_kind.is_none_or(|of| of == kind))
}

/// `followup_timely`: leads by the period of their assignment.
pub(super) fn timely(question: &Question<'_>, log: &Log, hours: u32) -> Result<Sliced, MeasureError> {
    let metric = ActivityMetric::FollowupTimely(hours).id();
    let leads = items(question, &metric, ItemKind::Lead, &HashMap::new())?;
    let calendar = question.company.tables.get("calendar").map(collected).transpose()?;
    let working = WorkingTime::of(calendar.as_ref())?;
    let stage = stage_of(question, &leads.rows.slices);
    let by_subject = log.by_subject();
    let mut tallies = vec![(Tally::default(), false); stage.len()];
    for lead in &leads.list {
        let (Some(cell), Some(assigned)) = (stage.cell_of(lead.slice, Some(lead.from)), lead.assigned) else {
            continue;
        };
        let deadline = working.after(assigned, hours);
        let (tally, runs) = &mut tallies[cell];
        if day_of(deadline) > stage.as_of {
            *runs = true;
            continue;
        }
        let first = about(lead, &by_subject).find(|activity| not_before(activity.moment, assigned));
        tally.count(first.is_some_and(|activity| activity.moment <= deadline));
        if first.is_some_and(|activity| has_no_time(activity.moment)) {
            tally.remarks.insert("time_of_day_missing");
        }
    }
    let answer = |(tally, runs): &(Tally, bool)| {
        let answer = tally.answer();
        if tally.of == 0 && *runs { answer.without_value(NullReason::Immature) } else { answer }
    };
    let answers = tallies.iter().map(answer).collect();
    Ok((leads.rows.slices.clone(), answers))
}

/// Whether an activity was not earlier than the assignment. One that carries a day only counts from that day's start,
/// so that the assignment's own day is in time.
fn not_before(moment: i64, assigned: i64) -> bool {
    moment >= assigned || (has_no_time(moment) && day_of(moment) == day_of(assigned))
}

fn has_no_time(moment: i64) -> bool {
    moment.rem_euclid(DAY_MICROS) == 0
}

/// All slices of several tables, sorted.
fn union<'s>(slices: impl Iterator<Item = &'s [Vec<Slice>]>) -> Vec<Vec<Slice>> {
    let all: BTreeSet<&Vec<Slice>> = slices.flatten().collect();
    all.into_iter().cloned().collect()
}

/// Where each of a table's slices stands among all.
fn positions(own: &[Vec<Slice>], all: &[Vec<Slice>]) -> Vec<u32> {
    let place = |slice: &Vec<Slice>| all.binary_search(slice).expect("the union has every table's slices") as u32;
    own.iter().map(place).collect()
}
