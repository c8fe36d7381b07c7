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

/// A newcomer's own result beside what ramp and peers let expect.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// So many times as much.
    times: f64,
    /// So much more, in shares of the peers' level.
    more: f64,
}

impl Standing {
    /// What is expected where the ramp stands at a share of the peers' level, as such a share. One good period at the foot of
    /// a ramp is many times as much as the ramp lets expect, and no reason to expect as many times the peers at its end:
    /// what came on top stays on top.
    fn share(self, ramp: f64) -> f64 {
        (ramp * self.times).min(ramp + self.more.max(0.0))
    }
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
        let beside_peers = |(h, level): (usize, &f64)| match standing {
            Some(standing) if *level > 0.0 => level * standing.share(self.ramp_of(own.len(), own.len() + h)),
            // Of a level that is nothing or a loss there are no shares.
            _ => level + believed * (mean(own) - level),
        };
        let path = level.iter().enumerate().map(beside_peers).collect();
        let is_unknown = |life: usize| self.ramp.get(life).is_some_and(Option::is_none);
        if !self.is_from_the_start(own.len()) && (own.len()..own.len() + horizon).any(is_unknown) {
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
    /// own periods are believed (0: not at all, 1: alone). No relative result where peers brought nothing, or a loss.
    fn standing(&self, series: usize, own: &[f64], doubts: &mut Vec<Doubt>) -> (Option<Standing>, f64) {
        if own.is_empty() {
            return (Some(Standing { times: 1.0, more: 0.0 }), 0.0);
        }
        let (mut came, mut expected, mut of_peers, mut periods) = (0.0, 0.0, 0.0, 0.0);
        let mut is_beyond = false;
        for (life, value) in own.iter().enumerate() {
            let period = self.panel.known - own.len() + life;
            let Some(level) = self.peers_at(series, period) else { continue };
            is_beyond |= *value > TIMES * level;
            came += value.min(TIMES * level);
            expected += level * self.ramp_of(own.len(), life);
            of_peers += level;
            periods += 1.0;
        }
        if expected <= 0.0 {
            let periods = own.len() as f64;
            return (None, periods / (periods + ASSUMED));
        }
        doubts.extend(is_beyond.then_some(Doubt::BeyondPeers));
        let believed = periods / (periods + self.periods_of_peers);
        let times = 1.0 + believed * ((came / expected).max(0.0) - 1.0);
        (Some(Standing { times, more: believed * (came - expected) / of_peers }), believed)
    }

    /// A series that is there from the panel's first period may have begun long before: it is on no ramp.
    fn is_from_the_start(&self, length: usize) -> bool {
        length == self.panel.known
    }

    /// The relative yield in a period of life of a series of so many periods.
    fn ramp_of(&self, length: usize, life: usize) -> f64 {
        if self.is_from_the_start(length) { 1.0 } else { self.ramp_at(life) }
    }

    /// The relative yield of beginners in a period of life. Where too few began to tell it, it lies on the way from the last
    /// one that is known to the peers' level at the ramp's end; before the first one that is known it is as much as there,
    /// and that level where none is known.
    fn ramp_at(&self, life: usize) -> f64 {
        let known = |life: usize| Some((life, self.ramp.get(life).copied().flatten()?));
        let before = (0..self.ramp_length.min(life + 1)).rev().find_map(known);
        match before.or_else(|| (life..self.ramp_length).find_map(known)) {
            Some((at, share)) if life < self.ramp_length => {
                let way = life.saturating_sub(at) as f64 / (self.ramp_length - at) as f64;
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
                let expected = self.many_at(series, start + life)? * self.ramp_of(values.len(), life);
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
            if self.is_from_the_start(values.len()) {
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

    /// As [`peers_at`](Self::peers_at), and of the whole panel where comparable series are too few: who is alone is always
    /// as large as the mean, and says nothing of how levels differ.
    fn many_at(&self, series: usize, period: usize) -> Option<f64> {
        let group = self.established[self.panel.groups[series]][period];
        if group.count >= ENOUGH_PEERS {
            return self.peers_at(series, period);
        }
        let panel = self.established[self.established.len() - 1][period];
        (panel.sum > 0.0).then(|| panel.mean())
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
mod tests;
