//! What the packet on paper says: the page's own parts, grouped as they are laid on the table.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Value;

use super::scribe::Scribe;
use super::{HtmlError, attainment, forecasts, overview, reps, risk, teams};
use crate::reports::figures::legible;
use crate::reports::wording::Wording;
use crate::review::pack::{Level, Pack};

/// Everything that stands on paper, ready to print: texts, and drawings as SVG. `words` are the ids of the texts without
/// arguments that the layout uses.
pub(in crate::reports) fn contents(pack: &Pack, wording: &Wording, words: &[&str]) -> Result<Value, HtmlError> {
    let scribe = Scribe::new(pack, wording);
    let next = legible(&pack.header.next.label);
    let of_next = |id: &str| scribe.say_with(id, &[("period", &next)]);
    let words: BTreeMap<&str, String> = words.iter().map(|id| (*id, scribe.say(id))).collect();
    Ok(context! {
        lang => wording.language().word(),
        header => overview::header(&scribe),
        period => scribe.period_as_of(&pack.header.period.label),
        summary => overview::summary(&scribe),
        kpis => overview::table(&scribe, &pack.kpi_table),
        company => overview::rows(&scribe, &pack.kpi_table, |row| matches!(row.level, Level::Company | Level::Team)),
        calibration => teams::section(&scribe),
        teams => team_pages(&scribe),
        attainment => attainment::section(&scribe),
        reps => rep_pages(&scribe)?,
        targets_title => of_next("rep-targets"),
        outlook_title => of_next("packet-outlook"),
        risk_title => of_next("teams-risk"),
        target_title => of_next("teams-target"),
        words,
    })
}

/// A page for each team that anybody is judged in; who has no team comes first.
fn team_pages(scribe: &Scribe<'_>) -> Vec<Value> {
    let members = scribe.pack.reps.iter().map(|page| page.team.as_str());
    let names: BTreeSet<&str> = members.chain(scribe.teams().iter().copied()).collect();
    let mut sheets = teams::sheets(scribe);
    names.into_iter().map(|team| team_page(scribe, team, sheets.remove(team))).collect()
}

fn team_page(scribe: &Scribe<'_>, team: &str, sheet: Option<Value>) -> Value {
    let pack = scribe.pack;
    let members = pack.reps.iter().filter(|page| page.team == team);
    let members: BTreeSet<&str> = members.map(|page| page.rep_id.as_str()).collect();
    let figures = overview::rows(scribe, &pack.kpi_table, |row| match row.level {
        Level::Team => row.key == team,
        Level::Rep => members.contains(row.key.as_str()),
        Level::Company | Level::Manager => false,
    });
    let judged = pack.risk.rows.iter().filter(|row| row.probability.is_some());
    context! {
        name => if team.is_empty() { scribe.say("teams-none") } else { legible(team) },
        // By the numbers of their pages.
        members => members.iter().filter_map(|rep_id| scribe.rep_number(rep_id)).collect::<BTreeSet<_>>(),
        figures,
        sheet,
        attainment => pack.attainment.rows.iter().filter(|row| members.contains(row.rep_id.as_str()))
            .map(|row| attainment::row(scribe, row)).collect::<Vec<_>>(),
        risk => judged.filter(|row| members.contains(row.rep_id.as_str()))
            .map(|row| risk::row(scribe, row)).collect::<Vec<_>>(),
    }
}

/// The reps' pages, each with what is forecast for the rep.
fn rep_pages(scribe: &Scribe<'_>) -> Result<Vec<Value>, HtmlError> {
    let mut outlooks: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for section in &scribe.pack.forecasts {
        let metric = Value::from(scribe.metric(&section.metric_id));
        let unit = scribe.caption(&section.period, &[section.unit], &[]);
        for (row, value) in section.rows.iter().zip(forecasts::rows(scribe, section)) {
            let told = context! { metric => metric.clone(), unit => &unit, ..value };
            outlooks.entry(&row.rep_id).or_default().push(told);
        }
    }
    let with_outlook = |(page, value): (&crate::review::pack::RepPage, Value)| {
        let outlook = outlooks.remove(page.rep_id.as_str()).unwrap_or_default();
        context! { outlook, ..value }
    };
    Ok(scribe.pack.reps.iter().zip(reps::pages(scribe)?).map(with_outlook).collect())
}
