//! The catalogue of coaching topics: data, read once.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::WorkDriver;

/// One coaching topic, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Stable code in `snake_case`; never reused for another topic.
    pub id: String,
    /// Name in English.
    pub name_en: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// One sentence of advice in English.
    pub advice_en: String,
    /// One sentence of advice in Chinese.
    pub advice_zh: String,
    /// A behaviour that an observer can see, in English: the topic's item in the starter set of behaviourally
    /// anchored rating scales.
    pub behaviour_en: String,
    /// The same behaviour in Chinese.
    pub behaviour_zh: String,
    /// The drivers that it acts on; empty where no number can show it.
    pub drivers: Vec<WorkDriver>,
}

impl Topic {
    /// Whether no number can point to the topic, so that only ratings by people do.
    pub fn only_through_ratings(&self) -> bool {
        self.drivers.is_empty()
    }
}

/// All topics, in the catalogue's order.
///
/// ```
/// use attain::appraisal::topics;
/// let image = topics().iter().find(|topic| topic.id == "professional_image").unwrap();
/// assert!(image.only_through_ratings());
/// ```
pub fn topics() -> &'static [Topic] {
    static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("coaching_topics.toml"))
            .expect("coaching_topics.toml is part of the program, and a test reads it");
        file.topic
    });
    &TOPICS
}

/// The topic with this id; `None` for an id that the catalogue does not hold.
pub fn topic(id: &str) -> Option<&'static Topic> {
    topics().iter().find(|topic| topic.id == id)
}

/// What a dimension of ratings may be called beside a topic's own id and names.
const OTHER_NAMES: [(&str, &str); 13] = [
    ("listening", "communication"),
    ("倾听", "communication"),
    ("沟通", "communication"),
    ("prospecting", "network"),
    ("objections", "objection_handling"),
    ("learning", "continuous_learning"),
    ("image", "professional_image"),
    ("appearance", "professional_image"),
    ("mindset", "positive_mindset"),
    ("心态", "positive_mindset"),
    ("crm", "sales_tools"),
    ("after_sales", "follow_up"),
    ("产品知识", "product_knowledge"),
];

/// The topic that a dimension of ratings speaks of: by its id or name in either language, whatever the case and with
/// blanks or hyphens for underscores; `None` for a dimension that is no topic.
///
/// ```
/// use attain::appraisal::topic_of_dimension;
/// assert_eq!(topic_of_dimension("Follow-up").unwrap().id, "follow_up");
/// assert_eq!(topic_of_dimension("讲故事").unwrap().id, "storytelling");
/// assert!(topic_of_dimension("leadership").is_none());
/// ```
pub fn topic_of_dimension(dimension: &str) -> Option<&'static Topic> {
    let plain = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
    let asked = plain(dimension);
    let is_named = |topic: &&Topic| [&topic.id, &topic.name_en, &topic.name_zh].into_iter().any(|n| plain(n) == asked);
    let other = || OTHER_NAMES.iter().find(|(name, _)| *name == asked).and_then(|(_, id)| topic(id));
    topics().iter().find(is_named).or_else(other)
}

/// The topics that act on a driver, in the catalogue's order. Every driver has at least one.
pub fn topics_for(driver: WorkDriver) -> impl Iterator<Item = &'static Topic> {
    topics().iter().filter(move |topic| topic.drivers.contains(&driver))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    topic: Vec<Topic>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use WorkDriver::{
        CloseRate, CollectionRate, CustomerConcentration, DiscountRate, FollowupRate, GrossMargin, NewCustomers,
        Retention, Satisfaction,
    };

    #[test]
    fn every_topic_of_the_review_practice_is_in_the_catalogue() {
        let named = [
            ("product_knowledge", "深入了解产品"),
            ("customer_research", "客户研究"),
            ("communication", "沟通技巧"),
            ("relationships", "建立良好关系"),
            ("sales_planning", "制定销售计划"),
            ("network", "拓展人脉"),
            ("negotiation", "谈判技巧"),
            ("follow_up", "强化跟进服务"),
            ("questioning", "提问"),
            ("objection_handling", "异议处理"),
            ("closing", "促成交易"),
            ("continuous_learning", "持续学习"),
            ("professional_image", "专业形象"),
            ("sales_tools", "利用销售工具"),
            ("unique_selling_point", "独特卖点"),
            ("storytelling", "讲故事"),
            ("positive_mindset", "积极心态"),
            ("time_management", "时间管理"),
            ("market_research", "市场调研"),
            ("credit_checks", "信用审查"),
            ("widening_the_book", "扩大客户群体"),
        ];
        for (id, name_zh) in named {
            let found = topic(id).unwrap_or_else(|| panic!("{id} is missing"));
            assert_eq!(found.name_zh, name_zh);
        }
        assert_eq!(topics().len(), named.len());
    }

    #[test]
    fn the_table_of_weak_drivers_leads_to_its_topics() {
        let table: [(WorkDriver, &[&str]); 9] = [
            (CloseRate, &["objection_handling", "negotiation", "closing", "product_knowledge"]),
            (NewCustomers, &["network", "market_research", "time_management"]),
            (Retention, &["follow_up", "relationships", "customer_research"]),
            (CollectionRate, &["follow_up", "credit_checks"]),
            (Satisfaction, &["communication"]),
            (DiscountRate, &["unique_selling_point", "negotiation"]),
            (GrossMargin, &["unique_selling_point", "negotiation"]),
            (FollowupRate, &["sales_tools", "sales_planning"]),
            (CustomerConcentration, &["widening_the_book"]),
        ];
        for (driver, wanted) in table {
            let found: BTreeSet<&str> = topics_for(driver).map(|topic| topic.id.as_str()).collect();
            assert!(wanted.iter().all(|id| found.contains(id)), "{driver:?}: {found:?}");
        }
    }

    #[test]
    fn the_other_names_of_dimensions_lead_to_topics() {
        for (name, id) in OTHER_NAMES {
            assert_eq!(topic_of_dimension(name).map(|topic| topic.id.as_str()), Some(id), "{name}");
        }
        assert!(topics().iter().all(|topic| topic_of_dimension(&topic.id) == Some(topic)));
    }

    #[test]
    fn what_no_number_can_show_is_reached_only_through_ratings() {
        let rated: Vec<&str> =
            topics().iter().filter(|topic| topic.only_through_ratings()).map(|topic| topic.id.as_str()).collect();
        assert_eq!(rated, ["continuous_learning", "professional_image", "storytelling", "positive_mindset"]);
    }

    #[test]
    fn ids_are_stable_words_used_once_and_every_sentence_is_there() {
        let mut seen = BTreeSet::new();
        for topic in topics() {
            assert!(seen.insert(&topic.id), "{} stands twice", topic.id);
            assert!(topic.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", topic.id);
            for english in [&topic.advice_en, &topic.behaviour_en] {
                assert!(english.ends_with('.') && english.len() > 20, "{}: {english}", topic.id);
            }
            for chinese in [&topic.advice_zh, &topic.behaviour_zh] {
                assert!(chinese.ends_with('。') && !chinese.is_ascii(), "{}: {chinese}", topic.id);
            }
            assert!(!topic.name_en.is_empty());
        }
    }
}
