//! One file a command.

pub(crate) mod backtest;
pub(crate) mod bridge;
pub(crate) mod check;
pub(crate) mod cohort;
pub(crate) mod contest;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod forecast;
pub(crate) mod generate;
pub(crate) mod ingest;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod kpi;
mod load_messages;
pub(crate) mod purchase;
pub(crate) mod repeat;
pub(crate) mod restate;
pub(crate) mod review;
pub(crate) mod risk;
pub(crate) mod targets;
pub(crate) mod trend;
pub(crate) mod vacuum;
