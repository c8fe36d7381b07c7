//! Opening a regular file, counting what is read of it, and noticing when it changes meanwhile.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use super::FileProblem;
use super::content_digest::ContentDigest;
use crate::sources::SourceError;

/// Opens a regular file for reading.
///
/// # Errors
/// Where there is none, where it may not be read, and where it is a folder, a pipe or a device.
pub(super) fn open(path: &Path) -> Result<File, SourceError> {
    // The kind is asked for before opening: to open a pipe without a writer would wait for ever.
    let metadata = std::fs::metadata(path).map_err(|error| refused(path, &error))?;
    let kind = metadata.file_type();
    let reason = match () {
        () if kind.is_dir() => Some("it is a folder"),
        () if !kind.is_file() => Some("it is a pipe or a device, not a file; a pipe is read as `-`"),
        () => None,
    };
    match reason {
        Some(reason) => Err(SourceError::Unreadable { path: path.to_path_buf(), reason: reason.to_string() }),
        None => File::open(path).map_err(|error| refused(path, &error)),
    }
}

/// What the system said about a file that cannot be read.
pub(super) fn refused(path: &Path, error: &io::Error) -> SourceError {
    match error.kind() {
        ErrorKind::NotFound => SourceError::NotFound { path: path.to_path_buf() },
        _ => SourceError::Unreadable { path: path.to_path_buf(), reason: error.to_string() },
    }
}

/// Size and time of change of a file when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) struct Watch {
    path: PathBuf,
    state: Option<(u64, Option<Duration>)>,
}

impl Watch {
    /// Remembers how the file is now.
    pub(super) fn begin(path: &Path) -> Watch {
        Watch { path: path.to_path_buf(), state: std::fs::metadata(path).ok().as_ref().map(state) }
    }

    /// To be asked when everything is read: whether the file is still the one that was opened.
    ///
    /// # Errors
    /// [`FileProblem::Changed`] where its size or time of change is another one, or where it is gone.
    pub(in crate::sources) fn verify_unchanged(&self) -> Result<(), SourceError> {
        if Watch::begin(&self.path) == *self {
            return Ok(());
        }
        Err(SourceError::File { path: self.path.clone(), problem: FileProblem::Changed })
    }
}

fn state(metadata: &Metadata) -> (u64, Option<Duration>) {
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    (metadata.len(), changed)
}

/// How many bytes of a file were read, shared with whoever shows progress.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter(Arc<AtomicU64>);

impl Counter {
    /// Bytes so far.
    pub(super) fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// A reader whose bytes are counted, and digested where that is asked for.
pub(super) struct Counted<R> {
    inner: R,
    counter: Counter,
    digest: Option<ContentDigest>,
}

impl<R> Counted<R> {
    /// Counts what is read of `inner`.
    pub(super) fn new(inner: R, counter: Counter) -> Counted<R> {
        Counted { inner, counter, digest: None }
    }

    /// The same with a digest, which begins anew.
    pub(super) fn with_digest(self, digest: Option<&ContentDigest>) -> Counted<R> {
        digest.iter().for_each(|digest| digest.begin());
        Counted { digest: digest.cloned(), ..self }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.counter.add(count);
        if let Some(digest) = &self.digest {
            digest.add(&buffer[..count]);
        }
        Ok(count)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_or_goes_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a,b\n").unwrap();
        let watch = Watch::begin(&path);
        assert_eq!(watch.verify_unchanged(), Ok(()));
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        let error = watch.verify_unchanged().unwrap_err();
        assert!(error.to_string().ends_with("a.csv` changed while it was read"), "{error}");
        std::fs::remove_file(&path).unwrap();
        assert!(watch.verify_unchanged().is_err());
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let error = open(folder.path()).unwrap_err();
        assert!(error.to_string().ends_with("cannot be read: it is a folder"), "{error}");
        assert!(matches!(open(&folder.path().join("none")), Err(SourceError::NotFound { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_instead_of_waited_for() {
        let error = open(Path::new("/dev/null")).unwrap_err();
        assert!(error.to_string().contains("a pipe or a device"), "{error}");
    }
}
