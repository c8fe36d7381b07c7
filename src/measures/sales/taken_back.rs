//! What came back of the sales of some days: each return beside the rep who made the sale.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::calendar::{Day, DaySpan};
use crate::measures::MeasureError;
use crate::measures::columns::{Columns, engine};
use crate::measures::company::{Tables, collected};
use crate::quantity::Scalar;

/// A return line whose sale lies in the days asked for. Amounts are below zero, as on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedSale {
    /// The rep of the sale, who need not be the rep of the return; empty where the sale has none.
    pub rep_id: String,
    /// The rep on the return line itself.
    pub booked_rep_id: String,
    /// The day on which it came back.
    pub day: Day,
    /// Net amount in minor units.
    pub net: i64,
    /// Cost in minor units; `None` where the line has none.
    pub cost: Option<i64>,
    /// Quantity in ten-thousandths; `None` where the line has none.
    pub units: Option<i64>,
}

/// An order of the days asked for of which nothing is left: as much came back as was sold, or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneOrder {
    /// The reps who sold in it; an order of two counts for each of them.
    pub rep_ids: Vec<String>,
    /// The day of the return that undid it.
    pub day: Day,
}

/// What came back of the sales of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenBack {
    /// The returns, by day, then as they stand in the orders.
    pub returns: Vec<ReturnedSale>,
    /// The orders that were undone altogether.
    pub undone: Vec<UndoneOrder>,
    /// Returns of the days from the first of the span on that name no sale, or one that is not in the data.
    pub without_sale: i64,
}

/// The columns that are read where the orders have them.
const COLUMNS: [&str; 10] = [
    "line_type",
    "order_date",
    "order_id",
    "line_no",
    "rep_id",
    "net_amount_minor",
    "cost_amount_minor",
    "quantity",
    "origin_order_id",
    "origin_line_no",
];

/// Finds the returns, up to and with `until`, of what was sold on the days of `sold`.
///
/// A return names its sale by order and line; without a line, or where the order has no such line, its order's first
/// sale line is meant.
///
/// # Errors
/// [`MeasureError::TableMissing`] without orders, [`MeasureError::Engine`] where they cannot be read.
pub fn taken_back(tables: &Tables, sold: DaySpan, until: Day) -> Result<TakenBack, MeasureError> {
    let mut orders = tables.require("contest", "orders")?;
    let has: Vec<String> = orders.collect_schema().map_err(engine)?.iter_names().map(ToString::to_string).collect();
    let there: Vec<Expr> =
        COLUMNS.iter().filter(|name| has.iter().any(|own| own == *name)).map(|name| col(*name)).collect();
    if !has.iter().any(|name| name == "line_type") {
        return Ok(TakenBack::default());
    }
    let day = |day: Day| lit(day.epoch()).cast(DataType::Date);
    let within = col("order_date").gt_eq(day(sold.first)).and(col("order_date").lt_eq(day(until)));
    let lines = orders.select(there).filter(within);
    let returns = collected(lines.clone().filter(col("line_type").eq(lit("return"))))?;
    if returns.height() == 0 {
        return Ok(TakenBack::default());
    }
    if !has.iter().any(|name| name == "origin_order_id") || !has.iter().any(|name| name == "order_id") {
        return Ok(TakenBack { without_sale: returns.height() as i64, ..TakenBack::default() });
    }
    let named = returns.clone().lazy().select([col("origin_order_id").alias("order_id")]);
    let named = named.filter(col("order_id").is_not_null()).group_by([col("order_id")]).agg([len().alias("times")]);
    let is_sale = col("line_type").neq(lit("return")).and(col("line_type").neq(lit("cancel")));
    let is_sale = is_sale.and(col("line_type").neq(lit("adjust"))).and(col("order_date").lt_eq(day(sold.last)));
    let sales = lines.filter(is_sale).inner_join(named, col("order_id"), col("order_id"));
    matched(&collected(sales)?, &returns)
}

/// What was sold by one order.
#[derive(Default)]
struct Sold {
    reps: Vec<String>,
    of_line: BTreeMap<i64, String>,
    net: i64,
    back: i64,
}

fn matched(sales: &DataFrame, returns: &DataFrame) -> Result<TakenBack, MeasureError> {
    let mut orders = sold_by_order(sales)?;
    let columns = Columns::of(returns);
    let (days, reps) = (columns.days("order_date")?, columns.texts("rep_id")?);
    let (net, cost) = (columns.whole("net_amount_minor")?, columns.whole("cost_amount_minor")?);
    let quantity = columns.number("quantity")?;
    let (origins, origin_lines) = (columns.texts("origin_order_id")?, columns.whole("origin_line_no")?);
    let mut rows: Vec<usize> = (0..columns.height()).collect();
    rows.sort_by_key(|&row| (days[row], row));
    let mut found = TakenBack::default();
    for row in rows {
        let Some(day) = days[row] else { continue };
        let Some(order) = origins[row].as_ref().and_then(|origin| orders.get_mut(origin)) else {
            found.without_sale += i64::from(origins[row].is_none());
            continue;
        };
        let by_line = origin_lines[row].and_then(|line| order.of_line.get(&line));
        let rep_id = by_line.or(order.reps.first()).cloned().unwrap_or_default();
        let net = net[row].unwrap_or(0);
        let was_left = order.net + order.back > 0;
        order.back += net;
        if was_left && order.net + order.back <= 0 {
            let mut rep_ids = order.reps.clone();
            rep_ids.sort();
            rep_ids.dedup();
            found.undone.push(UndoneOrder { rep_ids, day });
        }
        let units = quantity[row].map(|pieces| (pieces * Scalar::UNITS_SCALE as f64).round() as i64);
        let booked_rep_id = reps[row].clone().unwrap_or_default();
        found.returns.push(ReturnedSale { rep_id, booked_rep_id, day, net, cost: cost[row], units });
    }
    Ok(found)
}

fn sold_by_order(sales: &DataFrame) -> Result<BTreeMap<String, Sold>, MeasureError> {
    let columns = Columns::of(sales);
    let (ids, lines) = (columns.texts("order_id")?, columns.whole("line_no")?);
    let (reps, net) = (columns.texts("rep_id")?, columns.whole("net_amount_minor")?);
    let mut rows: Vec<usize> = (0..columns.height()).collect();
    rows.sort_by(|&a, &b| (&ids[a], lines[a], a).cmp(&(&ids[b], lines[b], b)));
    let mut orders: BTreeMap<String, Sold> = BTreeMap::new();
    for row in rows {
        let Some(id) = &ids[row] else { continue };
        let order = orders.entry(id.clone()).or_default();
        let rep = reps[row].clone().unwrap_or_default();
        order.net += net[row].unwrap_or(0);
        if let Some(line) = lines[row] {
            order.of_line.entry(line).or_insert_with(|| rep.clone());
        }
        order.reps.push(rep);
    }
    Ok(orders)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// (order, line, type, day, rep, cents, origin order, origin line)
    type Row<'r> = (&'r str, i64, &'r str, &'r str, &'r str, i64, Option<&'r str>, Option<i64>);

    fn tables(rows: &[Row<'_>]) -> Tables {
        let days: Vec<i32> = rows.iter().map(|row| day(row.3).epoch()).collect();
        let frame = DataFrame::new(
            rows.len(),
            vec![
                Column::new("order_id".into(), rows.iter().map(|row| row.0).collect::<Vec<_>>()),
                Column::new("line_no".into(), rows.iter().map(|row| row.1).collect::<Vec<_>>()),
                Column::new("line_type".into(), rows.iter().map(|row| row.2).collect::<Vec<_>>()),
                Column::new("order_date".into(), days).cast(&DataType::Date).unwrap(),
                Column::new("rep_id".into(), rows.iter().map(|row| row.4).collect::<Vec<_>>()),
                Column::new("net_amount_minor".into(), rows.iter().map(|row| row.5).collect::<Vec<_>>()),
                Column::new("quantity".into(), rows.iter().map(|row| row.5 as f64 / 100.0).collect::<Vec<_>>()),
                Column::new("origin_order_id".into(), rows.iter().map(|row| row.6).collect::<Vec<_>>()),
                Column::new("origin_line_no".into(), rows.iter().map(|row| row.7).collect::<Vec<_>>()),
            ],
        )
        .unwrap();
        Tables::new([("orders".to_string(), frame.lazy())])
    }

    fn march(rows: &[Row<'_>], until: &str) -> TakenBack {
        let sold = DaySpan { first: day("2024-03-01"), last: day("2024-03-31") };
        taken_back(&tables(rows), sold, day(until)).unwrap()
    }

    const ROWS: [Row<'static>; 8] = [
        ("O1", 1, "sale", "2024-03-05", "R1", 1_000, None, None),
        ("O1", 2, "sale", "2024-03-05", "R2", 500, None, None),
        ("O2", 1, "sale", "2024-02-27", "R1", 700, None, None),
        ("O3", 1, "sale", "2024-03-30", "R1", 900, None, None),
        // Of O1 the second line, booked by somebody else; of O2, sold before; of O3 all of it; and one without a sale.
        ("B1", 1, "return", "2024-03-20", "R9", -200, Some("O1"), Some(2)),
        ("B2", 1, "return", "2024-03-21", "R1", -700, Some("O2"), Some(1)),
        ("B3", 1, "return", "2024-04-10", "R1", -900, Some("O3"), None),
        ("B4", 1, "return", "2024-04-11", "R1", -50, None, None),
    ];

    #[test]
    fn a_return_goes_to_the_rep_who_made_the_sale() {
        let found = march(&ROWS, "2024-04-30");
        let said: Vec<(&str, &str, i64)> =
            found.returns.iter().map(|back| (back.rep_id.as_str(), back.booked_rep_id.as_str(), back.net)).collect();
        assert_eq!(said, [("R2", "R9", -200), ("R1", "R1", -900)]);
        assert_eq!(found.returns[1].units, Some(-90_000));
        assert_eq!(found.without_sale, 1);
    }

    #[test]
    fn an_order_is_undone_where_all_of_it_came_back() {
        let undone = march(&ROWS, "2024-04-30").undone;
        assert_eq!(undone, [UndoneOrder { rep_ids: vec!["R1".to_string()], day: day("2024-04-10") }]);
        assert!(march(&ROWS, "2024-04-09").undone.is_empty());
    }

    #[test]
    fn without_returns_or_without_columns_nothing_came_back() {
        assert_eq!(march(&ROWS[..4], "2024-04-30"), TakenBack::default());
        let plain = Tables::new([("orders".to_string(), df_without_types())]);
        let sold = DaySpan { first: day("2024-03-01"), last: day("2024-03-31") };
        assert_eq!(taken_back(&plain, sold, day("2024-04-30")).unwrap(), TakenBack::default());
    }

    fn df_without_types() -> LazyFrame {
        DataFrame::new(1, vec![Column::new("order_id".into(), ["O1"])]).unwrap().lazy()
    }
}
