//! Medians and spreads that a few odd values do not move.

use std::collections::BTreeMap;

/// Turns the median absolute deviation of normal values into their standard deviation.
const MAD_TO_DEVIATION: f64 = 1.4826;

/// Where values lie, and how far they spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    /// The median.
    pub(super) median: f64,
    /// 1.4826 × the median absolute deviation, and at least what the caller holds to be no spread at all.
    pub(super) deviation: f64,
}

impl Spread {
    /// The spread of some values; none of none.
    pub(super) fn of(values: &[f64], least: f64) -> Option<Spread> {
        let median = median(values)?;
        let distances: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
        Some(Spread { median, deviation: (MAD_TO_DEVIATION * self::median(&distances)?).max(least) })
    }

    /// The spread of values that were counted in bins of a width: exact to half a bin.
    pub(super) fn of_bins(bins: &BTreeMap<i32, u64>, width: f64, least: f64) -> Option<Spread> {
        let middle = |bin: i32| (f64::from(bin) + 0.5) * width;
        let median = weighted_median(bins.iter().map(|(&bin, &count)| (middle(bin), count)).collect())?;
        let distances = bins.iter().map(|(&bin, &count)| ((middle(bin) - median).abs(), count)).collect();
        Some(Spread { median, deviation: (MAD_TO_DEVIATION * weighted_median(distances)?).max(least) })
    }

    /// How many deviations a value lies from the median, either side.
    pub(super) fn distance(&self, value: f64) -> f64 {
        (value - self.median).abs() / self.deviation
    }
}

/// The median; the mean of the middle two where there are two.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    Some(if sorted.len() % 2 == 1 { upper } else { f64::midpoint(sorted[sorted.len() / 2 - 1], upper) })
}

/// The smallest value with at least half of the counts at or below it.
fn weighted_median(mut values: Vec<(f64, u64)>) -> Option<f64> {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|(_, count)| count).sum::<u64>().div_ceil(2);
    let mut below = 0;
    values.into_iter().find_map(|(value, count)| {
        below += count;
        (below >= half).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_value_moves_neither_median_nor_deviation() {
        let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0, 1000.0], 0.0).unwrap();
        assert_eq!(spread.median, 3.0);
        assert!((spread.deviation - MAD_TO_DEVIATION).abs() < 1e-12);
        assert!(spread.distance(1000.0) > 600.0);
        assert_eq!(Spread::of(&[], 0.0), None);
    }

    #[test]
    fn equal_values_have_the_least_deviation() {
        assert_eq!(Spread::of(&[5.0; 9], 0.1), Some(Spread { median: 5.0, deviation: 0.1 }));
    }

    #[test]
    fn counted_in_bins_the_spread_is_the_same_to_half_a_bin() {
        let values: Vec<f64> = (0..1000).map(|at| f64::from(at * at % 997) / 100.0).collect();
        let mut bins = BTreeMap::new();
        for value in &values {
            *bins.entry((value / 0.01).floor() as i32).or_default() += 1;
        }
        let (plain, binned) = (Spread::of(&values, 0.0).unwrap(), Spread::of_bins(&bins, 0.01, 0.0).unwrap());
        assert!((plain.median - binned.median).abs() <= 0.011, "{plain:?} {binned:?}");
        assert!((plain.deviation - binned.deviation).abs() <= 0.03, "{plain:?} {binned:?}");
    }
}
