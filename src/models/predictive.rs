//! A predictive distribution: where a value will probably lie.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// The distribution of one future value: a centre plus a scale times a pooled sample of signed scores.
///
/// The scores are walk-forward errors divided by each series' own scale (`(actual − forecast) ÷ scale`), so the
/// distribution promises what past forecasts kept (split conformal prediction). The k-th of n sorted scores
/// stands at level k ÷ (n + 1), the finite-sample level; between them the quantile function is linear. Below
/// the first and above the last level it goes on with a straight tail, and [`Predictive::supports`] says that
/// the sample does not reach that far.
///
/// Quantiles are clipped at `lower_bound` (0 for counts and other amounts that cannot be negative) and at
/// `upper_bound` (1 for shares).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawPredictive")]
pub struct Predictive {
    centre: f64,
    scale: f64,
    /// Shared: all series of a panel rest on one sample for each distance.
    #[serde(serialize_with = "written")]
    scores: Arc<[f64]>,
    lower_bound: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upper_bound: Option<f64>,
}

impl Predictive {
    /// From a point forecast, the series' scale and the pooled scores, in any order.
    ///
    /// `None` where there are no scores, or where a number is not finite or the scale not positive.
    pub fn new(centre: f64, scale: f64, mut scores: Vec<f64>, lower_bound: Option<f64>) -> Option<Predictive> {
        if scores.is_empty() || !scores.iter().all(|score| score.is_finite()) {
            return None;
        }
        scores.sort_by(f64::total_cmp);
        Predictive::of_sorted(centre, scale, &scores.into(), lower_bound)
    }

    /// The same from finite scores, at least one of them, that are sorted already and are shared with others.
    pub(crate) fn of_sorted(
        centre: f64,
        scale: f64,
        scores: &Arc<[f64]>,
        lower_bound: Option<f64>,
    ) -> Option<Predictive> {
        let finite = centre.is_finite() && scale.is_finite() && scale > 0.0;
        finite.then(|| Predictive { centre, scale, scores: Arc::clone(scores), lower_bound, upper_bound: None })
    }

    /// The same, with no quantile above this; `None` leaves it as it is.
    pub fn at_most(self, upper_bound: Option<f64>) -> Predictive {
        Predictive { upper_bound: upper_bound.or(self.upper_bound), ..self }
    }

    /// How many walk-forward errors the distribution rests on.
    pub fn sample_size(&self) -> usize {
        self.scores.len()
    }

    /// Whether the sample is large enough to speak about this level: 1 ÷ (n + 1) ≤ level ≤ n ÷ (n + 1).
    pub fn supports(&self, level: f64) -> bool {
        // 1 − 0.9 is a little less than a tenth to a computer, and nine scores speak about a tenth.
        let edge = 1.0 / (self.scores.len() as f64 + 1.0) - 1e-9;
        (edge..=1.0 - edge).contains(&level)
    }

    /// The value below which the future value falls with probability `level` (clamped to 0.001–0.999).
    pub fn quantile(&self, level: f64) -> f64 {
        let raw = self.centre + self.scale * self.score_at(level.clamp(0.001, 0.999));
        let raw = self.lower_bound.map_or(raw, |bound| raw.max(bound));
        self.upper_bound.map_or(raw, |bound| raw.min(bound))
    }

    /// The middle: as often above as below.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The mean, as that of a thousand evenly spaced quantiles.
    pub fn mean(&self) -> f64 {
        self.mean_of(1_000)
    }

    /// The mean, as that of so many evenly spaced quantiles.
    pub fn mean_of(&self, points: u32) -> f64 {
        let share = |at: u32| (f64::from(at) + 0.5) / f64::from(points);
        (0..points).map(|at| self.quantile(share(at))).sum::<f64>() / f64::from(points)
    }

    /// The scale by which the scores are stretched, above zero.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The same in a world in which everything is this many times as large; `None` where the factor is not positive or
    /// not finite.
    pub fn scaled(&self, factor: f64) -> Option<Predictive> {
        let positive = factor > 0.0 && factor.is_finite();
        let (centre, scale) = (self.centre * factor, self.scale * factor);
        positive.then(|| Predictive { centre, scale, ..self.clone() })
    }

    /// The same with a scale of this many times its own; `None` where the factor is not positive or not finite.
    pub(crate) fn widened(&self, factor: f64) -> Option<Predictive> {
        (factor > 0.0 && factor.is_finite()).then(|| Predictive { scale: self.scale * factor, ..self.clone() })
    }

    /// The same joined by a part of something else, of which so much is expected and whose scale is independent of
    /// this one's; `None` where a number is not finite.
    pub fn joined_by(&self, expected: f64, scale: f64) -> Option<Predictive> {
        let (centre, scale) = (self.centre + expected, self.scale.hypot(scale));
        // A wider scale moves the mean where the scores do not lie around zero; what is expected must stay expected.
        let wider = Predictive { centre, scale, ..self.clone() };
        let centre = wider.centre + (self.mean() + expected - wider.mean());
        let finite = centre.is_finite() && scale.is_finite();
        finite.then_some(Predictive { centre, ..wider })
    }

    /// What the distribution was built around: the point forecast, moved by what errors have to do with size.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// The signed scores, ascending.
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// Below this no quantile lies; `None` where nothing bounds it.
    pub fn lower_bound(&self) -> Option<f64> {
        self.lower_bound
    }

    /// The chance that the value stays below `value` (0.001–0.999; 0.001 at and under the lower bound): the level of
    /// [`Predictive::quantile`]'s inner, rising form, the lowest one where that is level.
    pub fn cdf(&self, value: f64) -> f64 {
        if self.lower_bound.is_some_and(|bound| value <= bound) {
            return 0.001;
        }
        if self.upper_bound.is_some_and(|bound| value > bound) {
            return 0.999;
        }
        self.level_at((value - self.centre) / self.scale).clamp(0.001, 0.999)
    }

    /// The level at which a score stands, the inverse of [`Predictive::score_at`]; beyond 0 and 1 in the tails.
    fn level_at(&self, score: f64) -> f64 {
        let n = self.scores.len();
        let above = self.scores.partition_point(|one| *one < score);
        let position = match above.checked_sub(1) {
            None => (score - self.scores[0]) / self.tail_step(),
            Some(last) if above == n => last as f64 + (score - self.scores[last]) / self.tail_step(),
            Some(below) => below as f64 + (score - self.scores[below]) / (self.scores[above] - self.scores[below]),
        };
        (position + 1.0) / (n as f64 + 1.0)
    }

    /// The chance of reaching at least `value`.
    pub fn chance_of_reaching(&self, value: f64) -> f64 {
        1.0 - self.cdf(value)
    }

    /// Whether a value lies above the least that can come: what does not is reached whatever happens, and says nothing of
    /// whether chances are kept.
    pub(crate) fn asks_for_something(&self, value: f64) -> bool {
        self.lower_bound.is_none_or(|bound| value > bound + 1e-9 * self.scale)
    }

    /// How far the score moves in a straight tail from one order statistic's level to the next: as wide as the mean
    /// step inside; a single score gets a tail of its own size.
    pub fn tail_step(&self) -> f64 {
        let n = self.scores.len();
        let (first, last) = (self.scores[0], self.scores[n - 1]);
        let step = if n > 1 { (last - first) / (n as f64 - 1.0) } else { first.abs().max(0.1) };
        step.max(1e-9)
    }

    /// The score at a level: linear between the order statistics, straight tails beyond.
    pub fn score_at(&self, level: f64) -> f64 {
        let n = self.scores.len();
        let position = level * (n as f64 + 1.0) - 1.0;
        if position <= 0.0 {
            self.scores[0] + position * self.tail_step()
        } else if position >= n as f64 - 1.0 {
            self.scores[n - 1] + (position - (n as f64 - 1.0)) * self.tail_step()
        } else {
            let below = position.floor() as usize;
            let share = position - below as f64;
            self.scores[below] * (1.0 - share) + self.scores[below + 1] * share
        }
    }
}

fn written<S: Serializer>(scores: &Arc<[f64]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(scores.iter())
}

/// A distribution as it stands in a file, before it is checked.
#[derive(Deserialize)]
struct RawPredictive {
    centre: f64,
    scale: f64,
    scores: Vec<f64>,
    lower_bound: Option<f64>,
    #[serde(default)]
    upper_bound: Option<f64>,
}

impl TryFrom<RawPredictive> for Predictive {
    type Error = &'static str;

    fn try_from(raw: RawPredictive) -> Result<Self, Self::Error> {
        Predictive::new(raw.centre, raw.scale, raw.scores, raw.lower_bound)
            .map(|found| found.at_most(raw.upper_bound))
            .ok_or("a predictive distribution needs finite numbers, a positive scale and at least one score")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_and_cdf_are_inverse() {
        let scores = vec![-1.0, -0.4, -0.1, 0.0, 0.2, 0.3, 0.9, 1.5, 2.0];
        let p = Predictive::new(100.0, 10.0, scores, Some(0.0)).expect("finite input");
        for level in [0.05, 0.1, 0.4, 0.5, 0.77, 0.9, 0.95] {
            assert!((p.cdf(p.quantile(level)) - level).abs() < 1e-9, "at {level}");
        }
        let tied = Predictive::new(0.0, 1.0, vec![-1.0, 0.0, 0.0, 0.0, 1.0], None).expect("finite input");
        assert_eq!((tied.cdf(0.0), tied.cdf(-1.0), tied.cdf(1.0)), (2.0 / 6.0, 1.0 / 6.0, 5.0 / 6.0));
        assert_eq!((tied.cdf(-50.0), tied.cdf(50.0)), (0.001, 0.999));
        let alone = Predictive::new(10.0, 2.0, vec![0.5], None).expect("finite input");
        assert!([0.2, 0.5, 0.9].iter().all(|level| (alone.cdf(alone.quantile(*level)) - level).abs() < 1e-12));
        let share = p.clone().at_most(Some(105.0));
        assert_eq!((share.quantile(0.9), share.cdf(106.0)), (105.0, 0.999));
        assert!((share.cdf(104.0) - p.cdf(104.0)).abs() < 1e-12);
        assert_eq!(p.quantile(0.5), 102.0);
        assert!(p.supports(0.1) && p.supports(1.0 - 0.9) && !p.supports(0.05));
    }
}
