//! Who is credited with an order line.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::DataFrame;

use crate::measures::MeasureError;
use crate::measures::columns::Columns;

use super::split::{TOLERANCE, WHOLE, portion, split, weight};

/// An order line, or without a number the whole order.
type Key = (String, Option<i64>);

/// The reps of a line with their weights, sorted by id, so that the order of the rows decides nothing.
type Weights = Vec<(String, i64)>;

/// The credits of all order lines.
#[derive(Debug, Default)]
pub(super) struct Credits {
    direct: HashMap<Key, Weights>,
    overlay: HashMap<Key, Weights>,
}

/// What a line says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Its order and number.
    pub(super) own: Option<Key>,
    /// Of a return the sale that it undoes.
    pub(super) origin: Option<Key>,
    /// The booking rep; empty where there is none.
    pub(super) rep: String,
    /// Its amount.
    pub(super) minor: i64,
}

/// A part of a line that is credited to a rep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The rep; empty where the line has none.
    pub(super) rep: String,
    /// The amount.
    pub(super) minor: i64,
    /// Whether it is beside the line's amount and not a part of it.
    pub(super) is_overlay: bool,
}

impl Credits {
    /// Reads the table.
    ///
    /// # Errors
    /// [`MeasureError::CreditShares`] where the direct shares of a line do not sum to 1.
    pub(super) fn read(frame: &DataFrame) -> Result<Credits, MeasureError> {
        let stored = Columns::of(frame);
        let (orders, reps, kinds) = (stored.text("order_id")?, stored.text("rep_id")?, stored.text("credit_type")?);
        let (lines, shares) = (stored.whole("line_no")?, stored.number("share")?);
        let (mut direct, mut overlay) = (BTreeMap::new(), BTreeMap::new());
        for row in 0..frame.height() {
            let (Some(order), Some(rep), Some(share)) = (orders.get(row), reps.get(row), shares[row]) else { continue };
            let of = if kinds.get(row) == Some("overlay") { &mut overlay } else { &mut direct };
            let reps: &mut BTreeMap<String, i64> = of.entry((order.to_string(), lines[row])).or_default();
            *reps.entry(rep.to_string()).or_default() += weight(share.clamp(0.0, 1.0));
        }
        for ((order, line), reps) in &direct {
            let sum: i64 = reps.values().sum();
            if (sum - WHOLE).abs() > TOLERANCE {
                let sum = (sum as f64 / WHOLE as f64).to_string();
                return Err(MeasureError::CreditShares { order: order.clone(), line: *line, sum });
            }
        }
        let sorted = |of: BTreeMap<Key, BTreeMap<String, i64>>| {
            of.into_iter().map(|(key, reps)| (key, reps.into_iter().collect())).collect()
        };
        Ok(Credits { direct: sorted(direct), overlay: sorted(overlay) })
    }

    /// The parts of a line: the direct ones sum to its amount, the overlay ones stand beside it.
    ///
    /// The line's own credits come before those of its order, and these before those of the sale that a return undoes:
    /// who was credited with a sale bears what comes back of it. Without any the line is the booking rep's.
    pub(super) fn parts(&self, line: &Line) -> Vec<Part> {
        let mut parts = match found(&self.direct, line) {
            None => vec![Part { rep: line.rep.clone(), minor: line.minor, is_overlay: false }],
            Some(reps) => {
                let weights: Vec<i64> = reps.iter().map(|(_, weight)| *weight).collect();
                let amounts = split(line.minor, &weights);
                let part =
                    |((rep, _), minor): (&(String, i64), i64)| Part { rep: rep.clone(), minor, is_overlay: false };
                reps.iter().zip(amounts).map(part).collect()
            }
        };
        let beside = found(&self.overlay, line).into_iter().flatten();
        parts.extend(beside.map(|(rep, weight)| Part {
            rep: rep.clone(),
            minor: portion(line.minor, *weight),
            is_overlay: true,
        }));
        parts
    }
}

/// The first credits that there are for a line.
fn found<'c>(credits: &'c HashMap<Key, Weights>, line: &Line) -> Option<&'c Weights> {
    let keys = line.own.iter().chain(&line.origin);
    keys.flat_map(|(order, number)| [(order.clone(), *number), (order.clone(), None)]).find_map(|key| credits.get(&key))
}
