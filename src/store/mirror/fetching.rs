//! From the bucket to the folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Mirror, copies, version_of};
use crate::sources::FoundObject;
use crate::store::{StoreError, manifest};

/// So many objects come at the same time.
const AT_ONCE: usize = 8;

impl Mirror {
    /// Makes manifests, logs and the list of removed versions those of the bucket. Whoever calls it has the lock: what
    /// the bucket has not, goes.
    pub(in crate::store) fn pull(&self) -> Result<(), StoreError> {
        // Manifests first: what one of them names was there before it, and is seen by a later listing.
        let manifests = self.bucket.list("versions").map_err(StoreError::Objects)?;
        let others = self.bucket.list("").map_err(StoreError::Objects)?;
        let manifests: Vec<&FoundObject> = manifests.iter().filter(|one| version_of(&one.name).is_some()).collect();
        let others = others.iter().filter(|one| !one.name.starts_with("versions/"));
        let there: BTreeMap<&str, &FoundObject> =
            manifests.iter().copied().chain(others).map(|object| (object.name.as_str(), object)).collect();
        copies::remove_left(&self.root);
        self.forget_other_stores(&there)?;
        self.remove_what_is_not_there(&there);
        let wanted = there.values().filter(|object| copies::is_pulled(&object.name) && !self.is_here(object));
        let wanted: Vec<String> = wanted.map(|object| object.name.clone()).collect();
        let missing = self.bring(&wanted)?;
        for object in wanted.iter().filter_map(|name| there.get(name.as_str())) {
            // Where it was replaced since the listing, it comes once more the next time.
            self.marks().set(&object.name, object.mark.clone());
        }
        if let Some(name) = missing.iter().find(|name| !copies::may_vanish(name)) {
            let reason = "went away while it was read".to_string();
            return Err(manifest::damaged(&self.root, &self.here(name), reason));
        }
        if wanted.iter().any(|name| version_of(name).is_some()) {
            // It is made anew from the manifests.
            remove(&self.root.join("versions").join("sources.tsv"));
        }
        let newest = manifests.iter().filter_map(|object| version_of(&object.name)).max();
        self.point_at(newest)?;
        self.keep_marks()
    }

    /// Brings data files that somebody wants to read. Those that the bucket has not stay missing.
    pub(in crate::store) fn bring_files(&self, files: &[&PathBuf]) -> Result<(), StoreError> {
        let names: Vec<String> = files.iter().filter_map(|file| self.name(file)).collect();
        self.bring(&names)?;
        self.keep_marks()
    }

    /// Copies objects here, several at a time; the names of those that are not there.
    fn bring(&self, names: &[String]) -> Result<Vec<String>, StoreError> {
        let next = AtomicU64::new(0);
        let take = || names.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).ok()?);
        let work = || {
            let mut missing = Vec::new();
            while let Some(name) = take() {
                if !self.bring_one(name)? {
                    missing.push(name.clone());
                }
            }
            Ok(missing)
        };
        let found: Vec<Result<Vec<String>, StoreError>> = std::thread::scope(|scope| {
            let begun: Vec<_> = (0..AT_ONCE.min(names.len())).map(|_| scope.spawn(work)).collect();
            begun.into_iter().map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        let mut missing = Vec::new();
        for names in found {
            missing.extend(names?);
        }
        missing.sort();
        Ok(missing)
    }

    /// Copies an object here under a name of its own and renames it: it is whole or not there.
    fn bring_one(&self, name: &str) -> Result<bool, StoreError> {
        let place = self.here(name);
        let coming = copies::Coming::new(&self.root)?;
        let Some(mark) = self.bucket.fetch(name, coming.file()).map_err(StoreError::Objects)? else { return Ok(false) };
        let folder = place.parent().unwrap_or(&self.root);
        let failed = |error: std::io::Error| StoreError::io(format!("writing `{}`", place.display()), &error);
        fs::create_dir_all(folder).map_err(failed)?;
        coming.arrived(&place).map_err(failed)?;
        self.marks().set(name, mark);
        Ok(true)
    }

    fn is_here(&self, object: &FoundObject) -> bool {
        self.marks().of(&object.name) == Some(object.mark.as_str()) && self.here(&object.name).is_file()
    }

    /// As [`Mirror::is_here`]; and a data file without a mark, which another process may just have brought, is known by
    /// its bytes: its name is never used twice.
    fn is_copy(&self, object: &FoundObject) -> bool {
        let unmarked = !copies::is_pulled(&object.name) && self.marks().of(&object.name).is_none();
        let as_long = || self.here(&object.name).metadata().is_ok_and(|here| here.len() == object.bytes);
        self.is_here(object) || (unmarked && as_long())
    }

    /// Where a manifest is another one than it was, the store is another one: nothing of it holds here.
    fn forget_other_stores(&self, there: &BTreeMap<&str, &FoundObject>) -> Result<(), StoreError> {
        let known: Vec<(String, String)> = {
            let marks = self.marks();
            let manifests = marks.names().filter(|name| version_of(name).is_some());
            manifests.map(|name| (name.to_string(), marks.of(name).unwrap_or_default().to_string())).collect()
        };
        for (name, mark) in known {
            let is_other = match there.get(name.as_str()) {
                Some(object) if object.mark == mark => continue,
                Some(object) => !self.has_same_content(object)?,
                None => true,
            };
            if is_other {
                for folder in ["facts", "tables", "rejects"] {
                    let _ = fs::remove_dir_all(self.root.join(folder));
                }
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether a copy is right although its mark is another one: some services mark the same object in several ways.
    fn has_same_content(&self, object: &FoundObject) -> Result<bool, StoreError> {
        let there = self.bucket.read(&object.name).map_err(StoreError::Objects)?;
        let same =
            there.is_some_and(|(content, _)| fs::read(self.here(&object.name)).is_ok_and(|here| here == content));
        if same {
            self.marks().set(&object.name, object.mark.clone());
        }
        Ok(same)
    }

    /// Removes copies of what the bucket has no more, or has with other content, and what a load that died left.
    fn remove_what_is_not_there(&self, there: &BTreeMap<&str, &FoundObject>) {
        for path in copies::files_in(&self.root) {
            let Some(name) = self.name(&path) else { continue };
            let is_copy = there.get(name.as_str()).is_some_and(|object| self.is_copy(object));
            if !is_copy && name != "versions/sources.tsv" {
                remove(&path);
            }
        }
        self.marks().keep_only(|name| there.contains_key(name));
    }

    /// Writes which version is current, as the folder's readers want it.
    fn point_at(&self, newest: Option<u64>) -> Result<(), StoreError> {
        match newest {
            Some(version) if manifest::is_current(&self.root, version) => Ok(()),
            Some(version) => {
                let found = manifest::read(&self.root, version)?;
                let format = found.map_or(manifest::FORMAT, |manifest| manifest.format);
                manifest::point_at(&self.root, format, version)
            }
            None => {
                remove(&manifest::pointer_path(&self.root));
                Ok(())
            }
        }
    }

    pub(super) fn keep_marks(&self) -> Result<(), StoreError> {
        let written = self.marks().write(&self.root);
        written.map_err(|error| StoreError::io(format!("writing `{}`", self.root.display()), &error))
    }
}

/// What cannot be removed is found wrong once more the next time.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Whether a lock is free: its holder died.
pub(super) fn is_left(file: &File) -> bool {
    file.try_lock().is_ok()
}
