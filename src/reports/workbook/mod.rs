//! The pack as a workbook: a sheet for each question, native charts, tables that pivot tables like, targets that follow
//! the chance by formulas. No macro, no link, no query.

mod attainment;
mod bridges;
mod cases;
mod cohorts;
mod contests;
mod distribution;
mod forecast;
mod ink;
mod kpi;
mod look;
mod page;
mod quality;
mod repeat;
mod risk;
mod safe_text;
mod scorecards;
mod single;
mod summary;
mod targets;
mod workings;

#[cfg(test)]
mod tests;

pub use single::xlsx;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::ReportError;
use super::wording::Wording;
use crate::calendar::Day;
use crate::review::pack::Pack;
use ink::Ink;
use safe_text::one_line;

/// The pack as an Excel workbook in the wording's language.
///
/// The same pack yields the same bytes: the file's own dates are the pack's as-of day. Every text of the pack is written
/// as text, whatever it begins with.
///
/// # Errors
/// Where the writer refuses a value, which would be a fault of the program.
pub fn workbook(pack: &Pack, wording: &Wording) -> Result<Vec<u8>, ReportError> {
    assemble(&Ink::new(pack, wording)).map_err(|error| failed("writing the workbook", &error))
}

fn assemble(ink: &Ink<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(ink)?);
    let kpi_data = kpi::data(ink)?;
    let targets = targets::Layout::of(ink);
    let mut pages = vec![
        summary::page(ink)?,
        kpi::page(ink, &kpi_data)?,
        kpi::by_period(ink, &kpi_data)?,
        bridges::page(ink)?,
        attainment::page(ink)?,
        cohorts::page(ink)?,
        repeat::page(ink)?,
        forecast::page(ink)?,
        targets::page(ink, &targets)?,
        risk::page(ink)?,
        scorecards::page(ink)?,
    ];
    pages.extend([contests::page(ink)?, cases::page(ink)?].into_iter().flatten());
    pages.extend([
        quality::page(ink)?,
        quality::definitions(ink)?,
        kpi_data.page,
        forecast::data(ink)?,
        workings::page(ink, &targets)?,
        distribution::page(ink, &targets)?,
    ]);
    for page in pages {
        book.push_worksheet(page.finish()?);
    }
    book.save_to_buffer()
}

fn properties(ink: &Ink<'_>) -> Result<DocProperties, XlsxError> {
    let header = &ink.pack.header;
    Ok(DocProperties::new()
        .set_title(format!("{} {}", one_line(&ink.title()), one_line(&header.period.label)))
        .set_subject(one_line(&header.purpose))
        .set_company(one_line(&header.company))
        .set_author(format!("attain {}", one_line(&header.attain_version)))
        .set_creation_datetime(&excel_day(header.as_of)?))
}

/// A day as the workbook counts it; the first day that Excel knows for what lies before 1900.
fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1))
}

fn failed(doing: &str, error: &XlsxError) -> ReportError {
    ReportError { doing: doing.to_string(), reason: error.to_string() }
}
