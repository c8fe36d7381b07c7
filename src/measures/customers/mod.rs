//! Customers: how long they stay, when they lapse, what they were worth, and how much hangs on a few of them.

mod accounts;
mod answer;
mod concentration;
mod family;
mod histories;
mod interval;
mod lapsed_back;
mod lapses;
mod lifetime;
mod newcomers;
mod revenue_retention;

pub(super) use answer::{Grid, Part, Tally, Time, with_intervals};
pub(super) use family::FAMILY;
pub(super) use histories::{CutFacts, Histories, History};
pub(super) use interval::ratio_interval;
pub(super) use newcomers::FAMILY as NEWCOMERS;

/// Months at the data's start in which nobody can be told to be new: whoever bought before them is unknown.
pub(super) const LEFT_CENSORED_MONTHS: i32 = 3;
