//! From attainment to points, on straight lines.

use serde::{Deserialize, Serialize};

/// The piecewise-linear way from attainment to score: flat up to the floor, straight from floor over target and (where
/// there is one) stretch to cap, flat from there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorePoints {
    /// At this attainment and below, this score.
    pub floor: ScoreAt,
    /// The score of meeting the target, usually at an attainment of 1.
    pub target: ScoreAt,
    /// The score of the stretch value; without one the way from target to cap is one straight line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stretch: Option<ScoreAt>,
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
        ScorePoints { floor: at(0.0, 0.0), target: at(1.0, 90.0), stretch: None, cap: at(1.2, 100.0) }
    }
}

impl ScorePoints {
    /// The score of an attainment.
    ///
    /// ```
    /// use attain::appraisal::{ScoreAt, ScorePoints};
    /// let points = ScorePoints { stretch: Some(ScoreAt { attainment: 1.1, score: 98.0 }), ..ScorePoints::default() };
    /// assert!((points.score(1.05) - 94.0).abs() < 1e-9);
    /// assert!((points.score(1.15) - 99.0).abs() < 1e-9);
    /// ```
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

    /// The points in order, as they are printed: `0:0 1:90 1.2:100`.
    pub fn text(&self) -> String {
        let each: Vec<String> = self.all().map(|at| format!("{}:{}", at.attainment, at.score)).collect();
        each.join(" ")
    }

    /// Whether attainments rise strictly, scores do not fall, and all are finite and not negative.
    pub(super) fn rise(&self) -> bool {
        let sound = |x: f64| x.is_finite() && x >= 0.0;
        let points: Vec<ScoreAt> = self.all().collect();
        points.iter().all(|at| sound(at.attainment) && sound(at.score))
            && points.windows(2).all(|two| two[0].attainment < two[1].attainment && two[0].score <= two[1].score)
    }

    fn all(&self) -> impl Iterator<Item = ScoreAt> {
        [Some(self.floor), Some(self.target), self.stretch, Some(self.cap)].into_iter().flatten()
    }

    /// The straight line on which an attainment between floor and cap lies; a bend belongs to the line above it.
    fn leg(&self, attainment: f64) -> (ScoreAt, ScoreAt) {
        let above = self.stretch.unwrap_or(self.cap);
        match self.stretch {
            _ if attainment < self.target.attainment => (self.floor, self.target),
            Some(stretch) if attainment >= stretch.attainment => (stretch, self.cap),
            _ => (self.target, above),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn stretch_bends_the_way_between_target_and_cap() {
        let at = |attainment, score| ScoreAt { attainment, score };
        let points = ScorePoints {
            floor: at(0.5, 0.0),
            target: at(1.0, 80.0),
            stretch: Some(at(1.2, 100.0)),
            cap: at(1.5, 120.0),
        };
        for (attainment, score) in
            [(0.5, 0.0), (0.75, 40.0), (1.0, 80.0), (1.1, 90.0), (1.2, 100.0), (1.35, 110.0), (2.0, 120.0)]
        {
            assert!((points.score(attainment) - score).abs() < 1e-9, "at {attainment}: {}", points.score(attainment));
        }
        assert_eq!(points.text(), "0.5:0 1:80 1.2:100 1.5:120");
        assert!(points.rise());
        assert!(!ScorePoints { stretch: Some(at(1.6, 100.0)), ..points }.rise(), "a stretch beyond the cap");
    }
}
