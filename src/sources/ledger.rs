//! Which rows of a file stood in it before, and what number each line of an order has.
//!
//! This is the one part of reading that needs the whole file; its memory is a few words a row.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hashbrown::{HashTable, hash_table};

/// What a row is to the rows before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A new one.
    New,
    /// A repetition of an earlier one.
    Repetition,
    /// It has the key of the row on this line, and other content.
    Conflict { first_line: u64 },
}

/// A row of `orders` with an order id.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderRow {
    /// The digest of the order id.
    pub order: u64,
    /// The digest of everything else but a number that is worked out.
    pub content: u64,
    /// The line number, where the file states it.
    pub stated: Option<i64>,
    /// The line on which the row starts.
    pub line: u64,
}

/// From here on the rows of one order are looked up and not walked through.
const CROWD: u32 = 48;

/// No row.
const NONE: u32 = u32::MAX;

/// The orders of a file and their rows, by digests.
///
/// Rows are told apart by 64-bit digests within one order, so that two different rows are taken for one with a
/// chance of one in 10^19 for each pair of rows of an order.
#[derive(Debug)]
pub(super) struct OrderBook {
    /// Whether the file has a column of line numbers.
    states_numbers: bool,
    /// Where each order stands among the orders, its digest beside it: a look-up is one access to memory, and the
    /// table grows without one to each order.
    places: HashTable<Place>,
    orders: Vec<Order>,
    contents: Vec<u64>,
    /// The row of the same order before each row.
    previous: Vec<u32>,
    /// Each row's line number, where the file states numbers.
    numbers: Vec<i64>,
    lines: LineIndex,
    crowds: HashMap<u32, Crowd>,
    /// The order of the row before: exports keep the lines of an order together.
    last: Option<(u64, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    digest: u64,
    at: u32,
}

#[derive(Debug, Clone, Copy)]
struct Order {
    last_row: u32,
    rows: u32,
    /// Lines whose number was worked out.
    numbered: u32,
}

/// The rows of an order that has very many.
#[derive(Debug, Default)]
struct Crowd {
    contents: HashMap<u64, u32>,
    numbers: HashMap<i64, u32>,
}

impl OrderBook {
    /// An empty book.
    pub(super) fn new(states_numbers: bool) -> OrderBook {
        OrderBook {
            states_numbers,
            places: HashTable::new(),
            orders: Vec::new(),
            contents: Vec::new(),
            previous: Vec::new(),
            numbers: Vec::new(),
            lines: LineIndex::default(),
            crowds: HashMap::new(),
            last: None,
        }
    }

    /// Looks for orders that will be asked for, all at once: the table is far larger than any cache, and what is looked
    /// for one after the other is waited for one after the other.
    pub(super) fn expect(&self, orders: &[u64]) {
        for &digest in orders {
            std::hint::black_box(self.places.find(digest, |place| place.digest == digest));
        }
    }

    /// Takes a row in: what it is, its line number, and the number of its order within the file. A row that states no
    /// line number gets the next one of its order.
    // What is returned must not pass through memory: the processor would wait there until the table, which is far away,
    // has taken what was written to it. That was a twentieth of a load.
    #[inline(always)]
    pub(super) fn add(&mut self, row: OrderRow) -> (Standing, Option<u32>, u32) {
        let at = self.order(row.order);
        let (standing, number) = self.add_to(at, row);
        (standing, number, at)
    }

    #[inline(always)]
    fn add_to(&mut self, at: u32, row: OrderRow) -> (Standing, Option<u32>) {
        let Some(stated) = row.stated else { return self.add_numbered(at, row) };
        match self.with_number(at, stated) {
            Some(first) if self.contents[first as usize] == row.content => (Standing::Repetition, None),
            Some(first) => (Standing::Conflict { first_line: self.lines.of(first) }, None),
            None => {
                self.keep(at, row, stated);
                (Standing::New, None)
            }
        }
    }

    #[inline(always)]
    fn add_numbered(&mut self, at: u32, row: OrderRow) -> (Standing, Option<u32>) {
        if self.with_content(at, row.content).is_some() {
            return (Standing::Repetition, None);
        }
        let number = self.orders[at as usize].numbered + 1;
        // Only a number that another row states can stand there already.
        if let Some(first) = self.with_number(at, i64::from(number)) {
            return (Standing::Conflict { first_line: self.lines.of(first) }, Some(number));
        }
        self.orders[at as usize].numbered = number;
        self.keep(at, row, i64::from(number));
        (Standing::New, Some(number))
    }

    /// The place of an order, which is made where there is none.
    #[inline(always)]
    fn order(&mut self, digest: u64) -> u32 {
        if let Some((_, at)) = self.last.filter(|(last, _)| *last == digest) {
            return at;
        }
        let at = match self.places.entry(digest, |place| place.digest == digest, |place| place.digest) {
            hash_table::Entry::Occupied(found) => found.get().at,
            hash_table::Entry::Vacant(free) => {
                let at = row_number(self.orders.len());
                free.insert(Place { digest, at });
                self.orders.push(Order { last_row: NONE, rows: 0, numbered: 0 });
                at
            }
        };
        self.last = Some((digest, at));
        at
    }

    #[inline(always)]
    fn with_content(&self, at: u32, content: u64) -> Option<u32> {
        match self.crowd(at) {
            Some(crowd) => crowd.contents.get(&content).copied(),
            None => self.rows_of(at).find(|&row| self.contents[row as usize] == content),
        }
    }

    #[inline(always)]
    fn with_number(&self, at: u32, number: i64) -> Option<u32> {
        match self.crowd(at) {
            Some(crowd) => crowd.numbers.get(&number).copied(),
            None if self.states_numbers => self.rows_of(at).find(|&row| self.numbers[row as usize] == number),
            None => None,
        }
    }

    #[inline(always)]
    fn crowd(&self, at: u32) -> Option<&Crowd> {
        if self.orders[at as usize].rows < CROWD { None } else { self.crowds.get(&at) }
    }

    /// The rows of an order, last first.
    fn rows_of(&self, at: u32) -> impl Iterator<Item = u32> {
        let last = Some(self.orders[at as usize].last_row).filter(|&row| row != NONE);
        std::iter::successors(last, |&row| Some(self.previous[row as usize]).filter(|&before| before != NONE))
    }

    #[inline(always)]
    fn keep(&mut self, at: u32, row: OrderRow, number: i64) {
        let this = row_number(self.contents.len());
        self.contents.push(row.content);
        if self.states_numbers {
            self.numbers.push(number);
        }
        self.lines.add(this, row.line);
        let order = &mut self.orders[at as usize];
        self.previous.push(std::mem::replace(&mut order.last_row, this));
        order.rows += 1;
        if order.rows >= CROWD {
            self.keep_in_crowd(at, this);
        }
    }

    #[cold]
    fn keep_in_crowd(&mut self, at: u32, this: u32) {
        if self.orders[at as usize].rows == CROWD {
            let crowd = self.rows_of(at).fold(Crowd::default(), |mut crowd, row| {
                self.join(&mut crowd, row);
                crowd
            });
            self.crowds.insert(at, crowd);
        } else if let Some(mut crowd) = self.crowds.remove(&at) {
            self.join(&mut crowd, this);
            self.crowds.insert(at, crowd);
        }
    }

    fn join(&self, crowd: &mut Crowd, row: u32) {
        crowd.contents.insert(self.contents[row as usize], row);
        if self.states_numbers {
            crowd.numbers.insert(self.numbers[row as usize], row);
        }
    }
}

fn row_number(rows: usize) -> u32 {
    u32::try_from(rows).ok().filter(|&row| row != NONE).expect("a file has fewer than four billion rows")
}

/// The line of each row, as runs in which both go up by one.
#[derive(Debug, Default)]
struct LineIndex {
    /// (row, line) at which each run begins.
    runs: Vec<(u32, u64)>,
    next: u64,
}

impl LineIndex {
    fn add(&mut self, row: u32, line: u64) {
        if self.runs.is_empty() || line != self.next {
            self.runs.push((row, line));
        }
        self.next = line + 1;
    }

    fn of(&self, row: u32) -> u64 {
        let after = self.runs.partition_point(|(first, _)| *first <= row);
        let (first, line) = self.runs[after - 1];
        line + u64::from(row - first)
    }
}

/// The rows of a table whose key every row states, by digests.
#[derive(Debug, Default)]
pub(super) struct KeyBook {
    /// Key → content and the line on which the row starts.
    rows: HashMap<u64, (u64, u64)>,
}

impl KeyBook {
    /// Takes a row in.
    pub(super) fn add(&mut self, key: u64, content: u64, line: u64) -> Standing {
        match self.rows.entry(key) {
            Entry::Vacant(free) => {
                free.insert((content, line));
                Standing::New
            }
            Entry::Occupied(first) if first.get().0 == content => Standing::Repetition,
            Entry::Occupied(first) => Standing::Conflict { first_line: first.get().1 },
        }
    }
}

/// How often rows without an order id stood in the file before, by their content.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    seen: HashMap<u64, u32>,
}

impl Sightings {
    /// How often the same content was seen before this row.
    pub(super) fn before(&mut self, content: u64) -> u32 {
        let seen = self.seen.entry(content).or_insert(0);
        *seen += 1;
        *seen - 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a book says of a row, without the number of its order.
    fn add(book: &mut OrderBook, row: OrderRow) -> (Standing, Option<u32>) {
        let (standing, number, _) = book.add(row);
        (standing, number)
    }

    fn row(order: u64, content: u64, stated: Option<i64>, line: u64) -> OrderRow {
        OrderRow { order, content, stated, line }
    }

    #[test]
    fn lines_are_numbered_within_their_order_and_repetitions_are_known() {
        let mut book = OrderBook::new(false);
        assert_eq!(add(&mut book, row(1, 10, None, 2)), (Standing::New, Some(1)));
        assert_eq!(add(&mut book, row(2, 10, None, 3)), (Standing::New, Some(1)));
        assert_eq!(add(&mut book, row(1, 11, None, 4)), (Standing::New, Some(2)));
        assert_eq!(add(&mut book, row(1, 10, None, 5)), (Standing::Repetition, None));
    }

    #[test]
    fn a_stated_number_stands_for_one_content() {
        let mut book = OrderBook::new(true);
        assert_eq!(add(&mut book, row(1, 10, Some(1), 7)), (Standing::New, None));
        assert_eq!(add(&mut book, row(1, 10, Some(1), 8)), (Standing::Repetition, None));
        assert_eq!(add(&mut book, row(1, 11, Some(1), 9)), (Standing::Conflict { first_line: 7 }, None));
        assert_eq!(add(&mut book, row(1, 12, None, 10)), (Standing::Conflict { first_line: 7 }, Some(1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_crowded_order_is_read_as_one_with_few_rows(
            rows in proptest::collection::vec((0..2_u64, 0..90_u64, proptest::option::of(0..90_i64)), 0..300),
        ) {
            let mut book = OrderBook::new(true);
            // The plain way: every earlier row is looked at.
            let mut kept: Vec<(u64, u64, i64, u64)> = Vec::new();
            let mut numbered = [0_u32; 2];
            for (line, (order, content, stated)) in rows.into_iter().enumerate() {
                let line = line as u64;
                let found = add(&mut book, row(order, content, stated, line));
                let of_order = |kept: &Vec<(u64, u64, i64, u64)>| -> Vec<(u64, u64, i64, u64)> {
                    kept.iter().filter(|row| row.0 == order).copied().collect()
                };
                let earlier = of_order(&kept);
                let same = |number: i64| earlier.iter().find(|row| row.2 == number).copied();
                let expected = match stated {
                    Some(number) => match same(number) {
                        Some(first) if first.1 == content => (Standing::Repetition, None),
                        Some(first) => (Standing::Conflict { first_line: first.3 }, None),
                        None => {
                            kept.push((order, content, number, line));
                            (Standing::New, None)
                        }
                    },
                    None if earlier.iter().any(|row| row.1 == content) => (Standing::Repetition, None),
                    None => {
                        let next = numbered[order as usize] + 1;
                        match same(i64::from(next)) {
                            Some(first) => (Standing::Conflict { first_line: first.3 }, Some(next)),
                            None => {
                                numbered[order as usize] = next;
                                kept.push((order, content, i64::from(next), line));
                                (Standing::New, Some(next))
                            }
                        }
                    }
                };
                prop_assert_eq!(found, expected);
            }
        }
    }
}
