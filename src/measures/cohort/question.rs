//! What can be asked of cohorts.

use std::fmt;
use std::str::FromStr;

use crate::calendar::{Day, Grain};

use super::steps::StepKind;

/// Days of a bracket after the first purchase, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// The first day; 1 is the day after the first purchase.
    pub from: i32,
    /// The last day.
    pub to: i32,
}

/// How ages are counted and what it takes to be retained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variant {
    /// A purchase in the k-th period after the cohort's.
    Classic,
    /// A purchase in the k-th period or later; ages that end less than `horizon_days` before the as-of day are null,
    /// since the members had too little time to come back.
    Rolling {
        /// The days.
        horizon_days: i32,
    },
    /// A purchase in a bracket of days after the member's first one.
    Bracket(Vec<Bracket>),
    /// A purchase in the k-th block of days from the member's first one on.
    Window {
        /// The days of a block; at least one.
        days: i32,
    },
}

impl Variant {
    /// The word by which it is asked for.
    pub fn word(&self) -> &'static str {
        match self {
            Variant::Classic => "classic",
            Variant::Rolling { .. } => "rolling",
            Variant::Bracket(_) => "bracket",
            Variant::Window { .. } => "window",
        }
    }
}

/// What is retained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retained {
    /// Customers.
    Customers,
    /// Net revenue: it may grow beyond the start.
    NetRevenue,
    /// Net revenue, each customer capped at the start: it can only fall.
    GrossRevenue,
}

/// Which first purchase puts a customer into a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The first of all.
    Ever,
    /// The first between the days asked for, whatever was bought before.
    InRange,
}

impl Start {
    /// The word by which it is asked for.
    pub fn word(self) -> &'static str {
        match self {
            Start::Ever => "ever",
            Start::InRange => "range",
        }
    }
}

/// A question about cohorts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortQuestion {
    /// How ages are counted.
    pub variant: Variant,
    /// What is retained.
    pub retained: Retained,
    /// Which first purchase counts.
    pub start: Start,
    /// What a cohort is long, and an age where it is counted in periods.
    pub steps: StepKind,
    /// The first and last day on which the members' first purchase lies; `None` for all.
    pub days: Option<(Day, Day)>,
    /// Whether the mean over the cohorts stands behind them.
    pub with_mean: bool,
}

impl CohortQuestion {
    /// The grain, where the question is the one that a review asks: customers of all periods, classic.
    pub(super) fn plain(&self) -> Option<Grain> {
        let is_plain = self.variant == Variant::Classic
            && self.retained == Retained::Customers
            && self.start == Start::Ever
            && self.days.is_none();
        match self.steps {
            StepKind::Periods(grain) if is_plain => Some(grain),
            _ => None,
        }
    }

    /// The id that the values carry.
    pub fn metric_id(&self) -> &'static str {
        match (self.retained, &self.variant) {
            (Retained::NetRevenue, _) => "retention.net_revenue",
            (Retained::GrossRevenue, _) => "retention.gross_revenue",
            (Retained::Customers, Variant::Classic) => "retention.classic",
            (Retained::Customers, Variant::Rolling { .. }) => "retention.rolling",
            (Retained::Customers, Variant::Bracket(_)) => "retention.bracket",
            (Retained::Customers, Variant::Window { .. }) => "retention.window",
        }
    }
}

/// The brackets that are taken where none are given.
pub const BRACKETS: &str = "1-30,31-60,61-90,91-180,181-365";

/// Brackets that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BracketError {
    /// The part that was received.
    pub part: String,
}

impl fmt::Display for BracketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no bracket of days that begins after the one before it", self.part)
    }
}

impl std::error::Error for BracketError {}

/// Brackets in ascending order, as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brackets(pub Vec<Bracket>);

impl FromStr for Brackets {
    type Err = BracketError;

    /// Reads `1-30,31-90`; a single day may stand alone. Brackets may leave days out, but not overlap.
    ///
    /// ```
    /// use attain::measures::cohort::Brackets;
    /// assert_eq!("1-7,8-30,60".parse::<Brackets>().unwrap().0.len(), 3);
    /// assert_eq!("1-30,30-60".parse::<Brackets>().unwrap_err().part, "30-60");
    /// ```
    fn from_str(text: &str) -> Result<Self, BracketError> {
        let mut brackets: Vec<Bracket> = Vec::new();
        for part in text.split(',').map(str::trim) {
            let bad = || BracketError { part: part.to_string() };
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let day = |text: &str| text.trim().parse::<i32>().ok().filter(|day| (0..=36_600).contains(day));
            let bracket = Bracket { from: day(from).ok_or_else(bad)?, to: day(to).ok_or_else(bad)? };
            let follows = brackets.last().is_none_or(|last| bracket.from > last.to);
            if bracket.from > bracket.to || !follows {
                return Err(bad());
            }
            brackets.push(bracket);
        }
        Ok(Brackets(brackets))
    }
}
