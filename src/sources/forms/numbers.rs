//! Amounts, numbers and whole numbers.

use crate::quantity::Currency;
use crate::sources::issue::Rule;

use super::currencies::Mention;
use super::digits::{Decimal, read_digits};
use super::dress::{Undressed, undress};
use super::exact::{DoesNotFit, Exact, quotient};
use super::letters::plain_letters;
use super::plain_number::{POWERS, PlainNumber};

/// The largest number that is read, either sign. Quantities are summed in ten-thousandths of a piece, and of
/// 9 × 10^11 pieces a thousand lines fit into 64 bits.
pub(in crate::sources) const LARGEST_NUMBER: f64 = 9e11;

/// The largest amount in minor units, either sign: up to here whole numbers are exact as floats too (2^53), and a
/// thousand such amounts still sum within 64 bits.
pub(in crate::sources) const LARGEST_MINOR: i64 = 9_000_000_000_000_000;

/// The form in which the numbers of one file are written.
///
/// Besides the decimal sign nothing needs to be known: groups (`1,234`, `1 234`, `1'234`), signs before and behind,
/// parentheses for negative numbers, currencies, 万 and 亿, percent and exponents are understood where they are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) struct NumberForm {
    /// The sign before the decimals.
    pub decimal: Decimal,
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) struct Amount {
    /// Minor units.
    pub minor: i64,
    /// Whether digits were rounded away because the text had more than the currency.
    pub rounded: bool,
}

impl NumberForm {
    /// With a decimal point.
    pub(in crate::sources) const POINT: NumberForm = NumberForm { decimal: Decimal::Point };

    /// With a decimal comma.
    pub(in crate::sources) const COMMA: NumberForm = NumberForm { decimal: Decimal::Comma };

    /// From `decimal` of a source: `.` or `,`; `None` for anything else.
    pub(in crate::sources) fn named(setting: &str) -> Option<NumberForm> {
        match setting.trim() {
            "." => Some(NumberForm::POINT),
            "," => Some(NumberForm::COMMA),
            _ => None,
        }
    }
}

/// Reads an amount into minor units of a currency with this many decimals, rounded half to even, exact all the way.
///
/// A currency beside the amount is passed over; [`read_money_in`] looks at it.
///
/// # Errors
/// [`Rule::NotMoney`] for what is no number, or one with a percent sign; [`Rule::TooLarge`] beyond [`LARGEST_MINOR`].
#[inline]
pub(in crate::sources) fn read_money(text: &str, form: NumberForm, digits: u32) -> Result<Amount, Rule> {
    match plain_money(text, form, digits) {
        Some(amount) => Ok(amount),
        None => read_dressed_money(text, form, digits).map(|(amount, _)| amount),
    }
}

/// Reads an amount as [`read_money`] does, of this currency and no other: an amount that says `EUR` is no amount of
/// dollars, whatever its digits. A sign that several currencies share (`$`, `¥`, `元`) may mean any of them.
///
/// # Errors
/// Those of [`read_money`], and [`Rule::ForeignCurrency`] where another currency stands beside the amount.
#[inline]
pub(in crate::sources) fn read_money_in(text: &str, form: NumberForm, currency: Currency) -> Result<Amount, Rule> {
    match plain_money(text, form, currency.digits()) {
        Some(amount) => Ok(amount),
        None => match read_dressed_money(text, form, currency.digits())? {
            (_, Some(mention)) if !mention.may_be(currency) => {
                Err(Rule::ForeignCurrency { expected: currency.code().to_string() })
            }
            (amount, _) => Ok(amount),
        },
    }
}

/// An amount in plain digits that fits without further thought.
#[inline]
fn plain_money(text: &str, form: NumberForm, digits: u32) -> Option<Amount> {
    let number = PlainNumber::read(text.as_bytes(), form.decimal.sign())?;
    let digits = digits as usize;
    let (minor, rounded) = if number.decimals <= digits {
        (number.digits.checked_mul(*POWERS.get(digits - number.decimals)?)?, false)
    } else {
        let power = POWERS[number.decimals - digits];
        let (minor, left) = (number.digits / power, number.digits % power);
        let up = left > power / 2 || (left == power / 2 && minor % 2 == 1);
        (minor + u64::from(up), left != 0)
    };
    let minor = i64::try_from(minor).ok().filter(|&minor| minor <= LARGEST_MINOR)?;
    Some(Amount { minor: if number.negative { -minor } else { minor }, rounded })
}

#[cold]
fn read_dressed_money(text: &str, form: NumberForm, digits: u32) -> Result<(Amount, Option<Mention>), Rule> {
    let (number, undressed) = read_exact(text, form).ok_or(Rule::NotMoney)?;
    if undressed.is_part() {
        return Err(Rule::NotMoney);
    }
    let (minor, rounded) = number.in_units(digits).map_err(|DoesNotFit| Rule::TooLarge)?;
    let fits = minor.unsigned_abs() <= LARGEST_MINOR.unsigned_abs();
    fits.then_some((Amount { minor, rounded }, undressed.currency)).ok_or(Rule::TooLarge)
}

/// Reads a number; a percent sign divides it by a hundred.
///
/// # Errors
/// [`Rule::NotANumber`], and [`Rule::TooLarge`] beyond [`LARGEST_NUMBER`].
#[inline]
pub(in crate::sources) fn read_number(text: &str, form: NumberForm) -> Result<f64, Rule> {
    read_number_over(text, form, 1.0)
}

/// Reads a number and divides it. `15%` divided by 100 is 0.15, as `15` is: whoever asks for percent to be made a
/// fraction means it once.
///
/// # Errors
/// Those of [`read_number`], for the quotient.
#[inline]
pub(in crate::sources) fn read_number_over(text: &str, form: NumberForm, divide_by: f64) -> Result<f64, Rule> {
    let plain = PlainNumber::read(text.as_bytes(), form.decimal.sign());
    let number = match plain.and_then(|number| Some((number, quotient(number.digits, number.decimals)?))) {
        // Zero has no sign.
        Some((number, size)) => {
            if number.negative && size != 0.0 {
                -size / divide_by
            } else {
                size / divide_by
            }
        }
        None => read_dressed_number(text, form, divide_by)?,
    };
    if number.abs() <= LARGEST_NUMBER { Ok(number) } else { Err(Rule::TooLarge) }
}

#[cold]
fn read_dressed_number(text: &str, form: NumberForm, divide_by: f64) -> Result<f64, Rule> {
    let (number, undressed) = read_exact(text, form).ok_or(Rule::NotANumber)?;
    let divided_already = undressed.power == -2 && divide_by == 100.0;
    Ok(if divided_already { number.nearest_f64() } else { number.nearest_f64() / divide_by })
}

/// Reads a whole number: `3`, `3.0`, `1,234`, `1.2万`.
///
/// # Errors
/// [`Rule::NotWhole`] for what is none, or no number; [`Rule::TooLarge`] beyond 64 bits.
#[inline]
pub(in crate::sources) fn read_whole(text: &str, form: NumberForm) -> Result<i64, Rule> {
    match PlainNumber::read(text.as_bytes(), form.decimal.sign()) {
        Some(PlainNumber { negative, digits, decimals: 0 }) => {
            // Eighteen digits fit.
            let size = digits as i64;
            Ok(if negative { -size } else { size })
        }
        _ => read_dressed_whole(text, form),
    }
}

#[cold]
fn read_dressed_whole(text: &str, form: NumberForm) -> Result<i64, Rule> {
    let (number, undressed) = read_exact(text, form).ok_or(Rule::NotWhole)?;
    if undressed.is_part() || undressed.currency.is_some() {
        return Err(Rule::NotWhole);
    }
    number.whole().map_err(|DoesNotFit| Rule::TooLarge)?.ok_or(Rule::NotWhole)
}

impl Undressed<'_> {
    /// Whether the number is a part of something: percent or per mille.
    fn is_part(&self) -> bool {
        self.power < 0
    }
}

/// The number in the text, and what stood around it, without the digits.
fn read_exact(text: &str, form: NumberForm) -> Option<(Exact, Undressed<'static>)> {
    let letters = plain_letters(text);
    let undressed = undress(&letters);
    let mut number = read_digits(undressed.digits, form.decimal)?;
    number.negative = undressed.negative;
    let Undressed { negative, power, currency, .. } = undressed;
    Some((number.shifted(power), Undressed { digits: "", negative, power, currency }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: NumberForm = NumberForm::POINT;
    const COMMA: NumberForm = NumberForm::COMMA;

    fn minor(text: &str, form: NumberForm) -> Result<i64, Rule> {
        read_money(text, form, 2).map(|amount| amount.minor)
    }

    #[test]
    fn amounts_are_read_in_every_dress() {
        for text in [
            "1234.50",
            "1234.5",
            "1,234.50",
            "1 234.50",
            "1'234.50",
            "1’234.50",
            "1\u{a0}234.50",
            "1\u{202f}234.50",
            "$1,234.50",
            "¥1,234.50",
            "￥1,234.50",
            "USD 1234.5",
            "1234.5 USD",
            "1,234.50元",
            "RMB1234.50",
            "１，２３４．５０",
            "1.2345E+03",
            "0.12345万",
            "0.12345 万元",
            " 1234.50 ",
            "+1234.50",
            "12345e-1",
            "NGN 1,234.50",
            "1234.500",
        ] {
            assert_eq!(minor(text, POINT), Ok(123_450), "{text}");
        }
        for text in ["1234,50", "1.234,50", "1 234,50", "1.234,50 €", "€ 1.234,5", "1'234,50", "1,2345E+03"] {
            assert_eq!(minor(text, COMMA), Ok(123_450), "{text}");
        }
        for text in
            ["-1234.50", "(1,234.50)", "1,234.50-", "−1,234.50", "$(1,234.50)", "-$1,234.50", "（1234.50）", "- 1234.5"]
        {
            assert_eq!(minor(text, POINT), Ok(-123_450), "{text}");
        }
    }

    #[test]
    fn the_same_text_means_another_amount_with_another_decimal_sign() {
        assert_eq!((minor("1,234", POINT), minor("1,234", COMMA)), (Ok(123_400), Ok(123)));
        assert_eq!((minor("1.234", POINT), minor("1.234", COMMA)), (Ok(123), Ok(123_400)));
        assert_eq!((minor("12,5", POINT), minor("12,5", COMMA)), (Err(Rule::NotMoney), Ok(1250)));
        assert_eq!((minor("12.5", POINT), minor("12.5", COMMA)), (Ok(1250), Err(Rule::NotMoney)));
    }

    #[test]
    fn more_digits_than_the_currency_has_are_rounded_half_to_even_and_said_so() {
        for (text, minor, rounded) in [
            ("0.125", 12, true),
            ("0.135", 14, true),
            ("-0.125", -12, true),
            ("0.1250000000000000000000000001", 13, true),
            ("183.9382", 18_394, true),
            ("183.9300", 18_393, false),
            ("1.005万", 1_005_000, false),
        ] {
            assert_eq!(read_money(text, POINT, 2), Ok(Amount { minor, rounded }), "{text}");
        }
        assert_eq!(read_money("2.5", POINT, 0), Ok(Amount { minor: 2, rounded: true }));
        assert_eq!(read_money("2.5", POINT, 3), Ok(Amount { minor: 2500, rounded: false }));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "-",
            "1,5",
            "1,2,3",
            "two",
            "12%",
            "NaN",
            "inf",
            "0x10",
            "1_000",
            "5 pcs",
            "5 pen",
            "--5",
            "(-5)",
            "$",
            "1.2k",
            "5+",
            "1 2",
            "é",
            "５５％",
            "1.2.3",
            "2024-03-21",
            "$5 EUR",
            "万",
            "1e5万%",
        ] {
            assert_eq!(minor(text, POINT), Err(Rule::NotMoney), "{text}");
        }
    }

    #[test]
    fn amounts_that_cannot_be_summed_exactly_are_too_large() {
        assert_eq!(minor("-90000000000000.00", POINT), Ok(-LARGEST_MINOR));
        for text in [
            "90000000000000.01",
            "-90,000,000,000,000.01",
            "999999999999999999",
            "999999999999999999999999",
            "1e999",
            "900001亿",
        ] {
            assert_eq!(minor(text, POINT), Err(Rule::TooLarge), "{text}");
        }
    }

    #[test]
    fn another_currency_beside_the_amount_is_a_bad_value() {
        let yuan: Currency = "CNY".parse().unwrap();
        let foreign = Err(Rule::ForeignCurrency { expected: "CNY".to_string() });
        for text in ["5", "¥5", "5元", "CNY 5", "RMB 5", "5人民币"] {
            assert_eq!(read_money_in(text, POINT, yuan), Ok(Amount { minor: 500, rounded: false }), "{text}");
        }
        for text in ["$5", "EUR 5", "5美元", "5 JPY"] {
            assert_eq!(read_money_in(text, POINT, yuan), foreign, "{text}");
        }
        assert_eq!(read_money_in("$5", POINT, Currency::USD).map(|amount| amount.minor), Ok(500));
    }

    #[test]
    fn numbers_are_read_in_every_dress_and_percent_is_a_hundredth() {
        for (text, number) in [
            ("12.5", 12.5),
            ("-0.1", -0.1),
            ("1,234", 1234.0),
            ("15%", 0.15),
            ("-15 %", -0.15),
            ("５％", 0.05),
            ("1.2万", 12_000.0),
            ("1e-3", 0.001),
            ("0.30000000000000004", 0.300_000_000_000_000_04),
            (".5", 0.5),
            ("3‰", 0.003),
            ("0", 0.0),
        ] {
            assert_eq!(read_number(text, POINT), Ok(number), "{text}");
        }
        assert_eq!(read_number("12,5 %", COMMA), Ok(0.125));
        assert!(["-0", "-0.00", "(0)"].iter().all(|text| read_number(text, POINT).unwrap().is_sign_positive()));
        for text in ["NaN", "inf", "-infinity", "1,5", "two", "", "0x1", "1 %%"] {
            assert_eq!(read_number(text, POINT), Err(Rule::NotANumber), "{text}");
        }
    }

    #[test]
    fn numbers_that_cannot_be_summed_exactly_are_too_large() {
        assert_eq!(read_number("9e11", POINT), Ok(9e11));
        assert_eq!(read_number("-900000000000", POINT), Ok(-9e11));
        for text in ["9.1e11", "-9.1e11", "1e999", "-1e999", "900000000000.1"] {
            assert_eq!(read_number(text, POINT), Err(Rule::TooLarge), "{text}");
        }
        assert_eq!(read_number_over("9e11", POINT, 0.01), Err(Rule::TooLarge));
        assert_eq!(read_number_over("9e13", POINT, 100.0), Ok(9e11));
    }

    #[test]
    fn percent_is_made_a_fraction_once() {
        assert_eq!(read_number_over("15", POINT, 100.0), Ok(0.15));
        assert_eq!(read_number_over("15%", POINT, 100.0), Ok(0.15));
        assert_eq!(read_number_over("15%", POINT, 10.0), Ok(0.015));
    }

    #[test]
    fn whole_numbers_may_have_zeros_behind_the_sign() {
        for (text, whole) in [
            ("3", 3),
            ("3.0", 3),
            ("-3.00", -3),
            ("1,234", 1234),
            ("1.2万", 12_000),
            ("1E+3", 1000),
            ("9223372036854775807", i64::MAX),
        ] {
            assert_eq!(read_whole(text, POINT), Ok(whole), "{text}");
        }
        for text in ["3.5", "two", "", "300%", "$3", "1,2"] {
            assert_eq!(read_whole(text, POINT), Err(Rule::NotWhole), "{text}");
        }
        assert_eq!(read_whole("9223372036854775808", POINT), Err(Rule::TooLarge));
    }
}
