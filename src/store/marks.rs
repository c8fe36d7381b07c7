//! One bit a row, set from several threads at once.

use std::sync::atomic::{AtomicU64, Ordering};

/// Marks on rows.
#[derive(Debug)]
pub(super) struct Marks {
    words: Vec<AtomicU64>,
}

impl Marks {
    /// No row is marked.
    pub(super) fn none(rows: usize) -> Marks {
        Marks { words: (0..rows.div_ceil(64)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Marks a row.
    pub(super) fn set(&self, row: usize) {
        // The marks are read only after the threads that set them were waited for.
        self.words[row / 64].fetch_or(1 << (row % 64), Ordering::Relaxed);
    }

    /// Whether a row is marked.
    pub(super) fn is_set(&self, row: usize) -> bool {
        self.words[row / 64].load(Ordering::Relaxed) & (1 << (row % 64)) != 0
    }

    /// How many rows are marked.
    pub(super) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.load(Ordering::Relaxed).count_ones())).sum()
    }

    /// How many of the rows from `first` to before `end` are marked.
    pub(super) fn count_in(&self, first: usize, end: usize) -> u64 {
        let all = |word: usize| self.words[word].load(Ordering::Relaxed);
        let (mut at, mut count) = (first, 0);
        while at < end {
            let (word, bit) = (at / 64, at % 64);
            let width = (64 - bit).min(end - at);
            let mask = if width == 64 { u64::MAX } else { ((1u64 << width) - 1) << bit };
            count += u64::from((all(word) & mask).count_ones());
            at += width;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_over_the_borders_of_words() {
        let marks = Marks::none(200);
        for row in [0, 63, 64, 127, 128, 199] {
            marks.set(row);
        }
        assert_eq!(marks.count(), 6);
        assert_eq!(marks.count_in(0, 200), 6);
        assert_eq!(marks.count_in(63, 128), 3);
        assert_eq!(marks.count_in(1, 63), 0);
        assert!(marks.is_set(199) && !marks.is_set(198));
    }
}
