//! A data file to which row groups are added while the next one is being encoded.

use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use bytes::Bytes;
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};

/// Bytes that are handed to the system at once: the encoders of columns hand on a few thousand at a time.
const WRITTEN_BYTES: usize = 1 << 18;

/// Bytes of which it is worth to send them to the disk while more are to come.
const FLUSHED_BYTES: usize = 4 << 20;

/// The file as the `parquet` crate writes it.
pub(super) type FileWriter = SerializedFileWriter<BufWriter<Arc<File>>>;

/// What collects small writes to a file.
pub(super) fn buffered(file: Arc<File>) -> BufWriter<Arc<File>> {
    BufWriter::with_capacity(WRITTEN_BYTES, file)
}

/// A finished column of a row group.
pub(super) enum ColumnChunk {
    /// By the `parquet` crate.
    Plain(Box<ArrowColumnChunk>),
    /// By one of the encoders here.
    Own(Bytes, Box<ColumnCloseResult>),
}

impl ColumnChunk {
    /// A column by one of the encoders here.
    pub(super) fn own((bytes, close): (Bytes, ColumnCloseResult)) -> ColumnChunk {
        ColumnChunk::Own(bytes, Box::new(close))
    }

    fn append_to(self, group: &mut SerializedRowGroupWriter<'_, BufWriter<Arc<File>>>) -> Result<(), ParquetError> {
        match self {
            ColumnChunk::Plain(chunk) => chunk.append_to_row_group(group),
            ColumnChunk::Own(bytes, close) => group.append_column(&bytes, *close),
        }
    }
}

/// A file and, at most one at a time, the row group that is on its way into it.
pub(super) struct GroupFile {
    state: State,
    flushes: Flushes,
}

enum State {
    Idle(Box<FileWriter>),
    Appending(JoinHandle<Result<Box<FileWriter>, ParquetError>>),
    /// An append failed; what it said was handed on.
    Failed,
}

impl GroupFile {
    /// A file without row groups, and what is written to it.
    pub(super) fn new(file: Arc<File>, writer: FileWriter) -> GroupFile {
        let flushes = Flushes { file, begun: Arc::default(), sent: Arc::default() };
        GroupFile { state: State::Idle(Box::new(writer)), flushes }
    }

    /// Adds a row group. It is written beside whatever comes next; what goes wrong is said by the next call. Where
    /// more is to come, it is also sent to the disk already, so that little is left to wait for at the end.
    pub(super) fn append(&mut self, chunks: Vec<ColumnChunk>, more: bool) -> Result<(), ParquetError> {
        let (writer, flushes) = (self.writer()?, more.then(|| self.flushes.clone()));
        let append = move || {
            let writer = appended(writer, chunks)?;
            if let Some(flushes) = flushes {
                flushes.begin(writer.bytes_written());
            }
            Ok(writer)
        };
        self.state = State::Appending(std::thread::Builder::new().spawn(append)?);
        Ok(())
    }

    /// Writes the footer, after the last row group; what waits until everything is on the disk comes with it.
    pub(super) fn finish(&mut self) -> Result<(ParquetMetaData, Flushes), ParquetError> {
        let mut writer = self.writer()?;
        Ok((writer.finish()?, self.flushes.clone()))
    }

    /// The writer, once it is at rest.
    fn writer(&mut self) -> Result<Box<FileWriter>, ParquetError> {
        match std::mem::replace(&mut self.state, State::Failed) {
            State::Idle(writer) => Ok(writer),
            State::Appending(appending) => appending.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            State::Failed => Err(ParquetError::General("an earlier row group could not be written".to_string())),
        }
    }
}

impl Drop for GroupFile {
    fn drop(&mut self) {
        // Nobody may write to a file that is about to be removed.
        if let State::Appending(appending) = std::mem::replace(&mut self.state, State::Failed) {
            let _ = appending.join();
        }
    }
}

/// What sends a file's bytes to the disk while more are written.
#[derive(Clone)]
pub(super) struct Flushes {
    file: Arc<File>,
    /// All that were begun. The system tells of an error once, so that what each of them says has to be heard.
    begun: Arc<Mutex<Vec<JoinHandle<io::Result<()>>>>>,
    /// Bytes of the file that were sent.
    sent: Arc<AtomicUsize>,
}

impl Flushes {
    /// Sends the bytes that are written by now, unless they are few, or the disk is still busy with those before.
    fn begin(&self, written: usize) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let new = written - self.sent.load(Ordering::Relaxed);
        if new >= FLUSHED_BYTES && begun.iter().all(JoinHandle::is_finished) {
            let file = Arc::clone(&self.file);
            // Where there is no thread to be had, all is sent at the end.
            if let Ok(flush) = std::thread::Builder::new().spawn(move || file.sync_data()) {
                self.sent.store(written, Ordering::Relaxed);
                begun.push(flush);
            }
        }
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// What the system says now, or said of what was sent before.
    pub(super) fn finish(self) -> io::Result<()> {
        let begun = std::mem::take(&mut *self.begun.lock().unwrap_or_else(PoisonError::into_inner));
        let ended_early = |_| Err(io::Error::other("the thread ended early"));
        let flushed: Vec<io::Result<()>> =
            begun.into_iter().map(|flush| flush.join().unwrap_or_else(ended_early)).collect();
        flushed.into_iter().chain([self.file.sync_all()]).collect()
    }
}

fn appended(mut writer: Box<FileWriter>, chunks: Vec<ColumnChunk>) -> Result<Box<FileWriter>, ParquetError> {
    let mut group = writer.next_row_group()?;
    for chunk in chunks {
        chunk.append_to(&mut group)?;
    }
    group.close()?;
    Ok(writer)
}
