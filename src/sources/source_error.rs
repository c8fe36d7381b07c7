//! A file that cannot be loaded at all: what is wrong with it, and the way out.

use std::fmt;
use std::path::PathBuf;

use super::database::{Section, SetupProblem};
use super::input::FileProblem;
use super::issue::RowIssue;
use super::objects::ObjectError;

/// A file that cannot be loaded at all. Nothing of it reaches the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceError {
    /// The path leads nowhere.
    NotFound {
        /// The path as it was resolved.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Not even a header: no bytes, or white space only.
    Empty {
        /// The path.
        path: PathBuf,
    },
    /// Bytes that are not UTF-8 text.
    NotText {
        /// The path.
        path: PathBuf,
        /// The line on which the first such byte stands.
        line: u64,
    },
    /// Another kind of file: an archive, a workbook, binary data.
    NotDelimited {
        /// The path.
        path: PathBuf,
        /// What its bytes look like, such as `a gzip archive`.
        looks_like: String,
    },
    /// What is wrong inside a file before its rows are looked at.
    File {
        /// The path.
        path: PathBuf,
        /// What is wrong with it.
        problem: FileProblem,
    },
    /// A pattern that matches no file.
    NothingMatches {
        /// The pattern as it was given.
        pattern: String,
    },
    /// A pattern that is none.
    BadPattern {
        /// The pattern as it was given.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A folder without a file that could be loaded.
    NoFilesInFolder {
        /// The folder as it was given.
        folder: String,
        /// Whether it is a store of attain.
        is_store: bool,
    },
    /// A database, or what the configuration says of it, that cannot be asked.
    DatabaseSetup {
        /// Which section it says that in.
        section: Section,
        /// What is wrong.
        problem: SetupProblem,
    },
    /// What happened with an object, or with its bucket.
    Objects(ObjectError),
    /// What a database or its driver said.
    Database {
        /// The source's name.
        name: String,
        /// The message, without secrets.
        said: String,
        /// What to do, where the message tells.
        way_out: Option<String>,
    },
    /// The system finds no driver of the kind, and none is named.
    NoDriver {
        /// The kind of database.
        kind: String,
    },
    /// The driver that is named is not there.
    DriverAbsent {
        /// The kind of database.
        kind: String,
        /// The library that is named for it.
        library: PathBuf,
    },
    /// The driver that is named cannot be loaded.
    DriverUnusable {
        /// The kind of database.
        kind: String,
        /// The library that is named for it.
        library: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A file with a secret that others can read.
    OpenSecret {
        /// The path.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// There is no encoding of this name.
    UnknownEncoding {
        /// What was received.
        label: String,
        /// The nearest names that exist.
        nearest: Vec<String>,
    },
    /// There is no canonical table of this name.
    UnknownTable {
        /// What was received.
        name: String,
        /// The nearest names that exist.
        nearest: Vec<String>,
    },
    /// A column that the table cannot do without.
    MissingColumn {
        /// The path.
        path: PathBuf,
        /// The canonical column.
        column: String,
        /// The header's names.
        available: Box<[String]>,
        /// Some names under which it is recognised.
        known_as: Box<[String]>,
        /// The title that comes nearest to one of them.
        nearest: Option<String>,
        /// Where net amounts are missing, the column of amounts with tax.
        with_tax: Option<Box<str>>,
    },
    /// The configuration or the command line names a column that the file does not have.
    ConfiguredColumnMissing {
        /// The path.
        path: PathBuf,
        /// The canonical column.
        column: String,
        /// The name in the configuration.
        configured: String,
        /// The header's names.
        available: Vec<String>,
    },
    /// The configuration maps a column that the table does not have.
    UnknownCanonicalColumn {
        /// The table.
        table: String,
        /// What was received.
        column: String,
        /// The columns that exist.
        available: Vec<String>,
    },
    /// What the configuration says about a column contradicts itself.
    BadColumnSettings {
        /// The table.
        table: String,
        /// The canonical column.
        column: String,
        /// What is wrong, as the end of a sentence.
        problem: String,
    },
    /// Two columns of the file could stand for one canonical column.
    AmbiguousColumn {
        /// The path.
        path: PathBuf,
        /// The canonical column.
        column: String,
        /// The candidates in the header.
        candidates: Vec<String>,
    },
    /// A title names a unit that means one thing here and another there.
    UnclearUnit {
        /// The path.
        path: PathBuf,
        /// The title.
        heading: String,
        /// The unit as it is written.
        unit: String,
        /// The canonical column.
        column: String,
    },
    /// A title names another currency than the run's.
    ForeignHeading {
        /// The path.
        path: PathBuf,
        /// The title.
        heading: String,
        /// The currency that it names.
        stated: String,
        /// The run's currency.
        expected: String,
    },
    /// There is no preset of this name.
    UnknownPreset {
        /// What was received.
        name: String,
        /// The nearest names that exist.
        nearest: Vec<String>,
    },
    /// The preset describes an export of another table.
    PresetOfOtherTable {
        /// The preset.
        preset: String,
        /// The table in the settings.
        table: String,
        /// The preset's table.
        belongs_to: String,
    },
    /// A column of a wide table that is not there, or whose period cannot be told.
    WideColumn {
        /// The path.
        path: PathBuf,
        /// The title.
        title: String,
        /// Whether the file has it.
        there: bool,
    },
    /// The same name stands twice in the header.
    RepeatedHeader {
        /// The path.
        path: PathBuf,
        /// The name.
        column: String,
    },
    /// A quote that never closes: all that follows would be one field.
    OpenQuote {
        /// The path.
        path: PathBuf,
        /// The line on which it stands.
        line: u64,
    },
    /// Days of which nobody can say whether the day or the month stands first.
    AmbiguousDates {
        /// The path.
        path: PathBuf,
        /// The column as it is called in the file.
        column: String,
        /// Rows that would prove it, were they known: (line, value).
        examples: Vec<(u64, String)>,
        /// Another column of the file that tells its own form: (its name, the form as a setting).
        proven: Option<Box<(String, String)>>,
    },
    /// Days of which some can only be day/month and others only month/day.
    ContradictoryDates {
        /// The path.
        path: PathBuf,
        /// The column as it is called in the file.
        column: String,
        /// The first with the day first: (line, value).
        day_first: (u64, String),
        /// The first with the month first: (line, value).
        month_first: (u64, String),
    },
    /// Numbers of which nobody can say whether their sign groups thousands or begins decimals.
    AmbiguousNumbers {
        /// The path.
        path: PathBuf,
        /// Such rows: (line, value).
        examples: Vec<(u64, String)>,
    },
    /// A setting of the source that means nothing.
    BadSetting {
        /// The key.
        key: String,
        /// What was received.
        received: String,
        /// What would be understood.
        allowed: String,
    },
    /// The separator in the configuration is not one ASCII character, or one that quotes or ends lines.
    BadSeparator {
        /// What was received.
        separator: String,
    },
    /// Rows that cannot be loaded, where the policy is to stop.
    BadRows {
        /// The issues found, in file order.
        issues: Vec<RowIssue>,
    },
    /// A mistake in the columns of what a query yields, which has no first line.
    OfQuery {
        /// The mistake, as a file would have it.
        error: Box<SourceError>,
    },
    /// A mistake in a file of which more is to be said than the mistake.
    Noted {
        /// The mistake.
        error: Box<SourceError>,
        /// What a person should know of how the file was read.
        notes: Vec<String>,
    },
    /// The engine failed in a way that the data do not explain.
    Internal {
        /// What was being done.
        doing: String,
        /// What it said.
        reason: String,
    },
}

impl SourceError {
    /// The mistake with what is to be said of the file beside it.
    #[must_use]
    pub fn with_notes(self, notes: Vec<String>) -> SourceError {
        match notes.is_empty() {
            true => self,
            false => SourceError::Noted { error: Box::new(self), notes },
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((path, wrong)) = self.of_header() {
            let line = if matches!(self, SourceError::OfQuery { .. }) { "" } else { " line 1" };
            return write!(f, "`{}`{line}: {wrong}", path.display());
        }
        match self {
            SourceError::NotFound { path } => write!(f, "`{}` does not exist", path.display()),
            SourceError::Unreadable { path, reason } => write!(f, "`{}` cannot be read: {reason}", path.display()),
            SourceError::Empty { path } => write!(f, "`{}` is empty: it has no header", path.display()),
            SourceError::NotText { path, line } => {
                write!(f, "`{}` line {line}: bytes that are not UTF-8 text", path.display())
            }
            SourceError::NotDelimited { path, looks_like } => {
                write!(f, "`{}` is not delimited text: it looks like {looks_like}", path.display())
            }
            SourceError::File { path, problem } => problem.write_for(path, f),
            SourceError::NothingMatches { pattern } => write!(f, "no file matches `{pattern}`"),
            SourceError::BadPattern { pattern, reason } => {
                write!(f, "`{pattern}` is no pattern of file names: {reason}")
            }
            SourceError::NoFilesInFolder { folder, is_store: true } => {
                write!(f, "the folder `{folder}` is a store of attain, not a folder of files to load")
            }
            SourceError::NoFilesInFolder { folder, .. } => {
                write!(f, "the folder `{folder}` holds no file that can be loaded")
            }
            SourceError::UnknownEncoding { label, .. } => write!(f, "there is no encoding `{label}`"),
            SourceError::UnknownTable { name, .. } => write!(f, "there is no table `{name}`"),
            SourceError::UnknownCanonicalColumn { table, column, .. } => {
                write!(f, "the table `{table}` has no column `{column}`")
            }
            SourceError::BadColumnSettings { table, column, problem } => {
                write!(f, "the configuration of `{table}.{column}` {problem}")
            }
            SourceError::UnknownPreset { name, .. } => write!(f, "there is no preset `{name}`"),
            SourceError::PresetOfOtherTable { preset, table, belongs_to } => {
                write!(f, "the preset `{preset}` is for the table `{belongs_to}`, not for `{table}`")
            }
            SourceError::OpenQuote { path, line } => {
                write!(f, "`{}` line {line}: a quote that is opened here is never closed", path.display())
            }
            SourceError::AmbiguousDates { path, column, examples, .. } => write!(
                f,
                "`{}`: every day in `{column}` can be read as day/month and as month/day, such as {}",
                path.display(),
                examples_list(examples)
            ),
            SourceError::ContradictoryDates { path, column, day_first, month_first } => write!(
                f,
                "`{}`: in `{column}`, `{}` (line {}) has the day first and `{}` (line {}) the month",
                path.display(),
                day_first.1,
                day_first.0,
                month_first.1,
                month_first.0
            ),
            SourceError::AmbiguousNumbers { path, examples } => write!(
                f,
                "`{}`: the sign in its numbers can group thousands or begin the decimals, such as {}",
                path.display(),
                examples_list(examples)
            ),
            SourceError::DatabaseSetup { section, problem } => write!(f, "{section}: {problem}"),
            SourceError::Objects(error) => error.fmt(f),
            SourceError::Database { name, said, .. } => write!(f, "{name}: {said}"),
            SourceError::NoDriver { kind } => {
                write!(f, "no ADBC driver for `{kind}` is found (adbc_driver_{kind})")
            }
            SourceError::DriverAbsent { kind, library } => {
                write!(f, "the ADBC driver for `{kind}` does not exist: `{}`", library.display())
            }
            SourceError::DriverUnusable { library, reason, .. } => {
                write!(f, "`{}` cannot be loaded as an ADBC driver: {}", library.display(), reason.trim())
            }
            SourceError::OpenSecret { path, mode } => write!(
                f,
                "`{}` holds an address that may have a password in it, and others can read it (its mode is {mode:03o})",
                path.display()
            ),
            SourceError::BadSetting { key, received, .. } => write!(f, "`{key}` cannot be `{received}`"),
            SourceError::BadSeparator { separator } => {
                write!(f, "the separator `{separator}` is not one ASCII character that can stand between values")
            }
            SourceError::BadRows { issues } => {
                let mut said: Vec<String> = Vec::new();
                let mut named = 0;
                for issue in issues {
                    // The cells of a row of a wide table are rows of their own, and may all say the same.
                    let line = issue.to_string();
                    if said.last() != Some(&line) {
                        if said.len() == 10 {
                            break;
                        }
                        said.push(line);
                    }
                    named += 1;
                }
                write!(f, "{}", said.join("\n"))?;
                if issues.len() > named {
                    let least = if issues.len() >= SourceError::MOST_BAD_ROWS { "at least " } else { "" };
                    write!(f, "\n… and {least}{} more bad rows", issues.len() - named)?;
                }
                Ok(())
            }
            SourceError::Noted { error, .. } | SourceError::OfQuery { error } => write!(f, "{error}"),
            // Told above.
            SourceError::MissingColumn { .. }
            | SourceError::ConfiguredColumnMissing { .. }
            | SourceError::AmbiguousColumn { .. }
            | SourceError::UnclearUnit { .. }
            | SourceError::ForeignHeading { .. }
            | SourceError::WideColumn { .. }
            | SourceError::RepeatedHeader { .. } => Ok(()),
            SourceError::Internal { doing, reason } => write!(f, "{doing}: {reason}"),
        }
    }
}

impl std::error::Error for SourceError {}

impl SourceError {
    /// As many bad rows of a file are looked for where nothing will be loaded anyway.
    pub const MOST_BAD_ROWS: usize = 1000;
}

/// `03/04/2024` (line 2) and `05/06/2024` (line 3).
fn examples_list(examples: &[(u64, String)]) -> String {
    let shown: Vec<String> = examples.iter().map(|(line, value)| format!("`{value}` (line {line})")).collect();
    shown.join(" and ")
}

/// A name for a message, cut where nobody would read on.
pub(super) fn short(name: &str) -> String {
    /// Characters that are shown.
    const SHOWN: usize = 60;
    match name.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &name[..cut]),
        None => name.to_string(),
    }
}

/// `a`, `b` and 3 more: names for a message, at most thirty of them.
pub(super) fn quoted_list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(30).map(|name| format!("`{}`", short(name))).collect();
    match names.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
