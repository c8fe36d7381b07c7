//! The facts from order lines with integer keys: one pass, no text touched but the names of reps and regions.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::quantity::Scalar;
use crate::store::{LineBlock, LineKind, OrderLines, StoreError};

use super::day_sums::{DaySums, DayTable};
use super::dense::{DenseFacts, bits_for};
use super::grouped::{Code, DividedEntries, Division, Entry, Grouped, entry};
use super::{Facts, MICROS_PER_DAY, Rows};

/// The most pairs of reps and regions for which a table of all pairs is held.
const MOST_PAIRS: usize = 1 << 20;

/// Builds the facts; none where their numbers would not fit, so that they have to be built by names.
///
/// # Errors
/// [`MeasureError::NoOrders`] where nothing counts, [`MeasureError::Overflow`] where a sum leaves 64 bits, and
/// [`MeasureError::Engine`] where the lines cannot be read.
pub(super) fn facts(lines: &OrderLines, as_of: Option<Day>) -> Result<Option<Facts>, MeasureError> {
    let none = || MeasureError::NoOrders { as_of };
    let Some(days) = lines.days else { return Err(none()) };
    let Some(scale) = Scale::of(lines, days) else { return Ok(None) };
    let question = Question::new(lines, as_of, &scale);
    let workers = question.work().map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
    let facts = finished(&question, workers)?;
    if facts.dense.sums.is_empty() { Err(none()) } else { Ok(Some(facts)) }
}

/// How names and days become numbers. Pairs are numbered by the sorted names, so that what is sorted by them does
/// not depend on which file came first.
struct Scale {
    reps: Ranked,
    regions: Ranked,
    day_zero: i32,
    days: usize,
    pair_bits: u32,
}

/// Names, sorted, and each key's position among them.
struct Ranked {
    names: Vec<String>,
    of_key: Vec<u32>,
    /// The position of the empty name, which stands for no name.
    nameless: u32,
}

impl Ranked {
    fn new(names: &[String]) -> Ranked {
        let mut sorted: Vec<String> = names.iter().cloned().chain([String::new()]).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let at = |name: &String| sorted.binary_search(name).map_or(0, |at| at as u32);
        let of_key = names.iter().map(at).collect();
        Ranked { of_key, nameless: at(&String::new()), names: sorted }
    }

    #[inline]
    fn of(&self, key: Option<i32>) -> u32 {
        key.and_then(|key| self.of_key.get(key as usize)).copied().unwrap_or(self.nameless)
    }
}

impl Scale {
    fn of(lines: &OrderLines, (first, last): (i32, i32)) -> Option<Scale> {
        let (reps, regions) = (Ranked::new(&lines.reps), Ranked::new(&lines.regions));
        let pairs = reps.names.len().checked_mul(regions.names.len()).filter(|pairs| *pairs <= MOST_PAIRS)?;
        let days = usize::try_from(i64::from(last) - i64::from(first)).ok()? + 1;
        let pair_bits = bits_for(pairs);
        let fits = bits_for(days) + pair_bits <= Code::BITS;
        fits.then_some(Scale { reps, regions, day_zero: first, days, pair_bits })
    }

    fn pairs(&self) -> usize {
        self.reps.names.len() * self.regions.names.len()
    }
}

/// What is read, and what counts.
struct Question<'q> {
    lines: &'q OrderLines,
    scale: &'q Scale,
    last_day: i32,
    /// What became known from this microsecond on was not known then.
    known_before: Option<i64>,
    by_customer: Division,
    by_order: Division,
}

/// What one thread has gathered.
struct Worker {
    table: DayTable,
    visits: Vec<DividedEntries>,
    orders: Vec<DividedEntries>,
    has_customers: bool,
}

impl<'q> Question<'q> {
    fn new(lines: &'q OrderLines, as_of: Option<Day>, scale: &'q Scale) -> Question<'q> {
        let known_before =
            as_of.filter(|_| lines.has_recorded_at()).map(|day| i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY);
        Question {
            lines,
            scale,
            last_day: as_of.map_or(i32::MAX, Day::epoch),
            known_before,
            by_customer: Division::of(lines.customers),
            // One more stands for lines without an order id.
            by_order: Division::of(lines.orders + 1),
        }
    }

    /// Every thread takes the next part that nobody has taken; what comes out is put together without regard to who
    /// took which.
    fn work(&self) -> Result<Vec<Worker>, StoreError> {
        let next = AtomicUsize::new(0);
        let failed: Mutex<Option<StoreError>> = Mutex::new(None);
        let workers = rayon::broadcast(|_| {
            let mut worker = Worker {
                table: DayTable::new(self.scale.pairs(), self.scale.days),
                visits: Vec::new(),
                orders: Vec::new(),
                has_customers: false,
            };
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= self.lines.parts() {
                    return worker;
                }
                if let Err(error) = self.part(part, &mut worker) {
                    next.store(self.lines.parts(), Ordering::Relaxed);
                    failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
                }
            }
        });
        match failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(workers),
        }
    }

    fn part(&self, part: usize, worker: &mut Worker) -> Result<(), StoreError> {
        let lines = self.lines.lines_of(part);
        let (mut visits, mut orders) = (Vec::with_capacity(lines), Vec::with_capacity(lines));
        self.lines.read(part, self.known_before.is_some(), &mut |block| {
            for line in 0..block.lines {
                self.line(block, line, worker, &mut visits, &mut orders);
            }
        })?;
        worker.visits.push(self.by_customer.divided(&visits));
        worker.orders.push(self.by_order.divided(&orders));
        Ok(())
    }

    #[inline]
    fn line(
        &self,
        block: &LineBlock<'_>,
        line: usize,
        worker: &mut Worker,
        visits: &mut Vec<Entry>,
        orders: &mut Vec<Entry>,
    ) {
        let kind = block.kinds[line];
        let Some(day) = block.days.get(line).filter(|day| *day <= self.last_day) else { return };
        if kind == LineKind::Cancel || self.is_unknown_yet(block, line) {
            return;
        }
        let rep = self.scale.reps.of(block.reps.get(line)) as usize;
        let pair = rep * self.scale.regions.names.len() + self.scale.regions.of(block.regions.get(line)) as usize;
        let day = (day - self.scale.day_zero) as usize;
        worker.table.add(pair, day, &sums_of(block, line));
        let customer = block.customers.get(line).filter(|key| Some(*key) != self.lines.nameless_customer);
        worker.has_customers |= customer.is_some();
        if kind != LineKind::Sale {
            return;
        }
        let code = ((day as Code) << self.scale.pair_bits) | pair as Code;
        let order = block.orders.get(line).map_or(self.lines.orders as u32, |key| key as u32);
        orders.push(entry(order, code));
        if let Some(customer) = customer {
            visits.push(entry(customer as u32, code));
        }
    }

    fn is_unknown_yet(&self, block: &LineBlock<'_>, line: usize) -> bool {
        match (self.known_before, block.recorded_at.get(line)) {
            (Some(before), Some(recorded)) => recorded >= before,
            _ => false,
        }
    }
}

#[inline]
fn sums_of(block: &LineBlock<'_>, line: usize) -> DaySums {
    let (cost, quantity) = (block.cost.get(line), block.quantity.get(line));
    DaySums {
        code: 0,
        lines: 1,
        lines_without_cost: u32::from(cost.is_none()),
        lines_without_quantity: u32::from(quantity.is_none()),
        net: block.net.get(line).unwrap_or(0),
        cost: cost.unwrap_or(0),
        units: quantity.map_or(0, |quantity| (quantity * Scalar::UNITS_SCALE as f64 + 0.5).floor() as i64),
    }
}

/// Puts together what the threads gathered, by the names that really occur.
fn finished(question: &Question<'_>, workers: Vec<Worker>) -> Result<Facts, MeasureError> {
    let scale = question.scale;
    let has_customers = workers.iter().any(|worker| worker.has_customers);
    let mut table = DayTable::new(scale.pairs(), scale.days);
    let (mut visits, mut orders) = (Vec::new(), Vec::new());
    for (at, worker) in workers.into_iter().enumerate() {
        if at == 0 {
            table = worker.table
        } else {
            table.merge(&worker.table)
        }
        visits.extend(worker.visits);
        orders.extend(worker.orders);
    }
    if table.overflowed {
        return Err(MeasureError::Overflow);
    }
    let occurring = Occurring::of(scale, &table);
    let pair_bits = bits_for(occurring.pairs.len());
    let renamed = |code: Code| {
        let pair = occurring.position[(code & ((1 << scale.pair_bits) - 1)) as usize];
        ((code >> scale.pair_bits) << pair_bits) | pair
    };
    let orders_grouped = Grouped::of(question.by_order, &orders, renamed);
    drop(orders);
    let visits_grouped = Grouped::of(question.by_customer, &visits, renamed);
    drop(visits);
    let coded = |(pair, day, sums): (usize, usize, &DaySums)| DaySums {
        code: ((day as Code) << pair_bits) | occurring.position[pair],
        ..*sums
    };
    let dense = DenseFacts {
        sums: table.days().map(coded).collect(),
        pairs: occurring.pairs,
        pair_bits,
        day_zero: scale.day_zero,
        visits: visits_grouped,
        orders: orders_grouped,
        has_customers,
    };
    let (first_day, last_day) = dense.ends().unwrap_or((Day::from_epoch(0), Day::from_epoch(0)));
    Ok(Facts {
        reps: occurring.reps,
        regions: occurring.regions,
        customers: Vec::new(),
        rows: Rows::not_asked_for(),
        first_day,
        last_day,
        dense,
    })
}

/// The reps, regions and pairs of them that have lines.
struct Occurring {
    reps: Vec<String>,
    regions: Vec<String>,
    pairs: Vec<(u32, u32)>,
    /// The position of each pair of the scale; meaningless for those that do not occur.
    position: Vec<u32>,
}

impl Occurring {
    fn of(scale: &Scale, table: &DayTable) -> Occurring {
        let width = scale.regions.names.len();
        let mut occurs = vec![false; scale.pairs()];
        table.days().for_each(|(pair, _, _)| occurs[pair] = true);
        let there: Vec<usize> = (0..occurs.len()).filter(|&pair| occurs[pair]).collect();
        let (reps, rep_at) = named(&scale.reps.names, there.iter().map(|pair| pair / width));
        let (regions, region_at) = named(&scale.regions.names, there.iter().map(|pair| pair % width));
        let mut position = vec![0; occurs.len()];
        there.iter().enumerate().for_each(|(at, &pair)| position[pair] = at as u32);
        let pairs = there.iter().map(|pair| (rep_at[pair / width], region_at[pair % width])).collect();
        Occurring { reps, regions, pairs, position }
    }
}

/// Those names that occur, still sorted, and each one's position among them.
fn named(names: &[String], occurring: impl Iterator<Item = usize>) -> (Vec<String>, Vec<u32>) {
    let mut occurs = vec![false; names.len()];
    occurring.for_each(|at| occurs[at] = true);
    let mut position = vec![0; names.len()];
    let mut kept = Vec::new();
    for at in (0..names.len()).filter(|&at| occurs[at]) {
        position[at] = kept.len() as u32;
        kept.push(names[at].clone());
    }
    (kept, position)
}
