//! The cohort table of a question: every slice × every cohort × every age, and the mean over the cohorts.

use crate::calendar::{Day, Grain};
use crate::measures::MeasureError;
use crate::measures::company::Company;
use crate::measures::customers::{CutFacts, LEFT_CENSORED_MONTHS, ratio_interval};
use crate::measures::cut::Cut;
use crate::measures::observation::Slice;
use crate::measures::shrinkage::Prior;
use crate::measures::{FactsNeeded, wilson_95};
use crate::quantity::NullReason;

use super::classic::{Cohort, Triangle, classic};
use super::count::{Clock, Group, Sums, count};
use super::question::{CohortQuestion, Retained};
use super::steps::Steps;
use super::there;

/// The cohorts of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortTable {
    /// The id that the values carry.
    pub metric_id: &'static str,
    /// The slices, sorted.
    pub slices: Vec<Vec<Slice>>,
    /// Slice by slice, cohort by cohort (oldest first, then the mean), age by age.
    pub cells: Vec<CohortCell>,
    /// Customers in cohorts that began so near to the data's start that they may have bought before it.
    pub left_censored: i64,
}

/// One age of one cohort of one slice.
#[derive(Debug, Clone, PartialEq)]
pub struct CohortCell {
    /// Position of the slice.
    pub slice: usize,
    /// The cohort's label; `all` for the mean over the cohorts.
    pub cohort: String,
    /// The age.
    pub age: i64,
    /// The days after the first purchase that the age covers; empty where ages are periods.
    pub days: String,
    /// Members; for the mean those of the cohorts that are old enough.
    pub size: i64,
    /// Members with a purchase at that age; none where immature.
    pub active: Option<i64>,
    /// Net revenue at age 0, where revenue is asked for.
    pub base: Option<i64>,
    /// Net revenue retained, where revenue is asked for; none where immature.
    pub amount: Option<i64>,
    /// The rate, or why there is none.
    pub value: Result<f64, NullReason>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval.
    pub upper: Option<f64>,
    /// The rate drawn towards that of all slices at the same cohort and age.
    pub shrunk: Option<f64>,
    /// The effective sample size of the shrunk rate.
    pub n_effective: Option<f64>,
    /// `left_censored` where members may have bought before the data begin.
    pub flags: Vec<String>,
}

/// The label of the mean over the cohorts.
pub const ALL_COHORTS: &str = "all";

/// The cohorts of a company.
///
/// A customer belongs to the slice of the first purchase and stays there, whoever sells later, so slices add up. An
/// age is immature until the youngest member could have lived it to its end; immature ages are left out of the mean,
/// which is the ratio of the sums over the cohorts that are old enough.
///
/// # Errors
/// What the cut refuses, and [`MeasureError::Cluster`] where the histories stay on a cluster that does not answer.
pub fn cohorts(company: &Company<'_>, cut: &Cut, question: &CohortQuestion) -> Result<CohortTable, MeasureError> {
    let known = company.known;
    if question.retained != Retained::Customers {
        company.tables.require_rates("retention.net_revenue")?;
    }
    let needed = match question.retained {
        Retained::Customers => FactsNeeded::Purchases,
        Retained::NetRevenue | Retained::GrossRevenue => FactsNeeded::WithPostings,
    };
    let cut_facts = CutFacts::of(company, cut, ("retention", needed))?;
    let facts = cut_facts.facts();
    let origin = question.days.map_or(facts.first_day, |(from, _)| from.max(facts.first_day));
    let steps = Steps::new(question.steps, known.calendar, origin, known.as_of.max(facts.last_day));
    let clock = Clock { question, steps, as_of: known.as_of };
    let groups = match (question.plain().filter(|_| cut_facts.are_the_stores()), &facts.distant) {
        (Some(grain), _) => groups_of(&classic(facts, cut_facts.slicer(), known.calendar, grain, known.as_of)?),
        (None, Some(distant)) => there::count(facts, distant, cut_facts.slicer(), &clock)?,
        (None, None) if question.retained == Retained::Customers => count(&cut_facts.purchases(), &clock),
        (None, None) => count(&cut_facts.histories(), &clock),
    };
    let first_month = known.calendar.period_of(facts.first_day, Grain::Month);
    let known_from = known.calendar.first_day(first_month.plus(LEFT_CENSORED_MONTHS));
    let known_from = (!known.history_is_whole).then_some(known_from);
    let slices = cut_facts.slicer().slices().to_vec();
    let layout = Layout { clock, slices: slices.len(), known_from };
    let mut cells = layout.cells(&groups);
    shrink(&mut cells, layout.slices);
    Ok(CohortTable { metric_id: question.metric_id(), slices, cells, left_censored: layout.left_censored(&groups) })
}

/// The quick count of plain retention, as groups.
fn groups_of(triangles: &[Triangle]) -> Vec<Option<Group>> {
    let group = |cohort: &Cohort| Group {
        size: cohort.size,
        base: 0,
        base_squares: 0,
        ages: cohort.cells.iter().map(|cell| Sums { active: cell.active, ..Sums::default() }).collect(),
    };
    triangles.iter().flat_map(|triangle| triangle.cohorts.iter().map(|cohort| Some(group(cohort)))).collect()
}

/// What turns groups into cells.
struct Layout<'q> {
    clock: Clock<'q>,
    slices: usize,
    /// Cohorts that begin before this day hold customers who may be older; `None` where the history is whole.
    known_from: Option<Day>,
}

impl Layout<'_> {
    /// The cohorts that were asked for.
    fn cohorts(&self) -> impl Iterator<Item = usize> + use<> {
        let steps = self.clock.steps;
        let last = self.clock.question.days.and_then(|(_, to)| steps.of(to)).unwrap_or(steps.count() - 1);
        0..=last
    }

    fn is_left_censored(&self, cohort: usize) -> bool {
        self.known_from.is_some_and(|day| self.clock.steps.first_day(cohort) < day)
    }

    fn left_censored(&self, groups: &[Option<Group>]) -> i64 {
        let width = self.clock.steps.count();
        let at_risk = groups.iter().enumerate().filter(|(at, _)| self.is_left_censored(at % width));
        at_risk.filter_map(|(_, group)| group.as_ref()).map(|group| group.size).sum()
    }

    fn cells(&self, groups: &[Option<Group>]) -> Vec<CohortCell> {
        let width = self.clock.steps.count();
        let mut cells = Vec::new();
        for slice in 0..self.slices {
            let mut mean = Mean::default();
            for cohort in self.cohorts() {
                let ages = self.clock.ages(cohort);
                let empty = Group::empty(ages);
                let group = groups[slice * width + cohort].as_ref().unwrap_or(&empty);
                for age in 0..ages {
                    let mature = self.clock.decided_on(cohort, age) <= self.clock.as_of;
                    let known = Known::of(group, age, mature);
                    let flagged = group.size > 0 && self.is_left_censored(cohort);
                    cells.push(self.cell(slice, self.clock.steps.label(cohort), age, &known, flagged));
                    mean.add(age, &known, flagged);
                }
            }
            if self.clock.question.with_mean {
                for (age, (known, flagged)) in mean.ages.iter().enumerate() {
                    cells.push(self.cell(slice, ALL_COHORTS.to_string(), age, known, *flagged));
                }
            }
        }
        cells
    }

    fn cell(&self, slice: usize, cohort: String, age: usize, known: &Known, flagged: bool) -> CohortCell {
        let revenue = self.clock.question.retained != Retained::Customers;
        let value = known.value(revenue);
        let interval = match (value, revenue) {
            (Err(_), _) => None,
            (Ok(_), false) => wilson_95(known.sums.active, known.size).map(|wilson| (wilson.lower, wilson.upper)),
            (Ok(_), true) => known.interval().map(|(lower, upper)| match self.clock.question.retained {
                Retained::GrossRevenue => (lower.max(0.0), upper.min(1.0)),
                _ => (lower, upper),
            }),
        };
        let mature = known.immature.is_none();
        CohortCell {
            slice,
            cohort,
            age: self.clock.number(age),
            days: self.clock.days_label(age),
            size: known.size,
            active: mature.then_some(known.sums.active),
            base: revenue.then_some(known.base),
            amount: (revenue && mature).then_some(known.sums.amount),
            value,
            lower: interval.map(|(lower, _)| lower),
            upper: interval.map(|(_, upper)| upper),
            shrunk: None,
            n_effective: None,
            flags: if flagged { vec!["left_censored".to_string()] } else { Vec::new() },
        }
    }
}

/// What is known about an age: of one cohort, or of all that are old enough.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    size: i64,
    base: i64,
    base_squares: i128,
    sums: Sums,
    immature: Option<NullReason>,
}

impl Known {
    fn of(group: &Group, age: usize, mature: bool) -> Known {
        Known {
            size: group.size,
            base: group.base,
            base_squares: group.base_squares,
            sums: group.ages[age],
            immature: (!mature).then_some(NullReason::Immature),
        }
    }

    fn value(&self, revenue: bool) -> Result<f64, NullReason> {
        if let Some(reason) = self.immature {
            return Err(reason);
        }
        let (above, below) = if revenue { (self.sums.amount, self.base) } else { (self.sums.active, self.size) };
        if below > 0 { Ok(above as f64 / below as f64) } else { Err(NullReason::NoDenominator) }
    }

    fn interval(&self) -> Option<(f64, f64)> {
        let Sums { amount, squares, products, .. } = self.sums;
        let (base, base_squares) = (self.base as f64, self.base_squares as f64);
        ratio_interval(self.size, (amount as f64, squares as f64), (base, base_squares), products as f64)
    }
}

/// Sums over the cohorts that are old enough, by age; an age that none has reached yet is immature.
#[derive(Default)]
struct Mean {
    ages: Vec<(Known, bool)>,
}

impl Mean {
    fn add(&mut self, age: usize, known: &Known, flagged: bool) {
        if self.ages.len() <= age {
            self.ages.resize(age + 1, (Known { immature: Some(NullReason::Immature), ..Known::default() }, false));
        }
        if known.immature.is_some() {
            return;
        }
        let (sum, has_flag) = &mut self.ages[age];
        sum.immature = None;
        sum.size += known.size;
        sum.base = sum.base.saturating_add(known.base);
        sum.base_squares = sum.base_squares.saturating_add(known.base_squares);
        sum.sums.take_in(&known.sums);
        *has_flag |= flagged;
    }
}

/// Draws the rates of the slices towards their mean at the same cohort and age.
fn shrink(cells: &mut [CohortCell], slices: usize) {
    if slices == 0 || !cells.len().is_multiple_of(slices) {
        return;
    }
    // Every slice has the same cohorts and ages in the same order.
    let stride = cells.len() / slices;
    for at in 0..stride {
        let counts: Vec<(i64, i64)> = (0..slices)
            .map(|slice| &cells[slice * stride + at])
            .filter(|cell| cell.base.is_none() && cell.value.is_ok())
            .map(|cell| (cell.active.unwrap_or(0), cell.size))
            .collect();
        let Some(prior) = Prior::fit(&counts) else { continue };
        for slice in 0..slices {
            let cell = &mut cells[slice * stride + at];
            if let (Ok(_), Some(active)) = (cell.value, cell.active) {
                let shrunk = prior.shrink(active, cell.size);
                (cell.shrunk, cell.n_effective) = (Some(shrunk.value), Some(shrunk.n_effective));
            }
        }
    }
}
