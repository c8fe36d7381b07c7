//! What is known about a rep beside the figures: time in service, team, and the region of most sales.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::measures::kpi::KpiContext;
use crate::measures::records::territories::territories;
use crate::measures::{Dimension, Person};

use super::series::RepHistory;
use super::snapshot::Snapshot;

/// Days in a month of a year of the calendar, on average.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// Traits of the judged reps.
pub(super) struct Traits {
    /// The region with the most revenue over the last year, by rep, or, where no order names one, that of the reps' table;
    /// empty where there is but one region.
    regions: BTreeMap<String, String>,
    /// How many teams there are; one team is no group.
    teams: usize,
}

impl Traits {
    /// From the sums by rep and region of the history's grain.
    ///
    /// # Errors
    /// [`Failure`] where a table cannot be read.
    pub(super) fn of(snapshot: &Snapshot, history: &RepHistory<'_>) -> Result<Traits, Failure> {
        let mut teams: Vec<&str> = history.reps.iter().map(|person| person.team.as_str()).collect();
        teams.sort_unstable();
        teams.dedup();
        let mut regions = if snapshot.names_no_region() {
            territories(&snapshot.tables)?
        } else {
            main_regions(history, &snapshot.kpi_context(history.last.grain, &[Dimension::Rep, Dimension::Region])?)
        };
        let is_judged = |rep_id: &String| history.reps.iter().any(|person| person.rep_id == *rep_id);
        regions.retain(|rep_id, region| !region.is_empty() && is_judged(rep_id));
        let distinct: BTreeSet<&String> = regions.values().collect();
        if distinct.len() < 2 {
            regions.clear();
        }
        Ok(Traits { regions, teams: teams.len() })
    }

    /// Months from the first day in service to a day; none where the first is not known.
    pub(super) fn months_in_service(&self, person: &Person, day: Day) -> Option<f64> {
        let hired = person.hire_date?;
        Some(f64::from(day.epoch() - hired.epoch()).max(0.0) / DAYS_A_MONTH)
    }

    /// The team and the main region, where there are several of them.
    pub(super) fn groups(&self, person: &Person) -> BTreeMap<String, String> {
        let mut groups = BTreeMap::new();
        if self.teams > 1 && !person.team.is_empty() {
            groups.insert("team".to_string(), person.team.clone());
        }
        if let Some(region) = self.regions.get(&person.rep_id) {
            groups.insert("region".to_string(), region.clone());
        }
        groups
    }
}

/// By rep the region with the most revenue over the last year; empty where its orders name none.
fn main_regions(history: &RepHistory<'_>, by_region: &KpiContext<'_>) -> BTreeMap<String, String> {
    let year = history.last.periods_per_year() as i32;
    let periods = (history.last.index + 1 - year)..=history.last.index;
    let mut found: BTreeMap<&str, (i64, &str)> = BTreeMap::new();
    for (at, slice) in by_region.slicer().slices().iter().enumerate() {
        let [rep, region] = &slice[..] else { continue };
        let net =
            |index: i32| by_region.sums(at, Period { grain: history.last.grain, index }).map_or(0, |sums| sums.net);
        let sum: i64 = periods.clone().map(net).sum();
        let best = found.entry(rep.key.as_str()).or_insert((i64::MIN, ""));
        if sum > best.0 {
            *best = (sum, region.key.as_str());
        }
    }
    found.into_iter().map(|(rep, (_, region))| (rep.to_string(), region.to_string())).collect()
}
