//! A database as a section of the configuration names it, and what may be wrong with that.

use std::fmt;

use crate::sources::{SourceError, SourceSettings};

/// Which section speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    /// The `[[source]]` of a table.
    Source(String),
    /// The `[[destination]]` of a name.
    Destination(String),
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Section::Source(table) => write!(f, "the source of `{table}`"),
            Section::Destination(name) => write!(f, "the destination `{name}`"),
        }
    }
}

/// A database: what kind, through which driver, where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    /// The section that names it.
    pub section: Section,
    /// The kind, such as `postgresql`.
    pub kind: &'a str,
    /// The driver's shared library or manifest; the one that the system finds for the kind where it is absent.
    pub driver: Option<&'a str>,
    /// The address, with `${NAME}` for environment variables.
    pub uri: Option<&'a str>,
    /// A file with the address.
    pub uri_file: Option<&'a str>,
}

impl Place<'_> {
    /// The sign around names in its SQL.
    pub(super) fn quote(&self) -> char {
        if self.kind == "bigquery" { '`' } else { '"' }
    }
}

impl SourceSettings {
    /// The database that the source names.
    pub fn place(&self) -> Place<'_> {
        Place {
            section: Section::Source(self.table.clone()),
            kind: self.adbc.as_deref().unwrap_or_default(),
            driver: self.driver.as_deref(),
            uri: self.uri.as_deref(),
            uri_file: self.uri_file.as_deref(),
        }
    }
}

/// What is wrong with such a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupProblem {
    /// Both `uri` and `uri_file`.
    TwoAddresses,
    /// Neither.
    NoAddress,
    /// A password in the configuration.
    PasswordWritten,
    /// A variable of the address is not in the environment.
    VariableNotSet {
        /// The variable.
        name: String,
    },
    /// A source without a query.
    NoQuery,
    /// Columns that tell rows apart, which a query with a watermark does not yield.
    NoOwnKey {
        /// `order_id`, `line_no`, or both.
        missing: Vec<String>,
    },
    /// A watermark that the query does not yield.
    NoSuchWatermark {
        /// The column.
        column: String,
        /// What the query yields.
        yields: Vec<String>,
    },
    /// A watermark of a kind without an order that both sides agree on.
    UnorderedWatermark {
        /// The column.
        column: String,
        /// What it holds.
        kind: String,
    },
}

impl fmt::Display for SetupProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupProblem::TwoAddresses => f.write_str("it has both a `uri` and a `uri_file`"),
            SetupProblem::NoAddress => f.write_str("it names no address"),
            SetupProblem::PasswordWritten => {
                f.write_str("its `uri` holds a password, and the configuration is no place for one")
            }
            SetupProblem::VariableNotSet { name } => {
                write!(f, "its address needs the environment variable {name}, which is not set")
            }
            SetupProblem::NoQuery => f.write_str("it names a database and no `query`"),
            SetupProblem::NoOwnKey { missing } => write!(
                f,
                "with a `watermark` its query has to yield `{}`: in what comes later, nothing else tells a changed line \
                 from a second one",
                missing.join("` and `")
            ),
            SetupProblem::NoSuchWatermark { column, .. } => {
                write!(f, "its watermark `{column}` is no column of the query")
            }
            SetupProblem::UnorderedWatermark { column, kind } => {
                write!(f, "its watermark `{column}` holds {kind}, whose order is not certain")
            }
        }
    }
}

impl SetupProblem {
    /// What would be right.
    pub fn way_out(&self) -> String {
        match self {
            SetupProblem::TwoAddresses => "keep one of them".to_string(),
            SetupProblem::NoAddress => {
                "write uri = \"postgresql://user:${SALES_DB_PASSWORD}@host:5432/sales\"".to_string()
            }
            SetupProblem::PasswordWritten => "write ${NAME} in its place and set NAME in the environment, or put the \
                                              whole address into a file that only you can read and name it as uri_file"
                .to_string(),
            SetupProblem::VariableNotSet { name } => {
                format!("set it for this run, such as by `export {name}=…` in the shell")
            }
            SetupProblem::NoQuery => {
                "write query = \"SELECT order_id, order_date, customer_id, rep_id, net_amount FROM orders\"".to_string()
            }
            SetupProblem::NoOwnKey { missing } => {
                missing.iter().map(|column| key_way_out(column)).collect::<Vec<_>>().join("; ")
            }
            SetupProblem::NoSuchWatermark { yields, .. } => format!("the query yields {}", yields.join(", ")),
            SetupProblem::UnorderedWatermark { .. } => {
                "name a column of whole numbers, days or timestamps, or cast it in `query`".to_string()
            }
        }
    }
}

/// How a query comes to yield a column that tells rows apart.
fn key_way_out(column: &str) -> &'static str {
    match column {
        "line_no" => {
            "let `query` yield the table's own line number as line_no, or 1 AS line_no where every order has one line"
        }
        _ => "let `query` yield the number of the order as order_id",
    }
}

pub(super) fn setup(place: &Place<'_>, problem: SetupProblem) -> SourceError {
    SourceError::DatabaseSetup { section: place.section.clone(), problem }
}
