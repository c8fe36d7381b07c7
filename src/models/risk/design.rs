//! The columns of the model: learned on training cases only, then applied to any case.

use ndarray::Array2;

use super::case::{PastCase, RiskCase};
use super::feature::{FORECAST_FEATURE, FeatureGroup, FeatureSpec};
use super::logit::{clip_base, logit};

/// Where a column takes its raw value from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The logit of the forecast's chance.
    Forecast,
    /// The feature at this position.
    Feature(usize),
}

/// One column with what training taught about it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) group: FeatureGroup,
    pub(super) actionable: bool,
    pub(super) source: Source,
    /// The mean of the known training values; what an unknown value counts as.
    pub(super) mean: f64,
    /// Their standard deviation (population form); above 0.
    pub(super) sd: f64,
    /// The least and the greatest known training value.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The columns that can be used, and the names of those that cannot.
#[derive(Debug, Clone)]
pub(super) struct Design {
    pub(super) columns: Vec<Column>,
    pub(super) unused: Vec<String>,
}

impl Design {
    /// Learns means, spreads and ranges. A column that never varies or is never known is set aside.
    pub(super) fn learn(specs: &[FeatureSpec], training: &[PastCase<'_>]) -> Design {
        let forecast = (FORECAST_FEATURE, FeatureGroup::Forecast, false, Source::Forecast);
        let features =
            specs.iter().enumerate().map(|(i, s)| (s.name.as_str(), s.group, s.actionable, Source::Feature(i)));
        let mut design = Design { columns: Vec::new(), unused: Vec::new() };
        for (name, group, actionable, source) in std::iter::once(forecast).chain(features) {
            match Spread::of(source, training) {
                Some(Spread { mean, sd, low, high }) => {
                    let name = name.to_owned();
                    design.columns.push(Column { name, group, actionable, source, mean, sd, low, high });
                }
                None => design.unused.push(name.to_owned()),
            }
        }
        design
    }

    /// The columns at these positions, and the names of the others.
    pub(super) fn only(self, kept: &[usize]) -> (Design, Vec<String>) {
        let mut left_out = Vec::new();
        let mut columns = Vec::with_capacity(kept.len());
        for (at, column) in self.columns.into_iter().enumerate() {
            if kept.contains(&at) { columns.push(column) } else { left_out.push(column.name) }
        }
        (Design { columns, unused: self.unused }, left_out)
    }

    /// Cases by columns, standardised; the forecast's column is stretched by `forecast_stretch`, so that the
    /// same penalty weighs less on it.
    pub(super) fn matrix(&self, training: &[PastCase<'_>], forecast_stretch: f64) -> Array2<f64> {
        Array2::from_shape_fn((training.len(), self.columns.len()), |(row, col)| {
            let column = &self.columns[col];
            column.stretch(forecast_stretch) * (column.used(training[row].case) - column.mean) / column.sd
        })
    }
}

impl Column {
    /// The value as the case has it; `None` where it is not known.
    pub(super) fn raw(&self, case: &RiskCase) -> Option<f64> {
        raw(self.source, case)
    }

    /// The value as the model uses it: the mean where unknown, and never beyond what training saw. The forecast
    /// is exempt from the second rule, being bounded already.
    pub(super) fn used(&self, case: &RiskCase) -> f64 {
        match (self.source, self.raw(case)) {
            (_, None) => self.mean,
            (Source::Forecast, Some(value)) => value,
            (Source::Feature(_), Some(value)) => value.clamp(self.low, self.high),
        }
    }

    /// The factor on the standardised value that lightens the penalty on the forecast's column.
    pub(super) fn stretch(&self, forecast_stretch: f64) -> f64 {
        if self.source == Source::Forecast { forecast_stretch } else { 1.0 }
    }
}

fn raw(source: Source, case: &RiskCase) -> Option<f64> {
    match source {
        Source::Forecast => Some(logit(clip_base(case.base_probability))).filter(|value| value.is_finite()),
        Source::Feature(position) => case.features.get(position).copied().filter(|value| value.is_finite()),
    }
}

struct Spread {
    mean: f64,
    sd: f64,
    low: f64,
    high: f64,
}

impl Spread {
    /// `None` where no value is known, where they are all one value up to rounding, or where they are so large
    /// that their squares overflow.
    fn of(source: Source, training: &[PastCase<'_>]) -> Option<Spread> {
        let known = || training.iter().filter_map(|past| raw(source, past.case));
        let (mut n, mut sum, mut low, mut high) = (0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY);
        for value in known() {
            n += 1.0;
            sum += value;
            low = low.min(value);
            high = high.max(value);
        }
        let mean = sum / n;
        let sd = (known().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
        let varies = sd.is_finite() && high > low && sd > 1e-9 * mean.abs();
        // The reciprocal is asked for as well, because a coefficient per unit is divided by the spread.
        (varies && (1.0 / sd).is_finite()).then_some(Spread { mean, sd, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(values: &[f64]) -> Design {
        let specs = [FeatureSpec { name: "visits".into(), group: FeatureGroup::Activity, actionable: true }];
        let cases: Vec<RiskCase> = (values.iter())
            .map(|&v| RiskCase { base_probability: 0.3, features: vec![v], event: Some(true), ..RiskCase::default() })
            .collect();
        let past: Vec<PastCase<'_>> = cases.iter().map(|case| PastCase { case, event: true }).collect();
        Design::learn(&specs, &past)
    }

    #[test]
    fn unknown_values_count_as_the_mean_of_the_known() {
        let design = learn(&[1.0, f64::NAN, 5.0, f64::INFINITY]);
        let column = &design.columns[0];
        assert_eq!((column.mean, column.sd, column.low, column.high), (3.0, 2.0, 1.0, 5.0));
        let with = |v| RiskCase { features: vec![v], ..RiskCase::default() };
        assert_eq!(column.used(&with(f64::NAN)), 3.0);
        assert_eq!(column.used(&with(9.0)), 5.0);
        assert_eq!(column.raw(&with(9.0)), Some(9.0));
    }

    #[test]
    fn columns_that_cannot_be_scaled_are_set_aside() {
        for values in [[2.0, 2.0], [f64::NAN, f64::NAN], [1e300, -1e300], [f64::MAX, f64::MAX], [1e-320, 2e-320]] {
            let design = learn(&values);
            assert_eq!(design.unused, vec!["forecast_logit", "visits"], "for {values:?}");
        }
    }
}
