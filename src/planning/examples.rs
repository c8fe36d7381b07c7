//! Outlooks for the room's tests.

use std::sync::LazyLock;

use super::{Baseline, DriverFacts, Outlook};
use crate::models::predictive::Predictive;

/// A nearly normal forecast that cannot be negative: 999 scores at the normal quantiles of k ÷ 1000.
pub(super) fn bell(mean: f64, deviation: f64) -> Predictive {
    static SCORES: LazyLock<Vec<f64>> =
        LazyLock::new(|| (1..1_000).map(|k| normal_quantile(f64::from(k) / 1_000.0)).collect());
    Predictive::new(mean, deviation, SCORES.clone(), Some(0.0)).expect("finite scores")
}

/// A rep who sold 1,000.00 to 40 customers a year ago.
pub(super) fn outlook(subject: &str, predictive: Predictive) -> Outlook {
    Outlook {
        subject: subject.to_string(),
        predictive: Some(predictive),
        baseline: Baseline { value_minor: 100_000, period_label: "2018-Q2".to_string() },
        bounds_from: None,
        n_history: 12,
        history_max: Some(150_000),
        history_min: Some(50_000),
        drivers: DriverFacts {
            active_customers: 40,
            orders: 100,
            new_customers: 6,
            revenue_minor: 100_000,
            gross_profit_minor: 25_000,
            deals_closed: 0,
            deals_won: 0,
        },
        month_shares: vec![0.2, 0.3, 0.5],
        share_worked: 1.0,
        manual: None,
    }
}

/// By bisection on the series ½ + φ(z) · Σ z^(2k+1) ÷ (1·3·5…(2k+1)), so that the tests do not lean on the code
/// under test.
fn normal_quantile(level: f64) -> f64 {
    let cdf = |z: f64| {
        let (mut term, mut sum) = (z, z);
        for k in 1..80 {
            term *= z * z / f64::from(2 * k + 1);
            sum += term;
        }
        0.5 + (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * sum
    };
    let (mut low, mut high) = (-5.0, 5.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if cdf(middle) < level { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}
