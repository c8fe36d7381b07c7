//! Loading: files into the store, every row accounted for.

use std::collections::BTreeSet;
use std::path::Path;

use crate::failure::Failure;
use crate::quantity::Currency;
use crate::sources::{
    self, BadRows, ColumnSource, LoadedFile, MappedColumn, ReadOptions, RowIssue, SourceError, SourceSettings,
};
use crate::store::{LoadedSource, NewRows, Store, Writer};

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
    let mut fresh: Vec<(usize, String, LoadedFile)> = Vec::new();
    let mut twins: Vec<(usize, usize, String)> = Vec::new();
    for settings in request.sources {
        for file in &settings.files {
            let digest = digest_of(settings, file, request)?;
            if let Some(known) = writer.known_source(&settings.table, &digest) {
                reports.push(Some(unchanged(known)));
                continue;
            }
            let twin = fresh.iter().find(|(_, known, loaded)| *known == digest && loaded.table == settings.table);
            if let Some((original, _, _)) = twin {
                twins.push((reports.len(), *original, file.clone()));
                reports.push(None);
                continue;
            }
            let options = ReadOptions { currency: request.currency, bad_rows: request.bad_rows };
            let size = std::fs::metadata(request.base.join(file)).map_or(0, |metadata| metadata.len());
            let mut heard = |bytes: u64| progress(file, bytes, size);
            let loaded = sources::read_file(settings, file, request.base, &options, &mut heard)?;
            fresh.push((reports.len(), digest, loaded));
            reports.push(None);
        }
    }
    reject_quotas_for_nobody(&mut fresh, request)?;
    let mut rejected = Vec::new();
    let mut rejects_written = Vec::new();
    for (at, digest, loaded) in fresh {
        if !loaded.issues.is_empty() {
            rejects_written.push(writer.write_rejects(at, &loaded.table, &rejects_csv(&loaded)?)?);
        }
        let merged = writer.merge(&NewRows { table: loaded.table.clone(), frame: loaded.frame.clone() })?;
        let source = noted(&loaded, digest, merged.known);
        writer.note_source(source.clone());
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

/// The same content again: every row is a known one.
fn unchanged(known: &LoadedSource) -> FileReport {
    let source =
        LoadedSource { rows_loaded: 0, duplicates_dropped: known.rows_read - known.rows_rejected, ..known.clone() };
    FileReport { source, unchanged: true, rows_replaced: 0 }
}

/// What the store keeps of a file; rows that it held already count as duplicates.
fn noted(loaded: &LoadedFile, digest: String, known_rows: u64) -> LoadedSource {
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
        rows_loaded: loaded.account.rows_loaded - known_rows,
        duplicates_dropped: loaded.account.duplicates_dropped + known_rows,
        rows_rejected: loaded.account.rows_rejected,
        rows_warned: loaded.account.rows_warned,
        mapping: loaded.mapping.iter().map(mapping).collect(),
        rounded: loaded.rounded.iter().map(|rounded| (rounded.column.clone(), rounded.rows)).collect(),
    }
}

/// A quota for a rep whom nobody knows would vanish from every sum: it is treated as a bad row.
fn reject_quotas_for_nobody(
    fresh: &mut [(usize, String, LoadedFile)],
    request: &IngestRequest<'_>,
) -> Result<(), Failure> {
    if !fresh.iter().any(|(_, _, file)| file.table == "quotas") {
        return Ok(());
    }
    let files: Vec<LoadedFile> = fresh.iter().map(|(_, _, file)| file.clone()).collect();
    let found = sources::quotas_for_nobody(&files, &stored_reps(request.store)?);
    if found.is_empty() {
        return Ok(());
    }
    if request.bad_rows == BadRows::Stop {
        let issues = found.into_iter().map(|(_, _, issue)| issue).collect();
        return Err(SourceError::BadRows { issues }.into());
    }
    for (at, (_, _, file)) in fresh.iter_mut().enumerate() {
        let own: Vec<(usize, RowIssue)> =
            found.iter().filter(|(of, _, _)| *of == at).map(|(_, row, issue)| (*row, issue.clone())).collect();
        if !own.is_empty() {
            file.reject_rows(own)?;
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
