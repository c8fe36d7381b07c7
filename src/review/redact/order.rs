//! The orders that went by names and ids, by pseudonyms instead.

use crate::measures::observation::Observation;
use crate::review::pack::{ContestStanding, KpiRow, Level, Pack};

/// Sorts what was sorted by a name or an id. What goes by a figure stays as it is.
pub(super) fn sorted(pack: &mut Pack) {
    pack.people.sort_by(|a, b| a.rep_id.cmp(&b.rep_id));
    people_of_teams(&mut pack.kpi_table.rows);
    pack.repeat.by_rep.rows.sort_by(|a, b| a.key.cmp(&b.key));
    for section in &mut pack.forecasts {
        section.rows.sort_by(|a, b| a.rep_id.cmp(&b.rep_id));
    }
    for section in &mut pack.targets {
        section.rows.sort_by(|a, b| (&a.team, &a.rep_id).cmp(&(&b.team, &b.rep_id)));
        if let Some(basis) = &mut section.basis {
            basis.reps.sort_by(|a, b| a.rep_id.cmp(&b.rep_id));
        }
    }
    pack.reps.sort_by(|a, b| (&a.team, &a.rep_id).cmp(&(&b.team, &b.rep_id)));
    // The lines of a card stay together, in their order.
    pack.scorecard.rows.sort_by(|a, b| a.rep_id.cmp(&b.rep_id));
    pack.appraisal.ratings.sort_by(|a, b| a.rep_id.cmp(&b.rep_id));
    pack.appraisal.plans.sort_by(|a, b| (a.proposed, &a.rep_id).cmp(&(b.proposed, &b.rep_id)));
    pack.appraisal.decisions.sort_by(|a, b| (&a.object, &a.rep_id).cmp(&(&b.object, &b.rep_id)));
    for contest in &mut pack.appraisal.contests {
        contest.rows.sort_by(|a, b| {
            let rank = |row: &ContestStanding| row.rank.unwrap_or(i64::MAX);
            let chance = |row: &ContestStanding| row.chance.unwrap_or(-1.0);
            rank(a).cmp(&rank(b)).then(chance(b).total_cmp(&chance(a))).then_with(|| a.rep_id.cmp(&b.rep_id))
        });
    }
    pack.appraisal.cases.lessons.iter_mut().for_each(|lesson| lesson.reps.sort());
    observations(&mut pack.observations);
}

/// Inside each stretch of people under a team.
fn people_of_teams(rows: &mut [KpiRow]) {
    let is_person = |row: &KpiRow| matches!(row.level, Level::Rep | Level::Manager);
    for stretch in rows.chunk_by_mut(|a, b| is_person(a) && is_person(b) && a.level == b.level) {
        stretch.sort_by(|a, b| a.key.cmp(&b.key));
    }
}

/// Inside each stretch of reps; the metrics keep their order, and so do the periods.
fn observations(rows: &mut [Observation]) {
    let is_rep = |row: &Observation| row.scope.last().is_some_and(|slice| slice.dimension == "rep");
    for stretch in rows.chunk_by_mut(|a, b| is_rep(a) && is_rep(b) && a.metric_id == b.metric_id) {
        if stretch.first().is_some_and(is_rep) {
            stretch.sort_by(|a, b| a.scope.cmp(&b.scope));
        }
    }
}
