//! Sums and distinct counts by slice and period: the parts from which every KPI is formed.

use crate::calendar::{DaySpan, FiscalCalendar, Period};
use crate::measures::MeasureError;
use crate::measures::facts::{
    Code, DaySums, DenseFacts, Distant, Facts, Frame, GroupedPart, OUTSIDE, Summary, in_shares, summed,
};
use crate::measures::grid::{PeriodRange, Slicer};

/// The sums of one slice in one period. All zero where nothing was sold: an empty period is a row of zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PeriodSums {
    /// Net amount in minor units.
    pub net: i64,
    /// Cost in minor units.
    pub cost: i64,
    /// Quantity in ten-thousandths.
    pub units: i64,
    /// Order lines.
    pub lines: i64,
    /// Order lines without a cost.
    pub lines_without_cost: i64,
    /// Order lines without a quantity.
    pub lines_without_quantity: i64,
    /// Distinct orders with a sale.
    pub orders: i64,
    /// Distinct customers with a purchase.
    pub active_customers: i64,
    /// Customers whose first purchase of all lies in the period and slice.
    pub new_customers: i64,
}

/// The complete grid: every slice × every period.
#[derive(Debug, Clone)]
pub struct SumsGrid {
    /// The periods.
    pub range: PeriodRange,
    cells: Vec<PeriodSums>,
}

impl SumsGrid {
    /// Sums the facts of the range.
    ///
    /// # Errors
    /// [`MeasureError::Overflow`] where a sum leaves 64 bits.
    pub fn build(
        facts: &Facts,
        slicer: &Slicer,
        calendar: FiscalCalendar,
        range: PeriodRange,
    ) -> Result<SumsGrid, MeasureError> {
        let places = Places::new(facts, slicer, calendar, range);
        SumsGrid::of(facts, &places, range, Counted::ALL)
    }

    /// The same, in which only that is counted which is asked for.
    pub(super) fn counting(
        facts: &Facts,
        slicer: &Slicer,
        (calendar, range): (FiscalCalendar, PeriodRange),
        counted: Counted,
    ) -> Result<SumsGrid, MeasureError> {
        SumsGrid::of(facts, &Places::new(facts, slicer, calendar, range), range, counted)
    }

    fn of(facts: &Facts, places: &Places<'_>, range: PeriodRange, counted: Counted) -> Result<SumsGrid, MeasureError> {
        let mut cells = sums_by_place(facts, places)?;
        count_by_place(facts, places, &mut cells, counted)?;
        Ok(SumsGrid { range, cells })
    }

    /// The sums of a slice in a period; none where the period lies outside the range.
    pub fn get(&self, slice: usize, period: Period) -> Option<&PeriodSums> {
        let at = self.range.position(period)?;
        self.cells.get(slice * self.range.len() + at)
    }
}

/// What is counted: a way through all orders or all customers each, and where the customers' histories stay on a cluster
/// a question of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counted {
    pub(super) orders: bool,
    pub(super) active: bool,
    pub(super) new: bool,
}

impl Counted {
    pub(super) const ALL: Counted = Counted { orders: true, active: true, new: true };

    /// What either of two metrics has counted.
    pub(super) fn and(self, other: Counted) -> Counted {
        Counted { orders: self.orders || other.orders, active: self.active || other.active, new: self.new || other.new }
    }

    /// Whether customers are counted.
    pub(super) fn customers(self) -> bool {
        self.active || self.new
    }
}

/// The sums of every slice over some days, which need not be a period; nothing is counted yet.
///
/// # Errors
/// [`MeasureError::Overflow`] where a sum leaves 64 bits.
pub(super) fn sums_of_days(facts: &Facts, slicer: &Slicer, days: DaySpan) -> Result<Vec<PeriodSums>, MeasureError> {
    sums_by_place(facts, &Places::of_days(facts, slicer, days))
}

/// The same sums with what is asked for of these days; the rest may be left at nothing.
pub(super) fn counts_of_days(
    facts: &Facts,
    slicer: &Slicer,
    days: DaySpan,
    mut sums: Vec<PeriodSums>,
    asked: Counted,
) -> Result<Vec<PeriodSums>, MeasureError> {
    count_by_place(facts, &Places::of_days(facts, slicer, days), &mut sums, asked)?;
    Ok(sums)
}

/// The sums by slice and period, the periods of a slice beside each other; nothing is counted yet.
fn sums_by_place(facts: &Facts, places: &Places<'_>) -> Result<Vec<PeriodSums>, MeasureError> {
    let mut cells = vec![PeriodSums::default(); places.cells()];
    for sums in facts.dense.sums() {
        if let Some(at) = places.of(sums.code) {
            add(&mut cells[at], sums).ok_or(MeasureError::Overflow)?;
        }
    }
    Ok(cells)
}

/// Counts orders and customers into cells.
fn count_by_place(
    facts: &Facts,
    places: &Places<'_>,
    cells: &mut [PeriodSums],
    asked: Counted,
) -> Result<(), MeasureError> {
    let nothing = || vec![0; places.cells()];
    let (customers, new_ones) = match &facts.distant {
        Some(distant) => places.counted_there(distant, asked)?,
        None if asked.customers() => counted(facts.dense.visits.parts(), places),
        None => (nothing(), nothing()),
    };
    let mut orders = if asked.orders { counted(facts.dense.orders().parts(), places).0 } else { nothing() };
    for (code, count) in facts.dense.lone_orders.iter().filter(|_| asked.orders) {
        if let Some(at) = places.of(*code) {
            orders[at] += count;
        }
    }
    for (at, cell) in cells.iter_mut().enumerate() {
        (cell.orders, cell.active_customers, cell.new_customers) = (orders[at], customers[at], new_ones[at]);
    }
    Ok(())
}

/// The cell of every rep, region and day, by two small tables.
struct Places<'f> {
    dense: &'f DenseFacts,
    slices: Vec<u32>,
    periods: Vec<u32>,
    width: usize,
    slice_count: usize,
}

impl<'f> Places<'f> {
    fn new(facts: &'f Facts, slicer: &Slicer, calendar: FiscalCalendar, range: PeriodRange) -> Places<'f> {
        Places {
            dense: &facts.dense,
            slices: slicer.of_pairs(facts),
            periods: facts.dense.periods(calendar, range),
            width: range.len(),
            slice_count: slicer.slices().len(),
        }
    }

    /// One cell a slice: the days that lie within, and no others.
    fn of_days(facts: &'f Facts, slicer: &Slicer, days: DaySpan) -> Places<'f> {
        let within = |day: usize| if days.contains(facts.dense.day(day)) { 0 } else { OUTSIDE };
        Places {
            dense: &facts.dense,
            slices: slicer.of_pairs(facts),
            periods: (0..facts.dense.days()).map(within).collect(),
            width: 1,
            slice_count: slicer.slices().len(),
        }
    }

    /// What [`counted`] says of customers, where their histories stay on a cluster.
    fn counted_there(&self, distant: &Distant, asked: Counted) -> Result<(Vec<i64>, Vec<i64>), MeasureError> {
        let (slice_of_pair, span_of_day) = (self.slices.clone(), self.periods.clone());
        let frame = Frame { slice_of_pair, slices: self.slice_count, span_of_day };
        let (mut customers, mut new_ones) = (vec![0; self.cells()], vec![0; self.cells()]);
        let cell = |slice: i64, span: i64| slice as usize * self.width + span as usize;
        if asked.active {
            for [slice, span, _, _, active] in distant.rows(self.dense, &frame, &Summary::Active)?.rows() {
                customers[cell(slice, span)] += active;
            }
        }
        if asked.new {
            // All first purchases are wanted, however young.
            let firsts = Summary::Firsts { horizon: 0, as_of: self.dense.day(self.dense.days()) };
            for [slice, span, first, _, _] in distant.rows(self.dense, &frame, &firsts)?.rows() {
                new_ones[cell(slice, span)] += first;
            }
        }
        Ok((customers, new_ones))
    }

    fn cells(&self) -> usize {
        self.slice_count * self.width
    }

    /// The cell of a code; none where it lies in no period of the range, or in no slice because of a filter.
    #[inline]
    fn of(&self, code: Code) -> Option<usize> {
        let period = self.periods[self.dense.day_of(code)];
        let slice = self.slices[self.dense.pair_of(code)] as usize;
        (period != OUTSIDE && slice < self.slice_count).then(|| slice * self.width + period as usize)
    }
}

fn add(cell: &mut PeriodSums, day: &DaySums) -> Option<()> {
    cell.net = cell.net.checked_add(day.net)?;
    cell.cost = cell.cost.checked_add(day.cost)?;
    cell.units = cell.units.checked_add(day.units)?;
    cell.lines += i64::from(day.lines);
    cell.lines_without_cost += i64::from(day.lines_without_cost);
    cell.lines_without_quantity += i64::from(day.lines_without_quantity);
    Some(())
}

/// In how many groups each cell occurs, and how many begin in it. A cell notes the last group that it was counted for.
fn counted(parts: &[GroupedPart], places: &Places<'_>) -> (Vec<i64>, Vec<i64>) {
    let begin = || (vec![(0_u32, 0_i64); places.cells()], vec![0_i64; places.cells()], 0_u32);
    let states = in_shares(parts, begin, |(counts, firsts, number), part| {
        for group in part.groups() {
            *number += 1;
            if let Some(cell) = places.of(group[0]) {
                firsts[cell] += 1;
            }
            for cell in group.iter().filter_map(|&code| places.of(code)) {
                let (last, count) = &mut counts[cell];
                if *last != *number {
                    *last = *number;
                    *count += 1;
                }
            }
        }
    });
    let (counts, firsts): (Vec<_>, Vec<_>) = states.into_iter().map(|(counts, firsts, _)| (counts, firsts)).unzip();
    let counts = counts.into_iter().map(|counts| counts.into_iter().map(|(_, count)| count).collect());
    (summed(counts), summed(firsts))
}
