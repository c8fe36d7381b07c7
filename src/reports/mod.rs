//! How do we say it?
//!
//! One pack, many forms: a page, a workbook, a terminal table, CSV, JSON, Parquet; in English and in Chinese. Nothing is
//! computed here: what a report prints stands in the pack or the listing.

mod batch_summary;
mod clearing;
mod csv_file;
mod digest;
pub(crate) mod feature_figure;
pub mod figures;
pub mod html;
mod json;
pub mod look;
#[cfg(feature = "pdf")]
mod packet;
mod parquet_file;
mod quality_page;
mod run_summary;
mod schema;
mod sparkline;
mod terminal;
pub mod wording;
mod workbook;

pub use batch_summary::{BATCH_SUMMARY_FORMAT, BatchEntry, BatchSummary, HeadlineFigure, ReviewHeadline};
pub use csv_file::{csv, csv_pieces, csv_pieces_of};
pub use digest::{DigestForm, digest};
pub use json::json;
#[cfg(feature = "pdf")]
pub use packet::{FontError, NamedFont, Packet, PacketError, font_hint, packet};
pub use parquet_file::{parquet, plain_columns};
pub use quality_page::quality_page;
pub use run_summary::{Counts, RUN_SUMMARY_FORMAT, RunSummary, WrittenFile};
pub use schema::{batch_summary_schema, pack_schema, run_summary_schema, tables_schema};
pub use sparkline::sparkline;
pub use terminal::{Drawings, METRIC_BELOW, has_room, is_told_below, terminal, terminal_with};
pub use workbook::{workbook, xlsx};

use std::fmt::{self, Write};
use std::str::FromStr;

use crate::quantity::{Currency, Money};
use crate::review::listing::Cell;

/// The form of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
    /// A Parquet file.
    Parquet,
    /// An Excel workbook of one sheet.
    Xlsx,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "table" => Ok(Format::Table),
            "csv" => Ok(Format::Csv),
            "json" => Ok(Format::Json),
            "parquet" => Ok(Format::Parquet),
            "xlsx" => Ok(Format::Xlsx),
            other => Err(format!("`{other}` is not a format: table, csv, json, parquet and xlsx are")),
        }
    }
}

/// A report that could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportError {
    /// What was being done.
    pub doing: String,
    /// What the library or the system said.
    pub reason: String,
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.reason)
    }
}

impl std::error::Error for ReportError {}

/// A cell as scripts read it: money with the currency's digits, fractions in full, nothing where there is nothing.
fn plain(cell: &Cell, currency: Currency) -> String {
    let mut text = String::new();
    write_plain(&mut text, cell, currency);
    text
}

/// [`plain`] behind what `text` has already.
fn write_plain(text: &mut String, cell: &Cell, currency: Currency) {
    let written = match cell {
        Cell::Null => Ok(()),
        Cell::Text(words) => text.write_str(words),
        Cell::Int(whole) => write!(text, "{whole}"),
        Cell::Bool(truth) => write!(text, "{truth}"),
        Cell::Date(day) => write!(text, "{day}"),
        Cell::Money(minor) => write!(text, "{}", Money::new(*minor, currency)),
        Cell::Float(number) => write!(text, "{number}"),
    };
    // A text takes whatever is written to it.
    debug_assert!(written.is_ok());
}
