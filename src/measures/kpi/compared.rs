//! Periods that are not compared as they stand: one that still runs, and January and February taken together.

use std::collections::BTreeMap;

use crate::calendar::{Day, FiscalCalendar, Period};
use crate::measures::MeasureError;
use crate::measures::facts::Facts;
use crate::measures::grid::{PeriodRange, Slicer};

use super::sums::{PeriodSums, sums_of_days};

/// The sums of two stretches of days, by slice.
#[derive(Debug, Clone)]
pub(super) struct ComparedSums {
    pub(super) now: Vec<PeriodSums>,
    pub(super) base: Vec<PeriodSums>,
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
                let now = sums_of_days(facts, slicer, comparison.now)?;
                let base_sums = sums_of_days(facts, slicer, comparison.base)?;
                pairs.insert((period.index, base.index), ComparedSums { now, base: base_sums });
            }
        }
        Ok(Compared { pairs })
    }

    /// The sums of a comparison; none where two whole periods are compared.
    pub(super) fn get(&self, period: Period, base: Period) -> Option<&ComparedSums> {
        self.pairs.get(&(period.index, base.index))
    }
}
