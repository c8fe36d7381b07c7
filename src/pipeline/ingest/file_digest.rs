//! What a file's content is recognised by the next time.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use twox_hash::XxHash3_128;

use crate::failure::Failure;
use crate::sources::{ColumnSource, SourceError, SourceSettings};

use super::IngestRequest;

/// A digest that may still be under way: a file of hundreds of megabytes is read twice at the same time rather than one
/// time after the other, where nobody has to know the digest before.
pub(super) enum FileDigest {
    /// Known.
    Known(String),
    /// Worked out by a thread of its own.
    Coming(JoinHandle<Result<String, Failure>>),
}

impl FileDigest {
    /// The digest of a file, worked out beside the caller.
    pub(super) fn beside(settings: &SourceSettings, path: &Path, request: &IngestRequest<'_>) -> FileDigest {
        let plan = Plan::new(settings, path, request);
        FileDigest::Coming(std::thread::spawn(move || plan?.digest()))
    }

    /// The digest, once it is there.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn wait(self) -> Result<String, Failure> {
        match self {
            FileDigest::Known(digest) => Ok(digest),
            FileDigest::Coming(thread) => {
                thread.join().unwrap_or_else(|_| Err(Failure::internal("a thread ended early while it read a file")))
            }
        }
    }
}

/// A digest of the file's bytes, of the files that translate its values and of the settings that read it.
pub(super) fn of(settings: &SourceSettings, path: &Path, request: &IngestRequest<'_>) -> Result<String, Failure> {
    Plan::new(settings, path, request)?.digest()
}

/// What goes into a digest.
struct Plan {
    described: Vec<u8>,
    files: Vec<PathBuf>,
}

impl Plan {
    fn new(settings: &SourceSettings, path: &Path, request: &IngestRequest<'_>) -> Result<Plan, Failure> {
        let read_by = SourceSettings { files: Vec::new(), ..settings.clone() };
        let mut described = serde_json::to_vec(&read_by).map_err(|error| Failure::internal(error.to_string()))?;
        described.extend_from_slice(request.currency.code().as_bytes());
        described.extend_from_slice(request.time_zone.as_deref().unwrap_or_default().as_bytes());
        let lookups = settings.columns.values().filter_map(|source| match source {
            ColumnSource::Detail(detail) => detail.file.as_ref().map(|file| request.base.join(file)),
            ColumnSource::Column(_) => None,
        });
        Ok(Plan { described, files: std::iter::once(path.to_path_buf()).chain(lookups).collect() })
    }

    fn digest(&self) -> Result<String, Failure> {
        let mut hasher = XxHash3_128::new();
        hasher.write(&self.described);
        for path in &self.files {
            add_file(&mut hasher, path).map_err(|error| match error.kind() {
                ErrorKind::NotFound => Failure::from(SourceError::NotFound { path: path.clone() }),
                _ => Failure::from(SourceError::Unreadable { path: path.clone(), reason: error.to_string() }),
            })?;
        }
        Ok(format!("{:032x}", hasher.finish_128()))
    }
}

fn add_file(hasher: &mut XxHash3_128, path: &Path) -> std::io::Result<()> {
    let mut file = File::open(path)?;
    // Small enough to stay in a core's own cache between the reading and the hashing.
    let mut buffer = vec![0; 1 << 17];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => hasher.write(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
