//! A file as pieces, each of which can be read for itself.

use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;

use memchr::{memchr, memchr_iter};

use super::SourceError;
use super::blocks::{Block, Blocks, Marks};
use super::delimited;
use super::input::{self, Content, ContentDigest, FileProblem, HEAD_BYTES, TextInput, Watch};
use super::records::{Records, RowSource};
use super::settings::SourceSettings;

/// About how many pieces are read at the same time; more than any machine's share, so that their number does not
/// depend on it.
const GROUP: usize = 24;

/// A part of a file.
pub(super) enum Piece {
    /// Text that is still to be taken apart.
    Block(Block),
    /// Rows.
    Records(Records),
}

/// An open file, past its header.
pub(super) struct Feed {
    origin: Origin,
    /// The names of the columns.
    pub header: Vec<String>,
    /// What kind of file it is, in words.
    pub described: String,
    notes: Vec<String>,
    watch: Watch,
    again: VecDeque<Piece>,
}

enum Origin {
    Text { blocks: Box<Blocks<TextInput>>, marks: Marks },
    Rows(Box<dyn RowSource>),
}

impl Feed {
    /// Opens a file, whatever its kind, and finds its header.
    ///
    /// # Errors
    /// A file that cannot be opened, is of no known kind, or has no header.
    pub(super) fn open(path: &Path, settings: &SourceSettings) -> Result<Feed, SourceError> {
        Feed::open_digested(path, settings, None)
    }

    /// The same; all bytes that are read of the file go into the digest.
    ///
    /// # Errors
    /// As [`Feed::open`].
    pub(super) fn open_digested(
        path: &Path,
        settings: &SourceSettings,
        digest: Option<&ContentDigest>,
    ) -> Result<Feed, SourceError> {
        let opened = input::open(path, settings, digest)?;
        let (described, mut notes, watch) = (opened.described, opened.notes, opened.watch);
        let (origin, header) = match opened.content {
            Content::Rows(rows) => {
                let header = rows.header().to_vec();
                (Origin::Rows(rows), header)
            }
            Content::Text(text) => text_origin(path, settings, text, &mut notes)?,
        };
        Ok(Feed { origin, header, described, notes, watch, again: VecDeque::new() })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// What makes the rest of the file unreadable.
    pub(super) fn next_piece(&mut self) -> Result<Option<Piece>, SourceError> {
        if let Some(piece) = self.again.pop_front() {
            return Ok(Some(piece));
        }
        match &mut self.origin {
            Origin::Text { blocks, .. } => Ok(blocks.next_block()?.map(Piece::Block)),
            Origin::Rows(rows) => Ok(rows.next_batch()?.map(Piece::Records)),
        }
    }

    /// Adds to what a reader should know of the file.
    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// What a reader should know of the file; some of it is known at the end only.
    pub(super) fn notes(&self) -> Vec<String> {
        let late = match &self.origin {
            Origin::Text { blocks, .. } => blocks.reader().late_note().into_iter().collect(),
            Origin::Rows(rows) => rows.late_notes(),
        };
        self.notes.iter().cloned().chain(late).collect()
    }

    /// Whether the file is still the one that was opened; to be asked at the end.
    ///
    /// # Errors
    /// A file that changed meanwhile.
    pub(super) fn verify_unchanged(&self) -> Result<(), SourceError> {
        self.watch.verify_unchanged()
    }

    /// Some pieces, in order; none at the end.
    ///
    /// # Errors
    /// As [`Feed::next_piece`].
    pub(super) fn next_group(&mut self) -> Result<Vec<Piece>, SourceError> {
        let mut group = Vec::with_capacity(GROUP);
        while group.len() < GROUP
            && let Some(piece) = self.next_piece()?
        {
            group.push(piece);
        }
        Ok(group)
    }

    /// Gives a piece back, to be the next one.
    pub(super) fn give_back(&mut self, records: Records) {
        self.again.push_front(Piece::Records(records));
    }

    /// The rows of a piece.
    pub(super) fn opener(&self) -> Opener {
        let marks = match &self.origin {
            Origin::Text { marks, .. } => *marks,
            Origin::Rows(_) => Marks { separator: b',', quote: b'"', line_end: b'\n' },
        };
        Opener { width: self.header.len(), marks }
    }

    /// Bytes of the file read so far, for progress.
    pub(super) fn bytes_read(&self) -> u64 {
        match &self.origin {
            Origin::Text { blocks, .. } => blocks.reader().bytes_read(),
            Origin::Rows(rows) => rows.bytes_read(),
        }
    }
}

/// Takes pieces apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opener {
    width: usize,
    marks: Marks,
}

impl Opener {
    /// The rows of a piece.
    pub(super) fn records(self, piece: Piece) -> Records {
        match piece {
            Piece::Records(records) => records,
            Piece::Block(block) => delimited::records_of(block, self.width, self.marks),
        }
    }
}

fn text_origin(
    path: &Path,
    settings: &SourceSettings,
    mut text: TextInput,
    notes: &mut Vec<String>,
) -> Result<(Origin, Vec<String>), SourceError> {
    let head = head_of(path, &mut text)?;
    let legible = legible_part(path, &head)?;
    let marks = marks_of(settings, legible)?;
    let Some(Header { titles, end, note }) = header(settings, &head, legible, marks) else {
        return Err(match settings.header_row {
            Some(header_row) => {
                SourceError::File { path: path.to_path_buf(), problem: FileProblem::HeaderBeyondEnd { header_row } }
            }
            None => SourceError::Empty { path: path.to_path_buf() },
        });
    };
    notes.extend(note);
    let line = 1 + memchr_iter(marks.line_end, &head[..end]).count() as u64;
    let rest = head[end..].to_vec();
    let blocks = Box::new(Blocks::new(path, text, rest, line, marks));
    Ok((Origin::Text { blocks, marks }, titles))
}

/// The header of a text.
struct Header {
    titles: Vec<String>,
    /// Where the rows begin.
    end: usize,
    note: Option<String>,
}

fn header(settings: &SourceSettings, head: &[u8], legible: &str, marks: Marks) -> Option<Header> {
    let Marks { separator, quote, line_end } = marks;
    let two = input::upper_line(legible.as_bytes(), separator, quote, settings.header_row);
    if let Some(found) = two.and_then(|upper| header_of_two_lines(upper, head, legible, marks)) {
        return Some(found);
    }
    let skipped = match settings.header_row {
        Some(row) => row.saturating_sub(1),
        None => input::header_line(legible.as_bytes(), separator, quote) as u64,
    };
    let start = line_start(head, skipped, line_end)?;
    let (titles, length) = delimited::header(&legible[start..], marks)?;
    Some(Header { titles, end: start + length, note: None })
}

fn header_of_two_lines(upper: usize, head: &[u8], legible: &str, marks: Marks) -> Option<Header> {
    let start = line_start(head, upper as u64, marks.line_end)?;
    let (above, length) = delimited::header(&legible[start..], marks)?;
    let (below, rest) = delimited::header(&legible[start + length..], marks)?;
    let titles = input::joined_titles(&above, &below)?;
    let note = Some(input::said_of_two_lines("lines", upper as u64 + 1, upper as u64 + 2, &titles));
    Some(Header { titles, end: start + length + rest, note })
}

fn head_of(path: &Path, text: &mut TextInput) -> Result<Vec<u8>, SourceError> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        let read = text.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head);
        read.map_err(|error| TextInput::error(path, &error))?;
        if head.len() == before {
            return Err(SourceError::Empty { path: path.to_path_buf() });
        }
        if !head[before..].trim_ascii().is_empty() {
            return Ok(head);
        }
    }
}

/// The head as text, without a letter that its end cuts in two.
fn legible_part<'h>(path: &Path, head: &'h [u8]) -> Result<&'h str, SourceError> {
    match std::str::from_utf8(head) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() => {
            Ok(std::str::from_utf8(&head[..error.valid_up_to()]).expect("the valid part is valid"))
        }
        Err(error) => {
            let line = 1 + memchr_iter(b'\n', &head[..error.valid_up_to()]).count() as u64;
            Err(SourceError::NotText { path: path.to_path_buf(), line })
        }
    }
}

fn marks_of(settings: &SourceSettings, head: &str) -> Result<Marks, SourceError> {
    let quote = input::quote(head.as_bytes(), settings)?;
    let separator = match &settings.separator {
        Some(separator) => {
            input::given_mark(separator).ok_or_else(|| SourceError::BadSeparator { separator: separator.clone() })?
        }
        None => input::separator(head.as_bytes(), quote),
    };
    if separator == quote {
        return Err(SourceError::BadSeparator { separator: char::from(separator).to_string() });
    }
    let (bytes, returns) = (head.as_bytes(), memchr(b'\r', head.as_bytes()).is_some());
    let line_end = if returns && memchr(b'\n', bytes).is_none() { b'\r' } else { b'\n' };
    Ok(Marks { separator, quote, line_end })
}

/// Where a line starts, `skipped` lines from the top; `None` beyond the end.
fn line_start(head: &[u8], skipped: u64, line_end: u8) -> Option<usize> {
    match usize::try_from(skipped).ok()? {
        0 => Some(0),
        skipped => memchr_iter(line_end, head).nth(skipped - 1).map(|at| at + 1),
    }
}
