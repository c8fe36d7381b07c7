//! The container of a workbook, looked at before anything is unpacked for good.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::super::FileProblem;
use super::super::guarded::damaged;
use crate::sources::SourceError;

/// No part of a workbook is larger: the greatest sheet that Excel writes has some gigabytes.
const MOST_BYTES: u64 = 4 << 30;

/// Parts that are held in memory as a whole, such as the table of texts.
const MOST_BYTES_HELD: u64 = 1 << 30;

/// What is packed more tightly than this is made to be a trap: deflate reaches 1032 with nothing but zeros.
const MOST_RATIO: u64 = 1_000;

/// Small parts may be packed as tightly as they like.
const RATIO_FROM_BYTES: u64 = 100_000_000;

/// Columns of a sheet.
const MOST_COLUMNS: u64 = 16_384;

/// Cells that the reader of OpenDocument would still lay out: a million rows of a hundred columns.
const MOST_CELLS: u64 = 100_000_000;

/// What a zip archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Excel since 2007, with or without macros.
    Xlsx,
    /// The binary form of the same.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// What is known of an archive before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looked {
    /// Its format.
    pub format: Format,
    /// Whether a sheet of it has merged cells.
    pub has_merges: bool,
}

/// Finds out whether a zip archive is a workbook and can be read without harm. The sizes that an archive states are
/// the true ones for what follows: the unpacker stops at them.
///
/// # Errors
/// Other archives, protected ones, damaged ones, traps.
pub(super) fn look(path: &Path, file: File) -> Result<Looked, SourceError> {
    let failed = |reason: String| damaged(path, "a workbook or another zip archive", reason);
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| failed(format!("it is cut off ({error})")))?;
    let format = format(path, &mut archive)?;
    let mut has_merges = false;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|error| failed(format!("a part is spoiled ({error})")))?;
        let name = part.name().map_err(|error| failed(format!("a part has no name ({error})")))?.into_owned();
        let (packed, unpacked) = (part.compressed_size(), part.size());
        if part.encrypted() {
            return Err(SourceError::File { path: path.to_path_buf(), problem: FileProblem::Encrypted });
        }
        drop(part);
        let streamed = is_sheet(&name) || name == "content.xml";
        let most = if streamed { MOST_BYTES } else { MOST_BYTES_HELD };
        let is_trap = unpacked > RATIO_FROM_BYTES && unpacked / packed.max(1) > MOST_RATIO;
        if unpacked > most || is_trap {
            let problem = FileProblem::TooLarge { part: name, packed, unpacked };
            return Err(SourceError::File { path: path.to_path_buf(), problem });
        }
        if format != Format::Xlsb && is_markup(&name) {
            let part = archive.by_index(index).map_err(|error| failed(format!("`{name}` is spoiled ({error})")))?;
            check_markup(part).map_err(|reason| failed(format!("`{name}` is spoiled ({reason})")))?;
        }
        let mark: Option<&[u8]> = match format {
            Format::Xlsx if is_sheet(&name) => Some(b"mergeCell "),
            Format::Ods if name == "content.xml" => Some(b"table:number-rows-spanned="),
            _ => None,
        };
        if let Some(mark) = mark.filter(|_| !has_merges) {
            let part = archive.by_index(index).map_err(|error| failed(format!("`{name}` is spoiled ({error})")))?;
            has_merges = contains(part, mark).map_err(|error| failed(format!("`{name}` is spoiled ({error})")))?;
        }
    }
    Ok(Looked { format, has_merges })
}

fn format<R: Read + Seek>(path: &Path, archive: &mut ZipArchive<R>) -> Result<Format, SourceError> {
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<String> = names.map(|name| name.to_ascii_lowercase().replace('\\', "/")).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let begins = |wanted: &str| names.iter().any(|name| name.starts_with(wanted));
    let looks_like = match () {
        () if has("xl/workbook.xml") => return Ok(Format::Xlsx),
        () if has("xl/workbook.bin") => return Ok(Format::Xlsb),
        () if has("content.xml") && is_ods(archive) => return Ok(Format::Ods),
        () if has("content.xml") => "an OpenDocument that is no spreadsheet",
        () if begins("word/") => "a Word document",
        () if begins("ppt/") => "a PowerPoint document",
        () if begins("index/") => "a Numbers document",
        // A workbook may call its parts otherwise, as its table of relations says.
        () if has("[content_types].xml") && begins("xl/") => return Ok(Format::Xlsx),
        () => "a zip archive",
    };
    Err(SourceError::NotDelimited { path: path.to_path_buf(), looks_like: looks_like.to_string() })
}

fn is_ods<R: Read + Seek>(archive: &mut ZipArchive<R>) -> bool {
    let mut kind = String::new();
    let Ok(part) = archive.by_name("mimetype") else { return false };
    part.take(100).read_to_string(&mut kind).is_ok()
        && kind.starts_with("application/vnd.oasis.opendocument.spreadsheet")
}

fn is_sheet(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("xl/worksheets/sheet")
}

/// Parts that are read to their end in search of something.
fn is_markup(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let workbook =
        ["xl/workbook.xml", "xl/sharedstrings.xml", "xl/styles.xml", "xl/metadata.xml", "[content_types].xml"];
    let document = ["content.xml", "meta-inf/manifest.xml"];
    name.ends_with(".rels") || workbook.contains(&name.as_str()) || document.contains(&name.as_str())
}

/// Whether every element of a part is closed. The reader of workbooks looks for some ends without minding that the
/// part may stop before them, and would look for ever.
///
/// Cells that an OpenDocument repeats are counted on the way, because they are all laid out in memory: a short text
/// can ask for thousands of millions.
fn check_markup(part: impl Read) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let mut depth = 0_u64;
    let mut repeated = Repeated::default();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        if let Event::Start(element) | Event::Empty(element) = &event
            && !repeated.fit(element)
        {
            return Err("more cells than a spreadsheet can have".to_string());
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err("it ends in the middle".to_string()),
            _ => {}
        }
    }
}

/// Cells of an OpenDocument, as its reader lays them out: empty ones at the end of a row are not.
#[derive(Debug, Default)]
struct Repeated {
    cells: u64,
    /// Empty cells that count where something follows in the row.
    empty: u64,
}

impl Repeated {
    /// Counts an element; `false` where there are too many cells.
    fn fit(&mut self, element: &BytesStart<'_>) -> bool {
        match element.name().as_ref() {
            "table:table-row" => self.empty = 0,
            "table:table-cell" | "table:covered-table-cell" => {
                let attribute = |name: &str| element.try_get_attribute(name).ok().flatten();
                let times =
                    attribute("table:number-columns-repeated").and_then(|times| times.value.parse::<u64>().ok());
                let times = times.unwrap_or(1).min(MOST_COLUMNS);
                let is_empty = attribute("office:value-type").is_none() && attribute("table:formula").is_none();
                match is_empty {
                    true => self.empty = (self.empty + times).min(MOST_COLUMNS),
                    false => self.cells += std::mem::take(&mut self.empty) + times,
                }
            }
            _ => {}
        }
        self.cells <= MOST_CELLS
    }
}

/// Whether a part holds these bytes anywhere.
fn contains(mut part: impl Read, wanted: &[u8]) -> std::io::Result<bool> {
    let finder = memchr::memmem::Finder::new(wanted);
    let mut buffer = vec![0; 256 * 1024];
    let mut kept = 0;
    loop {
        let count = part.read(&mut buffer[kept..])?;
        if count == 0 {
            return Ok(false);
        }
        let filled = kept + count;
        if finder.find(&buffer[..filled]).is_some() {
            return Ok(true);
        }
        // What is looked for may lie across two pieces.
        kept = filled.min(wanted.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
}
