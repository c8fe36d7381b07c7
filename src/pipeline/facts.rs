//! The facts of a version of the store, by the shortest way to them.

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::calendar::Day;
use crate::failure::Failure;
use crate::measures::engine::{ClusterQuestion, EngineError, EngineSettings, Watch};
use crate::measures::exchange::converted;
use crate::measures::{Facts, FactsInput, FactsNeeded, KeptFacts, MeasureError};
use crate::quantity::Exchange;
use crate::store::{FileMark, OrderLines, Store};

/// From so many lines on the facts are kept: below, making them anew takes a few milliseconds.
const KEPT_FROM_LINES: usize = if cfg!(test) { 1 } else { 200_000 };

/// Facts on their way to the disk, beside the answering; whoever drops this waits until they are there.
#[derive(Debug, Default)]
pub(super) struct Keeping(Option<JoinHandle<()>>);

impl Keeping {
    fn begin(&mut self, source: &Source<'_>, facts: &Facts) {
        let (store, facts, files) = (source.store.clone(), facts.clone(), source.lines.files.clone());
        let rules = source.rules.clone();
        let keep = move || {
            KeptFacts::hand_over(&facts, &files, |about, arrays| store.keep(&rules, about, arrays));
        };
        // Where there is no thread to be had, nothing is kept.
        self.0 = std::thread::Builder::new().spawn(keep).ok();
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        if let Some(keeping) = self.0.take() {
            let _ = keeping.join();
        }
    }
}

/// Kept facts are written anew where one line in so many came since.
const REWRITTEN_FROM: usize = 10;

/// The facts up to a day; `exchange` converts the lines of a store that has some in other currencies.
pub(super) fn of_store(
    store: &Store,
    as_of: Option<Day>,
    needed: FactsNeeded,
    keeping: &mut Keeping,
    exchange: Option<&Arc<Exchange>>,
) -> Result<Facts, Failure> {
    let Some(lines) = store.order_lines()? else { return plain(store, as_of, exchange) };
    if let (Some(as_of), Some((first, _))) = (as_of, lines.days)
        && as_of.epoch() < first
    {
        return Err(MeasureError::AsOfBeforeOrders { as_of, first: Day::from_epoch(first) }.into());
    }
    let lines = match exchange {
        Some(exchange) => lines.converted_by(Arc::clone(exchange)),
        None => lines,
    };
    let source = Source { store, lines: &lines, rules: KeptFacts::rules(exchange.map(Arc::as_ref)) };
    let Some(mut facts) = source.dense(as_of, needed, keeping)? else { return plain(store, as_of, exchange) };
    match needed {
        FactsNeeded::Purchases | FactsNeeded::Sums | FactsNeeded::Dense => {}
        FactsNeeded::WithCustomers => facts.add_customers(&lines)?,
        FactsNeeded::WithPostings => facts.add_postings(&lines, as_of)?,
    }
    Ok(facts)
}

/// The facts up to a day, built by the engine that the settings name. `watch` hears how far a cluster is.
pub(super) fn by_engine(
    store: &Store,
    as_of: Option<Day>,
    needed: FactsNeeded,
    (settings, watch): (&EngineSettings, &Watch),
    keeping: &mut Keeping,
    exchange: Option<&Arc<Exchange>>,
) -> Result<Facts, Failure> {
    let Some(address) = settings.cluster()? else { return of_store(store, as_of, needed, keeping, exchange) };
    if exchange.is_some() {
        return Err(EngineError::OtherCurrencies.into());
    }
    let orders = store.keyed_orders()?.ok_or(EngineError::NoKeys)?;
    let question = ClusterQuestion { orders: &orders, as_of, with_rows: needed == FactsNeeded::WithPostings };
    // What a cluster made is not kept: the store is written to by the embedded engine alone.
    let mut facts = Facts::from_cluster(&address, settings, question, watch)?;
    if needed == FactsNeeded::WithCustomers && facts.distant.is_none() {
        facts.customers = orders.customer_names()?;
    }
    Ok(facts)
}

/// By the names, where lines have no keys, or too many.
fn plain(store: &Store, as_of: Option<Day>, exchange: Option<&Arc<Exchange>>) -> Result<Facts, Failure> {
    let orders = store.scan("orders")?;
    let orders = exchange.map_or(Ok(orders.clone()), |exchange| converted(orders, exchange))?;
    Ok(Facts::build(&FactsInput { orders, as_of })?)
}

/// The lines of a version, and the rules by which their facts are kept.
struct Source<'s> {
    store: &'s Store,
    lines: &'s OrderLines,
    rules: String,
}

impl Source<'_> {
    /// The dense facts; none where there are too many keys.
    fn dense(&self, as_of: Option<Day>, needed: FactsNeeded, keeping: &mut Keeping) -> Result<Option<Facts>, Failure> {
        match as_of {
            // What was known on a day is another matter than what happened up to it: those facts are not kept.
            Some(_) if self.lines.has_recorded_at() => Ok(Facts::from_lines(self.lines, as_of)?),
            Some(day) => {
                // Which reps and regions there are up to a day is told by the sums.
                let needed = needed.max(FactsNeeded::Sums);
                Ok(self.of_all_lines(as_of, needed, keeping)?.map(|facts| facts.until(day)).transpose()?)
            }
            None => self.of_all_lines(None, needed, keeping),
        }
    }

    /// The facts of all lines: as they were kept, or brought up to date, or made anew. `asked` is the day of the question.
    fn of_all_lines(
        &self,
        asked: Option<Day>,
        needed: FactsNeeded,
        keeping: &mut Keeping,
    ) -> Result<Option<Facts>, Failure> {
        let Source { store, lines, rules } = self;
        let anew = |lines: &OrderLines| {
            Facts::from_lines(lines, None).map_err(|error| match error {
                MeasureError::NoOrders { .. } => MeasureError::NoOrders { as_of: asked },
                other => other,
            })
        };
        if lines.lines < KEPT_FROM_LINES {
            return Ok(anew(lines)?);
        }
        let wanted = |about: &str| KeptFacts::wanted(about, needed);
        if let Some(kept) = store.kept(rules, wanted).and_then(KeptFacts::from_numbers)
            && kept.files == lines.files
        {
            return Ok(Some(kept.facts));
        }
        if let Some((facts, are_kept)) = self.brought_up_to_date(needed)? {
            if are_kept {
                keeping.begin(self, &facts);
            }
            return Ok(Some(facts));
        }
        let facts = anew(lines)?;
        if let Some(facts) = &facts {
            keeping.begin(self, facts);
        }
        Ok(facts)
    }

    /// The facts of an earlier version with the lines that came since, and whether they are to be kept; none where not only
    /// lines came.
    fn brought_up_to_date(&self, needed: FactsNeeded) -> Result<Option<(Facts, bool)>, Failure> {
        let Source { store, lines, rules } = self;
        // Few new lines are merged again with each question, which is cheaper than writing everything; so what the question
        // does not need can stay where it is, too.
        let many_came = |files: &[FileMark]| lines.only_those_not_in(files).lines * REWRITTEN_FROM > lines.lines;
        let wanted = |about: &str| match KeptFacts::files_in(about) {
            Some(files) if !many_came(&files) => KeptFacts::wanted(about, needed),
            _ => usize::MAX,
        };
        let kept = store.kept_before(rules, wanted).and_then(KeptFacts::from_numbers);
        let kept = kept.filter(|kept| kept.files.iter().all(|file| lines.files.contains(file)));
        match kept {
            Some(kept) => {
                let new = lines.only_those_not_in(&kept.files);
                Ok(kept.facts.with_lines(&new)?.map(|facts| (facts, many_came(&kept.files))))
            }
            None => Ok(None),
        }
    }
}
