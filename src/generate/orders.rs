//! The order lines, written day by day in date order, and what goes with each order: invoice, payments, survey.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp, Gamma};

use crate::quantity::divide_half_even;

use super::cash::CashBook;
use super::purchases::PurchaseTimes;
use super::row_budget::{RowBudget, wants_back};
use super::streams::{Stream, round_fairly, stream};
use super::surveys::Surveys;
use super::table::{Folder, Table};
use super::{Company, GenerateError};

/// Pieces on a line of a usual customer in a usual month: large enough that whole pieces follow small changes.
const USUAL_QUANTITY: f64 = 20.0;

/// Shape of the gamma factor that spreads the orders of one customer; its mean is 1.
pub(super) const ORDER_SHAPE: f64 = 6.0;

/// Business days until a line comes back: at least one, on average about this many, never more than the most.
const RETURN_DAYS_MEAN: f64 = 10.0;
const RETURN_DAYS_MOST: usize = 45;

/// Digits of an order's number.
pub(super) const ORDER_WIDTH: usize = 9;

/// Rows between two calls of the progress.
const PROGRESS_ROWS: u64 = 1 << 16;

const COLUMNS: [&str; 14] = [
    "order_id",
    "line_no",
    "order_date",
    "customer_id",
    "rep_id",
    "product_id",
    "quantity",
    "list_amount",
    "net_amount",
    "cost_amount",
    "currency",
    "line_type",
    "origin_order_id",
    "origin_line_no",
];

/// What the orders came to. Amounts are exact sums of minor units.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) lines: u64,
    pub(super) orders: u64,
    pub(super) returns: u64,
    pub(super) list_minor: i64,
    pub(super) net_minor: i64,
    pub(super) cost_minor: i64,
    /// Net by rep, then quarter of the window, returns on their own day.
    pub(super) rep_net: Vec<Vec<i64>>,
    /// Sales by rep, then quarter, each line divided by its rep's factor: volume without season, luck or decline.
    pub(super) volume: Vec<Vec<f64>>,
}

/// A sold line that will come back on a known day.
#[derive(Debug)]
struct PendingReturn {
    order: u64,
    line: u64,
    customer: u32,
    rep: u32,
    amounts: Amounts,
}

/// One line's product, quantity and amounts in minor units.
#[derive(Debug, Clone, Copy)]
struct Amounts {
    product: usize,
    quantity: i64,
    list: i64,
    net: i64,
    cost: i64,
}

impl Amounts {
    /// The same for `quantity` of the pieces, with the opposite sign.
    fn taken_back(self, quantity: i64) -> Amounts {
        let part = |amount: i64| -divide_half_even(amount * quantity, self.quantity);
        Amounts { quantity: -quantity, list: part(self.list), net: part(self.net), cost: part(self.cost), ..self }
    }
}

/// Writes `orders.csv`, and `invoices.csv`, `payments.csv` and `csat_surveys.csv` beside it.
pub(super) fn write(
    company: &Company,
    folder: &mut Folder,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Ledger, GenerateError> {
    let mut book = OrderBook::open(company, folder)?;
    let mut times = PurchaseTimes::new(&company.settings, &company.window, &company.customers);
    for axis in 0..company.window.axis_len() {
        let open = axis >= company.window.opens();
        if open {
            book.take_back(axis, progress)?;
        }
        while let Some(customer) = times.next_on(axis, &company.customers) {
            if open {
                book.sell(axis, customer, progress)?;
            }
        }
    }
    let total = company.settings.order_lines;
    if !book.ledger.lines.is_multiple_of(PROGRESS_ROWS) {
        progress(book.ledger.lines, total);
    }
    book.close(folder)
}

struct OrderBook<'a> {
    company: &'a Company,
    table: Table,
    rng: ChaCha8Rng,
    order_spread: Gamma<f64>,
    return_delay: Exp<f64>,
    budget: RowBudget,
    /// By business day of the window; a day's list is freed when the day has come.
    pending: Vec<Vec<PendingReturn>>,
    /// Orders and returns together: the number of the last one.
    documents: u64,
    ledger: Ledger,
    cash: Option<CashBook>,
    surveys: Option<Surveys>,
}

impl<'a> OrderBook<'a> {
    fn open(company: &'a Company, folder: &Folder) -> Result<OrderBook<'a>, GenerateError> {
        let settings = &company.settings;
        let (reps, quarters) = (company.people.reps.len(), company.window.quarter_count());
        let beside = !settings.only_orders;
        Ok(OrderBook {
            company,
            table: folder.table("orders.csv", &COLUMNS)?,
            rng: stream(settings.seed, Stream::Lines),
            order_spread: Gamma::new(ORDER_SHAPE, 1.0 / ORDER_SHAPE).expect("the shape is positive"),
            return_delay: Exp::new(1.0 / RETURN_DAYS_MEAN).expect("the rate is positive"),
            budget: RowBudget::new(settings.order_lines, company.orders, settings.return_share),
            pending: company.window.business_days().iter().map(|_| Vec::new()).collect(),
            documents: 0,
            ledger: Ledger {
                lines: 0,
                orders: 0,
                returns: 0,
                list_minor: 0,
                net_minor: 0,
                cost_minor: 0,
                rep_net: vec![vec![0; quarters]; reps],
                volume: vec![vec![0.0; quarters]; reps],
            },
            cash: if beside { Some(CashBook::open(company, folder)?) } else { None },
            surveys: if beside { Some(Surveys::open(company, folder)?) } else { None },
        })
    }

    /// One order of a customer on a day.
    fn sell(&mut self, axis: usize, customer: usize, progress: &mut dyn FnMut(u64, u64)) -> Result<(), GenerateError> {
        let company = self.company;
        let day = company.window.day(axis);
        let rep = company.people.desk(company.customers.owner[customer] as usize, customer, day);
        let month = company.window.month_of(day).max(0) as usize;
        let factor = company.factors.sales(rep, month);
        let usual = USUAL_QUANTITY
            * f64::from(company.customers.size[customer])
            * self.order_spread.sample(&mut self.rng)
            * factor;
        self.documents += 1;
        self.ledger.orders += 1;
        let order = self.documents;
        let (mut net, mut coming_back) = (0, 0);
        for line in 1..=self.budget.next_order(&mut self.rng) {
            let amounts = self.draw_line(rep, usual);
            net += amounts.net;
            self.ledger.volume[rep][month / 3] += amounts.net as f64 / factor;
            self.row(order, line, axis, customer, rep, amounts, None, progress)?;
            coming_back += self.maybe_return(order, line, axis, customer, rep, amounts);
        }
        if let Some(cash) = &mut self.cash {
            cash.invoice(company, order, customer, rep, day, net, coming_back)?;
        }
        if let Some(surveys) = &mut self.surveys {
            surveys.maybe_ask(company, order, customer, rep, day)?;
        }
        Ok(())
    }

    fn draw_line(&mut self, rep: usize, usual_quantity: f64) -> Amounts {
        let products = &self.company.products;
        let product = products.pick(&mut self.rng);
        let mean = usual_quantity * self.rng.random_range(0.5..1.5);
        let quantity = round_fairly(&mut self.rng, mean).clamp(1, 100_000);
        let list = products.price[product] * quantity;
        let steps = self.discount_steps(self.company.people.reps[rep].discount_chance);
        let net = divide_half_even(list * (100 - 5 * steps), 100);
        Amounts { product, quantity, list, net, cost: products.cost[product] * quantity }
    }

    /// How many of five steps of discount are given, each with the rep's chance: one draw of 64 bits for all.
    fn discount_steps(&mut self, chance: f64) -> i64 {
        let bits: u64 = self.rng.random();
        let limit = (chance * 4_096.0) as u64;
        (0..5).filter(|step| (bits >> (12 * step)) & 0xFFF < limit).count() as i64
    }

    /// Decides whether the line comes back within the window; the net amount that does.
    fn maybe_return(&mut self, order: u64, line: u64, axis: usize, customer: usize, rep: usize, sold: Amounts) -> i64 {
        if !wants_back(self.company.settings.return_share, &mut self.rng) {
            return 0;
        }
        let delay = 1 + (self.return_delay.sample(&mut self.rng) as usize).min(RETURN_DAYS_MOST - 1);
        let due = axis + delay - self.company.window.opens();
        let whole = sold.quantity == 1 || self.rng.random_bool(0.6);
        let quantity = if whole { sold.quantity } else { self.rng.random_range(1..sold.quantity) };
        if due >= self.pending.len() || !self.budget.reserve_return() {
            return 0;
        }
        let amounts = sold.taken_back(quantity);
        self.pending[due].push(PendingReturn { order, line, customer: customer as u32, rep: rep as u32, amounts });
        -amounts.net
    }

    /// Writes the returns that are due on a day, each as a document of its own.
    fn take_back(&mut self, axis: usize, progress: &mut dyn FnMut(u64, u64)) -> Result<(), GenerateError> {
        let company = self.company;
        let day = company.window.day(axis);
        for back in std::mem::take(&mut self.pending[axis - company.window.opens()]) {
            let (seller, customer) = (back.rep as usize, back.customer as usize);
            let rep = company.people.desk(seller, customer, day);
            self.documents += 1;
            self.ledger.returns += 1;
            let origin = Some((back.order, back.line));
            self.row(self.documents, 1, axis, customer, rep, back.amounts, origin, progress)?;
            if let Some(cash) = &mut self.cash {
                cash.credit_note(company, back.order, customer, day, -back.amounts.net)?;
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments are the columns of one row")]
    fn row(
        &mut self,
        order: u64,
        line: u64,
        axis: usize,
        customer: usize,
        rep: usize,
        amounts: Amounts,
        origin: Option<(u64, u64)>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), GenerateError> {
        let company = self.company;
        let table = &mut self.table;
        let day = company.window.day(axis);
        table.id("O", order, ORDER_WIDTH).int(line as i64).day(day);
        table.id("C", customer as u64 + 1, company.customers.width);
        company.people.rep_id(rep, table).id("P", amounts.product as u64 + 1, company.products.width);
        table.int(amounts.quantity).money(amounts.list).money(amounts.net).money(amounts.cost);
        table.text(company.settings.currency.code());
        match origin {
            None => table.text("sale").empty().empty(),
            Some((order, line)) => table.text("return").id("O", order, ORDER_WIDTH).int(line as i64),
        };
        table.end()?;
        let quarter = company.window.month_of(day).max(0) as usize / 3;
        let ledger = &mut self.ledger;
        ledger.rep_net[rep][quarter] += amounts.net;
        ledger.net_minor += amounts.net;
        ledger.list_minor += amounts.list;
        ledger.cost_minor += amounts.cost;
        ledger.lines += 1;
        if ledger.lines.is_multiple_of(PROGRESS_ROWS) {
            progress(ledger.lines, company.settings.order_lines);
        }
        Ok(())
    }

    fn close(self, folder: &mut Folder) -> Result<Ledger, GenerateError> {
        folder.close(self.table)?;
        if let Some(cash) = self.cash {
            cash.close(folder)?;
        }
        if let Some(surveys) = self.surveys {
            surveys.close(folder)?;
        }
        Ok(self.ledger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_taken_back_is_negative_and_in_proportion() {
        let sold = Amounts { product: 3, quantity: 8, list: 8_000, net: 7_201, cost: 4_000 };
        let back = sold.taken_back(2);
        assert_eq!((back.quantity, back.list, back.net, back.cost), (-2, -2_000, -1_800, -1_000));
        let all = sold.taken_back(8);
        assert_eq!((all.quantity, all.net), (-8, -7_201));
    }
}
