//! The lines of a file on which some ids stand first: the store knows no lines, the files do.

use std::collections::BTreeMap;
use std::path::Path;

use super::SourceError;
use super::feed::Feed;
use super::forms;
use super::preset;
use super::settings::SourceSettings;

/// As much of a file is read for it.
const MOST_BYTES: u64 = 64 << 20;

/// The line on which each of some ids comes first in the column with this title. Ids that the file does not hold, or
/// holds further down than sixty-four megabytes, are left out; a file without the column holds none.
///
/// # Errors
/// A file that cannot be read.
pub fn first_lines(
    path: &Path,
    settings: &SourceSettings,
    title: &str,
    ids: &[&str],
) -> Result<BTreeMap<String, u64>, SourceError> {
    let mut found = BTreeMap::new();
    let mut feed = Feed::open(path, &preset::applied(settings)?)?;
    let opener = feed.opener();
    let Some(column) = feed.header.iter().position(|name| name == title) else { return Ok(found) };
    while found.len() < ids.len()
        && feed.bytes_read() <= MOST_BYTES
        && let Some(piece) = feed.next_piece()?
    {
        let records = opener.records(piece);
        for row in 0..records.height() {
            let text = records.field(row, column).trim();
            let id = forms::mended_id(text).unwrap_or(text);
            if ids.contains(&id) && !found.contains_key(id) {
                found.insert(id.to_string(), records.lines[row]);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_each_id_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id,day\nA,1\n42.0,2\nB,3\n42,4\nC,5\n").unwrap();
        let of = |title: &str, ids: &[&str]| first_lines(&path, &SourceSettings::default(), title, ids).unwrap();
        assert_eq!(of("id", &["42", "C", "X"]), [("42".to_string(), 3), ("C".to_string(), 6)].into());
        assert_eq!(of("name", &["42"]), BTreeMap::new());
        assert!(first_lines(&folder.path().join("b.csv"), &SourceSettings::default(), "id", &["A"]).is_err());
    }
}
