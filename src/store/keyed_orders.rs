//! The table of orders as another engine is told of it: where it lies, at which version, and the names behind its keys.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::keys::{self, NamesOf};
use super::order_lines::KEYED;
use super::table::table_path;
use super::{KeyNames, Store, StoreError};

/// The table of orders at a version, not read.
#[derive(Debug, Clone)]
pub struct KeyedOrders {
    /// The table's folder within the store.
    pub folder: String,
    /// The table's folder by its whole path.
    pub place: PathBuf,
    /// The Delta table's version.
    pub delta_version: u64,
    /// The data files of that version, by their whole paths.
    pub files: Vec<PathBuf>,
    /// The columns.
    pub columns: BTreeSet<String>,
    /// The names behind the keys.
    pub names: KeyNames,
    /// How many orders have keys: they are 0 up to this.
    pub orders: usize,
    root: PathBuf,
    customer_files: Vec<PathBuf>,
}

impl KeyedOrders {
    /// The names behind the keys of customers.
    ///
    /// # Errors
    /// Where the table of names cannot be read.
    pub fn customer_names(&self) -> Result<Vec<String>, StoreError> {
        keys::names(&self.root, &self.customer_files, NamesOf::Customers)
    }
}

impl Store {
    /// The table of orders by its keys; none where its lines have none, as in stores of format 1.
    ///
    /// # Errors
    /// Where the store holds no orders, or what it says of them cannot be read.
    pub fn keyed_orders(&self) -> Result<Option<KeyedOrders>, StoreError> {
        let version = self.table_version(keys::ORDERS)?;
        let (files, columns) = self.whole_files(keys::ORDERS)?;
        let columns: BTreeSet<String> = columns.into_iter().map(|column| column.name).collect();
        if !KEYED.iter().all(|needed| columns.contains(*needed)) {
            return Ok(None);
        }
        let customer_files = self.files_of_names(NamesOf::Customers)?;
        let names = KeyNames {
            reps: keys::names(&self.root, &self.files_of_names(NamesOf::Reps)?, NamesOf::Reps)?,
            regions: keys::names(&self.root, &self.files_of_names(NamesOf::Regions)?, NamesOf::Regions)?,
            nameless_customer: keys::key_of_nameless(&customer_files, NamesOf::Customers, None)?,
        };
        let place = table_path(&self.root, keys::ORDERS);
        let folder = place.strip_prefix(&self.root).unwrap_or(&place).to_string_lossy().into_owned();
        Ok(Some(KeyedOrders {
            folder,
            place: whole(&place),
            delta_version: version.delta_version,
            files: files.iter().map(|file| whole(file)).collect(),
            columns,
            names,
            orders: self.manifest.tables.get(keys::ORDER_TABLE).map_or(0, |version| version.rows as usize),
            root: self.root.clone(),
            customer_files,
        }))
    }
}

/// A path that means the same in another folder; where there is no such path, as it is.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
