//! Bad rows: kept beside the store as they came, or the reason why nothing is loaded.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::sources::{CheckSettings, REJECT_COLUMNS, RowIssue, Severity, SourceError};

/// As many bad rows of a file are kept in memory, to be told; all of them stand in the file of rejected rows.
const TOLD: usize = 1000;

/// A file of rejected rows. Its first columns say what is wrong; the others are the row's own, under the header of the
/// file that it came from, so that the file can be mended and loaded as it is. It is gone unless it is kept.
#[derive(Debug)]
pub(super) struct RejectsFile {
    path: PathBuf,
    header: Vec<String>,
    forms: String,
    writer: Option<csv::Writer<BufWriter<File>>>,
    kept: bool,
}

impl RejectsFile {
    /// A file that is made with the first row that it takes.
    pub(super) fn new(path: PathBuf, header: &[String], forms: &str) -> RejectsFile {
        RejectsFile { path, header: header.to_vec(), forms: forms.to_string(), writer: None, kept: false }
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// It stays.
    pub(super) fn keep(&mut self) {
        self.kept = true;
    }

    fn add(&mut self, issue: &RowIssue) -> Result<(), Failure> {
        let path = self.path.clone();
        let failed = |reason: String| Failure::internal(format!("writing `{}`: {reason}", path.display()));
        if self.writer.is_none() {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
            }
            let file = File::create(&self.path).map_err(|error| failed(error.to_string()))?;
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
            let head = REJECT_COLUMNS.iter().copied().chain(self.header.iter().map(String::as_str));
            writer.write_record(head).map_err(|error| failed(error.to_string()))?;
            self.writer = Some(writer);
        }
        let line = issue.line.to_string();
        let said = [&issue.file, &line, &issue.column, issue.rule.code(), &issue.value, &self.forms];
        let fields = said.into_iter().chain(issue.raw.iter().map(String::as_str));
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.write_record(fields).map_err(|error| failed(error.to_string()))
    }

    /// Everything is on disk.
    fn finish(&mut self) -> Result<bool, Failure> {
        let Some(mut writer) = self.writer.take() else { return Ok(false) };
        let failed = |error: std::io::Error| Failure::internal(format!("writing `{}`: {error}", self.path.display()));
        writer.flush().map_err(failed)?;
        let file = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        file.get_ref().sync_all().map_err(failed)?;
        Ok(true)
    }
}

impl Drop for RejectsFile {
    fn drop(&mut self) {
        if !self.kept {
            // A load that failed has no rejected rows; what cannot be removed is harmless.
            let _ = fs::remove_file(&self.path);
            let _ = self.path.parent().map(fs::remove_dir);
        }
    }
}

/// The bad rows of one file.
#[derive(Debug)]
pub(super) struct BadRowsKept {
    checks: CheckSettings,
    told: Vec<RowIssue>,
    /// How many of them break which rule.
    by_rule: BTreeMap<String, u64>,
    stopping: Vec<RowIssue>,
    /// What is to be said of the file where it is given up before its end.
    notes: Vec<String>,
    file: RejectsFile,
}

impl BadRowsKept {
    /// None so far.
    pub(super) fn new(checks: &CheckSettings, notes: Vec<String>, file: RejectsFile) -> BadRowsKept {
        let checks = checks.clone();
        BadRowsKept { checks, told: Vec::new(), by_rule: BTreeMap::new(), stopping: Vec::new(), notes, file }
    }

    /// Takes a bad row.
    ///
    /// # Errors
    /// Where nothing will be loaded anyway and enough reasons are known, or where the row cannot be written.
    pub(super) fn add(&mut self, issue: RowIssue) -> Result<(), Failure> {
        if self.checks.severity(issue.rule.code()) == Severity::Stop {
            self.stopping.push(issue);
            if self.stopping.len() < SourceError::MOST_BAD_ROWS {
                return Ok(());
            }
            let notes = std::mem::take(&mut self.notes);
            return self.verdict(&notes);
        }
        self.file.add(&issue)?;
        *self.by_rule.entry(issue.rule.code().to_string()).or_default() += 1;
        if self.told.len() < TOLD {
            self.told.push(issue);
        }
        Ok(())
    }

    /// How many of the rows break which rule, by the rule's code.
    pub(super) fn by_rule(&self) -> BTreeMap<String, u64> {
        self.by_rule.clone()
    }

    /// Whether the file can be loaded; `notes` are what is to be said of it beside its rows.
    ///
    /// # Errors
    /// The rows because of which it cannot.
    pub(super) fn verdict(&mut self, notes: &[String]) -> Result<(), Failure> {
        match self.stopping.is_empty() {
            true => Ok(()),
            false => {
                let bad = SourceError::BadRows { issues: std::mem::take(&mut self.stopping) };
                Err(bad.with_notes(notes.to_vec()).into())
            }
        }
    }

    /// The first of the rows, and the file that holds them all; none where there are none.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(super) fn written(mut self) -> Result<(Vec<RowIssue>, Option<RejectsFile>), Failure> {
        let written = self.file.finish()?;
        Ok((self.told, written.then_some(self.file)))
    }
}
