//! Delimited text: CSV and its relatives, read record by record with the line on which each one starts.

use std::fs::File;
use std::io::{BufReader, Chain, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};

use super::SourceError;
use super::head;

/// An open delimited file, past its header.
pub(super) struct Delimited {
    path: PathBuf,
    reader: csv::Reader<BufReader<Chain<Cursor<Vec<u8>>, File>>>,
    header: Vec<String>,
    record: StringRecord,
}

impl Delimited {
    /// Opens a file; the separator is found from the first line where none is given.
    pub(super) fn open(path: &Path, separator: Option<&str>) -> Result<Delimited, SourceError> {
        let given = separator.map(given_separator).transpose()?;
        let mut file = open_file(path)?;
        let head = head::read(&mut file, path)?;
        let separator = given.unwrap_or_else(|| head::separator(&head));
        let buffered = BufReader::with_capacity(1 << 20, Cursor::new(head).chain(file));
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(buffered);
        let mut record = StringRecord::new();
        if !reader.read_record(&mut record).map_err(|error| text_error(path, &error))? {
            return Err(SourceError::Empty { path: path.to_path_buf() });
        }
        let header = record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_string()).collect();
        Ok(Delimited { path: path.to_path_buf(), reader, header, record })
    }

    /// The names in the first line, without a byte-order mark and outer spaces.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The next record and the line on which it starts, from 1; `None` at the end.
    pub(super) fn next_record(&mut self) -> Result<Option<(u64, &StringRecord)>, SourceError> {
        if !self.reader.read_record(&mut self.record).map_err(|error| text_error(&self.path, &error))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(1, csv::Position::line);
        if self.record.as_slice().contains('\0') {
            let looks_like = head::binary_on_line(line);
            return Err(SourceError::NotDelimited { path: self.path.clone(), looks_like });
        }
        Ok(Some((line, &self.record)))
    }

    /// Bytes read so far, for progress.
    pub(super) fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }
}

fn open_file(path: &Path) -> Result<File, SourceError> {
    let file = File::open(path).map_err(|error| head::unreadable(path, &error))?;
    let metadata = file.metadata().map_err(|error| head::unreadable(path, &error))?;
    if metadata.is_dir() {
        return Err(SourceError::Unreadable { path: path.to_path_buf(), reason: "it is a folder".to_string() });
    }
    Ok(file)
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
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => Ok(*byte),
        b"\\t" => Ok(b'\t'),
        _ => Err(SourceError::BadSeparator { separator: text.to_string() }),
    }
}
