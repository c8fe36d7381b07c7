//! `attain risk`: who will probably miss the bar, and why; one rep step by step; whether groups are treated alike.

use std::sync::Arc;

use super::forecast::say_odd;
use crate::calendar::Period;
use crate::cli::Outcome;
use crate::cli::arguments::RiskArguments;
use crate::cli::context::Context;
use crate::cli::{notes, outlook_listings, periods, risk_listings};
use crate::failure::Failure;
use crate::measures::Person;
use crate::measures::kpi::KpiMetric;
use crate::pipeline::{self, Asked, MetricForecast, Modelled, RepHistory, RepRisk, Snapshot};
use crate::quantity::resembling;
use crate::reports::Format;
use crate::review::listing::Listing;
use crate::review::pack::Sentence;
use crate::review::tables::{self, Stamp};

pub(crate) fn run(context: &Context, asked: &RiskArguments) -> Result<Outcome, Failure> {
    let snapshot = context.snapshot()?;
    let period = periods::before(context, &snapshot, asked.period.as_ref())?;
    if let Some(rep) = &asked.explain {
        return explain(context, &snapshot, period, rep);
    }
    if asked.fairness {
        return fairness(context, &snapshot, period);
    }
    let settings = &context.configuration.settings;
    let history = Arc::new(RepHistory::build(&snapshot, period)?);
    history.require_reps()?;
    let revenue = pipeline::forecast_beside_deals(&snapshot, &history, KpiMetric::RevenueNet, 1, Vec::new())?;
    say_odd(context, &snapshot, &pipeline::oddities(&snapshot, &history, &revenue))?;
    say_odd(context, &snapshot, &pipeline::oddities_of_others(&snapshot, &history))?;
    let asked = Asked { risk: true, targets: false };
    let modelled = Modelled::of(&snapshot, settings, &history, vec![revenue], (None, None), asked)?;
    let (listing, flagged) = rows(context, &modelled, (&snapshot, period), context.output.format)?;
    context.answer(&snapshot, listing)?;
    Ok(if flagged { Outcome::Findings } else { Outcome::Done })
}

/// The listing in a form, once its limits are said, and whether anybody is flagged.
pub(super) fn rows(
    context: &Context,
    modelled: &Modelled<'_>,
    (snapshot, period): (&Snapshot, Period),
    form: Format,
) -> Result<(Listing, bool), Failure> {
    let wording = context.wording()?;
    for sentence in modelled.risk_limits().into_iter().chain(modelled.risk_beside_targets()) {
        context.output.say(&notes::note(context.language, &wording.sentence(&sentence, snapshot.currency)));
    }
    let rows = modelled.risk_rows();
    let next = snapshot.calendar.label(period.next());
    let listing = match form {
        Format::Table => outlook_listings::risk_for_people(&rows, snapshot.currency, &wording),
        _ => tables::risk(&rows, &next, |row| modelled.risk_model(&row.bar_source), stamp(snapshot)),
    };
    Ok((listing, rows.iter().any(|row| row.flagged)))
}

fn explain(context: &Context, snapshot: &Snapshot, period: Period, rep: &str) -> Result<Outcome, Failure> {
    let history = RepHistory::build(snapshot, period)?;
    history.require_reps()?;
    let at = position(context, snapshot, &history, rep)?;
    let (forecast, risk) = assessed(context, snapshot, &history)?;
    let policy = &context.configuration.settings.risk;
    let Some(account) = pipeline::risk_account(snapshot, &history, &forecast, &risk, policy, at) else {
        return Err(unknown(context, snapshot, &history, rep));
    };
    let wording = context.wording()?;
    let say = |sentence: &Sentence| context.output.say(&wording.sentence(sentence, snapshot.currency));
    account.sentences.iter().for_each(say);
    say_odd(context, snapshot, &pipeline::oddities_of_rep(snapshot, &history, &forecast, at))?;
    let listing = match context.output.format {
        Format::Table => risk_listings::account_for_people(&account, snapshot.currency, &wording),
        _ => tables::risk_account(&account, stamp(snapshot)),
    };
    context.answer(snapshot, listing)?;
    Ok(if account.flagged { Outcome::Findings } else { Outcome::Done })
}

fn fairness(context: &Context, snapshot: &Snapshot, period: Period) -> Result<Outcome, Failure> {
    let history = RepHistory::build(snapshot, period)?;
    history.require_reps()?;
    let (_, risk) = assessed(context, snapshot, &history)?;
    let table = pipeline::risk_fairness(snapshot, &history, &risk)?;
    let wording = context.wording()?;
    for sentence in risk_listings::verdict(&table, &wording) {
        context.output.say(&wording.sentence(&sentence, snapshot.currency));
    }
    let listing = match context.output.format {
        Format::Table => risk_listings::fairness_for_people(&table, snapshot.currency, &wording),
        _ => tables::risk_fairness(&table, stamp(snapshot)),
    };
    context.answer(snapshot, listing)?;
    let found = risk_listings::findings(&table).next().is_some();
    Ok(if found { Outcome::Findings } else { Outcome::Done })
}

pub(super) fn stamp(snapshot: &Snapshot) -> Stamp {
    Stamp { currency: snapshot.currency, as_of: snapshot.as_of }
}

/// The scores of all reps: one alone has no past to learn from.
fn assessed(
    context: &Context,
    snapshot: &Snapshot,
    history: &RepHistory<'_>,
) -> Result<(MetricForecast, RepRisk), Failure> {
    let forecast = pipeline::forecast(history, KpiMetric::RevenueNet, 1, vec![0.5, 0.8, 0.95])?;
    let risk = pipeline::assess_reps(snapshot, history, &forecast, &context.configuration.settings.risk)?;
    Ok((forecast, risk))
}

/// By id, else by a name that only one of them has.
fn position(context: &Context, snapshot: &Snapshot, history: &RepHistory<'_>, rep: &str) -> Result<usize, Failure> {
    if let Some(at) = history.reps.iter().position(|person| person.rep_id == rep) {
        return Ok(at);
    }
    let named: Vec<usize> = (0..history.reps.len()).filter(|&at| history.reps[at].name == rep).collect();
    match named[..] {
        [at] => Ok(at),
        _ => Err(unknown(context, snapshot, history, rep)),
    }
}

fn unknown(context: &Context, snapshot: &Snapshot, history: &RepHistory<'_>, rep: &str) -> Failure {
    let end = snapshot.calendar.last_day(history.last);
    let is_meant = |person: &&Person| person.rep_id == rep || person.name == rep;
    let left = snapshot.people.all().iter().find(is_meant).and_then(|person| person.leave_date);
    if let Some(left) = left.filter(|left| *left <= end) {
        return notes::no_risk_of_leaver(context.language, rep, left);
    }
    let names = history.reps.iter().flat_map(|person| [person.rep_id.as_str(), person.name.as_str()]);
    let near = resembling(rep, names);
    let mut told: Vec<String> = (near.iter())
        .filter_map(|near| history.reps.iter().find(|person| person.rep_id == *near || person.name == *near))
        .map(|person| match person.name == person.rep_id {
            true => person.rep_id.clone(),
            false => format!("{} ({})", person.rep_id, person.name),
        })
        .collect();
    // An id and a name that are both near are one person.
    told.dedup();
    notes::no_risk(context.language, rep, &told)
}
