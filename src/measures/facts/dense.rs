//! The facts as plain numbers: what was bought when, by whom and in which order, and the sums of each day.
//!
//! Three things answer every question about sales, customers and repetition by rep, team, region and time: each
//! customer's purchases (day, rep, region), each order's sales (day, rep, region), and the sums of every rep, region
//! and day. All of them are lists of integers; a rep and a region together are a pair, and a pair on a day is one
//! number of 32 bits.

use std::sync::OnceLock;

use crate::calendar::{Day, FiscalCalendar};
use crate::measures::grid::PeriodRange;
use crate::store::KnownNameless;

use super::day_sums::DaySums;
use super::grouped::{Code, Grouped};

/// The facts as plain numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DenseFacts {
    /// The reps and regions that occur together, as positions in the name lists of the facts, sorted.
    pub(crate) pairs: Vec<(u32, u32)>,
    /// Bits of a code that hold the pair; those above hold the day.
    pub(super) pair_bits: u32,
    /// The day 0 of the codes.
    pub(super) day_zero: i32,
    /// Where a question does not tell all days apart: the first day, since 1970, of each run of days that are one in the
    /// codes; empty where every day is one by itself.
    pub(super) first_days: Vec<i32>,
    /// By customer the distinct days and pairs of purchases: sales of a known customer.
    pub(crate) visits: Grouped,
    /// By order the distinct days and pairs of sales; none where only purchases were asked for, which is decided by
    /// the code and not by the data.
    pub(super) orders: Option<Grouped>,
    /// How many further orders have their sales in one place alone, by day and pair; empty where all orders are among
    /// [`DenseFacts::orders`].
    pub(crate) lone_orders: Vec<(Code, i64)>,
    /// The sums, by pair, then day; none where only purchases were asked for, likewise.
    pub(super) sums: Option<Vec<DaySums>>,
    /// The first day, since 1970, on which a line that counts has a known customer; none where no line has one.
    pub(super) customers_since: Option<i32>,
    /// Where lines have keys: which of the customers has no name.
    pub(super) nameless: Nameless,
    /// The first and the last day with a line, once somebody has asked: it takes a way through all sums.
    pub(super) day_ends: DayEnds,
}

/// The first and the last day on which a line counts, from [`DenseFacts::day`] 0 on; none where no line does. It follows
/// from the sums, so it makes no two facts different.
#[derive(Debug, Clone, Default)]
pub(super) struct DayEnds(OnceLock<Option<(usize, usize)>>);

impl DayEnds {
    /// Those that are known, where the sums are not there to tell.
    pub(super) fn known(ends: Option<(usize, usize)>) -> DayEnds {
        DayEnds(OnceLock::from(ends))
    }
}

impl PartialEq for DayEnds {
    fn eq(&self, _: &DayEnds) -> bool {
        true
    }
}

impl Eq for DayEnds {}

/// Which customer's name is empty, and among how many it was looked for: keys never change, so that only later names have
/// to be looked at again. It follows from the store, so it makes no two facts different.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nameless(pub(super) Option<KnownNameless>);

impl PartialEq for Nameless {
    fn eq(&self, _: &Nameless) -> bool {
        true
    }
}

impl Eq for Nameless {}

/// The bits that a number of pairs takes.
pub(super) fn bits_for(pairs: usize) -> u32 {
    usize::BITS - pairs.saturating_sub(1).leading_zeros()
}

impl Default for DenseFacts {
    /// Those of no line at all.
    fn default() -> DenseFacts {
        DenseFacts {
            pairs: Vec::new(),
            pair_bits: 0,
            day_zero: 0,
            first_days: Vec::new(),
            visits: Grouped::default(),
            orders: Some(Grouped::default()),
            lone_orders: Vec::new(),
            sums: Some(Vec::new()),
            customers_since: None,
            nameless: Nameless::default(),
            day_ends: DayEnds::default(),
        }
    }
}

impl DenseFacts {
    /// By order the distinct days and pairs of sales, but for those of [`DenseFacts::lone_orders`].
    pub(crate) fn orders(&self) -> &Grouped {
        self.orders.as_ref().expect("whoever counts orders asks for them when the data are opened")
    }

    /// The sums, by pair, then day.
    pub(crate) fn sums(&self) -> &[DaySums] {
        self.sums.as_deref().expect("whoever adds up asks for sums when the data are opened")
    }

    /// Whether any line that counts has a known customer.
    pub(crate) fn has_customers(&self) -> bool {
        self.customers_since.is_some()
    }

    /// The position of a code's pair.
    pub(crate) fn pair_of(&self, code: Code) -> usize {
        (code & ((1 << self.pair_bits) - 1)) as usize
    }

    /// A code's day, counted from [`DenseFacts::day`] 0.
    pub(crate) fn day_of(&self, code: Code) -> usize {
        (code >> self.pair_bits) as usize
    }

    /// The day behind a count; where several days are one, the first of them.
    pub(crate) fn day(&self, count: usize) -> Day {
        let by_itself = self.day_zero + count as i32;
        Day::from_epoch(self.first_days.get(count).copied().unwrap_or(by_itself))
    }

    /// The first and the last day on which a line counts, as counts; none where no line does.
    pub(super) fn day_ends(&self) -> Option<(usize, usize)> {
        let days = || self.sums().iter().map(|sums| self.day_of(sums.code)).map(|day| (day, day));
        let wider = |(first, last): (usize, usize), (day, _): (usize, usize)| (first.min(day), last.max(day));
        *self.day_ends.0.get_or_init(|| days().reduce(wider))
    }

    /// The day before which all codes lie, as a count.
    pub(crate) fn days(&self) -> usize {
        self.day_ends().map_or(0, |(_, last)| last + 1)
    }

    /// The first and the last day on which a line counts.
    pub(crate) fn ends(&self) -> Option<(Day, Day)> {
        self.day_ends().map(|(first, last)| (self.day(first), self.day(last)))
    }

    /// For every day the position of its period in a range; [`OUTSIDE`] where it lies outside.
    pub(crate) fn periods(&self, calendar: FiscalCalendar, range: PeriodRange) -> Vec<u32> {
        let grain = range.first.grain;
        let position = |count| range.position(calendar.period_of(self.day(count), grain));
        (0..self.days()).map(|count| position(count).map_or(OUTSIDE, |at| at as u32)).collect()
    }
}

#[cfg(test)]
impl DenseFacts {
    /// Everything that the numbers say, in a form that depends neither on how customers and orders are numbered nor on
    /// how days and pairs are written.
    pub(crate) fn said(&self) -> String {
        let place = |code: Code| (self.day(self.day_of(code)), self.pair_of(code));
        let groups = |grouped: &Grouped| -> Vec<Vec<(Day, usize)>> {
            let groups: Vec<Vec<_>> =
                grouped.sorted().into_iter().map(|group| group.into_iter().map(place).collect()).collect();
            groups
        };
        let sums = self.sums.iter().flatten();
        let sums: Vec<_> = sums.map(|sums| (place(sums.code), DaySums { code: 0, ..*sums })).collect();
        let (mut visits, mut orders) = (groups(&self.visits), self.orders.as_ref().map_or_else(Vec::new, groups));
        orders.extend(self.lone_orders.iter().flat_map(|&(code, count)| vec![vec![place(code)]; count as usize]));
        visits.sort();
        orders.sort();
        format!("{:?}\n{visits:?}\n{orders:?}\n{sums:?}\n{:?}", self.pairs, self.customers_since)
    }

    /// The same numbers without the orders and the sums, which tell the days.
    pub(crate) fn purchases(&self) -> DenseFacts {
        let day_ends = DayEnds::known(self.day_ends());
        DenseFacts { orders: None, lone_orders: Vec::new(), sums: None, day_ends, ..self.clone() }
    }
}

/// The position of a day's period where the day lies in none that is asked for.
pub(crate) const OUTSIDE: u32 = u32::MAX;
