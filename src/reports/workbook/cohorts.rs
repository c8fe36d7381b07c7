//! Retention triangles with a colour scale. A cell whose time has not come is grey and empty, and no zero.

use rust_xlsxwriter::{ConditionalFormat2ColorScale, XlsxError};

use super::ink::Ink;
use super::look::{Look, PALE_BLUE};
use super::page::Page;
use crate::quantity::NullReason;
use crate::review::pack::{CohortCell, CohortTriangle};

/// Column of age 0.
const FIRST_AGE: u16 = 2;

pub(super) fn page<'a>(ink: &'a Ink<'a>) -> Result<Page<'a>, XlsxError> {
    let period = &ink.pack.header.period.label;
    let mut page = Page::new(ink, "cohorts", &ink.say("section-cohorts"), &ink.caption(period))?;
    page.loose(2, 0, &ink.say("cohorts-lead"), Look::Caption)?;
    page.blank(3, 0, Look::Immature)?;
    page.loose(3, 1, &ink.say("workbook-immature"), Look::Caption)?;
    let mut row = 5;
    for triangle in &ink.pack.cohorts {
        row = self::triangle(&mut page, row, triangle)? + 2;
    }
    if ink.pack.cohorts.iter().all(|triangle| triangle.rows.is_empty()) {
        page.loose(row, 0, &ink.say("nothing-here"), Look::Caption)?;
    }
    page.fix_width(0, 18.0)?;
    page.fix_width(1, 12.0)?;
    page.freeze(0, FIRST_AGE)?;
    Ok(page)
}

fn triangle(page: &mut Page<'_>, top: u32, triangle: &CohortTriangle) -> Result<u32, XlsxError> {
    let ink = page.ink;
    let title = ink.say(&format!("cohorts-{}", triangle.grain.word()));
    let name = ink.wording.metric(&triangle.metric_id);
    page.loose(top, 0, &format!("{name} · {title}"), Look::Heading)?;
    page.loose(top + 1, FIRST_AGE, &ink.say("col-age"), Look::Caption)?;
    let head = top + 2;
    page.text(head, 0, &ink.say("col-cohort"), Look::Head)?;
    page.text(head, 1, &ink.say("col-customers"), Look::Head)?;
    let ages = triangle.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(triangle.pooled.len());
    for age in 0..ages {
        page.number(head, FIRST_AGE + age as u16, age as f64, Look::Head)?;
    }
    let mut row = head;
    for cohort in &triangle.rows {
        row += 1;
        let censored = triangle.left_censored.contains(&cohort.cohort);
        let label = if censored { format!("{} *", cohort.cohort) } else { cohort.cohort.clone() };
        page.text(row, 0, &label, Look::Text)?;
        page.number(row, 1, cohort.size as f64, Look::Count)?;
        cells(page, row, &cohort.cells, ages)?;
    }
    if !triangle.pooled.is_empty() {
        row += 1;
        page.text(row, 0, &ink.say("row-pooled"), Look::Head)?;
        page.blank(row, 1, Look::Head)?;
        cells(page, row, &triangle.pooled, ages)?;
    }
    if row > head && ages > 1 {
        // Age 0 is always the whole cohort and would take the scale's whole upper end.
        let scale = ConditionalFormat2ColorScale::new().set_minimum_color(PALE_BLUE).set_maximum_color(BLUE_OF_SCALE);
        page.sheet.add_conditional_format(head + 1, FIRST_AGE + 1, row, FIRST_AGE + ages as u16 - 1, &scale)?;
    }
    if !triangle.left_censored.is_empty() {
        row += 1;
        page.loose(row, 0, &ink.say("cohorts-censored"), Look::Caption)?;
    }
    Ok(row)
}

/// Light enough for dark figures.
const BLUE_OF_SCALE: rust_xlsxwriter::Color = rust_xlsxwriter::Color::RGB(0x6FA8DC);

fn cells(page: &mut Page<'_>, row: u32, cells: &[CohortCell], ages: usize) -> Result<(), XlsxError> {
    let mut noted = false;
    for at in 0..ages {
        let col = FIRST_AGE + at as u16;
        match cells.get(at) {
            Some(CohortCell { value: Some(value), .. }) => page.number(row, col, *value, Look::Share)?,
            Some(cell) => {
                page.blank(row, col, Look::Immature)?;
                // One note a row: the cells behind the first one wait for the same reason.
                if !noted {
                    let why = cell.null_reason.unwrap_or(NullReason::Immature);
                    page.note(row, col, &page.ink.say(&format!("why-{}", why.code())))?;
                    noted = true;
                }
            }
            None => page.blank(row, col, Look::Immature)?,
        }
    }
    Ok(())
}
