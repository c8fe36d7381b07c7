//! The secret of `--redact`, and the names that no sentence may speak of.

use std::path::Path;

use super::review_arguments::RedactArguments;
use crate::failure::Failure;
use crate::review::redact::{LEAST_SECRET, Redaction};

/// Where the secret is looked for when no file is named.
const VARIABLE: &str = "ATTAIN_REDACT_KEY";

/// What was asked for; none without `--redact`.
pub(crate) fn asked(redact: &RedactArguments) -> Result<Option<Redaction>, Failure> {
    if !redact.redact {
        return Ok(None);
    }
    let (secret, whence) = match &redact.redact_key {
        Some(path) => (of_file(path)?, format!("`{}`", path.display())),
        None => (std::env::var(VARIABLE).unwrap_or_default().into_bytes(), VARIABLE.to_string()),
    };
    let way_out = format!(
        "write at least {LEAST_SECRET} signs that nobody guesses into {VARIABLE}, or into a file named with --redact-key; \
         keep them, so that the next pack has the same pseudonyms"
    );
    let length = secret.trim_ascii().len();
    match Redaction::new(&secret) {
        Some(redaction) => Ok(Some(redaction)),
        None if length == 0 => Err(Failure::usage("--redact needs a secret, and there is none", way_out)),
        None => Err(Failure::usage(format!("the secret in {whence} has {length} signs"), way_out)),
    }
}

fn of_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        Failure::usage(format!("`{}` cannot be read: {error}", path.display()), "name the file with the secret")
    })
}
