//! How sure a value is: the standard error behind a line of the card.

use std::collections::BTreeMap;

use crate::measures::{PeriodRange, wilson_95};
use crate::quantity::Scalar;

use super::flow::is_flow;
use super::values::{RepValues, Value};

/// The two-sided 95 % point of the normal distribution, by which an interval is turned back into a standard error.
const Z_95: f64 = 1.959_963_984_540_054;

/// So many periods before the one under review speak about noise.
pub(super) const PERIODS_BACK: i32 = 8;

/// Fewer changes than this say too little about one rep, and the others' noise stands in.
const LEAST_CHANGES: usize = 4;

/// Fewer reps with a noise of their own than this cannot stand in for others.
const LEAST_REPS: usize = 3;

/// A standard error in the unit that the value counts in, and how it was estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ErrorOfValue {
    pub(super) standard_error: f64,
    pub(super) from: &'static str,
}

/// How many changes of a rep's own the others' noise is worth.
const WORTH_OF_OTHERS: f64 = 4.0;

/// The noise of one metric in one period.
pub(super) struct Noise {
    /// The standard error by rep.
    own: BTreeMap<String, f64>,
    /// The middle of the reps' noise.
    others: Option<f64>,
    /// Whether that is a share of the value, or an amount.
    relative: bool,
}

/// What one rep's past says.
struct Past {
    /// The mean square of the changes, halved.
    variance: f64,
    changes: usize,
    /// The mean of the values, by which the noise of a flow is a share; 1 for all else.
    level: f64,
}

impl Noise {
    /// From the periods before `period`.
    ///
    /// What a rep adds to the company's sum (revenue, orders, customers won) is looked at as a share of that sum, which
    /// takes the season and the market out; the noise is the root of the mean square of the share's changes from period
    /// to period, ÷ √2 because each change has two noisy ends, × the company's sum of the period. Of all other metrics
    /// the changes of the value itself are taken. Eight changes say little about one rep: the variance is drawn towards
    /// the others' as far as four more changes would.
    ///
    /// Few companies have eight years behind them, so the noise of a year is taken from its quarters, as if they were
    /// independent: `parts` are those quarters, and for shorter periods the period itself.
    ///
    /// Source of the moderated variance: G. K. Smyth, "Linear models and empirical Bayes methods …", 2004.
    pub(super) fn of(values: &RepValues, id: &str, parts: PeriodRange) -> Noise {
        let relative = is_flow(id);
        let nothing = Noise { own: BTreeMap::new(), others: None, relative };
        let range = values.range();
        let Some(end) = range.position(parts.last) else { return nothing };
        let begin = range.position(parts.first).unwrap_or(0);
        let start = begin.saturating_sub(PERIODS_BACK as usize);
        let sums: Vec<f64> = match relative {
            true => (0..=end).map(|at| values.of_metric(id).filter_map(|(_, row)| number(row, at)).sum()).collect(),
            false => vec![1.0; end + 1],
        };
        // Of independent parts the squares add up: those of a sum itself, those of a mean over its number squared.
        let root = sums[begin..=end].iter().map(|sum| sum * sum).sum::<f64>().sqrt();
        let scale = if relative { root } else { root / parts.len() as f64 };
        let share = |row: &[Option<Value>], at: usize| number(row, at).filter(|_| sums[at] > 0.0).map(|x| x / sums[at]);
        let pasts: Vec<(&String, Past)> = values
            .of_metric(id)
            .filter_map(|(rep, row)| {
                Some((rep, Past::of((start..begin).map(|at| share(row, at)).collect(), relative)?))
            })
            .collect();
        let noises: Vec<f64> = pasts.iter().map(|(_, past)| past.variance.sqrt() / past.level).collect();
        let others = (noises.len() >= LEAST_REPS).then(|| middle(noises)).flatten();
        let own = pasts.iter().map(|(rep, past)| ((*rep).clone(), past.moderated(others) * scale)).collect();
        // As a share of a sum, or of the mean of several parts, the others' noise is smaller than in one part.
        let others = others.map(|others| others / (parts.len() as f64).sqrt());
        Noise { own, others, relative }
    }

    /// The standard error of a rep's value: from its interval where it is a rate or has one, else from its noise, else
    /// from the others' noise; `None` where nothing speaks about it.
    pub(super) fn error_of(&self, rep_id: &str, value: &Value) -> Option<ErrorOfValue> {
        let scalar = value.value.value()?;
        if let Some(found) = error_by_interval(value) {
            return Some(found);
        }
        if let Some(&own) = self.own.get(rep_id) {
            return found(own, "noise");
        }
        let level = if self.relative { plain(scalar).abs() } else { 1.0 };
        self.others.and_then(|others| found(others * level, "noise_of_others"))
    }
}

impl Past {
    /// Of a course, oldest first; `None` where it is too short, or where a rep was never there.
    fn of(course: Vec<Option<f64>>, relative: bool) -> Option<Past> {
        let known: Vec<f64> = course.iter().flatten().copied().collect();
        let changes: Vec<f64> = course.windows(2).filter_map(|two| Some(two[1]? - two[0]?)).collect();
        let level = if relative { known.iter().sum::<f64>() / known.len().max(1) as f64 } else { 1.0 };
        let is_there = known.iter().any(|value| *value != 0.0) && level > 0.0;
        let variance = changes.iter().map(|change| change * change).sum::<f64>() / changes.len().max(1) as f64 / 2.0;
        (changes.len() >= LEAST_CHANGES && is_there).then_some(Past { variance, changes: changes.len(), level })
    }

    /// The noise, drawn towards the others'.
    fn moderated(&self, others: Option<f64>) -> f64 {
        let Some(others) = others else { return self.variance.sqrt() };
        let (own, changes) = (self.variance, self.changes as f64);
        let lent = (others * self.level).powi(2);
        ((changes * own + WORTH_OF_OTHERS * lent) / (changes + WORTH_OF_OTHERS)).sqrt()
    }
}

fn found(standard_error: f64, from: &'static str) -> Option<ErrorOfValue> {
    (standard_error.is_finite() && standard_error > 0.0).then_some(ErrorOfValue { standard_error, from })
}

/// The standard error of a value with a 95 % interval: a quarter of its width, nearly.
pub(super) fn error_by_interval(value: &Value) -> Option<ErrorOfValue> {
    let (lower, upper) = interval(value.value.value()?, value)?;
    found((upper - lower) / (2.0 * Z_95), "interval")
}

/// The 95 % interval of a value: its own, or Wilson's where it is a share of counted things.
fn interval(scalar: Scalar, value: &Value) -> Option<(f64, f64)> {
    if matches!(scalar, Scalar::Money(_) | Scalar::Count(_) | Scalar::Units(_)) {
        return None;
    }
    if value.interval.is_some() {
        return value.interval;
    }
    match (scalar, value.numerator, value.denominator) {
        (Scalar::Share(_), Some(Scalar::Count(hits)), Some(Scalar::Count(of))) if (0..=of).contains(&hits) => {
            wilson_95(hits, of).map(|wilson| (wilson.lower, wilson.upper))
        }
        _ => None,
    }
}

fn number(row: &[Option<Value>], at: usize) -> Option<f64> {
    row.get(at)?.as_ref()?.value.value().map(plain).filter(|number| number.is_finite())
}

/// The number in the unit's own counts.
pub(super) fn plain(scalar: Scalar) -> f64 {
    match scalar {
        Scalar::Money(counts) | Scalar::Count(counts) | Scalar::Units(counts) => counts as f64,
        Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => number,
    }
}

fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_share_has_no_noise_and_a_jumping_one_half_its_mean_square() {
        let steady = Past::of(vec![Some(0.2); 6], true).expect("five changes");
        assert_eq!((steady.variance, steady.changes), (0.0, 5));
        assert!((steady.level - 0.2).abs() < 1e-12);
        let jumping = Past::of([0.1, 0.3, 0.1, 0.3, 0.1].map(Some).to_vec(), true).expect("four changes");
        assert!((jumping.variance - 0.02).abs() < 1e-12, "changes of 0.2: 0.04 ÷ 2");
        assert!((jumping.moderated(None) - 0.02_f64.sqrt()).abs() < 1e-12);
        // The others' noise of 10 % of a level of 0.18 weighs as much as four changes.
        let expected = ((4.0 * 0.02 + 4.0 * 0.018_f64.powi(2)) / 8.0).sqrt();
        assert!((jumping.moderated(Some(0.1)) - expected).abs() < 1e-12);
    }

    #[test]
    fn too_short_a_past_and_somebody_who_was_never_there_have_none() {
        assert!(Past::of([0.1, 0.2, 0.1, 0.2].map(Some).to_vec(), true).is_none());
        assert!(Past::of(vec![Some(0.0); 9], true).is_none());
        assert!(Past::of(vec![Some(0.4), None, Some(0.5), None, Some(0.6)], false).is_none());
    }

    #[test]
    fn a_rate_has_its_own_interval_and_money_has_none() {
        let mut value = Value::nothing();
        value.value = crate::quantity::Measured::Value(Scalar::Share(0.8));
        (value.numerator, value.denominator) = (Some(Scalar::Count(8)), Some(Scalar::Count(10)));
        let error = error_by_interval(&value).expect("eight of ten");
        // Wilson's interval of 8 of 10 is 0.4902 to 0.9433.
        assert!((error.standard_error - (0.9433 - 0.4902) / 3.92).abs() < 1e-4);
        value.value = crate::quantity::Measured::Value(Scalar::Money(80));
        assert_eq!(error_by_interval(&value), None);
    }
}
