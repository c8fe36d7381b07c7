//! Sums and distinct counts by slice and period: the parts from which every KPI is formed.

use crate::calendar::{DaySpan, FiscalCalendar, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::facts::{Fact, Facts};
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
        let width = range.len();
        let mut buckets = Buckets::new(calendar, range.first.grain);
        let cells = sums_by_bucket(facts, slicer, width, |fact| range.position(buckets.period_of(fact)))?;
        Ok(SumsGrid { range, cells })
    }

    /// The sums of a slice in a period; none where the period lies outside the range.
    pub fn get(&self, slice: usize, period: Period) -> Option<&PeriodSums> {
        let at = self.range.position(period)?;
        self.cells.get(slice * self.range.len() + at)
    }
}

/// The sums of every slice over some days, which need not be a period.
///
/// # Errors
/// [`MeasureError::Overflow`] where a sum leaves 64 bits.
pub(super) fn sums_of_days(facts: &Facts, slicer: &Slicer, days: DaySpan) -> Result<Vec<PeriodSums>, MeasureError> {
    sums_by_bucket(facts, slicer, 1, |fact| days.contains(fact.day).then_some(0))
}

/// The sums by slice and bucket, the buckets of a slice beside each other; facts without a bucket do not count.
fn sums_by_bucket(
    facts: &Facts,
    slicer: &Slicer,
    width: usize,
    mut bucket_of: impl FnMut(&Fact) -> Option<usize>,
) -> Result<Vec<PeriodSums>, MeasureError> {
    let mut cells = vec![PeriodSums::default(); slicer.slices().len() * width];
    let mut orders: Vec<(u32, u32)> = Vec::new();
    let mut customers: Vec<(u32, u32)> = Vec::new();
    // A filter leaves the facts that it does not show behind the last slice.
    let outside = slicer.slices().len();
    let mut cell_of = |fact: &Fact| -> Option<u32> {
        let slice = Some(slicer.of_fact(fact)).filter(|slice| *slice != outside)?;
        let at = bucket_of(fact)?;
        Some((slice * width + at) as u32)
    };
    for fact in &facts.rows {
        let Some(cell) = cell_of(fact) else { continue };
        add(&mut cells[cell as usize], fact).ok_or(MeasureError::Overflow)?;
        if fact.sale_lines > 0 {
            orders.push((cell, fact.order));
        }
        if facts.is_purchase(fact) {
            customers.push((cell, fact.customer));
        }
    }
    for fact in facts.first_purchases() {
        if let Some(cell) = cell_of(fact) {
            cells[cell as usize].new_customers += 1;
        }
    }
    count_distinct(orders, |cell| cells[cell].orders += 1);
    count_distinct(customers, |cell| cells[cell].active_customers += 1);
    Ok(cells)
}

/// Remembers the last day's period: facts come in runs of equal days often enough.
struct Buckets {
    calendar: FiscalCalendar,
    grain: Grain,
    last: Option<(crate::calendar::Day, Period)>,
}

impl Buckets {
    fn new(calendar: FiscalCalendar, grain: Grain) -> Buckets {
        Buckets { calendar, grain, last: None }
    }

    fn period_of(&mut self, fact: &Fact) -> Period {
        match self.last {
            Some((day, period)) if day == fact.day => period,
            _ => {
                let period = self.calendar.period_of(fact.day, self.grain);
                self.last = Some((fact.day, period));
                period
            }
        }
    }
}

fn add(cell: &mut PeriodSums, fact: &Fact) -> Option<()> {
    cell.net = cell.net.checked_add(fact.net)?;
    cell.cost = cell.cost.checked_add(fact.cost)?;
    cell.units = cell.units.checked_add(fact.units)?;
    cell.lines += i64::from(fact.lines);
    cell.lines_without_cost += i64::from(fact.lines_without_cost);
    cell.lines_without_quantity += i64::from(fact.lines_without_quantity);
    Some(())
}

/// Calls `found` once for every distinct pair.
fn count_distinct(mut pairs: Vec<(u32, u32)>, mut found: impl FnMut(usize)) {
    pairs.sort_unstable();
    pairs.dedup();
    for (cell, _) in pairs {
        found(cell as usize);
    }
}
