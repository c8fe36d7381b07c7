//! The one pass over the orders: what each rep sold when, and what only the lines themselves can tell.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;
use twox_hash::XxHash3_64;

use super::super::SourceError;
use super::day_checks::month_of;
use super::finding::{Detail, EXAMPLES, Finding};
use super::stored_table::{Slice, StoredTable, StoredTables};
use super::table_pass::TablePass;

/// The logarithm of an amount is counted in bins of this width: one part in a hundred.
pub(super) const BIN: f64 = 0.01;

/// More different ids than this are no reps, and nobody's history is kept of them.
const MOST_REPS: usize = 50_000;

/// What is known of one rep after the pass.
#[derive(Default)]
pub(super) struct RepHistory {
    pub(super) id: String,
    service: Option<(Option<i64>, Option<i64>)>,
    outside: u64,
    pub(super) last_month: i32,
    /// Month → net amount in minor units.
    pub(super) months: PlHashMap<i32, i64>,
    /// Bin of the amount's logarithm → sales.
    pub(super) bins: PlHashMap<i32, u64>,
}

/// What the lines told.
#[derive(Default)]
pub(super) struct OrdersTally {
    rows: u64,
    /// Where no order names a rep, all are one history, under an empty id.
    one_history: bool,
    pub(super) reps: Vec<RepHistory>,
    positions: PlHashMap<String, usize>,
    services: PlHashMap<String, (Option<i64>, Option<i64>)>,
    outside_examples: Vec<String>,
    returns: u64,
    returns_without_origin: u64,
    return_examples: Vec<String>,
    sales_with_cost: u64,
    below_cost: u64,
    /// A number for each sale that could be another one's repetition.
    contents: Vec<u64>,
    /// The month of the last day that was seen: neighbouring rows are mostly of one day.
    month: (i64, i32),
}

impl OrdersTally {
    /// A tally that knows the reps' service dates and has room for all rows.
    pub(super) fn new(tables: &StoredTables, orders: &StoredTable) -> Result<OrdersTally, SourceError> {
        let one_history = !orders.has("rep_id");
        let mut tally = OrdersTally { one_history, month: (i64::MIN, 0), ..OrdersTally::default() };
        if orders.has("customer_id") {
            tally.contents.reserve_exact(orders.rows() as usize);
        }
        if let Some(reps) = tables.with("reps", &["rep_id"]) {
            reps.each(&["rep_id", "hire_date", "leave_date"], &mut |slice| {
                let (ids, hired, left) = (slice.text("rep_id"), slice.whole("hire_date"), slice.whole("leave_date"));
                for row in 0..slice.rows() {
                    if let Some(id) = ids.at(row) {
                        tally.services.insert(id.to_string(), (hired.at(row), left.at(row)));
                    }
                }
            })?;
        }
        Ok(tally)
    }

    /// Looks at some lines, and lets the pass over the table look at them too.
    pub(super) fn take(&mut self, slice: &Slice, pass: &mut TablePass<'_>) {
        let lines = Lines::of(slice);
        let mut weights = Vec::with_capacity(slice.rows());
        for row in 0..slice.rows() {
            let line = lines.at(row);
            weights.push(if line.kind == "cancel" { 0 } else { line.net.unsigned_abs() });
            self.line(&line);
        }
        self.rows += slice.rows() as u64;
        pass.take(slice, &weights);
    }

    fn line(&mut self, line: &Line<'_>) {
        if line.kind == "return" {
            self.returns += 1;
            if line.origin.is_none() {
                self.returns_without_origin += 1;
                if self.return_examples.len() < EXAMPLES {
                    self.return_examples.push(line.order.to_string());
                }
            }
        }
        if line.kind == "sale" {
            self.contents.extend(line.content());
            if let Some(cost) = line.cost {
                self.sales_with_cost += 1;
                self.below_cost += u64::from(cost > line.net);
            }
        }
        if line.kind != "cancel" {
            self.history(line);
        }
    }

    fn history(&mut self, line: &Line<'_>) {
        let rep = line.rep.or_else(|| self.one_history.then_some(""));
        let (Some(id), Some(day)) = (rep, line.day) else { return };
        let Some(at) = self.position(id) else { return };
        if self.month.0 != day {
            self.month = (day, month_of(day as i32));
        }
        let month = self.month.1;
        let rep = &mut self.reps[at];
        *rep.months.entry(month).or_default() += line.net;
        rep.last_month = rep.last_month.max(month);
        if let Some(bin) = bin_of(line) {
            *rep.bins.entry(bin).or_default() += 1;
        }
        let outside = rep
            .service
            .is_some_and(|(hired, left)| hired.is_some_and(|hired| day < hired) || left.is_some_and(|left| day > left));
        if outside {
            rep.outside += 1;
            if self.outside_examples.len() < EXAMPLES {
                self.outside_examples.push(line.order.to_string());
            }
        }
    }

    fn position(&mut self, id: &str) -> Option<usize> {
        if let Some(&at) = self.positions.get(id) {
            return Some(at);
        }
        if self.reps.len() >= MOST_REPS {
            return None;
        }
        let service = self.services.get(id).copied();
        self.reps.push(RepHistory { id: id.to_string(), service, ..RepHistory::default() });
        self.positions.insert(id.to_string(), self.reps.len() - 1);
        Some(self.reps.len() - 1)
    }

    /// Findings that need nothing more.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut outside: Vec<&RepHistory> = self.reps.iter().filter(|rep| rep.outside > 0).collect();
        outside.sort_by(|a, b| a.id.cmp(&b.id));
        if !outside.is_empty() {
            let rows = outside.iter().map(|rep| rep.outside).sum();
            let names: Vec<&str> = outside.iter().take(EXAMPLES).map(|rep| rep.id.as_str()).collect();
            let finding = Finding::new("outside_service", "orders", "order_date", rows, self.rows)
                .with("reps", Detail::Count(outside.len() as u64))
                .with("names", Detail::Text(names.join(", ")));
            found.push(finding.with_examples(self.outside_examples.clone()));
        }
        if self.returns_without_origin > 0 {
            let rows = self.returns_without_origin;
            let finding = Finding::new("return_without_origin", "orders", "origin_order_id", rows, self.returns);
            found.push(finding.with_examples(self.return_examples.clone()));
        }
        if self.below_cost > 0 {
            found.push(Finding::new("below_cost", "orders", "cost_amount", self.below_cost, self.sales_with_cost));
        }
        found
    }

    /// Takes out the numbers that more than one sale has.
    pub(super) fn repeated_contents(&mut self) -> Vec<u64> {
        let mut contents = std::mem::take(&mut self.contents);
        contents.sort_unstable();
        let mut repeated: Vec<u64> =
            contents.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        repeated.dedup();
        repeated
    }

    /// The reps by their ids.
    pub(super) fn by_id(&self) -> BTreeMap<&str, &RepHistory> {
        self.reps.iter().map(|rep| (rep.id.as_str(), rep)).collect()
    }
}

/// The columns of the orders that tell lines apart.
pub(super) const LINE_COLUMNS: [&str; 10] = [
    "order_id",
    "order_date",
    "line_type",
    "rep_id",
    "customer_id",
    "product_id",
    "quantity",
    "net_amount_minor",
    "cost_amount_minor",
    "origin_order_id",
];

/// One line.
pub(super) struct Line<'s> {
    pub(super) order: &'s str,
    pub(super) day: Option<i64>,
    /// The line type; a line without one is a sale, or a return where its amount is negative.
    kind: &'s str,
    pub(super) rep: Option<&'s str>,
    customer: Option<&'s str>,
    product: Option<&'s str>,
    quantity: Option<f64>,
    pub(super) net: i64,
    cost: Option<i64>,
    origin: Option<&'s str>,
}

impl Line<'_> {
    /// The line's content as a number, where it names a customer and an amount: without them, two equal lines may
    /// well be two sales.
    pub(super) fn content(&self) -> Option<u64> {
        let customer = self.customer.filter(|_| self.net != 0 && self.kind == "sale")?;
        let mut bytes = Vec::with_capacity(96);
        for text in [Some(customer), self.product, self.rep] {
            bytes.extend_from_slice(text.unwrap_or("").as_bytes());
            bytes.push(0);
        }
        bytes.extend_from_slice(&self.day.unwrap_or(i64::MIN).to_le_bytes());
        bytes.extend_from_slice(&self.net.to_le_bytes());
        bytes.extend_from_slice(&self.quantity.unwrap_or(f64::NAN).to_bits().to_le_bytes());
        Some(XxHash3_64::oneshot(&bytes))
    }
}

/// The bin of a sale's logarithm; none for what is no sale or costs nothing.
pub(super) fn bin_of(line: &Line<'_>) -> Option<i32> {
    (line.kind == "sale" && line.net > 0).then(|| ((line.net as f64).ln() / BIN).floor() as i32)
}

/// The lines of a slice.
pub(super) struct Lines<'s> {
    slice: &'s Slice,
    columns: LineColumns<'s>,
}

struct LineColumns<'s> {
    texts: [super::stored_table::Texts<'s>; 6],
    wholes: [super::stored_table::Wholes<'s>; 3],
    quantity: super::stored_table::Numbers<'s>,
}

impl<'s> Lines<'s> {
    /// The lines of a slice with [`LINE_COLUMNS`].
    pub(super) fn of(slice: &'s Slice) -> Lines<'s> {
        let texts = ["order_id", "line_type", "rep_id", "customer_id", "product_id", "origin_order_id"];
        let wholes = ["order_date", "net_amount_minor", "cost_amount_minor"];
        let columns = LineColumns {
            texts: texts.map(|name| slice.text(name)),
            wholes: wholes.map(|name| slice.whole(name)),
            quantity: slice.number("quantity"),
        };
        Lines { slice, columns }
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.slice.rows()
    }

    /// One of them.
    pub(super) fn at(&self, row: usize) -> Line<'s> {
        let [order, kind, rep, customer, product, origin] = self.columns.texts.map(|texts| texts.at(row));
        let [day, net, cost] = self.columns.wholes.map(|wholes| wholes.at(row));
        let net = net.unwrap_or(0);
        let worked_out = if net < 0 { "return" } else { "sale" };
        Line {
            order: order.unwrap_or(""),
            day,
            kind: kind.unwrap_or(worked_out),
            rep,
            customer,
            product,
            quantity: self.columns.quantity.at(row),
            net,
            cost,
            origin,
        }
    }
}
