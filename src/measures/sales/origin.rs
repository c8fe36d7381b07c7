//! The day of the sale that a return undoes.

use std::collections::HashMap;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::Columns;

/// The days of the sales, and which sale each return names.
pub(super) struct SaleDays {
    /// The first day on which something was sold by a line of an order.
    of_line: HashMap<(String, i64), Day>,
    /// The first day on which something was sold by an order.
    of_order: HashMap<String, Day>,
    orders: Vec<Option<String>>,
    lines: Vec<Option<i64>>,
}

impl SaleDays {
    /// Reads the order lines; all of them, since a return's sale may lie outside what a question asks for.
    ///
    /// # Errors
    /// [`MeasureError::Engine`].
    pub(super) fn read(columns: Columns<'_>) -> Result<SaleDays, MeasureError> {
        let (kinds, days) = (columns.texts("line_type")?, columns.days("order_date")?);
        let (ids, numbers) = (columns.texts("order_id")?, columns.whole("line_no")?);
        let (orders, lines) = (columns.texts("origin_order_id")?, columns.whole("origin_line_no")?);
        let (mut of_line, mut of_order) = (HashMap::new(), HashMap::new());
        // Without a return that names its sale there is nothing to look up.
        let is_asked = orders.iter().any(Option::is_some);
        for row in (0..columns.height()).filter(|_| is_asked) {
            let (Some(id), Some(day)) = (&ids[row], days[row]) else { continue };
            if matches!(kinds[row].as_deref(), Some("return" | "cancel" | "adjust")) {
                continue;
            }
            if let Some(number) = numbers[row] {
                earliest(of_line.entry((id.clone(), number)).or_insert(day), day);
            }
            earliest(of_order.entry(id.clone()).or_insert(day), day);
        }
        Ok(SaleDays { of_line, of_order, orders, lines })
    }

    /// The day of the sale of the return in `row`, which came back on `day`. Without a line, or where the order has no
    /// such line, the order's first day. None where the data do not have the sale, or have it after the return.
    pub(super) fn of_return(&self, row: usize, day: Day) -> Option<Day> {
        let order = self.orders[row].as_ref()?;
        let by_line = self.lines[row].and_then(|line| self.of_line.get(&(order.clone(), line)));
        by_line.or_else(|| self.of_order.get(order)).copied().filter(|sold| *sold <= day)
    }
}

fn earliest(known: &mut Day, day: Day) {
    *known = day.min(*known);
}
