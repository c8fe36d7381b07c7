//! Role models: who is in the top quarter on a driver, and in what they behave otherwise than the rest.
//!
//! Everything here is an association. Many behaviours are held against many drivers, so chances are turned into false
//! discovery rates over all of them, and the chance itself is counted out: how often would a quarter drawn blindly
//! differ as much (E. J. G. Pitman, 1937)? With more than fifty role models it is that of Welch's test.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::comparable::{Comparison, Standing};
use crate::appraisal::WorkDriver;
use crate::appraisal::coaching::median;
use crate::measures::trend::discovery_rates;
use crate::models::student::{self, Moments};

/// Under this many role models one person would be called a pattern.
const LEAST_MODELS: usize = 3;

/// From more role models on the means are as good as normal, and nothing is counted out.
const MOST_COUNTED_OUT: usize = 50;

/// How often a quarter is drawn blindly.
const DRAWS: usize = 5_000;

/// The start of the draws: a report must come out the same everywhere.
const SEED: u64 = 0x005e_ed0f_0de1;

/// Something reps do, with each one's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour {
    /// The metric, with `.per_week` behind it where a count was divided by the weeks of the period.
    pub id: String,
    /// As measured.
    pub values: BTreeMap<String, f64>,
    /// Less what region, tenure and size let expect of the rep; the values themselves where nothing was adjusted.
    pub adjusted: BTreeMap<String, f64>,
    /// Whether region, tenure or size were held equal.
    pub is_adjusted: bool,
}

/// How role models differ from the rest in one behaviour.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The behaviour.
    pub id: String,
    /// Role models with a value.
    pub n_models: usize,
    /// The others with one.
    pub n_rest: usize,
    /// The role models' median, as measured.
    pub median_models: f64,
    /// The others' median.
    pub median_rest: f64,
    /// The difference of the means, adjusted where it is.
    pub difference: f64,
    /// Whether region, tenure or size were held equal.
    pub is_adjusted: bool,
    /// The chance of a difference so large in a quarter drawn blindly.
    pub p: f64,
    /// The false discovery rate over all drivers and behaviours.
    pub rate: f64,
}

/// The role models of one driver.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleModels {
    /// The driver.
    pub driver: WorkDriver,
    /// The reps of the top quarter, the best first; empty where there are fewer than three.
    pub models: Vec<String>,
    /// All reps who were compared.
    pub reps: usize,
    /// In what they differ, the clearest first; empty without models.
    pub differences: Vec<Difference>,
}

/// The role models of each driver, and in what they behave otherwise. A behaviour that is the driver's own metric is left
/// out; so is one with fewer than three values on either side, or the same for everybody.
pub fn role_models(
    drivers: &BTreeMap<WorkDriver, Comparison>,
    metric_of: &BTreeMap<WorkDriver, String>,
    behaviours: &[Behaviour],
) -> Vec<RoleModels> {
    let mut found: Vec<RoleModels> = drivers
        .iter()
        .map(|(driver, comparison)| {
            let models = top_quarter(comparison);
            let chosen: BTreeSet<&str> = models.iter().map(String::as_str).collect();
            let compared: BTreeSet<&str> =
                comparison.iter().filter(|(_, one)| one.is_ok()).map(|(rep, _)| rep.as_str()).collect();
            let is_own = |behaviour: &&Behaviour| metric_of.get(driver).is_none_or(|metric| *metric != behaviour.id);
            let differences = behaviours
                .iter()
                .filter(|_| !models.is_empty())
                .filter(is_own)
                .filter_map(|behaviour| difference(behaviour, &chosen, &compared))
                .collect();
            RoleModels { driver: *driver, models, reps: compared.len(), differences }
        })
        .collect();
    with_rates(&mut found);
    found
}

/// The best quarter after adjustment, the best first.
fn top_quarter(comparison: &Comparison) -> Vec<String> {
    let mut ranked: Vec<(&String, &Standing)> =
        comparison.iter().filter_map(|(rep, standing)| Some((rep, standing.as_ref().ok()?))).collect();
    ranked.sort_by(|a, b| b.1.robust_z.total_cmp(&a.1.robust_z).then(a.0.cmp(b.0)));
    let count = ranked.len() / 4;
    // Who is no better than the middle is no model, whatever the rank.
    let models = ranked.into_iter().take(count).filter(|(_, standing)| standing.robust_z > 0.0);
    let models: Vec<String> = models.map(|(rep, _)| rep.clone()).collect();
    if models.len() < LEAST_MODELS { Vec::new() } else { models }
}

fn difference(behaviour: &Behaviour, models: &BTreeSet<&str>, compared: &BTreeSet<&str>) -> Option<Difference> {
    let of = |values: &BTreeMap<String, f64>, wanted: bool| -> Vec<f64> {
        let known = values.iter().filter(|(rep, value)| compared.contains(rep.as_str()) && value.is_finite());
        known.filter(|(rep, _)| models.contains(rep.as_str()) == wanted).map(|(_, value)| *value).collect()
    };
    let (own, rest) = (of(&behaviour.values, true), of(&behaviour.values, false));
    let (own_adjusted, rest_adjusted) = (of(&behaviour.adjusted, true), of(&behaviour.adjusted, false));
    if own_adjusted.len().min(rest_adjusted.len()) < LEAST_MODELS {
        return None;
    }
    let p = if own_adjusted.len() <= MOST_COUNTED_OUT {
        blind_chance(&own_adjusted, &rest_adjusted)?
    } else {
        student::difference(Moments::of(&own_adjusted), Moments::of(&rest_adjusted))?.p
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    Some(Difference {
        id: behaviour.id.clone(),
        n_models: own.len(),
        n_rest: rest.len(),
        median_models: median(own),
        median_rest: median(rest),
        difference: mean(&own_adjusted) - mean(&rest_adjusted),
        is_adjusted: behaviour.is_adjusted,
        p,
        rate: 1.0,
    })
}

/// The share of blind draws whose mean lies at least as far from the mean of all, this one counted among them; none
/// where all values are alike.
fn blind_chance(own: &[f64], rest: &[f64]) -> Option<f64> {
    let mut all: Vec<f64> = own.iter().chain(rest).copied().collect();
    let (lowest, highest) =
        (all.iter().copied().fold(f64::MAX, f64::min), all.iter().copied().fold(f64::MIN, f64::max));
    let reach = highest - lowest;
    if reach <= 1e-12 * highest.abs().max(lowest.abs()) || reach <= 0.0 {
        return None;
    }
    let expected = all.iter().sum::<f64>() / all.len() as f64 * own.len() as f64;
    let found = (own.iter().sum::<f64>() - expected).abs();
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut as_far = 1;
    for _ in 0..DRAWS {
        let (drawn, _) = all.partial_shuffle(&mut rng, own.len());
        let off = (drawn.iter().sum::<f64>() - expected).abs();
        // The sums of equal draws differ by rounding.
        as_far += usize::from(off >= found - 1e-9 * reach);
    }
    Some(as_far as f64 / (DRAWS + 1) as f64)
}

fn with_rates(found: &mut [RoleModels]) {
    let chances: Vec<f64> = found.iter().flat_map(|one| one.differences.iter().map(|one| one.p)).collect();
    let rates = discovery_rates(&chances);
    for (difference, rate) in found.iter_mut().flat_map(|one| one.differences.iter_mut()).zip(rates) {
        difference.rate = rate;
    }
    for one in found {
        one.differences.sort_by(|a, b| a.p.total_cmp(&b.p).then(a.id.cmp(&b.id)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::plan::Basis;

    fn comparison(n: usize) -> Comparison {
        let standing = |at: usize| {
            let robust_z = at as f64 - n as f64 / 2.0;
            let (value, comparable, basis) = (at as f64, n as f64 / 2.0, Basis::AllReps);
            Ok(Standing { value, comparable, robust_z, n_peers: n - 1, basis, weak: false, strong: false })
        };
        (0..n).map(|at| (format!("R{at:02}"), standing(at))).collect()
    }

    fn behaviour(id: &str, n: usize, value: impl Fn(usize) -> f64) -> Behaviour {
        let values: BTreeMap<String, f64> = (0..n).map(|at| (format!("R{at:02}"), value(at))).collect();
        Behaviour { id: id.to_string(), adjusted: values.clone(), values, is_adjusted: false }
    }

    fn found(n: usize, behaviours: &[Behaviour]) -> RoleModels {
        let drivers = BTreeMap::from([(WorkDriver::CloseRate, comparison(n))]);
        let metrics = BTreeMap::from([(WorkDriver::CloseRate, "win_rate.closed".to_string())]);
        role_models(&drivers, &metrics, behaviours).remove(0)
    }

    #[test]
    fn a_behaviour_that_goes_with_the_driver_is_found_among_those_that_do_not() {
        let mut behaviours = vec![behaviour("activity_count.per_week", 24, |at| 5.0 + at as f64)];
        for other in 0..12 {
            behaviours.push(behaviour(&format!("noise{other}"), 24, |at| ((at * 7 + other * 5) % 11) as f64));
        }
        let found = found(24, &behaviours);
        assert_eq!(found.models, ["R23", "R22", "R21", "R20", "R19", "R18"]);
        let first = &found.differences[0];
        assert_eq!((first.id.as_str(), first.n_models, first.n_rest), ("activity_count.per_week", 6, 18));
        assert_eq!((first.median_models, first.median_rest, first.difference), (25.5, 13.5, 12.0));
        assert!(first.rate < 0.05, "{first:?}");
        assert!(found.differences[1..].iter().all(|other| other.rate > 0.10), "{:?}", found.differences);
    }

    #[test]
    fn the_own_metric_and_what_all_do_alike_are_no_behaviour() {
        let behaviours = [behaviour("win_rate.closed", 16, |at| at as f64), behaviour("flat", 16, |_| 2.0)];
        assert!(found(16, &behaviours).differences.is_empty());
    }

    #[test]
    fn under_twelve_reps_there_are_no_role_models() {
        let found = found(11, &[behaviour("activity_count", 11, |at| at as f64)]);
        assert!(found.models.is_empty() && found.differences.is_empty() && found.reps == 11);
    }

    #[test]
    fn the_blind_chance_is_the_share_of_all_draws_where_those_can_be_counted() {
        // Of the 20 threes out of six, two are as far out as the top three: the top and the bottom.
        let p = blind_chance(&[4.0, 5.0, 6.0], &[1.0, 2.0, 3.0]).unwrap();
        assert!((p - 0.1).abs() < 0.015, "{p}");
    }
}
