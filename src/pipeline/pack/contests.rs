//! The contests that a review speaks of: those of the period and of the next one, and those whose returns were still
//! counted in it.

use crate::appraisal::contest::{Basis, Fairness};
use crate::calendar::{Day, Period};
use crate::failure::Failure;
use crate::pipeline::contest::{
    Afterwards, BoardRow, ContestBoard, ContestCheck, Contests, Refused, RuleHistory, notes,
};
use crate::pipeline::snapshot::Snapshot;
use crate::quantity::{Measured, Scalar};
use crate::review::pack::{ContestEntry, ContestFairness, ContestStanding, Sentence};
use crate::settings::Settings;

/// The contests by first day; empty where the store holds none.
pub(super) fn contests(snapshot: &Snapshot, settings: &Settings, period: Period) -> Result<Vec<ContestEntry>, Failure> {
    if !snapshot.tables.has("contests") {
        return Ok(Vec::new());
    }
    let mut contests = Contests::open(snapshot, settings, None)?;
    let from = snapshot.calendar.first_day(period);
    let to = snapshot.calendar.last_day(period.next());
    contests.keep(|history| touches(history, from, to));
    let histories = contests.histories().to_vec();
    let boards = contests.boards()?;
    let checks = contests.checks()?;
    let afterwards = contests.afterwards()?;
    let each = histories.iter().zip(boards).zip(checks).zip(afterwards);
    let mut entries: Vec<ContestEntry> = each
        .map(|(((history, board), check), after)| match board {
            Ok(board) => entry(snapshot, &board, check.as_ref().ok(), after.as_ref().ok()),
            Err(refused) => refused_entry(history, &refused),
        })
        .collect();
    entries.sort_by(|a, b| (a.first, &a.contest_id).cmp(&(b.first, &b.contest_id)));
    if let Some(first) = entries.first_mut() {
        first.notes.extend(notes::of_all_rules(&histories));
    }
    Ok(entries)
}

/// Whether any day of a contest, or any day on which its returns still counted, lies within these days. One whose days are
/// not known is told, so that somebody fills them in.
fn touches(history: &RuleHistory, from: Day, to: Day) -> bool {
    let row = &history.in_force.row;
    let Some((start, end)) = row.start.zip(row.end) else { return true };
    let clawback = row.clawback_days.unwrap_or(0).clamp(0, 3_660) as i32;
    start <= to && end.plus_days(clawback) >= from
}

fn refused_entry(history: &RuleHistory, refused: &Refused) -> ContestEntry {
    let mut notes = vec![notes::refused(refused, &Failure::from)];
    notes.extend(notes::of_rules(history));
    ContestEntry {
        contest_id: refused.contest_id.clone(),
        first: history.in_force.row.start,
        last: history.in_force.row.end,
        status: "refused".to_string(),
        notes,
        ..ContestEntry::default()
    }
}

fn entry(
    snapshot: &Snapshot,
    board: &ContestBoard,
    check: Option<&ContestCheck>,
    after: Option<&Afterwards>,
) -> ContestEntry {
    let rules = &board.rules;
    let own = check.and_then(|check| check.bases.iter().find(|basis| basis.is_rule));
    let is_over = snapshot.as_of > rules.days.last;
    let found = own.and_then(|basis| basis.fairness.as_ref().ok());
    let mut notes: Vec<Sentence> = Vec::new();
    if let Some(found) = found {
        notes.push(notes::verdict(&rules.contest_id, found, snapshot.people.name(&found.favourite.0)));
    }
    notes.extend(notes::of_board(board, snapshot.calendar));
    notes.extend(after.filter(|_| is_over).map(notes::of_afterwards).unwrap_or_default());
    ContestEntry {
        contest_id: rules.contest_id.clone(),
        metric_id: rules.metric.id().to_string(),
        basis: rules.basis.word().to_string(),
        first: Some(rules.days.first),
        last: Some(rules.days.last),
        provisional_until: Some(rules.clawback_end()),
        status: board.phase.word().to_string(),
        fairness: found.map(fairness),
        rows: board.rows.iter().map(|row| standing(snapshot, rules.basis, row)).collect(),
        notes,
    }
}

fn fairness(found: &Fairness) -> ContestFairness {
    ContestFairness {
        verdict: found.verdict.word().to_string(),
        contenders: found.contenders as i64,
        effective: found.effective,
        hopeless: found.hopeless,
        favourite: found.favourite.0.clone(),
        favourite_chance: found.favourite.1,
        with_size: found.with_size,
        with_tenure: found.with_tenure,
    }
}

fn standing(snapshot: &Snapshot, basis: Basis, row: &BoardRow) -> ContestStanding {
    let won = row.standing.won.as_ref();
    let against: Option<Scalar> = match basis {
        Basis::PctOfTarget => row.target,
        Basis::Growth => row.base.ok(),
        Basis::Absolute => None,
    };
    ContestStanding {
        rep_id: row.rep_id.clone(),
        name: snapshot.people.name(&row.rep_id).to_string(),
        rank: row.standing.rank.map(|rank| rank as i64),
        score: row.standing.score.filter(|_| basis != Basis::Absolute),
        value: row.value.map_or_else(Measured::Null, Measured::Value),
        against,
        clawed_back: row.clawed_back,
        prize_minor: won.and_then(|won| won.money),
        prizes: won.map(|won| won.things.clone()).unwrap_or_default(),
        chance: row.chance.map(|chance| chance.first),
        why_not: row.ineligible.map_or("", |why| why.word()).to_string(),
        null_reason: row.standing.null_reason,
        level: row.standing.level,
    }
}
