//! Results that go into a folder or a bucket: a Delta table for each, one commit a table and run.
//!
//! Every table is partitioned by `run_id`, so a run's rows are files of their own, and the log alone tells whether a
//! table holds the run. There is no transaction over several tables; a delivery that dies leaves whole tables, and the
//! next one writes those that lack the run.
//!
//! In a folder the one data file of a run has a name that follows from the run: should two deliver the same at once,
//! the log names one file twice, which is one file. Who finds that another one made the table, or wrote it, meanwhile
//! looks again and begins anew on that. For buckets see [`bucket`].

mod bucket;
mod place;
mod problem;
mod rows;
mod target;
#[cfg(test)]
mod trials;

pub use bucket::require_place;
pub use problem::OutgoingProblem;
pub use rows::plain_rows;

use std::path::Path;

use crate::sources::{Bucket, Found, OutgoingTable};

use bucket::InBucket;
use place::{Folder, Place};
use target::Target;

/// The column that says to which run a row belongs, and by which tables are partitioned.
const RUN_ID: &str = "run_id";

/// The tables of a run.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// What stands before the tables' names.
    pub prefix: &'a str,
    /// The run.
    pub run_id: &'a str,
    /// Whether columns that a table lacks are added to it.
    pub add_columns: bool,
    /// The tables, in the order in which they are written.
    pub tables: &'a [OutgoingTable],
}

/// Writes the tables of a run into `folder`, in their order, and says of each whether it held the run already.
///
/// # Errors
/// A table that is there and has other columns, a folder that cannot be written. Tables before
/// the one that failed hold the run, those behind it are as they were; the same call once more writes the rest.
pub fn deliver_to_folder(folder: &Path, outgoing: &Outgoing<'_>) -> Result<Vec<Found>, OutgoingProblem> {
    OutgoingProblem::refuse_store(folder)?;
    deliver(&Folder { root: folder.to_path_buf() }, outgoing)
}

/// As [`deliver_to_folder`], under a path in a bucket. Several may write there at once: each finds what the others wrote.
///
/// # Errors
/// As there, and what the server says.
pub fn deliver_to_bucket(bucket: &Bucket, outgoing: &Outgoing<'_>) -> Result<Vec<Found>, OutgoingProblem> {
    require_place(bucket)?;
    deliver(&InBucket::new(bucket), outgoing)
}

fn deliver(place: &dyn Place, outgoing: &Outgoing<'_>) -> Result<Vec<Found>, OutgoingProblem> {
    let targets: Vec<Target<'_>> = outgoing.tables.iter().map(|table| Target::new(place, outgoing, table)).collect();
    // What does not fit is told before anything is written.
    let opened = targets.iter().map(Target::opened).collect::<Result<Vec<_>, _>>()?;
    targets.iter().zip(opened).map(|(target, there)| target.put(there)).collect()
}
