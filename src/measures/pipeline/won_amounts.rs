//! What the deals that were won are worth: in all, and the usual one.

use std::collections::BTreeSet;

use crate::measures::MeasureError;
use crate::measures::answers::{Answer, Stage, money};
use crate::quantity::{Measured, NullReason, Scalar};

use super::deals::{Deals, Outcome};

/// Of every so many deals, the smallest and the largest are left out of the trimmed mean: a tenth at each end.
const TRIMMED_ONE_IN: usize = 10;

/// What is told of a cell's amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Their sum: `bookings`.
    Sum,
    /// Their mean: `avg_deal`.
    Mean,
    /// Their median: `avg_deal.median`.
    Median,
    /// Their mean without a tenth at each end: `avg_deal.trimmed`.
    TrimmedMean,
}

/// The amounts won in a cell.
#[derive(Clone, Default)]
struct Won {
    amounts: Vec<i64>,
    remarks: BTreeSet<&'static str>,
}

/// One of the figures, over the deals won in the period.
pub(super) fn won(deals: &Deals, stage: Stage<'_>, told: Told) -> Result<Vec<Answer>, MeasureError> {
    let mut cells = vec![Won::default(); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.outcome == Outcome::Won) {
        let Some(cell) = stage.cell_of(deal.slice, deal.closed) else { continue };
        match deal.amount {
            Some(amount) => cells[cell].amounts.push(amount),
            None => _ = cells[cell].remarks.insert(deal.amount_remark()),
        }
    }
    cells.into_iter().map(|won| answer(won, told)).collect()
}

fn answer(mut won: Won, told: Told) -> Result<Answer, MeasureError> {
    won.amounts.sort_unstable();
    let n = won.amounts.len();
    let sums = |amounts: &[i64]| -> Result<Answer, MeasureError> {
        let sum: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
        let value = mean(sum, amounts.len());
        Ok(Answer::of(value, Some(money(sum)?), Some(Scalar::Count(amounts.len() as i64)), n as i64))
    };
    let answer = match told {
        // Deals without any amount are not deals of nothing.
        _ if n == 0 && !won.remarks.is_empty() => Answer::absent(NullReason::MissingRate),
        Told::Sum => Answer::sum(money(won.amounts.iter().map(|amount| i128::from(*amount)).sum())?, n as i64),
        Told::Mean => sums(&won.amounts)?,
        Told::Median => {
            let middle = if n == 0 { 0..0 } else { (n - 1) / 2..n / 2 + 1 };
            let sum: i128 = won.amounts[middle.clone()].iter().map(|amount| i128::from(*amount)).sum();
            Answer::of(mean(sum, middle.len()), None, None, n as i64)
        }
        Told::TrimmedMean => sums(&won.amounts[n / TRIMMED_ONE_IN..n - n / TRIMMED_ONE_IN])?,
    };
    Ok(answer.remarked(&won.remarks))
}

/// A mean of money, rounded half to even to the minor unit; it lies between the amounts, so it fits.
fn mean(sum: i128, n: usize) -> Measured {
    if n == 0 {
        return Measured::Null(NullReason::NoDenominator);
    }
    let n = n as i128;
    let (whole, rest) = (sum.div_euclid(n), sum.rem_euclid(n));
    let up = match (rest * 2).cmp(&n) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => whole.rem_euclid(2),
    };
    Measured::Value(Scalar::Money((whole + up) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(amounts: &[i64], told: Told) -> Option<Scalar> {
        let won = Won { amounts: amounts.to_vec(), remarks: BTreeSet::new() };
        answer(won, told).unwrap().value.value()
    }

    #[test]
    fn a_whale_moves_the_mean_and_neither_the_median_nor_the_trimmed_mean() {
        let amounts = [10, 10, 20, 20, 30, 30, 40, 40, 50, 100_000];
        assert_eq!(told(&amounts, Told::Mean), Some(Scalar::Money(10_025)));
        assert_eq!(told(&amounts, Told::Median), Some(Scalar::Money(30)));
        assert_eq!(told(&amounts, Told::TrimmedMean), Some(Scalar::Money(30)));
        assert_eq!(told(&amounts, Told::Sum), Some(Scalar::Money(100_250)));
    }

    #[test]
    fn half_a_cent_goes_to_the_even_one() {
        assert_eq!(told(&[1, 2], Told::Mean), Some(Scalar::Money(2)));
        assert_eq!(told(&[2, 3], Told::Median), Some(Scalar::Money(2)));
        assert_eq!(told(&[i64::MAX, i64::MAX], Told::Median), Some(Scalar::Money(i64::MAX)));
        assert_eq!(told(&[], Told::Mean), None);
    }
}
