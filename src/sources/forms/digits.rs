//! The digits of a number: decimal sign, grouping and exponent.

use super::exact::Exact;

/// The sign before the decimals of all numbers of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) enum Decimal {
    /// `1,234.50`.
    Point,
    /// `1.234,50`.
    Comma,
}

impl Decimal {
    /// The sign itself.
    pub(super) fn sign(self) -> u8 {
        match self {
            Decimal::Point => b'.',
            Decimal::Comma => b',',
        }
    }
}

/// Reads digits without a sign before them; `None` where the text is anything else.
///
/// Groups are parted by the other sign, an apostrophe or a blank, the same all along. They have three digits; with
/// commas also as in India: three at the end, two before. The first group does not start with zero: `0,125` is a number
/// with a decimal comma and never one of a hundred and twenty-five. An exponent goes with digits that are not grouped.
pub(super) fn read_digits(text: &str, decimal: Decimal) -> Option<Exact> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(read_exponent(exponent)?)),
        None => (text, None),
    };
    let (whole, decimals) = mantissa.split_once(char::from(decimal.sign())).unwrap_or((mantissa, ""));
    let grouped = !is_digits(whole);
    if grouped && (exponent.is_some() || !is_well_grouped(whole, decimal)) {
        return None;
    }
    if !is_digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    let mut number = Exact::default();
    whole.bytes().filter(u8::is_ascii_digit).for_each(|digit| number.push(digit - b'0', false));
    decimals.bytes().for_each(|digit| number.push(digit - b'0', true));
    Some(number.shifted(exponent.unwrap_or(0)))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_well_grouped(whole: &str, decimal: Decimal) -> bool {
    let other = if decimal == Decimal::Point { b',' } else { b'.' };
    let Some(sign) = whole.bytes().find(|byte| !byte.is_ascii_digit()) else { return true };
    if sign != other && !matches!(sign, b'\'' | b' ') {
        return false;
    }
    let groups = || whole.split(char::from(sign));
    let first = groups().next().unwrap_or("");
    let last = groups().next_back().unwrap_or("");
    let between = || groups().skip(1).take(groups().count() - 2);
    let by_three = first.len() <= 3 && between().all(|group| group.len() == 3);
    let by_two = sign == b',' && first.len() <= 2 && between().all(|group| group.len() == 2);
    let begins_well = !first.is_empty() && !first.starts_with('0');
    groups().all(is_digits) && begins_well && last.len() == 3 && (by_three || by_two)
}

/// `+05`, `-3` or `12`; what is larger than any number is as good as any other such.
fn read_exponent(text: &str) -> Option<i32> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !is_digits(digits) {
        return None;
    }
    let size = digits.bytes().fold(0_i32, |size, digit| (size * 10 + i32::from(digit - b'0')).min(1_000_000));
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thousandths(text: &str, decimal: Decimal) -> Option<i64> {
        read_digits(text, decimal).map(|number| number.in_units(3).unwrap().0)
    }

    #[test]
    fn groups_are_of_three_or_as_in_india() {
        for (text, value) in [
            ("1,234", 1_234_000),
            ("1,234.5", 1_234_500),
            ("1,234,567.891", 1_234_567_891),
            ("1 234 567", 1_234_567_000),
            ("1'234.50", 1_234_500),
            ("1,23,456.78", 123_456_780),
            ("12,34,567", 1_234_567_000),
            ("1234.5", 1_234_500),
            ("1.2E+05", 120_000_000),
            ("12e-1", 1_200),
            (".5", 500),
            ("5.", 5_000),
        ] {
            assert_eq!(thousandths(text, Decimal::Point), Some(value), "{text}");
            let swapped: String = text
                .chars()
                .map(|c| {
                    if c == ',' {
                        '.'
                    } else if c == '.' {
                        ','
                    } else {
                        c
                    }
                })
                .collect();
            let indian = text.starts_with("1,23,") || text.starts_with("12,34,");
            assert_eq!(thousandths(&swapped, Decimal::Comma), Some(value).filter(|_| !indian), "{swapped}");
        }
    }

    #[test]
    fn what_is_not_well_grouped_is_no_number() {
        for text in [
            "1,2,3",
            "1,2",
            "12,5",
            "0,125",
            "1234,567",
            "1,2345",
            ",123",
            "1,,234",
            "1,234,",
            "1,234,56",
            "1 23",
            "1,234 567",
            "1.234.567",
            "1.2.3",
            "1,234.5,6",
            "1,234E5",
            "1e",
            "1e+",
            "1e1.5",
            "e5",
            "",
            ".",
            "1.2.",
            "é",
            "1é",
            "1_000",
            "123,45,678",
            " 1",
            "0 123",
            "01,234",
            "x",
        ] {
            assert_eq!(read_digits(text, Decimal::Point), None, "{text}");
        }
    }
}
