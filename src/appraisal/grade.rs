//! The grade of a score, and how far the next one is.

use serde::{Deserialize, Serialize};

/// One grade and the least score that earns it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeBand {
    /// The grade's name, such as `A`.
    pub label: String,
    /// The least score, in points.
    pub at_least: f64,
}

impl GradeBand {
    /// S from 95, A from 85, B from 70, C from 60, D below.
    pub fn defaults() -> Vec<GradeBand> {
        let bands = [("S", 95.0), ("A", 85.0), ("B", 70.0), ("C", 60.0), ("D", 0.0)];
        bands.map(|(label, at_least)| GradeBand { label: label.to_string(), at_least }).to_vec()
    }
}

/// The grade of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// The grade's name.
    pub label: String,
    /// The least score of that grade.
    pub at_least: f64,
    /// The next better grade; `None` at the top.
    pub next: Option<NextBand>,
}

/// The grade above.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextBand {
    /// Its name.
    pub label: String,
    /// How many points are missing, to the tenth.
    pub distance: f64,
}

/// The grade that a score earns, by bands that fall from the best to one at 0.
///
/// The score is graded as it is printed, to a tenth of a point: 94.96 is printed 95.0 and earns what 95.0 earns, so
/// that no card contradicts itself. `None` where there are no bands or the score is not a number; a score below all
/// bands earns the last.
///
/// ```
/// use attain::appraisal::{GradeBand, grade_of};
/// let grade = grade_of(82.5, &GradeBand::defaults()).unwrap();
/// assert_eq!(grade.label, "B");
/// assert_eq!(grade.next.unwrap().distance, 2.5);
/// ```
pub fn grade_of(score: f64, bands: &[GradeBand]) -> Option<Grade> {
    if score.is_nan() {
        return None;
    }
    let printed = to_tenth(score);
    let earned = bands.iter().position(|band| printed >= band.at_least).or(bands.len().checked_sub(1))?;
    let next = earned.checked_sub(1).map(|above| NextBand {
        label: bands[above].label.clone(),
        distance: to_tenth(bands[above].at_least - printed),
    });
    Some(Grade { label: bands[earned].label.clone(), at_least: bands[earned].at_least, next })
}

pub(super) fn to_tenth(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_the_bands_belong_to_the_better_grade() {
        let bands = GradeBand::defaults();
        let labels =
            [(120.0, "S"), (95.0, "S"), (94.9, "A"), (85.0, "A"), (70.0, "B"), (60.0, "C"), (59.9, "D"), (0.0, "D")];
        for (score, label) in labels {
            assert_eq!(grade_of(score, &bands).expect("five bands").label, label, "at {score}");
        }
    }

    #[test]
    fn what_is_printed_is_what_is_graded() {
        let bands = GradeBand::defaults();
        assert_eq!(grade_of(94.96, &bands).expect("five bands").label, "S");
        let below = grade_of(94.94, &bands).expect("five bands");
        assert_eq!((below.label.as_str(), below.next.expect("S is above").distance), ("A", 0.1));
    }

    #[test]
    fn the_top_has_no_next_and_nothing_has_no_grade() {
        assert_eq!(grade_of(99.0, &GradeBand::defaults()).expect("five bands").next, None);
        assert_eq!(grade_of(f64::NAN, &GradeBand::defaults()), None);
        assert_eq!(grade_of(50.0, &[]), None);
    }
}
