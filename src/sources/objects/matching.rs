//! Addresses, folders and patterns of objects, made into objects; and an object brought here.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::path::Path;

use glob::{MatchOptions, Pattern};

use super::{Bucket, FoundObject, ObjectAddress, ObjectError, ObjectProblem, ObjectSettings};
use crate::sources::SourceError;
use crate::sources::input::{Spooled, empty_spool, is_passed_over, is_table};

/// The file by which a store of attain is known.
const STORE_MARK: &str = "attain-store.json";

/// The objects that an address, a folder or a pattern names, by the rules for files: those of a folder or a pattern
/// sorted by name, of a folder its own objects with the endings of tables, never what is hidden or part of a store.
///
/// # Errors
/// [`SourceError::Objects`] with what the server says, a pattern that matches nothing or is none.
pub fn expand_objects(given: &str, settings: &ObjectSettings) -> Result<Vec<String>, SourceError> {
    let address = ObjectAddress::parse(given).map_err(SourceError::Objects)?;
    let bucket = Bucket::open(&address.at(""), settings).map_err(SourceError::Objects)?;
    in_bucket(&bucket, &address, given).map_err(|why| why.of(given))
}

fn in_bucket(bucket: &Bucket, address: &ObjectAddress, given: &str) -> Result<Vec<String>, Expanding> {
    // An object that is there is meant by its name, even where the name looks like a pattern.
    if !given.ends_with('/') && bucket.look(address.path())?.is_some() {
        return Ok(vec![address.to_string()]);
    }
    let folder = fixed_part(address.path());
    let found = bucket.list(folder)?;
    let stores: Vec<&str> = found.iter().filter_map(|object| object.name.strip_suffix(STORE_MARK)).collect();
    let stored = |name: &str| stores.iter().any(|store| name.starts_with(store) && *store != with_slash(folder));
    let wanted: Box<dyn Fn(&FoundObject) -> bool> = if is_pattern(address.path()) {
        let pattern = Pattern::new(address.path()).map_err(|error| Expanding::Pattern(error.msg))?;
        let options = MatchOptions {
            require_literal_separator: true,
            require_literal_leading_dot: true,
            ..MatchOptions::default()
        };
        Box::new(move |object| {
            pattern.matches_with(&object.name, options) && !is_passed_over(last(&object.name)) && !stored(&object.name)
        })
    } else {
        if found.iter().any(|object| object.name == with_slash(folder) + STORE_MARK) {
            return Err(Expanding::Store);
        }
        let start = with_slash(folder);
        Box::new(move |object| {
            object.name.strip_prefix(&start).is_some_and(|name| !name.contains('/') && is_table(OsStr::new(name)))
        })
    };
    let names = found.iter().filter(|object| wanted(object)).map(|object| address.at(&object.name).to_string());
    let names: Vec<String> = names.collect();
    match (names.is_empty(), is_pattern(address.path()), found.is_empty()) {
        (false, ..) => Ok(names),
        (true, true, _) => Err(Expanding::Nothing),
        (true, false, false) => Err(Expanding::NoTables),
        (true, false, true) => {
            Err(ObjectError::new(&address.to_string(), ObjectProblem::NotThere, "nothing has that name").into())
        }
    }
}

/// What a server says of an object without its content; none where there is none, or where it has no mark that changes
/// with the content: size and time stay where an object is replaced within the same second.
///
/// # Errors
/// What the server says.
pub fn look_at_object(given: &str, settings: &ObjectSettings) -> Result<Option<FoundObject>, SourceError> {
    let address = ObjectAddress::parse(given).map_err(SourceError::Objects)?;
    let bucket = Bucket::open(&address.at(""), settings).map_err(SourceError::Objects)?;
    let found = bucket.look(address.path()).map_err(SourceError::Objects)?;
    Ok(found.filter(|object| object.is_tagged))
}

/// Brings an object into a temporary file of the folder; with its mark, see [`FoundObject::mark`].
///
/// # Errors
/// What the server or the disk says; nothing is left behind then.
pub fn fetch_object(given: &str, settings: &ObjectSettings, folder: &Path) -> Result<(Spooled, String), SourceError> {
    let address = ObjectAddress::parse(given).map_err(SourceError::Objects)?;
    let bucket = Bucket::open(&address.at(""), settings).map_err(SourceError::Objects)?;
    let disk = |error: std::io::Error| SourceError::Objects(ObjectError::disk(given, &error));
    let spooled = empty_spool(folder).map_err(disk)?;
    let file = OpenOptions::new().write(true).open(spooled.path()).map_err(disk)?;
    match bucket.fetch(address.path(), &file).map_err(SourceError::Objects)? {
        Some(mark) => Ok((spooled, mark)),
        None => {
            let missing = ObjectError::new(given, ObjectProblem::NotThere, "nothing has that name");
            Err(SourceError::Objects(missing))
        }
    }
}

/// Why there are no objects.
#[derive(Debug)]
enum Expanding {
    Objects(ObjectError),
    Pattern(&'static str),
    Nothing,
    NoTables,
    Store,
}

impl From<ObjectError> for Expanding {
    fn from(error: ObjectError) -> Expanding {
        Expanding::Objects(error)
    }
}

impl Expanding {
    fn of(self, given: &str) -> SourceError {
        match self {
            Expanding::Objects(error) => SourceError::Objects(error),
            Expanding::Pattern(reason) => {
                SourceError::BadPattern { pattern: given.to_string(), reason: reason.to_string() }
            }
            Expanding::Nothing => SourceError::NothingMatches { pattern: given.to_string() },
            Expanding::NoTables => SourceError::NoFilesInFolder { folder: given.to_string(), is_store: false },
            Expanding::Store => SourceError::NoFilesInFolder { folder: given.to_string(), is_store: true },
        }
    }
}

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The folder before the first part that is a pattern; the path itself where no part is.
fn fixed_part(path: &str) -> &str {
    match path.find(['*', '?', '[']) {
        Some(at) => path[..at].rsplit_once('/').map_or("", |(folder, _)| folder),
        None => path,
    }
}

fn with_slash(folder: &str) -> String {
    if folder.is_empty() { String::new() } else { format!("{folder}/") }
}

fn last(name: &str) -> &OsStr {
    OsStr::new(name.rsplit('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(given: &str) -> Result<Vec<String>, SourceError> {
        let bucket = Bucket::in_memory("s3://sales");
        for name in [
            "2024/a.csv",
            "2024/b.csv",
            "2024/b[1].csv",
            "2024/notes.md",
            "2024/.hidden.csv",
            "2024/q1/c.csv",
            "store/attain-store.json",
            "store/rejects/x.csv",
            "top.csv",
        ] {
            bucket.replace(name, b"a,b\n").unwrap();
        }
        in_bucket(&bucket, &ObjectAddress::parse(given).unwrap(), given).map_err(|why| why.of(given))
    }

    #[test]
    fn names_folders_and_patterns_are_taken_as_those_of_files() {
        let of = |given: &str| {
            let names = expanded(given).unwrap();
            names.iter().map(|name| name.trim_start_matches("s3://sales/").to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of("s3://sales/2024/a.csv"), ["2024/a.csv"]);
        assert_eq!(of("s3://sales/2024/b[1].csv"), ["2024/b[1].csv"]);
        assert_eq!(of("s3://sales/2024"), ["2024/a.csv", "2024/b.csv", "2024/b[1].csv"]);
        assert_eq!(of("s3://sales/2024/?.csv"), ["2024/a.csv", "2024/b.csv"]);
        assert_eq!(of("s3://sales/*/q1/*.csv"), ["2024/q1/c.csv"]);
        assert_eq!(of("s3://sales/**/*.csv").len(), 5, "neither hidden ones nor those of the store");
        assert_eq!(of("s3://sales/"), ["top.csv"]);
    }

    #[test]
    fn what_names_nothing_is_said() {
        assert!(matches!(expanded("s3://sales/2025/*.csv"), Err(SourceError::NothingMatches { .. })));
        assert!(matches!(expanded("s3://sales/[.csv"), Err(SourceError::BadPattern { .. })));
        assert!(matches!(expanded("s3://sales/store"), Err(SourceError::NoFilesInFolder { is_store: true, .. })));
        let missing = expanded("s3://sales/2025").unwrap_err().to_string();
        assert_eq!(missing, "there is no object `s3://sales/2025`");
    }
}
