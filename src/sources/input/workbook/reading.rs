//! The thread of a workbook: from its first byte to its last row.

use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;

use super::book::{Book, Cells};
use super::notes::Met;
use super::rows::Rows;
use super::sheets;
use super::{KIND, Message, Sheet};
use crate::sources::input::FileProblem;
use crate::sources::input::guarded::damaged;
use crate::sources::input::regular_file::Counter;
use crate::sources::input::spool::Spooled;
use crate::sources::{SheetChoice, SourceError};

/// Columns that any spreadsheet has.
const MOST_COLUMNS: u32 = 16_384;

/// What is to be read.
pub(super) struct Job {
    /// The file's name.
    pub path: PathBuf,
    /// Where it was unpacked to; removed when the thread ends.
    pub spooled: Option<Spooled>,
    /// The sheet that was asked for.
    pub sheet: Option<SheetChoice>,
    /// The row of the header, from 1, where it is set.
    pub header_row: Option<u64>,
    /// Told what is read.
    pub counter: Counter,
}

/// Nobody wants the rest.
struct NobodyListens;

impl Job {
    /// Reads the workbook and sends what it holds; ends early where nobody listens any more.
    ///
    /// # Errors
    /// Whatever keeps it from being read to its end.
    pub(super) fn run(&self, sender: &SyncSender<Message>) -> Result<(), SourceError> {
        let path = self.path.as_path();
        let failed = |reason: String| damaged(path, KIND, reason);
        let place = self.spooled.as_ref().map_or(path, Spooled::path);
        let mut book = Book::open(path, place, &self.counter)?;
        let all = book.sheets();
        let mut has_rows =
            |name: &str| book.with_cells(name, |cells| has_text(cells)).and_then(|found| found).map_err(failed);
        let chosen = sheets::choose(path, &all, self.sheet.as_ref(), &mut has_rows)?;
        let regions = book.merges(&chosen.name).map_err(failed)?;
        let mut notes = chosen.notes;
        notes.extend(book.note_on_merges());
        let mut reading = Reading {
            path,
            sender,
            described: format!("{}, sheet `{}`", book.described(), chosen.name),
            notes,
            rows: Rows::new(self.header_row, regions),
            met: Met::default(),
            begun: false,
        };
        match book.with_cells(&chosen.name, |cells| reading.all(cells)).map_err(failed)? {
            Ok(()) | Err(Ended::Unheard(NobodyListens)) => Ok(()),
            Err(Ended::Failed(error)) => Err(error),
        }
    }
}

/// Why reading ended before the last row.
enum Ended {
    Unheard(NobodyListens),
    Failed(SourceError),
}

impl From<NobodyListens> for Ended {
    fn from(unheard: NobodyListens) -> Ended {
        Ended::Unheard(unheard)
    }
}

impl From<SourceError> for Ended {
    fn from(error: SourceError) -> Ended {
        Ended::Failed(error)
    }
}

/// A sheet while it is read.
struct Reading<'j> {
    path: &'j Path,
    sender: &'j SyncSender<Message>,
    described: String,
    notes: Vec<String>,
    rows: Rows,
    met: Met,
    begun: bool,
}

impl Reading<'_> {
    fn all(&mut self, cells: &mut dyn Cells) -> Result<(), Ended> {
        let mut row = (0, Vec::new());
        let mut text = String::new();
        while let Some(cell) = cells.next(&mut text).map_err(|reason| damaged(self.path, KIND, reason))? {
            if cell.column >= MOST_COLUMNS {
                return Err(damaged(self.path, KIND, format!("row {} has too many columns", cell.row)).into());
            }
            if cell.row != row.0 {
                self.add(std::mem::replace(&mut row, (cell.row, Vec::new())))?;
            }
            if cell.lacks_value {
                self.met.lacking_value(cell.row, cell.column);
            }
            if cell.is_inexact {
                self.met.inexact(cell.row, cell.column);
            }
            if !text.is_empty() {
                row.1.push((cell.column, std::mem::take(&mut text)));
            }
        }
        self.add(row)?;
        self.rows.finish().map_err(|problem| self.problem(problem))?;
        self.send_ready()?;
        if !self.begun {
            return Err(SourceError::Empty { path: self.path.to_path_buf() }.into());
        }
        let notes = self.rows.merges().map(|merges| self.met.notes(merges)).unwrap_or_default();
        self.send(Message::End(notes))?;
        Ok(())
    }

    fn add(&mut self, (row, cells): (u32, Vec<(u32, String)>)) -> Result<(), Ended> {
        self.rows.add(row, cells).map_err(|problem| self.problem(problem))?;
        Ok(self.send_ready()?)
    }

    fn send_ready(&mut self) -> Result<(), NobodyListens> {
        if !self.begun
            && let Some((header, row)) = self.rows.header()
        {
            let described = match row {
                1 => self.described.clone(),
                row => format!("{}, header in row {row}", self.described),
            };
            let mut notes = std::mem::take(&mut self.notes);
            notes.extend(self.rows.note_on_titles());
            let sheet = Sheet { header: header.to_vec(), described, notes };
            self.begun = true;
            self.send(Message::Begin(sheet))?;
        }
        for records in self.rows.take_ready() {
            self.send(Message::Rows(records))?;
        }
        Ok(())
    }

    fn send(&self, message: Message) -> Result<(), NobodyListens> {
        self.sender.send(message).map_err(|_| NobodyListens)
    }

    fn problem(&self, problem: FileProblem) -> SourceError {
        SourceError::File { path: self.path.to_path_buf(), problem }
    }
}

/// Whether any cell holds something.
fn has_text(cells: &mut dyn Cells) -> Result<bool, String> {
    let mut text = String::new();
    while cells.next(&mut text)?.is_some() {
        if !text.trim().is_empty() {
            return Ok(true);
        }
        text.clear();
    }
    Ok(false)
}
