//! Returns by two policies: on the day on which they came back, or on the day of the sale that they undo; and the
//! bridge between the two, which adds up to the cent.

use crate::measures::columns::Columns;
use crate::measures::family::{Family, Question};
use crate::measures::observation::Observation;
use crate::measures::order_lines::each_part;
use crate::measures::{FactsNeeded, MeasureError};
use crate::quantity::{Measured, Scalar};

use super::origin::SaleDays;
use super::{Answer, Gathered, observations, period_at};

/// Net revenue and returns by the day of the return and by the day of the sale.
pub const FAMILY: Family = Family {
    ids: &IDS,
    accepts: |id| IDS.contains(&id),
    tables: &[],
    pages: &[
        include_str!("../definitions/revenue_net.return_date.md"),
        include_str!("../definitions/revenue_net.origin_date.md"),
        include_str!("../definitions/revenue_returned.return_date.md"),
        include_str!("../definitions/revenue_returned.origin_date.md"),
        include_str!("../definitions/revenue_returned.carried_in.md"),
        include_str!("../definitions/revenue_returned.carried_out.md"),
    ],
    needs: |_| FactsNeeded::Dense,
    observe,
};

const IDS: [&str; 6] = [
    "revenue_net.return_date",
    "revenue_net.origin_date",
    "revenue_returned.return_date",
    "revenue_returned.origin_date",
    "revenue_returned.carried_in",
    "revenue_returned.carried_out",
];

/// A sum of amounts and how many lines it is made of.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    minor: i64,
    lines: i64,
}

impl Sum {
    fn add(&mut self, minor: i64) -> Option<()> {
        self.minor = self.minor.checked_add(minor)?;
        self.lines += 1;
        Some(())
    }
}

/// The sums of one slice in one period, returns with the sign of their lines.
#[derive(Debug, Clone, Default)]
struct Sums {
    /// Lines that are no returns: both policies have them on their own day.
    sold: Sum,
    /// Returns that came back in the period.
    booked: Sum,
    /// Returns of what was sold in the period.
    of_sales: Sum,
    /// Of the booked ones those of another period's sales.
    carried_in: Sum,
    /// Of those of the period's sales the ones that came back in another period.
    carried_out: Sum,
    /// Returns of which the sale is not in the data, so that they stay on their own day.
    without_sale: i64,
}

/// What is read of an order line, besides what the cut needs.
const COLUMNS: [&str; 5] = ["line_type", "order_date", "net_amount_minor", "origin_order_id", "origin_line_no"];

fn observe(question: &Question<'_>) -> Result<Vec<Observation>, MeasureError> {
    let Some(first) = question.metrics.first() else { return Ok(Vec::new()) };
    question.company.tables.require_rates(first)?;
    let sale_days = SaleDays::read(&question.company.tables.orders_in_parts(first)?)?;
    let mut sums: Gathered<Sums> = Gathered::of(question);
    each_part(&question.company, question.cut, (first, &COLUMNS), |frame, rows| {
        let columns = Columns::of(frame);
        let (kinds, dates) = (columns.text("line_type")?, columns.days("order_date")?);
        let net = columns.whole("net_amount_minor")?;
        let (origins, origin_lines) = (columns.text("origin_order_id")?, columns.whole("origin_line_no")?);
        let places = sums.places(rows);
        for row in 0..frame.height() {
            let (Some(day), Some(slice)) = (dates[row], rows.of_row[row]) else { continue };
            let (place, kind) = (places[slice as usize], kinds.get(row).unwrap_or("sale"));
            if kind == "cancel" || day > question.company.known.as_of {
                continue;
            }
            let net = net[row].unwrap_or(0);
            let added = match kind {
                "return" => {
                    let sold = sale_days.of_return(origins.get(row), origin_lines[row], day);
                    let periods = [Some(day), sold].map(|day| Some(period_at(question, day?)));
                    add_return(&mut sums, place, net, periods)
                }
                _ => sums.on(question, Some(place), day).map_or(Some(()), |cell| cell.sold.add(net)),
            };
            added.ok_or(MeasureError::Overflow)?;
        }
        Ok(())
    })?;
    let (slices, cells) = sums.sorted();
    let answers = |metric: &String| observations(question, &slices, metric, &cells, |sums| sums.answer(metric));
    Ok(question.metrics.iter().flat_map(answers).collect())
}

/// Adds a return to the period in which it came back and to that of its sale; none where a sum leaves its bits.
///
/// Of both days the position of the period, which a day outside the question does not have; no day of the sale where the
/// data do not have it.
fn add_return(
    sums: &mut Gathered<Sums>,
    place: usize,
    net: i64,
    [booked, sold]: [Option<Option<usize>>; 2],
) -> Option<()> {
    let (booked_in, sold_in) = (booked.flatten(), sold.or(booked).flatten());
    if let Some(period) = booked_in {
        let cell = sums.cell(place, period);
        cell.booked.add(net)?;
        cell.without_sale += i64::from(sold.is_none());
    }
    if let Some(period) = sold_in {
        sums.cell(place, period).of_sales.add(net)?;
    }
    // Outside the question nothing is carried.
    if booked_in != sold_in {
        if let Some(period) = booked_in {
            sums.cell(place, period).carried_in.add(net)?;
        }
        if let Some(period) = sold_in {
            sums.cell(place, period).carried_out.add(net)?;
        }
    }
    Some(())
}

impl Sums {
    fn answer(&self, metric: &str) -> Answer {
        let back = |sum: Sum| Sum { minor: sum.minor.saturating_neg(), lines: sum.lines };
        let with =
            |sum: Sum| Sum { minor: self.sold.minor.saturating_add(sum.minor), lines: self.sold.lines + sum.lines };
        let sum = match metric {
            "revenue_net.return_date" => with(self.booked),
            "revenue_net.origin_date" => with(self.of_sales),
            "revenue_returned.return_date" => back(self.booked),
            "revenue_returned.origin_date" => back(self.of_sales),
            "revenue_returned.carried_in" => back(self.carried_in),
            _ => back(self.carried_out),
        };
        let asks_for_sales = !metric.ends_with("return_date");
        let flag = (asks_for_sales && self.without_sale > 0).then_some("origin_missing");
        let value = Scalar::Money(sum.minor);
        Answer { value: Measured::Value(value), numerator: Some(value), denominator: None, n: sum.lines, flag }
    }
}
