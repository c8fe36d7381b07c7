//! The points that ratings give, as the cards take them.

use crate::appraisal::{Group, GroupScore, ScorecardSettings};
use crate::calendar::Period;
use crate::failure::Failure;
use crate::measures::PeriodRange;
use crate::pipeline::ratings::{RatingScore, RepRatings, Within, by_rep, rated_within};
use crate::pipeline::snapshot::Snapshot;
use crate::quantity::NullReason;
use crate::review::findings::sentence;
use crate::review::pack::{Arg, Sentence};
use crate::settings::Settings;

/// The scores of the ratings that count in each of the cycles, and why there are none in the last one.
///
/// # Errors
/// What the store says. Ratings that cannot be judged are no error: the cards then stand without them.
pub(super) fn rating_scores(
    snapshot: &Snapshot,
    settings: &Settings,
    cycles: PeriodRange,
) -> Result<(Vec<GroupScore>, Option<Sentence>), Failure> {
    let groups = wanted(&settings.scorecard);
    if groups.is_empty() {
        return Ok((Vec::new(), None));
    }
    let (mut scores, mut missing) = (Vec::new(), None);
    for period in cycles.iter() {
        let (first, last) = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
        missing = None;
        match rated_within(snapshot, settings, first, last)? {
            Within::Rated(rated) => {
                for (rep_id, ratings) in by_rep(&rated) {
                    scores.extend(groups.iter().filter_map(|&group| of_group(&rep_id, &ratings, group, period)));
                }
            }
            Within::Refused(failure) => {
                missing = Some(sentence("scorecard-no-ratings", vec![("reason", Arg::Text(failure.message))]));
            }
            Within::NoCycle => {
                let label = snapshot.calendar.label(period);
                missing = Some(sentence("scorecard-no-cycle", vec![("period", Arg::Text(label))]));
            }
        }
    }
    // Without the table nobody waits for ratings, unless the card weighs them.
    let weighed = [Group::Ratings, Group::Bars].iter().any(|&group| settings.scorecard.group_weight(group) > 0.0);
    Ok((scores, missing.filter(|_| weighed)))
}

/// The groups that the card takes from ratings. On a card by perspectives the 360° score stands alone: the behaviours
/// are part of it, and would count twice.
fn wanted(card: &ScorecardSettings) -> Vec<Group> {
    if !card.perspectives.is_empty() {
        return vec![Group::Ratings];
    }
    [Group::Ratings, Group::Bars].into_iter().filter(|&group| card.group_weight(group) > 0.0).collect()
}

fn of_group(rep_id: &str, ratings: &RepRatings, group: Group, period: Period) -> Option<GroupScore> {
    let (item_id, score) = match group {
        Group::Ratings => ("score_360", ratings.score_360.as_ref()?),
        _ => ("bars", ratings.bars.as_ref()?),
    };
    let RatingScore { score: points, std_error, n, groups, null_reason, .. } = score;
    let raters: Vec<String> = groups.iter().map(|(group, raters)| format!("{group} {raters}")).collect();
    Some(GroupScore {
        rep_id: rep_id.to_string(),
        period,
        group,
        item_id: item_id.to_string(),
        weight: 1.0,
        perspective: None,
        score: points.ok_or(null_reason.unwrap_or(NullReason::BelowMinN)),
        standard_error: points.and(*std_error),
        n: (*n > 0).then_some(*n as i64),
        flags: Vec::new(),
        evidence: format!("{}: {}", ratings.cycle_id, raters.join(", ")),
    })
}
