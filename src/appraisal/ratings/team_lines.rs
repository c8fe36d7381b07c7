//! What is said about teams and the company.

use std::collections::BTreeMap;

use crate::quantity::NullReason;

use super::cycle::CycleRatings;
use super::levels::{LEAST_REPS, shown_teams};
use super::lines::{By, Line};

/// A level above the rep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A team.
    Team,
    /// All reps.
    Company,
}

impl Level {
    /// The word in listings.
    pub fn word(self) -> &'static str {
        match self {
            Level::Team => "team",
            Level::Company => "company",
        }
    }
}

/// A line about a team or the company: means over its reps' scores.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamLine {
    /// The level.
    pub level: Level,
    /// The team; empty for the company.
    pub team: String,
    /// By what the line cuts.
    pub by: By,
    /// Which of them.
    pub key: String,
    /// Reps with a score; none where the line is withheld.
    pub n_reps: Option<usize>,
    /// The mean of the raw scores.
    pub raw: Option<f64>,
    /// The mean of the adjusted ones; none where not all of them can be compared.
    pub adjusted: Option<f64>,
    /// Why one of them is absent.
    pub null_reason: Option<NullReason>,
}

impl CycleRatings {
    /// The lines of all teams and of the company, over the ratees whom `team_of` names with their team; a team without a
    /// name is counted in the company alone.
    pub fn team_lines(&self, team_of: &BTreeMap<String, String>, by: &[By]) -> Vec<TeamLine> {
        let mut by_cut: BTreeMap<(By, String), Vec<Line>> = BTreeMap::new();
        let lines = self.lines(None, by).into_iter();
        for line in lines.filter(|line| line.by != By::Oneself && team_of.contains_key(&line.ratee)) {
            by_cut.entry((line.by, line.key.clone())).or_default().push(line);
        }
        let mut found = Vec::new();
        for ((by, key), lines) in by_cut {
            let mut teams: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
            for line in lines.iter().filter(|line| line.score.is_some()) {
                teams.entry(&team_of[&line.ratee]).or_default().push(line);
            }
            let teamless = teams.remove("").unwrap_or_default().len();
            let sizes: BTreeMap<&str, usize> = teams.iter().map(|(team, lines)| (*team, lines.len())).collect();
            let shown = shown_teams(&sizes, teamless);
            for (team, lines) in &teams {
                let of_team = if shown.contains(team) { lines.as_slice() } else { &[] };
                found.push(mean(Level::Team, team, (by, &key), of_team));
            }
            let all: Vec<&Line> = lines.iter().filter(|line| line.score.is_some()).collect();
            let of_company = if all.len() >= LEAST_REPS { all.as_slice() } else { &[] };
            found.push(mean(Level::Company, "", (by, &key), of_company));
        }
        found.sort_by(|a, b| (a.level, &a.team, a.by, &a.key).cmp(&(b.level, &b.team, b.by, &b.key)));
        found
    }
}

/// The means over lines; a line without values where there are none.
fn mean(level: Level, team: &str, (by, key): (By, &str), lines: &[&Line]) -> TeamLine {
    let n = lines.len() as f64;
    let of = |value: &dyn Fn(&super::SliceScore) -> f64| {
        (!lines.is_empty()).then(|| lines.iter().filter_map(|line| line.score.as_ref()).map(value).sum::<f64>() / n)
    };
    let one_part = lines.iter().all(|line| line.is_comparable() && line.part == lines[0].part);
    let null_reason = match (lines.is_empty(), one_part) {
        (true, _) => Some(NullReason::BelowMinN),
        (false, false) => Some(NullReason::NotComparable),
        (false, true) => None,
    };
    TeamLine {
        level,
        team: team.to_string(),
        by,
        key: key.to_string(),
        n_reps: (!lines.is_empty()).then_some(lines.len()),
        raw: of(&|score| score.raw),
        adjusted: of(&|score| score.adjusted).filter(|_| one_part),
        null_reason,
    }
}
