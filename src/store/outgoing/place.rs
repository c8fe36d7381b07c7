//! Where tables of results lie, and the folder as one such place.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use deltalake_core::DeltaTable;

use super::{OutgoingProblem, RUN_ID};
use crate::store::{delta, durable};

/// A place of tables. The Delta library reads and writes their logs; what else a place needs for a commit to be there
/// for good, and for everybody, it does itself.
pub(super) trait Place {
    /// A table as messages name it.
    fn shown(&self, table: &str) -> PathBuf;

    /// A table as it is now; none where there is none.
    fn open(&self, table: &str) -> Result<Option<DeltaTable>, OutgoingProblem>;

    /// A table that is to be made.
    fn empty(&self, table: &str) -> Result<DeltaTable, OutgoingProblem>;

    /// Writes a data file, and says what it is called in the table and when it was written, in milliseconds since 1970.
    fn write(&self, table: &str, file: &RunFile<'_>) -> Result<(String, i64), OutgoingProblem>;

    /// Makes a commit that the library wrote last. False where another one took its version: then nothing of it is there.
    fn settle(&self, table: &str, written: &DeltaTable, version: u64) -> Result<bool, OutgoingProblem>;
}

/// The rows of a run as a data file.
#[derive(Debug)]
pub(super) struct RunFile<'a> {
    /// The run.
    pub(super) run_id: &'a str,
    /// 0; where the table held other rows of the run, the version that replaces them.
    pub(super) number: u64,
    /// The bytes.
    pub(super) content: &'a [u8],
}

impl RunFile<'_> {
    /// Its name in the table, with something before the ending.
    pub(super) fn name(&self, more: &str) -> String {
        format!("{RUN_ID}={}/part-{:05}{more}.parquet", self.run_id, self.number)
    }
}

/// Tables in a folder, each a folder of its own.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) root: PathBuf,
}

impl Place for Folder {
    fn shown(&self, table: &str) -> PathBuf {
        self.root.join(table)
    }

    fn open(&self, table: &str) -> Result<Option<DeltaTable>, OutgoingProblem> {
        let folder = self.root.join(table);
        // Somebody who is about to make the table makes the folder of its log first.
        let newest = delta::newest_version(&folder).map_err(|error| OutgoingProblem::library(&folder, &error))?;
        if newest.is_none() {
            return Ok(None);
        }
        let opened = delta::run(delta::open(&folder, None));
        opened.map(Some).map_err(|error| OutgoingProblem::library(&folder, &error))
    }

    fn empty(&self, table: &str) -> Result<DeltaTable, OutgoingProblem> {
        let folder = self.root.join(table);
        fs::create_dir_all(&folder).map_err(|error| OutgoingProblem::io(&folder, &error))?;
        delta::table_in(&folder).map_err(|error| OutgoingProblem::library(&folder, &error))
    }

    fn write(&self, table: &str, file: &RunFile<'_>) -> Result<(String, i64), OutgoingProblem> {
        let folder = self.root.join(table);
        let failed = |error: std::io::Error| OutgoingProblem::io(&folder, &error);
        let name = file.name("");
        let path = folder.join(&name);
        fs::create_dir_all(path.parent().unwrap_or(&folder)).map_err(failed)?;
        durable::replace_among_others(&path, |mut at| at.write_all(file.content)).map_err(failed)?;
        let (written_at, _) = delta::modified(&path).map_err(failed)?;
        Ok((name, written_at))
    }

    fn settle(&self, table: &str, _: &DeltaTable, version: u64) -> Result<bool, OutgoingProblem> {
        let folder = self.root.join(table);
        delta::flush_log(&folder, version).map_err(|error| OutgoingProblem::io(&folder, &error))?;
        delta::sum_up(&folder, version);
        Ok(true)
    }
}
