//! What happened?
//!
//! One scan of the orders builds small facts (who bought what, when, from whom); KPI trends, cohorts and repeat
//! rates follow from the facts alone. Every number carries its definition's id and its period; an absent one
//! carries its reason.

pub mod activity;
mod answers;
pub mod bridge;
mod cash;
pub mod catalogue;
pub mod cohort;
mod columns;
pub mod company;
mod contracts;
mod credit;
mod customers;
pub mod cut;
mod cut_lines;
mod dip;
pub mod engine;
pub mod exchange;
mod facts;
pub mod family;
mod grid;
#[cfg(test)]
mod histories;
mod keyed_lines;
mod known_rows;
pub mod kpi;
pub mod lacking;
pub mod needs;
pub mod observation;
mod of_reps;
mod order_lines;
mod owners;
pub mod page_example;
mod people;
pub mod pipeline;
mod quota;
mod quota_choice;
mod quota_version;
pub mod records;
pub mod repeat;
pub mod sales;
mod satisfaction;
pub mod section;
pub mod shrinkage;
mod spans;
pub mod trend;
mod wilson;

pub use facts::{
    DenseFacts, Distant, Fact, FactColumn, FactNumbers, FactRows, FactTable, Facts, FactsInput, FactsNeeded, KeptFacts,
    LinesElsewhere, Posting, Postings, Width,
};
#[cfg(test)]
pub(crate) use facts::{Elsewhere, with_threads};
pub(crate) use facts::{Frame, Summary};
pub use grid::{Dimension, PeriodRange, SliceError, Slicer};
pub use keyed_lines::{FindKeyedLines, KeyedLines, Remembered};
pub use known_rows::{goes_beyond, known_orders};
pub use of_reps::of_reps;
pub use people::{People, Person};
pub use quota::{OwnQuotas, Quota, Quotas};
pub use quota_version::{QuotaVersion, Seen, in_force_on};
pub use wilson::{Wilson, wilson_95};

use std::fmt;

/// What went wrong while measuring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeasureError {
    /// No order lines are known by the as-of date.
    NoOrders {
        /// The as-of date, where one was given.
        as_of: Option<crate::calendar::Day>,
    },
    /// The as-of date lies before the first order.
    AsOfBeforeOrders {
        /// The as-of date.
        as_of: crate::calendar::Day,
        /// The day of the first order.
        first: crate::calendar::Day,
    },
    /// The period lies outside the data.
    PeriodWithoutData {
        /// The period's label.
        period: String,
        /// First day in the data.
        first: crate::calendar::Day,
        /// Last day in the data.
        last: crate::calendar::Day,
    },
    /// No definition has this id.
    UnknownMetric {
        /// What was received.
        metric: String,
        /// The nearest ids.
        nearest: Vec<String>,
    },
    /// A metric of the dictionary that another command answers.
    AnsweredElsewhere {
        /// The metric.
        metric: String,
        /// The command.
        command: &'static str,
    },
    /// A metric needs a table that the store does not hold.
    TableMissing {
        /// The metric.
        metric: String,
        /// The table.
        table: String,
    },
    /// A dimension or a filter cannot be followed.
    Cut(Box<cut::CutError>),
    /// A metric that is not spoken of at this grain.
    NotAtGrain {
        /// The metric.
        metric: String,
        /// The grain.
        grain: crate::calendar::Grain,
    },
    /// The amounts of a table are in several currencies.
    SeveralCurrencies {
        /// The table.
        table: String,
        /// The currencies, that of the run among them.
        currencies: Vec<String>,
    },
    /// Amounts in another currency whose day has no rate.
    RateMissing {
        /// The metric.
        metric: String,
        /// Whose amounts they are, and what the metric is without them.
        without: exchange::Without,
        /// Their currency.
        currency: String,
        /// The run's currency.
        into: String,
        /// The first such day.
        day: crate::calendar::Day,
        /// The day of the last rate before it, which is too old; none where there is none.
        last: Option<crate::calendar::Day>,
        /// How old a rate may be, in days.
        max_age_days: u32,
        /// How many more days of this or another currency lack one.
        more_days: usize,
    },
    /// The direct credits of an order line do not share all of it.
    CreditShares {
        /// The order.
        order: String,
        /// The line; none where the whole order is credited.
        line: Option<i64>,
        /// What the shares sum to.
        sum: String,
    },
    /// A rep is assigned by more than the whole, or twice to one unit, on a day.
    AssignmentOverlap {
        /// The rep.
        rep: String,
        /// The first such day.
        day: crate::calendar::Day,
        /// The units to which the rep is assigned on it.
        units: Vec<String>,
    },
    /// Units stand above each other in a circle.
    UnitCycle {
        /// The units.
        units: Vec<String>,
    },
    /// A sum does not fit into 64 bits of minor units.
    Overflow,
    /// An engine that runs elsewhere cannot build the facts.
    Cluster(Box<engine::EngineError>),
    /// A question about single customers, whose histories stay on the cluster.
    StaysOnCluster {
        /// What was asked.
        asked: String,
        /// How many rows the histories have.
        rows: i64,
        /// The most that are fetched.
        boundary: u64,
    },
    /// The engine failed.
    Engine {
        /// What it said.
        reason: String,
    },
}

impl fmt::Display for MeasureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MeasureError::NoOrders { as_of: Some(day) } => write!(f, "the store holds no order known by {day}"),
            MeasureError::NoOrders { as_of: None } => f.write_str("the store holds no orders"),
            MeasureError::AsOfBeforeOrders { as_of, .. } => write!(f, "the store holds no order known by {as_of}"),
            MeasureError::PeriodWithoutData { period, first, last } => {
                write!(f, "there are no orders in {period}: the data reach from {first} to {last}")
            }
            MeasureError::UnknownMetric { metric, .. } => write!(f, "there is no metric `{metric}`"),
            MeasureError::AnsweredElsewhere { metric, .. } => {
                write!(f, "`{metric}` is not a question for this command")
            }
            MeasureError::TableMissing { metric, table } => {
                write!(f, "`{metric}` cannot be measured: the store holds no table `{table}`")
            }
            MeasureError::SeveralCurrencies { table, currencies } => {
                write!(f, "the amounts of `{table}` are in several currencies: {}", currencies.join(", "))
            }
            MeasureError::RateMissing { metric, without, currency, into, day, last, max_age_days, more_days } => {
                write!(f, "{}: there is no rate from {currency} to {into} for ", without.said_of(metric))?;
                match without.rows() {
                    Some(rows) => write!(f, "{rows} of {day}")?,
                    None => write!(f, "{day}")?,
                }
                match last {
                    Some(last) => write!(f, ", the last one is of {last} and older than {max_age_days} days")?,
                    None => f.write_str(", nor any before")?,
                }
                match more_days {
                    0 => Ok(()),
                    1 => f.write_str("; 1 more day lacks one"),
                    more => write!(f, "; {more} more days lack one"),
                }
            }
            MeasureError::Cut(error) => error.fmt(f),
            MeasureError::NotAtGrain { metric, grain } => write!(f, "`{metric}` does not exist by {}", grain.word()),
            MeasureError::CreditShares { order, line: None, sum } => {
                write!(f, "the direct credits of order {order} sum to {sum} instead of 1")
            }
            MeasureError::CreditShares { order, line: Some(line), sum } => {
                write!(f, "the direct credits of order {order} line {line} sum to {sum} instead of 1")
            }
            MeasureError::AssignmentOverlap { rep, day, units } => {
                write!(f, "the assignments of rep {rep} overlap on {day}: {}", units.join(", "))
            }
            MeasureError::UnitCycle { units } => {
                write!(f, "units stand above each other in a circle: {}", units.join(", "))
            }
            MeasureError::Overflow => f.write_str("a sum of money is larger than 64 bits can hold"),
            MeasureError::Cluster(error) => error.fmt(f),
            MeasureError::StaysOnCluster { asked, rows, boundary } => write!(
                f,
                "`{asked}` needs the histories of single customers, and they stay on the cluster: {rows} rows, more than \
                 {boundary}"
            ),
            MeasureError::Engine { reason } => write!(f, "reading the facts: {reason}"),
        }
    }
}

impl std::error::Error for MeasureError {}

impl From<cut::CutError> for MeasureError {
    fn from(error: cut::CutError) -> MeasureError {
        MeasureError::Cut(Box::new(error))
    }
}

impl From<engine::EngineError> for MeasureError {
    fn from(error: engine::EngineError) -> MeasureError {
        MeasureError::Cluster(Box::new(error))
    }
}

impl MeasureError {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            MeasureError::NoOrders { .. } => Some("load some: attain ingest FILE --table orders".to_string()),
            MeasureError::AsOfBeforeOrders { first, .. } => {
                Some(format!("the first order is of {first}: name that day or a later one, or load earlier orders"))
            }
            MeasureError::PeriodWithoutData { .. } => Some("choose a period inside the data".to_string()),
            MeasureError::UnknownMetric { nearest, .. } => {
                Some(format!("did you mean {}? attain define lists them all", nearest.join(", ")))
            }
            MeasureError::AnsweredElsewhere { command, .. } => Some(format!("ask for it with: {command}")),
            MeasureError::TableMissing { table, .. } => Some(format!("load one: attain ingest FILE --table {table}")),
            MeasureError::SeveralCurrencies { table, .. } => Some(format!(
                "load `{table}` in the currency of the orders: convert the amounts first, or leave the other rows out"
            )),
            MeasureError::RateMissing { currency, into, .. } => Some(format!(
                "load the missing rates: attain ingest FILE --table fx_rates, with the columns date, from ({currency}), to \
                 ({into}) and rate; or let rates hold for longer: [exchange] max_age_days"
            )),
            MeasureError::Cut(error) => Some(error.hint()),
            MeasureError::NotAtGrain { .. } => {
                Some("growth_mom goes with --grain month, growth_qoq with --grain quarter".to_string())
            }
            MeasureError::CreditShares { .. } => {
                Some("load the missing credits, or make those beside the amount overlay credits".to_string())
            }
            MeasureError::AssignmentOverlap { .. } => Some(
                "end the earlier assignment in `rep_assignments` with valid_to, or give each its share of the rep"
                    .to_string(),
            ),
            MeasureError::UnitCycle { .. } => {
                Some("correct parent_id in `org_units`: the unit at the top has none".to_string())
            }
            MeasureError::Cluster(error) => Some(error.hint()),
            MeasureError::StaysOnCluster { .. } => Some(
                "raise [engine] customers_stay_above where this machine has the memory: docs/cluster.md says how much, and \
                 what is answered without"
                    .to_string(),
            ),
            MeasureError::Overflow | MeasureError::Engine { .. } => None,
        }
    }
}
