//! `attain kpi`: KPI values by period and slice.

use crate::cli::Outcome;
use crate::cli::arguments::KpiArguments;
use crate::cli::context::Context;
use crate::cli::{periods, said};
use crate::failure::Failure;
use crate::measures::cut::{Cut, CutError, largest};
use crate::measures::family::{Family, Question, families, family_of};
use crate::measures::observation::Observation;
use crate::measures::{Dimension, MeasureError, PeriodRange};
use crate::pipeline::Snapshot;
use crate::quantity::nearest;
use crate::review::tables::{self, Stamp};

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
    let snapshot = context.snapshot()?;
    let range = periods::range(&snapshot, &asked.periods)?;
    let cut = cut.bound(&snapshot.tables, snapshot.currency).map_err(refuse)?;
    let measuring = Measuring {
        snapshot: &snapshot,
        range,
        top: asked.top.map(|count| count as usize),
        top_by: asked.top_by.as_deref(),
    };
    let mut rows = Vec::new();
    let mut refused = Vec::new();
    for run in runs {
        let (found, wrong) = run.map_or_else(|error| (Vec::new(), vec![error]), |run| measuring.run(&run, &cut));
        rows.extend(found);
        refused.extend(wrong);
    }
    // What cannot be measured is named, and the others still come; where nothing is left to come, it is a failure.
    let named: Vec<Failure> = distinct(refused).into_iter().map(refuse).collect();
    if let Some(last) = named.last().filter(|_| rows.is_empty()) {
        named[..named.len() - 1].iter().for_each(crate::cli::output::complain);
        return Err(last.clone());
    }
    named.iter().for_each(crate::cli::output::complain);
    if snapshot.calendar.last_day(range.last) > snapshot.as_of {
        context.output.say(&format!(
            "note: {} is not complete: the data are read as of {}",
            snapshot.calendar.label(range.last),
            snapshot.as_of
        ));
    }
    let stamp = Stamp { currency: snapshot.currency, as_of: snapshot.as_of };
    context.output.listing(&said::readable(context, tables::observations("kpi", &rows, &cut.words(), stamp), &cut))?;
    Ok(if named.is_empty() { Outcome::Done } else { Outcome::Findings })
}

/// What all metrics of a question share.
struct Measuring<'a> {
    snapshot: &'a Snapshot,
    range: PeriodRange,
    top: Option<usize>,
    top_by: Option<&'a str>,
}

impl Measuring<'_> {
    /// The observations of neighbours. Where they cannot be measured together, each is tried alone, so that one that is
    /// refused keeps none of the others away.
    fn run(&self, run: &Run, cut: &Cut) -> (Vec<Observation>, Vec<MeasureError>) {
        // Each metric has its own largest slices, unless one is named for all.
        let alone = self.top.is_some() && self.top_by.is_none();
        if !alone || run.ids.len() == 1 {
            match self.ranked(run, cut) {
                Ok(rows) => return (rows, Vec::new()),
                Err(error) if run.ids.len() == 1 => return (Vec::new(), vec![error]),
                Err(_) => {}
            }
        }
        let (mut rows, mut wrong) = (Vec::new(), Vec::new());
        for id in &run.ids {
            let (found, refused) = self.run(&Run { family: run.family, ids: vec![id.clone()] }, cut);
            rows.extend(found);
            wrong.extend(refused);
        }
        (rows, wrong)
    }

    fn ranked(&self, run: &Run, cut: &Cut) -> Result<Vec<Observation>, MeasureError> {
        let Some(count) = self.top else { return self.observe(run, cut) };
        let ranking = match self.top_by {
            Some(id) => Run { family: family_of(id).ok_or_else(|| unknown(id))?, ids: vec![id.to_string()] },
            None => Run { family: run.family, ids: run.ids.clone() },
        };
        let kept = largest(&self.observe(&ranking, cut)?, count);
        if kept.is_empty() {
            return Err(CutError::NoRanking { metric: ranking.ids.join(", ") }.into());
        }
        self.observe(run, &cut.keeping(kept))
    }

    fn observe(&self, run: &Run, cut: &Cut) -> Result<Vec<Observation>, MeasureError> {
        let question = Question { company: self.snapshot.company(), metrics: &run.ids, cut, range: self.range };
        (run.family.observe)(&question)
    }
}

/// Metrics of one family that stand one behind the other and are measured together.
struct Run {
    family: &'static Family,
    ids: Vec<String>,
}

/// The metrics in the order in which they were asked, neighbours of one family together.
fn runs(ids: &[String]) -> Vec<Result<Run, MeasureError>> {
    let mut runs: Vec<Result<Run, MeasureError>> = Vec::new();
    for id in ids {
        match (family_of(id), runs.last_mut()) {
            (None, _) => runs.push(Err(unknown(id))),
            (Some(family), Some(Ok(last))) if std::ptr::eq(last.family, family) => last.ids.push(id.clone()),
            (Some(family), _) => runs.push(Ok(Run { family, ids: vec![id.clone()] })),
        }
    }
    runs
}

fn unknown(id: &str) -> MeasureError {
    let known = families().iter().flat_map(|family| family.ids.iter().copied());
    MeasureError::UnknownMetric { metric: id.to_string(), nearest: nearest(id, known) }
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

/// The dimensions of `--by` for answers that stand on the facts of the store.
pub(crate) fn dimensions(words: &[String]) -> Result<Vec<Dimension>, Failure> {
    let mut dimensions = Vec::new();
    for word in words {
        let dimension: Dimension = word.trim().parse()?;
        if dimensions.contains(&dimension) {
            return Err(MeasureError::from(CutError::Twice { dimension: dimension.word().to_string() }).into());
        }
        dimensions.push(dimension);
    }
    Ok(dimensions)
}

/// Their column names.
pub(crate) fn words(dimensions: &[Dimension]) -> Vec<&'static str> {
    dimensions.iter().map(|dimension| dimension.word()).collect()
}
