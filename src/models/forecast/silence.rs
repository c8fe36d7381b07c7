//! Has a series fallen silent?

/// How seldom as many zeros in a row would come from the series' own past for them to be told.
const SELDOM: f64 = 0.05;

/// How many of the last values are zero, where the values before let expect that in fewer than one case of twenty: a
/// share of zeros of (zeros + 1) ÷ (values + 2), Laplace's rule of succession, in a row. `None` for fewer zeros, and
/// where nothing came before.
pub(super) fn silent_for(values: &[f64]) -> Option<usize> {
    let zeros = values.iter().rev().take_while(|value| **value == 0.0).count();
    let before = &values[..values.len() - zeros];
    if zeros == 0 || before.is_empty() {
        return None;
    }
    let share = (before.iter().filter(|value| **value == 0.0).count() as f64 + 1.0) / (before.len() as f64 + 2.0);
    (share.powi(zeros as i32) < SELDOM).then_some(zeros)
}

/// As [`silent_for`] the other way round: whether the last values are all other than zero, as the zeros before let expect
/// in fewer than one case of a hundred. What sells now and then does so three times in a row once in a while.
pub(super) fn is_back(values: &[f64]) -> bool {
    const RARE: f64 = 0.01;
    let without = values.iter().rev().take_while(|value| **value != 0.0).count();
    let before = &values[..values.len() - without];
    let share = (before.iter().filter(|value| **value == 0.0).count() as f64 + 1.0) / (before.len() as f64 + 2.0);
    (1.0 - share).powi(without as i32) < RARE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_after_a_steady_record_are_told_and_those_of_an_occasional_one_are_not() {
        let steady = |periods: usize, zeros: usize| [vec![40.0; periods], vec![0.0; zeros]].concat();
        assert_eq!(silent_for(&steady(14, 2)), Some(2));
        assert_eq!(silent_for(&steady(3, 2)), Some(2));
        assert_eq!(silent_for(&steady(14, 1)), None, "one of sixteen is no wonder yet");
        assert_eq!(silent_for(&steady(20, 1)), Some(1));
        let occasional: Vec<f64> = (0..16).map(|t| if t % 4 == 0 { 9.0 } else { 0.0 }).collect();
        assert_eq!(silent_for(&occasional), None, "three zeros are what it always does");
        assert_eq!(silent_for(&[0.0; 12]), None);
        assert_eq!(silent_for(&[40.0; 12]), None);
        assert_eq!(silent_for(&[]), None);
    }

    #[test]
    fn sales_in_a_row_after_many_zeros_are_a_return() {
        let after = |zeros: usize, sales: usize| is_back(&[vec![0.0; zeros], vec![40.0; sales]].concat());
        assert!(after(8, 2) && after(2, 4) && !after(2, 3) && !after(8, 1));
        assert!(!is_back(&[]) && !is_back(&[0.0; 5]));
        let steady = [vec![40.0; 14], vec![0.0], vec![40.0; 3]].concat();
        assert!(!is_back(&steady), "that is what it always does");
    }
}
