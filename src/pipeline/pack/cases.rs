//! The reviewed deals, as a review tells them.

use crate::appraisal::cases::{ALL_ITEMS, ItemResult, Lesson, lessons};
use crate::appraisal::topic;
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::pipeline::cases::{CaseFile, shared_case_file};
use crate::pipeline::snapshot::Snapshot;
use crate::review::pack::{CaseItem, CaseLesson, CasesSection, TopicRow};
use crate::settings::Settings;

/// What the cases teach; empty where nobody reviewed any.
pub(in crate::pipeline) fn cases(snapshot: &Snapshot, settings: &Settings) -> Result<CasesSection, Failure> {
    let file = match shared_case_file(snapshot, &settings.cases) {
        Ok(file) => file,
        Err(MeasureError::TableMissing { .. }) => return Ok(CasesSection::default()),
        Err(error) => return Err(error.into()),
    };
    let all = file.analysis.items.iter().find(|item| item.item == ALL_ITEMS);
    Ok(CasesSection {
        cases: file.cases.list.len() as i64,
        counted: file.cases.list.iter().filter(|case| case.mean().is_some()).count() as i64,
        reviewers: all.map_or(0, |all| all.agreement.reviewers as i64),
        remarks: file.cases.doubts.len() as i64,
        items: file.analysis.items.iter().map(|item| case_item(item, settings)).collect(),
        lessons: lessons_of(&file, settings),
    })
}

fn case_item(found: &ItemResult, settings: &Settings) -> CaseItem {
    let (name_en, name_zh) = names(&found.item, settings);
    let mean = |moments: crate::models::student::Moments| (moments.n > 0).then_some(moments.mean);
    let agreement = &found.agreement;
    CaseItem {
        item: found.item.clone(),
        name_en,
        name_zh,
        cases: found.all.n as i64,
        mean: mean(found.all),
        won_mean: mean(found.won),
        lost_mean: mean(found.lost),
        difference: found.difference.map(|difference| difference.value),
        lower: found.difference.map(|difference| difference.lower),
        upper: found.difference.map(|difference| difference.upper),
        separates: found.rate.is_some_and(|rate| rate <= settings.cases.false_discoveries),
        kappa: agreement.kappa_quadratic,
        kappa_lower: agreement.kappa_interval.map(|ends| ends.0),
        kappa_upper: agreement.kappa_interval.map(|ends| ends.1),
        alpha: agreement.alpha,
        reps: found.reps as i64,
        reps_weak: found.reps_weak as i64,
    }
}

fn lessons_of(file: &CaseFile, settings: &Settings) -> Vec<CaseLesson> {
    lessons(&file.analysis, &settings.cases).into_iter().map(|lesson| case_lesson(&lesson, settings)).collect()
}

fn case_lesson(lesson: &Lesson<'_>, settings: &Settings) -> CaseLesson {
    let (name_en, name_zh) = names(&lesson.item.item, settings);
    let topic_row = |id: &String| {
        let known = topic(id)?;
        Some(TopicRow {
            topic: known.id.clone(),
            name_en: known.name_en.clone(),
            name_zh: known.name_zh.clone(),
            advice_en: known.advice_en.clone(),
            advice_zh: known.advice_zh.clone(),
            driver: String::new(),
        })
    };
    CaseLesson {
        kind: lesson.kind.code().to_string(),
        item: lesson.item.item.clone(),
        name_en,
        name_zh,
        reps: lesson.reps.clone(),
        topics: lesson.topics.iter().filter_map(topic_row).collect(),
    }
}

/// An item's names; of one that the rubric does not have, its id.
fn names(id: &str, settings: &Settings) -> (String, String) {
    if id == ALL_ITEMS {
        return ("All items".to_string(), "全部评审项".to_string());
    }
    let known = settings.cases.items().iter().find(|item| item.id == id);
    known.map_or_else(|| (id.to_string(), id.to_string()), |item| (item.name_en.clone(), item.name_zh.clone()))
}
