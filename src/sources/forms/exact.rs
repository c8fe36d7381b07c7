//! Decimal numbers of any length, exact.

use std::fmt::Write;

use super::plain_number::POWERS;

/// Significant digits that are kept one by one; 10^38 fits into 128 bits.
const KEPT: u32 = 38;

/// From here on one more digit would be too many.
const FULL: u128 = 10_u128.pow(KEPT - 1);

/// A decimal number: `digits` × 10^`exponent`, and something less than one unit of its last digit more if `more` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Exact {
    /// Whether it is below zero.
    pub negative: bool,
    digits: u128,
    exponent: i32,
    /// Whether digits other than zero followed beyond those that are kept: all that rounding has to know of them.
    more: bool,
}

/// A number that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DoesNotFit;

impl Exact {
    /// Takes one more digit, behind the decimal sign or before it.
    pub(super) fn push(&mut self, digit: u8, is_decimal: bool) {
        if self.digits < FULL {
            self.digits = self.digits * 10 + u128::from(digit);
            self.exponent -= i32::from(is_decimal);
        } else {
            self.more |= digit != 0;
            self.exponent += i32::from(!is_decimal);
        }
    }

    /// The number times 10^`power`.
    pub(super) fn shifted(self, power: i32) -> Exact {
        Exact { exponent: self.exponent.saturating_add(power), ..self }
    }

    /// The number in units of 10^-`decimals`, rounded half to even, and whether anything was rounded away.
    ///
    /// # Errors
    /// [`DoesNotFit`] beyond 64 bits.
    pub(super) fn in_units(&self, decimals: u32) -> Result<(i64, bool), DoesNotFit> {
        let shift = self.exponent.saturating_add_unsigned(decimals);
        let (units, rounded) = if self.digits == 0 { (0, false) } else { self.rounded_at(shift).ok_or(DoesNotFit)? };
        let units = i64::try_from(units).map_err(|_| DoesNotFit)?;
        Ok((if self.negative { -units } else { units }, rounded))
    }

    fn rounded_at(&self, shift: i32) -> Option<(u128, bool)> {
        let power = 10_u128.checked_pow(shift.unsigned_abs());
        if shift >= 0 {
            // Where digits are left over, 38 are kept, and those fit nowhere.
            return Some((self.digits.checked_mul(power?)?, self.more));
        }
        // 10^39 and beyond make less than a tenth of a unit of any 38 digits.
        let Some(power) = power else { return Some((0, true)) };
        let (units, left) = (self.digits / power, self.digits % power);
        let half = power / 2;
        let up = left > half || (left == half && (self.more || units % 2 == 1));
        Some((units + u128::from(up), left != 0 || self.more))
    }

    /// The whole number that this is; `None` where it has decimals.
    ///
    /// # Errors
    /// [`DoesNotFit`] beyond 64 bits.
    pub(super) fn whole(&self) -> Result<Option<i64>, DoesNotFit> {
        self.in_units(0).map(|(units, rounded)| (!rounded).then_some(units))
    }

    /// The nearest number with a binary fraction; infinite where it is too large for one. Zero has no sign.
    pub(super) fn nearest_f64(&self) -> f64 {
        // The standard library rounds correctly from decimal text, and has all the cases of it.
        let mut text = String::with_capacity(48);
        let more = if self.more { "1" } else { "" };
        let exponent = self.exponent.saturating_sub(i32::from(self.more));
        write!(text, "{}{more}e{exponent}", self.digits).expect("a string takes what is written to it");
        let number: f64 = text.parse().expect("digits and an exponent are a number");
        if self.negative && number != 0.0 { -number } else { number }
    }
}

/// A plain number with binary fraction, if it can be had by one exact division: whole numbers to 2^53 and powers of
/// ten to 10^22 are exact, so that their quotient is rounded once, as it must be.
#[inline]
pub(super) fn quotient(digits: u64, decimals: usize) -> Option<f64> {
    (digits <= 1 << 53 && decimals < POWERS.len()).then(|| digits as f64 / POWERS[decimals] as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        let mut number = Exact::default();
        let mut decimal = false;
        for byte in text.bytes() {
            match byte {
                b'.' => decimal = true,
                digit => number.push(digit - b'0', decimal),
            }
        }
        number
    }

    #[test]
    fn halves_go_to_the_even_neighbour() {
        let table = [
            ("0.125", 12, true),
            ("0.135", 14, true),
            ("0.1250", 12, true),
            ("0.1251", 13, true),
            ("0.115", 12, true),
            ("0.12", 12, false),
            ("0.1200", 12, false),
            ("0.005", 0, true),
            ("0.0150000", 2, true),
            ("0.005000000000000000000000000000000000000000000000000001", 1, true),
            ("0.00000000000000000000000000000000000000000000000000000000000001", 0, true),
            ("0.00000000000000000000000000000000000000000000000000000000000000", 0, false),
            ("12345678901234567.125", 1_234_567_890_123_456_712, true),
        ];
        for (text, units, rounded) in table {
            assert_eq!(exact(text).in_units(2), Ok((units, rounded)), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_said_so() {
        assert_eq!(exact("92233720368547758.07").in_units(2), Ok((i64::MAX, false)));
        for number in [
            exact("92233720368547758.08"),
            exact(&"9".repeat(400)),
            exact("1").shifted(40),
            exact("1").shifted(i32::MAX),
        ] {
            assert_eq!(number.in_units(2), Err(DoesNotFit), "{number:?}");
        }
        assert_eq!(exact("0").shifted(i32::MAX).in_units(2), Ok((0, false)));
        assert_eq!(exact("1").shifted(i32::MIN).in_units(2), Ok((0, true)));
    }

    #[test]
    fn binary_fractions_are_those_of_the_standard_library() {
        for text in [
            "0.1",
            "12.34",
            "0.30000000000000004441",
            "123456789012345678901234567890123456789012.5",
            "9007199254740993",
        ] {
            assert_eq!(exact(text).nearest_f64(), text.parse::<f64>().unwrap(), "{text}");
        }
        assert_eq!(exact("1").shifted(999).nearest_f64(), f64::INFINITY);
        let zero = Exact { negative: true, ..exact("0.0") }.nearest_f64();
        assert!(zero == 0.0 && zero.is_sign_positive());
    }

    #[test]
    fn a_whole_number_has_nothing_behind_its_sign() {
        assert_eq!(exact("3.000").whole(), Ok(Some(3)));
        assert_eq!(exact("3.001").whole(), Ok(None));
        assert_eq!(exact("12").shifted(4).whole(), Ok(Some(120_000)));
    }
}
