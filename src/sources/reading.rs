//! One file read from its first row to its last, every row accounted for.
//!
//! Blocks are taken apart and typed at the same time on all threads; one after the other they are then judged by what
//! stood before and handed on. Memory holds a few blocks and the ledger, never the file.

use std::collections::BTreeSet;
use std::path::Path;

use crate::quantity::{Currency, nearest};
use crate::schema::{self, ColumnType, TableSpec};

use super::SourceError;
use super::account::{Account, ColumnDoubt, RoundedMoney};
use super::ahead;
use super::column_settings;
use super::feed::{Feed, Piece};
use super::finished_rows::RowBatch;
use super::input::ContentDigest;
use super::issue::{REJECT_COLUMNS, RowIssue};
use super::layout::Layout;
use super::mapping::{self, MappedColumn};
use super::newer_rows;
use super::preset;
use super::records::Records;
use super::run::Run;
use super::settings::{CheckSettings, SourceSettings};
use super::stripped_ids::{PlainIds, StrippedIds};
use super::survey::{self, Survey};
use super::typing::{TypedRows, typed};
use super::wide::Wide;

/// How files are read in one run.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The run's currency: its digits read money, and rows without a currency are in it.
    pub currency: Currency,
    /// The other currencies in which orders may be, because there are rates for them.
    pub rated: BTreeSet<String>,
    /// The zone in which a timestamp becomes a business day; UTC where it is absent.
    pub time_zone: Option<String>,
    /// What happens to rows that break a rule.
    pub checks: CheckSettings,
}

/// A file about to be read.
#[derive(Clone, Copy)]
pub struct FileToRead<'a> {
    /// How it is read.
    pub settings: &'a SourceSettings,
    /// Its name, as it was given: what messages call it.
    pub file: &'a str,
    /// Where it lies, where that is not under the base by its name: standard input is spooled.
    pub lies_at: Option<&'a Path>,
    /// The name under which its content was loaded first: rows without an order id keep the ids that they got then.
    pub first_name: &'a str,
    /// The folder from which relative paths are read.
    pub base: &'a Path,
    /// What digests the file's bytes while they are read; nothing where nobody asks for it.
    pub digest: Option<&'a ContentDigest>,
}

/// Where a file of rejected rows says how its values are written.
const FORMS_COLUMN: &str = REJECT_COLUMNS[5];

/// An open file whose columns are matched and whose forms are found.
pub struct Reading {
    file: String,
    first_name: String,
    feed: Feed,
    wide: Option<Wide>,
    layout: Layout,
    mapping: Vec<MappedColumn>,
    forms: String,
}

/// What becomes of the rows of a file.
pub trait Receiver: Send {
    /// What stops the load.
    type Error: From<SourceError> + Send;

    /// Takes good rows, in file order.
    ///
    /// # Errors
    /// What stops the load.
    fn rows(&mut self, batch: RowBatch) -> Result<(), Self::Error>;

    /// Takes a bad row, in file order.
    ///
    /// # Errors
    /// What stops the load.
    fn bad_row(&mut self, issue: RowIssue) -> Result<(), Self::Error>;

    /// Hears how many bytes of the file were read.
    fn progress(&mut self, bytes: u64);
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileAccount {
    /// The account of its rows.
    pub account: Account,
    /// Columns in which amounts were rounded to the currency's digits.
    pub rounded: Vec<RoundedMoney>,
    /// Columns in which ids had been turned into numbers and were mended.
    pub mended: Vec<ColumnDoubt>,
    /// Columns in which ids had been turned into numbers and lost digits by it.
    pub lossy: Vec<ColumnDoubt>,
    /// Columns in which ids lack leading zeros that the others of the column have.
    pub stripped: Vec<StrippedIds>,
    /// Ids without leading zeros that another table may have with them.
    pub plain_ids: Vec<PlainIds>,
    /// Columns whose sign goes against the line type, where the configuration lets that pass with a warning.
    pub wrong_sign: Vec<ColumnDoubt>,
    /// Rows without an order id, where the file has a column of them.
    pub nameless: Option<ColumnDoubt>,
    /// The first rows that break a rule and are loaded, where the configuration lets them pass with a warning.
    pub doubtful: Vec<RowIssue>,
    /// Empty cells of a wide table, which are no rows.
    pub empty_cells: u64,
    /// What a reader should know of the file.
    pub notes: Vec<String>,
}

/// How a reading ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// All rows were read.
    Done(Box<FileAccount>),
    /// Far into the file values turned up that are written in another form than the first ones. What was handed on
    /// is void: the file has to be read again, all of it looked at beforehand (see [`Reading::open_surveyed`]).
    AnotherForm,
}

impl Reading {
    /// Opens a file, matches its columns, and finds how they are written from its first rows, or from more of them
    /// where those leave it open.
    ///
    /// # Errors
    /// Settings that contradict themselves, a file that cannot be opened or mapped, columns of which nobody can say
    /// how they are written.
    pub fn open(read: &FileToRead<'_>, options: &ReadOptions) -> Result<Reading, SourceError> {
        opened(read, options, false)
    }

    /// The same, with the whole file looked at before a row of it is read.
    ///
    /// # Errors
    /// As [`Reading::open`].
    pub fn open_surveyed(read: &FileToRead<'_>, options: &ReadOptions) -> Result<Reading, SourceError> {
        opened(read, options, true)
    }

    /// The columns that are stored, in order: (name in the store, type).
    pub fn stored(&self) -> Vec<(String, ColumnType)> {
        self.layout.stored()
    }

    /// What was matched to what.
    pub fn mapping(&self) -> &[MappedColumn] {
        &self.mapping
    }

    /// What kind of file it is, in words.
    pub fn described(&self) -> &str {
        &self.feed.described
    }

    /// The names of the columns, as the file has them; of a wide table, those of its rows.
    pub fn header(&self) -> &[String] {
        self.wide.as_ref().map_or(self.feed.header.as_slice(), Wide::header)
    }

    /// How days and numbers are written in the file, as settings.
    pub fn forms(&self) -> &str {
        &self.forms
    }

    /// What a reader should know of the file, as far as it is known before its rows are read.
    pub fn notes(&self) -> Vec<String> {
        self.feed.notes()
    }

    /// Reads all rows and hands them on.
    ///
    /// # Errors
    /// What makes the rest of the file unreadable, and what the receiver says.
    pub fn run<R: Receiver>(mut self, receiver: &mut R) -> Result<Ending, R::Error> {
        let mut run = Run::new(&self.file, &self.first_name, self.feed.header.len(), &self.layout);
        let opener = self.feed.opener();
        let (layout, wide) = (&self.layout, self.wide.as_ref());
        let feed = &mut self.feed;
        let next = || -> Result<_, R::Error> { Ok(feed.next_piece()?.map(|piece| (piece, feed.bytes_read()))) };
        let work = |(piece, bytes): (Piece, u64)| {
            let (records, empty_cells) = unpivoted(opener.records(piece), wide);
            Block { rows: typed(records, layout), empty_cells, bytes }
        };
        let mut ready = None;
        let take = |block: Block| hand_on(&mut run, &mut ready, block, layout, receiver);
        if !ahead::in_order(next, work, take)? {
            return Ok(Ending::AnotherForm);
        }
        if let Some(batch) = ready {
            receiver.rows(batch)?;
        }
        for issue in run.left_open() {
            receiver.bad_row(issue)?;
        }
        feed.verify_unchanged()?;
        let notes = feed.notes();
        Ok(Ending::Done(Box::new(FileAccount { notes, ..run.finished() })))
    }
}

/// A block in types.
struct Block {
    rows: TypedRows,
    /// Empty cells of a wide table.
    empty_cells: u64,
    /// Bytes of the file that were read with it.
    bytes: u64,
}

/// Judges a block and hands on the rows of the one before, which are taken meanwhile. `false` where values turned up in
/// another form.
fn hand_on<R: Receiver>(
    run: &mut Run,
    ready: &mut Option<RowBatch>,
    block: Block,
    layout: &Layout,
    receiver: &mut R,
) -> Result<bool, R::Error> {
    if block.rows.another_form {
        return Ok(false);
    }
    run.empty_cells += block.empty_cells;
    let before = ready.take();
    let (taken, (issues, batch)) =
        rayon::join(|| before.map_or(Ok(()), |batch| receiver.rows(batch)), || run.judged(block.rows, layout));
    taken?;
    for issue in issues {
        receiver.bad_row(issue)?;
    }
    *ready = Some(batch).filter(|batch| !batch.row_keys.is_empty());
    receiver.progress(block.bytes);
    Ok(true)
}

fn opened(read: &FileToRead<'_>, options: &ReadOptions, whole: bool) -> Result<Reading, SourceError> {
    let told = |error: SourceError| if read.settings.adbc.is_some() { error.of_query() } else { error };
    open(read, options, whole).map_err(told)
}

fn open(read: &FileToRead<'_>, options: &ReadOptions, whole: bool) -> Result<Reading, SourceError> {
    let mut settings = preset::applied(read.settings)?;
    let table = find_table(&settings.table)?;
    column_settings::check(table, &settings)?;
    let path = read.lies_at.map_or_else(|| read.base.join(read.file), Path::to_path_buf);
    let mut feed = Feed::open_digested(&path, &settings, read.digest)?;
    take_over_forms(&mut feed, &mut settings)?;
    let noted = |error: SourceError| error.with_notes(feed.notes());
    let wide = Wide::new(&feed.header, table, &settings, &path).map_err(noted)?;
    let header = wide.as_ref().map_or(feed.header.as_slice(), Wide::header);
    let mapping = mapping::resolve(table, header, &settings, &path).map_err(noted)?;
    let stated = mapping.stated_currency(table, (options.currency, &options.rated), &path)?;
    column_settings::check_returns(table, &mapping, &settings).map_err(noted)?;
    newer_rows::require_keys(table, &mapping, &settings)?;
    if let Some((stated, title)) = stated.as_ref().filter(|(stated, _)| *stated != options.currency) {
        let (stated, run) = (stated.code(), options.currency.code());
        feed.note(format!(
            "the amounts are read in {stated}, as the title `{title}` says, and count in {run} by the rates of their days"
        ));
    }
    let mut layout = Layout::new(table, &mapping, &settings, read.base, options)?;
    layout.stated = stated.map(|(stated, _)| stated);
    let rows_of = |records: Records| unpivoted(records, wide.as_ref()).0;
    let mut survey = Survey::begin(&mut layout, &settings)?;
    let mut only_piece = false;
    if !whole && let Some(piece) = feed.next_piece()? {
        let first = feed.opener().records(piece);
        survey.see(&layout, &rows_of(first.clone()));
        let second = feed.next_piece()?.map(|piece| feed.opener().records(piece));
        only_piece = second.is_none();
        if let Some(second) = second {
            feed.give_back(second);
        }
        feed.give_back(first);
    }
    if whole || (survey.is_doubtful() && !only_piece) {
        survey::whole_file(&mut layout, &settings, &path, rows_of)?;
    } else {
        survey.conclude(&mut layout, &path, only_piece)?;
    }
    let (file, first_name) = (read.file.to_string(), read.first_name.to_string());
    let forms = layout.forms(&settings);
    Ok(Reading { forms, file, first_name, feed, wide, layout, mapping: mapping.printed() })
}

/// A mended file of rejected rows says in its rows how days and numbers are written.
fn take_over_forms(feed: &mut Feed, settings: &mut SourceSettings) -> Result<(), SourceError> {
    let Some(column) = feed.header.iter().position(|name| name == FORMS_COLUMN) else { return Ok(()) };
    let Some(piece) = feed.next_piece()? else { return Ok(()) };
    let records = feed.opener().records(piece);
    if records.height() > 0 {
        for (key, value) in records.field(0, column).split(';').filter_map(|form| form.split_once('=')) {
            match key {
                "decimal" => settings.decimal = settings.decimal.take().or_else(|| Some(value.to_string())),
                "date_format" => settings.date_format = settings.date_format.take().or_else(|| Some(value.to_string())),
                _ => {}
            }
        }
    }
    feed.give_back(records);
    Ok(())
}

fn unpivoted(records: Records, wide: Option<&Wide>) -> (Records, u64) {
    match wide {
        Some(wide) => wide.unpivot(&records),
        None => (records, 0),
    }
}

fn find_table(name: &str) -> Result<&'static TableSpec, SourceError> {
    schema::table(name).ok_or_else(|| SourceError::UnknownTable {
        name: name.to_string(),
        nearest: nearest(name, schema::tables().iter().map(|table| table.name.as_str())),
    })
}
