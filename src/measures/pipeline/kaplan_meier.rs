//! Kaplan–Meier: how long it takes when not everybody has come to an end yet.
//!
//! Sources: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", 1958; for the median's
//! interval R. Brookmeyer and J. Crowley, "A confidence interval for the median survival time", 1982, with the
//! log(−log) transform of J. D. Kalbfleisch and R. L. Prentice, "The Statistical Analysis of Failure Time Data", 1980.

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// One subject: how long it was watched, and whether the end came then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// Days.
    pub(super) days: i32,
    /// Whether it ended; otherwise it still went on when the watching stopped.
    pub(super) ended: bool,
}

/// The curve just after one of the days on which something ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// The day.
    pub(super) days: i32,
    /// The share that goes on beyond it.
    pub(super) going_on: f64,
    /// Greenwood's sum: the variance is going_on² times it.
    greenwood: f64,
    /// Whether at most half goes on: told from whole numbers where nothing is censored.
    half_reached: bool,
}

/// The median with its 95 % interval; an end is open where the curve does not reach it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MedianDays {
    /// The first day after which at most half goes on; none where more than half does to the last.
    pub(super) median: Option<i32>,
    /// Lower end.
    pub(super) lower: Option<i32>,
    /// Upper end.
    pub(super) upper: Option<i32>,
}

/// The curve, one step for every day on which something ended. Of subjects with the same day those that ended come
/// first, as is usual: one that still went on on that day was at risk then.
pub(super) fn curve(mut spans: Vec<Span>) -> Vec<Step> {
    spans.sort_unstable();
    let mut steps: Vec<Step> = Vec::new();
    let (mut at_risk, mut going_on, mut greenwood) = (spans.len() as i64, 1.0, 0.0);
    for day in spans.chunk_by(|a, b| a.days == b.days) {
        let ended = day.iter().filter(|span| span.ended).count() as i64;
        if ended > 0 {
            going_on *= (at_risk - ended) as f64 / at_risk as f64;
            greenwood += ended as f64 / (at_risk as f64 * (at_risk - ended) as f64);
            // A product of fractions that is a half by the book may come out a hair above it.
            let half_reached = going_on <= 0.5 * (1.0 + 1e-12);
            steps.push(Step { days: day[0].days, going_on, greenwood, half_reached });
        }
        at_risk -= day.len() as i64;
    }
    steps
}

/// The median and its interval: the days at which the curve's own limits come down to a half.
pub(super) fn median(steps: &[Step]) -> MedianDays {
    let first = |reached: &dyn Fn(&Step) -> bool| steps.iter().find(|step| reached(step)).map(|step| step.days);
    MedianDays {
        median: first(&|step| step.half_reached),
        lower: first(&|step| limit(step, 1.0) <= 0.5),
        upper: first(&|step| limit(step, -1.0) <= 0.5),
    }
}

/// The curve's pointwise limit on the log(−log) scale: the lower one where `sign` is 1, the upper one where it is −1.
/// Where nothing goes on any more, the logarithm has no value and the limits say nothing.
fn limit(step: &Step, sign: f64) -> f64 {
    if step.going_on <= 0.0 {
        return 1.0;
    }
    let log = step.going_on.ln();
    let spread = Z * step.greenwood.sqrt() / log.abs();
    step.going_on.powf((sign * spread).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(ended: &[i32], going_on: &[i32]) -> Vec<Span> {
        let of = |days: &i32, ended| Span { days: *days, ended };
        ended.iter().map(|days| of(days, true)).chain(going_on.iter().map(|days| of(days, false))).collect()
    }

    /// Weeks of remission of 21 patients under 6-mercaptopurine and 21 under placebo: E. J. Freireich and others,
    /// "The effect of 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia", Blood 21,
    /// 1963, as printed by E. A. Gehan, Biometrika 52, 1965.
    fn leukaemia() -> (Vec<Span>, Vec<Span>) {
        let treated = spans(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
        let placebo = spans(&[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], &[]);
        (treated, placebo)
    }

    #[test]
    fn the_curve_of_the_leukaemia_trial_is_the_published_one() {
        let published =
            [(6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275), (22, 0.5378), (23, 0.4482)];
        let steps = curve(leukaemia().0);
        assert_eq!(steps.len(), published.len());
        for (step, (days, going_on)) in steps.iter().zip(published) {
            assert_eq!(step.days, days);
            assert!((step.going_on - going_on).abs() < 5e-5, "{step:?}");
        }
    }

    #[test]
    fn the_medians_of_the_leukaemia_trial_are_the_published_ones() {
        // 23 and 8 weeks: D. G. Kleinbaum and M. Klein, "Survival Analysis", chapter 2.
        let (treated, placebo) = leukaemia();
        assert_eq!(median(&curve(treated)), MedianDays { median: Some(23), lower: Some(13), upper: None });
        assert_eq!(median(&curve(placebo)), MedianDays { median: Some(8), lower: Some(4), upper: Some(11) });
    }

    #[test]
    fn the_curve_s_limits_are_those_of_another_program() {
        // scipy 1.17.1, `stats.ecdf(…).sf.confidence_interval(0.95, method="log-log")` of the treated, to four decimals.
        let limits = [
            (0.6197, 0.9516),
            (0.5631, 0.9228),
            (0.5032, 0.8894),
            (0.4316, 0.8491),
            (0.3675, 0.8049),
            (0.2678, 0.7468),
            (0.1881, 0.6801),
        ];
        for (step, (lower, upper)) in curve(leukaemia().0).iter().zip(limits) {
            assert!(
                (limit(step, 1.0) - lower).abs() < 5.1e-5 && (limit(step, -1.0) - upper).abs() < 5.1e-5,
                "{step:?}"
            );
        }
    }

    #[test]
    fn without_an_end_there_is_no_median() {
        assert_eq!(median(&curve(spans(&[], &[3, 9]))).median, None);
        assert_eq!(median(&curve(spans(&[5], &[9, 9]))).median, None);
        assert_eq!(median(&curve(Vec::new())), MedianDays { median: None, lower: None, upper: None });
    }

    #[test]
    fn a_half_by_the_book_is_a_half() {
        // 5/6 × 4/5 × 3/4 is a half, though the product of floats may not be.
        let six = spans(&[1, 2, 3], &[9, 9, 9]);
        assert_eq!(median(&curve(six)).median, Some(3));
    }

    #[test]
    fn the_order_of_the_subjects_is_nothing() {
        let (treated, _) = leukaemia();
        let mut turned = treated.clone();
        turned.reverse();
        assert_eq!(curve(treated), curve(turned));
    }
}
