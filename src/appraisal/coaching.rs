//! From a weak number to a coaching topic.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::topics::topics_for;
use super::{AppraisalError, WorkDriver};

/// One rep's drivers, as measured; a driver that was not measured is absent.
pub type DriverValues = BTreeMap<WorkDriver, f64>;

/// When a comparison is made, and when it is called weak.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `min_peers` | 5 | comparable reps with the driver, without whom nothing is said | 3–1000 |
/// | `weak_from` | 1.0 | robust deviations on the bad side from which a driver is weak; the same on the good side is strong | 0–10 |
///
/// Under five peers one odd rep moves the median, and the peers' values could be guessed from it. One robust
/// deviation marks about the weakest sixth of a normal group: enough to talk about, not a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CoachingSettings {
    /// The least number of comparable reps.
    pub min_peers: usize,
    /// Robust deviations from which a driver is weak or strong.
    pub weak_from: f64,
}

impl Default for CoachingSettings {
    fn default() -> Self {
        CoachingSettings { min_peers: 5, weak_from: 1.0 }
    }
}

impl CoachingSettings {
    /// Whether nothing was set.
    pub fn is_default(&self) -> bool {
        *self == CoachingSettings::default()
    }

    /// The settings themselves where both are in range.
    ///
    /// # Errors
    /// [`AppraisalError::Setting`] names the field, what was received and what is allowed.
    pub fn checked(self) -> Result<CoachingSettings, AppraisalError> {
        let error = |field, received, low, high| Err(AppraisalError::Setting { field, received, low, high });
        if !(3..=1_000).contains(&self.min_peers) {
            return error("min_peers", self.min_peers as f64, 3.0, 1_000.0);
        }
        if !(0.0..=10.0).contains(&self.weak_from) {
            return error("weak_from", self.weak_from, 0.0, 10.0);
        }
        Ok(self)
    }
}

/// A driver on which the rep is clearly behind comparable reps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeakDriver {
    /// Which driver.
    pub driver: WorkDriver,
    /// The rep's value.
    pub value: f64,
    /// The middle of the comparable reps.
    pub peer_median: f64,
    /// Robust deviations from that middle; negative is worse, whichever way the metric counts.
    pub robust_z: f64,
    /// How many comparable reps were compared with.
    pub n_peers: usize,
    /// The ids of the coaching topics that act on the driver, in the catalogue's order.
    pub topics: Vec<String>,
}

/// A driver on which the rep is clearly ahead of comparable reps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrongDriver {
    /// Which driver.
    pub driver: WorkDriver,
    /// The rep's value.
    pub value: f64,
    /// The middle of the comparable reps.
    pub peer_median: f64,
    /// Robust deviations from that middle; positive is better, whichever way the metric counts.
    pub robust_z: f64,
    /// How many comparable reps were compared with.
    pub n_peers: usize,
}

/// A driver about which nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverRefusal {
    /// Which driver.
    pub driver: WorkDriver,
    /// Why.
    pub reason: DriverRefusalReason,
    /// How many comparable reps have a value.
    pub n_peers: usize,
}

/// Why nothing is said about a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriverRefusalReason {
    /// Fewer comparable reps than the settings ask for.
    TooFewPeers,
    /// The comparable reps are all alike, so that there is no measure of what is far from them.
    PeersAlike,
    /// The rep's own value is not a finite number.
    NotFinite,
}

/// All drivers of one rep against comparable ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DriverReview {
    /// The weak ones, the weakest first.
    pub weak: Vec<WeakDriver>,
    /// The strong ones, the strongest first.
    pub strong: Vec<StrongDriver>,
    /// Those that could not be compared, in order of the drivers.
    pub refused: Vec<DriverRefusal>,
}

/// Compares each measured driver of a rep with comparable reps and names the topics for the weak ones.
///
/// `peers` holds the comparable reps without the rep itself: whom one compares (same role, like territory) is the
/// caller's choice. The deviation is (value − median) ÷ (1.4826 × median absolute deviation); where that deviation
/// is 0 because half of the peers share one value, √(π/2) = 1.2533 × the mean absolute deviation stands in. Both
/// factors make a normal group's standard deviation of it. A driver that the rep has no value for is not mentioned;
/// values of peers that are not finite are left out.
///
/// Source: B. Iglewicz and D. Hoaglin, *How to detect and handle outliers*, 1993, the modified z-score.
///
/// # Errors
/// [`AppraisalError::Setting`] where a setting is out of its range.
pub fn weakest_drivers(
    own: &DriverValues,
    peers: &[DriverValues],
    settings: &CoachingSettings,
) -> Result<DriverReview, AppraisalError> {
    let settings = settings.checked()?;
    let mut review = DriverReview::default();
    for (&driver, &value) in own {
        match compare(driver, value, peers, settings.min_peers) {
            Err(refusal) => review.refused.push(refusal),
            Ok(standing) => review.place(standing, settings.weak_from),
        }
    }
    review.weak.sort_by(|a, b| a.robust_z.total_cmp(&b.robust_z).then(a.driver.cmp(&b.driver)));
    review.strong.sort_by(|a, b| b.robust_z.total_cmp(&a.robust_z).then(a.driver.cmp(&b.driver)));
    Ok(review)
}

impl DriverReview {
    fn place(&mut self, standing: StrongDriver, weak_from: f64) {
        if standing.robust_z < 0.0 && standing.robust_z <= -weak_from {
            let StrongDriver { driver, value, peer_median, robust_z, n_peers } = standing;
            let topics = topics_for(driver).map(|topic| topic.id.clone()).collect();
            self.weak.push(WeakDriver { driver, value, peer_median, robust_z, n_peers, topics });
        } else if standing.robust_z > 0.0 && standing.robust_z >= weak_from {
            self.strong.push(standing);
        }
    }
}

fn compare(
    driver: WorkDriver,
    value: f64,
    peers: &[DriverValues],
    min_peers: usize,
) -> Result<StrongDriver, DriverRefusal> {
    let others: Vec<f64> =
        peers.iter().filter_map(|peer| peer.get(&driver)).copied().filter(|other| other.is_finite()).collect();
    let n_peers = others.len();
    let refuse = |reason| DriverRefusal { driver, reason, n_peers };
    if !value.is_finite() {
        return Err(refuse(DriverRefusalReason::NotFinite));
    }
    if n_peers < min_peers {
        return Err(refuse(DriverRefusalReason::TooFewPeers));
    }
    let peer_median = median(others.clone());
    let spread = spread(&others, peer_median).ok_or_else(|| refuse(DriverRefusalReason::PeersAlike))?;
    let above = (value - peer_median) / spread;
    let robust_z = if driver.lower_is_better() { -above } else { above };
    Ok(StrongDriver { driver, value, peer_median, robust_z, n_peers })
}

/// The middle of at least one value; the mean of the two middle ones of an even number.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { f64::midpoint(values[half - 1], values[half]) }
}

/// A robust standard deviation; `None` where all values are alike.
fn spread(values: &[f64], centre: f64) -> Option<f64> {
    let distances: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    let mean = distances.iter().sum::<f64>() / distances.len() as f64;
    let spread = robust_spread(median(distances), mean);
    (spread > 0.0).then_some(spread)
}

/// From the median and the mean of the distances from the centre.
pub(super) fn robust_spread(middle: f64, mean: f64) -> f64 {
    if middle > 0.0 { 1.4826 * middle } else { 1.2533 * mean }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers(driver: WorkDriver, values: &[f64]) -> Vec<DriverValues> {
        values.iter().map(|&value| DriverValues::from([(driver, value)])).collect()
    }

    fn review(driver: WorkDriver, own: f64, others: &[f64]) -> DriverReview {
        let own = DriverValues::from([(driver, own)]);
        weakest_drivers(&own, &peers(driver, others), &CoachingSettings::default()).expect("default settings")
    }

    #[test]
    fn a_low_close_rate_points_to_its_four_topics() {
        // Median 0.30, median absolute deviation 0.02: (0.20 − 0.30) ÷ 0.029652 = −3.372.
        let found = review(WorkDriver::CloseRate, 0.20, &[0.28, 0.29, 0.30, 0.32, 0.35]);
        let weak = &found.weak[0];
        assert!((weak.robust_z + 3.3725).abs() < 1e-3, "{}", weak.robust_z);
        assert_eq!((weak.peer_median, weak.n_peers), (0.30, 5));
        for topic in ["objection_handling", "negotiation", "closing", "product_knowledge"] {
            assert!(weak.topics.iter().any(|id| id == topic), "{topic} is missing in {:?}", weak.topics);
        }
        assert!(found.strong.is_empty() && found.refused.is_empty());
    }

    #[test]
    fn a_deep_discount_is_weak_although_the_number_is_high() {
        let others = [0.04, 0.05, 0.05, 0.06, 0.07];
        assert!(review(WorkDriver::DiscountRate, 0.15, &others).weak[0].robust_z < -1.0);
        assert!(review(WorkDriver::DiscountRate, 0.01, &others).strong[0].robust_z > 1.0);
    }

    #[test]
    fn under_five_peers_nothing_is_said() {
        let found = review(WorkDriver::CloseRate, 0.01, &[0.3, 0.4, 0.5, f64::NAN, 0.6]);
        assert!(found.weak.is_empty());
        let refusal =
            DriverRefusal { driver: WorkDriver::CloseRate, reason: DriverRefusalReason::TooFewPeers, n_peers: 4 };
        assert_eq!(found.refused, [refusal]);
    }

    #[test]
    fn peers_who_are_all_alike_measure_nothing_and_half_alike_ones_do() {
        let alike = review(WorkDriver::NewCustomers, 1.0, &[3.0; 6]);
        assert_eq!(alike.refused[0].reason, DriverRefusalReason::PeersAlike);
        // Four of five at 3: the mean distance 0.4 stands in, and (1 − 3) ÷ 0.50132 = −3.99.
        let half = review(WorkDriver::NewCustomers, 1.0, &[3.0, 3.0, 3.0, 3.0, 5.0]);
        assert!((half.weak[0].robust_z + 3.9895).abs() < 1e-3);
    }

    #[test]
    fn the_weakest_comes_first_and_the_middle_is_not_mentioned() {
        let own = DriverValues::from([
            (WorkDriver::CloseRate, 2.0),
            (WorkDriver::Retention, 1.0),
            (WorkDriver::Satisfaction, 3.2),
        ]);
        let peer = |value| {
            DriverValues::from(own.clone().into_keys().map(|driver| (driver, value)).collect::<BTreeMap<_, _>>())
        };
        let others = [1.5, 2.5, 3.0, 3.5, 4.5, 5.5, 2.8].map(peer);
        let found = weakest_drivers(&own, &others, &CoachingSettings::default()).expect("default settings");
        let order: Vec<WorkDriver> = found.weak.iter().map(|weak| weak.driver).collect();
        assert_eq!(order, [WorkDriver::Retention, WorkDriver::CloseRate]);
        assert!(found.strong.is_empty());
    }

    #[test]
    fn a_setting_out_of_range_is_named() {
        let none = DriverValues::new();
        let error = weakest_drivers(&none, &[], &CoachingSettings { min_peers: 1, ..CoachingSettings::default() });
        assert!(matches!(error, Err(AppraisalError::Setting { field: "min_peers", .. })));
    }
}
