//! Discounts, markup and revenue a customer, from the order lines.

use std::collections::{HashMap, HashSet};

use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Measured, NullReason, Scalar, divide_half_even};

use super::{Answer, Gathered, observations};
use crate::measures::columns::Columns;
use crate::measures::order_lines::each_part;

/// The metrics of prices.
pub const FAMILY: Family = Family {
    ids: &IDS,
    accepts: |id| IDS.contains(&id),
    tables: &[],
    pages: &[
        include_str!("../definitions/discount_rate.md"),
        include_str!("../definitions/discount_rate.on_net.md"),
        include_str!("../definitions/discount_rate.paid.md"),
        include_str!("../definitions/list_coverage.md"),
        include_str!("../definitions/markup.md"),
        include_str!("../definitions/cost_coverage.md"),
        include_str!("../definitions/avg_deal.per_customer.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

const IDS: [&str; 7] = [
    "discount_rate",
    "discount_rate.on_net",
    "discount_rate.paid",
    "list_coverage",
    "markup",
    "cost_coverage",
    "avg_deal.per_customer",
];

/// The sums of one slice in one period.
#[derive(Default, Clone)]
struct Sums {
    /// Net amount of the sale lines.
    sold: i64,
    /// List and net amount of those with a list amount, and how many there are.
    list: i64,
    net_with_list: i64,
    with_list: i64,
    sale_lines: i64,
    net_with_cost: i64,
    /// Net amount and cost of all lines that count.
    net: i64,
    cost: i64,
    lines: i64,
    lines_without_cost: i64,
    /// Net amount of the lines with a customer, and who bought.
    net_with_customer: i64,
    buyers: HashSet<u32>,
}

/// What is read of an order line, besides what the cut needs; the customers come last.
const COLUMNS: [&str; 6] =
    ["line_type", "order_date", "net_amount_minor", "list_amount_minor", "cost_amount_minor", "customer_id"];

/// Customers are names, which take longer than all numbers together: they are read where they are counted.
fn columns_for(metrics: &[String]) -> &'static [&'static str] {
    let counts_customers = metrics.iter().any(|metric| metric == "avg_deal.per_customer");
    if counts_customers { &COLUMNS } else { &COLUMNS[..COLUMNS.len() - 1] }
}

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    question.company.tables.require_rates(first)?;
    let mut sums: Gathered<Sums> = Gathered::of(question);
    let mut numbers = CustomerNumbers::default();
    each_part(&question.company, question.cut, (first, columns_for(question.metrics)), |frame, rows| {
        let columns = Columns::of(frame);
        let (kinds, dates) = (columns.text("line_type")?, columns.days("order_date")?);
        let (net, list) = (columns.whole("net_amount_minor")?, columns.whole("list_amount_minor")?);
        let (cost, customers) = (columns.whole("cost_amount_minor")?, columns.text("customer_id")?);
        let places = sums.places(rows);
        for row in 0..frame.height() {
            let place = rows.of_row[row].map(|slice| places[slice as usize]);
            let Some(sums) = dates[row].and_then(|day| sums.on(question, place, day)) else { continue };
            let kind = kinds.get(row).unwrap_or("sale");
            if kind != "cancel" {
                let is_sale = !matches!(kind, "return" | "adjust");
                let customer = customers.get(row).filter(|name| !name.is_empty()).map(|name| numbers.of(name));
                let line = Line { is_sale, net: net[row].unwrap_or(0), list: list[row], cost: cost[row], customer };
                sums.add(line).ok_or(MeasureError::Overflow)?;
            }
        }
        Ok(())
    })?;
    let (slices, cells) = sums.sorted();
    let answers = |metric: &String| observations(question, &slices, metric, &cells, |sums| sums.answer(metric));
    Ok(question.metrics.iter().flat_map(answers).collect())
}

/// Customers are told apart by a number, in the order in which they come: they are only counted.
#[derive(Default)]
struct CustomerNumbers(HashMap<String, u32>);

impl CustomerNumbers {
    fn of(&mut self, name: &str) -> u32 {
        let next = self.0.len() as u32;
        match self.0.get(name) {
            Some(known) => *known,
            None => *self.0.entry(name.to_string()).or_insert(next),
        }
    }
}

#[derive(Clone, Copy)]
struct Line {
    is_sale: bool,
    net: i64,
    list: Option<i64>,
    cost: Option<i64>,
    customer: Option<u32>,
}

impl Sums {
    fn add(&mut self, line: Line) -> Option<()> {
        let plus = |sum: &mut i64, amount: i64| {
            *sum = sum.checked_add(amount)?;
            Some(())
        };
        plus(&mut self.net, line.net)?;
        plus(&mut self.cost, line.cost.unwrap_or(0))?;
        self.lines += 1;
        self.lines_without_cost += i64::from(line.cost.is_none());
        if let Some(customer) = line.customer {
            plus(&mut self.net_with_customer, line.net)?;
            if line.is_sale {
                self.buyers.insert(customer);
            }
        }
        if line.is_sale {
            self.sale_lines += 1;
            plus(&mut self.sold, line.net)?;
            if let Some(list) = line.list {
                self.with_list += 1;
                plus(&mut self.list, list)?;
                plus(&mut self.net_with_list, line.net)?;
            }
            if line.cost.is_some() {
                plus(&mut self.net_with_cost, line.net)?;
            }
        }
        Some(())
    }

    fn answer(&self, metric: &str) -> Answer {
        let given = self.list - self.net_with_list;
        match metric {
            "discount_rate" => self.of_list(given, self.list),
            "discount_rate.on_net" => self.of_list(given, self.net_with_list),
            "discount_rate.paid" => self.of_list(self.net_with_list, self.list),
            "list_coverage" => ratio(self.net_with_list, self.sold, self.sale_lines, None),
            "cost_coverage" => ratio(self.net_with_cost, self.sold, self.sale_lines, None),
            "markup" if self.lines_without_cost > 0 => {
                let value = Measured::Null(NullReason::MissingRate);
                Answer { value, numerator: None, denominator: None, n: self.lines, flag: None }
            }
            "markup" => ratio(self.net - self.cost, self.cost, self.lines, None),
            _ => self.per_customer(),
        }
    }

    /// A ratio of the lines with a list amount; a remark says where there are others.
    fn of_list(&self, numerator: i64, denominator: i64) -> Answer {
        let flag = (self.with_list < self.sale_lines).then_some("list_missing");
        ratio(numerator, denominator, self.with_list, flag)
    }

    fn per_customer(&self) -> Answer {
        let buyers = self.buyers.len() as i64;
        let value = match buyers {
            0 => Measured::Null(NullReason::NoDenominator),
            _ => Measured::Value(Scalar::Money(divide_half_even(self.net_with_customer, buyers))),
        };
        let (numerator, denominator) = (Scalar::Money(self.net_with_customer), Scalar::Count(buyers));
        Answer { value, numerator: Some(numerator), denominator: Some(denominator), n: buyers, flag: None }
    }
}

fn ratio(numerator: i64, denominator: i64, n: i64, flag: Option<&'static str>) -> Answer {
    let value = Measured::share(numerator as f64, denominator as f64);
    let (numerator, denominator) = (Scalar::Money(numerator), Scalar::Money(denominator));
    Answer { value, numerator: Some(numerator), denominator: Some(denominator), n, flag }
}
