//! What each customer did, in order: the view of the facts on which cohorts, repeat rates and lapses stand.

use std::borrow::Cow;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::company::Company;
use crate::measures::cut::Cut;
use crate::measures::facts::{Facts, FactsNeeded, Posting, Reps};
use crate::measures::grid::Slicer;
use crate::measures::kpi::sliced_facts;
use crate::measures::observation::Slice;

use super::answer::{Grid, Time};

/// Facts, and what finds the slice of each.
pub(in crate::measures) struct CutFacts<'f> {
    /// Those of the store, or others that were built for the question's slices.
    facts: Cow<'f, Facts>,
    slicer: Slicer,
}

impl<'f> CutFacts<'f> {
    /// The facts of a company as a question cuts them; where they have to be built for it, as far as they are needed.
    ///
    /// # Errors
    /// What the cut refuses.
    pub(in crate::measures) fn of(
        company: &Company<'f>,
        cut: &Cut,
        (metric, needed): (&str, FactsNeeded),
    ) -> Result<CutFacts<'f>, MeasureError> {
        let known = company.known;
        if let Some(dimensions) = cut.plain() {
            let slicer = Slicer::new(known.facts, known.people, &dimensions);
            return Ok(CutFacts { facts: Cow::Borrowed(known.facts), slicer });
        }
        let sliced = sliced_facts(company, cut, metric, (needed, Reps::Together))?;
        Ok(CutFacts { facts: Cow::Owned(sliced.facts), slicer: sliced.slicer })
    }

    /// The facts.
    pub(in crate::measures) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Whether they are the store's own, so that every fact has a slice.
    pub(in crate::measures) fn are_the_stores(&self) -> bool {
        matches!(self.facts, Cow::Borrowed(_))
    }

    /// What finds the slice of a fact.
    pub(in crate::measures) fn slicer(&self) -> &Slicer {
        &self.slicer
    }

    /// The histories of the known customers, line by line: amounts, orders and what came back.
    pub(in crate::measures) fn histories(&self) -> Histories<'_> {
        Histories { facts: &self.facts, slicer: &self.slicer, purchases_only: false }
    }

    /// The histories of the known customers as far as days, reps and regions of purchases tell them: no line is read.
    pub(in crate::measures) fn purchases(&self) -> Histories<'_> {
        Histories { facts: &self.facts, slicer: &self.slicer, purchases_only: true }
    }
}

/// The histories of all known customers.
pub(in crate::measures) struct Histories<'f> {
    facts: &'f Facts,
    slicer: &'f Slicer,
    purchases_only: bool,
}

impl<'f> Histories<'f> {
    /// The slices, sorted.
    pub(in crate::measures) fn slices(&self) -> &'f [Vec<Slice>] {
        self.slicer.slices()
    }

    /// The facts of which they are made.
    pub(in crate::measures) fn facts(&self) -> &'f Facts {
        self.facts
    }

    /// Tells `work` of every customer, on all threads, each with a state of its own; returns the states. What is made of
    /// them must not depend on which customer fell to which thread.
    pub(in crate::measures) fn each<S: Send>(
        &self,
        begin: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &History<'_>) + Sync,
    ) -> Vec<S> {
        let slicer = self.slicer;
        let work = |state: &mut S, rows: &[Posting]| work(state, &History { rows, slicer });
        match self.purchases_only {
            true => self.facts.purchases_by_customer(begin, work),
            false => self.facts.by_customer(begin, work),
        }
    }

    /// Fills a table by slice × period; `plus` takes what another thread put into a cell into the first one's.
    pub(in crate::measures) fn grid<T: Clone + Default + Send>(
        &self,
        time: &Time,
        work: impl Fn(&mut Grid<T>, &History<'_>) + Sync,
        plus: impl Fn(&mut T, T),
    ) -> Grid<T> {
        let empty = || Grid::filled(self.slices().len(), time, T::default());
        let mut grid = empty();
        self.each(empty, work).into_iter().for_each(|more| grid.take_in(more, &plus));
        grid
    }
}

/// What one customer did, ascending by day.
#[derive(Clone, Copy)]
pub(in crate::measures) struct History<'f> {
    /// The postings of the customer; never none.
    pub(in crate::measures) rows: &'f [Posting],
    slicer: &'f Slicer,
}

/// A business day with at least one purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::measures) struct Occasion {
    /// The day.
    pub(in crate::measures) day: Day,
    /// The slice of the day's first purchase; none where it does not count in the question.
    pub(in crate::measures) slice: Option<usize>,
}

impl<'f> History<'f> {
    /// The customer's position among the customers of the facts.
    pub(in crate::measures) fn customer(&self) -> usize {
        self.rows[0].customer as usize
    }

    /// The purchases: what was sold, without what only came back.
    pub(in crate::measures) fn purchases(&self) -> impl Iterator<Item = &'f Posting> + use<'f> {
        self.rows.iter().filter(|posting| posting.is_sale)
    }

    /// The slice of a posting; none where it does not count in the question.
    pub(in crate::measures) fn slice_of(&self, posting: &Posting) -> Option<usize> {
        let slice = self.slicer.of_pair((posting.rep, posting.region)) as usize;
        (slice < self.slicer.slices().len()).then_some(slice)
    }

    /// The distinct days with a purchase, ascending.
    pub(in crate::measures) fn occasions(&self) -> Vec<Occasion> {
        let mut occasions: Vec<Occasion> = Vec::new();
        for posting in self.purchases() {
            if occasions.last().is_none_or(|last| last.day != posting.day) {
                occasions.push(Occasion { day: posting.day, slice: self.slice_of(posting) });
            }
        }
        occasions
    }

    /// The distinct purchases of each slice, as (slice, what tells them apart), ascending: for the customer's activity
    /// with each rep, team or region apart.
    pub(in crate::measures) fn by_slice<K: Ord>(&self, key: impl Fn(&Posting) -> K) -> Vec<(usize, K)> {
        let mut found: Vec<(usize, K)> =
            self.purchases().filter_map(|posting| Some((self.slice_of(posting)?, key(posting)))).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
