//! What a fact is, as tables: the one place that names each table's columns, what they mean, and what a row is.
//!
//! The embedded engine builds the facts straight from the order lines; another engine is asked for these tables in SQL
//! ([`super::sql`]), and [`super::from_tables`] makes the same facts of them. Trials hold the two ways together.
//!
//! Every line counts that has a day, is no cancelled one, lies within the as-of day, and was known by then.

/// A table of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactTable {
    /// One row: what there is to expect.
    Survey,
    /// A row a rep, region and day.
    DaySums,
    /// A row a customer, rep, region and day on which the customer bought: the purchase occasions.
    Visits,
    /// The sales' orders: a row a rep, region and day for all orders that lie there alone, and a row each for the
    /// places of the others.
    Orders,
    /// A row a customer, rep, region, order and day: what single facts are made of.
    Rows,
    /// One row: how many rows [`FactTable::Visits`] would have.
    VisitCount,
    /// One row: how many rows [`FactTable::Rows`] would have.
    RowCount,
    /// Customers who bought, by slice and span of days.
    Active,
    /// Customers by the slice and span of their first purchase, and how many of them came back in time.
    Firsts,
    /// Members of cohorts by the age at which they bought.
    Ages,
    /// Amounts of members of cohorts by age.
    Amounts,
    /// Orders of customers by slice and span.
    CustomerOrders,
    /// Customers who bought, and those of them who had bought before.
    Returning,
    /// How often which number of days lay between two purchases.
    Gaps,
    /// Sums over the customers with such gaps.
    GapSums,
    /// The largest customer's amount.
    Largest,
}

/// A column of a table of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactColumn {
    /// The name, in SQL and in what comes back.
    pub name: &'static str,
    /// How its numbers are kept.
    pub width: Width,
    /// What it means, and what an absent value says.
    pub meaning: &'static str,
}

/// How large the numbers of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// 32 bits: keys, days since 1970, counts within a day.
    Small,
    /// 64 bits: amounts and counts of everything.
    Large,
}

const fn small(name: &'static str, meaning: &'static str) -> FactColumn {
    FactColumn { name, width: Width::Small, meaning }
}

const fn large(name: &'static str, meaning: &'static str) -> FactColumn {
    FactColumn { name, width: Width::Large, meaning }
}

const REP: FactColumn = small("rep_key", "the rep's key in the store; absent for lines without a rep");
const REGION: FactColumn = small("region_key", "the region's key in the store; absent for lines without a region");
const CUSTOMER: FactColumn = small("customer_key", "the customer's key in the store; absent without a known customer");
const DAY: FactColumn = small("day", "the business day, in days since 1970-01-01");
const NET: FactColumn = large("net", "net amounts in minor units; an absent amount adds nothing");
const COST: FactColumn = large("cost", "costs in minor units, of the lines that have one");
const UNITS: FactColumn = large("units", "quantities in ten-thousandths, each rounded half up");
const LINES: FactColumn = small("lines", "lines");
const UNCOSTED: FactColumn =
    small("lines_without_cost", "lines without a cost; gross profit is null where there are any");
const UNCOUNTED: FactColumn =
    small("lines_without_quantity", "lines without a quantity; units are null where there are any");
const SLICE: FactColumn = small("slice", "the position of the slice in the question");
const SPAN: FactColumn = small("span", "the position of the span of days in the question");
const COHORT: FactColumn = small("cohort", "the position of the span in which the members' first purchase lies");
const AGE: FactColumn = small("age", "the age, from 0; -1 for all members, whatever they did");
const CUSTOMERS: FactColumn = large("customers", "customers");

impl FactTable {
    /// The tables that dense facts are made of, in the order in which they are asked for.
    pub const DENSE: [FactTable; 4] = [FactTable::Survey, FactTable::DaySums, FactTable::Visits, FactTable::Orders];
    /// The tables of facts whose customers' histories stay elsewhere.
    pub const SUMS: [FactTable; 3] = [FactTable::Survey, FactTable::DaySums, FactTable::Orders];
    /// The tables that facts with single rows are made of.
    pub const WITH_ROWS: [FactTable; 2] = [FactTable::Survey, FactTable::Rows];

    /// A name for people.
    pub fn word(self) -> &'static str {
        match self {
            FactTable::Survey => "survey",
            FactTable::DaySums => "day_sums",
            FactTable::Visits => "visits",
            FactTable::Orders => "orders",
            FactTable::Rows => "rows",
            FactTable::VisitCount => "visit_count",
            FactTable::RowCount => "row_count",
            FactTable::Active => "active",
            FactTable::Firsts => "firsts",
            FactTable::Ages => "ages",
            FactTable::Amounts => "amounts",
            FactTable::CustomerOrders => "customer_orders",
            FactTable::Returning => "returning",
            FactTable::Gaps => "gaps",
            FactTable::GapSums => "gap_sums",
            FactTable::Largest => "largest",
        }
    }

    /// What a row is.
    pub fn grain(self) -> &'static str {
        match self {
            FactTable::Survey => "all lines",
            FactTable::DaySums => "rep, region and day",
            FactTable::Visits => "customer, rep, region and day with a sale",
            FactTable::Orders => "rep, region and day with a sale, and orders in several of them",
            FactTable::Rows => "customer, rep, region, order and day",
            FactTable::VisitCount | FactTable::RowCount => "all lines",
            FactTable::Active => {
                "slice and span, by whether the customer bought on several days and in the span before"
            }
            FactTable::Ages | FactTable::Amounts => "slice, cohort and age; age -1 for the members themselves",
            FactTable::Gaps => "slice, span and number of days",
            FactTable::Firsts
            | FactTable::CustomerOrders
            | FactTable::Returning
            | FactTable::GapSums
            | FactTable::Largest => "slice and span",
        }
    }

    /// The columns, in the order in which they come.
    pub fn columns(self) -> &'static [FactColumn] {
        const SURVEY: [FactColumn; 5] = [
            large("lines", "lines that count"),
            small("customers_since", "the first day on which a line has a known customer; absent where none has"),
            large(
                "net_size",
                "the sum of all net amounts without their signs: where it fits into 64 bits, every sum does",
            ),
            large("cost_size", "the same of the costs"),
            large("units_size", "the same of the quantities in ten-thousandths"),
        ];
        const DAY_SUMS: [FactColumn; 9] = [REP, REGION, DAY, LINES, UNCOSTED, UNCOUNTED, NET, COST, UNITS];
        const VISITS: [FactColumn; 4] = [CUSTOMER, REP, REGION, DAY];
        const ORDERS: [FactColumn; 5] = [
            small("order_key", "the order's key, where it has sales in several places; absent for orders in one place"),
            REP,
            REGION,
            DAY,
            large("orders", "how many orders have their sales here alone; 1 where the order is named"),
        ];
        const ROWS: [FactColumn; 12] = [
            CUSTOMER,
            REP,
            REGION,
            small("order_key", "the order's key in the store; absent for lines without an order"),
            DAY,
            LINES,
            small("sale_lines", "lines that are sales"),
            UNCOSTED,
            UNCOUNTED,
            NET,
            COST,
            UNITS,
        ];
        const COUNT: [FactColumn; 1] = [large("row_count", "how many rows there would be")];
        const ACTIVE: [FactColumn; 5] = [
            SLICE,
            SPAN,
            small("follows", "1 where the customer also bought in the span before, in this slice"),
            small("again", "1 where the customer bought on two days or more"),
            CUSTOMERS,
        ];
        const FIRSTS: [FactColumn; 5] = [
            SLICE,
            SPAN,
            CUSTOMERS,
            large("mature", "those whose first purchase lies a horizon before the as-of day"),
            large("again", "those of them with another purchase day within the horizon"),
        ];
        const AGES: [FactColumn; 4] = [SLICE, COHORT, AGE, CUSTOMERS];
        const AMOUNTS: [FactColumn; 9] = [
            SLICE,
            COHORT,
            AGE,
            CUSTOMERS,
            large("amount", "net revenue, or what of it is retained, in minor units"),
            large("squares_high", "the sum of its squares, without the last 18 digits"),
            large("squares_low", "these digits"),
            large("products_high", "the sum of its products with the revenue at age 0, without the last 18 digits"),
            large("products_low", "these digits"),
        ];
        const CUSTOMER_ORDERS: [FactColumn; 7] = [
            SLICE,
            SPAN,
            CUSTOMERS,
            large("twice", "those with two orders or more"),
            large("orders", "orders, counted for each of their customers"),
            large("orders_squared", "the sum of the squares of a customer's orders"),
            large("products", "the sum of a customer's orders × the orders after the first"),
        ];
        const RETURNING: [FactColumn; 5] = [
            SLICE,
            SPAN,
            CUSTOMERS,
            large("before", "those who had bought before the span"),
            large("by_end", "those who had bought before the last of their days up to the end of the span"),
        ];
        const GAPS: [FactColumn; 4] =
            [SLICE, SPAN, small("days", "days from one purchase to the next"), large("gaps", "how often they occur")];
        const GAP_SUMS: [FactColumn; 6] = [
            SLICE,
            SPAN,
            CUSTOMERS,
            large("days_squared", "the sum of the squares of a customer's days"),
            large("numbers_squared", "the sum of the squares of a customer's number of gaps"),
            large("products", "the sum of their products"),
        ];
        const LARGEST: [FactColumn; 4] = [
            SLICE,
            SPAN,
            large("largest", "the largest net amount of a customer; lines without one count as one customer"),
            large("total", "the net amounts of all customers with more than nothing"),
        ];
        match self {
            FactTable::VisitCount | FactTable::RowCount => &COUNT,
            FactTable::Active => &ACTIVE,
            FactTable::Firsts => &FIRSTS,
            FactTable::Ages => &AGES,
            FactTable::Amounts => &AMOUNTS,
            FactTable::CustomerOrders => &CUSTOMER_ORDERS,
            FactTable::Returning => &RETURNING,
            FactTable::Gaps => &GAPS,
            FactTable::GapSums => &GAP_SUMS,
            FactTable::Largest => &LARGEST,
            FactTable::Survey => &SURVEY,
            FactTable::DaySums => &DAY_SUMS,
            FactTable::Visits => &VISITS,
            FactTable::Orders => &ORDERS,
            FactTable::Rows => &ROWS,
        }
    }
}

/// The numbers of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactNumbers {
    /// Of 32 bits; [`FactNumbers::ABSENT`] stands for an absent value.
    Small(Vec<i32>),
    /// Of 64 bits; an absent value is 0.
    Large(Vec<i64>),
}

impl FactNumbers {
    /// An absent number of 32 bits: no key, day or count is so small.
    pub const ABSENT: i32 = i32::MIN;
}

/// A table of facts as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRows {
    table: FactTable,
    columns: Vec<FactNumbers>,
}

impl FactRows {
    /// A table without rows, to which they are added.
    pub fn none(table: FactTable) -> FactRows {
        let empty = |column: &FactColumn| match column.width {
            Width::Small => FactNumbers::Small(Vec::new()),
            Width::Large => FactNumbers::Large(Vec::new()),
        };
        FactRows { table, columns: table.columns().iter().map(empty).collect() }
    }

    /// The columns, to add to; all must stay equally long.
    pub fn columns_mut(&mut self) -> &mut [FactNumbers] {
        &mut self.columns
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self.columns.first() {
            Some(FactNumbers::Small(values)) => values.len(),
            Some(FactNumbers::Large(values)) => values.len(),
            None => 0,
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn position(&self, name: &str) -> usize {
        self.table
            .columns()
            .iter()
            .position(|column| column.name == name)
            .expect("columns are asked for by their names")
    }

    /// The first number of the first column, where that is of 64 bits; none where there is no row.
    pub(crate) fn first_large(&self) -> Option<i64> {
        match self.columns.first() {
            Some(FactNumbers::Large(values)) => values.first().copied(),
            _ => None,
        }
    }

    /// The rows, each with the numbers of all columns; none where the table has another number of columns.
    pub(crate) fn rows<const N: usize>(&self) -> impl Iterator<Item = [i64; N]> + '_ {
        let number = |column: usize, row: usize| match &self.columns[column] {
            FactNumbers::Small(values) => i64::from(values[row]),
            FactNumbers::Large(values) => values[row],
        };
        let rows = if self.columns.len() == N { self.len() } else { 0 };
        (0..rows).map(move |row| std::array::from_fn(|column| number(column, row)))
    }

    /// The numbers of a column of 32 bits; [`FactNumbers::ABSENT`] where absent.
    pub(super) fn small(&self, name: &str) -> &[i32] {
        match &self.columns[self.position(name)] {
            FactNumbers::Small(values) => values,
            FactNumbers::Large(_) => &[],
        }
    }

    /// The numbers of a column of 64 bits.
    pub(super) fn large(&self, name: &str) -> &[i64] {
        match &self.columns[self.position(name)] {
            FactNumbers::Large(values) => values,
            FactNumbers::Small(_) => &[],
        }
    }
}
