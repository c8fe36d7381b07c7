//! Who will probably miss the bar, with the reasons that add up to the score.

use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatDataBarDirection, XlsxError};

use super::ink::Ink;
use super::look::{Look, ORANGE};
use super::page::Page;
use crate::appraisal::topic;
use crate::reports::clearing::clearing_told;
use crate::reports::wording::Language;
use crate::review::pack::{ReasonRow, RiskRow};

const TOP: u32 = 5;
const PROBABILITY: u16 = 3;
const REMARK: u16 = 7;
const REASONS: usize = 3;
/// Of so many of them there is room on paper, where all would be too small to read.
const ON_PAPER: u16 = 2;
/// The first column of the reasons.
const REASON: u16 = 8;
/// Widths of the columns before the reasons, and of those of each reason.
const WIDTHS: [f64; REASON as usize] = [25.0, 9.0, 14.0, 12.0, 13.0, 14.0, SOURCE, REMARKS];
const OF_REASON: [f64; 3] = [WHY, 9.0, TOPIC];
const SOURCE: f64 = 13.0;
const REMARKS: f64 = 40.0;
const WHY: f64 = 24.0;
const TOPIC: f64 = 17.0;
/// What of a column's width is left for a text that is broken into lines.
const FOR_TEXT: f64 = 0.93;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let section = &ink.pack.risk;
    let mut page = Page::new(ink, "risk", &ink.say("section-risk"), &ink.caption(&section.period))?;
    let share = |value: f64| ink.figures.share_trimmed(value);
    let lead = [
        ("period", section.period.as_str()),
        ("share", &share(section.share_of_target)),
        ("threshold", &share(section.threshold)),
    ];
    // Where no reason has a topic, there is no column of them.
    let has_topics = section.rows.iter().flat_map(|row| &row.reasons).any(|reason| reason.topic.is_some());
    let each = if has_topics { 3 } else { 2 };
    let last = REASON + ON_PAPER * each - 1;
    let of_reasons = (0..REASONS).flat_map(|_| OF_REASON.iter().take(usize::from(each)));
    let widths: Vec<f64> = WIDTHS.iter().chain(of_reasons).copied().collect();
    for (col, width) in (0..).zip(&widths) {
        page.fix_width(col, *width)?;
    }
    let room = widths.iter().take(usize::from(last) + 1).sum();
    page.over(2, last, room, &ink.say_with("risk-lead", &lead))?;
    let rests: Vec<String> = std::iter::once(&section.evidence)
        .chain(&section.other_evidence)
        .map(|evidence| {
            let model = ink.wording.named("riskmodel", &evidence.model);
            let bars = ink.wording.named("bar", &evidence.bar_source);
            let mut told = vec![ink.say_with("risk-model-of", &[("model", &model), ("bars", &bars)])];
            told.extend(evidence.fallback.iter().chain(&evidence.beside_targets).map(|one| ink.sentence(one)));
            told.join(" ")
        })
        .collect();
    page.over(3, last, room, &rests.join(" "))?;
    let first =
        ["col-rep", "col-rep-id", "col-team", "col-probability", "col-flag", "col-bar", "col-bar-source", "col-remark"];
    let mut heads = first.map(|id| ink.say(id)).to_vec();
    for at in 1..=REASONS {
        heads.push(format!("{} {at}", ink.say("col-reason")));
        heads.push(format!("{} {at}", ink.say("col-adds")));
        heads.extend(has_topics.then(|| format!("{} {at}", ink.say("col-coaching-topic"))));
    }
    heads.extend(["risk-base", "risk-sum"].map(|id| ink.say(id)));
    let count = page.room(TOP, section.rows.len())?;
    page.table("at_risk", (TOP, 0), &heads, count)?;
    for (row, one) in (TOP + 1..).zip(section.rows.iter().take(count)) {
        rep(&mut page, row, one, each)?;
    }
    if count > 0 {
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(ORANGE)
            .set_solid_fill(true)
            .set_direction(ConditionalFormatDataBarDirection::LeftToRight)
            .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
            .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 2);
        page.sheet.add_conditional_format(TOP + 1, PROBABILITY, TOP + count as u32, PROBABILITY, &bar)?;
    }
    page.sheet.set_print_area(0, 0, TOP + count.max(1) as u32, last)?;
    page.freeze(TOP + 1, 1)?;
    Ok(page)
}

/// One rep; each reason has so many columns.
fn rep(page: &mut Page<'_>, row: u32, one: &RiskRow, each: u16) -> Result<(), XlsxError> {
    let ink = page.ink;
    page.text(row, 0, &one.name, Look::Text)?;
    page.text(row, 1, &one.rep_id, Look::Text)?;
    page.text(row, 2, &one.team, Look::Text)?;
    page.optional(row, PROBABILITY, one.probability, Look::Share)?;
    let (flag, look) = match (one.flagged, one.probability) {
        (true, _) => ("risk-flagged-mark", Look::Flagged),
        (false, Some(_)) => ("risk-ok-mark", Look::Text),
        (false, None) => ("risk-abstained-mark", Look::Absent),
    };
    page.text(row, 4, &ink.say(flag), look)?;
    page.amount(row, 5, one.bar_minor, crate::quantity::Unit::Money)?;
    let source = if one.bar_source.is_empty() { String::new() } else { ink.wording.named("bar", &one.bar_source) };
    page.text(row, 6, &source, Look::WrappedCell)?;
    // Who is flagged was not abstained from.
    let clears = clearing_told(one, ink.wording, ink.pack.header.currency);
    let remark = clears.or_else(|| Some(ink.sentence(one.abstained.as_ref()?))).unwrap_or_default();
    page.text(row, REMARK, &remark, Look::WrappedCell)?;
    let mut wrapped = vec![(source, SOURCE * FOR_TEXT), (remark, REMARKS * FOR_TEXT)];
    for at in 0..REASONS {
        let col = REASON + each * at as u16;
        let reason = one.reasons.get(at);
        let why = reason.map_or(String::new(), |reason| told(ink, reason));
        page.text(row, col, &why, Look::WrappedCell)?;
        page.optional(row, col + 1, reason.map(|reason| reason.contribution), Look::Signed)?;
        let topic = reason.and_then(|reason| topic(reason.topic.as_deref()?));
        let topic = topic.map_or("", |topic| match ink.wording.language() {
            Language::Zh => topic.name_zh.as_str(),
            Language::En => topic.name_en.as_str(),
        });
        if usize::from(each) == OF_REASON.len() {
            page.text(row, col + 2, topic, Look::WrappedCell)?;
        }
        wrapped.extend([(why, WHY * FOR_TEXT), (topic.to_string(), TOPIC * FOR_TEXT)]);
    }
    let wrapped: Vec<(&str, f64)> = wrapped.iter().map(|(text, room)| (text.as_str(), *room)).collect();
    page.fit_height(row, &wrapped)?;
    let after = REASON + each * REASONS as u16;
    page.optional(row, after, one.base_logit, Look::Signed)?;
    page.optional(row, after + 1, one.logit, Look::Signed)
}

fn told(ink: &Ink<'_>, reason: &ReasonRow) -> String {
    ink.wording.named("feature", &reason.feature)
}
