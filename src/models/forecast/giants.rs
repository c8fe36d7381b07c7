//! Single values that nothing can be learned from: a misplaced decimal point, an order that was booked in the wrong unit.
//!
//! Least squares, scales and means over a panel know no measure: one quarter of ten thousand million beside quarters of a
//! thousand decides them all, for its own series and for everybody who is compared with it. So at each origin one value of
//! a series is left out where it is more than a thousand times everything else of that series, and of what is usual in the
//! panel. The middle of the series' other values stands in for it. What came is judged against the value as it is.
//!
//! A thousand was not learned from data: it is beyond what a book can do, and within what a slip of three digits does.

use std::collections::BTreeMap;

use super::panel::SeriesInput;

/// As many times the next largest value of the series, and the panel's middle, as makes a giant.
const TIMES: f64 = 1_000.0;

/// A series with fewer values does not say what is usual in it.
const LEAST_VALUES: usize = 4;

/// Histories without their giants, by series and number of known values; only those that have one.
pub(super) type WithoutGiants = BTreeMap<(usize, usize), Vec<f64>>;

/// What is known of every series after any number of periods, where a giant is in it.
pub(super) fn without_giants(inputs: &[SeriesInput], periods: usize) -> WithoutGiants {
    let mut found = WithoutGiants::new();
    for (series, input) in inputs.iter().enumerate() {
        let mut largest = Largest::default();
        for known in 1..=input.values.len() {
            largest.see(known - 1, input.values[known - 1].abs());
            if known >= LEAST_VALUES && largest.is_alone() {
                let hidden = input.values.len() - known;
                if largest.first > TIMES * usual(inputs, hidden, periods) {
                    found.insert((series, known), replaced(&input.values[..known], largest.at));
                }
            }
        }
    }
    found
}

/// The largest and the second largest size of the values seen so far, and where the largest stands.
#[derive(Debug, Default)]
struct Largest {
    first: f64,
    second: f64,
    at: usize,
}

impl Largest {
    fn see(&mut self, at: usize, size: f64) {
        if size > self.first {
            (self.first, self.second, self.at) = (size, self.first, at);
        } else {
            self.second = self.second.max(size);
        }
    }

    /// A series of nothing but zeros and one value is an occasional one; it has no usual size.
    fn is_alone(&self) -> bool {
        self.second > 0.0 && self.first > TIMES * self.second
    }
}

/// The middle over the series of their largest values, the last `hidden` periods left out; zero where nothing is known.
fn usual(inputs: &[SeriesInput], hidden: usize, periods: usize) -> f64 {
    debug_assert!(hidden <= periods, "a series is no longer than the panel");
    let known = |input: &SeriesInput| input.values.len().checked_sub(hidden).map(|n| largest_of(&input.values[..n]));
    let sizes: Vec<f64> = inputs.iter().filter_map(known).filter(|size| *size > 0.0).collect();
    lower_middle(sizes).unwrap_or(0.0)
}

fn largest_of(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

/// The middle value, the lower one of two: half of the values may be giants, and it is none.
pub(super) fn lower_middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}

fn replaced(values: &[f64], at: usize) -> Vec<f64> {
    let others = values.iter().enumerate().filter(|(position, _)| *position != at).map(|(_, value)| *value).collect();
    let mut replaced = values.to_vec();
    if let Some(middle) = lower_middle(others) {
        replaced[at] = middle;
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(id: &str, values: &[f64]) -> SeriesInput {
        SeriesInput { id: id.into(), values: values.to_vec(), group: None, first_season: 0, periods_before_data: None }
    }

    #[test]
    fn one_value_beyond_all_others_is_left_out_where_it_is_known_and_no_sooner() {
        let panel =
            [input("a", &[10.0, 11.0, 9.0, 12.0, 1e10, 10.0]), input("b", &[20.0, 21.0, 19.0, 22.0, 20.0, 21.0])];
        let found = without_giants(&panel, 6);
        let keys: Vec<(usize, usize)> = found.keys().copied().collect();
        assert_eq!(keys, [(0, 5), (0, 6)]);
        assert_eq!(found[&(0, 5)], [10.0, 11.0, 9.0, 12.0, 10.0]);
        assert_eq!(found[&(0, 6)], [10.0, 11.0, 9.0, 12.0, 10.0, 10.0]);
    }

    #[test]
    fn a_slow_start_a_large_book_and_two_of_a_size_are_no_giants() {
        let start = input("start", &[10.0, 20.0, 10.0, 20.0, 40_000.0, 42_000.0]);
        let usual = input("usual", &[30_000.0, 31_000.0, 35_000.0, 30_000.0, 31_000.0, 32_000.0]);
        let twice = input("twice", &[10.0, 1e10, 10.0, 12.0, 1e10, 10.0]);
        // Two of a size are known as such from the second one on; before it the first one is alone.
        let found = without_giants(&[start, usual.clone(), twice, usual], 6);
        let keys: Vec<(usize, usize)> = found.keys().copied().collect();
        assert_eq!(keys, [(2, 4)]);
        assert!(without_giants(&[input("rare", &[0.0, 0.0, 0.0, 0.0, 50.0])], 5).is_empty());
    }
}
