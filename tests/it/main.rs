//! The tests, as a table of contents.

mod support;

// What the package promises about itself.
mod compare;
mod definition_pages;
mod house;

// Whether the numbers are right.
mod cases;
mod cash;
mod customer_goldens;
mod goldens;
mod parts_sum;
mod properties;

// Whether the program can be relied on.
mod accounts;
mod any_metrics;
mod backtest;
mod bad_input;
mod calendars;
mod case_reviews;
mod checks;
mod chinese;
mod commands;
mod contests;
mod currencies;
mod databases;
mod decide;
mod determinism;
mod engine;
mod exports;
mod exports_of_others;
mod history;
mod init;
mod lacking;
mod leaves;
mod levels;
mod mended_messages;
mod objects;
mod odd_series;
mod opening;
mod origins;
mod pack_batches;
mod pack_files;
mod packet;
mod pipeline;
mod planning;
mod plans;
mod purchase;
mod purposes;
mod ratings;
mod restate;
mod risk;
mod scorecard;
mod slices;
mod spreadsheet_traces;
mod store;
mod trend;
#[cfg(unix)]
mod two_cycles;
mod workbook;
