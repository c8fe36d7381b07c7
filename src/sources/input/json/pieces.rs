//! The records of a JSON text, one after the other, each with the line on which it starts.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::walk;
use crate::sources::SourceError;
use crate::sources::input::{FileProblem, HEAD_BYTES, TextInput};

/// The longest record that is read.
const MOST_BYTES: u64 = 64_000_000;

/// How the records stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One a line.
    Lines,
    /// One after the other over several lines.
    Stream,
    /// As the elements of an array.
    Array,
}

/// The records of a JSON text.
pub(super) struct Pieces {
    path: PathBuf,
    text: BufReader<TextInput>,
    form: Form,
    /// The line of the next byte, from 1.
    line: u64,
    /// The bracket that closes the array was read.
    closed: bool,
}

/// One record as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The line on which it starts.
    pub line: u64,
    /// Its text.
    pub text: String,
}

impl Pieces {
    /// Finds out how the records stand.
    pub(super) fn new(path: &Path, mut text: TextInput) -> Result<Pieces, SourceError> {
        let form = form(text.peek(HEAD_BYTES)?);
        Ok(Pieces {
            path: path.to_path_buf(),
            text: BufReader::with_capacity(1 << 16, text),
            form,
            line: 1,
            closed: false,
        })
    }

    /// How the records stand, for people.
    pub(super) fn described(&self) -> &'static str {
        match self.form {
            Form::Lines => "JSON lines",
            Form::Stream | Form::Array => "JSON",
        }
    }

    /// Bytes of the file read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.text.get_ref().bytes_read()
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    /// Where the file cannot be read on, ends inside a record, or holds one that is too long.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, SourceError> {
        match self.form {
            Form::Lines => self.next_line(),
            Form::Stream | Form::Array => self.next_value(),
        }
    }

    fn next_line(&mut self) -> Result<Option<Piece>, SourceError> {
        loop {
            let line = self.line;
            let mut bytes = Vec::new();
            loop {
                let ahead = fill(&mut self.text, &self.path)?;
                let (used, ended) = match memchr::memchr(b'\n', ahead) {
                    Some(at) => (at + 1, true),
                    None => (ahead.len(), ahead.is_empty()),
                };
                bytes.extend_from_slice(&ahead[..used]);
                self.text.consume(used);
                self.check_length(&bytes, line)?;
                if ended {
                    break;
                }
            }
            self.line += 1;
            if bytes.is_empty() {
                return Ok(None);
            }
            if !bytes.trim_ascii().is_empty() {
                return self.piece(bytes.trim_ascii().to_vec(), line).map(Some);
            }
        }
    }

    fn next_value(&mut self) -> Result<Option<Piece>, SourceError> {
        let mut scan = Scan::default();
        let mut bytes = Vec::new();
        let mut start = self.line;
        loop {
            let ahead = fill(&mut self.text, &self.path)?;
            if ahead.is_empty() {
                return match scan.begun || (self.form == Form::Array && !self.closed) {
                    true => Err(self.cut_off(start)),
                    false => Ok(None),
                };
            }
            let (mut used, mut done) = (0, false);
            for &byte in ahead {
                let step = scan.step(byte);
                // A separator that ends a bare value belongs to no record.
                if step == Step::EndBefore {
                    done = true;
                    break;
                }
                used += 1;
                if step == Step::Between {
                    self.closed |= byte == b']';
                } else {
                    if bytes.is_empty() {
                        start = self.line;
                    }
                    bytes.push(byte);
                }
                self.line += u64::from(byte == b'\n');
                if step == Step::End {
                    done = true;
                    break;
                }
            }
            self.text.consume(used);
            self.check_length(&bytes, start)?;
            if done {
                return self.piece(bytes, start).map(Some);
            }
        }
    }

    fn piece(&self, bytes: Vec<u8>, line: u64) -> Result<Piece, SourceError> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Piece { line, text }),
            Err(_) => Err(SourceError::NotText { path: self.path.clone(), line }),
        }
    }

    fn check_length(&self, bytes: &[u8], line: u64) -> Result<(), SourceError> {
        if bytes.len() as u64 <= MOST_BYTES {
            return Ok(());
        }
        let problem = FileProblem::RecordTooLong { line, most: MOST_BYTES };
        Err(SourceError::File { path: self.path.clone(), problem })
    }

    fn cut_off(&self, line: u64) -> SourceError {
        let reason = format!("it ends in the middle, in or after the record that begins on line {line}");
        SourceError::File {
            path: self.path.clone(),
            problem: FileProblem::Damaged { kind: "JSON".to_string(), reason },
        }
    }
}

fn fill<'r>(text: &'r mut BufReader<TextInput>, path: &Path) -> Result<&'r [u8], SourceError> {
    text.fill_buf().map_err(|error| TextInput::error(path, &error))
}

/// Where a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Between records.
    Between,
    /// In a record.
    Inside,
    /// It is the last one of a record.
    End,
    /// The record ended before it.
    EndBefore,
}

/// The state between two bytes of a stream of values.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    begun: bool,
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        if self.quoted {
            let closes = byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.quoted = !closes;
            return Step::Inside;
        }
        if !self.begun {
            // The brackets of the outermost array and what separates its elements.
            if byte.is_ascii_whitespace() || matches!(byte, b'[' | b',' | b']') {
                return Step::Between;
            }
            self.begun = true;
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 1 => self.depth -= 1,
            b'}' | b']' if self.depth == 1 => return Step::End,
            b',' | b']' | b'\n' if self.depth == 0 => return Step::EndBefore,
            _ => {}
        }
        Step::Inside
    }
}

/// Records on lines of their own, unless the first line is no record and something over several lines is.
fn form(head: &[u8]) -> Form {
    let head = head.trim_ascii_start();
    if head.starts_with(b"[") {
        return Form::Array;
    }
    let first = memchr::memchr(b'\n', head).map_or(head, |end| &head[..end]);
    let is_record = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(walk::is_valid);
    if first.len() == head.len() || is_record(first) {
        return Form::Lines;
    }
    let mut scan = Scan::default();
    match head.iter().position(|&byte| scan.step(byte) == Step::End) {
        Some(end) if is_record(&head[..=end]) => Form::Stream,
        None if head.len() + 4096 >= HEAD_BYTES => Form::Stream,
        _ => Form::Lines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_on_lines_are_told_from_records_over_lines() {
        assert_eq!(form(b"{\"a\":1}\n{\"a\":2}\n"), Form::Lines);
        assert_eq!(form(b"{\"a\":1}"), Form::Lines);
        assert_eq!(form(b"{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n"), Form::Stream);
        assert_eq!(form(b"[{\"a\":1},\n{\"a\":2}]"), Form::Array);
        assert_eq!(form(b"{broken\n{\"a\":2}\n"), Form::Lines);
    }
}
