//! The company's rules: what counts how much, and what score it gives.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{AppraisalError, GradeBand};

/// How far the weights may miss 100 by rounding: three weights of 33.333333 pass, 33.3 does not.
const WEIGHT_TOLERANCE: f64 = 1e-4;

/// The rules of a KPI scorecard.
///
/// | field | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `weights` | none | weight per metric id | each > 0, sum 100 |
/// | `points` | 0 → 0, 1 → 90, 1.2 → 100 | score at the floor, at the target and at the cap | rising |
/// | `points_by_metric` | none | other points for single metrics | metrics with a weight |
/// | `bands` | S 95, A 85, B 70, C 60, D 0 | grades and their least scores | falling, ending at 0 |
/// | `min_coverage` | 0.60 | share of the weight under which a card is flagged as thin | 0–1 |
///
/// There are no default weights: what matters is the company's choice, and a scorecard without one is refused
/// rather than guessed. Meeting every target exactly gives 90, a good A; S is left to those who exceed them; a
/// share of the target gives the same share of 90.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScorecardSettings {
    /// The weight of each metric, by its id.
    pub weights: BTreeMap<String, f64>,
    /// The score that an attainment gives.
    pub points: ScorePoints,
    /// Other points for single metrics.
    pub points_by_metric: BTreeMap<String, ScorePoints>,
    /// The grades, best first.
    pub bands: Vec<GradeBand>,
    /// The share of the weight under which a card is flagged as thin.
    pub min_coverage: f64,
}

impl Default for ScorecardSettings {
    fn default() -> Self {
        ScorecardSettings {
            weights: BTreeMap::new(),
            points: ScorePoints::default(),
            points_by_metric: BTreeMap::new(),
            bands: GradeBand::defaults(),
            min_coverage: 0.60,
        }
    }
}

impl ScorecardSettings {
    /// The settings themselves where all is in order, else the first thing that is not.
    ///
    /// ```
    /// use attain::appraisal::ScorecardSettings;
    /// let mut settings = ScorecardSettings::default();
    /// settings.weights.insert("revenue_net".into(), 60.0);
    /// settings.weights.insert("new_customers".into(), 30.0);
    /// let error = settings.clone().checked().unwrap_err();
    /// assert_eq!(error.to_string(), "the weights sum to 90, and they must sum to 100");
    /// settings.weights.insert("new_customers".into(), 40.0);
    /// assert!(settings.checked().is_ok());
    /// ```
    ///
    /// # Errors
    /// [`AppraisalError`] with the sum of the weights, or the metric, band or field that is wrong.
    pub fn checked(self) -> Result<ScorecardSettings, AppraisalError> {
        for (metric_id, &received) in &self.weights {
            if !(received > 0.0 && received.is_finite()) {
                return Err(AppraisalError::Weight { metric_id: metric_id.clone(), received });
            }
        }
        let sum: f64 = self.weights.values().sum();
        if (sum - 100.0).abs() > WEIGHT_TOLERANCE {
            return Err(AppraisalError::WeightsSum { sum });
        }
        self.check_points()?;
        check_bands(&self.bands)?;
        if !(0.0..=1.0).contains(&self.min_coverage) {
            let received = self.min_coverage;
            return Err(AppraisalError::Setting { field: "min_coverage", received, low: 0.0, high: 1.0 });
        }
        Ok(self)
    }

    /// The points that hold for a metric.
    pub fn points_for(&self, metric_id: &str) -> ScorePoints {
        self.points_by_metric.get(metric_id).copied().unwrap_or(self.points)
    }

    fn check_points(&self) -> Result<(), AppraisalError> {
        if !self.points.rise() {
            return Err(AppraisalError::ScorePoints { metric_id: None });
        }
        for (metric_id, points) in &self.points_by_metric {
            let metric_id = metric_id.clone();
            if !self.weights.contains_key(&metric_id) {
                return Err(AppraisalError::PointsWithoutWeight { metric_id });
            }
            if !points.rise() {
                return Err(AppraisalError::ScorePoints { metric_id: Some(metric_id) });
            }
        }
        Ok(())
    }
}

fn check_bands(bands: &[GradeBand]) -> Result<(), AppraisalError> {
    let mut labels = BTreeSet::new();
    let mut above = f64::INFINITY;
    for band in bands {
        // Asked this way round, a band that is not a number is refused too.
        let falls = band.at_least < above;
        if band.label.is_empty() || !labels.insert(&band.label) || !falls {
            return Err(AppraisalError::Bands { label: band.label.clone() });
        }
        above = band.at_least;
    }
    match bands.last() {
        Some(last) if last.at_least == 0.0 => Ok(()),
        last => Err(AppraisalError::Bands { label: last.map(|band| band.label.clone()).unwrap_or_default() }),
    }
}

/// The piecewise-linear way from attainment to score: flat up to the floor, straight from floor to target and from
/// target to cap, flat from there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorePoints {
    /// At this attainment and below, this score.
    pub floor: ScoreAt,
    /// The score of meeting the target, usually at an attainment of 1.
    pub target: ScoreAt,
    /// At this attainment and above, this score.
    pub cap: ScoreAt,
}

/// One point of the way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreAt {
    /// Actual ÷ target, as a fraction.
    pub attainment: f64,
    /// Points, usually 0 to 100; never negative.
    pub score: f64,
}

impl Default for ScorePoints {
    fn default() -> Self {
        let at = |attainment, score| ScoreAt { attainment, score };
        ScorePoints { floor: at(0.0, 0.0), target: at(1.0, 90.0), cap: at(1.2, 100.0) }
    }
}

impl ScorePoints {
    /// The score of an attainment.
    pub fn score(&self, attainment: f64) -> f64 {
        let clamped = attainment.clamp(self.floor.attainment, self.cap.attainment);
        let (from, _) = self.leg(clamped);
        from.score + self.slope(clamped) * (clamped - from.attainment)
    }

    /// Points per unit of attainment at an attainment; 0 outside floor and cap.
    pub fn slope(&self, attainment: f64) -> f64 {
        if !(self.floor.attainment..=self.cap.attainment).contains(&attainment) {
            return 0.0;
        }
        let (from, to) = self.leg(attainment);
        (to.score - from.score) / (to.attainment - from.attainment)
    }

    fn leg(&self, attainment: f64) -> (ScoreAt, ScoreAt) {
        if attainment < self.target.attainment { (self.floor, self.target) } else { (self.target, self.cap) }
    }

    /// Whether attainments rise strictly, scores do not fall, and all are finite and not negative.
    fn rise(&self) -> bool {
        let points = [self.floor, self.target, self.cap];
        let sound = |x: f64| x.is_finite() && x >= 0.0;
        points.iter().all(|at| sound(at.attainment) && sound(at.score))
            && points.windows(2).all(|two| two[0].attainment < two[1].attainment && two[0].score <= two[1].score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighted(weights: &[(&str, f64)]) -> ScorecardSettings {
        let weights = weights.iter().map(|&(id, weight)| (id.to_string(), weight)).collect();
        ScorecardSettings { weights, ..ScorecardSettings::default() }
    }

    #[test]
    fn weights_must_sum_to_100_and_the_error_names_the_sum() {
        let third = 100.0 / 3.0;
        assert!(weighted(&[("a", third), ("b", third), ("c", third)]).checked().is_ok());
        let sum = |settings: ScorecardSettings| settings.checked();
        assert_eq!(sum(weighted(&[])), Err(AppraisalError::WeightsSum { sum: 0.0 }));
        assert_eq!(sum(weighted(&[("a", 60.0), ("b", 60.0)])), Err(AppraisalError::WeightsSum { sum: 120.0 }));
        let negative = AppraisalError::Weight { metric_id: "b".into(), received: -20.0 };
        assert_eq!(sum(weighted(&[("a", 120.0), ("b", -20.0)])), Err(negative));
        assert!(matches!(sum(weighted(&[("a", f64::NAN)])), Err(AppraisalError::Weight { .. })));
    }

    #[test]
    fn the_score_is_straight_between_its_points_and_flat_outside() {
        let points = ScorePoints::default();
        for (attainment, score) in
            [(-0.5, 0.0), (0.0, 0.0), (0.5, 45.0), (1.0, 90.0), (1.1, 95.0), (1.2, 100.0), (3.0, 100.0)]
        {
            assert!((points.score(attainment) - score).abs() < 1e-9, "at {attainment}: {}", points.score(attainment));
        }
        assert_eq!((points.slope(0.5), points.slope(3.0)), (90.0, 0.0));
        assert!((points.slope(1.1) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn points_that_fall_and_bands_out_of_order_are_refused() {
        let mut settings = weighted(&[("a", 100.0)]);
        settings.points.cap.attainment = 0.9;
        assert_eq!(settings.checked(), Err(AppraisalError::ScorePoints { metric_id: None }));
        let mut settings = weighted(&[("a", 100.0)]);
        settings.bands.swap(0, 1);
        assert_eq!(settings.checked(), Err(AppraisalError::Bands { label: "S".into() }));
        let mut settings = weighted(&[("a", 100.0)]);
        settings.bands.pop();
        assert_eq!(settings.checked(), Err(AppraisalError::Bands { label: "C".into() }), "nothing below C");
        let mut settings = weighted(&[("a", 100.0)]);
        settings.points_by_metric.insert("b".into(), ScorePoints::default());
        assert_eq!(settings.checked(), Err(AppraisalError::PointsWithoutWeight { metric_id: "b".into() }));
    }

    #[test]
    fn the_settings_read_from_a_configuration() {
        let text = "weights = { revenue_net = 70, new_customers = 30 }\n\
                    bands = [{ label = \"pass\", at_least = 60 }, { label = \"fail\", at_least = 0 }]\n\
                    [points_by_metric.new_customers]\n\
                    floor = { attainment = 0.5, score = 0 }\n\
                    target = { attainment = 1, score = 100 }\n\
                    cap = { attainment = 1.5, score = 120 }\n";
        let settings: ScorecardSettings = toml::from_str(text).expect("valid text");
        let settings = settings.checked().expect("valid settings");
        assert_eq!(settings.points_for("new_customers").score(0.75), 50.0);
        assert_eq!(settings.points_for("revenue_net").score(0.5), 45.0);
        assert!(toml::from_str::<ScorecardSettings>("wieghts = {}").is_err());
    }
}
