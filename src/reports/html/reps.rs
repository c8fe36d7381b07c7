//! One page for each rep: what the manager takes into the talk.

use minijinja::context;
use minijinja::value::Value;

use super::HtmlError;
use super::aims;
use super::card;
use super::chart::{self, Bar};
use super::scribe::{Cell, Scribe};
use crate::appraisal::Topic;
use crate::quantity::{Measured, Unit};
use crate::reports::figures::legible;
use crate::reports::wording::Language;
use crate::review::pack::{RepPage, RepQuarter, ScoreLine, TopicRow};

pub(super) fn section(scribe: &Scribe<'_>) -> Result<Value, HtmlError> {
    Ok(context! { pages => pages(scribe)? })
}

/// The pages in the pack's order.
pub(super) fn pages(scribe: &Scribe<'_>) -> Result<Vec<Value>, HtmlError> {
    scribe.pack.reps.iter().zip(1..).map(|(page, number)| one(scribe, number, page)).collect()
}

fn one(scribe: &Scribe<'_>, number: usize, page: &RepPage) -> Result<Value, HtmlError> {
    let table = &scribe.pack.kpi_table;
    let kpis: Vec<Value> = table
        .columns
        .iter()
        .zip(&page.kpis)
        .map(|(column, value)| {
            let small = scribe.figures.column_is_small([value]);
            let cell: Cell = match column.metric_id.starts_with("growth_") {
                true => scribe.growth(value, &column.metric_id, &column.period),
                false => scribe.cell(value, &column.metric_id, &column.period, small),
            };
            context! { metric => scribe.metric(&column.metric_id), cell }
        })
        .collect();
    let ids: Vec<&str> = table.columns.iter().map(|c| c.metric_id.as_str()).collect();
    let units: Vec<Unit> = table.columns.iter().map(|c| c.unit).collect();
    let name = legible(&page.name);
    Ok(context! {
        anchor => format!("rep-{number}"),
        number,
        rep_id => legible(&page.rep_id),
        team_number => scribe.team_number(&page.team),
        team => legible(&page.team),
        role => legible(&page.role),
        manager => legible(&page.manager),
        since => page.hire_date.map(|day| scribe.figures.date(day)),
        caption => scribe.caption(&table.period, &units, &ids),
        kpis,
        chart => chart(scribe, page, &name)?,
        has_quota => page.quarters.iter().any(|q| q.quota.value().is_some()),
        unit => scribe.say_with("unit-money", &[("currency", scribe.pack.header.currency.code())]),
        score => page.score.map(|score| scribe.figures.fixed(score, 1)),
        score_title => scribe.title("score_kpi", &table.period),
        grade => page.grade.as_deref().map(legible),
        grade_title => scribe.title("grade", &table.period),
        next_band => page.to_next_band.map(|points| scribe.figures.number(points, 1)),
        lines => page.score_lines.iter().map(|line| score_line(scribe, line)).collect::<Vec<_>>(),
        card => card::lines(scribe, page),
        standing => card::standing(scribe, page),
        ratings => card::ratings(scribe, page),
        ratings_cycle => legible(&scribe.pack.appraisal.ratings_cycle),
        plans => card::plans(scribe, page),
        strengths => scribe.sentences(&page.strengths),
        weaknesses => scribe.sentences(&page.weaknesses),
        topics => page.topics.iter().map(|t| topic(scribe, t)).collect::<Vec<_>>(),
        targets => scribe.sentences(&page.targets),
        aims => aims::of_rep(scribe, &page.rep_id),
        next => legible(&scribe.pack.header.next.label),
        doubts => scribe.sentences(&page.doubts),
        name,
    })
}

fn chart(scribe: &Scribe<'_>, page: &RepPage, name: &str) -> Result<Value, HtmlError> {
    let bar = |quarter: &RepQuarter| {
        let label = legible(&quarter.period);
        let text = |value: &Measured, metric| scribe.cell(value, metric, &quarter.period, false).text;
        let (revenue, quota) = (text(&quarter.revenue, "revenue_net"), text(&quarter.quota, "quota"));
        let tip = match quarter.quota.value() {
            Some(_) => scribe.say_with("tip-quota", &[("label", &label), ("value", &revenue), ("quota", &quota)]),
            None => scribe.say_with("tip", &[("label", &label), ("value", &revenue)]),
        };
        Bar { label, tip, value: scribe.height(&quarter.revenue), mark: scribe.height(&quarter.quota) }
    };
    let bars: Vec<Bar> = page.quarters.iter().map(bar).collect();
    let label = scribe.say_with("rep-quarters-title", &[("name", name)]);
    chart::bars(&bars, |value| scribe.figures.axis(value), &label)
}

fn score_line(scribe: &Scribe<'_>, line: &ScoreLine) -> Value {
    let period = &scribe.pack.kpi_table.period;
    context! {
        metric => scribe.metric(&line.metric_id),
        weight => scribe.figures.number(line.weight, 1),
        value => scribe.cell(&line.value, &line.metric_id, period, false),
        target => scribe.cell(&line.target, &line.metric_id, period, false),
        target_source => if line.target_source.is_empty() { String::new() } else { scribe.wording.named("source", &line.target_source) },
        score => line.score.map_or("–".to_string(), |score| scribe.figures.fixed(score, 1)),
    }
}

fn topic(scribe: &Scribe<'_>, topic: &TopicRow) -> Value {
    let (name, advice) = match scribe.wording.language() {
        Language::En => (&topic.name_en, &topic.advice_en),
        Language::Zh => (&topic.name_zh, &topic.advice_zh),
    };
    context! {
        name => legible(name),
        advice => legible(advice),
        from => from(scribe, topic),
    }
}

/// What pointed to the topic, and that no number could where that is so.
fn from(scribe: &Scribe<'_>, topic: &TopicRow) -> String {
    let is_rated_alone = crate::appraisal::topic(&topic.topic).is_some_and(Topic::only_through_ratings);
    match topic.driver == "ratings" && is_rated_alone {
        true => scribe.say("rep-topic-rated-alone"),
        false => scribe.say_with("rep-topic-from", &[("metric", &scribe.wording.named("workdriver", &topic.driver))]),
    }
}
