//! The settings of a generated company: as set, and as checked.

use std::ops::{Deref, RangeInclusive};

use serde::{Deserialize, Serialize};

use crate::calendar::Day;
use crate::quantity::Currency;

use super::GenerateError;

/// What kind of company to generate.
///
/// | name | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `seed` | 1 | the source of all randomness; the same settings give the same bytes | any |
/// | `order_lines` | 100,000 | rows of `orders.csv`, returns included, exactly | 1,000 to 100,000,000 |
/// | `reps` | 24 | people who sell at any time, newcomers and leavers included, managers not | 4 to 20,000, at most `order_lines` ÷ 20 |
/// | `team_size` | 8 | reps of one manager | 2 to 50 |
/// | `years` | 3 | length of the window | 1 to 20 |
/// | `start` | 2021-01-01 | first day of the window | first day of a calendar quarter, 1980 to 2100 |
/// | `currency` | USD | the one currency; prices are drawn in its minor units | ISO 4217 |
/// | `products` | 120 | products on the list | 1 to 100,000 |
/// | `declining_share` | 0.12 | share of reps whose sales fall from a known month | 0 to 0.5 |
/// | `newcomer_share` | 0.15 | share of reps hired within the window, who ramp up | 0 to 0.5 |
/// | `leaver_share` | 0.08 | share of reps who leave within the window | 0 to 0.5 |
/// | `ramp_months` | 6 | months until a newcomer sells at full strength; 0: at once | 0 to 24 |
/// | `return_share` | 0.01 | chance that a sold line comes back | 0 to 0.2 |
/// | `growth_per_year` | 0.04 | growth of the amounts of an order; orders become more as well, as long as more customers are won than lost | −0.5 to 1 |
/// | `season` | 0.90 0.98 0.94 1.18 | the company's index by calendar quarter, rescaled to mean 1 | each 0.1 to 10 |
/// | `season_spread` | 0.05 | spread (of the logarithm) of the reps' own seasons around it | 0 to 0.3 |
/// | `shock_spread` | 0.06 | spread of good and bad quarters that all reps share | 0 to 0.5 |
/// | `rep_spread` | 0.08 | spread of a rep's own good and bad quarters | 0 to 0.5 |
/// | `productivity_spread` | 0.30 | spread of lasting differences between reps | 0 to 1 |
/// | `established_years` | 2 | years before the window in which customers were already won; 0: every history is complete | 0 to 10 |
/// | `purchases` | see there | how customers come back | |
/// | `only_orders` | false | write only orders, customers, products, reps and the truth | |
/// | `overwrite` | false | accept a folder that is not empty, replacing an earlier company in it | |
///
/// The declining, the newcomers and the leavers are different people, and at least one rep is none of them.
/// The number of customers follows from `order_lines`: with the defaults about one for twelve lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GeneratorSettings {
    /// The source of all randomness.
    pub seed: u64,
    /// Rows of `orders.csv`, returns included.
    pub order_lines: u64,
    /// People who sell at any time.
    pub reps: u32,
    /// Reps of one manager.
    pub team_size: u32,
    /// Calendar years from `start`.
    pub years: u32,
    /// First day of the window.
    pub start: Day,
    /// The currency of all amounts.
    pub currency: Currency,
    /// Products on the list.
    pub products: u32,
    /// Share of reps whose sales fall from a known month.
    pub declining_share: f64,
    /// Share of reps hired within the window.
    pub newcomer_share: f64,
    /// Share of reps who leave within the window.
    pub leaver_share: f64,
    /// Months until a newcomer sells at full strength.
    pub ramp_months: u32,
    /// Chance that a sold line comes back.
    pub return_share: f64,
    /// Yearly growth of the amounts of an order; 0.04 is four percent.
    pub growth_per_year: f64,
    /// The company's index by calendar quarter.
    pub season: [f64; 4],
    /// Spread of the reps' own seasons.
    pub season_spread: f64,
    /// Spread of quarters that all reps share.
    pub shock_spread: f64,
    /// Spread of a rep's own quarters.
    pub rep_spread: f64,
    /// Spread of lasting differences between reps.
    pub productivity_spread: f64,
    /// Years before the window in which customers were already won.
    pub established_years: u32,
    /// How customers come back.
    pub purchases: PurchaseSettings,
    /// Leave out everything but orders, customers, products, reps and the truth.
    pub only_orders: bool,
    /// Accept a folder that is not empty.
    pub overwrite: bool,
}

/// How customers come back: the BG/NBD process (Fader, Hardie & Lee 2005).
///
/// A customer buys at a rate of their own per week, drawn from Gamma(`r`, `alpha_weeks`), and after each repeat
/// purchase leaves for good with a chance of their own, drawn from Beta(`a`, `b`). A week has five business days.
///
/// | name | default | meaning | range |
/// | --- | --- | --- | --- |
/// | `r` | 0.9 | shape of the purchase rates; small: customers differ much | 0.05 to 50 |
/// | `alpha_weeks` | 12 | scale of the rates: their mean is r ÷ α a week | 0.5 to 1,000 |
/// | `a` | 1.2 | shape of the dropout chance | 0.05 to 100 |
/// | `b` | 6 | shape of the dropout chance: its mean is a ÷ (a + b) | 0.05 to 1,000 |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PurchaseSettings {
    /// Shape of the purchase rates.
    pub r: f64,
    /// Scale of the purchase rates, in weeks.
    pub alpha_weeks: f64,
    /// First shape of the dropout chance.
    pub a: f64,
    /// Second shape of the dropout chance.
    pub b: f64,
}

impl Default for PurchaseSettings {
    fn default() -> Self {
        PurchaseSettings { r: 0.9, alpha_weeks: 12.0, a: 1.2, b: 6.0 }
    }
}

impl Default for GeneratorSettings {
    fn default() -> Self {
        GeneratorSettings {
            seed: 1,
            order_lines: 100_000,
            reps: 24,
            team_size: 8,
            years: 3,
            start: Day::from_ymd(2021, 1, 1).expect("the first of January is a day"),
            currency: Currency::USD,
            products: 120,
            declining_share: 0.12,
            newcomer_share: 0.15,
            leaver_share: 0.08,
            ramp_months: 6,
            return_share: 0.01,
            growth_per_year: 0.04,
            season: [0.90, 0.98, 0.94, 1.18],
            season_spread: 0.05,
            shock_spread: 0.06,
            rep_spread: 0.08,
            productivity_spread: 0.30,
            established_years: 2,
            purchases: PurchaseSettings::default(),
            only_orders: false,
            overwrite: false,
        }
    }
}

impl GeneratorSettings {
    /// The default company, with as many reps and products as usually go with this many order lines: a rep for
    /// 20,000 lines and a product for 1,000, from 12 to 5,000 and from 60 to 2,000.
    pub fn sized(order_lines: u64) -> Self {
        GeneratorSettings {
            order_lines,
            reps: (order_lines / 20_000).clamp(12, 5_000) as u32,
            products: (order_lines / 1_000).clamp(60, 2_000) as u32,
            ..GeneratorSettings::default()
        }
    }

    /// The settings as checked.
    pub(super) fn check(&self) -> Result<CheckedSettings, GenerateError> {
        self.check_sizes()?;
        self.check_shares()?;
        self.check_spreads()?;
        self.check_purchases()?;
        let mut set = self.clone();
        let mean = set.season.iter().sum::<f64>() / 4.0;
        set.season = set.season.map(|index| index / mean);
        Ok(CheckedSettings { set })
    }

    fn check_sizes(&self) -> Result<(), GenerateError> {
        within("order_lines", self.order_lines, 1_000..=100_000_000, "from 1,000 to 100,000,000")?;
        within("reps", self.reps, 4..=20_000, "from 4 to 20,000")?;
        let most = (self.order_lines / 20) as u32;
        within("reps", self.reps, 4..=most, "at most one rep for twenty order lines")?;
        within("team_size", self.team_size, 2..=50, "from 2 to 50")?;
        within("years", self.years, 1..=20, "from 1 to 20")?;
        within("products", self.products, 1..=100_000, "from 1 to 100,000")?;
        within("ramp_months", self.ramp_months, 0..=24, "from 0 to 24")?;
        within("established_years", self.established_years, 0..=10, "from 0 to 10")?;
        within("start", self.start.year(), 1980..=2100, "a day of the years 1980 to 2100")?;
        if self.start.day() != 1 || self.start.month() % 3 != 1 {
            return Err(refused("start", self.start, "the first day of a calendar quarter"));
        }
        Ok(())
    }

    fn check_shares(&self) -> Result<(), GenerateError> {
        within("declining_share", self.declining_share, 0.0..=0.5, "from 0 to 0.5")?;
        within("newcomer_share", self.newcomer_share, 0.0..=0.5, "from 0 to 0.5")?;
        within("leaver_share", self.leaver_share, 0.0..=0.5, "from 0 to 0.5")?;
        within("return_share", self.return_share, 0.0..=0.2, "from 0 to 0.2")?;
        within("growth_per_year", self.growth_per_year, -0.5..=1.0, "from -0.5 to 1")?;
        let special = declining(self) + newcomers(self) + leavers(self);
        if special >= self.reps {
            let allowed = "shares of declining, newcomers and leavers that leave at least one other rep";
            return Err(refused("declining_share", self.declining_share, allowed));
        }
        Ok(())
    }

    fn check_spreads(&self) -> Result<(), GenerateError> {
        for index in self.season {
            within("season", index, 0.1..=10.0, "an index from 0.1 to 10 for each quarter")?;
        }
        within("season_spread", self.season_spread, 0.0..=0.3, "from 0 to 0.3")?;
        within("shock_spread", self.shock_spread, 0.0..=0.5, "from 0 to 0.5")?;
        within("rep_spread", self.rep_spread, 0.0..=0.5, "from 0 to 0.5")?;
        within("productivity_spread", self.productivity_spread, 0.0..=1.0, "from 0 to 1")
    }

    fn check_purchases(&self) -> Result<(), GenerateError> {
        within("purchases.r", self.purchases.r, 0.05..=50.0, "from 0.05 to 50")?;
        within("purchases.alpha_weeks", self.purchases.alpha_weeks, 0.5..=1_000.0, "from 0.5 to 1,000")?;
        within("purchases.a", self.purchases.a, 0.05..=100.0, "from 0.05 to 100")?;
        within("purchases.b", self.purchases.b, 0.05..=1_000.0, "from 0.05 to 1,000")
    }
}

/// Settings within their ranges, the season rescaled to mean 1.
#[derive(Debug, Clone)]
pub(super) struct CheckedSettings {
    set: GeneratorSettings,
}

impl CheckedSettings {
    /// How many reps decline.
    pub(super) fn declining(&self) -> u32 {
        declining(&self.set)
    }

    /// How many reps are hired within the window.
    pub(super) fn newcomers(&self) -> u32 {
        newcomers(&self.set)
    }

    /// How many reps leave within the window.
    pub(super) fn leavers(&self) -> u32 {
        leavers(&self.set)
    }
}

impl Deref for CheckedSettings {
    type Target = GeneratorSettings;

    fn deref(&self) -> &GeneratorSettings {
        &self.set
    }
}

fn declining(set: &GeneratorSettings) -> u32 {
    share_of(set.declining_share, set.reps)
}

fn newcomers(set: &GeneratorSettings) -> u32 {
    share_of(set.newcomer_share, set.reps)
}

fn leavers(set: &GeneratorSettings) -> u32 {
    share_of(set.leaver_share, set.reps)
}

fn share_of(share: f64, count: u32) -> u32 {
    (share * f64::from(count)).round() as u32
}

fn within<T: PartialOrd + std::fmt::Display>(
    name: &'static str,
    received: T,
    range: RangeInclusive<T>,
    allowed: &'static str,
) -> Result<(), GenerateError> {
    if range.contains(&received) { Ok(()) } else { Err(refused(name, received, allowed)) }
}

fn refused(name: &'static str, received: impl std::fmt::Display, allowed: &'static str) -> GenerateError {
    GenerateError::Setting { name, received: received.to_string(), allowed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(settings: GeneratorSettings) -> String {
        settings.check().unwrap_err().to_string()
    }

    #[test]
    fn the_defaults_are_within_their_ranges() {
        assert!(GeneratorSettings::default().check().is_ok());
        for lines in [1_000, 1_000_000, 100_000_000] {
            assert!(GeneratorSettings::sized(lines).check().is_ok());
        }
    }

    #[test]
    fn a_setting_outside_its_range_is_named_with_what_is_allowed() {
        let settings = GeneratorSettings { order_lines: 999, ..GeneratorSettings::default() };
        assert_eq!(message(settings), "`order_lines` is 999, which is not from 1,000 to 100,000,000");
    }

    #[test]
    fn not_a_number_is_refused() {
        let settings = GeneratorSettings { return_share: f64::NAN, ..GeneratorSettings::default() };
        assert!(message(settings).starts_with("`return_share` is NaN"));
    }

    #[test]
    fn the_window_starts_with_a_quarter() {
        for (start, good) in [("2021-04-01", true), ("2021-05-01", false), ("2021-06-01", false), ("2021-01-02", false)]
        {
            let settings = GeneratorSettings { start: start.parse().unwrap(), ..GeneratorSettings::default() };
            assert_eq!(settings.check().is_ok(), good, "{start}");
        }
    }

    #[test]
    fn somebody_must_be_neither_declining_nor_new_nor_leaving() {
        let settings = GeneratorSettings { declining_share: 0.5, newcomer_share: 0.5, ..GeneratorSettings::default() };
        assert!(message(settings).contains("at least one other rep"));
    }

    #[test]
    fn the_season_is_rescaled_to_mean_one() {
        let settings = GeneratorSettings { season: [2.0, 2.0, 2.0, 6.0], ..GeneratorSettings::default() };
        let checked = settings.check().unwrap();
        assert!((checked.season.iter().sum::<f64>() - 4.0).abs() < 1e-12);
        assert!((checked.season[3] - 2.0).abs() < 1e-12);
    }
}
