//! The client of a bucket, with what the environment says.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{Certificate, ClientOptions, ObjectStore, RetryConfig};

use super::address::Service;
use super::{ObjectAddress, ObjectError, ObjectProblem};

/// The beginnings of the variables that belong to object storage.
const KNOWN: [&str; 3] = ["aws_", "azure_", "google_"];

/// How often a call is tried again where the server is away or busy, and for how long at most.
const TRIES: usize = 6;
const TRIED_FOR: Duration = Duration::from_secs(20);
const CONNECTED_WITHIN: Duration = Duration::from_secs(5);
/// One answer; large objects are fetched in pieces.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);

/// What the environment says of object storage: keys, regions, endpoints. Its values are secrets.
#[derive(Clone, Default)]
pub struct ObjectSettings(BTreeMap<String, String>);

impl ObjectSettings {
    /// Takes the variables that begin with `AWS_`, `AZURE_` or `GOOGLE_`; empty ones count as not there.
    pub fn from_variables(variables: impl IntoIterator<Item = (String, String)>) -> ObjectSettings {
        let named = variables.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value));
        let ours = |name: &str| KNOWN.iter().any(|beginning| name.starts_with(beginning));
        ObjectSettings(named.filter(|(name, value)| ours(name) && !value.is_empty()).collect())
    }

    /// The endpoint that stands for the service's own; none where it is the service's own. With the address it says
    /// which bucket is meant.
    pub fn endpoint(&self) -> Option<&str> {
        const NAMES: [&str; 5] =
            ["aws_endpoint_url_s3", "aws_endpoint_url", "aws_endpoint", "azure_storage_endpoint", "google_base_url"];
        NAMES.iter().find_map(|name| self.0.get(*name)).map(String::as_str)
    }

    /// A text without any of the values that must not be seen.
    pub(super) fn scrubbed(&self, text: &str) -> String {
        let hidden = ["key", "secret", "token", "password", "sas", "account"];
        let secrets = self.0.iter().filter(|(name, value)| {
            hidden.iter().any(|word| name.contains(word)) && value.len() >= 6 && !name.ends_with("account_name")
        });
        secrets.fold(text.to_string(), |text, (_, secret)| text.replace(secret.as_str(), "***"))
    }
}

impl fmt::Debug for ObjectSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The client of the address's bucket. Nothing is asked of the server yet.
pub(super) fn client(address: &ObjectAddress, settings: &ObjectSettings) -> Result<Arc<dyn ObjectStore>, ObjectError> {
    // Nobody was asked yet: what is wrong stands in the settings.
    let refused = |error: object_store::Error| ObjectError {
        problem: ObjectProblem::BadSetting,
        ..ObjectError::of(&address.to_string(), &error, settings)
    };
    let retry = RetryConfig { max_retries: TRIES, retry_timeout: TRIED_FOR, ..RetryConfig::default() };
    let options = ClientOptions::new().with_connect_timeout(CONNECTED_WITHIN).with_timeout(ANSWERED_WITHIN);
    // An endpoint without TLS was written so by a person.
    let options = options.with_allow_http(settings.endpoint().is_some_and(|url| url.starts_with("http://")));
    let options = trusted(settings)?.into_iter().fold(options, ClientOptions::with_root_certificate);
    // Three types with the same methods and without a trait that they share.
    macro_rules! built {
        ($builder:ty) => {{
            let start = <$builder>::new().with_client_options(options).with_retry(retry);
            let builder = settings.0.iter().fold(start, |builder, (name, value)| match name.parse() {
                Ok(key) => builder.with_config(key, value),
                Err(_) => builder,
            });
            Arc::new(builder.with_url(address.bucket.as_str()).build().map_err(refused)?)
        }};
    }
    Ok(match address.service {
        Service::S3 => built!(AmazonS3Builder),
        Service::Azure => built!(MicrosoftAzureBuilder),
        Service::Google => built!(GoogleCloudStorageBuilder),
    })
}

/// The certificates of `AWS_CA_BUNDLE`, which are trusted beside those of the system.
fn trusted(settings: &ObjectSettings) -> Result<Vec<Certificate>, ObjectError> {
    let Some(file) = settings.0.get("aws_ca_bundle") else { return Ok(Vec::new()) };
    let refused =
        |reason: String| ObjectError::new(&format!("AWS_CA_BUNDLE={file}"), ObjectProblem::BadSetting, reason);
    let bytes = std::fs::read(file).map_err(|error| refused(error.to_string()))?;
    Certificate::from_pem_bundle(&bytes).map_err(|error| refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_missing_is_told_before_anybody_is_asked() {
        let address = ObjectAddress::parse("az://sales/store").unwrap();
        let refused = client(&address, &ObjectSettings::default()).unwrap_err();
        assert_eq!(refused.problem, ObjectProblem::BadSetting);
        let said = "`az://sales/store` cannot be opened with these settings: Account must be specified";
        assert_eq!(refused.to_string(), said);
    }

    #[test]
    fn secrets_are_seen_nowhere() {
        let variables = [
            ("AWS_SECRET_ACCESS_KEY", "s3cr3t-value"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000"),
            ("AWS_SESSION_TOKEN", ""),
            ("PATH", "/bin"),
        ];
        let settings = ObjectSettings::from_variables(variables.map(|(name, value)| (name.into(), value.into())));
        assert_eq!(settings.endpoint(), Some("http://127.0.0.1:9000"));
        assert_eq!(settings.scrubbed("signed with s3cr3t-value at 127.0.0.1"), "signed with *** at 127.0.0.1");
        assert_eq!(format!("{settings:?}"), r#"{"aws_endpoint_url", "aws_secret_access_key"}"#);
    }
}
