//! How a figure looks on paper: grouping, decimals, minus sign, dates and lists in each language.

use crate::calendar::Day;
use crate::quantity::{Currency, Measured, NullReason, Scalar, divide_half_even};
use crate::reports::wording::Language;

/// The minus sign as typography has it, as wide as a plus.
pub const MINUS: char = '\u{2212}';

/// Writes figures in one language and one currency.
///
/// ```
/// use attain::quantity::Currency;
/// use attain::reports::{figures::Figures, wording::Language};
/// let en = Figures::new(Language::En, Currency::USD);
/// assert_eq!(en.money(-712_345_678), "\u{2212}$7,123,457");
/// assert_eq!(en.money_compact(710_000_000), "$7.1M");
/// assert_eq!(en.share(0.1234), "12.3%");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    language: Language,
    currency: Currency,
}

impl Figures {
    /// Amounts under this many major units are printed with their minor digits.
    pub const MINOR_DIGITS_UNDER: i64 = 1_000;

    /// Figures in `language`; money is in `currency`.
    pub fn new(language: Language, currency: Currency) -> Self {
        Figures { language, currency }
    }

    /// Money in minor units with its sign: `$7,123,457`, and `$19.99` under [`Figures::MINOR_DIGITS_UNDER`].
    pub fn money(self, minor: i64) -> String {
        let small = self.is_small(minor);
        with_sign(minor < 0, &format!("{}{}", self.symbol(), self.magnitude(minor, small)))
    }

    /// Money in minor units without the currency's sign, for a column whose head names the currency.
    pub fn money_plain(self, minor: i64, minor_digits: bool) -> String {
        with_sign(minor < 0, &self.magnitude(minor, minor_digits))
    }

    /// Money in three significant places: `$7.1M`; `$710万` in Chinese.
    pub fn money_compact(self, minor: i64) -> String {
        let major = minor as f64 / self.currency.minor_per_major() as f64;
        match self.compact(major.abs()) {
            Some(short) => with_sign(minor < 0, &format!("{}{short}", self.symbol())),
            None => self.money(minor),
        }
    }

    /// A value in major units for an axis: `7.1M`, `850`.
    pub fn axis(self, value: f64) -> String {
        match self.compact(value.abs()) {
            Some(short) => with_sign(value < 0.0, &short),
            None => self.number(value, 1),
        }
    }

    /// A fraction as a percentage with one decimal.
    pub fn share(self, share: f64) -> String {
        format!("{}%", fixed(share * 100.0, 1))
    }

    /// A fraction as a percentage with one decimal, or none where it is a whole percent: for sentences.
    pub fn share_trimmed(self, share: f64) -> String {
        format!("{}%", self.number(share * 100.0, 1))
    }

    /// A fraction as a percentage with its sign.
    pub fn share_signed(self, share: f64) -> String {
        let text = self.share(share);
        if text.starts_with(MINUS) || text == "0.0%" { text } else { format!("+{text}") }
    }

    /// A whole number, grouped.
    pub fn count(self, count: i64) -> String {
        with_sign(count < 0, &grouped(count.unsigned_abs()))
    }

    /// A number with at most `decimals` decimals, grouped; trailing zeros fall away.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let text = fixed(value, decimals);
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
    }

    /// A number with exactly `decimals` decimals, grouped.
    pub fn fixed(self, value: f64, decimals: usize) -> String {
        fixed(value, decimals)
    }

    /// A log-odds or another difference with its sign and two decimals.
    pub fn signed(self, value: f64) -> String {
        let text = fixed(value, 2);
        if text.starts_with(MINUS) || text == "0.00" { text } else { format!("+{text}") }
    }

    /// A day: `30 June 2019`, `2019年6月30日`.
    pub fn date(self, day: Day) -> String {
        match self.language {
            Language::En => format!("{} {} {}", day.day(), english_month(day.month()), day.year()),
            Language::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        }
    }

    /// Names joined as the language does: `a, b and c`; `a、b、c`. Empty for no names.
    pub fn list(self, names: &[String]) -> String {
        let names: Vec<String> = names.iter().map(|n| legible(n)).collect();
        match (self.language, names.split_last()) {
            (_, None) => String::new(),
            (_, Some((only, []))) => only.clone(),
            (Language::En, Some((last, rest))) => format!("{} and {last}", rest.join(", ")),
            (Language::Zh, _) => names.join("、"),
        }
    }

    /// People's names, joined as the language does: of more than eight the first six and how many follow, so that a
    /// sentence about a large company can still be read. Empty for nobody.
    pub fn people(self, names: &[String]) -> String {
        const ALL_UP_TO: usize = 8;
        const OF_MANY: usize = 6;
        if names.len() <= ALL_UP_TO {
            return self.list(names);
        }
        let first: Vec<String> = names[..OF_MANY].iter().map(|name| legible(name)).collect();
        match self.language {
            Language::En => format!("{} and {} others", first.join(", "), names.len() - OF_MANY),
            Language::Zh => format!("{} 等 {} 人", first.join("、"), names.len()),
        }
    }

    /// A value in its unit, for a cell; money without its sign.
    pub fn scalar(self, scalar: Scalar, minor_digits: bool) -> String {
        match scalar {
            Scalar::Money(minor) => self.money_plain(minor, minor_digits),
            Scalar::Count(count) => self.count(count),
            Scalar::Units(units) => self.pieces(units as f64 / Scalar::UNITS_SCALE as f64),
            Scalar::Share(share) => self.share(share),
            Scalar::Days(number) | Scalar::Number(number) => self.number(number, 1),
        }
    }

    /// A value in its unit, short enough for a card.
    pub fn scalar_compact(self, scalar: Scalar) -> String {
        match scalar {
            Scalar::Money(minor) => self.money_compact(minor),
            Scalar::Units(_) => self.axis(scalar.to_f64(1).round()),
            other => self.scalar(other, false),
        }
    }

    /// Whether a column of these values is printed with minor digits: where none reaches a thousand.
    pub fn column_is_small<'a>(self, cells: impl IntoIterator<Item = &'a Measured>) -> bool {
        cells.into_iter().filter_map(|c| c.value()).all(|value| match value {
            Scalar::Money(minor) => self.is_small(minor),
            _ => true,
        })
    }

    /// Pieces: whole ones from a thousand on, where a fraction says nothing.
    fn pieces(self, pieces: f64) -> String {
        self.number(pieces, if pieces.abs() < 1_000.0 { 2 } else { 0 })
    }

    /// The currency's sign, set off by a no-break space where it ends in a letter.
    fn symbol(self) -> String {
        let symbol = self.currency.symbol();
        if symbol.is_empty() || symbol == "¤" {
            return format!("{}\u{a0}", self.currency.code());
        }
        if symbol.ends_with(|c: char| c.is_alphabetic() || c == '.') { format!("{symbol}\u{a0}") } else { symbol }
    }

    fn is_small(self, minor: i64) -> bool {
        minor.unsigned_abs() < Self::MINOR_DIGITS_UNDER.unsigned_abs() * self.currency.minor_per_major().unsigned_abs()
    }

    fn magnitude(self, minor: i64, minor_digits: bool) -> String {
        let scale = self.currency.minor_per_major();
        if !minor_digits || self.currency.digits() == 0 {
            return grouped(divide_half_even(minor, scale).unsigned_abs());
        }
        let (magnitude, scale) = (minor.unsigned_abs(), scale.unsigned_abs());
        let digits = self.currency.digits() as usize;
        format!("{}.{:0digits$}", grouped(magnitude / scale), magnitude % scale)
    }

    /// Three significant places with a word for the power; none where the value is short already.
    fn compact(self, magnitude: f64) -> Option<String> {
        let steps: &[(f64, &str)] = match self.language {
            Language::En => &[(1e9, "B"), (1e6, "M"), (1e4, "K")],
            Language::Zh => &[(1e8, "亿"), (1e4, "万")],
        };
        let (step, word) = steps.iter().find(|(step, _)| magnitude >= *step)?;
        let divisor = if *word == "K" { 1e3 } else { *step };
        let scaled = magnitude / divisor;
        let decimals = if scaled >= 100.0 { 0 } else { 1 };
        Some(format!("{}{word}", self.number(scaled, decimals)))
    }
}

/// A name with every control and direction mark made visible, so that it cannot rearrange the text around it.
pub fn legible(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// The message that stands for an absent value.
pub fn null_message(reason: NullReason) -> String {
    format!("null-{}", reason.code())
}

fn with_sign(negative: bool, magnitude: &str) -> String {
    let zero = !magnitude.contains(|c: char| c.is_ascii_digit() && c != '0');
    if negative && !zero { format!("{MINUS}{magnitude}") } else { magnitude.to_string() }
}

fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_string();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    with_sign(value < 0.0, &format!("{}{point}{fraction}", group_digits(whole)))
}

fn grouped(magnitude: u64) -> String {
    group_digits(&magnitude.to_string())
}

fn group_digits(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn english_month(month: u32) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS.get(month as usize - 1).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn en() -> Figures {
        Figures::new(Language::En, Currency::USD)
    }

    fn zh() -> Figures {
        Figures::new(Language::Zh, "CNY".parse().expect("a currency"))
    }

    #[test]
    fn money_keeps_minor_digits_only_while_it_is_small() {
        assert_eq!(en().money(1_999), "$19.99");
        assert_eq!(en().money(99_999), "$999.99");
        assert_eq!(en().money(100_000), "$1,000");
        assert_eq!(en().money(-1_234_567_890), "\u{2212}$12,345,679");
        assert_eq!(en().money(0), "$0.00");
        assert_eq!(en().money(i64::MIN), "\u{2212}$92,233,720,368,547,758");
    }

    #[test]
    fn money_without_minor_units_has_no_decimals() {
        let yen = Figures::new(Language::En, "JPY".parse().expect("a currency"));
        assert_eq!(yen.money(999), "¥999");
        assert_eq!(yen.money_plain(-1_234, true), "\u{2212}1,234");
    }

    #[test]
    fn compact_money_follows_the_language() {
        assert_eq!(en().money_compact(710_000_000), "$7.1M");
        assert_eq!(en().money_compact(1_234_500), "$12.3K");
        assert_eq!(en().money_compact(-250_000_000_000), "\u{2212}$2.5B");
        assert_eq!(zh().money_compact(710_000_000), "¥710万");
        assert_eq!(zh().money_compact(1_234_000_000_000), "¥123亿");
        assert_eq!(en().money_compact(12_345), "$123.45");
    }

    #[test]
    fn shares_have_one_decimal_and_a_real_minus() {
        assert_eq!(en().share(0.12345), "12.3%");
        assert_eq!(en().share_signed(-0.051), "\u{2212}5.1%");
        assert_eq!(en().share_signed(0.051), "+5.1%");
        assert_eq!(en().share_signed(-0.000_01), "0.0%");
        assert_eq!(en().share_trimmed(0.7), "70%");
        assert_eq!(en().share(f64::NAN), "–%");
    }

    #[test]
    fn dates_and_lists_follow_the_language() {
        let day: Day = "2019-06-30".parse().expect("a day");
        assert_eq!(en().date(day), "30 June 2019");
        assert_eq!(zh().date(day), "2019年6月30日");
        let names: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        assert_eq!(en().list(&names), "a, b and c");
        assert_eq!(zh().list(&names), "a、b、c");
        assert_eq!(en().list(&[]), "");
    }

    #[test]
    fn of_many_people_the_first_are_named_and_the_others_counted() {
        let names: Vec<String> = (1..=9).map(|n| n.to_string()).collect();
        assert_eq!(en().people(&names[..8]), "1, 2, 3, 4, 5, 6, 7 and 8");
        assert_eq!(en().people(&names), "1, 2, 3, 4, 5, 6 and 3 others");
        assert_eq!(zh().people(&names), "1、2、3、4、5、6 等 9 人");
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        assert_eq!(legible("a\u{202e}b\nc"), "a\u{fffd}b\u{fffd}c");
    }

    #[test]
    fn a_column_has_minor_digits_only_where_every_value_is_small() {
        let small = Measured::Value(Scalar::Money(99_900));
        let large = Measured::Value(Scalar::Money(100_000));
        assert!(en().column_is_small(&[small, Measured::Null(NullReason::NoTarget)]));
        assert!(!en().column_is_small(&[small, large]));
    }
}
