//! Who takes part in a contest, and with what values.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use crate::appraisal::contest::{
    Basis, ContestFault, ContestRules, Entrant, EntrantTarget, Ineligible, SpanTarget, TieRule, level_in_score,
    target_of,
};
use crate::calendar::{Day, DaySpan, Grain};
use crate::failure::Failure;
use crate::measures::kpi::{KpiMetric, RepSpans};
use crate::measures::records::contests::reps_passing;
use crate::measures::sales::{ReturnedSale, TakenBack, taken_back};
use crate::measures::{MeasureError, Person};
use crate::quantity::{NullReason, Scalar, Unit};

use crate::pipeline::snapshot::Snapshot;

/// The field of a contest on a day.
pub(super) struct Field<'a> {
    /// The people, in the order of the entrants.
    pub(super) people: Vec<&'a Person>,
    /// What is known of each.
    pub(super) entrants: Vec<Entrant>,
    /// What was clawed back of each: zero or below.
    pub(super) clawed_back: Vec<i64>,
    /// How many targets are parts of quotas.
    pub(super) prorated: usize,
    /// Returns since the first day that name no sale.
    pub(super) without_sale: i64,
}

/// How many smallest parts of a metric's values make one.
pub(super) fn parts_per_major(metric: KpiMetric, snapshot: &Snapshot) -> i64 {
    match metric.unit() {
        Unit::Money => snapshot.currency.minor_per_major(),
        Unit::Units => Scalar::UNITS_SCALE,
        _ => 1,
    }
}

/// The judged reps who were in service on any day of the contest, with what they have by `as_of`.
///
/// The inner error is a fault of the contest, the outer one of the run.
pub(super) fn field<'a>(
    snapshot: &'a Snapshot,
    spans: &RepSpans<'_>,
    rules: &ContestRules,
    as_of: Day,
) -> Result<Result<Field<'a>, ContestFault>, Failure> {
    let passing = match passing(snapshot, rules) {
        Ok(passing) => passing,
        Err(fault) => return Ok(Err(fault)),
    };
    let served = |person: &&Person| {
        person.hire_date.is_none_or(|hired| hired <= rules.days.last)
            && person.leave_date.is_none_or(|left| left >= rules.days.first)
    };
    let people: Vec<&Person> = snapshot.people.all().iter().filter(|person| person.judged).filter(served).collect();
    let ineligible = |person: &Person| ineligible(person, passing.as_ref(), rules, as_of);
    if people.iter().all(|person| ineligible(person).is_some()) {
        return Ok(Err(ContestFault::NobodyInService { start: rules.days.first }));
    }
    let back = if as_of < rules.days.first {
        TakenBack::default()
    } else {
        taken_back(&snapshot.tables, rules.days, as_of.min(rules.clawback_end()))?
    };
    let values = Values { snapshot, spans, rules, as_of };
    let (sums, claws) = (values.booked()?, clawed(&back, rules.days.last, rules.metric));
    let bases = values.bases()?;
    let has_begun = as_of >= rules.days.first;
    let mut field =
        Field { people, entrants: Vec::new(), clawed_back: Vec::new(), prorated: 0, without_sale: back.without_sale };
    for person in &field.people {
        let claw = claws.get(&person.rep_id).copied().unwrap_or(Ok(0));
        let target = values.target(person);
        field.prorated += usize::from(target.is_some_and(|target| target.prorated));
        field.clawed_back.push(claw.unwrap_or(0));
        field.entrants.push(Entrant {
            rep_id: person.rep_id.clone(),
            ineligible: ineligible(person),
            value: if has_begun {
                sums(&person.rep_id).and_then(|value| Ok(value + claw?))
            } else {
                Err(NullReason::Immature)
            },
            target: target.map(|target| EntrantTarget {
                minor: target.minor,
                minor_per_major: snapshot.currency.minor_per_major(),
                parts_per_major: parts_per_major(rules.metric, snapshot),
            }),
            base: bases(person),
            returned: -back
                .returns
                .iter()
                .filter(|back| back.rep_id == person.rep_id)
                .map(|back| back.net)
                .sum::<i64>(),
            reached: None,
        });
    }
    if rules.ties.contains(&TieRule::EarlierReached) {
        values.reached(&mut field.entrants)?;
    }
    Ok(Ok(field))
}

/// What keeps everybody from being ranked on the contest's own basis.
pub(super) fn unrankable(field: &Field<'_>, rules: &ContestRules, snapshot: &Snapshot) -> Option<ContestFault> {
    let mut running = field.entrants.iter().filter(|entrant| entrant.ineligible.is_none());
    let days = rules.days;
    match rules.basis {
        Basis::PctOfTarget if running.all(|entrant| entrant.target.is_none()) => {
            Some(ContestFault::NoTargets { metric: rules.metric.id().to_string(), start: days.first, end: days.last })
        }
        Basis::Growth if running.all(|entrant| entrant.base == Err(NullReason::LeftCensored)) => {
            let base = rules.year_before(days.last).first;
            Some(ContestFault::NoYearBefore { base, first: snapshot.facts.first_day })
        }
        _ => None,
    }
}

/// The reps whom the filter lets pass; `None` where there is no filter.
fn passing(snapshot: &Snapshot, rules: &ContestRules) -> Result<Option<BTreeSet<String>>, ContestFault> {
    let Some(filter) = &rules.filter else { return Ok(None) };
    let found = reps_passing(filter, &snapshot.people, &snapshot.tables, snapshot.currency);
    found.map(Some).map_err(|error| ContestFault::Filter { filter: filter.clone(), error: Box::new(error) })
}

/// What is known on the as-of day decides: that somebody will leave is not known before.
fn ineligible(
    person: &Person,
    passing: Option<&BTreeSet<String>>,
    rules: &ContestRules,
    as_of: Day,
) -> Option<Ineligible> {
    if passing.is_some_and(|passing| !passing.contains(&person.rep_id)) {
        return Some(Ineligible::Filtered);
    }
    if person.hire_date.is_some_and(|hired| hired > rules.days.first) {
        return Some(Ineligible::JoinedAfterStart);
    }
    let left = person.leave_date.filter(|left| *left < rules.days.last && *left <= as_of);
    left.map(|_| Ineligible::LeftBeforeEnd)
}

/// The values of one contest.
struct Values<'v> {
    snapshot: &'v Snapshot,
    spans: &'v RepSpans<'v>,
    rules: &'v ContestRules,
    as_of: Day,
}

impl<'v> Values<'v> {
    /// The days that are over.
    fn so_far(&self) -> DaySpan {
        DaySpan { last: self.rules.days.last.min(self.as_of), ..self.rules.days }
    }

    /// What was booked on the contest's days, by rep.
    fn booked(&self) -> Result<impl Fn(&str) -> Result<i64, NullReason> + use<'v>, Failure> {
        let sums = self.spans.over(self.so_far(), self.rules.metric)?;
        let unknown = self.untellable(self.rules.days.first);
        Ok(move |rep_id: &str| unknown.map_or_else(|| sums.value(rep_id), Err))
    }

    /// Why nothing can be told of a metric of customers from a day on, if so.
    fn untellable(&self, first: Day) -> Option<NullReason> {
        if self.rules.metric != KpiMetric::NewCustomers {
            return None;
        }
        if !self.spans.know_customers() {
            return Some(NullReason::NoDenominator);
        }
        // As for `attain kpi`: in the first three months of the data old customers cannot be told from new ones.
        let calendar = self.snapshot.calendar;
        let known_from = calendar.period_of(self.snapshot.facts.first_day, Grain::Month).plus(3);
        let is_early = !self.snapshot.history_is_whole && first < calendar.first_day(known_from);
        is_early.then_some(NullReason::LeftCensored)
    }

    /// The values of the same dates a year before, by person, with what came back of them taken off in the same way: were
    /// returns taken off one side only, the same sales would look like a fall.
    fn bases(&self) -> Result<impl Fn(&Person) -> Result<i64, NullReason> + use<'v>, Failure> {
        // Before the contest its whole length is compared, while it runs the days that are over.
        let last = if self.as_of < self.rules.days.first { self.rules.days.last } else { self.as_of };
        let days = self.rules.year_before(last);
        let metric = self.rules.metric;
        let sums = self.spans.over(days, metric)?;
        let calendar = self.snapshot.calendar;
        let data_from = calendar.first_day(calendar.period_of(self.snapshot.facts.first_day, Grain::Month));
        let early = (days.first < data_from).then_some(NullReason::LeftCensored);
        let unknown = early.or_else(|| self.untellable(days.first));
        let until = match self.as_of < self.rules.days.first {
            true => self.rules.clawback_end(),
            false => self.as_of.min(self.rules.clawback_end()),
        };
        let back = taken_back(&self.snapshot.tables, days, until.plus_months(-12).max(days.last))?;
        let claws = clawed(&back, days.last, metric);
        Ok(move |person: &Person| {
            if let Some(reason) = unknown {
                return Err(reason);
            }
            if person.hire_date.is_some_and(|hired| hired > days.first) {
                return Err(NullReason::LeftCensored);
            }
            let claw = claws.get(&person.rep_id).copied().unwrap_or(Ok(0));
            sums.value(&person.rep_id).and_then(|value| Ok(value + claw?))
        })
    }

    fn target(&self, person: &Person) -> Option<SpanTarget> {
        let quotas = self.snapshot.quotas.of_rep(&person.rep_id, self.rules.metric.id());
        target_of(quotas, self.rules.days, self.snapshot.calendar)
    }

    /// For those who are level, the first day on which they stood where they stand now, or higher.
    fn reached(&self, entrants: &mut [Entrant]) -> Result<(), Failure> {
        let mut open = level_in_score(entrants, self.rules.basis);
        let (days, metric) = (self.so_far(), self.rules.metric);
        if matches!(metric, KpiMetric::NewCustomers | KpiMetric::ActiveCustomers) {
            return self.customers_reached(entrants, &open);
        }
        for last in (days.first.epoch()..=days.last.epoch()).map(Day::from_epoch) {
            if open.is_empty() {
                break;
            }
            let sums = self.spans.over(DaySpan { last, ..days }, metric)?;
            open.retain(|&at| {
                let entrant = &mut entrants[at];
                let then = sums.value(&entrant.rep_id);
                let is_there = matches!((then, entrant.value), (Ok(then), Ok(now)) if then >= now);
                entrant.reached = is_there.then_some(last);
                !is_there
            });
        }
        Ok(())
    }

    /// The same for customers, whose number never falls with more days. Every day that is looked at may be a question to
    /// a cluster, so the day is closed in from both sides, and no day is looked at twice.
    fn customers_reached(&self, entrants: &mut [Entrant], level: &[usize]) -> Result<(), Failure> {
        let (days, metric) = (self.so_far(), self.rules.metric);
        let mut looked_at = BTreeMap::new();
        for &at in level.iter().filter(|_| days.first <= days.last) {
            let Ok(now) = entrants[at].value else { continue };
            let rep_id = entrants[at].rep_id.clone();
            let mut is_there = |last: i32| -> Result<bool, MeasureError> {
                let sums = match looked_at.entry(last) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        new.insert(self.spans.over(DaySpan { last: Day::from_epoch(last), ..days }, metric)?)
                    }
                };
                Ok(sums.value(&rep_id).is_ok_and(|then| then >= now))
            };
            let (mut before, mut there) = (days.first.epoch() - 1, days.last.epoch());
            if !is_there(there)? {
                continue;
            }
            while there - before > 1 {
                let middle = before + (there - before) / 2;
                if is_there(middle)? { there = middle } else { before = middle }
            }
            entrants[at].reached = Some(Day::from_epoch(there));
        }
        Ok(())
    }
}

/// What came back after `last` of what was sold by then, by the rep of the sale; of orders those that came back
/// altogether, before `last` too.
fn clawed(back: &TakenBack, last: Day, metric: KpiMetric) -> BTreeMap<String, Result<i64, NullReason>> {
    let mut claws: BTreeMap<String, Result<i64, NullReason>> = BTreeMap::new();
    let mut add = |rep_id: &str, amount: Result<i64, NullReason>| {
        let entry = claws.entry(rep_id.to_string()).or_insert(Ok(0));
        *entry = entry.and_then(|sum| Ok(sum + amount?));
    };
    if metric == KpiMetric::Orders {
        for undone in &back.undone {
            undone.rep_ids.iter().for_each(|rep_id| add(rep_id, Ok(-1)));
        }
    }
    for back in back.returns.iter().filter(|back| back.day > last) {
        add(&back.rep_id, amount_of(back, metric));
    }
    claws
}

/// What a return takes off a value; `Err` where its line does not say.
pub(super) fn amount_of(back: &ReturnedSale, metric: KpiMetric) -> Result<i64, NullReason> {
    match metric {
        KpiMetric::RevenueNet => Ok(back.net),
        KpiMetric::GrossProfit => back.cost.map(|cost| back.net - cost).ok_or(NullReason::MissingRate),
        KpiMetric::Units => back.units.ok_or(NullReason::MissingRate),
        // That a customer was won stays so, and orders are taken back whole.
        _ => Ok(0),
    }
}

/// Sums of several spans at once have their own errors.
pub(super) fn values_over<'s>(
    spans: &'s RepSpans<'_>,
    metric: KpiMetric,
    days: DaySpan,
) -> Result<impl Fn(&str) -> Option<i64> + use<'s>, MeasureError> {
    let sums = spans.over(days, metric)?;
    Ok(move |rep_id: &str| sums.value(rep_id).ok())
}
