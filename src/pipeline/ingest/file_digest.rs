//! What a file's content is recognised by the next time.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use twox_hash::XxHash3_128;

use crate::failure::Failure;
use crate::sources::{ColumnSource, SourceError, SourceSettings};

use super::IngestRequest;

/// A digest of the file's bytes, of the files that translate its values and of the settings that read it.
pub(super) fn of(settings: &SourceSettings, path: &Path, request: &IngestRequest<'_>) -> Result<String, Failure> {
    let mut hasher = XxHash3_128::new();
    let read_by = SourceSettings { files: Vec::new(), ..settings.clone() };
    let described = serde_json::to_vec(&read_by).map_err(|error| Failure::internal(error.to_string()))?;
    hasher.write(&described);
    hasher.write(request.currency.code().as_bytes());
    hasher.write(request.time_zone.as_deref().unwrap_or_default().as_bytes());
    let lookups = settings.columns.values().filter_map(|source| match source {
        ColumnSource::Detail(detail) => detail.file.clone(),
        ColumnSource::Column(_) => None,
    });
    for path in std::iter::once(path.to_path_buf()).chain(lookups.map(|file| request.base.join(file))) {
        add_file(&mut hasher, &path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::from(SourceError::NotFound { path: path.clone() }),
            _ => Failure::from(SourceError::Unreadable { path: path.clone(), reason: error.to_string() }),
        })?;
    }
    Ok(format!("{:032x}", hasher.finish_128()))
}

fn add_file(hasher: &mut XxHash3_128, path: &Path) -> std::io::Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => hasher.write(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
