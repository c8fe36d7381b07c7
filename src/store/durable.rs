//! Files that are whole or not there, after a power cut too.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// Writes a file under a temporary name, flushes it, renames it into place and flushes its folder.
///
/// # Errors
/// What the system or `write` says; the temporary file is then gone, and what lay at `path` is as it was.
pub(super) fn replace<E: From<io::Error>>(path: &Path, write: impl FnOnce(&File) -> Result<(), E>) -> Result<(), E> {
    replace_by_way_of(path, ".tmp", write)
}

/// As [`replace`], where others may write the same file at the same time: each has a temporary file of its own, and the
/// last one that is done stays.
pub(super) fn replace_among_others<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&File) -> Result<(), E>,
) -> Result<(), E> {
    static BEGUN: AtomicU32 = AtomicU32::new(0);
    let number = BEGUN.fetch_add(1, Ordering::Relaxed);
    replace_by_way_of(path, &format!(".{}-{number}.tmp", std::process::id()), write)
}

fn replace_by_way_of<E: From<io::Error>>(
    path: &Path,
    ending: &str,
    write: impl FnOnce(&File) -> Result<(), E>,
) -> Result<(), E> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    let temporary = path.with_file_name(name);
    let written = write_and_rename(path, &temporary, write);
    if written.is_err() {
        // What cannot be removed either is harmless: nothing names it.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write_and_rename<E: From<io::Error>>(
    path: &Path,
    temporary: &Path,
    write: impl FnOnce(&File) -> Result<(), E>,
) -> Result<(), E> {
    let file = File::create(temporary)?;
    write(&file)?;
    file.sync_all()?;
    fs::rename(temporary, path)?;
    match path.parent() {
        Some(folder) => Ok(flush_folder(folder)?),
        None => Ok(()),
    }
}

/// Flushes a folder's list of names, without which a file that was flushed may still be lost.
///
/// # Errors
/// What the system says. Systems that cannot open folders keep their lists in order by themselves.
pub(super) fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.json");
        replace(&path, |mut file| file.write_all(b"old")).unwrap();
        let failed = replace(&path, |mut file| {
            file.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
