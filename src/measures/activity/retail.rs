//! `close_rate.retail`: how many of those who were served bought.

use std::collections::{BTreeMap, HashMap};

use crate::calendar::Day;
use crate::measures::answers::{Answer, Stage, Tally};
use crate::measures::family::Question;
use crate::measures::{Facts, MeasureError};

use super::deals::fates;
use super::items::{ItemKind, items};
use super::log::{Activity, ActivityKind, Log};

/// Of the leads and customers who were visited, met or shown something in the period, those who bought in it on the
/// first such day or later.
pub(super) fn close_rate(log: &Log, stage: Stage<'_>, question: &Question<'_>) -> Result<Vec<Answer>, MeasureError> {
    let facts = question.company.known.facts;
    let won = leads_won(question)?;
    let mut served: BTreeMap<(usize, &str), Day> = BTreeMap::new();
    let mut tallies = vec![Tally::default(); stage.len()];
    for activity in log.list.iter().filter(|activity| serves(activity)) {
        let Some(cell) = stage.cell_of(activity.slice, Some(activity.day)) else { continue };
        let Some(subject) = activity.subject.as_deref() else {
            tallies[cell].remarks.insert("subject_missing");
            continue;
        };
        let first = served.entry((cell, subject)).or_insert(activity.day);
        *first = activity.day.min(*first);
    }
    facts.require_histories("close_rate.retail")?;
    let days = purchase_days(facts, served.keys().map(|(_, subject)| *subject));
    let periods: Vec<_> = stage.range.iter().collect();
    for ((cell, subject), first) in served {
        let last = stage.last_known_day(periods[cell % periods.len()]);
        let as_lead = won.get(subject).is_some_and(|day| *day >= first && *day <= last);
        tallies[cell].count(as_lead || bought(&days[subject], first, last));
    }
    Ok(tallies.iter().map(Tally::answer).collect())
}

/// A call or a mail serves nobody in a shop, and a deal is no person.
fn serves(activity: &Activity) -> bool {
    let in_person = [ActivityKind::Visit, ActivityKind::Meeting, ActivityKind::Demo];
    activity.kind.is_some_and(|kind| in_person.contains(&kind)) && activity.subject_kind != Some(ItemKind::Opportunity)
}

/// The days on which the deals that leads became were won, by lead.
fn leads_won(question: &Question<'_>) -> Result<HashMap<String, Day>, MeasureError> {
    if !question.company.tables.has(ItemKind::Lead.table()) {
        return Ok(HashMap::new());
    }
    let fates = fates(question)?;
    let leads = items(question, "close_rate.retail", ItemKind::Lead, &fates)?;
    Ok(leads.list.into_iter().filter_map(|lead| Some((lead.id, fates.get(&lead.deal?)?.won?))).collect())
}

/// The days on which some customers bought, from whomever, ascending, by customer.
fn purchase_days<'s>(facts: &Facts, wanted: impl Iterator<Item = &'s str>) -> HashMap<&'s str, Vec<Day>> {
    let mut days: HashMap<&str, Vec<Day>> = wanted.map(|customer| (customer, Vec::new())).collect();
    let mut known: HashMap<u32, &str> = HashMap::new();
    for (at, id) in facts.customers.iter().enumerate() {
        if let Some((customer, _)) = days.get_key_value(id.as_str()) {
            known.insert(at as u32, customer);
        }
    }
    let found = facts.purchases_by_customer(Vec::new, |found: &mut Vec<(u32, Vec<Day>)>, purchases| {
        if known.contains_key(&purchases[0].customer) {
            found.push((purchases[0].customer, purchases.iter().map(|purchase| purchase.day).collect()));
        }
    });
    for (customer, found) in found.into_iter().flatten() {
        days.insert(known[&customer], found);
    }
    days
}

/// Whether one of the days lies between two, both included.
fn bought(days: &[Day], first: Day, last: Day) -> bool {
    days.get(days.partition_point(|day| *day < first)).is_some_and(|day| *day <= last)
}
