//! Series with too little of their own: the level of comparable series times a tenure ramp.
//!
//! The ramp says what a series yields in the k-th period of its life relative to its established peers in that
//! same period. It is learned from the panel's series that began inside the data. How far a newcomer's own periods move the
//! level is learned from the panel too (`credibility`).

use super::credibility::{ASSUMED, Credibility};
use super::giants::TIMES_OF_A_SEASON;
use super::panel::Panel;
use super::results::Doubt;
use super::robust::{mean, trimmed_mean};
use crate::models::pav::{Block, pool_adjacent_violators};

/// Fewer beginners than this say nothing about a period of life.
const ENOUGH_BEGINNERS: usize = 3;
/// How series vary is told by so many of their last seasons: older levels may have been others.
const SEASONS_LOOKED_AT: usize = 2;
/// A series that is so many times the next largest of those that it is averaged with counts as that one, and a
/// newcomer's value beyond so many times its peers' counts as that: what stands so far apart is no measure for others.
const TIMES: f64 = TIMES_OF_A_SEASON;
/// Of fewer series none stands apart.
const ENOUGH_PEERS: f64 = 3.0;

/// What is known about beginning, at one origin.
#[derive(Debug)]
pub(super) struct Newcomers<'a> {
    panel: &'a Panel<'a>,
    /// Relative yield in the first, second, … period of life; `None` where too few began.
    ramp: Vec<Option<f64>>,
    ramp_length: usize,
    /// What each group's established series brought in every period; the whole panel stands last.
    established: Vec<Vec<Tally>>,
    /// What is forecast for each group's series that have a forecast of their own; the whole panel stands last.
    ahead: Vec<Ahead>,
    /// So many of the newcomer's own periods weigh as much as the comparable series.
    periods_of_peers: f64,
}

/// A sum, how many went into it, and the two largest of them.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    sum: f64,
    count: f64,
    largest: f64,
    next: f64,
}

impl Tally {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1.0;
        if value > self.largest {
            (self.largest, self.next) = (value, self.largest);
        } else {
            self.next = self.next.max(value);
        }
    }

    /// What the largest counts for beside the others: less than one where it stands apart from them.
    fn share_of_largest(&self) -> f64 {
        let stands_apart = self.count >= ENOUGH_PEERS && self.next > 0.0 && self.largest > TIMES * self.next;
        if stands_apart { self.next / self.largest } else { 1.0 }
    }

    /// The mean, with the largest drawn in where it stands apart.
    fn mean(&self) -> f64 {
        let beyond = (1.0 - self.share_of_largest()) * self.largest;
        (self.sum - beyond) / self.count
    }
}

/// Mean forecast of a group and how far its series lie apart; no path for a group without forecasts.
#[derive(Debug, Clone, Default)]
struct Ahead {
    path: Vec<f64>,
    apart: f64,
    /// Whether one of its series stands apart and was drawn in.
    drawn_in: bool,
}

/// A newcomer's forecast.
#[derive(Debug, Clone)]
pub(super) struct NewcomerPath {
    pub(super) path: Vec<f64>,
    /// The size of error to expect: how far established peers lie apart, as far as own periods leave it unknown, and how a
    /// period lies around its level.
    pub(super) scale: f64,
    pub(super) doubts: Vec<Doubt>,
}

impl<'a> Newcomers<'a> {
    /// Learns the ramp from the panel; `paths` are the forecasts of the series that have one of their own.
    pub(super) fn learn(panel: &'a Panel<'a>, min_train: usize, paths: &[Option<&[f64]>]) -> Newcomers<'a> {
        let ramp_length = panel.season_length.max(min_train);
        let ahead = ahead(panel, paths);
        let established = established(panel, ramp_length);
        let periods_of_peers = ASSUMED;
        let mut newcomers = Newcomers { panel, ramp: Vec::new(), ramp_length, established, ahead, periods_of_peers };
        // Where everybody has a forecast of their own nobody asks.
        if paths.iter().any(Option::is_none) {
            newcomers.ramp = newcomers.learned_ramp();
            newcomers.periods_of_peers = newcomers.credibility().periods_of_peers();
        }
        newcomers
    }

    /// The forecast of one series, or `None` where no series of the panel has a value.
    pub(super) fn forecast(&self, series: usize, horizon: usize) -> Option<NewcomerPath> {
        let own = self.panel.series[series].unwrap_or(&[]);
        let mut doubts = vec![Doubt::ShortHistory { periods: own.len() }];
        if own.is_empty() {
            doubts.push(Doubt::NothingOfItsOwn);
        }
        let (level, scale) = self.peers_ahead(series, horizon, &mut doubts)?;
        let (standing, believed) = self.standing(series, own, &mut doubts);
        let path = level
            .iter()
            .enumerate()
            .map(|(h, level)| if *level > 0.0 { level * self.ramp_at(own.len() + h) * standing } else { *level })
            .collect();
        if (own.len()..own.len() + horizon).any(|life| self.ramp.get(life).is_some_and(Option::is_none)) {
            doubts.push(Doubt::RampUnknown);
        }
        // What is left of the levels' spread once the own periods are known, and the spread of a period around its level.
        let scale = scale * (1.0 - believed + self.periods_of_peers).sqrt();
        Some(NewcomerPath { path, scale, doubts })
    }

    /// Mean forecast of the comparable series, and how far they lie apart.
    fn peers_ahead(&self, series: usize, horizon: usize, doubts: &mut Vec<Doubt>) -> Option<(Vec<f64>, f64)> {
        let (group, panel) = (&self.ahead[self.panel.groups[series]], &self.ahead[self.ahead.len() - 1]);
        let peers = if group.path.is_empty() { panel } else { group };
        if peers.path.is_empty() {
            return self.little_that_is_known(series, horizon, doubts);
        }
        if group.path.is_empty() {
            doubts.push(Doubt::WholePanelStoodIn);
        }
        doubts.extend(peers.drawn_in.then_some(Doubt::PeerDrawnIn));
        Some((peers.path.clone(), peers.apart.max(0.1 * peers.path[0].abs())))
    }

    /// What comparable series brought in the panel's few periods on average, where no series has a forecast of its own.
    fn little_that_is_known(&self, series: usize, horizon: usize, doubts: &mut Vec<Doubt>) -> Option<(Vec<f64>, f64)> {
        let known: Vec<f64> =
            self.panel.series.iter().flatten().filter(|v| !v.is_empty()).map(|values| mean(values)).collect();
        if known.is_empty() {
            return None;
        }
        doubts.push(Doubt::NoEstablishedSeries);
        let of_peers: Vec<f64> = (0..self.panel.known).filter_map(|period| self.peers_at(series, period)).collect();
        let level = if of_peers.is_empty() { mean(&known) } else { mean(&of_peers) };
        let apart: Vec<f64> = known.iter().map(|v| (v - level).abs()).collect();
        Some((vec![level; horizon], mean(&apart).max(0.1 * level.abs())))
    }

    /// The newcomer's own result relative to what ramp and peers would have let expect, drawn towards one, and how far the
    /// own periods are believed (0: not at all, 1: alone).
    fn standing(&self, series: usize, own: &[f64], doubts: &mut Vec<Doubt>) -> (f64, f64) {
        let (mut came, mut expected, mut periods) = (0.0, 0.0, 0.0);
        let mut is_beyond = false;
        for (life, value) in own.iter().enumerate() {
            let period = self.panel.known - own.len() + life;
            let Some(level) = self.peers_at(series, period) else { continue };
            is_beyond |= *value > TIMES * level;
            came += value.min(TIMES * level);
            expected += level * self.ramp_at(life);
            periods += 1.0;
        }
        if expected <= 0.0 {
            // No peer lived through the newcomer's periods; its own mean beside the peers' is all there is.
            return (1.0, 0.0);
        }
        doubts.extend(is_beyond.then_some(Doubt::BeyondPeers));
        let believed = periods / (periods + self.periods_of_peers);
        (1.0 + believed * ((came / expected).max(0.0) - 1.0), believed)
    }

    /// The relative yield in a period of life. Where too few began to tell it, it lies on the way from the last one that is
    /// known to the peers' level at the ramp's end; that level where none is known.
    fn ramp_at(&self, life: usize) -> f64 {
        let known = |life: usize| self.ramp.get(life).copied().flatten();
        let before = (0..self.ramp_length.min(life + 1)).rev().find_map(|at| Some((at, known(at)?)));
        match before {
            Some((at, share)) if life < self.ramp_length => {
                let way = (life - at) as f64 / (self.ramp_length - at) as f64;
                share + way * (1.0 - share)
            }
            _ => 1.0,
        }
    }

    /// How the panel's series vary around their levels, and these among each other, in their last seasons.
    fn credibility(&self) -> Credibility {
        let mut found = Credibility::default();
        let looked_at = SEASONS_LOOKED_AT * self.panel.season_length;
        for (series, values) in self.panel.series.iter().enumerate() {
            let Some(values) = values else { continue };
            let start = self.panel.known - values.len();
            let relative = |life: usize| {
                let expected = self.peers_at(series, start + life)? * if start == 0 { 1.0 } else { self.ramp_at(life) };
                (expected > 0.0).then(|| (values[life] / expected).clamp(0.0, TIMES))
            };
            let last = values.len().saturating_sub(looked_at)..values.len();
            found.add(&last.filter_map(relative).collect::<Vec<f64>>());
        }
        found
    }

    /// Typical relative yield in every period of a ramp.
    fn learned_ramp(&self) -> Vec<Option<f64>> {
        let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); self.ramp_length];
        for (series, values) in self.panel.series.iter().enumerate() {
            let Some(values) = values else { continue };
            // A series that is there from the panel's first period may have begun long before.
            if values.len() == self.panel.known {
                continue;
            }
            for (life, value) in values.iter().enumerate().take(self.ramp_length) {
                if let Some(level) = self.peers_at(series, self.panel.known - values.len() + life) {
                    ratios[life].push((value / level).max(0.0));
                }
            }
        }
        let typical = |own: &Vec<f64>| (own.len() >= ENOUGH_BEGINNERS).then(|| (trimmed_mean(own), own.len()));
        rising(&ratios.iter().map(typical).collect::<Vec<_>>())
    }

    /// Mean value of the established comparable series in a period; `None` where there is none above zero.
    fn peers_at(&self, series: usize, period: usize) -> Option<f64> {
        let group = self.established[self.panel.groups[series]][period];
        let tally = if group.count > 0.0 { group } else { self.established[self.established.len() - 1][period] };
        (tally.sum > 0.0).then(|| tally.mean())
    }
}

/// A ramp leads upwards, and to the level of established series at most: what the few beginners of one period did beyond
/// that is chance, and would be foretold of every other newcomer. Neighbours that fall are pooled by their numbers.
fn rising(means: &[Option<(f64, usize)>]) -> Vec<Option<f64>> {
    let point = |(life, known): (usize, &Option<(f64, usize)>)| {
        known.map(|(y, n)| Block { x: life as f64, y, weight: n as f64 })
    };
    let mut blocks = pool_adjacent_violators(means.iter().enumerate().filter_map(point).collect()).into_iter();
    let mut block = blocks.next();
    // Weights are counts, so a block ends with the life that brings them to its own.
    let mut passed = 0;
    let at_life = |known: &Option<(f64, usize)>| {
        let (own, n) = (block?, (*known)?.1);
        passed += n;
        if passed >= own.weight.round() as usize {
            (block, passed) = (blocks.next(), 0);
        }
        Some(own.y.min(1.0))
    };
    means.iter().map(at_life).collect()
}

/// How many groups there are.
fn group_count(panel: &Panel<'_>) -> usize {
    panel.groups.iter().max().map_or(0, |last| last + 1)
}

/// Adds up, by group and period, the values of series that are past their ramp or were there from the start.
fn established(panel: &Panel<'_>, ramp_length: usize) -> Vec<Vec<Tally>> {
    let groups = group_count(panel);
    let mut tallies = vec![vec![Tally::default(); panel.known]; groups + 1];
    for (series, values) in panel.series.iter().enumerate() {
        let Some(values) = values else { continue };
        let start = panel.known - values.len();
        let ramp = if start == 0 { 0 } else { ramp_length };
        for (life, value) in values.iter().enumerate().skip(ramp) {
            for group in [panel.groups[series], groups] {
                tallies[group][start + life].add(*value);
            }
        }
    }
    tallies
}

/// The mean path of every group and, last, of the whole panel.
fn ahead(panel: &Panel<'_>, paths: &[Option<&[f64]>]) -> Vec<Ahead> {
    let groups = group_count(panel);
    let mut members: Vec<Vec<&[f64]>> = vec![Vec::new(); groups + 1];
    for (series, path) in paths.iter().enumerate() {
        if let Some(path) = path {
            members[panel.groups[series]].push(path);
            members[groups].push(path);
        }
    }
    let one = |paths: &Vec<&[f64]>| {
        let horizon = paths.first().map_or(0, |path| path.len());
        let mut tally = Tally::default();
        paths.iter().for_each(|path| tally.add(path[0]));
        let share = tally.share_of_largest();
        let drawn_in = share < 1.0;
        let part = |p: &[f64], h: usize| if drawn_in && p[0] >= tally.largest { share * p[h] } else { p[h] };
        let path: Vec<f64> =
            (0..horizon).map(|h| mean(&paths.iter().map(|p| part(p, h)).collect::<Vec<_>>())).collect();
        let apart: Vec<f64> = paths.iter().map(|p| (part(p, 0) - path[0]).abs()).collect();
        Ahead { apart: mean(&apart), path, drawn_in }
    };
    members.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_is_learned_and_applied() {
        let old = [100.0; 8];
        let begun = [vec![20.0, 50.0, 90.0], vec![22.0, 50.0], vec![18.0, 50.0, 80.0, 100.0]];
        let newest: Vec<f64> = Vec::new();
        let series =
            vec![Some(&old[..]), Some(&begun[0][..]), Some(&begun[1][..]), Some(&begun[2][..]), Some(&newest[..])];
        let groups = [0; 5];
        let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
        let path = [100.0, 100.0, 100.0];
        let newcomers = Newcomers::learn(&panel, 4, &[Some(&path[..]), None, None, None, None]);
        let found = newcomers.forecast(4, 3).expect("the panel has values");
        assert_eq!(&found.path[..2], &[20.0, 50.0]);
        // Two beginners are too few for the third period: it lies on the way from 50 to 100 in the fifth.
        assert!((found.path[2] - 50.0 - 50.0 / 3.0).abs() < 1e-9, "{found:?}");
        assert!(found.doubts.contains(&Doubt::NothingOfItsOwn) && found.doubts.contains(&Doubt::RampUnknown));
    }

    #[test]
    fn its_own_periods_move_a_newcomer_part_of_the_way() {
        let old = [100.0; 8];
        let mine = [200.0, 200.0];
        let groups = [0; 2];
        let series = vec![Some(&old[..]), Some(&mine[..])];
        let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
        let path = [100.0];
        let newcomers = Newcomers::learn(&panel, 4, &[Some(&path[..]), None]);
        // Two periods at twice the peers' level beside two periods' worth of the peers: half of the way.
        assert_eq!(newcomers.forecast(1, 1).expect("the panel has values").path, vec![150.0]);
    }

    #[test]
    fn where_peers_are_steady_and_differ_own_periods_say_nearly_all() {
        let old: Vec<Vec<f64>> = (1..=10)
            .map(|rep| (0..8).map(|at| f64::from(rep) * [950.0, 1050.0][(at + rep as usize) % 2]).collect())
            .collect();
        let mine = [70.0, 80.0, 75.0];
        let groups = [0; 11];
        let mut series: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..])).collect();
        series.push(Some(&mine[..]));
        let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
        let paths: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..1])).chain([None]).collect();
        let newcomers = Newcomers::learn(&panel, 4, &paths);
        let found = newcomers.forecast(10, 1).expect("the panel has values");
        // With a fixed weight of two periods it would be 2,250.
        assert!((75.0..300.0).contains(&found.path[0]) && found.scale < 1_000.0, "{found:?}");
    }

    #[test]
    fn a_ramp_never_falls_and_ends_at_the_peers_level() {
        let known = |means: &[(f64, usize)]| rising(&means.iter().map(|one| Some(*one)).collect::<Vec<_>>());
        assert_eq!(known(&[(0.25, 3), (0.5, 3), (0.75, 3)]), [Some(0.25), Some(0.5), Some(0.75)]);
        // Six at 0.5 and three at 0.2 are nine at 0.4; three at twice the peers' level are no reason to foretell it.
        assert_eq!(known(&[(0.5, 6), (0.2, 3), (2.0, 3)]), [Some(0.4), Some(0.4), Some(1.0)]);
        assert_eq!(rising(&[Some((0.5, 4)), None, Some((0.25, 4)), None]), [Some(0.375), None, Some(0.375), None]);
        assert_eq!(rising(&[None, None]), [None, None]);
    }

    #[test]
    fn one_peer_of_many_times_the_others_is_no_measure_for_a_newcomer_and_it_is_told() {
        let old = [vec![100.0; 8], vec![120.0; 8], vec![80.0; 8], vec![1e6; 8]];
        let mine = [100.0, 90.0];
        let groups = [0; 5];
        let mut series: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..])).collect();
        series.push(Some(&mine[..]));
        let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
        let paths: Vec<Option<&[f64]>> = old.iter().map(|values| Some(&values[..1])).chain([None]).collect();
        let found = Newcomers::learn(&panel, 4, &paths).forecast(4, 1).expect("the panel has values");
        // The fourth counts as the largest of the others, 120.
        assert!((85.0..115.0).contains(&found.path[0]) && found.scale < 30.0, "{found:?}");
        assert!(found.doubts.contains(&Doubt::PeerDrawnIn), "{found:?}");
    }

    #[test]
    fn one_period_of_many_times_the_peers_counts_as_ten_times_theirs_and_it_is_told() {
        let old = [vec![100.0; 8], vec![100.0; 8]];
        let groups = [0; 3];
        let path = [100.0];
        let forecast = |mine: &[f64]| {
            let series = vec![Some(&old[0][..]), Some(&old[1][..]), Some(mine)];
            let panel = Panel { season_length: 4, known: 8, next_season: 0, series, groups: &groups, beside: None };
            Newcomers::learn(&panel, 4, &[Some(&path), Some(&path), None]).forecast(2, 1).expect("the panel has values")
        };
        let wild = forecast(&[3e7]);
        assert_eq!(wild.path, forecast(&[1_000.0]).path);
        assert!(wild.doubts.contains(&Doubt::BeyondPeers));
        assert!(!forecast(&[900.0]).doubts.contains(&Doubt::BeyondPeers));
    }

    #[test]
    fn without_any_value_there_is_no_forecast() {
        let groups = [0; 1];
        let empty: Vec<f64> = Vec::new();
        let panel = Panel {
            season_length: 4,
            known: 0,
            next_season: 0,
            series: vec![Some(&empty[..])],
            groups: &groups,
            beside: None,
        };
        assert!(Newcomers::learn(&panel, 4, &[None]).forecast(0, 2).is_none());
    }
}
