//! What is known about a rep beside the figures: time in service, team, and the region of most sales.

use std::collections::BTreeMap;

use crate::calendar::{Day, Period};
use crate::measures::Person;
use crate::measures::kpi::KpiContext;

use super::series::RepHistory;

/// Days in a month of a year of the calendar, on average.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// Traits of the judged reps.
pub(super) struct Traits<'a> {
    /// The region with the most revenue over the last year, by rep; empty where there is but one region.
    regions: BTreeMap<&'a str, String>,
    /// How many teams there are; one team is no group.
    teams: usize,
}

impl<'a> Traits<'a> {
    /// From the sums by rep and region of the history's grain.
    pub(super) fn of(history: &'a RepHistory<'_>, by_region: &KpiContext<'_>) -> Traits<'a> {
        let mut teams: Vec<&str> = history.reps.iter().map(|person| person.team.as_str()).collect();
        teams.sort_unstable();
        teams.dedup();
        Traits { regions: main_regions(history, by_region), teams: teams.len() }
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
        if let Some(region) = self.regions.get(person.rep_id.as_str()) {
            groups.insert("region".to_string(), region.clone());
        }
        groups
    }
}

fn main_regions<'a>(history: &'a RepHistory<'_>, by_region: &KpiContext<'_>) -> BTreeMap<&'a str, String> {
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
    let reps = history.reps.iter().filter_map(|person| {
        let (_, region) = found.get(person.rep_id.as_str())?;
        (!region.is_empty()).then(|| (person.rep_id.as_str(), (*region).to_string()))
    });
    let regions: BTreeMap<&str, String> = reps.collect();
    let mut distinct: Vec<&String> = regions.values().collect();
    distinct.sort();
    distinct.dedup();
    if distinct.len() > 1 { regions } else { BTreeMap::new() }
}
