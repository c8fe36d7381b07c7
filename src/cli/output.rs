//! Printing: the answer to stdout or a file, everything else to stderr.

use std::fs;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::phrases::in_chinese;
use crate::reports::wording::Language;
use crate::reports::{self, Drawings, Format, ReportError};
use crate::review::listing::Listing;
use crate::store::by_address;

/// Where answers go, and in what form.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) out: Option<PathBuf>,
    pub(crate) quiet: bool,
    pub(crate) language: Language,
}

impl Output {
    /// A table on a terminal, CSV otherwise, unless a form was asked for.
    pub(crate) fn new(format: Option<Format>, out: Option<PathBuf>, quiet: bool, language: Language) -> Output {
        let from_ending = || match out.as_deref().and_then(Path::extension)?.to_str()? {
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "parquet" => Some(Format::Parquet),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        };
        let fallback = if std::io::stdout().is_terminal() && out.is_none() { Format::Table } else { Format::Csv };
        let format = format.or_else(from_ending).unwrap_or(fallback);
        Output { format, out, quiet, language }
    }

    /// The same for a further file: in the form that its ending names, else in that of the answer, and never as a table
    /// for people.
    pub(crate) fn beside(&self, path: &Path) -> Output {
        let of_answer = Some(self.format).filter(|format| *format != Format::Table);
        let ending = path.extension().and_then(|ending| ending.to_str());
        let named = matches!(ending, Some("csv" | "json" | "parquet" | "xlsx"));
        let format = if named { None } else { of_answer };
        Output::new(format, Some(path.to_path_buf()), self.quiet, self.language)
    }

    /// Prints a listing.
    pub(crate) fn listing(&self, listing: &Listing) -> Result<(), Failure> {
        self.listing_drawn(listing, || None)
    }

    /// Prints a listing; where it is a table for people, with drawings beside it.
    pub(crate) fn listing_drawn(
        &self,
        listing: &Listing,
        drawings: impl FnOnce() -> Option<Drawings>,
    ) -> Result<(), Failure> {
        let bytes = match self.format {
            Format::Parquet => return self.parquet(listing),
            Format::Table => {
                reports::terminal_with(listing, drawings().as_ref(), terminal_width(), self.language).into_bytes()
            }
            Format::Csv => return self.pieces(reports::csv_pieces(listing)),
            Format::Json => reports::json(listing).map_err(|error| Failure::internal(error.to_string()))?,
            Format::Xlsx => self.workbook(listing)?,
        };
        match &self.out {
            Some(path) => write_file(path, &bytes),
            None => to_stdout(&bytes),
        }
    }

    /// Prints the pieces of a text.
    pub(crate) fn pieces(&self, pieces: Result<Vec<Vec<u8>>, ReportError>) -> Result<(), Failure> {
        let pieces = pieces.map_err(|error| Failure::internal(error.to_string()))?;
        let all =
            |to: &mut dyn Write| pieces.iter().try_for_each(|piece| to.write_all(piece)).and_then(|()| to.flush());
        match &self.out {
            Some(path) => {
                fs::File::create(path).and_then(|mut file| all(&mut file)).map_err(|error| not_written(path, &error))
            }
            None => written_out(all(&mut std::io::stdout().lock())),
        }
    }

    /// Prints a text.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        match &self.out {
            Some(path) => write_file(path, text.as_bytes()),
            None => to_stdout(text.as_bytes()),
        }
    }

    fn parquet(&self, listing: &Listing) -> Result<(), Failure> {
        let Some(path) = &self.out else {
            return Err(Failure::usage("Parquet is not for the terminal", "name a file: --out kpi.parquet"));
        };
        parquet_file(listing, path)
    }

    fn workbook(&self, listing: &Listing) -> Result<Vec<u8>, Failure> {
        if self.out.is_none() {
            return Err(Failure::usage("a workbook is not for the terminal", "name a file: --out kpi.xlsx"));
        }
        reports::xlsx(listing).map_err(|error| {
            Failure::data(error.to_string(), Some("ask for less, or for --format parquet".to_string()))
        })
    }

    /// Says something on stderr, unless silence was asked for; what was said in English alone is told in the reader's
    /// language where the phrase book has it.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            let told = if self.language == Language::Zh { in_chinese(text) } else { None };
            let _ = writeln!(std::io::stderr(), "{}", by_address(told.as_deref().unwrap_or(text)));
        }
    }
}

/// The width of the terminal; none where stdout is no terminal.
pub(crate) fn terminal_width() -> Option<u16> {
    std::io::stdout().is_terminal().then(|| asked_width().or_else(seen_width).unwrap_or(120))
}

/// In a narrower one no table can be read.
const LEAST_WIDTH: u16 = 40;

/// `COLUMNS`, where it was exported.
fn asked_width() -> Option<u16> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|width| *width >= LEAST_WIDTH)
}

/// What the terminal itself says.
fn seen_width() -> Option<u16> {
    terminal_size::terminal_size().map(|(width, _)| width.0).filter(|width| *width >= LEAST_WIDTH)
}

/// Writes an answer's bytes; a reader that went away (`| head`) is no error.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    written_out(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

fn written_out(written: std::io::Result<()>) -> Result<(), Failure> {
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::internal(format!("writing the answer: {error}"))),
    }
}

/// Writes a listing as Parquet, with the path in the error and the same way out as for other files.
pub(crate) fn parquet_file(listing: &Listing, path: &Path) -> Result<(), Failure> {
    reports::parquet(listing, path).map_err(|error| not_written(path, &error.reason))
}

/// Writes a file, with its path in the error.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| not_written(path, &error))
}

fn not_written(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::data(format!("`{}` cannot be written: {error}", path.display()), Some("choose another path".to_string()))
}

/// Prints a failure in the reader's language: one sentence, and the way out.
pub(crate) fn complain(failure: &Failure, language: Language) {
    let _ = match language {
        Language::En => writeln!(std::io::stderr(), "{}", by_address(&failure.to_string())),
        Language::Zh => {
            let told = failure.clone().told_in_chinese();
            let hint = told.hint.map_or_else(String::new, |hint| format!("\n提示：{hint}"));
            writeln!(std::io::stderr(), "{}", by_address(&format!("错误：{}{hint}", told.message)))
        }
    };
}
