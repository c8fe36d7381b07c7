//! A second file that translates values: a territory's key into its name, a manager's name into an id.

use std::collections::HashMap;
use std::path::Path;

use super::SourceError;
use super::feed::Feed;
use super::settings::{ColumnDetail, SourceSettings};

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
        let mut feed = Feed::open(&path, &SourceSettings::default())?;
        let header = feed.header.clone();
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
        let opener = feed.opener();
        while let Some(piece) = feed.next_piece()? {
            let records = opener.records(piece);
            for row in 0..records.height() {
                let (from, to) = (records.field(row, key_index), records.field(row, value_index));
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
