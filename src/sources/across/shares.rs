//! Credits: the direct shares of an order line sum to 1.

use std::collections::HashMap;

use twox_hash::XxHash3_64;

use super::super::issue::Rule;
use super::Broken;
use super::gathered::FrameRow;

/// How far a sum of shares may lie from 1.
const TOLERANCE: f64 = 1e-9;

/// A credit: its order line as one number, its share, whether it is a direct one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Credit {
    line: u64,
    share: f64,
    direct: bool,
}

/// Reads a row of `credits`.
pub(super) fn credit_row(row: &FrameRow<'_>) -> Credit {
    Credit {
        line: line_key(row.text("order_id"), row.whole("line_no")),
        share: row.number("share").unwrap_or(0.0),
        direct: row.text("credit_type") == "direct",
    }
}

/// An order line as a number; without a line number it stands for the whole order.
pub(in super::super) fn line_key(order: &str, line: Option<i64>) -> u64 {
    let seed = line.map_or(0, |line| line.cast_unsigned().wrapping_add(1));
    XxHash3_64::oneshot_with_seed(seed, order.as_bytes())
}

/// The sum of the direct shares of each order line, 16 bytes and a little a line.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct ShareSums(HashMap<u64, f64>);

impl ShareSums {
    /// Adds a direct share.
    pub(in super::super) fn add(&mut self, line: u64, share: f64) {
        *self.0.entry(line).or_default() += share;
    }

    /// The sum of a line's direct shares where it is not 1.
    pub(in super::super) fn unequal(&self, line: u64) -> Option<f64> {
        self.0.get(&line).copied().filter(|sum| (sum - 1.0).abs() > TOLERANCE)
    }
}

/// Shares outside 0 to 1, and direct ones that do not sum to 1. A line with overlay credits alone is the booking rep's.
pub(super) fn share_faults(credits: &[Credit]) -> Vec<Broken> {
    let mut sums = ShareSums::default();
    for credit in credits.iter().filter(|credit| credit.direct) {
        sums.add(credit.line, credit.share);
    }
    let mut broken = Vec::new();
    for (at, credit) in credits.iter().enumerate() {
        let rule = if !(0.0..=1.0).contains(&credit.share) {
            Some(Rule::CreditShareRange)
        } else {
            let sum = sums.unequal(credit.line).filter(|_| credit.direct);
            sum.map(|sum| Rule::CreditShares { sum: rounded(sum) })
        };
        broken.extend(rule.map(|rule| Broken { at, column: "share", value: credit.share.to_string(), rule }));
    }
    broken
}

/// A share without the digits that adding floats leaves behind.
pub(super) fn rounded(share: f64) -> String {
    ((share * 1e10).round() / 1e10).to_string()
}
