//! What a server's refusal means: whether to ask again, and what a person can do.

use spark_connect_core::SparkError;

use super::{ClusterAddress, EngineError};
use crate::measures::FactTable;

/// Who refused, and what it was asked for.
pub(super) struct Answered<'a> {
    /// The server.
    pub(super) address: &'a ClusterAddress,
    /// The table; none where it was the greeting.
    pub(super) table: Option<FactTable>,
    /// Where it was told to look for the orders.
    pub(super) place: String,
}

/// The numbers that gRPC gives its refusals.
mod code {
    pub(super) const CANCELLED: i32 = 1;
    pub(super) const DEADLINE: i32 = 4;
    pub(super) const FORBIDDEN: i32 = 7;
    pub(super) const UNIMPLEMENTED: i32 = 12;
    pub(super) const UNAVAILABLE: i32 = 14;
    pub(super) const UNKNOWN_USER: i32 = 16;
}

/// Words by which servers say that the orders are not there.
const NO_TABLE: [&str; 10] = [
    "table_or_view_not_found",
    "path_not_found",
    "path does not exist",
    "invalid table location",
    "delta_table_not_found",
    "delta_missing",
    "is not a delta table",
    "no commit files",
    "missing commit file",
    "no such file",
];
/// That they may not be read.
const NOT_ALLOWED: [&str; 7] = [
    "permission denied",
    "permission_denied",
    "access denied",
    "accesscontrolexception",
    "accessdenied",
    "unauthorized",
    "unauthenticated",
];
/// That Delta is not known.
const NO_DELTA: [&str; 4] = [
    "failed to find the data source: delta",
    "data_source_not_found",
    "unsupported_datasource_for_direct_query",
    "unsupported data source type is direct query on files: delta",
];
/// That a part of the cluster was lost, or the connection: nothing speaks against asking again.
const LOST: [&str; 12] = [
    "transport error",
    "connection",
    "broken pipe",
    "executorlostfailure",
    "executor lost",
    "worker lost",
    "lost worker",
    "lost task",
    "fetchfailed",
    "heartbeat",
    "session_changed",
    "operation_not_found",
];

/// The error for a refusal.
pub(super) fn after(asked: &Answered<'_>, error: &SparkError) -> EngineError {
    let said = format!("{} {}", error.error_class, error.message());
    let reason = first_sentence(&asked.address.without_secrets(&said_once(error)));
    let (server, table) = (asked.address.server(), asked.table);
    let lower = said.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let code = error.grpc_code().unwrap_or(0);
    if says(&NOT_ALLOWED) || code == code::FORBIDDEN || code == code::UNKNOWN_USER {
        return EngineError::NotAllowed { server, reason };
    }
    if says(&NO_DELTA) {
        return EngineError::NoDelta { server };
    }
    if says(&NO_TABLE) {
        return EngineError::NoTable { server, place: asked.place.clone(), reason };
    }
    let speaks_otherwise = code == code::UNIMPLEMENTED
        || says(&[
            "h2 protocol error",
            "http2 error",
            "frame with invalid size",
            "invalid compression flag",
            "compression flag",
        ]);
    if table.is_none() && (speaks_otherwise || code == code::CANCELLED || says(&["transport error"])) {
        return EngineError::OtherProtocol { server, reason };
    }
    if code == code::CANCELLED || code == code::UNAVAILABLE || code == code::DEADLINE || says(&LOST) {
        return EngineError::Lost { server, table, attempts: 1, reason };
    }
    EngineError::Refused { server, table, reason }
}

/// What the server said; Spark puts the class of an error before its message, and the client once more.
fn said_once(error: &SparkError) -> String {
    let (message, class) = (error.message(), format!("[{}] ", error.error_class));
    match message.strip_prefix(&class) {
        Some(rest) if rest.starts_with(&class) => rest.to_string(),
        _ => message,
    }
}

/// The first line, and no more of it than fits a terminal twice: servers send their whole stack.
fn first_sentence(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("without a word");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(table: Option<FactTable>, message: &str, code: i32) -> EngineError {
        let address = ClusterAddress::of_written("sc://h:1/;token=${TOKEN}", &|_| Some("geheim")).unwrap();
        let mut error = SparkError::connect_msg(message);
        error.grpc_code = Some(code);
        after(&Answered { address: &address, table, place: "/store/tables/orders".to_string() }, &error)
    }

    #[test]
    fn refusals_are_told_apart_and_show_no_secret() {
        let rows = Some(FactTable::Rows);
        let lost = said(rows, "status: transport error for sc://h:1/;token=geheim\n\tat stack", 14);
        assert_eq!(
            lost,
            EngineError::Lost {
                server: "h:1".to_string(),
                table: rows,
                attempts: 1,
                reason: "status: transport error for sc://h:1".to_string()
            }
        );
        assert!(matches!(said(None, "transport error", 14), EngineError::OtherProtocol { .. }));
        assert!(matches!(said(rows, "Job aborted: ExecutorLostFailure (executor 1)", 13), EngineError::Lost { .. }));
        assert!(matches!(said(rows, "[PATH_NOT_FOUND] Path does not exist: /x", 13), EngineError::NoTable { .. }));
        assert!(
            matches!(said(rows, "token geheim is not known", 16), EngineError::NotAllowed { reason, .. } if !reason.contains("geheim"))
        );
        assert!(matches!(said(rows, "[DATA_SOURCE_NOT_FOUND] delta", 13), EngineError::NoDelta { .. }));
        assert!(matches!(said(rows, "[PARSE_SYNTAX_ERROR] near WITH", 13), EngineError::Refused { .. }));
        assert!(matches!(said(None, "no such call", 12), EngineError::OtherProtocol { .. }));
        assert!(matches!(said(None, "operation was canceled", 1), EngineError::OtherProtocol { .. }));
        assert!(matches!(said(rows, "operation was canceled", 1), EngineError::Lost { .. }));
    }
}
