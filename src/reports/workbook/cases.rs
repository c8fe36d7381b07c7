//! Reviewed deals: an item of the rubric in a row, and under it the lessons.

use rust_xlsxwriter::XlsxError;

use super::ink::Ink;
use super::look::Look;
use super::page::Page;
use crate::reports::wording::Language;
use crate::review::pack::{CaseItem, CaseLesson};

const TOP: u32 = 3;

/// The sheet; `None` where nobody reviewed any deals.
pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Option<Page<'a>>, XlsxError> {
    let cases = &ink.pack.appraisal.cases;
    if cases.cases == 0 {
        return Ok(None);
    }
    let caption = ink.caption(&ink.pack.header.period.label);
    let mut page = Page::new(ink, "cases", &ink.say("section-cases"), &caption)?;
    let heads = [
        "cases-item",
        "cases-count",
        "cases-mean",
        "cases-won",
        "cases-lost",
        "cases-difference",
        "cases-lower",
        "cases-upper",
        "cases-kappa",
        "cases-alpha",
        "cases-weak",
        "cases-reps",
    ]
    .map(|id| ink.say(id));
    page.table("case_items", (TOP, 0), &heads, cases.items.len())?;
    for (row, one) in (TOP + 1..).zip(&cases.items) {
        item(&mut page, row, one)?;
    }
    let under = TOP + cases.items.len() as u32 + 3;
    let heads = ["cases-item", "cases-shows", "cases-weak-reps", "cases-topics"].map(|id| ink.say(id));
    page.table("case_lessons", (under, 0), &heads, cases.lessons.len())?;
    for (row, one) in (under + 1..).zip(&cases.lessons) {
        lesson(&mut page, row, one)?;
    }
    page.freeze(TOP + 1, 1)?;
    Ok(Some(page))
}

fn named<'t>(ink: &Ink<'_>, en: &'t str, zh: &'t str) -> &'t str {
    if ink.wording.language() == Language::Zh { zh } else { en }
}

fn item(page: &mut Page<'_>, row: u32, one: &CaseItem) -> Result<(), XlsxError> {
    page.text(row, 0, named(page.ink, &one.name_en, &one.name_zh), Look::Text)?;
    page.number(row, 1, one.cases as f64, Look::Count)?;
    let numbers = [one.mean, one.won_mean, one.lost_mean, one.difference, one.lower, one.upper, one.kappa, one.alpha];
    for (col, number) in (2_u16..).zip(numbers) {
        page.optional(row, col, number, Look::Fine)?;
    }
    page.number(row, 10, one.reps_weak as f64, Look::Count)?;
    page.number(row, 11, one.reps as f64, Look::Count)
}

fn lesson(page: &mut Page<'_>, row: u32, one: &CaseLesson) -> Result<(), XlsxError> {
    let ink = page.ink;
    let topics: Vec<&str> = one.topics.iter().map(|topic| named(ink, &topic.name_en, &topic.name_zh)).collect();
    page.text(row, 0, named(ink, &one.name_en, &one.name_zh), Look::Text)?;
    // These run over the narrow columns of the table above.
    page.loose(row, 1, &ink.wording.named("word", &one.kind), Look::Text)?;
    page.loose(row, 2, &one.reps.join(", "), Look::Text)?;
    page.loose(row, 3, &topics.join(&ink.say("list-between")), Look::Text)
}
