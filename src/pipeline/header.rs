//! The header of a small file that a command is given: where its columns stand, by any of their names.

use std::path::Path;

use csv::StringRecord;

use crate::failure::Failure;

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
