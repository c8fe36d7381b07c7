//! What a reading knows between two blocks: the rows before, and the account so far.

use super::account::{Account, ColumnDoubt, RoundedMoney};
use super::finished_rows::{Decided, RowBatch, finished};
use super::issue::{RowIssue, Rule};
use super::judge::Judge;
use super::layout::{Layout, Slot};
use super::ledger::Standing;
use super::no_row::{self, Kind, Remark, Waiting};
use super::reading::FileAccount;
use super::records::{Ragged, Records};
use super::stripped_ids::{DigitIds, Remembered};
use super::typing::TypedRows;

/// As many rows of a file that break a rule and may are kept to be told; there may be more.
pub const DOUBTFUL_TOLD: usize = 1000;

/// The state of a reading between two blocks.
pub(super) struct Run {
    file: String,
    width: usize,
    judge: Judge,
    account: Account,
    /// One a slot.
    rounded: Vec<ColumnDoubt>,
    mended: Vec<ColumnDoubt>,
    lossy: Vec<ColumnDoubt>,
    wrong_sign: Vec<ColumnDoubt>,
    digit_ids: Vec<DigitIds>,
    remembered: Vec<Option<Remembered>>,
    /// Rows without an order id in a file that has a column of them.
    nameless: ColumnDoubt,
    /// The first rows that break a rule and may.
    doubtful: Vec<RowIssue>,
    footnotes: Waiting,
    /// What a remark must have in each column, known after the first block with rows.
    remarks: Vec<Remark>,
    /// Empty cells of a wide table.
    pub empty_cells: u64,
}

impl Run {
    /// Before the first block.
    pub(super) fn new(file: &str, first_name: &str, width: usize, layout: &Layout) -> Run {
        let none = || -> Vec<ColumnDoubt> {
            let of = |slot: &Slot| ColumnDoubt { column: slot.spec.name.clone(), ..ColumnDoubt::default() };
            layout.slots.iter().map(of).collect()
        };
        Run {
            file: file.to_string(),
            width,
            judge: Judge::new(layout, first_name),
            account: Account::default(),
            rounded: none(),
            mended: none(),
            lossy: none(),
            wrong_sign: none(),
            digit_ids: layout.slots.iter().map(|_| DigitIds::default()).collect(),
            remembered: (layout.slots.iter())
                .map(|slot| Remembered::of(&layout.table.name, &slot.spec.name).filter(|_| slot.is_id))
                .collect(),
            nameless: ColumnDoubt { column: "order_id".to_string(), ..ColumnDoubt::default() },
            doubtful: Vec::new(),
            footnotes: Waiting::default(),
            remarks: Vec::new(),
            empty_cells: 0,
        }
    }

    /// Judges a block: its bad rows, and its good ones, ready to be handed on.
    pub(super) fn judged(&mut self, mut rows: TypedRows, layout: &Layout) -> (Vec<RowIssue>, RowBatch) {
        let decided = self.judge.judge(&rows, layout);
        self.remember_ids(&mut rows);
        self.account.rows_read += rows.records.rows();
        let last_good = last_good(&rows);
        if self.remarks.is_empty() && rows.records.height() > 0 {
            self.remarks = no_row::remarks(&rows.records);
        }
        let found = self.issues(&mut rows, layout, &decided);
        let issues = self.footnotes.decided(found, last_good);
        self.account.rows_rejected += issues.len() as u64;
        self.count(&rows, layout, &decided);
        let batch = finished(rows, layout, decided);
        self.account.rows_loaded += batch.row_keys.len() as u64;
        (issues, batch)
    }

    /// The bad rows that were left open, after the last block.
    pub(super) fn left_open(&mut self) -> Vec<RowIssue> {
        let issues = self.footnotes.at_the_end();
        self.account.rows_rejected += issues.len() as u64;
        issues
    }

    fn remember_ids(&mut self, rows: &mut TypedRows) {
        for (slot, ids) in std::mem::take(&mut rows.digit_ids) {
            self.digit_ids[slot].add(ids);
            if let (Some(remembered), Some(texts)) = (&mut self.remembered[slot], rows.cells[slot].texts()) {
                remembered.take(texts, &rows.records.lines);
            }
        }
    }

    /// The bad rows of a block, in file order, and which of them may be no rows.
    fn issues(&self, rows: &mut TypedRows, layout: &Layout, decided: &Decided) -> Vec<(Kind, RowIssue)> {
        let mut issues: Vec<(Kind, RowIssue)> = Vec::new();
        // A file may have been cut off in its last line.
        let cut_off = rows.records.unfinished.then_some(rows.records.height());
        let ragged = std::mem::take(&mut rows.records.ragged);
        let last = ragged.len().saturating_sub(1);
        for (at, Ragged { before, line, fields, problem }) in ragged.into_iter().enumerate() {
            let kind = match problem {
                None => no_row::kind_of(self.width, fields.iter().map(String::as_str)),
                Some(_) => Kind::Row,
            };
            let may_be_cut_off = kind == Kind::Footnote && at == last && cut_off == Some(before);
            let rule = match problem {
                Some(problem) => Rule::BrokenJson { problem },
                None => Rule::Ragged { expected: self.width, found: fields.len() },
            };
            let issue = RowIssue {
                file: self.file.clone(),
                line,
                column: String::new(),
                value: String::new(),
                rule,
                raw: fields,
            };
            issues.push((if may_be_cut_off { Kind::Row } else { kind }, issue));
        }
        for fault in &rows.faults {
            let slot = &layout.slots[fault.slot];
            let value = slot.text(&rows.records, fault.row).to_string();
            let kind = no_row::kind_of_bad(&rows.records, fault, &value, &self.remarks);
            issues.push((kind, self.issue(&rows.records, fault.row, slot.name(), value, fault.rule.clone())));
        }
        for (row, standing) in decided.standing.iter().enumerate() {
            if let Some(Standing::Conflict { first_line }) = standing {
                let rule = Rule::DuplicateKey { first_line: *first_line };
                let key = key_words(rows, layout, row, decided.numbers[row]);
                issues.push((Kind::Row, self.issue(&rows.records, row, "", key, rule)));
            }
        }
        issues.sort_by_key(|(_, issue)| issue.line);
        issues
    }

    fn issue(&self, records: &Records, row: usize, column: &str, value: String, rule: Rule) -> RowIssue {
        RowIssue {
            file: self.file.clone(),
            line: records.lines[row],
            column: column.to_string(),
            value,
            rule,
            raw: records.row(row).map(str::to_string).collect(),
        }
    }

    /// Counts what is not bad and not quite right: only of rows that are loaded.
    fn count(&mut self, rows: &TypedRows, layout: &Layout, decided: &Decided) {
        let is_new = |row: u32| decided.standing[row as usize] == Some(Standing::New);
        let repetitions = decided.standing.iter().filter(|standing| **standing == Some(Standing::Repetition)).count();
        self.account.duplicates_dropped += repetitions as u64;
        let mut doubtful: Vec<u32> = Vec::new();
        let kinds = [
            (&mut self.rounded, &rows.rounded),
            (&mut self.mended, &rows.mended),
            (&mut self.lossy, &rows.lossy),
            (&mut self.wrong_sign, &rows.wrong_sign),
        ];
        for (counts, cells) in kinds {
            for &(row, slot) in cells.iter().filter(|(row, _)| is_new(*row)) {
                let slot = usize::from(slot);
                let value = layout.slots[slot].text(&rows.records, row as usize);
                counts[slot].add(rows.records.lines[row as usize], value);
                doubtful.push(row);
            }
        }
        if layout.mapped("order_id").is_some() {
            for (row, _) in &decided.order_ids {
                self.nameless.add(rows.records.lines[*row], "");
                doubtful.push(*row as u32);
            }
        }
        for fault in rows.warned.iter().filter(|fault| is_new(fault.row as u32)) {
            doubtful.push(fault.row as u32);
            if self.doubtful.len() < DOUBTFUL_TOLD {
                let slot = &layout.slots[fault.slot];
                let value = slot.text(&rows.records, fault.row).to_string();
                let issue = self.issue(&rows.records, fault.row, slot.name(), value, fault.rule.clone());
                self.doubtful.push(issue);
            }
        }
        doubtful.sort_unstable();
        doubtful.dedup();
        self.account.rows_warned += doubtful.len() as u64;
    }

    /// After the last block.
    pub(super) fn finished(self) -> FileAccount {
        debug_assert!(self.account.adds_up(), "every row is loaded, dropped or rejected");
        // What is known of every row may be much memory, and giving it back takes its time.
        let judge = self.judge;
        rayon::spawn(move || drop(judge));
        let doubts = |counts: Vec<ColumnDoubt>| -> Vec<ColumnDoubt> {
            counts.into_iter().filter(|doubt| doubt.rows > 0).collect()
        };
        let rounded = doubts(self.rounded).into_iter();
        let columns = || self.mended.iter().map(|doubt| doubt.column.as_str());
        let stripped = columns().zip(&self.digit_ids).filter_map(|(column, ids)| ids.stripped(column)).collect();
        let plain = columns().zip(self.remembered).filter_map(|(column, ids)| ids?.plain_ids(column)).collect();
        FileAccount {
            account: self.account,
            rounded: rounded.map(|ColumnDoubt { column, rows, .. }| RoundedMoney { column, rows }).collect(),
            stripped,
            plain_ids: plain,
            mended: doubts(self.mended),
            lossy: doubts(self.lossy),
            wrong_sign: doubts(self.wrong_sign),
            nameless: Some(self.nameless).filter(|doubt| doubt.rows > 0),
            doubtful: self.doubtful,
            empty_cells: self.empty_cells,
            notes: Vec::new(),
        }
    }
}

/// The line of the last row that breaks no rule of its own.
fn last_good(rows: &TypedRows) -> Option<u64> {
    let mut bad = rows.faults.iter().rev().map(|fault| fault.row).peekable();
    let row = (0..rows.records.height()).rev().find(|row| {
        while bad.next_if(|bad| bad > row).is_some() {}
        bad.peek() != Some(row)
    });
    row.map(|row| rows.records.lines[row])
}

/// The key of a row as a person reads it.
fn key_words(rows: &TypedRows, layout: &Layout, row: usize, number: Option<u32>) -> String {
    let words = layout.key.iter().filter_map(|&at| {
        let worked_out = (layout.slots[at].spec.name == "line_no").then_some(number).flatten();
        worked_out.map(|number| number.to_string()).or_else(|| rows.cells[at].word(row))
    });
    words.collect::<Vec<_>>().join(" ")
}
