//! `[[destination]]`: where `attain export --to` writes results.

use serde::{Deserialize, Serialize};

use crate::sources::{Place, Section};

use super::Fault;

/// One `[[destination]]`: a folder or a path in a bucket for Delta tables, or a database through an ADBC driver.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DestinationSettings {
    /// What `--to` calls it.
    pub name: String,
    /// A folder that gets a Delta table for each result, read from where the configuration lies; or an address of object
    /// storage: `s3://bucket/path`, `az://container/path`, `gs://bucket/path`.
    pub delta: Option<String>,
    /// The kind of a database (`postgresql`, `sqlite` …) in place of a folder, as in `[[source]]`.
    pub adbc: Option<String>,
    /// The driver's shared library or manifest, read from where the configuration lies.
    pub driver: Option<String>,
    /// The database's address; `${NAME}` stands for an environment variable, and a password stands nowhere else.
    pub uri: Option<String>,
    /// A file with the address, which only its owner may be able to read.
    pub uri_file: Option<String>,
    /// The schema in the database that holds the tables; the user's own where it is absent.
    pub schema: Option<String>,
    /// What stands before the tables' names; `attain_` in a database and nothing in a folder where it is absent.
    pub prefix: Option<String>,
    /// The tables of the pack that are written; a usual set where it is empty.
    pub tables: Vec<String>,
    /// Whether only pseudonyms go there, as with `--redact`.
    pub redact: bool,
}

impl DestinationSettings {
    /// The database that it names; none where it is a folder.
    pub fn place(&self) -> Option<Place<'_>> {
        Some(Place {
            section: Section::Destination(self.name.clone()),
            kind: self.adbc.as_deref()?,
            driver: self.driver.as_deref(),
            uri: self.uri.as_deref(),
            uri_file: self.uri_file.as_deref(),
        })
    }

    /// What stands before the tables' names.
    pub fn prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or(if self.adbc.is_some() { "attain_" } else { "" })
    }

    fn fault(&self) -> Option<Fault> {
        let fault = |key: &str, received: &str, allowed: &str| {
            Some(Fault { key: key.to_string(), received: received.to_string(), allowed: allowed.to_string() })
        };
        let database_only = [&self.driver, &self.uri, &self.uri_file, &self.schema];
        let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
        match (&self.delta, &self.adbc) {
            _ if self.name.trim().is_empty() => {
                fault("destination", "a section without a name", "write name = \"warehouse\", as `--to` is to call it")
            }
            (None, None) => fault(
                "destination",
                "a section that says neither where a folder is nor which database",
                "write delta = \"results\" for a folder of Delta tables, delta = \"s3://bucket/path\" for a bucket, or adbc = \"postgresql\" with uri",
            ),
            (Some(_), Some(_)) => {
                fault("delta", "a folder, and the section names a database too", "make two [[destination]] of it")
            }
            (Some(_), None) if database_only.iter().any(|key| key.is_some()) => fault(
                "delta",
                "a folder, which takes no driver, uri, uri_file or schema",
                "leave them away, or write adbc = \"postgresql\" in place of delta",
            ),
            _ if !plain(self.prefix()) => fault(
                "prefix",
                "a text with other signs",
                "it holds letters, digits and underscores: prefix = \"attain_\"",
            ),
            _ if self.schema.as_deref() == Some("") => {
                fault("schema", "empty", "name a schema, or leave it out for the user's own")
            }
            _ => None,
        }
    }
}

/// The first destination that cannot be one.
pub(super) fn fault(destinations: &[DestinationSettings]) -> Option<Fault> {
    let single = destinations.iter().find_map(DestinationSettings::fault);
    single.or_else(|| {
        let twice = destinations
            .iter()
            .enumerate()
            .find(|(at, one)| destinations[..*at].iter().any(|other| other.name == one.name))?
            .1;
        Some(Fault {
            key: "name".to_string(),
            received: format!("`{}` for two destinations", twice.name),
            allowed: "give each a name of its own".to_string(),
        })
    })
}
