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
}
