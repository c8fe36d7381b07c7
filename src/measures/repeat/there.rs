//! The metrics of repeat purchase where the customers' histories stay on a cluster: it sends counts by slice and period,
//! and what is made of them is the same as here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::measures::customers::{CutFacts, Grid, Part, Tally, Time};
use crate::measures::facts::{Distant, Facts, Frame, Summary};
use crate::measures::{FactRows, MeasureError};

use super::gaps::{self, GapValue, Gaps};
use super::observe::RepeatMetric;
use super::occasions::Occasions;
use super::rates::{RateParts, next_windows, within_days_by_period, within_periods};
use super::windows::{Orders, order_part};

/// A question whose customers stay on a cluster.
pub(super) struct There<'f> {
    facts: &'f Facts,
    distant: &'f Distant,
    occasions: Occasions<'f>,
    frame: Frame,
    slices: usize,
}

type Cell = (usize, usize);

impl<'f> There<'f> {
    /// None where the histories are here.
    pub(super) fn of(cut: &'f CutFacts<'_>, time: &Time) -> Option<There<'f>> {
        let facts = cut.facts();
        let distant = facts.distant.as_deref()?;
        let occasions = Occasions::build(facts, cut.slicer());
        let frame = occasions.frame(&occasions.periods(time.calendar, time.range));
        Some(There { facts, distant, occasions, frame, slices: cut.slicer().slices().len() })
    }

    fn rows(&self, asked: &Summary) -> Result<Arc<FactRows>, MeasureError> {
        self.distant.rows(&self.facts.dense, &self.frame, asked)
    }

    fn grid<T: Clone>(&self, time: &Time, empty: T, cells: impl Iterator<Item = (Cell, T)>) -> Grid<T> {
        let mut grid = Grid::filled(self.slices, time, empty);
        cells.for_each(|((slice, period), value)| *grid.at(slice, period) = value);
        grid
    }

    /// The rates that [`super::observe`] makes.
    pub(super) fn rate(&self, time: &Time, metric: RepeatMetric) -> Result<Grid<Tally>, MeasureError> {
        let (calendar, range) = (time.calendar, time.range);
        let parts = match metric {
            RepeatMetric::Window => within_periods(&self.occasions, calendar, range)?,
            RepeatMetric::WithinDays(days) => {
                within_days_by_period(&self.occasions, days, calendar, range, time.as_of)?
            }
            RepeatMetric::Next => next_windows(&self.occasions, calendar, range, time.as_of)?,
        };
        let tally =
            |parts: RateParts| Tally { hits: parts.numerator, cases: parts.denominator, immature: parts.immature };
        let width = range.len().max(1);
        let cells = parts.into_iter().enumerate().map(|(at, parts)| ((at / width, at % width), tally(parts)));
        Ok(self.grid(time, Tally::default(), cells))
    }

    /// [`super::windows::twice`] by order.
    pub(super) fn twice_by_order(&self, time: &Time) -> Result<Grid<Tally>, MeasureError> {
        let rows = self.rows(&Summary::CustomerOrders)?;
        let cells = rows.rows().map(|[slice, span, customers, twice, _, _, _]| {
            ((slice as usize, span as usize), Tally { hits: twice, cases: customers, immature: 0 })
        });
        Ok(self.grid(time, Tally::default(), cells))
    }

    /// [`super::windows::order_rate`].
    pub(super) fn order_rate(&self, time: &Time) -> Result<Grid<Part>, MeasureError> {
        let rows = self.rows(&Summary::CustomerOrders)?;
        let cells = rows.rows().map(|[slice, span, customers, _, orders, orders_squared, products]| {
            let again_squared = orders_squared - 2 * orders + customers;
            let sums = Orders { customers, orders, orders_squared, again_squared, products };
            ((slice as usize, span as usize), sums)
        });
        Ok(self.grid(time, Orders::default(), cells).map(time, |sums, _| order_part(sums)))
    }

    /// [`super::windows::returning`].
    pub(super) fn returning(&self, time: &Time, earlier_than_window: bool) -> Result<Grid<Tally>, MeasureError> {
        let spans = time.range.iter().map(|period| (time.first_day(period), time.last_day(period))).collect();
        let rows = self.rows(&Summary::Returning { spans })?;
        let cells = rows.rows().map(|[slice, span, customers, before, by_end]| {
            let hits = if earlier_than_window { before } else { by_end };
            ((slice as usize, span as usize), Tally { hits, cases: customers, immature: 0 })
        });
        Ok(self.grid(time, Tally::default(), cells))
    }

    /// [`gaps::gaps`].
    pub(super) fn gaps(&self, time: &Time, value: GapValue) -> Result<Grid<Part>, MeasureError> {
        let mut days: BTreeMap<Cell, BTreeMap<i32, i64>> = BTreeMap::new();
        for [slice, span, gap, number] in self.rows(&Summary::Gaps)?.rows() {
            days.entry((slice as usize, span as usize)).or_default().insert(gap as i32, number);
        }
        let rows = self.rows(&Summary::GapSums)?;
        let cells = rows.rows().map(|[slice, span, customers, days_squared, numbers_squared, products]| {
            let cell = (slice as usize, span as usize);
            let sums = [days_squared, numbers_squared, products].map(|sum| sum as f64);
            (cell, Gaps::counted(days.remove(&cell).unwrap_or_default(), customers, sums))
        });
        let cells: Vec<(Cell, Gaps)> = cells.collect();
        Ok(self.grid(time, Gaps::default(), cells.into_iter()).map(time, |gaps, _| gaps::part(gaps, value)))
    }
}
