//! What goes wrong on the way into a database.

use std::fmt;

use adbc_core::error::{Error, Status};

use crate::sources::SourceError;
use crate::sources::database::address::Address;
use crate::sources::database::place::Section;
use crate::sources::database::problem::one_line;

/// Why nothing was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryError {
    /// The section, the driver or the file with the address.
    Setup(SourceError),
    /// A table that is there has not all columns.
    MissingColumns {
        /// The table, as people know it.
        table: String,
        /// What it lacks.
        columns: Vec<String>,
        /// The statements that add it.
        statements: Vec<String>,
    },
    /// A column holds something else.
    OtherKind {
        /// The table, as people know it.
        table: String,
        /// The column.
        column: String,
        /// What it holds, in the database's words.
        found: String,
        /// What is to be written into it.
        needed: String,
    },
    /// What the database or its driver said.
    Server {
        /// The destination.
        section: Section,
        /// The message, without secrets.
        said: String,
        /// What kind of trouble it is, where the message tells.
        trouble: Option<Trouble>,
    },
}

/// Kinds of trouble with a way out of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Who is it?
    Password,
    /// Whose certificate is it?
    Certificate,
    /// It names another host.
    OtherHost,
    /// Nobody answers.
    Unreachable,
    /// The connection ended.
    Lost,
    /// The user may not.
    Permission,
    /// There is no such schema.
    NoSchema,
    /// There is no such database.
    NoDatabase,
    /// The server's disk is full.
    Full,
    /// The driver or the server has no transactions, or takes no rows in bulk.
    NotMade,
}

impl DeliveryError {
    pub(super) fn of_server(section: &Section, address: &Address, error: &Error) -> DeliveryError {
        let said = one_line(&address.scrubbed(&error.message));
        // Before what the server says the driver repeats the statement.
        let said = said.rsplit_once("ERROR: ").map_or(said.as_str(), |(_, said)| said.trim());
        let said = said.split(". SQLSTATE").next().unwrap_or(said).to_string();
        let code: String = error.sqlstate.iter().map(|byte| char::from(byte.unsigned_abs())).collect();
        let not_made = (error.status == Status::NotImplemented).then_some(Trouble::NotMade);
        let trouble = not_made.or_else(|| by_code(&code)).or_else(|| by_words(&said.to_lowercase()));
        DeliveryError::Server { section: section.clone(), said, trouble }
    }

    /// The way out, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            DeliveryError::Setup(error) => error.hint(),
            DeliveryError::MissingColumns { statements, .. } => {
                Some(format!("add them with --add-columns, or by hand: {}", statements.join("; ")))
            }
            DeliveryError::OtherKind { .. } => Some(
                "nothing was written; rename that table, or choose another `prefix` or `schema` in [[destination]]"
                    .to_string(),
            ),
            DeliveryError::Server { trouble, .. } => trouble.map(|trouble| trouble.way_out().to_string()),
        }
    }
}

impl Trouble {
    fn way_out(self) -> &'static str {
        match self {
            Trouble::Password => "check the user in the address and the variable or file that holds the password",
            Trouble::OtherHost => "write the host in the address as the server's certificate names it",
            Trouble::Certificate => "name the server's authority in the address, such as sslrootcert=ca.pem",
            Trouble::Unreachable => "see that the server runs, and that host and port in the address are its own",
            Trouble::Lost => "nothing was written, or all of it; run the command again, which writes what is missing",
            Trouble::Permission => {
                "nothing was written; let an administrator grant this user CREATE on the schema, and SELECT, INSERT and \
                 DELETE on its tables"
            }
            Trouble::NoSchema => "nothing was written; create the schema, or name another one in [[destination]]",
            Trouble::NoDatabase => "check the name of the database in the address",
            Trouble::Full => "nothing was written; the server's disk is full",
            Trouble::NotMade => {
                "nothing was written; an export needs transactions and bulk loading, which this driver or its server \
                 does not have: write into a folder, --to DIR"
            }
        }
    }
}

/// By the code of the SQL standard, of which PostgreSQL's are kin.
fn by_code(code: &str) -> Option<Trouble> {
    match code {
        "28P01" | "28000" => Some(Trouble::Password),
        "42501" => Some(Trouble::Permission),
        "3F000" => Some(Trouble::NoSchema),
        "3D000" => Some(Trouble::NoDatabase),
        "53100" => Some(Trouble::Full),
        "57P01" | "57P02" | "57P03" | "08003" | "08006" => Some(Trouble::Lost),
        _ => None,
    }
}

/// By the words, where the driver tells no code: while it connects, and when the connection is gone.
fn by_words(said: &str) -> Option<Trouble> {
    let kinds: [(&[&str], Trouble); 8] = [
        (&["password authentication failed", "no password supplied", "unauthenticated"], Trouble::Password),
        (&["does not match host name"], Trouble::OtherHost),
        (&["certificate", "ssl error", "tls"], Trouble::Certificate),
        (
            &[
                "connection refused",
                "could not connect",
                "could not translate host",
                "timeout expired",
                "no route to host",
            ],
            Trouble::Unreachable,
        ),
        (
            &[
                "server closed the connection",
                "connection to server was lost",
                "terminating connection",
                "no connection to the server",
                "could not receive data",
                "could not send data",
            ],
            Trouble::Lost,
        ),
        (&["permission denied", "insufficient privilege", "readonly database"], Trouble::Permission),
        (&["schema \""], Trouble::NoSchema),
        (&["database \"", "unable to open database"], Trouble::NoDatabase),
    ];
    kinds.into_iter().find(|(words, _)| words.iter().any(|word| said.contains(word))).map(|(_, trouble)| trouble)
}

impl From<SourceError> for DeliveryError {
    fn from(error: SourceError) -> DeliveryError {
        DeliveryError::Setup(error)
    }
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeliveryError::Setup(error) => error.fmt(f),
            DeliveryError::MissingColumns { table, columns, .. } => {
                write!(f, "the table `{table}` is there and has no column `{}`", columns.join("`, `"))
            }
            DeliveryError::OtherKind { table, column, found, needed } => {
                write!(f, "the table `{table}` is there, and its column `{column}` holds {found} in place of {needed}")
            }
            DeliveryError::Server { section, said, .. } => write!(f, "{section}: {said}"),
        }
    }
}

impl std::error::Error for DeliveryError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str, code: &str) -> (String, Option<Trouble>) {
        let mut error = Error::with_message_and_status(message, Status::Internal);
        for (place, byte) in error.sqlstate.iter_mut().zip(code.bytes()) {
            *place = i8::try_from(byte).unwrap() as std::os::raw::c_char;
        }
        let address = Address::of_trials("postgresql://me:secret@h/d", "secret");
        match DeliveryError::of_server(&Section::Destination("bi".to_string()), &address, &error) {
            DeliveryError::Server { said, trouble, .. } => (said, trouble),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_server_s_own_words_are_left_of_a_message_and_no_secret() {
        let message = "[libpq] Failed to execute query 'CREATE TABLE \"a\" (b TEXT)': ERROR:  permission denied for \
                       schema public\nLINE 1: CREATE\n   ^\n. SQLSTATE: 42501";
        assert_eq!(
            told(message, "42501"),
            ("permission denied for schema public".to_string(), Some(Trouble::Permission))
        );
        let (said, trouble) = told("connection to server at postgresql://me:secret@h/d failed: Connection refused", "");
        assert_eq!(trouble, Some(Trouble::Unreachable));
        assert!(!said.contains("secret"), "{said}");
        assert_eq!(told("ERROR:  schema \"x\" does not exist", "3F000").1, Some(Trouble::NoSchema));
        assert_eq!(told("server closed the connection unexpectedly", "").1, Some(Trouble::Lost));
        assert_eq!(told("something else", "22000").1, None);
    }
}
