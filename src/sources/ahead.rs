//! Pieces of a file that are worked on ahead of the one whose result is taken.
//!
//! Results are taken in order, so that what comes of a file does not depend on threads; how many pieces are ahead
//! decides only how much memory they take and how seldom a thread waits.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::Duration;

/// Pieces ahead for each thread.
const AHEAD: usize = 3;
/// Pieces ahead besides.
const AT_LEAST: usize = 2;
/// How long a thread rests where it finds nothing to do, before it looks again.
const REST: Duration = Duration::from_micros(100);

/// Takes pieces from `next` until there is none, does `work` on each on whichever thread is free, and gives the results
/// to `take`, in order. `take` says whether more is wanted; so does what is returned.
///
/// # Errors
/// Those of `take`; those of `next`, after the results of all pieces before.
pub(super) fn in_order<P, T, E>(
    mut next: impl FnMut() -> Result<Option<P>, E> + Send,
    work: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> Result<bool, E> + Send,
) -> Result<bool, E>
where
    P: Send,
    T: Send,
    E: Send,
{
    let most = AT_LEAST + AHEAD * rayon::current_num_threads();
    let work = &work;
    rayon::scope_fifo(|scope| {
        let mut ahead: VecDeque<Receiver<T>> = VecDeque::with_capacity(most);
        // What the end of the pieces was, once it is known.
        let mut end: Option<Result<(), E>> = None;
        let begin = |piece: P| {
            let (send, receive) = sync_channel(1);
            // Nobody listens any more where the reading has stopped.
            scope.spawn_fifo(move |_| drop(send.send(work(piece))));
            receive
        };
        loop {
            while end.is_none() && ahead.len() < most {
                match next().transpose() {
                    Some(Ok(piece)) => ahead.push_back(begin(piece)),
                    ended => end = Some(ended.map_or(Ok(()), |failed| failed.map(drop))),
                }
            }
            let Some(first) = ahead.pop_front() else {
                return end.unwrap_or(Ok(())).map(|()| true);
            };
            let result = received(&first);
            // Reading may be as much work as taking, where the file is packed.
            let more = end.is_none();
            let (read, taken) = rayon::join(|| more.then(&mut next), || take(result));
            if !taken? {
                return Ok(false);
            }
            match read.map(Result::transpose) {
                None => {}
                Some(Some(Ok(piece))) => ahead.push_back(begin(piece)),
                Some(ended) => end = Some(ended.map_or(Ok(()), |failed| failed.map(drop))),
            }
        }
    })
}

/// A result, once it is there; until then the thread does what else there is to do.
fn received<T>(from: &Receiver<T>) -> T {
    loop {
        match from.try_recv() {
            Ok(result) => return result,
            // Its thread ended early, which the scope says once all others have ended.
            Err(TryRecvError::Disconnected) => panic!("a piece of a file was given up"),
            Err(TryRecvError::Empty) => {}
        }
        if !matches!(rayon::yield_now(), Some(rayon::Yield::Executed)) {
            match from.recv_timeout(REST) {
                Ok(result) => return result,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The results taken of pieces 0, 1, … of which so many are there, with so many threads.
    fn taken(
        threads: usize,
        pieces: usize,
        fails_at: Option<usize>,
        wanted: usize,
    ) -> (Vec<usize>, Result<bool, &'static str>) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (mut number, mut results) = (0, Vec::new());
        let next = || {
            number += 1;
            match number - 1 {
                at if Some(at) == fails_at => Err("unreadable"),
                at => Ok((at < pieces).then_some(at)),
            }
        };
        let work = |piece: usize| {
            // The later ones are done first.
            std::thread::sleep(Duration::from_micros(((pieces - piece) % 7 * 100) as u64));
            piece * 10
        };
        let take = |result: usize| {
            results.push(result);
            Ok(results.len() < wanted)
        };
        let ending = pool.install(|| in_order(next, work, take));
        (results, ending)
    }

    #[test]
    fn results_come_in_order_with_any_number_of_threads() {
        for threads in [1, 2, 5] {
            for pieces in [0, 1, 3, 40] {
                let all: Vec<usize> = (0..pieces).map(|piece| piece * 10).collect();
                assert_eq!(taken(threads, pieces, None, usize::MAX), (all, Ok(true)), "{threads} {pieces}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_after_all_that_could() {
        for threads in [1, 3] {
            assert_eq!(taken(threads, 40, Some(2), usize::MAX), (vec![0, 10], Err("unreadable")));
            assert_eq!(taken(threads, 40, Some(30), 2), (vec![0, 10], Ok(false)), "nobody came so far");
        }
    }
}
