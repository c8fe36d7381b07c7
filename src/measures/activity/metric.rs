//! The metrics of activities that can be asked for by id.

use super::items::ItemKind;
use super::log::ActivityKind;

/// The working hours within which `followup_timely` asks for a first activity where no number is named: one day's.
const SLA_HOURS: u32 = 8;

/// The most working hours that can be asked for: a quarter's.
const SLA_HOURS_MAX: u32 = 520;

/// A metric of activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActivityMetric {
    /// Activities, of one kind or of all.
    Count(Option<ActivityKind>),
    /// Distinct leads, customers and deals.
    Subjects,
    /// Share of items in hand that had an activity, of one kind of item or of all.
    FollowupRate(Option<ItemKind>),
    /// Share of assigned leads with a first activity within so many working hours.
    FollowupTimely(u32),
    /// Share of those served who bought.
    CloseRateRetail,
}

impl ActivityMetric {
    /// The ids by which they can be asked for, in the order in which they are listed.
    pub(super) const IDS: [&'static str; 15] = [
        "activity_count",
        "activity_count.call",
        "activity_count.visit",
        "activity_count.mail",
        "activity_count.meeting",
        "activity_count.demo",
        "activity_count.quote",
        "activity_count.other",
        "activity_count.subjects",
        "followup_rate",
        "followup_rate.lead",
        "followup_rate.customer",
        "followup_rate.opportunity",
        "followup_timely",
        "close_rate.retail",
    ];

    /// The metrics that an id asks for: `followup_timely` asks for one working day, any whole number of working hours
    /// may be named after it. None where the id asks for nothing about activities.
    pub(super) fn of_id(id: &str) -> Vec<ActivityMetric> {
        let metric = match id {
            "activity_count" => Some(ActivityMetric::Count(None)),
            "activity_count.subjects" => Some(ActivityMetric::Subjects),
            "followup_rate" => Some(ActivityMetric::FollowupRate(None)),
            "followup_timely" => Some(ActivityMetric::FollowupTimely(SLA_HOURS)),
            "close_rate.retail" => Some(ActivityMetric::CloseRateRetail),
            other => by_suffix(other),
        };
        metric.into_iter().collect()
    }

    /// The id that its values carry.
    pub(super) fn id(self) -> String {
        match self {
            ActivityMetric::Count(None) => "activity_count".to_string(),
            ActivityMetric::Count(Some(kind)) => format!("activity_count.{}", kind.word()),
            ActivityMetric::Subjects => "activity_count.subjects".to_string(),
            ActivityMetric::FollowupRate(None) => "followup_rate".to_string(),
            ActivityMetric::FollowupRate(Some(kind)) => format!("followup_rate.{}", kind.word()),
            ActivityMetric::FollowupTimely(hours) => format!("followup_timely.{hours}"),
            ActivityMetric::CloseRateRetail => "close_rate.retail".to_string(),
        }
    }
}

fn by_suffix(id: &str) -> Option<ActivityMetric> {
    if let Some(word) = id.strip_prefix("activity_count.") {
        return ActivityKind::of_word(word).map(|kind| ActivityMetric::Count(Some(kind)));
    }
    if let Some(word) = id.strip_prefix("followup_rate.") {
        return ItemKind::of_word(word).map(|kind| ActivityMetric::FollowupRate(Some(kind)));
    }
    let digits = id.strip_prefix("followup_timely.")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let hours: u32 = digits.parse().ok().filter(|hours| plain && (1..=SLA_HOURS_MAX).contains(hours))?;
    Some(ActivityMetric::FollowupTimely(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_id_asks_for_something_and_values_carry_ids_that_ask_for_them() {
        for id in ActivityMetric::IDS {
            let asked = ActivityMetric::of_id(id);
            assert!(!asked.is_empty(), "{id}");
            for metric in asked {
                assert_eq!(ActivityMetric::of_id(&metric.id()), [metric]);
            }
        }
    }

    #[test]
    fn an_sla_is_a_plain_number_of_hours() {
        assert_eq!(ActivityMetric::of_id("followup_timely.4"), [ActivityMetric::FollowupTimely(4)]);
        for wrong in ["followup_timely.0", "followup_timely.521", "followup_timely.x", "activity_count.fax"] {
            assert!(ActivityMetric::of_id(wrong).is_empty(), "{wrong}");
        }
    }
}
