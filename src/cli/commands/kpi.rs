//! `attain kpi`: KPI values by period and slice.

use crate::cli::Outcome;
use crate::cli::arguments::KpiArguments;
use crate::cli::context::Context;
use crate::cli::{histories, notes, periods, said};
use crate::failure::Failure;
use crate::measures::cut::{Cut, CutError, in_rank, largest};
use crate::measures::family::{Family, Question, facts_needed, family_of, no_family};
use crate::measures::kpi::{Values, with_values};
use crate::measures::lacking;
use crate::measures::observation::{Observation, Slice};
use crate::measures::pipeline;
use crate::measures::{MeasureError, PeriodRange};
use crate::pipeline::Snapshot;
use crate::reports::{self, Format, ReportError};
use crate::review::listing::{Cell, CellRef};
use crate::review::tables::{self, LongRows, Stamp, returns_of};

/// What `attain kpi --help` ends with.
pub(crate) const HELP: &str = "Examples:
  attain kpi revenue_net --by rep --grain quarter
  attain kpi revenue_net gross_margin growth_yoy --by team --period 2019-Q2
  attain kpi attainment --by rep --from 2018-Q1 --to 2019-Q2 --format json
  attain kpi revenue_net --by product.category,customer.segment --top 10
  attain kpi orders --where \"region in (North, 'Far East') and not channel is null and amount >= 1000\"

A filter compares columns (any dimension, any amount, number, day or truth) with values: =, !=, <, <=,
>, >=, in (A, B), not in (A, B), is null, is not null; joined by and, or, not and brackets. Values with
spaces stand in quotes. A comparison with an absent value does not hold; !=, not in and not are the exact
opposites, so a filter and its opposite make the whole. Chinese names, brackets and quotes are read too.

Where orders have no column of regions, `region` is the region of the rep.

`unit` is the unit of the row's rep on the row's day (rep_assignments), `unit_level_1` the one above it at the
top of org_units, `unit_level_2` the next below.

A dimension that is called as another column of the answer stands in one of its own: --by currency in
`by_currency`.

Rows that name no member of a dimension are a slice of their own: an empty cell, (none) in a table. The
others of --top stand under (others). What cannot be measured is named on stderr and the other metrics
still come, with exit code 1. An empty value has its reason in null_reason. `attain define` explains every
metric.";

pub(crate) fn run(context: &Context, asked: &KpiArguments) -> Result<Outcome, Failure> {
    let refuse = |error: MeasureError| said::failure(context.language, error);
    let cut = Cut::parse(&asked.by, asked.filter.as_deref()).map_err(refuse)?;
    let runs = runs(&asked.metrics);
    if let [Err(unknown)] = runs.as_slice() {
        return Err(refuse(unknown.clone()));
    }
    let snapshot = context.snapshot_of_metrics(facts_needed(asked.metrics.iter().chain(&asked.top_by)))?;
    let ahead = asked.metrics.iter().any(|id| pipeline::looks_ahead(id));
    let range = periods::reaching(&snapshot, &asked.periods, ahead)?;
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    let measuring = Measuring {
        snapshot: &snapshot,
        range,
        top: asked.top.map(|count| count as usize),
        top_by: asked.top_by.as_deref(),
    };
    say_doubts(context, &snapshot, &cut, &runs).map_err(refuse)?;
    let asked_about = Question { company: snapshot.company(), metrics: &asked.metrics, cut: &cut, range };
    said::say_lacking(context, &lacking::before(&asked_about).map_err(refuse)?);
    if let [Ok(run)] = runs.as_slice()
        && let Some(pieces) = measuring.in_pieces(context, run, &cut).map_err(refuse)?
    {
        say_incomplete(context, &snapshot, range);
        context.output.pieces(pieces)?;
        return Ok(Outcome::Done);
    }
    // Metrics of several families, and the largest slices after all, cut the same lines in the same way.
    let _remembered = (runs.len() > 1 || asked.top.is_some()).then(|| snapshot.tables.remembering());
    let mut rows = Vec::new();
    let mut refused = Vec::new();
    for run in runs {
        let (found, wrong) = run.map_or_else(|error| (Vec::new(), vec![error]), |run| measuring.run(&run, &cut));
        rows.extend(found);
        refused.extend(wrong);
    }
    // What cannot be measured is named, and the others still come; where nothing is left to come, it is a failure.
    said::say_lacking(context, lacking::after(&rows).as_slice());
    let named: Vec<Failure> = distinct(refused).into_iter().map(refuse).collect();
    if let Some(last) = named.last().filter(|_| rows.is_empty()) {
        named[..named.len() - 1].iter().for_each(|failure| crate::cli::output::complain(failure, context.language));
        return Err(last.clone());
    }
    named.iter().for_each(|failure| crate::cli::output::complain(failure, context.language));
    say_incomplete(context, &snapshot, range);
    let listing = tables::observations("kpi", &rows, &cut.words(), stamp(&snapshot));
    let listing = said::readable(context, context.origin(&snapshot).stamped(listing), &cut);
    let drawings = || histories::of_values(&listing, context.language);
    match context.output.format {
        Format::Table => context.output.listing_drawn(&said::in_words(context, listing.clone())?, drawings)?,
        _ => context.output.listing(&listing)?,
    }
    Ok(if named.is_empty() { Outcome::Done } else { Outcome::Findings })
}

fn stamp(snapshot: &Snapshot) -> Stamp {
    Stamp { currency: snapshot.currency, as_of: snapshot.as_of }
}

fn say_incomplete(context: &Context, snapshot: &Snapshot, range: PeriodRange) {
    if snapshot.calendar.last_day(range.last) > snapshot.as_of {
        let label = snapshot.calendar.label(range.last);
        context.output.say(&notes::not_complete(context.language, &label, snapshot.as_of));
    }
}

/// Says which values of the filter stand nowhere in the tables of the metrics.
fn say_doubts(
    context: &Context,
    snapshot: &Snapshot,
    cut: &Cut,
    runs: &[Result<Run, MeasureError>],
) -> Result<(), MeasureError> {
    let of_families = runs.iter().flatten().flat_map(|run| run.family.tables.iter().copied());
    let mut asked: Vec<&str> = std::iter::once("orders").chain(of_families).collect();
    asked.dedup();
    for doubt in cut.doubts(&snapshot.people, &snapshot.tables, &asked)? {
        context.output.say(&said::unmatched(context.language, &doubt));
    }
    // Other tables have regions of their own, unless they are those of the reps.
    if cut.takes_regions_of_reps() || runs.iter().flatten().any(|run| run.family.tables.is_empty()) {
        said::say_without_regions(context, snapshot, cut);
    }
    Ok(())
}

/// What all metrics of a question share.
struct Measuring<'a> {
    snapshot: &'a Snapshot,
    range: PeriodRange,
    top: Option<usize>,
    top_by: Option<&'a str>,
}

/// An answer as the pieces of its file, or why it could not be written.
type Pieces = Result<Vec<Vec<u8>>, ReportError>;

impl Measuring<'_> {
    /// The answer as comma-separated values, its rows written as they are made: most of the time of a long answer went
    /// into holding it. None where it has another form, where slices are ranked, where more than the facts are asked, and
    /// where something is refused: then it is made as every other answer, which also says what is refused.
    ///
    /// # Errors
    /// Where a cluster does not answer: it would be asked in vain once more for each metric. Where the only metric is
    /// refused: all lines may have been read to say so.
    fn in_pieces(&self, context: &Context, run: &Run, cut: &Cut) -> Result<Option<Pieces>, MeasureError> {
        if context.output.format != Format::Csv || self.top.is_some() {
            return Ok(None);
        }
        let question = self.question(run, cut);
        let words = cut.words();
        let long = LongRows::new(&words, stamp(self.snapshot));
        let origin = context.origin(self.snapshot);
        let empty = origin.stamped(long.empty("kpi"));
        // One look-up a metric, not one a row.
        let returns: Vec<(&String, Cell)> =
            run.ids.iter().map(|id| (id, returns_of(&Cell::from(id.as_str())))).collect();
        let returns_of =
            |id: &str| returns.iter().find(|(known, _)| *known == id).map_or(&Cell::Null, |(_, cell)| cell);
        let shared = origin.fields();
        let written = |values: &Values<'_>| {
            let cells = |at: usize, take: &mut dyn FnMut(CellRef<'_>)| {
                let seen = values.seen(at);
                long.cells(&seen, take);
                take(CellRef::from(returns_of(seen.metric_id)));
            };
            reports::csv_pieces_of(&empty, values.len(), cells, &shared)
        };
        match with_values(&question, written) {
            Err(error) if run.ids.len() == 1 || matches!(error, MeasureError::Cluster(_)) => Err(error),
            refused_or_written => Ok(refused_or_written.ok().flatten()),
        }
    }

    /// The observations of neighbours, and what cannot be measured of them, be it a metric or a part of its values.
    fn run(&self, run: &Run, cut: &Cut) -> (Vec<Observation>, Vec<MeasureError>) {
        let (rows, mut wrong) = self.measured(run, cut);
        match lacking::rates(&self.question(run, cut), &rows) {
            Ok(missing) => wrong.extend(missing),
            Err(error) => wrong.push(error),
        }
        (rows, wrong)
    }

    /// The observations of neighbours. Where they cannot be measured together, each is tried alone, so that one that is
    /// refused keeps none of the others away.
    fn measured(&self, run: &Run, cut: &Cut) -> (Vec<Observation>, Vec<MeasureError>) {
        match self.ranked(run, cut) {
            Ok(rows) => return (rows, Vec::new()),
            Err(error) if run.ids.len() == 1 || matches!(error, MeasureError::Cluster(_)) => {
                return (Vec::new(), vec![error]);
            }
            Err(_) => {}
        }
        let (mut rows, mut wrong) = (Vec::new(), Vec::new());
        for id in &run.ids {
            match self.ranked(&run.with(vec![id.clone()]), cut) {
                Ok(found) => rows.extend(found),
                Err(error) => wrong.push(error),
            }
        }
        (rows, wrong)
    }

    /// With `--top` each metric has its own largest slices, unless one metric is named that chooses them for all.
    fn ranked(&self, run: &Run, cut: &Cut) -> Result<Vec<Observation>, MeasureError> {
        let Some(count) = self.top else { return self.observe(run, cut) };
        if let Some(id) = self.top_by {
            let ranking = Run { family: family_of(id).ok_or_else(|| no_family(id))?, ids: vec![id.to_string()] };
            let kept = self.largest(&ranking, cut, count)?.into_iter().next().unwrap_or_default();
            return self.keeping(run, cut, kept);
        }
        let kept = self.largest(run, cut, count)?;
        let mut rows = Vec::new();
        let mut at = 0;
        for neighbours in kept.chunk_by(|one, next| one == next) {
            // Neighbours with the same largest slices are measured together.
            let ids = run.ids[at..at + neighbours.len()].to_vec();
            at += ids.len();
            rows.extend(self.keeping(&run.with(ids), cut, neighbours[0].clone())?);
        }
        Ok(rows)
    }

    /// By metric the largest slices. Where values are told one by one, no observation is made of them: most are those of
    /// slices that do not stay.
    fn largest(&self, run: &Run, cut: &Cut, count: usize) -> Result<Vec<Vec<Vec<Slice>>>, MeasureError> {
        let Some(found) = with_values(&self.question(run, cut), |values| values.largest(count))? else {
            let all = self.observe(run, cut)?;
            return run.ids.iter().map(|id| kept(&all, id, count)).collect();
        };
        run.ids.iter().zip(found).map(|(id, kept)| some_kept(id, kept)).collect()
    }

    fn keeping(&self, run: &Run, cut: &Cut, kept: Vec<Vec<Slice>>) -> Result<Vec<Observation>, MeasureError> {
        let mut rows = self.observe(run, &cut.keeping(kept.clone()))?;
        in_rank(&mut rows, &kept);
        Ok(rows)
    }

    fn observe(&self, run: &Run, cut: &Cut) -> Result<Vec<Observation>, MeasureError> {
        (run.family.observe)(&self.question(run, cut))
    }

    fn question<'q>(&'q self, run: &'q Run, cut: &'q Cut) -> Question<'q> {
        Question { company: self.snapshot.company(), metrics: &run.ids, cut, range: self.range }
    }
}

/// Metrics of one family that stand one behind the other and are measured together.
struct Run {
    family: &'static Family,
    ids: Vec<String>,
}

impl Run {
    fn with(&self, ids: Vec<String>) -> Run {
        Run { family: self.family, ids }
    }
}

/// The largest slices by the metric with this id; by its first form, where it has several, such as horizons.
fn kept(observations: &[Observation], id: &str, count: usize) -> Result<Vec<Vec<Slice>>, MeasureError> {
    let is_own = |row: &&Observation| {
        row.metric_id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let first = observations.iter().find(is_own).map(|row| &row.metric_id);
    let own: Vec<Observation> = observations.iter().filter(|row| Some(&row.metric_id) == first).cloned().collect();
    some_kept(id, largest(&own, count))
}

/// Refuses to rank by a metric that has no value anywhere.
fn some_kept(id: &str, kept: Vec<Vec<Slice>>) -> Result<Vec<Vec<Slice>>, MeasureError> {
    if kept.is_empty() { Err(CutError::NoRanking { metric: id.to_string() }.into()) } else { Ok(kept) }
}

/// The metrics in the order in which they were asked, neighbours of one family together.
fn runs(ids: &[String]) -> Vec<Result<Run, MeasureError>> {
    let mut runs: Vec<Result<Run, MeasureError>> = Vec::new();
    for id in ids {
        match (family_of(id), runs.last_mut()) {
            (None, _) => runs.push(Err(no_family(id))),
            (Some(family), Some(Ok(last))) if std::ptr::eq(last.family, family) => last.ids.push(id.clone()),
            (Some(family), _) => runs.push(Ok(Run { family, ids: vec![id.clone()] })),
        }
    }
    runs
}

/// Each once, in order: what is wrong with the filter is wrong for all metrics of a table.
fn distinct(errors: Vec<MeasureError>) -> Vec<MeasureError> {
    let mut seen: Vec<MeasureError> = Vec::new();
    for error in errors {
        if !seen.contains(&error) {
            seen.push(error);
        }
    }
    seen
}
