//! What a load is asked to do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::file_digest;
use crate::failure::Failure;
use crate::quantity::Currency;
use crate::sources::{CheckSettings, SourceSettings, Watermark};

/// What to load, and how.
#[derive(Debug, Clone)]
pub struct IngestRequest<'a> {
    /// The sources, in the order in which they are loaded.
    pub sources: &'a [SourceSettings],
    /// The folder from which their paths are read.
    pub base: &'a Path,
    /// What is no file of its own, by the name that stands for it in the sources: standard input and databases.
    pub stand_ins: BTreeMap<String, StandIn>,
    /// The store's folder.
    pub store: &'a Path,
    /// The run's currency.
    pub currency: Currency,
    /// The zone in which a timestamp becomes a business day; UTC where it is absent.
    pub time_zone: Option<String>,
    /// What happens to rows that cannot be loaded.
    pub checks: CheckSettings,
    /// Whether files are read again whose content was loaded before: to take a correction back.
    pub again: bool,
    /// The time of the load, from the caller's clock.
    pub now: String,
    /// A digest of the configuration.
    pub configuration: String,
}

/// A temporary file in which something was put that cannot be read twice.
#[derive(Debug, Clone)]
pub struct StandIn {
    /// What it is called in messages and in the account, such as `standard input`.
    pub name: String,
    /// Where the temporary file lies.
    pub path: PathBuf,
    /// How far a database was fetched with it.
    pub watermark: Option<Watermark>,
    /// What the listing of a bucket said of it, as [`ObjectLook::digest`] writes it.
    pub object: Option<String>,
    /// The digest of the content of an object that was not fetched, because the store knows it; nothing lies at the path.
    pub unchanged: Option<String>,
}

/// What the listing of a bucket says of an object, and how the object would be read.
#[derive(Debug, Clone, Copy)]
pub struct ObjectLook<'a> {
    /// The source.
    pub settings: &'a SourceSettings,
    /// The folder from which its paths are read.
    pub base: &'a Path,
    /// The run's currency.
    pub currency: Currency,
    /// The zone in which a timestamp becomes a business day.
    pub time_zone: Option<&'a str>,
    /// What the listing says: it changes with the content.
    pub said: &'a str,
}

impl ObjectLook<'_> {
    /// A digest of all of it, and of the files that translate the object's values.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn digest(&self) -> Result<String, Failure> {
        file_digest::of_object(self)
    }
}

/// A failure that calls what was put in a temporary file by its own name.
pub(super) fn by_its_name(failure: Failure, stand_in: Option<&StandIn>) -> Failure {
    let Some(StandIn { name, path, .. }) = stand_in else { return failure };
    let path = path.display().to_string();
    let named = |text: &str| text.replace(&path, name);
    let chinese = failure.chinese.map(|said| Box::new((named(&said.0), said.1.as_deref().map(named))));
    Failure { message: named(&failure.message), hint: failure.hint.as_deref().map(named), chinese, ..failure }
}
