//! What is known of a rep on the day a period begins: the features of risk, each from dated rows before that day only.

use std::collections::BTreeMap;

use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::activity_days::activity_days;
use crate::measures::records::deal_days::{DealDays, DecidedDeal, DecidedDeals};
use crate::measures::{MeasureError, PeriodRange, Person};
use crate::models::risk::{FeatureGroup, FeatureSpec};

use super::concentration::LargestShares;
use super::returning::Returning;
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// A feature of risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    /// Actual ÷ bar of the last period.
    AttainmentLast,
    /// Active customers of the last period against a year before.
    ActiveCustomersGrowth,
    /// The largest customer's share of the last period's revenue.
    LargestCustomerShare,
    /// Revenue of the last period against a year before.
    RevenueGrowth,
    /// Of the customers of the period before the last, the share that bought again in the last.
    RepurchaseRate,
    /// Activities of the last period against the mean of up to four before.
    ActivityChange,
    /// Open deals at what a won deal of the year before was worth ÷ the bar.
    PipelineCoverage,
    /// Open deals against the mean of up to four earlier starts of a period.
    PipelineChange,
    /// Won ÷ decided deals of the year before, drawn towards the company's.
    WinRate,
    /// Months in service, three years at most.
    TenureMonths,
}

/// Deals of the company's rate that a rep's own are mixed with: a handful of decisions says little.
const RATE_WEIGHT: f64 = 8.0;
/// Won deals from which a rep's own worth of a deal counts.
const LEAST_WON: usize = 3;
/// Newcomers differ from others for so many months at most.
const TENURE_CAP_MONTHS: f64 = 36.0;
/// Days of an average month and of a year.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;
const DAYS_A_YEAR: i32 = 365;
/// Earlier periods that the last one is held against.
const EARLIER: i32 = 4;

impl Feature {
    /// All of them, in the order in which the cases carry them.
    pub(super) const ALL: [Feature; 10] = [
        Feature::AttainmentLast,
        Feature::ActiveCustomersGrowth,
        Feature::LargestCustomerShare,
        Feature::RevenueGrowth,
        Feature::RepurchaseRate,
        Feature::ActivityChange,
        Feature::PipelineCoverage,
        Feature::PipelineChange,
        Feature::WinRate,
        Feature::TenureMonths,
    ];

    /// The stable name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Feature::AttainmentLast => "attainment_last",
            Feature::ActiveCustomersGrowth => "active_customers_growth_year",
            Feature::LargestCustomerShare => "largest_customer_share",
            Feature::RevenueGrowth => "revenue_growth_year",
            Feature::RepurchaseRate => "repurchase_rate",
            Feature::ActivityChange => "activity_change",
            Feature::PipelineCoverage => "pipeline_coverage",
            Feature::PipelineChange => "pipeline_change",
            Feature::WinRate => "win_rate",
            Feature::TenureMonths => "tenure_months",
        }
    }

    /// The family it is told under, and whether somebody can change it: results of the past and time in service
    /// are what they are.
    pub(super) fn spec(self) -> FeatureSpec {
        let (group, actionable) = match self {
            Feature::AttainmentLast => (FeatureGroup::Attainment, false),
            Feature::RevenueGrowth => (FeatureGroup::Trend, false),
            Feature::TenureMonths => (FeatureGroup::Tenure, false),
            Feature::ActiveCustomersGrowth | Feature::LargestCustomerShare | Feature::RepurchaseRate => {
                (FeatureGroup::Customers, true)
            }
            Feature::ActivityChange => (FeatureGroup::Activity, true),
            Feature::PipelineCoverage | Feature::PipelineChange | Feature::WinRate => (FeatureGroup::Pipeline, true),
        };
        FeatureSpec { name: self.name().to_string(), group, actionable }
    }

    /// The table beside the orders that it needs.
    pub(super) fn table(self) -> Option<&'static str> {
        match self {
            Feature::ActivityChange => Some("activities"),
            Feature::PipelineCoverage | Feature::PipelineChange | Feature::WinRate => Some("opportunities"),
            Feature::TenureMonths => Some("reps"),
            _ => None,
        }
    }
}

/// What the features are read from.
pub(super) struct FeatureBook<'a> {
    snapshot: &'a Snapshot,
    history: &'a RepHistory<'a>,
    largest: LargestShares<'a>,
    returning: Returning<'a>,
    /// None where there is no table of activities.
    activities: Option<Activities>,
    /// None where there is no table of opportunities.
    deals: Option<DealBook<'a>>,
    has_reps: bool,
}

/// A rep on the first day of a period.
#[derive(Clone, Copy)]
pub(super) struct Standing<'p> {
    pub(super) person: &'p Person,
    /// The period that begins.
    pub(super) target: Period,
    /// The full target or expectation in major units; none where there is none.
    pub(super) goal: Option<f64>,
    /// Actual ÷ goal of the last period; NaN where there was none.
    pub(super) attainment_last: f64,
}

impl<'a> FeatureBook<'a> {
    /// Reads the tables that are there.
    ///
    /// # Errors
    /// A table that is there and cannot be read.
    pub(super) fn build(snapshot: &'a Snapshot, history: &'a RepHistory<'a>) -> Result<FeatureBook<'a>, Failure> {
        let range = PeriodRange { first: history.first, last: history.last };
        let (facts, calendar) = (&snapshot.facts, snapshot.calendar);
        let activities = present(activity_days(&snapshot.tables, snapshot.as_of))?;
        let starts = (history.first.index..=history.last.next().index)
            .map(|index| calendar.first_day(Period { grain: history.last.grain, index }));
        Ok(FeatureBook {
            snapshot,
            history,
            largest: LargestShares::build(facts, calendar, range)?,
            returning: Returning::build(facts, calendar, range)?,
            activities: activities.and_then(Activities::of),
            deals: history
                .deal_days(snapshot)?
                .map(|deals| DealBook::of(deals, starts, snapshot.currency.minor_per_major() as f64)),
            has_reps: snapshot.tables.get("reps").is_some(),
        })
    }

    /// Whether what a feature needs is in the store.
    pub(super) fn has(&self, feature: Feature) -> bool {
        match feature.table() {
            Some("activities") => self.activities.is_some(),
            Some("opportunities") => self.deals.is_some(),
            Some(_) => self.has_reps,
            None => true,
        }
    }

    /// Growth of a metric in a period against the same one a year before; NaN where there was none or nothing, and where
    /// one of them was spent away.
    pub(super) fn growth(&self, person: &Person, period: Period, metric: KpiMetric) -> f64 {
        let base_period = period.year_before();
        let began = self.history.start_of(person).is_some_and(|start| start <= base_period);
        let there = |period| !self.history.is_away(&person.rep_id, period);
        let value = |period| self.history.value(metric, &person.rep_id, period).filter(|_| there(period));
        match (value(period), value(base_period)) {
            (Some(this), Some(base)) if began && base > 0.0 => this / base - 1.0,
            _ => f64::NAN,
        }
    }

    /// The value of a feature; NaN where it is not known, and where a period that it speaks of was spent away.
    pub(super) fn value(&self, feature: Feature, standing: Standing<'_>) -> f64 {
        let (person, last) = (standing.person, standing.target.previous());
        let rep = person.rep_id.as_str();
        let is_away = |back: i32| self.history.is_away(rep, last.plus(-back));
        match feature {
            Feature::LargestCustomerShare | Feature::ActivityChange if is_away(0) => f64::NAN,
            Feature::RepurchaseRate if is_away(0) || is_away(1) => f64::NAN,
            Feature::AttainmentLast => standing.attainment_last,
            Feature::ActiveCustomersGrowth => self.growth(person, last, KpiMetric::ActiveCustomers),
            Feature::LargestCustomerShare => self.largest.of(rep, last),
            Feature::RevenueGrowth => self.growth(person, last, KpiMetric::RevenueNet),
            Feature::RepurchaseRate => self.returning.of(rep, last),
            Feature::ActivityChange => self.activity_change(rep, last).unwrap_or(f64::NAN),
            Feature::PipelineCoverage => self.coverage(rep, standing).unwrap_or(f64::NAN),
            Feature::PipelineChange => self.pipeline_change(rep, standing.target).unwrap_or(f64::NAN),
            Feature::WinRate => {
                let start = self.start(standing.target);
                self.deals.as_ref().and_then(|deals| deals.win_rate(rep, start)).unwrap_or(f64::NAN)
            }
            Feature::TenureMonths => person.hire_date.map_or(f64::NAN, |hired| {
                let days = self.start(standing.target).days_since(hired).max(0);
                (f64::from(days) / DAYS_A_MONTH).min(TENURE_CAP_MONTHS)
            }),
        }
    }

    fn start(&self, period: Period) -> Day {
        self.snapshot.calendar.first_day(period)
    }

    /// Activities of a period against the mean of up to four before, none of which began before the log did.
    fn activity_change(&self, rep: &str, last: Period) -> Option<f64> {
        let activities = self.activities.as_ref()?;
        let calendar = self.snapshot.calendar;
        let count = |period: Period| activities.count(rep, calendar.first_day(period), calendar.last_day(period));
        let earlier: Vec<f64> = (1..=EARLIER)
            .map(|back| last.plus(-back))
            .filter(|&period| calendar.first_day(period) >= activities.first && !self.history.is_away(rep, period))
            .map(|period| count(period) as f64)
            .collect();
        change(count(last) as f64, &earlier)
    }

    /// Deals open on the first day of a period against the mean of up to four earlier first days, none of them in the
    /// first quarter of a year of the table: a pipeline fills up first.
    fn pipeline_change(&self, rep: &str, target: Period) -> Option<f64> {
        const FILLS_UP_DAYS: i32 = 90;
        let deals = self.deals.as_ref()?;
        let full = deals.deals.first?.plus_days(FILLS_UP_DAYS);
        let earlier: Vec<f64> = (1..=EARLIER)
            .map(|back| self.start(target.plus(-back)))
            .filter(|&day| day >= full)
            .map(|day| deals.open(rep, day) as f64)
            .collect();
        change(deals.open(rep, self.start(target)) as f64, &earlier)
    }

    fn coverage(&self, rep: &str, standing: Standing<'_>) -> Option<f64> {
        let deals = self.deals.as_ref()?;
        let start = self.start(standing.target);
        let goal = standing.goal.filter(|goal| *goal > 0.0)?;
        Some(deals.open(rep, start) as f64 * deals.worth(rep, start)? / goal)
    }
}

/// Now against the mean of before; none where before there was nothing.
fn change(now: f64, before: &[f64]) -> Option<f64> {
    let mean = before.iter().sum::<f64>() / before.len() as f64;
    (mean > 0.0).then(|| now / mean - 1.0)
}

/// What was read, none where the table is not there.
fn present<T>(read: Result<T, MeasureError>) -> Result<Option<T>, Failure> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(MeasureError::TableMissing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Days of activities by rep.
struct Activities {
    by_rep: BTreeMap<String, Vec<Day>>,
    /// The first of them all.
    first: Day,
}

impl Activities {
    fn of(by_rep: BTreeMap<String, Vec<Day>>) -> Option<Activities> {
        let first = by_rep.values().filter_map(|days| days.first()).min().copied()?;
        Some(Activities { by_rep, first })
    }

    fn count(&self, rep: &str, first: Day, last: Day) -> usize {
        let days = self.by_rep.get(rep).map_or(&[][..], Vec::as_slice);
        days.partition_point(|day| *day <= last) - days.partition_point(|day| *day < first)
    }
}

/// Deals by rep, and what the company decided in the year before each start of a period.
struct DealBook<'a> {
    deals: &'a DealDays,
    years: BTreeMap<Day, DecidedDeals>,
    minor_per_major: f64,
}

impl<'a> DealBook<'a> {
    fn of(deals: &'a DealDays, starts: impl Iterator<Item = Day>, minor_per_major: f64) -> DealBook<'a> {
        let years = starts.map(|day| (day, year_before(deals, day))).collect();
        DealBook { deals, years, minor_per_major }
    }

    /// Deals open in the morning of a day.
    fn open(&self, rep: &str, day: Day) -> usize {
        self.deals.by_rep.get(rep).map_or(0, |own| {
            own.created.partition_point(|one| *one < day) - own.closed.partition_point(|one| *one < day)
        })
    }

    fn of_company(&self, day: Day) -> DecidedDeals {
        self.years.get(&day).copied().unwrap_or_else(|| year_before(self.deals, day))
    }

    /// The deals that a rep decided in the year before a day, of which it is known when they came up.
    fn of_rep(&self, rep: &str, day: Day) -> impl Iterator<Item = &DecidedDeal> {
        let own =
            self.deals.by_rep.get(rep).map_or(&[][..], |own| own.decided_between(day.plus_days(-DAYS_A_YEAR), day));
        own.iter().filter(|one| one.came_up)
    }

    /// Won ÷ decided in the year before a day; none where the company decided nothing.
    fn win_rate(&self, rep: &str, day: Day) -> Option<f64> {
        let all = self.of_company(day);
        let (won, decided) =
            self.of_rep(rep, day).fold((0, 0), |(won, decided), one| (won + usize::from(one.won), decided + 1));
        let company_rate = || all.won as f64 / all.deals as f64;
        (all.deals > 0).then(|| (won as f64 + RATE_WEIGHT * company_rate()) / (decided as f64 + RATE_WEIGHT))
    }

    /// What a won deal of the year before a day was worth on average, in major units; the company's where the rep won
    /// fewer than three.
    fn worth(&self, rep: &str, day: Day) -> Option<f64> {
        let mut own = DecidedDeals::default();
        for amount in self.of_rep(rep, day).filter_map(DecidedDeal::won_minor) {
            own.with_amount += 1;
            own.won_minor += i128::from(amount);
        }
        let of = if own.with_amount >= LEAST_WON { own } else { self.of_company(day) };
        (of.with_amount > 0).then(|| of.won_minor as f64 / of.with_amount as f64 / self.minor_per_major)
    }
}

/// What all reps decided in the year before a day.
fn year_before(deals: &DealDays, day: Day) -> DecidedDeals {
    let mut year = DecidedDeals::default();
    for of_day in deals.decided_on.range(day.plus_days(-DAYS_A_YEAR)..day).map(|(_, of_day)| of_day) {
        year.deals += of_day.deals;
        year.won += of_day.won;
        year.with_amount += of_day.with_amount;
        year.won_minor += of_day.won_minor;
    }
    year
}

#[cfg(test)]
mod trials;
