//! Stores and files on object storage: what the environment says of them, and where their copies lie here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::failure::Failure;
use crate::sources::{Bucket, ObjectAddress, ObjectSettings, SourceError};
use crate::store::open_mirror;

/// What the environment says.
pub(crate) fn settings() -> ObjectSettings {
    let readable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    ObjectSettings::from_variables(std::env::vars_os().filter_map(readable))
}

/// The folder that mirrors the store at an address. It is brought up to date once in a run: what the run itself loads
/// is in it.
pub(crate) fn mirrored(address: &str) -> Result<PathBuf, Failure> {
    static KNOWN: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(folder) = known.get(address) {
        return Ok(folder.clone());
    }
    let bucket = bucket(address)?;
    let folder = cache().join("stores").join(folder_name(bucket.address(), &settings()));
    open_mirror(bucket, &folder)?;
    known.insert(address.to_string(), folder.clone());
    Ok(folder)
}

/// The bucket at an address, with the path in it. Nothing is asked of the server yet.
pub(crate) fn bucket(address: &str) -> Result<Bucket, Failure> {
    let refused = |error| Failure::from(SourceError::Objects(error));
    let parsed = ObjectAddress::parse(address).map_err(refused)?;
    Bucket::open(&parsed, &settings()).map_err(refused)
}

/// A name that people recognise, and a digest that tells apart what they cannot: the same bucket elsewhere.
fn folder_name(address: &ObjectAddress, settings: &ObjectSettings) -> String {
    let whole = format!("{}\n{address}", settings.endpoint().unwrap_or_default());
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let shown: String = address.to_string().chars().map(plain).take(60).collect();
    format!("{shown}-{}", &blake3::hash(whole.as_bytes()).to_hex()[..16])
}

/// Where copies lie: `ATTAIN_CACHE`, else the place that the system has for such things.
fn cache() -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let of_system = || {
        let folder = named("XDG_CACHE_HOME").or_else(|| named("LOCALAPPDATA"));
        folder.or_else(|| Some(named("HOME")?.join(".cache"))).unwrap_or_else(std::env::temp_dir).join("attain")
    };
    let folder = named("ATTAIN_CACHE").unwrap_or_else(of_system);
    std::path::absolute(&folder).unwrap_or(folder)
}

/// The address that a path is; none where it is a path on this machine.
pub(crate) fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| crate::sources::is_object_address(text))
}
