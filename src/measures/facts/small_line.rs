//! One order line in few bytes.

use super::day_sums::DaySums;
use super::grouped::Code;

/// The sums of one line in 16 bytes: most lines have small amounts, and what is moved twice had better be small.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SmallLine {
    /// The day and the pair.
    pub(super) code: Code,
    net: i32,
    /// [`ABSENT`] where the line has no cost.
    cost: i32,
    /// [`ABSENT`] where the line has no quantity.
    units: i32,
}

const ABSENT: i32 = i32::MIN;

impl SmallLine {
    /// None where the numbers of one line do not fit.
    #[inline(always)]
    pub(super) fn of(line: &DaySums) -> Option<SmallLine> {
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

    /// The sums again.
    #[inline]
    pub(super) fn sums(self) -> DaySums {
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
