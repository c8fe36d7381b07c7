//! The nodes of a tree of sums: the company, its regions, teams and reps.

use std::collections::{BTreeMap, BTreeSet};

use super::{TreeLevel, regions_of};
use crate::calendar::Period;
use crate::failure::Failure;
use crate::models::forecast::SeriesInput;
use crate::pipeline::series::RepHistory;
use crate::pipeline::snapshot::Snapshot;

/// The nodes, parents before children; first the sums, then the reps in the order of the history.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// How many of them are sums.
    pub(super) sums: usize,
    pub(super) cut_across: Option<TreeLevel>,
}

pub(super) struct Node {
    pub(super) level: TreeLevel,
    pub(super) region: String,
    pub(super) team: String,
    pub(super) rep: String,
    pub(super) parent: Option<usize>,
    /// The positions of its reps in the history.
    pub(super) members: Vec<usize>,
}

impl Tree {
    pub(super) fn of(snapshot: &Snapshot, history: &RepHistory<'_>, wanted: TreeLevel) -> Result<Tree, Failure> {
        let regions = regions_of(snapshot, history)?;
        let places: Vec<(String, String)> = (history.reps.iter())
            .map(|person| (regions.get(&person.rep_id).cloned().unwrap_or_default(), person.team.clone()))
            .collect();
        let ids = history.reps.iter().map(|person| person.rep_id.clone()).collect();
        Ok(Tree::build(places, ids, wanted))
    }

    /// From each rep's region and team.
    fn build(mut places: Vec<(String, String)>, ids: Vec<String>, wanted: TreeLevel) -> Tree {
        let of_team: BTreeSet<&(String, String)> = places.iter().filter(|(_, team)| !team.is_empty()).collect();
        let teams: BTreeSet<&String> = of_team.iter().map(|(_, team)| team).collect();
        let is_nested = of_team.len() == teams.len();
        let several =
            |pick: fn(&(String, String)) -> &String| places.iter().map(pick).collect::<BTreeSet<&String>>().len() > 1;
        let (has_regions, has_teams) = (several(|place| &place.0), several(|place| &place.1));
        let cut_across = match (is_nested || !has_regions || !has_teams, wanted) {
            (true, _) => None,
            (false, TreeLevel::Region) => Some(TreeLevel::Team),
            (false, _) => Some(TreeLevel::Region),
        };
        for place in &mut places {
            if !has_regions || cut_across == Some(TreeLevel::Region) {
                place.0.clear();
            }
            if !has_teams || cut_across == Some(TreeLevel::Team) {
                place.1.clear();
            }
        }
        let mut nodes = vec![Node::new(TreeLevel::Company, None)];
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        let regions: BTreeSet<String> =
            places.iter().map(|place| place.0.clone()).filter(|region| !region.is_empty()).collect();
        for region in regions {
            known.insert((region.clone(), String::new()), nodes.len());
            nodes.push(Node { region, ..Node::new(TreeLevel::Region, Some(0)) });
        }
        let teams: BTreeSet<(String, String)> = places.iter().filter(|place| !place.1.is_empty()).cloned().collect();
        for (region, team) in teams {
            let parent = known.get(&(region.clone(), String::new())).copied().unwrap_or(0);
            known.insert((region.clone(), team.clone()), nodes.len());
            nodes.push(Node { region, team, ..Node::new(TreeLevel::Team, Some(parent)) });
        }
        let sums = nodes.len();
        for (at, ((region, team), rep)) in places.into_iter().zip(ids).enumerate() {
            let parent = known.get(&(region.clone(), team.clone())).copied().unwrap_or(0);
            let mut above = Some(parent);
            while let Some(node) = above {
                nodes[node].members.push(at);
                above = nodes[node].parent;
            }
            nodes.push(Node { region, team, rep, members: vec![at], ..Node::new(TreeLevel::Rep, Some(parent)) });
        }
        Tree { nodes, sums, cut_across }
    }

    /// The histories of the sums, to the period `last`: of the reps who are there now, so that wholes are sums at every past
    /// period too. `panel` has the reps' series as if nobody had been away, so that a leave is no fall.
    pub(super) fn sums(&self, panel: &[SeriesInput], last: Period) -> Vec<SeriesInput> {
        let of_node = |node: &Node| {
            let longest = node.members.iter().map(|&rep| panel[rep].values.len()).max().unwrap_or(0);
            let mut values = vec![0.0; longest];
            for &rep in &node.members {
                let own = &panel[rep].values;
                values[longest - own.len()..].iter_mut().zip(own).for_each(|(sum, value)| *sum += value);
            }
            SeriesInput {
                id: format!("{} {} {}", node.level.word(), node.region, node.team),
                values,
                group: None,
                first_season: last.plus(1 - longest as i32).number_in_year(),
                periods_before_data: None,
                away: Vec::new(),
            }
        };
        self.nodes[..self.sums].iter().map(of_node).collect()
    }
}

impl Node {
    fn new(level: TreeLevel, parent: Option<usize>) -> Node {
        let empty = String::new;
        Node { level, region: empty(), team: empty(), rep: empty(), parent, members: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(places: &[(&str, &str)], wanted: TreeLevel) -> Tree {
        let ids = (0..places.len()).map(|at| format!("R{at}")).collect();
        Tree::build(places.iter().map(|(a, b)| ((*a).to_string(), (*b).to_string())).collect(), ids, wanted)
    }

    fn levels(tree: &Tree) -> Vec<(&'static str, Option<usize>, usize)> {
        tree.nodes.iter().map(|node| (node.level.word(), node.parent, node.members.len())).collect()
    }

    #[test]
    fn teams_lie_in_regions_where_they_can() {
        let nested = tree(&[("N", "a"), ("N", "b"), ("S", "c"), ("S", "c"), ("S", "")], TreeLevel::Region);
        let wanted = [
            ("company", None, 5),
            ("region", Some(0), 2),
            ("region", Some(0), 3),
            ("team", Some(1), 1),
            ("team", Some(1), 1),
            ("team", Some(2), 2),
            ("rep", Some(3), 1),
            ("rep", Some(4), 1),
            ("rep", Some(5), 1),
            ("rep", Some(5), 1),
            ("rep", Some(2), 1),
        ];
        assert_eq!((levels(&nested), nested.cut_across), (wanted.to_vec(), None));
    }

    #[test]
    fn where_teams_cut_across_regions_the_wanted_level_stays() {
        let places = [("N", "a"), ("S", "a"), ("S", "b")];
        for (wanted, kept, lost) in
            [(TreeLevel::Region, "region", TreeLevel::Team), (TreeLevel::Team, "team", TreeLevel::Region)]
        {
            let tree = tree(&places, wanted);
            assert_eq!(tree.cut_across, Some(lost));
            assert_eq!(levels(&tree).iter().filter(|(level, ..)| *level == kept).count(), 2);
            assert_eq!(tree.nodes.len(), 6);
        }
    }

    #[test]
    fn one_region_and_one_team_are_no_levels() {
        let flat = tree(&[("N", "a"), ("N", "a")], TreeLevel::Team);
        assert_eq!(levels(&flat), [("company", None, 2), ("rep", Some(0), 1), ("rep", Some(0), 1)]);
        assert_eq!(levels(&tree(&[], TreeLevel::Company)), [("company", None, 0)]);
    }
}
