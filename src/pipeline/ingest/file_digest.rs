//! What a file's content is recognised by the next time.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_128;

use crate::failure::Failure;
use crate::sources::{ColumnSource, ContentDigest, SourceError, SourceSettings};

use super::{IngestRequest, ObjectLook};

/// A digest that may come with the rows: where nobody has to know it before, a file is not read for it once more.
pub(super) enum FileDigest {
    /// Known.
    Known(String),
    /// To be taken from the reading of the rows.
    Coming(Box<Plan>, ContentDigest),
}

impl FileDigest {
    /// The digest of a file that is about to be read for its rows.
    ///
    /// # Errors
    /// Settings that cannot be written down.
    pub(super) fn with_the_rows(
        settings: &SourceSettings,
        path: &Path,
        request: &IngestRequest<'_>,
    ) -> Result<FileDigest, Failure> {
        let plan = Plan::new(settings, path, request)?;
        let digest = ContentDigest::after(plan.begun());
        Ok(FileDigest::Coming(Box::new(plan), digest))
    }

    /// What is to be given to the reading of the rows.
    pub(super) fn while_read(&self) -> Option<&ContentDigest> {
        match self {
            FileDigest::Known(_) => None,
            FileDigest::Coming(_, digest) => Some(digest),
        }
    }

    /// The digest, after the rows were read. What the reading passed over, as it may in a workbook, is read now.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn finished(self) -> Result<String, Failure> {
        match self {
            FileDigest::Known(digest) => Ok(digest),
            FileDigest::Coming(plan, digest) => {
                let length = std::fs::metadata(&plan.files[0]).map_or(0, |metadata| metadata.len());
                match digest.finished(length) {
                    Some(hasher) => plan.finish(hasher, &plan.files[1..]),
                    None => plan.digest(),
                }
            }
        }
    }
}

/// A digest of the file's bytes, of the files that translate its values and of the settings that read it.
pub(super) fn of(settings: &SourceSettings, path: &Path, request: &IngestRequest<'_>) -> Result<String, Failure> {
    Plan::new(settings, path, request)?.digest()
}

/// A digest of what a listing says of an object, in the place of its bytes.
pub(super) fn of_object(look: &ObjectLook<'_>) -> Result<String, Failure> {
    let plan = Plan::without_content(look)?;
    let mut hasher = plan.begun();
    hasher.write(look.said.as_bytes());
    plan.finish(hasher, &plan.files)
}

/// What goes into a digest.
pub(super) struct Plan {
    described: Vec<u8>,
    files: Vec<PathBuf>,
}

impl Plan {
    fn new(settings: &SourceSettings, path: &Path, request: &IngestRequest<'_>) -> Result<Plan, Failure> {
        let (currency, time_zone) = (request.currency, request.time_zone.as_deref());
        let lookups = ObjectLook { settings, base: request.base, currency, time_zone, said: "" };
        let Plan { described, files } = Plan::without_content(&lookups)?;
        Ok(Plan { described, files: std::iter::once(path.to_path_buf()).chain(files).collect() })
    }

    /// All but the file itself.
    fn without_content(look: &ObjectLook<'_>) -> Result<Plan, Failure> {
        let ObjectLook { settings, base, currency, time_zone, .. } = look;
        let read_by = SourceSettings { files: Vec::new(), ..(*settings).clone() };
        let mut described = serde_json::to_vec(&read_by).map_err(|error| Failure::internal(error.to_string()))?;
        described.extend_from_slice(currency.code().as_bytes());
        described.extend_from_slice(time_zone.unwrap_or_default().as_bytes());
        let lookups = settings.columns.values().filter_map(|source| match source {
            ColumnSource::Detail(detail) => detail.file.as_ref().map(|file| base.join(file)),
            ColumnSource::Column(_) => None,
        });
        Ok(Plan { described, files: lookups.collect() })
    }

    fn begun(&self) -> XxHash3_128 {
        let mut hasher = XxHash3_128::new();
        hasher.write(&self.described);
        hasher
    }

    fn digest(&self) -> Result<String, Failure> {
        self.finish(self.begun(), &self.files)
    }

    fn finish(&self, mut hasher: XxHash3_128, files: &[PathBuf]) -> Result<String, Failure> {
        for path in files {
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
