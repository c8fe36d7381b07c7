//! The tests, as a table of contents.

mod support;

// What the package promises about itself.
mod definition_pages;
mod house;

// Whether the numbers are right.
mod cases;
mod goldens;
mod parts_sum;
mod properties;

// Whether the program can be relied on.
mod bad_input;
mod checks;
mod commands;
mod determinism;
mod history;
mod init;
mod mended_messages;
mod purchase;
mod restate;
mod store;
