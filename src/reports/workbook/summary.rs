//! The first sheet: what a leader reads in a minute, in the page's words.

use rust_xlsxwriter::XlsxError;

use super::ink::Ink;
use super::look::Look;
use super::page::{Page, range};
use crate::quantity::{Measured, Scalar, Unit};
use crate::review::pack::{Card, Sentence};

/// Columns that a sentence runs over, and their widths.
const WIDTHS: [f64; 6] = [30.0, 16.0, 20.0, 20.0, 22.0, 22.0];
/// The first column of the figures behind the small lines, right of what is printed.
const HISTORY: u16 = 8;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let header = &ink.pack.header;
    let mut page = Page::new(ink, "summary", &ink.title(), &ink.caption(&header.period.label))?;
    for (col, width) in (0_u16..).zip(WIDTHS) {
        page.fix_width(col, width)?;
    }
    page.repeat_no_head();
    let mut row = about(&mut page)?;
    row = cards(&mut page, row + 1)?;
    let summary = &ink.pack.summary;
    let blocks = [
        ("summary-happened", &summary.happened),
        ("summary-at-risk", &summary.at_risk),
        ("summary-aim", &summary.aim),
        ("summary-decide", &summary.decide),
        ("summary-limits", &summary.limits),
        ("header-assumed", &header.assumptions),
    ];
    for (id, sentences) in blocks.into_iter().filter(|(_, sentences)| !sentences.is_empty()) {
        row = block(&mut page, row + 1, id, sentences)?;
    }
    if !header.data_notice.is_empty() {
        page.loose(row + 1, 0, &header.data_notice, Look::Caption)?;
    }
    page.sheet.set_print_area(0, 0, row + 1, WIDTHS.len() as u16 - 1)?;
    Ok(page)
}

/// What was reviewed; dates stand as dates.
fn about(page: &mut Page<'_>) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let header = &ink.pack.header;
    let incomplete = if header.period.complete { String::new() } else { ink.say("header-incomplete") };
    let mut row = 3;
    page.text(row, 0, &ink.say("header-period"), Look::Head)?;
    page.text(row, 1, &header.period.label, Look::Text)?;
    page.date(row, 2, header.period.first_day)?;
    page.date(row, 3, header.period.last_day)?;
    page.text(row, 4, &incomplete, if incomplete.is_empty() { Look::Text } else { Look::Flagged })?;
    row += 1;
    page.text(row, 0, &ink.say("header-next"), Look::Head)?;
    page.text(row, 1, &header.next.label, Look::Text)?;
    page.date(row, 2, header.next.first_day)?;
    page.date(row, 3, header.next.last_day)?;
    page.text(row, 4, "", Look::Text)?;
    row += 1;
    page.text(row, 0, &ink.say("header-as-of"), Look::Head)?;
    page.date(row, 1, header.as_of)?;
    page.loose(row, 2, &format!("{} --as-of {}", ink.say("header-rebuild"), header.as_of_exact), Look::Caption)?;
    Ok(row + 1)
}

fn cards(page: &mut Page<'_>, top: u32) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let cards = &ink.pack.summary.cards;
    if cards.is_empty() {
        return Ok(top);
    }
    let heads = ["col-metric", "col-value", "card-previous", "card-year", "col-history"].map(|id| ink.say(id));
    page.table("headline", (top, 0), &heads, cards.len())?;
    for (row, card) in (top + 1..).zip(cards) {
        page.text(row, 0, &ink.wording.metric(&card.metric_id), Look::Text)?;
        page.told(row, 1, card.value, false)?;
        change(page, (row, 2), card, card.growth_previous)?;
        change(page, (row, 3), card, card.growth_year)?;
        page.blank(row, 4, Look::Text)?;
        page.sheet.set_row_height(row, 24)?;
        history(page, row, card)?;
    }
    Ok(top + 1 + cards.len() as u32)
}

/// The change of a card's figure: in percent, of a share in percentage points.
fn change(page: &mut Page<'_>, (row, col): (u32, u16), card: &Card, change: Measured) -> Result<(), XlsxError> {
    match change.value() {
        Some(Scalar::Share(points)) if card.unit == Unit::Share => page.number(row, col, points * 100.0, Look::Points),
        _ => page.told(row, col, change, true),
    }
}

/// The card's line over time, from figures that stand beside the printed part.
fn history(page: &mut Page<'_>, row: u32, card: &Card) -> Result<(), XlsxError> {
    if card.history.is_empty() {
        return Ok(());
    }
    let last = HISTORY + card.history.len() as u16 - 1;
    for (col, value) in (HISTORY..).zip(&card.history) {
        page.optional(row, col, *value, Look::of(card.unit))?;
    }
    let source = format!("{}!{}", Page::quoted(&page.name), range((row, HISTORY), (row, last)));
    let below_zero = card.history.iter().flatten().any(|value| *value < 0.0);
    page.bars(row, 4, &source, below_zero)
}

fn block(page: &mut Page<'_>, top: u32, id: &str, sentences: &[Sentence]) -> Result<u32, XlsxError> {
    let ink = page.ink;
    page.loose(top, 0, &ink.say(id), Look::Heading)?;
    let mut row = top + 1;
    for sentence in sentences {
        page.paragraph(row, WIDTHS.len() as u16 - 1, WIDTHS.iter().sum::<f64>() * 1.05, &ink.sentence(sentence))?;
        row += 1;
    }
    Ok(row)
}
