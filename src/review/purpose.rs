//! Which chapters of the page serve what a review is for.

use crate::appraisal::Purpose;

/// The chapters in the order of the page.
pub const CHAPTERS: [&str; 16] = [
    "summary",
    "kpis",
    "trends",
    "bridge",
    "attainment",
    "cohorts",
    "repeat",
    "forecasts",
    "risk",
    "targets",
    "contests",
    "cases",
    "teams",
    "reps",
    "quality",
    "definitions",
];

/// They appear whatever a review is for: what happened, each rep's page, and what the numbers rest on.
const ALWAYS: [&str; 5] = ["summary", "kpis", "reps", "quality", "definitions"];

/// The chapters that serve a purpose, beside those that always appear.
fn serving(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Motivate => &["trends", "attainment", "forecasts", "targets", "contests", "teams"],
        Purpose::Improve => {
            &["trends", "bridge", "attainment", "cohorts", "repeat", "forecasts", "risk", "targets", "cases"]
        }
        Purpose::Talent => &["trends", "attainment", "cases", "teams"],
    }
}

/// The chapters that a review with this purpose shows, in their order; those that serve any of several purposes, and all
/// where the text names none.
pub fn chapters(purpose: &str) -> Vec<&'static str> {
    let purposes = Purpose::named(purpose);
    let serves = |chapter: &&&str| {
        let of_one = || purposes.iter().any(|purpose| serving(*purpose).contains(chapter));
        purposes.is_empty() || ALWAYS.contains(chapter) || of_one()
    };
    CHAPTERS.iter().filter(serves).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_selects_and_any_other_text_shows_all() {
        for text in ["", ",", "Quarterly sales review", "improve everything", "季度销售考核"] {
            assert_eq!(chapters(text), CHAPTERS, "{text}");
        }
        let of = |text: &str| chapters(text).into_iter().filter(|one| !ALWAYS.contains(one)).collect::<Vec<_>>();
        assert_eq!(of("talent"), ["trends", "attainment", "cases", "teams"]);
        assert!(!of("improve").contains(&"teams") && of("改进、发现人才").contains(&"teams"));
        assert!(of("motivate").contains(&"contests") && !of("motivate").contains(&"risk"));
    }

    #[test]
    fn the_chapters_of_a_purpose_exist_and_each_serves_one() {
        for purpose in Purpose::ALL {
            assert!(serving(purpose).iter().all(|chapter| CHAPTERS.contains(chapter)));
        }
        for chapter in CHAPTERS {
            let serves = |purpose: &Purpose| serving(*purpose).contains(&chapter);
            assert!(ALWAYS.contains(&chapter) || Purpose::ALL.iter().any(serves), "{chapter} serves nobody");
        }
    }
}
