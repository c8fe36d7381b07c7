//! What is found out about the rows of a block while its columns are read.

use crate::quantity::Currency;

use super::issue::Rule;
use super::stripped_ids::DigitIds;

/// A row that breaks a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowFault {
    pub row: usize,
    pub slot: usize,
    pub rule: Rule,
}

/// What is gathered while columns are read.
pub(super) struct Gathered {
    /// Whether the row broke a rule.
    bad: Vec<bool>,
    pub(super) faults: Vec<RowFault>,
    /// Rows that break a rule and are loaded with a warning.
    pub(super) warned: Vec<RowFault>,
    pub(super) rounded: Vec<(u32, u16)>,
    pub(super) mended: Vec<(u32, u16)>,
    pub(super) lossy: Vec<(u32, u16)>,
    pub(super) wrong_sign: Vec<(u32, u16)>,
    /// Of slots of ids those that are all digits.
    pub(super) digit_ids: Vec<(usize, DigitIds)>,
    pub(super) another_form: bool,
    /// The currency of each row, where not all are in the run's.
    pub(super) currencies: Option<Vec<Currency>>,
}

impl Gathered {
    /// Of a block with so many rows.
    pub(super) fn of(rows: usize) -> Gathered {
        Gathered {
            bad: vec![false; rows],
            faults: Vec::new(),
            warned: Vec::new(),
            rounded: Vec::new(),
            mended: Vec::new(),
            lossy: Vec::new(),
            wrong_sign: Vec::new(),
            digit_ids: Vec::new(),
            another_form: false,
            currencies: None,
        }
    }

    /// The currency of a row's amounts; `run` where nothing else is said.
    pub(super) fn currency_of(&self, row: usize, run: Currency) -> Currency {
        self.currencies.as_ref().map_or(run, |currencies| currencies[row])
    }

    /// Notes the first rule that a row breaks.
    pub(super) fn fault(&mut self, row: usize, slot: usize, rule: Rule) {
        if !std::mem::replace(&mut self.bad[row], true) {
            self.faults.push(RowFault { row, slot, rule });
        }
    }

    /// Notes a rule that a row breaks and may.
    pub(super) fn warning(&mut self, row: usize, slot: usize, rule: Rule) {
        self.warned.push(RowFault { row, slot, rule });
    }

    /// Notes a sign that goes against the line type and may.
    pub(super) fn doubtful_sign(&mut self, row: usize, slot: usize) {
        self.wrong_sign.push((row as u32, slot as u16));
    }

    /// The rows of the block.
    pub(super) fn rows(&self) -> usize {
        self.bad.len()
    }
}
