//! A path in a bucket, and what can be done with the objects under it.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path as LocalPath;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion, WriteMultipart,
};

use super::connecting::{ObjectSettings, client};
use super::waiting::wait;
use super::{ObjectAddress, ObjectError, ObjectProblem};

/// As much is fetched or sent at once: a connection that is lost costs no more.
const PIECE: usize = 8 << 20;
/// So many objects, or pieces of one, are under way at the same time.
const AT_ONCE: usize = 8;

/// So often a call is made that the client does not make again by itself where its answer was lost.
const CALLED_AT_MOST: u32 = 4;

/// An object, by what a listing says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundObject {
    /// Its name, from the bucket's path on.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// What changes with its content.
    pub mark: String,
    /// Whether the mark is a tag, which changes with the content, and not size and time.
    pub is_tagged: bool,
    /// When it was written by the server's clock, in seconds since 1970.
    pub written_at: i64,
}

/// An object that is created once and never again, to see whether the server keeps conditions at all: one that does not
/// would replace a manifest or the entry of a log, too.
const CONDITION: &str = ".if-none-match";

/// What became of an object that was to be new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It is there, with this mark.
    New(String),
    /// Another one is there and stays.
    Taken,
}

/// A path in a bucket. Names of objects are taken from there on.
#[derive(Debug, Clone)]
pub struct Bucket {
    address: ObjectAddress,
    settings: ObjectSettings,
    client: Arc<dyn ObjectStore>,
}

impl Bucket {
    /// Makes the client. The server is asked nothing yet.
    ///
    /// # Errors
    /// Settings that cannot be used.
    pub fn open(address: &ObjectAddress, settings: &ObjectSettings) -> Result<Bucket, ObjectError> {
        let client = client(address, settings)?;
        Ok(Bucket { address: address.clone(), settings: settings.clone(), client })
    }

    /// A bucket in memory, for tests.
    #[cfg(test)]
    pub(crate) fn in_memory(address: &str) -> Bucket {
        let address = ObjectAddress::parse(address).expect("a test's address");
        let client = Arc::new(object_store::memory::InMemory::new());
        Bucket { address, settings: ObjectSettings::default(), client }
    }

    /// The address.
    pub fn address(&self) -> &ObjectAddress {
        &self.address
    }

    /// The address of an object.
    pub fn address_of(&self, name: &str) -> String {
        if name.is_empty() { self.address.to_string() } else { format!("{}/{name}", self.address) }
    }

    /// Another path in the same bucket; the bucket itself where it is empty.
    #[must_use]
    pub fn at(&self, path: &str) -> Bucket {
        Bucket { address: self.address.at(path), ..self.clone() }
    }

    /// All objects under a folder, however deep, sorted by name. A folder that is not there holds nothing.
    ///
    /// # Errors
    /// What the server says.
    pub fn list(&self, folder: &str) -> Result<Vec<FoundObject>, ObjectError> {
        let prefix = self.path(folder)?;
        let listing = async { self.client.list(Some(&prefix)).try_collect::<Vec<ObjectMeta>>().await };
        let found = match self.run("", listing) {
            Err(error) if error.problem == ObjectProblem::NotThere => Vec::new(),
            found => found?,
        };
        let mut objects: Vec<FoundObject> = found.iter().filter_map(|meta| self.found(meta)).collect();
        objects.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(objects)
    }

    /// What is known of an object; none where there is no such object.
    ///
    /// # Errors
    /// What the server says.
    pub fn look(&self, name: &str) -> Result<Option<FoundObject>, ObjectError> {
        let path = self.path(name)?;
        if path.as_ref().is_empty() {
            return Ok(None);
        }
        Ok(or_none(self.run(name, self.client.head(&path)))?.and_then(|meta| self.found(&meta)))
    }

    /// The content of an object and its mark; none where there is no such object.
    ///
    /// # Errors
    /// What the server says.
    pub fn read(&self, name: &str) -> Result<Option<(Vec<u8>, String)>, ObjectError> {
        let path = self.path(name)?;
        let reading = async {
            let got = self.client.get(&path).await?;
            let mark = mark_of(&got.meta);
            Ok((got.bytes().await?.to_vec(), mark))
        };
        or_none(self.run(name, reading))
    }

    /// Small objects with their contents, in the order of their names; those that are not there are left out.
    ///
    /// # Errors
    /// What the server says.
    pub fn read_all(&self, names: &[String]) -> Result<Vec<(String, Vec<u8>)>, ObjectError> {
        let paths = names.iter().map(|name| self.path(name)).collect::<Result<Vec<_>, _>>()?;
        let reading = async {
            let one = |path: Path| async move {
                match self.client.get(&path).await {
                    Err(Error::NotFound { .. }) => Ok(None),
                    got => got?.bytes().await.map(Some),
                }
            };
            futures_util::stream::iter(paths).map(one).buffered(AT_ONCE).try_collect::<Vec<_>>().await
        };
        let found = self.run("", reading)?.into_iter().zip(names);
        Ok(found.filter_map(|(content, name)| Some((name.clone(), content?.to_vec()))).collect())
    }

    /// Writes an object into a file, piece by piece, and returns its mark; none where there is no such object.
    ///
    /// # Errors
    /// What the server or the disk says.
    pub fn fetch(&self, name: &str, mut file: &File) -> Result<Option<String>, ObjectError> {
        let path = self.path(name)?;
        let first = async {
            let got = self.client.get(&path).await?;
            let meta = got.meta.clone();
            // What is one piece came with the first answer; of what is more, this answer is let go.
            let whole = if meta.size <= PIECE as u64 { Some(got.bytes().await?) } else { None };
            Ok((meta, whole))
        };
        let Some((meta, whole)) = or_none(self.run(name, first))? else { return Ok(None) };
        let disk = |error: std::io::Error| ObjectError::disk(&self.address_of(name), &error);
        if let Some(whole) = whole {
            file.write_all(&whole).map_err(disk)?;
            return Ok(Some(mark_of(&meta)));
        }
        let pieces = (0..meta.size).step_by(PIECE).map(|start| start..(start + PIECE as u64).min(meta.size));
        let wanted = object_store::GetOptions { if_match: meta.e_tag.clone(), ..Default::default() };
        let fetching = async {
            let piece = |range: std::ops::Range<u64>| {
                let options = object_store::GetOptions { range: Some(range.into()), ..wanted.clone() };
                async { self.client.get_opts(&path, options).await?.bytes().await }
            };
            let mut coming = futures_util::stream::iter(pieces).map(piece).buffered(AT_ONCE);
            while let Some(bytes) = coming.try_next().await? {
                if let Err(error) = file.write_all(&bytes) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        };
        self.run(name, fetching)?.map_err(disk)?;
        Ok(Some(mark_of(&meta)))
    }

    /// Writes an object that must not be there yet.
    ///
    /// Where an answer was lost on its way and the call was made again, the object that is there may be this one: it
    /// counts as new where it has the same bytes.
    ///
    /// # Errors
    /// What the server says.
    pub fn create(&self, name: &str, content: &[u8]) -> Result<Created, ObjectError> {
        // A server may also say that it is taken where two come at once and none was written yet.
        for _ in 0..CALLED_AT_MOST {
            match self.persistently(|| self.put(name, content, PutMode::Create))? {
                Some(mark) => return Ok(Created::New(mark)),
                None => match self.read(name)? {
                    Some((there, mark)) if there == content => return Ok(Created::New(mark)),
                    Some(_) => return Ok(Created::Taken),
                    None => {}
                },
            }
        }
        Ok(Created::Taken)
    }

    /// Looks whether the server keeps what [`Bucket::create`] asks for. It leaves a small hidden object.
    ///
    /// # Errors
    /// [`ObjectProblem::NoConditions`], and what the server says.
    pub fn require_conditions(&self) -> Result<(), ObjectError> {
        if self.look(CONDITION)?.is_none() {
            self.create(CONDITION, b"kept")?;
        }
        // Another content than the one that is there, lest it be taken for a call that was made twice.
        match self.create(CONDITION, b"replaced")? {
            Created::Taken => Ok(()),
            Created::New(_) => {
                let _ = self.remove(&[CONDITION.to_string()]);
                Err(ObjectError::no_conditions(&self.address.to_string()))
            }
        }
    }

    /// Writes an object, whether one is there or not, and returns its mark.
    ///
    /// # Errors
    /// What the server says.
    pub fn replace(&self, name: &str, content: &[u8]) -> Result<String, ObjectError> {
        Ok(self.put(name, content, PutMode::Overwrite)?.unwrap_or_default())
    }

    /// Writes an object in the place of the one that has this mark, or where there is none yet; its mark, or none where
    /// somebody else was faster.
    ///
    /// # Errors
    /// What the server says.
    pub fn replace_known(
        &self,
        name: &str,
        content: &[u8],
        known: Option<&str>,
    ) -> Result<Option<String>, ObjectError> {
        let Some(known) = known else { return self.put(name, content, PutMode::Create) };
        // Some services go by a version that no listing says.
        let path = self.path(name)?;
        match or_none(self.run(name, self.client.head(&path)))? {
            Some(meta) if mark_of(&meta) == known => {
                let there = UpdateVersion { e_tag: meta.e_tag, version: meta.version };
                self.put(name, content, PutMode::Update(there))
            }
            _ => Ok(None),
        }
    }

    /// Sends a file under a name that nobody else uses, piece by piece, and returns its mark.
    ///
    /// # Errors
    /// What the server or the disk says.
    pub fn send(&self, file: &LocalPath, name: &str) -> Result<String, ObjectError> {
        let disk = |error: std::io::Error| ObjectError::disk(&self.address_of(name), &error);
        let path = self.path(name)?;
        let mut file = File::open(file).map_err(disk)?;
        let mut piece = next_piece(&mut file).map_err(disk)?;
        if piece.len() < PIECE {
            return self.replace(name, &piece);
        }
        let upload = self.persistently(|| self.run(name, self.client.put_multipart(&path)))?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        while !piece.is_empty() {
            let sending = async {
                upload.wait_for_capacity(AT_ONCE).await?;
                upload.put(Bytes::from(std::mem::take(&mut piece)));
                Ok(())
            };
            self.run(name, sending)?;
            piece = next_piece(&mut file).map_err(disk)?;
        }
        let done = self.run(name, upload.finish())?;
        Ok(done.e_tag.unwrap_or_default())
    }

    /// Removes objects; those that are not there count as removed.
    ///
    /// # Errors
    /// What the server says.
    pub fn remove(&self, names: &[String]) -> Result<(), ObjectError> {
        let paths = names.iter().map(|name| self.path(name)).collect::<Result<Vec<_>, _>>()?;
        self.persistently(|| self.remove_once(&paths))
    }

    fn remove_once(&self, paths: &[Path]) -> Result<(), ObjectError> {
        let removing = async {
            let each = futures_util::stream::iter(paths.to_vec()).map(Ok).boxed();
            let mut removed = self.client.delete_stream(each);
            while let Some(one) = removed.next().await {
                match one {
                    Ok(_) | Err(Error::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        };
        self.run("", removing)
    }

    /// The mark of what was put; none where the condition did not hold.
    fn put(&self, name: &str, content: &[u8], mode: PutMode) -> Result<Option<String>, ObjectError> {
        let path = self.path(name)?;
        let payload = PutPayload::from(content.to_vec());
        let putting = async {
            match self.client.put_opts(&path, payload, PutOptions::from(mode)).await {
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(None),
                done => done.map(Some),
            }
        };
        let done = self.run(name, putting)?;
        Ok(done.map(|done| done.e_tag.unwrap_or_default()))
    }

    /// Makes a call again whose answer was lost; it must not matter whether it was done before.
    fn persistently<T>(&self, mut call: impl FnMut() -> Result<T, ObjectError>) -> Result<T, ObjectError> {
        let mut calls = 1;
        loop {
            match call() {
                Err(error) if error.problem == ObjectProblem::Away && calls < CALLED_AT_MOST => calls += 1,
                ended => return ended,
            }
        }
    }

    fn run<T>(&self, name: &str, call: impl Future<Output = Result<T, Error>>) -> Result<T, ObjectError> {
        let address = self.address_of(name);
        let ended = wait(call).map_err(|error| ObjectError::new(&address, ObjectProblem::Other, error))?;
        ended.map_err(|error| ObjectError::of(&address, &error, &self.settings))
    }

    fn path(&self, name: &str) -> Result<Path, ObjectError> {
        let text = match (self.address.path(), name) {
            (path, "") => path.to_string(),
            ("", name) => name.to_string(),
            (path, name) => format!("{path}/{name}"),
        };
        Path::parse(text).map_err(|error| ObjectError::new(&self.address_of(name), ObjectProblem::BadAddress, error))
    }

    /// An object with its name; none where its name cannot be one of ours.
    fn found(&self, meta: &ObjectMeta) -> Option<FoundObject> {
        let path = meta.location.as_ref();
        let name = match self.address.path() {
            "" => path,
            ours => path.strip_prefix(ours)?.trim_start_matches('/'),
        };
        Some(FoundObject {
            name: name.to_string(),
            bytes: meta.size,
            mark: mark_of(meta),
            is_tagged: meta.e_tag.as_ref().is_some_and(|tag| !tag.is_empty()),
            written_at: meta.last_modified.timestamp(),
        })
    }
}

fn or_none<T>(found: Result<T, ObjectError>) -> Result<Option<T>, ObjectError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.problem == ObjectProblem::NotThere => Ok(None),
        Err(error) => Err(error),
    }
}

/// The tag: a listing and an answer both say it.
fn mark_of(meta: &ObjectMeta) -> String {
    let dated = || format!("{} {}", meta.size, meta.last_modified.timestamp_millis());
    meta.e_tag.clone().unwrap_or_else(dated)
}

fn next_piece(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE);
    file.take(PIECE as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_object_takes_nobodys_place() {
        let bucket = Bucket::in_memory("s3://sales/store");
        assert!(matches!(bucket.create("a/1.json", b"one").unwrap(), Created::New(_)));
        assert_eq!(bucket.create("a/1.json", b"two").unwrap(), Created::Taken);
        assert!(matches!(bucket.create("a/1.json", b"one").unwrap(), Created::New(_)), "its own answer was lost");
        let (content, mark) = bucket.read("a/1.json").unwrap().unwrap();
        assert_eq!(content, b"one");
        assert_eq!(bucket.replace_known("a/1.json", b"three", Some("other")).unwrap(), None);
        assert!(bucket.replace_known("a/1.json", b"three", Some(&mark)).unwrap().is_some());
        let names: Vec<String> = bucket.list("").unwrap().into_iter().map(|found| found.name).collect();
        assert_eq!(names, ["a/1.json"]);
        assert_eq!(bucket.list("b").unwrap(), []);
        bucket.remove(&["a/1.json".to_string(), "a/2.json".to_string()]).unwrap();
        assert_eq!(bucket.read("a/1.json").unwrap(), None);
    }

    #[test]
    fn large_objects_go_and_come_in_pieces() {
        let folder = tempfile::tempdir().unwrap();
        let (there, back) = (folder.path().join("there"), folder.path().join("back"));
        let bucket = Bucket::in_memory("s3://sales");
        for bytes in [0, 10, PIECE, 2 * PIECE + 5] {
            let content: Vec<u8> = (0..bytes).map(|at| (at % 251) as u8).collect();
            std::fs::write(&there, &content).unwrap();
            bucket.send(&there, "one").unwrap();
            bucket.fetch("one", &File::create(&back).unwrap()).unwrap().unwrap();
            assert!(std::fs::read(&back).unwrap() == content, "{bytes} bytes");
        }
        assert_eq!(bucket.fetch("two", &File::create(&back).unwrap()).unwrap(), None);
    }
}
