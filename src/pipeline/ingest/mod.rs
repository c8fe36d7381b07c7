//! Loading: files into the store, every row accounted for.

mod account;
mod across;
mod file_digest;
mod orders_seen;
mod overlap;
mod progress;
mod rates;
mod rejects;
mod report;
mod request;
mod staging;
mod stripped;

use std::collections::BTreeSet;
use std::path::Path;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::pipeline::quality::last_possible_day;
use crate::sources::{
    self, Ending, FileAccount, FileToRead, LoadedFile, MappedColumn, PlainIds, ReadOptions, Reading, RowIssue,
    SourceSettings, Watermark,
};
use crate::store::{LoadedSource, Stage, StoreError, Writer, step_aside};

use file_digest::FileDigest;
use orders_seen::{Nameless, OrdersSeen};
use rejects::{BadRowsKept, RejectsFile};
use request::by_its_name;
use staging::Staging;

pub(super) use across::last_day_of_orders;
pub use progress::Progress;
pub use report::{FileReport, IngestReport, Rehearsal};
pub use request::{IngestRequest, ObjectLook, StandIn};

/// As often is a load begun whose store others change meanwhile, in a bucket.
const BEGUN_AT_MOST: u32 = 20;

/// Loads all files or none: whatever goes wrong, the store stays as it was.
///
/// Where the store lies in a bucket and another load was faster, this one begins anew on what the other one wrote.
pub fn ingest(request: &IngestRequest<'_>, progress: &mut dyn Progress) -> Result<IngestReport, Failure> {
    for begun_anew in 0..BEGUN_AT_MOST {
        if let Some(report) = Load::read_all(request, progress)?.finish()? {
            return Ok(IngestReport { begun_anew, ..report });
        }
        step_aside(begun_anew);
    }
    Err(StoreError::Overtaken { path: request.store.to_path_buf() }.into())
}

/// Does all that [`ingest`] does but the last step: the files are read, checked and held against the store, which stays
/// as it was.
///
/// # Errors
/// Those of [`ingest`].
pub fn rehearse(request: &IngestRequest<'_>, progress: &mut dyn Progress) -> Result<Rehearsal, Failure> {
    let mut load = Load::read_all(request, progress)?;
    let merged = load.merge_all()?;
    Ok(Rehearsal {
        files: load.reports.into_iter().flatten().collect(),
        rejected: merged.rejected,
        doubtful: merged.doubtful,
    })
}

/// A load that is under way.
struct Load<'a> {
    request: &'a IngestRequest<'a>,
    writer: Writer,
    /// One report a file; the place of a file that is not merged yet is empty.
    reports: Vec<Option<FileReport>>,
    fresh: Vec<FreshFile>,
    /// (place in the report, place of the original, name) of files with the content of another one of this load.
    twins: Vec<(usize, usize, String)>,
    /// The currencies for which the store or this load has rates.
    rated: BTreeSet<String>,
}

/// A file that was read in this load and is not merged yet.
struct FreshFile {
    /// Its place in the report.
    at: usize,
    table: String,
    file: String,
    digest: String,
    /// The name under which its content was loaded first.
    first_name: String,
    described: String,
    mapping: Vec<MappedColumn>,
    account: FileAccount,
    rows: Rows,
    bad: BadRowsKept,
    /// What was seen of its orders.
    seen: OrdersSeen,
    /// How far a database was fetched with it.
    watermark: Option<Watermark>,
    /// What the listing of a bucket said of it.
    object: Option<String>,
}

/// Where the good rows of a file are.
enum Rows {
    /// In the store, invisible.
    Staged(Box<Stage>),
    /// In memory, because other files of the load may prove them bad.
    Held(Box<LoadedFile>),
}

impl<'a> Load<'a> {
    /// Reads and checks the rows of all files, one after the other.
    fn read_all(request: &'a IngestRequest<'a>, progress: &mut dyn Progress) -> Result<Load<'a>, Failure> {
        let mut load = Load {
            request,
            writer: Writer::begin(request.store)?,
            reports: Vec::new(),
            fresh: Vec::new(),
            twins: Vec::new(),
            rated: BTreeSet::new(),
        };
        load.writer.require_currency(request.currency.code())?;
        load.rated = rates::of_store(request.store, request.currency);
        // Rates come first: they say in which currencies orders may be.
        let (rates, others): (Vec<_>, Vec<_>) =
            request.sources.iter().partition(|settings| settings.table == "fx_rates");
        for settings in rates.into_iter().chain(others) {
            for file in sources::expand(&settings.files, request.base)? {
                load.file(settings, &file, progress)?;
            }
        }
        Ok(load)
    }

    fn file(&mut self, settings: &SourceSettings, file: &str, progress: &mut dyn Progress) -> Result<(), Failure> {
        let at = self.reports.len();
        self.reports.push(None);
        let stand_in = self.request.stand_ins.get(file);
        let lies_at = stand_in.map(|stand_in| stand_in.path.as_path());
        let path = lies_at.map_or_else(|| self.request.base.join(file), Path::to_path_buf);
        let file = stand_in.map_or(file, |stand_in| stand_in.name.as_str());
        let (digest, standing) = match stand_in.and_then(|stand_in| stand_in.unchanged.clone()) {
            Some(digest) => self.unchanged(settings, file, digest)?,
            None => self.standing(settings, &path)?,
        };
        let first_name = match standing {
            Earlier::Known(known) => {
                let overtaken = !self.writer.is_up_to_date(&known);
                self.reports[at] = Some(FileReport { overtaken, ..FileReport::unchanged(&known) });
                return Ok(());
            }
            Earlier::Twin(original) => {
                self.twins.push((at, original, file.to_string()));
                return Ok(());
            }
            Earlier::ToReadAgain(first_name) => first_name,
            Earlier::Never => file.to_string(),
        };
        progress.begin(file, std::fs::metadata(&path).map_or(0, |metadata| metadata.len()));
        let base = self.request.base;
        let reading = digest.while_read().cloned();
        let read = FileToRead { settings, file, lies_at, first_name: &first_name, base, digest: reading.as_ref() };
        let fresh = self.read(&read, at, digest, progress).map_err(|failure| by_its_name(failure, stand_in))?;
        if let Rows::Held(loaded) = &fresh.rows
            && fresh.table == "fx_rates"
        {
            self.rated.extend(sources::rated_currencies(&loaded.frame, self.request.currency));
        }
        let watermark = stand_in.and_then(|stand_in| stand_in.watermark.clone());
        let object = stand_in.and_then(|stand_in| stand_in.object.clone());
        self.fresh.push(FreshFile { watermark, object, ..fresh });
        Ok(())
    }

    /// An object that was not fetched, because the store knows it.
    fn unchanged(
        &self,
        settings: &SourceSettings,
        file: &str,
        digest: String,
    ) -> Result<(FileDigest, Earlier), Failure> {
        match self.writer.known_source(&settings.table, &digest) {
            Some(known) => Ok((FileDigest::Known(digest), Earlier::Known(Box::new(known.clone())))),
            None => {
                Err(Failure::internal(format!("the store changed while {file} was looked at: run the command again")))
            }
        }
    }

    /// The file's digest, and whether its content was loaded before. Where nothing of the table was loaded yet, nobody
    /// has to wait for the digest.
    fn standing(&self, settings: &SourceSettings, path: &Path) -> Result<(FileDigest, Earlier), Failure> {
        let table = settings.table.as_str();
        let first = !self.writer.has_sources_of(table) && self.fresh.iter().all(|file| file.table != table);
        if first && std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
            return Ok((FileDigest::with_the_rows(settings, path, self.request)?, Earlier::Never));
        }
        let digest = file_digest::of(settings, path, self.request)?;
        let earlier = self.earlier(table, &digest);
        Ok((FileDigest::Known(digest), earlier))
    }

    fn read(
        &mut self,
        read: &FileToRead<'_>,
        at: usize,
        digest: FileDigest,
        progress: &mut dyn Progress,
    ) -> Result<FreshFile, Failure> {
        let options = ReadOptions {
            currency: self.request.currency,
            rated: self.rated.clone(),
            time_zone: self.request.time_zone.clone(),
            checks: self.request.checks.clone(),
        };
        let mut reading = Reading::open(read, &options)?;
        // At most once: a file that was looked at as a whole has no other form in store.
        let mut digest = Some(digest);
        loop {
            let (described, mapping) = (reading.described().to_string(), reading.mapping().to_vec());
            let rejects =
                RejectsFile::new(self.writer.rejects_path(at, &read.settings.table), reading.header(), reading.forms());
            let bad = BadRowsKept::new(&options.checks, reading.notes(), rejects);
            let today = last_possible_day(&self.request.now).map(Day::epoch);
            let held = sources::is_checked_across(&read.settings.table);
            let mut staging = Staging::begin(&mut self.writer, read, &reading, bad, progress, held, today)?;
            let ending = reading.run(&mut staging)?;
            let Ending::Done(account) = ending else {
                drop(staging);
                reading = Reading::open_surveyed(read, &options)?;
                continue;
            };
            let (rows, bad, seen) = staging.finish(read, &account, &mapping)?;
            return Ok(FreshFile {
                at,
                table: read.settings.table.clone(),
                file: read.file.to_string(),
                digest: digest.take().expect("the loop ends here").finished()?,
                first_name: read.first_name.to_string(),
                described,
                mapping,
                account: *account,
                rows,
                bad,
                seen,
                watermark: None,
                object: None,
            });
        }
    }

    /// Whether a file's content was loaded before, and whether its rows are surely still those of the store.
    fn earlier(&self, table: &str, digest: &str) -> Earlier {
        let in_this_load = self.fresh.iter().find(|file| file.table == table && file.digest == digest);
        match (in_this_load, self.writer.known_source(table, digest)) {
            (Some(twin), _) => Earlier::Twin(twin.at),
            (None, Some(known)) if self.request.again => Earlier::ToReadAgain(known.file.clone()),
            (None, Some(known)) => Earlier::Known(Box::new(known.clone())),
            (None, None) => Earlier::Never,
        }
    }

    /// Merges all rows, after the checks that need more than one file; nothing is visible yet.
    fn merge_all(&mut self) -> Result<MergedAll, Failure> {
        let mut all = MergedAll { doubtful: across::check(&mut self.fresh, self.request)?, ..MergedAll::default() };
        for mut fresh in std::mem::take(&mut self.fresh) {
            let at = fresh.at;
            if fresh.table == "orders" {
                all.places.push(at);
                all.nameless.push(std::mem::take(&mut fresh.seen.nameless));
            }
            all.doubtful.append(&mut fresh.account.doubtful);
            all.plain_ids.push((at, fresh.table.clone(), std::mem::take(&mut fresh.account.plain_ids)));
            let (report, issues, written) = self.merge(fresh)?;
            self.reports[at] = Some(report);
            all.rejected.extend(issues);
            all.rejects_written.extend(written);
        }
        for (at, original, file) in std::mem::take(&mut self.twins) {
            let copy = self.reports[original].as_ref().map(|report| LoadedSource { file, ..report.source.clone() });
            self.reports[at] = copy.map(|source| FileReport::unchanged(&source));
        }
        Ok(all)
    }

    /// None where another load into the same bucket was faster.
    fn finish(mut self) -> Result<Option<IngestReport>, Failure> {
        let had_orders = self.writer.has_sources_of("orders");
        let MergedAll { rejected, mut rejects_written, mut doubtful, places, nameless, plain_ids } =
            self.merge_all()?;
        doubtful.retain(|issue| !issue.rule.is_of_several_rows());
        let store = match self.writer.commit(&self.request.now, &self.request.configuration) {
            Err(StoreError::Overtaken { .. }) => return Ok(None),
            committed => committed?,
        };
        for (at, table, ids) in plain_ids {
            if let Some(report) = &mut self.reports[at] {
                stripped::beside_other_tables(&store, &table, &ids, &mut report.stripped)?;
            }
        }
        for file in &mut rejects_written {
            file.keep();
        }
        // The first file of orders can repeat nothing.
        if had_orders || nameless.len() > 1 {
            for (at, rows) in places.into_iter().zip(overlap::repeats(&store, &nameless, &self.request.checks)?) {
                self.reports[at].iter_mut().for_each(|report| report.repeats = rows);
            }
        }
        let rejects_written = rejects_written.into_iter().map(|file| file.path().to_path_buf()).collect();
        let files = self.reports.into_iter().flatten().collect();
        Ok(Some(IngestReport { files, rejected, rejects_written, doubtful, begun_anew: 0, store }))
    }

    /// Merges a file's rows: its report, the first of its bad rows, and the file that holds them all.
    fn merge(&mut self, fresh: FreshFile) -> Result<(FileReport, Vec<RowIssue>, Option<RejectsFile>), Failure> {
        let unmerged = report::source_of(&fresh);
        if unmerged.rows_read == 0 && self.writer.has_sources_of(&fresh.table) {
            // A header without rows changes nothing, and is no reason for a version.
            return Ok((FileReport::of(unmerged, fresh.described, fresh.account, fresh.seen), Vec::new(), None));
        }
        let merged = match fresh.rows {
            Rows::Staged(stage) => self.writer.merge(*stage)?,
            Rows::Held(loaded) => {
                let mut stage = self.writer.stage(&loaded.table, &staging::stored_columns(&loaded.stored))?;
                for batch in loaded.batches {
                    stage.append(staging::batch_of(batch))?;
                }
                self.writer.merge(stage)?
            }
        };
        let known = self.writer.known_source(&fresh.table, &fresh.digest);
        if let Some(known) = known.filter(|_| merged.added + merged.replaced == 0) {
            // It was read again in vain: what came after it replaced none of its rows.
            return Ok((FileReport::unchanged(known), Vec::new(), None));
        }
        for code in fresh.seen.currencies.iter().filter(|code| *code != self.request.currency.code()) {
            self.writer.note_other_currency(code.clone());
        }
        let source = account::merged(unmerged, merged);
        account::require_whole(&source)?;
        self.writer.note_source(LoadedSource { file: fresh.first_name, ..source.clone() });
        let report = FileReport::of(source, fresh.described, fresh.account, fresh.seen);
        let (issues, written) = fresh.bad.written()?;
        Ok((report, issues, written))
    }
}

/// What came of merging all files.
#[derive(Default)]
struct MergedAll {
    rejected: Vec<RowIssue>,
    rejects_written: Vec<RejectsFile>,
    doubtful: Vec<RowIssue>,
    /// The places of files of orders in the report, and their rows without an order id.
    places: Vec<usize>,
    nameless: Vec<Nameless>,
    /// (place in the report, table, ids without leading zeros).
    plain_ids: Vec<(usize, String, Vec<PlainIds>)>,
}

/// Whether a file's content was loaded before.
enum Earlier {
    /// No.
    Never,
    /// In an earlier load.
    Known(Box<LoadedSource>),
    /// In this load, at this place of the report.
    Twin(usize),
    /// In an earlier load, under this name, and it is to be read again all the same.
    ToReadAgain(String),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::quantity::Currency;
    use crate::sources::CheckSettings;

    const FIRST: &str = "order_id,order_date,amount\nA,2024-01-05,1\nB,2024-01-06,2\n";
    const CORRECTED: &str = "order_id,order_date,amount\nA,2024-01-05,9\nB,2024-01-06,2\n";

    /// A folder with files of orders and a store.
    struct Orders(tempfile::TempDir);

    impl Orders {
        fn new(files: &[(&str, &str)]) -> Orders {
            let orders = Orders(tempfile::tempdir().unwrap());
            for (name, text) in files {
                std::fs::write(orders.0.path().join(name), text).unwrap();
            }
            orders
        }

        fn load(&self, files: &[&str]) -> Result<IngestReport, Failure> {
            self.load_as(files, false)
        }

        fn load_as(&self, files: &[&str], again: bool) -> Result<IngestReport, Failure> {
            let source = SourceSettings {
                table: "orders".to_string(),
                files: files.iter().map(|file| file.to_string()).collect(),
                ..SourceSettings::default()
            };
            let request = IngestRequest {
                sources: &[source],
                base: self.0.path(),
                store: &self.0.path().join("store"),
                currency: Currency::USD,
                time_zone: None,
                stand_ins: BTreeMap::new(),
                checks: CheckSettings::default(),
                again,
                now: String::new(),
                configuration: String::new(),
            };
            ingest(&request, &mut ())
        }

        /// (rows loaded, rows known, rows replaced) of the last file, and the sum of all amounts in cents.
        fn after(&self, files: &[&str]) -> ([u64; 3], i64) {
            self.after_report(&self.load(files).unwrap())
        }

        fn after_report(&self, report: &IngestReport) -> ([u64; 3], i64) {
            let file = report.files.last().unwrap();
            let counts = [file.source.rows_loaded, file.source.duplicates_dropped, file.rows_replaced];
            let frame = report.store.scan("orders").unwrap().collect().unwrap();
            (counts, frame.column("net_amount_minor").unwrap().i64().unwrap().iter().flatten().sum())
        }
    }

    #[test]
    fn a_file_that_was_loaded_before_leaves_corrections_as_they_are() {
        let orders = Orders::new(&[("a.csv", FIRST), ("b.csv", CORRECTED)]);
        assert_eq!(orders.after(&["a.csv"]), ([2, 0, 0], 300));
        assert_eq!(orders.after(&["b.csv"]), ([1, 1, 1], 1100));
        let report = orders.load(&["a.csv"]).unwrap();
        assert!(report.files[0].unchanged && report.files[0].overtaken);
        assert_eq!(orders.after_report(&report), ([0, 2, 0], 1100));
        assert_eq!(report.store.manifest().version, 2);
        let report = orders.load(&["a.csv", "b.csv"]).unwrap();
        assert_eq!((report.store.manifest().version, orders.after_report(&report).1), (2, 1100));
    }

    #[test]
    fn a_correction_is_taken_back_where_that_is_asked_for() {
        let orders = Orders::new(&[("a.csv", FIRST), ("b.csv", CORRECTED)]);
        orders.load(&["a.csv", "b.csv"]).unwrap();
        let report = orders.load_as(&["a.csv"], true).unwrap();
        assert_eq!(orders.after_report(&report), ([1, 1, 1], 300));
    }

    #[test]
    fn of_two_new_files_the_last_one_named_counts_and_a_copy_of_one_adds_nothing() {
        let orders = Orders::new(&[("a.csv", FIRST), ("b.csv", CORRECTED), ("copy.csv", FIRST)]);
        assert_eq!(orders.after(&["a.csv", "b.csv", "copy.csv"]), ([0, 2, 0], 1100));
    }

    #[test]
    fn a_copy_without_order_ids_adds_nothing_although_it_is_read_again() {
        let nameless = "order_date,amount\n2024-01-05,5\n";
        let files = [("a.csv", FIRST), ("b.csv", CORRECTED), ("old.csv", nameless), ("copy.csv", nameless)];
        let orders = Orders::new(&files);
        assert_eq!(orders.after(&["old.csv", "a.csv"]).1, 800);
        let version = orders.load(&["b.csv"]).unwrap().store.manifest().version;
        let report = orders.load(&["copy.csv"]).unwrap();
        assert!(report.files[0].unchanged, "nothing of it was replaced");
        assert_eq!(report.store.manifest().version, version);
        assert_eq!(orders.after(&["copy.csv"]), ([0, 1, 0], 1600));
    }

    #[test]
    fn the_same_rows_exported_in_another_way_are_all_known() {
        let again = "note,amount,order_id,order_date\n,1.00,A,2024/01/05\n,2,B,2024-01-06\n";
        let widened = "note,amount,order_id,order_date\nlate,1.00,A,2024/01/05\n,2,B,2024-01-06\n";
        let orders = Orders::new(&[("a.csv", FIRST), ("again.csv", again), ("widened.csv", widened)]);
        orders.load(&["a.csv"]).unwrap();
        assert_eq!(orders.after(&["again.csv"]), ([0, 2, 0], 300));
        assert_eq!(orders.after(&["widened.csv"]), ([1, 1, 1], 300));
    }

    #[test]
    fn a_first_load_that_fails_leaves_no_store() {
        let orders = Orders::new(&[("bad.csv", "order_id,order_date,amount\nA,never,1\n")]);
        assert!(orders.load(&["bad.csv"]).is_err());
        assert!(!orders.0.path().join("store").exists());
    }
}
