//! Who will probably miss the bar, with the reasons that add up to the score.

use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatDataBarDirection, XlsxError};

use super::ink::Ink;
use super::look::{Look, ORANGE};
use super::page::Page;
use crate::review::pack::{ReasonRow, RiskRow};

const TOP: u32 = 5;
const PROBABILITY: u16 = 3;
const REASONS: usize = 3;

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
    let model = ink.wording.named("riskmodel", &section.evidence.model);
    let mut rests = ink.say_with("risk-model", &[("model", &model)]);
    if let Some(fallback) = &section.evidence.fallback {
        rests = format!("{rests}. {}", ink.sentence(fallback));
    }
    page.loose(3, 0, &rests, Look::Caption)?;
    let mut heads = ["col-rep", "col-rep-id", "col-team", "col-probability", "col-flag", "col-bar", "col-bar-source"]
        .map(|id| ink.say(id))
        .to_vec();
    for at in 1..=REASONS {
        heads.push(format!("{} {at}", ink.say("col-reason")));
        heads.push(format!("{} {at}", ink.say("col-adds")));
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
        let col = 7 + 2 * at as u16;
        let reason = one.reasons.get(at);
        page.text(row, col, &reason.map_or(String::new(), |reason| told(ink, reason)), Look::Text)?;
        page.optional(row, col + 1, reason.map(|reason| reason.contribution), Look::Signed)?;
    }
    page.optional(row, 13, one.base_logit, Look::Signed)?;
    page.optional(row, 14, one.logit, Look::Signed)?;
    let clears = one.clears.as_ref().map_or(String::new(), |change| {
        let args = [
            ("feature", ink.wording.named("feature", &change.feature)),
            ("from", ink.figures.number(change.from, 2)),
            ("to", ink.figures.number(change.to, 2)),
            ("probability", ink.figures.share(change.probability_after)),
        ];
        let args: Vec<(&'static str, &str)> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
        ink.say_with("risk-clears", &args)
    });
    page.text(row, 15, &clears, Look::Text)?;
    let abstained = one.abstained.as_ref().map_or(String::new(), |sentence| ink.sentence(sentence));
    page.text(row, 16, &abstained, Look::Text)
}

fn told(ink: &Ink<'_>, reason: &ReasonRow) -> String {
    ink.wording.named("feature", &reason.feature)
}
