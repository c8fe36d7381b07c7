//! Names and the positions that stand for them.

use hashbrown::HashTable;
use twox_hash::XxHash3_64;

/// A list of names without repetition, each found again by its text. A name's position never changes.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The texts, one behind the other.
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    hashes: Vec<u64>,
    positions: HashTable<u32>,
}

impl Names {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The name at a position.
    pub(super) fn name(&self, position: usize) -> &str {
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        &self.text[start..self.ends[position]]
    }

    /// The position of a name, which is added where it is new; none where there are as many as can be counted.
    pub(super) fn position(&mut self, name: &str) -> Option<i32> {
        let hash = XxHash3_64::oneshot(name.as_bytes());
        let known = self.positions.find(hash, |&at| self.hashes[at as usize] == hash && self.name(at as usize) == name);
        if let Some(&at) = known {
            return i32::try_from(at).ok();
        }
        let at = i32::try_from(self.len()).ok()?;
        self.text.push_str(name);
        self.ends.push(self.text.len());
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.positions.insert_unique(hash, at as u32, |&at| hashes[at as usize]);
        Some(at)
    }
}

/// Order ids, each kept as a digest of 64 bits.
///
/// Two orders whose digests are the same would count as one distinct order. Among 33 million orders that happens with
/// a chance below one in ten thousand (n²/2 pairs, one in 2⁶⁴ each). Rows are never lost by it: they keep their ids.
#[derive(Debug, Default)]
pub(super) struct OrderIds {
    hashes: Vec<u64>,
    positions: HashTable<u32>,
}

impl OrderIds {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The digests by position.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Makes room, so that many that come at once do not move the table again and again.
    pub(super) fn reserve(&mut self, more: usize) {
        self.hashes.reserve(more);
        let hashes = &self.hashes;
        self.positions.reserve(more, |&at| hashes[at as usize]);
    }

    /// The position of an order id, which is added where it is new; none where there are as many as can be counted.
    pub(super) fn position(&mut self, order_id: &str) -> Option<i32> {
        self.position_of_hash(XxHash3_64::oneshot(order_id.as_bytes()))
    }

    /// As [`OrderIds::position`], by the digest.
    pub(super) fn position_of_hash(&mut self, hash: u64) -> Option<i32> {
        if let Some(&at) = self.positions.find(hash, |&at| self.hashes[at as usize] == hash) {
            return i32::try_from(at).ok();
        }
        let at = i32::try_from(self.len()).ok()?;
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.positions.insert_unique(hash, at as u32, |&at| hashes[at as usize]);
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_position_and_new_ones_follow() {
        let mut names = Names::default();
        let positions: Vec<_> = ["Ann", "", "Bob", "Ann", "", "店"].map(|name| names.position(name).unwrap()).into();
        assert_eq!(positions, [0, 1, 2, 0, 1, 3]);
        assert_eq!((0..names.len()).map(|at| names.name(at)).collect::<Vec<_>>(), ["Ann", "", "Bob", "店"]);
    }

    #[test]
    fn many_order_ids_are_all_found_again() {
        let mut ids = OrderIds::default();
        let first: Vec<_> = (0..10_000).map(|id| ids.position(&format!("SO{id}")).unwrap()).collect();
        assert!(first.iter().enumerate().all(|(at, position)| at == *position as usize));
        assert!((0..10_000).all(|id| ids.position(&format!("SO{id}")) == Some(id)));
    }
}
