//! `sc://host:port/;key=value`: where a cluster listens. What may be secret in it is never shown.

use std::fmt;
use std::str::FromStr;

use super::EngineError;

/// The port where none is named.
const PORT: u16 = 15_002;

/// The address of a Spark Connect server. It shows itself without its parameters, which may hold a token.
#[derive(Clone, PartialEq, Eq)]
pub struct ClusterAddress {
    whole: String,
    host: String,
    port: u16,
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

    /// A text without anything that the address's parameters say.
    #[cfg(feature = "cluster")]
    pub(super) fn without_secrets(&self, text: &str) -> String {
        let parameters = self.whole.split_once(";").map_or("", |(_, parameters)| parameters);
        let values = parameters.split(';').filter_map(|parameter| Some(parameter.split_once('=')?.1));
        let secrets = values.filter(|value| value.len() > 4 && *value != "false");
        secrets.fold(text.replace(&self.whole, &format!("sc://{}", self.server())), |text, secret| {
            text.replace(secret, "***")
        })
    }
}

impl fmt::Debug for ClusterAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sc://{}", self.server())
    }
}

impl FromStr for ClusterAddress {
    type Err = EngineError;

    fn from_str(text: &str) -> Result<ClusterAddress, EngineError> {
        let wrong = |shown: &str, reason: &'static str| EngineError::Address { shown: shown.to_string(), reason };
        let Some(rest) = text.strip_prefix("sc://") else {
            // What stands before the first sign that could begin something secret.
            let shown = text.split([';', '@', '?']).next().unwrap_or_default();
            return Err(wrong(shown, "it does not begin with sc://"));
        };
        let (authority, tail) = rest.split_at(rest.find(['/', ';', '?', '#']).unwrap_or(rest.len()));
        let shown = format!("sc://{}", authority.rsplit('@').next().unwrap_or_default());
        if authority.contains('@') {
            return Err(wrong(&shown, "it has a user before the host"));
        }
        let (host, port) = match authority.rfind(':').filter(|at| !authority[*at..].contains(']')) {
            Some(at) => (&authority[..at], Some(&authority[at + 1..])),
            None => (authority, None),
        };
        if host.is_empty() {
            return Err(wrong(&shown, "it names no host"));
        }
        let port = match port {
            None => PORT,
            Some(port) => port
                .parse()
                .ok()
                .filter(|port| *port > 0)
                .ok_or_else(|| wrong(&shown, "its port is no number up to 65535"))?,
        };
        let parameters = match tail {
            "" | "/" => "",
            tail => {
                tail.strip_prefix("/;").ok_or_else(|| wrong(&shown, "after the port only /;key=value may stand"))?
            }
        };
        let is_pair = |parameter: &str| {
            parameter.split_once('=').is_some_and(|(key, value)| !key.is_empty() && !value.contains('='))
        };
        if !parameters.is_empty() && !parameters.split(';').all(is_pair) {
            return Err(wrong(&shown, "one of its parameters is not of the form key=value"));
        }
        Ok(ClusterAddress { whole: text.to_string(), host: host.to_string(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_shown_without_its_parameters() {
        let address: ClusterAddress = "sc://spark.example:443/;use_ssl=true;token=geheim".parse().unwrap();
        assert_eq!((address.host(), address.port()), ("spark.example", 443));
        assert_eq!(format!("{address:?} {}", address.server()), "sc://spark.example:443 spark.example:443");
        let plain: ClusterAddress = "sc://localhost".parse().unwrap();
        assert_eq!(plain.port(), 15_002);
        let six: ClusterAddress = "sc://[::1]:7077".parse().unwrap();
        assert_eq!((six.host(), six.port()), ("::1", 7077));
        assert_eq!("sc://[::1]".parse::<ClusterAddress>().unwrap().port(), 15_002);
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_what_may_be_secret() {
        for (text, shown, reason) in [
            ("spark://h:7077;token=geheim", "spark://h:7077", "it does not begin with sc://"),
            ("sc://:443/;token=geheim", "sc://:443", "it names no host"),
            ("sc://h:port/;token=geheim", "sc://h:port", "its port is no number up to 65535"),
            ("sc://h:0", "sc://h:0", "its port is no number up to 65535"),
            ("sc://h:1/path;token=geheim", "sc://h:1", "after the port only /;key=value may stand"),
            ("sc://h:1/;token", "sc://h:1", "one of its parameters is not of the form key=value"),
            ("sc://me:geheim@h:1", "sc://h:1", "it has a user before the host"),
        ] {
            let error = text.parse::<ClusterAddress>().unwrap_err();
            assert_eq!(error, EngineError::Address { shown: shown.to_string(), reason }, "{text}");
            assert!(!error.to_string().contains("geheim"));
        }
    }
}
