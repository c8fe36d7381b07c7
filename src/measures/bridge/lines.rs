//! The order lines of both periods, summed by member.

use polars::prelude::DataFrame;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;
use crate::measures::order_lines::BySlice;
use crate::quantity::Scalar;

use super::Sold;

/// The sums of one member in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Side {
    /// Net amount of the sale lines, in minor units.
    pub(super) net: i64,
    /// Their list amount.
    pub(super) list: i64,
    /// Their quantity in ten-thousandths.
    pub(super) quantity: i64,
    /// Sale lines.
    pub(super) lines: i64,
    /// Whether a sale line has no list amount.
    pub(super) lacks_list: bool,
    /// Whether a sale line has no quantity.
    pub(super) lacks_quantity: bool,
    /// Net amount of the returns.
    pub(super) returns: i64,
    /// Net amount of the adjustments.
    pub(super) adjustments: i64,
}

/// Adds the lines of a part to what was sold of each member between the days of each pair; cancelled ones do not count,
/// nor what came after the as-of day. `place_of` tells where the member of a row stands.
pub(super) fn read(
    frame: &DataFrame,
    place_of: impl Fn(usize) -> Option<usize>,
    pairs: &[[(Day, Day); 2]],
    as_of: Day,
    sold: &mut BySlice<Vec<Sold>>,
) -> Result<(), MeasureError> {
    let columns = Columns::of(frame);
    let (kinds, dates) = (columns.text("line_type")?, columns.days("order_date")?);
    let (net, list) = (columns.whole("net_amount_minor")?, columns.whole("list_amount_minor")?);
    let quantity = columns.number("quantity")?;
    for row in 0..frame.height() {
        let (Some(place), Some(day)) = (place_of(row), dates[row]) else { continue };
        let lies_in = |(first, last): (Day, Day)| day >= first && day <= last && day <= as_of;
        let line = Line { net: net[row].unwrap_or(0), list: list[row], quantity: quantity[row] };
        for (both, pair) in sold.at(place).iter_mut().zip(pairs) {
            for (side, days) in [&mut both.before, &mut both.after].into_iter().zip(*pair) {
                if lies_in(days) && side.add(kinds.get(row).unwrap_or("sale"), line).is_none() {
                    return Err(MeasureError::Overflow);
                }
            }
        }
    }
    Ok(())
}

/// What is read of an order line, besides what the cut needs.
pub(super) const COLUMNS: [&str; 5] = ["line_type", "order_date", "net_amount_minor", "list_amount_minor", "quantity"];

/// One order line.
#[derive(Clone, Copy)]
struct Line {
    net: i64,
    list: Option<i64>,
    quantity: Option<f64>,
}

impl Side {
    fn add(&mut self, kind: &str, line: Line) -> Option<()> {
        match kind {
            "cancel" => {}
            "return" => self.returns = self.returns.checked_add(line.net)?,
            "adjust" => self.adjustments = self.adjustments.checked_add(line.net)?,
            _ => {
                self.net = self.net.checked_add(line.net)?;
                self.list = self.list.checked_add(line.list.unwrap_or(0))?;
                self.lacks_list |= line.list.is_none();
                self.lacks_quantity |= line.quantity.is_none();
                let ten_thousandths = (line.quantity.unwrap_or(0.0) * Scalar::UNITS_SCALE as f64).round() as i64;
                self.quantity = self.quantity.checked_add(ten_thousandths)?;
                self.lines += 1;
            }
        }
        Some(())
    }

    /// Whether a price a piece can be told.
    pub(super) fn is_priced(&self) -> bool {
        self.lines > 0 && !self.lacks_quantity && self.quantity > 0
    }

    /// Sales, returns and adjustments: net revenue.
    pub(super) fn revenue(&self) -> Option<i64> {
        self.net.checked_add(self.returns)?.checked_add(self.adjustments)
    }
}
