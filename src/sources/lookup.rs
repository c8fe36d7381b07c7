//! A second file that translates values: a territory's key into its name, a manager's name into an id.

use std::collections::HashMap;
use std::path::Path;

use super::SourceError;
use super::delimited::Delimited;
use super::settings::ColumnDetail;

/// The translations of one column.
#[derive(Debug)]
pub(super) struct Lookup {
    /// The file's name, for messages.
    pub file: String,
    /// The key column's name, for messages.
    pub key: String,
    translations: HashMap<String, String>,
}

impl Lookup {
    /// Opens the lookup that the settings of `column` ask for; `None` where they ask for none.
    pub(super) fn open(column: &str, detail: &ColumnDetail, base: &Path) -> Result<Option<Lookup>, SourceError> {
        let (Some(file), Some(key), Some(value)) = (&detail.file, &detail.key, &detail.value) else {
            return Ok(None);
        };
        let path = base.join(file);
        let mut reader = Delimited::open(&path, None)?;
        let header = reader.header().to_vec();
        let position = |wanted: &String| {
            header.iter().position(|name| name == wanted).ok_or_else(|| SourceError::ConfiguredColumnMissing {
                path: path.clone(),
                column: column.to_string(),
                configured: wanted.clone(),
                available: header.clone(),
            })
        };
        let (key_index, value_index) = (position(key)?, position(value)?);
        let mut translations = HashMap::new();
        while let Some((_, record)) = reader.next_record()? {
            if let (Some(from), Some(to)) = (record.get(key_index), record.get(value_index)) {
                translations.insert(from.trim().to_string(), to.trim().to_string());
            }
        }
        Ok(Some(Lookup { file: file.clone(), key: key.clone(), translations }))
    }

    /// The translation of a value.
    pub(super) fn translate(&self, value: &str) -> Option<&str> {
        self.translations.get(value.trim()).map(String::as_str)
    }
}
