//! The header of a small file that a command is given: where its columns stand, by any of their names.

use std::path::Path;

use csv::StringRecord;

use crate::failure::Failure;
use crate::schema::{self, normalised};

/// The header of one file.
pub(super) struct Header<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// Its first line.
    pub(super) names: &'a StringRecord,
    /// The columns that it may have, in words.
    pub(super) columns: &'a str,
}

impl Header<'_> {
    /// Where a column with one of these names stands, whatever the case of its letters; `None` where there is none.
    pub(super) fn place(&self, names: &[&str]) -> Option<usize> {
        let plain = |name: &str| name.trim_start_matches('\u{feff}').to_lowercase();
        self.names.iter().position(|name| names.contains(&plain(name).as_str()))
    }

    /// Where a column stands by a Chinese name that a file of a table of the store may have for it: one that means this
    /// column and nothing else, or else the best of those that may.
    pub(super) fn place_in_chinese(&self, table: &str, column: &str) -> Option<usize> {
        let spec = schema::table(table)?.column(column)?;
        let place = |name: &String| self.names.iter().position(|own| normalised(own) == normalised(name));
        spec.synonyms.iter().chain(&spec.also).filter(|name| !name.is_ascii()).find_map(place)
    }

    /// The same for a column that the file must have; the first of the names is the one to write.
    ///
    /// # Errors
    /// A file without it.
    pub(super) fn need(&self, names: &[&str]) -> Result<usize, Failure> {
        self.place(names).ok_or_else(|| {
            Failure::data(
                format!("`{}` has no column `{}`", self.path.display(), names[0]),
                Some(format!("the columns are {}", self.columns)),
            )
        })
    }
}
