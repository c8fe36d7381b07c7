//! From sums to values: one observation a metric, slice and period.

use std::collections::BTreeMap;

use crate::calendar::{Day, FiscalCalendar, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::facts::Facts;
use crate::measures::grid::{Dimension, PeriodRange, Slicer};
use crate::measures::observation::{More, Observation};
use crate::measures::people::People;
use crate::measures::quota::Quotas;
use crate::quantity::{Measured, NullReason, Scalar, divide_half_even};

use super::attainment;
use super::growth::growth;
use super::metric::KpiMetric;
use super::sums::{PeriodSums, SumsGrid};

/// Months at the data's start in which nobody can be told to be new: whoever bought before them is unknown.
const LEFT_CENSORED_MONTHS: i32 = 3;

/// Net revenue by rep and month, for attainment.
#[derive(Debug, Clone, Default)]
pub(super) struct RepMonths {
    net: BTreeMap<(String, i32), i64>,
}

impl RepMonths {
    fn build(facts: &Facts, calendar: FiscalCalendar) -> RepMonths {
        let mut net: BTreeMap<(u32, i32), i64> = BTreeMap::new();
        let dense = &facts.dense;
        let month = |count| calendar.period_of(dense.day(count), Grain::Month).index;
        let months: Vec<i32> = (0..dense.days()).map(month).collect();
        for sums in &dense.sums {
            let (rep, _) = dense.pairs[dense.pair_of(sums.code)];
            *net.entry((rep, months[dense.day_of(sums.code)])).or_default() += sums.net;
        }
        let net = net.into_iter().map(|((rep, month), sum)| ((facts.reps[rep as usize].clone(), month), sum)).collect();
        RepMonths { net }
    }

    /// The sum from one month to another, both included.
    pub(super) fn between(&self, rep_id: &str, first: Period, last: Period) -> i64 {
        if first > last {
            return 0;
        }
        let range = (rep_id.to_string(), first.index)..=(rep_id.to_string(), last.index);
        self.net.range(range).map(|(_, sum)| sum).sum()
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
    pub(super) people: &'a People,
    pub(super) quotas: &'a Quotas,
    pub(super) calendar: FiscalCalendar,
    pub(super) slicer: Slicer,
    pub(super) rep_months: RepMonths,
    grid: SumsGrid,
    first_day: Day,
    as_of: Day,
    history_is_whole: bool,
    has_customers: bool,
}

impl<'a> KpiContext<'a> {
    /// Sums the facts of all periods in the data, so that every period can be compared with earlier ones.
    pub fn build(known: Known<'a>, grain: Grain, dimensions: &[Dimension]) -> Result<KpiContext<'a>, MeasureError> {
        let Known { facts, people, quotas, calendar, as_of, history_is_whole } = known;
        let has_customers = facts.dense.has_customers();
        let slicer = Slicer::new(facts, people, dimensions);
        let last = as_of.max(facts.last_day);
        let range =
            PeriodRange { first: calendar.period_of(facts.first_day, grain), last: calendar.period_of(last, grain) };
        let grid = SumsGrid::build(facts, &slicer, calendar, range)?;
        let rep_months = RepMonths::build(facts, calendar);
        let first_day = facts.first_day;
        Ok(KpiContext {
            people,
            quotas,
            calendar,
            slicer,
            rep_months,
            grid,
            first_day,
            as_of,
            history_is_whole,
            has_customers,
        })
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

    /// Net revenue of an earlier, wholly covered period; none where it lies before the data.
    fn base(&self, slice: usize, period: Period) -> Option<i64> {
        let covered = self.calendar.first_day(period)
            >= self.calendar.first_day(self.calendar.period_of(self.first_day, Grain::Month));
        covered.then(|| self.sums(slice, period).map(|sums| sums.net)).flatten()
    }
}

/// The observations of some metrics over all slices and the periods of `range`, in that order of nesting.
/// Metrics that do not exist at the grain are left out.
pub fn observe(context: &KpiContext<'_>, metrics: &[KpiMetric], range: PeriodRange) -> Vec<Observation> {
    let mut observations = Vec::new();
    for &metric in metrics.iter().filter(|metric| metric.fits(range.first.grain)) {
        for slice in 0..context.slicer.slices().len() {
            for period in range.iter() {
                observations.push(value_of(context, metric, slice, period));
            }
        }
    }
    observations
}

/// The value of one metric in one slice and period. A period without sales is a period of zeros; one
/// that had not begun by the as-of day is `immature`.
pub fn value_of(context: &KpiContext<'_>, metric: KpiMetric, slice: usize, period: Period) -> Observation {
    let empty = PeriodSums::default();
    let sums = context.sums(slice, period).unwrap_or(&empty);
    // A period that had not begun by the as-of day is no period of zeros.
    let begun = context.calendar.first_day(period) <= context.as_of;
    let (value, numerator, denominator, n) = if begun {
        parts(context, metric, slice, period, sums)
    } else {
        (Measured::Null(NullReason::Immature), None, None, 0)
    };
    Observation {
        metric_id: metric.id().to_string(),
        period: context.calendar.label(period),
        scope: context.slicer.slices()[slice].clone(),
        value,
        numerator,
        denominator,
        n,
        more: More::default(),
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
        KpiMetric::GrowthMom | KpiMetric::GrowthQoq => {
            with_n(growth(sums.net, context.base(slice, period.previous())), sums.lines)
        }
        KpiMetric::GrowthYoy => with_n(growth(sums.net, context.base(slice, period.year_before())), sums.lines),
        KpiMetric::Attainment => attainment::of_slice(context, slice, period),
        KpiMetric::AttainmentShare => attainment::share_of_slice(context, slice, period),
    }
}

fn with_n((value, numerator, denominator): (Measured, Option<Scalar>, Option<Scalar>), n: i64) -> Parts {
    (value, numerator, denominator, n)
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
