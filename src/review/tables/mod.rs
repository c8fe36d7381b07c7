//! Results as listings: the column order that scripts rely on.

mod appraisal;
mod appraised;
mod audit;
mod change;
mod cohorts;
mod columns;
mod decisions;
mod dimensions;
mod levels;
mod long;
mod of_pack;
mod origin;
mod outlook;
mod risk_evidence;
mod run;
mod scorecard;
mod target_line;
mod whatif;

pub use audit::{AuditStamp, audit, audit_for_people};
pub use cohorts::cohorts;
pub use columns::{TableWords, exported_words, table_words};
pub use decisions::{bonuses, decision_log, proposals, target_versions};
pub use dimensions::{dimension_column, dimension_columns, is_column_of_answers};
pub use levels::{LevelTarget, checkpoints, level_targets};
pub use long::{LongRows, Stamp, observations};
pub use of_pack::of_pack;
pub use origin::{Origin, OriginFields, RETURN_POLICY, returns_of};
pub use outlook::{add_statements, no_targets, risk, targets};
pub use risk_evidence::{risk_account, risk_fairness};
pub use run::{RUNS, Run, RunNotes, USUAL_TABLES, run_of_pack};
pub use scorecard::scorecard;
pub use target_line::TargetLine;
pub use whatif::{WhatIfRow, whatif, whatif_for_people};
