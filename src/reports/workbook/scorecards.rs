//! Scorecards, a rep in a row: the points of each line, weights that may be changed, and the score that follows.

use rust_xlsxwriter::XlsxError;

use super::ink::Ink;
use super::look::Look;
use super::page::{Page, range};
use crate::review::pack::{RepPage, ScoreLine};

const TOP: u32 = 4;
const SCORE: u16 = 3;
const GRADE: u16 = 4;
const FIRST: u16 = 6;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let pack = ink.pack;
    let mut page = Page::new(ink, "scorecards", &ink.say("sheet-scorecards"), &ink.caption(&pack.header.period.label))?;
    page.loose(2, 0, &ink.say("workbook-scores-help"), Look::Caption)?;
    let metrics = metrics(pack.reps.iter());
    let mut heads =
        ["col-rep", "col-rep-id", "col-team", "col-score", "col-grade", "col-next-band"].map(|id| ink.say(id)).to_vec();
    for id in ["col-weight", "col-line-score", "col-value", "col-line-target", "col-source"] {
        let what = ink.say(id);
        heads.extend(metrics.iter().map(|metric| format!("{what} · {}", ink.wording.metric(metric))));
    }
    let scored: Vec<&RepPage> = pack.reps.iter().filter(|page| !page.score_lines.is_empty()).collect();
    let count = page.room(TOP, scored.len())?;
    page.table("scorecards", (TOP, 0), &heads, count)?;
    for (row, rep) in (TOP + 1..).zip(scored.into_iter().take(count)) {
        card(&mut page, row, rep, &metrics)?;
    }
    if !metrics.is_empty() {
        page.sheet.set_print_area(0, 0, TOP + count.max(1) as u32, FIRST + 2 * metrics.len() as u16 - 1)?;
    }
    page.freeze(TOP + 1, SCORE + 2)?;
    Ok(page)
}

/// The metrics of all cards, in the order of their first appearance.
fn metrics<'p>(pages: impl Iterator<Item = &'p RepPage>) -> Vec<&'p str> {
    let mut metrics: Vec<&str> = Vec::new();
    for line in pages.flat_map(|page| &page.score_lines) {
        if !metrics.contains(&line.metric_id.as_str()) {
            metrics.push(&line.metric_id);
        }
    }
    metrics
}

fn card(page: &mut Page<'_>, row: u32, rep: &RepPage, metrics: &[&str]) -> Result<(), XlsxError> {
    let wide = metrics.len() as u16;
    page.text(row, 0, &rep.name, Look::Text)?;
    page.text(row, 1, &rep.rep_id, Look::Text)?;
    page.text(row, 2, &rep.team, Look::Text)?;
    let weights = range((row, FIRST), (row, FIRST + wide - 1));
    let points = range((row, FIRST + wide), (row, FIRST + 2 * wide - 1));
    // A line without points shares its weight among the others; without any there is no score.
    let counted = format!("SUMPRODUCT({weights},--ISNUMBER({points}))");
    let score = format!("=IF({counted}=0,\"\",SUMPRODUCT({weights},{points})/{counted})");
    page.formula(row, SCORE, &score, rep.score, Look::TotalNumber)?;
    page.text(row, GRADE, rep.grade.as_deref().unwrap_or(""), Look::Text)?;
    page.optional(row, GRADE + 1, rep.to_next_band, Look::Number)?;
    for (at, metric) in (0_u16..).zip(metrics) {
        let line = rep.score_lines.iter().find(|line| line.metric_id == *metric);
        self::line(page, row, FIRST + at, wide, line)?;
    }
    Ok(())
}

/// One metric's cells, a block's width apart.
fn line(page: &mut Page<'_>, row: u32, col: u16, wide: u16, line: Option<&ScoreLine>) -> Result<(), XlsxError> {
    let Some(line) = line else {
        page.blank(row, col, Look::InputNumber)?;
        return (1..5).try_for_each(|block| page.blank(row, col + block * wide, Look::Text));
    };
    page.number(row, col, line.weight, Look::InputNumber)?;
    page.optional(row, col + wide, line.score, Look::Number)?;
    page.told(row, col + 2 * wide, line.value, false)?;
    page.told(row, col + 3 * wide, line.target, false)?;
    let named = !line.target_source.is_empty();
    let source = if named { page.ink.wording.named("source", &line.target_source) } else { String::new() };
    page.text(row, col + 4 * wide, &source, Look::Text)
}
