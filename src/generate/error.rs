//! What can go wrong while a company is generated.

use std::fmt;
use std::path::PathBuf;

/// Why no company was generated.
#[derive(Debug)]
pub enum GenerateError {
    /// A setting lies outside its range.
    Setting {
        /// The setting's name, as a field of the settings.
        name: &'static str,
        /// What was received.
        received: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// No number of customers places a fitting number of orders: each buys far too often for so small a file.
    OrdersDoNotFit {
        /// The lines asked for.
        order_lines: u64,
        /// The orders that the customers of the last try would place.
        orders: u64,
    },
    /// The output folder holds something, and `overwrite` is not set.
    FolderNotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The output folder cannot be made, listed or cleared.
    Folder {
        /// The folder, or the old file in it that could not be removed.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be created, written or renamed.
    File {
        /// The file.
        path: PathBuf,
        /// What was being done: `create`, `write` or `rename`.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GenerateError::Setting { name, received, allowed } => {
                write!(f, "`{name}` is {received}, which is not {allowed}")
            }
            GenerateError::OrdersDoNotFit { order_lines, orders } => {
                write!(f, "no number of customers fits {order_lines} order lines: the last try came to {orders} orders")
            }
            GenerateError::FolderNotEmpty { path } => write!(f, "the folder `{}` is not empty", path.display()),
            GenerateError::Folder { path, source } => {
                write!(f, "`{}` could not be prepared for output: {source}", path.display())
            }
            GenerateError::File { path, action, source } => {
                write!(f, "could not {action} `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for GenerateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            GenerateError::Folder { source, .. } | GenerateError::File { source, .. } => Some(source),
            GenerateError::Setting { .. }
            | GenerateError::OrdersDoNotFit { .. }
            | GenerateError::FolderNotEmpty { .. } => None,
        }
    }
}
