//! A store in a bucket, and the folder here that mirrors it.
//!
//! The bucket has the layout of a store's folder, and it is the truth. The folder holds the manifests and the tables'
//! logs as they were when it was last brought up to date, and those data files that somebody asked for: they never
//! change, so what is there is right. Everything else in this room works on that folder as on any store.
//!
//! In the bucket a version exists when its manifest does: the newest version is the one with the highest manifest.
//! A manifest is written last, and only where none is there (`If-None-Match: *`), so that of two loads that build on
//! the same version one is refused; it begins anew on what the other one wrote. `attain-store.json` is written
//! there too, for a copy of the bucket into a folder to be a store; nobody reads it in the bucket.
//!
//! A folder becomes a mirror by [`open_mirror`], for as long as the process runs.

mod copies;
mod fetching;
mod marks;
mod sending;

#[cfg(test)]
mod trials;

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::writer::patiently_locked;
use super::{StoreError, manifest};
use crate::sources::Bucket;

use marks::Marks;
pub(super) use sending::Sent;

/// A bucket and its folder.
#[derive(Debug)]
pub(super) struct Mirror {
    bucket: Bucket,
    root: PathBuf,
    /// What the copies here were made from.
    marks: Mutex<Marks>,
}

/// How often the lock of a mirror is tried for: those who bring it up to date have it for seconds.
pub(super) const PATIENCE: usize = 400;
const IMPATIENCE: usize = 20;

/// The mirrors of this process, by their folders. Everything about a store goes by its folder; who has the folder
/// finds the bucket here, so that no other part needs to know of it.
static OPENED: Mutex<BTreeMap<PathBuf, Arc<Mirror>>> = Mutex::new(BTreeMap::new());

/// Brings the folder `root` up to date with the store in the bucket and makes it stand for that store: what is written
/// to it from now on goes to the bucket, and data files that it lacks come from there. A bucket without a store is none yet,
/// and the first load makes it.
///
/// # Errors
/// What the server says; [`StoreError::Locked`] where another load has the folder for itself and the bucket has a
/// newer version than the folder.
pub fn open_mirror(bucket: Bucket, root: &Path) -> Result<(), StoreError> {
    super::require_no_file(root)?;
    create_private(root)?;
    let mirror = Arc::new(Mirror { marks: Mutex::new(Marks::read(root)), bucket, root: root.to_path_buf() });
    let lock = mirror.lock_file()?;
    // Most of those who find it taken need nothing that is newer, and do not wait.
    let taken = |error: &TryLockError| matches!(error, TryLockError::WouldBlock);
    let locked = match patiently_locked(&lock, IMPATIENCE) {
        Err(error) if taken(&error) && mirror.require_current().is_err() => patiently_locked(&lock, PATIENCE),
        settled => settled,
    };
    match locked {
        Ok(()) => mirror.pull()?,
        Err(error) if taken(&error) => mirror.require_current()?,
        Err(error) => return Err(StoreError::io(creating(root), &error.into())),
    }
    drop(lock);
    OPENED.lock().unwrap_or_else(PoisonError::into_inner).insert(root.to_path_buf(), mirror);
    Ok(())
}

/// A text with the addresses of buckets in the place of the folders that mirror them, for people.
pub fn by_address(text: &str) -> String {
    let opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    opened.iter().fold(text.to_string(), |text, (root, mirror)| {
        text.replace(&root.display().to_string(), &mirror.bucket.address().to_string())
    })
}

/// Waits a while that nobody can foretell, longer the more often it was called: loads that came into each other's way do
/// not come into it again.
pub fn step_aside(times: u32) {
    let most = 50_u64 << times.min(5);
    let random = RandomState::new().hash_one(times) % most;
    std::thread::sleep(Duration::from_millis(random));
}

/// The mirror that a folder is; none where it is a store of its own.
pub(super) fn of(root: &Path) -> Option<Arc<Mirror>> {
    OPENED.lock().unwrap_or_else(PoisonError::into_inner).get(root).cloned()
}

impl Mirror {
    fn lock_file(&self) -> Result<File, StoreError> {
        File::create(self.root.join(".lock")).map_err(|error| StoreError::io(creating(&self.root), &error))
    }

    /// While another load has the folder nothing in it can be brought up to date; it need not be where nothing newer is.
    fn require_current(&self) -> Result<(), StoreError> {
        let here = manifest::current(&self.root)?.map(|manifest| manifest.version);
        match self.newest()? == here {
            true => Ok(()),
            false => Err(StoreError::Locked { path: self.root.clone() }),
        }
    }

    /// The newest version in the bucket.
    fn newest(&self) -> Result<Option<u64>, StoreError> {
        let manifests = self.bucket.list("versions").map_err(StoreError::Objects)?;
        Ok(manifests.iter().filter_map(|object| version_of(&object.name)).max())
    }

    /// The place here of an object.
    fn here(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The name of the object of which a file is the copy.
    fn name(&self, path: &Path) -> Option<String> {
        Some(path.strip_prefix(&self.root).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
    }

    fn marks(&self) -> std::sync::MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The version whose manifest an object is.
fn version_of(name: &str) -> Option<u64> {
    name.strip_prefix("versions/")?.strip_suffix(".json")?.parse().ok()
}

/// The copies hold what the bucket lets only some people see.
fn create_private(root: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(root).map_err(|error| StoreError::io(creating(root), &error))
}

fn creating(root: &Path) -> String {
    format!("creating `{}`", root.display())
}
