//! Invoices and payments: one invoice an order, paid late or early as the rep's customers do.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::calendar::Day;

use super::customers::Customers;
use super::orders::ORDER_WIDTH;
use super::streams::{Stream, normal, stream};
use super::table::{Folder, Table};
use super::{Company, GenerateError};

/// Chance that an invoice is never paid.
pub(super) const UNPAID_SHARE: f64 = 0.02;

/// Chance that an invoice is paid in two halves.
const HALVES_SHARE: f64 = 0.08;

/// Chance that an invoice is disputed.
const DISPUTED_SHARE: f64 = 0.01;

/// Spread of the days between due date and payment around the rep's mean.
pub(super) const LATE_DAYS_SPREAD: f64 = 9.0;

/// The two tables of cash. What would be paid after the window is not known yet and not written.
#[derive(Debug)]
pub(super) struct CashBook {
    invoices: Table,
    payments: Table,
    payment_count: u64,
    rng: ChaCha8Rng,
}

impl CashBook {
    pub(super) fn open(company: &Company, folder: &Folder) -> Result<CashBook, GenerateError> {
        let invoice =
            ["invoice_id", "order_id", "customer_id", "rep_id", "invoice_date", "due_date", "amount", "disputed"];
        let payment = ["payment_id", "invoice_id", "customer_id", "pay_date", "amount", "kind"];
        Ok(CashBook {
            invoices: folder.table("invoices.csv", &invoice)?,
            payments: folder.table("payments.csv", &payment)?,
            payment_count: 0,
            rng: stream(company.settings.seed, Stream::Cash),
        })
    }

    /// The invoice of an order and its payments. Goods that come back within the window (`coming_back`, not
    /// negative) are never paid for: their credit note follows on the day of the return.
    #[expect(clippy::too_many_arguments, reason = "the arguments are what an invoice is made of")]
    pub(super) fn invoice(
        &mut self,
        company: &Company,
        order: u64,
        customer: usize,
        rep: usize,
        day: Day,
        amount: i64,
        coming_back: i64,
    ) -> Result<(), GenerateError> {
        let due = day.plus_days(Customers::terms_days(customer));
        let table = &mut self.invoices;
        table.id("INV", order, ORDER_WIDTH).id("O", order, ORDER_WIDTH);
        table.id("C", customer as u64 + 1, company.customers.width);
        company.people.rep_id(rep, table).day(day).day(due).money(amount);
        table.flag(self.rng.random_bool(DISPUTED_SHARE)).end()?;
        let late = normal(&mut self.rng, company.people.reps[rep].late_days, LATE_DAYS_SPREAD).round() as i32;
        let unpaid = self.rng.random_bool(UNPAID_SHARE);
        let halves = self.rng.random_bool(HALVES_SHARE);
        let cash = amount - coming_back;
        if unpaid || cash <= 0 {
            return Ok(());
        }
        let pay_day = due.plus_days(late).max(day.plus_days(1));
        let first = if halves { cash / 2 } else { cash };
        self.pay(company, order, customer, pay_day, first, "cash")?;
        self.pay(company, order, customer, pay_day.plus_days(21), cash - first, "cash")
    }

    /// The credit note for returned goods; `amount` is positive.
    pub(super) fn credit_note(
        &mut self,
        company: &Company,
        order: u64,
        customer: usize,
        day: Day,
        amount: i64,
    ) -> Result<(), GenerateError> {
        self.pay(company, order, customer, day, amount, "creditnote")
    }

    pub(super) fn close(self, folder: &mut Folder) -> Result<(), GenerateError> {
        folder.close(self.invoices)?;
        folder.close(self.payments)
    }

    /// One payment on the business day from `day` on; none of nothing, and none after the window.
    fn pay(
        &mut self,
        company: &Company,
        order: u64,
        customer: usize,
        day: Day,
        amount: i64,
        kind: &str,
    ) -> Result<(), GenerateError> {
        let day = company.window.business_day_from(day);
        if amount == 0 || day > company.window.last() {
            return Ok(());
        }
        self.payment_count += 1;
        let table = &mut self.payments;
        table.id("PAY", self.payment_count, ORDER_WIDTH).id("INV", order, ORDER_WIDTH);
        table.id("C", customer as u64 + 1, company.customers.width).day(day).money(amount).text(kind).end()
    }
}
