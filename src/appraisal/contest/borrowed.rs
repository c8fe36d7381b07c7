//! Were sales borrowed from the time after the contest?
//!
//! Whoever pulls sales forward has more than was expected while the contest runs, and less afterwards. Both are asked
//! for: more in the contest alone is what a contest is for, and less afterwards alone has other causes.

/// What was expected of some days before the contest began.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The middle.
    pub median: f64,
    /// Below this with 2.5 %.
    pub lower: f64,
    /// Above this with 2.5 %.
    pub upper: f64,
}

/// The least draws from which a limit of 2.5 % is taken.
const LEAST_DRAWS: usize = 400;

impl Expected {
    /// From sorted draws; `None` where they are too few for the limits.
    pub fn of(sorted: &[f64]) -> Option<Expected> {
        if sorted.len() < LEAST_DRAWS {
            return None;
        }
        let at = |level: f64| sorted[((sorted.len() - 1) as f64 * level).round() as usize];
        Some(Expected { median: at(0.5), lower: at(0.025), upper: at(0.975) })
    }
}

/// What came and what was expected, in the contest and afterwards, in one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeforeAndAfter {
    /// What came in the contest.
    pub during: f64,
    /// What was expected of it.
    pub during_expected: Expected,
    /// What came afterwards.
    pub after: f64,
    /// What was expected of it.
    pub after_expected: Expected,
}

/// What the figures amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Borrowing {
    /// More than expected in the contest and less than the interval afterwards.
    Evidence,
    /// Less than the interval afterwards, with no more than expected in the contest: something else happened.
    ShortWithoutLift,
    /// Less than the interval afterwards, and so had those who took no part: something befell all of them.
    ShortEverywhere,
    /// Afterwards as expected, or more.
    NoEvidence,
}

impl Borrowing {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Borrowing::Evidence => "pulled_forward",
            Borrowing::ShortWithoutLift => "short_without_lift",
            Borrowing::ShortEverywhere => "short_everywhere",
            Borrowing::NoEvidence => "no_evidence",
        }
    }
}

impl BeforeAndAfter {
    /// The verdict at 95 %: the shortfall lies outside the interval. `others` are those who took no part, where there
    /// are such.
    pub fn verdict(&self, others: Option<&BeforeAndAfter>) -> Borrowing {
        match (self.is_short(), self.during > self.during_expected.median) {
            (true, _) if others.is_some_and(BeforeAndAfter::is_short) => Borrowing::ShortEverywhere,
            (true, true) => Borrowing::Evidence,
            (true, false) => Borrowing::ShortWithoutLift,
            (false, _) => Borrowing::NoEvidence,
        }
    }

    fn is_short(&self) -> bool {
        self.after < self.after_expected.lower
    }

    /// What the contest brought over what was expected.
    pub fn lift(&self) -> f64 {
        self.during - self.during_expected.median
    }

    /// What came afterwards over what was expected: below zero where it was less.
    pub fn difference(&self) -> f64 {
        self.after - self.after_expected.median
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(median: f64) -> Expected {
        Expected { median, lower: median - 20.0, upper: median + 20.0 }
    }

    #[test]
    fn borrowing_needs_more_before_and_less_after() {
        let of = |during: f64, after: f64| {
            let (during_expected, after_expected) = (around(100.0), around(100.0));
            BeforeAndAfter { during, during_expected, after, after_expected }
        };
        let verdict = |during: f64, after: f64| of(during, after).verdict(Some(&of(90.0, 81.0))).word();
        assert_eq!(verdict(150.0, 60.0), "pulled_forward");
        assert_eq!(verdict(150.0, 85.0), "no_evidence");
        assert_eq!(verdict(95.0, 60.0), "short_without_lift");
        assert_eq!(verdict(150.0, 140.0), "no_evidence");
        assert_eq!(of(150.0, 60.0).verdict(Some(&of(100.0, 79.0))), Borrowing::ShortEverywhere);
        assert_eq!((of(150.0, 60.0).lift(), of(150.0, 60.0).difference()), (50.0, -40.0));
    }

    #[test]
    fn the_interval_is_that_of_the_draws() {
        let draws: Vec<f64> = (0..=1_000).map(f64::from).collect();
        assert_eq!(Expected::of(&draws), Some(Expected { median: 500.0, lower: 25.0, upper: 975.0 }));
        assert_eq!(Expected::of(&draws[..399]), None);
    }
}
