//! Sums by rep, region and day: a table that is filled line by line.

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

/// Lines of a row group, each with its day and pair, put in order of the pairs before they are added up: a table of
/// all pairs and days is far larger than any cache, that of a few pairs is not.
#[derive(Debug, Default)]
pub(super) struct LinesByPair {
    lines: Vec<DaySums>,
    sorted: Vec<DaySums>,
}

/// The most runs of pairs that lines are put into.
const RUNS_BITS: u32 = 8;

impl LinesByPair {
    /// Adds a line.
    #[inline]
    pub(super) fn push(&mut self, line: DaySums) {
        self.lines.push(line);
    }

    /// Adds all lines up and forgets them; the lower bits of a code are the pair.
    pub(super) fn add_to(&mut self, table: &mut DayTable, pair_bits: u32) {
        let mask = (1 << pair_bits) - 1;
        let shift = pair_bits.saturating_sub(RUNS_BITS);
        let run = |line: &DaySums| ((line.code & mask) >> shift) as usize;
        let mut next = [0_usize; (1 << RUNS_BITS) + 1];
        self.lines.iter().for_each(|line| next[run(line) + 1] += 1);
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        self.sorted.resize(self.lines.len(), DaySums::default());
        for line in &self.lines {
            let at = &mut next[run(line)];
            self.sorted[*at] = *line;
            *at += 1;
        }
        for line in &self.sorted {
            table.add((line.code & mask) as usize, (line.code >> pair_bits) as usize, line);
        }
        self.lines.clear();
    }
}

/// Days of one pair that lie together: few enough that a pair with few sales takes little room.
const BLOCK_BITS: u32 = 6;

/// The table: blocks of days, made when the first line falls into them.
#[derive(Debug)]
pub(super) struct DayTable {
    blocks_of_pair: usize,
    /// By pair and run of days the position of the block; [`NONE`] where no line fell into it.
    blocks: Vec<u32>,
    sums: Vec<[DaySums; 1 << BLOCK_BITS]>,
    /// Whether a sum left its bits.
    pub(super) overflowed: bool,
}

const NONE: u32 = u32::MAX;

impl DayTable {
    /// For so many pairs and days.
    pub(super) fn new(pairs: usize, days: usize) -> DayTable {
        let blocks_of_pair = days.div_ceil(1 << BLOCK_BITS);
        DayTable { blocks_of_pair, blocks: vec![NONE; pairs * blocks_of_pair], sums: Vec::new(), overflowed: false }
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
        let there = self.blocks.iter().enumerate().filter(|(_, block)| **block != NONE);
        there.flat_map(|(at, &block)| {
            let (pair, first) = (at / self.blocks_of_pair, (at % self.blocks_of_pair) << BLOCK_BITS);
            let days = self.sums[block as usize].iter().enumerate();
            days.filter(|(_, sums)| sums.lines > 0).map(move |(day, sums)| (pair, first + day, sums))
        })
    }

    /// Takes in another table of the same pairs and days.
    pub(super) fn merge(&mut self, other: &DayTable) {
        self.overflowed |= other.overflowed;
        for (pair, day, sums) in other.days() {
            self.add(pair, day, sums);
        }
    }
}
