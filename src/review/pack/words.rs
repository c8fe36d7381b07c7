//! Texts that can be printed in any language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::quantity::Scalar;

/// A message by its id in the wording files, with its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// The message's id.
    pub id: String,
    /// Named arguments, in the order in which they were given.
    pub args: Vec<(String, Arg)>,
}

/// What the id of a message begins with that is a check's own sentence: the check's id follows.
pub const CHECK_MESSAGE: &str = "check-";

/// An argument of a message; the wording decides how it looks in each language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// A name or code, printed as it is.
    Text(String),
    /// A metric's id, printed as its name.
    Metric(String),
    /// Money in minor units of the pack's currency, printed without minor digits where it is large.
    Money(i64),
    /// A fraction, printed as a percentage.
    Share(f64),
    /// A fraction, printed as a percentage with its sign.
    SignedShare(f64),
    /// A whole number; selects plural forms.
    Count(i64),
    /// A number with at most two decimals.
    Number(f64),
    /// A day.
    Date(Day),
    /// Several names, joined as the language does.
    List(Vec<String>),
    /// The id of another message, printed in its place; [`CHECK_MESSAGE`] and a check's id stand for what is wrong there.
    Message(String),
}

impl From<Scalar> for Arg {
    fn from(scalar: Scalar) -> Arg {
        match scalar {
            Scalar::Money(minor) => Arg::Money(minor),
            Scalar::Count(count) => Arg::Count(count),
            Scalar::Units(units) => Arg::Number(units as f64 / Scalar::UNITS_SCALE as f64),
            Scalar::Share(share) => Arg::Share(share),
            Scalar::Days(number) | Scalar::Number(number) => Arg::Number(number),
        }
    }
}
