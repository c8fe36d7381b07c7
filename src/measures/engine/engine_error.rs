//! What can go wrong with a cluster, and what to do then. Nothing secret stands in any of it.

use std::fmt;

use super::AddressFault;
use crate::measures::FactTable;

/// What went wrong with an engine that runs elsewhere. `server` is `host:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineError {
    /// This program cannot ask clusters.
    NotBuilt {
        /// The server.
        server: String,
    },
    /// What is named is no engine.
    Address {
        /// What was received, without parameters.
        shown: String,
        /// Why it is none.
        reason: AddressFault,
    },
    /// Nobody answers there.
    Unreachable {
        /// The server.
        server: String,
        /// What the network said.
        reason: String,
    },
    /// The server's certificate is not accepted.
    Certificate {
        /// The server.
        server: String,
        /// Why not.
        reason: String,
    },
    /// Neither this machine nor the file that the environment names has an authority's certificate, by which a server's
    /// could be checked.
    Authorities {
        /// What was found.
        reason: String,
    },
    /// Whoever answers there does not speak the protocol.
    OtherProtocol {
        /// The server.
        server: String,
        /// What came instead.
        reason: String,
    },
    /// The server is of a version that attain does not know.
    OtherVersion {
        /// The server.
        server: String,
        /// Its version.
        found: String,
    },
    /// An answer took too long.
    Slow {
        /// The server.
        server: String,
        /// The table; none where it was the greeting.
        table: Option<FactTable>,
        /// How long was waited.
        seconds: u64,
    },
    /// The server was lost, as often as it was asked.
    Lost {
        /// The server.
        server: String,
        /// The table.
        table: Option<FactTable>,
        /// How often it was asked.
        attempts: u32,
        /// What happened last.
        reason: String,
    },
    /// The server does not find the orders.
    NoTable {
        /// The server.
        server: String,
        /// Where it looked.
        place: String,
        /// What it said.
        reason: String,
    },
    /// The server may not do what it was asked for, or not for this user.
    NotAllowed {
        /// The server.
        server: String,
        /// What it said.
        reason: String,
    },
    /// The server cannot read Delta tables.
    NoDelta {
        /// The server.
        server: String,
    },
    /// The server refused for another reason.
    Refused {
        /// The server.
        server: String,
        /// The table.
        table: Option<FactTable>,
        /// What it said.
        reason: String,
    },
    /// A table of facts is larger than this machine is to take.
    TooMany {
        /// The table.
        table: FactTable,
        /// The most rows.
        most: u64,
    },
    /// What came is not the table that was asked for.
    OtherShape {
        /// The server.
        server: String,
        /// The table.
        table: FactTable,
        /// What is wrong with it.
        reason: String,
    },
    /// The store's lines have no keys.
    NoKeys,
    /// The store has lines in several currencies, which only the embedded engine converts.
    OtherCurrencies,
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |table: &Option<FactTable>| {
            table.map_or_else(String::new, |table| format!(" with the table {}", table.word()))
        };
        match self {
            EngineError::NotBuilt { server } => {
                write!(f, "this attain was built without the client of clusters, and cannot ask {server}")
            }
            EngineError::Address { shown, reason } => write!(f, "`{shown}` is no engine: {reason}"),
            EngineError::Unreachable { server, reason } => {
                write!(f, "the cluster at {server} cannot be reached: {reason}")
            }
            EngineError::OtherProtocol { server, reason } => {
                write!(f, "what answers at {server} does not speak Spark Connect: {reason}")
            }
            EngineError::Certificate { server, reason } => {
                write!(f, "the certificate of the cluster at {server} is not accepted: {reason}")
            }
            EngineError::Authorities { reason } => {
                write!(
                    f,
                    "the authorities' certificates of this machine, or those that SSL_CERT_FILE names, cannot be used: {reason}"
                )
            }
            EngineError::OtherVersion { server, found } => {
                write!(f, "the cluster at {server} is of version {found}, and attain asks Spark 3.5 or later")
            }
            EngineError::Slow { server, table: None, seconds } => {
                let plural = if *seconds == 1 { "" } else { "s" };
                write!(f, "the cluster at {server} did not answer within {seconds} second{plural}")
            }
            EngineError::Slow { server, table, seconds } => {
                write!(f, "the cluster at {server} was not done{} after {seconds} seconds", of(table))
            }
            EngineError::Lost { server, table, attempts, reason } => {
                let times = if *attempts == 1 { "once".to_string() } else { format!("{attempts} times") };
                write!(f, "the cluster at {server} was lost{} (asked {times}): {reason}", of(table))
            }
            EngineError::NoTable { server, place, reason } => {
                write!(f, "the cluster at {server} finds no orders at {place}: {reason}")
            }
            EngineError::NotAllowed { server, reason } => {
                write!(f, "the cluster at {server} does not allow it: {reason}")
            }
            EngineError::NoDelta { server } => write!(f, "the cluster at {server} cannot read Delta tables"),
            EngineError::Refused { server, table, reason } => {
                write!(f, "the cluster at {server} failed{}: {reason}", of(table))
            }
            EngineError::TooMany { table, most } => {
                write!(f, "the table {} has more than {most} rows, a row a {}", table.word(), table.grain())
            }
            EngineError::OtherShape { server, table, reason } => {
                write!(f, "the cluster at {server} gave no table {}: {reason}", table.word())
            }
            EngineError::NoKeys => {
                f.write_str("the store is of an older format, whose orders have no keys for a cluster to group by")
            }
            EngineError::OtherCurrencies => {
                f.write_str("the store has orders in several currencies, and a cluster does not convert them")
            }
        }
    }
}

impl std::error::Error for EngineError {}

impl EngineError {
    /// The way out.
    pub fn hint(&self) -> String {
        match self {
            EngineError::NotBuilt { .. } => "build it with the client (it needs protoc): cargo build --release --features cluster; or leave --engine out".to_string(),
            EngineError::Address { reason, .. } => reason.hint(),
            EngineError::Unreachable { .. } => "start the server, or correct host and port of --engine; [engine] connect_seconds says how long is waited; --engine embedded goes without it".to_string(),
            EngineError::OtherProtocol { .. } => "--engine takes the port of Spark Connect, which is 15002 unless somebody chose otherwise; where the server wants TLS, add /;use_ssl=true, and where it has none, leave that out".to_string(),
            EngineError::Authorities { .. } => "let SSL_CERT_FILE in the environment name a PEM file, which has a line -----BEGIN CERTIFICATE-----, or leave it out and install the system's own: ca-certificates".to_string(),
            EngineError::Certificate { .. } => "name the host as the certificate does; where a company's own authority signed it, let SSL_CERT_FILE in the environment name the file with that authority's certificate".to_string(),
            EngineError::OtherVersion { .. } => "ask a newer server, or leave --engine out".to_string(),
            EngineError::Slow { table: None, .. } => "see whether the server is well, or give it longer: [engine] connect_seconds".to_string(),
            EngineError::Slow { .. } => "the query was called off; give it longer: [engine] query_seconds, or give the cluster more workers".to_string(),
            EngineError::Lost { .. } => "nothing was written; see in the server's log why it or a worker ended, and run the command again".to_string(),
            EngineError::NoTable { .. } => "the server must see the store: put it on storage that both see, and say where the server finds it: [engine] store, or by which name of its catalogue: [engine] table".to_string(),
            EngineError::NotAllowed { .. } => "let the server's user read the store, or give a token that it accepts: SPARK_CONNECT_AUTHENTICATE_TOKEN in the environment".to_string(),
            EngineError::NoDelta { .. } => "add Delta Lake to the server, or let it read the Parquet files of the version: [engine] orders = \"parquet\"".to_string(),
            EngineError::Refused { .. } => "the server's log says more; --engine embedded goes without it".to_string(),
            EngineError::TooMany { .. } => "raise [engine] most_rows where this machine has the memory: docs/cluster.md says how much".to_string(),
            EngineError::OtherShape { .. } => "is it a server of Spark Connect that is known to work? docs/cluster.md names them".to_string(),
            EngineError::OtherCurrencies => "leave --engine out: the embedded engine converts each line at its day's rate".to_string(),
            EngineError::NoKeys => "load the files into a new store with this attain".to_string(),
        }
    }
}
