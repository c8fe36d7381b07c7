//! How many lines each order gets, so that the file has exactly the rows that were asked for.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

/// Most lines of one order, except where the last one takes up what is left.
const MOST_LINES: u64 = 24;

/// The rows that are still to be given out, and the orders that still come.
///
/// Every order has at least one line; the others are drawn around the mean that is left. A return takes its row
/// from the same budget when it is decided, long before it is written.
#[derive(Debug)]
pub(super) struct RowBudget {
    rows_left: u64,
    orders_left: u64,
    return_share: f64,
}

impl RowBudget {
    /// `orders` is positive and not above `rows`.
    pub(super) fn new(rows: u64, orders: u64, return_share: f64) -> RowBudget {
        debug_assert!(0 < orders && orders <= rows, "every order needs a line");
        RowBudget { rows_left: rows, orders_left: orders, return_share }
    }

    /// The lines of the next order.
    pub(super) fn next_order(&mut self, rng: &mut ChaCha8Rng) -> u64 {
        self.orders_left = self.orders_left.saturating_sub(1);
        let lines = if self.orders_left == 0 { self.rows_left } else { self.draw(rng) };
        self.rows_left -= lines;
        lines
    }

    /// Whether there is a row for a return too; it is taken where there is.
    pub(super) fn reserve_return(&mut self) -> bool {
        let free = self.rows_left > self.orders_left;
        if free {
            self.rows_left -= 1;
        }
        free
    }

    fn draw(&self, rng: &mut ChaCha8Rng) -> u64 {
        let mean = self.rows_left as f64 / (self.orders_left + 1) as f64 / (1.0 + self.return_share);
        let more = if mean > 1.0 { Poisson::new(mean - 1.0).map_or(0.0, |p| p.sample(rng)) } else { 0.0 };
        let most = (self.rows_left - self.orders_left).clamp(1, MOST_LINES);
        (1 + more as u64).min(most)
    }
}

/// Whether a line would come back, if there is time and a row left for it.
pub(super) fn wants_back(return_share: f64, rng: &mut ChaCha8Rng) -> bool {
    rng.random::<f64>() < return_share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::streams::{Stream, stream};

    #[test]
    fn the_rows_are_given_out_exactly() {
        for seed in 0..200 {
            let mut rng = stream(seed, Stream::Lines);
            let mut budget = RowBudget::new(1_000, 330, 0.05);
            let mut rows = 0;
            for _ in 0..330 {
                let lines = budget.next_order(&mut rng);
                assert!(lines >= 1);
                rows +=
                    lines + (0..lines).filter(|_| wants_back(0.05, &mut rng) && budget.reserve_return()).count() as u64;
            }
            assert_eq!(rows, 1_000, "seed {seed}");
        }
    }

    #[test]
    fn as_many_rows_as_orders_gives_each_one_line() {
        let mut rng = stream(1, Stream::Lines);
        let mut budget = RowBudget::new(50, 50, 0.5);
        for _ in 0..50 {
            assert_eq!(budget.next_order(&mut rng), 1);
            assert!(!budget.reserve_return());
        }
    }
}
