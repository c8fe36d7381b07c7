//! The reps and their managers: who sells, when they serve, and what is lastingly true of each.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution};

use crate::calendar::Day;

use super::GenerateError;
use super::params::CheckedSettings;
use super::streams::{Stream, factor_around_one, normal, pick, stream};
use super::table::{Folder, Table};
use super::window::Window;

/// The strength of a newcomer in the month of hire, as a share of the full one.
pub(super) const RAMP_START: f64 = 0.3;

/// Months by which a declining rep's pipeline and activity fall before the sales do.
pub(super) const DECLINE_LEAD_MONTHS: usize = 2;

/// A fall of sales: straight down to `1 − depth` over `months_to_full`, and it stays there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decline {
    /// The first month (of the window) that is weaker.
    pub(super) from_month: usize,
    /// The share of sales that is lost in the end.
    pub(super) depth: f64,
    /// Months until the whole depth is reached; the first month has lost the first part.
    pub(super) months_to_full: usize,
}

impl Decline {
    /// What is left of full strength in a month.
    pub(super) fn factor(self, month: usize) -> f64 {
        if month < self.from_month {
            return 1.0;
        }
        let gone = (month - self.from_month + 1).min(self.months_to_full) as f64 / self.months_to_full as f64;
        1.0 - self.depth * gone
    }
}

/// A rep, with everything that is lastingly true of them.
#[derive(Debug, Clone)]
pub(super) struct Rep {
    pub(super) team: usize,
    pub(super) hire: Day,
    pub(super) leave: Option<Day>,
    /// Months from the window's start to the month of hire, where the rep is a newcomer.
    pub(super) hired_in_month: Option<usize>,
    /// Full-time equivalent in tenths.
    pub(super) fte_tenths: u32,
    /// Lasting strength; 1 is usual.
    pub(super) productivity: f64,
    /// Relative number of customers.
    pub(super) territory: f64,
    /// Index by calendar quarter, mean 1.
    pub(super) season: [f64; 4],
    pub(super) decline: Option<Decline>,
    /// Chance of each of five discount steps of 5 %.
    pub(super) discount_chance: f64,
    /// Days after the due date at which the rep's customers pay on average.
    pub(super) late_days: f64,
    pub(super) win_rate: f64,
    /// Chance that an assigned lead is followed up.
    pub(super) followup_rate: f64,
    /// Expected rating around the scale's usual value, in scale points.
    pub(super) ability: f64,
    /// Mean satisfaction of the rep's customers on a scale of 1 to 5, before rounding.
    pub(super) satisfaction: f64,
    /// An attribute without any effect, for the fairness audit.
    pub(super) group_site: &'static str,
}

impl Rep {
    /// Whether the rep serves on a day.
    pub(super) fn serves(&self, day: Day) -> bool {
        self.hire <= day && self.leave.is_none_or(|leave| day <= leave)
    }

    /// The newcomer's share of full strength in a month of the window; 1 for everybody else.
    pub(super) fn ramp(&self, month: usize, ramp_months: u32) -> f64 {
        match self.hired_in_month {
            Some(hired) if ramp_months > 0 => {
                let share = (month.saturating_sub(hired) as f64 / f64::from(ramp_months)).min(1.0);
                RAMP_START + (1.0 - RAMP_START) * share
            }
            _ => 1.0,
        }
    }

    /// Effort in a month: the ramp, and a decline that shows here [`DECLINE_LEAD_MONTHS`] before it shows in sales.
    pub(super) fn effort(&self, month: usize, ramp_months: u32) -> f64 {
        let fallen = self.decline.map_or(1.0, |decline| decline.factor(month + DECLINE_LEAD_MONTHS));
        self.ramp(month, ramp_months) * fallen * f64::from(self.fte_tenths) / 10.0
    }
}

/// All people of the company.
#[derive(Debug)]
pub(super) struct People {
    pub(super) reps: Vec<Rep>,
    pub(super) teams: usize,
    /// By team: the reps who serve throughout and stand in where the owner of a customer does not serve.
    covers: Vec<Vec<u32>>,
    /// Digits of a rep's number.
    pub(super) rep_width: usize,
}

impl People {
    pub(super) fn draw(settings: &CheckedSettings, window: &Window) -> People {
        let mut rng = stream(settings.seed, Stream::People);
        let count = settings.reps as usize;
        let mut reps: Vec<Rep> =
            (0..count).map(|rep| regular(rep / settings.team_size as usize, settings, &mut rng)).collect();
        let mut order: Vec<usize> = (0..count).collect();
        order.shuffle(&mut rng);
        let (declining, rest) = order.split_at(settings.declining() as usize);
        let (newcomers, rest) = rest.split_at(settings.newcomers() as usize);
        let leavers = &rest[..settings.leavers() as usize];
        for &rep in declining {
            reps[rep].decline = Some(draw_decline(window, &mut rng));
        }
        for &rep in newcomers {
            let month = month_between(window, 0.15, 0.75, &mut rng);
            let calendar = crate::calendar::FiscalCalendar::default();
            reps[rep].hire = window.business_day_from(calendar.first_day(window.month(month)));
            reps[rep].hired_in_month = Some(month);
        }
        for &rep in leavers {
            let month = month_between(window, 0.25, 0.90, &mut rng);
            reps[rep].leave = Some(crate::calendar::FiscalCalendar::default().last_day(window.month(month)));
        }
        let teams = count.div_ceil(settings.team_size as usize);
        let covers = draw_covers(&reps, teams);
        People { reps, teams, covers, rep_width: width_of(count as u64, 4) }
    }

    /// Who sells to a customer on a day: the owner while serving, else a colleague who serves throughout.
    pub(super) fn desk(&self, owner: usize, customer: usize, day: Day) -> usize {
        let rep = &self.reps[owner];
        if rep.serves(day) {
            return owner;
        }
        let covers = &self.covers[rep.team];
        covers[customer % covers.len()] as usize
    }

    /// The region of a team: every three teams share one.
    pub(super) fn region(&self, team: usize) -> String {
        format!("Region {}", team / 3 + 1)
    }

    /// Writes `reps.csv`: managers first, then reps.
    pub(super) fn write(&self, settings: &CheckedSettings, folder: &mut Folder) -> Result<(), GenerateError> {
        let mut table = folder.table(
            "reps.csv",
            &["rep_id", "name", "team", "region", "role", "manager_id", "hire_date", "leave_date", "fte", "group_site"],
        )?;
        for team in 0..self.teams {
            table.id("M", team as u64 + 1, 3).text(&format!("Manager {:02}", team + 1));
            self.team_fields(team, &mut table);
            table.text("manager").empty().day(settings.start.plus_days(-3_000 - team as i32)).empty();
            table.text("1.0").text("A").end()?;
        }
        for (number, rep) in self.reps.iter().enumerate() {
            self.rep_id(number, &mut table);
            table.text(&format!("Rep {:0width$}", number + 1, width = self.rep_width));
            self.team_fields(rep.team, &mut table);
            table.text("rep").id("M", rep.team as u64 + 1, 3).day(rep.hire).day_or_empty(rep.leave);
            table.text(if rep.fte_tenths == 10 { "1.0" } else { "0.8" }).text(rep.group_site).end()?;
        }
        folder.close(table)
    }

    /// Writes the id of a rep.
    pub(super) fn rep_id<'t>(&self, rep: usize, table: &'t mut Table) -> &'t mut Table {
        table.id("R", rep as u64 + 1, self.rep_width)
    }

    /// The id of a rep as text.
    pub(super) fn rep_id_text(&self, rep: usize) -> String {
        format!("R{:0width$}", rep + 1, width = self.rep_width)
    }

    fn team_fields(&self, team: usize, table: &mut Table) {
        table.text(&format!("Team {:02}", team + 1)).text(&self.region(team));
    }
}

/// Digits of the largest number, at least `least`.
pub(super) fn width_of(largest: u64, least: usize) -> usize {
    largest.to_string().len().max(least)
}

/// A rep who serves throughout and does not decline.
fn regular(team: usize, settings: &CheckedSettings, rng: &mut ChaCha8Rng) -> Rep {
    let fte_tenths = pick(rng, &[(10, 0.9), (8, 0.1)]);
    let win_rate = Beta::new(14.0, 36.0).expect("positive shapes").sample(rng);
    Rep {
        team,
        hire: settings.start.plus_days(-rng.random_range(750..3_650)),
        leave: None,
        hired_in_month: None,
        fte_tenths,
        productivity: factor_around_one(rng, settings.productivity_spread),
        territory: factor_around_one(rng, 0.2) * f64::from(fte_tenths) / 10.0,
        season: own_season(settings, rng),
        decline: None,
        discount_chance: rng.random_range(0.1..0.5),
        late_days: rng.random_range(-4.0..16.0),
        win_rate,
        followup_rate: rng.random_range(0.55..0.98),
        ability: normal(rng, 0.0, 0.7),
        satisfaction: rng.random_range(3.3..4.7),
        group_site: pick(rng, &[("A", 0.5), ("B", 0.5)]),
    }
}

/// The company's season with the rep's own deviation, rescaled to mean 1.
fn own_season(settings: &CheckedSettings, rng: &mut ChaCha8Rng) -> [f64; 4] {
    let season = settings.season.map(|index| index * factor_around_one(rng, settings.season_spread));
    let mean = season.iter().sum::<f64>() / 4.0;
    season.map(|index| index / mean)
}

fn draw_decline(window: &Window, rng: &mut ChaCha8Rng) -> Decline {
    Decline {
        from_month: month_between(window, 0.45, 0.85, rng),
        depth: rng.random_range(0.35..0.65),
        months_to_full: rng.random_range(2..=5),
    }
}

/// A month of the window between two shares of its length.
fn month_between(window: &Window, low: f64, high: f64, rng: &mut ChaCha8Rng) -> usize {
    (rng.random_range(low..high) * window.month_count() as f64) as usize
}

/// By team, the reps without change who stand in for others; where a team has none, those of the whole company.
/// Those who decline do not stand in: what happens to their sales is their decline and nothing else.
fn draw_covers(reps: &[Rep], teams: usize) -> Vec<Vec<u32>> {
    let steady = |rep: &Rep| rep.decline.is_none() && rep.hired_in_month.is_none() && rep.leave.is_none();
    let all: Vec<u32> = (0..reps.len()).filter(|&rep| steady(&reps[rep])).map(|rep| rep as u32).collect();
    (0..teams)
        .map(|team| {
            let own: Vec<u32> = all.iter().copied().filter(|&rep| reps[rep as usize].team == team).collect();
            if own.is_empty() { all.clone() } else { own }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    fn people(settings: GeneratorSettings) -> (People, Window) {
        let settings = settings.check().unwrap();
        let window = Window::new(&settings);
        (People::draw(&settings, &window), window)
    }

    #[test]
    fn the_shares_are_kept_and_nobody_has_two_fates() {
        let (people, _) = people(GeneratorSettings { reps: 100, ..GeneratorSettings::default() });
        let declining = people.reps.iter().filter(|r| r.decline.is_some()).count();
        let newcomers = people.reps.iter().filter(|r| r.hired_in_month.is_some()).count();
        let leavers = people.reps.iter().filter(|r| r.leave.is_some()).count();
        assert_eq!((declining, newcomers, leavers), (12, 15, 8));
        let fates = |r: &&Rep| r.decline.is_some() || r.hired_in_month.is_some() || r.leave.is_some();
        assert_eq!(people.reps.iter().filter(fates).count(), 35);
    }

    #[test]
    fn whoever_sells_serves_on_that_day() {
        let (people, window) = people(GeneratorSettings { reps: 40, ..GeneratorSettings::default() });
        for &day in window.business_days() {
            for owner in 0..40 {
                let seller = people.desk(owner, owner * 7 + 3, day);
                assert!(people.reps[seller].serves(day));
            }
        }
    }

    #[test]
    fn a_decline_goes_straight_down_and_stays() {
        let decline = Decline { from_month: 10, depth: 0.6, months_to_full: 3 };
        let factors: Vec<f64> = (9..14).map(|month| (decline.factor(month) * 100.0).round() / 100.0).collect();
        assert_eq!(factors, [1.0, 0.8, 0.6, 0.4, 0.4]);
    }

    #[test]
    fn a_newcomer_reaches_full_strength_after_the_ramp() {
        let (mut people, _) = people(GeneratorSettings::default());
        people.reps[0].hired_in_month = Some(5);
        let strength = |month| people.reps[0].ramp(month, 6);
        assert_eq!(strength(5), 0.3);
        assert!((strength(8) - 0.65).abs() < 1e-12);
        assert_eq!((strength(11), strength(30)), (1.0, 1.0));
        assert_eq!(people.reps[0].ramp(5, 0), 1.0);
    }

    #[test]
    fn every_season_has_mean_one() {
        let (people, _) = people(GeneratorSettings::default());
        for rep in &people.reps {
            assert!((rep.season.iter().sum::<f64>() - 4.0).abs() < 1e-12);
        }
    }
}
