//! How much of the revenue hangs on few customers.

use crate::measures::MeasureError;
use crate::measures::company::Tables;
use crate::measures::facts::Posting;
use crate::measures::observation::More;
use crate::quantity::{Measured, NullReason, Scalar};

use super::accounts::Parents;
use super::answer::{Grid, Part, Time};
use super::histories::{CutFacts, History};

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

/// What one parent comes to in one slice and period.
type Spent = (u32, u32, u32, i64);

/// What one thread found.
struct Found {
    /// Of customers who stand alone; parents with a negative sum by their numbers.
    grid: Grid<(Vec<i64>, Vec<u32>)>,
    /// What has to be added up with what other customers of the same parent come to.
    parts: Vec<Spent>,
    own: Vec<(u32, u32, i64)>,
    overflown: bool,
}

/// Sums the revenue by slice, period and parent.
///
/// # Errors
/// [`MeasureError::Engine`] where the customers cannot be read, [`MeasureError::Overflow`].
pub(super) fn revenues(facts: &CutFacts<'_>, tables: &Tables, time: &Time) -> Result<Grid<Revenues>, MeasureError> {
    let parents = Parents::read(tables, facts.facts())?;
    let histories = facts.histories();
    let slices = histories.slices().len();
    let begin = || Found {
        grid: Grid::filled(slices, time, Default::default()),
        parts: Vec::new(),
        own: Vec::new(),
        overflown: false,
    };
    let found = histories.each(begin, |found, history| found.add(history, &parents, time));
    let mut parts: Vec<Spent> = Vec::new();
    let mut grid: Grid<(Vec<i64>, Vec<u32>)> = Grid::filled(slices, time, Default::default());
    for one in found {
        if one.overflown {
            return Err(MeasureError::Overflow);
        }
        parts.extend(one.parts);
        grid.take_in(one.grid, |cell, (largest, negative)| {
            cell.0.extend(largest);
            cell.1.extend(negative);
        });
    }
    parts.sort_unstable();
    for run in parts.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
        let net = run.iter().try_fold(0_i64, |sum, one| sum.checked_add(one.3)).ok_or(MeasureError::Overflow)?;
        put(grid.at(run[0].0 as usize, run[0].1 as usize), run[0].2, net);
    }
    let mut revenues = grid.map(time, |(mut largest_first, negative), _| {
        largest_first.sort_unstable_by(|a, b| b.cmp(a));
        let mut negative: Vec<String> = negative.into_iter().map(|at| parents.name(at).to_string()).collect();
        negative.sort_unstable();
        Revenues { largest_first, negative, nameless: false }
    });
    for posting in facts.facts().postings.iter().flat_map(|postings| postings.nameless()) {
        let slice = facts.slicer().of_pair((posting.rep, posting.region)) as usize;
        if let Some(period) = time.position(posting.day).filter(|_| slice < slices) {
            revenues.at(slice, period).nameless = true;
        }
    }
    Ok(revenues)
}

fn put((largest, negative): &mut (Vec<i64>, Vec<u32>), parent: u32, net: i64) {
    if net > 0 {
        largest.push(net);
    } else if net < 0 {
        negative.push(parent);
    }
}

impl Found {
    fn add(&mut self, history: &History<'_>, parents: &Parents<'_>, time: &Time) {
        let place = |posting: &Posting| {
            Some((history.slice_of(posting)? as u32, time.position(posting.day)? as u32, posting.net))
        };
        self.own.clear();
        self.own.extend(history.rows.iter().filter_map(place));
        self.own.sort_unstable_by_key(|one| (one.0, one.1));
        let parent = parents.of(history.customer());
        for run in self.own.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (slice, period, _) = run[0];
            let Some(net) = run.iter().try_fold(0_i64, |sum, one| sum.checked_add(one.2)) else {
                self.overflown = true;
                continue;
            };
            match parents.join_customers() {
                true => self.parts.push((slice, period, parent, net)),
                false => put(self.grid.at(slice as usize, period as usize), parent, net),
            }
        }
    }
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
