//! Whether anybody listens at an address, and with a certificate that is accepted: said at once and in one sentence, where
//! the client itself would say after a while that something about the transport went wrong.

use std::error::Error;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use rustls_native_certs::{CertificateResult, load_native_certs};
use spark_connect_core::ChannelBuilder;
use spark_connect_core::runtime::block_on;
use tokio::time::timeout;
use tonic::transport::{ClientTlsConfig, Endpoint};

use super::{ClusterAddress, EngineError};

/// Of a certificate whose signer is not known.
const SIGNED_BY_NOBODY: &str = "it was signed by nobody whom this machine trusts";

/// Knocks, and waits `seconds` at most for each of the two answers.
///
/// # Errors
/// [`EngineError::Unreachable`], and with TLS [`EngineError::Authorities`], [`EngineError::Certificate`],
/// [`EngineError::OtherProtocol`] and [`EngineError::Slow`].
pub(super) fn knock(address: &ClusterAddress, builder: &ChannelBuilder, seconds: u64) -> Result<(), EngineError> {
    if !builder.use_ssl() {
        return listens(address, seconds);
    }
    let authorities = load_native_certs();
    require_authorities(&authorities)?;
    listens(address, seconds)?;
    let shown = shows_its_certificate(address, builder, seconds);
    shown.map_err(|refused| with_what_was_not_read(refused, authorities.errors.first()))
}

/// Where nobody who is trusted signed a certificate and a file of authorities could not be read, that is the reason.
fn with_what_was_not_read(refused: EngineError, unread: Option<&rustls_native_certs::Error>) -> EngineError {
    match (&refused, unread) {
        (EngineError::Certificate { reason, .. }, Some(unread)) if reason == SIGNED_BY_NOBODY => {
            EngineError::Authorities { reason: unread.to_string() }
        }
        _ => refused,
    }
}

/// The client would go on without anybody whom it trusts, and then say that nobody whom it trusts signed.
fn require_authorities(found: &CertificateResult) -> Result<(), EngineError> {
    match (found.certs.is_empty(), found.errors.first()) {
        (false, _) => Ok(()),
        (true, Some(error)) => Err(EngineError::Authorities { reason: error.to_string() }),
        (true, None) => Err(EngineError::Authorities { reason: "no certificate stands there".to_string() }),
    }
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
        Some(fault) => EngineError::Certificate { server, reason: certificate_fault(fault) },
        None => EngineError::OtherProtocol { server, reason: said.to_string() },
    }
}

/// What is wrong with a certificate, in a sentence. The library has words for some faults and names for the others.
fn certificate_fault(fault: &str) -> String {
    if let Some(named) = fault.split_once("is only valid for ").map(|(_, named)| named) {
        return format!("it is made out for {}", named.replace("DnsName(\"", "").replace("\")", ""));
    }
    let says = |word: &str| fault.contains(word);
    let told = match fault {
        // Where one that is trusted has the issuer's name and another key, the signature is what does not fit.
        "UnknownIssuer" | "BadSignature" => SIGNED_BY_NOBODY,
        _ if says("not valid for any names") => {
            "it is made out for no host: it has no subjectAltName, and its common name does not count any more"
        }
        _ if says("CaUsedAsEndEntity") => "it is the certificate of an authority (CA:TRUE), and not of a server",
        _ if says("UnsupportedCertVersion") => {
            "it is of an old form that is not accepted any more (not X.509 version 3)"
        }
        _ if says("not valid yet") || says("NotValidYet") => {
            "its time has not begun: see its dates and this machine's clock"
        }
        _ if says("expired") || says("Expired") => "it has expired: see its dates and this machine's clock",
        _ if says("Revoked") => "it was revoked",
        _ if says("InvalidPurpose") || says("allow extended key usage") => "it may not be used for a server",
        _ if says("BadEncoding") => "it cannot be read as a certificate",
        _ => return format!("it does not hold: {fault}"),
    };
    told.to_string()
}

#[cfg(test)]
mod tests {
    use rustls_native_certs::load_certs_from_paths;

    use super::*;

    #[test]
    fn a_certificate_that_does_not_match_is_told_from_another_protocol() {
        let server = || "h:1".to_string();
        let told = |fault: &str| refusal(server(), &format!("invalid peer certificate: {fault}")).to_string();
        let other = told(
            "certificate not valid for name \"h\"; certificate is only valid for DnsName(\"a.example\") or DnsName(\"b.example\")",
        );
        assert!(other.ends_with("it is made out for a.example or b.example"), "{other}");
        assert!(told("UnknownIssuer").ends_with("signed by nobody whom this machine trusts"));
        let plain = refusal(server(), "received corrupt message of type InvalidContentType");
        assert!(matches!(plain, EngineError::OtherProtocol { .. }), "{plain}");
    }

    #[test]
    fn no_name_out_of_the_library_reaches_a_person() {
        for fault in [
            "Other(OtherError(CaUsedAsEndEntity))",
            "Other(OtherError(UnsupportedCertVersion))",
            "certificate expired: verification time 2 (UNIX), but certificate is not valid after 1 (1 seconds ago)",
            "certificate not valid for name \"h\"; certificate is not valid for any names (according to its subjectAltName extension)",
            "BadEncoding",
        ] {
            let said = certificate_fault(fault);
            assert!(!said.contains("Error") && !said.contains("UNIX") && !said.contains("BadEncoding"), "{said}");
        }
    }

    #[test]
    fn a_file_of_authorities_without_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let told = || require_authorities(&load_certs_from_paths(Some(&path), None)).unwrap_err().to_string();
        assert!(told().contains("ca.pem"), "{}", told());
        let found = load_certs_from_paths(Some(&path), None);
        let unknown = refusal("h:1".to_string(), "invalid peer certificate: UnknownIssuer");
        let told_of_both = with_what_was_not_read(unknown.clone(), found.errors.first()).to_string();
        assert!(told_of_both.contains("ca.pem"), "{told_of_both}");
        assert_eq!(with_what_was_not_read(unknown.clone(), None), unknown);
        std::fs::write(&path, "no certificate").unwrap();
        assert!(told().ends_with("no certificate stands there"), "{}", told());
    }
}
