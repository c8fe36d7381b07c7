//! What a review is for, and which chapters of the page serve that.

/// A purpose that selects chapters. Any other text is printed as it is, and all chapters appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Targets within reach, contests and what was attained.
    Motivate,
    /// Where the numbers come from, who is at risk, what deals teach, what to do next.
    Improve,
    /// Grades that can be told apart, and what they rest on.
    Talent,
}

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

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 3] = [Purpose::Motivate, Purpose::Improve, Purpose::Talent];

    /// The word in the configuration.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Motivate => "motivate",
            Purpose::Improve => "improve",
            Purpose::Talent => "talent",
        }
    }

    /// The chapters that serve it, beside those that always appear.
    fn chapters(self) -> &'static [&'static str] {
        match self {
            Purpose::Motivate => &["trends", "attainment", "forecasts", "targets", "contests", "teams"],
            Purpose::Improve => {
                &["trends", "bridge", "attainment", "cohorts", "repeat", "forecasts", "risk", "targets", "cases"]
            }
            Purpose::Talent => &["trends", "attainment", "cases", "teams"],
        }
    }

    /// The purposes that a text names, several with commas; `None` where it is another text.
    ///
    /// ```
    /// use attain::review::purpose::Purpose;
    /// assert_eq!(Purpose::named("improve, talent"), Some(vec![Purpose::Improve, Purpose::Talent]));
    /// assert_eq!(Purpose::named("发现人才"), Some(vec![Purpose::Talent]));
    /// assert_eq!(Purpose::named("Review to improve sales"), None);
    /// ```
    pub fn named(text: &str) -> Option<Vec<Purpose>> {
        let words = text.split([',', '，', '、']).map(str::trim);
        words.map(Purpose::of).collect()
    }

    fn of(word: &str) -> Option<Purpose> {
        match word {
            "motivate" | "激励" => Some(Purpose::Motivate),
            "improve" | "改进" => Some(Purpose::Improve),
            "talent" | "发现人才" => Some(Purpose::Talent),
            _ => None,
        }
    }
}

/// The chapters that a review with this purpose shows, in their order; those that serve any of several purposes.
pub fn chapters(purpose: &str) -> Vec<&'static str> {
    let Some(purposes) = Purpose::named(purpose) else { return CHAPTERS.to_vec() };
    let serves = |chapter: &&&str| {
        ALWAYS.contains(chapter) || purposes.iter().any(|purpose| purpose.chapters().contains(chapter))
    };
    CHAPTERS.iter().filter(serves).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_selects_and_any_other_text_shows_all() {
        for text in ["", "Quarterly sales review", "improve everything", "improve,"] {
            assert_eq!(chapters(text), CHAPTERS, "{text}");
        }
        let of = |text: &str| chapters(text).into_iter().filter(|one| !ALWAYS.contains(one)).collect::<Vec<_>>();
        assert_eq!(of("talent"), ["trends", "attainment", "cases", "teams"]);
        assert!(!of("improve").contains(&"teams") && of("改进、发现人才").contains(&"teams"));
        assert!(of("motivate").contains(&"contests") && !of("motivate").contains(&"risk"));
    }

    #[test]
    fn every_purpose_has_chapters_that_there_are() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::named(purpose.code()), Some(vec![purpose]));
            assert!(purpose.chapters().iter().all(|chapter| CHAPTERS.contains(chapter)));
        }
        for chapter in CHAPTERS {
            let serves = |purpose: &Purpose| purpose.chapters().contains(&chapter);
            assert!(ALWAYS.contains(&chapter) || Purpose::ALL.iter().any(serves), "{chapter} serves nobody");
        }
    }
}
