//! Assessments: yearly ratings by managers, peers, subordinates, customers and the reps themselves, on a scale of
//! anchored behaviours, with planted severities of the raters.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::calendar::{Day, FiscalCalendar, Grain};

use super::people::width_of;
use super::streams::{Stream, normal, stream};
use super::table::{Folder, Table};
use super::truth::{ItemTruth, RaterTruth};
use super::{Company, GenerateError, instruments};

/// The score of a usual person by a usual rater on a usual item, on the scale of 1 to 7.
pub(super) const USUAL_SCORE: f64 = 4.5;

/// Spread of the raters' severities.
const SEVERITY_SPREAD: f64 = 0.5;

/// Spread of single scores around their expectation, before rounding.
pub(super) const SCORE_SPREAD: f64 = 0.6;

/// How much people rate themselves above what others see.
pub(super) const SELF_BONUS: f64 = 0.5;

/// Chance that a rater could not observe a behaviour.
const NOT_OBSERVED_SHARE: f64 = 0.04;

/// Peers of the own team and customers who rate a rep.
const PEERS: usize = 3;
const CUSTOMERS: usize = 3;

const COLUMNS: [&str; 10] = [
    "assessment_id",
    "cycle_id",
    "ratee_rep_id",
    "rater_key",
    "rater_group",
    "instrument_id",
    "item_id",
    "score",
    "not_observed",
    "submitted_at",
];

/// The planted truth of the ratings.
#[derive(Debug)]
pub(super) struct RatingTruth {
    pub(super) raters: Vec<RaterTruth>,
    pub(super) items: Vec<ItemTruth>,
}

/// Who rates; the key hides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rater {
    Manager(usize),
    Rep(usize),
    /// The n-th customer of a rep who rates.
    Customer(usize, usize),
}

/// Who is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ratee {
    Manager(usize),
    Rep(usize),
}

/// Writes `instruments.csv` and `assessments.csv`.
pub(super) fn write(company: &Company, folder: &mut Folder) -> Result<RatingTruth, GenerateError> {
    let items = instruments::write(folder)?;
    let mut rng = stream(company.settings.seed, Stream::Ratings);
    let manager_ability: Vec<f64> = (0..company.people.teams).map(|_| normal(&mut rng, 0.0, 0.7)).collect();
    let mut panel = Panel {
        company,
        raters: draw_raters(company, &mut rng),
        manager_ability,
        items,
        rng,
        table: folder.table("assessments.csv", &COLUMNS)?,
        count: 0,
        submitted: company.window.last(),
    };
    for year in 0..company.settings.years {
        panel.cycle(year)?;
    }
    folder.close(panel.table)?;
    let mut raters: Vec<RaterTruth> = panel.raters.into_values().collect();
    raters.sort_by(|a, b| a.rater_key.cmp(&b.rater_key));
    Ok(RatingTruth { raters, items: panel.items })
}

/// Everybody who may rate, with a key in random order and a severity.
fn draw_raters(company: &Company, rng: &mut ChaCha8Rng) -> BTreeMap<Rater, RaterTruth> {
    let reps = company.people.reps.len();
    let managers = (0..company.people.teams).map(Rater::Manager);
    let customers = (0..reps).flat_map(|rep| (0..CUSTOMERS).map(move |number| Rater::Customer(rep, number)));
    let raters: Vec<Rater> = managers.chain((0..reps).map(Rater::Rep)).chain(customers).collect();
    let mut keys: Vec<usize> = (1..=raters.len()).collect();
    keys.shuffle(rng);
    let width = width_of(raters.len() as u64, 5);
    let named = raters.into_iter().zip(keys).map(|(rater, key)| {
        let severity = normal(rng, 0.0, SEVERITY_SPREAD);
        (rater, RaterTruth { rater_key: format!("K{key:0width$}"), severity })
    });
    named.collect()
}

struct Panel<'a> {
    company: &'a Company,
    raters: BTreeMap<Rater, RaterTruth>,
    manager_ability: Vec<f64>,
    items: Vec<ItemTruth>,
    rng: ChaCha8Rng,
    table: Table,
    count: u64,
    /// The day on which the present cycle's ratings are handed in.
    submitted: Day,
}

impl Panel<'_> {
    /// The ratings at the end of a year of the window.
    fn cycle(&mut self, year: u32) -> Result<(), GenerateError> {
        let window = &self.company.window;
        let last_month = window.month(year as usize * 12 + 11);
        let day = FiscalCalendar::default().last_day(last_month);
        let label = FiscalCalendar::default().label(last_month.within(Grain::Year));
        self.submitted = day.plus_days(-14);
        let reps = &self.company.people.reps;
        // Who came less than half a year ago is not rated yet.
        let serving: Vec<usize> =
            (0..reps.len()).filter(|&rep| reps[rep].serves(day) && reps[rep].hire <= day.plus_days(-182)).collect();
        for team in 0..self.company.people.teams {
            let members: Vec<usize> = serving.iter().copied().filter(|&rep| reps[rep].team == team).collect();
            for &member in members.iter().take(6) {
                self.rate(&label, Ratee::Manager(team), Rater::Rep(member), "subordinate")?;
            }
        }
        for (place, &rep) in serving.iter().enumerate() {
            self.rate_rep(&label, rep, place, &serving)?;
        }
        Ok(())
    }

    /// All ratings of one rep. One more peer comes from elsewhere, so that all raters are connected.
    fn rate_rep(&mut self, label: &str, rep: usize, place: usize, serving: &[usize]) -> Result<(), GenerateError> {
        let reps = &self.company.people.reps;
        let team = reps[rep].team;
        let mut peers: Vec<usize> =
            serving.iter().copied().filter(|&peer| peer != rep && reps[peer].team == team).collect();
        let start = if peers.is_empty() { 0 } else { self.rng.random_range(0..peers.len()) };
        peers.rotate_left(start);
        peers.truncate(PEERS);
        let other = serving[(place + serving.len() / 2) % serving.len()];
        if other != rep && !peers.contains(&other) {
            peers.push(other);
        }
        self.rate(label, Ratee::Rep(rep), Rater::Manager(team), "manager")?;
        for peer in peers {
            self.rate(label, Ratee::Rep(rep), Rater::Rep(peer), "peer")?;
        }
        for number in 0..CUSTOMERS {
            self.rate(label, Ratee::Rep(rep), Rater::Customer(rep, number), "customer")?;
        }
        self.rate(label, Ratee::Rep(rep), Rater::Rep(rep), "self")
    }

    /// One rater's scores for one person, item by item, under one assessment id.
    fn rate(&mut self, label: &str, ratee: Ratee, rater: Rater, group: &str) -> Result<(), GenerateError> {
        self.count += 1;
        let RaterTruth { rater_key, severity } = &self.raters[&rater];
        let ability = match ratee {
            Ratee::Manager(team) => self.manager_ability[team],
            Ratee::Rep(rep) => self.company.people.reps[rep].ability,
        };
        let bonus = if group == "self" { SELF_BONUS } else { 0.0 };
        for item in &self.items {
            let expected = USUAL_SCORE + ability + bonus - severity - item.difficulty;
            let score = normal(&mut self.rng, expected, SCORE_SPREAD).round().clamp(1.0, 7.0) as i64;
            let unseen = self.rng.random_bool(NOT_OBSERVED_SHARE);
            let table = &mut self.table;
            table.id("AS", self.count, 7).text(label);
            match ratee {
                Ratee::Manager(team) => table.id("M", team as u64 + 1, 3),
                Ratee::Rep(rep) => self.company.people.rep_id(rep, table),
            };
            table.text(rater_key).text(group).text(instruments::INSTRUMENT).text(&item.item_id);
            if unseen {
                table.empty()
            } else {
                table.int(score)
            };
            table.flag(unseen).timestamp(self.submitted, 12 * 60).end()?;
        }
        Ok(())
    }
}
