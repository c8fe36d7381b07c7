//! The files of the folder that are copies, and those that are on their way.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::fetching::is_left;
use crate::store::StoreError;

/// Whether the folder always has a copy of an object: manifests, logs, the list of removed versions. Data files come
/// when they are asked for.
pub(super) fn is_pulled(name: &str) -> bool {
    name == "removed.json" || super::version_of(name).is_some() || name.contains("/_delta_log/")
}

/// Whether an object may be replaced by another one or removed at any time.
pub(super) fn may_vanish(name: &str) -> bool {
    name == "removed.json" || name.ends_with("/_last_checkpoint")
}

/// The files that are or could be copies.
pub(super) fn files_in(root: &Path) -> Vec<PathBuf> {
    let mut files = vec![root.join("removed.json")];
    let mut folders = vec![root.join("versions"), root.join("tables")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => files.push(entry.path()),
            }
        }
    }
    files.retain(|file| file.is_file());
    files
}

/// A copy that is on its way. Its file is locked meanwhile, so that others see that somebody still writes it.
pub(super) struct Coming {
    file: File,
    path: PathBuf,
}

impl Coming {
    pub(super) fn new(root: &Path) -> Result<Coming, StoreError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let folder = root.join("incoming");
        let path = folder.join(format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        let failed = |error: std::io::Error| StoreError::io(format!("writing `{}`", path.display()), &error);
        fs::create_dir_all(&folder).map_err(failed)?;
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&path).map_err(failed)?;
        file.try_lock().map_err(|error| failed(error.into()))?;
        Ok(Coming { file, path })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// It is whole and gets its name.
    pub(super) fn arrived(self, place: &Path) -> std::io::Result<()> {
        fs::rename(&self.path, place)
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        // Where it arrived there is nothing under this name any more.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes copies that were on their way when their process died.
pub(super) fn remove_left(root: &Path) {
    for entry in fs::read_dir(root.join("incoming")).into_iter().flatten().flatten() {
        if File::open(entry.path()).is_ok_and(|file| is_left(&file)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
