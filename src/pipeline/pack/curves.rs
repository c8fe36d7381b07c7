//! The repeat-purchase curves: by quarter of the first purchase, and of all quarters together.

use crate::calendar::Period;
use crate::measures::repeat::{CURVE_DAYS, RateParts};
use crate::measures::wilson_95;
use crate::review::pack::{CurveCell, CurveRow, RepeatCurves};

use crate::pipeline::analysis::Analysis;

impl Analysis<'_> {
    /// A quarter in which nobody bought for the first time has no curve.
    pub(super) fn repeat_curves(&self) -> RepeatCurves {
        let cohorts: Vec<(usize, Period)> =
            self.repeat.curve_cohorts.iter().enumerate().filter(|(at, _)| self.cohort_size(*at) > 0).collect();
        let row = |&(at, cohort): &(usize, Period)| CurveRow {
            cohort: self.label(cohort),
            size: self.cohort_size(at),
            cells: self.each_horizon(|parts| parts[at]),
        };
        let censored = cohorts.iter().filter(|(_, cohort)| {
            // What was bought before the data begin is not known: the first quarter holds old customers too.
            self.snapshot.calendar.first_day(*cohort) <= self.snapshot.facts.first_day
        });
        RepeatCurves {
            metric_id: "repeat_rate.h_days".to_string(),
            days: CURVE_DAYS.iter().map(|&days| i64::from(days)).collect(),
            rows: cohorts.iter().map(row).collect(),
            pooled: self.each_horizon(|parts| parts.iter().fold(RateParts::default(), |sum, own| sum.plus(*own))),
            left_censored: censored.map(|(_, cohort)| self.label(*cohort)).collect(),
        }
    }

    /// Everybody is in the cohort at every horizon, old enough or not.
    fn cohort_size(&self, at: usize) -> i64 {
        self.repeat.curves.first().map_or(0, |parts| parts[at].denominator + parts[at].immature)
    }

    fn each_horizon(&self, of: impl Fn(&[RateParts]) -> RateParts) -> Vec<CurveCell> {
        CURVE_DAYS.iter().zip(&self.repeat.curves).map(|(&days, parts)| cell(days, of(parts))).collect()
    }
}

fn cell(days: i32, parts: RateParts) -> CurveCell {
    let value = parts.value();
    let interval = wilson_95(parts.numerator, parts.denominator);
    CurveCell {
        days: i64::from(days),
        n: parts.denominator,
        again: parts.numerator,
        immature: parts.immature,
        value: (parts.denominator > 0).then(|| parts.numerator as f64 / parts.denominator as f64),
        lower: interval.map(|interval| interval.lower),
        upper: interval.map(|interval| interval.upper),
        null_reason: value.null_reason(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::NullReason;

    #[test]
    fn a_point_speaks_of_those_who_are_old_enough_and_counts_the_others_apart() {
        let part = cell(90, RateParts { numerator: 3, denominator: 12, immature: 5 });
        assert_eq!((part.value, part.n, part.immature, part.null_reason), (Some(0.25), 12, 5, None));
        let young = cell(90, RateParts { numerator: 0, denominator: 0, immature: 5 });
        assert_eq!((young.value, young.null_reason), (None, Some(NullReason::Immature)));
        assert_eq!(cell(90, RateParts::default()).null_reason, Some(NullReason::NoDenominator));
    }
}
