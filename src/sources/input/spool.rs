//! A temporary file for what cannot be read twice.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A temporary file that is removed when this is dropped.
#[derive(Debug)]
pub struct Spooled {
    path: PathBuf,
}

impl Spooled {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // Nothing can be done where it does not go, and nobody is there to be told.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Writes everything that a reader has into a temporary file of the folder, which only its owner can read.
///
/// # Errors
/// What the reader or the file system says; nothing is left behind then.
pub fn spool(reader: &mut dyn Read, folder: &Path) -> io::Result<Spooled> {
    spool_at_most(reader, folder, u64::MAX)
}

/// As [`spool`], with an error of the kind [`ErrorKind::FileTooLarge`] beyond so many bytes.
pub(super) fn spool_at_most(reader: &mut dyn Read, folder: &Path, most: u64) -> io::Result<Spooled> {
    let (mut file, spooled) = create(folder)?;
    let copied = io::copy(&mut reader.take(most.saturating_add(1)), &mut file)?;
    if copied > most {
        return Err(ErrorKind::FileTooLarge.into());
    }
    file.flush()?;
    Ok(spooled)
}

/// An empty temporary file of the folder, which only its owner can read.
///
/// # Errors
/// What the file system says.
pub(in crate::sources) fn empty_spool(folder: &Path) -> io::Result<Spooled> {
    create(folder).map(|(_, spooled)| spooled)
}

/// A new file under a name that nobody else has.
fn create(folder: &Path) -> io::Result<(File, Spooled)> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".attain-spool-{}-{number}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => return Ok((file, Spooled { path })),
            // Left by a run that was killed and whose number the system gave again.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_read_and_goes_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let spooled = spool(&mut &b"a,b\n1,2\n"[..], folder.path()).unwrap();
        let path = spooled.path().to_path_buf();
        assert_eq!(std::fs::read(&path).unwrap(), b"a,b\n1,2\n");
        drop(spooled);
        assert!(!path.exists());
    }

    #[test]
    fn too_much_is_refused_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(spool_at_most(&mut io::repeat(1), folder.path(), 10).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
