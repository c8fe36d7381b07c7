//! The rows of one file on their way into the store.

use crate::failure::Failure;
use crate::schema::ColumnType;
use crate::sources::{
    FileAccount, FileToRead, LoadedFile, MappedColumn, OWN_ORDER, Reading, Receiver, RowBatch, RowIssue,
};
use crate::store::{Batch, NumberedOrders, Stage, StoredColumn, StoredKind, Writer};

use super::orders_seen::OrdersSeen;
use super::rejects::BadRowsKept;
use super::{Progress, Rows};

/// Takes the rows of one file.
pub(super) struct Staging<'p> {
    place: Place,
    stored: Vec<(String, ColumnType)>,
    header: Vec<String>,
    described: String,
    bad: BadRowsKept,
    progress: &'p mut dyn Progress,
    rows: u64,
    seen: OrdersSeen,
}

enum Place {
    Stage(Box<Stage>),
    Memory(Vec<RowBatch>),
}

impl<'p> Staging<'p> {
    /// Before the first row; `held` rows stay in memory, and `today` is the last day that can have come.
    ///
    /// # Errors
    /// Where the store cannot be written to.
    pub(super) fn begin(
        writer: &mut Writer,
        read: &FileToRead<'_>,
        reading: &Reading,
        bad: BadRowsKept,
        progress: &'p mut dyn Progress,
        held: bool,
        today: Option<i32>,
    ) -> Result<Staging<'p>, Failure> {
        let stored = reading.stored();
        let place = match held {
            true => Place::Memory(Vec::new()),
            false => Place::Stage(Box::new(writer.stage(&read.settings.table, &stored_columns(&stored))?)),
        };
        let (header, described) = (reading.header().to_vec(), reading.described().to_string());
        let seen = OrdersSeen::of(&read.settings.table, &stored, today);
        Ok(Staging { place, stored, header, described, bad, progress, rows: 0, seen })
    }

    /// After the last row.
    ///
    /// # Errors
    /// Bad rows because of which nothing is loaded.
    pub(super) fn finish(
        mut self,
        read: &FileToRead<'_>,
        account: &FileAccount,
        mapping: &[MappedColumn],
    ) -> Result<(Rows, BadRowsKept, OrdersSeen), Failure> {
        self.bad.verdict(&account.notes)?;
        let rows = match self.place {
            Place::Stage(stage) => Rows::Staged(stage),
            Place::Memory(batches) => Rows::Held(Box::new(LoadedFile::of_batches(
                (read.settings.table.clone(), read.file.to_string()),
                (self.stored, self.header, self.described),
                batches,
                account.clone(),
                mapping.to_vec(),
            )?)),
        };
        Ok((rows, self.bad, self.seen))
    }
}

impl Receiver for Staging<'_> {
    type Error = Failure;

    fn rows(&mut self, batch: RowBatch) -> Result<(), Failure> {
        self.rows += batch.row_keys.len() as u64;
        self.seen.see(&batch);
        match &mut self.place {
            Place::Stage(stage) => Ok(stage.append(batch_of(batch))?),
            Place::Memory(batches) => {
                batches.push(batch);
                Ok(())
            }
        }
    }

    fn bad_row(&mut self, issue: RowIssue) -> Result<(), Failure> {
        self.bad.add(issue)
    }

    fn progress(&mut self, bytes: u64) {
        self.progress.read(bytes, self.rows);
    }
}

// Both rooms mean the same by it.
const _: () = assert!(OWN_ORDER == NumberedOrders::ITS_OWN);

/// Rows as the store takes them.
pub(super) fn batch_of(rows: RowBatch) -> Batch {
    let RowBatch { columns, row_keys, row_hashes, orders, .. } = rows;
    let (numbers, digests) = orders.into_iter().unzip();
    let orders = Some(NumberedOrders { numbers, digests }).filter(|orders| !orders.numbers.is_empty());
    Batch { columns, row_keys, row_hashes, orders }
}

/// Columns as the store keeps them.
pub(super) fn stored_columns(stored: &[(String, ColumnType)]) -> Vec<StoredColumn> {
    let kind = |kind: ColumnType| match kind {
        ColumnType::Str | ColumnType::Enum => StoredKind::Text,
        ColumnType::Date => StoredKind::Day,
        ColumnType::Ts => StoredKind::Instant,
        ColumnType::Money | ColumnType::Int => StoredKind::Whole,
        ColumnType::F64 => StoredKind::Number,
        ColumnType::Bool => StoredKind::Truth,
    };
    stored.iter().map(|(name, of)| StoredColumn { name: name.clone(), kind: kind(*of) }).collect()
}
