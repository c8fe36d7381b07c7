//! From the chance to each rep's target and from each target to its chance, one step a column.

use rust_xlsxwriter::XlsxError;

use super::distribution;
use super::ink::Ink;
use super::look::Look;
use super::page::{Page, cell, range};
use super::targets::{Layout, Place, proposed_cell, target_cell};
use crate::review::pack::{RepBasis, TargetBasis, TargetRow};

const TOP: u32 = 3;
const CENTRE: u16 = 4;
const SCALE: u16 = 5;
const LOWEST: u16 = 6;
const FLOOR: u16 = 7;
const CAP: u16 = 8;
const SCORE: u16 = 9;
const VALUE: u16 = 10;
const AMOUNT: u16 = 11;
const BOUNDED: u16 = 12;
const NEAREST: u16 = 13;
const ROUNDED: u16 = 14;
const RESULT: u16 = 15;
const IN_FORCE: u16 = 16;
const LEAST: u16 = 17;
const STANDS: u16 = 18;
const BELOW: u16 = 19;
const LEVEL: u16 = 20;
const CHANCE: u16 = 21;

/// The workings of the table's row stand in this row.
fn row_of(layout: &Layout<'_>, at: u32) -> u32 {
    let first = layout.sections.first().map_or(0, |place| place.first);
    TOP + 1 + at - first
}

/// The target that follows from the chance.
pub(super) fn result_cell(layout: &Layout<'_>, at: u32) -> String {
    cell(row_of(layout, at), RESULT)
}

/// The chance of the target in force.
pub(super) fn chance_cell(layout: &Layout<'_>, at: u32) -> String {
    cell(row_of(layout, at), CHANCE)
}

/// The targets in force of those who have a forecast.
pub(super) fn counted(layout: &Layout<'_>, place: &Place<'_>) -> String {
    let first = row_of(layout, place.first);
    let last = first + (place.section.rows.len() as u32).max(1) - 1;
    format!("{}!{}", layout.workings, range((first, IN_FORCE), (last, IN_FORCE)))
}

pub(super) fn page<'a>(ink: &'a Ink<'a>, layout: &Layout<'_>) -> Result<Page<'a>, XlsxError> {
    let mut page = Page::new(ink, "workings", &ink.say("sheet-workings"), &ink.say("workbook-workings"))?;
    let heads = [
        "col-metric",
        "col-rep",
        "col-rep-id",
        "col-sample",
        "col-centre",
        "col-scale",
        "col-lowest",
        "col-floor-minor",
        "col-cap-minor",
        "col-score-at",
        "col-value-at",
        "col-amount-minor",
        "col-bounded-minor",
        "col-nearest-minor",
        "col-rounded-minor",
        "col-followed",
        "col-in-force",
        "col-least",
        "col-stands",
        "col-below",
        "col-level-at",
        "col-chance",
    ]
    .map(|id| ink.say(id));
    let rows: usize = layout.sections.iter().map(|place| place.section.rows.len()).sum();
    page.table("target_workings", (TOP, 0), &heads, rows)?;
    for place in &layout.sections {
        let name = ink.wording.metric(&place.section.metric_id);
        for (at, target, rep) in place.rows() {
            let row = row_of(layout, at);
            page.text(row, 0, &name, Look::Text)?;
            page.text(row, 1, &target.name, Look::Text)?;
            page.text(row, 2, &target.rep_id, Look::Text)?;
            match (place.section.basis.as_ref(), rep) {
                (Some(basis), Some(rep)) => {
                    forth(&mut page, layout, place, basis, (at, rep, target))?;
                    back(&mut page, layout, place, basis, (at, rep, target))?;
                }
                _ => page.text(row, 3, &ink.say("model-none"), Look::Absent)?,
            }
        }
    }
    page.freeze(TOP + 1, 3)?;
    Ok(page)
}

/// From the chance to the target.
fn forth(
    page: &mut Page<'_>,
    layout: &Layout<'_>,
    place: &Place<'_>,
    basis: &TargetBasis,
    (at, rep, target): (u32, &RepBasis, &TargetRow),
) -> Result<(), XlsxError> {
    let row = row_of(layout, at);
    let here = |col: u16| cell(row, col);
    let steps = basis.target_steps(rep, layout.chance_of(place));
    let result = |value: fn(&crate::review::target_steps::TargetSteps) -> f64| steps.as_ref().map(value);
    page.number(row, 3, rep.sample as f64 + 1.0, Look::Count)?;
    page.number(row, CENTRE, rep.centre, Look::Fine)?;
    page.number(row, SCALE, rep.scale, Look::Fine)?;
    page.optional(row, LOWEST, rep.lower_bound, Look::Count)?;
    page.optional(row, FLOOR, rep.floor.map(|floor| floor as f64), Look::Count)?;
    page.optional(row, CAP, rep.cap.map(|cap| cap as f64), Look::Count)?;
    let sample = place.samples + rep.sample as u16;
    let score = format!("={}!{}", layout.distribution, cell(distribution::SCORE, sample));
    page.formula(row, SCORE, &score, result(|s| s.score), Look::Fine)?;
    let raw = format!("{}+{}*{}", here(CENTRE), here(SCALE), here(SCORE));
    let value = if rep.lower_bound.is_some() { format!("=MAX({raw},{})", here(LOWEST)) } else { format!("={raw}") };
    page.formula(row, VALUE, &value, result(|s| s.value), Look::Fine)?;
    let minor = format!("({}*{})", here(VALUE), basis.minor_per_major);
    page.formula(row, AMOUNT, &format!("={}", half_even(&minor)), result(|s| s.amount as f64), Look::Count)?;
    let raised = if rep.floor.is_some() { format!("MAX({},{})", here(AMOUNT), here(FLOOR)) } else { here(AMOUNT) };
    let bounded = if rep.cap.is_some() { format!("=MIN({raised},{})", here(CAP)) } else { format!("={raised}") };
    page.formula(row, BOUNDED, &bounded, result(|s| s.bounded as f64), Look::Count)?;
    let step = basis.round_to.max(1);
    let nearest = format!("={}*{step}", half_even(&format!("({}/{step})", here(BOUNDED))));
    page.formula(row, NEAREST, &nearest, result(|s| s.nearest as f64), Look::Count)?;
    let rounded = rounded(rep, &here, step);
    page.formula(row, ROUNDED, &rounded, result(|s| s.target as f64), Look::Count)?;
    let mut followed = format!("IF({0}>0,{0}/{1},\"\")", here(ROUNDED), basis.minor_per_major);
    if let Some(decided) = rep.decided {
        // What people decided stays where it is, whatever else is tried.
        followed = format!("{decided}/{}", basis.minor_per_major);
    }
    if place.section.goal.is_some() || rep.decided.is_some() {
        // As proposed until something else is asked for. A goal's targets are rounded so that they sum to it; another
        // chance than the goal's rounds each alone.
        let (chance, proposed) = (place.chance_cell(), proposed_cell(at));
        let asked = layout.chance_of(place);
        followed = format!("IF(ABS({0}!{chance}-{asked})<1E-9,{0}!{proposed},{followed})", layout.targets);
    }
    let own = target.target.map(|amount| amount as f64 / basis.minor_per_major as f64);
    page.formula(row, RESULT, &format!("={followed}"), own, Look::Number)
}

/// The nearest multiple that lies between floor and cap; as it is under one step, or where there is none.
fn rounded(rep: &RepBasis, here: &dyn Fn(u16) -> String, step: i64) -> String {
    let holds = |amount: &str| match (rep.floor, rep.cap) {
        (Some(_), Some(_)) => format!("AND({amount}>={},{amount}<={})", here(FLOOR), here(CAP)),
        (Some(_), None) => format!("{amount}>={}", here(FLOOR)),
        (None, Some(_)) => format!("{amount}<={}", here(CAP)),
        (None, None) => "TRUE".to_string(),
    };
    let (bounded, nearest) = (here(BOUNDED), here(NEAREST));
    let (below, above) = (format!("({nearest}-{step})"), format!("({nearest}+{step})"));
    format!(
        "=IF(ABS({bounded})<{step},{bounded},IF({},{nearest},IF({},{below},IF({},{above},{bounded}))))",
        holds(&nearest),
        holds(&below),
        holds(&above)
    )
}

/// From the target in force to its chance.
fn back(
    page: &mut Page<'_>,
    layout: &Layout<'_>,
    place: &Place<'_>,
    basis: &TargetBasis,
    (at, rep, target): (u32, &RepBasis, &TargetRow),
) -> Result<(), XlsxError> {
    let row = row_of(layout, at);
    let here = |col: u16| cell(row, col);
    let sample = place.samples + rep.sample as u16;
    let stands = target.target.and_then(|amount| basis.chance_steps(rep, amount));
    let result = |value: fn(&crate::review::target_steps::ChanceSteps) -> f64| stands.as_ref().map(value);
    let of_sample = |row: u32| format!("{}!{}", layout.distribution, cell(row, sample));
    let count = basis.samples.get(rep.sample).map_or(1, Vec::len) as u32;
    let last = distribution::FIRST + count - 1;
    let scores = format!("{}!{}", layout.distribution, range((distribution::FIRST, sample), (last, sample)));
    let (lowest, highest) = (of_sample(distribution::FIRST), of_sample(last));
    let (n, tail) = (of_sample(distribution::COUNT), of_sample(distribution::TAIL));
    let unless_none = |formula: String| format!("=IF({}=\"\",\"\",{formula})", here(IN_FORCE));

    let own = target.target.map(|amount| amount as f64 / basis.minor_per_major as f64);
    page.formula(row, IN_FORCE, &format!("={}!{}", layout.targets, target_cell(at)), own, Look::Number)?;
    let least = format!("{}+{}*{}", here(CENTRE), here(SCALE), of_sample(distribution::LEAST));
    let least = if rep.lower_bound.is_some() { format!("=MAX({least},{})", here(LOWEST)) } else { format!("={least}") };
    let of_rep = basis.chance_steps(rep, 0).map(|steps| steps.least);
    page.formula(row, LEAST, &least, of_rep, Look::Fine)?;
    let score = unless_none(format!("({}-{})/{}", here(IN_FORCE), here(CENTRE), here(SCALE)));
    page.formula(row, STANDS, &score, result(|s| s.score), Look::Fine)?;
    let below = unless_none(format!("SUMPRODUCT(--({scores}<{}))", here(STANDS)));
    page.formula(row, BELOW, &below, result(|s| s.below as f64), Look::Count)?;
    let (s, k) = (here(STANDS), here(BELOW));
    let between = format!("{k}-1+({s}-INDEX({scores},{k}))/(INDEX({scores},{k}+1)-INDEX({scores},{k}))");
    let position =
        format!("IF({s}<={lowest},({s}-{lowest})/{tail},IF({s}>={highest},{n}-1+({s}-{highest})/{tail},{between}))");
    let level = unless_none(format!("MIN(MAX(({position}+1)/({n}+1),0.001),0.999)"));
    page.formula(row, LEVEL, &level, result(|s| s.level), Look::Fine)?;
    let chance = unless_none(format!("IF({}<={},0.999,1-{})", here(IN_FORCE), here(LEAST), here(LEVEL)));
    page.formula(row, CHANCE, &chance, target.chance, Look::Share)
}

/// Rounded half to even, which `ROUND` is not.
fn half_even(x: &str) -> String {
    format!("IF({x}-INT({x})=0.5,2*ROUND({x}/2,0),ROUND({x},0))")
}
