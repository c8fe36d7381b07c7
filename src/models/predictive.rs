//! A predictive distribution: where a value will probably lie.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// On which side of an amount a value is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At the amount or above: more is better.
    AtLeast,
    /// At the amount or below: less is better.
    AtMost,
}

impl Side {
    /// The level of a distribution at which the amount stands that the value is on this side of with a chance.
    ///
    /// ```
    /// use attain::models::predictive::Side;
    /// assert_eq!((Side::AtLeast.level(0.75), Side::AtMost.level(0.75)), (0.25, 0.75));
    /// ```
    pub fn level(self, chance: f64) -> f64 {
        match self {
            Side::AtLeast => 1.0 - chance,
            Side::AtMost => chance,
        }
    }

    /// Whether a value is on this side of an amount; on the amount itself it is on both.
    ///
    /// ```
    /// use attain::models::predictive::Side;
    /// assert!(Side::AtLeast.is_met(2.0, 2.0) && Side::AtMost.is_met(2.0, 2.0) && !Side::AtMost.is_met(3.0, 2.0));
    /// ```
    pub fn is_met(self, value: f64, amount: f64) -> bool {
        match self {
            Side::AtLeast => value >= amount,
            Side::AtMost => value <= amount,
        }
    }
}

/// Scores no further apart than this are one: of an amount that was worked out from a score, the score comes out again
/// with other last digits.
const NEAR: f64 = 1e-9;

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

    /// The same, with no quantile below this; `None` leaves it as it is.
    pub(crate) fn at_least(self, lower_bound: Option<f64>) -> Predictive {
        Predictive { lower_bound: lower_bound.or(self.lower_bound), ..self }
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
        self.quantiles(points).sum::<f64>() / f64::from(points)
    }

    /// The same, where a quantile that is not usual counts as the nearest that is; the median where none is.
    pub(crate) fn usual_mean_of(&self, points: u32, is_usual: impl Fn(f64) -> bool) -> f64 {
        let all: Vec<f64> = self.quantiles(points).collect();
        let mut usual = all.iter().copied().filter(|value| is_usual(*value));
        let Some(first) = usual.next() else { return self.median() };
        let last = usual.next_back().unwrap_or(first);
        all.iter().map(|value| value.clamp(first, last)).sum::<f64>() / f64::from(points)
    }

    /// So many evenly spaced quantiles, ascending.
    fn quantiles(&self, points: u32) -> impl Iterator<Item = f64> {
        (0..points).map(move |at| self.quantile((f64::from(at) + 0.5) / f64::from(points)))
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
        let score = (value - self.centre) / self.scale;
        self.level_between(score, self.scores.partition_point(|one| *one < score - NEAR)).clamp(0.001, 0.999)
    }

    /// The chance that the value comes to `value` or less (0.001–0.999; 0.999 at and above the upper bound): as
    /// [`Predictive::cdf`], and where many scores are the same, the highest level at which they stand.
    ///
    /// ```
    /// use attain::models::predictive::Predictive;
    /// let own = Predictive::new(10.0, 1.0, vec![-1.0, 0.0, 0.0, 0.0, 1.0], None).unwrap();
    /// assert_eq!((own.cdf(10.0), own.chance_of_at_most(10.0)), (2.0 / 6.0, 4.0 / 6.0));
    /// ```
    pub fn chance_of_at_most(&self, value: f64) -> f64 {
        if self.upper_bound.is_some_and(|bound| value >= bound) {
            return 0.999;
        }
        if self.lower_bound.is_some_and(|bound| value < bound) {
            return 0.001;
        }
        let score = (value - self.centre) / self.scale;
        self.level_between(score, self.scores.partition_point(|one| *one <= score + NEAR)).clamp(0.001, 0.999)
    }

    /// The level at which a score stands before the score at `above`, the inverse of [`Predictive::score_at`]; beyond 0
    /// and 1 in the tails.
    fn level_between(&self, score: f64, above: usize) -> f64 {
        let n = self.scores.len();
        let position = match above.checked_sub(1) {
            None => ((score - self.scores[0]) / self.tail_step()).min(0.0),
            Some(last) if above == n => last as f64 + ((score - self.scores[last]) / self.tail_step()).max(0.0),
            Some(below) => {
                let gap = self.scores[above] - self.scores[below];
                below as f64 + ((score - self.scores[below]) / gap).clamp(0.0, 1.0)
            }
        };
        (position + 1.0) / (n as f64 + 1.0)
    }

    /// The chance of reaching at least `value`.
    pub fn chance_of_reaching(&self, value: f64) -> f64 {
        1.0 - self.cdf(value)
    }

    /// The chance that the value is on this side of an amount.
    pub fn chance_of(&self, side: Side, amount: f64) -> f64 {
        match side {
            Side::AtLeast => self.chance_of_reaching(amount),
            Side::AtMost => self.chance_of_at_most(amount),
        }
    }

    /// Whether an amount lies inside of what can come: what a value is on this side of whatever happens says nothing of
    /// whether chances are kept.
    pub(crate) fn asks_for_something(&self, side: Side, amount: f64) -> bool {
        let near = NEAR * self.scale;
        match side {
            Side::AtLeast => self.lower_bound.is_none_or(|bound| amount > bound + near),
            Side::AtMost => self.upper_bound.is_none_or(|bound| amount < bound - near),
        }
    }

    /// Whether what came was on this side of the amount that was stated at a chance; `None` where the sample does not
    /// speak about the chance, and where the amount asks for nothing.
    pub(crate) fn is_kept(&self, side: Side, chance: f64, came: f64) -> Option<bool> {
        let level = side.level(chance);
        if !self.supports(level) {
            return None;
        }
        let amount = self.quantile(level);
        self.asks_for_something(side, amount).then(|| side.is_met(came, amount))
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

    #[test]
    fn a_value_on_an_amount_counts_on_both_sides_of_it() {
        let tied = Predictive::new(0.0, 1.0, vec![-1.0, 0.0, 0.0, 0.0, 1.0], None).expect("finite input");
        let at_most = |value: f64| tied.chance_of_at_most(value);
        assert_eq!((at_most(0.0), at_most(-1.0), at_most(1.0)), (4.0 / 6.0, 1.0 / 6.0, 5.0 / 6.0));
        assert_eq!((at_most(-50.0), at_most(50.0)), (0.001, 0.999));
        assert_eq!(
            (tied.chance_of(Side::AtLeast, 0.0), tied.chance_of(Side::AtMost, 0.0)),
            (1.0 - 2.0 / 6.0, 4.0 / 6.0)
        );
        // Where nothing is the same, both are one level.
        assert!((at_most(0.5) - tied.cdf(0.5)).abs() < 1e-12 && (at_most(-7.0) - tied.cdf(-7.0)).abs() < 1e-12);
        let inside = tied.clone().at_most(Some(0.5));
        assert_eq!((inside.chance_of_at_most(0.5), inside.chance_of_at_most(0.4)), (0.999, at_most(0.4)));
        let above = Predictive::new(0.0, 1.0, vec![-1.0, 0.0, 1.0], Some(0.0)).expect("finite input");
        assert_eq!((above.chance_of_at_most(-0.1), above.chance_of_at_most(0.0)), (0.001, 0.5));
    }

    #[test]
    fn amounts_worked_out_from_equal_scores_are_equal_whatever_their_last_digits() {
        // (0.5 − 0.47) ÷ 0.1 is a little more than 0.3 to a computer.
        let own = Predictive::new(0.47, 0.1, vec![-1.0, 0.3, 0.3, 0.3, 1.0], None).expect("finite input");
        assert_eq!(own.quantile(0.5), 0.5);
        assert!((own.chance_of_reaching(0.5) - 4.0 / 6.0).abs() < 1e-6, "{}", own.chance_of_reaching(0.5));
        assert!((own.chance_of_at_most(0.5) - 4.0 / 6.0).abs() < 1e-6, "{}", own.chance_of_at_most(0.5));
    }

    #[test]
    fn what_asks_for_nothing_is_kept_by_nobody() {
        let share = |centre: f64| {
            let scores = (-9..=9).map(|score| f64::from(score) / 10.0).collect();
            Predictive::new(centre, 1.0, scores, Some(0.0)).expect("finite input").at_most(Some(1.0))
        };
        let (low, high) = (share(0.1), share(0.9));
        assert_eq!(low.is_kept(Side::AtLeast, 0.7, 0.0), None, "nothing or more comes always");
        assert_eq!(high.is_kept(Side::AtMost, 0.7, 1.0), None, "and so does all or less");
        assert_eq!(
            (low.is_kept(Side::AtMost, 0.7, 0.2), low.is_kept(Side::AtMost, 0.7, 0.8)),
            (Some(true), Some(false))
        );
        assert_eq!(
            (high.is_kept(Side::AtLeast, 0.7, 0.9), high.is_kept(Side::AtLeast, 0.7, 0.2)),
            (Some(true), Some(false))
        );
        assert_eq!(high.is_kept(Side::AtLeast, 0.99, 0.9), None, "nineteen errors say nothing of it");
    }
}
