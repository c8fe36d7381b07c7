//! Many questions at once: of twenty reps without any trend one looks as if he had one.
//!
//! Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", 1995.

/// For each chance the smallest false discovery rate at which it counts as found, in the order given.
pub fn discovery_rates(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&one, &other| chances[one].total_cmp(&chances[other]));
    let mut rates = vec![1.0; chances.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &at) in order.iter().enumerate().rev() {
        smallest = smallest.min(chances[at] * chances.len() as f64 / (rank + 1) as f64);
        rates[at] = smallest;
    }
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_are_those_of_the_paper_s_example() {
        // The fifteen chances of section 3.2 of the paper; at 5 % the first four are found.
        let chances = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let rates = discovery_rates(&chances);
        assert_eq!(rates.iter().filter(|rate| **rate <= 0.05).count(), 4);
        assert!((rates[3] - 0.0095 * 15.0 / 4.0).abs() < 1e-12);
        assert!(rates.is_sorted() && rates[14] == 1.0);
    }

    #[test]
    fn one_question_is_its_own_rate_and_none_has_none() {
        assert_eq!(discovery_rates(&[0.03]), [0.03]);
        assert!(discovery_rates(&[]).is_empty());
    }
}
