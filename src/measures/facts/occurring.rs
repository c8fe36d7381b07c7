//! Of all reps, regions and pairs of them those that really occur.

use super::Facts;
use super::dense::{DayEnds, DenseFacts, bits_for};
use super::grouped::Code;
use crate::calendar::Day;

/// The reps, regions and pairs of them that have lines.
pub(super) struct Occurring {
    pub(super) reps: Vec<String>,
    pub(super) regions: Vec<String>,
    pub(super) pairs: Vec<(u32, u32)>,
    /// The new position of each pair; meaningless for those that do not occur.
    pub(super) position: Vec<u32>,
}

impl Occurring {
    /// `occurs` has a place for every rep in every region, the regions of one rep together.
    pub(super) fn of(reps: &[String], regions: &[String], occurs: &[bool]) -> Occurring {
        let width = regions.len();
        let there: Vec<usize> = (0..occurs.len()).filter(|&pair| occurs[pair]).collect();
        let (reps, rep_at) = named(reps, there.iter().map(|pair| pair / width));
        let (regions, region_at) = named(regions, there.iter().map(|pair| pair % width));
        let mut position = vec![0; occurs.len()];
        there.iter().enumerate().for_each(|(at, &pair)| position[pair] = at as u32);
        let pairs = there.iter().map(|pair| (rep_at[pair / width], region_at[pair % width])).collect();
        Occurring { reps, regions, pairs, position }
    }
}

/// Those names that occur, still sorted, and each one's position among them.
fn named(names: &[String], occurring: impl Iterator<Item = usize>) -> (Vec<String>, Vec<u32>) {
    let mut occurs = vec![false; names.len()];
    occurring.for_each(|at| occurs[at] = true);
    let mut position = vec![0; names.len()];
    let mut kept = Vec::new();
    for at in (0..names.len()).filter(|&at| occurs[at]) {
        position[at] = kept.len() as u32;
        kept.push(names[at].clone());
    }
    (kept, position)
}

/// The facts up to a day; none where nothing happened by then.
pub(super) fn until(facts: &Facts, last: Day) -> Option<Facts> {
    let dense = &facts.dense;
    let width = facts.regions.len();
    let number = |pair: usize| dense.pairs[pair].0 as usize * width + dense.pairs[pair].1 as usize;
    let is_in = |code: Code| dense.day(dense.day_of(code)) <= last;
    let mut occurs = vec![false; facts.reps.len() * width];
    for sums in dense.sums().iter().filter(|sums| is_in(sums.code)) {
        occurs[number(dense.pair_of(sums.code))] = true;
    }
    let occurring = Occurring::of(&facts.reps, &facts.regions, &occurs);
    if occurring.pairs.is_empty() {
        return None;
    }
    let pair_bits = bits_for(occurring.pairs.len());
    let positions: Vec<u32> = (0..dense.pairs.len()).map(|pair| occurring.position[number(pair)]).collect();
    let renamed =
        |code: Code| is_in(code).then(|| ((code >> dense.pair_bits) << pair_bits) | positions[dense.pair_of(code)]);
    let sums = dense.sums().iter().filter_map(|sums| Some(super::DaySums { code: renamed(sums.code)?, ..*sums }));
    let dense = DenseFacts {
        sums: Some(sums.collect()),
        visits: dense.visits.only(renamed),
        orders: dense.orders.as_ref().map(|orders| orders.only(renamed)),
        lone_orders: dense.lone_orders.iter().filter_map(|(code, orders)| Some((renamed(*code)?, *orders))).collect(),
        pairs: occurring.pairs,
        pair_bits,
        day_zero: dense.day_zero,
        first_days: dense.first_days.clone(),
        nameless: dense.nameless,
        day_ends: DayEnds::default(),
        customers_since: dense.customers_since.filter(|day| *day <= last.epoch()),
    };
    Some(Facts::of_dense(occurring.reps, occurring.regions, dense))
}
