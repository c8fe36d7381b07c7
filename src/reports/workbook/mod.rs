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

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::ReportError;
use super::wording::Wording;
use crate::calendar::Day;
use crate::review::pack::Pack;
use ink::Ink;
use page::Page;
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

/// A sheet that is still to be written, with its place in the book; some packs have nothing to say on it.
type Sheet<'s> = (u8, &'s (dyn Fn() -> Result<Option<Page<'s>>, XlsxError> + Sync));

/// Packing is the one part of a workbook that only one core works at. A third of the time of the usual level 6, and a
/// file that is a little larger.
const COMPRESSION: u8 = 3;

fn assemble(ink: &Ink<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(ink)?);
    book.set_zip_compression_level(COMPRESSION);
    let places = kpi::Places::of(ink);
    let targets = targets::Layout::of(ink);
    // The two large ones stand first, so that the others are written beside them.
    let sheets: [Sheet<'_>; 19] = [
        (17, &|| Ok(Some(kpi::data(ink)?))),
        (3, &|| Ok(Some(kpi::by_period(ink, &places)?))),
        (1, &|| Ok(Some(summary::page(ink)?))),
        (2, &|| Ok(Some(kpi::page(ink, &places)?))),
        (4, &|| Ok(Some(bridges::page(ink)?))),
        (5, &|| Ok(Some(attainment::page(ink)?))),
        (6, &|| Ok(Some(cohorts::page(ink)?))),
        (7, &|| Ok(Some(repeat::page(ink)?))),
        (8, &|| Ok(Some(forecast::page(ink)?))),
        (9, &|| Ok(Some(targets::page(ink, &targets)?))),
        (10, &|| Ok(Some(risk::page(ink)?))),
        (11, &|| Ok(Some(scorecards::page(ink)?))),
        (12, &|| contests::page(ink)),
        (13, &|| cases::page(ink)),
        (14, &|| Ok(Some(quality::page(ink)?))),
        (15, &|| Ok(Some(quality::definitions(ink)?))),
        (18, &|| Ok(Some(forecast::data(ink)?))),
        (19, &|| Ok(Some(workings::page(ink, &targets)?))),
        (20, &|| Ok(Some(distribution::page(ink, &targets)?))),
    ];
    let written = sheets.par_iter().with_max_len(1).map(|(place, page)| {
        let page = page()?;
        Ok((*place, page.map(Page::finish).transpose()?))
    });
    let mut written = written.collect::<Result<Vec<_>, XlsxError>>()?;
    written.sort_by_key(|(place, _)| *place);
    for sheet in written.into_iter().filter_map(|(_, sheet)| sheet) {
        book.push_worksheet(sheet);
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
