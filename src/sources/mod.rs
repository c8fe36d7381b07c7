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
mod ahead;
mod blocks;
mod carried;
mod cells;
mod check_catalogue;
mod column_settings;
mod database;
mod delimited;
mod derived;
mod feed;
mod finished_rows;
mod forms;
mod gathered;
mod header_error;
mod hints;
mod id_lines;
mod input;
mod issue;
mod judge;
mod layout;
mod ledger;
mod likely;
mod loaded_file;
mod lookup;
mod mapping;
mod net_amounts;
mod newer_rows;
mod no_row;
mod objects;
mod peek;
mod period_label;
mod places;
mod plans;
mod preset;
mod proposal;
mod quality;
mod reading;
mod recognition;
mod records;
mod row_currencies;
mod row_hints;
mod row_rules;
mod run;
mod settings;
mod source_error;
mod stage;
mod stripped_ids;
mod survey;
mod typing;
mod wide;

#[cfg(test)]
mod reading_properties;
#[cfg(test)]
mod reading_trials;
#[cfg(test)]
mod trial;

pub use account::{Account, ColumnDoubt, RoundedMoney};
pub use across::{LEAST_OF_A_GROUP, OrdersKnown, cross_checks, is_checked_across, rated_currencies};
pub use check_catalogue::{CheckSpec, Severity, check, checks};
pub use database::{
    Address, Delivery, DeliveryError, Fetched, Found, OutgoingTable, Place, Query, Section, SetupProblem, Trouble,
    Watermark, address, deliver, fetch, reach,
};
pub use finished_rows::{OWN_ORDER, RowBatch};
pub use id_lines::first_lines;
pub use input::{ContentDigest, FileProblem, Spooled, expand, folders_within, spool};
pub use issue::{REJECT_COLUMNS, RowIssue, Rule, Tree};
pub use loaded_file::{LoadedFile, read_file};
pub use mapping::{MappedColumn, MatchedBy};
pub use objects::{
    Bucket, Created, FoundObject, ObjectAddress, ObjectError, ObjectProblem, ObjectSettings, expand_objects,
    fetch_object, is_object_address, look_at_object,
};
pub use period_label::period_of_label;
pub use preset::{Preset, applied, find as find_preset, presets, recognised as recognised_presets};
pub use proposal::{FoundFile, Proposal, find_files, propose};
pub use quality::{
    Coverage, Detail, Examination, Finding, Freshness, StoredTable, StoredTables, Terms, examine, same_as_others,
    sort_and_silence,
};
pub use reading::{Ending, FileAccount, FileToRead, ReadOptions, Reading, Receiver};
pub use run::DOUBTFUL_TOLD;
pub use settings::{
    BadRows, CheckSettings, ColumnDetail, ColumnSource, RuleFault, SheetChoice, SourceSettings, WideSettings,
};
pub use source_error::SourceError;
pub use stage::status_of_stage;
pub use stripped_ids::{KnownBy, PlainIds, StrippedIds, known_with_zeros};
