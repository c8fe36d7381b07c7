//! Where and when something was bought, grouped by who bought or by which order it was: numbers side by side.

use rayon::prelude::*;

/// A day and a pair of rep and region in one number: days first, so that smaller numbers are earlier.
pub(crate) type Code = u32;

/// Entries of many groups, each group's in order and without repetition. A group's number is its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grouped {
    pub(super) division: Division,
    pub(super) parts: Vec<GroupedPart>,
}

/// Some groups, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupedPart {
    /// Where each group ends; groups without entries end where they begin.
    pub(super) ends: Vec<u32>,
    /// The entries.
    pub(super) codes: Vec<Code>,
}

impl GroupedPart {
    /// Its groups, without those that are empty.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Code]> {
        self.numbered_groups().map(|(_, group)| group)
    }

    /// Its groups, without those that are empty, each with its number in the part.
    pub(crate) fn numbered_groups(&self) -> impl Iterator<Item = (u32, &[Code])> {
        let mut start = 0;
        let groups = self.ends.iter().enumerate().map(move |(at, &end)| {
            let group = &self.codes[start..end as usize];
            start = end as usize;
            (at as u32, group)
        });
        groups.filter(|(_, group)| !group.is_empty())
    }

    fn group(&self, at: usize) -> &[Code] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.codes[start as usize..self.ends[at] as usize]
    }
}

/// What comes to a group.
pub(super) trait Member: Copy + Send + Sync {
    /// What the members of a group are put in order by, and told apart by.
    type Key: Ord + Copy + Default + Send;

    /// The group.
    fn group(self) -> u32;

    /// The key, with the code as it is kept.
    fn key(self, renamed: impl Fn(Code) -> Code) -> Self::Key;

    /// What is kept of a member.
    fn code(key: Self::Key) -> Code;
}

/// Entries as they come: the group in the upper half, the code in the lower one.
pub(super) type Entry = u64;

/// An entry of a group.
pub(super) fn entry(group: u32, code: Code) -> Entry {
    (u64::from(group) << 32) | u64::from(code)
}

impl Member for Entry {
    type Key = Code;

    #[inline]
    fn group(self) -> u32 {
        (self >> 32) as u32
    }

    #[inline]
    fn key(self, renamed: impl Fn(Code) -> Code) -> Code {
        renamed(self as Code)
    }

    #[inline]
    fn code(key: Code) -> Code {
        key
    }
}

/// An entry that something else than its code puts in order, before its code does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RankedEntry {
    pub(super) group: u32,
    /// Smaller ones come first.
    pub(super) rank: u32,
    pub(super) code: Code,
}

impl Member for RankedEntry {
    type Key = u64;

    #[inline]
    fn group(self) -> u32 {
        self.group
    }

    #[inline]
    fn key(self, renamed: impl Fn(Code) -> Code) -> u64 {
        (u64::from(self.rank) << 32) | u64::from(renamed(self.code))
    }

    #[inline]
    fn code(key: u64) -> Code {
        key as Code
    }
}

/// How groups are divided into parts: by their numbers, in runs that depend on nothing else, so that a part's groups
/// stay in the processor's cache while they are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Division {
    pub(super) shift: u32,
    pub(super) parts: usize,
}

/// The least number of groups in a part.
const PART_BITS: u32 = if cfg!(test) { 2 } else { 13 };
/// The most parts: each is a stream that is written to while entries are divided.
const MOST_PARTS_BITS: u32 = 10;

impl Division {
    /// For groups from 0 up to a number.
    pub(super) fn of(groups: usize) -> Division {
        let bits = usize::BITS - groups.leading_zeros();
        let shift = bits.saturating_sub(MOST_PARTS_BITS).max(PART_BITS);
        Division { shift, parts: (groups >> shift) + 1 }
    }

    /// The first group of a part and how many groups it has; the last one may have places to spare.
    fn groups_of(self, part: usize) -> (usize, usize) {
        (part << self.shift, 1 << self.shift)
    }

    fn part_of(self, entry: impl Member) -> usize {
        (entry.group() >> self.shift) as usize
    }

    /// The entries, those of a part together; takes them out of `entries`, which keeps its room where it can.
    pub(super) fn divided<M: Member + Default>(self, entries: &mut Vec<M>) -> DividedEntries<M> {
        let mut starts = vec![0_u32; self.parts + 1];
        let (mut last, mut are_together) = (0, true);
        for &entry in entries.iter() {
            let part = self.part_of(entry);
            starts[part + 1] += 1;
            are_together &= part >= last;
            last = part;
        }
        for part in 0..self.parts {
            starts[part + 1] += starts[part];
        }
        if are_together {
            // So are orders that are numbered as they come.
            return DividedEntries { starts, entries: std::mem::take(entries) };
        }
        let mut next = starts.clone();
        let mut divided = vec![M::default(); entries.len()];
        for &entry in entries.iter() {
            let at = &mut next[self.part_of(entry)];
            divided[*at as usize] = entry;
            *at += 1;
        }
        entries.clear();
        DividedEntries { starts, entries: divided }
    }
}

/// Entries of a row group, divided into parts.
pub(super) struct DividedEntries<M> {
    starts: Vec<u32>,
    entries: Vec<M>,
}

impl<M> DividedEntries<M> {
    fn part(&self, part: usize) -> &[M] {
        &self.entries[self.starts[part] as usize..self.starts[part + 1] as usize]
    }
}

/// What was grouped before, and how its codes are written now, where they are written otherwise; the order of codes is
/// the same.
pub(super) struct Before<R> {
    pub(super) grouped: Grouped,
    pub(super) renamed: Option<R>,
}

impl Grouped {
    /// Groups what was divided. `renamed` gives each code the value that it is kept by. What was grouped before is
    /// taken in; it must be divided with the same shift. Its parts to which nothing comes are not copied.
    pub(super) fn of<R: Fn(Code) -> Code + Sync>(
        division: Division,
        divided: &[DividedEntries<Entry>],
        renamed: impl Fn(Code) -> Code + Sync,
        before: Option<Before<R>>,
    ) -> Grouped {
        let (known, rename) = before.map_or((Vec::new(), None), |before| (before.grouped.parts, before.renamed));
        let mut known: Vec<Option<GroupedPart>> = known.into_iter().map(Some).collect();
        known.resize_with(division.parts, || None);
        let part = |(part, known): (usize, Option<GroupedPart>)| {
            let slices: Vec<&[Entry]> = divided.iter().map(|entries| entries.part(part)).collect();
            let groups = division.groups_of(part);
            let Some(mut known) = known else { return grouped_part(&slices, &renamed, groups) };
            if let Some(rename) = &rename {
                known.codes.iter_mut().for_each(|code| *code = rename(*code));
            }
            match slices.iter().all(|slice| slice.is_empty()) {
                true => known,
                false => with_new(&known, &slices, &renamed, groups),
            }
        };
        Grouped { division, parts: known.into_par_iter().enumerate().map(part).collect() }
    }

    /// Groups what was divided, where nothing was grouped before. A group's codes stand in the order of their ranks.
    pub(super) fn of_ranked(
        division: Division,
        divided: &[DividedEntries<RankedEntry>],
        renamed: impl Fn(Code) -> Code + Sync,
    ) -> Grouped {
        let part = |part: usize| {
            let slices: Vec<&[RankedEntry]> = divided.iter().map(|entries| entries.part(part)).collect();
            grouped_part(&slices, &renamed, division.groups_of(part))
        };
        Grouped { division, parts: (0..division.parts).into_par_iter().map(part).collect() }
    }

    /// Its parts.
    pub(crate) fn parts(&self) -> &[GroupedPart] {
        &self.parts
    }

    /// Its parts, each with the number of its first group.
    pub(crate) fn numbered_parts(&self) -> impl Iterator<Item = (u32, &GroupedPart)> {
        self.parts.iter().enumerate().map(|(at, part)| ((at << self.division.shift) as u32, part))
    }

    /// Those entries that are wanted, renamed; the order of codes must stay.
    pub(super) fn only(&self, renamed: impl Fn(Code) -> Option<Code> + Sync) -> Grouped {
        let part = |part: &GroupedPart| {
            let (mut ends, mut codes) = (Vec::with_capacity(part.ends.len()), Vec::new());
            let mut start = 0;
            for &end in &part.ends {
                codes.extend(part.codes[start as usize..end as usize].iter().filter_map(|&code| renamed(code)));
                ends.push(codes.len() as u32);
                start = end;
            }
            GroupedPart { ends, codes }
        };
        Grouped { division: self.division, parts: self.parts.par_iter().map(part).collect() }
    }

    /// All groups that are not empty, sorted: what does not depend on how they are numbered.
    #[cfg(test)]
    pub(super) fn sorted(&self) -> Vec<Vec<Code>> {
        let mut groups: Vec<Vec<Code>> =
            self.parts.iter().flat_map(GroupedPart::groups).map(<[Code]>::to_vec).collect();
        groups.sort();
        groups
    }
}

/// Counts each group's entries, puts them in their places, and sorts what is then a few entries a group.
fn grouped_part<M: Member>(
    slices: &[&[M]],
    renamed: &(impl Fn(Code) -> Code + Sync),
    (first, groups): (usize, usize),
) -> GroupedPart {
    let place = |entry: M| entry.group() as usize - first;
    if let Some(slices) = in_order(slices) {
        return part_in_order(&slices, renamed, (first, groups));
    }
    let mut starts = vec![0_u32; groups + 1];
    for &entry in slices.iter().copied().flatten() {
        starts[place(entry) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut placed = vec![M::Key::default(); starts[groups] as usize];
    for &entry in slices.iter().copied().flatten() {
        let at = &mut next[place(entry)];
        placed[*at as usize] = entry.key(renamed);
        *at += 1;
    }
    sorted_groups::<M>(&starts, placed)
}

/// The slices, put in order, where with that all entries are in the order of their groups, as those of orders that are
/// numbered as they come. A group may go on from one slice to the next.
fn in_order<'e, M: Member>(slices: &[&'e [M]]) -> Option<Vec<&'e [M]>> {
    let mut slices: Vec<&[M]> = slices.iter().copied().filter(|slice| !slice.is_empty()).collect();
    slices.sort_unstable_by_key(|slice| {
        (slice.first().map(|entry| entry.group()), slice.last().map(|entry| entry.group()))
    });
    let mut last = 0;
    let mut goes_on =
        |slice: &&[M]| slice.iter().all(|entry| std::mem::replace(&mut last, entry.group()) <= entry.group());
    slices.iter().all(&mut goes_on).then_some(slices)
}

/// As [`grouped_part`], of entries that come group by group: nothing is counted before and put into its place.
fn part_in_order<M: Member>(
    slices: &[&[M]],
    renamed: &(impl Fn(Code) -> Code + Sync),
    (first, groups): (usize, usize),
) -> GroupedPart {
    let mut keys: Vec<M::Key> = Vec::with_capacity(slices.iter().map(|slice| slice.len()).sum());
    let mut ends = Vec::with_capacity(groups);
    let mut start = 0;
    for &entry in slices.iter().copied().flatten() {
        let place = entry.group() as usize - first;
        if ends.len() < place {
            start = closed(&mut keys, start);
            ends.resize(place, start as u32);
        }
        keys.push(entry.key(renamed));
    }
    let end = closed(&mut keys, start);
    ends.resize(groups, end as u32);
    GroupedPart { ends, codes: codes_of::<M>(keys) }
}

/// What is kept of members, with no more room than that takes.
fn codes_of<M: Member>(keys: Vec<M::Key>) -> Vec<Code> {
    let mut codes: Vec<Code> = keys.into_iter().map(M::code).collect();
    codes.shrink_to_fit();
    codes
}

/// Sorts the last group and drops its repetitions; where it ends then.
fn closed<K: Ord + Copy>(keys: &mut Vec<K>, start: usize) -> usize {
    keys[start..].sort_unstable();
    let mut kept = start;
    for at in start..keys.len() {
        if kept == start || keys[kept - 1] != keys[at] {
            keys[kept] = keys[at];
            kept += 1;
        }
    }
    keys.truncate(kept);
    kept
}

/// Sorts each group and drops repetitions.
fn sorted_groups<M: Member>(starts: &[u32], mut placed: Vec<M::Key>) -> GroupedPart {
    let mut ends = Vec::with_capacity(starts.len() - 1);
    let mut kept = 0;
    for bounds in starts.windows(2) {
        let (start, end) = (bounds[0] as usize, bounds[1] as usize);
        // Most orders and many customers have one entry or two.
        match end - start {
            0 | 1 => {}
            2 if placed[start] > placed[start + 1] => placed.swap(start, start + 1),
            2 => {}
            _ => placed[start..end].sort_unstable(),
        }
        let first = kept;
        for at in start..end {
            let code = placed[at];
            if kept == first || placed[kept - 1] != code {
                placed[kept] = code;
                kept += 1;
            }
        }
        ends.push(kept as u32);
    }
    placed.truncate(kept);
    GroupedPart { ends, codes: codes_of::<M>(placed) }
}

/// Merges new entries into the groups of a part. Most groups have none: they are taken over in long runs.
fn with_new(
    known: &GroupedPart,
    slices: &[&[Entry]],
    renamed: &(impl Fn(Code) -> Code + Sync),
    (first, groups): (usize, usize),
) -> GroupedPart {
    let new = grouped_part(slices, renamed, (first, groups));
    let mut merged = GroupedPart {
        ends: Vec::with_capacity(groups),
        codes: Vec::with_capacity(known.codes.len() + new.codes.len()),
    };
    for at in (0..groups).filter(|&at| !new.group(at).is_empty()) {
        merged.take_over(known, at);
        let start = merged.codes.len();
        merged.codes.extend_from_slice(known.group(at));
        merged.codes.extend_from_slice(new.group(at));
        let end = closed(&mut merged.codes, start);
        merged.ends.push(end as u32);
    }
    merged.take_over(known, groups);
    merged
}

impl GroupedPart {
    /// Appends the groups of another part from the first that is lacking up to `end`.
    fn take_over(&mut self, known: &GroupedPart, end: usize) {
        let begin = self.ends.len();
        let ends = &known.ends[begin..end];
        let start = if begin == 0 { 0 } else { known.ends[begin - 1] };
        let shift = (self.codes.len() as u32).wrapping_sub(start);
        let last = ends.last().copied().unwrap_or(start);
        self.codes.extend_from_slice(&known.codes[start as usize..last as usize]);
        self.ends.extend(ends.iter().map(|end| end.wrapping_add(shift)));
    }
}

/// No renaming, for what was not grouped before.
pub(super) type Unchanged = fn(Code) -> Code;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_decide_before_codes_and_tell_entries_apart() {
        let ranked = |group: u32, rank: u32, code: Code| RankedEntry { group, rank, code };
        let division = Division::of(30);
        let of = |mut entries: Vec<RankedEntry>| {
            Grouped::of_ranked(division, &[division.divided(&mut entries)], |code| code + 1).sorted()
        };
        let mut entries = vec![ranked(9, 2, 1), ranked(3, 1, 8), ranked(9, 1, 7), ranked(9, 2, 1), ranked(9, 3, 1)];
        assert_eq!(of(entries.clone()), [vec![8, 2, 2], vec![9]]);
        // The same where they come group by group.
        entries.sort_by_key(|entry| entry.group);
        assert_eq!(of(entries), [vec![8, 2, 2], vec![9]]);
    }

    #[test]
    fn slices_whose_groups_go_on_from_one_another_are_in_order_and_others_are_not() {
        let (low, high) = ([entry(4, 9), entry(5, 1), entry(5, 7)], [entry(5, 2), entry(8, 3)]);
        let part = |slices: &[&[Entry]]| grouped_part(slices, &|code| code, (4, 8));
        let are_in_order = |slices: &[&[Entry]]| in_order(slices).is_some();
        assert!(are_in_order(&[&high, &[], &low]));
        assert!(!are_in_order(&[&low, &low]));
        assert!(!are_in_order(&[&[entry(5, 1), entry(4, 1)]]));
        let expected = GroupedPart { ends: vec![1, 4, 4, 4, 5, 5, 5, 5], codes: vec![9, 1, 2, 7, 3] };
        assert_eq!(part(&[&high, &low]), expected);
        // The same by counting, because the last comes first.
        assert_eq!(part(&[&[entry(8, 3), entry(4, 9)], &low, &high]), expected);
    }

    #[test]
    fn entries_come_together_by_group_sorted_and_once_at_once_or_in_two_steps() {
        let division = Division::of(30);
        let first = || division.divided(&mut vec![entry(29, 7), entry(3, 9), entry(3, 2), entry(8, 1)]);
        let second = || division.divided(&mut vec![entry(3, 9), entry(9, 5), entry(29, 6)]);
        let none: Option<Before<Unchanged>> = None;
        let at_once = Grouped::of(division, &[first(), second()], |code| code + 1, none);
        assert_eq!(at_once.sorted(), [vec![2], vec![3, 10], vec![6], vec![7, 8]]);
        // The same entries in another order of slices; those in the order of their groups need no counting.
        let sorted = || division.divided(&mut vec![entry(3, 9), entry(9, 5), entry(29, 6)]);
        let others = || division.divided(&mut vec![entry(3, 2), entry(3, 9), entry(8, 1), entry(29, 7)]);
        for divided in [[sorted(), others()], [others(), sorted()]] {
            let none: Option<Before<Unchanged>> = None;
            assert_eq!(Grouped::of(division, &divided, |code| code + 1, none), at_once);
        }
        let then = |renaming: Unchanged| Grouped::of(Division::of(29), &[first()], renaming, None::<Before<Unchanged>>);
        let renamed: Unchanged = |code| code + 1;
        let before = Before { grouped: then(|code| code), renamed: Some(renamed) };
        assert_eq!(Grouped::of(division, &[second()], renamed, Some(before)), at_once);
        let before = Before { grouped: then(renamed), renamed: None::<Unchanged> };
        assert_eq!(Grouped::of(division, &[second()], renamed, Some(before)), at_once);
        assert_eq!(at_once.only(|code| (code > 3).then_some(code)).sorted(), [vec![6], vec![7, 8], vec![10]]);
    }
}
