//! `attain check`: the account of every row, and what is doubtful about the data.

use crate::calendar::Day;
use crate::cli::Outcome;
use crate::cli::arguments::CheckArguments;
use crate::cli::context::Context;
use crate::cli::{listings, notes};
use crate::failure::Failure;
use crate::pipeline::{Quality, examine_store, place_ids};
use crate::reports::{self, Format};
use crate::review::findings;
use crate::review::quality_report::{QualityInput, SECTIONS, quality_report};
use crate::store::Store;

pub(crate) fn run(context: &Context, asked: &CheckArguments) -> Result<Outcome, Failure> {
    let settings = &context.configuration.settings;
    if asked.list {
        context.output.listing(&listings::catalogue(&settings.checks, context.language, context.currency()))?;
        return Ok(Outcome::Done);
    }
    let (store, as_of) = open(context)?;
    let mut quality = examine_store(&store, settings, as_of)?;
    place_ids(&mut quality.findings, &store, &settings.source, &context.configuration.base)?;
    say_what_was_assumed(context, as_of, &quality);
    if asked.report || !asked.sections.is_empty() {
        print_report(context, asked, &store, &quality)?;
    } else {
        context.output.listing(&listings::accounts(&store.sources()?, context.currency()))?;
        let wording = context.wording()?;
        for finding in &quality.findings {
            let sentence = wording.sentence(&findings::told(finding), context.currency());
            context.output.say(&notes::finding(context.language, &sentence));
        }
    }
    Ok(if quality.findings.is_empty() { Outcome::Done } else { Outcome::Findings })
}

/// The store, and the day that was asked for. Unlike a measure a check needs no orders.
fn open(context: &Context) -> Result<(Store, Option<Day>), Failure> {
    let configured = context.configuration.settings.review.as_of;
    let path = context.store_path()?;
    let as_of = context.as_of()?;
    Ok((as_of.open(&path)?, as_of.day().or(configured)))
}

fn print_report(context: &Context, asked: &CheckArguments, store: &Store, quality: &Quality) -> Result<(), Failure> {
    let rows = quality_report(&QualityInput {
        sources: &store.sources()?,
        examination: &quality.examination,
        findings: &quality.findings,
        loaded_at: &quality.loaded_at,
        checks: &context.configuration.settings.checks,
    });
    let wanted = |section: &str| asked.sections.is_empty() || asked.sections.iter().any(|name| name == section);
    let wording = context.wording()?;
    if context.output.format == Format::Table {
        let sections: Vec<&str> = SECTIONS.into_iter().filter(|section| wanted(section)).collect();
        let page = reports::quality_page(&rows, &sections, &wording, context.currency());
        return context.output.text(&page);
    }
    let shown: Vec<_> = rows.iter().filter(|row| wanted(row.section)).collect();
    context.output.listing(&listings::quality(&shown, &wording, context.currency()))
}

fn say_what_was_assumed(context: &Context, as_of: Option<Day>, quality: &Quality) {
    let currency = context.configuration.settings.company.currency.is_none().then(|| context.currency());
    let last = quality.examination.order_days.map(|(_, last)| last).filter(|_| as_of.is_none());
    context.say_assumed(currency, last);
}
