//! An amount split by shares to the cent, so that the parts sum to the whole.

/// The weight of a share of 1. Shares are read to twelve decimals.
pub(super) const WHOLE: i64 = 1_000_000_000_000;

/// How far a sum of shares may lie from 1, as a weight.
pub(super) const TOLERANCE: i64 = WHOLE / 1_000_000_000;

/// A share as a weight.
pub(super) fn weight(share: f64) -> i64 {
    (share * WHOLE as f64).round() as i64
}

/// The parts of an amount by weights, in their order, by the method of the largest remainder: every part is rounded
/// towards zero, and the cents that are left go one each to the largest remainders, of equal ones to the first.
///
/// The parts sum to the amount exactly, also where the weights sum to a little more or less than [`WHOLE`]. Without any
/// weight there is nobody to split among, and the list is empty.
pub(in crate::measures) fn split(minor: i64, weights: &[i64]) -> Vec<i64> {
    let total: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if total <= 0 {
        return Vec::new();
    }
    let (size, sign) = (i128::from(minor).abs(), if minor < 0 { -1 } else { 1 });
    let mut parts: Vec<i128> = weights.iter().map(|&weight| size * i128::from(weight) / total).collect();
    let left = (size - parts.iter().sum::<i128>()) as usize;
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // A stable sort: equal remainders keep the order of the weights.
    order.sort_by_key(|&at| std::cmp::Reverse(size * i128::from(weights[at]) % total));
    for &at in order.iter().take(left) {
        parts[at] += 1;
    }
    // No part is larger than the amount, which has 64 bits.
    parts.into_iter().map(|part| (sign * part) as i64).collect()
}

/// One share of an amount by itself, rounded half to even.
pub(super) fn portion(minor: i64, weight: i64) -> i64 {
    let whole = i128::from(WHOLE);
    let product = i128::from(minor) * i128::from(weight);
    let (quotient, rest) = (product.div_euclid(whole), product.rem_euclid(whole));
    let up = match (rest * 2).cmp(&whole) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => quotient.rem_euclid(2),
    };
    // A share is at most 1, so the portion is no larger than the amount.
    (quotient + up) as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn left_cents_go_to_the_largest_remainders_and_then_to_the_first() {
        let third = weight(1.0 / 3.0);
        assert_eq!(split(1_000, &[third, third, third]), [334, 333, 333]);
        assert_eq!(split(-1_000, &[third, third, third]), [-334, -333, -333]);
        assert_eq!(split(1, &[weight(0.4), weight(0.6)]), [0, 1]);
        assert_eq!(split(5, &[weight(0.5), weight(0.5)]), [3, 2]);
        assert_eq!(split(5, &[]), [0_i64; 0]);
    }

    #[test]
    fn a_portion_is_rounded_half_to_even() {
        let half = weight(0.5);
        assert_eq!([5, 7, -5, -7].map(|minor| portion(minor, half)), [2, 4, -2, -4]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn parts_sum_to_the_amount_and_none_is_a_cent_off(minor in any::<i64>(), weights in prop::collection::vec(1..=WHOLE, 1..12)) {
            let parts = split(minor, &weights);
            let sum: i128 = parts.iter().map(|&part| i128::from(part)).sum();
            prop_assert_eq!(sum, i128::from(minor));
            let total: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
            for (&part, &weight) in parts.iter().zip(&weights) {
                let off = i128::from(part) * total - i128::from(minor) * i128::from(weight);
                prop_assert!(off.abs() < total, "{} is a cent off", part);
            }
        }
    }
}
