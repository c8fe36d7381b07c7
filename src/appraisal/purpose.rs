//! What a review is for: the first step of an appraisal.

use std::collections::BTreeSet;

use super::error::SettingFault;

/// A purpose that selects chapters of the review. A sentence is printed as it is, and all chapters appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Targets within reach, contests and what was attained.
    Motivate,
    /// Where the numbers come from, who is at risk, what deals teach, what to do next.
    Improve,
    /// Grades that can be told apart, and what they rest on.
    Talent,
}

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

    fn of(word: &str) -> Option<Purpose> {
        match word.to_lowercase().as_str() {
            "motivate" | "激励" | "激励士气" => Some(Purpose::Motivate),
            "improve" | "改进" | "改进业绩" => Some(Purpose::Improve),
            "talent" | "人才" | "发现人才" => Some(Purpose::Talent),
            _ => None,
        }
    }

    /// The purposes that a text names, several with commas; none where it is empty or a sentence.
    ///
    /// ```
    /// use attain::appraisal::Purpose;
    /// let named = |text| Purpose::named(text).into_iter().collect::<Vec<_>>();
    /// assert_eq!(named("talent, improve"), [Purpose::Improve, Purpose::Talent]);
    /// assert_eq!(named("发现人才"), [Purpose::Talent]);
    /// assert!(Purpose::named("Review to improve sales").is_empty());
    /// ```
    pub fn named(text: &str) -> BTreeSet<Purpose> {
        let purposes: Option<BTreeSet<Purpose>> = words(text).map(Purpose::of).collect();
        purposes.unwrap_or_default()
    }

    /// What is wrong with `[review] purpose`: a lone word, or one in a list of purposes, that is none of them.
    pub fn fault(text: &str) -> Option<SettingFault> {
        let names_any = words(text).any(|word| Purpose::of(word).is_some());
        let is_alone = |word: &str| word == text.trim() && word.chars().all(|c| c.is_ascii_alphabetic());
        let is_unknown =
            |word: &&str| Purpose::of(word).is_none() && is_one_word(word) && (names_any || is_alone(word));
        let unknown = words(text).find(is_unknown)?;
        Some(SettingFault {
            key: "purpose".to_string(),
            received: format!("`{unknown}`, which is no purpose of a review"),
            allowed: "`motivate`, `improve` and `talent`, several with commas, select chapters; a sentence is printed \
                      as it is and shows all"
                .to_string(),
        })
    }
}

/// Chinese has no blanks between words; longer than the longest purpose it is a clause.
fn is_one_word(text: &str) -> bool {
    !text.contains(char::is_whitespace) && (text.is_ascii() || text.chars().count() <= 4)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、']).map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_is_named_by_its_word() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::named(purpose.code()), BTreeSet::from([purpose]));
            assert_eq!(Purpose::fault(purpose.code()), None);
        }
    }

    #[test]
    fn a_word_that_is_no_purpose_is_refused_and_a_sentence_is_not() {
        for text in ["talents", "improve,motivation", "激励、提升", " develop "] {
            assert!(Purpose::fault(text).is_some(), "{text}");
        }
        for text in [
            "",
            "improve,",
            "Quarterly sales review",
            "motivate, improve and find talent",
            "季度考核",
            "FY2024",
            "激励，并找出需要帮助的销售员",
        ] {
            assert_eq!(Purpose::fault(text), None, "{text}");
        }
        assert!(Purpose::fault("improve, talents").is_some_and(|fault| fault.received.starts_with("`talents`")));
    }
}
