//! The log-likelihood of all customers, summed in one fixed order whatever the threads.

use rayon::prelude::*;

use super::history::{CustomerHistory, Grouped};

/// A value and its slopes by the four parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sloped {
    pub(super) value: f64,
    pub(super) slopes: [f64; 4],
}

impl Sloped {
    pub(super) fn add(&mut self, other: &Sloped, times: f64) {
        self.value += times * other.value;
        for (sum, slope) in self.slopes.iter_mut().zip(other.slopes) {
            *sum += times * slope;
        }
    }
}

/// A model of one customer at given parameters.
pub(super) trait AtParameters: Sync {
    /// The log-likelihood of one customer's history, and its slopes by the parameters.
    fn log_likelihood(&self, history: &CustomerHistory) -> Sloped;
}

/// Rows of a piece of the sum; fixed, so that the sum is the same for any number of threads.
pub(super) const PIECE: usize = 4096;

/// The sum over all rows.
pub(super) fn total(model: &impl AtParameters, rows: &[Grouped]) -> Sloped {
    let of_piece = |piece: &[Grouped]| {
        let mut sum = Sloped::default();
        piece.iter().for_each(|row| sum.add(&model.log_likelihood(&row.history), row.customers));
        sum
    };
    let pieces: Vec<Sloped> = rows.par_chunks(PIECE).map(of_piece).collect();
    let mut sum = Sloped::default();
    pieces.iter().for_each(|piece| sum.add(piece, 1.0));
    sum
}

/// Asks something of every customer, on all threads; the answers come in the order of the customers.
pub fn of_each<C: Sync, A: Send>(customers: &[C], ask: impl Fn(&C) -> A + Sync + Send) -> Vec<A> {
    customers.par_iter().map(ask).collect()
}
