//! Tables of results in a bucket.
//!
//! The library works on a copy of a table's log in memory. What it commits there is sent as the log's next entry, and
//! only where none is there: of two that write at once one is told, looks again, and begins anew on what the other one
//! wrote. A data file is sent before the entry that names it. Its name has a digest of its bytes, so that nobody's file
//! is written over by another one.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use deltalake_core::checkpoints::create_checkpoint;
use deltalake_core::logstore::object_store::memory::InMemory;
use deltalake_core::logstore::object_store::path::Path;
use deltalake_core::logstore::object_store::{ObjectStoreExt, PutPayload};
use deltalake_core::{DeltaTable, DeltaTableError};

use super::OutgoingProblem;
use super::place::{Place, RunFile};
use crate::sources::{Bucket, Created, ObjectError, ObjectProblem};
use crate::store::{delta, manifest};

/// The folder of a table's log.
const LOG: &str = "_delta_log";

/// Looks whether results can go to a path in a bucket: the bucket is there and may be listed, and the path is no store
/// of attain and lies in none. Whether it can be written to is not tried.
///
/// # Errors
/// [`OutgoingProblem::IsStore`], and what the server says.
pub fn require_place(bucket: &Bucket) -> Result<(), OutgoingProblem> {
    // A listing first: its answer tells in words what is wrong with the bucket or the key. There is hardly anything to list.
    bucket.list(LOG)?;
    let (whole, own) = (bucket.at(""), bucket.address().path());
    let ends = own.match_indices('/').map(|(at, _)| at).chain([0, own.len()]);
    for folder in ends.map(|end| &own[..end]).collect::<BTreeSet<&str>>() {
        let pointer = format!("{folder}/{}", manifest::POINTER);
        match whole.look(pointer.trim_start_matches('/')) {
            // What lies above the path may be closed to whoever writes there.
            Err(error) if folder != own && error.problem == ObjectProblem::NoPermission => {}
            Ok(None) => {}
            Ok(Some(_)) => return Err(OutgoingProblem::IsStore { path: whole.address_of(folder).into() }),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Tables under a path in a bucket.
#[derive(Debug)]
pub(super) struct InBucket<'a> {
    bucket: &'a Bucket,
    /// Whether the server was seen to keep conditions.
    keeps_conditions: Cell<bool>,
}

impl<'a> InBucket<'a> {
    pub(super) fn new(bucket: &'a Bucket) -> InBucket<'a> {
        InBucket { bucket, keeps_conditions: Cell::new(false) }
    }

    /// Asked before the first object is written: where nothing has to be, nothing is.
    fn require_conditions(&self) -> Result<(), ObjectError> {
        if !self.keeps_conditions.get() {
            self.bucket.require_conditions()?;
            self.keeps_conditions.set(true);
        }
        Ok(())
    }

    /// A copy of a table's log, as far as it is needed; none where there is none.
    fn log(&self, table: &str) -> Result<Option<DeltaTable>, OutgoingProblem> {
        let found = self.bucket.list(&format!("{table}/{LOG}"))?;
        let names: Vec<String> = found.into_iter().map(|object| object.name).collect();
        let from = names.iter().filter_map(|name| summed_up(name)).max().unwrap_or(0);
        let wanted: Vec<String> =
            names.into_iter().filter(|name| version_of(name).is_none_or(|version| version >= from)).collect();
        let contents = self.bucket.read_all(&wanted)?;
        if contents.is_empty() {
            return Ok(None);
        }
        let world = InMemory::new();
        delta::run(async {
            for (name, content) in contents {
                let name = name.strip_prefix(table).unwrap_or(&name).trim_start_matches('/');
                world.put(&Path::from(name), PutPayload::from(content)).await?;
            }
            Ok(())
        })
        .map_err(|error| self.failed(table, &error))?;
        delta::table_of(Arc::new(world)).map(Some).map_err(|error| self.failed(table, &error))
    }

    /// Sends the sum of the log, where there is one. It only saves reading: the log is whole without it.
    fn sum_up(&self, table: &str, log: &DeltaTable, version: u64) {
        if !delta::is_summed_up(version) {
            return;
        }
        let names = [format!("{LOG}/{version:020}.checkpoint.parquet"), format!("{LOG}/_last_checkpoint")];
        let sums = delta::run(async {
            let mut whole = DeltaTable::new(log.log_store());
            whole.load_version(version).await?;
            create_checkpoint(&whole, None).await?;
            let store = log.log_store().object_store(None);
            let mut sums = Vec::new();
            for name in &names {
                sums.push(store.get(&Path::from(name.as_str())).await?.bytes().await?);
            }
            Ok(sums)
        });
        for (name, content) in names.iter().zip(sums.into_iter().flatten()) {
            let _ = self.bucket.replace(&format!("{table}/{name}"), &content);
        }
    }

    fn failed(&self, table: &str, error: &DeltaTableError) -> OutgoingProblem {
        OutgoingProblem::library(&self.shown(table), error)
    }
}

impl Place for InBucket<'_> {
    fn shown(&self, table: &str) -> PathBuf {
        self.bucket.address_of(table).into()
    }

    fn open(&self, table: &str) -> Result<Option<DeltaTable>, OutgoingProblem> {
        let Some(mut found) = self.log(table)? else { return Ok(None) };
        delta::run(found.load()).map_err(|error| self.failed(table, &error))?;
        Ok(Some(found))
    }

    fn empty(&self, table: &str) -> Result<DeltaTable, OutgoingProblem> {
        delta::table_of(Arc::new(InMemory::new())).map_err(|error| self.failed(table, &error))
    }

    fn write(&self, table: &str, file: &RunFile<'_>) -> Result<(String, i64), OutgoingProblem> {
        self.require_conditions()?;
        let digest = blake3::hash(file.content).to_hex();
        let name = file.name(&format!("-{}", &digest[..16]));
        let object = format!("{table}/{name}");
        self.bucket.replace(&object, file.content)?;
        let written_at = self.bucket.look(&object)?.map_or(0, |found| found.written_at.saturating_mul(1000));
        Ok((name, written_at))
    }

    fn settle(&self, table: &str, written: &DeltaTable, version: u64) -> Result<bool, OutgoingProblem> {
        self.require_conditions()?;
        let log = written.log_store();
        let entry = delta::run(async { log.read_commit_entry(version).await });
        let entry = entry.map_err(|error| self.failed(table, &error))?.unwrap_or_default();
        let name = format!("{table}/{LOG}/{version:020}.json");
        match self.bucket.create(&name, &entry)? {
            Created::Taken => Ok(false),
            Created::New(_) => {
                self.sum_up(table, written, version);
                Ok(true)
            }
        }
    }
}

/// The version to which an object of a log belongs.
fn version_of(name: &str) -> Option<u64> {
    name.rsplit('/').next()?.get(..20)?.parse().ok()
}

/// The version up to which an object of a log is the sum of it all.
fn summed_up(name: &str) -> Option<u64> {
    name.rsplit('/').next()?.strip_suffix(".checkpoint.parquet").filter(|version| version.len() == 20)?.parse().ok()
}
