//! The tests, as a table of contents.
