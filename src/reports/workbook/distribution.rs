//! What the targets rest on: the past errors behind every forecast, and what the team reaches in simulated periods.

use rust_xlsxwriter::XlsxError;

use super::ink::Ink;
use super::look::Look;
use super::page::{Page, cell, range};
use super::targets::{Layout, Place};
use crate::review::pack::TargetBasis;
use crate::review::target_steps::LEVELS;

/// Rows of each sample's figures.
const METRIC: u32 = 3;
const WHICH: u32 = 4;
pub(super) const COUNT: u32 = 5;
pub(super) const TAIL: u32 = 6;
const LEVEL: u32 = 7;
const POSITION: u32 = 8;
pub(super) const SCORE: u32 = 9;
pub(super) const LEAST: u32 = 10;
const HEAD: u32 = 12;
/// The first row of scores and of simulated periods.
pub(super) const FIRST: u32 = 13;

pub(super) fn page<'a>(ink: &'a Ink<'a>, layout: &Layout<'_>) -> Result<Page<'a>, XlsxError> {
    let mut page = Page::new(ink, "distribution", &ink.say("sheet-distribution"), &ink.say("workbook-distribution"))?;
    let labels = [
        (METRIC, "col-metric"),
        (WHICH, "col-sample"),
        (COUNT, "col-n"),
        (TAIL, "col-tail"),
        (LEVEL, "col-level-at"),
        (POSITION, "col-position"),
        (SCORE, "col-score-at"),
        (LEAST, "col-score-least"),
        (HEAD, "col-scores"),
    ];
    for (row, id) in labels {
        page.text(row, 0, &ink.say(id), Look::Head)?;
    }
    for place in &layout.sections {
        let Some(basis) = &place.section.basis else { continue };
        let name = ink.wording.metric(&place.section.metric_id);
        for (col, at) in (place.samples..).zip(0..basis.samples.len()) {
            sample(&mut page, layout, place, (col, at, basis), &name)?;
        }
        page.text(METRIC, place.team, &name, Look::Head)?;
        page.text(WHICH, place.team, &ink.say("workbook-team"), Look::Text)?;
        page.number(COUNT, place.team, basis.team_reached.len() as f64, Look::Count)?;
        page.text(HEAD, place.team, &ink.say("workbook-reached"), Look::Head)?;
        for (row, reached) in (FIRST..).zip(&basis.team_reached) {
            page.amount(row, place.team, Some(*reached), place.section.unit)?;
        }
    }
    // Ten thousand periods are not for paper.
    let widest = layout.sections.iter().map(|place| place.team).max().unwrap_or(1);
    page.sheet.set_print_area(0, 0, FIRST + 100, widest)?;
    page.freeze(FIRST, 1)?;
    Ok(page)
}

/// One sample: its scores below, and above them where the chance stands among them.
fn sample(
    page: &mut Page<'_>,
    layout: &Layout<'_>,
    place: &Place<'_>,
    (col, at, basis): (u16, usize, &TargetBasis),
    name: &str,
) -> Result<(), XlsxError> {
    let scores = &basis.samples[at];
    let last = FIRST + scores.len() as u32 - 1;
    let all = range((FIRST, col), (last, col));
    let here = |row: u32| cell(row, col);
    let (lowest, highest) = (here(FIRST), here(last));
    // Any rep of the sample will do: the score at a level is the sample's alone.
    let predictive = basis.reps.iter().find(|rep| rep.sample == at).and_then(|rep| basis.predictive(rep));
    let level = (1.0 - layout.chance_of(place)).clamp(LEVELS.0, LEVELS.1);
    let n = scores.len() as f64;
    page.text(METRIC, col, name, Look::Head)?;
    page.number(WHICH, col, at as f64 + 1.0, Look::Count)?;
    page.formula(COUNT, col, &format!("=COUNT({all})"), Some(n), Look::Count)?;
    let tail = format!("=MAX(IF({0}>1,({highest}-{lowest})/({0}-1),MAX(ABS({lowest}),0.1)),0.000000001)", here(COUNT));
    page.formula(TAIL, col, &tail, predictive.as_ref().map(|p| p.tail_step()), Look::Fine)?;
    let chance = format!("{}!{}", layout.targets, place.chance_cell());
    page.formula(LEVEL, col, &format!("=MIN(MAX(1-{chance},0.001),0.999)"), Some(level), Look::Fine)?;
    let position = format!("={}*({}+1)-1", here(LEVEL), here(COUNT));
    page.formula(POSITION, col, &position, Some(level * (n + 1.0) - 1.0), Look::Fine)?;
    let score = score_at(&here(POSITION), &all, &here, (&lowest, &highest));
    page.formula(SCORE, col, &format!("={score}"), predictive.as_ref().map(|p| p.score_at(level)), Look::Fine)?;
    let least = score_at(&format!("({}*({}+1)-1)", LEVELS.0, here(COUNT)), &all, &here, (&lowest, &highest));
    page.formula(LEAST, col, &format!("={least}"), predictive.as_ref().map(|p| p.score_at(LEVELS.0)), Look::Fine)?;
    page.blank(HEAD, col, Look::Head)?;
    for (row, score) in (FIRST..).zip(scores) {
        page.number(row, col, *score, Look::Fine)?;
    }
    Ok(())
}

/// The score at a position: linear between the scores, straight tails beyond.
fn score_at(position: &str, scores: &str, here: &dyn Fn(u32) -> String, (lowest, highest): (&str, &str)) -> String {
    let (n, tail) = (here(COUNT), here(TAIL));
    let share = format!("({position}-INT({position}))");
    let between =
        format!("INDEX({scores},INT({position})+1)*(1-{share})+INDEX({scores},MIN(INT({position})+2,{n}))*{share}");
    format!(
        "IF({position}<=0,{lowest}+{position}*{tail},IF({position}>={n}-1,{highest}+({position}-({n}-1))*{tail},{between}))"
    )
}
