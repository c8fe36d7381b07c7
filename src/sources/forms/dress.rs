//! What stands around the digits of a number: signs, parentheses, currencies, percent and 万.

use super::currencies::Mention;

/// A number taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Undressed<'t> {
    /// Its digits, with decimal sign, grouping and exponent.
    pub digits: &'t str,
    /// Whether it is below zero: a minus before or behind it, or parentheses around it.
    pub negative: bool,
    /// The power of ten that its unit stands for: -2 for percent, 4 for 万.
    pub power: i32,
    /// The currency beside it.
    pub currency: Option<Mention>,
}

/// Units and their powers of ten, the longer before those that they end in.
const UNITS: [(&str, i32); 17] = [
    ("%", -2),
    ("‰", -3),
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("万", 4),
    ("萬", 4),
    ("亿", 8),
    ("億", 8),
    ("千", 3),
    ("仟", 3),
    ("百", 2),
    ("佰", 2),
];

/// Takes a number apart. Each part may stand once and in any order (`-$5`, `$ -5`, `5-`, `($5)`, `1.2万元`); what is
/// there twice stays with the digits and makes them none.
pub(super) fn undress(text: &str) -> Undressed<'_> {
    let mut rest = text.trim();
    let (mut sign, mut unit, mut currency, mut both_sides) = (None, None, None, false);
    loop {
        let before = rest;
        if sign.is_none() {
            (rest, sign) = take_sign(rest);
        }
        if unit.is_none() {
            (rest, unit) = take_unit(rest);
        }
        match (currency, take_currency(rest)) {
            (None, taken) => (rest, currency) = taken,
            // `¥3万元` says the same currency on both sides.
            (Some(first), (shorter, Some(second))) if !both_sides => {
                if let Some(both) = Mention::narrower(first, second) {
                    (rest, currency, both_sides) = (shorter, Some(both), true);
                }
            }
            _ => {}
        }
        if rest.len() == before.len() {
            let (negative, power) = (sign.unwrap_or(false), unit.unwrap_or(0));
            return Undressed { digits: rest, negative, power, currency };
        }
    }
}

/// Whether the number is below zero, where a sign says so.
fn take_sign(text: &str) -> (&str, Option<bool>) {
    let within = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    // A plus behind a number means "and more", which is no number.
    let (rest, sign) = match (within, text.as_bytes()) {
        (Some(within), _) => (within, Some(true)),
        (None, [b'-', ..]) => (&text[1..], Some(true)),
        (None, [b'+', ..]) => (&text[1..], Some(false)),
        (None, [.., b'-']) => (&text[..text.len() - 1], Some(true)),
        _ => (text, None),
    };
    (rest.trim(), sign)
}

fn take_unit(text: &str) -> (&str, Option<i32>) {
    if ends_plainly(text) {
        return (text, None);
    }
    let taken = UNITS.iter().find_map(|(sign, power)| Some((text.strip_suffix(sign)?, *power)));
    taken.map_or((text, None), |(rest, power)| (rest.trim(), Some(power)))
}

fn take_currency(text: &str) -> (&str, Option<Mention>) {
    // Most numbers have a currency on one side at most, and the table of signs is long.
    let before = if text.starts_with(|letter: char| letter.is_ascii_digit()) { None } else { Mention::before(text) };
    let taken = before.or_else(|| if ends_plainly(text) { None } else { Mention::behind(text) });
    taken.map_or((text, None), |(mention, rest)| (rest.trim(), Some(mention)))
}

/// Whether the text ends in a digit: nothing stands behind the number.
fn ends_plainly(text: &str) -> bool {
    text.ends_with(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_apart_in_whatever_order_it_was_dressed() {
        for (text, digits, negative, power, currency) in [
            ("5", "5", false, 0, false),
            ("-5", "5", true, 0, false),
            ("+5", "5", false, 0, false),
            ("5-", "5", true, 0, false),
            ("(1,234.50)", "1,234.50", true, 0, false),
            ("$(5)", "5", true, 0, true),
            ("($5)", "5", true, 0, true),
            ("-$5", "5", true, 0, true),
            ("$ -5", "5", true, 0, true),
            ("12,50 €", "12,50", false, 0, true),
            ("USD 5", "5", false, 0, true),
            ("5USD-", "5", true, 0, true),
            ("1.2万", "1.2", false, 4, false),
            ("1.2 万元", "1.2", false, 4, true),
            ("¥1.2万元", "1.2", false, 4, true),
            ("人民币3万元", "3", false, 4, true),
            ("3千", "3", false, 3, false),
            ("(3千元)", "3", true, 3, true),
            ("1.5亿", "1.5", false, 8, false),
            ("2十万", "2", false, 5, false),
            ("3亿美元", "3", false, 8, true),
            ("-15 %", "15", true, -2, false),
            ("1.2E+05", "1.2E+05", false, 0, false),
        ] {
            let undressed = undress(text);
            let found = (undressed.digits, undressed.negative, undressed.power, undressed.currency.is_some());
            assert_eq!(found, (digits, negative, power, currency), "{text}");
        }
    }

    #[test]
    fn what_is_there_twice_stays() {
        for text in ["--5", "(-5)", "-5-", "$5$", "5%%", "$5 EUR", "5+", "é", "(", ")", "()"] {
            let digits = undress(text).digits;
            assert!(digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()), "{text}: {digits}");
        }
    }
}
