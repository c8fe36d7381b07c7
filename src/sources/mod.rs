//! Where does it come from, and what is wrong with it?
//!
//! Files come in as they are; typed tables go out, with every row accounted for: rows read = loaded + duplicates
//! dropped + rejected. A bad row is never guessed at: it comes back as a [`RowIssue`] beside the good ones.
//!
//! What a file lacks is worked out, column by column and cell by cell: an empty cell is the same as a missing column.
//! A row of `orders` without an order id is its own order. One with an order id that repeats an earlier row of the
//! file in every field is dropped and counted; a legitimate second line with the same content is therefore taken for
//! a repetition where the file has no line numbers. Map `line_no` to keep both.

mod account;
mod across;
mod check_catalogue;
mod column_settings;
mod delimited;
mod derived;
mod digest;
mod head;
mod issue;
mod loaded_file;
mod lookup;
mod mapping;
mod quality;
mod records;
mod row;
mod row_rules;
mod settings;
mod source_error;
mod table_builder;
mod table_reader;
mod typed_columns;
mod values;

#[cfg(test)]
mod reading_properties;
#[cfg(test)]
mod trial;

pub use account::{Account, RoundedMoney};
pub use across::cross_checks;
pub use check_catalogue::{CheckSpec, Severity, check, checks};
pub use issue::{RowIssue, Rule, Tree};
pub use loaded_file::LoadedFile;
pub use mapping::{MappedColumn, MatchedBy};
pub use quality::{
    Coverage, Detail, Examination, Finding, Freshness, StoredTable, StoredTables, Terms, examine, sort_and_silence,
};
pub use settings::{
    BadRows, CheckSettings, ColumnDetail, ColumnSource, RuleFault, SheetChoice, SourceSettings, WideSettings,
};
pub use source_error::SourceError;
pub use table_reader::{ReadOptions, read_file};
