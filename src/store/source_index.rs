//! Which files were loaded into a store: a short line a file, so that a load need not read every manifest.
//!
//! The lines of a load are added before its manifest is written. Lines of versions above the current one belong to
//! loads that died: they are not read, and taken out by the next load. The manifests say all of it too, so a store
//! without the lines gets them back.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{LoadedSource, Manifest, StoreError, durable, manifest};

/// The files that were loaded up to a version, and those of the load that is under way.
#[derive(Debug)]
pub(super) struct SourceIndex {
    root: PathBuf,
    entries: Vec<Entry>,
    loads: Vec<Load>,
    /// Files of the load that is under way.
    new: Vec<LoadedSource>,
    /// Whether the file holds exactly the entries, so that new ones can be added at its end.
    is_exact: bool,
}

#[derive(Debug)]
struct Entry {
    /// Position in the loads.
    load: usize,
    rows_replaced: u64,
    digest: String,
    table: String,
}

#[derive(Debug)]
struct Load {
    version: u64,
    /// What its manifest says, read when it is first asked for.
    sources: OnceLock<Vec<LoadedSource>>,
}

impl SourceIndex {
    /// Reads the lines of a store at its current version; makes them from the manifests where they are not there.
    pub(super) fn read(root: &Path, current: Option<&Manifest>) -> Result<SourceIndex, StoreError> {
        let new = || SourceIndex {
            root: root.to_path_buf(),
            entries: Vec::new(),
            loads: Vec::new(),
            new: Vec::new(),
            is_exact: true,
        };
        let Some(current) = current else { return Ok(new()) };
        let path = index_path(root);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(StoreError::io(format!("reading `{}`", path.display()), &error)),
        };
        let mut index = new();
        if text.is_empty() || !index.take_lines(&text, current.version) {
            index = SourceIndex { is_exact: false, ..new() };
            for (version, source) in all_sources(root, current)? {
                index.take(version, source.rows_replaced, source.digest, source.table);
            }
        }
        Ok(index)
    }

    /// The last load of this table that had exactly this content.
    pub(super) fn known(&self, table: &str, digest: &str) -> Option<&LoadedSource> {
        let is_it = |source: &&LoadedSource| source.table == table && source.digest == digest;
        self.new.iter().rev().find(is_it).or_else(|| {
            let entry = self.entries.iter().rev().find(|entry| entry.table == table && entry.digest == digest)?;
            self.sources(&self.loads[entry.load]).iter().rev().find(is_it)
        })
    }

    /// Whether a file of the same table that replaced rows was loaded after this one.
    pub(super) fn is_overtaken(&self, known: &LoadedSource) -> bool {
        let same = |table: &str, digest: &str| table == known.table && digest == known.digest;
        for source in self.new.iter().rev() {
            if same(&source.table, &source.digest) {
                return false;
            }
            if source.table == known.table && source.rows_replaced > 0 {
                return true;
            }
        }
        let mut later = self.entries.iter().rev().take_while(|entry| !same(&entry.table, &entry.digest));
        later.any(|entry| entry.table == known.table && entry.rows_replaced > 0)
    }

    /// Notes a file of the load that is under way.
    pub(super) fn note(&mut self, source: LoadedSource) {
        self.new.retain(|known| !(known.table == source.table && known.digest == source.digest));
        self.new.push(source);
    }

    /// Adds the lines of the load that is under way, under its version, and returns its files.
    pub(super) fn write(&mut self, version: u64) -> Result<Vec<LoadedSource>, StoreError> {
        let path = index_path(&self.root);
        let lines = |entries: &mut dyn Iterator<Item = (u64, u64, &str, &str)>| -> String {
            entries
                .map(|(version, replaced, digest, table)| format!("{version}\t{replaced}\t{digest}\t{table}\n"))
                .collect()
        };
        let new = lines(&mut self.new.iter().map(|s| (version, s.rows_replaced, s.digest.as_str(), s.table.as_str())));
        let written = if self.is_exact && path.is_file() {
            append(&path, &new)
        } else {
            let version_of = |entry: &Entry| self.loads[entry.load].version;
            let old = lines(
                &mut self.entries.iter().map(|e| (version_of(e), e.rows_replaced, e.digest.as_str(), e.table.as_str())),
            );
            durable::replace(&path, |mut file| file.write_all((HEAD.to_string() + &old + &new).as_bytes()))
        };
        written.map_err(|error| StoreError::io(format!("writing `{}`", path.display()), &error))?;
        Ok(std::mem::take(&mut self.new))
    }

    /// Takes the lines up to a version; false where they are not lines of an index.
    fn take_lines(&mut self, text: &str, current: u64) -> bool {
        let Some(lines) = text.strip_prefix(HEAD) else { return false };
        for line in lines.split_inclusive('\n') {
            let fields: Vec<&str> = line.trim_end_matches('\n').split('\t').collect();
            let numbers = match fields.as_slice() {
                [version, replaced, _, _] => version.parse::<u64>().ok().zip(replaced.parse::<u64>().ok()),
                _ => None,
            };
            match numbers {
                // A load died; its last line may be torn.
                _ if !line.ends_with('\n') => self.is_exact = false,
                Some((version, _)) if version > current => self.is_exact = false,
                Some((version, replaced)) => self.take(version, replaced, fields[2].to_string(), fields[3].to_string()),
                None => return false,
            }
        }
        true
    }

    fn take(&mut self, version: u64, rows_replaced: u64, digest: String, table: String) {
        if self.loads.last().is_none_or(|load| load.version != version) {
            self.loads.push(Load { version, sources: OnceLock::new() });
        }
        self.entries.push(Entry { load: self.loads.len() - 1, rows_replaced, digest, table });
    }

    /// What the manifest of a load says. Where it cannot be read any more, its files are read anew when they come
    /// again, and found to be known row by row.
    fn sources<'l>(&self, load: &'l Load) -> &'l [LoadedSource] {
        load.sources.get_or_init(|| {
            manifest::read(&self.root, load.version).ok().flatten().map_or_else(Vec::new, |manifest| manifest.sources)
        })
    }
}

/// All files that were loaded up to a version, in the order of their last load, each with the version whose manifest
/// names it.
pub(super) fn all_sources(root: &Path, current: &Manifest) -> Result<Vec<(u64, LoadedSource)>, StoreError> {
    let mut found: Vec<(u64, LoadedSource)> = Vec::new();
    let mut manifest = current.clone();
    loop {
        let (version, is_all) = (manifest.version, manifest.names_all_sources());
        found.extend(manifest.sources.into_iter().rev().map(|source| (version, source)));
        if is_all || version <= 1 {
            break;
        }
        let path = manifest::version_path(root, version - 1);
        manifest = manifest::read(root, version - 1)?
            .ok_or_else(|| manifest::damaged(root, &path, "is missing, the manifest of an earlier load".to_string()))?;
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(_, source)| seen.insert((source.table.clone(), source.digest.clone())));
    found.reverse();
    Ok(found)
}

/// The first line.
const HEAD: &str = "version\trows_replaced\tdigest\ttable\n";

fn index_path(root: &Path) -> PathBuf {
    root.join("versions").join("sources.tsv")
}

fn append(path: &Path, lines: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}
