//! Work that is shared among threads, whose results do not depend on how many there are.

use rayon::prelude::*;

/// Cuts a list into one run a thread, works through each run with a state of its own, and hands back the states in
/// the order of the runs. What is made of the states must not depend on where the cuts lie: sums of whole numbers.
pub(crate) fn in_shares<T: Sync, S: Send>(
    items: &[T],
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) + Sync,
) -> Vec<S> {
    let run = items.len().div_ceil(rayon::current_num_threads()).max(1);
    let through = |items: &[T]| {
        let mut state = begin();
        items.iter().for_each(|item| work(&mut state, item));
        state
    };
    let states: Vec<S> = items.par_chunks(run).map(through).collect();
    if states.is_empty() { vec![begin()] } else { states }
}

/// Sums lists of the same length, place by place.
pub(crate) fn summed(lists: impl IntoIterator<Item = Vec<i64>>) -> Vec<i64> {
    let mut lists = lists.into_iter();
    let mut sums = lists.next().unwrap_or_default();
    for list in lists {
        sums.iter_mut().zip(list).for_each(|(sum, more)| *sum += more);
    }
    sums
}

/// Works with so many threads.
#[cfg(test)]
pub(crate) fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had").install(work)
}
