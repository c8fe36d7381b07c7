//! A folder that holds another pack already. Files of the older one must not lie among those of the new one, as a page in
//! another language about another period would.

use std::path::{Component, Path};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::reports::WrittenFile;

/// The pack that a folder held, by its own account.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct OlderPack {
    /// The period that it was about.
    pub(crate) period: String,
    files: Vec<OlderFile>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct OlderFile {
    path: String,
    sha256: String,
}

impl OlderPack {
    /// Reads the account; none where the folder holds no pack that was written to its end.
    pub(crate) fn read(folder: &Path) -> Option<OlderPack> {
        serde_json::from_slice(&std::fs::read(folder.join("summary.json")).ok()?).ok()
    }

    /// Removes its files that are not among the new ones, and says how many. What somebody has changed since stays, and so
    /// does whatever the account does not name.
    pub(crate) fn remove_rest(&self, folder: &Path, written: &[WrittenFile]) -> usize {
        let is_ours = |file: &&OlderFile| {
            let inside = Path::new(&file.path).components().all(|part| matches!(part, Component::Normal(_)));
            inside && written.iter().all(|new| new.path != file.path)
        };
        let is_as_written = |file: &&OlderFile| {
            std::fs::read(folder.join(&file.path)).is_ok_and(|bytes| hex(&Sha256::digest(&bytes)) == file.sha256)
        };
        let rest = self.files.iter().filter(is_ours).filter(is_as_written);
        rest.filter(|file| std::fs::remove_file(folder.join(&file.path)).is_ok()).count()
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_of_the_older_pack_and_as_it_was_goes_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["review.html", "review.zh.html", "digest.txt", "notes.txt"] {
            std::fs::write(at(name), "abc").expect("it is written");
        }
        std::fs::write(at("digest.txt"), "changed by somebody").expect("it is written");
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let file = |path: &str| serde_json::json!({ "path": path, "bytes": 3, "sha256": sha256 });
        let files = ["review.html", "review.zh.html", "digest.txt", "../outside", "gone.csv"].map(file);
        let account = serde_json::json!({ "format": 1, "period": "2019-Q1", "files": files });
        std::fs::write(at("summary.json"), account.to_string()).expect("it is written");
        let older = OlderPack::read(folder.path()).expect("an account");
        let new = WrittenFile { path: "review.html".into(), bytes: 1, sha256: String::new() };
        assert_eq!((older.period.as_str(), older.remove_rest(folder.path(), &[new])), ("2019-Q1", 1));
        assert!(!at("review.zh.html").exists());
        assert!(["review.html", "digest.txt", "notes.txt"].into_iter().all(|name| at(name).exists()));
        assert_eq!(OlderPack::read(&at("nowhere")), None);
    }
}
