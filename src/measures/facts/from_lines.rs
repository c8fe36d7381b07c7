//! The facts from order lines with integer keys: one pass, no text touched but the names of reps and regions.
//!
//! Where a question cuts the lines into slices of its own, these stand where the regions do else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::quantity::Scalar;
use crate::store::{KnownNameless, LineBlock, LineKind, OrderLines, StoreError};

use super::day_sums::{DaySums, DayTable, LinesByPair};
use super::dense::{DayEnds, DenseFacts, Nameless, bits_for};
use super::grouped::{Before, Code, DividedEntries, Division, Entry, Grouped, RankedEntry, entry};
use super::occurring::Occurring;
use super::scale::Scale;
use super::slices::SlicedLines;
use super::{Facts, MICROS_PER_DAY};

/// The most sums for which a table of slices has room: some four hundred megabytes.
const MOST_SUMS_OF_SLICES: usize = 1 << 23;

/// Builds the facts; none where their numbers would not fit, so that they have to be built by names. The facts of the
/// lines `before` are taken in: then `lines` are those that came since.
///
/// # Errors
/// [`MeasureError::NoOrders`] where nothing counts, [`MeasureError::Overflow`] where a sum leaves 64 bits, and
/// [`MeasureError::Engine`] where the lines cannot be read.
pub(super) fn facts(
    lines: &OrderLines,
    as_of: Option<Day>,
    before: Option<Facts>,
) -> Result<Option<Facts>, MeasureError> {
    let none = || MeasureError::NoOrders { as_of };
    let Some(days) = lines.days else { return Err(none()) };
    let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
    let known = before.as_ref().and_then(|before| before.dense.nameless.0);
    let names = lines.names_since(known).map_err(engine)?;
    let Some(scale) = Scale::of(&names, days) else { return Ok(None) };
    let question = Question::new(lines, as_of, &scale, (names.nameless_customer, None));
    if before.as_ref().is_some_and(|before| !question.goes_on_from(before)) {
        return Ok(None);
    }
    let gathered = question.work(before.is_some()).map_err(engine)?;
    let facts = finished(&question, gathered, before)?;
    if facts.dense.day_ends().is_none() { Err(none()) } else { Ok(Some(facts)) }
}

/// Builds the facts of slices, which stand in them as regions; none where their numbers would not fit.
///
/// # Errors
/// As [`facts`].
pub(super) fn facts_of_slices(lines: &OrderLines, slices: &SlicedLines<'_>) -> Result<Option<Facts>, MeasureError> {
    let none = || MeasureError::NoOrders { as_of: None };
    let Some(days) = lines.days else { return Err(none()) };
    let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
    let names = lines.names().map_err(engine)?;
    let Some(scale) = Scale::of_slices(&names, slices, days) else { return Ok(None) };
    let question = Question::new(lines, None, &scale, (names.nameless_customer, Some(slices)));
    let gathered = question.work(false).map_err(engine)?;
    let facts = finished(&question, gathered, None)?;
    if facts.dense.day_ends().is_none() { Err(none()) } else { Ok(Some(facts)) }
}

/// What is read, and what counts.
struct Question<'q> {
    lines: &'q OrderLines,
    scale: &'q Scale,
    last_day: i32,
    /// What became known from this microsecond on was not known then.
    known_before: Option<i64>,
    nameless_customer: Option<i32>,
    by_customer: Division,
    by_order: Division,
    slices: Option<&'q SlicedLines<'q>>,
    /// How many lines come before each part.
    starts: Vec<usize>,
}

/// What one thread has gathered.
struct Worker<'t> {
    sums: LinesByPair<'t>,
    /// Emptied after every part, so that their room serves for the next one.
    scratch: Scratch,
    gathered: Gathered,
}

/// What came of the parts that one thread has read.
#[derive(Default)]
struct Gathered {
    visits: Vec<DividedEntries<Entry>>,
    /// The visits instead, where reps are no part of the pairs.
    ranked_visits: Vec<DividedEntries<RankedEntry>>,
    orders: Vec<DividedEntries<Entry>>,
    /// The first day, counted from the first of all, on which a line has a customer.
    customers_since: Option<usize>,
    /// The first and the last day of lines of slices, likewise.
    days: Option<(usize, usize)>,
}

/// The purchases and orders of a part.
#[derive(Default)]
struct Scratch {
    visits: Vec<Entry>,
    ranked_visits: Vec<RankedEntry>,
    orders: Vec<Entry>,
}

impl<'q> Question<'q> {
    fn new(
        lines: &'q OrderLines,
        as_of: Option<Day>,
        scale: &'q Scale,
        (nameless_customer, slices): (Option<i32>, Option<&'q SlicedLines<'q>>),
    ) -> Question<'q> {
        let known_before =
            as_of.filter(|_| lines.has_recorded_at()).map(|day| i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY);
        Question {
            lines,
            scale,
            last_day: as_of.map_or(i32::MAX, Day::epoch),
            known_before,
            nameless_customer,
            by_customer: Division::of(lines.customers),
            // One more stands for lines without an order id.
            by_order: Division::of(lines.orders + 1),
            slices,
            starts: if slices.is_some() { lines.starts() } else { vec![0; lines.parts()] },
        }
    }

    /// Whether earlier facts are divided as these are, and know no name that these do not.
    fn goes_on_from(&self, before: &Facts) -> bool {
        let dense = &before.dense;
        dense.visits.division.shift == self.by_customer.shift
            && dense.orders.as_ref().is_none_or(|orders| orders.division.shift == self.by_order.shift)
            && dense.day_zero >= self.scale.day_zero
            && before.pair_names().all(|(rep, region)| self.scale.pair_named(rep, region).is_some())
    }

    /// Every thread takes the next part that nobody has taken; what comes out is put together without regard to who
    /// took which. Lines that only go on from earlier ones, and those of many slices, may be too few for a table.
    fn work(&self, goes_on: bool) -> Result<(DayTable, Vec<Gathered>), StoreError> {
        let pairs = (self.scale.pairs(), self.scale.pair_bits);
        // Of many slices a table of all days would be far larger than the lines.
        let is_too_large = DayTable::most_sums(pairs.0, self.scale.days) > MOST_SUMS_OF_SLICES;
        let lines = match self.slices {
            None if goes_on => self.lines.lines,
            None => usize::MAX,
            Some(_) if is_too_large => 0,
            Some(_) => self.lines.lines,
        };
        let table = DayTable::for_lines(lines, pairs, self.scale.days);
        let next = AtomicUsize::new(0);
        let failed: Mutex<Option<StoreError>> = Mutex::new(None);
        let gathered = rayon::broadcast(|thread| {
            let sums = LinesByPair::of(&table);
            let mut worker = Worker { sums, scratch: Scratch::default(), gathered: Gathered::default() };
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= self.lines.parts() {
                    worker.sums.finish((thread.index(), thread.num_threads()));
                    return worker.gathered;
                }
                if let Err(error) = self.part(part, &mut worker) {
                    next.store(self.lines.parts(), Ordering::Relaxed);
                    failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
                }
            }
        });
        match failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok((table, gathered)),
        }
    }

    fn part(&self, part: usize, worker: &mut Worker<'_>) -> Result<(), StoreError> {
        match self.slices {
            None => self.lines_of::<false>(part, worker)?,
            Some(_) => self.lines_of::<true>(part, worker)?,
        }
        let Worker { scratch: Scratch { visits, ranked_visits, orders }, gathered, .. } = worker;
        match self.scale.order {
            None => gathered.visits.push(self.by_customer.divided(visits)),
            Some(_) => gathered.ranked_visits.push(self.by_customer.divided(ranked_visits)),
        }
        gathered.orders.push(self.by_order.divided(orders));
        Ok(())
    }

    /// Takes in the lines of a part. Whether they are `SLICED` is known when this is compiled: asked of every line, it
    /// would take a third more time.
    fn lines_of<const SLICED: bool>(&self, part: usize, worker: &mut Worker<'_>) -> Result<(), StoreError> {
        let mut before = self.starts[part];
        self.lines.read(part, self.known_before.is_some(), &mut |block| {
            for line in 0..block.lines {
                self.line::<SLICED>(block, (line, before + line), worker);
            }
            before += block.lines;
        })
    }

    /// Takes in a line, by its place in the block and its number among all lines.
    #[inline]
    fn line<const SLICED: bool>(&self, block: &LineBlock<'_>, (line, number): (usize, usize), worker: &mut Worker<'_>) {
        let (slices, ranked) = if SLICED { (self.slices, self.scale.order.as_ref()) } else { (None, None) };
        let kind = block.kinds[line];
        let Some(day) = block.days.get(line).filter(|day| *day <= self.last_day) else { return };
        if kind == LineKind::Cancel || self.is_unknown_yet(block, line) {
            return;
        }
        // The region of a line, or what stands for it; none where the line is none of those that are asked for.
        let region = match slices {
            None => Some(self.scale.regions.of(block.regions.get(line))),
            Some(slices) => slices.of(number),
        };
        let Some(region) = region else { return };
        let rep = self.scale.reps.of(block.reps.get(line)) as usize;
        let pair = rep * self.scale.regions.names.len() + region as usize;
        let day = (day - self.scale.day_zero) as usize;
        let told_apart = match &self.scale.runs {
            Some(runs) if SLICED => runs.of_day[day],
            _ => day as u32,
        };
        let code = (told_apart << self.scale.pair_bits) | pair as Code;
        worker.sums.push(sums_of(block, line, code));
        let customer = block.customers.get(line).filter(|key| Some(*key) != self.nameless_customer);
        let since = &mut worker.gathered.customers_since;
        if customer.is_some() && since.is_none_or(|since| day < since) {
            *since = Some(day);
        }
        if SLICED {
            let (first, last) = worker.gathered.days.get_or_insert((day, day));
            (*first, *last) = (day.min(*first), day.max(*last));
        }
        if kind != LineKind::Sale {
            return;
        }
        if slices.is_none_or(|slices| slices.with_orders) {
            let order = block.orders.get(line).map_or(self.lines.orders as u32, |key| key as u32);
            push_once(&mut worker.scratch.orders, entry(order, code));
        }
        match (customer.filter(|_| slices.is_none_or(|slices| slices.with_visits)), ranked) {
            (None, _) => {}
            (Some(customer), None) => push_once(&mut worker.scratch.visits, entry(customer as u32, code)),
            (Some(customer), Some((reps, bits))) => {
                let rank = ((day as u32) << bits) | reps.of(block.reps.get(line));
                worker.scratch.ranked_visits.push(RankedEntry { group: customer as u32, rank, code });
            }
        }
    }

    fn is_unknown_yet(&self, block: &LineBlock<'_>, line: usize) -> bool {
        match (self.known_before, block.recorded_at.get(line)) {
            (Some(before), Some(recorded)) => recorded >= before,
            _ => false,
        }
    }
}

/// The lines of one order mostly stand together and are one entry.
#[inline]
fn push_once(entries: &mut Vec<Entry>, entry: Entry) {
    if entries.last() != Some(&entry) {
        entries.push(entry);
    }
}

/// The sums of one line. A call for each of many million lines would take as long as the sums.
#[inline(always)]
pub(super) fn sums_of(block: &LineBlock<'_>, line: usize, code: Code) -> DaySums {
    let (cost, quantity) = (block.cost.get(line), block.quantity.get(line));
    DaySums {
        code,
        lines: 1,
        lines_without_cost: u32::from(cost.is_none()),
        lines_without_quantity: u32::from(quantity.is_none()),
        net: block.net.get(line).unwrap_or(0),
        cost: cost.unwrap_or(0),
        units: quantity.map_or(0, |quantity| floor(quantity * Scalar::UNITS_SCALE as f64 + 0.5)),
    }
}

/// Puts together what the threads gathered and what was there before, by the names that really occur.
fn finished(
    question: &Question<'_>,
    (table, gathered): (DayTable, Vec<Gathered>),
    before: Option<Facts>,
) -> Result<Facts, MeasureError> {
    let scale = question.scale;
    let day_zero = scale.day_zero;
    let mut known = before.map(|before| Known::of(before, scale));
    let new_since = gathered.iter().filter_map(|gathered| gathered.customers_since).min();
    let customers_since = new_since.map(|day| day_zero + day as i32);
    let customers_since =
        customers_since.into_iter().chain(known.as_ref().and_then(|known| known.dense.customers_since)).min();
    let ends = |all: Option<(usize, usize)>, (first, last): (usize, usize)| {
        Some(all.map_or((first, last), |all| (all.0.min(first), all.1.max(last))))
    };
    let days = gathered.iter().filter_map(|gathered| gathered.days).fold(None, ends);
    let (mut visits, mut ranked_visits, mut orders) = (Vec::new(), Vec::new(), Vec::new());
    for gathered in gathered {
        visits.extend(gathered.visits);
        ranked_visits.extend(gathered.ranked_visits);
        orders.extend(gathered.orders);
    }
    let totals = table.finished().ok_or(MeasureError::Overflow)?;
    let mut occurs = vec![false; scale.pairs()];
    totals.pairs().for_each(|pair| occurs[pair] = true);
    known.iter().flat_map(|known| &known.pairs).for_each(|&pair| occurs[pair] = true);
    let occurring = Occurring::of(&scale.reps.names, &scale.regions.names, &occurs);
    let pair_bits = bits_for(occurring.pairs.len());
    let renamed = |code: Code| {
        let pair = occurring.position[(code & ((1 << scale.pair_bits) - 1)) as usize];
        ((code >> scale.pair_bits) << pair_bits) | pair
    };
    // Where those of before were left where they are, those of now are not asked for either.
    let with_orders = question.slices.is_none_or(|slices| slices.with_orders)
        && known.as_ref().is_none_or(|known| known.dense.orders.is_some());
    let of_known = known.as_ref().and_then(|known| known.renaming(&occurring, pair_bits));
    let mut grouped =
        |division: Division, divided: Vec<DividedEntries<Entry>>, of: fn(&mut DenseFacts) -> &mut Grouped| {
            let before = known.as_mut().map(|known| std::mem::take(of(&mut known.dense)));
            let before = before.map(|grouped| Before { grouped, renamed: of_known.as_ref() });
            Grouped::of(division, &divided, renamed, before)
        };
    let coded = |pair: usize, day: usize| ((day as Code) << pair_bits) | occurring.position[pair];
    // The sums take one core, the groups as many as there are.
    let groups = || {
        let orders =
            with_orders.then(|| grouped(question.by_order, orders, |dense| dense.orders.get_or_insert_default()));
        let visits = match scale.order {
            _ if !question.slices.is_none_or(|slices| slices.with_visits) => Grouped::default(),
            None => grouped(question.by_customer, visits, |dense| &mut dense.visits),
            Some(_) => Grouped::of_ranked(question.by_customer, &ranked_visits, renamed),
        };
        (orders, visits)
    };
    let (sums, (orders, visits)) = rayon::join(|| totals.coded(coded), groups);
    let (mut sums, mut day_ends) = (Some(sums), DayEnds::default());
    if let Some(known) = known {
        let ends_of_known = if known.dense.sums.is_none() { known.day_ends() } else { None };
        (sums, day_ends) = match (known.dense.sums, sums) {
            (Some(mut earlier), Some(new)) => {
                if let Some(renamed) = &of_known {
                    earlier.iter_mut().for_each(|sums| sums.code = renamed(sums.code));
                }
                merge(&mut earlier, new, pair_bits)?;
                (Some(earlier), day_ends)
            }
            // Those of before were left where they are; what they said of the days is known.
            (_, new) => {
                let days = new.iter().flatten().map(|sums| (sums.code >> pair_bits) as usize).map(|day| (day, day));
                let wider = |all, day| ends(all, day);
                (None, DayEnds::known(days.fold(ends_of_known, wider)))
            }
        };
    }
    let pairs = occurring.pairs;
    let dense = DenseFacts {
        pairs,
        pair_bits,
        day_zero,
        first_days: scale.runs.as_ref().map_or_else(Vec::new, |runs| runs.first.clone()),
        visits,
        orders,
        lone_orders: Vec::new(),
        sums,
        customers_since,
        nameless: Nameless(Some(KnownNameless { names: question.lines.customers, key: question.nameless_customer })),
        day_ends,
    };
    let mut facts = Facts::of_dense(occurring.reps, occurring.regions, dense);
    if let Some((first, last)) = days {
        // Where several days are one, the sums do not tell.
        let day = |count: usize| Day::from_epoch(day_zero + count as i32);
        (facts.first_day, facts.last_day) = (day(first), day(last));
    }
    Ok(facts)
}

/// What was there before.
struct Known {
    dense: DenseFacts,
    /// The pairs' numbers by the scale of now.
    pairs: Vec<usize>,
    /// By so many days the first day was later.
    later: u32,
}

impl Known {
    fn of(before: Facts, scale: &Scale) -> Known {
        let pairs = before.pair_names().map(|(rep, region)| scale.pair_named(rep, region).unwrap_or(0)).collect();
        let later = (before.dense.day_zero - scale.day_zero).unsigned_abs();
        Known { dense: Arc::unwrap_or_clone(before.dense), pairs, later }
    }

    /// The first and the last day of before, as days of now.
    fn day_ends(&self) -> Option<(usize, usize)> {
        let later = self.later as usize;
        self.dense.day_ends().map(|(first, last)| (first + later, last + later))
    }

    /// Codes of before as codes of now; none where they are the same. Names are sorted then and now, so the order of
    /// codes stays.
    fn renaming(&self, occurring: &Occurring, pair_bits: u32) -> Option<impl Fn(Code) -> Code + Sync + use<>> {
        let pairs: Vec<u32> = self.pairs.iter().map(|&pair| occurring.position[pair]).collect();
        let (bits_then, later) = (self.dense.pair_bits, self.later);
        let same =
            pair_bits == bits_then && later == 0 && pairs.iter().enumerate().all(|(at, pair)| at == *pair as usize);
        let mask = (1 << bits_then) - 1;
        (!same)
            .then_some(move |code: Code| (((code >> bits_then) + later) << pair_bits) | pairs[(code & mask) as usize])
    }
}

/// Takes later sums into earlier ones; both are sorted by pair, then day. Few sums come to many, so nothing is copied
/// that stays where it is.
fn merge(known: &mut Vec<DaySums>, later: Vec<DaySums>, pair_bits: u32) -> Result<(), MeasureError> {
    let key = |sums: &DaySums| (sums.code & ((1 << pair_bits) - 1), sums.code);
    let mut added = Vec::new();
    let mut at = 0;
    for new in later {
        while known.get(at).is_some_and(|sums| key(sums) < key(&new)) {
            at += 1;
        }
        match known.get_mut(at).filter(|sums| sums.code == new.code) {
            Some(sums) => *sums = sums.plus(&new).ok_or(MeasureError::Overflow)?,
            None => added.push(new),
        }
    }
    // From the last to the first, each goes to its place in the room that was made at the end.
    let mut from = known.len();
    known.reserve_exact(added.len());
    known.extend_from_slice(&added);
    let mut to = known.len();
    while let Some(last) = added.last() {
        to -= 1;
        if from > 0 && key(&known[from - 1]) > key(last) {
            from -= 1;
            known[to] = known[from];
        } else {
            known[to] = *last;
            added.pop();
        }
    }
    Ok(())
}

/// Cut towards zero, and one less where that went up: faster than the library's where processors of all ages are served.
#[inline]
fn floor(number: f64) -> i64 {
    let cut = number as i64;
    cut - i64::from(cut as f64 > number)
}
