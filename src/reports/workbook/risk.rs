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
const REASONS: usize = 3;
/// The first column of the reasons, and how many columns each of them has.
const REASON: u16 = 7;
const EACH: u16 = 3;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let section = &ink.pack.risk;
    let mut page = Page::new(ink, "risk", &ink.say("section-risk"), &ink.caption(&section.period))?;
    let share = |value: f64| ink.figures.share_trimmed(value);
    let lead = [
        ("period", section.period.as_str()),
        ("share", &share(section.share_of_target)),
        ("threshold", &share(section.threshold)),
    ];
    page.loose(2, 0, &ink.say_with("risk-lead", &lead), Look::Caption)?;
    let rests: Vec<String> = std::iter::once(&section.evidence)
        .chain(&section.other_evidence)
        .map(|evidence| {
            let model = ink.wording.named("riskmodel", &evidence.model);
            let bars = ink.wording.named("bar", &evidence.bar_source);
            let mut told = vec![ink.say_with("risk-model-of", &[("model", &model), ("bars", &bars)])];
            told.extend(evidence.fallback.iter().chain(&evidence.beside_targets).map(|one| ink.sentence(one)));
            told.join(". ")
        })
        .collect();
    let rests = rests.join(" ");
    page.loose(3, 0, &rests, Look::Caption)?;
    let mut heads = ["col-rep", "col-rep-id", "col-team", "col-probability", "col-flag", "col-bar", "col-bar-source"]
        .map(|id| ink.say(id))
        .to_vec();
    for at in 1..=REASONS {
        heads.push(format!("{} {at}", ink.say("col-reason")));
        heads.push(format!("{} {at}", ink.say("col-adds")));
        heads.push(format!("{} {at}", ink.say("account-column-topic")));
    }
    heads.extend(["risk-base", "risk-sum", "col-clears", "col-remark"].map(|id| ink.say(id)));
    let count = page.room(TOP, section.rows.len())?;
    page.table("at_risk", (TOP, 0), &heads, count)?;
    for (row, one) in (TOP + 1..).zip(section.rows.iter().take(count)) {
        rep(&mut page, row, one)?;
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
    page.freeze(TOP + 1, 1)?;
    Ok(page)
}

fn rep(page: &mut Page<'_>, row: u32, one: &RiskRow) -> Result<(), XlsxError> {
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
    page.text(row, 6, &source, Look::Text)?;
    for at in 0..REASONS {
        let col = REASON + EACH * at as u16;
        let reason = one.reasons.get(at);
        page.text(row, col, &reason.map_or(String::new(), |reason| told(ink, reason)), Look::Text)?;
        page.optional(row, col + 1, reason.map(|reason| reason.contribution), Look::Signed)?;
        let topic = reason.and_then(|reason| topic(reason.topic.as_deref()?));
        let topic = topic.map_or("", |topic| match ink.wording.language() {
            Language::Zh => topic.name_zh.as_str(),
            Language::En => topic.name_en.as_str(),
        });
        page.text(row, col + 2, topic, Look::Text)?;
    }
    let after = REASON + EACH * REASONS as u16;
    page.optional(row, after, one.base_logit, Look::Signed)?;
    page.optional(row, after + 1, one.logit, Look::Signed)?;
    let clears = clearing_told(one, ink.wording, ink.pack.header.currency).unwrap_or_default();
    page.text(row, after + 2, &clears, Look::Text)?;
    let abstained = one.abstained.as_ref().map_or(String::new(), |sentence| ink.sentence(sentence));
    page.text(row, after + 3, &abstained, Look::Text)
}

fn told(ink: &Ink<'_>, reason: &ReasonRow) -> String {
    ink.wording.named("feature", &reason.feature)
}
