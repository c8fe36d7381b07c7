//! Sums of money by slice and period, with what lay before the first period.

use crate::measures::MeasureError;

/// The sums: for each slice one before the range, then one a period.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    width: usize,
    cells: Vec<i64>,
}

impl Flow {
    /// Nothing yet.
    pub(super) fn new(slices: usize, periods: usize) -> Flow {
        Flow { width: periods + 1, cells: vec![0; slices * (periods + 1)] }
    }

    /// Adds an amount at a position as [`crate::measures::spans::Spans::position`] tells it; what lies after the range
    /// is left out.
    pub(super) fn add(&mut self, slice: u32, position: i32, amount: i64) -> Result<(), MeasureError> {
        let at = usize::try_from(position).map_or(0, |at| at + 1);
        if at < self.width {
            add(&mut self.cells[slice as usize * self.width + at], amount)?;
        }
        Ok(())
    }

    /// The sum of one period.
    pub(super) fn during(&self, slice: usize, at: usize) -> i64 {
        self.cells[slice * self.width + at + 1]
    }

    /// The sum of everything before each period and, last, after the last one: one number more than periods.
    pub(super) fn levels(&self, slice: usize) -> Result<Vec<i64>, MeasureError> {
        let mut sum = 0_i64;
        let mut levels = Vec::with_capacity(self.width);
        for &cell in &self.cells[slice * self.width..(slice + 1) * self.width] {
            add(&mut sum, cell)?;
            levels.push(sum);
        }
        Ok(levels)
    }
}

/// Adds to a sum of money.
pub(super) fn add(sum: &mut i64, amount: i64) -> Result<(), MeasureError> {
    *sum = sum.checked_add(amount).ok_or(MeasureError::Overflow)?;
    Ok(())
}
