//! What a file is, and how it is opened accordingly.

use std::io::{self, ErrorKind, Read};
use std::path::Path;

use encoding_rs::Encoding;

use super::content_digest::ContentDigest;
use super::json::{self, JsonRows};
use super::kind::{self, Kind};
use super::packing::Unpacked;
use super::regular_file::Watch;
use super::spool::{self, Spooled};
use super::text_input::SAMPLE_BYTES;
use super::{Content, FileProblem, HEAD_BYTES, Opened, TextInput, encoding, layout, marks, parquet_rows, workbook};
use crate::sources::{SourceError, SourceSettings};

/// A workbook or Parquet file inside an archive unpacks to at most this much.
const MOST_SPOOLED: u64 = 4 << 30;

/// Opens a file. All bytes that are read of it from here on go into the digest.
///
/// # Errors
/// Whatever keeps it from being read as a table.
pub(in crate::sources) fn open(
    path: &Path,
    settings: &SourceSettings,
    digest: Option<&ContentDigest>,
) -> Result<Opened, SourceError> {
    let encoding = settings.encoding.as_deref().map(encoding::of_label).transpose()?;
    let watch = Watch::begin(path);
    let begun = Begun::read(path, digest)?;
    match kind::of(&begun.sample) {
        Kind::Packed(inside) => {
            let problem = FileProblem::PackedTwice { inside: inside.to_string() };
            Err(SourceError::File { path: path.to_path_buf(), problem })
        }
        Kind::WebPage => Err(SourceError::File { path: path.to_path_buf(), problem: FileProblem::WebPage }),
        Kind::Other(looks_like) => Err(SourceError::NotDelimited { path: path.to_path_buf(), looks_like }),
        Kind::Text => text(path, settings, begun, encoding, watch),
        Kind::Zip | Kind::Compound => {
            let packed = begun.described();
            let place = begun.in_a_file(path)?;
            let rows = workbook::open(path, place, settings)?;
            let described = format!("{}{packed}", rows.described());
            let notes = rows.notes().to_vec();
            Ok(Opened { content: Content::Rows(Box::new(rows)), described, notes, watch })
        }
        Kind::Parquet => {
            let packed = begun.described();
            let rows = parquet_rows::ParquetRows::open(path, begun.in_a_file(path)?)?;
            let described = format!("Parquet{packed}");
            Ok(Opened { content: Content::Rows(Box::new(rows)), described, notes: Vec::new(), watch })
        }
    }
}

/// A file of which the beginning is read.
struct Begun {
    source: Unpacked,
    sample: Vec<u8>,
    drained: bool,
}

impl Begun {
    fn read(path: &Path, digest: Option<&ContentDigest>) -> Result<Begun, SourceError> {
        let mut source = Unpacked::open(path, digest)?;
        let mut sample = Vec::new();
        let drained = source.fill(&mut sample, SAMPLE_BYTES, path)?;
        Ok(Begun { source, sample, drained })
    }

    /// How it is packed, as the end of a description.
    fn described(&self) -> String {
        self.source.packing.name().map(|name| format!(", {name}")).unwrap_or_default()
    }

    /// The unpacked content as a file that can be read from any place: itself, or a temporary one.
    fn in_a_file(self, path: &Path) -> Result<Option<Spooled>, SourceError> {
        if self.source.packing.name().is_none() {
            return Ok(None);
        }
        let packed = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let mut whole = io::Cursor::new(self.sample).chain(Rest { source: self.source, path });
        let spooled = spool::spool_at_most(&mut whole, &std::env::temp_dir(), MOST_SPOOLED);
        spooled.map(Some).map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => {
                let part = "the whole".to_string();
                let problem = FileProblem::TooLarge { part, packed, unpacked: MOST_SPOOLED };
                SourceError::File { path: path.to_path_buf(), problem }
            }
            _ => TextInput::error(path, &error),
        })
    }
}

/// What follows the sample.
struct Rest<'p> {
    source: Unpacked,
    path: &'p Path,
}

impl Read for Rest<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer, self.path).map_err(io::Error::other)
    }
}

fn text(
    path: &Path,
    settings: &SourceSettings,
    begun: Begun,
    encoding: Option<&'static Encoding>,
    watch: Watch,
) -> Result<Opened, SourceError> {
    refuse_binary(path, &begun.sample, encoding)?;
    let packed = begun.described();
    let mut input = TextInput::new(path, begun.source, begun.sample, begun.drained, encoding);
    let head = input.peek(HEAD_BYTES)?.to_vec();
    if is_blank(path, &head, encoding)? {
        return Err(SourceError::Empty { path: path.to_path_buf() });
    }
    match kind::of_text(&head) {
        Some(Kind::WebPage) => {
            return Err(SourceError::File { path: path.to_path_buf(), problem: FileProblem::WebPage });
        }
        Some(Kind::Other(looks_like)) => {
            return Err(SourceError::NotDelimited { path: path.to_path_buf(), looks_like });
        }
        _ => {}
    }
    let coded = input.encoding();
    if json::begins(&head) {
        let rows = JsonRows::open(path, again(path, encoding)?, input)?;
        let described = format!("{}, {coded}{packed}", rows.described());
        return Ok(Opened { content: Content::Rows(Box::new(rows)), described, notes: Vec::new(), watch });
    }
    let (format, notes) = delimited(&head, settings)?;
    Ok(Opened { content: Content::Text(input), described: format!("{format}, {coded}{packed}"), notes, watch })
}

/// The same text once more, from its beginning.
fn again(path: &Path, encoding: Option<&'static Encoding>) -> Result<TextInput, SourceError> {
    let begun = Begun::read(path, None)?;
    Ok(TextInput::new(path, begun.source, begun.sample, begun.drained, encoding))
}

/// Refuses what is no text in any encoding, before an encoding is guessed for it.
fn refuse_binary(path: &Path, sample: &[u8], encoding: Option<&'static Encoding>) -> Result<(), SourceError> {
    let set = encoding.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if set || encoding::is_wide(sample) {
        return Ok(());
    }
    let looks_like = match memchr::memchr(0, sample) {
        Some(zero) => kind::binary_on_line(memchr::memchr_iter(b'\n', &sample[..zero]).count() as u64 + 1),
        None if kind::is_junk(sample) => "binary data (full of control characters)".to_string(),
        None => return Ok(()),
    };
    Err(SourceError::NotDelimited { path: path.to_path_buf(), looks_like })
}

/// Whether there is nothing but white space; a long blank beginning is looked through to its end.
fn is_blank(path: &Path, head: &[u8], encoding: Option<&'static Encoding>) -> Result<bool, SourceError> {
    if !head.trim_ascii().is_empty() {
        return Ok(false);
    }
    if head.len() < HEAD_BYTES {
        return Ok(true);
    }
    let mut input = again(path, encoding)?;
    let mut buffer = vec![0; HEAD_BYTES];
    loop {
        let count = match input.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(TextInput::error(path, &error)),
        };
        if count == 0 {
            return Ok(true);
        }
        if !buffer[..count].trim_ascii().is_empty() {
            return Ok(false);
        }
    }
}

/// What separates the columns, for people, and where the header was found.
fn delimited(head: &[u8], settings: &SourceSettings) -> Result<(String, Vec<String>), SourceError> {
    let quote = marks::quote(head, settings)?;
    let given = settings.separator.as_deref().and_then(marks::given_mark);
    let separator = given.unwrap_or_else(|| layout::separator(head, quote));
    let format = match separator {
        b',' => "CSV".to_string(),
        b'\t' => "tab-separated text".to_string(),
        b';' => "CSV with semicolons".to_string(),
        0x01 => "text separated by the control character 0x01".to_string(),
        other => format!("text separated by `{}`", char::from(other)),
    };
    let skipped = layout::header_line(head, separator, quote);
    let of_two_lines = layout::upper_line(head, separator, quote, settings.header_row).is_some();
    let mut notes = match (settings.header_row, skipped) {
        (None, 2..) if !of_two_lines => {
            vec![format!("the header was found in line {}; what stands above it is no row", skipped + 1)]
        }
        _ => Vec::new(),
    };
    if settings.quote.is_none() && quote != b'"' {
        notes.push(format!("values stand between `{}`, as in the header", char::from(quote)));
    }
    Ok((format, notes))
}
