//! A file that cannot be loaded at all: what is wrong with it, and the way out.

use std::fmt;
use std::path::PathBuf;

use super::check_catalogue::check;
use super::issue::RowIssue;

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
        available: Vec<String>,
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
    /// The same name stands twice in the header.
    RepeatedHeader {
        /// The path.
        path: PathBuf,
        /// The name.
        column: String,
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
    /// The engine failed in a way that the data do not explain.
    Internal {
        /// What was being done.
        doing: String,
        /// What it said.
        reason: String,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
            SourceError::UnknownTable { name, .. } => write!(f, "there is no table `{name}`"),
            SourceError::MissingColumn { path, column, available } => {
                write!(f, "`{}` line 1: no column for `{column}` among {}", path.display(), quoted_list(available))
            }
            SourceError::ConfiguredColumnMissing { path, column, configured, available } => write!(
                f,
                "`{}` line 1: `{column}` is to be read from a column `{configured}`, and there is none among {}",
                path.display(),
                quoted_list(available)
            ),
            SourceError::UnknownCanonicalColumn { table, column, .. } => {
                write!(f, "the table `{table}` has no column `{column}`")
            }
            SourceError::BadColumnSettings { table, column, problem } => {
                write!(f, "the configuration of `{table}.{column}` {problem}")
            }
            SourceError::AmbiguousColumn { path, column, candidates } => {
                write!(f, "`{}` line 1: {} could each stand for `{column}`", path.display(), quoted_list(candidates))
            }
            SourceError::RepeatedHeader { path, column } => {
                write!(f, "`{}` line 1: the column `{column}` stands twice", path.display())
            }
            SourceError::BadSeparator { separator } => {
                write!(f, "the separator `{separator}` is not one ASCII character that can stand between values")
            }
            SourceError::BadRows { issues } => {
                let shown = 10;
                for (index, issue) in issues.iter().take(shown).enumerate() {
                    let line_end = if index + 1 < issues.len().min(shown) { "\n" } else { "" };
                    write!(f, "{issue}{line_end}")?;
                }
                if issues.len() > shown {
                    write!(f, "\n… and {} more bad rows", issues.len() - shown)?;
                }
                Ok(())
            }
            SourceError::Internal { doing, reason } => write!(f, "{doing}: {reason}"),
        }
    }
}

impl std::error::Error for SourceError {}

impl SourceError {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            SourceError::NotFound { .. } => Some(
                "paths on the command line are read from where you stand, paths in the configuration from its folder"
                    .to_string(),
            ),
            SourceError::Unreadable { .. } | SourceError::Internal { .. } => None,
            SourceError::Empty { .. } => Some("export it once more; the store is as it was".to_string()),
            SourceError::NotText { .. } => {
                Some("save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\") and load it again".to_string())
            }
            SourceError::NotDelimited { .. } => {
                Some("unpack it, or save the table as CSV UTF-8, and load that file".to_string())
            }
            SourceError::UnknownTable { nearest, .. } => Some(format!("did you mean {}?", quoted_list(nearest))),
            SourceError::MissingColumn { column, .. } => Some(name_it(column)),
            SourceError::ConfiguredColumnMissing { .. } => {
                Some("write the name as it stands in the file's first line".to_string())
            }
            SourceError::UnknownCanonicalColumn { available, .. } => {
                Some(format!("its columns are {}", quoted_list(available)))
            }
            SourceError::BadColumnSettings { column, .. } => Some(format!(
                "write {column} = \"its column\", {{ column = …, file = …, key = …, value = … }}, \
                 {{ column = …, divide_by = 100 }} or {{ constant = … }}"
            )),
            SourceError::AmbiguousColumn { column, candidates, .. } => {
                let first = candidates.first().map_or("", String::as_str);
                Some(format!(
                    "say which one: --column {column}=\"{first}\", or in the configuration [source.columns] {column} = \"{first}\""
                ))
            }
            SourceError::RepeatedHeader { .. } => Some("rename one of the two".to_string()),
            SourceError::BadSeparator { .. } => {
                Some("write separator = \"|\" or leave it out to have it found".to_string())
            }
            SourceError::BadRows { issues } => {
                let own = issues.first().and_then(|issue| issue.rule.hint());
                let firm = |issue: &RowIssue| check(issue.rule.code()).is_some_and(|check| check.firm);
                let general = match issues.iter().any(firm) {
                    true => "the others are not loaded before these are mended",
                    false => "mend the rows, or load the others and keep these aside with --bad-rows reject",
                };
                Some(own.map_or_else(|| general.to_string(), |own| format!("{own}; {general}")))
            }
        }
    }
}

/// How to name a column that was not recognised.
fn name_it(column: &str) -> String {
    let general = format!(
        "name it: --column {column}=\"its name in the file\", or in the configuration [source.columns] {column} = \"its name\""
    );
    match column {
        "net_amount" => format!("{general}; quantity and unit_price together stand in for it"),
        _ => general,
    }
}

/// `a`, `b` and 3 more: names for a message, at most thirty of them.
fn quoted_list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(30).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
