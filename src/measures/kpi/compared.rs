//! Periods that are not compared as they stand: one that still runs, and January and February taken together.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::calendar::{Day, DaySpan, FiscalCalendar, Period};
use crate::measures::MeasureError;
use crate::measures::facts::Facts;
use crate::measures::grid::{PeriodRange, Slicer};

use super::sums::{Counted, PeriodSums, counts_of_days, sums_of_days};

/// The sums of two stretches of days.
#[derive(Debug, Clone)]
pub(super) struct ComparedSums {
    pub(super) now: Stretch,
    pub(super) base: Stretch,
}

/// The sums of some days, by slice. Growth asks for amounts alone, so customers and orders are counted by the first who
/// asks for them: that takes a way through all of them.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    days: DaySpan,
    sums: Vec<PeriodSums>,
    counted: OnceLock<Vec<PeriodSums>>,
}

impl Stretch {
    fn of(facts: &Facts, slicer: &Slicer, days: DaySpan) -> Result<Stretch, MeasureError> {
        let sums = sums_of_days(facts, slicer, days)?;
        let counted = OnceLock::new();
        if facts.distant.is_some() {
            // A cluster may not answer, which has to be known now.
            let _ = counted.set(counts_of_days(facts, slicer, days, sums.clone(), Counted::ALL)?);
        }
        Ok(Stretch { days, sums, counted })
    }

    /// The sums, without anything counted.
    pub(super) fn sums(&self, slice: usize) -> Option<&PeriodSums> {
        self.sums.get(slice)
    }

    /// The sums with the counts, from the facts and by the slices that the sums are of.
    pub(super) fn counted(&self, facts: &Facts, slicer: &Slicer, slice: usize) -> Option<&PeriodSums> {
        // Nothing but a cluster fails, and it was asked already.
        let here = || counts_of_days(facts, slicer, self.days, self.sums.clone(), Counted::ALL);
        let count = || here().unwrap_or_else(|_| self.sums.clone());
        self.counted.get_or_init(count).get(slice)
    }
}

/// The days on which something else begins or ends for whoever asks for the values of these periods and compares them with
/// the period before and the year before, sorted: between two of them all days are one.
pub(super) fn days_told_apart(calendar: FiscalCalendar, range: PeriodRange, as_of: Day) -> Vec<Day> {
    let mut days = Vec::new();
    for period in range.iter() {
        days.extend([calendar.first_day(period), calendar.last_day(period).plus_days(1)]);
        for base in [period.previous(), period.year_before()] {
            let comparison = calendar.comparison(period, base, as_of);
            for span in [comparison.now, comparison.base] {
                days.extend([span.first, span.last.plus_days(1)]);
            }
        }
    }
    days.sort();
    days.dedup();
    days
}

/// The sums of all comparisons with the period before and the year before that are not those of two whole periods, by
/// the indices of the two.
#[derive(Debug, Clone, Default)]
pub(super) struct Compared {
    pairs: BTreeMap<(i32, i32), ComparedSums>,
}

impl Compared {
    /// Looks at every period of the range. Few of them are compared otherwise, so each takes its own way through the
    /// facts.
    ///
    /// # Errors
    /// [`MeasureError::Overflow`] where a sum leaves 64 bits.
    pub(super) fn build(
        facts: &Facts,
        slicer: &Slicer,
        calendar: FiscalCalendar,
        range: PeriodRange,
        as_of: Day,
    ) -> Result<Compared, MeasureError> {
        let mut pairs = BTreeMap::new();
        for period in range.iter() {
            for base in [period.previous(), period.year_before()] {
                let comparison = calendar.comparison(period, base, as_of);
                let reaches_back = comparison.base.first >= calendar.first_day(range.first);
                if comparison.is_plain() || !reaches_back || pairs.contains_key(&(period.index, base.index)) {
                    continue;
                }
                let of = |days| Stretch::of(facts, slicer, days);
                let sums = ComparedSums { now: of(comparison.now)?, base: of(comparison.base)? };
                pairs.insert((period.index, base.index), sums);
            }
        }
        Ok(Compared { pairs })
    }

    /// The sums of a comparison; none where two whole periods are compared.
    pub(super) fn get(&self, period: Period, base: Period) -> Option<&ComparedSums> {
        self.pairs.get(&(period.index, base.index))
    }
}
