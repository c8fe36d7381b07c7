//! What can go wrong with objects, and the way out.

use std::error::Error;
use std::fmt;

use super::ObjectSettings;

/// What went wrong, by the way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectProblem {
    /// It is no address of objects.
    BadAddress,
    /// A setting of the environment that cannot be used.
    BadSetting,
    /// Nothing says who is asking.
    NoCredentials,
    /// The server does not know the key, or its signature is wrong.
    WrongCredentials,
    /// Who is asking may not do it.
    NoPermission,
    /// There is no such bucket.
    NoBucket,
    /// There is no such object.
    NotThere,
    /// The bucket is in another region.
    OtherRegion,
    /// The server cannot be reached, or did not answer in time.
    Away,
    /// The server's certificate cannot be trusted.
    Certificate,
    /// The server keeps no conditions: of two that write at once, one could be lost.
    NoConditions,
    /// The disk here said no.
    Disk,
    /// Something else.
    Other,
}

/// What went wrong with an object or a bucket. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectError {
    /// The object or the bucket.
    pub address: String,
    /// What it was.
    pub problem: ObjectProblem,
    /// What the server or the system said, in short.
    pub said: String,
}

impl ObjectError {
    pub(super) fn new(address: &str, problem: ObjectProblem, said: impl fmt::Display) -> ObjectError {
        ObjectError { address: address.to_string(), problem, said: said.to_string() }
    }

    /// The error of the disk here.
    pub(super) fn disk(address: &str, error: &std::io::Error) -> ObjectError {
        ObjectError::new(address, ObjectProblem::Disk, error)
    }

    /// The error of the client, by what it says.
    pub(super) fn of(address: &str, error: &object_store::Error, settings: &ObjectSettings) -> ObjectError {
        if let object_store::Error::Precondition { .. } = error {
            return ObjectError::new(address, ObjectProblem::Other, "it was replaced while it was read");
        }
        let whole = whole_text(error);
        ObjectError::new(address, problem_of(error, &whole), settings.scrubbed(&shortened(&whole)))
    }

    /// A server that took a second object where one was already.
    pub fn no_conditions(address: &str) -> ObjectError {
        ObjectError::new(address, ObjectProblem::NoConditions, "it replaced an object that was to stay")
    }

    /// The way out.
    pub fn hint(&self) -> &'static str {
        match self.problem {
            ObjectProblem::BadAddress => {
                "write s3://bucket/path, az://container/path or gs://bucket/path; keys and passwords stand in the \
                 environment"
            }
            ObjectProblem::BadSetting => "look at the variables AWS_…, AZURE_… or GOOGLE_… of the environment",
            ObjectProblem::NoCredentials => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AZURE_STORAGE_ACCOUNT_NAME and \
                 AZURE_STORAGE_ACCOUNT_KEY, or GOOGLE_SERVICE_ACCOUNT; for a public bucket AWS_SKIP_SIGNATURE=true"
            }
            ObjectProblem::WrongCredentials => {
                "look at the key and the secret in the environment, and whether they are of this service"
            }
            ObjectProblem::NoPermission => {
                "ask whoever keeps the bucket for the right to list, read and, for loads and exports, write under this path"
            }
            ObjectProblem::NoBucket => "look at its name, at AWS_ENDPOINT_URL and AWS_REGION; attain makes no buckets",
            ObjectProblem::NotThere => "look at its name",
            ObjectProblem::OtherRegion => "set AWS_REGION to the bucket's region",
            ObjectProblem::Away => {
                "look at the network and at the endpoint in the environment (AWS_ENDPOINT_URL, AZURE_STORAGE_ENDPOINT or \
                 GOOGLE_BASE_URL, where one is set), and try again: what is there already adds nothing"
            }
            ObjectProblem::Certificate => {
                "the system must trust who signed it (AWS_CA_BUNDLE names a file of further ones), and the name in the \
                 address must be the certificate's"
            }
            ObjectProblem::NoConditions => {
                "stores and results need a service that keeps `If-None-Match: *`: S3, Azure, Google, MinIO, Ceph and others do in \
                 their newer versions"
            }
            ObjectProblem::Disk => "make room where the copies lie, or name another place with ATTAIN_CACHE",
            ObjectProblem::Other => "try again; if it stays so, whoever keeps the bucket knows its log",
        }
    }
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ObjectError { address, said, .. } = self;
        match self.problem {
            ObjectProblem::BadAddress => write!(f, "`{address}` is no address of objects: {said}"),
            ObjectProblem::BadSetting => write!(f, "`{address}` cannot be opened with these settings: {said}"),
            ObjectProblem::NoCredentials => write!(f, "nothing says who is asking for `{address}`"),
            ObjectProblem::WrongCredentials => write!(f, "the server refuses the credentials for `{address}`: {said}"),
            ObjectProblem::NoPermission => write!(f, "there is no permission for `{address}`: {said}"),
            ObjectProblem::NoBucket => write!(f, "there is no bucket for `{address}`"),
            ObjectProblem::NotThere => write!(f, "there is no object `{address}`"),
            ObjectProblem::OtherRegion => write!(f, "the bucket of `{address}` is in another region"),
            ObjectProblem::Away => write!(f, "the server of `{address}` cannot be reached: {said}"),
            ObjectProblem::Certificate => {
                write!(f, "the certificate of the server of `{address}` is not trusted: {said}")
            }
            ObjectProblem::NoConditions => {
                write!(f, "the server of `{address}` cannot keep two writers apart: {said}")
            }
            ObjectProblem::Disk => write!(f, "the copy of `{address}` cannot be written: {said}"),
            ObjectProblem::Other => write!(f, "the server of `{address}` refuses: {said}"),
        }
    }
}

impl Error for ObjectError {}

/// The error and all that lies under it: what tells most lies deepest.
fn whole_text(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut inner = error.source();
    while let Some(found) = inner {
        let said = found.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        inner = found.source();
    }
    // How long the client tries again, which it says of every call that it made more than once, is no sign of a timeout.
    text.replace("retry_timeout", "tried for")
}

/// By what services write and by what the client writes. Codes of the services come first: they are exact.
const SIGNS: [(&[&str], ObjectProblem); 9] = [
    (&["NoSuchBucket", "ContainerNotFound", "The specified bucket does not exist"], ObjectProblem::NoBucket),
    (
        &[
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "AuthenticationFailed",
            "failed to authenticate",
            "InvalidToken",
            "ExpiredToken",
            "AuthFailure",
            "RequestTimeTooSkewed",
            "invalid_grant",
            "401 Unauthorized",
        ],
        ObjectProblem::WrongCredentials,
    ),
    (
        &[
            "latest/api/token",
            "latest/meta-data",
            "169.254.169.254",
            "metadata.google.internal",
            "169.254.170.2",
            "Missing credentials",
            "computeMetadata",
        ],
        ObjectProblem::NoCredentials,
    ),
    (&["AccessDenied", "403 Forbidden", "AuthorizationFailure"], ObjectProblem::NoPermission),
    (
        &["PermanentRedirect", "Received redirect without LOCATION", "AuthorizationHeaderMalformed"],
        ObjectProblem::OtherRegion,
    ),
    (&["501 Not Implemented", "NotImplemented"], ObjectProblem::NoConditions),
    (&["certificate", "UnknownIssuer", "InvalidContentType", "HandshakeFailure"], ObjectProblem::Certificate),
    (
        &[
            "error sending request",
            "dns error",
            "onnection refused",
            "timed out",
            "timeout",
            "onnection reset",
            "onnection closed",
            "error decoding response body",
            "502 Bad Gateway",
            "503 Service Unavailable",
            "504 Gateway Timeout",
            "500 Internal Server Error",
        ],
        ObjectProblem::Away,
    ),
    (
        &["Configuration key", "builder error", "invalid URL", "RelativeUrlWithoutBase", "URL scheme is not allowed"],
        ObjectProblem::BadSetting,
    ),
];

fn problem_of(error: &object_store::Error, whole: &str) -> ObjectProblem {
    let sign =
        |(signs, problem): &(&[&str], ObjectProblem)| signs.iter().any(|sign| whole.contains(sign)).then_some(*problem);
    SIGNS.iter().find_map(sign).unwrap_or(match error {
        object_store::Error::NotFound { .. } => ObjectProblem::NotThere,
        object_store::Error::PermissionDenied { .. } => ObjectProblem::NoPermission,
        object_store::Error::Unauthenticated { .. } => ObjectProblem::WrongCredentials,
        object_store::Error::NotImplemented { .. } => ObjectProblem::NoConditions,
        object_store::Error::InvalidPath { .. } => ObjectProblem::BadAddress,
        _ => ObjectProblem::Other,
    })
}

/// What a person needs of it: a service's own code and sentence where there are such, else the end, which tells most;
/// never what follows a question mark in an address, where signatures stand.
fn shortened(whole: &str) -> String {
    const MOST: usize = 160;
    let between =
        |open: &str, close: &str| whole.split_once(open)?.1.split_once(close).map(|(inside, _)| inside.trim());
    if let Some(code) = between("<Code>", "</Code>") {
        let sentence = between("<Message>", "</Message>").unwrap_or_default();
        let sentence = sentence.lines().next().unwrap_or_default();
        return if sentence.is_empty() { code.to_string() } else { format!("{sentence} ({code})") };
    }
    let words: Vec<&str> = whole.split_whitespace().map(|word| word.split('?').next().unwrap_or_default()).collect();
    let line = words.join(" ");
    let deepest = line.rsplit(": ").next().unwrap_or_default();
    let told = if deepest.len() >= 12 { deepest } else { &line };
    match told.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &told[..end]),
        None => told.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(text: &str) -> object_store::Error {
        object_store::Error::Generic { store: "S3", source: text.to_string().into() }
    }

    #[test]
    fn what_services_say_becomes_a_sentence_and_a_way_out() {
        let settings = ObjectSettings::from_variables([("AWS_SESSION_TOKEN".into(), "tok-en-12345".into())]);
        let told = |text: &str| ObjectError::of("s3://b/x", &generic(text), &settings);
        let denied = told(
            "Server returned non-2xx status code: 403 Forbidden: <?xml?><Error><Code>AccessDenied</Code>\
             <Message>Access Denied</Message><RequestId>1</RequestId></Error>",
        );
        assert_eq!(denied.to_string(), "there is no permission for `s3://b/x`: Access Denied (AccessDenied)");
        let cases = [
            ("404: <Code>NoSuchBucket</Code>", ObjectProblem::NoBucket),
            ("403 Forbidden: <Code>InvalidAccessKeyId</Code>", ObjectProblem::WrongCredentials),
            ("Error performing PUT http://169.254.169.254/latest/api/token in 1s", ObjectProblem::NoCredentials),
            ("error sending request: tcp connect error: Connection refused (os error 111)", ObjectProblem::Away),
            ("error sending request: invalid peer certificate: UnknownIssuer", ObjectProblem::Certificate),
            ("501 Not Implemented", ObjectProblem::NoConditions),
            ("after 1 retries, max_retries: 6, retry_timeout: 20s - 403 Forbidden: ", ObjectProblem::NoPermission),
            ("after 1 retries, max_retries: 6, retry_timeout: 20s - something else", ObjectProblem::Other),
            ("something else", ObjectProblem::Other),
        ];
        for (text, problem) in cases {
            let told = told(text);
            assert_eq!(told.problem, problem, "{text}");
            assert!(!told.hint().is_empty());
        }
        let hidden = told("Error performing GET https://b.example/x?sig=abc&t=1 with tok-en-12345 failed");
        assert!(!hidden.to_string().contains("sig=") && !hidden.to_string().contains("tok-en"), "{hidden}");
    }
}
