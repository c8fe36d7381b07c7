//! The starter set of behaviourally anchored items, one for every coaching topic: data, read once.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::appraisal::topics::topic;
use crate::measures::records::instruments::{InstrumentItem, TwoTexts};

/// The id of the instrument that the starter set makes up.
pub const STARTER_INSTRUMENT: &str = "ATTAIN-STARTER";

/// The items as rows of the table `instruments`, on a scale of one to seven.
///
/// Agreement and spread are empty, since nobody has measured them: companies should have their own judges sort and
/// value the anchors, and fill both in.
///
/// ```
/// let items = attain::appraisal::ratings::starter_items();
/// assert!(items.iter().any(|item| item.dimension == "storytelling" && !item.anchor_low.zh.is_empty()));
/// ```
pub fn starter_items() -> &'static [InstrumentItem] {
    static ITEMS: LazyLock<Vec<InstrumentItem>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("starter.toml"))
            .expect("starter.toml is part of the program, and a test reads it");
        file.item.into_iter().map(StarterItem::into_row).collect()
    });
    &ITEMS
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    item: Vec<StarterItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StarterItem {
    item_id: String,
    topic: String,
    perspective: String,
    middle_en: String,
    middle_zh: String,
    low_en: String,
    low_zh: String,
}

impl StarterItem {
    fn into_row(self) -> InstrumentItem {
        let high = topic(&self.topic).map_or_else(TwoTexts::default, |topic| TwoTexts {
            en: topic.behaviour_en.clone(),
            zh: topic.behaviour_zh.clone(),
        });
        InstrumentItem {
            instrument_id: STARTER_INSTRUMENT.to_string(),
            item_id: self.item_id,
            dimension: self.topic,
            perspective: self.perspective,
            scale_min: Some(1.0),
            scale_max: Some(7.0),
            anchor_low: TwoTexts { en: self.low_en, zh: self.low_zh },
            anchor_middle: TwoTexts { en: self.middle_en, zh: self.middle_zh },
            anchor_high: high,
            retranslation_agree: None,
            anchor_sd: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::appraisal::topics::topics;

    #[test]
    fn every_topic_has_one_item_with_three_anchors_in_both_languages() {
        let items = starter_items();
        let covered: BTreeSet<&str> = items.iter().map(|item| item.dimension.as_str()).collect();
        let wanted: BTreeSet<&str> = topics().iter().map(|topic| topic.id.as_str()).collect();
        assert_eq!(covered, wanted);
        assert_eq!(items.len(), wanted.len());
        let ids: BTreeSet<&str> = items.iter().map(|item| item.item_id.as_str()).collect();
        assert_eq!(ids.len(), items.len());
        let mut texts = BTreeSet::new();
        for item in items {
            for anchor in [&item.anchor_low, &item.anchor_middle, &item.anchor_high] {
                assert!(anchor.en.ends_with('.') && anchor.en.is_ascii(), "{}: {}", item.item_id, anchor.en);
                assert!(anchor.zh.ends_with('。') && !anchor.zh.is_ascii(), "{}: {}", item.item_id, anchor.zh);
                assert!(texts.insert(&anchor.en) && texts.insert(&anchor.zh), "{} repeats a text", item.item_id);
            }
            assert!(["financial", "customer", "process", "learning"].contains(&item.perspective.as_str()));
        }
    }
}
