//! What fell due in a period, and what of it was received.

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::spans::Spans;

use super::books::{Books, Kind};
use super::flow::add;

/// The sums of one slice and period.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Due {
    /// Receipts applied to what was due, at most as much on each invoice.
    pub(super) received: i64,
    /// What was due, less credit notes and prepayments.
    pub(super) due: i64,
    /// Invoices.
    pub(super) invoices: i64,
    /// Invoices left out because their horizon had not run out by the as-of day.
    pub(super) immature: i64,
    /// Whether more was paid on an invoice than was due.
    pub(super) capped: bool,
    /// Whether credit notes in the form of invoices were left apart.
    pub(super) credits: bool,
}

/// The sums of all slices and periods. With a horizon, only what came within so many days after the due date counts,
/// and only invoices that are due for so long.
pub(super) fn due(books: &Books, spans: &Spans, horizon: Option<i32>, as_of: Day) -> Result<Vec<Due>, MeasureError> {
    let periods = spans.list.len();
    let mut cells = vec![Due::default(); books.slices.len() * periods];
    for (position, invoice) in books.invoices.iter().enumerate() {
        let Some(due) = invoice.due.filter(|due| *due <= as_of) else { continue };
        let Some(at) = spans.inside(due) else { continue };
        let cell = &mut cells[invoice.slice as usize * periods + at];
        if invoice.amount < 0 {
            // What it settles is not told; taken off the whole, it would let the rate pass 100 %.
            cell.credits = true;
            continue;
        }
        let last = horizon.map_or(as_of, |days| due.plus_days(days));
        if last > as_of {
            cell.immature += 1;
            continue;
        }
        let (mut owed, mut cash) = (invoice.amount, 0);
        for payment in books.on(position).iter().take_while(|payment| payment.day <= last) {
            match payment.kind {
                Kind::Cash => add(&mut cash, payment.amount)?,
                Kind::CreditNote | Kind::Prepay => {
                    add(&mut owed, payment.amount.checked_neg().ok_or(MeasureError::Overflow)?)?;
                }
                Kind::Writeoff => {}
            }
        }
        // Credit notes above the invoice leave nothing due.
        let owed = owed.max(0);
        let applied = cash.min(owed);
        cell.capped |= applied != cash;
        cell.invoices += 1;
        add(&mut cell.received, applied)?;
        add(&mut cell.due, owed)?;
    }
    Ok(cells)
}
