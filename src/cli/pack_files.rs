//! The files of a pack as they are written: what stands, with its digest, and what could not be written.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::output::{self, Output};
use crate::failure::Failure;
use crate::reports::WrittenFile;
use crate::review::listing::Listing;

/// The files of one pack. A file that cannot be written (another program holds it open, say) does not keep the others
/// back: it is named, and the first such failure ends the run once the rest stands.
pub(crate) struct PackFiles<'a> {
    folder: PathBuf,
    output: &'a Output,
    pub(crate) written: Vec<WrittenFile>,
    pub(crate) failed: Vec<String>,
    first: Option<Failure>,
}

impl<'a> PackFiles<'a> {
    /// Nothing written yet.
    pub(crate) fn new(folder: &Path, output: &'a Output) -> PackFiles<'a> {
        PackFiles { folder: folder.to_path_buf(), output, written: Vec::new(), failed: Vec::new(), first: None }
    }

    /// Writes a file, if there is something to write.
    pub(crate) fn put(&mut self, name: &str, made: Result<Vec<u8>, Failure>) {
        let written = made.and_then(|bytes| {
            output::write_file(&self.folder.join(name), &bytes)?;
            Ok(account(name, &bytes))
        });
        self.keep(name, written);
    }

    /// Writes a listing as Parquet.
    pub(crate) fn put_parquet(&mut self, name: &str, listing: &Listing) {
        let path = self.folder.join(name);
        let written = output::parquet_file(listing, &path).and_then(|()| {
            let bytes = std::fs::read(&path);
            let unread = |error| Failure::data(format!("`{}` cannot be read again: {error}", path.display()), None);
            Ok(account(name, &bytes.map_err(unread)?))
        });
        self.keep(name, written);
    }

    /// How the run ends: with the first file that could not be written.
    pub(crate) fn outcome(self) -> Result<(), Failure> {
        self.first.map_or(Ok(()), Err)
    }

    /// The exit code that [`PackFiles::outcome`] leads to.
    pub(crate) fn exit_code(&self) -> u8 {
        self.first.as_ref().map_or(0, |failure| failure.kind.exit_code())
    }

    fn keep(&mut self, name: &str, written: Result<WrittenFile, Failure>) {
        match written {
            Ok(file) => self.written.push(file),
            Err(failure) => {
                self.failed.push(name.to_string());
                match &self.first {
                    None => self.first = Some(failure),
                    Some(_) => output::complain(&failure, self.output.language),
                }
            }
        }
    }
}

fn account(name: &str, bytes: &[u8]) -> WrittenFile {
    let digest = Sha256::digest(bytes);
    let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    WrittenFile { path: name.to_string(), bytes: bytes.len() as u64, sha256 }
}
