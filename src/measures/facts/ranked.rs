//! Names in order, and what keys mean among them.

use rayon::prelude::*;

/// Names, sorted, and each key's position among them.
pub(super) struct Ranked {
    pub(super) names: Vec<String>,
    of_key: Vec<u32>,
    /// The position of the empty name, which stands for no name.
    nameless: u32,
}

impl Ranked {
    /// The names behind keys, with the empty one.
    pub(super) fn new(names: &[String]) -> Ranked {
        let mut sorted: Vec<String> = names.iter().cloned().chain([String::new()]).collect();
        sorted.par_sort_unstable();
        sorted.dedup();
        Ranked::among(&sorted, names)
    }

    /// Keys as positions among names that are sorted already; keys of other names stand for no name.
    pub(super) fn among(sorted: &[String], names: &[String]) -> Ranked {
        let at = |name: &str| sorted.binary_search_by(|known| known.as_str().cmp(name)).ok().map(|at| at as u32);
        let nameless = at("").unwrap_or(0);
        let of_key = names.par_iter().map(|name| at(name).unwrap_or(nameless)).collect();
        Ranked { of_key, nameless, names: sorted.to_vec() }
    }

    /// Names that are sorted already and have no keys.
    pub(super) fn listed(sorted: &[String]) -> Ranked {
        Ranked { of_key: Vec::new(), nameless: 0, names: sorted.to_vec() }
    }

    #[inline]
    pub(super) fn of(&self, key: Option<i32>) -> u32 {
        key.and_then(|key| self.of_key.get(key as usize)).copied().unwrap_or(self.nameless)
    }
}
