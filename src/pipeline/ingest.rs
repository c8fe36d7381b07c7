//! Loading: files into the store, every row accounted for.

use std::collections::BTreeSet;
use std::path::Path;

use crate::failure::Failure;
use crate::quantity::Currency;
use crate::sources::{
    self, BadRows, ColumnSource, LoadedFile, MappedColumn, ReadOptions, RowIssue, SourceError, SourceSettings,
};
use crate::store::{LoadedSource, Merged, NewRows, Store, Writer};

/// What to load, and how.
#[derive(Debug, Clone)]
pub struct IngestRequest<'a> {
    /// The sources, in the order in which they are loaded.
    pub sources: &'a [SourceSettings],
    /// The folder from which their paths are read.
    pub base: &'a Path,
    /// The store's folder.
    pub store: &'a Path,
    /// The run's currency.
    pub currency: Currency,
    /// What happens to rows that cannot be loaded.
    pub bad_rows: BadRows,
    /// The time of the load, from the caller's clock.
    pub now: String,
    /// A digest of the configuration.
    pub configuration: String,
}

/// The account of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// What the store keeps of it.
    pub source: LoadedSource,
    /// Whether exactly this content was loaded before, so that nothing was read.
    pub unchanged: bool,
    /// Rows whose key was known with other content and that replaced it.
    pub rows_replaced: u64,
}

/// What a load did.
#[derive(Debug, Clone)]
pub struct IngestReport {
    /// One report a file, in order.
    pub files: Vec<FileReport>,
    /// Rows that could not be loaded and were kept aside.
    pub rejected: Vec<RowIssue>,
    /// The files that hold them.
    pub rejects_written: Vec<std::path::PathBuf>,
    /// The store after the load.
    pub store: Store,
}

/// Loads all files or none: whatever goes wrong, the store stays as it was.
///
/// `progress` hears the file's name, the bytes read and the bytes in all.
pub fn ingest(request: &IngestRequest<'_>, progress: &mut dyn FnMut(&str, u64, u64)) -> Result<IngestReport, Failure> {
    let mut writer = Writer::begin(request.store)?;
    let mut reports: Vec<Option<FileReport>> = Vec::new();
    let mut fresh: Vec<FreshFile> = Vec::new();
    let mut twins: Vec<(usize, usize, String)> = Vec::new();
    for settings in request.sources {
        for file in &settings.files {
            let at = reports.len();
            let digest = digest_of(settings, file, request)?;
            let first_name = match earlier(&writer, &fresh, &settings.table, &digest) {
                Earlier::Known(known) => {
                    reports.push(Some(unchanged(known)));
                    continue;
                }
                Earlier::Twin(original) => {
                    twins.push((at, original, file.clone()));
                    reports.push(None);
                    continue;
                }
                Earlier::Overtaken(first_name) => first_name,
                Earlier::Never => file.clone(),
            };
            let options = ReadOptions { currency: request.currency, bad_rows: request.bad_rows };
            let size = std::fs::metadata(request.base.join(file)).map_or(0, |metadata| metadata.len());
            let mut heard = |bytes: u64| progress(file, bytes, size);
            let loaded = options.read_again(settings, file, &first_name, request.base, &mut heard)?;
            fresh.push(FreshFile { at, digest, first_name, loaded });
            reports.push(None);
        }
    }
    reject_quotas_for_nobody(&mut fresh, request)?;
    let mut rejected = Vec::new();
    let mut rejects_written = Vec::new();
    for FreshFile { at, digest, first_name, loaded } in fresh {
        let merged = writer.merge_frame(&NewRows { table: loaded.table.clone(), frame: loaded.frame.clone() })?;
        let known = writer.known_source(&loaded.table, &digest);
        if let Some(known) = known.filter(|_| merged.added + merged.replaced == 0) {
            // It was read again in vain: what came after it replaced none of its rows.
            reports[at] = Some(unchanged(known));
            continue;
        }
        if !loaded.issues.is_empty() {
            rejects_written.push(writer.write_rejects(at, &loaded.table, &rejects_csv(&loaded)?)?);
        }
        let source = noted(&loaded, digest, merged);
        writer.note_source(LoadedSource { file: first_name, ..source.clone() });
        rejected.extend(loaded.issues);
        reports[at] = Some(FileReport { source, unchanged: false, rows_replaced: merged.replaced });
    }
    for (at, original, file) in twins {
        let copy = reports[original].as_ref().map(|report| LoadedSource { file, ..report.source.clone() });
        reports[at] = copy.map(|source| unchanged(&source));
    }
    let store = writer.commit(&request.now, &request.configuration)?;
    Ok(IngestReport { files: reports.into_iter().flatten().collect(), rejected, rejects_written, store })
}

/// A file that was read in this load.
struct FreshFile {
    /// Its place in the report.
    at: usize,
    digest: String,
    /// The name under which its content was loaded first.
    first_name: String,
    loaded: LoadedFile,
}

/// Whether a file's content was loaded before, and whether its rows are surely still those of the store.
enum Earlier<'w> {
    /// No.
    Never,
    /// In an earlier load, and nothing has replaced rows since.
    Known(&'w LoadedSource),
    /// In this load, at this place of the report, and nothing of its table came in between.
    Twin(usize),
    /// Under this name, and rows of it may have been replaced since: a correction that is taken back has to be read.
    Overtaken(String),
}

fn earlier<'w>(writer: &'w Writer, fresh: &[FreshFile], table: &str, digest: &str) -> Earlier<'w> {
    // Of a file that is only read in this load nobody knows yet whether it replaces rows.
    let last = fresh.iter().rev().find(|file| file.loaded.table == table);
    if let Some(twin) = last.filter(|file| file.digest == digest) {
        return Earlier::Twin(twin.at);
    }
    let in_this_load = fresh.iter().find(|file| file.loaded.table == table && file.digest == digest);
    match (in_this_load, writer.known_source(table, digest)) {
        (Some(file), _) => Earlier::Overtaken(file.first_name.clone()),
        (None, Some(known)) if last.is_none() && writer.is_up_to_date(known) => Earlier::Known(known),
        (None, Some(known)) => Earlier::Overtaken(known.file.clone()),
        (None, None) => Earlier::Never,
    }
}

/// The same content again: every row is a known one.
fn unchanged(known: &LoadedSource) -> FileReport {
    let source = LoadedSource {
        rows_loaded: 0,
        rows_replaced: 0,
        duplicates_dropped: known.rows_read - known.rows_rejected,
        ..known.clone()
    };
    FileReport { source, unchanged: true, rows_replaced: 0 }
}

/// What the store keeps of a file; rows that it held already count as duplicates.
fn noted(loaded: &LoadedFile, digest: String, merged: Merged) -> LoadedSource {
    let mapping = |column: &MappedColumn| {
        let how = match column.how {
            sources::MatchedBy::Configured => "configured",
            sources::MatchedBy::Name => "name",
            sources::MatchedBy::Synonym => "synonym",
            sources::MatchedBy::Carried => "carried",
        };
        (column.source.clone(), column.column.clone(), how.to_string())
    };
    LoadedSource {
        table: loaded.table.clone(),
        file: loaded.file.clone(),
        digest,
        rows_read: loaded.account.rows_read,
        rows_loaded: loaded.account.rows_loaded - merged.known,
        duplicates_dropped: loaded.account.duplicates_dropped + merged.known,
        rows_rejected: loaded.account.rows_rejected,
        rows_warned: loaded.account.rows_warned,
        rows_replaced: merged.replaced,
        mapping: loaded.mapping.iter().map(mapping).collect(),
        rounded: loaded.rounded.iter().map(|rounded| (rounded.column.clone(), rounded.rows)).collect(),
    }
}

/// A quota for a rep whom nobody knows would vanish from every sum: it is treated as a bad row.
fn reject_quotas_for_nobody(fresh: &mut [FreshFile], request: &IngestRequest<'_>) -> Result<(), Failure> {
    if !fresh.iter().any(|file| file.loaded.table == "quotas") {
        return Ok(());
    }
    let files: Vec<LoadedFile> = fresh.iter().map(|file| file.loaded.clone()).collect();
    let found = sources::quotas_for_nobody(&files, &stored_reps(request.store)?);
    if found.is_empty() {
        return Ok(());
    }
    if request.bad_rows == BadRows::Stop {
        let issues = found.into_iter().map(|(_, _, issue)| issue).collect();
        return Err(SourceError::BadRows { issues }.into());
    }
    for (at, file) in fresh.iter_mut().enumerate() {
        let own: Vec<(usize, RowIssue)> =
            found.iter().filter(|(of, _, _)| *of == at).map(|(_, row, issue)| (*row, issue.clone())).collect();
        if !own.is_empty() {
            file.loaded.reject_rows(own)?;
        }
    }
    Ok(())
}

/// The reps that the store knows already.
fn stored_reps(root: &Path) -> Result<BTreeSet<String>, Failure> {
    use polars::prelude::{col, lit};
    let mut reps = BTreeSet::new();
    let Ok(store) = Store::open(root) else { return Ok(reps) };
    for table in ["reps", "orders"] {
        if !store.has_table(table) {
            continue;
        }
        let failed = |error: polars::prelude::PolarsError| Failure::internal(format!("reading {table}: {error}"));
        let mut scan = store.scan(table)?;
        if scan.collect_schema().map_err(failed)?.get("rep_id").is_none() {
            continue;
        }
        let frame = scan.select([col("rep_id").fill_null(lit(""))]).collect().map_err(failed)?;
        let column = frame.column("rep_id").and_then(|column| column.str().cloned()).map_err(failed)?;
        reps.extend(column.iter().flatten().map(str::to_string));
    }
    Ok(reps)
}

/// A digest of the file's bytes, of the files that translate its values and of the settings that read it.
fn digest_of(settings: &SourceSettings, file: &str, request: &IngestRequest<'_>) -> Result<String, Failure> {
    let mut hasher = blake3::Hasher::new();
    let read_by = SourceSettings { files: Vec::new(), ..settings.clone() };
    let described = serde_json::to_vec(&read_by).map_err(|error| Failure::internal(error.to_string()))?;
    hasher.update(&described);
    hasher.update(request.currency.code().as_bytes());
    let lookups = settings.columns.values().filter_map(|source| match source {
        ColumnSource::Detail(detail) => detail.file.clone(),
        ColumnSource::Column(_) => None,
    });
    for path in std::iter::once(file.to_string()).chain(lookups) {
        let path = request.base.join(path);
        let hashed = std::fs::File::open(&path).and_then(|bytes| hasher.update_reader(bytes).map(|_| ()));
        hashed.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::from(SourceError::NotFound { path: path.clone() }),
            _ => Failure::from(SourceError::Unreadable { path: path.clone(), reason: error.to_string() }),
        })?;
    }
    Ok(hasher.finalize().to_hex()[..32].to_string())
}

/// Rejected rows as they came, each with file, line, column, rule and value before it.
fn rejects_csv(loaded: &LoadedFile) -> Result<Vec<u8>, Failure> {
    let failed = |error: csv::Error| Failure::internal(format!("writing rejected rows: {error}"));
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(["file", "line", "column", "rule", "value", "row"]).map_err(failed)?;
    for issue in &loaded.issues {
        let line = issue.line.to_string();
        let head = [issue.file.as_str(), line.as_str(), issue.column.as_str(), issue.rule.code(), issue.value.as_str()];
        writer.write_record(head.into_iter().chain(issue.raw.iter().map(String::as_str))).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| Failure::internal(format!("writing rejected rows: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

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
                bad_rows: BadRows::Stop,
                now: String::new(),
                configuration: String::new(),
            };
            ingest(&request, &mut |_, _, _| {})
        }

        /// (rows loaded, rows known, rows replaced) of the last file, and the sum of all amounts in cents.
        fn after(&self, files: &[&str]) -> ([u64; 3], i64) {
            let report = self.load(files).unwrap();
            let file = report.files.last().unwrap();
            let counts = [file.source.rows_loaded, file.source.duplicates_dropped, file.rows_replaced];
            let frame = report.store.scan("orders").unwrap().collect().unwrap();
            (counts, frame.column("net_amount_minor").unwrap().i64().unwrap().iter().flatten().sum())
        }
    }

    #[test]
    fn a_correction_that_is_taken_back_is_read_again() {
        let orders = Orders::new(&[("a.csv", FIRST), ("b.csv", CORRECTED)]);
        assert_eq!(orders.after(&["a.csv"]), ([2, 0, 0], 300));
        assert_eq!(orders.after(&["b.csv"]), ([1, 1, 1], 1100));
        assert_eq!(orders.after(&["a.csv"]), ([1, 1, 1], 300));
        let report = orders.load(&["a.csv"]).unwrap();
        assert!(report.files[0].unchanged);
        assert_eq!(report.store.manifest().version, 3);
        assert_eq!(orders.after(&["b.csv"]), ([1, 1, 1], 1100));
    }

    #[test]
    fn the_last_file_named_counts_whether_its_content_was_loaded_before_or_not() {
        let orders = Orders::new(&[("a.csv", FIRST), ("b.csv", CORRECTED), ("copy.csv", FIRST)]);
        assert_eq!(orders.after(&["a.csv", "b.csv", "copy.csv"]), ([1, 1, 1], 300));
        assert_eq!(orders.after(&["b.csv", "a.csv"]), ([1, 1, 1], 300));
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
