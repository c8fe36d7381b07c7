//! Where a database is, and the secrets in that: from the environment or a guarded file, and never printed.

use std::path::Path;

use super::place::{Place, SetupProblem, setup};
use crate::quantity::{percent_encoded, placeholder};
use crate::sources::SourceError;

/// The address of a database with everything filled in.
///
/// It has no `Debug` and no `Display`: what it holds is not for any log.
pub struct Address {
    uri: String,
    /// What must not be printed: the filled-in values, as they are and as they stand in the address.
    secrets: Vec<String>,
}

impl Address {
    /// The address itself, for the driver alone.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    #[cfg(test)]
    pub(super) fn of_trials(uri: &str, secret: &str) -> Address {
        Address { uri: uri.to_string(), secrets: vec![secret.to_string()] }
    }

    /// A driver's message without the secrets that it may repeat.
    pub(super) fn scrubbed(&self, message: &str) -> String {
        self.secrets
            .iter()
            .fold(message.replace(&self.uri, "(the address)"), |text, secret| text.replace(secret, "***"))
    }
}

/// The address of a place: `uri` or the content of `uri_file`, with `${NAME}` filled in from the environment.
///
/// A value that is filled into a part of an address is percent-encoded, so that a password may hold any character; an
/// address that is one `${NAME}` as a whole is taken as it is.
///
/// # Errors
/// No address or two, a password that stands in the configuration, a variable that is not set, a file that others
/// than its owner can read.
pub fn address(
    place: &Place<'_>,
    base: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Address, SourceError> {
    let (written, from_file) = match (place.uri, place.uri_file) {
        (Some(uri), None) => (uri.to_string(), false),
        (None, Some(file)) => (guarded_file(&base.join(file))?, true),
        (Some(_), Some(_)) => return Err(setup(place, SetupProblem::TwoAddresses)),
        (None, None) => return Err(setup(place, SetupProblem::NoAddress)),
    };
    if !from_file && holds_a_password(&written) {
        return Err(setup(place, SetupProblem::PasswordWritten));
    }
    let (uri, mut secrets) = filled_in(&written, place, environment)?;
    if uri.trim().is_empty() {
        return Err(setup(place, SetupProblem::NoAddress));
    }
    if from_file {
        secrets.extend(password_of(&uri).map(str::to_string));
    }
    secrets.retain(|secret| !secret.is_empty());
    // The longest first: a secret may be the beginning of its encoded form.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    Ok(Address { uri: with_bounded_wait(uri), secrets })
}

/// The text with each `${NAME}` filled in, and what was filled in.
fn filled_in(
    written: &str,
    place: &Place<'_>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(String, Vec<String>), SourceError> {
    let (mut uri, mut secrets, mut rest) = (String::new(), Vec::new(), written);
    while let Some((before, name, after)) = placeholder(rest) {
        let unset = || setup(place, SetupProblem::VariableNotSet { name: name.to_string() });
        let value = environment(name).ok_or_else(unset)?;
        let is_all = before.is_empty() && after.is_empty() && uri.is_empty();
        let encoded = if is_all { value.clone() } else { percent_encoded(&value) };
        secrets.extend(if is_all { password_of(&value).map(str::to_string) } else { Some(value) });
        secrets.push(encoded.clone());
        uri.push_str(before);
        uri.push_str(&encoded);
        rest = after;
    }
    uri.push_str(rest);
    Ok((uri, secrets))
}

/// The password between `scheme://user:` and `@`.
fn password_of(uri: &str) -> Option<&str> {
    let authority = uri.split_once("://")?.1.split(['/', '?']).next()?;
    let (_, password) = authority.rsplit_once('@')?.0.split_once(':')?;
    Some(password).filter(|password| !password.is_empty())
}

/// Whether a password stands in a text that nobody guards, and not just the name of a variable.
fn holds_a_password(written: &str) -> bool {
    let literal = |value: &str| !(value.is_empty() || value.starts_with("${") && value.ends_with('}'));
    let named = ["password=", "pwd=", "token="].iter().any(|key| {
        let lower = written.to_ascii_lowercase();
        lower.split(key).skip(1).any(|rest| literal(rest.split(['&', ';', ' ']).next().unwrap_or_default()))
    });
    named || password_of(written).is_some_and(literal)
}

/// PostgreSQL waits for ever for a host that says nothing, unless it is told how long.
fn with_bounded_wait(uri: String) -> String {
    let is_postgresql = uri.starts_with("postgresql://") || uri.starts_with("postgres://");
    match is_postgresql && !uri.contains("connect_timeout") {
        true => format!("{uri}{}connect_timeout=10", if uri.contains('?') { '&' } else { '?' }),
        false => uri,
    }
}

/// The content of a file that only its owner can read.
fn guarded_file(path: &Path) -> Result<String, SourceError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => SourceError::NotFound { path: path.to_path_buf() },
        _ => SourceError::Unreadable { path: path.to_path_buf(), reason: error.to_string() },
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(unreadable)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(SourceError::OpenSecret { path: path.to_path_buf(), mode: mode & 0o777 });
        }
    }
    Ok(std::fs::read_to_string(path).map_err(unreadable)?.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::SourceSettings;

    fn resolved(uri: &str, password: Option<&str>) -> Result<Address, SourceError> {
        let settings =
            SourceSettings { table: "orders".into(), uri: Some(uri.to_string()), ..SourceSettings::default() };
        address(&settings.place(), Path::new(""), &|name| password.filter(|_| name == "PW").map(str::to_string))
    }

    fn refusal(result: Result<Address, SourceError>) -> String {
        result.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_password_of_any_characters_is_filled_in_and_never_printed() {
        let address = resolved("postgresql://me:${PW}@h:1/d", Some("a@b:c/ü%")).ok().unwrap();
        assert_eq!(address.uri(), "postgresql://me:a%40b%3Ac%2F%C3%BC%25@h:1/d?connect_timeout=10");
        let said = address.scrubbed("no entry for a@b:c/ü% or a%40b%3Ac%2F%C3%BC%25");
        assert_eq!(said, "no entry for *** or ***");
    }

    #[test]
    fn a_whole_address_from_the_environment_is_taken_as_it_is() {
        let address = resolved("${PW}", Some("postgres://me:x%40y@h/d?connect_timeout=3")).ok().unwrap();
        assert_eq!(address.uri(), "postgres://me:x%40y@h/d?connect_timeout=3");
        assert_eq!(address.scrubbed("bad postgres://me:x%40y@h/d?connect_timeout=3, x%40y"), "bad (the address), ***");
    }

    #[test]
    fn a_password_in_the_configuration_is_refused() {
        for uri in ["postgresql://me:secret@h/d", "snowflake://h?password=secret&x=1", "grpc://h?token=abc"] {
            assert!(refusal(resolved(uri, None)).contains("holds a password"), "{uri}");
        }
        assert!(resolved("postgresql://me@h/d", None).is_ok());
        assert!(resolved("file:sales.db", None).is_ok());
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        assert!(refusal(resolved("postgresql://me:${PW}@h/d", None)).contains("the environment variable PW"));
        for (uri, value) in [("", None), (" ", None), ("${PW}", Some(""))] {
            assert!(refusal(resolved(uri, value)).contains("it names no address"), "{uri}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("address");
        std::fs::write(&file, "postgresql://me:secret@h/d\n").unwrap();
        let settings = SourceSettings { uri_file: Some("address".into()), ..SourceSettings::default() };
        let read = || address(&settings.place(), folder.path(), &|_| None);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(refusal(read()).contains("644"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read().ok().unwrap().scrubbed("wrong: secret"), "wrong: ***");
    }
}
