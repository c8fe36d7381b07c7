//! Two parts of a review that do not rest on each other.

/// Does both, at the same time where the run may use more than one thread.
///
/// They run on threads of their own and not as rayon's tasks: a task that waits takes up another one, which may want what
/// the first one holds.
pub fn side_by_side<A: Send, B>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    if rayon::current_num_threads() < 2 {
        return (first(), second());
    }
    std::thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        // A panic goes on in this thread, where it becomes one sentence.
        (first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_and_a_panic_of_the_first_goes_on() {
        assert_eq!(side_by_side(|| 1, || "two"), (1, "two"));
        let told = std::panic::catch_unwind(|| side_by_side(|| panic!("first"), || 2));
        assert!(told.is_err());
    }
}
