//! The lessons: what separates won deals from lost ones, and what reps are weak on, with the coaching topics.

use super::analysis::{ALL_ITEMS, CaseAnalysis, ItemResult};
use super::params::CasesSettings;

/// What kind of lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LessonKind {
    /// Won deals score otherwise than lost ones, and reps are weak on it: begin here.
    SeparatesAndWeak,
    /// Won deals score otherwise than lost ones.
    Separates,
    /// Reps are weak on it.
    Weak,
}

impl LessonKind {
    /// The code as it stands in listings.
    pub fn code(self) -> &'static str {
        match self {
            LessonKind::SeparatesAndWeak => "separates_and_weak",
            LessonKind::Separates => "separates",
            LessonKind::Weak => "weak",
        }
    }
}

/// One lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson<'a> {
    /// What kind.
    pub kind: LessonKind,
    /// The item with its figures.
    pub item: &'a ItemResult,
    /// The reps who are weak on it, the clear ones first.
    pub reps: Vec<String>,
    /// The coaching topics, by id.
    pub topics: Vec<String>,
}

/// The lessons, those to begin with first; within a kind the clearest difference, then the most reps.
pub fn lessons<'a>(analysis: &'a CaseAnalysis, settings: &CasesSettings) -> Vec<Lesson<'a>> {
    let mut found: Vec<Lesson<'a>> = analysis
        .items
        .iter()
        .filter(|item| item.item != ALL_ITEMS)
        .filter_map(|item| lesson(analysis, item, settings))
        .collect();
    let rate = |lesson: &Lesson<'_>| lesson.item.rate.unwrap_or(1.0);
    found.sort_by(|a, b| a.kind.cmp(&b.kind).then(rate(a).total_cmp(&rate(b))).then(b.reps.len().cmp(&a.reps.len())));
    found
}

fn lesson<'a>(analysis: &CaseAnalysis, item: &'a ItemResult, settings: &CasesSettings) -> Option<Lesson<'a>> {
    let separates = item.rate.is_some_and(|rate| rate <= settings.false_discoveries);
    let kind = match (separates, item.reps_weak > 0) {
        (true, true) => LessonKind::SeparatesAndWeak,
        (true, false) => LessonKind::Separates,
        (false, true) => LessonKind::Weak,
        (false, false) => return None,
    };
    let asked = settings.items().iter().find(|asked| asked.id == item.item);
    Some(Lesson {
        kind,
        item,
        reps: analysis.weak_on(&item.item).into_iter().map(|rep| rep.rep_id.clone()).collect(),
        topics: asked.map(|asked| asked.topics.clone()).unwrap_or_default(),
    })
}
