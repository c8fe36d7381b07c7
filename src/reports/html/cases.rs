//! Reviewed deals: the lessons, and how far the reviewers agree.

use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::review::pack::{CaseItem, CaseLesson};

pub(super) fn section(scribe: &Scribe<'_>) -> Value {
    let cases = &scribe.pack.appraisal.cases;
    let count = |number: i64| scribe.figures.count(number);
    let said =
        [("cases", count(cases.cases)), ("counted", count(cases.counted)), ("reviewers", count(cases.reviewers))];
    let args: Vec<(&'static str, &str)> = said.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let remarks = (cases.remarks > 0).then(|| scribe.say_with("cases-remarks", &[("count", &count(cases.remarks))]));
    context! {
        is_there => cases.cases > 0,
        lead => scribe.say_with("cases-lead", &args),
        remarks,
        lessons => cases.lessons.iter().map(|one| lesson(scribe, one)).collect::<Vec<_>>(),
        items => cases.items.iter().map(|one| item(scribe, one)).collect::<Vec<_>>(),
    }
}

fn named(scribe: &Scribe<'_>, en: &str, zh: &str) -> String {
    legible(if scribe.wording.language() == Language::Zh { zh } else { en })
}

fn lesson(scribe: &Scribe<'_>, one: &CaseLesson) -> Value {
    let name_of = |rep_id: &String| {
        let page = scribe.pack.reps.iter().find(|page| page.rep_id == *rep_id);
        legible(page.map_or(rep_id.as_str(), |page| page.name.as_str()))
    };
    let reps: Vec<String> = one.reps.iter().map(name_of).collect();
    let topics = one.topics.iter().map(|topic| {
        context! {
            name => named(scribe, &topic.name_en, &topic.name_zh),
            advice => named(scribe, &topic.advice_en, &topic.advice_zh),
        }
    });
    context! {
        name => named(scribe, &one.name_en, &one.name_zh),
        kind => scribe.wording.named("word", &one.kind),
        reps => if reps.is_empty() { String::new() } else { scribe.figures.people(&reps) },
        topics => topics.collect::<Vec<_>>(),
    }
}

fn item(scribe: &Scribe<'_>, one: &CaseItem) -> Value {
    let number = |value: Option<f64>| value.map_or("–".to_string(), |value| scribe.figures.fixed(value, 2));
    let interval = |ends: Option<(f64, f64)>| {
        ends.map(|(lower, upper)| format!("{} – {}", scribe.figures.fixed(lower, 2), scribe.figures.fixed(upper, 2)))
    };
    context! {
        name => named(scribe, &one.name_en, &one.name_zh),
        cases => scribe.figures.count(one.cases),
        mean => number(one.mean),
        won => number(one.won_mean),
        lost => number(one.lost_mean),
        difference => one.difference.map_or("–".to_string(), |difference| scribe.figures.signed(difference)),
        interval => interval(one.lower.zip(one.upper)),
        separates => one.separates,
        kappa => number(one.kappa),
        kappa_interval => interval(one.kappa_lower.zip(one.kappa_upper)),
        alpha => number(one.alpha),
        weak => scribe.figures.count(one.reps_weak),
        reps => scribe.figures.count(one.reps),
    }
}
