//! What a server or its driver says, in one sentence with a way out.

use adbc_core::error::Error;

use super::address::Address;
use crate::sources::SourceError;

/// Words of a message, and the way out where they stand in it; the first that fits counts.
const WAYS_OUT: [(&[&str], &str); 11] = [
    (
        &["password authentication failed", "no password supplied", "authentication failed", "unauthenticated"],
        "check the user in the address and the variable or file that holds the password",
    ),
    (&["does not match host name"], "write the host in the address as the server's certificate names it"),
    (&["certificate", "ssl error", "tls"], "name the server's authority in the address, such as sslrootcert=ca.pem"),
    (
        &[
            "connection info string",
            "invalid integer value",
            "invalid uri",
            "invalid connection option",
            "connection string",
        ],
        "write the address as postgresql://user:${SALES_DB_PASSWORD}@host:5432/sales, or as the driver's own pages say",
    ),
    (
        &["connection refused", "could not connect", "could not translate host", "timeout expired", "no route to host"],
        "see that the server runs, and that host and port in the address are its own",
    ),
    (
        &[
            "server closed the connection",
            "connection to server was lost",
            "terminating connection",
            "no connection to the server",
        ],
        "nothing was loaded; run the command again",
    ),
    (&["permission denied", "insufficient privilege"], "let an administrator grant this user the right to read it"),
    (&["relation", "table"], "check the names in `query`; a schema may have to stand before the table: sales.orders"),
    (&["column"], "check the names of the columns in `query` and `watermark`"),
    (&["syntax error"], "try `query` in a client of the database first; it is one SELECT without a semicolon"),
    (&["database"], "check the name of the database in the address"),
];

/// What went wrong at the server.
pub(super) fn of_server(name: &str, address: &Address, error: &Error) -> SourceError {
    of_message(name, &address.scrubbed(&error.message))
}

/// The same for a message that has no secrets in it any more.
pub(super) fn of_message(name: &str, message: &str) -> SourceError {
    let said = one_line(message);
    let lower = said.to_lowercase();
    let fits = |words: &&[&str]| words.iter().any(|word| lower.contains(word));
    let way_out = WAYS_OUT.iter().find(|(words, _)| fits(words)).map(|(_, way_out)| (*way_out).to_string());
    SourceError::Database { name: name.to_string(), said, way_out }
}

/// A driver's message of several lines as one, without the driver's own marks before it.
pub(super) fn one_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    // A picture of the place in the query is of no use on one line.
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("LINE ") && !line.starts_with('^')).collect();
    let said = lines.join(" ");
    let said = said.rsplit_once("[libpq] ").map_or(said.as_str(), |(_, rest)| rest);
    said.trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(message: &str) -> (String, String) {
        let error = of_message("orders from postgresql", message);
        (error.to_string(), error.hint().unwrap_or_default())
    }

    #[test]
    fn a_message_becomes_one_line_with_a_way_out() {
        let (said, hint) =
            told("[libpq] Failed to prepare query: ERROR:  relation \"ordrs\" does not exist\nLINE 1: SELECT\n   ^\n");
        assert!(said.contains("relation \"ordrs\" does not exist"), "{said}");
        assert!(!said.contains("LINE 1"), "{said}");
        assert!(hint.contains("`query`"), "{hint}");
    }

    #[test]
    fn the_cause_is_told_apart_from_what_stands_beside_it() {
        let refused =
            "connection to server at \"h\", port 5432 failed: FATAL:  password authentication failed for user \"a\"";
        assert!(told(refused).1.contains("password"));
        assert!(told("connection to server at \"h\" failed: Connection refused").1.contains("server runs"));
        assert!(told("permission denied for table orders").1.contains("grant"));
        assert!(told("SSL error: certificate verify failed").1.contains("sslrootcert"));
        let other = "server certificate for \"elsewhere.example\" does not match host name \"127.0.0.1\"";
        assert!(told(other).1.contains("as the server's certificate names it"));
        assert!(told("missing \"=\" after \"(the address)\" in connection info string").1.contains("postgresql://"));
        assert_eq!(told("something else").1, "");
    }
}
