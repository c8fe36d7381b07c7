//! Ids that lead nowhere, and those that would lead somewhere had a spreadsheet not changed them.

use std::collections::BTreeMap;

use polars::prelude::{PlHashMap, PlHashSet};
use twox_hash::XxHash3_64;

use super::super::SourceError;
use super::finding::{Detail, EXAMPLES, Finding};
use super::stored_table::StoredTable;

/// The ids of a table, nine bytes and a little each: two of a hundred million differ in their number almost surely.
#[derive(Default)]
pub(super) struct IdSet(PlHashSet<u64>);

impl IdSet {
    /// The ids in a column of a table.
    pub(super) fn read(table: &StoredTable, column: &str) -> Result<IdSet, SourceError> {
        let mut ids = IdSet::default();
        table.each(&[column], &mut |slice| {
            let texts = slice.text(column);
            ids.0.extend((0..slice.rows()).filter_map(|row| texts.at(row)).map(hash));
        })?;
        Ok(ids)
    }

    fn has(&self, id: &str) -> bool {
        self.0.contains(&hash(id))
    }
}

/// An id as a number.
pub(super) fn hash(id: &str) -> u64 {
    XxHash3_64::oneshot(id.as_bytes())
}

/// The ids of one column that lead nowhere.
#[derive(Default)]
pub(super) struct Orphans {
    rows: u64,
    /// Id → rows.
    ids: PlHashMap<u64, u64>,
    /// Loose id → rows: what the id is without the usual changes.
    loose: PlHashMap<u64, u64>,
    /// Some of them as they are, by their loose form, to show.
    sample: BTreeMap<String, String>,
}

/// How many orphans are kept as they are, to show which of the known ids they could be.
const SAMPLE: usize = 1000;

impl Orphans {
    /// Looks at an id.
    pub(super) fn take(&mut self, id: &str, known: &IdSet) {
        if known.has(id) {
            return;
        }
        self.rows += 1;
        *self.ids.entry(hash(id)).or_default() += 1;
        let plain = loose(id);
        *self.loose.entry(hash(&plain)).or_default() += 1;
        if self.sample.len() < SAMPLE {
            self.sample.entry(plain).or_insert_with(|| id.to_string());
        }
    }

    /// The finding; none where every id leads somewhere. `key` is the column of `master` to which they should lead.
    pub(super) fn finding(
        mut self,
        check: &'static str,
        (table, column): (&str, &str),
        of: u64,
        (master, key): (&StoredTable, &str),
    ) -> Result<Option<Finding>, SourceError> {
        if self.rows == 0 {
            return Ok(None);
        }
        let mut mended = Mended::default();
        master.each(&[key], &mut |slice| {
            let ids = slice.text(key);
            for id in (0..slice.rows()).filter_map(|row| ids.at(row)) {
                mended.take(id, &mut self.loose, &self.sample);
            }
        })?;
        let mut shown: Vec<String> = self.sample.into_values().collect();
        shown.sort();
        let finding = Finding::new(check, table, column, self.rows, of)
            .with("ids", Detail::Count(self.ids.len() as u64))
            .with_examples(shown);
        Ok(Some(mended.told(finding)))
    }
}

/// Orphans that are known ids in another form.
#[derive(Default)]
struct Mended {
    rows: u64,
    pairs: Vec<(String, String)>,
}

impl Mended {
    fn take(&mut self, known: &str, orphans: &mut PlHashMap<u64, u64>, sample: &BTreeMap<String, String>) {
        let plain = loose(known);
        let Some(rows) = orphans.remove(&hash(&plain)) else { return };
        self.rows += rows;
        if let Some(orphan) = sample.get(&plain).filter(|_| self.pairs.len() < EXAMPLES) {
            self.pairs.push((orphan.clone(), known.to_string()));
        }
    }

    fn told(self, mut finding: Finding) -> Finding {
        let Some((orphan, known)) = self.pairs.first() else { return finding };
        finding.variant = change(orphan, known);
        finding.examples = self.pairs.iter().map(|(orphan, known)| format!("{orphan} → {known}")).collect();
        finding.with("mended", Detail::Count(self.rows))
    }
}

/// An id without what spreadsheets and people change: case, spaces around it, `.0` behind it, zeros before it.
fn loose(id: &str) -> String {
    let plain = without_point_zero(id.trim());
    plain.trim_start_matches('0').to_lowercase()
}

fn without_point_zero(id: &str) -> &str {
    match id.split_once('.') {
        Some((whole, zeros)) if !whole.is_empty() && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        _ => id,
    }
}

/// In which way two ids with one loose form differ.
fn change(orphan: &str, known: &str) -> &'static str {
    if without_point_zero(orphan) != orphan || without_point_zero(known) != known {
        "point-zero"
    } else if orphan.trim_start_matches('0') != orphan || known.trim_start_matches('0') != known {
        "leading-zeros"
    } else {
        "case"
    }
}

#[cfg(test)]
mod tests {
    use polars::df;
    use polars::prelude::IntoLazy;

    use super::*;

    fn found(ids: &[&str], known: &[&str]) -> Option<Finding> {
        let frame = df!("customer_id" => known).unwrap();
        let master = StoredTable::open("customers", frame.lazy(), known.len() as u64).unwrap();
        let set = IdSet::read(&master, "customer_id").unwrap();
        let mut orphans = Orphans::default();
        ids.iter().for_each(|id| orphans.take(id, &set));
        let of = ids.len() as u64;
        orphans.finding("orphan_ids", ("orders", "customer_id"), of, (&master, "customer_id")).unwrap()
    }

    #[test]
    fn ids_that_lead_nowhere_are_counted_with_their_rows() {
        let found = found(&["C1", "X", "X", "Y"], &["C1", "C2"]).unwrap();
        assert_eq!((found.count, found.of, found.variant), (3, 4, ""));
        assert_eq!(found.examples, ["X", "Y"]);
        assert_eq!(found.details, [("ids", Detail::Count(2))]);
        assert_eq!(super::tests::found(&["C1"], &["C1"]), None);
    }

    #[test]
    fn ids_that_lost_their_leading_zeros_are_shown_with_those_they_were() {
        let found = found(&["13085", "13085", "9"], &["013085", "014000"]).unwrap();
        assert_eq!((found.count, found.variant), (3, "leading-zeros"));
        assert_eq!(found.examples, ["13085 → 013085"]);
        assert_eq!(found.details, [("ids", Detail::Count(2)), ("mended", Detail::Count(2))]);
    }

    #[test]
    fn ids_that_became_numbers_or_changed_their_case_are_shown_too() {
        let by_number = found(&["13085.0"], &["13085"]).unwrap();
        assert_eq!((by_number.variant, by_number.examples[0].as_str()), ("point-zero", "13085.0 → 13085"));
        assert_eq!(found(&["r1"], &["R1"]).unwrap().variant, "case");
        assert_eq!(found(&["1.5"], &["1"]).unwrap().variant, "");
    }
}
