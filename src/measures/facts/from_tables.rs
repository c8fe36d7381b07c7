//! The facts from tables that another engine made: the same facts as from the lines, for nothing but what crosses the
//! wire.

use rayon::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::store::KeyNames;

use super::day_sums::DaySums;
use super::dense::{DayEnds, DenseFacts, Nameless, bits_for};
use super::from_rows;
use super::grouped::{Code, Entry, entry};
use super::ranked::Ranked;
use super::summaries::Place;
use super::tables::{FactNumbers, FactRows};
use super::{Fact, Facts};

/// Sums of so much, taken without signs, and with every part of them, fit into 64 bits.
const MOST_SIZE: i64 = 9_000_000_000_000_000_000;

/// What a survey says.
struct Survey {
    lines: i64,
    customers_since: Option<i32>,
}

impl Survey {
    /// # Errors
    /// [`MeasureError::NoOrders`] where no line counts, [`MeasureError::Overflow`] where sums could leave 64 bits.
    fn of(rows: &FactRows, as_of: Option<Day>) -> Result<Survey, MeasureError> {
        let lines = rows.large("lines").first().copied().unwrap_or(0);
        if lines == 0 {
            return Err(MeasureError::NoOrders { as_of });
        }
        let sizes = ["net_size", "cost_size", "units_size"].map(|name| rows.large(name)[0]);
        if sizes.iter().any(|size| *size > MOST_SIZE) {
            return Err(MeasureError::Overflow);
        }
        Ok(Survey { lines, customers_since: present(rows.small("customers_since")[0]) })
    }

    /// Refuses a table of other lines than were counted: one that came in part, or of another state of the orders.
    fn require(&self, table: &FactRows) -> Result<(), MeasureError> {
        let lines: i64 = table.small("lines").iter().map(|lines| i64::from(*lines)).sum();
        if lines == self.lines { Ok(()) } else { Err(not_of_one_state()) }
    }
}

fn present(value: i32) -> Option<i32> {
    (value != FactNumbers::ABSENT).then_some(value)
}

/// The reps and regions of some rows, by name and sorted, and the pairs of them that occur.
struct Pairs {
    reps: Vec<String>,
    regions: Vec<String>,
    /// By the position among all names, the position among those that occur.
    rep_at: Vec<u32>,
    region_at: Vec<u32>,
    all_reps: Ranked,
    all_regions: Ranked,
    pairs: Vec<(u32, u32)>,
    bits: u32,
    day_zero: i32,
}

impl Pairs {
    fn of(names: &KeyNames, rows: &FactRows) -> Result<Pairs, MeasureError> {
        let (all_reps, all_regions) = (Ranked::new(&names.reps), Ranked::new(&names.regions));
        let keys = rows.small("rep_key").par_iter().zip(rows.small("region_key"));
        let mut pairs: Vec<(u32, u32)> =
            keys.map(|(rep, region)| (all_reps.of(present(*rep)), all_regions.of(present(*region)))).collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let (reps, rep_at) = occurring(&all_reps.names, pairs.iter().map(|pair| pair.0));
        let (regions, region_at) = occurring(&all_regions.names, pairs.iter().map(|pair| pair.1));
        pairs.iter_mut().for_each(|pair| *pair = (rep_at[pair.0 as usize], region_at[pair.1 as usize]));
        let days = rows.small("day");
        let (first, last) = (days.iter().min().copied().unwrap_or(0), days.iter().max().copied().unwrap_or(0));
        let bits = bits_for(pairs.len());
        if bits_for((i64::from(last) - i64::from(first)) as usize + 1) + bits > Code::BITS {
            return Err(MeasureError::Overflow);
        }
        Ok(Pairs { reps, regions, rep_at, region_at, all_reps, all_regions, pairs, bits, day_zero: first })
    }

    fn rep(&self, key: i32) -> u32 {
        self.rep_at[self.all_reps.of(present(key)) as usize]
    }

    fn region(&self, key: i32) -> u32 {
        self.region_at[self.all_regions.of(present(key)) as usize]
    }

    /// The place of a row: its day, rep and region. Tables of sales hold no place that those of all lines lack.
    fn code(&self, rep: i32, region: i32, day: i32) -> Option<Code> {
        let pair = self.pairs.binary_search(&(self.rep(rep), self.region(region))).ok()?;
        let day = Code::try_from(day.checked_sub(self.day_zero)?).ok()?;
        Some((day << self.bits) | pair as Code)
    }

    /// The places of all rows, in their order.
    fn codes(&self, rows: &FactRows) -> Result<Vec<Code>, MeasureError> {
        let (reps, regions, days) = (rows.small("rep_key"), rows.small("region_key"), rows.small("day"));
        let code = |at: usize| self.code(reps[at], regions[at], days[at]);
        (0..rows.len()).into_par_iter().map(code).collect::<Option<_>>().ok_or_else(not_of_one_state)
    }
}

/// Of all names those that occur, still sorted, and each one's position among them.
fn occurring(names: &[String], positions: impl Iterator<Item = u32>) -> (Vec<String>, Vec<u32>) {
    let mut position = vec![u32::MAX; names.len()];
    positions.for_each(|at| position[at as usize] = 0);
    let mut kept = Vec::new();
    for (at, name) in names.iter().enumerate().filter(|(at, _)| position[*at] == 0).collect::<Vec<_>>() {
        position[at] = kept.len() as u32;
        kept.push(name.clone());
    }
    (kept, position)
}

fn not_of_one_state() -> MeasureError {
    MeasureError::Engine { reason: "the tables of facts are not of one state of the orders".to_string() }
}

/// The dense facts, of the tables of [`FactTable::DENSE`](super::tables::FactTable::DENSE).
///
/// # Errors
/// [`MeasureError::NoOrders`] where no line counts, [`MeasureError::Overflow`] where a sum could leave 64 bits or the
/// days, reps and regions are too many to be numbered together, [`MeasureError::Engine`] where the tables do not fit
/// together.
pub(super) fn dense(
    [survey, day_sums, visits, orders]: [FactRows; 4],
    names: &KeyNames,
    as_of: Option<Day>,
) -> Result<Facts, MeasureError> {
    let survey = Survey::of(&survey, as_of)?;
    survey.require(&day_sums)?;
    let pairs = Pairs::of(names, &day_sums)?;
    let sums = sums(&pairs, &day_sums)?;
    let customers = visits.small("customer_key");
    let entries =
        pairs.codes(&visits)?.into_iter().zip(customers).map(|(code, customer)| entry(*customer as u32, code));
    let visits = from_rows::grouped(entries.collect());
    let (orders, lone_orders) = orders_of(&pairs, &orders)?;
    let Pairs { reps, regions, pairs, bits, day_zero, .. } = pairs;
    let customers_since = survey.customers_since;
    let (orders, first_days, day_ends) = (Some(orders), Vec::new(), DayEnds::default());
    let dense = DenseFacts {
        pairs,
        pair_bits: bits,
        day_zero,
        first_days,
        visits,
        orders,
        lone_orders,
        sums: Some(sums),
        customers_since,
        nameless: Nameless::default(),
        day_ends,
    };
    Ok(Facts::of_dense(reps, regions, dense))
}

/// The keys of all reps and regions that occur together, -1 for none, each with its position among the pairs.
pub(super) fn places(names: &KeyNames, day_sums: &FactRows) -> Result<Vec<Place>, MeasureError> {
    let pairs = Pairs::of(names, day_sums)?;
    let mut keys: Vec<(i32, i32)> =
        day_sums.small("rep_key").iter().copied().zip(day_sums.small("region_key").iter().copied()).collect();
    keys.par_sort_unstable();
    keys.dedup();
    let place = |(rep, region)| {
        let pair = pairs.pairs.binary_search(&(pairs.rep(rep), pairs.region(region))).ok()? as u32;
        Some((present(rep).unwrap_or(-1), present(region).unwrap_or(-1), pair))
    };
    keys.into_iter().map(place).collect::<Option<_>>().ok_or_else(not_of_one_state)
}

/// The sums by pair, then day. Lines without a rep and those whose rep has an empty name come as two rows.
fn sums(pairs: &Pairs, rows: &FactRows) -> Result<Vec<DaySums>, MeasureError> {
    let counts = ["lines", "lines_without_cost", "lines_without_quantity"].map(|name| rows.small(name));
    let amounts = ["net", "cost", "units"].map(|name| rows.large(name));
    let codes = pairs.codes(rows)?;
    let one = |(at, code): (usize, Code)| {
        let count = |of: usize| u32::try_from(counts[of][at]).ok();
        Some(DaySums {
            code,
            lines: count(0)?,
            lines_without_cost: count(1)?,
            lines_without_quantity: count(2)?,
            net: amounts[0][at],
            cost: amounts[1][at],
            units: amounts[2][at],
        })
    };
    let sums: Option<Vec<DaySums>> = codes.into_iter().enumerate().map(one).collect();
    let mut sums = sums.ok_or(MeasureError::Overflow)?;
    let mask = (1 << pairs.bits) - 1;
    sums.par_sort_unstable_by_key(|sums| (sums.code & mask, sums.code));
    merged(sums, |one, other| one.code == other.code, |one, other| one.plus(other))
}

/// Puts neighbours together that are alike.
fn merged<T: Copy>(
    mut rows: Vec<T>,
    alike: impl Fn(&T, &T) -> bool,
    plus: impl Fn(T, &T) -> Option<T>,
) -> Result<Vec<T>, MeasureError> {
    let mut kept = 0;
    for at in 0..rows.len() {
        if kept > 0 && alike(&rows[kept - 1], &rows[at]) {
            rows[kept - 1] = plus(rows[kept - 1], &rows[at]).ok_or(MeasureError::Overflow)?;
        } else {
            rows[kept] = rows[at];
            kept += 1;
        }
    }
    rows.truncate(kept);
    Ok(rows)
}

type Lone = Vec<(Code, i64)>;

/// The orders that lie in several places, and how many lie in one place alone.
fn orders_of(pairs: &Pairs, rows: &FactRows) -> Result<(super::grouped::Grouped, Lone), MeasureError> {
    let (keys, counts) = (rows.small("order_key"), rows.large("orders"));
    let codes = pairs.codes(rows)?;
    let mut named: Vec<i32> = keys.iter().copied().filter(|key| present(*key).is_some()).collect();
    named.par_sort_unstable();
    named.dedup();
    let (mut entries, mut lone): (Vec<Entry>, Lone) = (Vec::new(), Vec::new());
    for (at, code) in codes.into_iter().enumerate() {
        match named.binary_search(&keys[at]) {
            Ok(order) => entries.push(entry(order as u32, code)),
            Err(_) => lone.push((code, counts[at])),
        }
    }
    lone.par_sort_unstable();
    let lone = merged(lone, |one, other| one.0 == other.0, |one, other| Some((one.0, one.1.checked_add(other.1)?)))?;
    Ok((from_rows::grouped(entries), lone))
}

/// The facts with their postings, of the tables of [`FactTable::WITH_ROWS`](super::tables::FactTable::WITH_ROWS).
/// `orders` is how many orders have keys.
///
/// # Errors
/// As [`dense`].
pub(super) fn with_rows(
    [survey, rows]: [FactRows; 2],
    names: &KeyNames,
    customers: &[String],
    orders: usize,
    as_of: Option<Day>,
) -> Result<Facts, MeasureError> {
    Survey::of(&survey, as_of)?.require(&rows)?;
    let pairs = Pairs::of(names, &rows)?;
    let customers = Ranked::new(customers);
    let key = |row: &Fact| (row.customer, row.day, row.rep, row.region, row.order);
    let mut single = single(&pairs, &rows, &customers, orders).ok_or(MeasureError::Overflow)?;
    drop(rows);
    single.par_sort_unstable_by_key(key);
    let rows = merged(single, |one, other| key(one) == key(other), |one, other| together(&one, other))?;
    let days = || rows.iter().map(|row| row.day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Err(not_of_one_state()) };
    let names = customers.names;
    let mut facts = Facts { reps: pairs.reps, regions: pairs.regions, customers: names, ..Facts::none(first, last) };
    facts.take_in(&rows)?;
    Ok(facts)
}

/// Two facts of one place, order and customer.
fn together(one: &Fact, other: &Fact) -> Option<Fact> {
    Some(Fact {
        net: one.net.checked_add(other.net)?,
        cost: one.cost.checked_add(other.cost)?,
        units: one.units.checked_add(other.units)?,
        lines: one.lines.checked_add(other.lines)?,
        sale_lines: one.sale_lines + other.sale_lines,
        lines_without_cost: one.lines_without_cost + other.lines_without_cost,
        lines_without_quantity: one.lines_without_quantity + other.lines_without_quantity,
        ..*one
    })
}

/// The rows as they came, with positions in place of keys; none where a count is no count.
fn single(pairs: &Pairs, rows: &FactRows, customers: &Ranked, orders: usize) -> Option<Vec<Fact>> {
    let keys = ["customer_key", "rep_key", "region_key", "order_key", "day"].map(|name| rows.small(name));
    let counts = ["lines", "sale_lines", "lines_without_cost", "lines_without_quantity"].map(|name| rows.small(name));
    let amounts = ["net", "cost", "units"].map(|name| rows.large(name));
    let one = |at: usize| {
        let count = |of: usize| u32::try_from(counts[of][at]).ok();
        Some(Fact {
            rep: pairs.rep(keys[1][at]),
            region: pairs.region(keys[2][at]),
            customer: customers.of(present(keys[0][at])),
            order: present(keys[3][at]).map_or(orders as u32, |key| key as u32),
            day: Day::from_epoch(keys[4][at]),
            net: amounts[0][at],
            cost: amounts[1][at],
            units: amounts[2][at],
            lines: count(0)?,
            sale_lines: count(1)?,
            lines_without_cost: count(2)?,
            lines_without_quantity: count(3)?,
        })
    };
    (0..rows.len()).into_par_iter().map(one).collect()
}
