//! Questions about customers that a cluster answers in sums and counts, where there are too many customers for their
//! histories to be fetched: the formulation in SQL of what [`crate::measures::repeat`], [`crate::measures::cohort`] and
//! [`crate::measures::kpi`] form of the visits here. Trials hold the two together.

use std::fmt::Write;

use crate::calendar::Day;

use super::dense::{DenseFacts, OUTSIDE};
use super::sql::{LinesElsewhere, selected};
use super::tables::FactTable;

/// How a question cuts the company and its days.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// By pair of rep and region the slice; one behind the last where the pair does not count in the question.
    pub(crate) slice_of_pair: Vec<u32>,
    /// How many slices.
    pub(crate) slices: usize,
    /// By day the span of days, such as a period; [`OUTSIDE`] where the day lies in none.
    pub(crate) span_of_day: Vec<u32>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) enum Summary {
    /// [`FactTable::Active`].
    Active,
    /// [`FactTable::Firsts`]: back within so many days, as far as the as-of day lets tell.
    Firsts {
        /// The days.
        horizon: i32,
        /// The as-of day.
        as_of: Day,
    },
    /// [`FactTable::Ages`].
    Ages {
        /// Who is a member of which cohort.
        births: Births,
        /// How ages are counted.
        age: AgeBy,
        /// Whether only the last age of each member is told.
        last: bool,
    },
    /// [`FactTable::Amounts`].
    Amounts {
        /// Who is a member of which cohort.
        births: Births,
        /// How ages are counted.
        age: AgeBy,
        /// Whether amounts are cut to between nothing and what the member began with.
        capped: bool,
    },
    /// [`FactTable::CustomerOrders`].
    CustomerOrders,
    /// [`FactTable::Returning`]; by span its first and last day.
    Returning {
        /// The days.
        spans: Vec<(Day, Day)>,
    },
    /// [`FactTable::Gaps`].
    Gaps,
    /// [`FactTable::GapSums`].
    GapSums,
    /// [`FactTable::Largest`].
    Largest,
}

/// Which first purchase makes a member.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Births {
    /// The first of all, on any day or between two.
    Ever(Option<(Day, Day)>),
    /// The first between two days, whatever came before.
    Between(Day, Day),
}

/// How ages are counted.
#[derive(Debug, Clone)]
pub(crate) enum AgeBy {
    /// Spans after that of the first purchase.
    Spans,
    /// Brackets of days after it.
    Brackets(Vec<(i32, i32)>),
    /// Blocks of so many days from it on.
    Blocks(i32),
}

impl Summary {
    /// The table that answers it.
    pub(crate) fn table(&self) -> FactTable {
        match self {
            Summary::Active => FactTable::Active,
            Summary::Firsts { .. } => FactTable::Firsts,
            Summary::Ages { .. } => FactTable::Ages,
            Summary::Amounts { .. } => FactTable::Amounts,
            Summary::CustomerOrders => FactTable::CustomerOrders,
            Summary::Returning { .. } => FactTable::Returning,
            Summary::Gaps => FactTable::Gaps,
            Summary::GapSums => FactTable::GapSums,
            Summary::Largest => FactTable::Largest,
        }
    }
}

/// A pair of rep and region by its keys in the store, -1 where there is none, and its position among the pairs.
pub(crate) type Place = (i32, i32, u32);

/// The SQL of a summary; columns and their order are those of its table.
pub(super) fn sql(
    lines: &LinesElsewhere,
    places: &[Place],
    dense: &DenseFacts,
    frame: &Frame,
    asked: &Summary,
) -> String {
    let (rest, values): (String, Vec<&str>) = match asked {
        Summary::Active => (ACTIVE.to_string(), vec!["slice", "span", "follows", "again", "count(*)"]),
        Summary::Firsts { horizon, as_of } => (
            format!(
                "{}, judged AS (SELECT slice, span, CASE WHEN {as_of} - born >= {horizon} THEN 1 ELSE 0 END AS mature, CASE \
                 WHEN {as_of} - born >= {horizon} AND again - born <= {horizon} THEN 1 ELSE 0 END AS again FROM customers \
                 WHERE slice IS NOT NULL AND span IS NOT NULL)\n{{}}\nFROM judged GROUP BY slice, span",
                customers(""),
                as_of = as_of.epoch(),
            ),
            vec!["slice", "span", "count(*)", "sum(mature)", "sum(again)"],
        ),
        Summary::Ages { births, age, last } => (ages(births, age, *last), vec!["slice", "cohort", "age", "customers"]),
        Summary::Amounts { births, age, capped } => (amounts(births, age, *capped), AMOUNTS.to_vec()),
        Summary::CustomerOrders => (
            ORDERS.to_string(),
            vec![
                "slice",
                "span",
                "count(*)",
                "sum(CASE WHEN orders > 1 THEN 1 ELSE 0 END)",
                "sum(orders)",
                "sum(orders * orders)",
                "sum(orders * (orders - 1))",
            ],
        ),
        Summary::Returning { spans } => {
            (returning(spans), vec!["slice", "span", "count(*)", "sum(before)", "sum(by_end)"])
        }
        Summary::Gaps => {
            (format!("{GAPS}\n{{}}\nFROM apart GROUP BY slice, span, gap"), vec!["slice", "span", "gap", "count(*)"])
        }
        Summary::GapSums => (
            format!(
                "{GAPS}, own AS (SELECT customer_key, slice, span, sum(gap) AS days, count(*) AS number FROM apart GROUP BY \
                 customer_key, slice, span)\n{{}}\nFROM own GROUP BY slice, span"
            ),
            vec!["slice", "span", "count(*)", "sum(days * days)", "sum(number * number)", "sum(days * number)"],
        ),
        Summary::Largest => (LARGEST.to_string(), vec!["slice", "span", "max(net)", "sum(net)"]),
    };
    let columns = asked.table().columns();
    let columns: Vec<String> = columns.iter().zip(values).map(|(column, value)| selected(column, value)).collect();
    let select = format!("SELECT {}", columns.join(", "));
    let rest = rest.replacen("{}", &select, 1);
    format!("WITH lines AS ({}), placed AS ({}){rest}", lines.lines(), placed(places, dense, frame))
}

/// The lines with their slices and spans.
fn placed(places: &[Place], dense: &DenseFacts, frame: &Frame) -> String {
    let span = span_of_day(dense, frame);
    let is_whole = frame.slices == 1 && frame.slice_of_pair.iter().all(|slice| *slice == 0);
    if is_whole {
        return format!(
            "SELECT customer_key, order_key, day, {span} AS span, net, is_sale, 0 AS pair, 0 AS slice FROM lines"
        );
    }
    let mut known = String::new();
    for (at, (rep, region, pair)) in places.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let slice = frame.slice_of_pair[*pair as usize];
        let slice = if (slice as usize) < frame.slices { slice.to_string() } else { "NULL".to_string() };
        let _ = write!(known, "{comma}({rep}, {region}, {pair}, CAST({slice} AS INT))");
    }
    format!(
        "SELECT customer_key, order_key, day, {span} AS span, net, is_sale, pair, slice FROM lines JOIN (SELECT * FROM VALUES \
         {known} AS known(of_rep, of_region, pair, slice)) AS places ON coalesce(rep_key, -1) = of_rep AND \
         coalesce(region_key, -1) = of_region"
    )
}

/// The span of a day: unbroken runs of days with one span, in their order.
fn span_of_day(dense: &DenseFacts, frame: &Frame) -> String {
    let mut cases = String::new();
    let mut from = 0;
    for run in frame.span_of_day.chunk_by(|one, other| one == other) {
        from += run.len();
        let span = if run[0] == OUTSIDE { "NULL".to_string() } else { run[0].to_string() };
        let _ = write!(cases, " WHEN day < {} THEN {span}", dense.day(from).epoch());
    }
    if cases.is_empty() { "CAST(NULL AS INT)".to_string() } else { format!("CAST(CASE{cases} END AS INT)") }
}

/// The days on which customers bought, and from whom.
const SALES: &str = ", sales AS (SELECT DISTINCT customer_key, pair, slice, day, span FROM placed WHERE is_sale = 1 AND \
     customer_key IS NOT NULL)";

/// Every customer's first purchase day with its slice and span, and the next one.
fn customers(within: &str) -> String {
    format!(
        "{SALES}, ranked AS (SELECT customer_key, slice, span, day, row_number() OVER (PARTITION BY customer_key ORDER BY day, \
         pair) AS nth, dense_rank() OVER (PARTITION BY customer_key ORDER BY day) AS nth_day FROM sales{within}), customers AS \
         (SELECT customer_key, min(day) AS born, min(CASE WHEN nth_day = 2 THEN day END) AS again, min(CASE WHEN nth = 1 THEN \
         slice END) AS slice, min(CASE WHEN nth = 1 THEN span END) AS span FROM ranked GROUP BY customer_key)"
    )
}

const ACTIVE: &str = ", sales AS (SELECT DISTINCT customer_key, slice, day, span FROM placed WHERE is_sale = 1 AND customer_key \
     IS NOT NULL AND slice IS NOT NULL AND span IS NOT NULL), own AS (SELECT customer_key, slice, span, count(*) AS days FROM \
     sales GROUP BY customer_key, slice, span), linked AS (SELECT slice, span, days, lag(span) OVER (PARTITION BY customer_key, \
     slice ORDER BY span) AS earlier FROM own), marked AS (SELECT slice, span, CASE WHEN earlier = span - 1 THEN 1 ELSE 0 END \
     AS follows, CASE WHEN days > 1 THEN 1 ELSE 0 END AS again FROM linked)\n{}\nFROM marked GROUP BY slice, span, follows, again";

/// A line without an order is of one order with all others.
const ORDERS: &str = ", sold AS (SELECT DISTINCT customer_key, slice, span, coalesce(order_key, -1) AS order_key FROM placed WHERE \
     is_sale = 1 AND customer_key IS NOT NULL AND slice IS NOT NULL AND span IS NOT NULL), own AS (SELECT customer_key, slice, \
     span, count(*) AS orders FROM sold GROUP BY customer_key, slice, span)\n{}\nFROM own GROUP BY slice, span";

/// From one purchase day to the next, in the slice of the later day's first purchase.
const GAPS: &str = ", firsts AS (SELECT customer_key, slice, span, day, row_number() OVER (PARTITION BY customer_key, day ORDER BY \
     pair) AS nth FROM (SELECT DISTINCT customer_key, pair, slice, day, span FROM placed WHERE is_sale = 1 AND customer_key IS NOT \
     NULL) AS sales), gaps AS (SELECT customer_key, slice, span, day - lag(day) OVER (PARTITION BY customer_key ORDER BY day) AS \
     gap FROM firsts WHERE nth = 1), apart AS (SELECT customer_key, slice, span, gap FROM gaps WHERE gap IS NOT NULL AND slice \
     IS NOT NULL AND span IS NOT NULL)";

const LARGEST: &str = ", own AS (SELECT slice, span, customer_key, sum(net) AS net FROM placed WHERE slice IS NOT NULL AND span IS NOT \
     NULL GROUP BY slice, span, customer_key), positive AS (SELECT slice, span, net FROM own WHERE net > 0)\n{}\nFROM positive \
     GROUP BY slice, span";

fn returning(spans: &[(Day, Day)]) -> String {
    let spans: Vec<String> = spans
        .iter()
        .enumerate()
        .map(|(at, (first, last))| format!("({at}, {}, {})", first.epoch(), last.epoch()))
        .collect();
    format!(
        "{}, active AS (SELECT DISTINCT customer_key, slice, span FROM sales WHERE slice IS NOT NULL AND span IS NOT NULL), \
         judged AS (SELECT active.slice, active.span, CASE WHEN born < first_day THEN 1 ELSE 0 END AS before, CASE WHEN again <= \
         last_day THEN 1 ELSE 0 END AS by_end FROM active JOIN customers ON active.customer_key = customers.customer_key JOIN \
         (SELECT * FROM VALUES {} AS known(of_span, first_day, last_day)) AS spans ON active.span = of_span)\n{{}}\nFROM judged \
         GROUP BY slice, span",
        customers(""),
        spans.join(", "),
    )
}

/// The members of cohorts: their first purchase that counts, its slice and its span.
fn members(births: &Births) -> String {
    let between = |from: Day, to: Day, column: &str| format!("{column} BETWEEN {} AND {}", from.epoch(), to.epoch());
    let (within, inside) = match births {
        Births::Ever(None) => (String::new(), String::new()),
        Births::Ever(Some((from, to))) => (String::new(), format!(" AND {}", between(*from, *to, "born"))),
        Births::Between(from, to) => (format!(" WHERE {}", between(*from, *to, "day")), String::new()),
    };
    format!(
        "{}, members AS (SELECT customer_key, born, slice, span AS cohort FROM customers WHERE slice IS NOT NULL AND span IS NOT \
         NULL{inside})",
        customers(&within)
    )
}

/// The age of a day, of a member; null where the day has none.
fn age(by: &AgeBy, table: &str) -> String {
    match by {
        AgeBy::Spans => format!("{table}.span - cohort"),
        AgeBy::Blocks(days) => format!("({table}.day - born) DIV {days}"),
        AgeBy::Brackets(brackets) => {
            let case = |(at, (from, to)): (usize, &(i32, i32))| {
                format!("WHEN {table}.day - born BETWEEN {from} AND {to} THEN {at}")
            };
            let cases: Vec<String> = brackets.iter().enumerate().map(case).collect();
            format!("CASE {} END", cases.join(" "))
        }
    }
}

fn ages(births: &Births, by: &AgeBy, last: bool) -> String {
    let age = format!("CAST({} AS INT)", age(by, "sales"));
    let bought = match last {
        true => format!(
            "SELECT members.customer_key, members.slice, cohort, max({age}) AS age FROM members JOIN sales ON \
             members.customer_key = sales.customer_key WHERE sales.day >= born GROUP BY members.customer_key, members.slice, cohort"
        ),
        false => format!(
            "SELECT DISTINCT members.customer_key, members.slice, cohort, {age} AS age FROM members JOIN sales ON \
             members.customer_key = sales.customer_key WHERE sales.day >= born"
        ),
    };
    format!(
        "{}, bought AS ({bought}), counted AS (SELECT slice, cohort, age, count(*) AS customers FROM bought WHERE age IS NOT NULL \
         GROUP BY slice, cohort, age UNION ALL SELECT slice, cohort, -1 AS age, count(*) AS customers FROM members GROUP BY slice, \
         cohort)\n{{}}\nFROM counted",
        members(births)
    )
}

/// Squares of minor units leave 64 bits; they come in two parts, so that their sums are whole to the last digit.
const AMOUNTS: [&str; 9] = [
    "slice",
    "cohort",
    "age",
    "customers",
    "amount",
    "(squares - squares % CAST(1000000000000000000 AS DECIMAL(38, 0))) / CAST(1000000000000000000 AS DECIMAL(38, 0))",
    "squares % CAST(1000000000000000000 AS DECIMAL(38, 0))",
    "(products - products % CAST(1000000000000000000 AS DECIMAL(38, 0))) / CAST(1000000000000000000 AS DECIMAL(38, 0))",
    "products % CAST(1000000000000000000 AS DECIMAL(38, 0))",
];

fn amounts(births: &Births, by: &AgeBy, capped: bool) -> String {
    let age = format!("CAST({} AS INT)", age(by, "bought"));
    let zero = "CAST(0 AS BIGINT)";
    let (base, kept) = match capped {
        true => (format!("greatest(start, {zero})"), format!("least(greatest(net, {zero}), greatest(start, {zero}))")),
        false => ("start".to_string(), "net".to_string()),
    };
    let product =
        |one: &str, other: &str| format!("sum(CAST({one} AS DECIMAL(19, 0)) * CAST({other} AS DECIMAL(19, 0)))");
    format!(
        "{members}, spent AS (SELECT members.customer_key, members.slice, cohort, {age} AS age, sum(net) AS net, max(is_sale) AS \
         is_sale FROM members JOIN placed AS bought ON members.customer_key = bought.customer_key WHERE bought.day >= born GROUP BY \
         members.customer_key, members.slice, cohort, {age}), begun AS (SELECT slice, cohort, age, coalesce(net, 0) AS net, \
         is_sale, sum(CASE WHEN age = 0 THEN coalesce(net, 0) ELSE 0 END) OVER (PARTITION BY customer_key) AS start FROM spent), \
         kept AS (SELECT slice, cohort, age, is_sale, CAST({base} AS BIGINT) AS base, CAST({kept} AS BIGINT) AS amount FROM \
         begun), summed AS (SELECT slice, cohort, age, sum(is_sale) AS customers, sum(amount) AS amount, {squares} AS squares, \
         {products} AS products FROM kept GROUP BY slice, cohort, age UNION ALL SELECT slice, cohort, -1 AS age, count(*) AS \
         customers, sum(base) AS amount, {bases} AS squares, {bases} AS products FROM kept WHERE age = 0 GROUP BY slice, \
         cohort)\n{{}}\nFROM summed",
        members = members(births),
        squares = product("amount", "amount"),
        products = product("amount", "base"),
        bases = product("base", "base"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Vec<Summary> {
        let day = |number| Day::from_epoch(number);
        let births = [Births::Ever(None), Births::Ever(Some((day(5), day(9)))), Births::Between(day(5), day(9))];
        let age = [AgeBy::Spans, AgeBy::Brackets(vec![(1, 30), (31, 60)]), AgeBy::Blocks(30)];
        let mut asked = vec![
            Summary::Active,
            Summary::Firsts { horizon: 90, as_of: day(40) },
            Summary::CustomerOrders,
            Summary::Returning { spans: vec![(day(0), day(9)), (day(10), day(19))] },
            Summary::Gaps,
            Summary::GapSums,
            Summary::Largest,
        ];
        for (births, age) in births.into_iter().zip(age) {
            asked.push(Summary::Ages { births, age: age.clone(), last: true });
            asked.push(Summary::Amounts { births, age, capped: true });
        }
        asked
    }

    fn written(frame: &Frame, asked: &Summary) -> String {
        let lines = LinesElsewhere {
            from: "orders".to_string(),
            columns: Default::default(),
            nameless_customer: None,
            as_of: None,
        };
        let dense = DenseFacts { day_zero: 100, ..DenseFacts::default() };
        sql(&lines, &[(3, -1, 0), (7, 2, 1)], &dense, frame, asked)
    }

    fn frame(slice_of_pair: [u32; 2], slices: usize) -> Frame {
        Frame { slice_of_pair: slice_of_pair.to_vec(), slices, span_of_day: vec![OUTSIDE, OUTSIDE, 0, 0, 0, 1] }
    }

    #[test]
    fn every_summary_gives_the_columns_of_its_table_in_their_order() {
        for asked in asked() {
            let sql = written(&frame([0, 1], 2), &asked);
            assert!(!sql.contains("{}"), "{sql}");
            let selected = sql.rsplit_once("\nSELECT ").unwrap().1.split_once("\nFROM ").unwrap().0;
            let names: Vec<&str> = selected
                .split(" AS ")
                .skip(1)
                .map(|rest| rest.split([',', ')', '(']).next().unwrap())
                .filter(|name| !["INT", "BIGINT", "DECIMAL"].contains(name))
                .collect();
            let wanted: Vec<&str> = asked.table().columns().iter().map(|column| column.name).collect();
            assert_eq!(names, wanted, "{sql}");
        }
    }

    #[test]
    fn pairs_have_their_slices_and_days_their_spans() {
        let cut = written(&frame([0, 2], 2), &Summary::Active);
        assert!(cut.contains("VALUES (3, -1, 0, CAST(0 AS INT)), (7, 2, 1, CAST(NULL AS INT))"), "{cut}");
        assert!(cut.contains("CASE WHEN day < 102 THEN NULL WHEN day < 105 THEN 0 WHEN day < 106 THEN 1 END"), "{cut}");
        // A company as a whole needs no pairs.
        assert!(!written(&frame([0, 0], 1), &Summary::Active).contains("VALUES"));
    }
}
