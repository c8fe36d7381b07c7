//! Contests, a rep of a contest in a row.

use rust_xlsxwriter::XlsxError;

use super::ink::Ink;
use super::look::Look;
use super::page::Page;
use crate::quantity::Unit;
use crate::reports::html::contest_note_ids;
use crate::review::pack::{ContestEntry, ContestStanding};

const TOP: u32 = 3;

/// The sheet; `None` where there is no contest to tell of.
pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Option<Page<'a>>, XlsxError> {
    let entries = &ink.pack.appraisal.contests;
    if entries.is_empty() {
        return Ok(None);
    }
    let caption = ink.caption(&ink.pack.header.period.label);
    let mut page = Page::new(ink, "contests", &ink.say("section-contests"), &caption)?;
    let heads = [
        "contests-contest",
        "col-status",
        "contests-fairness",
        "contests-rank",
        "col-rep",
        "col-rep-id",
        "contests-score",
        "contests-so-far",
        "contests-against",
        "contests-clawed-back",
        "contests-prize-money",
        "contests-prize",
        "contests-chance",
        "contests-note",
    ]
    .map(|id| ink.say(id));
    let rows: Vec<(&ContestEntry, Option<&ContestStanding>)> = entries.iter().flat_map(rows_of).collect();
    let count = page.room(TOP, rows.len())?;
    page.table("contests", (TOP, 0), &heads, count)?;
    for (row, (entry, standing)) in (TOP + 1..).zip(rows.into_iter().take(count)) {
        line(&mut page, row, entry, standing)?;
    }
    page.freeze(TOP + 1, 1)?;
    Ok(Some(page))
}

/// A contest without a row, such as a refused one, is a row of its own.
fn rows_of(entry: &ContestEntry) -> Vec<(&ContestEntry, Option<&ContestStanding>)> {
    if entry.rows.is_empty() {
        return vec![(entry, None)];
    }
    entry.rows.iter().map(|row| (entry, Some(row))).collect()
}

fn line(page: &mut Page<'_>, row: u32, entry: &ContestEntry, one: Option<&ContestStanding>) -> Result<(), XlsxError> {
    let ink = page.ink;
    page.text(row, 0, &entry.contest_id, Look::Text)?;
    page.text(row, 1, &ink.wording.named("contest-status", &entry.status), Look::Text)?;
    let verdict = entry.fairness.as_ref().map(|found| ink.wording.named("contest-verdict", &found.verdict));
    page.text(row, 2, &verdict.unwrap_or_default(), Look::Text)?;
    let Some(one) = one else {
        let said = entry.notes.first().map(|note| ink.sentence(note)).unwrap_or_default();
        return page.text(row, 13, &said, Look::Text);
    };
    page.optional(row, 3, one.rank.map(|rank| rank as f64), Look::Count)?;
    page.text(row, 4, &one.name, Look::Text)?;
    page.text(row, 5, &one.rep_id, Look::Text)?;
    page.optional(row, 6, one.score, if entry.basis == "growth" { Look::Growth } else { Look::Share })?;
    page.told(row, 7, one.value, false)?;
    let amount = |page: &mut Page<'_>, col: u16, scalar: Option<crate::quantity::Scalar>| match scalar {
        Some(scalar) => {
            let (value, look) = ink.scalar(scalar);
            page.number(row, col, value, look)
        }
        None => page.blank(row, col, Look::Text),
    };
    amount(page, 8, one.against)?;
    amount(page, 9, Some(one.clawed_back))?;
    page.amount(row, 10, one.prize_minor, Unit::Money)?;
    page.text(row, 11, &one.prizes.join(" + "), Look::Text)?;
    page.optional(row, 12, one.chance, Look::Share)?;
    let notes: Vec<String> = contest_note_ids(one).iter().map(|id| ink.say(id)).collect();
    page.text(row, 13, &notes.join(&ink.say("list-between")), Look::Text)
}
