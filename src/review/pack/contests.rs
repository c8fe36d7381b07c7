//! Sales contests of the period, and those announced for the next one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::quantity::{Measured, NullReason, Scalar};

use super::Sentence;

/// A contest: how fair it was before its start, and who stands where.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ContestEntry {
    /// The contest.
    pub contest_id: String,
    /// What is ranked; empty where the contest is refused.
    pub metric_id: String,
    /// `pct_of_target`, `absolute` or `growth`; empty where the contest is refused.
    pub basis: String,
    /// The first day.
    pub first: Option<Day>,
    /// The last day.
    pub last: Option<Day>,
    /// The last day on which returns are taken off.
    pub provisional_until: Option<Day>,
    /// `upcoming`, `running`, `provisional`, `final` or `refused`, as of the pack's day.
    pub status: String,
    /// How open it was the day before its start; `None` where nothing can be said.
    pub fairness: Option<ContestFairness>,
    /// The reps, those with a rank first; before the start those first who are likeliest to win.
    pub rows: Vec<ContestStanding>,
    /// What else is to be known: changed rules, what the chances rest on, sales pulled forward, why it is refused.
    pub notes: Vec<Sentence>,
}

/// How open a contest is before it starts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ContestFairness {
    /// `open`, `uneven` or `lopsided`.
    pub verdict: String,
    /// How many may win.
    pub contenders: i64,
    /// As many contenders with equal chances would be as uncertain.
    pub effective: f64,
    /// The share of contenders whose chance is under 1 %.
    pub hopeless: f64,
    /// Who was most likely to win: the rep.
    pub favourite: String,
    /// How likely that was.
    pub favourite_chance: f64,
    /// Rank correlation of the chance with the size of the territory; `None` where it cannot be told.
    pub with_size: Option<f64>,
    /// The same with the time in service.
    pub with_tenure: Option<f64>,
}

/// A rep's place in a contest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContestStanding {
    /// The rep.
    pub rep_id: String,
    /// The rep's name.
    pub name: String,
    /// The rank from 1; `None` before the start, and for who is not ranked.
    pub rank: Option<i64>,
    /// The share of the target, or the growth as a share; `None` for the basis `absolute`, whose score is the value.
    pub score: Option<f64>,
    /// What was sold so far, with what was clawed back taken off.
    pub value: Measured,
    /// The target of the whole contest, or what was sold on the same dates a year before; `None` where there is none, and
    /// for the basis `absolute`.
    pub against: Option<Scalar>,
    /// What was taken off for returns after the end: zero or below.
    pub clawed_back: Scalar,
    /// Prize money in minor units; shared where several are level.
    pub prize_minor: Option<i64>,
    /// Other prizes, as the rules have them.
    pub prizes: Vec<String>,
    /// The chance of coming first, as of the pack's day; `None` once the contest is over.
    pub chance: Option<f64>,
    /// Why the rep takes no part: `filter`, `joined_after_start`, `left_before_end`; empty for who does.
    pub why_not: String,
    /// Why somebody who takes part is not ranked.
    pub null_reason: Option<NullReason>,
    /// Whether others are level.
    pub level: bool,
}
