//! Whether past forecasts were worth what is stated now.

use std::collections::BTreeMap;

use crate::models::clustered::{Clustered, LEAST_CASES, LEAST_ORIGINS, Observed};
use crate::models::forecast::{Method, WalkForward, smape};
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};

use super::outlook::MetricForecast;

/// That past forecasts were clearly worse than the last value carried on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BehindNaive {
    /// Mean symmetric error of the forecasts, as a share (0 to 2).
    pub own: f64,
    /// The same of the last value carried on, over the same cases.
    pub naive: f64,
    /// Over so many cases.
    pub n: usize,
    /// From so many past periods.
    pub origins: usize,
}

impl BehindNaive {
    /// `None` where the forecasts were not worse by more than the 95 % interval of the difference allows, by series and by
    /// origin, or where the cases are too few to tell.
    pub(super) fn of(walk: &WalkForward) -> Option<BehindNaive> {
        let of_method = |method: Method| {
            let own = walk.scores.iter().filter(move |score| score.method == method);
            own.map(|score| ((score.origin, score.series), smape(score.actual, score.forecast) / 100.0))
        };
        let naive: BTreeMap<(usize, usize), f64> = of_method(Method::Naive).collect();
        let both: Vec<((usize, usize), f64, f64)> =
            of_method(Method::Combination).filter_map(|(case, own)| Some((case, own, *naive.get(&case)?))).collect();
        let differences: Vec<Observed> = both
            .iter()
            .map(|((origin, subject), own, naive)| Observed { subject: *subject, origin: *origin, value: own - naive })
            .collect();
        let told = Clustered::mean(&differences)?;
        let is_clear = told.lower.is_some_and(|lower| lower > 0.0);
        let n = told.n as f64;
        (is_clear && told.n >= LEAST_CASES && told.origins >= LEAST_ORIGINS).then(|| BehindNaive {
            own: both.iter().map(|case| case.1).sum::<f64>() / n,
            naive: both.iter().map(|case| case.2).sum::<f64>() / n,
            n: told.n,
            origins: told.origins,
        })
    }
}

impl MetricForecast {
    /// What past forecasts of this kind were not worth: intervals of the next period that clearly held less than they
    /// stated, forecasts that clearly erred more than the last value carried on. Nothing where the past is too thin to tell.
    pub fn past_said(&self) -> Vec<Sentence> {
        let metric = || ("metric", Arg::Metric(self.metric.id().to_string()));
        let behind = self.behind_naive.map(|one| {
            let args = vec![
                metric(),
                ("origins", Arg::Count(one.origins as i64)),
                ("n", Arg::Count(one.n as i64)),
                ("own", Arg::Share(one.own)),
                ("naive", Arg::Share(one.naive)),
            ];
            sentence("forecast-behind-naive", args)
        });
        let narrow = self.panel.walk_forward.coverage.iter().filter(|one| {
            let is_told = one.n >= LEAST_CASES && one.origins >= LEAST_ORIGINS;
            one.step == 1 && is_told && one.upper.is_some_and(|upper| upper < one.level)
        });
        let narrow = narrow.map(|one| {
            let args = vec![
                metric(),
                ("level", Arg::Share(one.level)),
                ("held", Arg::Share(one.realised)),
                ("n", Arg::Count(one.n as i64)),
                ("origins", Arg::Count(one.origins as i64)),
            ];
            sentence("forecast-past-narrow", args)
        });
        behind.into_iter().chain(narrow).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::forecast::Score;

    /// Six series at five origins: what the forecast and the last value carried on said where 100 came.
    fn walk(own: impl Fn(usize) -> f64, naive: f64) -> WalkForward {
        let score = |origin: usize, series: usize, method: Method, forecast: f64| Score {
            origin,
            series,
            method,
            forecast,
            actual: 100.0,
        };
        let of = |at: usize| {
            let (origin, series) = (at / 6, at % 6);
            [score(origin, series, Method::Combination, own(at)), score(origin, series, Method::Naive, naive)]
        };
        WalkForward { scores: (0..30).flat_map(of).collect(), ..WalkForward::default() }
    }

    #[test]
    fn forecasts_that_were_clearly_worse_than_the_last_value_are_told_and_others_are_not() {
        let found = BehindNaive::of(&walk(|at| 200.0 + (at % 3) as f64, 110.0)).expect("twice too high");
        assert_eq!((found.n, found.origins), (30, 5));
        // 10 over the mean of 100 and 110.
        assert!((found.naive - 10.0 / 105.0).abs() < 1e-12 && (0.66..0.69).contains(&found.own), "{found:?}");
        assert_eq!(BehindNaive::of(&walk(|_| 101.0, 110.0)), None);
        // Worse at one origin alone, and better at the others: nothing is clear.
        assert_eq!(BehindNaive::of(&walk(|at| if at < 6 { 300.0 } else { 101.0 }, 110.0)), None);
        let few = WalkForward { scores: walk(|_| 200.0, 110.0).scores[..24].to_vec(), ..WalkForward::default() };
        assert_eq!(BehindNaive::of(&few), None, "two origins");
    }
}
