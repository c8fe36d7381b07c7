//! The facts as they are kept beside a version of the store, and back.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::measures::exchange::fingerprint;
use crate::quantity::Exchange;
use crate::store::{Array, ArrayView, FileMark, KeptNumbers, KnownNameless};

use super::day_sums::DaySums;
use super::dense::{DayEnds, DenseFacts, Nameless};
use super::grouped::{Division, Grouped, GroupedPart};
use super::{Facts, FactsNeeded};

/// By which rules the kept facts were made: another number where lines count otherwise or are laid down otherwise.
/// No setting has a say in them: calendars, teams and as-of days come in when a question is asked.
pub(crate) const KEPT_BY: &str = "all-lines-2";

/// What the arrays are.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    /// The data files whose lines are in.
    files: Vec<FileMark>,
    reps: Vec<String>,
    regions: Vec<String>,
    pairs: Vec<(u32, u32)>,
    pair_bits: u32,
    day_zero: i32,
    customers_since: Option<i32>,
    /// The first and the last day with a line, counted from the first of all.
    days: Option<(usize, usize)>,
    visits: (u32, usize),
    orders: (u32, usize),
    nameless: Option<KnownNameless>,
}

/// Facts that were kept, and the data files whose lines are in them.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptFacts {
    /// The facts, without rows.
    pub facts: Facts,
    /// The data files.
    pub files: Vec<FileMark>,
}

impl KeptFacts {
    /// The rules by which these facts are made, as a part of a file's name. Where amounts were converted, the rates
    /// belong to them: other rates make other facts.
    pub fn rules(exchange: Option<&Exchange>) -> String {
        exchange.map_or_else(|| KEPT_BY.to_string(), |exchange| format!("{KEPT_BY}-fx{}", fingerprint(exchange)))
    }

    /// Hands the numbers to keep to `keep`.
    pub fn hand_over<T>(facts: &Facts, files: &[FileMark], keep: impl FnOnce(&str, &[ArrayView<'_>]) -> T) -> T {
        let dense = &facts.dense;
        let about = About {
            files: files.to_vec(),
            reps: facts.reps.clone(),
            regions: facts.regions.clone(),
            pairs: dense.pairs.clone(),
            pair_bits: dense.pair_bits,
            day_zero: dense.day_zero,
            customers_since: dense.customers_since,
            days: dense.day_ends(),
            visits: (dense.visits.division.shift, dense.visits.parts.len()),
            orders: (dense.orders().division.shift, dense.orders().parts.len()),
            nameless: dense.nameless.0,
        };
        let columns = columns_of(dense.sums());
        // What fewer questions need stands behind what more of them need.
        let mut arrays: Vec<ArrayView<'_>> = dense.visits.parts.iter().flat_map(views).collect();
        arrays.extend(columns.iter().map(Array::view));
        arrays.extend(dense.orders().parts.iter().flat_map(views));
        keep(&serde_json::to_string(&about).unwrap_or_default(), &arrays)
    }

    /// The data files whose lines are in, by the words that are kept with the arrays; none where these are no such words.
    pub fn files_in(about: &str) -> Option<Vec<FileMark>> {
        let about: About = serde_json::from_str(about).ok()?;
        Some(about.files)
    }

    /// How many of the kept arrays hold what is needed, by the words that are kept with them.
    pub fn wanted(about: &str, needed: FactsNeeded) -> usize {
        let about: Option<About> = serde_json::from_str(about).ok();
        match (about.map(|about| 2 * about.visits.1), needed) {
            (Some(visits), FactsNeeded::Purchases) => visits,
            (Some(visits), FactsNeeded::Sums) => visits + COLUMNS_OF_SUMS,
            _ => usize::MAX,
        }
    }

    /// The facts again, without what was left out of the arrays; none where the numbers are not such facts.
    pub fn from_numbers(kept: KeptNumbers) -> Option<KeptFacts> {
        let about: About = serde_json::from_str(&kept.about).ok()?;
        let mut arrays = kept.arrays.into_iter();
        let visits = grouped(about.visits, &mut arrays)?;
        let sums = if arrays.len() == 0 { None } else { Some(sums_of(&mut arrays)?) };
        let orders = if arrays.len() == 0 { None } else { Some(grouped(about.orders, &mut arrays)?) };
        let dense = DenseFacts {
            pairs: about.pairs,
            pair_bits: about.pair_bits,
            day_zero: about.day_zero,
            first_days: Vec::new(),
            visits,
            orders,
            lone_orders: Vec::new(),
            sums,
            customers_since: about.customers_since,
            nameless: Nameless(about.nameless),
            day_ends: DayEnds::known(about.days),
        };
        (arrays.next().is_none() && dense.day_ends().is_some())
            .then(|| KeptFacts { facts: Facts::of_dense(about.reps, about.regions, dense), files: about.files })
    }
}

fn views(part: &GroupedPart) -> [ArrayView<'_>; 2] {
    [ArrayView::Small(&part.ends), ArrayView::Small(&part.codes)]
}

/// How many arrays hold the sums.
const COLUMNS_OF_SUMS: usize = 7;

fn columns_of(sums: &[DaySums]) -> [Array; COLUMNS_OF_SUMS] {
    let small = |of: fn(&DaySums) -> u32| Array::Small(sums.iter().map(of).collect());
    let large = |of: fn(&DaySums) -> i64| Array::Large(sums.iter().map(of).collect());
    [
        small(|sums| sums.code),
        small(|sums| sums.lines),
        small(|sums| sums.lines_without_cost),
        small(|sums| sums.lines_without_quantity),
        large(|sums| sums.net),
        large(|sums| sums.cost),
        large(|sums| sums.units),
    ]
}

fn small(arrays: &mut impl Iterator<Item = Array>) -> Option<Vec<u32>> {
    match arrays.next()? {
        Array::Small(values) => Some(values),
        Array::Large(_) => None,
    }
}

fn large(arrays: &mut impl Iterator<Item = Array>) -> Option<Vec<i64>> {
    match arrays.next()? {
        Array::Large(values) => Some(values),
        Array::Small(_) => None,
    }
}

fn sums_of(arrays: &mut impl Iterator<Item = Array>) -> Option<Vec<DaySums>> {
    let (codes, lines) = (small(arrays)?, small(arrays)?);
    let (uncosted, uncounted) = (small(arrays)?, small(arrays)?);
    let (net, cost, units) = (large(arrays)?, large(arrays)?, large(arrays)?);
    let lengths = [lines.len(), uncosted.len(), uncounted.len(), net.len(), cost.len(), units.len()];
    if lengths.iter().any(|length| *length != codes.len()) {
        return None;
    }
    let sums = |at: usize| DaySums {
        code: codes[at],
        lines: lines[at],
        lines_without_cost: uncosted[at],
        lines_without_quantity: uncounted[at],
        net: net[at],
        cost: cost[at],
        units: units[at],
    };
    Some((0..codes.len()).into_par_iter().map(sums).collect())
}

fn grouped((shift, count): (u32, usize), arrays: &mut impl Iterator<Item = Array>) -> Option<Grouped> {
    let mut part = || Some(GroupedPart { ends: small(arrays)?, codes: small(arrays)? });
    let parts = (0..count).map(|_| part()).collect::<Option<Vec<_>>>()?;
    let is_whole = |GroupedPart { ends, codes }: &GroupedPart| {
        ends.len() == 1_usize.checked_shl(shift).unwrap_or(0)
            && ends.is_sorted()
            && ends.last().map_or(0, |end| *end as usize) == codes.len()
    };
    parts.par_iter().all(is_whole).then_some(Grouped { division: Division { shift, parts: count }, parts })
}
