//! From which objects the copies were made.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::store::durable;

/// The marks of objects whose copies lie in the folder, by name. A copy without a mark is not trusted.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Marks {
    marks: BTreeMap<String, String>,
}

impl Marks {
    /// What the folder says of its copies; nothing where it does not say.
    pub(super) fn read(root: &Path) -> Marks {
        fs::read(path(root)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Keeps them. What is not kept is fetched once more.
    pub(super) fn write(&self, root: &Path) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(self).map_err(std::io::Error::other)?;
        durable::replace(&path(root), |mut file| file.write_all(&bytes))
    }

    pub(super) fn of(&self, name: &str) -> Option<&str> {
        self.marks.get(name).map(String::as_str)
    }

    pub(super) fn set(&mut self, name: &str, mark: String) {
        self.marks.insert(name.to_string(), mark);
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.marks.remove(name);
    }

    pub(super) fn keep_only(&mut self, stays: impl Fn(&str) -> bool) {
        self.marks.retain(|name, _| stays(name));
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.marks.keys().map(String::as_str)
    }
}

fn path(root: &Path) -> PathBuf {
    root.join("mirror.json")
}
