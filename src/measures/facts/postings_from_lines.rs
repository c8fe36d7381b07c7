//! The postings of customers from order lines with integer keys.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::calendar::Day;
use crate::measures::MeasureError;
use crate::store::{LineBlock, LineKind, OrderLines, StoreError};

use super::grouped::Division;
use super::postings::{Gathered, Gathering, Places, Posting, Postings};
use super::ranked::Ranked;
use super::slices::SlicedLines;
use super::{Facts, MICROS_PER_DAY};

/// Reads the postings to facts whose numbers are there already; those of slices, where these stand in place of regions.
///
/// # Errors
/// [`MeasureError::Overflow`] where a sum leaves 64 bits, [`MeasureError::Engine`] where the lines cannot be read.
pub(super) fn postings(
    facts: &Facts,
    lines: &OrderLines,
    as_of: Option<Day>,
    slices: Option<&SlicedLines<'_>>,
) -> Result<Postings, MeasureError> {
    let engine = |error: StoreError| MeasureError::Engine { reason: error.to_string() };
    let question = Question::new(facts, lines, as_of, slices).map_err(engine)?;
    let failed: Mutex<Option<MeasureError>> = Mutex::new(None);
    let part = |gathering: &mut Gathering, part: usize| match question.part(part, gathering) {
        Ok(gathered) => Some(gathered),
        Err(error) => {
            failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            None
        }
    };
    let parts: Option<Vec<Gathered>> = (0..lines.parts()).into_par_iter().map_init(Gathering::default, part).collect();
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let (places, division) = (question.places, question.division);
    Postings::of(places, division, parts.unwrap_or_default())
}

struct Question<'q> {
    lines: &'q OrderLines,
    last_day: i32,
    known_before: Option<i64>,
    nameless_customer: Option<i32>,
    reps: Ranked,
    regions: Ranked,
    /// The position of the pair by rep, then region; meaningless for those that do not occur.
    pair_of: Vec<u32>,
    places: Places,
    division: Division,
    slices: Option<&'q SlicedLines<'q>>,
    /// By the position of a slice among all names that among the regions of the facts.
    region_of_slice: Vec<u32>,
    /// How many lines come before each part.
    starts: Vec<usize>,
}

impl<'q> Question<'q> {
    fn new(
        facts: &Facts,
        lines: &'q OrderLines,
        as_of: Option<Day>,
        slices: Option<&'q SlicedLines<'q>>,
    ) -> Result<Question<'q>, StoreError> {
        let names = lines.names()?;
        let known_before =
            as_of.filter(|_| lines.has_recorded_at()).map(|day| i64::from(day.plus_days(1).epoch()) * MICROS_PER_DAY);
        let regions = facts.regions.len();
        let mut pair_of = vec![0; facts.reps.len() * regions];
        for (at, &(rep, region)) in facts.dense.pairs.iter().enumerate() {
            pair_of[rep as usize * regions + region as usize] = at as u32;
        }
        let place = |name: &String| facts.regions.binary_search(name).map_or(0, |at| at as u32);
        Ok(Question {
            lines,
            last_day: as_of.map_or(i32::MAX, Day::epoch),
            known_before,
            nameless_customer: names.nameless_customer,
            reps: Ranked::among(&facts.reps, &names.reps),
            regions: Ranked::among(&facts.regions, &names.regions),
            pair_of,
            places: Places::of(&facts.dense),
            division: Division::of(lines.customers),
            slices,
            region_of_slice: slices.map_or(Vec::new(), |slices| slices.names.iter().map(place).collect()),
            starts: if slices.is_some() { lines.starts() } else { vec![0; lines.parts()] },
        })
    }

    fn part(&self, part: usize, gathering: &mut Gathering) -> Result<Gathered, MeasureError> {
        let mut before = self.starts[part];
        let read = self.lines.read(part, self.known_before.is_some(), &mut |block| {
            (0..block.lines).for_each(|line| self.line(block, (line, before + line), gathering));
            before += block.lines;
        });
        read.map_err(|error| MeasureError::Engine { reason: error.to_string() })?;
        gathering.hand_over(self.division)
    }

    /// The region of a line, or the slice that stands for it; none where the line is none of those that are asked for.
    #[inline]
    fn region(&self, block: &LineBlock<'_>, line: usize, number: usize) -> Option<u32> {
        match self.slices {
            None => Some(self.regions.of(block.regions.get(line))),
            Some(slices) => slices.of(number).map(|slice| self.region_of_slice[slice as usize]),
        }
    }

    #[inline]
    fn line(&self, block: &LineBlock<'_>, (line, number): (usize, usize), gathering: &mut Gathering) {
        let Some(day) = block.days.get(line).filter(|day| *day <= self.last_day) else { return };
        let recorded_late = || Some(block.recorded_at.get(line)? >= self.known_before?);
        if block.kinds[line] == LineKind::Cancel || recorded_late() == Some(true) {
            return;
        }
        let Some(region) = self.region(block, line, number) else { return };
        let rep = self.reps.of(block.reps.get(line));
        let pair = self.pair_of[rep as usize * self.regions.names.len() + region as usize];
        let customer = block.customers.get(line).filter(|key| Some(*key) != self.nameless_customer);
        let cost = block.cost.get(line);
        let posting = Posting {
            customer: customer.map_or(Posting::NOBODY, |key| key as u32),
            rep,
            region,
            order: block.orders.get(line).map_or(self.lines.orders as u32, |key| key as u32),
            day: Day::from_epoch(day),
            net: block.net.get(line).unwrap_or(0),
            cost: cost.unwrap_or(0),
            lines_without_cost: u32::from(cost.is_none()),
            is_sale: block.kinds[line] == LineKind::Sale,
        };
        gathering.push(posting, self.places.code(pair, day));
    }
}
