//! A company of two reps in a folder, loaded into a store, for tests that spoil something.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::{Ran, Run, copy_folder, files_under};

/// Four orders of two reps over two quarters.
pub(crate) const ORDERS: &str = "\
order_id,order_date,customer_id,rep_id,quantity,net_amount
O1,2024-01-15,C1,R1,1,100.00
O2,2024-02-20,C2,R2,2,80.50
O3,2024-04-03,C1,R1,1,40.00
O4,2024-06-28,C3,R2,3,60.25
";

/// The two reps.
pub(crate) const REPS: &str = "\
rep_id,name,team
R1,Rep 1,North
R2,Rep 2,South
";

/// A quota for each.
pub(crate) const QUOTAS: &str = "\
rep_id,period_start,period_end,value
R1,2024-04-01,2024-06-30,50.00
R2,2024-04-01,2024-06-30,75.00
";

/// A folder with the company's store and whatever a test writes beside it.
pub(crate) struct TinyCompany {
    folder: TempDir,
}

/// What a store must keep through a failed load: its own files and what it answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StoreState {
    manifests: BTreeMap<String, Vec<u8>>,
    answer: String,
}

impl TinyCompany {
    /// Nothing loaded yet.
    pub(crate) fn empty() -> TinyCompany {
        TinyCompany { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// Orders, reps and quotas loaded: a copy of a company that was loaded once.
    pub(crate) fn loaded() -> TinyCompany {
        static TEMPLATE: OnceLock<TinyCompany> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let company = TinyCompany::empty();
            for (table, text) in [("orders", ORDERS), ("reps", REPS), ("quotas", QUOTAS)] {
                let file = format!("{table}.csv");
                company.write(&file, text);
                company.run(&format!("ingest {file} --table {table}")).exits(0);
            }
            company
        });
        let company = TinyCompany::empty();
        copy_folder(template.folder(), company.folder());
        company
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder().join("store")
    }

    /// Writes a file beside the store.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder().join(name), content).expect("a file can be written");
    }

    /// A command in the folder, on its store.
    pub(crate) fn command(&self, words: &str) -> Run {
        Run::new(words).arg("--store").arg("store").in_folder(self.folder())
    }

    /// Runs a command in the folder, on its store.
    pub(crate) fn run(&self, words: &str) -> Ran {
        self.command(words).run()
    }

    /// The store's version.
    pub(crate) fn version(&self) -> u64 {
        self.manifest()["version"].as_u64().expect("a manifest has a version")
    }

    /// The current manifest.
    pub(crate) fn manifest(&self) -> serde_json::Value {
        let read = |path: PathBuf| -> serde_json::Value {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            serde_json::from_str(&text).expect("the store's own files are JSON")
        };
        let pointer = read(self.store().join("attain-store.json"));
        let version = pointer["version"].as_u64().expect("the pointer names a version");
        read(self.store().join("versions").join(format!("{version:08}.json")))
    }

    /// What must not change when a command fails: the store's own files and what it answers.
    pub(crate) fn state(&self) -> StoreState {
        StoreState { manifests: self.manifests(), answer: self.run(QUESTION).stdout }
    }

    /// The state of a company as [`TinyCompany::loaded`] makes it, which is asked only once.
    pub(crate) fn state_as_loaded() -> &'static StoreState {
        static STATE: OnceLock<StoreState> = OnceLock::new();
        STATE.get_or_init(|| TinyCompany::loaded().state())
    }

    fn manifests(&self) -> BTreeMap<String, Vec<u8>> {
        if self.store().exists() {
            files_under(&self.store(), &["tables/", ".lock", "rejects/"])
        } else {
            BTreeMap::new()
        }
    }
}

/// What the store is asked before and after.
const QUESTION: &str = "kpi revenue_net attainment --by rep --grain quarter";
