//! Sums by rep, region and day: a table that is filled line by line.

use rayon::slice::ParallelSliceMut;

use super::grouped::Code;

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

/// The sums of one line in 16 bytes: most lines have small amounts, and what is moved twice had better be small.
#[derive(Debug, Clone, Copy, Default)]
struct SmallLine {
    code: Code,
    net: i32,
    /// [`ABSENT`] where the line has no cost.
    cost: i32,
    /// [`ABSENT`] where the line has no quantity.
    units: i32,
}

const ABSENT: i32 = i32::MIN;

impl SmallLine {
    /// None where the numbers of one line do not fit.
    #[inline]
    fn of(line: &DaySums) -> Option<SmallLine> {
        let small = |number: i64, is_absent: bool| match i32::try_from(number) {
            Ok(number) if number != ABSENT => Some(if is_absent { ABSENT } else { number }),
            _ => None,
        };
        Some(SmallLine {
            code: line.code,
            net: small(line.net, false)?,
            cost: small(line.cost, line.lines_without_cost > 0)?,
            units: small(line.units, line.lines_without_quantity > 0)?,
        })
    }

    #[inline]
    fn sums(self) -> DaySums {
        let (uncosted, uncounted) = (self.cost == ABSENT, self.units == ABSENT);
        DaySums {
            code: self.code,
            lines: 1,
            lines_without_cost: u32::from(uncosted),
            lines_without_quantity: u32::from(uncounted),
            net: i64::from(self.net),
            cost: if uncosted { 0 } else { i64::from(self.cost) },
            units: if uncounted { 0 } else { i64::from(self.units) },
        }
    }
}

/// Lines of a row group, each with its day and pair, put in order of the pairs before they are added up: a table of
/// all pairs and days is far larger than any cache, that of a few pairs is not.
#[derive(Debug, Default)]
pub(super) struct LinesByPair {
    lines: Vec<SmallLine>,
    sorted: Vec<SmallLine>,
    /// Those whose numbers are not small: few in most currencies, all in some.
    large: Vec<DaySums>,
}

/// Lines for which the table is gone through: more than a row group has, because the table is larger than the caches and
/// each way through it fetches it from memory.
const LINES_AT_ONCE: usize = if cfg!(test) { 8 } else { 1 << 20 };

/// The most runs of pairs that lines are put into.
const RUNS_BITS: u32 = 8;

impl LinesByPair {
    /// Adds a line.
    #[inline]
    pub(super) fn push(&mut self, line: DaySums) {
        match SmallLine::of(&line) {
            Some(line) => self.lines.push(line),
            None => self.large.push(line),
        }
    }

    /// Whether there are so many that they are worth a way through the table.
    pub(super) fn are_many(&self) -> bool {
        self.lines.len() + self.large.len() >= LINES_AT_ONCE
    }

    /// Adds all lines up and forgets them; the lower bits of a code are the pair.
    pub(super) fn add_to(&mut self, table: &mut DayTable, pair_bits: u32) {
        let mask = (1 << pair_bits) - 1;
        if let Some(few) = &mut table.few {
            few.lines.append(&mut self.lines);
            few.large.append(&mut self.large);
            return;
        }
        let shift = pair_bits.saturating_sub(RUNS_BITS);
        let run = |line: &SmallLine| ((line.code & mask) >> shift) as usize;
        let mut next = [0_usize; (1 << RUNS_BITS) + 1];
        self.lines.iter().for_each(|line| next[run(line) + 1] += 1);
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        self.sorted.resize(self.lines.len(), SmallLine::default());
        for line in &self.lines {
            let at = &mut next[run(line)];
            self.sorted[*at] = *line;
            *at += 1;
        }
        for line in self.sorted.iter().map(|line| line.sums()).chain(self.large.drain(..)) {
            table.add((line.code & mask) as usize, (line.code >> pair_bits) as usize, &line);
        }
        self.lines.clear();
    }
}

/// Days of one pair that lie together: few enough that a pair with few sales takes little room.
const BLOCK_BITS: u32 = 6;

/// Blocks for which room is asked for at once: some forty megabytes of addresses.
const RESERVED_BLOCKS: usize = 1 << 14;

/// Where so few lines come to a block, putting the lines in order is cheaper than making the blocks.
const FEW_IN_A_BLOCK: usize = 8;

/// The table: blocks of days, made when the first line falls into them. Of few lines no table is made.
#[derive(Debug)]
pub(super) struct DayTable {
    /// The lines themselves, where they are few.
    few: Option<FewLines>,
    blocks_of_pair: usize,
    /// By pair and run of days the position of the block; [`NONE`] where no line fell into it.
    blocks: Vec<u32>,
    sums: Vec<[DaySums; 1 << BLOCK_BITS]>,
    /// Whether a sum left its bits.
    pub(super) overflowed: bool,
}

const NONE: u32 = u32::MAX;

/// Lines, put in order and added up at the end.
#[derive(Debug)]
struct FewLines {
    pair_bits: u32,
    lines: Vec<SmallLine>,
    large: Vec<DaySums>,
    /// What they come to.
    sums: Vec<DaySums>,
}

impl FewLines {
    fn pair(&self, code: Code) -> Code {
        code & ((1 << self.pair_bits) - 1)
    }

    /// By pair, then day.
    fn key(&self, code: Code) -> (Code, Code) {
        (self.pair(code), code)
    }

    /// Whether no sum left its bits.
    fn add_up(&mut self) -> bool {
        let (mut lines, mut large) = (std::mem::take(&mut self.lines), std::mem::take(&mut self.large));
        lines.par_sort_unstable_by_key(|line| self.key(line.code));
        large.sort_unstable_by_key(|sums| self.key(sums.code));
        // Room is asked for once: what grows is copied again and again.
        let places = lines.chunk_by(|one, other| one.code == other.code).count();
        let mut sums: Vec<DaySums> = Vec::with_capacity(places + large.len());
        let (mut small, mut large) = (lines.into_iter().map(SmallLine::sums).peekable(), large.into_iter().peekable());
        loop {
            let is_large_next = match (small.peek(), large.peek()) {
                (Some(small), Some(large)) => self.key(large.code) < self.key(small.code),
                (small, _) => small.is_none(),
            };
            let Some(line) = (if is_large_next { large.next() } else { small.next() }) else { break };
            match sums.last_mut().filter(|last| last.code == line.code) {
                Some(last) => match last.plus(&line) {
                    Some(more) => *last = more,
                    None => return false,
                },
                None => sums.push(line),
            }
        }
        self.sums = sums;
        true
    }
}

impl DayTable {
    /// For so many lines of so many pairs and days, of which `most_blocks` blocks may be made.
    pub(super) fn for_lines(
        lines: usize,
        (pairs, pair_bits): (usize, u32),
        days: usize,
        most_blocks: usize,
    ) -> DayTable {
        let blocks = pairs.saturating_mul(days.div_ceil(1 << BLOCK_BITS));
        if lines >= blocks.saturating_mul(FEW_IN_A_BLOCK) && blocks <= most_blocks {
            return DayTable::new(pairs, days);
        }
        let (large, sums) = (Vec::new(), Vec::new());
        let few = Some(FewLines { pair_bits, lines: Vec::with_capacity(lines), large, sums });
        DayTable { few, ..DayTable::new(0, 0) }
    }

    /// Adds up what was put off, after the last line and the last merging.
    pub(super) fn add_up(&mut self) {
        if let Some(few) = &mut self.few {
            self.overflowed |= !few.add_up();
        }
    }

    /// The sums of [`DayTable::days`], with the code of each pair and day written anew.
    pub(super) fn into_sums(self, code: impl Fn(usize, usize) -> Code) -> Vec<DaySums> {
        if let Some(mut few) = self.few {
            for sums in &mut few.sums {
                let pair = sums.code & ((1 << few.pair_bits) - 1);
                sums.code = code(pair as usize, (sums.code >> few.pair_bits) as usize);
            }
            return few.sums;
        }
        let mut found = Vec::with_capacity(self.days().count());
        found.extend(self.days().map(|(pair, day, sums)| DaySums { code: code(pair, day), ..*sums }));
        found
    }

    /// For so many pairs and days.
    pub(super) fn new(pairs: usize, days: usize) -> DayTable {
        let blocks_of_pair = days.div_ceil(1 << BLOCK_BITS);
        let blocks = pairs * blocks_of_pair;
        // Room that nothing is written to costs nothing; a table that grows is copied again and again.
        let sums = Vec::with_capacity(blocks.min(RESERVED_BLOCKS));
        DayTable { few: None, blocks_of_pair, blocks: vec![NONE; blocks], sums, overflowed: false }
    }

    /// Adds a line's sums.
    #[inline]
    pub(super) fn add(&mut self, pair: usize, day: usize, line: &DaySums) {
        let block = &mut self.blocks[pair * self.blocks_of_pair + (day >> BLOCK_BITS)];
        if *block == NONE {
            *block = self.sums.len() as u32;
            self.sums.push([DaySums::default(); 1 << BLOCK_BITS]);
        }
        let sums = &mut self.sums[*block as usize][day & ((1 << BLOCK_BITS) - 1)];
        match sums.plus(line) {
            Some(more) => *sums = more,
            None => self.overflowed = true,
        }
    }

    /// The days on which there were lines, by pair, then day: (pair, day, sums).
    pub(super) fn days(&self) -> impl Iterator<Item = (usize, usize, &DaySums)> {
        let few = self.few.iter().flat_map(|few| {
            few.sums.iter().map(|sums| (few.pair(sums.code) as usize, (sums.code >> few.pair_bits) as usize, sums))
        });
        let there = self.blocks.iter().enumerate().filter(|(_, block)| **block != NONE);
        let of_blocks = there.flat_map(|(at, &block)| {
            let (pair, first) = (at / self.blocks_of_pair, (at % self.blocks_of_pair) << BLOCK_BITS);
            let days = self.sums[block as usize].iter().enumerate();
            days.filter(|(_, sums)| sums.lines > 0).map(move |(day, sums)| (pair, first + day, sums))
        });
        of_blocks.chain(few)
    }

    /// Takes in another table of the same pairs and days.
    pub(super) fn merge(&mut self, other: &DayTable) {
        self.overflowed |= other.overflowed;
        if let (Some(few), Some(others)) = (&mut self.few, &other.few) {
            few.lines.extend_from_slice(&others.lines);
            few.large.extend_from_slice(&others.large);
            return;
        }
        for (pair, day, sums) in other.days() {
            self.add(pair, day, sums);
        }
    }
}

#[cfg(test)]
mod tests {
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
        let mut lines = LinesByPair::default();
        large.iter().chain([&line(5, Some(3), None)]).for_each(|line| lines.push(*line));
        let mut table = DayTable::new(4, 4);
        lines.add_to(&mut table, 2);
        let sums: Vec<_> = table.days().map(|(pair, day, sums)| (pair, day, sums.lines, sums.net, sums.cost)).collect();
        assert_eq!(sums, [(1, 2, 5, most + 1 + least + 5, least + 3)]);
    }

    #[test]
    fn few_lines_come_to_the_same_sums_without_a_table() {
        // Codes in two bits of pairs: the day above, the pair below.
        let line =
            |day: u32, pair: u32, net: i64| DaySums { code: (day << 2) | pair, lines: 1, net, ..DaySums::default() };
        let first = [line(7, 2, 5), line(0, 1, 1), line(7, 2, i64::from(i32::MAX) + 1), line(3, 0, 2)];
        let second = [line(3, 0, -9), line(90, 2, 4), line(0, 1, 8)];
        let summed = |table: &dyn Fn() -> DayTable| {
            let parts = [&first[..], &second].map(|part| {
                let (mut lines, mut table) = (LinesByPair::default(), table());
                part.iter().for_each(|line| lines.push(*line));
                lines.add_to(&mut table, 2);
                table
            });
            let [mut whole, other] = parts;
            whole.merge(&other);
            whole.add_up();
            let sums: Vec<_> = whole.days().map(|(pair, day, sums)| (pair, day, sums.lines, sums.net)).collect();
            sums
        };
        let few = summed(&|| DayTable::for_lines(7, (4, 2), 100, usize::MAX));
        assert_eq!(few, summed(&|| DayTable::for_lines(usize::MAX, (4, 2), 100, usize::MAX)));
        assert_eq!(few.len(), 4);
        let mut table = DayTable::for_lines(2, (4, 2), 100, usize::MAX);
        let mut lines = LinesByPair::default();
        [line(7, 2, i64::MAX), line(7, 2, 1)].iter().for_each(|line| lines.push(*line));
        lines.add_to(&mut table, 2);
        table.add_up();
        assert!(table.overflowed);
    }
}
