//! A rep's driver against what reps like this one let expect.
//!
//! What is expected comes from a regression on region, tenure and size over the other reps, wherever that foretells
//! single reps better than their plain middle does; else the middle of all others stands. Which of them it was is said.

use std::collections::BTreeMap;

use super::params::PlanSettings;
use crate::appraisal::coaching::{median, robust_spread};
use crate::appraisal::{CoachingSettings, DriverRefusalReason, WorkDriver};
use crate::models::least_squares::foretold;

/// An adjustment has to leave less than this of the squared misses, or it is left out.
const CLEARLY_LESS: f64 = 0.98;

/// What is held equal between reps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RepTraits {
    /// The region; none where it is not known.
    pub region: Option<String>,
    /// Months in service; none where the day of hire is not known.
    pub tenure_months: Option<f64>,
    /// Customers who bought in an average period of the year before.
    pub size: f64,
}

/// What a rep was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Reps of like region, tenure and size, by regression.
    TerritoryTenureSize,
    /// Reps of like tenure and size, by regression.
    TenureSize,
    /// All other reps: adjusting foretells single reps no better.
    AllReps,
    /// All other reps: there are too few of them to adjust.
    AllRepsFew,
}

impl Basis {
    /// The code as it stands in listings.
    pub fn code(self) -> &'static str {
        match self {
            Basis::TerritoryTenureSize => "territory_tenure_size",
            Basis::TenureSize => "tenure_size",
            Basis::AllReps => "all_reps",
            Basis::AllRepsFew => "all_reps_few",
        }
    }
}

/// Where a rep stands on a driver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The rep's value.
    pub value: f64,
    /// What comparable reps have: the expectation for this rep plus the median by which the others miss theirs.
    pub comparable: f64,
    /// Robust deviations from it; negative is worse, whichever way the metric counts.
    pub robust_z: f64,
    /// How many reps it was compared with.
    pub n_peers: usize,
    /// What it was compared with.
    pub basis: Basis,
    /// Whether it is weak by the settings.
    pub weak: bool,
    /// Whether it is strong by the settings.
    pub strong: bool,
}

impl Standing {
    /// The value less what is comparable, so that more is better, whichever way the metric counts.
    pub fn better_by(&self, driver: WorkDriver) -> f64 {
        let above = self.value - self.comparable;
        if driver.lower_is_better() { -above } else { above }
    }
}

/// All reps on one driver: each one's standing, or why there is none.
pub type Comparison = BTreeMap<String, Result<Standing, DriverRefusalReason>>;

/// Compares all reps that have a value.
///
/// Each rep is expected what the others alone foretell; the deviation from it is held against the median and the robust
/// spread of the others' deviations, as [`weakest_drivers`](crate::appraisal::weakest_drivers) does with plain values.
/// Values that are not finite are left out, with that reason.
pub fn compare(
    driver: WorkDriver,
    values: &BTreeMap<String, f64>,
    traits: &BTreeMap<String, RepTraits>,
    coaching: &CoachingSettings,
    settings: &PlanSettings,
) -> Comparison {
    let usable: Vec<(&String, f64)> =
        values.iter().map(|(rep, value)| (rep, *value)).filter(|(_, value)| value.is_finite()).collect();
    let numbers: Vec<f64> = usable.iter().map(|(_, value)| *value).collect();
    let reps: Vec<&RepTraits> = usable.iter().map(|(rep, _)| traits.get(*rep).unwrap_or(&UNKNOWN)).collect();
    let (expected, adjusted) = expectations(&numbers, &reps, settings.adjust_from);
    let mut found: Comparison = values.keys().map(|rep| (rep.clone(), Err(DriverRefusalReason::NotFinite))).collect();
    let deviations: Vec<Option<f64>> =
        numbers.iter().zip(&expected).map(|(value, expected)| Some(value - (*expected)?)).collect();
    let (mut as_adjusted, mut as_measured) = (Crowd::of(deviations.iter().flatten()), Crowd::of(&numbers));
    for (at, (rep, value)) in usable.iter().enumerate() {
        // Who stands alone in a region is compared with all others as they are.
        let (own, basis, crowd) = match (expected[at], deviations[at]) {
            (Some(_), Some(deviation)) => (deviation, adjusted, &mut as_adjusted),
            _ if adjusted == Basis::AllRepsFew => (*value, adjusted, &mut as_measured),
            _ => (*value, Basis::AllReps, &mut as_measured),
        };
        let n_peers = crowd.sorted.len() - 1;
        let standing = if n_peers < coaching.min_peers {
            Err(DriverRefusalReason::TooFewPeers)
        } else {
            crowd.without(own).ok_or(DriverRefusalReason::PeersAlike).map(|(middle, spread)| {
                let above = (own - middle) / spread;
                let robust_z = if driver.lower_is_better() { -above } else { above };
                Standing {
                    value: *value,
                    comparable: value - own + middle,
                    robust_z,
                    n_peers,
                    basis,
                    weak: robust_z < 0.0 && robust_z <= -coaching.weak_from,
                    strong: robust_z > 0.0 && robust_z >= coaching.weak_from,
                }
            })
        };
        found.insert((*rep).clone(), standing);
    }
    found
}

/// Numbers of which each is held against all the others: their median and robust spread, as in
/// [`weakest_drivers`](crate::appraisal::weakest_drivers). There are three medians at most without one of them, so
/// thousands of reps are no more work than a few sorts.
struct Crowd {
    sorted: Vec<f64>,
    /// By the bits of a median: the sorted distances from it, and their sum.
    distances: BTreeMap<u64, (Vec<f64>, f64)>,
}

impl Crowd {
    fn of<'n>(numbers: impl IntoIterator<Item = &'n f64>) -> Crowd {
        let mut sorted: Vec<f64> = numbers.into_iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        Crowd { sorted, distances: BTreeMap::new() }
    }

    /// The median and the spread of all but one of the numbers; none where the others are all alike.
    fn without(&mut self, own: f64) -> Option<(f64, f64)> {
        let middle = median_without(&self.sorted, own);
        let sorted = &self.sorted;
        let (distances, sum) = self.distances.entry(middle.to_bits()).or_insert_with(|| {
            let mut distances: Vec<f64> = sorted.iter().map(|number| (number - middle).abs()).collect();
            distances.sort_by(f64::total_cmp);
            let sum = distances.iter().sum();
            (distances, sum)
        });
        let own_distance = (own - middle).abs();
        let mean = (*sum - own_distance) / (sorted.len() - 1) as f64;
        let spread = robust_spread(median_without(distances, own_distance), mean);
        (spread > 1e-12).then_some((middle, spread))
    }
}

/// The median of sorted values without one that is among them.
fn median_without(sorted: &[f64], own: f64) -> f64 {
    let place = sorted.partition_point(|value| *value < own);
    let at = |index: usize| sorted[if index < place { index } else { index + 1 }];
    let (n, half) = (sorted.len() - 1, (sorted.len() - 1) / 2);
    if n % 2 == 1 { at(half) } else { f64::midpoint(at(half - 1), at(half)) }
}

/// Each rep's value less what region, tenure and size let expect of it, and whether anything was held equal; the values
/// themselves where nothing was.
pub fn adjusted(
    values: &BTreeMap<String, f64>,
    traits: &BTreeMap<String, RepTraits>,
    settings: &PlanSettings,
) -> (BTreeMap<String, f64>, bool) {
    let usable: BTreeMap<&String, f64> =
        values.iter().map(|(rep, value)| (rep, *value)).filter(|(_, value)| value.is_finite()).collect();
    let numbers: Vec<f64> = usable.values().copied().collect();
    let reps: Vec<&RepTraits> = usable.keys().map(|rep| traits.get(*rep).unwrap_or(&UNKNOWN)).collect();
    let (expected, basis) = expectations(&numbers, &reps, settings.adjust_from);
    let is_adjusted = matches!(basis, Basis::TenureSize | Basis::TerritoryTenureSize);
    // Who stands alone in a region cannot be told from it.
    let less =
        |(value, expected): (f64, Option<f64>)| if is_adjusted { expected.map(|one| value - one) } else { Some(value) };
    let each = usable.into_iter().zip(expected);
    (each.filter_map(|((rep, value), expected)| Some((rep.clone(), less((value, expected))?))).collect(), is_adjusted)
}

static UNKNOWN: RepTraits = RepTraits { region: None, tenure_months: None, size: 0.0 };

/// For each rep what the others let expect, by the columns that foretell single reps best; none of anybody where the
/// plain mean of the others foretells no worse, or where there are too few reps.
fn expectations(values: &[f64], reps: &[&RepTraits], adjust_from: usize) -> (Vec<Option<f64>>, Basis) {
    let n = values.len();
    let none = vec![None; n];
    if n < adjust_from {
        return (none, Basis::AllRepsFew);
    }
    let sum: f64 = values.iter().sum();
    let plain: Vec<f64> = values.iter().map(|value| (sum - value) / (n - 1) as f64).collect();
    let missed = |expected: &[Option<f64>]| -> f64 {
        let each = values.iter().zip(expected).zip(&plain);
        each.map(|((value, expected), plain)| (value - expected.unwrap_or(*plain)).powi(2)).sum()
    };
    let of_people = vec![tenures(reps), reps.iter().map(|rep| rep.size.max(0.0).ln_1p()).collect()];
    let mut with_regions = regions(reps);
    with_regions.extend(of_people.clone());
    let mut best = (missed(&none), none, Basis::AllReps);
    for (columns, basis) in [(of_people, Basis::TenureSize), (with_regions, Basis::TerritoryTenureSize)] {
        if let Some(found) = foretold(values, &columns) {
            let error = missed(&found);
            if error < CLEARLY_LESS * best.0 {
                best = (error, found, basis);
            }
        }
    }
    (best.1, best.2)
}

/// Tenure on the scale of the logarithm: the first year changes more than the tenth. Unknown ones are the median.
fn tenures(reps: &[&RepTraits]) -> Vec<f64> {
    let known: Vec<f64> = reps.iter().filter_map(|rep| rep.tenure_months).collect();
    let usual = if known.is_empty() { 0.0 } else { median(known) };
    reps.iter().map(|rep| rep.tenure_months.unwrap_or(usual).max(0.0).ln_1p()).collect()
}

/// A column for each region but the first.
fn regions(reps: &[&RepTraits]) -> Vec<Vec<f64>> {
    let mut names: Vec<Option<&str>> = reps.iter().map(|rep| rep.region.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    let column = |name: &Option<&str>| {
        reps.iter().map(|rep| if rep.region.as_deref() == *name { 1.0 } else { 0.0 }).collect::<Vec<f64>>()
    };
    names.iter().skip(1).map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::{DriverValues, weakest_drivers};

    fn compared(values: &BTreeMap<String, f64>, traits: &BTreeMap<String, RepTraits>) -> Comparison {
        let (coaching, plan) = (CoachingSettings::default(), PlanSettings::default());
        compare(WorkDriver::NewCustomers, values, traits, &coaching, &plan)
    }

    /// Twenty reps whose value is ten in the North and twenty in the South, two of each a little off.
    fn two_regions() -> (BTreeMap<String, f64>, BTreeMap<String, RepTraits>) {
        let mut values = BTreeMap::new();
        let mut traits = BTreeMap::new();
        for at in 0..20 {
            let south = at % 2 == 1;
            let value = if south { 20.0 } else { 10.0 } + f64::from(at * 7 % 5) * 0.1;
            let rep = format!("R{at:02}");
            values.insert(rep.clone(), value);
            let region = Some(if south { "South" } else { "North" }.to_string());
            traits.insert(rep, RepTraits { region, tenure_months: Some(f64::from(at * 3 % 11)), size: 5.0 });
        }
        (values, traits)
    }

    #[test]
    fn who_is_weak_for_the_region_is_found_although_others_have_less() {
        let (mut values, traits) = two_regions();
        values.insert("R07".to_string(), 14.0);
        let found = compared(&values, &traits);
        let rep = found["R07"].unwrap();
        assert_eq!(rep.basis, Basis::TerritoryTenureSize);
        assert!(rep.weak && rep.robust_z < -5.0, "{rep:?}");
        assert!((rep.comparable - 20.2).abs() < 0.8, "{rep:?}");
        // Nobody of the poor region is called weak for living there.
        assert!(found.iter().step_by(2).all(|(_, one)| one.unwrap().robust_z > -4.0), "{found:?}");
        let plain = compared(&values, &BTreeMap::new());
        assert!(!plain["R07"].unwrap().weak && plain["R07"].unwrap().basis == Basis::AllReps);
    }

    #[test]
    fn where_nothing_is_to_be_adjusted_it_is_the_plain_comparison() {
        let values: BTreeMap<String, f64> = (0..9).map(|at| (format!("R{at}"), f64::from(at * at % 7) + 1.0)).collect();
        let found = compared(&values, &BTreeMap::new());
        for (rep, standing) in &found {
            let standing = standing.unwrap();
            assert_eq!(standing.basis, Basis::AllRepsFew);
            let driver = WorkDriver::NewCustomers;
            let peers: Vec<DriverValues> = values
                .iter()
                .filter(|(other, _)| *other != rep)
                .map(|(_, value)| DriverValues::from([(driver, *value)]))
                .collect();
            let own = DriverValues::from([(driver, values[rep])]);
            let settings = CoachingSettings { weak_from: 0.0, ..CoachingSettings::default() };
            let review = weakest_drivers(&own, &peers, &settings).unwrap();
            let z = review.weak.first().map(|weak| weak.robust_z).or(review.strong.first().map(|one| one.robust_z));
            assert!((standing.robust_z - z.unwrap_or(0.0)).abs() < 1e-12, "{rep}: {} {z:?}", standing.robust_z);
        }
    }

    #[test]
    fn too_few_and_all_alike_say_nothing() {
        let of = |values: &[f64]| {
            let values = values.iter().enumerate().map(|(at, value)| (format!("R{at}"), *value)).collect();
            compared(&values, &BTreeMap::new())
        };
        assert!(of(&[1.0, 2.0, 3.0, 4.0, 5.0]).values().all(|one| *one == Err(DriverRefusalReason::TooFewPeers)));
        assert!(of(&[3.0; 8]).values().all(|one| *one == Err(DriverRefusalReason::PeersAlike)));
        let found = of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, f64::NAN]);
        assert_eq!(found["R6"], Err(DriverRefusalReason::NotFinite));
        assert!(found["R0"].is_ok());
    }
}
