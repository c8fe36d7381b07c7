//! Names and the positions that stand for them.

use hashbrown::HashTable;
use twox_hash::{XxHash3_64, XxHash3_128};

/// A list of names without repetition, each found again by its text. A name's position never changes.
///
/// Names are told apart by 96 bits of their digest, so that a look-up costs one access to memory: among ten million
/// names two are taken for one with a chance below one in 10^15.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The texts, one behind the other.
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    places: HashTable<Place>,
}

/// Where a name stands, found by its digest.
#[derive(Debug, Clone, Copy)]
struct Place {
    hash: u64,
    check: u32,
    at: u32,
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
        let digest = XxHash3_128::oneshot(name.as_bytes());
        let (hash, check) = (digest as u64, (digest >> 64) as u32);
        if let Some(place) = self.places.find(hash, |place| place.hash == hash && place.check == check) {
            return i32::try_from(place.at).ok();
        }
        let at = i32::try_from(self.len()).ok()?;
        self.text.push_str(name);
        self.ends.push(self.text.len());
        self.places.insert_unique(hash, Place { hash, check, at: at.cast_unsigned() }, |place| place.hash);
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
    /// Finds the first of them: see [`OrderIds::find_all`].
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

    /// Makes room, so that many that come at once do not move the list again and again.
    pub(super) fn reserve(&mut self, more: usize) {
        self.hashes.reserve(more);
    }

    /// Makes all that are there so far be found. Whoever fills a stage knows by itself which of its orders are the
    /// same, so that only those of earlier stages have to be found, and a first load needs no table at all.
    pub(super) fn find_all(&mut self) {
        let (hashes, tabled) = (&self.hashes, self.positions.len());
        self.positions.reserve(hashes.len() - tabled, |&at| hashes[at as usize]);
        for (at, &hash) in hashes.iter().enumerate().skip(tabled) {
            self.positions.insert_unique(hash, at as u32, |&at| hashes[at as usize]);
        }
    }

    /// The position of an order that was there when [`OrderIds::find_all`] was called last.
    pub(super) fn found(&self, hash: u64) -> Option<i32> {
        let at = self.positions.find(hash, |&at| self.hashes[at as usize] == hash);
        at.and_then(|&at| i32::try_from(at).ok())
    }

    /// Adds an order that is not there; none where there are as many as can be counted.
    pub(super) fn add(&mut self, hash: u64) -> Option<i32> {
        let at = i32::try_from(self.len()).ok()?;
        self.hashes.push(hash);
        Some(at)
    }

    /// The position of an order id, which is added where it is new; none where there are as many as can be counted.
    pub(super) fn position(&mut self, order_id: &str) -> Option<i32> {
        let hash = XxHash3_64::oneshot(order_id.as_bytes());
        if self.positions.len() < self.len() {
            self.find_all();
        }
        self.found(hash).or_else(|| self.add(hash))
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
