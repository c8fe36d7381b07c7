//! From weak to better: every rep's drivers, plans for the weak ones, what became of earlier plans, and the team's needs.

mod rated;
mod readings;
mod role_models;
mod tracking;

use std::collections::{BTreeMap, BTreeSet};

use crate::appraisal::WorkDriver;
use crate::appraisal::plan::{
    Comparison, Proposal, Proposing, RepTraits, Standing, TrainingNeed, compare, persistence, propose, training_needs,
};
use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::measures::records::improvement_plans::{ImprovementPlan, improvement_plans};
use crate::measures::records::territories::territories;
use crate::measures::{MeasureError, PeriodRange, Person};
use crate::quantity::Unit;
use crate::settings::Settings;

use super::series::no_rep;
use super::snapshot::Snapshot;
use rated::rated;
use readings::{Readings, Source, source, unit_of};

pub use role_models::team_models;
pub use tracking::Tracked;

/// A driver that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The metric that stands for it.
    pub metric_id: String,
    /// All judged reps against comparable ones.
    pub comparison: Comparison,
    /// Reps whose own 95 % interval holds what comparable reps have, so that the gap may be chance; only where the metric
    /// has intervals.
    pub within_noise: BTreeSet<String>,
    /// How much of a deviation lasted from the period before; none where that is not known.
    pub persistence: Option<f64>,
}

/// A driver that was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverOff {
    /// The driver.
    pub driver: WorkDriver,
    /// The tables of which one is needed; empty where none is missing: they hold nothing of these reps for the period, or
    /// the metric is answered elsewhere, or it needs what stays on a cluster.
    pub tables: Vec<String>,
    /// Whether a metric of it needs the histories of single customers, and these stay on a cluster.
    pub stays_on_cluster: bool,
}

/// A proposed plan, ready to be agreed.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// `PLAN-<period>-<rep>-<driver>`.
    pub plan_id: String,
    /// What is proposed.
    pub proposal: Proposal,
    /// The rep's manager; empty where nobody is named.
    pub owner: String,
    /// The first day of the next period.
    pub start: Day,
    /// Its last day.
    pub due: Day,
    /// Whether the gap may be chance.
    pub within_noise: bool,
}

/// All of it.
pub struct PlanBook {
    /// The period that was looked at.
    pub period: Period,
    /// The drivers that were measured.
    pub drivers: BTreeMap<WorkDriver, Driver>,
    /// Those that were not.
    pub off: Vec<DriverOff>,
    /// The plans that are proposed, by rep, the weakest driver first.
    pub proposed: Vec<Planned>,
    /// Weak drivers for which a plan runs already.
    pub running_already: usize,
    /// The plans of the table.
    pub tracked: Vec<Tracked>,
    /// Whether there is a table of plans.
    pub has_plans: bool,
    /// What the team has to learn.
    pub needs: Vec<TrainingNeed>,
    /// The reps who were compared.
    pub reps: usize,
    /// Reps hired within the period, with whom nobody is compared yet.
    pub newcomers: Vec<String>,
    traits: BTreeMap<String, RepTraits>,
}

impl PlanBook {
    /// A rep's drivers against comparable reps, those first on which the rep is farthest behind; empty for whom nobody is
    /// compared with.
    pub fn standings(&self, rep_id: &str) -> Vec<(WorkDriver, &Driver, &Standing)> {
        let known = self.drivers.iter().filter_map(|(driver, one)| {
            let standing = one.comparison.get(rep_id)?.as_ref().ok()?;
            Some((*driver, one, standing))
        });
        let mut found: Vec<(WorkDriver, &Driver, &Standing)> = known.collect();
        found.sort_by(|a, b| a.2.robust_z.total_cmp(&b.2.robust_z).then(a.0.cmp(&b.0)));
        found
    }

    /// The comparisons by driver.
    pub fn comparisons(&self) -> BTreeMap<WorkDriver, Comparison> {
        self.drivers.iter().map(|(driver, one)| (*driver, one.comparison.clone())).collect()
    }
}

/// Looks at a period.
///
/// # Errors
/// Where there is no rep to speak of, or a metric fails for another reason than a missing table.
pub fn plan_book(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<PlanBook, Failure> {
    let calendar = snapshot.calendar;
    let (first, last) = (calendar.first_day(period), calendar.last_day(period));
    let serving: Vec<&Person> = snapshot.people.judged_on(last).collect();
    let is_new = |person: &&Person| person.hire_date.is_some_and(|hired| hired > first);
    let newcomers = serving.iter().copied().filter(is_new).map(|person| person.rep_id.clone()).collect();
    let reps: Vec<&str> =
        serving.iter().copied().filter(|person| !is_new(person)).map(|person| person.rep_id.as_str()).collect();
    if reps.is_empty() {
        return Err(no_rep(&calendar.label(period)));
    }
    let data_first = calendar.period_of(snapshot.facts.first_day, period.grain);
    let before = Some(period.previous()).filter(|before| *before >= data_first);
    let traits = traits(snapshot, &serving, period, data_first)?;
    let (mut drivers, mut off) = (BTreeMap::new(), Vec::new());
    let mut proposals: Vec<Proposal> = Vec::new();
    for driver in WorkDriver::ALL {
        let range = PeriodRange { first: before.unwrap_or(period), last: period };
        match source(snapshot, driver, &reps, range)? {
            Source::Off(one) => off.push(one),
            Source::Measured(readings) => {
                let compared =
                    |at| compare(driver, &readings.values(&reps, at), &traits, &settings.coaching, &settings.plan);
                let comparison = compared(period);
                let persistence = before.and_then(|before| persistence(&compared(before), &comparison));
                let unit = unit_of(&readings.metric_id);
                let asked = Proposing {
                    driver,
                    metric_id: &readings.metric_id,
                    is_count: matches!(unit, Unit::Count),
                    is_share: matches!(unit, Unit::Share),
                    persistence,
                };
                proposals.extend(propose(asked, &comparison, &settings.plan));
                let within_noise = within_noise(&readings, &comparison, period);
                let metric_id = readings.metric_id.clone();
                drivers.insert(driver, Driver { metric_id, comparison, within_noise, persistence });
            }
        }
    }
    let (plans, has_plans) = match improvement_plans(&snapshot.tables) {
        Ok(plans) => (plans, true),
        Err(MeasureError::TableMissing { .. }) => (Vec::new(), false),
        Err(error) => return Err(error.into()),
    };
    let tracked = tracking::track(snapshot, &plans);
    let mut proposals = one_for_price(proposals);
    let all = proposals.len();
    proposals.retain(|proposal| !runs_already(&tracked, proposal));
    let running_already = all - proposals.len();
    let mut proposed: Vec<Planned> = proposals
        .into_iter()
        .map(|proposal| {
            let noise = drivers.get(&proposal.driver).is_some_and(|one| one.within_noise.contains(&proposal.rep_id));
            planned(snapshot, proposal, period.next(), noise)
        })
        .filter(|planned| plans.iter().all(|known: &ImprovementPlan| known.plan_id != planned.plan_id))
        .collect();
    proposed.sort_by(|a, b| {
        let z = |planned: &Planned| planned.proposal.standing.robust_z;
        a.proposal.rep_id.cmp(&b.proposal.rep_id).then(z(a).total_cmp(&z(b)))
    });
    let comparisons: BTreeMap<WorkDriver, Comparison> =
        drivers.iter().map(|(driver, one): (&WorkDriver, &Driver)| (*driver, one.comparison.clone())).collect();
    let needs = training_needs(&comparisons, &rated(snapshot, settings, period)?);
    let count = reps.len();
    Ok(PlanBook {
        period,
        drivers,
        off,
        proposed,
        running_already,
        tracked,
        has_plans,
        needs,
        reps: count,
        newcomers,
        traits,
    })
}

/// Region, tenure and size of each rep.
fn traits(
    snapshot: &Snapshot,
    reps: &[&Person],
    period: Period,
    data_first: Period,
) -> Result<BTreeMap<String, RepTraits>, Failure> {
    let regions = territories(&snapshot.tables)?;
    let last_day = snapshot.calendar.last_day(period);
    let year = period.periods_per_year() as i32;
    let first = period.plus(-year).max(data_first);
    let range = PeriodRange { first, last: period.previous().max(first) };
    let customers = Readings::of(snapshot, "active_customers", range)?;
    let of_rep = |person: &&Person| {
        let values: Vec<f64> = range.iter().filter_map(|at| customers.value(&person.rep_id, at)).collect();
        let size = if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 };
        let tenure_months = person.hire_date.map(|hired| f64::from(last_day.days_since(hired)) / 30.4375);
        (person.rep_id.clone(), RepTraits { region: regions.get(&person.rep_id).cloned(), tenure_months, size })
    };
    Ok(reps.iter().map(of_rep).collect())
}

/// The weak reps whose own interval holds what is comparable.
fn within_noise(readings: &Readings, comparison: &Comparison, period: Period) -> BTreeSet<String> {
    let holds = |rep: &str, comparable: f64| {
        let more = readings.observation(rep, period).map(|observation| &observation.more);
        let ends = more.and_then(|more| more.lower.zip(more.upper));
        ends.is_some_and(|(lower, upper)| (lower..=upper).contains(&comparable))
    };
    let known = comparison.iter().filter_map(|(rep, standing)| Some((rep, standing.as_ref().ok()?)));
    known.filter(|(rep, standing)| holds(rep, standing.comparable)).map(|(rep, _)| rep.clone()).collect()
}

/// Deep discounts and a thin margin are one weakness with one remedy: of the two plans the one for the weaker driver.
fn one_for_price(proposals: Vec<Proposal>) -> Vec<Proposal> {
    let is_price = |one: &Proposal| matches!(one.driver, WorkDriver::DiscountRate | WorkDriver::GrossMargin);
    let mut weaker: BTreeMap<String, (f64, WorkDriver)> = BTreeMap::new();
    for one in proposals.iter().filter(|one| is_price(one)) {
        let own = (one.standing.robust_z, one.driver);
        let known = weaker.entry(one.rep_id.clone()).or_insert(own);
        if own < *known {
            *known = own;
        }
    }
    let is_kept =
        |one: &Proposal| !is_price(one) || weaker.get(&one.rep_id).is_none_or(|(_, kept)| *kept == one.driver);
    proposals.into_iter().filter(is_kept).collect()
}

fn runs_already(tracked: &[Tracked], proposal: &Proposal) -> bool {
    tracked.iter().any(|known| {
        let plan = &known.plan;
        let is_same = [&plan.check_metric, &plan.gap_metric].contains(&&proposal.metric_id);
        plan.rep_id == proposal.rep_id && is_same && known.judged.state.runs()
    })
}

fn planned(snapshot: &Snapshot, proposal: Proposal, next: Period, within_noise: bool) -> Planned {
    let calendar = snapshot.calendar;
    let manager = snapshot.people.get(&proposal.rep_id).map(|person| person.manager_id.clone());
    Planned {
        plan_id: format!("PLAN-{}-{}-{}", calendar.label(next), proposal.rep_id, proposal.driver.code()),
        owner: manager.unwrap_or_default(),
        start: calendar.first_day(next),
        due: calendar.last_day(next),
        within_noise,
        proposal,
    }
}
