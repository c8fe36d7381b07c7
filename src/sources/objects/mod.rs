//! Objects in a bucket: S3 and what speaks like it, Azure and Google.
//!
//! Files to load can lie there, and so can a store. Nothing here is asynchronous to its callers: a call ends with what
//! came or with a [`ObjectError`], after a bounded wait.
//!
//! Who is allowed to read and write is said by the usual variables of the environment (`AWS_ACCESS_KEY_ID`,
//! `AZURE_STORAGE_ACCOUNT_KEY`, `GOOGLE_SERVICE_ACCOUNT` and their kin), which the caller hands in: see
//! [`ObjectSettings`]. No secret is in any message.

mod address;
mod bucket;
mod connecting;
mod matching;
mod problem;
mod waiting;

pub use address::{ObjectAddress, is_object_address};
pub use bucket::{Bucket, Created, FoundObject};
pub use connecting::ObjectSettings;
pub use matching::{expand_objects, fetch_object, look_at_object};
pub use problem::{ObjectError, ObjectProblem};
