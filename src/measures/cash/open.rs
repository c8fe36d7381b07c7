//! The invoices that were open at the close of each period.

use std::collections::BTreeMap;

use crate::calendar::{Grain, Period};
use crate::measures::MeasureError;
use crate::measures::spans::{Span, Spans};
use crate::quantity::NullReason;

use super::books::{Books, Invoice};
use super::flow::add;
use super::metric::BUCKETS;
use super::sales::MonthlySales;

/// The open invoices of one slice at the close of one period.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Aging {
    /// Open amounts of undisputed invoices that are owed.
    pub(super) owed: i64,
    /// The part of them that is overdue.
    pub(super) overdue: i64,
    /// The overdue part by days overdue.
    pub(super) buckets: [i64; BUCKETS.len()],
    /// Open amounts, credits too, of invoices that are not due yet, disputed or not.
    pub(super) current: i64,
    /// Undisputed invoices of which something is owed.
    pub(super) invoices: i64,
    /// All invoices of which something is owed.
    pub(super) open: i64,
    /// The open amounts of all of them.
    pub(super) open_amount: i64,
    /// Whether disputed invoices were left apart.
    pub(super) disputed: bool,
    /// Whether credits were left apart: credit notes not used up, and what was paid too much.
    pub(super) credits: bool,
    /// Whether invoices without a due date count as not due.
    pub(super) undated: bool,
}

/// All of them, slice by slice, period by period.
pub(super) struct OpenInvoices {
    periods: usize,
    cells: Vec<Aging>,
}

impl OpenInvoices {
    pub(super) fn of(books: &Books, spans: &Spans) -> Result<OpenInvoices, MeasureError> {
        let periods = spans.list.len();
        let mut cells = vec![Aging::default(); books.slices.len() * periods];
        each_open(books, spans, |invoice, at, open| {
            enter(&mut cells[invoice.slice as usize * periods + at], invoice, spans.list[at], open)
        })?;
        Ok(OpenInvoices { periods, cells })
    }

    pub(super) fn get(&self, slice: usize, at: usize) -> &Aging {
        &self.cells[slice * self.periods + at]
    }
}

fn enter(cell: &mut Aging, invoice: &Invoice, span: Span, open: i64) -> Result<(), MeasureError> {
    let days_overdue = invoice.due.map_or(0, |due| span.closing.days_since(due));
    if days_overdue <= 0 {
        add(&mut cell.current, open)?;
    }
    if open < 0 {
        cell.credits = true;
        return Ok(());
    }
    cell.open += 1;
    add(&mut cell.open_amount, open)?;
    if invoice.disputed {
        cell.disputed = true;
        return Ok(());
    }
    cell.invoices += 1;
    cell.undated |= invoice.due.is_none();
    add(&mut cell.owed, open)?;
    if let Some(at) = BUCKETS.iter().position(|bucket| (bucket.from..=bucket.to).contains(&days_overdue)) {
        add(&mut cell.overdue, open)?;
        add(&mut cell.buckets[at], open)?;
    }
    Ok(())
}

/// Calls `found` for every invoice and every period at whose close something of it was open, or was paid too much.
fn each_open(
    books: &Books,
    spans: &Spans,
    mut found: impl FnMut(&Invoice, usize, i64) -> Result<(), MeasureError>,
) -> Result<(), MeasureError> {
    for (position, invoice) in books.invoices.iter().enumerate() {
        let first = usize::try_from(spans.position(invoice.day)).unwrap_or(0);
        let mut payments = books.on(position);
        let mut open = invoice.amount;
        for (at, span) in spans.list.iter().enumerate().skip(first).filter(|(_, span)| span.begun()) {
            let paid = payments.partition_point(|payment| payment.day <= span.closing);
            for payment in &payments[..paid] {
                add(&mut open, payment.amount.checked_neg().ok_or(MeasureError::Overflow)?)?;
            }
            payments = &payments[paid..];
            if open != 0 {
                found(invoice, at, open)?;
            } else if payments.is_empty() {
                break;
            }
        }
    }
    Ok(())
}

/// The days of sales that the open invoices of each slice and period hold: Σ age × open amount ÷ net credit sales of
/// the invoice's month. `no_denominator` where such a month's sales are zero or below.
///
/// Ages are summed exactly by month; the months are then added from the oldest on.
pub(super) fn days_held(
    books: &Books,
    spans: &Spans,
    sales: &MonthlySales,
) -> Result<Vec<Result<f64, NullReason>>, MeasureError> {
    let periods = spans.list.len();
    let mut ages: BTreeMap<(usize, i32), i128> = BTreeMap::new();
    each_open(books, spans, |invoice, at, open| {
        if open > 0 {
            let age = spans.list[at].closing.days_since(invoice.day);
            let month = spans.calendar.period_of(invoice.day, Grain::Month).index;
            *ages.entry((invoice.slice as usize * periods + at, month)).or_default() +=
                i128::from(age) * i128::from(open);
        }
        Ok(())
    })?;
    let mut held = vec![Ok(0.0); books.slices.len() * periods];
    for ((cell, month), age) in ages {
        let month = Period { grain: Grain::Month, index: month };
        let of_month = sales.of_month(cell / periods, month).filter(|sold| *sold > 0);
        held[cell] = match (held[cell], of_month) {
            (Ok(days), Some(sold)) => Ok(days + age as f64 / sold as f64),
            _ => Err(NullReason::NoDenominator),
        };
    }
    Ok(held)
}
