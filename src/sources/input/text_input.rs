//! A file as UTF-8 text: unpacked, decoded, without a byte-order mark.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};

use super::decoding::{CHUNK_BYTES, Decoding};
use super::encoding::{self, Found};
use super::kind;
use super::packing::Unpacked;
use super::regular_file;
use crate::sources::SourceError;

/// How much of a text decides its encoding, from its beginning or from its first byte beyond ASCII.
pub(super) const SAMPLE_BYTES: usize = 1 << 20;

/// Bytes of UTF-8 text without a byte-order mark.
///
/// Text that is UTF-8 already is passed on as it is, and not validated: the reader of its rows does that, because it
/// knows their lines. All other text is valid UTF-8. A zero byte ends both with an error.
///
/// Errors of reading carry a [`SourceError`] inside, which [`TextInput::error`] takes out.
pub(in crate::sources) struct TextInput {
    path: PathBuf,
    source: Unpacked,
    /// Raw bytes that were looked at and are still to be passed on or decoded.
    ahead: Vec<u8>,
    ahead_at: usize,
    /// The source has nothing more than what lies ahead.
    drained: bool,
    /// Where the next raw byte stands in the unpacked file.
    offset: u64,
    coding: Coding,
    /// Text that was looked at and is still to be read.
    peeked: Vec<u8>,
    peeked_at: usize,
    found_late: bool,
}

/// What happens to the raw bytes.
enum Coding {
    /// They are passed on until the first one beyond ASCII decides.
    Ascii,
    /// They are passed on.
    Utf8,
    /// They are decoded.
    Decoding(Box<Decoding>),
}

impl TextInput {
    /// Begins with a sample that was taken off the source; `drained` tells that the source has nothing more.
    pub(super) fn new(
        path: &Path,
        source: Unpacked,
        sample: Vec<u8>,
        drained: bool,
        encoding: Option<&'static Encoding>,
    ) -> TextInput {
        let mark = Encoding::for_bom(&sample);
        let skipped = mark.map_or(0, |(_, length)| length);
        // A mark proves more than a setting says.
        let found = match mark.map(|(encoding, _)| encoding).or(encoding) {
            Some(encoding) => Found::Encoding(encoding),
            None => encoding::detect(&sample, drained),
        };
        let mut input = TextInput {
            path: path.to_path_buf(),
            source,
            ahead: sample,
            ahead_at: skipped,
            drained,
            offset: skipped as u64,
            coding: Coding::Ascii,
            peeked: Vec::new(),
            peeked_at: 0,
            found_late: false,
        };
        input.take_up(found);
        input
    }

    /// Raw bytes of the file that were read so far, before unpacking, for progress.
    pub(in crate::sources) fn bytes_read(&self) -> u64 {
        self.source.counter.read()
    }

    /// The encoding as far as it is known; plain ASCII is UTF-8.
    pub(in crate::sources) fn encoding(&self) -> &'static str {
        match &self.coding {
            Coding::Ascii | Coding::Utf8 => encoding::name(UTF_8),
            Coding::Decoding(decoding) => encoding::name(decoding.encoding()),
        }
    }

    /// What came to light after the beginning: an encoding that only later lines told.
    pub(in crate::sources) fn late_note(&self) -> Option<String> {
        let other = matches!(self.coding, Coding::Decoding(_));
        (self.found_late && other).then(|| format!("the first letters beyond ASCII come late: {}", self.encoding()))
    }

    /// The text to be read next, at least this much of it where there is so much; it is not taken off.
    ///
    /// # Errors
    /// As reading.
    pub(in crate::sources) fn peek(&mut self, bytes: usize) -> Result<&[u8], SourceError> {
        self.peeked.drain(..self.peeked_at);
        self.peeked_at = 0;
        while self.peeked.len() < bytes {
            let known = self.peeked.len();
            self.peeked.resize(bytes, 0);
            let mut peeked = std::mem::take(&mut self.peeked);
            let count = self.next_text(&mut peeked[known..]);
            peeked.truncate(known + *count.as_ref().unwrap_or(&0));
            self.peeked = peeked;
            if count? == 0 {
                break;
            }
        }
        Ok(&self.peeked)
    }

    /// The error that an error of reading carries.
    pub(in crate::sources) fn error(path: &Path, error: &io::Error) -> SourceError {
        let carried = error.get_ref().and_then(|inner| inner.downcast_ref::<SourceError>());
        carried.cloned().unwrap_or_else(|| regular_file::refused(path, error))
    }

    fn take_up(&mut self, found: Found) {
        self.coding = match found {
            Found::Ascii => Coding::Ascii,
            Found::Encoding(encoding) if encoding == UTF_8 => Coding::Utf8,
            Found::Encoding(encoding) => Coding::Decoding(Box::new(Decoding::new(encoding, self.offset, 0))),
        };
    }

    fn next_text(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if matches!(self.coding, Coding::Ascii) {
            let count = self.next_raw(buffer)?;
            if buffer[..count].is_ascii() {
                return self.without_zero(buffer, count);
            }
            let plain = buffer[..count].iter().position(|byte| !byte.is_ascii()).unwrap_or(count);
            self.decide_from(&buffer[plain..count])?;
            if plain > 0 {
                return self.without_zero(buffer, plain);
            }
        }
        match self.coding {
            Coding::Decoding(_) => self.next_decoded(buffer),
            Coding::Ascii | Coding::Utf8 => {
                let count = self.next_raw(buffer)?;
                self.without_zero(buffer, count)
            }
        }
    }

    /// The first byte beyond ASCII came after the sample: it and what follows decide.
    fn decide_from(&mut self, beyond: &[u8]) -> Result<(), SourceError> {
        self.offset -= beyond.len() as u64;
        let mut window = beyond.to_vec();
        window.extend_from_slice(&self.ahead[self.ahead_at..]);
        if !self.drained {
            self.drained = self.source.fill(&mut window, SAMPLE_BYTES, &self.path)?;
        }
        let found = match encoding::detect(&window, self.drained) {
            // What comes so late and is zero is binary data, not UTF-16.
            Found::Encoding(encoding) if encoding.is_ascii_compatible() => encoding,
            _ => UTF_8,
        };
        (self.ahead, self.ahead_at, self.found_late) = (window, 0, true);
        let before = self.offset;
        self.take_up(Found::Encoding(found));
        if let Coding::Decoding(decoding) = &mut self.coding {
            **decoding = Decoding::new(found, before, line_ends(&self.path, before)?);
        }
        Ok(())
    }

    fn next_decoded(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        loop {
            let Coding::Decoding(decoding) = &mut self.coding else { return Ok(0) };
            let count = decoding.take(buffer);
            if count > 0 || decoding.has_ended() {
                return Ok(count);
            }
            let mut raw = vec![0; CHUNK_BYTES];
            let count = self.next_raw(&mut raw)?;
            let Coding::Decoding(decoding) = &mut self.coding else { return Ok(0) };
            match decoding.decode(&raw[..count], count == 0) {
                Ok(None) => {}
                Ok(Some(line)) => return Err(self.binary(line)),
                Err(problem) => return Err(SourceError::File { path: self.path.clone(), problem }),
            }
        }
    }

    fn next_raw(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let count = if self.ahead_at < self.ahead.len() {
            let count = buffer.len().min(self.ahead.len() - self.ahead_at);
            buffer[..count].copy_from_slice(&self.ahead[self.ahead_at..self.ahead_at + count]);
            self.ahead_at += count;
            count
        } else if self.drained {
            0
        } else {
            (self.ahead, self.ahead_at) = (Vec::new(), 0);
            self.source.read(buffer, &self.path)?
        };
        self.offset += count as u64;
        Ok(count)
    }

    /// Passes text on that holds no zero byte; `count` bytes of the buffer, whose end is at the raw offset or before.
    fn without_zero(&self, buffer: &[u8], count: usize) -> Result<usize, SourceError> {
        let Some(zero) = memchr::memchr(0, &buffer[..count]) else { return Ok(count) };
        let ahead_of_end = (count - zero) as u64;
        Err(self.binary(line_ends(&self.path, self.offset - ahead_of_end)? + 1))
    }

    fn binary(&self, line: u64) -> SourceError {
        SourceError::NotDelimited { path: self.path.clone(), looks_like: kind::binary_on_line(line) }
    }
}

impl Read for TextInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.peeked_at < self.peeked.len() {
            let count = buffer.len().min(self.peeked.len() - self.peeked_at);
            buffer[..count].copy_from_slice(&self.peeked[self.peeked_at..self.peeked_at + count]);
            self.peeked_at += count;
            return Ok(count);
        }
        if !self.peeked.is_empty() {
            (self.peeked, self.peeked_at) = (Vec::new(), 0);
        }
        self.next_text(buffer).map_err(io::Error::other)
    }
}

/// Line ends in the unpacked file before this place: counted by reading it again, because only an error or a late
/// encoding needs to know.
fn line_ends(path: &Path, before: u64) -> Result<u64, SourceError> {
    let mut source = Unpacked::open(path, None)?;
    let mut buffer = vec![0; CHUNK_BYTES];
    let (mut left, mut found) = (before, 0);
    while left > 0 {
        let most = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let count = source.read(&mut buffer[..most], path)?;
        if count == 0 {
            break;
        }
        found += memchr::memchr_iter(b'\n', &buffer[..count]).count() as u64;
        left -= count as u64;
    }
    Ok(found)
}
