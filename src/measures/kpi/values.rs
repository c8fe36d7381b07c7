//! From sums to values: one observation a metric, slice and period.

use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::calendar::{Comparison, Day, FiscalCalendar, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::customers::LEFT_CENSORED_MONTHS;
use crate::measures::cut::{self, ranked, total};
use crate::measures::facts::Facts;
use crate::measures::grid::{Dimension, PeriodRange, Slicer};
use crate::measures::observation::{More, Observation, Seen, Slice};
use crate::measures::people::{People, Person};
use crate::measures::quota::Quotas;
use crate::measures::shrinkage::draw_together;
use crate::quantity::{Measured, NullReason, Scalar, divide_half_even};

use super::attainment;
use super::compared::{Compared, Stretch, days_told_apart};
use super::growth::growth;
use super::metric::KpiMetric;
use super::sums::{Counted, PeriodSums, SumsGrid};

/// Net revenue by rep and month, for attainment.
#[derive(Debug, Clone, Default)]
pub(super) struct RepMonths {
    places: HashMap<String, usize>,
    first_month: i32,
    months: usize,
    /// Rep by rep, each with all months.
    net: Vec<i64>,
}

impl RepMonths {
    pub(super) fn build(facts: &Facts, calendar: FiscalCalendar) -> RepMonths {
        let dense = &facts.dense;
        let month = |count| calendar.period_of(dense.day(count), Grain::Month).index;
        let of_day: Vec<i32> = (0..dense.days()).map(month).collect();
        let (Some(&first_month), Some(&last)) = (of_day.first(), of_day.last()) else { return RepMonths::default() };
        let months = (last - first_month + 1) as usize;
        let mut net = vec![0; facts.reps.len() * months];
        for sums in dense.sums() {
            let (rep, _) = dense.pairs[dense.pair_of(sums.code)];
            net[rep as usize * months + (of_day[dense.day_of(sums.code)] - first_month) as usize] += sums.net;
        }
        let places = facts.reps.iter().enumerate().map(|(at, rep)| (rep.clone(), at)).collect();
        RepMonths { places, first_month, months, net }
    }

    /// The sum from one month to another, both included.
    pub(super) fn between(&self, rep_id: &str, first: Period, last: Period) -> i64 {
        let Some(place) = self.places.get(rep_id) else { return 0 };
        let at = |month: i32| (month - self.first_month).clamp(0, self.months as i32) as usize;
        let (from, to) = (at(first.index), at(last.index + 1));
        if from >= to { 0 } else { self.net[place * self.months..][from..to].iter().sum() }
    }
}

/// What is known about a company: the parts that do not depend on how it is sliced.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The people.
    pub people: &'a People,
    /// The quotas.
    pub quotas: &'a Quotas,
    /// The fiscal calendar.
    pub calendar: FiscalCalendar,
    /// Decides which periods are complete.
    pub as_of: Day,
    /// Whether the business began with the data, so that the first months' customers really are new.
    pub history_is_whole: bool,
}

/// Everything that values are formed from, for one slicing and one grain.
pub struct KpiContext<'a> {
    facts: &'a Facts,
    pub(super) people: &'a People,
    pub(super) quotas: &'a Quotas,
    pub(super) calendar: FiscalCalendar,
    pub(super) slicer: Slicer,
    /// Made by the first who asks: only quotas are judged by them.
    rep_months: OnceLock<RepMonths>,
    /// The reps of each slice, by their places among the people.
    reps_by_slice: Vec<Vec<usize>>,
    grid: SumsGrid,
    compared: Compared,
    first_day: Day,
    as_of: Day,
    history_is_whole: bool,
    has_customers: bool,
}

impl<'a> KpiContext<'a> {
    /// Sums the facts of all periods in the data, so that every period can be compared with earlier ones.
    pub fn build(known: Known<'a>, grain: Grain, dimensions: &[Dimension]) -> Result<KpiContext<'a>, MeasureError> {
        KpiContext::sliced(known, grain, Slicer::new(known.facts, known.people, dimensions))
    }

    /// The same for slices that are known already; the facts are only looked at.
    pub fn sliced<'f>(known: Known<'f>, grain: Grain, slicer: Slicer) -> Result<KpiContext<'f>, MeasureError> {
        KpiContext::counting(known, grain, slicer, Counted::ALL)
    }

    /// The same for metrics for which no more than that has to be counted.
    pub(super) fn counting<'f>(
        known: Known<'f>,
        grain: Grain,
        slicer: Slicer,
        counted: Counted,
    ) -> Result<KpiContext<'f>, MeasureError> {
        let Known { facts, people, quotas, calendar, as_of, history_is_whole } = known;
        let has_customers = facts.dense.has_customers();
        let range = range_of(calendar, grain, (facts.first_day, facts.last_day), as_of);
        let grid = SumsGrid::counting(facts, &slicer, (calendar, range), counted)?;
        let compared = Compared::build(facts, &slicer, calendar, range, as_of)?;
        let reps_by_slice = reps_by_slice(people, &slicer);
        let first_day = facts.first_day;
        Ok(KpiContext {
            facts,
            people,
            quotas,
            calendar,
            slicer,
            rep_months: OnceLock::new(),
            reps_by_slice,
            grid,
            compared,
            first_day,
            as_of,
            history_is_whole,
            has_customers,
        })
    }

    pub(super) fn rep_months(&self) -> &RepMonths {
        self.rep_months.get_or_init(|| RepMonths::build(self.facts, self.calendar))
    }

    /// The reps of a slice, in the order of the people.
    pub(super) fn reps_of(&self, slice: usize) -> impl Iterator<Item = &'a Person> {
        let people = self.people.all();
        self.reps_by_slice.get(slice).into_iter().flatten().map(|&at| &people[at])
    }

    /// The slices.
    pub fn slicer(&self) -> &Slicer {
        &self.slicer
    }

    /// All periods in the data.
    pub fn range(&self) -> PeriodRange {
        self.grid.range
    }

    /// The sums of one slice and period; none outside the data.
    pub fn sums(&self, slice: usize, period: Period) -> Option<&PeriodSums> {
        self.grid.get(slice, period)
    }

    /// Whether the data reach the end of the period.
    pub fn is_complete(&self, period: Period) -> bool {
        self.calendar.last_day(period) <= self.as_of
    }

    /// Whether the period starts too near to the data's start to tell who is new.
    pub fn is_left_censored(&self, period: Period) -> bool {
        let first_month = self.calendar.period_of(self.first_day, Grain::Month);
        let known_from = self.calendar.first_day(first_month.plus(LEFT_CENSORED_MONTHS));
        !self.history_is_whole && self.calendar.first_day(period) < known_from
    }

    /// What a period and an earlier one are compared by: their sums, cut to the same elapsed working days where the
    /// later one still runs, and joined where the calendar joins January and February. No base outside the data.
    fn pair(&self, slice: usize, period: Period, base: Period, needed: Needed) -> Pair<'_> {
        let (now, before) = match self.compared.get(period, base) {
            Some(sums) => (self.of_stretch(&sums.now, slice, needed), self.of_stretch(&sums.base, slice, needed)),
            None => (self.sums(slice, period), self.sums(slice, base)),
        };
        let comparison = self.calendar.comparison(period, base, self.as_of);
        Pair { now: now.unwrap_or(&NO_SALES), base: before, comparison }
    }

    fn of_stretch<'s>(&self, stretch: &'s Stretch, slice: usize, needed: Needed) -> Option<&'s PeriodSums> {
        match needed {
            Needed::Amounts => stretch.sums(slice),
            Needed::Counts => stretch.counted(self.facts, &self.slicer, slice),
        }
    }

    /// Whether the data hold all the days with which is compared; they are taken to hold the whole of their first
    /// month.
    fn is_covered(&self, comparison: &Comparison) -> bool {
        let first_month = self.calendar.period_of(self.first_day, Grain::Month);
        comparison.base.first >= self.calendar.first_day(first_month)
    }
}

/// The periods of which values are formed where lines lie between two days.
fn range_of(calendar: FiscalCalendar, grain: Grain, (first, last): (Day, Day), as_of: Day) -> PeriodRange {
    PeriodRange { first: calendar.period_of(first, grain), last: calendar.period_of(as_of.max(last), grain) }
}

/// The days that values of this grain tell apart where lines lie between two days.
pub(super) fn days_of_values(known: Known<'_>, grain: Grain, days: (Day, Day)) -> Vec<Day> {
    days_told_apart(known.calendar, range_of(known.calendar, grain, days, known.as_of), known.as_of)
}

/// Sorted into slices once: a look at everybody for each slice and period would grow with the square of the reps.
fn reps_by_slice(people: &People, slicer: &Slicer) -> Vec<Vec<usize>> {
    let mut by_slice = vec![Vec::new(); slicer.slices().len()];
    for (at, person) in people.all().iter().enumerate() {
        if let Some(reps) = slicer.of_rep(&person.rep_id).and_then(|slice| by_slice.get_mut(slice)) {
            reps.push(at);
        }
    }
    by_slice
}

/// The sums of a period in which nothing was sold.
const NO_SALES: PeriodSums = PeriodSums {
    net: 0,
    cost: 0,
    units: 0,
    lines: 0,
    lines_without_cost: 0,
    lines_without_quantity: 0,
    orders: 0,
    active_customers: 0,
    new_customers: 0,
};

/// What is compared of two stretches of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needed {
    /// Money, units and lines.
    Amounts,
    /// Orders and customers too.
    Counts,
}

/// Two sums that can be compared.
struct Pair<'a> {
    now: &'a PeriodSums,
    base: Option<&'a PeriodSums>,
    comparison: Comparison,
}

/// The observations of some metrics over all slices and the periods of `range`, in that order of nesting.
/// Metrics that do not exist at the grain are left out.
pub fn observe(context: &KpiContext<'_>, metrics: &[KpiMetric], range: PeriodRange) -> Vec<Observation> {
    let values = Values::of(context, metrics, range);
    let mut rows: Vec<Observation> = (0..values.len()).into_par_iter().map(|at| values.at(at)).collect();
    let periods = values.periods.len();
    for of_metric in rows.chunks_mut((values.slices * periods).max(1)) {
        draw_together(of_metric, periods);
    }
    rows
}

/// The value of one metric in one slice and period. A period without sales is a period of zeros; one
/// that had not begun by the as-of day is `immature`.
pub fn value_of(context: &KpiContext<'_>, metric: KpiMetric, slice: usize, period: Period) -> Observation {
    let of = Labelled::of(context, period);
    let more = beside(context, metric, &of);
    Observation::from(seen(context, metric, slice, (&of, &more)))
}

/// The observations that [`observe`] gives, but for their shrunk forms, each made when it is asked for: a long answer need not be held at once.
pub struct Values<'c> {
    context: &'c KpiContext<'c>,
    metrics: Vec<KpiMetric>,
    periods: Vec<Labelled>,
    /// By metric and period what stands beside the values of all slices.
    beside: Vec<More>,
    slices: usize,
}

impl<'c> Values<'c> {
    /// Of some metrics, over all slices and the periods of `range`; metrics that do not exist at the grain are left out.
    pub fn of(context: &'c KpiContext<'c>, metrics: &[KpiMetric], range: PeriodRange) -> Values<'c> {
        let metrics: Vec<KpiMetric> = metrics.iter().copied().filter(|metric| metric.fits(range.first.grain)).collect();
        let periods: Vec<Labelled> = range.iter().map(|period| Labelled::of(context, period)).collect();
        let of_metric = |&metric: &KpiMetric| periods.iter().map(move |of| beside(context, metric, of));
        let beside = metrics.iter().flat_map(of_metric).collect();
        Values { context, metrics, periods, beside, slices: context.slicer.slices().len() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.metrics.len() * self.slices * self.periods.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// By metric the `count` slices with the largest totals, as [`crate::measures::cut::largest`] finds them among the
    /// observations, of which none is made.
    pub fn largest(&self, count: usize) -> Vec<Vec<Vec<Slice>>> {
        let slices = self.context.slicer.slices();
        let of_metric = |&metric: &KpiMetric| {
            let of_slice = |slice| {
                total(self.periods.iter().map(|of| {
                    let (value, numerator, denominator, n) = known_parts(self.context, metric, slice, of);
                    cut::Parts { value, numerator, denominator, n }
                }))
            };
            let totals = (0..self.slices).into_par_iter().map(of_slice).collect();
            ranked(totals, count).into_iter().map(|at| slices[at].clone()).collect()
        };
        self.metrics.iter().map(of_metric).collect()
    }

    /// The observation at a place below [`Values::len`]: metric by metric, slice by slice, period by period.
    pub fn at(&self, place: usize) -> Observation {
        Observation::from(self.seen(place))
    }

    /// The same, without a copy of its names.
    pub fn seen(&self, place: usize) -> Seen<'_> {
        let (row, period) = (place / self.periods.len(), place % self.periods.len());
        let (metric, slice) = (row / self.slices, row % self.slices);
        let beside = &self.beside[metric * self.periods.len() + period];
        seen(self.context, self.metrics[metric], slice, (&self.periods[period], beside))
    }
}

/// A period with what is said of it in every row.
struct Labelled {
    period: Period,
    label: String,
    /// A period that had not begun by the as-of day is no period of zeros.
    has_begun: bool,
    is_complete: bool,
}

impl Labelled {
    fn of(context: &KpiContext<'_>, period: Period) -> Labelled {
        Labelled {
            period,
            label: context.calendar.label(period),
            has_begun: context.calendar.first_day(period) <= context.as_of,
            is_complete: context.is_complete(period),
        }
    }
}

/// The flag of a period that still runs on the as-of day.
pub(super) fn flags_of_running(known: Known<'_>, period: Period) -> Vec<String> {
    let (calendar, as_of) = (known.calendar, known.as_of);
    let runs = calendar.first_day(period) <= as_of && calendar.last_day(period) > as_of;
    if runs { vec!["running".to_string()] } else { Vec::new() }
}

/// What stands beside the values of a metric in a period.
fn beside(context: &KpiContext<'_>, metric: KpiMetric, of: &Labelled) -> More {
    let flags = match base_of(metric, of.period) {
        _ if !of.has_begun => Vec::new(),
        Some(base) => context.calendar.comparison(of.period, base, context.as_of).flags(),
        None if of.is_complete => Vec::new(),
        None => vec!["running".to_string()],
    };
    More { flags, ..More::default() }
}

fn seen<'s>(
    context: &'s KpiContext<'_>,
    metric: KpiMetric,
    slice: usize,
    (of, more): (&'s Labelled, &'s More),
) -> Seen<'s> {
    let (value, numerator, denominator, n) = known_parts(context, metric, slice, of);
    let (period, scope) = (of.label.as_str(), context.slicer.slices()[slice].as_slice());
    Seen { metric_id: metric.id(), period, scope, value, numerator, denominator, n, more }
}

/// What a value consists of; a period that had not begun has none.
fn known_parts(context: &KpiContext<'_>, metric: KpiMetric, slice: usize, of: &Labelled) -> Parts {
    if !of.has_begun {
        return (Measured::Null(NullReason::Immature), None, None, 0);
    }
    parts(context, metric, slice, of.period, context.sums(slice, of.period).unwrap_or(&NO_SALES))
}

/// The value alone, as [`value_of`] has it, for readers of many who need neither its parts nor its names.
pub fn plain_value(context: &KpiContext<'_>, metric: KpiMetric, slice: usize, period: Period) -> Measured {
    if context.calendar.first_day(period) > context.as_of {
        return Measured::Null(NullReason::Immature);
    }
    let sums = context.sums(slice, period).unwrap_or(&NO_SALES);
    parts(context, metric, slice, period, sums).0
}

/// The values of one metric in a period and in an earlier one, as they can be compared: where the later one still runs,
/// the earlier one's over the same elapsed working days. No earlier value where it lies before the data.
pub fn values_compared(
    context: &KpiContext<'_>,
    metric: KpiMetric,
    slice: usize,
    period: Period,
    base: Period,
) -> (Measured, Option<Measured>) {
    let pair = context.pair(slice, period, base, Needed::Counts);
    let now = parts(context, metric, slice, period, pair.now).0;
    (now, pair.base.map(|sums| parts(context, metric, slice, base, sums).0))
}

/// The earlier period with which a growth compares.
fn base_of(metric: KpiMetric, period: Period) -> Option<Period> {
    match metric {
        KpiMetric::GrowthMom | KpiMetric::GrowthQoq => Some(period.previous()),
        KpiMetric::GrowthYoy => Some(period.year_before()),
        _ => None,
    }
}

type Parts = (Measured, Option<Scalar>, Option<Scalar>, i64);

fn parts(context: &KpiContext<'_>, metric: KpiMetric, slice: usize, period: Period, sums: &PeriodSums) -> Parts {
    let plain = |scalar: Scalar, n: i64| (Measured::Value(scalar), Some(scalar), None, n);
    match metric {
        KpiMetric::RevenueNet => plain(Scalar::Money(sums.net), sums.lines),
        KpiMetric::Units if sums.lines_without_quantity > 0 => {
            (Measured::Null(NullReason::MissingRate), None, None, sums.lines)
        }
        KpiMetric::Units => plain(Scalar::Units(sums.units), sums.lines),
        KpiMetric::Orders => plain(Scalar::Count(sums.orders), sums.lines),
        // Orders without any customer say nothing about customers, and zero would be a statement.
        KpiMetric::ActiveCustomers | KpiMetric::NewCustomers if !context.has_customers => {
            (Measured::Null(NullReason::NoDenominator), None, None, 0)
        }
        KpiMetric::ActiveCustomers => plain(Scalar::Count(sums.active_customers), sums.orders),
        KpiMetric::NewCustomers if context.is_left_censored(period) => {
            (Measured::Null(NullReason::LeftCensored), None, None, sums.active_customers)
        }
        KpiMetric::NewCustomers => plain(Scalar::Count(sums.new_customers), sums.active_customers),
        KpiMetric::GrossProfit => gross_profit(sums),
        KpiMetric::GrossMargin => gross_margin(sums),
        KpiMetric::AvgOrder => avg_order(sums),
        KpiMetric::GrowthMom | KpiMetric::GrowthQoq => growth_since(context, slice, period, period.previous()),
        KpiMetric::GrowthYoy => growth_since(context, slice, period, period.year_before()),
        KpiMetric::Attainment => attainment::of_slice(context, slice, period),
        KpiMetric::AttainmentShare => attainment::share_of_slice(context, slice, period),
    }
}

fn growth_since(context: &KpiContext<'_>, slice: usize, period: Period, base: Period) -> Parts {
    let pair = context.pair(slice, period, base, Needed::Amounts);
    let covered = pair.base.filter(|_| context.is_covered(&pair.comparison));
    let (value, numerator, denominator) = growth(pair.now.net, covered.map(|sums| sums.net));
    (value, numerator, denominator, pair.now.lines)
}

/// Null where a line has no cost: a profit of part of the sales is not the profit.
fn gross_profit(sums: &PeriodSums) -> Parts {
    if sums.lines_without_cost > 0 {
        return (Measured::Null(NullReason::MissingRate), None, None, sums.lines);
    }
    let profit = Scalar::Money(sums.net - sums.cost);
    (Measured::Value(profit), Some(profit), None, sums.lines)
}

fn gross_margin(sums: &PeriodSums) -> Parts {
    if sums.lines_without_cost > 0 {
        return (Measured::Null(NullReason::MissingRate), None, None, sums.lines);
    }
    let profit = sums.net - sums.cost;
    let value = Measured::share(profit as f64, sums.net as f64);
    (value, Some(Scalar::Money(profit)), Some(Scalar::Money(sums.net)), sums.lines)
}

fn avg_order(sums: &PeriodSums) -> Parts {
    let parts = (Some(Scalar::Money(sums.net)), Some(Scalar::Count(sums.orders)));
    let value = if sums.orders > 0 {
        Measured::Value(Scalar::Money(divide_half_even(sums.net, sums.orders)))
    } else {
        Measured::Null(NullReason::NoDenominator)
    };
    (value, parts.0, parts.1, sums.orders)
}
