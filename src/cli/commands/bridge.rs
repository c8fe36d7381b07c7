//! `attain bridge`: what led from the net revenue of one period to that of another.

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::trend_arguments::BridgeArguments;
use crate::cli::{notes, said};
use crate::failure::Failure;
use crate::measures::MeasureError;
use crate::measures::bridge::{Bridge, Term, Terms, bridge};
use crate::measures::cut::Cut;
use crate::measures::observation::Slice;
use crate::pipeline::FactsNeeded;
use crate::reports::Format;
use crate::reports::wording::Wording;
use crate::review::listing::{Cell, Column, ColumnKind, Listing};
use crate::review::tables::{Stamp, dimension_columns};

/// What is taken apart.
const METRIC: &str = "revenue_net";

pub(crate) fn run(context: &Context, asked: &BridgeArguments) -> Result<Outcome, Failure> {
    let refuse = |error: MeasureError| said::failure(context.language, error);
    let cut = Cut::parse(&asked.by, asked.filter.as_deref()).map_err(refuse)?;
    let snapshot = context.snapshot_with(FactsNeeded::Dense)?;
    let (from, to) = (snapshot.calendar.parse(&asked.from)?, snapshot.calendar.parse(&asked.to)?);
    if from.grain != to.grain || from >= to {
        return Err(notes::no_bridge(context.language, &asked.from, &asked.to));
    }
    snapshot.require_data_in(from)?;
    snapshot.require_data_in(to)?;
    if snapshot.calendar.last_day(to) > snapshot.as_of {
        let label = snapshot.calendar.label(to);
        context.output.say(&notes::not_complete(context.language, &label, snapshot.as_of));
    }
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    let bridge = bridge(&snapshot.company(), &cut, from, to).map_err(refuse)?;
    let labels = [from, to].map(|period| snapshot.calendar.label(period));
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let mut listing = listing(&bridge, &cut.words(), &labels, asked.detail, stamp);
    if context.output.format == Format::Table {
        put_into_words(&mut listing, &context.wording()?);
    }
    said::say_without_regions(context, &snapshot, &cut);
    let told = |listing| match context.output.format {
        Format::Table => Ok(said::readable(context, said::with_metric_below(listing), &cut)),
        _ => Ok(listing),
    };
    context.answer_told(&snapshot, listing, told)?;
    Ok(Outcome::Done)
}

/// `metric_id, term, [<dimensions>,] value, share, period_from, period_to, currency, as_of, value_minor`: the sums, whose
/// members are empty, then those of each member. The share is of the start.
fn listing(bridge: &Bridge, dimensions: &[&str], labels: &[String; 2], detail: bool, stamp: Stamp) -> Listing {
    let dimensions = if detail { dimensions } else { &[] };
    let column = |(name, kind): (&str, ColumnKind)| Column { name: name.to_string(), kind };
    let mut columns = [("metric_id", ColumnKind::Text), ("term", ColumnKind::Text)].map(column).to_vec();
    columns.extend(dimension_columns(dimensions));
    let others = [
        ("value", ColumnKind::Number),
        ("share", ColumnKind::Number),
        ("period_from", ColumnKind::Text),
        ("period_to", ColumnKind::Text),
        ("currency", ColumnKind::Text),
        ("as_of", ColumnKind::Date),
        ("value_minor", ColumnKind::Int),
    ];
    columns.extend(others.map(column));
    let mut listing = Listing { name: "bridge".to_string(), currency: stamp.currency, columns, rows: Vec::new() };
    let mut push = |scope: Option<&[Slice]>, terms: &Terms| {
        let start = terms.get(Term::Start);
        for term in Term::ALL {
            let amount = terms.get(term);
            let mut cells = vec![Cell::from(METRIC), Cell::from(term.word())];
            cells.extend((0..dimensions.len()).map(|at| {
                scope.and_then(|scope| scope.get(at)).map_or(Cell::Null, |slice| Cell::from(slice.key.as_str()))
            }));
            cells.extend([
                Cell::Money(amount),
                Cell::from((start > 0).then(|| amount as f64 / start as f64)),
                Cell::from(labels[0].as_str()),
                Cell::from(labels[1].as_str()),
                Cell::from(stamp.currency.code()),
                Cell::Date(stamp.as_of),
                Cell::Int(amount),
            ]);
            listing.push(cells);
        }
    };
    push(None, &bridge.total);
    for (scope, terms) in bridge.members.iter().filter(|_| detail) {
        push(Some(scope), terms);
    }
    listing
}

/// For people: the terms by their names, without the columns that programs need.
fn put_into_words(listing: &mut Listing, wording: &Wording) {
    let hidden = ["currency", "as_of", "value_minor"];
    let shown: Vec<bool> = listing.columns.iter().map(|column| !hidden.contains(&column.name.as_str())).collect();
    let term = listing.columns.iter().position(|column| column.name == "term");
    for row in &mut listing.rows {
        if let Some(Cell::Text(term)) = term.and_then(|at| row.get_mut(at)) {
            *term = wording.text(&format!("bridge-{}", term.replace('_', "-")));
        }
        let mut shown = shown.iter();
        row.retain(|_| *shown.next().unwrap_or(&true));
    }
    let mut shown = shown.iter();
    listing.columns.retain(|_| *shown.next().unwrap_or(&true));
    for column in &mut listing.columns {
        let key = format!("bridge-column-{}", column.name.replace('_', "-"));
        if wording.has(&key) {
            *column = Column { name: wording.text(&key), kind: column.kind };
        }
    }
}
