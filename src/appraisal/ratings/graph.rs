//! Who is linked with whom by common raters, and from whose ratings severity may be learned.

use std::collections::{BTreeMap, BTreeSet};

use crate::measures::records::assessments::RaterGroup;
use crate::quantity::Joined;

use super::release::Released;

/// Which scores the severity of their rater is learned from.
///
/// What is learned of a rater is a sum over that rater's scores. Suppose the worst: a reader knows all these sums, those
/// of all cells, and who rated whom. Let every score be an edge: from its cell to its rater where it teaches, and from
/// its cell to one common node where it does not. What the reader knows are the sums at the nodes, so a score is open
/// exactly where its edge lies on no circle, and the sum of two scores of a cell where cutting both edges takes the graph
/// apart. Scores stop to teach until neither happens anywhere, item by item and among those that were published together.
/// All of them still count in their cells, corrected by what the others taught. Managers' scores always teach, since they
/// are shown as they are.
///
/// A rater of one ratee never teaches. Nothing could be learned there: one cannot tell a severe rater from a weak ratee.
pub(super) fn teaches(scores: &[Released]) -> Vec<bool> {
    let mut teaches = vec![true; scores.len()];
    let mut together: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    for (at, it) in scores.iter().enumerate().filter(|(_, it)| it.score.group != RaterGroup::Manager) {
        together.entry((it.state, it.score.item)).or_default().push(at);
    }
    for places in together.values() {
        let mut edges = Edges::of(scores, places);
        while edges.stop_some() {}
        for (&at, of_edge) in places.iter().zip(&edges.teaches) {
            teaches[at] = *of_edge;
        }
    }
    teaches
}

/// The scores of one item that were published together, as edges between cells and raters.
struct Edges {
    /// (cell, rater) as nodes; the last node is the common one.
    ends: Vec<(usize, usize)>,
    nodes: usize,
    teaches: Vec<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Rater(u32),
    Cell(u32, RaterGroup),
}

impl Edges {
    fn of(scores: &[Released], places: &[usize]) -> Edges {
        let mut numbers: BTreeMap<Node, usize> = BTreeMap::new();
        let mut number = |node: Node| {
            let next = numbers.len();
            *numbers.entry(node).or_insert(next)
        };
        let ends = places.iter().map(|&at| {
            let score = &scores[at].score;
            (number(Node::Cell(score.ratee, score.group)), number(Node::Rater(score.rater)))
        });
        let ends: Vec<(usize, usize)> = ends.collect();
        Edges { teaches: vec![true; ends.len()], nodes: numbers.len() + 1, ends }
    }

    /// Lets those scores stop to teach that give something away; whether there were any.
    fn stop_some(&mut self) -> bool {
        let common = self.nodes - 1;
        let ends = self.ends.iter().zip(&self.teaches);
        let ends: Vec<(usize, usize)> =
            ends.map(|(&(cell, rater), teaches)| (cell, if *teaches { rater } else { common })).collect();
        let marks = cut_marks(self.nodes, &ends);
        let mut by_cell: BTreeMap<(usize, u64), Vec<usize>> = BTreeMap::new();
        for (at, (&(cell, _), mark)) in ends.iter().zip(&marks).enumerate() {
            by_cell.entry((cell, *mark)).or_default().push(at);
        }
        let mut open_cells = BTreeSet::new();
        let mut stopped = false;
        for ((cell, mark), edges) in &by_cell {
            if *mark != 0 && edges.len() < 2 {
                continue;
            }
            let own: Vec<usize> = edges.iter().copied().filter(|&at| self.teaches[at]).collect();
            own.iter().for_each(|&at| self.teaches[at] = false);
            stopped |= !own.is_empty();
            if own.is_empty() {
                // Scores that do not teach are protected by others of their cell that do not teach either.
                open_cells.insert(*cell);
            }
        }
        for (at, (cell, _)) in self.ends.iter().enumerate() {
            if open_cells.contains(cell) && self.teaches[at] {
                self.teaches[at] = false;
                stopped = true;
            }
        }
        stopped
    }
}

/// A mark for each edge: 0 where it lies on no circle; the same mark for two edges that take the graph apart together.
///
/// Edges outside a spanning forest get a mark of their own, those of the forest that of all circles through them, added
/// bit by bit. Source: D. Pritchard and R. Thurimella, *Fast computation of small cuts via cycle space sampling*, 2011.
/// Two marks of 64 bits that agree by chance make a score or two stop to teach for nothing.
fn cut_marks(nodes: usize, edges: &[(usize, usize)]) -> Vec<u64> {
    let mut beside: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    for (at, &(a, b)) in edges.iter().enumerate() {
        beside[a].push((b, at));
        beside[b].push((a, at));
    }
    let mut marks: Vec<u64> = (1..).take(edges.len()).map(scattered).collect();
    let mut came_by = vec![usize::MAX; nodes];
    let mut is_reached = vec![false; nodes];
    let mut order = Vec::with_capacity(nodes);
    let mut in_forest = vec![false; edges.len()];
    for root in 0..nodes {
        if is_reached[root] {
            continue;
        }
        is_reached[root] = true;
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            order.push(node);
            for &(other, edge) in &beside[node] {
                if !is_reached[other] {
                    is_reached[other] = true;
                    came_by[other] = edge;
                    in_forest[edge] = true;
                    open.push(other);
                }
            }
        }
    }
    let mut sums = vec![0_u64; nodes];
    for (at, &(a, b)) in edges.iter().enumerate().filter(|(at, _)| !in_forest[*at]) {
        sums[a] ^= marks[at];
        sums[b] ^= marks[at];
    }
    for &node in order.iter().rev().filter(|&&node| came_by[node] != usize::MAX) {
        let edge = came_by[node];
        marks[edge] = sums[node];
        let (a, b) = edges[edge];
        sums[if a == node { b } else { a }] ^= sums[node];
    }
    marks
}

/// A number's bits, well mixed (the finaliser of SplitMix64).
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The parts of the graph of raters and ratees, of which only within one part severity can be told from worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    /// The part of each ratee, from 1, the one with the most ratees first; 0 for those without a score.
    pub(super) of_ratee: Vec<u32>,
    /// For each part from the second on: a rater of the first and a ratee of that part, whose rating would link them.
    pub(super) links: Vec<(u32, u32)>,
}

/// The parts, by the scores that teach.
pub(super) fn parts(scores: &[Released], teaches: &[bool], ratees: usize, raters: usize) -> Parts {
    let mut joined = Joined::apart(ratees + raters);
    for (it, _) in scores.iter().zip(teaches).filter(|(_, teaches)| **teaches) {
        joined.join(it.score.ratee as usize, ratees + it.score.rater as usize);
    }
    let rated: BTreeSet<u32> = scores.iter().map(|it| it.score.ratee).collect();
    let mut members: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for ratee in rated {
        members.entry(joined.part(ratee as usize)).or_default().push(ratee);
    }
    let mut sorted: Vec<(usize, Vec<u32>)> = members.into_iter().collect();
    sorted.sort_by_key(|(_, members)| (std::cmp::Reverse(members.len()), members[0]));
    let mut of_ratee = vec![0; ratees];
    for (number, (_, members)) in (1..).zip(&sorted) {
        members.iter().for_each(|&ratee| of_ratee[ratee as usize] = number);
    }
    // Who rates most ratees of the first part is the likeliest to know somebody of another one.
    let mut busy: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for it in scores.iter().filter(|it| of_ratee[it.score.ratee as usize] == 1) {
        busy.entry(it.score.rater).or_default().insert(it.score.ratee);
    }
    let busiest = busy.iter().max_by_key(|(rater, ratees)| (ratees.len(), std::cmp::Reverse(**rater)));
    let link = |(_, members): &(usize, Vec<u32>)| busiest.map(|(&rater, _)| (rater, members[0]));
    Parts { links: sorted.iter().skip(1).filter_map(link).collect(), of_ratee }
}

#[cfg(test)]
mod tests {
    use super::super::checks::Score;
    use super::*;

    fn rated(rater: u32, ratee: u32, group: RaterGroup, state: u32) -> Released {
        Released { score: Score { ratee, rater, group, item: 0, points: 50.0 }, first_points: 50.0, state }
    }

    fn peers(links: &[(u32, u32)]) -> Vec<Released> {
        links.iter().map(|&(rater, ratee)| rated(rater, ratee, RaterGroup::Peer, 0)).collect()
    }

    #[test]
    fn only_links_on_circles_teach() {
        // Raters 1, 2 and 3 all rate A, B and C. Raters 4 and 5 rate A alone, rater 6 links C with D.
        let mut links: Vec<(u32, u32)> = (1..4).flat_map(|rater| (0..3).map(move |ratee| (rater, ratee))).collect();
        links.extend([(4, 0), (5, 0), (6, 2), (6, 3), (7, 3), (8, 3)]);
        let found = teaches(&peers(&links));
        assert_eq!(found[..9], [true; 9]);
        assert_eq!(found[9..], [false; 6]);
    }

    #[test]
    fn the_only_score_that_does_not_teach_would_be_the_difference_of_all_sums() {
        // All of A and B teaches but rater 4's score: both cells less the three raters' sums would be that score.
        let found = teaches(&peers(&[(1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1)]));
        assert_eq!(found.iter().filter(|teaches| **teaches).count(), 0);
    }

    #[test]
    fn what_was_published_apart_is_on_no_common_circle_and_managers_always_teach() {
        let mut scores = peers(&[(1, 0), (2, 0), (1, 1), (2, 1)]);
        scores[3].state = 1;
        scores.push(rated(9, 2, RaterGroup::Manager, 0));
        assert_eq!(teaches(&scores), [false, false, false, false, true]);
    }

    #[test]
    fn parts_are_numbered_by_size_and_the_link_that_is_missing_is_named() {
        let mut scores = peers(&[(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2)]);
        scores.push(rated(8, 0, RaterGroup::Manager, 0));
        let found = parts(&scores, &teaches(&scores), 4, 9);
        assert_eq!(found.of_ratee, [2, 1, 1, 0]);
        assert_eq!(found.links, [(1, 0)]);
    }

    #[test]
    fn a_long_path_has_no_circle_and_closing_it_makes_one() {
        let mut edges: Vec<(usize, usize)> = (0..50_000).map(|at| (at, at + 1)).collect();
        assert!(cut_marks(50_001, &edges).iter().all(|mark| *mark == 0));
        edges.push((50_000, 0));
        // Any two edges of one circle take it apart.
        let marks = cut_marks(50_001, &edges);
        assert!(marks[0] != 0 && marks.iter().all(|mark| *mark == marks[0]));
    }
}
