//! Rates between currencies, by day, and amounts converted with them to the minor unit.
//!
//! Days are counted from 1970, as `calendar::Day` counts them.

use std::collections::BTreeMap;

use super::Currency;

/// The smallest and the largest rate that is believed: beyond them an amount could not be converted exactly.
const BELIEVED: std::ops::RangeInclusive<f64> = 1e-9..=1e9;

/// What one minor unit of a currency is worth in minor units of another, as an exact fraction.
///
/// A rate counts as the decimal number that was written: 7.1235 is 71235 ÷ 10000, and not the nearest binary fraction.
///
/// ```
/// use attain::quantity::Rate;
/// let (yen, dollar) = ("JPY".parse().unwrap(), "USD".parse().unwrap());
/// let rate = Rate::of(0.0067, yen, dollar).unwrap();
/// assert_eq!(rate.convert(1_000), Some(670)); // 1,000 yen are 6.70 dollars
/// assert_eq!(Rate::of(0.0, yen, dollar), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    multiplied: i128,
    divided: i128,
}

impl Rate {
    /// Whether a number can be a rate.
    pub fn is_believed(rate: f64) -> bool {
        BELIEVED.contains(&rate)
    }

    /// One unit of `from` is worth `rate` of `to`; none where the rate is not a positive number that can be one.
    pub fn of(rate: f64, from: Currency, to: Currency) -> Option<Rate> {
        let (mantissa, power) = decimal(rate)?;
        Rate::reduced(mantissa.checked_mul(10_i128.pow(to.digits()))?, power.checked_mul(10_i128.pow(from.digits()))?)
    }

    /// One unit of `to` is worth `rate` of `from`: the rate of the pair the other way round.
    pub fn inverse(rate: f64, from: Currency, to: Currency) -> Option<Rate> {
        let there = Rate::of(rate, to, from)?;
        Some(Rate { multiplied: there.divided, divided: there.multiplied })
    }

    fn reduced(multiplied: i128, divided: i128) -> Option<Rate> {
        let (mut a, mut b) = (multiplied, divided);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (a > 0).then(|| Rate { multiplied: multiplied / a, divided: divided / a })
    }

    /// An amount in minor units, rounded half to even; none where it leaves 64 bits.
    pub fn convert(self, minor: i64) -> Option<i64> {
        let product = i128::from(minor).checked_mul(self.multiplied)?;
        let (quotient, rest) = (product.div_euclid(self.divided), product.rem_euclid(self.divided));
        // Twice the rest against the divisor, without a product that could overflow.
        let up = match rest.cmp(&(self.divided - rest)) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Greater => 1,
            std::cmp::Ordering::Equal => quotient.rem_euclid(2),
        };
        i64::try_from(quotient + up).ok()
    }
}

/// The decimal number as which a float is written: mantissa and power of ten to divide it by.
fn decimal(number: f64) -> Option<(i128, i128)> {
    if !BELIEVED.contains(&number) {
        return None;
    }
    let text = format!("{number}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mantissa = format!("{whole}{fraction}").parse().ok()?;
    Some((mantissa, 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?))
}

/// A rate as a table has it: on a day, one unit of `from` is worth `rate` units of `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The day from which it holds.
    pub day: i32,
    /// The code of the currency that is worth something.
    pub from: String,
    /// The code of the currency in which that is said.
    pub to: String,
    /// What it is worth.
    pub rate: f64,
}

/// The rates of all currencies into one.
///
/// On a day the last rate on or before it holds, unless it is older than the largest age. Where the table has rates of a
/// currency into the run's, those count; where it has only those the other way round, an amount is divided by them.
/// Rates through a third currency are not made up.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    into: Currency,
    max_age_days: u32,
    of: BTreeMap<String, Rates>,
}

/// The rates of one currency, by day.
#[derive(Debug, Clone, PartialEq)]
struct Rates {
    from: Currency,
    inverted: bool,
    days: Vec<i32>,
    quoted: Vec<f64>,
    rates: Vec<Rate>,
}

/// A day on which a currency has no rate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoRate {
    /// The currency.
    pub currency: String,
    /// The day.
    pub day: i32,
    /// The day of the last rate before it, which is too old; none where there is no rate before it.
    pub last: Option<i32>,
}

impl Exchange {
    /// From the rows of a table; rates that are none, and currencies that there are not, are left out.
    ///
    /// ```
    /// use attain::quantity::{Currency, Exchange, Quote};
    /// let day = 19_727; // 2024-01-05, in days since 1970
    /// let quote = |day, rate| Quote { day, from: "EUR".into(), to: "USD".into(), rate };
    /// let exchange = Exchange::new(Currency::USD, 7, [quote(day, 1.1), quote(day + 3, 1.2)]);
    /// assert_eq!(exchange.convert("EUR", day + 2, 1_000), Ok(Some(1_100)));
    /// assert_eq!(exchange.convert("eur", day + 3, 1_000), Ok(Some(1_200)));
    /// let too_late = exchange.convert("EUR", day + 11, 1_000).unwrap_err();
    /// assert_eq!(too_late.last, Some(day + 3));
    /// assert_eq!(exchange.convert("USD", day, 1_000), Ok(Some(1_000)));
    /// ```
    pub fn new(into: Currency, max_age_days: u32, quotes: impl IntoIterator<Item = Quote>) -> Exchange {
        let mut sorted: BTreeMap<(String, bool), Vec<(i32, f64)>> = BTreeMap::new();
        for quote in quotes {
            let (from, to) = (code_of(&quote.from), code_of(&quote.to));
            let (other, inverted) = match (from == into.code(), to == into.code()) {
                (false, true) => (from, false),
                (true, false) => (to, true),
                _ => continue,
            };
            if BELIEVED.contains(&quote.rate) {
                sorted.entry((other, inverted)).or_default().push((quote.day, quote.rate));
            }
        }
        let mut of = BTreeMap::new();
        for ((code, inverted), mut quotes) in sorted {
            let Ok(from) = code.parse::<Currency>() else { continue };
            // The rates into the run's currency come first in the order, and stay.
            if of.contains_key(&code) {
                continue;
            }
            quotes.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            quotes.dedup_by_key(|quote| quote.0);
            let rate = |rate| if inverted { Rate::inverse(rate, from, into) } else { Rate::of(rate, from, into) };
            let known: Vec<(i32, f64, Rate)> =
                quotes.into_iter().filter_map(|(day, quoted)| Some((day, quoted, rate(quoted)?))).collect();
            let (days, quoted) = (known.iter().map(|k| k.0).collect(), known.iter().map(|k| k.1).collect());
            of.insert(code, Rates { from, inverted, days, quoted, rates: known.iter().map(|k| k.2).collect() });
        }
        Exchange { into, max_age_days, of }
    }

    /// The currency into which is converted.
    pub fn into_currency(&self) -> Currency {
        self.into
    }

    /// How old a rate may be, in days.
    pub fn max_age_days(&self) -> u32 {
        self.max_age_days
    }

    /// The codes of the currencies for which there are rates.
    pub fn currencies(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
    }

    /// Whether a code is that of the currency into which is converted; an empty one is.
    pub fn is_own(&self, code: &str) -> bool {
        let code = code.trim();
        code.is_empty() || code.eq_ignore_ascii_case(self.into.code())
    }

    /// An amount in minor units of a currency, by the rate of a day; none where it leaves 64 bits.
    ///
    /// # Errors
    /// [`NoRate`].
    pub fn convert(&self, code: &str, day: i32, minor: i64) -> Result<Option<i64>, NoRate> {
        if self.is_own(code) {
            return Ok(Some(minor));
        }
        self.rate_on(code, day).map(|rate| rate.convert(minor))
    }

    /// The rate of a day.
    ///
    /// # Errors
    /// [`NoRate`] where there is none on or before the day, or where the last one is too old.
    pub fn rate_on(&self, code: &str, day: i32) -> Result<Rate, NoRate> {
        let rates = self.rates_of(code).ok_or_else(|| NoRate { currency: code_of(code), day, last: None })?;
        self.position(rates, code, day).map(|at| rates.rates[at])
    }

    /// One rate for a span of days: the mean of the rates that hold on each of its days.
    ///
    /// # Errors
    /// [`NoRate`] with the first of the days that has none.
    pub fn mean_rate(&self, code: &str, first: i32, last: i32) -> Result<Rate, NoRate> {
        let none = |day| NoRate { currency: code_of(code), day, last: None };
        let rates = self.rates_of(code).ok_or_else(|| none(first))?;
        let (mut sum, mut days) = (0.0, 0_u32);
        for day in first..=last {
            let quoted = rates.quoted[self.position(rates, code, day)?];
            sum += if rates.inverted { 1.0 / quoted } else { quoted };
            days += 1;
        }
        Rate::of(sum / f64::from(days.max(1)), rates.from, self.into).ok_or_else(|| none(first))
    }

    fn rates_of(&self, code: &str) -> Option<&Rates> {
        self.of.get(code).or_else(|| self.of.get(&code_of(code)))
    }

    fn position(&self, rates: &Rates, code: &str, day: i32) -> Result<usize, NoRate> {
        let none = |last| NoRate { currency: code_of(code), day, last };
        let begun = rates.days.partition_point(|known| *known <= day);
        let at = begun.checked_sub(1).ok_or_else(|| none(None))?;
        let age = i64::from(day) - i64::from(rates.days[at]);
        match age <= i64::from(self.max_age_days) {
            true => Ok(at),
            false => Err(none(Some(rates.days[at]))),
        }
    }

    /// What the rates are known again by: a text that differs where an amount could be converted otherwise.
    pub fn described(&self) -> String {
        let mut text = format!("{} {}", self.into.code(), self.max_age_days);
        for (code, rates) in &self.of {
            text.push_str(&format!("\n{code} {}", rates.inverted));
            for (day, rate) in rates.days.iter().zip(&rates.quoted) {
                text.push_str(&format!(" {day}:{rate}"));
            }
        }
        text
    }
}

fn code_of(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn day(at: i32) -> i32 {
        19_000 + at
    }

    fn quote(at: i32, from: &str, to: &str, rate: f64) -> Quote {
        Quote { day: day(at), from: from.to_string(), to: to.to_string(), rate }
    }

    #[test]
    fn an_amount_is_rounded_half_to_even_on_the_decimal_that_was_written() {
        // 0.05 × 1.1 as binary fractions is a little more than 0.055; as decimals it is exactly a tie.
        let rate = Rate::of(1.1, currency("EUR"), currency("USD")).unwrap();
        assert_eq!([5, 15, -5, -15, 10].map(|minor| rate.convert(minor).unwrap()), [6, 16, -6, -16, 11]);
        // 2.5 ⇒ 2, 3.5 ⇒ 4.
        let half = Rate::of(0.5, currency("EUR"), currency("USD")).unwrap();
        assert_eq!([5, 7, -5, -7].map(|minor| half.convert(minor).unwrap()), [2, 4, -2, -4]);
    }

    #[test]
    fn the_digits_of_both_currencies_count() {
        let to_yen = Rate::of(149.57, currency("USD"), currency("JPY")).unwrap();
        assert_eq!(to_yen.convert(10_000), Some(14_957));
        let dinar = Rate::of(3.25, currency("KWD"), currency("USD")).unwrap();
        assert_eq!(dinar.convert(1_000), Some(325));
    }

    #[test]
    fn the_pair_the_other_way_round_divides_exactly() {
        let exchange = Exchange::new(currency("CNY"), 0, [quote(0, "CNY", "USD", 0.14)]);
        // 7 dollars ÷ 0.14 = 50 yuan, to the last digit; 1 ÷ 0.14 as a float would not be.
        assert_eq!(exchange.convert("USD", day(0), 700), Ok(Some(5_000)));
    }

    #[test]
    fn the_direct_pair_counts_where_there_are_both() {
        let both = [quote(0, "USD", "EUR", 0.5), quote(0, "EUR", "USD", 1.25)];
        let exchange = Exchange::new(Currency::USD, 3, both);
        assert_eq!(exchange.convert("EUR", day(0), 100), Ok(Some(125)));
    }

    #[test]
    fn a_rate_holds_until_the_next_one_or_until_it_is_too_old() {
        let exchange = Exchange::new(Currency::USD, 3, [quote(0, "EUR", "USD", 1.0), quote(10, "EUR", "USD", 2.0)]);
        let at = |at| exchange.convert("EUR", day(at), 100);
        assert_eq!((at(0), at(3), at(10)), (Ok(Some(100)), Ok(Some(100)), Ok(Some(200))));
        assert_eq!(at(-1).unwrap_err().last, None);
        assert_eq!(at(4).unwrap_err(), NoRate { currency: "EUR".into(), day: day(4), last: Some(day(0)) });
        assert_eq!(exchange.convert("CHF", day(0), 1).unwrap_err().currency, "CHF");
    }

    #[test]
    fn the_mean_rate_of_a_span_weighs_every_day_alike() {
        let exchange = Exchange::new(Currency::USD, 31, [quote(0, "EUR", "USD", 1.0), quote(3, "EUR", "USD", 2.0)]);
        // Three days at 1 and one at 2.
        let rate = exchange.mean_rate("EUR", day(0), day(3)).unwrap();
        assert_eq!(rate.convert(400), Some(500));
        assert_eq!(exchange.mean_rate("EUR", day(-1), day(3)).unwrap_err().day, day(-1));
    }

    #[test]
    fn what_is_no_rate_is_left_out() {
        let rates = [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300];
        let exchange = Exchange::new(Currency::USD, 3, rates.map(|rate| quote(0, "EUR", "USD", rate)));
        assert_eq!(exchange.currencies().count(), 0);
        assert!(Exchange::new(Currency::USD, 3, [quote(0, "XQZ", "USD", 1.0)]).currencies().next().is_none());
    }

    proptest::proptest! {
        #[test]
        fn a_conversion_is_the_nearest_minor_unit_and_odd_in_sign(minor in -1_000_000_000_i64..1_000_000_000, rate in 0.0001_f64..1000.0) {
            let rate = (rate * 10_000.0).round() / 10_000.0;
            let exact = minor as f64 * rate;
            let converted = Rate::of(rate, currency("EUR"), Currency::USD).unwrap().convert(minor).unwrap();
            proptest::prop_assert!((converted as f64 - exact).abs() <= 0.5 + exact.abs() * 1e-12);
            let mirrored = Rate::of(rate, currency("EUR"), Currency::USD).unwrap().convert(-minor).unwrap();
            proptest::prop_assert_eq!(mirrored, -converted);
        }
    }
}
