//! Which things belong together, told pair by pair.

/// Numbered things in parts that are joined one pair after the other (a union-find forest). A part is known by its
/// least number, so that the order in which pairs come changes nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Joined {
    above: Vec<usize>,
}

impl Joined {
    /// So many things, each a part of its own.
    pub(crate) fn apart(things: usize) -> Joined {
        Joined { above: (0..things).collect() }
    }

    /// One more thing, by itself: its number.
    pub(crate) fn add(&mut self) -> usize {
        self.above.push(self.above.len());
        self.above.len() - 1
    }

    /// Joins the parts of two things.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.part(one), self.part(other));
        self.above[a.max(b)] = a.min(b);
    }

    /// The part in which a thing is.
    pub(crate) fn part(&mut self, thing: usize) -> usize {
        let mut at = thing;
        while self.above[at] != at {
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_in_any_order_is_one_part_under_its_least_number() {
        for pairs in [[(4, 2), (2, 5), (1, 3)], [(5, 2), (3, 1), (5, 4)]] {
            let mut joined = Joined::apart(5);
            assert_eq!(joined.add(), 5);
            pairs.iter().for_each(|&(one, other)| joined.join(one, other));
            assert_eq!((0..6).map(|thing| joined.part(thing)).collect::<Vec<_>>(), [0, 1, 2, 1, 2, 2]);
        }
    }
}
