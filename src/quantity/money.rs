//! Money: an integer count of minor units, and its currency.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency by its ISO 4217 code.
///
/// ```
/// use attain::quantity::Currency;
/// let yen: Currency = "JPY".parse().unwrap();
/// assert_eq!(yen.digits(), 0);
/// assert!("XQZ".parse::<Currency>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The US dollar, the currency that is assumed (and said to be assumed) where none is configured.
    pub const USD: Currency = Currency(iso_currency::Currency::USD);

    /// How many decimal digits the minor unit has: 2 for USD, 0 for JPY, 3 for KWD.
    /// Funds and metals without a minor unit are read with two.
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }

    /// The three letters of ISO 4217.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The sign that people write before an amount, such as `$`; the code where there is none.
    pub fn symbol(self) -> String {
        self.0.symbol().to_string()
    }

    /// Minor units in one major unit: 100 for USD.
    pub fn minor_per_major(self) -> i64 {
        10_i64.pow(self.digits())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code.trim().to_ascii_uppercase().as_str())
            .map(Currency)
            .ok_or_else(|| MoneyError::UnknownCurrency { code: code.to_string() })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[A-Z]{3}$",
            "description": "A currency by its ISO 4217 code: USD."
        })
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount of money in minor units (cents for USD), exact.
///
/// ```
/// use attain::quantity::{Currency, Money};
/// let price = Money::new(1_999, Currency::USD);
/// assert_eq!(price.to_string(), "19.99");
/// assert_eq!(Money::new(-5, Currency::USD).to_string(), "-0.05");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units; negative for returns.
    pub minor: i64,
    /// The currency that the minor units belong to.
    pub currency: Currency,
}

impl Money {
    /// An amount of `minor` units of `currency`.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }
}

impl fmt::Display for Money {
    /// A plain decimal with the currency's digits and no grouping: what scripts read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.currency.minor_per_major().unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        let magnitude = self.minor.unsigned_abs();
        match self.currency.digits() as usize {
            0 => write!(f, "{sign}{magnitude}"),
            digits => write!(f, "{sign}{}.{:0digits$}", magnitude / scale, magnitude % scale),
        }
    }
}

/// What went wrong with an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoneyError {
    /// The code is not in ISO 4217.
    UnknownCurrency {
        /// What was received.
        code: String,
    },
    /// The text is not a decimal number.
    NotANumber,
    /// The number does not fit into 64 bits of minor units.
    TooLarge,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MoneyError::UnknownCurrency { code } => write!(f, "`{code}` is not a currency code of ISO 4217"),
            MoneyError::NotANumber => f.write_str("not a decimal number"),
            MoneyError::TooLarge => f.write_str("too large for an amount"),
        }
    }
}

impl std::error::Error for MoneyError {}

/// A decimal text read into minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedMoney {
    /// The amount, rounded half to even where the text had more digits than the currency.
    pub minor: i64,
    /// Whether digits were rounded away that were not zero; the load counts and reports such rows.
    pub rounded: bool,
}

/// Reads `-1234.567` into minor units with `digits` decimals, without a float on the way.
///
/// A sign, digits and one decimal point are allowed, with white space around them; nothing else is guessed.
/// More digits than the currency has are rounded half to even, and `rounded` says so.
///
/// ```
/// use attain::quantity::parse_minor;
/// assert_eq!(parse_minor("57.68", 2).unwrap().minor, 5768);
/// let odd = parse_minor("183.9382", 2).unwrap();
/// assert_eq!((odd.minor, odd.rounded), (18394, true));
/// assert!(parse_minor("12,5", 2).is_err());
/// ```
pub fn parse_minor(text: &str, digits: u32) -> Result<ParsedMoney, MoneyError> {
    let text = text.trim();
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(MoneyError::NotANumber);
    }
    let kept_len = fraction.len().min(digits as usize);
    let (kept, dropped) = fraction.split_at(kept_len);
    let mut minor: i64 = 0;
    let padding = std::iter::repeat_n(b'0', digits as usize - kept_len);
    for digit in whole.bytes().chain(kept.bytes()).chain(padding) {
        minor =
            minor.checked_mul(10).and_then(|m| m.checked_add(i64::from(digit - b'0'))).ok_or(MoneyError::TooLarge)?;
    }
    let rounded = dropped.bytes().any(|b| b != b'0');
    if rounded && rounds_up(dropped.as_bytes(), minor % 2 == 1) {
        minor = minor.checked_add(1).ok_or(MoneyError::TooLarge)?;
    }
    Ok(ParsedMoney { minor: if negative { -minor } else { minor }, rounded })
}

/// Half to even on the digits that are dropped.
fn rounds_up(dropped: &[u8], last_kept_is_odd: bool) -> bool {
    match dropped[0] {
        b'6'..=b'9' => true,
        b'5' => last_kept_is_odd || dropped[1..].iter().any(|&b| b != b'0'),
        _ => false,
    }
}
