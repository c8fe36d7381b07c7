//! Which files are meant: names, folders and patterns.

use std::path::{Path, PathBuf};

use crate::sources::SourceError;

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How the configuration names it.
    pub name: String,
    /// The folder or pattern that it came from, as the configuration names it.
    pub pattern: Option<String>,
}

/// Endings of files that can hold a table, also before `.gz` and `.zst`.
const ENDINGS: [&str; 14] =
    ["csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet", "json", "jsonl", "ndjson", "dat"];

/// The files that arguments name: a folder stands for the tables in it, a pattern for what it matches. `base` is the
/// folder in which the configuration will lie; names are written from there.
///
/// # Errors
/// An argument that leads to no file.
pub fn find_files(arguments: &[PathBuf], base: &Path) -> Result<Vec<FoundFile>, SourceError> {
    let mut found: Vec<FoundFile> = Vec::new();
    for argument in arguments {
        let text = argument.to_string_lossy();
        let pattern = || Some(from_base(argument, base));
        let (paths, pattern) = if argument.is_dir() {
            (tables_in(argument)?, pattern())
        } else if !argument.exists() && text.contains(['*', '?', '[']) {
            let matched = glob::glob(&text).map(|paths| paths.flatten().filter(|path| path.is_file()).collect());
            (matched.unwrap_or_default(), pattern())
        } else {
            (vec![argument.clone()], None)
        };
        if paths.is_empty() || !paths[0].exists() {
            return Err(SourceError::NotFound { path: argument.clone() });
        }
        for path in paths {
            if found.iter().all(|file| file.path != path) {
                let name = from_base(&path, base);
                found.push(FoundFile { path, name, pattern: pattern.clone() });
            }
        }
    }
    Ok(found)
}

fn tables_in(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let unreadable =
        |error: std::io::Error| SourceError::Unreadable { path: folder.to_path_buf(), reason: error.to_string() };
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(unreadable)?;
    paths.retain(|path| path.is_file() && holds_a_table(path));
    paths.sort();
    Ok(paths)
}

fn holds_a_table(path: &Path) -> bool {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().to_lowercase());
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    !name.starts_with('.') && plain.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// A path as it is written in a configuration that lies in `base`.
fn from_base(path: &Path, base: &Path) -> String {
    let shown = |path: &Path| path.to_string_lossy().replace('\\', "/");
    let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    // A pattern is no path, its folder is one.
    let (folder, name) = match (path.is_dir(), path.parent(), path.file_name()) {
        (false, Some(folder), Some(name)) => (folder.to_path_buf(), Some(name)),
        _ => (path.to_path_buf(), None),
    };
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let (Ok(folder), Ok(base)) = (folder.canonicalize(), base.canonicalize()) else { return shown(path) };
    let whole = name.map_or(folder.clone(), |name| folder.join(name));
    let mut up = PathBuf::new();
    for ancestor in base.ancestors() {
        if let Ok(rest) = whole.strip_prefix(ancestor) {
            let relative = up.join(rest);
            // Far apart, the whole path is easier to follow.
            let near = up.components().count() <= 3 && !relative.as_os_str().is_empty();
            return if near { shown(&relative) } else { shown(&whole) };
        }
        up.push("..");
    }
    shown(&whole)
}

/// The names of files of one header: their folder or pattern where it stands for exactly these files.
pub(super) fn shortest(files: &[&FoundFile], all: &[FoundFile]) -> Vec<String> {
    let pattern = files.first().and_then(|file| file.pattern.clone());
    let of_pattern = all.iter().filter(|file| file.pattern == pattern).count();
    let same = files.iter().all(|file| file.pattern == pattern) && of_pattern == files.len();
    match pattern {
        Some(pattern) if same && files.len() > 1 => vec![pattern],
        _ => files.iter().map(|file| file.name.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_patterns_stand_for_their_tables() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["b.csv", "a.csv", "notes.md", ".hidden.csv", "c.csv.gz"] {
            std::fs::write(at(name), "x\n").unwrap();
        }
        let names = |arguments: &[PathBuf]| -> Vec<String> {
            find_files(arguments, folder.path()).unwrap().into_iter().map(|file| file.name).collect()
        };
        assert_eq!(names(&[folder.path().to_path_buf()]), ["a.csv", "b.csv", "c.csv.gz"]);
        assert_eq!(names(&[at("*.csv"), at("a.csv")]), [".hidden.csv", "a.csv", "b.csv"]);
        assert!(matches!(find_files(&[at("z*.csv")], folder.path()), Err(SourceError::NotFound { .. })));
    }

    #[test]
    fn names_are_written_from_where_the_configuration_lies() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("data")).unwrap();
        std::fs::create_dir_all(folder.path().join("conf")).unwrap();
        let file = folder.path().join("data/a.csv");
        std::fs::write(&file, "x\n").unwrap();
        assert_eq!(from_base(&file, folder.path()), "data/a.csv");
        assert_eq!(from_base(&file, &folder.path().join("conf")), "../data/a.csv");
        assert_eq!(from_base(&folder.path().join("data/*.csv"), folder.path()), "data/*.csv");
    }

    #[test]
    fn a_pattern_is_kept_where_all_its_files_have_one_header() {
        let file = |name: &str| FoundFile { path: name.into(), name: name.into(), pattern: Some("m/*.csv".into()) };
        let all = [file("m/1.csv"), file("m/2.csv")];
        assert_eq!(shortest(&[&all[0], &all[1]], &all), ["m/*.csv"]);
        assert_eq!(shortest(&[&all[0]], &all), ["m/1.csv"]);
    }
}
