//! A first load that fails leaves nothing behind.

use std::fs;
use std::path::{Path, PathBuf};

/// What a load may have made where there was no store, removed again unless the load is kept.
#[derive(Debug)]
pub(super) struct Leftovers {
    /// Files and folders that were not there before, inner ones first.
    inside: Vec<PathBuf>,
    /// The store's folder and those above it that were not there before, inner ones first; only empty ones go.
    above: Vec<PathBuf>,
}

impl Leftovers {
    /// Looks at what is there before anything is made.
    pub(super) fn before(root: &Path, names: &[&str]) -> Leftovers {
        let missing = |path: &Path| path.symlink_metadata().is_err();
        let inside = names.iter().map(|name| root.join(name)).filter(|path| missing(path)).collect();
        let above = root.ancestors().take_while(|path| !path.as_os_str().is_empty() && missing(path));
        Leftovers { inside, above: above.map(Path::to_path_buf).collect() }
    }

    /// Everything stays.
    pub(super) fn keep(&mut self) {
        self.inside.clear();
        self.above.clear();
    }
}

impl Drop for Leftovers {
    fn drop(&mut self) {
        // What cannot be removed stays: the load's own error is the one to tell.
        for path in &self.inside {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        for path in &self.above {
            let _ = fs::remove_dir(path);
        }
    }
}
