//! Case analysis: what do won and lost deals teach?
//!
//! [`draw`] chooses deals for review, [`sort`] parts what reviewers handed in from what cannot be used, and [`analyse`]
//! says how far reviewers agree, in what won and lost deals differ, and where reps are weak. Notes are kept word for word
//! and never modelled.

mod agreement;
mod analysis;
mod lessons;
mod params;
mod rubric;
mod sample;
mod sorting;

pub use agreement::{Agreement, KappaWeights, LEAST_COMMON, Scores, alpha, weighted_kappa};
pub use analysis::{ALL_ITEMS, CaseAnalysis, ItemResult, RepItem, analyse};
pub use lessons::{Lesson, LessonKind, lessons};
pub use params::CasesSettings;
pub use rubric::{RubricItem, rubric};
pub use sample::{Draw, SheetCase, Stratum, assign, draw};
pub use sorting::{Case, CaseDoubt, CaseDoubtCode, Cases, Note, sort};
