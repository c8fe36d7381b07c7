//! One measured value: a scalar with a unit, or the reason for its absence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NullReason;

/// What a metric is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Money in the run's currency.
    Money,
    /// Whole things: orders, customers, reps.
    Count,
    /// Pieces sold, possibly with a fraction.
    Units,
    /// A fraction: 0.25 is a quarter. May be negative or above one for growth and attainment.
    Share,
    /// Days, possibly with a fraction.
    Days,
    /// A number without a unit: an index, points, a mean score.
    Number,
}

/// A number in its unit.
///
/// Money is in minor units of the run's currency; quantities are in ten-thousandths of a piece, so that sums
/// are exact and do not depend on the order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scalar {
    /// Minor units of the run's currency.
    Money(i64),
    /// A count.
    Count(i64),
    /// Ten-thousandths of a piece.
    Units(i64),
    /// A fraction.
    Share(f64),
    /// Days, possibly with a fraction.
    Days(f64),
    /// A number without a unit.
    Number(f64),
}

impl Scalar {
    /// Ten-thousandths in one piece; quantities with more decimals than four are rounded at load.
    pub const UNITS_SCALE: i64 = 10_000;

    /// What a model worked out in major units, in its unit: money to the minor unit, pieces to the ten-thousandth and counts
    /// to the whole.
    ///
    /// ```
    /// use attain::quantity::{Scalar, Unit};
    /// assert_eq!(Scalar::of(Unit::Money, 12.345, 100), Scalar::Money(1_235));
    /// assert_eq!(Scalar::of(Unit::Count, 2.6, 100), Scalar::Count(3));
    /// assert_eq!(Scalar::of(Unit::Share, 0.25, 100), Scalar::Share(0.25));
    /// ```
    pub fn of(unit: Unit, major: f64, minor_per_major: i64) -> Scalar {
        match unit {
            Unit::Money => Scalar::Money((major * minor_per_major as f64).round() as i64),
            Unit::Count => Scalar::Count(major.round() as i64),
            Unit::Units => Scalar::Units((major * Scalar::UNITS_SCALE as f64).round() as i64),
            Unit::Share => Scalar::Share(major),
            Unit::Days => Scalar::Days(major),
            Unit::Number => Scalar::Number(major),
        }
    }

    /// The value as a float in major units: for models and charts, never for sums of money.
    pub fn to_f64(self, minor_per_major: i64) -> f64 {
        match self {
            Scalar::Money(minor) => minor as f64 / minor_per_major as f64,
            Scalar::Count(count) => count as f64,
            Scalar::Units(units) => units as f64 / Scalar::UNITS_SCALE as f64,
            Scalar::Share(number) | Scalar::Days(number) | Scalar::Number(number) => number,
        }
    }
}

/// A value, or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// The value.
    Value(Scalar),
    /// Why there is none.
    Null(NullReason),
}

impl Measured {
    /// The value, if there is one.
    pub fn value(self) -> Option<Scalar> {
        match self {
            Measured::Value(scalar) => Some(scalar),
            Measured::Null(_) => None,
        }
    }

    /// The reason, if there is no value.
    pub fn null_reason(self) -> Option<NullReason> {
        match self {
            Measured::Value(_) => None,
            Measured::Null(reason) => Some(reason),
        }
    }

    /// The ratio of two sums; `no_denominator` where the lower one is not positive.
    pub fn share(numerator: f64, denominator: f64) -> Measured {
        if denominator > 0.0 {
            Measured::Value(Scalar::Share(numerator / denominator))
        } else {
            Measured::Null(NullReason::NoDenominator)
        }
    }
}

/// Integer division rounded half to even: the average of an exact sum, to the minor unit.
///
/// ```
/// use attain::quantity::divide_half_even;
/// assert_eq!(divide_half_even(5, 2), 2);
/// assert_eq!(divide_half_even(7, 2), 4);
/// assert_eq!(divide_half_even(-7, 2), -4);
/// ```
///
/// # Panics
/// Where `denominator` is not positive; callers decide beforehand what an empty denominator means.
pub fn divide_half_even(numerator: i64, denominator: i64) -> i64 {
    assert!(denominator > 0, "a mean needs a positive count");
    let quotient = numerator.div_euclid(denominator);
    let doubled = i128::from(numerator.rem_euclid(denominator)) * 2;
    match doubled.cmp(&i128::from(denominator)) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + quotient.rem_euclid(2),
    }
}
