//! What the tests share: the program as a process, tables as rows of text, the example pack made once.

mod company;
mod example;
mod run;
mod table;

pub(crate) use company::{ORDERS, QUOTAS, REPS, TinyCompany};
pub(crate) use example::example;
pub(crate) use run::{Ran, Run};
pub(crate) use table::{Table, cents, same_value};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The package's own folder; tests read nothing outside it.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Holds that a text says something.
#[track_caller]
pub(crate) fn holds(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is not said:\n{text}");
}

/// Every file under a folder with its bytes, by its path from there, without those whose path starts with `except`.
pub(crate) fn files_under(folder: &Path, except: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder of the test can be listed") {
            let path = entry.expect("an entry can be read").path();
            let name = relative(folder, &path);
            if except.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(name, std::fs::read(&path).expect("a file of the test can be read"));
            }
        }
    }
    found
}

/// Copies a folder's files into another one.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    for (name, bytes) in files_under(from, &[]) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }
}

fn relative(folder: &Path, path: &Path) -> String {
    let inside: PathBuf = path.strip_prefix(folder).expect("the path lies in the folder").to_path_buf();
    inside.to_string_lossy().replace('\\', "/")
}
