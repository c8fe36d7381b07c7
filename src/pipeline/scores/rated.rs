//! The points that ratings give, as the cards take them.

use std::collections::{BTreeMap, BTreeSet};

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

/// The flag of a line whose raters and those of other cards have nobody in common.
pub(in crate::pipeline) const SEVERAL_PARTS: &str = "several_parts";

/// What the ratings give to the cards.
#[derive(Default)]
pub(super) struct Rated {
    /// The scores of each of the cycles.
    pub(super) scores: Vec<GroupScore>,
    /// Why there are none in the last cycle.
    pub(super) missing: Option<Sentence>,
    /// That those of the last cycle come from raters in several parts.
    pub(super) several_parts: Option<Sentence>,
}

/// The scores of the ratings that count in each of the cycles.
///
/// # Errors
/// What the store says. Ratings that cannot be judged are no error: the cards then stand without them.
pub(super) fn rating_scores(snapshot: &Snapshot, settings: &Settings, cycles: PeriodRange) -> Result<Rated, Failure> {
    let groups = wanted(&settings.scorecard);
    let mut found = Rated::default();
    if groups.is_empty() {
        return Ok(found);
    }
    for period in cycles.iter() {
        let (first, last) = (snapshot.calendar.first_day(period), snapshot.calendar.last_day(period));
        (found.missing, found.several_parts) = (None, None);
        match rated_within(snapshot, settings, first, last)? {
            Within::Rated(rated) => {
                let reps = by_rep(&rated);
                let parts = Parts::of(&reps, &|rep| snapshot.people.get(rep).is_some_and(|person| person.judged));
                for (rep_id, ratings) in &reps {
                    let of_group = |&group: &Group| of_group(rep_id, ratings, group, period, &parts);
                    found.scores.extend(groups.iter().filter_map(of_group));
                }
                found.several_parts = parts.told(&rated.cycle_id);
            }
            Within::Refused(failure) => {
                found.missing = Some(sentence("scorecard-no-ratings", vec![("reason", Arg::Text(failure.message))]));
            }
            Within::NoCycle => {
                let label = snapshot.calendar.label(period);
                found.missing = Some(sentence("scorecard-no-cycle", vec![("period", Arg::Text(label))]));
            }
        }
    }
    // Without the table nobody waits for ratings, unless the card weighs them.
    let weighed = [Group::Ratings, Group::Bars].iter().any(|&group| settings.scorecard.group_weight(group) > 0.0);
    found.missing = found.missing.filter(|_| weighed);
    Ok(found)
}

/// The parts of the graph of raters in which reviewed reps have scores that are compared.
struct Parts<'r> {
    of_rep: BTreeMap<&'r str, u32>,
    first: u32,
    count: usize,
}

impl<'r> Parts<'r> {
    fn of(reps: &'r BTreeMap<String, RepRatings>, is_judged: &dyn Fn(&str) -> bool) -> Parts<'r> {
        let part = |ratings: &RepRatings| {
            let scores = [&ratings.score_360, &ratings.bars].into_iter().flatten();
            scores.filter(|score| score.score.is_some()).find_map(|score| score.part)
        };
        let judged = reps.iter().filter(|(rep, _)| is_judged(rep));
        let of_rep: BTreeMap<&str, u32> =
            judged.filter_map(|(rep, ratings)| Some((rep.as_str(), part(ratings)?))).collect();
        let parts: BTreeSet<u32> = of_rep.values().copied().collect();
        Parts { first: parts.first().copied().unwrap_or(1), count: parts.len(), of_rep }
    }

    /// What is to be said where there are several.
    ///
    /// Nobody is named: the sentence stands in the pack of a single team, too, and `attain rate` names them all.
    fn told(&self, cycle: &str) -> Option<Sentence> {
        let others = self.of_rep.values().filter(|part| **part != self.first).count();
        let args = vec![
            ("cycle", Arg::Text(cycle.to_string())),
            ("parts", Arg::Count(self.count as i64)),
            ("count", Arg::Count(others as i64)),
        ];
        (self.count > 1).then(|| sentence("scorecard-rating-parts", args))
    }
}

/// The groups that the card takes from ratings. On a card by perspectives the 360° score stands alone: the behaviours
/// are part of it, and would count twice.
fn wanted(card: &ScorecardSettings) -> Vec<Group> {
    if !card.perspectives.is_empty() {
        return vec![Group::Ratings];
    }
    [Group::Ratings, Group::Bars].into_iter().filter(|&group| card.group_weight(group) > 0.0).collect()
}

fn of_group(rep_id: &str, ratings: &RepRatings, group: Group, period: Period, parts: &Parts<'_>) -> Option<GroupScore> {
    let (item_id, score) = match group {
        Group::Ratings => ("score_360", ratings.score_360.as_ref()?),
        _ => ("bars", ratings.bars.as_ref()?),
    };
    let RatingScore { score: points, std_error, n, groups, null_reason, part, .. } = score;
    let is_apart = parts.count > 1 && points.is_some();
    let part = part.filter(|_| is_apart).map_or(String::new(), |part| format!("; part {part}"));
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
        flags: if is_apart { vec![SEVERAL_PARTS.to_string()] } else { Vec::new() },
        evidence: format!("{}: {}{part}", ratings.cycle_id, raters.join(", ")),
    })
}
