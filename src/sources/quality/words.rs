//! Words of categories that are written in several ways or stand nearly alone, names that stand under several ids,
//! blanks in columns that are filled elsewhere.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;

use super::super::SourceError;
use super::finding::Finding;
use super::ids::hash;
use super::papers::Counted;
use super::stored_table::{Slice, StoredTables};
use super::table_pass::Coverage;

/// Columns that hold the words of a category.
const CATEGORIES: [(&str, &str); 15] = [
    ("orders", "channel"),
    ("orders", "region"),
    ("reps", "team"),
    ("reps", "region"),
    ("reps", "role"),
    ("customers", "segment"),
    ("customers", "industry"),
    ("customers", "region"),
    ("customers", "status"),
    ("products", "category"),
    ("opportunities", "stage"),
    ("opportunities", "loss_reason"),
    ("opportunities", "source"),
    ("opportunities", "forecast_category"),
    ("leads", "status"),
];

/// Columns in which a few blanks among many values are holes.
const FULL: [(&str, &str); 19] = [
    ("orders", "quantity"),
    ("orders", "discount_pct"),
    ("orders", "region"),
    ("orders", "channel"),
    ("reps", "name"),
    ("reps", "team"),
    ("reps", "region"),
    ("reps", "role"),
    ("reps", "hire_date"),
    ("customers", "name"),
    ("customers", "segment"),
    ("customers", "industry"),
    ("customers", "region"),
    ("customers", "created_date"),
    ("products", "name"),
    ("products", "category"),
    ("products", "list_price"),
    ("products", "std_cost"),
    ("opportunities", "amount"),
];

/// With more different words a column is no category.
const MOST_WORDS: usize = 200;
/// A word that stands nearly alone stands in at most this part of the rows, and every usual one in more than ten
/// times that.
const RARE: f64 = 0.001;
/// With fewer rows one in a thousand says nothing.
const LEAST_ROWS: u64 = 200;
/// Filled to this part, blanks are holes.
const NEARLY_FULL: f64 = 0.9;

/// The words of one column.
pub(super) struct WordTally {
    column: &'static str,
    words: PlHashMap<String, u64>,
    given_up: bool,
}

/// Tallies for the categories of a table.
pub(super) fn tallies(table: &str) -> Vec<WordTally> {
    let own = CATEGORIES.iter().filter(|(of, _)| *of == table);
    own.map(|(_, column)| WordTally { column, words: PlHashMap::default(), given_up: false }).collect()
}

impl WordTally {
    /// Looks at some rows.
    pub(super) fn take(&mut self, slice: &Slice) {
        let words = slice.text(self.column);
        for word in (0..slice.rows()).filter_map(|row| words.at(row)) {
            if self.given_up {
                return;
            }
            match self.words.get_mut(word) {
                Some(rows) => *rows += 1,
                None => {
                    self.words.insert(word.to_string(), 1);
                    self.given_up = self.words.len() > MOST_WORDS;
                }
            }
        }
    }

    /// Words that differ from a more frequent one in case, spaces or signs only, and words that stand nearly alone.
    pub(super) fn finding(self, table: &str) -> Option<Finding> {
        let all: u64 = self.words.values().sum();
        if self.given_up {
            return None;
        }
        let mut words: Vec<(&String, u64)> = self.words.iter().map(|(word, &rows)| (word, rows)).collect();
        words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut usual: BTreeMap<String, &String> = BTreeMap::new();
        let (mut rows, mut shown) = (0, Vec::new());
        for (word, count) in &words {
            match usual.get(&plain(word)) {
                Some(other) => {
                    rows += count;
                    shown.push(format!("{word} = {other}"));
                }
                None => {
                    usual.insert(plain(word), word);
                }
            }
        }
        let share = |count: u64| count as f64 / all as f64;
        let rare = words.iter().filter(|(_, count)| share(*count) <= RARE);
        let others_are_common = words.iter().all(|(_, count)| share(*count) <= RARE || share(*count) > 10.0 * RARE);
        if all >= LEAST_ROWS && others_are_common {
            for (word, count) in rare.filter(|(word, _)| usual.get(&plain(word)).is_some_and(|first| first == word)) {
                rows += count;
                shown.push((*word).clone());
            }
        }
        (rows > 0).then(|| Finding::new("odd_words", table, self.column, rows, all).with_examples(shown))
    }
}

/// A word without case, spaces and signs.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Names that stand under several ids: one person, product or company entered twice, or two that need telling apart.
pub(super) fn same_names(tables: &StoredTables) -> Result<Vec<Finding>, SourceError> {
    let mut found = Vec::new();
    for (name, key) in [("reps", "rep_id"), ("customers", "customer_id"), ("products", "product_id")] {
        let Some(table) = tables.with(name, &[key, "name"]) else { continue };
        let mut first: PlHashMap<u64, String> = PlHashMap::default();
        let mut twice = Counted::default();
        table.each(&[key, "name"], &mut |slice| {
            let (ids, names) = (slice.text(key), slice.text("name"));
            for row in 0..slice.rows() {
                let (Some(id), Some(name)) = (ids.at(row), names.at(row)) else { continue };
                match first.get(&hash(&plain(name))) {
                    Some(other) => twice.add(|| format!("{other} = {id} ({name})")),
                    None => {
                        first.insert(hash(&plain(name)), id.to_string());
                    }
                }
            }
        })?;
        found.extend(twice.finding("same_name", name, "name", table.rows()));
    }
    Ok(found)
}

/// Reps without a manager who manage nobody, where most have one.
pub(super) fn unmanaged(tables: &StoredTables) -> Result<Option<Finding>, SourceError> {
    let Some(table) = tables.with("reps", &["rep_id", "manager_id"]) else { return Ok(None) };
    let mut people: Vec<(String, Option<String>)> = Vec::new();
    table.each(&["rep_id", "manager_id"], &mut |slice| {
        let (ids, managers) = (slice.text("rep_id"), slice.text("manager_id"));
        let person = |row: usize| Some((ids.at(row)?.to_string(), managers.at(row).map(str::to_string)));
        people.extend((0..slice.rows()).filter_map(person));
    })?;
    let managers: std::collections::BTreeSet<&String> = people.iter().filter_map(|(_, above)| above.as_ref()).collect();
    let managed = people.iter().filter(|(_, above)| above.is_some()).count();
    let mut alone = Counted::default();
    for (id, _) in people.iter().filter(|(id, above)| above.is_none() && !managers.contains(id)) {
        alone.add(|| id.clone());
    }
    let found = alone.finding("rep_without_manager", "reps", "manager_id", table.rows());
    Ok(found.filter(|_| managed * 2 > people.len()))
}

/// Columns that are filled to nine tenths and more, and not wholly.
pub(super) fn few_blanks(coverage: &[Coverage]) -> Vec<Finding> {
    let watched = coverage.iter().filter(|c| FULL.contains(&(c.table.as_str(), c.column.as_str())));
    watched
        .filter(|c| c.filled < c.rows && c.filled as f64 >= NEARLY_FULL * c.rows as f64)
        .map(|c| Finding::new("few_blanks", &c.table, &c.column, c.rows - c.filled, c.rows))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    fn told(words: &[(&str, u64)]) -> Option<(u64, String)> {
        let words = words.iter().map(|(word, rows)| (word.to_string(), *rows)).collect();
        let found = WordTally { column: "region", words, given_up: false }.finding("orders")?;
        Some((found.count, found.examples.join("; ")))
    }

    #[test]
    fn a_word_written_otherwise_is_shown_with_the_usual_way() {
        let words = [("Lagos", 21), ("lagos", 1), ("Port-Harcourt", 2), ("Port Harcourt", 20)];
        assert_eq!(told(&words), Some((3, "Port-Harcourt = Port Harcourt; lagos = Lagos".to_string())));
    }

    #[test]
    fn a_word_that_stands_nearly_alone_is_odd_where_all_others_are_common() {
        assert_eq!(told(&[("Lagos", 897), ("Kano", 892), ("PH", 1)]), Some((1, "PH".to_string())));
        assert_eq!(told(&[("Lagos", 1500), ("Kano", 8), ("PH", 1)]), None, "rare words are usual in that column");
        assert_eq!(told(&[("Lagos", 100), ("PH", 1)]), None, "too few rows to tell");
    }

    #[test]
    fn the_watched_columns_are_there() {
        for (table, column) in CATEGORIES.into_iter().chain(FULL) {
            assert!(schema::table(table).and_then(|table| table.column(column)).is_some(), "{table}.{column}");
        }
    }
}
