//! The tables of facts in SQL: the other formulation, for an engine that runs elsewhere.
//!
//! The SQL is the part that Apache Spark and the engines that speak its protocol share. Keys and days come as numbers,
//! names stay where they are.

use std::collections::BTreeSet;

use crate::calendar::Day;
use crate::quantity::Scalar;

use super::tables::{FactColumn, FactTable, Width};

/// The order lines as another engine finds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinesElsewhere {
    /// What stands behind `FROM`: the table at its version.
    pub from: String,
    /// The columns that the table has; others are null.
    pub columns: BTreeSet<String>,
    /// The key of the customer whose name is empty, which is no customer.
    pub nameless_customer: Option<i32>,
    /// Lines after this day do not count, nor those that became known later; `None` takes all.
    pub as_of: Option<Day>,
}

impl LinesElsewhere {
    /// The SQL that gives a table of facts, with its columns in their order and rows in any order.
    pub fn sql(&self, table: FactTable) -> String {
        let (sources, columns, rest): (&str, &[(&str, &str)], &str) = match table {
            FactTable::Survey => ("", &SURVEY, "FROM lines"),
            FactTable::DaySums => ("", &SUMS, "FROM lines GROUP BY rep_key, region_key, day"),
            FactTable::Visits => (
                "",
                &[],
                "FROM lines WHERE is_sale = 1 AND customer_key IS NOT NULL GROUP BY customer_key, rep_key, region_key, day",
            ),
            FactTable::Orders => (PLACES_OF_ORDERS, &ORDERS, "FROM counted GROUP BY 1, rep_key, region_key, day"),
            FactTable::Rows => ("", &ROWS, "FROM lines GROUP BY customer_key, rep_key, region_key, order_key, day"),
            FactTable::VisitCount => (VISITS_ALONE, &COUNT, "FROM counted"),
            FactTable::RowCount => (ROWS_ALONE, &COUNT, "FROM counted"),
            // Those are asked with how the question cuts the company; see `super::summaries`.
            FactTable::Active
            | FactTable::Firsts
            | FactTable::Ages
            | FactTable::Amounts
            | FactTable::CustomerOrders
            | FactTable::Returning
            | FactTable::Gaps
            | FactTable::GapSums
            | FactTable::Largest => ("", &[], "FROM lines"),
        };
        let value =
            |name: &str| columns.iter().find(|(of, _)| *of == name).map_or(name, |(_, value)| value).to_string();
        let selected: Vec<String> =
            table.columns().iter().map(|column| selected(column, &value(column.name))).collect();
        format!("WITH lines AS ({}){sources}\nSELECT {}\n{rest}", self.lines(), selected.join(", "))
    }

    /// The lines that count.
    pub(super) fn lines(&self) -> String {
        let or_null = |name: &str, kind: &str| match self.columns.contains(name) {
            true => name.to_string(),
            false => format!("CAST(NULL AS {kind})"),
        };
        let known = match self.nameless_customer {
            Some(key) => format!("CASE WHEN customer_key = {key} THEN NULL ELSE customer_key END"),
            None => "customer_key".to_string(),
        };
        let kind = or_null("line_type", "STRING");
        let mut holds = vec!["order_date IS NOT NULL".to_string(), format!("({kind} IS NULL OR {kind} <> 'cancel')")];
        if let Some(day) = self.as_of {
            holds.push(format!("order_date <= DATE '{day}'"));
            if self.columns.contains("recorded_at") {
                // What became known after the as-of day was not known then.
                let end = day.plus_days(1);
                holds.push(format!("(recorded_at IS NULL OR recorded_at < TIMESTAMP_NTZ '{end} 00:00:00')"));
            }
        }
        let scale = Scalar::UNITS_SCALE;
        let quantity = or_null("quantity", "DOUBLE");
        format!(
            "SELECT rep_key, region_key, {known} AS customer_key, order_key, datediff(order_date, DATE '1970-01-01') AS \
             day, net_amount_minor AS net, {cost} AS cost, CAST(floor({quantity} * CAST({scale} AS DOUBLE) + CAST(0.5 AS \
             DOUBLE)) AS BIGINT) AS units, CASE WHEN {kind} = 'sale' THEN 1 ELSE 0 END AS is_sale FROM {from} WHERE \
             {holds}",
            cost = or_null("cost_amount_minor", "BIGINT"),
            from = self.from,
            holds = holds.join(" AND "),
        )
    }
}

/// Sales by order and place, and in how many places each order has some: those of one place by that place, the others
/// each. Lines without an order are one order. An order of one place has that place as its least one.
const PLACES_OF_ORDERS: &str = ", places AS (SELECT coalesce(order_key, -1) AS order_key, rep_key, region_key, day FROM lines \
     WHERE is_sale = 1 GROUP BY 1, rep_key, region_key, day), each AS (SELECT order_key, count(*) AS places, min(rep_key) AS rep_key, \
     min(region_key) AS region_key, min(day) AS day FROM places GROUP BY order_key), counted AS (SELECT order_key, rep_key, \
     region_key, day, places FROM each WHERE places = 1 UNION ALL SELECT places.order_key, places.rep_key, places.region_key, \
     places.day, several.places FROM (SELECT order_key, places FROM each WHERE places > 1) AS several JOIN places ON \
     several.order_key = places.order_key)";

const VISITS_ALONE: &str = ", counted AS (SELECT DISTINCT customer_key, rep_key, region_key, day FROM lines WHERE is_sale = 1 AND \
     customer_key IS NOT NULL)";

const ROWS_ALONE: &str = ", counted AS (SELECT DISTINCT customer_key, rep_key, region_key, order_key, day FROM lines)";

const COUNT: [(&str, &str); 1] = [("row_count", "count(*)")];

/// Sums without signs, no larger than what 64 bits hold.
const SURVEY: [(&str, &str); 5] = [
    ("lines", "count(*)"),
    ("customers_since", "min(CASE WHEN customer_key IS NOT NULL THEN day END)"),
    ("net_size", "least(coalesce(sum(abs(CAST(net AS DOUBLE))), 0), 9.2E18D)"),
    ("cost_size", "least(coalesce(sum(abs(CAST(cost AS DOUBLE))), 0), 9.2E18D)"),
    ("units_size", "least(coalesce(sum(abs(CAST(units AS DOUBLE))), 0), 9.2E18D)"),
];

const SUMS: [(&str, &str); 6] = [
    ("lines", "count(*)"),
    ("lines_without_cost", "count(*) - count(cost)"),
    ("lines_without_quantity", "count(*) - count(units)"),
    ("net", "coalesce(sum(net), 0)"),
    ("cost", "coalesce(sum(cost), 0)"),
    ("units", "coalesce(sum(units), 0)"),
];

const ROWS: [(&str, &str); 7] = [SUMS[0], ("sale_lines", "sum(is_sale)"), SUMS[1], SUMS[2], SUMS[3], SUMS[4], SUMS[5]];

const ORDERS: [(&str, &str); 2] = [("order_key", "CASE WHEN places > 1 THEN order_key END"), ("orders", "count(*)")];

/// A column of a table with its kind and name.
pub(super) fn selected(column: &FactColumn, value: &str) -> String {
    let kind = match column.width {
        Width::Small => "INT",
        Width::Large => "BIGINT",
    };
    format!("CAST({value} AS {kind}) AS {}", column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(columns: &[&str], as_of: Option<Day>) -> LinesElsewhere {
        LinesElsewhere {
            from: "orders".to_string(),
            columns: columns.iter().map(|name| name.to_string()).collect(),
            nameless_customer: Some(7),
            as_of,
        }
    }

    #[test]
    fn every_table_gives_its_columns_in_their_order() {
        for table in FactTable::DENSE.into_iter().chain(FactTable::WITH_ROWS) {
            let sql = lines(&["line_type", "quantity", "cost_amount_minor"], None).sql(table);
            let selected = sql.rsplit_once("\nSELECT ").unwrap().1.split_once("\nFROM ").unwrap().0;
            let names: Vec<&str> =
                selected.split(" AS ").skip(1).map(|rest| rest.split([',', ')']).next().unwrap()).collect();
            let names: Vec<&str> =
                names.into_iter().filter(|name| !["INT", "BIGINT", "DOUBLE"].contains(name)).collect();
            let wanted: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
            assert_eq!(names, wanted, "{sql}");
        }
    }

    #[test]
    fn columns_that_the_table_lacks_are_null_and_the_day_bounds_what_counts() {
        let plain = lines(&[], None).sql(FactTable::DaySums);
        assert!(plain.contains("CAST(NULL AS BIGINT) AS cost") && plain.contains("CAST(NULL AS DOUBLE)"), "{plain}");
        assert!(plain.contains("CASE WHEN customer_key = 7 THEN NULL ELSE customer_key END"), "{plain}");
        assert!(!plain.contains("recorded_at") && !plain.contains("order_date <="), "{plain}");
        let day = Some(Day::from_epoch(19_722));
        let bounded = lines(&["recorded_at"], day).sql(FactTable::DaySums);
        assert!(bounded.contains("order_date <= DATE '2023-12-31'"), "{bounded}");
        assert!(bounded.contains("recorded_at < TIMESTAMP_NTZ '2024-01-01 00:00:00'"), "{bounded}");
        assert!(!lines(&[], day).sql(FactTable::DaySums).contains("recorded_at"));
    }
}
