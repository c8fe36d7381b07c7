//! What the books say moved: invoices, credit notes, write-offs, receipts.

use crate::calendar::{Day, Grain, Period};
use crate::measures::MeasureError;
use crate::measures::grid::PeriodRange;
use crate::measures::spans::Spans;

use super::books::{Books, Kind, Payment, Pays};
use super::flow::Flow;

/// Every change of what is owed, as the books tell it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) slice: u32,
    pub(super) day: Day,
    /// Signed: an invoice adds, what settles it takes off.
    pub(super) amount: i64,
    /// What settled it; none for the invoice itself.
    pub(super) kind: Option<Kind>,
}

/// The changes. A payment before its invoice counts from the day of the invoice on; a prepayment without an invoice
/// and a payment on an invoice that the table does not have change nothing that is owed here.
pub(super) fn changes(books: &Books) -> impl Iterator<Item = Change> + '_ {
    let invoices = books.invoices.iter().map(|invoice| Change {
        slice: invoice.slice,
        day: invoice.day,
        amount: invoice.amount,
        kind: None,
    });
    let settled = |payment: &Payment| -> Option<Change> {
        let day = match payment.pays {
            Pays::Invoice(at) => payment.day.max(books.invoices[at].day),
            Pays::Nothing if payment.kind != Kind::Prepay => payment.day,
            Pays::Nothing | Pays::UnknownInvoice => return None,
        };
        Some(Change { slice: payment.slice, day, amount: -payment.amount, kind: Some(payment.kind) })
    };
    invoices.chain(books.payments.iter().filter_map(settled))
}

/// Whether a change is one of sales: an invoice, or a credit note that takes one back.
pub(super) fn is_sale(change: &Change) -> bool {
    matches!(change.kind, None | Some(Kind::CreditNote))
}

/// Net credit sales by slice and fiscal month, from the first month of the books to the last asked for.
pub(super) struct MonthlySales {
    first: Period,
    months: usize,
    flow: Flow,
}

impl MonthlySales {
    pub(super) fn of(books: &Books, spans: &Spans) -> Result<MonthlySales, MeasureError> {
        let month = |day: Day| spans.calendar.period_of(day, Grain::Month);
        let last = month(spans.calendar.last_day(spans.range.last));
        let first = books.first_invoice.map_or(last, month).min(last);
        let range = PeriodRange { first, last };
        let mut flow = Flow::new(books.slices.len(), range.len());
        for change in changes(books).filter(is_sale) {
            flow.add(change.slice, month(change.day).index - first.index, change.amount)?;
        }
        Ok(MonthlySales { first, months: range.len(), flow })
    }

    /// The sales of a month; none where it lies outside the books.
    pub(super) fn of_month(&self, slice: usize, month: Period) -> Option<i64> {
        let at = usize::try_from(month.index - self.first.index).ok().filter(|at| *at < self.months)?;
        Some(self.flow.during(slice, at))
    }
}
