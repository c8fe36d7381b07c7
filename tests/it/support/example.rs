//! The example's review pack, made once for all tests that read it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tempfile::TempDir;

use super::{Ran, Run, Table, package};

/// A finished `attain demo`.
pub(crate) struct Example {
    folder: TempDir,
    /// What the run said.
    pub(crate) ran: Ran,
}

/// The pack; the first caller makes it.
pub(crate) fn example() -> &'static Example {
    static EXAMPLE: OnceLock<Example> = OnceLock::new();
    EXAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let ran = Run::new("demo --datasets").arg(package().join("datasets")).arg("--out").arg(folder.path()).run();
        assert_eq!(ran.code, 0, "the demo ends otherwise: {}", ran.stderr);
        Example { folder, ran }
    })
}

impl Example {
    /// The pack's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store beneath it.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder().join("store")
    }

    /// `review.json`.
    pub(crate) fn json(&self) -> &'static serde_json::Value {
        static JSON: OnceLock<serde_json::Value> = OnceLock::new();
        JSON.get_or_init(|| {
            let text = std::fs::read_to_string(self.folder().join("review.json")).expect("the pack has review.json");
            serde_json::from_str(&text).expect("review.json is JSON")
        })
    }

    /// `tables/<name>.csv`.
    pub(crate) fn csv(&self, name: &str) -> Table {
        Table::from_csv_file(&self.folder().join("tables").join(format!("{name}.csv")))
    }

    /// `tables/<name>.parquet`.
    pub(crate) fn parquet(&self, name: &str) -> Table {
        Table::from_parquet(&self.folder().join("tables").join(format!("{name}.parquet")))
    }

    /// Asks the example's store with its configuration; the same question is asked only once.
    #[track_caller]
    pub(crate) fn ask(&self, words: &str) -> Table {
        static ANSWERS: Mutex<BTreeMap<String, Table>> = Mutex::new(BTreeMap::new());
        let answers = || ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers().get(words) {
            return known.clone();
        }
        let ran = self.command(words).run();
        assert!(ran.code <= 1, "`{}` failed: {}", ran.command, ran.stderr);
        let answer = Table::from_csv(&ran.stdout);
        answers().insert(words.to_string(), answer.clone());
        answer
    }

    /// A command on the example's store with its configuration; it answers in CSV, since nobody looks on.
    pub(crate) fn command(&self, words: &str) -> Run {
        Run::new(words)
            .arg("--config")
            .arg(package().join("datasets/adventureworks/attain.toml"))
            .arg("--store")
            .arg(self.store())
    }
}
