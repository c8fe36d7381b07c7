//! How the values of one column are written, and reading them fast.
//!
//! Most values of most files are plain (`2024-03-21`, `12.34`, `-5`): those are read by hand-written loops without a
//! copy. Everything else that people and programs write is read too, as long as it has one reading; what has two is
//! settled by the other values of its column ([`DateEvidence`]) or its file ([`NumberEvidence`]) and never guessed.

mod bools;
mod clock;
mod currencies;
mod currency_names;
mod cursor;
mod date_evidence;
mod date_form;
mod days;
mod digits;
mod dress;
mod exact;
mod ids;
mod letters;
mod moment;
mod month_names;
mod nulls;
mod number_evidence;
mod numbers;
mod plain_number;
mod witness;
mod written_dates;
mod zones;

#[cfg(test)]
mod properties;

pub(super) use bools::read_bool;
pub(super) use currency_names::{code_of_name, codes_of_name};
pub(super) use date_evidence::{DateEvidence, DateVerdict};
pub(super) use date_form::{DateForm, UnknownDateForm};
pub(super) use ids::{is_lossy_id, mended_id};
pub(super) use moment::{read_day, read_instant};
pub(super) use month_names::MONTHS as ENGLISH_MONTHS;
pub(super) use nulls::{is_null, is_null_for};
pub(super) use number_evidence::{NumberEvidence, NumberVerdict};
pub(super) use numbers::{
    LARGEST_MINOR, NumberForm, read_money, read_money_in, read_number, read_number_over, read_whole,
};
pub(super) use zones::{UnknownZone, Zones};
