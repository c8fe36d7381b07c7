//! How good past forecasts were.

use super::method::Method;
use super::results::{MethodAccuracy, Score, StatedChance, StatedForecast};
use super::scoring::smape;
use crate::models::clustered::{Clustered, Observed};
use crate::models::predictive::Side;

/// A method's errors added up.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: f64,
    absolute: f64,
    percentage: f64,
    scaled: f64,
    signed: f64,
    actual: f64,
}

/// Accuracy by method over the scores given, each with the seasonal-naive error it is scaled by.
pub(super) fn by_method(scores: impl Iterator<Item = (Score, f64)>) -> Vec<MethodAccuracy> {
    let mut sums = [Sums::default(); Method::ALL.len()];
    for (score, naive_error) in scores {
        let error = score.forecast - score.actual;
        let own = &mut sums[score.method as usize];
        own.count += 1.0;
        own.absolute += error.abs();
        own.percentage += smape(score.actual, score.forecast);
        own.scaled += error.abs() / naive_error;
        own.signed += error;
        own.actual += score.actual.abs();
    }
    let measured = Method::ALL.iter().zip(&sums).filter(|(_, s)| s.count > 0.0);
    measured
        .map(|(method, s)| MethodAccuracy {
            method: *method,
            n: s.count as usize,
            mae: s.absolute / s.count,
            smape: s.percentage / s.count,
            mase: s.scaled / s.count,
            bias: if s.actual > 0.0 { s.signed / s.actual } else { 0.0 },
        })
        .collect()
}

/// Stated against realised chances of reaching a value, for 50, 60, … 90 %; empty without distributions.
pub(super) fn chances(stated: &[StatedForecast]) -> Vec<StatedChance> {
    [0.5, 0.6, 0.7, 0.8, 0.9].into_iter().filter_map(|chance| chance_kept(stated, Side::AtLeast, chance)).collect()
}

/// How often the value that was stated to be reached with this chance was reached, or kept to where less is better; `None`
/// where no past distribution reaches so far. A value at the end of what can come asks for nothing and is no case.
///
/// ```
/// use attain::models::forecast::{StatedForecast, chance_kept};
/// use attain::models::predictive::{Predictive, Side};
/// let own = Predictive::new(100.0, 10.0, (-9..=9).map(f64::from).collect(), None);
/// // One quarter is reached by 150, and of 95 and 155 one comes to that; 150 at most is kept to in three quarters.
/// let came = |actual: f64| StatedForecast { origin: 0, series: 0, actual, centre: 100.0, predictive: own.clone() };
/// let found = chance_kept(&[came(95.0), came(155.0)], Side::AtLeast, 0.25).unwrap();
/// assert_eq!((found.stated, found.realised, found.n), (0.25, 0.5, 2));
/// assert_eq!(chance_kept(&[came(95.0)], Side::AtMost, 0.75).unwrap().realised, 1.0);
/// assert!(chance_kept(&[came(95.0)], Side::AtLeast, 0.01).is_none());
/// ```
pub fn chance_kept(stated: &[StatedForecast], side: Side, chance: f64) -> Option<StatedChance> {
    let kept = |case: &StatedForecast| {
        let kept = case.predictive.as_ref()?.is_kept(side, chance, case.actual)?;
        Some(Observed { subject: case.series, origin: case.origin, value: f64::from(u8::from(kept)) })
    };
    let cases: Vec<Observed> = stated.iter().filter_map(kept).collect();
    Clustered::share(&cases).map(|share| StatedChance::of(chance, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measures_are_those_of_the_definition() {
        let score = |forecast, actual| (Score { origin: 0, series: 0, method: Method::Naive, forecast, actual }, 20.0);
        let found = by_method([score(110.0, 90.0), score(100.0, 110.0), score(0.0, 0.0)].into_iter());
        assert_eq!(found.len(), 1);
        let a = found[0];
        assert_eq!((a.method, a.n), (Method::Naive, 3));
        assert!((a.mae - 10.0).abs() < 1e-12);
        assert!((a.smape - (20.0 + 2000.0 / 210.0) / 3.0).abs() < 1e-12);
        assert!((a.mase - 0.5).abs() < 1e-12);
        assert!((a.bias - 10.0 / 200.0).abs() < 1e-12);
    }
}
