//! How much of the revenue hangs on few customers.

use crate::measures::MeasureError;
use crate::measures::company::Tables;
use crate::measures::observation::More;
use crate::quantity::{Measured, NullReason, Scalar};

use super::accounts::Accounts;
use super::answer::{Grid, Part, Time};
use super::histories::CutFacts;

/// The numbers of largest customers of `customer_conc_topn`.
pub(super) const TOPS: [usize; 3] = [1, 5, 10];

/// What is said about the concentration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Concentration {
    /// `customer_conc_topn`: revenue of the n largest ÷ revenue.
    Top(usize),
    /// `customer_conc_hhi`: Σ share².
    Herfindahl,
    /// `customer_conc_effective`: 1 ÷ Σ share², the number of equal customers with the same concentration.
    Effective,
}

/// Names of customers that are listed before the rest is counted.
const LISTED: usize = 5;

/// The revenue of one slice and period by parent.
#[derive(Debug, Clone, Default)]
pub(super) struct Revenues {
    /// Positive sums, largest first.
    largest_first: Vec<i64>,
    /// Parents with a negative sum, by name.
    negative: Vec<String>,
    /// Whether there are lines that name no customer.
    nameless: bool,
}

/// Sums the revenue by slice, period and parent.
///
/// # Errors
/// [`MeasureError::Engine`] where the customers cannot be read.
pub(super) fn revenues(facts: &CutFacts<'_>, tables: &Tables, time: &Time) -> Result<Grid<Revenues>, MeasureError> {
    let accounts = Accounts::read(tables, facts.facts())?;
    let mut names: Vec<&String> = accounts.parents.iter().collect();
    names.sort_unstable();
    names.dedup();
    let parent = |name: &String| names.binary_search(&name).unwrap_or(0) as u32;
    let parents: Vec<u32> = accounts.parents.iter().map(parent).collect();
    let slices = facts.slicer().slices().len();
    let mut spent: Vec<(u32, u32, u32, i64)> = Vec::new();
    let mut grid = Grid::filled(slices, time, Revenues::default());
    for fact in facts.facts().rows.iter() {
        let slice = facts.slicer().of_fact(fact);
        let Some(period) = time.position(fact.day).filter(|_| slice < slices) else { continue };
        if facts.facts().has_customer(fact) {
            spent.push((slice as u32, period as u32, parents[fact.customer as usize], fact.net));
        } else {
            grid.at(slice, period).nameless = true;
        }
    }
    spent.sort_unstable();
    for run in spent.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
        let net = run.iter().try_fold(0_i64, |sum, one| sum.checked_add(one.3)).ok_or(MeasureError::Overflow)?;
        let cell = grid.at(run[0].0 as usize, run[0].1 as usize);
        if net > 0 {
            cell.largest_first.push(net);
        } else if net < 0 {
            cell.negative.push(names[run[0].2 as usize].clone());
        }
    }
    Ok(grid.map(time, |mut cell, _| {
        cell.largest_first.sort_unstable_by(|a, b| b.cmp(a));
        cell
    }))
}

impl Revenues {
    /// The value of one slice and period.
    pub(super) fn part(&self, what: Concentration, is_running: bool) -> Part {
        let n = self.largest_first.len() as i64;
        let mut part = match what {
            Concentration::Top(count) => self.top(count),
            Concentration::Herfindahl => self.number(|index| index),
            Concentration::Effective => self.number(|index| 1.0 / index),
        };
        part.n = n;
        part.more = More { flags: self.flags(is_running && n > 0), ..More::default() };
        part
    }

    fn top(&self, count: usize) -> Part {
        let total = self.total();
        let largest: i128 = self.largest_first.iter().take(count).map(|&net| i128::from(net)).sum();
        let money = |sum: i128| i64::try_from(sum).ok().map(Scalar::Money);
        Part {
            value: Measured::share(largest as f64, total as f64),
            numerator: money(largest),
            denominator: money(total),
            ..Part::absent(NullReason::NoDenominator)
        }
    }

    fn number(&self, of_index: impl Fn(f64) -> f64) -> Part {
        let total = self.total() as f64;
        let squares: f64 = self.largest_first.iter().map(|&net| (net as f64 / total).powi(2)).sum();
        match self.largest_first.is_empty() {
            true => Part::absent(NullReason::NoDenominator),
            false => {
                let value = Measured::Value(Scalar::Number(of_index(squares)));
                Part { value, ..Part::absent(NullReason::NoDenominator) }
            }
        }
    }

    fn total(&self) -> i128 {
        self.largest_first.iter().map(|&net| i128::from(net)).sum()
    }

    /// Customers set to nothing are named, so that they can be looked at.
    fn flags(&self, is_running: bool) -> Vec<String> {
        let mut flags: Vec<String> = Vec::new();
        flags.extend(self.negative.iter().take(LISTED).map(|name| format!("negative_net:{name}")));
        if self.negative.len() > LISTED {
            flags.push(format!("negative_net:+{}", self.negative.len() - LISTED));
        }
        flags.sort();
        if is_running {
            flags.push("running".to_string());
        }
        if self.nameless {
            flags.push("without_customer".to_string());
        }
        flags
    }
}
