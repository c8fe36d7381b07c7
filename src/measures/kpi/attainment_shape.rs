//! What a distribution of attainment looks like, said in one number: its skew, its peaks, the part of its top fifth.

use crate::measures::MeasureError;
use crate::measures::answers::{Answer, money};
use crate::measures::dip::{OnePeaked, dip};
use crate::quantity::{Measured, NullReason, Scalar, divide_half_even};

/// Of fewer reps nothing is said: the skew of ten is known to no better than ±1.35, and their top fifth are two people.
pub(super) const LEAST_REPS: usize = 10;

/// Two peaks are remarked where numbers with one would look so at most this often.
const LEVEL: f64 = 0.05;

/// The adjusted Fisher–Pearson coefficient √(n(n − 1)) ÷ (n − 2) · m₃ ÷ m₂^1.5; no denominator where all are equal.
///
/// Source: D. N. Joanes and C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47, 1998.
pub(super) fn skew(attained: &[f64]) -> Answer {
    if let Some(refused) = too_few(attained.len()) {
        return refused;
    }
    let n = attained.len() as f64;
    let mean = attained.iter().sum::<f64>() / n;
    let moment = |power: i32| attained.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n;
    let are_equal = attained.iter().all(|value| *value == attained[0]);
    let value = match are_equal {
        true => Measured::Null(NullReason::NoDenominator),
        false => {
            let skew = (n * (n - 1.0)).sqrt() / (n - 2.0) * moment(3) / moment(2).powf(1.5);
            Measured::Value(Scalar::Number(skew))
        }
    };
    Answer::of(value, None, None, attained.len() as i64)
}

/// The chance that so many reps around one peak would dip at least so far; the dip above the line.
pub(super) fn two_peaks(attained: &[f64], one_peaked: &mut OnePeaked) -> Answer {
    if let Some(refused) = too_few(attained.len()) {
        return refused;
    }
    let Some(dip) = dip(attained) else { return Answer::absent(NullReason::NoDenominator) };
    let chance = one_peaked.chance(attained.len(), dip);
    let value = Measured::Value(Scalar::Share(chance));
    let mut answer = Answer::of(value, Some(Scalar::Number(dip)), None, attained.len() as i64);
    if chance <= LEVEL {
        answer.remarks.insert("two_peaks");
    }
    answer
}

/// The part of all revenue that the fifth of the reps with the most of it brought. Where a fifth is no whole number of
/// reps, of the one across the line the fifths that are on this side count.
///
/// # Errors
/// [`MeasureError::Overflow`].
pub(super) fn top_fifth(mut actuals: Vec<i64>) -> Result<Answer, MeasureError> {
    if let Some(refused) = too_few(actuals.len()) {
        return Ok(refused);
    }
    actuals.sort_unstable_by(|one, other| other.cmp(one));
    let (whole, fifths) = (actuals.len() / 5, (actuals.len() % 5) as i128);
    let sum = |part: &[i64]| part.iter().map(|&minor| i128::from(minor)).sum::<i128>();
    let top = 5 * sum(&actuals[..whole]) + fifths * i128::from(actuals[whole]);
    let total = sum(&actuals);
    let top_money = divide_half_even(i64::try_from(top).map_err(|_| MeasureError::Overflow)?, 5);
    let value = Measured::share(top as f64, 5.0 * total as f64);
    Ok(Answer::of(value, Some(Scalar::Money(top_money)), Some(money(total)?), actuals.len() as i64))
}

/// How many there are, and that they are too few.
fn too_few(reps: usize) -> Option<Answer> {
    let refused = || Answer::of(Measured::Null(NullReason::BelowMinN), None, None, reps as i64);
    (reps < LEAST_REPS).then(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(answer: &Answer) -> f64 {
        answer.value.value().map_or(f64::NAN, |value| value.to_f64(100))
    }

    #[test]
    fn the_skew_is_that_of_other_programs() {
        // numpy 2.4.6 by the formula, as scipy.stats.skew(bias=False) has it.
        let attained = [0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.3, 2.3];
        assert!((value(&skew(&attained)) - 1.871_506_513_310_091).abs() < 1e-12);
        let mirrored = attained.map(|value| 2.0 - value);
        assert!((value(&skew(&mirrored)) + value(&skew(&attained))).abs() < 1e-12);
        assert_eq!(skew(&[1.1; 12]).value, Measured::Null(NullReason::NoDenominator));
    }

    #[test]
    fn of_fewer_than_ten_reps_nothing_is_said_but_how_many_they_are() {
        let refused = Answer::of(Measured::Null(NullReason::BelowMinN), None, None, 9);
        let nine: Vec<f64> = (0..9).map(f64::from).collect();
        assert_eq!(skew(&nine), refused);
        assert_eq!(two_peaks(&nine, &mut OnePeaked::default()), refused);
        assert_eq!(top_fifth((0..9).collect()), Ok(refused));
    }

    #[test]
    fn a_fifth_of_eleven_reps_is_two_and_a_fifth_of_one() {
        let answer = top_fifth(vec![100, 900, 100, 100, 500, 100, 100, 100, 100, 100, 503]).unwrap();
        // 900 + 503 + 500 ÷ 5 of 2,703.
        assert_eq!((answer.numerator, answer.denominator), (Some(Scalar::Money(1503)), Some(Scalar::Money(2703))));
        assert!((value(&answer) - 1503.0 / 2703.0).abs() < 1e-15);
        let nothing = top_fifth(vec![0; 10]).unwrap();
        assert_eq!(nothing.value, Measured::Null(NullReason::NoDenominator));
    }
}
