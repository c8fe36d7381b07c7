//! How the past statements of risk treated groups of reps: by tenure, region, size, and the groups named for the audit.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::measures::records::{audit_groups::audit_groups, territories::territories};
use crate::models::risk::JudgedCase;
use crate::models::risk::fairness::{FairnessTable, Grouping, fairness};

use super::risk::{BarRisk, RepRisk};
use super::series::RepHistory;
use super::snapshot::Snapshot;

/// The permutations' seed: fixed, so that the same data give the same table.
const SEED: u64 = 20_240_101;
/// Days in a year, on average.
const DAYS_A_YEAR: f64 = 365.25;

/// The fairness table. What is read here of the reps was no input of the scores.
///
/// # Errors
/// A table of reps that cannot be read.
pub fn risk_fairness(snapshot: &Snapshot, history: &RepHistory<'_>, risk: &RepRisk) -> Result<FairnessTable, Failure> {
    // Of each rep the past statements by the kind of bar that the rep's coming one is of, as they are stated now.
    let of_kind = |kind: &BarRisk| {
        let own: BTreeSet<&str> = kind.report.assessments.iter().map(|one| one.subject.as_str()).collect();
        kind.report.cases.iter().filter(|case| own.contains(case.subject.as_str())).cloned().collect::<Vec<_>>()
    };
    let cases: &Vec<JudgedCase> = &risk.kinds().flat_map(of_kind).collect();
    let people: BTreeMap<&str, &Person> = history.reps.iter().map(|person| (person.rep_id.as_str(), *person)).collect();
    let by_rep = |dimension: &str, groups: &BTreeMap<String, String>| Grouping {
        dimension: dimension.to_string(),
        of_case: cases.iter().map(|case| groups.get(&case.subject).cloned()).collect(),
    };
    let tenure = cases.iter().map(|case| tenure_band(snapshot, history, people.get(case.subject.as_str())?, case));
    let mut groupings = vec![
        Grouping { dimension: "tenure".to_string(), of_case: tenure.collect() },
        by_rep("region", &territories(&snapshot.tables)?),
        by_rep("size", &size_bands(history)),
    ];
    let audit = audit_groups(&snapshot.tables)?;
    groupings.extend(audit.iter().map(|(column, groups)| by_rep(&format!("group_{column}"), groups)));
    Ok(fairness(cases, &groupings, SEED))
}

/// Years in service when the judged period began; none where the first day is not known.
fn tenure_band(snapshot: &Snapshot, history: &RepHistory<'_>, person: &Person, case: &JudgedCase) -> Option<String> {
    let start = snapshot.calendar.first_day(Period { grain: history.last.grain, index: case.origin + 1 });
    let years = f64::from(start.epoch() - person.hire_date?.epoch()) / DAYS_A_YEAR;
    let band = match years {
        years if years < 2.0 => "under_2_years",
        years if years < 5.0 => "2_to_5_years",
        _ => "5_years_and_more",
    };
    Some(band.to_string())
}

/// Thirds of the reps by net revenue of the last year of the history; none with fewer than three reps.
fn size_bands(history: &RepHistory<'_>) -> BTreeMap<String, String> {
    let year = history.last.periods_per_year() as i32;
    let revenue = |person: &Person| -> f64 {
        let periods = (1 - year..=0).map(|back| history.last.plus(back));
        periods.filter_map(|period| history.value(KpiMetric::RevenueNet, &person.rep_id, period)).sum()
    };
    let mut sorted: Vec<(f64, &str)> =
        history.reps.iter().map(|person| (revenue(person), person.rep_id.as_str())).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    let n = sorted.len();
    if n < 3 {
        return BTreeMap::new();
    }
    let band = |at: usize| ["small", "middle", "large"][3 * at / n].to_string();
    sorted.iter().enumerate().map(|(at, (_, rep))| ((*rep).to_string(), band(at))).collect()
}
