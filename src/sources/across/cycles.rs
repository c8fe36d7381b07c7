//! Rows that point to the row above them, and circles among them.

use std::collections::HashMap;

use super::super::issue::{Rule, Tree};
use super::Broken;
use super::gathered::FrameRow;

impl Tree {
    /// The table, and its column that names the row above.
    pub(in super::super) fn columns(self) -> (&'static str, &'static str) {
        match self {
            Tree::Units => ("org_units", "parent_id"),
            Tree::Managers => ("reps", "manager_id"),
            Tree::Parents => ("customers", "parent_id"),
            Tree::Merges => ("customers", "merged_into"),
        }
    }

    /// The table's column of ids.
    pub(in super::super) fn key(self) -> &'static str {
        match self {
            Tree::Units => "unit_id",
            Tree::Managers => "rep_id",
            Tree::Parents | Tree::Merges => "customer_id",
        }
    }

    /// Whether a row that names itself stands at the top: people export their director as his own manager.
    fn own_name_means_top(self) -> bool {
        matches!(self, Tree::Managers | Tree::Parents)
    }
}

/// A row and the row above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Edge {
    id: String,
    /// Empty at the top.
    above: String,
}

impl Edge {
    /// Reads a row of the tree's table.
    pub(in super::super) fn read(tree: Tree, row: &FrameRow<'_>) -> Edge {
        Edge { id: row.text(tree.key()).to_string(), above: row.text(tree.columns().1).to_string() }
    }

    /// The row's own id.
    pub(in super::super) fn id(&self) -> &str {
        &self.id
    }
}

/// The rows that lie on a circle; rows that only lead into one are not named.
pub(in super::super) fn cycle_faults(tree: Tree, edges: &[Edge]) -> Vec<Broken> {
    let top = |edge: &Edge| edge.above.is_empty() || (edge.above == edge.id && tree.own_name_means_top());
    let places: HashMap<&str, usize> = edges.iter().enumerate().map(|(at, edge)| (edge.id.as_str(), at)).collect();
    let above = |at: usize| if top(&edges[at]) { None } else { places.get(edges[at].above.as_str()).copied() };
    // The walk, counted from 1, in which a row was met first: a circle closes where a walk meets itself.
    let mut met = vec![0; edges.len()];
    let mut broken = Vec::new();
    for start in 0..edges.len() {
        let mut here = Some(start);
        while let Some(at) = here.filter(|&at| met[at] == 0) {
            met[at] = start + 1;
            here = above(at);
        }
        if let Some(closing) = here.filter(|&at| met[at] == start + 1) {
            let circle = circle(closing, &above);
            broken.extend((0..circle.len()).map(|turn| named(tree, edges, &circle, turn)));
        }
    }
    broken.sort_by_key(|broken| broken.at);
    broken
}

fn circle(start: usize, above: &impl Fn(usize) -> Option<usize>) -> Vec<usize> {
    let mut circle = vec![start];
    while let Some(next) = circle.last().and_then(|&at| above(at)).filter(|&next| next != start) {
        circle.push(next);
    }
    circle
}

/// A row of a circle, which is told from that row on.
fn named(tree: Tree, edges: &[Edge], circle: &[usize], turn: usize) -> Broken {
    /// A longer way round is cut: the ids that follow are named on their own rows.
    const SHOWN: usize = 12;
    let from_here = circle.iter().cycle().skip(turn).take(circle.len().min(SHOWN));
    let path = from_here.map(|&at| edges[at].id.clone()).collect();
    let at = circle[turn];
    Broken { at, column: tree.columns().1, value: edges[at].above.clone(), rule: Rule::Cycle { tree, path } }
}
