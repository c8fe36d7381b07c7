//! The files of a pack as they are written: what stands, with its digest, and what could not be written.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::output::{self, Output};
use crate::failure::Failure;
use crate::reports::WrittenFile;
use crate::review::listing::Listing;

/// A file of a pack that is still to be made.
pub(crate) struct Draft<'d> {
    name: String,
    making: Making<'d>,
}

enum Making<'d> {
    Bytes(Box<dyn Fn() -> Result<Made, Failure> + Send + Sync + 'd>),
    Parquet(&'d Listing),
}

/// A file's bytes, and what is to be said about them; nothing where all is well.
pub(crate) struct Made {
    pub(crate) bytes: Vec<u8>,
    pub(crate) remark: Option<String>,
}

impl From<Vec<u8>> for Made {
    fn from(bytes: Vec<u8>) -> Made {
        Made { bytes, remark: None }
    }
}

impl<'d> Draft<'d> {
    /// A file whose bytes `make` gives.
    pub(crate) fn new<M: Into<Made>>(
        name: impl Into<String>,
        make: impl Fn() -> Result<M, Failure> + Send + Sync + 'd,
    ) -> Draft<'d> {
        Draft { name: name.into(), making: Making::Bytes(Box::new(move || make().map(Into::into))) }
    }

    /// A listing as Parquet.
    pub(crate) fn parquet(name: impl Into<String>, listing: &'d Listing) -> Draft<'d> {
        Draft { name: name.into(), making: Making::Parquet(listing) }
    }

    fn written(&self, folder: &Path) -> Result<(WrittenFile, Option<String>), Failure> {
        let path = folder.join(&self.name);
        match &self.making {
            Making::Bytes(make) => {
                let made = make()?;
                output::write_file(&path, &made.bytes)?;
                Ok((account(&self.name, &made.bytes), made.remark))
            }
            Making::Parquet(listing) => {
                output::parquet_file(listing, &path)?;
                let unread = |error| Failure::data(format!("`{}` cannot be read again: {error}", path.display()), None);
                Ok((account(&self.name, &std::fs::read(&path).map_err(unread)?), None))
            }
        }
    }
}

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

    /// Makes and writes files, several at a time; what there is to say about them is said in their order.
    pub(crate) fn put(&mut self, drafts: &[Draft<'_>]) {
        let folder = &self.folder;
        let written: Vec<_> = drafts.par_iter().with_max_len(1).map(|draft| draft.written(folder)).collect();
        for (draft, written) in drafts.iter().zip(written) {
            let written = written.map(|(file, remark)| {
                remark.iter().for_each(|remark| self.output.say(remark));
                file
            });
            self.keep(&draft.name, written);
        }
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
