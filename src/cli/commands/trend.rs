//! `attain trend`: trends with a test.

use crate::calendar::{Grain, Period};
use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::trend_arguments::TrendArguments;
use crate::cli::trend_listings::{TrendRow, readable, trends};
use crate::cli::{histories, notes, output, periods, said};
use crate::failure::Failure;
use crate::measures::cut::Cut;
use crate::measures::family::{Question, family_of, no_family};
use crate::measures::lacking;
use crate::measures::observation::Observation;
use crate::measures::trend::{Searched, Simulated, Trend, discovery_rates, series, stated_changes};
use crate::measures::{MeasureError, PeriodRange};
use crate::pipeline::Snapshot;
use crate::reports::Format;
use crate::review::tables::Stamp;

pub(crate) fn run(context: &Context, asked: &TrendArguments) -> Result<Outcome, Failure> {
    let refuse = |error: MeasureError| said::failure(context.language, error);
    let cut = Cut::parse(&asked.by, asked.filter.as_deref()).map_err(refuse)?;
    let snapshot = context.snapshot_of_metrics(crate::measures::family::facts_needed(&asked.metrics))?;
    let range = range(context, &snapshot, asked)?;
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    let mut rows = Vec::new();
    let mut refused: Vec<Failure> = Vec::new();
    for id in &asked.metrics {
        let question = Question { company: snapshot.company(), metrics: std::slice::from_ref(id), cut: &cut, range };
        said::say_lacking(context, &lacking::before(&question).map_err(refuse)?);
        match observed(&question, id) {
            Ok((observations, missing)) => {
                said::say_lacking(context, lacking::after(&observations).as_slice());
                rows.extend(tested(&observations, &snapshot, range));
                refused.extend(missing.into_iter().map(refuse));
            }
            Err(error) => refused.push(refuse(error)),
        }
    }
    // What cannot be measured is named, and the others still come; where nothing is left to come, it is a failure.
    if let Some(last) = refused.last().filter(|_| rows.is_empty()) {
        refused[..refused.len() - 1].iter().for_each(|failure| output::complain(failure, context.language));
        return Err(last.clone());
    }
    refused.iter().for_each(|failure| output::complain(failure, context.language));
    with_rates(&mut rows);
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    let listing = match context.output.format {
        Format::Table => readable(&rows, &cut.words(), stamp, &context.wording()?),
        _ => trends(&rows, &cut.words(), stamp),
    };
    said::say_without_regions(context, &snapshot, &cut);
    let drawings = || Some(histories::of_trends(&rows, context.language));
    let mut listing = said::readable(context, context.origin(&snapshot).stamped(listing), &cut);
    if let (Format::Table, Some(column)) = (context.output.format, listing.columns.first_mut()) {
        column.name = context.wording()?.text("trend-column-metric");
    }
    context.output.listing_drawn(&listing, drawings)?;
    if context.output.format == Format::Table {
        context.output.say(&context.wording()?.text("trend-note"));
    }
    Ok(if refused.is_empty() { Outcome::Done } else { Outcome::Findings })
}

/// The periods: the last complete ones.
fn range(context: &Context, snapshot: &Snapshot, asked: &TrendArguments) -> Result<PeriodRange, Failure> {
    let all = periods::range(snapshot, &asked.periods)?;
    let grain = all.first.grain;
    let is_running = snapshot.calendar.last_day(all.last) > snapshot.as_of;
    let last = if is_running { all.last.min(periods::last_complete(context, snapshot, grain)?) } else { all.last };
    let usual = match grain {
        Grain::Month => 24,
        Grain::Quarter => 12,
        Grain::Year => 10,
    };
    let is_given = asked.periods.from.is_some() || asked.periods.period.is_some();
    let count = asked.last.or_else(|| (!is_given).then_some(usual));
    let first: Period = count.map_or(all.first, |count| all.first.max(last.plus(1 - count as i32)));
    if first > last {
        return Err(notes::no_complete_period(context.language, snapshot.as_of));
    }
    Ok(PeriodRange { first, last })
}

/// The observations, and the rates that are missing for some of them.
fn observed(question: &Question<'_>, id: &str) -> Result<(Vec<Observation>, Vec<MeasureError>), MeasureError> {
    let family = family_of(id).ok_or_else(|| no_family(id))?;
    let observations = (family.observe)(question)?;
    let missing = lacking::rates(question, &observations)?;
    Ok((observations, missing))
}

/// The series with their trends, not yet judged together.
fn tested(observations: &[Observation], snapshot: &Snapshot, range: PeriodRange) -> Vec<TrendRow> {
    let season = range.first.periods_per_year();
    let mut simulated = Simulated::default();
    let rows = series(observations, snapshot.currency.minor_per_major()).into_iter().map(|series| {
        let trend = Trend::of(&series.values, season, series.may_divide(), &mut simulated);
        TrendRow { series, trend, rate: None, changes: Vec::new() }
    });
    rows.collect()
}

/// The false discovery rates over all that was asked at once, of trends and of changes.
fn with_rates(rows: &mut [TrendRow]) {
    let tested: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].trend.is_some()).collect();
    let chances: Vec<f64> = tested.iter().filter_map(|&at| Some(rows[at].trend.as_ref()?.p)).collect();
    let searched: Vec<&[Searched]> =
        tested.iter().filter_map(|&at| Some(rows[at].trend.as_ref()?.searched.as_slice())).collect();
    let rates = discovery_rates(&chances).into_iter().zip(stated_changes(&searched));
    for (&at, (rate, changes)) in tested.iter().zip(rates.collect::<Vec<_>>()) {
        rows[at].rate = Some(rate);
        rows[at].changes = changes;
    }
}
