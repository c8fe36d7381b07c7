//! Results that go into a database: all tables of a run in one transaction.
//!
//! A row belongs to a run by its column `run_id`. A table that holds as many rows of the run as it should is left as it
//! is; one that holds others gets them anew. Whatever goes wrong before the commit leaves the database as it was.

mod shape;
mod sql;
mod trouble;

#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod trials;

pub use trouble::{DeliveryError, Trouble};

use std::path::Path;

use adbc_core::error::{Error, Status};
use adbc_core::options::{IngestMode, OptionConnection, OptionStatement};
use adbc_core::{Connection, Optionable, Statement};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type, Schema};

use super::address::Address;
use super::driver;
use super::place::Place;
use sql::Names;

/// The column that says to which run a row belongs.
pub(super) const RUN_ID: &str = "run_id";

/// A table that leaves attain: every row carries the run's id.
#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingTable {
    /// Its name, without what a destination puts before it.
    pub name: String,
    /// Its rows.
    pub rows: RecordBatch,
}

/// Where a run's tables go.
pub struct Delivery<'a> {
    /// The database.
    pub place: &'a Place<'a>,
    /// The folder from which its paths are read.
    pub base: &'a Path,
    /// Where it is.
    pub address: &'a Address,
    /// The schema in it that holds the tables; the user's own where it is absent.
    pub schema: Option<&'a str>,
    /// What stands before every table's name.
    pub prefix: &'a str,
    /// The run.
    pub run_id: &'a str,
    /// Whether columns that a table lacks are added to it.
    pub add_columns: bool,
}

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It held the run already.
    TheSame,
    /// The run was written into it.
    Written,
}

/// Writes the tables of a run, in their order. Says of each whether it was there already.
///
/// # Errors
/// [`DeliveryError`]; the database is then as it was.
pub fn deliver(delivery: &Delivery<'_>, tables: &[OutgoingTable]) -> Result<Vec<Found>, DeliveryError> {
    let told = |error: &Error| DeliveryError::of_server(&delivery.place.section, delivery.address, error);
    let mut connection = driver::connect(delivery.place, delivery.base, delivery.address, told)?;
    let names = Names { schema: delivery.schema, prefix: delivery.prefix, quote: delivery.place.quote() };
    let into = Target { names, kind: delivery.place.kind, run_id: delivery.run_id, add_columns: delivery.add_columns };
    written(&mut connection, &into, tables).map_err(|refused| match refused {
        Refused::Server(error) => told(&error),
        Refused::Table(error) => error,
    })
}

/// Whether the database answers: told before results are worked out.
///
/// # Errors
/// What stands in the way of a connection.
pub fn reach(place: &Place<'_>, base: &Path, address: &Address) -> Result<(), DeliveryError> {
    let told = |error: &Error| DeliveryError::of_server(&place.section, address, error);
    driver::connect(place, base, address, told).map(|_| ())
}

/// How the run goes into the database behind a connection.
struct Target<'a> {
    names: Names<'a>,
    kind: &'a str,
    run_id: &'a str,
    add_columns: bool,
}

/// What went wrong, before the secrets are taken out of it.
enum Refused {
    Server(Error),
    Table(DeliveryError),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Server(error)
    }
}

fn written<C: Connection>(
    connection: &mut C,
    into: &Target<'_>,
    tables: &[OutgoingTable],
) -> Result<Vec<Found>, Refused> {
    // A look at a table that is not there would end a transaction: all looks come before it.
    let changes = tables.iter().map(|table| into.changes(connection, table)).collect::<Result<Vec<_>, _>>()?;
    connection.set_option(OptionConnection::AutoCommit, "false".into())?;
    let done = in_transaction(connection, into, tables, &changes);
    let done = done.and_then(|found| connection.commit().map(|()| found).map_err(Refused::from));
    if done.is_err() {
        // A connection that is lost has rolled back by itself.
        let _ = connection.rollback();
    }
    done
}

fn in_transaction<C: Connection>(
    connection: &mut C,
    into: &Target<'_>,
    tables: &[OutgoingTable],
    changes: &[Vec<String>],
) -> Result<Vec<Found>, Refused> {
    if let Some(lock) = into.lock() {
        query(connection, &lock)?;
    }
    for change in changes.iter().flatten() {
        update(connection, change)?;
    }
    let mut found = Vec::new();
    for (table, changes) in tables.iter().zip(changes) {
        let put = into.put(connection, table)?;
        found.push(if changes.is_empty() { put } else { Found::Written });
    }
    Ok(found)
}

impl Target<'_> {
    /// The statements that make the table, or add what it lacks; none where it is ready.
    fn changes<C: Connection>(&self, connection: &C, table: &OutgoingTable) -> Result<Vec<String>, Refused> {
        let name = self.names.plain(&table.name);
        let wanted = table.rows.schema();
        let there = match connection.get_table_schema(None, self.names.schema, &name) {
            Ok(there) => there,
            Err(error) if error.status == Status::NotFound => return Ok(vec![self.names.create(&table.name, &wanted)]),
            Err(error) => return Err(error.into()),
        };
        self.fitting(&name, &table.name, &there, &wanted)
    }

    fn fitting(&self, name: &str, table: &str, there: &Schema, wanted: &Schema) -> Result<Vec<String>, Refused> {
        // Where the types of a column are not the database's business, it does not tell them.
        if self.kind == "postgresql"
            && let Some((column, found, needed)) = shape::other_kind(there, wanted)
        {
            let name = self.names.shown(name);
            return Err(Refused::Table(DeliveryError::OtherKind { table: name, column, found, needed }));
        }
        let missing = shape::missing(there, wanted);
        let statements: Vec<String> = missing.iter().map(|field| self.names.add_column(table, field)).collect();
        if missing.is_empty() || self.add_columns {
            return Ok(statements);
        }
        let columns = missing.iter().map(|field| field.name().clone()).collect();
        Err(Refused::Table(DeliveryError::MissingColumns { table: self.names.shown(name), columns, statements }))
    }

    /// Makes others who deliver to the same place wait until this transaction is over: both would find nothing of the
    /// run and write it twice.
    fn lock(&self) -> Option<String> {
        let place = format!("attain export {:?} {}", self.names.schema, self.names.prefix);
        let digest = blake3::hash(place.as_bytes());
        let number = i64::from_le_bytes(digest.as_bytes()[..8].try_into().expect("eight bytes"));
        (self.kind == "postgresql").then(|| format!("SELECT pg_advisory_xact_lock({number})"))
    }

    fn put<C: Connection>(&self, connection: &mut C, table: &OutgoingTable) -> Result<Found, Refused> {
        let rows = i64::try_from(table.rows.num_rows()).unwrap_or(i64::MAX);
        let there = query(connection, &self.names.count(&table.name, self.run_id))?.unwrap_or(0);
        if there == rows {
            return Ok(Found::TheSame);
        }
        if there > 0 {
            update(connection, &self.names.delete(&table.name, self.run_id))?;
        }
        if rows > 0 {
            self.insert(connection, table)?;
        }
        Ok(Found::Written)
    }

    fn insert<C: Connection>(&self, connection: &mut C, table: &OutgoingTable) -> Result<(), Refused> {
        let mut statement = connection.new_statement()?;
        statement.set_option(OptionStatement::TargetTable, self.names.plain(&table.name).into())?;
        if let Some(schema) = self.names.schema {
            statement.set_option(OptionStatement::TargetDbSchema, schema.into())?;
        }
        statement.set_option(OptionStatement::IngestMode, IngestMode::Append.into())?;
        statement.bind(table.rows.clone())?;
        statement.execute_update()?;
        Ok(())
    }
}

fn update<C: Connection>(connection: &mut C, sql: &str) -> Result<(), Error> {
    let mut statement = connection.new_statement()?;
    statement.set_sql_query(sql)?;
    statement.execute_update().map(|_| ())
}

/// The first value of the answer, where it is a whole number.
fn query<C: Connection>(connection: &mut C, sql: &str) -> Result<Option<i64>, Error> {
    let mut statement = connection.new_statement()?;
    statement.set_sql_query(sql)?;
    let mut first = None;
    for batch in statement.execute()? {
        let batch = batch.map_err(|error| Error::with_message_and_status(error.to_string(), Status::IO))?;
        first = first.or_else(|| whole(&batch));
    }
    Ok(first)
}

fn whole(batch: &RecordBatch) -> Option<i64> {
    let column =
        batch.columns().first().filter(|column| *column.data_type() == DataType::Int64 && !column.is_empty())?;
    Some(column.as_primitive::<Int64Type>().value(0))
}
