//! For this folder's tests: files are made, opened and read to their end. And the trials themselves.

mod archives;
mod broken;
mod encodings;
mod json;
mod parquet;
mod workbooks;

use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Content, open};
use crate::sources::records::Records;
use crate::sources::{SourceError, SourceSettings};

/// A file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Trial {
    described: String,
    /// Those of the beginning and those of the end.
    notes: Vec<String>,
    /// Of delimited text.
    text: String,
    /// Of rows: the header.
    header: Vec<String>,
    /// Of rows: `line: field|field`, ragged ones with `!`.
    rows: Vec<String>,
    /// Of the file itself, at the end.
    bytes_read: u64,
}

/// Settings from lines of a `[[source]]`.
fn settings(lines: &str) -> SourceSettings {
    toml::from_str(&format!("table = 'orders'\nfiles = []\n{lines}")).unwrap()
}

/// Reads a file to its end.
fn read(path: &Path, lines: &str) -> Result<Trial, SourceError> {
    let opened = open(path, &settings(lines), None)?;
    let mut trial = Trial { described: opened.described, notes: opened.notes, ..Trial::default() };
    match opened.content {
        Content::Text(mut input) => {
            let mut bytes = Vec::new();
            let read = input.read_to_end(&mut bytes);
            read.map_err(|error| super::TextInput::error(path, &error))?;
            trial.text = String::from_utf8_lossy(&bytes).into_owned();
            trial.notes.extend(input.late_note());
            trial.bytes_read = input.bytes_read();
        }
        Content::Rows(mut rows) => {
            trial.header = rows.header().to_vec();
            while let Some(records) = rows.next_batch()? {
                assert!(records.rows() > 0, "a batch has rows");
                trial.rows.extend(shown(&records));
            }
            trial.notes.extend(rows.late_notes());
            trial.bytes_read = rows.bytes_read();
        }
    }
    opened.watch.verify_unchanged()?;
    Ok(trial)
}

fn shown(records: &Records) -> Vec<String> {
    let whole = (0..records.height())
        .map(|row| format!("{}: {}", records.lines[row], records.row(row).collect::<Vec<_>>().join("|")));
    let ragged = records.ragged.iter().map(|row| format!("{}! {}", row.line, row.fields.join("|")));
    whole.chain(ragged).collect()
}

/// Reads bytes as a file of this name.
fn trial_as(name: &str, bytes: &[u8], lines: &str) -> Result<Trial, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read(&path, lines)
}

/// Reads bytes as `a.csv`.
fn trial(bytes: impl AsRef<[u8]>) -> Result<Trial, SourceError> {
    trial_as("a.csv", bytes.as_ref(), "")
}

/// The message of a file that is refused, without its folder.
fn refusal(bytes: impl AsRef<[u8]>) -> String {
    without_folder(trial(bytes).unwrap_err())
}

fn without_folder(error: SourceError) -> String {
    let message = error.to_string();
    message.split_once("a.csv").map_or(message.clone(), |(_, rest)| format!("`a.csv{rest}"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// A zip archive of these parts.
fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
