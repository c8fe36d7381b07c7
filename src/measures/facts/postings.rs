//! What each customer bought and gave back, line by line: twenty bytes a line, put together customer by customer.
//!
//! Who asks for more than days and reps of purchases (amounts, orders, what came back) reads these. They are never laid
//! out as a whole: a part of the customers at a time is put in order, told to whoever counts, and forgotten.

use crate::calendar::Day;
use crate::measures::MeasureError;

use super::dense::bits_for;
use super::grouped::{Code, Division};
use super::in_shares;
use super::{DenseFacts, Fact};

/// What one line, or some lines of one place together, mean for a customer's account.
///
/// Keys are positions in the name lists of [`Facts`](super::Facts). Amounts are signed: returns are negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Position in [`Facts::customers`](super::Facts::customers); [`Posting::NOBODY`] for lines without a customer.
    pub customer: u32,
    /// Position in [`Facts::reps`](super::Facts::reps).
    pub rep: u32,
    /// Position in [`Facts::regions`](super::Facts::regions).
    pub region: u32,
    /// The order; 0 where only days were asked for, and for lines without a customer.
    pub order: u32,
    /// The business day.
    pub day: Day,
    /// Net amount in minor units; 0 where only days were asked for.
    pub net: i64,
    /// Cost in minor units, of the lines that have one; 0 where only days were asked for.
    pub cost: i64,
    /// Lines without a cost; 0 where only days were asked for.
    pub lines_without_cost: u32,
    /// Whether something was sold; a day on which nothing was is no purchase occasion.
    pub is_sale: bool,
}

impl Posting {
    /// The customer of lines that name none.
    pub const NOBODY: u32 = u32::MAX;

    /// A purchase of which only the place is asked for.
    pub(super) fn of_visit(customer: u32, dense: &DenseFacts, code: Code) -> Posting {
        let (rep, region) = dense.pairs[dense.pair_of(code)];
        let day = dense.day(dense.day_of(code));
        Posting { customer, rep, region, order: 0, day, net: 0, cost: 0, lines_without_cost: 0, is_sale: true }
    }

    fn place(&self) -> (Day, u32, u32) {
        (self.day, self.rep, self.region)
    }
}

/// All postings, divided by customers. The default has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Postings {
    places: Places,
    division: Division,
    bundles: Vec<Bundle>,
    /// Those whose numbers are not small, by customer.
    large: Vec<Posting>,
    /// The lines without a customer, those of a place together, by day, rep and region.
    nameless: Vec<Posting>,
}

/// How days, reps and regions are one number; smaller numbers are earlier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Places {
    pub(super) pairs: Vec<(u32, u32)>,
    pub(super) pair_bits: u32,
    pub(super) day_zero: i32,
}

impl Places {
    /// Those of the dense facts.
    pub(super) fn of(dense: &DenseFacts) -> Places {
        Places { pairs: dense.pairs.clone(), pair_bits: dense.pair_bits, day_zero: dense.day_zero }
    }

    /// # Errors
    /// [`MeasureError::Overflow`] where days and pairs are more than 32 bits can number.
    fn of_facts(rows: &[Fact]) -> Result<Places, MeasureError> {
        let mut pairs: Vec<(u32, u32)> = rows.iter().map(|row| (row.rep, row.region)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let days = rows.iter().map(|row| row.day.epoch());
        let (first, last) = (days.clone().min().unwrap_or(0), days.max().unwrap_or(0));
        let pair_bits = bits_for(pairs.len());
        let fits = bits_for((i64::from(last) - i64::from(first)) as usize + 1) + pair_bits <= Code::BITS;
        if fits { Ok(Places { pairs, pair_bits, day_zero: first }) } else { Err(MeasureError::Overflow) }
    }

    /// The place of a day and a pair, as its position among the pairs.
    #[inline]
    pub(super) fn code(&self, pair: u32, day: i32) -> Code {
        (day.wrapping_sub(self.day_zero) as Code) << self.pair_bits | pair
    }

    #[inline]
    fn at(&self, code: Code) -> ((u32, u32), Day) {
        let pair = self.pairs[(code & ((1 << self.pair_bits) - 1)) as usize];
        (pair, Day::from_epoch(self.day_zero + (code >> self.pair_bits) as i32))
    }
}

/// A posting of one line whose numbers are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Small {
    /// The customer, and [`NO_SALE`].
    customer: u32,
    code: Code,
    order: u32,
    net: i32,
    /// [`ABSENT`] where the line has no cost.
    cost: i32,
}

/// Customers are keys of 31 bits; the bit above is set where nothing was sold.
const NO_SALE: u32 = 1 << 31;
const ABSENT: i32 = i32::MIN;

impl Small {
    /// None where the numbers do not fit.
    #[inline]
    fn of(posting: &Posting, code: Code) -> Option<Small> {
        let cost = match posting.lines_without_cost {
            0 => i32::try_from(posting.cost).ok().filter(|cost| *cost != ABSENT)?,
            1 if posting.cost == 0 => ABSENT,
            _ => return None,
        };
        let net = i32::try_from(posting.net).ok()?;
        let customer = posting.customer | if posting.is_sale { 0 } else { NO_SALE };
        Some(Small { customer, code, order: posting.order, net, cost })
    }

    #[inline]
    fn customer(&self) -> u32 {
        self.customer & !NO_SALE
    }

    #[inline]
    fn posting(self, places: &Places) -> Posting {
        let ((rep, region), day) = places.at(self.code);
        Posting {
            customer: self.customer(),
            rep,
            region,
            order: self.order,
            day,
            net: i64::from(self.net),
            cost: if self.cost == ABSENT { 0 } else { i64::from(self.cost) },
            lines_without_cost: u32::from(self.cost == ABSENT),
            is_sale: self.customer & NO_SALE == 0,
        }
    }
}

/// The postings of some lines, those of a part of the customers together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bundle {
    starts: Vec<u32>,
    postings: Vec<Small>,
}

impl Bundle {
    fn of(division: Division, postings: &[Small]) -> Bundle {
        let part_of = |posting: &Small| (posting.customer() >> division.shift) as usize;
        let mut starts = vec![0_u32; division.parts + 1];
        postings.iter().for_each(|posting| starts[part_of(posting) + 1] += 1);
        for part in 0..division.parts {
            starts[part + 1] += starts[part];
        }
        let mut next = starts.clone();
        let mut divided = vec![Small::default(); postings.len()];
        for posting in postings {
            let at = &mut next[part_of(posting)];
            divided[*at as usize] = *posting;
            *at += 1;
        }
        Bundle { starts, postings: divided }
    }

    fn part(&self, part: usize) -> &[Small] {
        &self.postings[self.starts[part] as usize..self.starts[part + 1] as usize]
    }
}

/// Lines on their way into a bundle; emptied for the next ones.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    small: Vec<Small>,
    large: Vec<Posting>,
    nameless: Vec<Posting>,
}

/// What was gathered from some lines.
pub(super) struct Gathered {
    bundle: Bundle,
    large: Vec<Posting>,
    nameless: Vec<Posting>,
}

impl Gathering {
    /// Takes in a posting; one of [`Posting::NOBODY`] is that of a line without a customer.
    #[inline]
    pub(super) fn push(&mut self, posting: Posting, code: Code) {
        if posting.customer == Posting::NOBODY {
            self.nameless.push(Posting { order: 0, ..posting });
        } else if let Some(small) = Small::of(&posting, code) {
            self.small.push(small);
        } else {
            self.large.push(posting);
        }
    }

    /// Hands over what was gathered.
    ///
    /// # Errors
    /// [`MeasureError::Overflow`] where a sum leaves 64 bits.
    pub(super) fn hand_over(&mut self, division: Division) -> Result<Gathered, MeasureError> {
        let bundle = Bundle::of(division, &self.small);
        self.small.clear();
        let nameless = together(std::mem::take(&mut self.nameless))?;
        Ok(Gathered { bundle, large: std::mem::take(&mut self.large), nameless })
    }
}

/// Adds up postings of one place.
fn together(mut postings: Vec<Posting>) -> Result<Vec<Posting>, MeasureError> {
    postings.sort_unstable_by_key(Posting::place);
    let mut kept: Vec<Posting> = Vec::new();
    for posting in postings {
        match kept.last_mut().filter(|last| last.place() == posting.place()) {
            Some(last) => {
                let plus = |one: i64, more: i64| one.checked_add(more).ok_or(MeasureError::Overflow);
                (last.net, last.cost) = (plus(last.net, posting.net)?, plus(last.cost, posting.cost)?);
                last.lines_without_cost += posting.lines_without_cost;
                last.is_sale |= posting.is_sale;
            }
            None => kept.push(posting),
        }
    }
    Ok(kept)
}

impl Postings {
    /// For so many customers, of what was gathered, in an order that does not depend on how many threads gathered it.
    ///
    /// # Errors
    /// [`MeasureError::Overflow`] where a sum leaves 64 bits.
    pub(super) fn of(
        places: Places,
        division: Division,
        gathered: impl IntoIterator<Item = Gathered>,
    ) -> Result<Postings, MeasureError> {
        let (mut bundles, mut large, mut nameless) = (Vec::new(), Vec::new(), Vec::new());
        for one in gathered {
            bundles.push(one.bundle);
            large.extend(one.large);
            nameless.extend(one.nameless);
        }
        large.sort_by_key(|posting: &Posting| posting.customer);
        Ok(Postings { places, division, bundles, large, nameless: together(nameless)? })
    }

    /// Of facts that were grouped by names; `is_known` says of each customer whether there is a name.
    ///
    /// # Errors
    /// [`MeasureError::Overflow`] where a sum leaves 64 bits, or where days and pairs are more than 32 bits can number.
    pub fn of_facts(rows: &[Fact], is_known: impl Fn(u32) -> bool) -> Result<Postings, MeasureError> {
        let places = Places::of_facts(rows)?;
        let customers = rows.iter().map(|row| row.customer as usize + 1).max().unwrap_or(0);
        let mut gathering = Gathering::default();
        for row in rows {
            let pair = places.pairs.binary_search(&(row.rep, row.region)).map_or(0, |at| at as u32);
            let customer = if is_known(row.customer) { row.customer } else { Posting::NOBODY };
            let posting = Posting {
                customer,
                rep: row.rep,
                region: row.region,
                order: row.order,
                day: row.day,
                net: row.net,
                cost: row.cost,
                lines_without_cost: row.lines_without_cost,
                is_sale: row.sale_lines > 0,
            };
            gathering.push(posting, places.code(pair, row.day.epoch()));
        }
        let division = Division::of(customers);
        let gathered = gathering.hand_over(division)?;
        Postings::of(places, division, [gathered])
    }

    /// What the lines without a customer come to, by day, rep and region.
    pub fn nameless(&self) -> &[Posting] {
        &self.nameless
    }

    /// Tells `work` of every known customer what it has on its account, by day, rep and region; of one thread's
    /// customers with a state of that thread. Returns the states: what is made of them must not depend on which customer
    /// fell to which thread.
    pub fn by_customer<S: Send>(
        &self,
        begin: impl Fn() -> S + Sync,
        work: impl Fn(&mut S, &[Posting]) + Sync,
    ) -> Vec<S> {
        let parts: Vec<usize> = (0..self.division.parts).collect();
        let begin = || (begin(), Vec::new());
        let states = in_shares(&parts, begin, |(state, account), &part| {
            self.part(part, account, |postings| work(state, postings));
        });
        states.into_iter().map(|(state, _)| state).collect()
    }

    /// Goes through the customers of a part.
    fn part(&self, part: usize, account: &mut Vec<Posting>, mut tell: impl FnMut(&[Posting])) {
        let first = (part << self.division.shift) as u32;
        let (starts, mut placed) = self.placed(part, first);
        let end = first.saturating_add(1 << self.division.shift);
        let bound = |customer: u32| self.large.partition_point(|posting| posting.customer < customer);
        let mut large = &self.large[bound(first)..bound(end)];
        for (at, bounds) in starts.windows(2).enumerate() {
            let small = &mut placed[bounds[0] as usize..bounds[1] as usize];
            let own = large.partition_point(|posting| posting.customer <= first + at as u32);
            if small.is_empty() && own == 0 {
                continue;
            }
            small.sort_unstable_by_key(|posting| posting.code);
            account.clear();
            account.extend(small.iter().map(|posting| posting.posting(&self.places)));
            if own > 0 {
                account.extend_from_slice(&large[..own]);
                large = &large[own..];
                account.sort_by_key(Posting::place);
            }
            tell(account);
        }
    }

    /// The small postings of a part, those of a customer together, and where each customer's begin.
    fn placed(&self, part: usize, first: u32) -> (Vec<u32>, Vec<Small>) {
        let slices = || self.bundles.iter().map(|bundle| bundle.part(part));
        let place = |posting: &Small| (posting.customer() - first) as usize;
        let mut starts = vec![0_u32; (1 << self.division.shift) + 1];
        slices().flatten().for_each(|posting| starts[place(posting) + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut placed = vec![Small::default(); starts[starts.len() - 1] as usize];
        for posting in slices().flatten() {
            let at = &mut next[place(posting)];
            placed[*at as usize] = *posting;
            *at += 1;
        }
        (starts, placed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(customer: u32, rep: u32, day: i32, net: i64, cost: Option<i64>) -> Posting {
        Posting {
            customer,
            rep,
            region: 0,
            order: 7,
            day: Day::from_epoch(day),
            net,
            cost: cost.unwrap_or(0),
            lines_without_cost: u32::from(cost.is_none()),
            is_sale: net >= 0,
        }
    }

    #[test]
    fn small_and_large_numbers_come_back_as_they_were_by_customer_and_place() {
        let places = Places { pairs: vec![(0, 0), (1, 0)], pair_bits: 1, day_zero: 100 };
        let large = i64::from(i32::MAX) + 1;
        let given = [
            posting(9, 1, 105, -3, None),
            posting(2, 0, 103, large, Some(5)),
            posting(2, 1, 101, 4, Some(i64::from(i32::MIN))),
            posting(9, 0, 105, 5, Some(0)),
            posting(2, 0, 102, i64::from(i32::MIN), Some(-1)),
            posting(Posting::NOBODY, 0, 104, 10, Some(2)),
            posting(Posting::NOBODY, 0, 104, -1, None),
        ];
        let division = Division::of(10);
        let mut gathering = Gathering::default();
        // In two bundles, as two row groups come.
        let mut gathered = Vec::new();
        for run in given.chunks(3) {
            run.iter().for_each(|one| gathering.push(*one, places.code(one.rep, one.day.epoch())));
            gathered.push(gathering.hand_over(division).unwrap());
        }
        let postings = Postings::of(places, division, gathered).unwrap();
        for threads in [1, 3] {
            let told = super::super::with_threads(threads, || {
                postings.by_customer(Vec::new, |told: &mut Vec<Vec<Posting>>, account| told.push(account.to_vec()))
            });
            let told: Vec<Vec<Posting>> = told.into_iter().flatten().collect();
            assert_eq!(told, [vec![given[2], given[4], given[1]], vec![given[3], given[0]]]);
        }
        let nobody = Posting { net: 9, lines_without_cost: 1, order: 0, ..given[5] };
        assert_eq!(postings.nameless(), [nobody]);
    }
}
