//! A workbook of any format behind one face.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{
    Cell, Data, DataRef, Dimensions, Ods, OdsError, Range, Reader, Sheet, Xls, XlsError, Xlsb, Xlsx, XlsxCellReader,
    XlsxError,
};

use super::super::FileProblem;
use super::super::guarded::damaged;
use super::super::kind;
use super::super::regular_file::{self, Counted, Counter};
use super::archive::{self, Format};
use super::{KIND, biff, cells, compound};
use crate::sources::SourceError;

type Bytes = BufReader<Counted<File>>;

/// An open workbook.
pub(super) struct Book {
    inner: Inner,
    has_merges: bool,
}

enum Inner {
    Xlsx(Box<Xlsx<Bytes>>),
    Xlsb(Box<Xlsb<Bytes>>),
    Xls(Box<Xls<Bytes>>),
    Ods(Box<Ods<Bytes>>),
}

/// What came of the next cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellPlace {
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
    /// It is calculated by a formula whose value the file does not hold.
    pub lacks_value: bool,
    /// It is a whole number of more digits than a spreadsheet keeps.
    pub is_inexact: bool,
}

/// The cells of a sheet, row by row.
pub(super) trait Cells {
    /// The next cell, its text appended.
    fn next(&mut self, text: &mut String) -> Result<Option<CellPlace>, String>;
}

impl Book {
    /// Opens a workbook that lies at `place` and is called `path`.
    ///
    /// # Errors
    /// Where it is none, is protected or damaged.
    pub(super) fn open(path: &Path, place: &Path, counter: &Counter) -> Result<Book, SourceError> {
        let failed = |reason: String| damaged(path, KIND, reason);
        let bytes = || regular_file::open(place).map(|file| BufReader::new(Counted::new(file, counter.clone())));
        let protected = || SourceError::File { path: path.to_path_buf(), problem: FileProblem::Encrypted };
        if is_compound(place)? {
            check_compound(path, place)?;
            let xls = Xls::new(bytes()?).map_err(|error| match error {
                XlsError::Password => protected(),
                // A protected workbook of the newer kind hides inside a container of the older one.
                _ if matches!(bytes().map(Xlsx::new), Ok(Err(XlsxError::Password))) => protected(),
                error => damaged(path, "a workbook or another file of the older Office", said(&error)),
            })?;
            return Ok(Book { inner: Inner::Xls(Box::new(xls)), has_merges: true });
        }
        let looked = archive::look(path, regular_file::open(place)?)?;
        let inner = match looked.format {
            Format::Xlsx => Inner::Xlsx(Box::new(Xlsx::new(bytes()?).map_err(|error| failed(said(&error)))?)),
            Format::Xlsb => Inner::Xlsb(Box::new(Xlsb::new(bytes()?).map_err(|error| failed(said(&error)))?)),
            Format::Ods => Inner::Ods(Box::new(Ods::new(bytes()?).map_err(|error| match error {
                OdsError::Password => protected(),
                error => failed(said(&error)),
            })?)),
        };
        Ok(Book { inner, has_merges: looked.has_merges })
    }

    /// Its format, for people.
    pub(super) fn described(&self) -> &'static str {
        match self.inner {
            Inner::Xlsx(_) => "Excel workbook",
            Inner::Xlsb(_) => "binary Excel workbook",
            Inner::Xls(_) => "Excel 97 workbook",
            Inner::Ods(_) => "OpenDocument spreadsheet",
        }
    }

    /// Its sheets in order, hidden ones and charts included.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        match &self.inner {
            Inner::Xlsx(book) => book.sheets_metadata().to_vec(),
            Inner::Xlsb(book) => book.sheets_metadata().to_vec(),
            Inner::Xls(book) => book.sheets_metadata().to_vec(),
            Inner::Ods(book) => book.sheets_metadata().to_vec(),
        }
    }

    /// The merged regions of a sheet; none are known of xlsb and ods.
    ///
    /// # Errors
    /// What the reader says.
    pub(super) fn merges(&mut self, sheet: &str) -> Result<Vec<Dimensions>, String> {
        match &mut self.inner {
            Inner::Xlsx(book) if self.has_merges => book.merge_cells_by_sheet_name(sheet).map_err(|error| said(&error)),
            Inner::Xls(book) => book.merge_cells_by_sheet_name(sheet).map_err(|error| said(&error)),
            _ => Ok(Vec::new()),
        }
    }

    /// What of merged cells a reader should know where their places are not told.
    pub(super) fn note_on_merges(&self) -> Option<String> {
        let untold = self.has_merges && matches!(self.inner, Inner::Ods(_));
        untold.then(|| {
            "cells are merged: each value is read in the first of them only; xlsx would have it filled down".to_string()
        })
    }

    /// Hands the cells of a sheet to `read`.
    ///
    /// # Errors
    /// What the reader says.
    pub(super) fn with_cells<T>(&mut self, sheet: &str, read: impl FnOnce(&mut dyn Cells) -> T) -> Result<T, String> {
        match &mut self.inner {
            Inner::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| said(&error))?;
                Ok(read(&mut cells))
            }
            Inner::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| said(&error))?;
                Ok(read(&mut EachCell(|| cells.next_cell().map_err(|error| said(&error)))))
            }
            Inner::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| said(&error))?;
                Ok(read(&mut RangeCells::new(&range)))
            }
            Inner::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| said(&error))?;
                Ok(read(&mut RangeCells::new(&range)))
            }
        }
    }
}

fn is_compound(place: &Path) -> Result<bool, SourceError> {
    use std::io::Read;
    let mut start = Vec::new();
    let read = regular_file::open(place)?.take(8).read_to_end(&mut start);
    read.map_err(|error| regular_file::refused(place, &error))?;
    Ok(kind::of(&start) == kind::Kind::Compound)
}

/// Refuses an older workbook that would take its reader beyond all memory.
fn check_compound(path: &Path, place: &Path) -> Result<(), SourceError> {
    let file = std::fs::read(place).map_err(|error| regular_file::refused(path, &error))?;
    let stream = compound::workbook_stream(&file)
        .map_err(|compound::Circle| damaged(path, KIND, "its parts are chained in a circle"))?;
    match stream.is_none_or(|stream| biff::is_sensible(&stream)) {
        true => Ok(()),
        false => Err(damaged(path, KIND, "a sheet states more cells than a sheet can have")),
    }
}

fn said(error: &dyn std::fmt::Display) -> String {
    let said = error.to_string();
    format!("a part of it cannot be read ({})", said.lines().next().unwrap_or_default())
}

impl Cells for XlsxCellReader<'_, Bytes> {
    fn next(&mut self, text: &mut String) -> Result<Option<CellPlace>, String> {
        let record = self.next_cell_with_formula_metadata().map_err(|error| said(&error))?;
        Ok(record.map(|record| {
            cells::write(&record.value, text);
            CellPlace {
                row: record.pos.0,
                column: record.pos.1,
                lacks_value: record.formula.is_some() && record.value == DataRef::Empty,
                is_inexact: cells::is_inexact(&record.value),
            }
        }))
    }
}

/// The cells that a closure gives one by one; the reader of xlsb has no name to be called by.
struct EachCell<F>(F);

impl<'c, F: FnMut() -> Result<Option<Cell<DataRef<'c>>>, String>> Cells for EachCell<F> {
    fn next(&mut self, text: &mut String) -> Result<Option<CellPlace>, String> {
        let cell = (self.0)()?;
        Ok(cell.map(|cell| place(cell.get_position(), cell.get_value(), text)))
    }
}

/// The cells of a sheet that is in memory.
struct RangeCells<'r> {
    start: (u32, u32),
    cells: calamine::UsedCells<'r, Data>,
}

impl<'r> RangeCells<'r> {
    fn new(range: &'r Range<Data>) -> RangeCells<'r> {
        RangeCells { start: range.start().unwrap_or_default(), cells: range.used_cells() }
    }
}

impl Cells for RangeCells<'_> {
    fn next(&mut self, text: &mut String) -> Result<Option<CellPlace>, String> {
        let Some((row, column, value)) = self.cells.next() else { return Ok(None) };
        let (row, column) = (u32::try_from(row), u32::try_from(column));
        let (Ok(row), Ok(column)) = (row, column) else { return Err("a cell lies beyond all rows".to_string()) };
        let position = (self.start.0.saturating_add(row), self.start.1.saturating_add(column));
        Ok(Some(place(position, &cells::borrowed(value), text)))
    }
}

fn place((row, column): (u32, u32), value: &DataRef<'_>, text: &mut String) -> CellPlace {
    cells::write(value, text);
    CellPlace { row, column, lacks_value: false, is_inexact: cells::is_inexact(value) }
}
