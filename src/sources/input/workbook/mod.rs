//! Workbooks (xlsx, xlsm, xlsb, xls, ods) as rows of text.
//!
//! A reader of cells borrows its workbook, so that both live in a thread of their own, which sends rows in batches:
//! a sheet of a million rows is never in memory as a whole (but for xls and ods, which hold at most so much), and it
//! is read while the rows before are worked on.

mod archive;
mod biff;
mod book;
mod cells;
mod compound;
mod merges;
mod notes;
mod reading;
mod rows;
mod sheets;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

use super::guarded::{damaged, guarded};
use super::regular_file::Counter;
use super::spool::Spooled;
use crate::sources::records::{Records, RowSource};
use crate::sources::{SourceError, SourceSettings};

/// What it is called where it is damaged.
const KIND: &str = "a workbook";

/// Batches that may wait to be worked on.
const WAITING: usize = 4;

/// What the thread of a workbook sends.
enum Message {
    /// First: what the sheet is.
    Begin(Sheet),
    /// Then: its rows.
    Rows(Records),
    /// Last: what only the rows told.
    End(Vec<String>),
    /// Or: what went wrong.
    Failed(SourceError),
}

/// What a sheet turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sheet {
    header: Vec<String>,
    described: String,
    notes: Vec<String>,
}

/// The rows of a sheet.
pub(super) struct WorkbookRows {
    path: PathBuf,
    sheet: Sheet,
    late_notes: Vec<String>,
    messages: Option<Receiver<Message>>,
    thread: Option<JoinHandle<()>>,
    counter: Counter,
    bytes_in_all: u64,
}

/// Opens a workbook, or the temporary file into which it was unpacked, and finds sheet and header.
///
/// # Errors
/// Where it is no workbook, is protected or damaged, or lacks the sheet or the row that was asked for.
pub(super) fn open(
    path: &Path,
    spooled: Option<Spooled>,
    settings: &SourceSettings,
) -> Result<WorkbookRows, SourceError> {
    let counter = Counter::default();
    let job = reading::Job {
        path: path.to_path_buf(),
        spooled,
        sheet: settings.sheet.clone(),
        header_row: settings.header_row,
        counter: counter.clone(),
    };
    let (sender, receiver) = sync_channel(WAITING);
    let thread = std::thread::Builder::new().name("workbook".to_string()).spawn(move || {
        let path = job.path.clone();
        let done = guarded(&path, KIND, || job.run(&sender));
        if let Err(error) = done {
            // Where nobody listens any more, nobody needs to know.
            let _ = sender.send(Message::Failed(error));
        }
    });
    let thread = thread.map_err(|error| SourceError::Internal {
        doing: "starting to read a workbook".to_string(),
        reason: error.to_string(),
    })?;
    let mut rows = WorkbookRows {
        path: path.to_path_buf(),
        sheet: Sheet { header: Vec::new(), described: String::new(), notes: Vec::new() },
        late_notes: Vec::new(),
        messages: Some(receiver),
        thread: Some(thread),
        counter,
        bytes_in_all: std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
    };
    match rows.next_message()? {
        Message::Begin(sheet) => rows.sheet = sheet,
        _ => return Err(damaged(path, KIND, "it has no beginning")),
    }
    Ok(rows)
}

impl WorkbookRows {
    /// What it is, for people.
    pub(super) fn described(&self) -> &str {
        &self.sheet.described
    }

    /// What was not read.
    pub(super) fn notes(&self) -> &[String] {
        &self.sheet.notes
    }

    fn next_message(&mut self) -> Result<Message, SourceError> {
        let message = self.messages.as_ref().and_then(|messages| messages.recv().ok());
        match message {
            Some(Message::Failed(error)) => {
                self.messages = None;
                Err(error)
            }
            Some(message) => Ok(message),
            None => Err(damaged(&self.path, KIND, "it could not be read to its end")),
        }
    }
}

impl RowSource for WorkbookRows {
    fn header(&self) -> &[String] {
        &self.sheet.header
    }

    fn next_batch(&mut self) -> Result<Option<Records>, SourceError> {
        if self.messages.is_none() {
            return Ok(None);
        }
        match self.next_message()? {
            Message::Rows(records) => Ok(Some(records)),
            Message::End(notes) => {
                self.late_notes = notes;
                self.messages = None;
                Ok(None)
            }
            Message::Begin(_) | Message::Failed(_) => Err(damaged(&self.path, KIND, "it begins twice")),
        }
    }

    fn bytes_read(&self) -> u64 {
        self.counter.read().min(self.bytes_in_all)
    }

    fn late_notes(&self) -> Vec<String> {
        self.late_notes.clone()
    }
}

impl Drop for WorkbookRows {
    fn drop(&mut self) {
        // Without a listener the thread ends at its next batch; its temporary file goes with it.
        self.messages = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
