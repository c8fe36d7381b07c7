//! The rubric: data, read once.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// One item by which a deal is reviewed, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RubricItem {
    /// Stable code in `snake_case`, as it stands in `case_reviews.rubric_item`.
    pub id: String,
    /// Name in English.
    pub name_en: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// What the reviewer is asked, in English.
    pub question_en: String,
    /// The same in Chinese.
    pub question_zh: String,
    /// What the lower end of the scale looks like, in English; may be empty.
    #[serde(default)]
    pub low_en: String,
    /// The same in Chinese.
    #[serde(default)]
    pub low_zh: String,
    /// What the upper end of the scale looks like, in English; may be empty.
    #[serde(default)]
    pub high_en: String,
    /// The same in Chinese.
    #[serde(default)]
    pub high_zh: String,
    /// The coaching topics to which a low score points, by id; may be empty.
    #[serde(default)]
    pub topics: Vec<String>,
}

/// The shipped rubric, in the order in which it is asked.
///
/// ```
/// use attain::appraisal::cases::rubric;
/// assert!(rubric().iter().any(|item| item.id == "price_held"));
/// ```
pub fn rubric() -> &'static [RubricItem] {
    static RUBRIC: LazyLock<Vec<RubricItem>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("rubric.toml"))
            .expect("rubric.toml is part of the program, and a test reads it");
        file.item
    });
    &RUBRIC
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    item: Vec<RubricItem>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::appraisal::topic;

    #[test]
    fn every_item_is_whole_in_both_languages_and_points_to_topics_that_exist() {
        let ids: BTreeSet<&str> = rubric().iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids.len(), rubric().len());
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for item in rubric() {
            for (en, zh) in [
                (&item.name_en, &item.name_zh),
                (&item.question_en, &item.question_zh),
                (&item.low_en, &item.low_zh),
                (&item.high_en, &item.high_zh),
            ] {
                assert!(!en.is_empty() && !han(en) && han(zh), "{}: {en} | {zh}", item.id);
            }
            assert!(!item.topics.is_empty() && item.topics.iter().all(|id| topic(id).is_some()), "{}", item.id);
        }
    }
}
