//! Has the logistic earned its place beside the forecast?

use std::collections::BTreeMap;

use super::params::RiskSettings;
use super::report::{Comparison, ForecastOnlyReason};

/// One past case seen by both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) subject: &'a str,
    pub(super) origin: i32,
    pub(super) logistic: f64,
    /// As it would be stated, calibrated.
    pub(super) forecast: f64,
    /// As the forecast says it.
    pub(super) raw_forecast: f64,
    pub(super) event: bool,
}

impl Pair<'_> {
    /// How much closer the logistic came: the uncalibrated forecast's squared distance minus its own.
    fn gain(&self) -> f64 {
        let happened = f64::from(u8::from(self.event));
        (self.raw_forecast - happened).powi(2) - (self.logistic - happened).powi(2)
    }
}

/// Compares the Brier scores; `None` with nothing to compare.
pub(super) fn compare(pairs: &[Pair<'_>]) -> Option<Comparison> {
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let happened = |pair: &Pair<'_>| f64::from(u8::from(pair.event));
    let brier_of =
        |score: fn(&Pair<'_>) -> f64| pairs.iter().map(|pair| (score(pair) - happened(pair)).powi(2)).sum::<f64>() / n;
    let improvement = pairs.iter().map(Pair::gain).sum::<f64>() / n;
    let by_subject = clustered_error(pairs, improvement, |pair| pair.subject);
    let by_origin = clustered_error(pairs, improvement, |pair| pair.origin);
    let larger = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).max_by(f64::total_cmp);
    let origins: std::collections::BTreeSet<i32> = pairs.iter().map(|pair| pair.origin).collect();
    Some(Comparison {
        n: pairs.len(),
        origins: origins.len(),
        brier_logistic: brier_of(|pair| pair.logistic),
        brier_forecast: brier_of(|pair| pair.raw_forecast),
        brier_calibrated: brier_of(|pair| pair.forecast),
        improvement,
        standard_error: larger(by_subject, by_origin),
    })
}

/// Whether the logistic won by the margin asked for against the forecast as it is, and is not behind the forecast as it
/// would be stated, which learned from the same past. A standard error that cannot be told counts as no proof.
pub(super) fn verdict(comparison: &Comparison, settings: &RiskSettings) -> Result<(), ForecastOnlyReason> {
    let Comparison { brier_logistic, brier_forecast, brier_calibrated, .. } = *comparison;
    let need = comparison.standard_error.map(|error| error * settings.margin_standard_errors);
    match need {
        Some(need) if comparison.improvement > need && brier_logistic <= brier_calibrated => Ok(()),
        Some(need) if comparison.improvement > need => {
            Err(ForecastOnlyReason::NotBetter { brier_logistic, brier_forecast: brier_calibrated, need: 0.0 })
        }
        need => Err(ForecastOnlyReason::NotBetter { brier_logistic, brier_forecast, need: need.unwrap_or(0.0) }),
    }
}

/// The standard error of a mean whose members come in clusters (Liang and Zeger 1986, with the G ÷ (G − 1)
/// correction); `None` with fewer than two clusters.
fn clustered_error<'a, K: Ord>(pairs: &'a [Pair<'a>], mean: f64, cluster: impl Fn(&'a Pair<'a>) -> K) -> Option<f64> {
    let mut sums: BTreeMap<K, f64> = BTreeMap::new();
    for pair in pairs {
        *sums.entry(cluster(pair)).or_default() += pair.gain() - mean;
    }
    let clusters = sums.len() as f64;
    let squares: f64 = sums.values().map(|sum| sum * sum).sum();
    (clusters >= 2.0).then(|| (clusters / (clusters - 1.0) * squares).sqrt() / pairs.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(subject: &str, origin: i32, logistic: f64) -> Pair<'_> {
        Pair { subject, origin, logistic, forecast: 0.5, raw_forecast: 0.5, event: true }
    }

    #[test]
    fn the_numbers_are_those_of_a_calculation_by_hand() {
        // Gains over the forecast's 0.25: 0.21, 0.16, 0.09, 0 — mean 0.115.
        let pairs = [pair("a", 1, 0.8), pair("a", 2, 0.7), pair("b", 1, 0.6), pair("b", 2, 0.5)];
        let found = compare(&pairs).expect("four pairs");
        assert!((found.brier_logistic - (0.04 + 0.09 + 0.16 + 0.25) / 4.0).abs() < 1e-12);
        assert!((found.brier_forecast - 0.25).abs() < 1e-12);
        assert!((found.improvement - 0.115).abs() < 1e-12);
        // By subject the sums are ±0.14, by origin ±0.07: √(2 · 2 · 0.14²) ÷ 4 = 0.07 is the larger error.
        assert!((found.standard_error.expect("two clusters") - 0.07).abs() < 1e-12);
        assert_eq!((found.n, found.origins), (4, 2));
    }

    #[test]
    fn the_margin_decides() {
        let pairs = [pair("a", 1, 0.8), pair("a", 2, 0.7), pair("b", 1, 0.6), pair("b", 2, 0.5)];
        let found = compare(&pairs).expect("four pairs");
        let asked = |margin| verdict(&found, &RiskSettings { margin_standard_errors: margin, ..Default::default() });
        assert!(asked(1.0).is_ok());
        assert!(matches!(asked(2.0), Err(ForecastOnlyReason::NotBetter { need, .. }) if (need - 0.14).abs() < 1e-12));
    }

    #[test]
    fn a_forecast_that_learned_to_read_itself_better_is_not_displaced() {
        let read = |forecast: f64| {
            let pairs = [("a", 1, 0.8), ("a", 2, 0.7), ("b", 1, 0.6), ("b", 2, 0.5)];
            let pairs = pairs.map(|(subject, origin, logistic)| Pair { forecast, ..pair(subject, origin, logistic) });
            verdict(&compare(&pairs).expect("four pairs"), &RiskSettings::default())
        };
        assert!(read(0.55).is_ok());
        // (1 − 0.9)² against the logistic's 0.135.
        assert!(matches!(read(0.9), Err(ForecastOnlyReason::NotBetter { brier_forecast, need, .. })
            if (brier_forecast - 0.01).abs() < 1e-12 && need == 0.0));
    }

    #[test]
    fn no_pairs_no_comparison_and_one_cluster_no_proof() {
        assert_eq!(compare(&[]), None);
        let single = compare(&[pair("a", 1, 0.9)]).expect("one pair");
        assert_eq!(single.standard_error, None);
        assert!(verdict(&single, &RiskSettings::default()).is_err());
    }
}
