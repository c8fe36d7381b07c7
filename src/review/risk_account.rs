//! The account of one rep's risk: every step from the average rep to the probability, and what may be done.

use crate::quantity::NullReason;

use super::pack::Sentence;

/// What is said about one rep.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskAccount {
    /// The rep's id.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The period that the probability speaks about.
    pub period: String,
    /// The probability of a miss; none where abstained.
    pub probability: Option<f64>,
    /// Whether it is at or above the threshold.
    pub flagged: bool,
    /// The steps, in the order in which they are read.
    pub lines: Vec<AccountLine>,
    /// What a reader is to know first, and what the numbers come to, in sentences.
    pub sentences: Vec<Sentence>,
    /// `below_min_n`, `not_positive` or `on_leave` where abstained.
    pub null_reason: Option<NullReason>,
}

/// One line of the account. What a figure means depends on the part:
///
/// | part | item | value | reference | contribution, points | n |
/// | --- | --- | --- | --- | --- | --- |
/// | `bar` | `quota`, `seasonal_expectation` | the bar in major units | its share of the target | | |
/// | `start` | `average_rep` | probability of the average case | | its log-odds | |
/// | `reason` | the feature | the rep's value | what it is compared with | log-odds, points of probability | |
/// | `sum` | `probability` | the probability | the threshold | log-odds, all points | |
/// | `clears` | the feature | its value now | the value that clears the flag | none, points | |
/// | `unchangeable` | the feature | its value now | the value that would clear the flag, if somebody could change it | none, points | |
/// | `past` | `near`, `flagged` | share that missed | mean that was stated | | cases |
/// | `topic` | the feature | | | | |
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccountLine {
    /// Which part of the account.
    pub part: String,
    /// What the line is about.
    pub item: String,
    /// The figure.
    pub value: Option<f64>,
    /// What it is compared with.
    pub reference: Option<f64>,
    /// Log-odds added.
    pub contribution: Option<f64>,
    /// Probability added, as a fraction; start and reasons add up to the probability.
    pub points: Option<f64>,
    /// Past cases behind the line.
    pub n: Option<i64>,
    /// Lower end of the 95 % interval of `value`.
    pub lower: Option<f64>,
    /// Its upper end.
    pub upper: Option<f64>,
    /// The coaching topic that goes with the item.
    pub topic: Option<String>,
}
