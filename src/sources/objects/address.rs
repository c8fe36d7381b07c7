//! `s3://bucket/path`, `az://container/path`, `gs://bucket/path`.

use std::fmt;

use object_store::path::Path;
use url::Url;

use super::{ObjectError, ObjectProblem};

/// The schemes that name object storage, and the service that each of them means.
const SCHEMES: [(&str, Service); 8] = [
    ("s3", Service::S3),
    ("s3a", Service::S3),
    ("gs", Service::Google),
    ("az", Service::Azure),
    ("azure", Service::Azure),
    ("adl", Service::Azure),
    ("abfs", Service::Azure),
    ("abfss", Service::Azure),
];

/// Who keeps the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    /// Amazon, and whatever speaks like it.
    S3,
    /// Microsoft.
    Azure,
    /// Google.
    Google,
}

/// Whether a path is one of objects.
///
/// ```
/// use attain::sources::is_object_address;
///
/// assert!(is_object_address("s3://sales/2024/orders.csv"));
/// assert!(!is_object_address("2024/orders.csv"));
/// ```
pub fn is_object_address(text: &str) -> bool {
    service_of(text).is_some()
}

fn service_of(text: &str) -> Option<Service> {
    let (scheme, _) = text.split_once("://")?;
    SCHEMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(scheme)).map(|(_, service)| *service)
}

/// A bucket, and a path in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectAddress {
    pub(super) service: Service,
    /// The bucket alone, as the client takes it.
    pub(super) bucket: Url,
    /// As it was written, without a slash at its end.
    text: String,
    /// The part of the text that names the bucket.
    bucket_text: String,
    /// The path in the bucket as it was written, without slashes at its ends.
    path: String,
}

impl ObjectAddress {
    /// Takes an address apart. What follows the bucket is taken letter by letter: nothing in it is an escape.
    ///
    /// # Errors
    /// [`ObjectProblem::BadAddress`] where there is no bucket, or where the path has an empty part.
    pub fn parse(text: &str) -> Result<ObjectAddress, ObjectError> {
        let refused = |why: &str| ObjectError::new(&without_password(text), ObjectProblem::BadAddress, why);
        let service = service_of(text).ok_or_else(|| refused("it names no object storage"))?;
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let (bucket, path) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(refused("it names no bucket"));
        }
        if bucket.contains(':') {
            return Err(refused("it has a password or a port where the bucket's name stands"));
        }
        let path = path.trim_end_matches('/');
        let broken = "its path has an empty part, `.` or `..`";
        // The client would pass over a slash at the beginning.
        if path.starts_with('/') {
            return Err(refused(broken));
        }
        Path::parse(path).map_err(|_| refused(broken))?;
        let bucket_text = format!("{scheme}://{bucket}");
        let url = Url::parse(&bucket_text).map_err(|error| refused(&error.to_string()))?;
        let text = if path.is_empty() { bucket_text.clone() } else { format!("{bucket_text}/{path}") };
        Ok(ObjectAddress { service, bucket: url, text, bucket_text, path: path.to_string() })
    }

    /// The path in the bucket; empty for the bucket itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The address of another path in the same bucket.
    #[must_use]
    pub fn at(&self, path: &str) -> ObjectAddress {
        let text = if path.is_empty() { self.bucket_text.clone() } else { format!("{}/{path}", self.bucket_text) };
        ObjectAddress { text, path: path.to_string(), ..self.clone() }
    }
}

impl fmt::Display for ObjectAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An address as it may be shown: without what stands before an `@` where a password may be among it.
fn without_password(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, rest)), Some((before, after))) if rest.contains(':') && before.len() > scheme.len() => {
            format!("{scheme}://***@{after}")
        }
        _ => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_bucket_and_a_path_taken_letter_by_letter() {
        let address = ObjectAddress::parse("s3://sales/2024/a b%20[1].csv").unwrap();
        assert_eq!(address.path(), "2024/a b%20[1].csv");
        assert_eq!(address.to_string(), "s3://sales/2024/a b%20[1].csv");
        assert_eq!(ObjectAddress::parse("gs://sales/store/").unwrap().to_string(), "gs://sales/store");
        assert_eq!(ObjectAddress::parse("az://sales").unwrap().path(), "");
        assert_eq!(address.at("销售.csv").to_string(), "s3://sales/销售.csv");
        let azure = ObjectAddress::parse("abfss://data@account.dfs.core.windows.net/store").unwrap();
        assert_eq!((azure.service, azure.path()), (Service::Azure, "store"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["s3://", "s3:///path", "s3://a//b", "s3://key:secret@bucket/x", "s3://a/../b", "ftp://a/b"] {
            let refused = ObjectAddress::parse(text).unwrap_err();
            assert_eq!(refused.problem, ObjectProblem::BadAddress, "{text}");
            assert!(!refused.to_string().contains("secret"), "{refused}");
        }
        assert!(!is_object_address("C:/orders.csv") && !is_object_address("https://example.com/orders.csv"));
    }
}
