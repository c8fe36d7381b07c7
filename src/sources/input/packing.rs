//! Compression: how a file is packed, and what its bytes are when it is unpacked.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::content_digest::ContentDigest;
use super::regular_file::{self, Counted, Counter};
use super::{FileProblem, kind};
use crate::sources::SourceError;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// Not at all.
    Plain,
    /// gzip, of one or several members.
    Gzip,
    /// Zstandard, of one or several frames.
    Zstd,
}

impl Packing {
    /// Its name in the description of a file.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Packing::Plain => None,
            Packing::Gzip => Some("gzip"),
            Packing::Zstd => Some("zstd"),
        }
    }
}

/// The unpacked bytes of a file.
pub(super) struct Unpacked {
    /// How it is packed.
    pub packing: Packing,
    /// Bytes of the file itself that were read.
    pub counter: Counter,
    reader: Box<dyn Read + Send>,
}

/// Reads this much of the file at once.
const BUFFER_BYTES: usize = 256 * 1024;

impl Unpacked {
    /// Opens a file and finds out how it is packed. All bytes that are read of it go into the digest.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn open(path: &Path, digest: Option<&ContentDigest>) -> Result<Unpacked, SourceError> {
        let mut file = regular_file::open(path)?;
        let start = first_bytes(&mut file, 8).map_err(|error| regular_file::refused(path, &error))?;
        let packing = kind::packing(&start);
        let counter = Counter::default();
        let whole = io::Cursor::new(start).chain(file);
        let counted = Counted::new(whole, counter.clone()).with_digest(digest);
        let reader: Box<dyn Read + Send> = match packing {
            Packing::Plain => Box::new(counted),
            Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER_BYTES, counted))),
            Packing::Zstd => {
                let buffered = BufReader::with_capacity(BUFFER_BYTES, counted);
                let decoder = zstd::stream::read::Decoder::with_buffer(buffered);
                Box::new(decoder.map_err(|error| regular_file::refused(path, &error))?)
            }
        };
        Ok(Unpacked { packing, counter, reader })
    }

    /// Reads some bytes, zero at the end.
    ///
    /// # Errors
    /// A damaged archive, or what the system says.
    pub(super) fn read(&mut self, buffer: &mut [u8], path: &Path) -> Result<usize, SourceError> {
        loop {
            match self.reader.read(buffer) {
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failed(path, &error)),
            }
        }
    }

    /// Reads on until `bytes` has this length or the end is reached; tells whether it was.
    ///
    /// # Errors
    /// As [`Unpacked::read`].
    pub(super) fn fill(&mut self, bytes: &mut Vec<u8>, length: usize, path: &Path) -> Result<bool, SourceError> {
        let mut filled = bytes.len();
        while filled < length {
            // Grown in steps, so that a short file does not pay for a long buffer.
            if bytes.len() == filled {
                bytes.resize(length.min((filled * 2).max(BUFFER_BYTES)), 0);
            }
            let count = self.read(&mut bytes[filled..], path)?;
            if count == 0 {
                bytes.truncate(filled);
                return Ok(true);
            }
            filled += count;
        }
        bytes.truncate(filled);
        Ok(false)
    }

    fn failed(&self, path: &Path, error: &io::Error) -> SourceError {
        let kind = match self.packing {
            Packing::Plain => return regular_file::refused(path, error),
            Packing::Gzip => "a gzip archive",
            Packing::Zstd => "a zstd archive",
        };
        let spoiled = [ErrorKind::InvalidData, ErrorKind::InvalidInput, ErrorKind::Other];
        let reason = match error.kind() {
            ErrorKind::UnexpectedEof => "it ends in the middle".to_string(),
            kind if spoiled.contains(&kind) => format!("what it holds cannot be unpacked ({error})"),
            _ => return regular_file::refused(path, error),
        };
        let problem = FileProblem::Damaged { kind: kind.to_string(), reason };
        SourceError::File { path: path.to_path_buf(), problem }
    }
}

/// Up to so many bytes of the beginning.
fn first_bytes(file: &mut File, most: u64) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(most).read_to_end(&mut start)?;
    Ok(start)
}
