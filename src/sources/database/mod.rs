//! Tables that live in a database: fetched through an ADBC driver, then read as any file is.
//!
//! A query's rows are streamed into a temporary Parquet file, which goes the way of all files: the same matching of
//! columns, the same checks, the same account of rows. So a connection that is lost half-way loads nothing, and a
//! column's form can be found from all of it. Drivers are shared libraries that people install; nothing of them is
//! part of this program.

//!
//! Results go the other way through the same drivers: tables of a review into a database, in one transaction.

mod address;
mod delivery;
mod driver;
mod fetch;
mod place;
mod problem;
mod watermark;

pub use address::{Address, address};
pub use delivery::{Delivery, DeliveryError, Found, OutgoingTable, Trouble, deliver, reach};
pub use fetch::{Fetched, Query, fetch};
pub use place::{Place, Section, SetupProblem};
pub use watermark::Watermark;
