//! From the folder to the bucket: a load's data files, then the logs, then the manifest, which makes it a version.

use std::fs;
use std::path::{Path, PathBuf};

use super::Mirror;
use crate::sources::{Created, FoundObject, ObjectError};
use crate::store::{Manifest, StoreError, delta, manifest, table};

/// What a load changed in a table.
#[derive(Debug)]
pub(in crate::store) struct Sent {
    /// The table.
    pub(in crate::store) table: String,
    /// The version that its log got.
    pub(in crate::store) delta_version: u64,
    /// Its new data files.
    pub(in crate::store) files: Vec<PathBuf>,
}

impl Mirror {
    /// Makes what a load wrote here a version of the store in the bucket.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] where another load was faster: what it wrote is the newest version, and nothing of
    /// this load can be seen by anybody who reads versions. And what the server says.
    pub(in crate::store) fn send(&self, manifest: &Manifest, tables: &[Sent]) -> Result<(), StoreError> {
        self.bucket.require_conditions().map_err(StoreError::Objects)?;
        // Most of those who come too late are told before they have sent anything.
        if self.newest()?.unwrap_or(0) + 1 != manifest.version {
            return Err(self.overtaken());
        }
        for file in tables.iter().flat_map(|table| &table.files) {
            let Some(name) = self.name(file) else { continue };
            let mark = self.bucket.send(file, &name).map_err(StoreError::Objects)?;
            self.marks().set(&name, mark);
        }
        for sent in tables {
            let entry = delta::entry_path(&table::table_path(&self.root, &sent.table), sent.delta_version);
            self.create(&entry, &read(&entry)?)?;
        }
        self.create(&manifest::version_path(&self.root, manifest.version), &manifest::to_bytes(manifest)?)?;
        Ok(())
    }

    /// Sends what the version has besides: its rejected rows, the sums of its logs, and which version is current. The
    /// version is there without them.
    ///
    /// # Errors
    /// Where rejected rows could not be sent; they lie in the folder.
    pub(in crate::store) fn send_besides(&self, version: u64, tables: &[&str]) -> Result<(), StoreError> {
        let _ = self.point_there(version);
        for table in tables {
            let log = table::table_path(&self.root, table).join("_delta_log");
            let sums = files_of(&log, |name| name.ends_with(".checkpoint.parquet"));
            let new = sums.iter().filter(|path| self.name(path).is_some_and(|name| self.marks().of(&name).is_none()));
            let new: Vec<&PathBuf> = new.collect();
            let last = log.join("_last_checkpoint");
            for path in new.iter().copied().chain((!new.is_empty()).then_some(&last)) {
                let Some(name) = self.name(path) else { continue };
                match self.bucket.send(path, &name) {
                    Ok(mark) => self.marks().set(&name, mark),
                    // The next one who looks takes what the bucket has.
                    Err(_) => self.marks().forget(&name),
                }
            }
        }
        let beginning = format!("{version:08}-");
        for path in files_of(&self.root.join("rejects"), |name| name.starts_with(&beginning)) {
            let Some(name) = self.name(&path) else { continue };
            self.bucket.send(&path, &name).map_err(StoreError::Objects)?;
        }
        self.keep_marks()
    }

    /// Replaces the list of removed versions, unless somebody else did since it was read.
    pub(in crate::store) fn send_removed(&self, content: &[u8]) -> Result<(), StoreError> {
        let name = "removed.json";
        let known = self.marks().of(name).map(str::to_string);
        let sent = self.bucket.replace_known(name, content, known.as_deref()).map_err(StoreError::Objects)?;
        self.marks().set(name, sent.ok_or_else(|| self.overtaken())?);
        self.keep_marks()
    }

    /// The data files in the bucket, as they would be called here, with their bytes and the second of their writing.
    pub(in crate::store) fn data_files(&self) -> Result<Vec<(PathBuf, u64, i64)>, StoreError> {
        let found = self.bucket.list("tables").map_err(StoreError::Objects)?;
        let is_data =
            |object: &&FoundObject| object.name.ends_with(".parquet") && !object.name.contains("/_delta_log/");
        Ok(found.iter().filter(is_data).map(|one| (self.here(&one.name), one.bytes, one.written_at)).collect())
    }

    /// Removes data files from the bucket, and their copies.
    pub(in crate::store) fn remove_files(&self, files: &[PathBuf]) -> Result<(), StoreError> {
        let names: Vec<String> = files.iter().filter_map(|file| self.name(file)).collect();
        self.bucket.remove(&names).map_err(StoreError::Objects)?;
        for (file, name) in files.iter().zip(&names) {
            let _ = fs::remove_file(file);
            self.marks().forget(name);
        }
        self.keep_marks()
    }

    fn create(&self, place: &Path, content: &[u8]) -> Result<(), StoreError> {
        let Some(name) = self.name(place) else { return Ok(()) };
        match self.bucket.create(&name, content).map_err(StoreError::Objects)? {
            Created::New(mark) => {
                self.marks().set(&name, mark);
                Ok(())
            }
            Created::Taken => Err(self.overtaken()),
        }
    }

    /// Writes which version is current, unless a later one is named there.
    fn point_there(&self, version: u64) -> Result<(), ObjectError> {
        let name = manifest::POINTER;
        for _ in 0..4 {
            let there = self.bucket.read(name)?;
            let named = there.as_ref().and_then(|(content, _)| manifest::version_pointed_at(content));
            if named.is_some_and(|named| named >= version) {
                return Ok(());
            }
            let known = there.as_ref().map(|(_, mark)| mark.as_str());
            if self.bucket.replace_known(name, &manifest::pointer_to(version), known)?.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn overtaken(&self) -> StoreError {
        StoreError::Overtaken { path: self.root.clone() }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(|error| StoreError::io(format!("reading `{}`", path.display()), &error))
}

fn files_of(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.filter(|entry| entry.file_name().to_str().is_some_and(&wanted)).map(|entry| entry.path()).collect();
    files.sort();
    files
}
