//! Targets that follow: one cell for the chance, one for each goal, one for each rep's own target; the rest is formulas.

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DataValidationRule, Format, XlsxError,
};

use super::ink::Ink;
use super::look::{Look, ORANGE};
use super::page::{Page, cell, range, sheet_name};
use super::{distribution, workings};
use crate::quantity::Unit;
use crate::review::pack::{RepBasis, TargetBasis, TargetRow, TargetSection};

/// The cell of the one chance.
const CHANCE: (u32, u16) = (3, 2);
const BLOCK: u32 = 5;
/// Columns of the block of sums; they stand over the columns of the table that they sum.
const OF_CHANCE: u16 = 2;
const REPS: u16 = 3;
const GOAL: u16 = 5;
const PROPOSED: u16 = 6;
const CHANGE: u16 = 7;
const SUM: u16 = 8;
const TEAM: u16 = 9;
const GAP: u16 = 10;
const GOAL_CHANCE: u16 = 11;
/// Columns of the table.
const BASELINE: u16 = 5;
const AS_PROPOSED: u16 = 6;
const OWN: u16 = 7;
const TARGET: u16 = 8;
const STATED: u16 = 9;
/// The chances that the command takes.
const ASKED: (f64, f64) = (0.01, 0.99);

/// Where everything of the targets stands, over three sheets.
pub(super) struct Layout<'a> {
    pub(super) sections: Vec<Place<'a>>,
    /// The chance that the pack was made with.
    pub(super) chance: f64,
    /// The sheets' names as formulas write them.
    pub(super) targets: String,
    pub(super) workings: String,
    pub(super) distribution: String,
    head: u32,
    rows: usize,
}

/// Where one metric's targets stand.
pub(super) struct Place<'a> {
    pub(super) section: &'a TargetSection,
    /// The row of its sums.
    block: u32,
    /// Its first row in the table.
    pub(super) first: u32,
    /// The column of its first sample, and the one of what the team reaches, on the sheet of distributions.
    pub(super) samples: u16,
    pub(super) team: u16,
}

impl<'a> Layout<'a> {
    pub(super) fn of(ink: &Ink<'a>) -> Layout<'a> {
        let pack = ink.pack;
        let head = BLOCK + 3 + pack.targets.len() as u32;
        let samples: usize =
            pack.targets.iter().filter_map(|s| s.basis.as_ref()).map(|basis| basis.samples.len()).sum();
        let (mut first, mut column) = (head + 1, 1);
        let mut sections = Vec::new();
        for (at, section) in (0_u16..).zip(&pack.targets) {
            let team = 2 + samples as u16 + at;
            sections.push(Place { section, block: BLOCK + 1 + u32::from(at), first, samples: column, team });
            first += section.rows.len() as u32;
            column += section.basis.as_ref().map_or(0, |basis| basis.samples.len() as u16);
        }
        let asked = pack.targets.iter().find_map(|section| section.chance);
        let common = || pack.targets.iter().find_map(|section| section.common_chance);
        let name = |id: &str| Page::quoted(&sheet_name(ink, id));
        Layout {
            sections,
            chance: asked.or_else(common).unwrap_or(0.6),
            targets: name("targets"),
            workings: name("workings"),
            distribution: name("distribution"),
            head,
            rows: pack.targets.iter().map(|section| section.rows.len()).sum(),
        }
    }

    /// The chance that a section's targets were made with.
    pub(super) fn chance_of(&self, place: &Place<'_>) -> f64 {
        place.section.chance.or(place.section.common_chance).unwrap_or(self.chance)
    }
}

impl<'a> Place<'a> {
    /// The section's rows with their places in the table, and what each rests on.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &'a TargetRow, Option<&'a RepBasis>)> {
        let reps = self.section.basis.as_ref().map_or(&[][..], |basis| &basis.reps);
        let basis = move |row: &TargetRow| reps.iter().find(|rep| rep.rep_id == row.rep_id);
        (self.first..).zip(&self.section.rows).map(move |(at, row)| (at, row, basis(row)))
    }

    /// The cell of the section's chance.
    pub(super) fn chance_cell(&self) -> String {
        cell(self.block, OF_CHANCE)
    }

    fn last(&self) -> u32 {
        self.first + (self.section.rows.len() as u32).max(1) - 1
    }

    /// The range of what the team reaches in the simulated periods.
    fn reached(&self, layout: &Layout<'_>, basis: &TargetBasis) -> String {
        let top = distribution::FIRST;
        let last = top + basis.team_reached.len() as u32 - 1;
        format!("{}!{}", layout.distribution, range((top, self.team), (last, self.team)))
    }
}

/// The cell of a rep's target in force, and the one of the proposal.
pub(super) fn target_cell(row: u32) -> String {
    cell(row, TARGET)
}

pub(super) fn proposed_cell(row: u32) -> String {
    cell(row, AS_PROPOSED)
}

pub(super) fn page<'a>(ink: &'a Ink<'a>, layout: &Layout<'_>) -> Result<Page<'a>, XlsxError> {
    let period = ink.pack.targets.first().map_or(&ink.pack.header.next.label, |section| &section.period);
    let mut page = Page::new(ink, "targets", &ink.say("section-targets"), &ink.caption(period))?;
    page.text(CHANCE.0, 0, &ink.say("workbook-chance"), Look::Head)?;
    page.blank(CHANCE.0, 1, Look::Head)?;
    page.number(CHANCE.0, CHANCE.1, layout.chance, Look::InputShare)?;
    page.loose(CHANCE.0 - 1, 0, &ink.say("workbook-chance-help"), Look::Caption)?;
    allow_chances(&mut page, CHANCE)?;
    block(&mut page, layout)?;
    table(&mut page, layout)?;
    // On paper what a leader talks about; the rest is for the screen.
    page.sheet.set_print_area(0, 0, layout.head + layout.rows.max(1) as u32, STATED + 2)?;
    page.freeze(layout.head + 1, 3)?;
    Ok(page)
}

fn allow_chances(page: &mut Page<'_>, (row, col): (u32, u16)) -> Result<(), XlsxError> {
    let allowed = DataValidation::new()
        .allow_decimal_number(DataValidationRule::Between(ASKED.0, ASKED.1))
        .set_error_title(page.ink.say("workbook-chance-title"))?
        .set_error_message(page.ink.say("workbook-chance-range"))?;
    page.sheet.add_data_validation(row, col, row, col, &allowed)?;
    Ok(())
}

/// One row a metric: its chance, its sum, its goal, and how likely they are.
fn block(page: &mut Page<'_>, layout: &Layout<'_>) -> Result<(), XlsxError> {
    let ink = page.ink;
    let heads = [
        "col-metric",
        "col-period",
        "col-chance",
        "col-reps",
        "col-correlation",
        "col-goal",
        "col-sum-proposed",
        "col-sum-change",
        "col-sum",
        "col-team-chance",
        "col-gap",
        "col-goal-chance",
    ]
    .map(|id| ink.say(id));
    page.table("target_sums", (BLOCK, 0), &heads, layout.sections.len())?;
    for place in &layout.sections {
        sums(page, layout, place)?;
    }
    Ok(())
}

fn sums(page: &mut Page<'_>, layout: &Layout<'_>, place: &Place<'_>) -> Result<(), XlsxError> {
    let (ink, section, row) = (page.ink, place.section, place.block);
    let unit = section.unit;
    let column = |col: u16| range((place.first, col), (place.last(), col));
    let here = |col: u16| cell(row, col);
    page.text(row, 0, &ink.wording.metric(&section.metric_id), Look::Head)?;
    page.text(row, 1, &section.period, Look::Text)?;
    match section.chance {
        Some(chance) => {
            page.formula(row, OF_CHANCE, &format!("={}", cell(CHANCE.0, CHANCE.1)), Some(chance), Look::InputShare)?;
        }
        None => page.number(row, OF_CHANCE, layout.chance_of(place), Look::InputShare)?,
    }
    allow_chances(page, (row, OF_CHANCE))?;
    let set = section.rows.iter().filter(|row| row.target.is_some()).count();
    page.formula(row, REPS, &format!("=COUNT({})", column(TARGET)), Some(set as f64), Look::TotalCount)?;
    page.optional(row, REPS + 1, section.team_correlation, Look::Number)?;
    page.optional(row, GOAL, section.goal.map(|goal| ink.major(goal, unit)), input(unit))?;
    let total = ink.major(section.total, unit);
    let digits = ink.minor_per_major(unit).ilog10();
    let sum = |col: u16| format!("=ROUND(SUM({}),{digits})", column(col));
    page.formula(row, PROPOSED, &sum(AS_PROPOSED), Some(total), Look::of(unit))?;
    page.formula(row, CHANGE, &format!("={}-{}", here(SUM), here(PROPOSED)), Some(0.0), Look::of(unit))?;
    page.formula(row, SUM, &sum(TARGET), Some(total), total_look(unit))?;
    let goal = section.goal;
    let gap = format!("=IF({0}=\"\",\"\",{1}-{0})", here(GOAL), here(SUM));
    page.formula(row, GAP, &gap, goal.map(|goal| ink.major(section.total - goal, unit)), Look::of(unit))?;
    let Some(basis) = section.basis.as_ref().filter(|basis| !basis.team_reached.is_empty()) else {
        page.optional(row, TEAM, section.team_chance, Look::TotalShare)?;
        return page.blank(row, GOAL_CHANCE, Look::Share);
    };
    let (reached, n) = (place.reached(layout, basis), basis.team_reached.len());
    // Those without a forecast bring nothing to the team's chance, so a target that they are given by hand stays out.
    let counted = workings::counted(layout, place);
    let team = format!("=IF(COUNT({counted})=0,\"\",SUMPRODUCT(--({reached}>=ROUND(SUM({counted}),{digits})))/{n})");
    page.formula(row, TEAM, &team, section.team_chance, Look::TotalShare)?;
    let chance = format!("=IF({0}=\"\",\"\",SUMPRODUCT(--({reached}>={0}))/{n})", here(GOAL));
    page.formula(row, GOAL_CHANCE, &chance, goal.and_then(|goal| basis.team_chance(goal)), Look::Share)
}

fn table(page: &mut Page<'_>, layout: &Layout<'_>) -> Result<(), XlsxError> {
    let ink = page.ink;
    let heads = [
        "col-metric",
        "col-team",
        "col-rep",
        "col-rep-id",
        "col-baseline-period",
        "col-baseline",
        "col-proposed",
        "col-own-target",
        "col-target",
        "col-chance",
        "col-sum-change",
        "col-on-baseline",
        "col-lower-80",
        "col-upper-80",
        "col-stretch",
        "col-floor",
        "col-cap",
        "col-share",
        "col-status",
        "col-doubts",
    ]
    .map(|id| ink.say(id));
    page.table("targets", (layout.head, 0), &heads, layout.rows)?;
    for place in &layout.sections {
        let name = ink.wording.metric(&place.section.metric_id);
        for (at, row, basis) in place.rows() {
            target(page, layout, place, (at, row, basis), &name)?;
        }
    }
    if layout.rows > 0 {
        let unlikely = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::Between(0.0, 0.199_999))
            .set_format(Format::new().set_font_color(ORANGE).set_bold());
        let last = layout.head + layout.rows as u32;
        page.sheet.add_conditional_format(layout.head + 1, STATED, last, STATED, &unlikely)?;
    }
    Ok(())
}

fn target(
    page: &mut Page<'_>,
    layout: &Layout<'_>,
    place: &Place<'_>,
    (at, row, basis): (u32, &TargetRow, Option<&RepBasis>),
    metric: &str,
) -> Result<(), XlsxError> {
    let ink = page.ink;
    let unit = place.section.unit;
    let major = |amount: Option<i64>| amount.map(|amount| ink.major(amount, unit));
    let here = |col: u16| cell(at, col);
    page.text(at, 0, metric, Look::Text)?;
    page.text(at, 1, &row.team, Look::Text)?;
    page.text(at, 2, &row.name, Look::Text)?;
    page.text(at, 3, &row.rep_id, Look::Text)?;
    page.text(at, 4, &row.baseline_period, Look::Text)?;
    page.amount(at, BASELINE, row.baseline, unit)?;
    page.amount(at, AS_PROPOSED, row.target, unit)?;
    page.blank(at, OWN, input(unit))?;
    let follows =
        basis.map_or("\"\"".to_string(), |_| format!("{}!{}", layout.workings, workings::result_cell(layout, at)));
    let formula = format!("=IF({0}<>\"\",{0},{follows})", here(OWN));
    page.formula(at, TARGET, &formula, major(row.target), total_look(unit))?;
    match basis {
        Some(_) => {
            let chance = format!("={}!{}", layout.workings, workings::chance_cell(layout, at));
            page.formula(at, STATED, &chance, row.chance, Look::Share)?;
        }
        None => page.blank(at, STATED, Look::Share)?,
    }
    let (target, proposed, baseline) = (here(TARGET), here(AS_PROPOSED), here(BASELINE));
    let change = format!("=IF(OR({target}=\"\",{proposed}=\"\"),\"\",{target}-{proposed})");
    page.formula(at, STATED + 1, &change, row.target.map(|_| 0.0), Look::of(unit))?;
    let growth = format!("=IF({target}=\"\",\"\",IF(N({baseline})<=0,\"\",{target}/{baseline}-1))");
    let past = row.baseline.filter(|baseline| *baseline > 0).map(|baseline| ink.major(baseline, unit));
    let grown = major(row.target).zip(past).map(|(target, baseline)| target / baseline - 1.0);
    page.formula(at, STATED + 2, &growth, grown, Look::Growth)?;
    for (col, amount) in [(12, row.lower_80), (13, row.upper_80), (14, row.stretch), (15, row.floor), (16, row.cap)] {
        page.amount(at, col, amount, unit)?;
    }
    let total = cell(place.block, SUM);
    let share = format!("=IF({target}=\"\",\"\",IF({total}<=0,\"\",{target}/{total}))");
    page.formula(at, 17, &share, row.share_of_total, Look::Share)?;
    page.text(at, 18, &ink.wording.named("status", &row.status), Look::Text)?;
    let mut remarks: Vec<String> = row.null_reason.map(|reason| ink.absent(reason)).into_iter().collect();
    remarks.extend(row.doubts.iter().map(|doubt| ink.sentence(doubt)));
    page.text(at, 19, &remarks.join(" · "), Look::Text)
}

fn input(unit: Unit) -> Look {
    match unit {
        Unit::Money => Look::InputMoney,
        Unit::Count => Look::InputCount,
        _ => Look::InputNumber,
    }
}

fn total_look(unit: Unit) -> Look {
    match unit {
        Unit::Money => Look::TotalMoney,
        Unit::Count => Look::TotalCount,
        _ => Look::TotalNumber,
    }
}
