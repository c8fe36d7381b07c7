//! The win rates: the same word for different questions, each under its own id.

use crate::calendar::Period;
use crate::measures::MeasureError;
use crate::measures::answers::{Answer, Stage, Tally, money};
use crate::measures::wilson::wilson_95_of_share;
use crate::quantity::{Measured, NullReason};

use super::category::Category;
use super::deals::{Deal, Deals, Outcome};

/// `win_rate.closed`, and with a category the hit rate of those that carried it.
pub(super) fn closed(deals: &Deals, stage: Stage<'_>, category: Option<Category>) -> Vec<Answer> {
    let mut tallies = vec![Tally::default(); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.is_decided()) {
        let counts = category.is_none_or(|category| deal.category == Some(category));
        if let Some(cell) = stage.cell_of(deal.slice, deal.closed).filter(|_| counts) {
            tallies[cell].count(deal.outcome == Outcome::Won);
        }
    }
    answers(&tallies)
}

/// `win_rate.created`: immature until the period's youngest deals are older than nine of ten decided deals became.
pub(super) fn created(deals: &Deals, stage: Stage<'_>) -> Vec<Answer> {
    let p90 = deals.cycle_days_p90();
    let mut tallies = vec![Tally::default(); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.outcome != Outcome::Void) {
        if let Some(cell) = stage.cell_of(deal.slice, deal.created) {
            tallies[cell].count(deal.outcome == Outcome::Won);
        }
    }
    let is_mature = |period: Period| {
        let age = stage.as_of.days_since(stage.calendar.last_day(period));
        p90.is_some_and(|days| age > days)
    };
    let mature: Vec<bool> = stage.range.iter().map(is_mature).collect();
    let answer = |(cell, tally): (usize, &Tally)| {
        let answer = tally.answer();
        if mature[cell % stage.range.len()] || tally.of == 0 {
            answer
        } else {
            answer.without_value(NullReason::Immature)
        }
    };
    tallies.iter().enumerate().map(answer).collect()
}

/// `win_rate.all` and, without the invalid ones, `win_rate.valid`: won in the period ÷ in hand at any time in it.
pub(super) fn in_hand(deals: &Deals, stage: Stage<'_>, valid_only: bool) -> Vec<Answer> {
    let mut tallies = vec![Tally::default(); stage.len()];
    for deal in &deals.list {
        let invalid = deal.outcome == Outcome::Void || deal.is_unqualified;
        let Some(slice) = deal.slice.filter(|_| !(valid_only && invalid)) else { continue };
        let closes = deal.closed.and_then(|day| stage.position(day));
        for position in positions_in_hand(deal, stage) {
            let won = deal.outcome == Outcome::Won && closes == Some(position);
            tallies[stage.cell(slice, position)].count(won);
        }
    }
    answers(&tallies)
}

/// The periods in which a deal was in hand: from its creation to its close. One without a day of creation was so only
/// in the period of its close; one that is closed on an unknown day only in the period of its creation.
fn positions_in_hand(deal: &Deal, stage: Stage<'_>) -> std::ops::Range<usize> {
    let last = match deal.closed {
        Some(day) => Some(day),
        None if deal.outcome == Outcome::Open => deal.created.map(|_| stage.as_of),
        None => deal.created,
    };
    let first = deal.created.or(last);
    let (Some(first), Some(last)) = (first, last) else { return 0..0 };
    let index = |day| stage.calendar.period_of(day, stage.grain()).index - stage.range.first.index;
    // A deal that was closed before it was created was in hand when it was closed.
    let (first, last) = (index(first.min(last)), index(last));
    first.max(0) as usize..(last + 1).clamp(0, stage.range.len() as i32) as usize
}

/// `win_rate.horizon`: of the deals created at least so many days before the as-of day.
pub(super) fn within_days(deals: &Deals, stage: Stage<'_>, horizon: i32) -> Vec<Answer> {
    let mut tallies = vec![(Tally::default(), false); stage.len()];
    for deal in deals.list.iter().filter(|deal| deal.outcome != Outcome::Void) {
        let (Some(cell), Some(created)) = (stage.cell_of(deal.slice, deal.created), deal.created) else { continue };
        let (tally, has_young) = &mut tallies[cell];
        if stage.as_of.days_since(created) < horizon {
            *has_young = true;
        } else if deal.is_backwards() {
            tally.remarks.insert("closed_before_created");
        } else if deal.outcome == Outcome::Won && deal.closed.is_none() {
            tally.remarks.insert("closed_without_date");
        } else {
            let in_time = deal.cycle_days().is_some_and(|days| days <= horizon);
            tally.count(deal.outcome == Outcome::Won && in_time);
        }
    }
    let answer = |(tally, has_young): &(Tally, bool)| {
        let answer = tally.answer();
        if tally.of == 0 && *has_young { answer.without_value(NullReason::Immature) } else { answer }
    };
    tallies.iter().map(answer).collect()
}

/// Sums of amounts in one cell.
#[derive(Clone, Default)]
struct Amounts {
    tally: Tally,
    won: i128,
    decided: i128,
    squares: f64,
    left_out: bool,
}

/// `win_rate.value`: deals without an amount are left out and remarked; null `missing_rate` where all are.
pub(super) fn by_value(deals: &Deals, stage: Stage<'_>) -> Result<Vec<Answer>, MeasureError> {
    let mut cells = vec![Amounts::default(); stage.len()];
    let mut decided: Vec<&Deal> = deals.list.iter().filter(|deal| deal.is_decided()).collect();
    // The squares are floats, and floats are added in one order whatever the order of the rows.
    decided.sort_unstable_by_key(|deal| (deal.amount, &deal.id));
    for deal in decided {
        let Some(cell) = stage.cell_of(deal.slice, deal.closed) else { continue };
        let sums = &mut cells[cell];
        let Some(amount) = deal.amount else {
            sums.left_out = true;
            sums.tally.remarks.insert(deal.amount_remark());
            continue;
        };
        let won = deal.outcome == Outcome::Won;
        sums.tally.count(won);
        sums.won += if won { i128::from(amount) } else { 0 };
        sums.decided += i128::from(amount);
        sums.squares += (amount as f64).powi(2);
    }
    cells.iter().map(value_answer).collect()
}

fn value_answer(sums: &Amounts) -> Result<Answer, MeasureError> {
    let (won, decided) = (sums.won as f64, sums.decided as f64);
    let nothing_known = sums.tally.of == 0 && sums.left_out;
    let value = if nothing_known { Measured::Null(NullReason::MissingRate) } else { Measured::share(won, decided) };
    let mut answer = Answer::of(value, Some(money(sums.won)?), Some(money(sums.decided)?), sums.tally.of);
    if decided > 0.0 && (0.0..=1.0).contains(&(won / decided)) {
        // Kish's effective number of cases: a whale among small deals leaves little more than one.
        let effective = decided * decided / sums.squares;
        let wilson = wilson_95_of_share(won / decided, effective);
        answer.interval = (Some(wilson.lower), Some(wilson.upper));
    }
    Ok(answer.remarked(&sums.tally.remarks))
}

/// `pipeline_stale`: of the deals open at the period's end, those open for longer than nine of ten decided deals took.
pub(super) fn stale(deals: &Deals, stage: Stage<'_>) -> Vec<Answer> {
    let p90 = deals.cycle_days_p90();
    let mut tallies = vec![Tally::default(); stage.len()];
    for deal in &deals.list {
        let (Some(slice), Some(created)) = (deal.slice, deal.created) else { continue };
        let day_unknown = deal.outcome != Outcome::Open && deal.closed.is_none();
        for (position, period) in stage.range.iter().enumerate() {
            let day = stage.last_known_day(period);
            let is_open = created <= day && !day_unknown && deal.closed.is_none_or(|closed| closed > day);
            if is_open {
                let age = day.days_since(created);
                tallies[stage.cell(slice, position)].count(p90.is_some_and(|days| age > days));
            }
        }
    }
    // Without any decided deal nobody can say how long is long.
    let answer = |tally: &Tally| match p90 {
        None if tally.of > 0 => tally.answer().without_value(NullReason::BelowMinN),
        _ => tally.answer(),
    };
    tallies.iter().map(answer).collect()
}

fn answers(tallies: &[Tally]) -> Vec<Answer> {
    tallies.iter().map(Tally::answer).collect()
}
