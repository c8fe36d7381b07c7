//! Values that speak for one form or another, as evidence: how many there are, and the first of them to show.

/// A value and the line on which it stands.
pub(in crate::sources) type Example = (u64, String);

/// Values that say the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Witness {
    /// How many there are.
    pub count: u64,
    first: Option<Example>,
}

impl Witness {
    /// Takes one more.
    pub(super) fn see(&mut self, line: u64, text: &str) {
        self.count += 1;
        if self.first.as_ref().is_none_or(|(known, _)| line < *known) {
            self.first = Some((line, text.trim().to_string()));
        }
    }

    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        self.count > 0
    }

    /// The one on the first line.
    pub(super) fn first(&self) -> Option<Example> {
        self.first.clone()
    }

    /// Takes those that were seen in another part of the file.
    pub(super) fn absorb(&mut self, other: Witness) {
        self.count += other.count;
        self.first = [self.first.take(), other.first].into_iter().flatten().min();
    }
}

/// The few values that rank first, each text once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Telling {
    /// (how far from the front, line, text), in order.
    kept: Vec<(u32, u64, String)>,
}

/// How many are kept: as many as are shown.
const SHOWN: usize = 2;

impl Telling {
    /// Takes a value; the lower its rank, the more it tells.
    pub(super) fn see(&mut self, rank: u32, line: u64, text: &str) {
        let text = text.trim();
        let is_full = self.kept.len() == SHOWN;
        if is_full && self.kept.last().is_some_and(|(last, at, _)| (*last, *at) <= (rank, line)) {
            return;
        }
        self.insert(rank, line, text);
    }

    fn insert(&mut self, rank: u32, line: u64, text: &str) {
        match self.kept.iter_mut().find(|(_, _, known)| known == text) {
            Some(known) => known.1 = known.1.min(line),
            None => self.kept.push((rank, line, text.to_string())),
        }
        self.kept.sort();
        self.kept.truncate(SHOWN);
    }

    /// The values to show.
    pub(super) fn examples(&self) -> Vec<Example> {
        self.kept.iter().map(|(_, line, text)| (*line, text.clone())).collect()
    }

    /// Takes those that were seen in another part of the file.
    pub(super) fn absorb(&mut self, other: &Telling) {
        other.kept.iter().for_each(|(rank, line, text)| self.insert(*rank, *line, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_speaks_for_all_in_whatever_order_they_come() {
        let (mut one, mut two) = (Witness::default(), Witness::default());
        one.see(9, "b");
        two.see(4, " a ");
        two.see(5, "c");
        one.absorb(two);
        assert_eq!((one.count, one.first()), (3, Some((4, "a".to_string()))));
    }

    #[test]
    fn the_most_telling_values_are_kept_once_each() {
        let mut telling = Telling::default();
        for (rank, line, text) in [(5, 1, "a"), (3, 2, "b"), (3, 3, "b"), (4, 4, "c"), (3, 1, "b")] {
            telling.see(rank, line, text);
        }
        assert_eq!(telling.examples(), [(1, "b".to_string()), (4, "c".to_string())]);
    }
}
