//! The facts: one row an order, rep, region, customer and day; everything about sales follows from them.

use std::collections::BTreeSet;
use std::sync::Arc;

use polars::prelude::*;

use crate::calendar::Day;
use crate::quantity::Scalar;

use super::MeasureError;
use crate::store::{KeyNames, OrderLines, StoreError};

mod day_sums;
mod dense;
mod distant;
mod from_lines;
mod from_rows;
mod from_tables;
mod grouped;
mod kept;
mod occurring;
mod postings;
mod postings_from_lines;
mod ranked;
mod scale;
mod shares;
mod slices;
mod small_line;
mod sql;
mod summaries;
mod tables;
#[cfg(test)]
mod tables_of;

pub(crate) use day_sums::DaySums;
pub use dense::DenseFacts;
pub(crate) use dense::OUTSIDE;
pub use distant::Distant;
pub(crate) use grouped::{Code, GroupedPart};
pub use kept::KeptFacts;
pub use postings::{Posting, Postings};
#[cfg(test)]
pub(crate) use shares::with_threads;
pub(crate) use shares::{in_shares, summed};
pub(crate) use slices::{Reps, SlicedLines};
pub use sql::LinesElsewhere;
pub(crate) use summaries::{AgeBy, Births, Frame, Summary};
pub use tables::{FactColumn, FactNumbers, FactRows, FactTable, Width};
#[cfg(test)]
pub(crate) use tables_of::Elsewhere;

/// How much of the facts a question needs; what comes later has all that comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactsNeeded {
    /// Customers' purchases alone, from which cohorts, repeat rates and gaps by rep, team and region are formed. Where
    /// nothing has to be made anew, less is read.
    Purchases,
    /// The sums of days too, but no orders.
    Sums,
    /// The dense numbers, from which values by rep, team and region are formed too.
    Dense,
    /// The names of the customers too.
    WithCustomers,
    /// What each customer bought and gave back, line by line, too.
    WithPostings,
}

/// The orders table of one snapshot, and the last day that counts.
#[derive(Clone)]
pub struct FactsInput {
    /// The orders, as the store keeps them.
    pub orders: LazyFrame,
    /// Orders after this day do not count; `None` takes all.
    pub as_of: Option<Day>,
}

/// One order of one customer with one rep on one day, its lines summed: what lines without integer keys, and those of
/// another engine, are grouped to first.
///
/// Keys are positions in the name lists of [`Facts`]. Amounts are signed: returns are negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Position in [`Facts::reps`]; the empty name stands for lines without a rep.
    pub rep: u32,
    /// Position in [`Facts::regions`].
    pub region: u32,
    /// Position in [`Facts::customers`]; the empty name stands for lines without a customer.
    pub customer: u32,
    /// The order.
    pub order: u32,
    /// The business day.
    pub day: Day,
    /// Net amount in minor units.
    pub net: i64,
    /// Cost in minor units, of the lines that have one.
    pub cost: i64,
    /// Quantity in ten-thousandths.
    pub units: i64,
    /// Lines.
    pub lines: u32,
    /// Lines that are sales; a day with none is no purchase occasion.
    pub sale_lines: u32,
    /// Lines without a cost; gross profit is null where there are any.
    pub lines_without_cost: u32,
    /// Lines without a quantity; units are null where there are any.
    pub lines_without_quantity: u32,
}

/// All facts of a snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Rep ids, sorted.
    pub reps: Vec<String>,
    /// Regions, sorted.
    pub regions: Vec<String>,
    /// Customer ids by their numbers, in no order; none where they were not asked for. Lines without a customer have
    /// none, or an empty one.
    pub customers: Vec<String>,
    /// What each customer bought and gave back, line by line; only where it was asked for. Whoever opens the data for
    /// questions that dense numbers answer leaves it out: it takes several times the room. Which questions these are is
    /// decided by the code and not by the data.
    pub postings: Option<Arc<Postings>>,
    /// First business day.
    pub first_day: Day,
    /// Last business day that counts.
    pub last_day: Day,
    /// The facts as plain numbers, from which most measures are formed; shared with whoever keeps them.
    pub dense: Arc<DenseFacts>,
    /// Where customers are so many that their histories stay on a cluster: whom to ask about them. The dense numbers
    /// then know of no visits.
    pub distant: Option<Arc<Distant>>,
}

impl Facts {
    /// No facts at all, between two days.
    pub fn none(first_day: Day, last_day: Day) -> Facts {
        Facts {
            reps: Vec::new(),
            regions: Vec::new(),
            customers: Vec::new(),
            postings: Some(Arc::default()),
            first_day,
            last_day,
            dense: Arc::default(),
            distant: None,
        }
    }

    /// Builds the facts, without postings, from lines with integer keys; none where the keys are too many to
    /// be numbered in pairs, so that the facts have to be built by names.
    ///
    /// # Errors
    /// [`MeasureError::NoOrders`] where nothing is known by the as-of date, [`MeasureError::Overflow`] where a sum
    /// leaves 64 bits, [`MeasureError::Engine`] where the lines cannot be read.
    pub fn from_lines(lines: &OrderLines, as_of: Option<Day>) -> Result<Option<Facts>, MeasureError> {
        from_lines::facts(lines, as_of, None)
    }

    /// These facts with the lines that came since; none where they cannot be put together, so that they have to be
    /// built anew from all lines.
    ///
    /// # Errors
    /// As [`Facts::from_lines`].
    pub fn with_lines(self, new: &OrderLines) -> Result<Option<Facts>, MeasureError> {
        from_lines::facts(new, None, Some(self))
    }

    /// Reads the customers' postings of these facts, and their names, from the same lines.
    ///
    /// # Errors
    /// As [`Facts::from_lines`].
    pub fn add_postings(&mut self, lines: &OrderLines, as_of: Option<Day>) -> Result<(), MeasureError> {
        self.postings = Some(Arc::new(postings_from_lines::postings(self, lines, as_of, None)?));
        self.add_customers(lines)
    }

    /// Reads the names of the customers.
    ///
    /// # Errors
    /// [`MeasureError::Engine`] where they cannot be read.
    pub fn add_customers(&mut self, lines: &OrderLines) -> Result<(), MeasureError> {
        let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
        self.customers = lines.customer_names().map_err(engine)?;
        Ok(())
    }

    /// The facts, without postings, of the tables of [`FactTable::DENSE`] in their order, as another engine made them.
    /// `names` are those behind the keys, and `as_of` is the day up to which the tables reach, for the error.
    ///
    /// # Errors
    /// [`MeasureError::NoOrders`] where no line counts, [`MeasureError::Overflow`] where a sum could leave 64 bits or
    /// there are more days, reps and regions than 32 bits can number, [`MeasureError::Engine`] where the tables are not
    /// of one state of the orders.
    pub fn from_tables(tables: [FactRows; 4], names: &KeyNames, as_of: Option<Day>) -> Result<Facts, MeasureError> {
        from_tables::dense(tables, names, as_of)
    }

    /// The facts with their postings, of the tables of [`FactTable::WITH_ROWS`] in their order. `customers` are the
    /// names behind the keys, and `orders` says how many orders have keys.
    ///
    /// # Errors
    /// As [`Facts::from_tables`].
    pub fn from_tables_with_rows(
        tables: [FactRows; 2],
        names: &KeyNames,
        customers: &[String],
        orders: usize,
        as_of: Option<Day>,
    ) -> Result<Facts, MeasureError> {
        from_tables::with_rows(tables, names, customers, orders, as_of)
    }

    /// The facts whose customers' histories stay elsewhere, of the tables of [`FactTable::SUMS`] in their order.
    /// `answer` is given the keys of the pairs, and makes what answers for the customers.
    pub(crate) fn from_tables_and(
        tables: [FactRows; 3],
        names: &KeyNames,
        as_of: Option<Day>,
        answer: impl FnOnce(Vec<summaries::Place>) -> Distant,
    ) -> Result<Facts, MeasureError> {
        let [survey, day_sums, orders] = tables;
        let places = from_tables::places(names, &day_sums)?;
        let mut facts =
            from_tables::dense([survey, day_sums, FactRows::none(FactTable::Visits), orders], names, as_of)?;
        facts.distant = Some(Arc::new(answer(places)));
        Ok(facts)
    }

    /// Refuses a question about single customers where their histories stay on a cluster. `asked` is what was asked.
    ///
    /// # Errors
    /// [`MeasureError::StaysOnCluster`].
    pub fn require_histories(&self, asked: &str) -> Result<(), MeasureError> {
        self.distant.as_ref().map_or(Ok(()), |distant| Err(distant.refusal(asked)))
    }

    /// Tells `work` of every known customer's purchases: which days, reps and regions, each once, in that order, and
    /// nothing else. They follow from the dense numbers, so nothing is read for them. See [`Postings::by_customer`].
    pub fn purchases_by_customer<S: Send>(
        &self,
        begin: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &[Posting]) + Sync,
    ) -> Vec<S> {
        let dense = &self.dense;
        let parts: Vec<(u32, &GroupedPart)> = dense.visits.numbered_parts().collect();
        let states = in_shares(
            &parts,
            || (begin(), Vec::new()),
            |(state, account), (first, part)| {
                for (at, group) in part.numbered_groups() {
                    account.clear();
                    account.extend(group.iter().map(|&code| Posting::of_visit(first + at, dense, code)));
                    work(state, account);
                }
            },
        );
        states.into_iter().map(|(state, _)| state).collect()
    }

    /// Tells `work` of every known customer's postings. See [`Postings::by_customer`].
    pub fn by_customer<S: Send>(
        &self,
        begin: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &[Posting]) + Sync,
    ) -> Vec<S> {
        let postings = self.postings.as_ref();
        postings.expect("whoever reads postings asks for them when the data are opened").by_customer(begin, work)
    }

    /// The facts up to a day, without postings.
    ///
    /// # Errors
    /// [`MeasureError::NoOrders`] where nothing happened by then.
    pub fn until(self, last: Day) -> Result<Facts, MeasureError> {
        if last >= self.last_day {
            return Ok(self);
        }
        occurring::until(&self, last).ok_or(MeasureError::NoOrders { as_of: Some(last) })
    }

    fn of_dense(reps: Vec<String>, regions: Vec<String>, dense: DenseFacts) -> Facts {
        let (first_day, last_day) = dense.ends().unwrap_or((Day::from_epoch(0), Day::from_epoch(0)));
        let (customers, postings, dense) = (Vec::new(), None, Arc::new(dense));
        Facts { reps, regions, customers, postings, first_day, last_day, dense, distant: None }
    }

    /// The reps and regions that occur together, by name.
    fn pair_names(&self) -> impl Iterator<Item = (&str, &str)> {
        let names =
            |&(rep, region): &(u32, u32)| (self.reps[rep as usize].as_str(), self.regions[region as usize].as_str());
        self.dense.pairs.iter().map(names)
    }

    /// Builds the facts, postings and all, in one pass over the columns that they need. Cancelled lines do not count.
    ///
    /// # Errors
    /// [`MeasureError::NoOrders`] where nothing is known by the as-of date.
    pub fn build(input: &FactsInput) -> Result<Facts, MeasureError> {
        Ok(Facts::build_with_rows(input)?.0)
    }

    /// The facts, and the single ones of which they are made, sorted by customer, day, rep, region and order.
    ///
    /// # Errors
    /// As [`Facts::build`].
    pub(crate) fn build_with_rows(input: &FactsInput) -> Result<(Facts, Vec<Fact>), MeasureError> {
        let frame = grouped(input).map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
        if frame.height() == 0 {
            return Err(MeasureError::NoOrders { as_of: input.as_of });
        }
        let (mut facts, rows) =
            Facts::from_frame(&frame).map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
        drop(frame);
        facts.take_in(&rows)?;
        Ok((facts, rows))
    }

    /// Forms the numbers of single facts of these reps, regions and customers.
    pub(crate) fn take_in(&mut self, rows: &[Fact]) -> Result<(), MeasureError> {
        let is_known = |customer: u32| !self.customers[customer as usize].is_empty();
        let (dense, postings) = (from_rows::dense(rows, is_known)?, Postings::of_facts(rows, is_known)?);
        (self.dense, self.postings) = (Arc::new(dense), Some(Arc::new(postings)));
        Ok(())
    }

    fn from_frame(frame: &DataFrame) -> PolarsResult<(Facts, Vec<Fact>)> {
        let (reps, rep_keys) = dense_keys(frame, "rep_id")?;
        let (regions, region_keys) = dense_keys(frame, "region")?;
        let (customers, customer_keys) = dense_keys(frame, "customer_id")?;
        let (_, order_keys) = dense_keys(frame, "order_id")?;
        let days = frame.column("order_date")?.cast(&DataType::Int32)?;
        let days: Vec<i32> = days.i32()?.into_no_null_iter().collect();
        let whole = |name: &str| -> PolarsResult<Vec<i64>> {
            let column = frame.column(name)?.cast(&DataType::Int64)?;
            Ok(column.i64()?.iter().map(|value| value.unwrap_or(0)).collect())
        };
        let (net, cost, units) = (whole("net")?, whole("cost")?, whole("units")?);
        let (lines, sale_lines) = (whole("lines")?, whole("sale_lines")?);
        let (uncosted, uncounted) = (whole("lines_without_cost")?, whole("lines_without_quantity")?);
        let mut rows: Vec<Fact> = (0..frame.height())
            .map(|at| Fact {
                rep: rep_keys[at],
                region: region_keys[at],
                customer: customer_keys[at],
                order: order_keys[at],
                day: Day::from_epoch(days[at]),
                net: net[at],
                cost: cost[at],
                units: units[at],
                lines: lines[at] as u32,
                sale_lines: sale_lines[at] as u32,
                lines_without_cost: uncosted[at] as u32,
                lines_without_quantity: uncounted[at] as u32,
            })
            .collect();
        rows.sort_unstable_by_key(|fact| (fact.customer, fact.day, fact.rep, fact.region, fact.order));
        let first_day = days.iter().min().map_or(Day::from_epoch(0), |&day| Day::from_epoch(day));
        let last_day = days.iter().max().map_or(Day::from_epoch(0), |&day| Day::from_epoch(day));
        Ok((Facts { reps, regions, customers, ..Facts::none(first_day, last_day) }, rows))
    }
}

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The one pass: lines to orders. Columns that the table lacks are null.
fn grouped(input: &FactsInput) -> PolarsResult<DataFrame> {
    let mut orders = input.orders.clone();
    let present: BTreeSet<String> = orders.collect_schema()?.iter_names().map(|name| name.to_string()).collect();
    let or_null = |name: &str, dtype: DataType| {
        if present.contains(name) { col(name).cast(dtype) } else { lit(NULL).cast(dtype).alias(name) }
    };
    let text = |name: &str| or_null(name, DataType::String).fill_null(lit("")).alias(name);
    if let Some(day) = input.as_of.filter(|_| present.contains("recorded_at")) {
        // What became known after the as-of day was not known then.
        let end = i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY;
        let known = col("recorded_at").cast(DataType::Int64).lt(lit(end));
        orders = orders.filter(col("recorded_at").is_null().or(known));
    }
    let mut rows = orders.select([
        text("rep_id"),
        text("region"),
        text("customer_id"),
        text("order_id"),
        text("line_type"),
        col("order_date"),
        col("net_amount_minor"),
        or_null("cost_amount_minor", DataType::Int64),
        or_null("quantity", DataType::Float64),
    ]);
    if let Some(day) = input.as_of {
        rows = rows.filter(col("order_date").lt_eq(lit(day.epoch()).cast(DataType::Date)));
    }
    let units = (col("quantity") * lit(Scalar::UNITS_SCALE as f64) + lit(0.5)).cast(DataType::Float64);
    rows.filter(col("line_type").neq(lit("cancel")).and(col("order_date").is_not_null()))
        .with_column(floor_to_whole(units).alias("units"))
        .group_by([col("rep_id"), col("region"), col("customer_id"), col("order_id"), col("order_date")])
        .agg([
            col("net_amount_minor").sum().alias("net"),
            col("cost_amount_minor").sum().alias("cost"),
            col("units").sum().alias("units"),
            len().cast(DataType::Int64).alias("lines"),
            col("line_type").eq(lit("sale")).cast(DataType::Int64).sum().alias("sale_lines"),
            col("cost_amount_minor").is_null().cast(DataType::Int64).sum().alias("lines_without_cost"),
            col("quantity").is_null().cast(DataType::Int64).sum().alias("lines_without_quantity"),
        ])
        .collect()
}

/// Floor by way of the integer cast, which cuts towards zero: one less where that went up.
fn floor_to_whole(number: Expr) -> Expr {
    let cut = number.clone().cast(DataType::Int64);
    let went_up = cut.clone().cast(DataType::Float64).gt(number).cast(DataType::Int64);
    cut - went_up
}

/// The distinct names of a text column, sorted, and each row's position among them.
fn dense_keys(frame: &DataFrame, name: &str) -> PolarsResult<(Vec<String>, Vec<u32>)> {
    let column = frame.column(name)?.str()?;
    let mut names: Vec<&str> = column.iter().map(|value| value.unwrap_or("")).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let positions: PlHashMap<&str, u32> = sorted.iter().enumerate().map(|(at, name)| (*name, at as u32)).collect();
    let keys = names.drain(..).map(|name| positions[name]).collect();
    Ok((sorted.into_iter().map(str::to_string).collect(), keys))
}
