//! What each customer did, in order: the view of the facts on which cohorts, repeat rates and lapses stand.

use std::borrow::Cow;
use std::ops::Range;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::measures::company::Company;
use crate::measures::cut::Cut;
use crate::measures::facts::{Fact, Facts};
use crate::measures::grid::Slicer;
use crate::measures::kpi::sliced_facts;
use crate::measures::observation::Slice;

/// Facts, and what finds the slice of each.
pub(in crate::measures) struct CutFacts<'f> {
    /// Those of the store, or others that were built for the question's slices.
    facts: Cow<'f, Facts>,
    slicer: Slicer,
}

impl<'f> CutFacts<'f> {
    /// The facts of a company as a question cuts them.
    ///
    /// # Errors
    /// What the cut refuses.
    pub(in crate::measures) fn of(
        company: &Company<'f>,
        cut: &Cut,
        metric: &str,
    ) -> Result<CutFacts<'f>, MeasureError> {
        let known = company.known;
        if let Some(dimensions) = cut.plain() {
            let slicer = Slicer::new(known.facts, known.people, &dimensions);
            return Ok(CutFacts { facts: Cow::Borrowed(known.facts), slicer });
        }
        let sliced = sliced_facts(company, cut, metric)?;
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

    /// The histories of the known customers.
    pub(in crate::measures) fn histories(&self) -> Histories<'_> {
        Histories::build(&self.facts, &self.slicer)
    }
}

/// The histories of all known customers, by their position among the customers of the facts.
pub(in crate::measures) struct Histories<'f> {
    facts: &'f Facts,
    slicer: &'f Slicer,
    customers: Vec<Range<usize>>,
}

impl<'f> Histories<'f> {
    fn build(facts: &'f Facts, slicer: &'f Slicer) -> Histories<'f> {
        let mut customers: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while let Some(first) = facts.rows.get(at) {
            let end = at + facts.rows[at..].partition_point(|fact| fact.customer == first.customer);
            if facts.has_customer(first) {
                customers.push(at..end);
            }
            at = end;
        }
        Histories { facts, slicer, customers }
    }

    /// The slices, sorted.
    pub(in crate::measures) fn slices(&self) -> &'f [Vec<Slice>] {
        self.slicer.slices()
    }

    /// The facts of which they are made.
    pub(in crate::measures) fn facts(&self) -> &'f Facts {
        self.facts
    }

    /// One after the other.
    pub(in crate::measures) fn iter(&self) -> impl Iterator<Item = History<'f>> {
        let (facts, slicer) = (self.facts, self.slicer);
        self.customers.iter().map(move |range| History { rows: &facts.rows[range.clone()], slicer })
    }
}

/// What one customer did, ascending by day.
#[derive(Clone, Copy)]
pub(in crate::measures) struct History<'f> {
    /// The facts of the customer; never none.
    pub(in crate::measures) rows: &'f [Fact],
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
    pub(in crate::measures) fn purchases(&self) -> impl Iterator<Item = &'f Fact> + use<'f> {
        self.rows.iter().filter(|fact| fact.sale_lines > 0)
    }

    /// The slice of a fact; none where it does not count in the question.
    pub(in crate::measures) fn slice_of(&self, fact: &Fact) -> Option<usize> {
        Some(self.slicer.of_fact(fact)).filter(|slice| *slice < self.slicer.slices().len())
    }

    /// The distinct days with a purchase, ascending.
    pub(in crate::measures) fn occasions(&self) -> Vec<Occasion> {
        let mut occasions: Vec<Occasion> = Vec::new();
        for fact in self.purchases() {
            if occasions.last().is_none_or(|last| last.day != fact.day) {
                occasions.push(Occasion { day: fact.day, slice: self.slice_of(fact) });
            }
        }
        occasions
    }

    /// The distinct purchases of each slice, as (slice, what tells them apart), ascending: for the customer's activity
    /// with each rep, team or region apart.
    pub(in crate::measures) fn by_slice<K: Ord>(&self, key: impl Fn(&Fact) -> K) -> Vec<(usize, K)> {
        let mut found: Vec<(usize, K)> =
            self.purchases().filter_map(|fact| Some((self.slice_of(fact)?, key(fact)))).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
