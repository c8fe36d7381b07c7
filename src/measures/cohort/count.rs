//! Counts the members of cohorts by slice, cohort and age.

use crate::calendar::Day;
use crate::measures::customers::{Histories, History};
use crate::measures::facts::Posting;

use super::question::{CohortQuestion, Retained, Start, Variant};
use super::steps::Steps;

/// What members did at one age. Sums of squares are of minor units, and whole, so that the order of the customers
/// changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sums {
    /// Members with a purchase.
    pub(super) active: i64,
    /// Net revenue, or what of it is retained.
    pub(super) amount: i64,
    pub(super) squares: i128,
    /// Amount × base.
    pub(super) products: i128,
}

impl Sums {
    /// Adds those of others.
    pub(super) fn take_in(&mut self, other: &Sums) {
        self.active += other.active;
        self.amount = self.amount.saturating_add(other.amount);
        self.squares = self.squares.saturating_add(other.squares);
        self.products = self.products.saturating_add(other.products);
    }
}

/// The members of one slice and cohort.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub(super) size: i64,
    /// Net revenue at age 0.
    pub(super) base: i64,
    pub(super) base_squares: i128,
    /// One entry an age.
    pub(super) ages: Vec<Sums>,
}

impl Group {
    fn take_in(&mut self, other: &Group) {
        self.size += other.size;
        self.base = self.base.saturating_add(other.base);
        self.base_squares = self.base_squares.saturating_add(other.base_squares);
        self.ages.iter_mut().zip(&other.ages).for_each(|(sums, more)| sums.take_in(more));
    }

    pub(super) fn empty(ages: usize) -> Group {
        Group { size: 0, base: 0, base_squares: 0, ages: vec![Sums::default(); ages] }
    }
}

/// How time is cut for a question.
pub(super) struct Clock<'q> {
    pub(super) question: &'q CohortQuestion,
    pub(super) steps: Steps,
    pub(super) as_of: Day,
}

impl Clock<'_> {
    /// How many ages of a cohort there are: as many as the as-of day reaches, the running one included; all brackets.
    pub(super) fn ages(&self, cohort: usize) -> usize {
        match &self.question.variant {
            Variant::Classic | Variant::Rolling { .. } => self.steps.count() - cohort,
            Variant::Bracket(brackets) => brackets.len(),
            Variant::Window { days } => {
                (self.as_of.days_since(self.steps.first_day(cohort)).max(0) / days) as usize + 1
            }
        }
    }

    /// The last day that decides about an age of a cohort's youngest member.
    pub(super) fn decided_on(&self, cohort: usize, age: usize) -> Day {
        let youngest = self.steps.last_day(cohort);
        match &self.question.variant {
            Variant::Classic => self.steps.last_day(cohort + age),
            Variant::Rolling { horizon_days } => self.steps.last_day(cohort + age).plus_days(*horizon_days),
            Variant::Bracket(brackets) => youngest.plus_days(brackets[age].to),
            Variant::Window { days } => youngest.plus_days((age as i32 + 1) * days - 1),
        }
    }

    /// The days after the first purchase that an age covers; empty where ages are periods of the calendar.
    pub(super) fn days_label(&self, age: usize) -> String {
        let written = |from: i32, to: i32| if from == to { from.to_string() } else { format!("{from}-{to}") };
        match &self.question.variant {
            Variant::Classic | Variant::Rolling { .. } => String::new(),
            Variant::Bracket(brackets) => written(brackets[age].from, brackets[age].to),
            Variant::Window { days } => written(age as i32 * days, (age as i32 + 1) * days - 1),
        }
    }

    /// The number of an age as it is printed: brackets are counted from 1, since age 0 is the first purchase.
    pub(super) fn number(&self, age: usize) -> i64 {
        age as i64 + i64::from(matches!(self.question.variant, Variant::Bracket(_)))
    }

    fn age_of(&self, cohort: usize, birth: Day, day: Day) -> Option<usize> {
        let days_old = day.days_since(birth);
        match &self.question.variant {
            Variant::Classic | Variant::Rolling { .. } => self.steps.of(day)?.checked_sub(cohort),
            Variant::Bracket(brackets) => {
                brackets.iter().position(|bracket| (bracket.from..=bracket.to).contains(&days_old))
            }
            Variant::Window { days } => Some((days_old / days) as usize),
        }
    }

    /// The first purchase that makes the customer a member.
    fn birth<'f>(&self, history: &History<'f>) -> Option<&'f Posting> {
        let inside = |fact: &&Posting| self.question.days.is_none_or(|(from, to)| (from..=to).contains(&fact.day));
        match self.question.start {
            Start::Ever => history.purchases().next().filter(inside),
            Start::InRange => history.purchases().find(inside),
        }
    }
}

/// The groups by slice × cohort, in one flat row-major table; `None` where nobody is.
pub(super) fn count(histories: &Histories<'_>, clock: &Clock<'_>) -> Vec<Option<Group>> {
    let cohorts = clock.steps.count();
    let begin = || (vec![None; histories.slices().len() * cohorts], Vec::new());
    let states = histories.each(begin, |(groups, did): &mut (Vec<Option<Group>>, Vec<Age>), history| {
        let Some(birth) = clock.birth(history) else { return };
        let (Some(slice), Some(cohort)) = (history.slice_of(birth), clock.steps.of(birth.day)) else { return };
        let ages = clock.ages(cohort);
        let group = groups[slice * cohorts + cohort].get_or_insert_with(|| Group::empty(ages));
        did.clear();
        did.resize(ages, Age::default());
        look(history, clock, cohort, birth.day, did);
        group.size += 1;
        add(group, did, clock.question);
    });
    let mut groups: Vec<Option<Group>> = vec![None; histories.slices().len() * cohorts];
    for (group, more) in states.into_iter().flat_map(|(more, _)| more.into_iter().enumerate()) {
        if let Some(more) = more {
            groups[group].get_or_insert_with(|| Group::empty(more.ages.len())).take_in(&more);
        }
    }
    groups
}

/// What one member did at one age.
#[derive(Debug, Clone, Copy, Default)]
struct Age {
    bought: bool,
    net: i64,
}

fn look(history: &History<'_>, clock: &Clock<'_>, cohort: usize, birth: Day, did: &mut [Age]) {
    let mut latest = 0;
    for fact in history.rows.iter().filter(|fact| fact.day >= birth) {
        let Some(age) = clock.age_of(cohort, birth, fact.day).filter(|age| *age < did.len()) else { continue };
        did[age].net = did[age].net.saturating_add(fact.net);
        if fact.is_sale {
            did[age].bought = true;
            latest = age;
        }
    }
    if let Variant::Rolling { .. } = clock.question.variant {
        did[..=latest].iter_mut().for_each(|age| age.bought = true);
    }
}

fn add(group: &mut Group, did: &[Age], question: &CohortQuestion) {
    for (sums, age) in group.ages.iter_mut().zip(did) {
        sums.active += i64::from(age.bought);
    }
    if question.retained == Retained::Customers {
        return;
    }
    let capped = question.retained == Retained::GrossRevenue;
    let start = did.first().map_or(0, |age| age.net);
    let base = if capped { start.max(0) } else { start };
    group.base = group.base.saturating_add(base);
    let wide = i128::from(base);
    group.base_squares = group.base_squares.saturating_add(wide * wide);
    for (sums, age) in group.ages.iter_mut().zip(did) {
        let amount = if capped { age.net.clamp(0, base) } else { age.net };
        let of_amount = i128::from(amount);
        sums.take_in(&Sums { active: 0, amount, squares: of_amount * of_amount, products: of_amount * wide });
    }
}
