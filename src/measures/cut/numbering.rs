//! The slices of a table that comes in parts: members and their combinations are numbered as they come, and named once,
//! at the end. A table of many members would be named, sorted and looked up again with each of its parts else.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;
use rayon::prelude::*;

use crate::measures::observation::Slice;

use super::axis::Axis;
use super::column::{Column, Value};

/// Columns of names of which a part has the keys under the name of the column: the names by key.
pub(in crate::measures) type NamesByKey = BTreeMap<String, Vec<String>>;

/// What was numbered so far.
pub(in crate::measures) struct Numbering {
    axes: Vec<Members>,
    /// By axis the combinations of its members with those of the axes before it.
    combinations: Vec<Combinations>,
    /// Whether any part was taken in.
    has_begun: bool,
}

/// The members of one axis, in the order in which they came.
#[derive(Default)]
struct Members {
    keys: Vec<String>,
    places: PlHashMap<String, u32>,
}

impl Members {
    fn place(&mut self, key: String) -> u32 {
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let place = self.keys.len() as u32;
        self.keys.push(key.clone());
        self.places.insert(key, place);
        place
    }

    /// The place of each member among all of them in the order of their keys.
    fn ranks(&self) -> Vec<u32> {
        let mut sorted: Vec<u32> = (0..self.keys.len() as u32).collect();
        sorted.par_sort_unstable_by(|&one, &other| self.keys[one as usize].cmp(&self.keys[other as usize]));
        let mut ranks = vec![0; sorted.len()];
        sorted.iter().enumerate().for_each(|(rank, &at)| ranks[at as usize] = rank as u32);
        ranks
    }
}

/// Pairs of a combination of the axes before and a member of this one, in the order in which they came.
#[derive(Default)]
struct Combinations {
    pairs: Vec<(u32, u32)>,
    places: PlHashMap<(u32, u32), u32>,
    /// By member the place of its pair with the combination 0: the only one before the first axis, whose pairs need no
    /// table so.
    of_first: Vec<u32>,
}

impl Combinations {
    #[inline]
    fn place(&mut self, (before, member): (u32, u32)) -> u32 {
        let next = self.pairs.len() as u32;
        if before > 0 {
            let pairs = &mut self.pairs;
            return *self.places.entry((before, member)).or_insert_with(|| {
                pairs.push((before, member));
                next
            });
        }
        if self.of_first.len() <= member as usize {
            self.of_first.resize(member as usize + 1, NOWHERE);
        }
        let place = &mut self.of_first[member as usize];
        if *place == NOWHERE {
            self.pairs.push((before, member));
            *place = next;
        }
        *place
    }
}

const NOWHERE: u32 = u32::MAX;

impl Numbering {
    /// Of so many axes.
    pub(in crate::measures) fn of(axes: usize) -> Numbering {
        Numbering {
            axes: (0..axes).map(|_| Members::default()).collect(),
            combinations: (0..axes).map(|_| Combinations::default()).collect(),
            has_begun: false,
        }
    }

    /// Whether any part was taken in.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Takes in slices that are there without a row of their own.
    pub(super) fn take_in(&mut self, slices: &[Vec<Slice>]) {
        for slice in slices {
            let mut place = 0;
            for (axis, member) in slice.iter().enumerate() {
                let member = self.axes[axis].place(member.key.clone());
                place = self.combinations[axis].place((place, member));
            }
        }
    }

    /// The numbers of the combinations that the rows of a part have; none where a row does not pass.
    pub(super) fn rows(&mut self, columns: &[Column], passes: Option<&[bool]>, height: usize) -> Vec<Option<u32>> {
        self.has_begun = true;
        let counts = |row: usize| passes.is_none_or(|passes| passes[row]);
        let mut of_row: Vec<Option<u32>> = (0..height).map(|row| counts(row).then_some(0)).collect();
        for (axis, column) in columns.iter().enumerate() {
            // Only what a row that counts has is a member.
            let mut members: Vec<u32> = vec![NOWHERE; column.values.len()];
            let (axis, combinations) = (&mut self.axes[axis], &mut self.combinations[axis]);
            for (place, &value) in of_row.iter_mut().zip(&column.of_row) {
                let Some(place) = place else { continue };
                let member = &mut members[value as usize];
                if *member == NOWHERE {
                    *member = axis.place(Value::key(&column.values[value as usize]));
                }
                *place = combinations.place((*place, *member));
            }
        }
        of_row
    }

    /// The slices, sorted, and where among them each number stands.
    pub(in crate::measures) fn finished(self, axes: &[Axis]) -> (Vec<Vec<Slice>>, Vec<u32>) {
        let Some(last) = self.combinations.last() else {
            let whole = if self.has_begun { vec![Vec::new()] } else { Vec::new() };
            return (whole, vec![0]);
        };
        let width = self.axes.len();
        let ranks: Vec<Vec<u32>> = self.axes.iter().map(Members::ranks).collect();
        let mut members = vec![0_u32; last.pairs.len() * width];
        members.par_chunks_mut(width).enumerate().for_each(|(number, members)| {
            let mut number = number;
            for axis in (0..width).rev() {
                let (before, member) = self.combinations[axis].pairs[number];
                (members[axis], number) = (member, before as usize);
            }
        });
        let of = |number: u32| &members[number as usize * width..][..width];
        let ranked = |number: u32| of(number).iter().zip(&ranks).map(|(&member, ranks)| ranks[member as usize]);
        let mut sorted: Vec<u32> = (0..last.pairs.len() as u32).collect();
        sorted.par_sort_unstable_by(|&one, &other| ranked(one).cmp(ranked(other)));
        let named = |((axis, members), &at): ((&Axis, &Members), &u32)| Slice {
            dimension: axis.word().to_string(),
            key: members.keys[at as usize].clone(),
        };
        let slice = |&number: &u32| axes.iter().zip(&self.axes).zip(of(number)).map(named).collect();
        let slices = sorted.par_iter().map(slice).collect();
        let mut places = vec![0; sorted.len()];
        sorted.iter().enumerate().for_each(|(at, &number)| places[number as usize] = at as u32);
        (slices, places)
    }
}
