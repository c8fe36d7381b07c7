//! A listing as a workbook of one sheet: `--format xlsx`.

use rust_xlsxwriter::{
    Color, DocProperties, Format, FormatAlign, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::safe_text::{cut, looks_like_formula, one_line, width};
use super::{excel_day, failed};
use crate::quantity::Currency;
use crate::reports::ReportError;
use crate::review::listing::{Cell, Listing};

/// Rows that fit under a head.
const ROWS: usize = 1_048_575;

/// A listing as an Excel workbook: one sheet, one table with its head frozen, every column in its type.
///
/// Numbers are numbers in major units, days are days, texts are texts whatever they begin with. The same listing yields
/// the same bytes.
///
/// # Errors
/// Where the listing has more rows than a sheet.
pub fn xlsx(listing: &Listing) -> Result<Vec<u8>, ReportError> {
    if listing.rows.len() > ROWS {
        return Err(ReportError {
            doing: format!("writing {}.xlsx", listing.name),
            reason: format!("{} rows, and a sheet holds {ROWS} under its head", listing.rows.len()),
        });
    }
    assemble(listing).map_err(|error| failed(&format!("writing {}.xlsx", listing.name), &error))
}

fn assemble(listing: &Listing) -> Result<Vec<u8>, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(cut(&identifier(&listing.name), 31))?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xE8EEF5));
    let mut columns = Vec::new();
    for (col, column) in (0_u16..).zip(&listing.columns) {
        let name = one_line(&column.name);
        sheet.write_string_with_format(0, col, &name, &head)?;
        columns.push(TableColumn::new().set_header(name).set_header_format(&head));
    }
    let looks = Looks::new(listing.currency);
    for (row, cells) in (1_u32..).zip(&listing.rows) {
        for (col, cell) in (0_u16..).zip(cells) {
            write(&mut sheet, (row, col), cell, &looks, listing.currency)?;
        }
    }
    for (col, width) in (0_u16..).zip(widths(listing)) {
        sheet.set_column_width(col, width)?;
    }
    if !listing.rows.is_empty() && !columns.is_empty() {
        let table = Table::new().set_name(identifier(&listing.name)).set_style(TableStyle::None).set_columns(&columns);
        sheet.add_table(0, 0, listing.rows.len() as u32, listing.columns.len() as u16 - 1, &table)?;
    }
    sheet.set_freeze_panes(1, 0)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let mut book = Workbook::new();
    // The file's own date is no part of the answer.
    book.set_properties(
        &DocProperties::new().set_title(identifier(&listing.name)).set_creation_datetime(&fixed_day()?),
    );
    book.push_worksheet(sheet);
    book.save_to_buffer()
}

fn fixed_day() -> Result<rust_xlsxwriter::ExcelDateTime, XlsxError> {
    rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)
}

struct Looks {
    money: Format,
    date: Format,
    quoted: Format,
}

impl Looks {
    fn new(currency: Currency) -> Looks {
        let decimals = match currency.digits() as usize {
            0 => String::new(),
            digits => format!(".{}", "0".repeat(digits)),
        };
        Looks {
            money: Format::new().set_num_format(format!("#,##0{decimals}")),
            date: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            quoted: Format::new().set_quote_prefix(),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    cell: &Cell,
    looks: &Looks,
    currency: Currency,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => {
            let text = one_line(text);
            if looks_like_formula(&text) {
                sheet.write_string_with_format(row, col, text, &looks.quoted)?;
            } else {
                sheet.write_string(row, col, text)?;
            }
        }
        Cell::Int(whole) => {
            sheet.write_number(row, col, *whole as f64)?;
        }
        Cell::Bool(truth) => {
            sheet.write_boolean(row, col, *truth)?;
        }
        Cell::Date(day) => {
            sheet.write_datetime_with_format(row, col, &excel_day(*day)?, &looks.date)?;
        }
        Cell::Money(minor) => {
            let major = *minor as f64 / currency.minor_per_major() as f64;
            sheet.write_number_with_format(row, col, major, &looks.money)?;
        }
        Cell::Float(number) if number.is_finite() => {
            sheet.write_number(row, col, *number)?;
        }
        Cell::Float(_) => {}
    }
    Ok(())
}

/// Wide enough for the head and what stands in the first rows.
fn widths(listing: &Listing) -> Vec<f64> {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => width(text),
        Cell::Null | Cell::Bool(_) => 5.0,
        Cell::Date(_) => 10.0,
        Cell::Int(_) | Cell::Money(_) | Cell::Float(_) => 12.0,
    };
    let of = |col: usize, name: &str| {
        let cells = listing.rows.iter().take(1_000).map(|row| text(&row[col]));
        cells.fold(width(name) + 3.0, f64::max).clamp(8.0, 60.0) + 1.0
    };
    listing.columns.iter().enumerate().map(|(col, column)| of(col, &column.name)).collect()
}

/// A name that sheets and tables may have.
fn identifier(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("t_{name}") }
}
