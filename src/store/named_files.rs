//! What the tables' logs name at the versions of one store, each log read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::columns::Column;
use super::table::{named_files, there};
use super::{StoreError, TableVersion};

/// The data files of a version and its columns.
type Named = (Vec<PathBuf>, Vec<Column>);

/// The data files and columns of tables, by table and version of its log. What a log says of a version never changes,
/// and reading it takes longer than a small question; a question asks for some tables several times.
#[derive(Debug, Clone, Default)]
pub(super) struct NamedFiles(Arc<Mutex<BTreeMap<(String, u64), Named>>>);

impl NamedFiles {
    /// The data files of a table's version, and its columns. That the files are there is looked at each time.
    ///
    /// # Errors
    /// Where the log cannot be read, or a file is missing.
    pub(super) fn whole_files(&self, root: &Path, table: &str, version: &TableVersion) -> Result<Named, StoreError> {
        let key = (table.to_string(), version.delta_version);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let (files, columns) = match known {
            Some(known) => known,
            None => {
                let found = named_files(root, table, version)?;
                self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
                found
            }
        };
        Ok((there(root, table, files)?, columns))
    }
}
