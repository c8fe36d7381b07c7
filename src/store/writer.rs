//! The right to write to a store, and what a load does with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

#[cfg(test)]
use polars::prelude::{DataFrame, PolarsError};

use super::columns::{Column, StoredColumn};
#[cfg(test)]
use super::frame;
use super::keys::{self, Keys};
use super::leftovers::Leftovers;
use super::mirror::Sent;
use super::source_index::SourceIndex;
use super::stage::Stage;
use super::table::{self, Table, whole_files};
use super::{LoadedSource, Manifest, Store, StoreError, TableVersion, data_file, manifest, merging, mirror};

/// New rows for one table, from one file.
#[cfg(test)]
#[derive(Debug, Clone)]
pub(super) struct NewRows {
    /// The table.
    pub(super) table: String,
    /// The rows, with the columns `row_key` and `row_hash`.
    pub(super) frame: DataFrame,
}

/// What became of new rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Rows that the table did not hold.
    pub added: u64,
    /// Rows whose key the table held with other content; the new content replaced the old.
    pub replaced: u64,
    /// Rows that the table held already.
    pub known: u64,
}

/// An exclusive right to write, held until it is committed or dropped.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    previous: Option<Manifest>,
    /// The tables that this load has opened.
    tables: BTreeMap<String, Table>,
    /// The keys of the names of orders, read when the first orders come.
    keys: Option<Arc<Keys>>,
    sources: SourceIndex,
    has_new_sources: bool,
    currency: Option<String>,
    other_currencies: BTreeSet<String>,
    leftovers: Leftovers,
    /// Let go last, when nothing is written any more.
    _lock: File,
}

/// How often the lock of a store is tried for: a second.
const PATIENCE: usize = 40;

/// Tries to lock a file, as often as is said. A program that is just being started holds, for an instant, whatever the one
/// that starts it had open, a lock that was let go already among it; that is no other load.
pub(super) fn patiently_locked(lock: &File, tries: usize) -> Result<(), TryLockError> {
    const PAUSE: Duration = Duration::from_millis(25);
    for _ in 0..tries {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            settled => return settled,
        }
    }
    lock.try_lock()
}

/// What a load may make in the store's folder.
const MADE: [&str; 4] = ["tables", "versions", "rejects", ".lock"];

impl Writer {
    /// Takes the right to write, creating the folder where it does not exist. Where there was no store before and
    /// nothing is committed, everything that was made is removed again.
    pub fn begin(root: &Path) -> Result<Writer, StoreError> {
        let creating = || format!("creating `{}`", root.display());
        super::require_no_file(root)?;
        let mut leftovers = Leftovers::before(root, &MADE);
        fs::create_dir_all(root).map_err(|error| StoreError::io(creating(), &error))?;
        let lock = File::create(root.join(".lock")).map_err(|error| StoreError::io(creating(), &error))?;
        let mirror = mirror::of(root);
        match patiently_locked(&lock, if mirror.is_some() { mirror::PATIENCE } else { PATIENCE }) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // What is there belongs to the other load.
                leftovers.keep();
                return Err(StoreError::Locked { path: root.to_path_buf() });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io(creating(), &error)),
        }
        if let Some(mirror) = &mirror {
            mirror.pull()?;
        }
        let previous = manifest::current(root)?;
        if let Some(manifest) = &previous {
            leftovers.keep();
            manifest.require_writable(root)?;
        }
        table::remove_temporary(root);
        let sources = SourceIndex::read(root, previous.as_ref())?;
        let (tables, keys, has_new_sources) = (BTreeMap::new(), None, false);
        let currency = previous.as_ref().and_then(|manifest| manifest.currency.clone());
        let other_currencies = previous.as_ref().map(|manifest| manifest.other_currencies.clone()).unwrap_or_default();
        Ok(Writer {
            root: root.to_path_buf(),
            other_currencies,
            previous,
            tables,
            keys,
            sources,
            has_new_sources,
            currency,
            leftovers,
            _lock: lock,
        })
    }

    /// Makes this the currency of all amounts; a store has one.
    ///
    /// # Errors
    /// [`StoreError::OtherCurrency`] where the store has another one.
    pub fn require_currency(&mut self, code: &str) -> Result<(), StoreError> {
        let kept = self.currency.get_or_insert_with(|| code.to_string());
        match kept == code {
            true => Ok(()),
            false => Err(StoreError::OtherCurrency { kept: kept.clone(), asked: code.to_string() }),
        }
    }

    /// Notes a currency in which some orders are, besides the store's own.
    pub fn note_other_currency(&mut self, code: String) {
        self.other_currencies.insert(code);
    }

    /// The load of this table that had exactly this content, if there was one.
    ///
    /// Whether its rows are still the store's is another question: see [`Writer::is_up_to_date`].
    pub fn known_source(&self, table: &str, digest: &str) -> Option<&LoadedSource> {
        self.sources.known(table, digest)
    }

    /// Whether any file of this table was loaded before.
    pub fn has_sources_of(&self, table: &str) -> bool {
        self.previous.as_ref().is_some_and(|manifest| manifest.tables.contains_key(table))
    }

    /// Whether no later load of the same table replaced rows, which could be rows of this one.
    pub fn is_up_to_date(&self, known: &LoadedSource) -> bool {
        !self.sources.is_overtaken(known)
    }

    /// Opens a place for new rows of a table, invisible until they are merged and committed.
    ///
    /// The table `orders` also gets integer keys beside the names: `customer_key`, `rep_key`, `product_key`,
    /// `region_key`, `channel_key` and `order_key`, from 0 without gaps, the same name always the same key. What is
    /// behind them stands in the tables `keys_customer` and so on.
    ///
    /// # Errors
    /// Where the table cannot be read at its last good version, or the disk refuses.
    pub fn stage(&mut self, table: &str, columns: &[StoredColumn]) -> Result<Stage, StoreError> {
        self.open(table)?;
        let keys = self.keys_of(table)?;
        let opened = self.tables.get_mut(table).expect("it was opened above");
        let given = columns.iter().map(Column::from).collect();
        Ok(Stage::new(table, given, keys, |columns| opened.place(columns)))
    }

    /// Merges what was staged into the table by key. Nothing is visible to readers before [`Writer::commit`].
    ///
    /// A row whose key and content the table holds is known and dropped; one whose key it holds with other content
    /// replaces the old one. What was merged earlier in the same load belongs to the table. No two rows of a stage
    /// may have the same key.
    pub fn merge(&mut self, stage: Stage) -> Result<Merged, StoreError> {
        let name = stage.table().to_string();
        self.open(&name)?;
        merging::merge(self.tables.get_mut(&name).expect("it was opened above"), stage)
    }

    /// Merges rows that come as one frame.
    #[cfg(test)]
    pub(super) fn merge_frame(&mut self, rows: &NewRows) -> Result<Merged, StoreError> {
        let engine = |error: PolarsError| StoreError::engine(format!("writing the table {}", rows.table), &error);
        let (columns, batch) = frame::taken_apart(&rows.frame).map_err(engine)?;
        let mut stage = self.stage(&rows.table, &columns)?;
        stage.append(batch)?;
        self.merge(stage)
    }

    /// Notes a file that was read, so that the same content is recognised the next time.
    pub fn note_source(&mut self, source: LoadedSource) {
        self.sources.note(source);
        self.has_new_sources = true;
    }

    /// Makes everything that was merged visible as the next version; without changes the version stays.
    ///
    /// `committed_at` is the time of the load as text, from the caller, who alone reads the clock.
    pub fn commit(mut self, committed_at: &str, configuration: &str) -> Result<Store, StoreError> {
        if !self.has_new_sources && !self.tables.values().any(Table::is_changed) {
            return Store::open(&self.root);
        }
        self.write_keys()?;
        if let Some(keys) = self.keys.take() {
            // Giving much memory back takes its time, and what follows mostly waits for the disk.
            rayon::spawn(move || drop(keys));
        }
        let version = self.coming_version();
        let tables = self.commit_tables()?;
        // Versions above the current one were left by a person who went back: what they name is not ours to remove.
        let someone_went_back = manifest::version_path(&self.root, version).exists();
        manifest::create_folder(&self.root)?;
        let manifest = Manifest {
            format: manifest::FORMAT,
            version,
            committed_at: committed_at.to_string(),
            configuration: configuration.to_string(),
            currency: self.currency.clone(),
            other_currencies: self.other_currencies.clone(),
            tables,
            sources: self.sources.write(version)?,
        };
        let mirror = mirror::of(&self.root);
        let sent = self.sent(&manifest);
        if let Some(mirror) = &mirror {
            mirror.send(&manifest, &sent)?;
        }
        let published = manifest::publish(&self.root, &manifest);
        if manifest::is_current(&self.root, version) {
            // Also where the last flush failed: what readers find by now must stay.
            self.tables.values_mut().for_each(|table| table.keep(!someone_went_back));
            self.leftovers.keep();
        } else if !someone_went_back {
            data_file::remove(std::iter::once(manifest::version_path(&self.root, version).as_path()));
        }
        if let Some(mirror) = &mirror {
            let tables: Vec<&str> = sent.iter().map(|sent| sent.table.as_str()).collect();
            mirror.send_besides(version, &tables)?;
        }
        published?;
        Ok(Store::at(&self.root, manifest))
    }

    /// What was changed in the tables, for a bucket.
    fn sent(&self, manifest: &Manifest) -> Vec<Sent> {
        let changed = self.tables.iter().filter(|(_, table)| table.is_changed());
        let sent = changed.filter_map(|(name, table)| {
            let delta_version = manifest.tables.get(name)?.delta_version;
            Some(Sent { table: name.clone(), delta_version, files: table.coming_files() })
        });
        sent.collect()
    }

    /// Writes the changes into the logs of the tables; the versions of all tables of the store.
    fn commit_tables(&mut self) -> Result<BTreeMap<String, TableVersion>, StoreError> {
        let mut versions = self.previous.as_ref().map_or_else(BTreeMap::new, |manifest| manifest.tables.clone());
        let changed: Vec<(&String, &mut Table)> =
            self.tables.iter_mut().filter(|(_, table)| table.is_changed()).collect();
        // Every commit waits for the disk several times; those of different tables wait side by side, however many
        // threads may work.
        let committed: Vec<Result<_, StoreError>> = std::thread::scope(|scope| {
            let begun: Vec<_> = changed
                .into_iter()
                .map(|(name, table)| {
                    let commit = move || Ok((name.clone(), table.commit()?));
                    let begun = std::thread::Builder::new().spawn_scoped(scope, commit);
                    begun.map_err(|error| StoreError::io("starting to write a table's log".to_string(), &error))
                })
                .collect();
            let end = |commit: Result<std::thread::ScopedJoinHandle<'_, _>, StoreError>| {
                commit?.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            begun.into_iter().map(end).collect()
        });
        for of in committed {
            let (name, version) = of?;
            versions.insert(name, version);
        }
        Ok(versions)
    }

    /// Where rejected rows of this load are to be kept beside the store; the file's name carries the coming version,
    /// the position of the file in the load and the table.
    pub fn rejects_path(&self, position: usize, table: &str) -> PathBuf {
        self.root.join("rejects").join(format!("{:08}-{position:03}-{table}.csv", self.coming_version()))
    }

    fn coming_version(&self) -> u64 {
        self.previous.as_ref().map_or(0, |manifest| manifest.version) + 1
    }

    fn open(&mut self, name: &str) -> Result<(), StoreError> {
        if self.tables.contains_key(name) {
            return Ok(());
        }
        let good = self.previous.as_ref().and_then(|manifest| manifest.tables.get(name));
        let table = Table::open(&self.root, name, good)?;
        self.tables.insert(name.to_string(), table);
        Ok(())
    }

    /// The keys that a table gets; none for all tables but orders.
    fn keys_of(&mut self, table: &str) -> Result<Option<Arc<Keys>>, StoreError> {
        if table != keys::ORDERS {
            return Ok(None);
        }
        if self.keys.is_none() {
            let held = self.previous.as_ref().map(|manifest| &manifest.tables);
            let files = |name: &str| match held.and_then(|tables| tables.get(name)) {
                Some(version) => Ok(whole_files(&self.root, name, version)?.0),
                None => Ok(Vec::new()),
            };
            self.keys = Some(Arc::new(Keys::read(&self.root, &files)?));
        }
        Ok(self.keys.clone())
    }

    /// Adds the names that came with this load to the tables of names.
    fn write_keys(&mut self) -> Result<(), StoreError> {
        let Some(keys) = self.keys.clone().filter(|_| self.tables.get(keys::ORDERS).is_some_and(Table::is_changed))
        else {
            return Ok(());
        };
        for (name, columns) in keys.unwritten() {
            self.open(name)?;
            let table = self.tables.get_mut(name).expect("it was opened above");
            let mut files = table.place(columns.to_vec().into());
            keys.write(name, &mut |arrays| files.write(arrays))?;
            table.widen(&columns)?;
            table.take(files.finish()?)?;
        }
        Ok(())
    }
}
