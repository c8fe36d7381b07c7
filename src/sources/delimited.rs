//! Delimited text: CSV and its relatives, read record by record with the line on which each one starts.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};

use super::SourceError;

/// An open delimited file, past its header.
pub(super) struct Delimited {
    path: PathBuf,
    reader: csv::Reader<BufReader<File>>,
    header: Vec<String>,
    record: StringRecord,
    line: u64,
}

impl Delimited {
    /// Opens a file; the separator is found from the first line where none is given.
    pub(super) fn open(path: &Path, separator: Option<&str>) -> Result<Delimited, SourceError> {
        let separator = match separator {
            Some(text) => given_separator(text)?,
            None => detected_separator(path)?,
        };
        let buffered = BufReader::with_capacity(1 << 20, open_file(path)?);
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(buffered);
        let mut record = StringRecord::new();
        let has_header = reader.read_record(&mut record).map_err(|error| text_error(path, &error))?;
        if !has_header {
            return Err(SourceError::Empty { path: path.to_path_buf() });
        }
        let header = record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_string()).collect();
        Ok(Delimited { path: path.to_path_buf(), reader, header, record, line: 1 })
    }

    /// The names in the first line, without a byte-order mark and outer spaces.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The next record; `None` at the end.
    pub(super) fn next_record(&mut self) -> Result<Option<&StringRecord>, SourceError> {
        let more = self.reader.read_record(&mut self.record).map_err(|error| text_error(&self.path, &error))?;
        self.line = self.record.position().map_or(self.line, csv::Position::line);
        Ok(more.then_some(&self.record))
    }

    /// The line on which the last record starts, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Bytes read so far, for progress.
    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }
}

fn open_file(path: &Path) -> Result<File, SourceError> {
    let unreadable = |reason: String| SourceError::Unreadable { path: path.to_path_buf(), reason };
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => SourceError::NotFound { path: path.to_path_buf() },
        _ => unreadable(error.to_string()),
    })?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => Err(unreadable("it is a folder".to_string())),
        Ok(_) => Ok(file),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

fn text_error(path: &Path, error: &csv::Error) -> SourceError {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => SourceError::NotText { path: path.to_path_buf(), line },
        _ => SourceError::Unreadable { path: path.to_path_buf(), reason: error.to_string() },
    }
}

fn given_separator(text: &str) -> Result<u8, SourceError> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() => Ok(*byte),
        b"\\t" => Ok(b'\t'),
        _ => Err(SourceError::BadSeparator { separator: text.to_string() }),
    }
}

/// The candidate that stands most often outside quotes in the first line; a comma where none does.
fn detected_separator(path: &Path) -> Result<u8, SourceError> {
    let mut first_line = Vec::new();
    BufReader::new(open_file(path)?)
        .read_until(b'\n', &mut first_line)
        .map_err(|error| SourceError::Unreadable { path: path.to_path_buf(), reason: error.to_string() })?;
    let mut counts = [(b',', 0_usize), (b'|', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in first_line {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(candidate, _)| *candidate == byte && !quoted) {
            *count += 1;
        }
    }
    // The first of equals wins, so that the answer does not depend on how ties are broken.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(candidate, _)| *candidate);
    Ok(best)
}
