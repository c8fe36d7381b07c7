//! One line of a card: what was measured, against what, and how many points that is.

use serde::{Deserialize, Serialize};

use super::AppraisalError;
use super::group::{Group, Perspective};
use super::points::ScorePoints;
use crate::quantity::{Measured, NullReason, Scalar};

/// What is known about one metric of one rep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiLine {
    /// The metric's id in the dictionary; of an objective without one, the objective's own id.
    pub metric_id: String,
    /// The measured value, or why there is none.
    pub value: Measured,
    /// The target in force, in the value's unit; `None` without one. Of a band, the edge that the value is held against.
    pub target: Option<Scalar>,
    /// Which way is better.
    pub direction: Direction,
    /// The standard error of the value, in the unit that `value` counts in (minor units for money); `None` where it
    /// was not estimated.
    pub standard_error: Option<f64>,
    /// What the value rests on.
    pub evidence: Evidence,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better: attainment is actual ÷ target.
    HigherBetter,
    /// Less is better: attainment is 2 − actual ÷ target, and at least 0.
    LowerBetter,
    /// From `low` to `high` is right: attainment is 1 there, actual ÷ low under it, and 2 − actual ÷ high, at least 0,
    /// over it.
    Band {
        /// The lower edge, in the value's unit.
        low: Scalar,
        /// The upper edge, in the value's unit; not under the lower one.
        high: Scalar,
    },
}

impl Direction {
    /// The code in tables.
    pub fn code(self) -> &'static str {
        match self {
            Direction::HigherBetter => "higher",
            Direction::LowerBetter => "lower",
            Direction::Band { .. } => "band",
        }
    }

    /// The edge of the band that a value is held against: the nearer one outside, the lower one inside. `None` where
    /// there is no band.
    pub fn edge_for(self, value: Option<Scalar>) -> Option<Scalar> {
        let Direction::Band { low, high } = self else { return None };
        Some(if value.is_some_and(|value| plain(value) > plain(high)) { high } else { low })
    }
}

/// The facts behind a value, so that a reader can follow it back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// The period it was measured in, such as `2019-Q2`.
    pub period_label: String,
    /// The upper sum of a ratio; `None` where the value is a plain sum.
    pub numerator: Option<Scalar>,
    /// The lower sum of a ratio.
    pub denominator: Option<Scalar>,
    /// How many cases the value rests on: orders, customers, deals.
    pub n: Option<i64>,
    /// Where the target comes from: `quota`, `fixed`, `year_before`, `objective`.
    pub target_version: Option<String>,
    /// How the standard error was estimated: `interval`, `noise`, `noise_of_others`, `given`; empty without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error_from: String,
    /// What is to be known about the line, as codes: `running`, `by_statement` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// In the people's own words what was agreed; empty where nobody said anything.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
}

/// A line as it goes onto a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardLine {
    /// Its group.
    pub group: Group,
    /// Its perspective.
    pub perspective: Perspective,
    /// What tells it from the other lines of its group: a metric's id, an objective's, an instrument's.
    pub item_id: String,
    /// Its weight against the other lines of the group.
    pub weight: f64,
    /// What it says.
    pub content: Content,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A value against a target, to be turned into points.
    Measured {
        /// The value and its target; `None` where nobody measured it.
        line: Option<KpiLine>,
        /// The way from attainment to points.
        points: ScorePoints,
    },
    /// Points that were given elsewhere: ratings.
    Given {
        /// The points and what they rest on.
        line: KpiLine,
        /// 0 to 100; `None` where there are none, for the reason in the line's value.
        score: Option<f64>,
    },
    /// A line that must not score.
    Refused {
        /// The line as far as it is known.
        line: KpiLine,
        /// Why.
        reason: MissingReason,
    },
}

/// Why a line has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// The card weighs the metric, but no line was given for it.
    NotMeasured,
    /// The value or the target is absent, or the target is not positive (`no_denominator`).
    Null(NullReason),
    /// The value or the target is not a finite number.
    NotFinite,
    /// The objective was not agreed to by both sides.
    NotAgreed,
    /// The objective has no weight, or none above nothing.
    NoWeight,
}

impl MissingReason {
    /// The code in tables.
    pub fn code(self) -> &'static str {
        match self {
            MissingReason::NotMeasured => "not_measured",
            MissingReason::Null(reason) => reason.code(),
            MissingReason::NotFinite => "not_finite",
            MissingReason::NotAgreed => "not_agreed",
            MissingReason::NoWeight => "no_weight",
        }
    }
}

/// The points of a line, before it is weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Points {
    pub(super) attainment: Option<f64>,
    pub(super) score: f64,
    pub(super) standard_error: Option<f64>,
}

impl CardLine {
    /// The value and its target, where there are such.
    pub fn kpi(&self) -> Option<&KpiLine> {
        match &self.content {
            Content::Measured { line, .. } => line.as_ref(),
            Content::Given { line, .. } | Content::Refused { line, .. } => Some(line),
        }
    }

    /// The line's points, or why it has none.
    pub(super) fn points(&self) -> Result<Result<Points, MissingReason>, AppraisalError> {
        match &self.content {
            Content::Refused { reason, .. } => Ok(Err(*reason)),
            Content::Measured { line: None, .. } => Ok(Err(MissingReason::NotMeasured)),
            Content::Measured { line: Some(line), points } => of_attainment(line, points),
            Content::Given { line, score } => Ok(match score {
                Some(score) if score.is_finite() => {
                    Ok(Points { attainment: None, score: *score, standard_error: line.standard_error })
                }
                Some(_) => Err(MissingReason::NotFinite),
                None => Err(line.value.null_reason().map_or(MissingReason::NotMeasured, MissingReason::Null)),
            }),
        }
    }
}

fn of_attainment(line: &KpiLine, points: &ScorePoints) -> Result<Result<Points, MissingReason>, AppraisalError> {
    Ok(comparable(line)?.map(|(value, target)| {
        let attained = |value: f64| attainment(line.direction, value, target);
        let score = |value: f64| points.score(attained(value));
        let error = line.standard_error.filter(|error| error.is_finite());
        Points {
            attainment: Some(attained(value)),
            score: score(value),
            standard_error: error.map(|error| half_the_range([value - error, value, value + error].map(score))),
        }
    }))
}

/// The standard error in points: half the range of the scores from one error below the value to one above. On one
/// straight line that is slope × error; at a bend it knows both sides, so that a score at the cap is not called exact
/// where the value might as well lie under it.
fn half_the_range(scores: [f64; 3]) -> f64 {
    let [low, high] = [f64::min, f64::max].map(|end| scores.into_iter().reduce(end).unwrap_or(0.0));
    (high - low) / 2.0
}

/// Value and target as plain numbers, or why they cannot be compared.
fn comparable(line: &KpiLine) -> Result<Result<(f64, f64), MissingReason>, AppraisalError> {
    let value = match line.value {
        Measured::Value(value) => value,
        Measured::Null(reason) => return Ok(Err(MissingReason::Null(reason))),
    };
    let Some(target) = line.direction.edge_for(Some(value)).or(line.target) else {
        return Ok(Err(MissingReason::Null(NullReason::NoTarget)));
    };
    if std::mem::discriminant(&value) != std::mem::discriminant(&target) {
        return Err(AppraisalError::UnitMismatch { metric_id: line.metric_id.clone() });
    }
    let (value, target) = (plain(value), plain(target));
    if !value.is_finite() || !target.is_finite() {
        return Ok(Err(MissingReason::NotFinite));
    }
    if target <= 0.0 {
        return Ok(Err(MissingReason::Null(NullReason::NoDenominator)));
    }
    Ok(Ok((value, target)))
}

/// How far a value attains its target. Source: the dictionary's `attainment`; where less is better, 2 − actual ÷ target.
fn attainment(direction: Direction, value: f64, target: f64) -> f64 {
    match direction {
        Direction::HigherBetter => value / target,
        Direction::LowerBetter => (2.0 - value / target).max(0.0),
        Direction::Band { low, .. } if value < plain(low) => value / plain(low),
        Direction::Band { high, .. } if value > plain(high) => (2.0 - value / plain(high)).max(0.0),
        Direction::Band { .. } => 1.0,
    }
}

/// The number in the unit's own counts; a ratio of two of them is the same in any unit.
fn plain(scalar: Scalar) -> f64 {
    match scalar {
        Scalar::Money(counts) | Scalar::Count(counts) | Scalar::Units(counts) => counts as f64,
        Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: f64, direction: Direction, target: Option<f64>, standard_error: Option<f64>) -> KpiLine {
        KpiLine {
            metric_id: "sales_cycle".to_string(),
            value: Measured::Value(Scalar::Days(value)),
            target: target.map(Scalar::Days),
            direction,
            standard_error,
            evidence: Evidence::default(),
        }
    }

    fn days(value: f64, direction: Direction, target: Option<f64>) -> Option<f64> {
        let points = of_attainment(&line(value, direction, target, None), &ScorePoints::default()).expect("one unit");
        points.ok()?.attainment
    }

    fn error(value: f64, direction: Direction, target: Option<f64>) -> f64 {
        let line = line(value, direction, target, Some(10.0));
        let points = of_attainment(&line, &ScorePoints::default()).expect("one unit").expect("a target");
        points.standard_error.expect("the value has an error")
    }

    #[test]
    fn an_error_at_a_bend_knows_both_sides() {
        let higher = |value| error(value, Direction::HigherBetter, Some(100.0));
        assert!((higher(80.0) - 9.0).abs() < 1e-9, "on one line: 90 × 0.1");
        assert!((higher(100.0) - (95.0 - 81.0) / 2.0).abs() < 1e-9);
        assert!((higher(120.0) - 2.5).abs() < 1e-9, "a score at the cap is not exact");
        assert_eq!(higher(300.0), 0.0);
        let band = Direction::Band { low: Scalar::Days(20.0), high: Scalar::Days(40.0) };
        assert!((error(20.0, band, None) - 22.5).abs() < 1e-9, "ten under the edge is half of it");
        assert_eq!(error(30.0, band, None), 0.0, "ten on either side lie in the band");
    }

    #[test]
    fn a_band_is_attained_inside_and_less_on_either_side() {
        let band = Direction::Band { low: Scalar::Days(20.0), high: Scalar::Days(40.0) };
        for (value, attained) in [(10.0, 0.5), (20.0, 1.0), (33.0, 1.0), (40.0, 1.0), (50.0, 0.75), (100.0, 0.0)] {
            assert_eq!(days(value, band, None), Some(attained), "at {value}");
        }
    }

    #[test]
    fn less_is_better_where_it_is_and_never_under_nothing() {
        assert_eq!(days(45.0, Direction::LowerBetter, Some(60.0)), Some(1.25));
        assert_eq!(days(150.0, Direction::LowerBetter, Some(60.0)), Some(0.0));
        assert_eq!(days(45.0, Direction::LowerBetter, None), None);
        assert_eq!(days(45.0, Direction::LowerBetter, Some(0.0)), None);
    }
}
