//! How sure is a share, a mean or a score of cases that resemble each other?
//!
//! Cases of one subject resemble each other, and so do cases of one period, because a weak period is weak for all. So
//! the standard error is taken by subject and by period, and the larger one counts.
//!
//! Sources: K.-Y. Liang and S. L. Zeger, "Longitudinal data analysis using generalized linear models", Biometrika 73,
//! 1986, with the factor G ÷ (G − 1) for G clusters; E. L. Korn and B. I. Graubard, "Confidence intervals for
//! proportions with small expected number of positive counts estimated from survey data", Survey Methodology 24, 1998
//! (a share's interval at the effective number of cases); P. S. Kott, "The delete-a-group jackknife", Journal of
//! Official Statistics 17, 2001.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Fewer periods than this cannot tell what one period did to all cases at once.
pub const LEAST_ORIGINS: usize = 4;
/// Fewer cases than this are too thin for any statement.
pub const LEAST_CASES: usize = 20;
/// A jackknife leaves out at most so many groups in turn; more clusters are put together to so many.
const MOST_GROUPS: usize = 200;

/// A case: whose it is, from which period, and its value (0 or 1 where a share is asked for).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// Number of the subject.
    pub subject: usize,
    /// Number of the period.
    pub origin: usize,
    /// The value.
    pub value: f64,
}

/// An estimate with what it rests on and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Clustered {
    /// The estimate.
    pub value: f64,
    /// Over so many cases.
    pub n: usize,
    /// Of so many subjects.
    pub subjects: usize,
    /// From so many periods.
    pub origins: usize,
    /// Lower end of the 95 % interval; `None` where nothing says how far the estimate scatters.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

/// What the evidence says about something stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Too few cases or periods ([`LEAST_CASES`], [`LEAST_ORIGINS`]) to say anything.
    TooThin,
    /// What was stated lies inside the interval.
    Holds,
    /// More came than was stated.
    MoreThanStated,
    /// Less came than was stated.
    LessThanStated,
}

impl Verdict {
    /// The stable id that scripts may rely on.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::TooThin => "too_thin",
            Verdict::Holds => "holds",
            Verdict::MoreThanStated => "more_than_stated",
            Verdict::LessThanStated => "less_than_stated",
        }
    }
}

impl Clustered {
    /// A mean; `None` over no cases.
    ///
    /// ```
    /// use attain::models::clustered::{Clustered, Observed};
    /// let case = |subject, origin, value| Observed { subject, origin, value };
    /// let mean = Clustered::mean(&[case(0, 0, 1.0), case(0, 1, 2.0), case(1, 0, 3.0), case(1, 1, 4.0)]).unwrap();
    /// assert_eq!((mean.value, mean.n, mean.subjects, mean.origins), (2.5, 4, 2, 2));
    /// // By subject the sums of deviations are −2 and 2: √(2 × 8) ÷ 4 = 1, times Student's 12.706.
    /// assert!((mean.upper.unwrap() - 2.5 - 12.7062).abs() < 1e-3);
    /// ```
    pub fn mean(cases: &[Observed]) -> Option<Clustered> {
        let estimate = Clustered::bare(cases)?;
        let half = error_of_mean(cases, estimate.value).map(|error| error.size * error.student());
        Some(Clustered {
            lower: half.map(|half| estimate.value - half),
            upper: half.map(|half| estimate.value + half),
            ..estimate
        })
    }

    /// A share of cases whose value is 1; `None` over no cases.
    ///
    /// Wilson's interval at the effective number of cases: so many independent cases would scatter as much. Where all
    /// cases agree nothing scatters, and the smaller number of clusters counts.
    pub fn share(cases: &[Observed]) -> Option<Clustered> {
        let estimate = Clustered::bare(cases)?;
        let (share, n) = (estimate.value, estimate.n as f64);
        let Some(error) = error_of_mean(cases, share) else { return Some(estimate) };
        let fewer = estimate.subjects.min(if estimate.origins > 1 { estimate.origins } else { estimate.subjects });
        let differ = share > 0.0 && share < 1.0;
        let effective = if differ { (share * (1.0 - share) / error.size.powi(2)).min(n) } else { fewer as f64 };
        let (t, effective) = (error.student(), effective.max(1.0));
        let square = t * t / effective;
        let centre = (share + square / 2.0) / (1.0 + square);
        let half = t * (share * (1.0 - share) / effective + square / (4.0 * effective)).sqrt() / (1.0 + square);
        // At none and at all the ends are exactly 0 and 1; the arithmetic only comes near.
        let lower = if share <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
        let upper = if share >= 1.0 { 1.0 } else { (centre + half).min(1.0) };
        Some(Clustered { lower: Some(lower), upper: Some(upper), ..estimate })
    }

    /// Any score of cases, with the interval from leaving one cluster out in turn. `statistic` gets the positions of
    /// the cases that are kept; where it has no value for some of them, there is no interval.
    pub fn jackknife(cases: &[Observed], statistic: impl Fn(&[usize]) -> Option<f64> + Sync) -> Option<Clustered> {
        let [one] = Clustered::jackknife_each(cases, |kept| [statistic(kept)]);
        one
    }

    /// The same for several scores that are worked out together.
    pub fn jackknife_each<const N: usize>(
        cases: &[Observed],
        statistics: impl Fn(&[usize]) -> [Option<f64>; N] + Sync,
    ) -> [Option<Clustered>; N] {
        let all: Vec<usize> = (0..cases.len()).collect();
        let values = statistics(&all);
        let by_subject = left_out(cases, |case| case.subject, &statistics);
        let by_origin = left_out(cases, |case| case.origin, &statistics);
        std::array::from_fn(|at| {
            let value = values[at]?;
            let half = larger(by_subject[at], by_origin[at]).map(|error| error.size * error.student());
            let (lower, upper) = (half.map(|half| value - half), half.map(|half| value + half));
            Some(Clustered { value, lower, upper, ..Clustered::bare(cases)? })
        })
    }

    /// The same with an interval that keeps to the range in which the figure can lie.
    pub fn within(self, least: f64, most: f64) -> Clustered {
        let keep = |end: Option<f64>| end.map(|end| end.clamp(least, most));
        Clustered { lower: keep(self.lower), upper: keep(self.upper), ..self }
    }

    fn bare(cases: &[Observed]) -> Option<Clustered> {
        let n = cases.len();
        let value = cases.iter().map(|case| case.value).sum::<f64>() / n as f64;
        let (subjects, origins) = (count(cases, |case| case.subject), count(cases, |case| case.origin));
        (n > 0).then_some(Clustered { value, n, subjects, origins, lower: None, upper: None })
    }

    /// Whether there are too few cases or periods for a statement.
    pub fn is_thin(&self) -> bool {
        self.n < LEAST_CASES || self.origins < LEAST_ORIGINS || self.lower.is_none()
    }

    /// What the evidence says about a stated value.
    pub fn against(&self, stated: f64) -> Verdict {
        match (self.lower, self.upper) {
            _ if self.is_thin() => Verdict::TooThin,
            (Some(lower), _) if stated < lower => Verdict::MoreThanStated,
            (_, Some(upper)) if stated > upper => Verdict::LessThanStated,
            _ => Verdict::Holds,
        }
    }
}

/// A standard error and the number of clusters that it comes from.
#[derive(Debug, Clone, Copy)]
struct StandardError {
    size: f64,
    clusters: usize,
}

impl StandardError {
    /// What is left of a sum that is nothing counts as nothing.
    fn new(size: f64, clusters: usize) -> StandardError {
        StandardError { size: if size < 1e-12 { 0.0 } else { size }, clusters }
    }

    /// Student's factor of a 95 % interval.
    fn student(self) -> f64 {
        let freedom = (self.clusters as f64 - 1.0).max(1.0);
        StudentsT::new(0.0, 1.0, freedom).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975))
    }
}

/// The larger one, so that neither way of resembling each other is left out.
fn larger(a: Option<StandardError>, b: Option<StandardError>) -> Option<StandardError> {
    let by_width = |a: &StandardError, b: &StandardError| (a.size * a.student()).total_cmp(&(b.size * b.student()));
    a.into_iter().chain(b).max_by(|a, b| by_width(a, b).then(a.student().total_cmp(&b.student())))
}

fn count(cases: &[Observed], key: impl Fn(&Observed) -> usize) -> usize {
    distinct(cases, key).len()
}

/// The numbers that occur, in order.
fn distinct(cases: &[Observed], key: impl Fn(&Observed) -> usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = cases.iter().map(key).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn error_of_mean(cases: &[Observed], mean: f64) -> Option<StandardError> {
    let by = |key: fn(&Observed) -> usize| {
        // Stable, so that a cluster's deviations are added in the order of the cases.
        let mut keyed: Vec<(usize, f64)> = cases.iter().map(|case| (key(case), case.value - mean)).collect();
        keyed.sort_by_key(|one| one.0);
        let sums = keyed.chunk_by(|a, b| a.0 == b.0).map(|of_one| of_one.iter().fold(0.0, |sum, one| sum + one.1));
        let (clusters, squares) = sums.fold((0, 0.0), |(n, squares), sum: f64| (n + 1, squares + sum * sum));
        let factor = clusters as f64 / (clusters as f64 - 1.0);
        (clusters > 1).then(|| StandardError::new((factor * squares).sqrt() / cases.len() as f64, clusters))
    };
    larger(by(|case| case.subject), by(|case| case.origin))
}

/// The standard errors from leaving one cluster out in turn; `None` with fewer than two, or where a score has no value
/// without one of them.
fn left_out<const N: usize>(
    cases: &[Observed],
    key: impl Fn(&Observed) -> usize + Sync,
    statistics: &(impl Fn(&[usize]) -> [Option<f64>; N] + Sync),
) -> [Option<StandardError>; N] {
    let numbers = distinct(cases, &key);
    let groups = numbers.len().min(MOST_GROUPS);
    if groups < 2 {
        return [None; N];
    }
    let place = |case: &Observed| numbers.partition_point(|number| *number < key(case));
    let of_case: Vec<usize> = cases.iter().map(|case| place(case) % groups).collect();
    let without = |group: usize| {
        let kept: Vec<usize> = (0..cases.len()).filter(|position| of_case[*position] != group).collect();
        statistics(&kept)
    };
    let values: Vec<[Option<f64>; N]> = (0..groups).into_par_iter().map(without).collect();
    std::array::from_fn(|at| scatter(&values.iter().map(|of_group| of_group[at]).collect::<Option<Vec<f64>>>()?))
}

/// The standard error that a score's values without one cluster each stand for.
fn scatter(values: &[f64]) -> Option<StandardError> {
    let groups = values.len();
    let mean = values.iter().sum::<f64>() / groups as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let size = ((groups as f64 - 1.0) / groups as f64 * squares).sqrt();
    size.is_finite().then(|| StandardError::new(size, groups))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(value: impl Fn(usize, usize) -> f64) -> Vec<Observed> {
        let of = |origin: usize| (0..10).map(move |subject| (subject, origin));
        (0..6)
            .flat_map(of)
            .map(|(subject, origin)| Observed { subject, origin, value: value(subject, origin) })
            .collect()
    }

    #[test]
    fn periods_that_are_good_or_bad_for_all_widen_the_interval() {
        let mixed = Clustered::share(&cases(|subject, origin| f64::from((subject + origin) % 2 == 0))).expect("cases");
        let together = Clustered::share(&cases(|_, origin| f64::from(origin % 2 == 0))).expect("cases");
        assert_eq!((mixed.value, together.value, mixed.n, mixed.subjects, mixed.origins), (0.5, 0.5, 60, 10, 6));
        let width = |one: Clustered| one.upper.expect("several") - one.lower.expect("several");
        assert!(width(together) > 2.0 * width(mixed), "{together:?} {mixed:?}");
        assert!(width(mixed) > 0.2, "sixty cases are no more than sixty");
        assert_eq!(mixed.against(0.9), Verdict::LessThanStated);
        assert_eq!(mixed.against(0.1), Verdict::MoreThanStated);
        assert_eq!(together.against(0.6), Verdict::Holds);
    }

    #[test]
    fn cases_that_all_agree_are_not_certainty() {
        let all = Clustered::share(&cases(|_, _| 1.0)).expect("cases");
        assert!(all.upper == Some(1.0) && all.lower.expect("several") < 0.75, "six periods: {all:?}");
        let none = Clustered::share(&cases(|_, _| 0.0)).expect("cases");
        assert!(none.lower == Some(0.0) && none.upper.expect("several") > 0.25);
    }

    #[test]
    fn little_is_called_thin() {
        let few = cases(|subject, _| subject as f64);
        assert_eq!(Clustered::mean(&few[..30]).expect("cases").against(3.0), Verdict::TooThin, "three periods");
        assert!(!Clustered::mean(&few).expect("cases").is_thin());
        let one = Clustered::mean(&few[..1]).expect("a case");
        assert_eq!((one.lower, one.against(0.0)), (None, Verdict::TooThin));
        assert_eq!(Clustered::share(&[]), None);
    }

    #[test]
    fn the_jackknife_of_a_mean_is_near_the_clustered_error() {
        let cases = cases(|subject, origin| (subject * origin) as f64);
        let mean = |kept: &[usize]| Some(kept.iter().map(|at| cases[*at].value).sum::<f64>() / kept.len() as f64);
        let (knife, plain) =
            (Clustered::jackknife(&cases, mean).expect("cases"), Clustered::mean(&cases).expect("cases"));
        assert!((knife.value - plain.value).abs() < 1e-12);
        assert!((knife.upper.expect("several") - plain.upper.expect("several")).abs() < 1e-9, "{knife:?} {plain:?}");
        assert_eq!(Clustered::jackknife(&cases, |_| None), None);
    }
}
