//! `sc://host:port/;key=value`: where a cluster listens. What may be secret in it is never shown.
//!
//! A token stands in the environment: a command line is seen by others of the machine, and a configuration is shared.
//! `${NAME}` in an address is filled in from there.

use std::fmt;

use super::{AddressFault, EngineError};
use crate::quantity::{percent_decoded, percent_encoded, placeholder};

/// The port where none is named.
const PORT: u16 = 15_002;

/// The parameters that the client knows, and what stands behind each. Others would be sent along as headers, so that a
/// `use_ssl` that was misspelt would go over the wire in plain text.
const PARAMETERS: [(&str, Kind); 9] = [
    ("use_ssl", Kind::Truth),
    ("user_id", Kind::Text),
    ("user_agent", Kind::Text),
    ("session_id", Kind::Text),
    ("token", Kind::Text),
    ("grpc_keepalive_enabled", Kind::Truth),
    ("grpc_keepalive_without_calls", Kind::Truth),
    ("grpc_keepalive_time_ms", Kind::Whole),
    ("grpc_keepalive_timeout_ms", Kind::Whole),
];

/// Headers that a server asks for beside those, such as `x-databricks-cluster-id`.
const HEADER: &str = "x-";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Truth,
    Whole,
}

/// The names of the parameters that may be written.
pub(super) fn known_parameters() -> impl Iterator<Item = &'static str> {
    PARAMETERS.iter().map(|(name, _)| *name)
}

/// The address of a Spark Connect server. It shows itself without its parameters, which may hold a token.
#[derive(Clone, PartialEq, Eq)]
pub struct ClusterAddress {
    whole: String,
    host: String,
    port: u16,
    /// What is not shown.
    secrets: Vec<String>,
}

impl ClusterAddress {
    /// The server as people may read it: `host:port`.
    pub fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The host, without the brackets of an address of version 6.
    pub fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The whole address, with its parameters: for the client alone.
    #[cfg(feature = "cluster")]
    pub(super) fn whole(&self) -> &str {
        &self.whole
    }

    /// A text without anything that the address's parameters or the environment say.
    #[cfg(feature = "cluster")]
    pub(super) fn without_secrets(&self, text: &str) -> String {
        let text = text.replace(&self.whole, &format!("sc://{}", self.server()));
        self.secrets.iter().fold(text, |text, secret| text.replace(secret, "***"))
    }

    /// An address as it was written, its variables filled in. `variable` gives none for one that is not set.
    ///
    /// # Errors
    /// [`EngineError::Address`] where it is none, holds a token itself, or a variable is not set.
    pub(super) fn of_written<'v>(
        text: &str,
        variable: &dyn Fn(&str) -> Option<&'v str>,
    ) -> Result<ClusterAddress, EngineError> {
        let value = |name: &str| {
            let unset = || fault(&format!("${{{name}}}"), AddressFault::NotSet { variable: name.to_string() });
            variable(name).ok_or_else(unset)
        };
        if let Some(("", name, "")) = placeholder(text) {
            // What is wrong with it is told without any of it.
            let hidden = |_| fault(&format!("${{{name}}}"), AddressFault::InVariable);
            return ClusterAddress::parse(value(name)?).map_err(hidden);
        }
        refuse_token(text)?;
        let (mut filled, mut values, mut rest) = (String::new(), Vec::new(), text);
        while let Some((before, name, after)) = placeholder(rest) {
            let value = value(name)?;
            filled.push_str(before);
            filled.push_str(&percent_encoded(value));
            values.push(value.to_string());
            rest = after;
        }
        filled.push_str(rest);
        let address = ClusterAddress::parse(&filled)?;
        Ok(address.keeping_secret(values))
    }

    /// The same, with further texts that are not shown.
    pub(super) fn keeping_secret(mut self, values: impl IntoIterator<Item = String>) -> ClusterAddress {
        self.secrets.extend(values.into_iter().filter(|value| value.len() > 4));
        // The longest first: a secret may be the beginning of its encoded form.
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        self
    }

    /// What is wrong with an address as it was written, as far as that shows without the environment.
    pub(super) fn check_written(text: &str) -> Result<(), EngineError> {
        match placeholder(text) {
            Some(("", _, "")) => Ok(()),
            // A value that would pass anywhere behind the host.
            _ => ClusterAddress::of_written(text, &|_| Some("1")).map(drop),
        }
    }

    /// A whole address, which may hold a token.
    fn parse(text: &str) -> Result<ClusterAddress, EngineError> {
        let Some(rest) = text.strip_prefix("sc://") else { return Err(fault(&shown(text), AddressFault::Scheme)) };
        let shown = shown(text);
        let wrong = |reason: AddressFault| fault(&shown, reason);
        let (authority, tail) = rest.split_at(rest.find(['/', ';', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(wrong(AddressFault::User));
        }
        let (host, port) = match authority.rfind(':').filter(|at| !authority[*at..].contains(']')) {
            Some(at) => (&authority[..at], Some(&authority[at + 1..])),
            None => (authority, None),
        };
        if host.is_empty() {
            return Err(wrong(AddressFault::NoHost));
        }
        let port = match port {
            None => PORT,
            Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(|| wrong(AddressFault::Port))?,
        };
        let parameters = match tail {
            "" | "/" => "",
            tail => tail.strip_prefix("/;").ok_or_else(|| wrong(AddressFault::Tail))?,
        };
        let parameters = parameters_of(parameters).map_err(wrong)?;
        let is_secret = |value: &&str| value.len() > 4 && *value != "false";
        let values = parameters.iter().map(|(_, value)| *value).filter(is_secret);
        let secrets = values.flat_map(|value| [value.to_string(), percent_decoded(value)]);
        let address = ClusterAddress { whole: text.to_string(), host: host.to_string(), port, secrets: Vec::new() };
        Ok(address.keeping_secret(secrets))
    }
}

impl fmt::Debug for ClusterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sc://{}", self.server())
    }
}

fn fault(shown: &str, reason: AddressFault) -> EngineError {
    EngineError::Address { shown: shown.to_string(), reason }
}

/// What may be shown of an address: what stands before the first sign that could begin something secret.
fn shown(text: &str) -> String {
    match text.strip_prefix("sc://") {
        None => text.split([';', '@', '?']).next().unwrap_or_default().to_string(),
        Some(rest) => {
            let authority = rest.split(['/', ';', '?', '#']).next().unwrap_or_default();
            format!("sc://{}", authority.rsplit('@').next().unwrap_or_default())
        }
    }
}

/// The pairs behind the port.
fn parameters_of(text: &str) -> Result<Vec<(&str, &str)>, AddressFault> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for parameter in text.split(';').filter(|_| !text.is_empty()) {
        let is_pair = |(key, value): &(&str, &str)| !key.is_empty() && !value.is_empty() && !value.contains('=');
        let (key, value) = parameter.split_once('=').filter(is_pair).ok_or(AddressFault::NotAPair)?;
        let name = || key.to_string();
        let kind = PARAMETERS.iter().find(|(known, _)| *known == key).map(|(_, kind)| *kind);
        match kind.or_else(|| key.starts_with(HEADER).then_some(Kind::Text)) {
            None => return Err(AddressFault::UnknownParameter { name: name() }),
            Some(Kind::Truth) if !["true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word)) => {
                return Err(AddressFault::NeitherTrueNorFalse { name: name() });
            }
            Some(Kind::Whole) if value.parse::<u32>().is_err() => return Err(AddressFault::NotWhole { name: name() }),
            Some(_) if found.iter().any(|(before, _)| *before == key) => {
                return Err(AddressFault::Twice { name: name() });
            }
            Some(_) => found.push((key, value)),
        }
    }
    Ok(found)
}

/// Refuses an address in which a token is written, and not just the name of a variable.
fn refuse_token(text: &str) -> Result<(), EngineError> {
    let is_written = |parameter: &str| {
        let (key, value) = parameter.split_once('=').unwrap_or_default();
        let is_variable = matches!(placeholder(value), Some(("", _, "")));
        key.trim().eq_ignore_ascii_case("token") && !is_variable
    };
    match text.split([';', '?', '&', '/']).any(is_written) {
        true => Err(fault(&shown(text), AddressFault::Token)),
        false => Ok(()),
    }
}

/// The names of the variables in an address.
pub(super) fn variables(text: &str) -> Vec<&str> {
    std::iter::successors(placeholder(text), |(_, _, after)| placeholder(after)).map(|(_, name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ClusterAddress, EngineError> {
        ClusterAddress::of_written(text, &|name| match name {
            "TOKEN" => Some("ge;heim=="),
            "REMOTE" => Some("sc://there:7/;use_ssl=true;token=ab%3D%3Dcd"),
            "SPOILED" => Some("sc://there:7/;geheim=1"),
            _ => None,
        })
    }

    #[test]
    fn an_address_is_read_and_shown_without_its_parameters() {
        let address = read("sc://spark.example:443/;use_ssl=true;user_id=ann").unwrap();
        assert_eq!((address.host(), address.port()), ("spark.example", 443));
        assert_eq!(format!("{address:?} {}", address.server()), "sc://spark.example:443 spark.example:443");
        assert_eq!(read("sc://localhost").unwrap().port(), 15_002);
        let six = read("sc://[::1]:7077").unwrap();
        assert_eq!((six.host(), six.port()), ("::1", 7077));
        assert_eq!(read("sc://[::1]").unwrap().port(), 15_002);
        assert!(read("sc://h:1/;use_ssl=TRUE;x-databricks-cluster-id=7;grpc_keepalive_time_ms=500").is_ok());
    }

    #[test]
    fn a_token_of_any_signs_comes_from_the_environment_and_is_never_shown() {
        let address = read("sc://h:1/;use_ssl=true;token=${TOKEN}").unwrap();
        assert_eq!(address.whole, "sc://h:1/;use_ssl=true;token=ge%3Bheim%3D%3D");
        assert!(address.secrets.contains(&"ge;heim==".to_string()), "as the server reads it");
        let whole = read("${REMOTE}").unwrap();
        assert_eq!((whole.server().as_str(), whole.whole.ends_with("token=ab%3D%3Dcd")), ("there:7", true));
        assert!(whole.secrets.contains(&"ab==cd".to_string()) && whole.secrets.contains(&"ab%3D%3Dcd".to_string()));
        assert_eq!(format!("{whole:?}"), "sc://there:7");
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_what_may_be_secret() {
        let name = |name: &str| name.to_string();
        for (text, shown, reason) in [
            ("spark://h:7077;token=geheim", "spark://h:7077", AddressFault::Token),
            ("spark://h:7077", "spark://h:7077", AddressFault::Scheme),
            ("sc://:443/;user_id=geheim", "sc://:443", AddressFault::NoHost),
            ("sc://h:port/;user_id=geheim", "sc://h:port", AddressFault::Port),
            ("sc://h:0", "sc://h:0", AddressFault::Port),
            ("sc://h:1/path;user_id=geheim", "sc://h:1", AddressFault::Tail),
            ("sc://h:1/;token", "sc://h:1", AddressFault::NotAPair),
            ("sc://h:1/;user_id=geheim==", "sc://h:1", AddressFault::NotAPair),
            ("sc://me:geheim@h:1", "sc://h:1", AddressFault::User),
            ("sc://h:1/;token=geheim", "sc://h:1", AddressFault::Token),
            ("sc://h:1/;token=geheim==", "sc://h:1", AddressFault::Token),
            ("sc://h:1/;use_sll=true;Token=geheim", "sc://h:1", AddressFault::Token),
            ("sc://h:1;token=geheim", "sc://h:1", AddressFault::Token),
            ("sc://h:1?token=geheim", "sc://h:1", AddressFault::Token),
            ("sc://h:1/;token=${TOKEN}geheim", "sc://h:1", AddressFault::Token),
            ("sc://h:1/;use_sll=true", "sc://h:1", AddressFault::UnknownParameter { name: name("use_sll") }),
            ("sc://h:1/;use_ssl=yes", "sc://h:1", AddressFault::NeitherTrueNorFalse { name: name("use_ssl") }),
            ("sc://h:1/;use_ssl=1", "sc://h:1", AddressFault::NeitherTrueNorFalse { name: name("use_ssl") }),
            ("sc://h:1/;use_ssl=true;use_ssl=false", "sc://h:1", AddressFault::Twice { name: name("use_ssl") }),
            (
                "sc://h:1/;grpc_keepalive_time_ms=5s",
                "sc://h:1",
                AddressFault::NotWhole { name: name("grpc_keepalive_time_ms") },
            ),
            ("sc://h:1/;token=${NONE}", "${NONE}", AddressFault::NotSet { variable: name("NONE") }),
            ("${NONE}", "${NONE}", AddressFault::NotSet { variable: name("NONE") }),
            ("${SPOILED}", "${SPOILED}", AddressFault::InVariable),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error, EngineError::Address { shown: shown.to_string(), reason }, "{text}");
            assert!(!error.to_string().contains("geheim") && !error.hint().contains("geheim"));
        }
    }

    #[test]
    fn a_configuration_is_checked_without_the_environment() {
        assert_eq!(ClusterAddress::check_written("${NONE}"), Ok(()));
        assert_eq!(ClusterAddress::check_written("sc://h:1/;use_ssl=true;token=${NONE}"), Ok(()));
        assert!(ClusterAddress::check_written("sc://h:1/;use_ssl=maybe;token=${NONE}").is_err());
        assert!(ClusterAddress::check_written("sc://h:1/;token=geheim").is_err());
    }
}
