//! Sums by rep, region and day: a table that is filled line by line.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::slice::ParallelSliceMut;

use super::dense::bits_for;
use super::grouped::Code;
use super::small_line::SmallLine;

/// The sums of one rep in one region on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DaySums {
    /// The day and the pair.
    pub(crate) code: Code,
    /// Lines.
    pub(crate) lines: u32,
    /// Lines without a cost.
    pub(crate) lines_without_cost: u32,
    /// Lines without a quantity.
    pub(crate) lines_without_quantity: u32,
    /// Net amount in minor units.
    pub(crate) net: i64,
    /// Cost in minor units.
    pub(crate) cost: i64,
    /// Quantity in ten-thousandths.
    pub(crate) units: i64,
}

impl DaySums {
    /// Adds other sums; none where a sum leaves its bits.
    pub(crate) fn plus(self, other: &DaySums) -> Option<DaySums> {
        Some(DaySums {
            code: self.code,
            lines: self.lines.checked_add(other.lines)?,
            lines_without_cost: self.lines_without_cost + other.lines_without_cost,
            lines_without_quantity: self.lines_without_quantity + other.lines_without_quantity,
            net: self.net.checked_add(other.net)?,
            cost: self.cost.checked_add(other.cost)?,
            units: self.units.checked_add(other.units)?,
        })
    }
}

/// Lines that wait, by runs of pairs: a table of all pairs and days is far larger than any cache, that of a few pairs is
/// not. A run's lines are added up when they are many.
pub(super) struct LinesByPair<'t> {
    table: &'t DayTable,
    /// Room for the lines of each run, one behind the other.
    lines: Vec<SmallLine>,
    /// How many lines wait in each run.
    waiting: Vec<usize>,
    /// Those of each run whose numbers are not small: few in most currencies, all in some.
    large: Vec<Vec<DaySums>>,
    /// All lines, where they are so few that there is no table.
    few: FewLines,
}

/// Lines of a run that are added up at once: about as many as a run has days, or more.
const LINES_AT_ONCE: usize = if cfg!(test) { 3 } else { 1 << 13 };

/// From the lines of one run to those of the next: no power of two, because what is written to so many places at the
/// same distance from whole pages falls into the same few places of a cache.
const STRIDE: usize = LINES_AT_ONCE + 20;

/// The most runs that pairs are divided into.
const RUNS_BITS: u32 = 8;

impl<'t> LinesByPair<'t> {
    /// For lines that are added to a table.
    pub(super) fn of(table: &'t DayTable) -> LinesByPair<'t> {
        let runs = table.runs.len();
        let lines = vec![SmallLine::default(); runs * STRIDE];
        LinesByPair { table, lines, waiting: vec![0; runs], large: vec![Vec::new(); runs], few: FewLines::default() }
    }

    /// Adds a line. Called for each of many million lines, it would take as long as what it does.
    #[inline(always)]
    pub(super) fn push(&mut self, line: DaySums) {
        if self.waiting.is_empty() {
            return self.push_few(line);
        }
        let at = self.table.run_of(line.code);
        let Some(line) = SmallLine::of(&line) else { return self.push_large(at, line) };
        let waiting = &mut self.waiting[at];
        self.lines[at * STRIDE + *waiting] = line;
        *waiting += 1;
        if *waiting == LINES_AT_ONCE {
            self.add_up(at);
        }
    }

    #[inline(never)]
    fn push_few(&mut self, line: DaySums) {
        self.few.push(line);
    }

    #[cold]
    fn push_large(&mut self, at: usize, line: DaySums) {
        self.large[at].push(line);
        if self.large[at].len() == LINES_AT_ONCE {
            self.add_up(at);
        }
    }

    #[inline(never)]
    fn add_up(&mut self, at: usize) {
        let small = &self.lines[at * STRIDE..][..self.waiting[at]];
        self.table.add(at, small, &self.large[at]);
        self.waiting[at] = 0;
        self.large[at].clear();
    }

    /// Adds up the lines that wait. Several threads do so at the same time, each from a run of its own on: `share` of
    /// `shares`.
    pub(super) fn finish(mut self, (share, shares): (usize, usize)) {
        let runs = self.waiting.len();
        for at in (0..runs).map(|at| (at + runs * share / shares) % runs) {
            self.add_up(at);
        }
        locked(&self.table.few).append(&mut self.few);
    }
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Days of one pair that lie together: few enough that a pair with few sales takes little room. Where there are fewer
/// days, they all do.
const MOST_BLOCK_BITS: u32 = 6;

/// Sums for which room is asked for at once, over all runs: some fifty megabytes of addresses.
const RESERVED_SUMS: usize = 1 << 20;

/// Where there would be room for more sums than that many times the lines, putting the lines in order is cheaper than
/// making the blocks.
const SUMS_OF_A_LINE: usize = 8;

/// The table, to which several threads add; of few lines none is made.
pub(super) struct DayTable {
    shape: Shape,
    runs: Vec<Mutex<Run>>,
    /// The lines themselves, where they are few.
    few: Mutex<FewLines>,
}

/// Lines that are put in order and added up at the end.
#[derive(Default)]
struct FewLines {
    small: Vec<SmallLine>,
    /// Those whose numbers are not small.
    large: Vec<DaySums>,
}

impl FewLines {
    #[inline]
    fn push(&mut self, line: DaySums) {
        match SmallLine::of(&line) {
            Some(line) => self.small.push(line),
            None => self.large.push(line),
        }
    }

    fn append(&mut self, other: &mut FewLines) {
        self.small.append(&mut other.small);
        self.large.append(&mut other.large);
    }
}

/// How a code is a run, a pair of it and a day.
#[derive(Debug, Clone, Copy)]
struct Shape {
    pair_bits: u32,
    /// A run has two to the power of this pairs.
    run_bits: u32,
    /// A block has two to the power of this days.
    block_bits: u32,
    blocks_of_pair: usize,
}

impl Shape {
    fn pair(self, code: Code) -> Code {
        code & ((1 << self.pair_bits) - 1)
    }
}

/// The sums of some pairs: blocks of days, made when the first line falls into them.
#[derive(Debug)]
struct Run {
    /// By pair and run of days the position of the block; [`NONE`] where no line fell into it.
    blocks: Vec<u32>,
    /// The sums of the blocks, one behind the other.
    sums: Vec<DaySums>,
    /// On how many days of pairs there are lines.
    days: usize,
    /// Whether a sum left its bits.
    overflowed: bool,
}

const NONE: u32 = u32::MAX;

/// So few lines touch so few days of a run that reading it whole first costs more than it saves.
const FEW_OF_A_RUN: usize = LINES_AT_ONCE / 8;

impl DayTable {
    /// For so many lines of so many pairs and days.
    pub(super) fn for_lines(lines: usize, (pairs, pair_bits): (usize, u32), days: usize) -> DayTable {
        let block_bits = DayTable::block_bits(days);
        let blocks_of_pair = days.div_ceil(1 << block_bits);
        let run_bits = pair_bits.saturating_sub(RUNS_BITS);
        let shape = Shape { pair_bits, run_bits, block_bits, blocks_of_pair };
        let is_worth_it = lines.saturating_mul(SUMS_OF_A_LINE) >= DayTable::most_sums(pairs, days);
        let runs = if is_worth_it { pairs.div_ceil(1 << run_bits) } else { 0 };
        let blocks = blocks_of_pair << run_bits;
        // A table that grows is copied again and again.
        let reserved = (blocks << block_bits).min(RESERVED_SUMS / runs.max(1));
        let run =
            |_| Run { blocks: vec![NONE; blocks], sums: Vec::with_capacity(reserved), days: 0, overflowed: false };
        DayTable { shape, runs: (0..runs).map(run).map(Mutex::new).collect(), few: Mutex::default() }
    }

    fn block_bits(days: usize) -> u32 {
        bits_for(days).min(MOST_BLOCK_BITS)
    }

    /// For how many sums there is room where every pair has lines in all blocks of days.
    pub(super) fn most_sums(pairs: usize, days: usize) -> usize {
        pairs.saturating_mul(days.next_multiple_of(1 << DayTable::block_bits(days)))
    }

    #[inline]
    fn run_of(&self, code: Code) -> usize {
        (self.shape.pair(code) >> self.shape.run_bits) as usize
    }

    /// Adds lines of a run.
    fn add(&self, at: usize, small: &[SmallLine], large: &[DaySums]) {
        let mut run = locked(&self.runs[at]);
        if small.len() > FEW_OF_A_RUN {
            run.fetch();
        }
        for line in small {
            run.add(self.shape, &line.sums());
        }
        for line in large {
            run.add(self.shape, line);
        }
    }

    /// The sums, when the last line is added; none where one left its bits.
    pub(super) fn finished(self) -> Option<DayTotals> {
        let unlocked = |run: Mutex<Run>| run.into_inner().unwrap_or_else(PoisonError::into_inner);
        let runs: Vec<Run> = self.runs.into_iter().map(unlocked).collect();
        let few = added_up(self.few.into_inner().unwrap_or_else(PoisonError::into_inner), self.shape)?;
        runs.iter().all(|run| !run.overflowed).then_some(DayTotals { shape: self.shape, runs, few })
    }
}

/// Few lines, in order and added up; none where a sum left its bits.
fn added_up(FewLines { mut small, mut large }: FewLines, shape: Shape) -> Option<Vec<DaySums>> {
    let key = |code: Code| (shape.pair(code), code);
    small.par_sort_unstable_by_key(|line| key(line.code));
    large.par_sort_unstable_by_key(|line| key(line.code));
    // Room is asked for once: what grows is copied again and again.
    let places = small.chunk_by(|one, other| one.code == other.code).count();
    let mut sums: Vec<DaySums> = Vec::with_capacity(places + large.len());
    let (mut small, mut large) = (small.into_iter().map(SmallLine::sums).peekable(), large.into_iter().peekable());
    loop {
        let is_large_next = match (small.peek(), large.peek()) {
            (Some(small), Some(large)) => key(large.code) < key(small.code),
            (small, _) => small.is_none(),
        };
        let Some(line) = (if is_large_next { large.next() } else { small.next() }) else { break };
        match sums.last_mut().filter(|last| last.code == line.code) {
            Some(last) => *last = last.plus(&line)?,
            None => sums.push(line),
        }
    }
    Some(sums)
}

impl Run {
    /// Reads all sums once, from the first to the last: a processor fetches ahead what is read in order, and waits for
    /// memory at each sum where lines come in any order. It halves the time of adding lines up.
    fn fetch(&self) {
        let lines = self.sums.iter().fold(0, |lines: u32, sums| lines.wrapping_add(sums.lines));
        std::hint::black_box(lines);
    }

    /// Adds a line's sums.
    #[inline]
    fn add(&mut self, shape: Shape, line: &DaySums) {
        let pair = (shape.pair(line.code) & ((1 << shape.run_bits) - 1)) as usize;
        let day = (line.code >> shape.pair_bits) as usize;
        let block = &mut self.blocks[pair * shape.blocks_of_pair + (day >> shape.block_bits)];
        if *block == NONE {
            *block = (self.sums.len() >> shape.block_bits) as u32;
            self.sums.resize(self.sums.len() + (1 << shape.block_bits), DaySums::default());
        }
        let sums = &mut self.sums[((*block as usize) << shape.block_bits) + (day & ((1 << shape.block_bits) - 1))];
        self.days += usize::from(sums.lines == 0);
        match sums.plus(line) {
            Some(more) => *sums = more,
            None => self.overflowed = true,
        }
    }
}

/// The sums of all lines.
pub(super) struct DayTotals {
    shape: Shape,
    runs: Vec<Run>,
    few: Vec<DaySums>,
}

impl DayTotals {
    /// The sums by pair, then day, each with the code that its pair and day have now.
    pub(super) fn coded(mut self, code: impl Fn(usize, usize) -> Code) -> Vec<DaySums> {
        if self.runs.is_empty() {
            // They may be as many as the lines, and stand in order already.
            for sums in &mut self.few {
                sums.code = code(self.shape.pair(sums.code) as usize, (sums.code >> self.shape.pair_bits) as usize);
            }
            return self.few;
        }
        let mut coded = Vec::with_capacity(self.len());
        coded.extend(self.days().map(|(pair, day, sums)| DaySums { code: code(pair, day), ..*sums }));
        coded
    }

    /// On how many days of pairs there were lines.
    fn len(&self) -> usize {
        self.few.len() + self.runs.iter().map(|run| run.days).sum::<usize>()
    }

    /// The pairs with lines, some of them several times.
    pub(super) fn pairs(&self) -> impl Iterator<Item = usize> {
        self.blocks().map(|(pair, _, _)| pair).chain(self.few.iter().map(|sums| self.shape.pair(sums.code) as usize))
    }

    /// The days on which there were lines, by pair, then day: (pair, day, sums).
    pub(super) fn days(&self) -> impl Iterator<Item = (usize, usize, &DaySums)> {
        let few = self
            .few
            .iter()
            .map(|sums| (self.shape.pair(sums.code) as usize, (sums.code >> self.shape.pair_bits) as usize, sums));
        let of_blocks = self.blocks().flat_map(|(pair, first, sums)| {
            let days = sums.iter().enumerate().filter(|(_, sums)| sums.lines > 0);
            days.map(move |(day, sums)| (pair, first + day, sums))
        });
        of_blocks.chain(few)
    }

    /// The blocks that there are, each with its pair and its first day.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize, &[DaySums])> {
        let Shape { run_bits, block_bits, blocks_of_pair, .. } = self.shape;
        self.runs.iter().enumerate().flat_map(move |(at, run)| {
            let there = run.blocks.iter().enumerate().filter(|(_, block)| **block != NONE);
            there.map(move |(block_at, &block)| {
                let (pair, days) = (block_at / blocks_of_pair, block_at % blocks_of_pair);
                let sums = &run.sums[(block as usize) << block_bits..][..1 << block_bits];
                ((at << run_bits) + pair, days << block_bits, sums)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn a_line_in_a_few_bytes_is_the_same_line_or_none() {
        let line = |net: i64, cost: Option<i64>, units: Option<i64>| DaySums {
            code: 9,
            lines: 1,
            lines_without_cost: u32::from(cost.is_none()),
            lines_without_quantity: u32::from(units.is_none()),
            net,
            cost: cost.unwrap_or(0),
            units: units.unwrap_or(0),
        };
        let (most, least) = (i64::from(i32::MAX), i64::from(i32::MIN));
        for small in [line(0, None, Some(0)), line(most, Some(least + 1), None), line(least + 1, Some(0), Some(most))] {
            assert_eq!(SmallLine::of(&small).map(SmallLine::sums), Some(small));
        }
        let large = [
            line(most + 1, None, None),
            line(0, Some(least), None),
            line(0, None, Some(least)),
            line(least, None, None),
        ];
        assert!(large.iter().all(|line| SmallLine::of(line).is_none()));
        let table = DayTable::for_lines(usize::MAX, (4, 2), 4);
        let mut lines = LinesByPair::of(&table);
        large.iter().chain([&line(5, Some(3), None)]).for_each(|line| lines.push(*line));
        lines.finish((0, 1));
        let totals = table.finished().unwrap();
        let sums: Vec<_> =
            totals.days().map(|(pair, day, sums)| (pair, day, sums.lines, sums.net, sums.cost)).collect();
        assert_eq!(sums, [(1, 2, 5, most + 1 + least + 5, least + 3)]);
    }

    #[test]
    fn few_lines_come_to_the_same_sums_without_a_table() {
        // Codes in two bits of pairs: the day above, the pair below.
        let line =
            |day: u32, pair: u32, net: i64| DaySums { code: (day << 2) | pair, lines: 1, net, ..DaySums::default() };
        let first = [line(7, 2, 5), line(0, 1, 1), line(7, 2, i64::from(i32::MAX) + 1), line(3, 0, 2)];
        let second = [line(3, 0, -9), line(90, 2, 4), line(0, 1, 8)];
        let summed = |lines: usize| {
            let table = DayTable::for_lines(lines, (4, 2), 100);
            for (share, part) in [&first[..], &second].into_iter().enumerate() {
                let mut lines = LinesByPair::of(&table);
                part.iter().for_each(|line| lines.push(*line));
                lines.finish((share, 2));
            }
            let totals = table.finished().unwrap();
            let sums: Vec<_> = totals.days().map(|(pair, day, sums)| (pair, day, sums.lines, sums.net)).collect();
            assert_eq!(totals.len(), sums.len());
            let pairs: BTreeSet<usize> = totals.pairs().collect();
            assert_eq!(pairs, sums.iter().map(|(pair, ..)| *pair).collect());
            sums
        };
        let few = summed(7);
        assert_eq!(few, summed(usize::MAX));
        assert_eq!(few.len(), 4);
    }

    #[test]
    fn many_lines_of_one_pair_are_added_up_before_the_last_and_runs_do_not_mix() {
        // Ten bits of pairs make runs of four; three lines of a run are added up at once.
        let line = |at: u32| DaySums {
            code: ((at % 7) << 10) | (at * 37 % 1000),
            lines: 1,
            net: i64::from(at) << (at % 40),
            ..DaySums::default()
        };
        let summed = |lines: usize| {
            let table = DayTable::for_lines(lines, (1000, 10), 7);
            let mut waiting = LinesByPair::of(&table);
            (0..20_000).for_each(|at| waiting.push(line(at)));
            waiting.finish((1, 3));
            let totals = table.finished().unwrap();
            let days: Vec<_> = totals.days().map(|(pair, day, sums)| (pair, day, sums.lines, sums.net)).collect();
            days
        };
        let mut expected = BTreeMap::new();
        for line in (0..20_000).map(line) {
            let sums = expected.entry(((line.code & 1023) as usize, (line.code >> 10) as usize)).or_insert((0, 0));
            *sums = (sums.0 + 1, sums.1 + line.net);
        }
        let expected: Vec<_> =
            expected.into_iter().map(|((pair, day), (lines, net))| (pair, day, lines, net)).collect();
        assert_eq!(summed(usize::MAX), expected);
        assert_eq!(summed(0), expected);
    }

    #[test]
    fn a_sum_that_leaves_its_bits_is_none() {
        for lines in [2, usize::MAX] {
            let table = DayTable::for_lines(lines, (4, 2), 100);
            let mut waiting = LinesByPair::of(&table);
            for net in [i64::MAX, 1] {
                waiting.push(DaySums { code: (7 << 2) | 2, lines: 1, net, ..DaySums::default() });
            }
            waiting.finish((0, 1));
            assert!(table.finished().is_none());
        }
    }
}
