//! A configuration for files that nobody has described yet.
//!
//! Files are looked at, a table and a mapping are proposed for each, and what one file says about another (ids under
//! another name, dates that stand in the orders' heads) becomes a lookup. Everything comes with its reason; what
//! cannot be decided is said, and stands in the text as a comment with the candidates.

mod drafting;
mod files;
mod joining;
mod money;
mod text;

use super::likely::Likely;
use super::peek::{Peek, peek};
use super::settings::{ColumnSource, SourceSettings};
use super::{Preset, SourceError};
use crate::schema::TableSpec;

pub use files::{FoundFile, find_files};

/// A proposed configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// The text of `attain.toml`.
    pub text: String,
    /// What was decided and why, a sentence each.
    pub decided: Vec<String>,
    /// What could not be decided, a sentence each.
    pub undecided: Vec<String>,
}

/// A file or several with the same header, with what is proposed for them.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    files: Names,
    peek: Peek,
    table: &'static TableSpec,
    preset: Option<&'static Preset>,
    columns: Vec<DraftColumn>,
    /// Canonical columns that somebody has to settle: (column, titles).
    open: Vec<(String, Vec<String>)>,
    /// What else is wrong, a sentence each.
    faults: Vec<String>,
    /// Whether the table has one column a month.
    wide: Option<WideTitles>,
    /// What net amounts are worked out from, as a formula of titles.
    worked_out: Option<String>,
}

/// What the titles of a wide table's months say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WideTitles {
    /// Month and year.
    WithYear,
    /// Only the month.
    WithoutYear,
}

/// One line of `[source.columns]`.
#[derive(Debug, Clone)]
struct DraftColumn {
    column: String,
    source: ColumnSource,
    why: String,
    /// Written as a comment, because it holds without being written.
    implied: bool,
}

/// What files of one header are called.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Names {
    /// As they are written into the configuration: one by one, or as a folder or pattern.
    written: Vec<String>,
    /// The first file.
    first: String,
    /// How many files there are.
    count: usize,
}

/// A file that belongs to no table, or that cannot be read.
#[derive(Debug, Clone)]
struct Unplaced {
    files: Names,
    why: String,
    peek: Option<Peek>,
    likely: Option<Likely>,
}

/// Proposes a configuration for files, in the order in which they are named.
pub fn propose(found: &[FoundFile]) -> Proposal {
    let (mut drafts, mut unplaced) = (Vec::new(), Vec::new());
    for group in same_headers(found, &mut unplaced) {
        match drafting::draft(group.names, group.peek) {
            Ok(draft) => drafts.push(draft),
            Err(stray) => unplaced.push(*stray),
        }
    }
    joining::settle_by_other_files(&mut drafts);
    joining::join_lines_to_heads(&mut drafts, &mut unplaced);
    joining::translate_ids(&mut drafts);
    joining::translate_keys(&mut drafts, &mut unplaced);
    for draft in &mut drafts {
        drafting::check(draft);
    }
    drafts.sort_by_key(|draft| crate::schema::tables().iter().position(|table| table.name == draft.table.name));
    text::proposal(&drafts, &unplaced)
}

/// Files with one header, and what was seen of the first.
struct Group {
    names: Names,
    peek: Peek,
}

fn same_headers(found: &[FoundFile], unplaced: &mut Vec<Unplaced>) -> Vec<Group> {
    let mut groups: Vec<(Peek, Vec<&FoundFile>)> = Vec::new();
    for file in found {
        match peek(&file.path, &SourceSettings::default()) {
            Ok(seen) => match groups.iter_mut().find(|(first, _)| first.header == seen.header) {
                Some((_, files)) => files.push(file),
                None => groups.push((seen, vec![file])),
            },
            Err(error) => unplaced.push(Unplaced {
                files: Names { written: vec![file.name.clone()], first: file.name.clone(), count: 1 },
                why: unreadable(&error),
                peek: None,
                likely: None,
            }),
        }
    }
    let named = |(peek, files): (Peek, Vec<&FoundFile>)| Group {
        names: Names { written: files::shortest(&files, found), first: files[0].name.clone(), count: files.len() },
        peek,
    };
    groups.into_iter().map(named).collect()
}

fn unreadable(error: &SourceError) -> String {
    match error.hint() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    }
}
