//! Whether anybody listens at an address, and with a certificate that is accepted: said at once and in one sentence, where
//! the client itself would say after a while that something about the transport went wrong.

use std::error::Error;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use spark_connect_core::ChannelBuilder;
use spark_connect_core::runtime::block_on;
use tokio::time::timeout;
use tonic::transport::{ClientTlsConfig, Endpoint};

use super::{ClusterAddress, EngineError};

/// Knocks, and waits `seconds` at most for each of the two answers.
///
/// # Errors
/// [`EngineError::Unreachable`], and with TLS [`EngineError::Certificate`], [`EngineError::OtherProtocol`] and
/// [`EngineError::Slow`].
pub(super) fn knock(address: &ClusterAddress, builder: &ChannelBuilder, seconds: u64) -> Result<(), EngineError> {
    listens(address, seconds)?;
    if builder.use_ssl() { shows_its_certificate(address, builder, seconds) } else { Ok(()) }
}

fn listens(address: &ClusterAddress, seconds: u64) -> Result<(), EngineError> {
    let server = address.server();
    let unreachable = |reason: String| EngineError::Unreachable { server: server.clone(), reason };
    let found = (address.host(), address.port()).to_socket_addrs();
    let mut reason = "the host's name is known to nobody".to_string();
    for socket in found.map_err(|error| unreachable(error.to_string()))? {
        match TcpStream::connect_timeout(&socket, Duration::from_secs(seconds)) {
            Ok(_) => return Ok(()),
            Err(error) => reason = error.to_string(),
        }
    }
    Err(unreachable(reason))
}

/// A connection as the client makes them, which keeps no word of why a certificate was refused.
fn shows_its_certificate(address: &ClusterAddress, builder: &ChannelBuilder, seconds: u64) -> Result<(), EngineError> {
    let tls = ClientTlsConfig::new().domain_name(builder.host()).with_native_roots();
    let endpoint = Endpoint::from_shared(format!("https://{}", builder.endpoint())).and_then(|one| one.tls_config(tls));
    let shaken = endpoint.map(|endpoint| {
        block_on(
            async move { timeout(Duration::from_secs(seconds), endpoint.connect()).await.map(|done| done.map(drop)) },
        )
    });
    match shaken {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Err(_)) => Err(EngineError::Slow { server: address.server(), table: None, seconds }),
        Ok(Ok(Err(error))) | Err(error) => Err(refusal(address.server(), &innermost(&error))),
    }
}

fn innermost(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

/// What a handshake that failed means, by the words of the library.
fn refusal(server: String, said: &str) -> EngineError {
    match said.strip_prefix("invalid peer certificate: ") {
        // Where one that is trusted has the issuer's name and another key, the signature is what does not fit.
        Some("UnknownIssuer" | "BadSignature") => {
            let reason = "it was signed by nobody whom this machine trusts".to_string();
            EngineError::Certificate { server, reason }
        }
        Some(reason) => EngineError::Certificate { server, reason: reason.to_string() },
        None => EngineError::OtherProtocol { server, reason: said.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_does_not_match_is_told_from_another_protocol() {
        let server = || "h:1".to_string();
        let name = "certificate not valid for name \"h\"; certificate is only valid for DnsName(\"elsewhere.example\")";
        let refused = refusal(server(), &format!("invalid peer certificate: {name}"));
        assert_eq!(refused, EngineError::Certificate { server: server(), reason: name.to_string() });
        let unknown = refusal(server(), "invalid peer certificate: UnknownIssuer");
        assert!(unknown.to_string().ends_with("signed by nobody whom this machine trusts"), "{unknown}");
        let plain = refusal(server(), "received corrupt message of type InvalidContentType");
        assert!(matches!(plain, EngineError::OtherProtocol { .. }), "{plain}");
    }
}
