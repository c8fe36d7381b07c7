//! What was loaded and what is doubtful about it; what the figures mean.

use rust_xlsxwriter::XlsxError;

use super::ink::Ink;
use super::look::Look;
use super::page::Page;

/// Columns of the tables, over which the findings run.
const WIDTHS: [f64; 7] = [22.0, 34.0, 28.0, 18.0, 14.0, 14.0, 14.0];
const SENTENCE: f64 = 90.0;
const FORMULA: f64 = 44.0;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let quality = &ink.pack.quality;
    let mut page = Page::new(ink, "quality", &ink.say("section-quality"), &ink.caption(&ink.pack.header.period.label))?;
    for (col, width) in (0_u16..).zip(WIDTHS) {
        page.fix_width(col, width)?;
    }
    let mut row = 3;
    page.loose(row, 0, &ink.say("quality-findings"), Look::Heading)?;
    if quality.findings.is_empty() {
        row += 1;
        page.loose(row, 0, &ink.say("quality-none"), Look::Caption)?;
    }
    for finding in &quality.findings {
        row += 1;
        page.paragraph(row, WIDTHS.len() as u16 - 1, WIDTHS.iter().sum::<f64>(), &ink.sentence(finding))?;
    }
    row = accounts(&mut page, row + 2)?;
    row = coverage(&mut page, row + 2)?;
    mapping(&mut page, row + 2)?;
    Ok(page)
}

fn accounts(page: &mut Page<'_>, top: u32) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let accounts = &ink.pack.quality.accounts;
    page.loose(top, 0, &ink.say("quality-accounts"), Look::Heading)?;
    page.loose(top, 2, &ink.say("quality-accounts-lead"), Look::Caption)?;
    let heads = ["col-table", "col-file", "col-read", "col-loaded", "col-duplicates", "col-rejected", "col-warned"];
    page.table("accounts", (top + 1, 0), &heads.map(|id| ink.say(id)), accounts.len())?;
    for (row, one) in (top + 2..).zip(accounts) {
        page.text(row, 0, &one.table, Look::Text)?;
        page.text(row, 1, &one.file, Look::Text)?;
        let counts = [one.rows_read, one.rows_loaded, one.duplicates_dropped, one.rows_rejected, one.rows_warned];
        for (col, count) in (2_u16..).zip(counts) {
            page.number(row, col, count as f64, Look::Count)?;
        }
    }
    Ok(top + 1 + accounts.len().max(1) as u32)
}

fn coverage(page: &mut Page<'_>, top: u32) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let coverage = &ink.pack.quality.coverage;
    page.loose(top, 0, &ink.say("quality-coverage"), Look::Heading)?;
    page.loose(top, 2, &ink.say("quality-coverage-lead"), Look::Caption)?;
    let heads = ["col-table", "col-column", "col-filled"].map(|id| ink.say(id));
    page.table("coverage", (top + 1, 0), &heads, coverage.len())?;
    for (row, one) in (top + 2..).zip(coverage) {
        page.text(row, 0, &one.table, Look::Text)?;
        page.text(row, 1, &one.column, Look::Text)?;
        page.number(row, 2, one.share, Look::Share)?;
    }
    Ok(top + 1 + coverage.len().max(1) as u32)
}

fn mapping(page: &mut Page<'_>, top: u32) -> Result<(), XlsxError> {
    let ink = page.ink;
    let mapping = &ink.pack.quality.mapping;
    page.loose(top, 0, &ink.say("quality-mapping"), Look::Heading)?;
    let heads = ["col-table", "col-source-column", "col-column", "col-how"].map(|id| ink.say(id));
    page.table("mapping", (top + 1, 0), &heads, mapping.len())?;
    for (row, one) in (top + 2..).zip(mapping) {
        page.text(row, 0, &one.table, Look::Text)?;
        page.text(row, 1, &one.source, Look::Text)?;
        page.text(row, 2, &one.column, Look::Text)?;
        page.text(row, 3, &ink.wording.named("how", &one.how), Look::Text)?;
    }
    Ok(())
}

/// Every id that stands beside a figure.
pub(super) fn definitions<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let period = &ink.pack.header.period.label;
    let mut page = Page::new(ink, "definitions", &ink.say("section-definitions"), &ink.caption(period))?;
    let heads = ["col-id", "col-name", "col-sentence", "col-formula", "col-unit", "col-better"].map(|id| ink.say(id));
    let top = 3;
    let definitions = &ink.pack.definitions;
    page.table("definitions", (top, 0), &heads, definitions.len())?;
    page.fix_width(2, SENTENCE)?;
    page.fix_width(3, FORMULA)?;
    let chinese = ink.wording.language() == crate::reports::wording::Language::Zh;
    for (row, one) in (top + 1..).zip(definitions) {
        let (name, sentence) =
            if chinese { (&one.name_zh, &one.sentence_zh) } else { (&one.name_en, &one.sentence_en) };
        page.text(row, 0, &one.metric_id, Look::Text)?;
        page.text(row, 1, name, Look::Text)?;
        page.text(row, 2, sentence, Look::WrappedCell)?;
        page.text(row, 3, &one.formula, Look::WrappedCell)?;
        page.fit_height(row, &[(sentence, SENTENCE * 0.95), (&one.formula, FORMULA * 0.95)])?;
        page.text(row, 4, &ink.wording.named("unitname", super::ink::word_of(one.unit)), Look::Text)?;
        page.text(row, 5, &ink.say(&format!("better-{}", one.better)), Look::Text)?;
    }
    page.freeze(top + 1, 1)?;
    Ok(page)
}
