//! Paths, folders and patterns of a source, made into files.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::regular_file;
use crate::sources::{SourceError, is_object_address};

/// Endings of the files that are read where a folder is given: a folder also holds notes and licences. Files that are
/// named or matched by a pattern are read whatever their names are.
const ENDINGS: [&str; 22] = [
    "csv", "tsv", "tab", "txt", "psv", "asc", "dat", "data", "json", "jsonl", "ndjson", "parquet", "parq", "pq",
    "xlsx", "xlsm", "xltx", "xlsb", "xls", "ods", "gz", "zst",
];

/// The file by which a store of attain is known.
const STORE_MARK: &str = "attain-store.json";

/// Standard input.
const STANDARD_INPUT: &str = "-";

/// Paths, folders and patterns as they were given, made into files: those of a folder or a pattern sorted by name,
/// none of them twice. Names stay relative where they were given so; `-` and addresses of objects stay, and so does a
/// path that leads nowhere, for whoever opens it to say.
///
/// Of a folder its own files are taken, not those of folders in it, and only those with the endings of tables. Hidden
/// files, the `~$` files by which Excel locks a workbook, and stores of attain are passed over.
///
/// # Errors
/// A pattern that matches nothing or is none, a folder that holds no file to load or cannot be read.
pub fn expand(files: &[String], base: &Path) -> Result<Vec<String>, SourceError> {
    let mut expanded = Vec::new();
    let mut known = HashSet::new();
    for given in files {
        let path = base.join(given);
        let found = match () {
            // A file that is there is meant by its name, even where the name looks like a pattern.
            () if given == STANDARD_INPUT || is_object_address(given) => None,
            () if path.is_dir() => Some(of_folder(given, &path)?),
            () if path.exists() || !is_pattern(given) => None,
            () => Some(of_pattern(given, base)?),
        };
        match found {
            None => {
                known.insert(given.clone());
                expanded.push(given.clone());
            }
            Some(found) => expanded.extend(found.into_iter().filter(|file| known.insert(file.clone()))),
        }
    }
    Ok(expanded)
}

fn is_pattern(given: &str) -> bool {
    given.contains(['*', '?', '['])
}

fn of_folder(given: &str, folder: &Path) -> Result<Vec<String>, SourceError> {
    let nothing = |is_store| SourceError::NoFilesInFolder { folder: given.to_string(), is_store };
    if folder.join(STORE_MARK).exists() {
        return Err(nothing(true));
    }
    let refused = |error: std::io::Error| regular_file::refused(folder, &error);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        if is_table(&entry.file_name()) && entry.path().is_file() {
            names.push(in_utf_8(entry.file_name().as_os_str(), folder)?);
        }
    }
    names.sort();
    if names.is_empty() {
        return Err(nothing(false));
    }
    let given = given.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
    Ok(names.into_iter().map(|name| format!("{given}/{name}")).collect())
}

/// Folders that lie in the folders that were given and hold tables that are not read, such as `in/2023`: in order.
/// Hidden folders and stores of attain are passed over, and so is what cannot be read. A folder of which any file is
/// read, because something else that was given leads to it, is not among them: so `files` are those of all sources.
pub fn folders_within(files: &[String], base: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for given in files.iter().filter(|given| base.join(given).is_dir()) {
        let within = |entry: std::fs::DirEntry| {
            let name = entry.file_name();
            let holds = !is_passed_over(&name) && holds_tables(&entry.path());
            holds.then(|| format!("{}/{}", given.trim_end_matches('/'), name.to_string_lossy()))
        };
        let entries = std::fs::read_dir(base.join(given)).into_iter().flatten();
        found.extend(entries.filter_map(|entry| within(entry.ok()?)));
    }
    if !found.is_empty() {
        let read = read_from(files, base);
        found.retain(|folder| resolved(&base.join(folder)).is_none_or(|folder| !read.contains(&folder)));
    }
    found.sort();
    found.dedup();
    found
}

/// The folders in which files that are read lie.
fn read_from(files: &[String], base: &Path) -> HashSet<PathBuf> {
    let each = files.iter().filter_map(|given| expand(std::slice::from_ref(given), base).ok()).flatten();
    let folders: HashSet<PathBuf> = each.filter_map(|file| Some(base.join(file).parent()?.to_path_buf())).collect();
    folders.iter().filter_map(|folder| resolved(folder)).collect()
}

fn resolved(folder: &Path) -> Option<PathBuf> {
    folder.canonicalize().ok()
}

fn holds_tables(folder: &Path) -> bool {
    let mut entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    !folder.join(STORE_MARK).exists() && entries.any(|entry| is_table(&entry.file_name()) && entry.path().is_file())
}

pub(in crate::sources) fn is_table(name: &OsStr) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    !is_passed_over(name) && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Hidden files and the lock files of Excel.
pub(in crate::sources) fn is_passed_over(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.starts_with(b".") || bytes.starts_with(b"~$")
}

fn of_pattern(given: &str, base: &Path) -> Result<Vec<String>, SourceError> {
    let pattern = match base.to_str() {
        Some(base) if !base.is_empty() && Path::new(given).is_relative() => {
            format!("{}/{given}", Pattern::escape(base.trim_end_matches('/')))
        }
        _ => given.to_string(),
    };
    let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::default() };
    let paths = glob::glob_with(&pattern, options)
        .map_err(|error| SourceError::BadPattern { pattern: given.to_string(), reason: error.msg.to_string() })?;
    let mut files = Vec::new();
    for found in paths {
        // A folder on the way that cannot be read would make the files in it vanish unnoticed.
        let path = found.map_err(|error| regular_file::refused(error.path(), error.error()))?;
        let passed_over = path.file_name().is_none_or(is_passed_over) || is_in_store(&path, base);
        if !passed_over && path.is_file() {
            files.push(in_utf_8(relative(&path, base, given).as_os_str(), base)?);
        }
    }
    files.sort();
    match files.is_empty() {
        true => Err(SourceError::NothingMatches { pattern: given.to_string() }),
        false => Ok(files),
    }
}

fn is_in_store(path: &Path, base: &Path) -> bool {
    let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(base) && *folder != base);
    folders.into_iter().any(|folder| folder.join(STORE_MARK).exists())
}

/// The name in the manner in which the pattern was given.
fn relative(path: &Path, base: &Path, given: &str) -> PathBuf {
    match Path::new(given).is_absolute() {
        true => path.to_path_buf(),
        false => path.strip_prefix(base).unwrap_or(path).to_path_buf(),
    }
}

fn in_utf_8(name: &OsStr, folder: &Path) -> Result<String, SourceError> {
    name.to_str().map(str::to_string).ok_or_else(|| SourceError::Unreadable {
        path: folder.join(name),
        reason: "its name is not UTF-8, so that it could not be written down".to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "a,b\n").unwrap();
        }
        folder
    }

    fn expanded(folder: &tempfile::TempDir, given: &[&str]) -> Result<Vec<String>, SourceError> {
        expand(&given.iter().map(|given| given.to_string()).collect::<Vec<_>>(), folder.path())
    }

    #[test]
    fn patterns_and_folders_become_their_files_in_the_order_of_names() {
        let folder = folder(&["b.csv", "a.csv", "x/2.xlsx", "x/1.CSV.GZ", "x/~$2.xlsx", "x/.hidden.csv", "x/LICENSE"]);
        assert_eq!(expanded(&folder, &["*.csv"]).unwrap(), ["a.csv", "b.csv"]);
        assert_eq!(expanded(&folder, &["x"]).unwrap(), ["x/1.CSV.GZ", "x/2.xlsx"]);
        assert_eq!(expanded(&folder, &["x/"]).unwrap(), ["x/1.CSV.GZ", "x/2.xlsx"]);
        assert_eq!(expanded(&folder, &["**/*.xlsx"]).unwrap(), ["x/2.xlsx"]);
    }

    #[test]
    fn folders_within_a_folder_that_hold_tables_are_named() {
        let files = ["x/a.csv", "x/2023/b.csv", "x/notes/c.md", "x/.old/d.csv", "x/s/attain-store.json", "x/s/e.csv"];
        let folder = folder(&files);
        let within = |given: &str| folders_within(&[given.to_string()], folder.path());
        assert_eq!(within("x/"), ["x/2023"]);
        assert!(within("x/*.csv").is_empty() && within("x/a.csv").is_empty());
        for other in ["./x/2023", "x/2023/b.csv", "x/**/b.csv"] {
            assert!(folders_within(&["x".to_string(), other.to_string()], folder.path()).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_file_is_taken_once_and_names_stay_as_they_were_given() {
        let folder = folder(&["b.csv", "a.csv"]);
        assert_eq!(
            expanded(&folder, &["b.csv", "-", "*.csv", "none.csv"]).unwrap(),
            ["b.csv", "-", "a.csv", "none.csv"]
        );
        let absolute = folder.path().join("*.csv").to_str().unwrap().to_string();
        let found = expanded(&folder, &[&absolute]).unwrap();
        assert_eq!(found[0], folder.path().join("a.csv").to_str().unwrap());
    }

    #[test]
    fn a_name_that_looks_like_a_pattern_is_a_name_where_the_file_is_there() {
        let folder = folder(&["orders [old].csv", "orders o.csv"]);
        assert_eq!(expanded(&folder, &["orders [old].csv"]).unwrap(), ["orders [old].csv"]);
    }

    #[test]
    fn a_folder_whose_own_name_looks_like_a_pattern_is_no_trouble() {
        let folder = folder(&["q[1]/a.csv"]);
        let found = expand(&["*.csv".to_string()], &folder.path().join("q[1]"));
        assert_eq!(found.unwrap(), ["a.csv"]);
    }

    #[test]
    fn nothing_found_is_said() {
        let folder = folder(&["notes/README.md", "store/attain-store.json", "store/tables/orders/1.parquet"]);
        let refusal = |given: &str| expanded(&folder, &[given]).unwrap_err().to_string();
        assert_eq!(refusal("*.csv"), "no file matches `*.csv`");
        assert_eq!(refusal("**/*.parquet"), "no file matches `**/*.parquet`");
        assert_eq!(refusal("notes"), "the folder `notes` holds no file that can be loaded");
        assert_eq!(refusal("store"), "the folder `store` is a store of attain, not a folder of files to load");
        assert!(refusal("a[.csv").starts_with("`a[.csv` is no pattern of file names: "));
    }
}
