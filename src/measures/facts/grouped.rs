//! Where and when something was bought, grouped by who bought or by which order it was: numbers side by side.

use rayon::prelude::*;

/// A day and a pair of rep and region in one number: days first, so that smaller numbers are earlier.
pub(crate) type Code = u32;

/// Entries of many groups, each group's sorted and without repetition. Groups without entries are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grouped {
    parts: Vec<GroupedPart>,
}

/// Some groups, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupedPart {
    /// Where each group ends.
    pub(super) ends: Vec<u32>,
    /// The entries.
    pub(super) codes: Vec<Code>,
}

impl GroupedPart {
    /// Its groups, none of them empty.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Code]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let group = &self.codes[start..end as usize];
            start = end as usize;
            group
        })
    }
}

/// Entries as they come: the group in the upper half, the code in the lower one.
pub(super) type Entry = u64;

/// An entry of a group.
pub(super) fn entry(group: u32, code: Code) -> Entry {
    (u64::from(group) << 32) | u64::from(code)
}

fn group_of(entry: Entry) -> u32 {
    (entry >> 32) as u32
}

/// How groups are divided into parts: by their numbers, in runs that depend on nothing else, so that a part's groups
/// stay in the processor's cache while they are sorted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Division {
    shift: u32,
    parts: usize,
}

/// The least number of groups in a part.
const PART_BITS: u32 = 13;
/// The most parts: each is a stream that is written to while entries are divided.
const MOST_PARTS_BITS: u32 = 10;

impl Division {
    /// For groups from 0 up to a number.
    pub(super) fn of(groups: usize) -> Division {
        let bits = usize::BITS - groups.leading_zeros();
        let shift = bits.saturating_sub(MOST_PARTS_BITS).max(PART_BITS);
        Division { shift, parts: (groups >> shift) + 1 }
    }

    fn part_of(self, entry: Entry) -> usize {
        (group_of(entry) >> self.shift) as usize
    }

    /// The entries, those of a part together.
    pub(super) fn divided(self, entries: &[Entry]) -> DividedEntries {
        let mut starts = vec![0_u32; self.parts + 1];
        for &entry in entries {
            starts[self.part_of(entry) + 1] += 1;
        }
        for part in 0..self.parts {
            starts[part + 1] += starts[part];
        }
        let mut next = starts.clone();
        let mut divided = vec![0; entries.len()];
        for &entry in entries {
            let at = &mut next[self.part_of(entry)];
            divided[*at as usize] = entry;
            *at += 1;
        }
        DividedEntries { starts, entries: divided }
    }
}

/// Entries of a row group, divided into parts.
pub(super) struct DividedEntries {
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl DividedEntries {
    fn part(&self, part: usize) -> &[Entry] {
        &self.entries[self.starts[part] as usize..self.starts[part + 1] as usize]
    }
}

impl Grouped {
    /// Groups what was divided. `renamed` gives each code the value that it is kept by.
    pub(super) fn of(division: Division, divided: &[DividedEntries], renamed: impl Fn(Code) -> Code + Sync) -> Grouped {
        let part = |part: usize| {
            let slices: Vec<&[Entry]> = divided.iter().map(|entries| entries.part(part)).collect();
            grouped_part(division, part, &slices, &renamed)
        };
        let parts: Vec<GroupedPart> = (0..division.parts).into_par_iter().map(part).collect();
        Grouped { parts: parts.into_iter().filter(|part| !part.ends.is_empty()).collect() }
    }

    /// Its parts.
    pub(crate) fn parts(&self) -> &[GroupedPart] {
        &self.parts
    }

    /// All groups.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Code]> {
        self.parts.iter().flat_map(GroupedPart::groups)
    }
}

/// Counts each group's entries, puts them in their places, and sorts what is then a few entries a group.
fn grouped_part(
    division: Division,
    part: usize,
    slices: &[&[Entry]],
    renamed: &(impl Fn(Code) -> Code + Sync),
) -> GroupedPart {
    let first = part << division.shift;
    let place = |entry: Entry| group_of(entry) as usize - first;
    let mut starts = vec![0_u32; (1 << division.shift) + 1];
    for &entry in slices.iter().copied().flatten() {
        starts[place(entry) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut placed = vec![0; starts[starts.len() - 1] as usize];
    for &entry in slices.iter().copied().flatten() {
        let at = &mut next[place(entry)];
        placed[*at as usize] = renamed(entry as Code);
        *at += 1;
    }
    sorted_groups(&starts, &mut placed)
}

/// Sorts each group and drops repetitions.
fn sorted_groups(starts: &[u32], placed: &mut [Code]) -> GroupedPart {
    let (mut ends, mut codes) = (Vec::new(), Vec::with_capacity(placed.len()));
    for bounds in starts.windows(2) {
        let group = &mut placed[bounds[0] as usize..bounds[1] as usize];
        if group.is_empty() {
            continue;
        }
        group.sort_unstable();
        let mut last = None;
        for &code in group.iter() {
            if last != Some(code) {
                codes.push(code);
                last = Some(code);
            }
        }
        ends.push(codes.len() as u32);
    }
    codes.shrink_to_fit();
    GroupedPart { ends, codes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_together_by_group_sorted_and_once() {
        let division = Division::of(20_000);
        let divided = [
            division.divided(&[entry(19_999, 7), entry(3, 9), entry(3, 2), entry(8_191, 1)]),
            division.divided(&[entry(3, 9), entry(8_192, 5), entry(19_999, 6)]),
        ];
        let grouped = Grouped::of(division, &divided, |code| code + 1);
        let groups: Vec<&[Code]> = grouped.groups().collect();
        assert_eq!(groups, [&[3, 10][..], &[2], &[6], &[7, 8]]);
        assert_eq!(grouped.parts().len(), 3);
    }
}
