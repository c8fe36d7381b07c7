//! How the names and days of order lines become the numbers of codes.

use crate::calendar::Day;
use crate::store::KeyNames;

use super::dense::bits_for;
use super::grouped::Code;
use super::ranked::Ranked;
use super::slices::{Reps, SlicedLines};

/// The most pairs of reps and regions for which a table of all pairs is held.
const MOST_PAIRS: usize = 1 << 20;

/// How names and days become numbers. Pairs are numbered by the sorted names, so that what is sorted by them does
/// not depend on which file came first.
pub(super) struct Scale {
    /// The reps, sorted.
    pub(super) reps: Ranked,
    /// The regions, or what stands for them.
    pub(super) regions: Ranked,
    /// The first day, since 1970.
    pub(super) day_zero: i32,
    /// How many days codes tell apart.
    pub(super) days: usize,
    /// Where a question does not tell all days apart.
    pub(super) runs: Option<RunsOfDays>,
    /// Bits of a code that hold the pair.
    pub(super) pair_bits: u32,
    /// Where reps are no part of the pairs but decide which purchase of a day is the first: all of them, with their bits.
    pub(super) order: Option<(Ranked, u32)>,
}

/// Runs of days that a question takes for one.
pub(super) struct RunsOfDays {
    /// By day, counted from the first, the number of its run.
    pub(super) of_day: Vec<u32>,
    /// The first day of each, since 1970.
    pub(super) first: Vec<i32>,
}

impl RunsOfDays {
    /// A run begins with the first day and on each of `begin`, which are sorted.
    fn between(begin: &[Day], (first, last): (i32, i32)) -> RunsOfDays {
        let mut runs = RunsOfDays { of_day: Vec::new(), first: vec![first] };
        let mut begin = begin.iter().map(|day| day.epoch()).skip_while(|day| *day <= first).peekable();
        for day in first..=last {
            if begin.next_if(|next| *next <= day).is_some() {
                runs.first.push(day);
            }
            runs.of_day.push((runs.first.len() - 1) as u32);
        }
        runs
    }
}

impl Scale {
    /// None where there are more pairs or days than can be numbered.
    pub(super) fn of(names: &KeyNames, (first, last): (i32, i32)) -> Option<Scale> {
        Scale::between((Ranked::new(&names.reps), Ranked::new(&names.regions)), (first, last), MOST_PAIRS)
    }

    /// The slices in place of the regions; reps are part of the pairs only where they are asked for.
    pub(super) fn of_slices(names: &KeyNames, slices: &SlicedLines<'_>, days: (i32, i32)) -> Option<Scale> {
        let (reps, regions) = (Ranked::new(&names.reps), Ranked::listed(slices.names));
        let all_days = days_between(days)?;
        let runs = slices.begin.map(|begin| RunsOfDays::between(begin, days));
        let told_apart = runs.as_ref().map_or(all_days, |runs| runs.first.len());
        let scale = |names, most_pairs| Scale::with(names, (days.0, told_apart), most_pairs);
        let scale = match slices.reps {
            Reps::ToldApart => scale((reps, regions), MOST_PAIRS)?,
            Reps::Together => {
                let scale = scale((Ranked::new(&[]), regions), usize::MAX)?;
                let bits = bits_for(reps.names.len());
                (bits_for(all_days) + bits <= u32::BITS).then_some(Scale { order: Some((reps, bits)), ..scale })?
            }
        };
        Some(Scale { runs, ..scale })
    }

    fn between(names: (Ranked, Ranked), days: (i32, i32), most_pairs: usize) -> Option<Scale> {
        Scale::with(names, (days.0, days_between(days)?), most_pairs)
    }

    fn with((reps, regions): (Ranked, Ranked), (day_zero, days): (i32, usize), most_pairs: usize) -> Option<Scale> {
        let pairs = reps.names.len().checked_mul(regions.names.len()).filter(|pairs| *pairs <= most_pairs)?;
        let pair_bits = bits_for(pairs);
        let fits = bits_for(days) + pair_bits <= Code::BITS;
        fits.then_some(Scale { reps, regions, day_zero, days, runs: None, pair_bits, order: None })
    }

    /// How many pairs there may be.
    pub(super) fn pairs(&self) -> usize {
        self.reps.names.len() * self.regions.names.len()
    }

    /// The number of a pair of names; none where one of them is not known.
    pub(super) fn pair_named(&self, rep: &str, region: &str) -> Option<usize> {
        let rep = self.reps.names.binary_search_by(|name| name.as_str().cmp(rep)).ok()?;
        let region = self.regions.names.binary_search_by(|name| name.as_str().cmp(region)).ok()?;
        Some(rep * self.regions.names.len() + region)
    }
}

/// How many days there are from one to another, both included.
fn days_between((first, last): (i32, i32)) -> Option<usize> {
    Some(usize::try_from(i64::from(last) - i64::from(first)).ok()? + 1)
}
