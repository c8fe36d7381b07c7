//! A second look at the orders, for what only the whole could tell: which lines lie far from their rep's others, and
//! which are the same as those of another order. It is taken where the first pass found such lines.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PlHashMap;

use super::super::SourceError;
use super::finding::{Detail, EXAMPLES, Finding};
use super::ids::hash;
use super::orders_pass::{BIN, LINE_COLUMNS, Line, Lines, OrdersTally, bin_of};
use super::robust::Spread;
use super::stored_table::StoredTable;
use crate::calendar::Day;

/// Sales that lie further from the rep's median than this many robust deviations of the logarithm are outliers.
/// Amounts that spread like a lognormal have two of a thousand million there.
const FAR: f64 = 6.0;
/// With fewer sales there is no history to speak of.
const LEAST_SALES: u64 = 30;
/// Amounts within a fifth of each other are one amount.
const LEAST_DEVIATION: f64 = 0.2;

/// Contents that are looked for at once, some 50 bytes each; where more sales repeat, the data were loaded twice.
const MOST_REPEATED: usize = 2_000_000;

/// What is to be looked for.
struct Wanted {
    /// Whether there are more repeated contents than are looked for.
    too_many: bool,
    /// Rep → the first and last bin that are not far.
    usual: PlHashMap<String, (i32, i32)>,
    far: u64,
    judged: u64,
    /// Content → what was met of it so far.
    repeated: PlHashMap<u64, Met>,
}

#[derive(Default)]
struct Met {
    first: Option<u64>,
    others: u64,
}

/// Lines far from their rep's others, and lines that repeat those of other orders.
pub(super) fn second_look(orders: &StoredTable, tally: &mut OrdersTally) -> Result<Vec<Finding>, SourceError> {
    let mut wanted = Wanted::of(tally);
    if wanted.far == 0 && wanted.repeated.is_empty() {
        return Ok(Vec::new());
    }
    // The furthest few, by their distance in bins, and the first few orders that repeat a sale.
    let mut furthest: BTreeSet<(i32, String)> = BTreeSet::new();
    let mut repeating: BTreeSet<String> = BTreeSet::new();
    orders.each(&LINE_COLUMNS, &mut |slice| {
        let lines = Lines::of(slice);
        for row in 0..lines.len() {
            let line = lines.at(row);
            let met = line.content().and_then(|content| wanted.repeated.get_mut(&content));
            if met.is_some_and(|met| met.take(&line)) {
                keep_first(&mut repeating, line.order.to_string());
            }
            if let Some(beyond) = wanted.beyond(&line) {
                keep_first(&mut furthest, (-beyond, shown(&line)));
            }
        }
    })?;
    let mut found = Vec::new();
    if wanted.far > 0 {
        let finding = Finding::new("amount_outlier", "orders", "net_amount", wanted.far, wanted.judged);
        found.push(finding.with_examples(furthest.into_iter().map(|(_, shown)| shown)));
    }
    found.extend(wanted.repeats(orders.rows(), repeating));
    Ok(found)
}

/// Adds to a set of which only the first few are shown.
fn keep_first<T: Ord>(set: &mut BTreeSet<T>, item: T) {
    set.insert(item);
    if set.len() > EXAMPLES {
        set.pop_last();
    }
}

impl Wanted {
    fn of(tally: &mut OrdersTally) -> Wanted {
        let contents = tally.repeated_contents();
        let too_many = contents.len() > MOST_REPEATED;
        let repeated = contents.into_iter().take(MOST_REPEATED).map(|content| (content, Met::default())).collect();
        let mut wanted = Wanted { too_many, usual: PlHashMap::default(), far: 0, judged: 0, repeated };
        for rep in &tally.reps {
            let bins: BTreeMap<i32, u64> = rep.bins.iter().map(|(&bin, &sales)| (bin, sales)).collect();
            let sales: u64 = bins.values().sum();
            let Some(spread) = Spread::of_bins(&bins, BIN, LEAST_DEVIATION).filter(|_| sales >= LEAST_SALES) else {
                continue;
            };
            let reach = FAR * spread.deviation;
            let usual = [spread.median - reach, spread.median + reach].map(|edge| (edge / BIN).floor() as i32);
            let within: u64 = bins.range(usual[0]..=usual[1]).map(|(_, sales)| sales).sum();
            wanted.judged += sales;
            if within < sales {
                wanted.far += sales - within;
                wanted.usual.insert(rep.id.clone(), (usual[0], usual[1]));
            }
        }
        wanted
    }

    /// How many bins a line lies beyond what is usual for its rep.
    fn beyond(&self, line: &Line<'_>) -> Option<i32> {
        let &(low, high) = self.usual.get(line.rep.unwrap_or(""))?;
        let bin = bin_of(line)?;
        let beyond = (low - bin).max(bin - high);
        (beyond > 0).then_some(beyond)
    }

    /// The sales that repeat one of another order; `examples` are pairs of orders.
    fn repeats(self, of: u64, examples: BTreeSet<String>) -> Option<Finding> {
        let mets = self.repeated.into_values().filter(|met| met.others > 0);
        let (sales, rows) = mets.fold((0, 0), |(sales, rows), met| (sales + 1, rows + met.others));
        (rows > 0).then(|| {
            let mut finding = Finding::new("possible_repeats", "orders", "order_id", rows, of);
            finding.variant = if self.too_many { "many" } else { "" };
            finding.with("sales", Detail::Count(sales)).with_examples(examples)
        })
    }
}

impl Met {
    /// Looks at a sale with this content; whether it is of another order than the first.
    fn take(&mut self, line: &Line<'_>) -> bool {
        let order = hash(line.order);
        let other = *self.first.get_or_insert(order) != order;
        self.others += u64::from(other);
        other
    }
}

/// A line as it is shown: order, rep and day are enough to find it.
fn shown(line: &Line<'_>) -> String {
    let day = line.day.map_or_else(String::new, |day| Day::from_epoch(day as i32).to_string());
    match line.rep {
        Some(rep) => format!("{} ({rep}, {day})", line.order),
        None => format!("{} ({day})", line.order),
    }
}
