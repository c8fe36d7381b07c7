//! A second look at the orders, for what only the whole could tell: which lines lie far from their rep's others, and
//! which are the same as those of another order. It is taken where the first pass found such lines.

use std::collections::BTreeMap;

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

/// What is to be looked for.
struct Wanted {
    /// Rep → the first and last bin that are not far.
    usual: PlHashMap<String, (i32, i32)>,
    far: u64,
    judged: u64,
    /// Content → what was met of it so far.
    repeated: PlHashMap<u64, Met>,
}

#[derive(Default)]
struct Met {
    first: Option<(u64, String)>,
    others: u64,
    example: Option<String>,
}

/// Lines far from their rep's others, and lines that repeat those of other orders.
pub(super) fn second_look(orders: &StoredTable, tally: &mut OrdersTally) -> Result<Vec<Finding>, SourceError> {
    let mut wanted = Wanted::of(tally);
    if wanted.far == 0 && wanted.repeated.is_empty() {
        return Ok(Vec::new());
    }
    // The furthest few, by their distance in bins.
    let mut furthest: BTreeMap<(i32, String), String> = BTreeMap::new();
    orders.each(&LINE_COLUMNS, &mut |slice| {
        let lines = Lines::of(slice);
        for row in 0..lines.len() {
            let line = lines.at(row);
            if let Some(met) = line.content().and_then(|content| wanted.repeated.get_mut(&content)) {
                met.take(&line);
            }
            if let Some(beyond) = wanted.beyond(&line) {
                let shown = shown(&line);
                furthest.insert((-beyond, format!("{shown}{row}")), shown);
                if furthest.len() > EXAMPLES {
                    furthest.pop_last();
                }
            }
        }
    })?;
    let mut found = Vec::new();
    if wanted.far > 0 {
        let finding = Finding::new("amount_outlier", "orders", "net_amount", wanted.far, wanted.judged);
        found.push(finding.with_examples(furthest.into_values()));
    }
    found.extend(wanted.repeats(orders.rows()));
    Ok(found)
}

impl Wanted {
    fn of(tally: &mut OrdersTally) -> Wanted {
        let repeated = tally.repeated_contents().into_iter().map(|content| (content, Met::default())).collect();
        let mut wanted = Wanted { usual: PlHashMap::default(), far: 0, judged: 0, repeated };
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

    fn repeats(self, of: u64) -> Option<Finding> {
        let mut examples: Vec<String> = Vec::new();
        let (mut rows, mut sales) = (0, 0);
        for met in self.repeated.into_values().filter(|met| met.others > 0) {
            rows += met.others;
            sales += 1;
            examples.extend(met.example);
            // Sorted before cutting, so that the same data show the same examples.
            if examples.len() > 1000 {
                examples.sort_unstable();
                examples.dedup();
                examples.truncate(EXAMPLES);
            }
        }
        examples.sort_unstable();
        examples.dedup();
        (rows > 0).then(|| {
            let finding = Finding::new("possible_repeats", "orders", "order_id", rows, of);
            finding.with("sales", Detail::Count(sales)).with_examples(examples)
        })
    }
}

impl Met {
    fn take(&mut self, line: &Line<'_>) {
        let order = hash(line.order);
        match &self.first {
            None => self.first = Some((order, line.order.to_string())),
            Some((first, _)) if *first == order => {}
            Some((_, first)) => {
                self.others += 1;
                let example = || format!("{first} = {}", line.order);
                self.example.get_or_insert_with(example);
            }
        }
    }
}

/// A line as it is shown: order, rep, day and amount in minor units are enough to find it.
fn shown(line: &Line<'_>) -> String {
    let day = line.day.map_or_else(String::new, |day| Day::from_epoch(day as i32).to_string());
    match line.rep {
        Some(rep) => format!("{} ({rep}, {day})", line.order),
        None => format!("{} ({day})", line.order),
    }
}
