//! `attain restate`: what changed between two versions, and which published numbers moved.

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::counted::counted;
use crate::cli::headings::in_chinese;
use crate::cli::store_arguments::{RestateArguments, RestateView};
use crate::cli::{restate_listings, said};
use crate::failure::Failure;
use crate::pipeline::{AsOf, Restatement, Snapshot, changed_rows};
use crate::reports::Format;

pub(crate) fn run(context: &Context, asked: &RestateArguments) -> Result<Outcome, Failure> {
    if context.global.as_of.is_some() {
        return Err(Failure::usage(
            "restate reads two states, and --as-of names one",
            "name both after the command: attain restate 6@2023-12-31 7@2023-12-31",
        ));
    }
    let (root, settings) = (context.store_path()?, &context.configuration.settings);
    let second = asked.b.as_ref().map_or(Ok(AsOf::Latest), |text| text.parse())?;
    let b = Snapshot::open(&root, settings, second)?;
    let mut a = Snapshot::open(&root, settings, asked.a.parse()?)?;
    if a.tables.require_rates("revenue_net").is_err() {
        a = b.open_at_rates_of(&root, settings, asked.a.parse()?)?;
        context.output.say(
            "the first state lacks rates for its own orders: both states are compared at the rates of the second, and \
             what rates alone moved is not shown",
        );
    }
    let refuse = |error| said::failure(context.language, error);
    [&a, &b].into_iter().try_for_each(|state| state.tables.require_rates("revenue_net")).map_err(refuse)?;
    let found = Restatement::between(&a, &b)?;
    let listing = match asked.show {
        RestateView::Numbers => restate_listings::numbers(&found),
        RestateView::Tables => restate_listings::tables(&found),
        RestateView::Rows => restate_listings::rows(&changed_rows(&a.store, &b.store, found.currency)?, found.currency),
    };
    // What is shared by all rows is told of the second state; where the first one differs, columns of its own say so.
    let told = |listing| match context.output.format {
        Format::Table => {
            in_chinese(context, restate_listings::for_people(listing), "restate", &["change", "dimension"])
        }
        _ => Ok(listing),
    };
    context.answer_told(&b, listing, told)?;
    say_what_changed(context, &a, &b, &found);
    Ok(if found.moved.is_empty() { Outcome::Done } else { Outcome::Findings })
}

fn say_what_changed(context: &Context, a: &Snapshot, b: &Snapshot, found: &Restatement) {
    let state = |snapshot: &Snapshot| format!("version {} as of {}", snapshot.store.manifest().version, snapshot.as_of);
    context.output.say(&format!("from {} to {}", state(a), state(b)));
    for table in found.tables.iter().filter(|table| table.added + table.removed + table.replaced > 0) {
        context.output.say(&format!(
            "{}: {} added, {} removed, {} replaced",
            table.table,
            counted(table.added, "row"),
            table.removed,
            table.replaced
        ));
    }
    let account = match found.unexplained() {
        0 => "the changes explain all of it".to_string(),
        left => format!(
            "{left} of them moved by another amount than the changes explain: the two versions do not agree with their \
             own rows, please report it"
        ),
    };
    context.output.say(&match found.moved.len() {
        0 => format!("none of {} published numbers moved", found.compared),
        moved => format!("{moved} of {} published numbers moved; {account}", found.compared),
    });
}
