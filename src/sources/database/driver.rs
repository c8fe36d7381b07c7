//! Loading a driver and opening a connection.

use std::path::Path;

use adbc_core::options::{AdbcVersion, OptionDatabase};
use adbc_core::{Database, Driver, LOAD_FLAG_DEFAULT};
use adbc_driver_manager::{ManagedConnection, ManagedDriver};

use super::address::Address;
use super::place::Place;
use crate::sources::SourceError;

/// An open connection through the place's driver; `failed` tells what the server or the driver says.
///
/// # Errors
/// A driver that is not there or is none, an address that it does not take, a server that refuses.
pub(super) fn connect<E: From<SourceError>>(
    place: &Place<'_>,
    base: &Path,
    address: &Address,
    failed: impl Fn(&adbc_core::error::Error) -> E,
) -> Result<ManagedConnection, E> {
    let mut driver = load(place.kind, place.driver.map(|path| base.join(path)).as_deref())?;
    let options = [(OptionDatabase::Uri, address.uri().into())];
    let database = driver.new_database_with_opts(options).map_err(|error| failed(&error))?;
    database.new_connection().map_err(|error| failed(&error))
}

/// The shared library that is named, or the one of that kind which the system finds.
fn load(kind: &str, library: Option<&Path>) -> Result<ManagedDriver, SourceError> {
    let (version, kind) = (AdbcVersion::V110, kind.to_string());
    match library.map(Path::to_path_buf) {
        None => {
            let loaded =
                ManagedDriver::load_from_name(format!("adbc_driver_{kind}"), None, version, LOAD_FLAG_DEFAULT, None);
            loaded.map_err(|_| SourceError::NoDriver { kind })
        }
        Some(library) if !library.exists() => Err(SourceError::DriverAbsent { kind, library }),
        Some(library) => ManagedDriver::load_dynamic_from_filename(&library, None, version)
            .map_err(|error| SourceError::DriverUnusable { kind, library, reason: error.message }),
    }
}
