//! Ids that lost their leading zeros in a spreadsheet: what a file says of it by itself, and beside another table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::SourceError;
use super::account::ColumnDoubt;
use super::cells::Texts;
use super::quality::{StoredTable, linked_columns};

/// Longer texts of digits are no ids that a spreadsheet writes as numbers.
const LONGEST: usize = 24;

/// Different ids without leading zeros that are remembered of a column.
const REMEMBERED: usize = 100_000;

/// Ids in which leading zeros are missing, as far as anybody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrippedIds {
    /// The rows that have such ids.
    pub doubt: ColumnDoubt,
    /// How that is known.
    pub known_by: KnownBy,
}

/// How it is known that ids lack their zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownBy {
    /// The other ids of the column have so many digits, some of them zeros at their beginning.
    Width(usize),
    /// Another table has the first of these ids with its zeros.
    OtherTable {
        /// The table.
        table: String,
        /// The id as it stands there.
        id: String,
    },
}

/// The ids of a column that are all digits, by their widths.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct DigitIds(BTreeMap<usize, Width>);

/// The ids of one width.
#[derive(Debug, Clone, Default, PartialEq)]
struct Width {
    /// Different ids with a leading zero, counted block by block.
    padded: u64,
    /// Different ids without.
    plain: u64,
    /// The rows of those without.
    doubt: ColumnDoubt,
}

impl DigitIds {
    /// Those of a block.
    pub(super) fn of(texts: &Texts, lines: &[u64]) -> DigitIds {
        let classes: Vec<Option<(usize, bool)>> =
            (0..texts.different()).map(|code| class(texts.at(code as i32))).collect();
        if classes.iter().all(Option::is_none) {
            return DigitIds::default();
        }
        let mut widths = vec![Width::default(); LONGEST + 1];
        for &(width, padded) in classes.iter().flatten() {
            if padded {
                widths[width].padded += 1;
            } else {
                widths[width].plain += 1;
            }
        }
        for (row, &code) in texts.codes.iter().enumerate().filter(|(_, code)| **code >= 0) {
            if let Some((width, false)) = classes[code as usize] {
                widths[width].doubt.add_with(lines[row], || texts.at(code).to_string());
            }
        }
        DigitIds(widths.into_iter().enumerate().filter(|(_, width)| width.padded + width.plain > 0).collect())
    }

    /// Whether no id is all digits.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of the next block.
    pub(super) fn add(&mut self, next: DigitIds) {
        for (width, seen) in next.0 {
            let own = self.0.entry(width).or_default();
            own.padded += seen.padded;
            own.plain += seen.plain;
            own.doubt.merge(seen.doubt);
        }
    }

    /// What the column says by itself: ids with leading zeros all have one width, most ids have it, none is wider,
    /// and some are narrower.
    pub(super) fn stripped(&self, column: &str) -> Option<StrippedIds> {
        let mut padded = self.0.iter().filter(|(_, width)| width.padded > 0);
        let (&wide, of) = padded.next().filter(|_| padded.next().is_none())?;
        let narrower = || self.0.range(..wide).map(|(_, width)| width);
        let is_widest = self.0.range(wide + 1..).next().is_none();
        if !is_widest || narrower().map(|width| width.plain).sum::<u64>() > of.padded + of.plain {
            return None;
        }
        let mut doubt = ColumnDoubt { column: column.to_string(), ..ColumnDoubt::default() };
        narrower().for_each(|width| doubt.merge(width.doubt.clone()));
        (doubt.rows > 0).then_some(StrippedIds { doubt, known_by: KnownBy::Width(wide) })
    }
}

/// The width of an id that is all digits, and whether it has a leading zero.
fn class(id: &str) -> Option<(usize, bool)> {
    let bytes = id.as_bytes();
    let digits = !bytes.is_empty() && bytes.len() <= LONGEST && bytes.iter().all(u8::is_ascii_digit);
    digits.then(|| (bytes.len(), bytes.len() > 1 && bytes[0] == b'0'))
}

/// The ids without leading zeros of a column that points to other tables or is pointed to: rows and first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainIds {
    /// The canonical column.
    pub column: String,
    /// Id → rows, and the line of the first.
    pub ids: BTreeMap<String, (u64, u64)>,
}

/// The ids without leading zeros of a column, while a file is read.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// By their digests.
    ids: HashMap<u64, (String, u64, u64)>,
}

impl Remembered {
    /// Before the first row; nothing for a column that no other table shares. Ids of orders are left out: there are
    /// as many of them as there are rows.
    pub(super) fn of(table: &str, column: &str) -> Option<Remembered> {
        let of_orders = matches!(column, "order_id" | "origin_order_id");
        (!of_orders && linked_columns(table, column).next().is_some()).then(Remembered::default)
    }

    /// Takes in the ids of a block. After very many different ones nothing more is taken in.
    pub(super) fn take(&mut self, texts: &Texts, lines: &[u64]) {
        let is_plain = |code: usize| matches!(class(texts.at(code as i32)), Some((_, false)));
        let plain: Vec<bool> = (0..texts.different()).map(is_plain).collect();
        if self.ids.len() >= REMEMBERED || !plain.contains(&true) {
            return;
        }
        let mut seen = vec![(0, 0); plain.len()];
        for (row, &code) in texts.codes.iter().enumerate().filter(|(_, code)| **code >= 0) {
            let (rows, first) = &mut seen[code as usize];
            if *rows == 0 {
                *first = lines[row];
            }
            *rows += 1;
        }
        for (code, (rows, first)) in seen.into_iter().enumerate().filter(|(code, seen)| plain[*code] && seen.0 > 0) {
            let text = || texts.at(code as i32).to_string();
            self.ids.entry(texts.digests[code]).or_insert_with(|| (text(), 0, first)).1 += rows;
        }
    }

    /// After the last row; none where there was no such id.
    pub(super) fn plain_ids(self, column: &str) -> Option<PlainIds> {
        let ids: BTreeMap<String, (u64, u64)> =
            self.ids.into_values().map(|(id, rows, first)| (id, (rows, first))).collect();
        (!ids.is_empty()).then(|| PlainIds { column: column.to_string(), ids })
    }
}

/// Those of some ids that a linked table lacks as they are and has with leading zeros. `stored` gives the table of the
/// store, by its name, that holds a column's ids, where it is there.
///
/// # Errors
/// Only where the store cannot be read.
pub fn known_with_zeros<E, F>(table: &str, plain: &PlainIds, stored: F) -> Result<Option<StrippedIds>, E>
where
    E: From<SourceError>,
    F: Fn(&str, &str) -> Result<Option<StoredTable>, E>,
{
    if plain.ids.is_empty() {
        return Ok(None);
    }
    for (other, column) in linked_columns(table, &plain.column) {
        let Some(stored) = stored(other, column)? else { continue };
        if let Some(found) = stripped_beside(plain, &stored, (other, column))? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn stripped_beside(
    plain: &PlainIds,
    stored: &StoredTable,
    (other, column): (&str, &str),
) -> Result<Option<StrippedIds>, SourceError> {
    let mut with_zeros: BTreeMap<&str, String> = BTreeMap::new();
    let mut as_they_are: BTreeSet<&str> = BTreeSet::new();
    stored.each_text(column, &mut |id| {
        if let Some((known, _)) = plain.ids.get_key_value(id) {
            as_they_are.insert(known);
        } else if matches!(class(id), Some((_, true)))
            && let Some((known, _)) = plain.ids.get_key_value(id.trim_start_matches('0'))
        {
            with_zeros.entry(known).or_insert_with(|| id.to_string());
        }
    })?;
    with_zeros.retain(|id, _| !as_they_are.contains(id));
    let mut by_line: Vec<(u64, u64, &str)> =
        with_zeros.keys().map(|id| (plain.ids[*id].1, plain.ids[*id].0, *id)).collect();
    by_line.sort_unstable();
    let Some((_, _, first)) = by_line.first() else { return Ok(None) };
    let known_by = KnownBy::OtherTable { table: other.to_string(), id: with_zeros[first].clone() };
    let mut doubt = ColumnDoubt { column: plain.column.clone(), ..ColumnDoubt::default() };
    for (line, rows, id) in &by_line {
        doubt.add(*line, id);
        doubt.rows += rows - 1;
    }
    Ok(Some(StrippedIds { doubt, known_by }))
}

#[cfg(test)]
mod tests {
    use polars::df;
    use polars::prelude::IntoLazy;

    use super::*;

    fn ids(ids: &[&str]) -> DigitIds {
        let lines: Vec<u64> = (2..).take(ids.len()).collect();
        DigitIds::of(&Texts::of(ids.len(), |row| ids[row]), &lines)
    }

    fn stripped(of: &[&str]) -> Option<(u64, Vec<(u64, String)>)> {
        ids(of).stripped("customer_id").map(|found| (found.doubt.rows, found.doubt.examples))
    }

    #[test]
    fn ids_narrower_than_those_with_zeros_have_lost_theirs() {
        let found = stripped(&["00042", "13085", "42", "13086", "42", "7"]);
        let shown = [(4, "42"), (6, "42"), (7, "7")].map(|(line, id)| (line, id.to_string())).to_vec();
        assert_eq!(found, Some((3, shown)));
    }

    #[test]
    fn ids_of_any_width_and_ids_without_zeros_are_no_sign() {
        for of in [
            &["1", "22", "333"][..],
            &["007", "0042", "7"],
            &["007", "1234", "7"],
            &["A1", "B22"],
            &["007", "1", "2", "3"],
            &["0", "12", "5"],
            &["007", "008"],
            &[],
        ] {
            assert_eq!(stripped(of), None, "{of:?}");
        }
    }

    #[test]
    fn blocks_add_up_to_the_whole() {
        let all = ["00042", "13085", "42", "A", "13086", "7"];
        let mut sum = ids(&all[..3]);
        let lines: Vec<u64> = (5..8).collect();
        sum.add(DigitIds::of(&Texts::of(3, |row| all[3 + row]), &lines));
        assert_eq!(sum, ids(&all));
    }

    #[test]
    fn another_table_that_has_the_id_with_zeros_and_not_without_tells() {
        let frame = df!("customer_id" => ["00042", "00007", "7", "A1"]).unwrap();
        let customers = StoredTable::open("customers", frame.lazy(), 4).unwrap();
        let (texts, lines) = (["42", "7", "42", "9", "0042", "A"], [2, 3, 4, 5, 6, 7]);
        let mut remembered = Remembered::of("orders", "customer_id").unwrap();
        remembered.take(&Texts::of(2, |row| texts[row]), &lines[..2]);
        remembered.take(&Texts::of(4, |row| texts[2 + row]), &lines[2..]);
        let plain = remembered.plain_ids("customer_id").unwrap();
        assert_eq!(plain.ids.keys().collect::<Vec<_>>(), ["42", "7", "9"]);
        let stored =
            |name: &str, _: &str| -> Result<_, SourceError> { Ok((name == "customers").then(|| customers.clone())) };
        let found = known_with_zeros("orders", &plain, stored).unwrap().unwrap();
        assert_eq!((found.doubt.rows, found.doubt.examples), (2, vec![(2, "42".to_string())]));
        assert_eq!(found.known_by, KnownBy::OtherTable { table: "customers".to_string(), id: "00042".to_string() });
        assert_eq!(known_with_zeros("orders", &plain, |_, _| Ok::<_, SourceError>(None)).unwrap(), None);
    }
}
