//! Where in the loaded files the ids stand that a finding names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::sources::{Finding, SourceSettings, first_lines};
use crate::store::{LoadedSource, Store};

/// The checks whose examples are ids of the column that they name.
const NAMING_IDS: [&str; 2] = ["orphan_ids", "return_of_unknown_sale"];

/// Adds file and line, as in `42 → 00042 (orders.csv:7)`, to the ids that findings name, as far as the files that were
/// loaded are still there under their names. `configured` says how they are read, `base` where they lie.
///
/// # Errors
/// Only where the store cannot be read.
pub fn place_ids(
    findings: &mut [Finding],
    store: &Store,
    configured: &[SourceSettings],
    base: &Path,
) -> Result<(), Failure> {
    if !findings.iter().any(|finding| NAMING_IDS.contains(&finding.check)) {
        return Ok(());
    }
    let sources = store.sources()?;
    for finding in findings.iter_mut().filter(|finding| NAMING_IDS.contains(&finding.check)) {
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        for source in sources.iter().filter(|source| source.table == finding.table) {
            let open: Vec<&str> =
                finding.examples.iter().map(|example| id_of(example)).filter(|id| !places.contains_key(*id)).collect();
            for (id, line) in lines_in(source, &finding.column, &open, configured, base) {
                places.insert(id, format!("{}:{line}", source.file));
            }
        }
        for example in &mut finding.examples {
            if let Some(place) = places.get(id_of(example)) {
                *example = format!("{example} ({place})");
            }
        }
    }
    Ok(())
}

/// The id of `42`, and of `42 → 00042`.
fn id_of(example: &str) -> &str {
    example.split_once(" → ").map_or(example, |(id, _)| id)
}

/// A file that is gone, or that is another one by now, names no lines.
fn lines_in(
    source: &LoadedSource,
    column: &str,
    ids: &[&str],
    configured: &[SourceSettings],
    base: &Path,
) -> BTreeMap<String, u64> {
    let Some((title, _, _)) = source.mapping.iter().find(|(_, mapped, _)| mapped == column) else {
        return BTreeMap::new();
    };
    // Files of the configuration lie under its folder, those of the command line where they were named from.
    let path = [base.join(&source.file), PathBuf::from(&source.file)].into_iter().find(|path| path.is_file());
    let Some(path) = path.filter(|_| !ids.is_empty()) else { return BTreeMap::new() };
    let own = configured.iter().filter(|settings| settings.table == source.table);
    let mut ways: Vec<SourceSettings> = own.cloned().collect();
    ways.push(SourceSettings { table: source.table.clone(), ..SourceSettings::default() });
    ways.iter()
        .find_map(|way| first_lines(&path, way, title, ids).ok().filter(|found| !found.is_empty()))
        .unwrap_or_default()
}
