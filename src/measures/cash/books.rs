//! The books: invoices with the payments on them, payments without an invoice, balances; each with its slice.
//!
//! An invoice belongs to its own rep; without one to the rep of its order, else to the customer's owner on the day of
//! the invoice. A payment belongs where its invoice belongs; without an invoice to the customer's owner on the day of
//! the payment, and so does a balance on its day.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine, until};
use crate::measures::company::collected;
use crate::measures::family::Question;
use crate::measures::observation::Slice;
use crate::measures::owners::Owners;

use super::currency;

/// An invoice; a credit note as an invoice is negative.
#[derive(Debug, Clone, Copy)]
pub(super) struct Invoice {
    pub(super) slice: u32,
    pub(super) day: Day,
    pub(super) due: Option<Day>,
    pub(super) amount: i64,
    pub(super) disputed: bool,
}

/// What a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Cash,
    Prepay,
    Writeoff,
    CreditNote,
}

/// To what a payment belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pays {
    /// The invoice at this position.
    Invoice(usize),
    /// An invoice that the table does not have.
    UnknownInvoice,
    /// No invoice in particular.
    Nothing,
}

/// A payment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Payment {
    pub(super) slice: u32,
    pub(super) day: Day,
    pub(super) amount: i64,
    pub(super) kind: Kind,
    pub(super) pays: Pays,
}

/// What a customer owed at the close of a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Balance {
    pub(super) slice: u32,
    /// The customer, as a dense number.
    pub(super) customer: u32,
    pub(super) day: Day,
    pub(super) amount: i64,
}

/// Everything that was known on the as-of day.
pub(super) struct Books {
    pub(super) slices: Vec<Vec<Slice>>,
    pub(super) invoices: Vec<Invoice>,
    /// Sorted by what they pay, then by day.
    pub(super) payments: Vec<Payment>,
    /// By customer and day.
    pub(super) balances: Vec<Balance>,
    /// The first day of any invoice, in whatever slice.
    pub(super) first_invoice: Option<Day>,
    /// The first day of any balance, in whatever slice.
    pub(super) first_balance: Option<Day>,
    /// Whether the company keeps a table of balances.
    pub(super) has_balances: bool,
}

/// The tables as they were read, all with the columns `rep_id`, `customer_id` and a day.
struct Frames {
    invoices: Option<DataFrame>,
    payments: Option<DataFrame>,
    balances: Option<DataFrame>,
}

impl Books {
    /// Reads the books and cuts them.
    pub(super) fn read(question: &Question<'_>) -> Result<Books, MeasureError> {
        let tables = question.company.tables;
        let as_of = question.company.known.as_of;
        let run = currency::of_orders(tables)?;
        let read = |table: &str, day: &str| -> Result<Option<DataFrame>, MeasureError> {
            let Some(frame) = tables.get(table) else { return Ok(None) };
            let frame = collected(until(frame, day, as_of))?;
            currency::require_one(table, &frame, run.as_deref())?;
            Ok(Some(frame))
        };
        let frames = Frames {
            invoices: read("invoices", "invoice_date")?,
            payments: read("payments", "pay_date")?,
            balances: read("ar_balances", "date")?,
        };
        Reader { question, owners: Owners::read(tables)?, has_balances: tables.has("ar_balances") }.books(&frames)
    }

    /// The payments on one invoice, by day.
    pub(super) fn on(&self, invoice: usize) -> &[Payment] {
        let before = self.payments.partition_point(|payment| place(payment) < (invoice as u64, i32::MIN));
        let rest = &self.payments[before..];
        &rest[..rest.partition_point(|payment| payment.pays == Pays::Invoice(invoice))]
    }
}

/// The order of the payments: those on invoices first, by invoice and day.
fn place(payment: &Payment) -> (u64, i32) {
    let invoice = match payment.pays {
        Pays::Invoice(at) => at as u64,
        Pays::UnknownInvoice | Pays::Nothing => u64::MAX,
    };
    (invoice, payment.day.epoch())
}

struct Reader<'q> {
    question: &'q Question<'q>,
    owners: Owners,
    has_balances: bool,
}

/// One row to be cut: whose it is, and when.
struct Loose {
    rep: Option<String>,
    customer: Option<String>,
    day: Day,
}

impl Reader<'_> {
    fn books(&self, frames: &Frames) -> Result<Books, MeasureError> {
        let empty = DataFrame::empty();
        let invoices = self.with_reps(frames.invoices.as_ref().unwrap_or(&empty))?;
        let payments = self.pay_rows(frames.payments.as_ref().unwrap_or(&empty), &invoices)?;
        let balances = self.balance_rows(frames.balances.as_ref().unwrap_or(&empty))?;
        // One frame is cut, so that an invoice, its payments and the balances have their slices from one list.
        let loose: Vec<&Loose> =
            payments.iter().filter_map(|row| row.loose.as_ref()).chain(balances.iter().map(|row| &row.loose)).collect();
        let rows = with_loose(&invoices, &loose)?;
        let cut = self.question.cut.rows(self.question.company.known.people, "invoices", &rows)?;
        let (of_invoice, of_loose) = cut.of_row.split_at(invoices.height());
        let mut kept = vec![None; invoices.height()];
        let listed = self.invoices(&invoices, of_invoice, &mut kept)?;
        let mut next_loose = of_loose.iter();
        let mut own_slice = || next_loose.next().copied().flatten();
        let mut paid = Vec::with_capacity(payments.len());
        for row in &payments {
            let (slice, pays) = match row.pays {
                Pays::Invoice(at) => (of_invoice[at], kept[at].map_or(Pays::Nothing, Pays::Invoice)),
                other => (own_slice(), other),
            };
            if let Some(slice) = slice {
                paid.push(Payment { slice, day: row.day, amount: row.amount, kind: row.kind, pays });
            }
        }
        paid.sort_by_key(place);
        let mut owed: Vec<Balance> = Vec::with_capacity(balances.len());
        for row in &balances {
            if let Some(slice) = own_slice() {
                owed.push(Balance { slice, customer: row.customer, day: row.loose.day, amount: row.amount });
            }
        }
        owed.sort_by_key(|balance| (balance.customer, balance.day));
        Ok(Books {
            slices: cut.slices,
            first_invoice: Columns::of(&invoices).days("invoice_date")?.into_iter().flatten().min(),
            first_balance: balances.iter().map(|row| row.loose.day).min(),
            has_balances: self.has_balances,
            invoices: listed,
            payments: paid,
            balances: owed,
        })
    }

    /// The invoices that count; `kept` tells where each row of the table went.
    fn invoices(
        &self,
        frame: &DataFrame,
        slices: &[Option<u32>],
        kept: &mut [Option<usize>],
    ) -> Result<Vec<Invoice>, MeasureError> {
        let stored = Columns::of(frame);
        let (days, dues) = (stored.days("invoice_date")?, stored.days("due_date")?);
        let (amounts, disputed) = (stored.whole("amount_minor")?, stored.flags("disputed")?);
        let mut list = Vec::with_capacity(frame.height());
        for row in 0..frame.height() {
            let (Some(slice), Some(day), Some(amount)) = (slices[row], days[row], amounts[row]) else { continue };
            kept[row] = Some(list.len());
            list.push(Invoice { slice, day, due: dues[row], amount, disputed: disputed[row] == Some(true) });
        }
        Ok(list)
    }

    /// The invoices with a rep wherever one is known.
    fn with_reps(&self, invoices: &DataFrame) -> Result<DataFrame, MeasureError> {
        let stored = Columns::of(invoices);
        let (reps, customers, orders) = (stored.text("rep_id")?, stored.text("customer_id")?, stored.text("order_id")?);
        let days = stored.days("invoice_date")?;
        let lacks = |row: usize| reps.get(row).is_none_or(str::is_empty);
        let lacking = (0..invoices.height()).filter(|row| lacks(*row));
        let wanted: BTreeSet<&str> = lacking.filter_map(|row| orders.get(row)).collect();
        let of_order = self.reps_of_orders(&wanted)?;
        let rep = |row: usize| -> Option<&str> {
            if !lacks(row) {
                return reps.get(row);
            }
            let by_order = orders.get(row).and_then(|order| of_order.get(order)).and_then(Option::as_deref);
            by_order.or_else(|| self.owners.on(customers.get(row), days[row]?))
        };
        let column: StringChunked = (0..invoices.height()).map(rep).collect();
        let mut frame = invoices.clone();
        frame.with_column(column.with_name("rep_id".into()).into_column()).map_err(engine)?;
        Ok(frame)
    }

    /// The rep of each of these orders; none where several reps share it.
    fn reps_of_orders(&self, wanted: &BTreeSet<&str>) -> Result<BTreeMap<String, Option<String>>, MeasureError> {
        let mut of: BTreeMap<String, Option<String>> = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(of);
        }
        let Some(mut orders) = self.question.company.tables.get("orders") else { return Ok(of) };
        let columns = orders.collect_schema().map_err(engine)?;
        if !columns.contains("order_id") || !columns.contains("rep_id") {
            return Ok(of);
        }
        let frame = collected(orders.select([col("order_id"), col("rep_id")]))?;
        let (ids, reps) = (Columns::of(&frame).text("order_id")?, Columns::of(&frame).text("rep_id")?);
        for row in 0..frame.height() {
            let id = ids.get(row).filter(|id| wanted.contains(id));
            let (Some(id), Some(rep)) = (id, reps.get(row).filter(|rep| !rep.is_empty())) else { continue };
            let entry = of.entry(id.to_string()).or_insert_with(|| Some(rep.to_string()));
            if entry.as_deref() != Some(rep) {
                *entry = None;
            }
        }
        Ok(of)
    }

    fn pay_rows(&self, frame: &DataFrame, invoices: &DataFrame) -> Result<Vec<PayRow>, MeasureError> {
        let known = Columns::of(invoices).text("invoice_id")?;
        // Only looked up, so that the order of its entries is nothing.
        let invoices: PlHashMap<&str, usize> =
            known.iter().enumerate().filter_map(|(row, id)| Some((id?, row))).collect();
        let stored = Columns::of(frame);
        let (ids, customers, kinds) = (stored.text("invoice_id")?, stored.text("customer_id")?, stored.text("kind")?);
        let (days, amounts) = (stored.days("pay_date")?, stored.whole("amount_minor")?);
        let mut rows = Vec::with_capacity(frame.height());
        for row in 0..frame.height() {
            let (Some(day), Some(amount)) = (days[row], amounts[row]) else { continue };
            let pays = match ids.get(row).filter(|id| !id.is_empty()) {
                None => Pays::Nothing,
                Some(id) => invoices.get(id).map_or(Pays::UnknownInvoice, |&at| Pays::Invoice(at)),
            };
            let loose = (!matches!(pays, Pays::Invoice(_))).then(|| self.loose(customers.get(row), day));
            let kind = match kinds.get(row) {
                Some("prepay") => Kind::Prepay,
                Some("writeoff") => Kind::Writeoff,
                Some("creditnote") => Kind::CreditNote,
                _ => Kind::Cash,
            };
            rows.push(PayRow { day, amount, kind, pays, loose });
        }
        Ok(rows)
    }

    fn balance_rows(&self, frame: &DataFrame) -> Result<Vec<BalanceRow>, MeasureError> {
        let stored = Columns::of(frame);
        let (customers, days) = (stored.text("customer_id")?, stored.days("date")?);
        let amounts = stored.whole("amount_minor")?;
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let mut rows = Vec::with_capacity(frame.height());
        for row in 0..frame.height() {
            let (Some(day), Some(amount)) = (days[row], amounts[row]) else { continue };
            let next = numbers.len() as u32;
            let customer = *numbers.entry(customers.get(row).unwrap_or("")).or_insert(next);
            rows.push(BalanceRow { customer, amount, loose: self.loose(customers.get(row), day) });
        }
        Ok(rows)
    }

    fn loose(&self, customer: Option<&str>, day: Day) -> Loose {
        Loose { rep: self.owners.on(customer, day).map(str::to_string), customer: customer.map(str::to_string), day }
    }
}

struct PayRow {
    day: Day,
    amount: i64,
    kind: Kind,
    pays: Pays,
    loose: Option<Loose>,
}

struct BalanceRow {
    customer: u32,
    amount: i64,
    loose: Loose,
}

/// The invoices with the other rows behind them, of which only rep, customer and day are known.
fn with_loose(invoices: &DataFrame, loose: &[&Loose]) -> Result<DataFrame, MeasureError> {
    let mut frame = invoices.clone();
    let height = invoices.height();
    for (name, kind) in [("customer_id", DataType::String), ("invoice_date", DataType::Date)] {
        if frame.column(name).is_err() {
            frame.with_column(Column::full_null(name.into(), height, &kind)).map_err(engine)?;
        }
    }
    let more = |column: &Column| -> PolarsResult<Column> {
        let tail = match column.name().as_str() {
            "rep_id" => loose.iter().map(|row| row.rep.as_deref()).collect::<StringChunked>().into_column(),
            "customer_id" => loose.iter().map(|row| row.customer.as_deref()).collect::<StringChunked>().into_column(),
            "invoice_date" => loose.iter().map(|row| Some(row.day.epoch())).collect::<Int32Chunked>().into_column(),
            _ => Column::full_null(column.name().clone(), loose.len(), column.dtype()),
        };
        let mut whole = column.clone();
        whole.append(&tail.cast(column.dtype())?)?;
        Ok(whole)
    };
    let columns = frame.columns().iter().map(more).collect::<PolarsResult<Vec<Column>>>().map_err(engine)?;
    DataFrame::new(height + loose.len(), columns).map_err(engine)
}
