//! The course of a score over review cycles.

use serde::{Deserialize, Serialize};

use super::ties::{NoisyScore, Z_95, median};

/// Fewer scores than this have no direction.
const LEAST_CYCLES: usize = 3;

/// Where a score is heading.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Points a cycle, by least squares.
    pub slope: f64,
    /// The slope's standard error, from those of the scores; `None` where none of them is known.
    pub standard_error: Option<f64>,
    /// Whether the slope is more than noise.
    pub heading: Heading,
    /// How many scores it rests on.
    pub cycles: usize,
}

/// The direction of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heading {
    /// Up, beyond noise.
    Rising,
    /// Down, beyond noise.
    Falling,
    /// Neither up nor down beyond noise.
    Level,
}

impl Heading {
    /// The code in tables.
    pub fn code(self) -> &'static str {
        match self {
            Heading::Rising => "rising",
            Heading::Falling => "falling",
            Heading::Level => "level",
        }
    }
}

/// The course of scores, oldest first, `None` where a cycle has no score; nothing under three scores.
///
/// The slope is least squares over the cycles; its standard error is √Σ((t − t̄)² se²) ÷ Σ(t − t̄)². It is called rising or
/// falling where it is more than 1.96 of them from nothing. A score without a standard error takes the median of the
/// others; where none is known, any slope but none counts.
///
/// ```
/// use attain::appraisal::{Heading, NoisyScore, course};
/// let scores = [60.0, 70.0, 80.0].map(|score| Some(NoisyScore { score, standard_error: Some(3.0) }));
/// let course = course(&scores).unwrap();
/// assert_eq!((course.slope, course.heading), (10.0, Heading::Rising));
/// ```
pub fn course(scores: &[Option<NoisyScore>]) -> Option<Course> {
    let known: Vec<(f64, NoisyScore)> =
        scores.iter().enumerate().filter_map(|(at, score)| Some((at as f64, (*score)?))).collect();
    if known.len() < LEAST_CYCLES {
        return None;
    }
    let mean = known.iter().map(|(at, _)| at).sum::<f64>() / known.len() as f64;
    let spread: f64 = known.iter().map(|(at, _)| (at - mean).powi(2)).sum();
    let slope = known.iter().map(|(at, score)| (at - mean) * score.score).sum::<f64>() / spread;
    let usual = median(known.iter().filter_map(|(_, score)| score.standard_error).collect());
    let standard_error = usual.map(|usual| {
        let square = |(at, score): &(f64, NoisyScore)| ((at - mean) * score.standard_error.unwrap_or(usual)).powi(2);
        known.iter().map(square).sum::<f64>().sqrt() / spread
    });
    let beyond = slope.abs() > Z_95 * standard_error.unwrap_or(0.0);
    let heading = match (beyond, slope > 0.0) {
        (false, _) => Heading::Level,
        (true, true) => Heading::Rising,
        (true, false) => Heading::Falling,
    };
    Some(Course { slope, standard_error, heading, cycles: known.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(scores: &[f64], standard_error: Option<f64>) -> Option<Course> {
        let scores: Vec<_> = scores.iter().map(|&score| Some(NoisyScore { score, standard_error })).collect();
        course(&scores)
    }

    #[test]
    fn a_slope_within_noise_is_level() {
        let quiet = of(&[80.0, 78.0, 82.0, 81.0], Some(4.0)).unwrap();
        assert!((quiet.slope - 0.7).abs() < 1e-12);
        assert_eq!(quiet.heading, Heading::Level);
        // √(Σ(t − t̄)² × 16) ÷ 5 = 4 ÷ √5.
        assert!((quiet.standard_error.unwrap() - 4.0 / 5.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(of(&[90.0, 80.0, 70.0, 61.0], Some(4.0)).unwrap().heading, Heading::Falling);
    }

    #[test]
    fn two_scores_have_no_course_and_gaps_are_passed_over() {
        assert_eq!(of(&[50.0, 90.0], Some(1.0)), None);
        let score = |score| Some(NoisyScore { score, standard_error: Some(1.0) });
        let gap = course(&[score(50.0), None, score(60.0), score(65.0)]).unwrap();
        assert!((gap.slope - 5.0).abs() < 1e-12);
        assert_eq!(gap.cycles, 3);
    }
}
