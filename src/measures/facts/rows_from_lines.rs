//! The single rows of the facts from order lines with integer keys.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::store::{LineBlock, LineKind, OrderLines, StoreError};

use super::from_lines::{Ranked, sums_of};
use super::{Fact, Facts, MICROS_PER_DAY, Rows};

/// Reads the rows of facts whose numbers are there already.
///
/// # Errors
/// [`MeasureError::Overflow`] where a sum leaves 64 bits, [`MeasureError::Engine`] where the lines cannot be read.
pub(super) fn add_rows(facts: &mut Facts, lines: &OrderLines, as_of: Option<Day>) -> Result<(), MeasureError> {
    let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
    let question = Question::new(facts, lines, as_of).map_err(engine)?;
    let parts = question.read().map_err(engine)?;
    let rows = question.rows(parts)?;
    let (customers, rows) = with_names(question.customers.names, rows);
    (facts.customers, facts.rows) = (customers, Rows::from(rows));
    Ok(())
}

/// Customers in a part: what is sorted at once.
const PART_BITS: u32 = 12;
/// Parts that are worked on before their rows go to the others.
const PARTS_AT_ONCE: usize = 64;

struct Question<'q> {
    lines: &'q OrderLines,
    last_day: i32,
    known_before: Option<i64>,
    customers: Ranked,
    reps: Ranked,
    regions: Ranked,
}

/// Lines as rows of their own, those of a part of the customers together.
struct DividedRows {
    starts: Vec<usize>,
    rows: Vec<Fact>,
}

impl<'q> Question<'q> {
    fn new(facts: &Facts, lines: &'q OrderLines, as_of: Option<Day>) -> Result<Question<'q>, StoreError> {
        let names = lines.names()?;
        let known_before =
            as_of.filter(|_| lines.has_recorded_at()).map(|day| i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY);
        Ok(Question {
            lines,
            last_day: as_of.map_or(i32::MAX, Day::epoch),
            known_before,
            customers: Ranked::new(&lines.customer_names()?),
            reps: Ranked::among(&facts.reps, &names.reps),
            regions: Ranked::among(&facts.regions, &names.regions),
        })
    }

    fn parts(&self) -> usize {
        (self.customers.names.len() >> PART_BITS) + 1
    }

    fn read(&self) -> Result<Vec<DividedRows>, StoreError> {
        let failed: Mutex<Option<StoreError>> = Mutex::new(None);
        let part = |part: usize| match self.part(part) {
            Ok(rows) => Some(rows),
            Err(error) => {
                failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                None
            }
        };
        let parts: Option<Vec<DividedRows>> = (0..self.lines.parts()).into_par_iter().map(part).collect();
        match (parts, failed.into_inner().unwrap_or_else(PoisonError::into_inner)) {
            (_, Some(error)) => Err(error),
            (parts, None) => Ok(parts.unwrap_or_default()),
        }
    }

    fn part(&self, part: usize) -> Result<DividedRows, StoreError> {
        let mut rows = Vec::new();
        self.lines.read(part, self.known_before.is_some(), &mut |block| {
            rows.extend((0..block.lines).filter_map(|line| self.row(block, line)));
        })?;
        // Not by day or order yet: what is sorted in small parts is sorted faster.
        let mut starts = vec![0; self.parts() + 1];
        rows.iter().for_each(|row: &Fact| starts[(row.customer >> PART_BITS) as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        rows.sort_unstable_by_key(|row| row.customer >> PART_BITS);
        Ok(DividedRows { starts, rows })
    }

    /// The row of one line; none where it does not count.
    fn row(&self, block: &LineBlock<'_>, line: usize) -> Option<Fact> {
        let day = block.days.get(line).filter(|day| *day <= self.last_day)?;
        let recorded_late = || Some(block.recorded_at.get(line)? >= self.known_before?);
        if block.kinds[line] == LineKind::Cancel || recorded_late() == Some(true) {
            return None;
        }
        let sums = sums_of(block, line, 0);
        Some(Fact {
            rep: self.reps.of(block.reps.get(line)),
            region: self.regions.of(block.regions.get(line)),
            customer: self.customers.of(block.customers.get(line)),
            order: block.orders.get(line).map_or(self.lines.orders as u32, |key| key as u32),
            day: Day::from_epoch(day),
            net: sums.net,
            cost: sums.cost,
            units: sums.units,
            lines: 1,
            sale_lines: u32::from(block.kinds[line] == LineKind::Sale),
            lines_without_cost: sums.lines_without_cost,
            lines_without_quantity: sums.lines_without_quantity,
        })
    }

    /// Puts the rows in order and those together that are one fact, some parts at once.
    fn rows(&self, divided: Vec<DividedRows>) -> Result<Vec<Fact>, MeasureError> {
        let mut all = Vec::with_capacity(divided.iter().map(|divided| divided.rows.len()).sum());
        let parts: Vec<usize> = (0..self.parts()).collect();
        for some in parts.chunks(PARTS_AT_ONCE) {
            let some: Option<Vec<Vec<Fact>>> = some.par_iter().map(|&part| summed_rows(&divided, part)).collect();
            some.ok_or(MeasureError::Overflow)?.into_iter().for_each(|rows| all.extend(rows));
        }
        Ok(all)
    }
}

/// The facts of a part; none where a sum leaves its bits.
fn summed_rows(divided: &[DividedRows], part: usize) -> Option<Vec<Fact>> {
    let slices = divided.iter().map(|divided| &divided.rows[divided.starts[part]..divided.starts[part + 1]]);
    let mut rows: Vec<Fact> = slices.flatten().copied().collect();
    let key = |row: &Fact| (row.customer, row.day, row.rep, row.region, row.order);
    rows.sort_unstable_by_key(key);
    let mut kept = 0;
    for at in 0..rows.len() {
        if kept > 0 && key(&rows[kept - 1]) == key(&rows[at]) {
            rows[kept - 1] = together(&rows[kept - 1], &rows[at])?;
        } else {
            rows[kept] = rows[at];
            kept += 1;
        }
    }
    rows.truncate(kept);
    Some(rows)
}

pub(super) fn together(one: &Fact, other: &Fact) -> Option<Fact> {
    Some(Fact {
        net: one.net.checked_add(other.net)?,
        cost: one.cost.checked_add(other.cost)?,
        units: one.units.checked_add(other.units)?,
        lines: one.lines.checked_add(other.lines)?,
        sale_lines: one.sale_lines + other.sale_lines,
        lines_without_cost: one.lines_without_cost + other.lines_without_cost,
        lines_without_quantity: one.lines_without_quantity + other.lines_without_quantity,
        ..*one
    })
}

/// Keeps the names of those customers that have rows.
pub(super) fn with_names(names: Vec<String>, mut rows: Vec<Fact>) -> (Vec<String>, Vec<Fact>) {
    let mut position = vec![u32::MAX; names.len()];
    rows.iter().for_each(|row| position[row.customer as usize] = 0);
    let mut kept = Vec::new();
    for (name, position) in names.into_iter().zip(&mut position) {
        if *position == 0 {
            *position = kept.len() as u32;
            kept.push(name);
        }
    }
    rows.par_iter_mut().for_each(|row| row.customer = position[row.customer as usize]);
    (kept, rows)
}
