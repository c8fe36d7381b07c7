//! What moves a rep's amounts from month to month: growth, season, ramp, decline, and luck shared and own.

use super::params::CheckedSettings;
use super::people::People;
use super::streams::{Stream, factor_around_one, stream};
use super::window::Window;

/// The factor on amounts by rep and month, and the part of it that a planner could foresee.
#[derive(Debug)]
pub(super) struct Factors {
    months: usize,
    sales: Vec<f64>,
    foreseen: Vec<f64>,
    /// By quarter: the luck that all reps share.
    pub(super) shocks: Vec<f64>,
    /// By rep, then quarter: the rep's own luck.
    pub(super) own_luck: Vec<Vec<f64>>,
}

impl Factors {
    pub(super) fn draw(settings: &CheckedSettings, window: &Window, people: &People) -> Factors {
        let mut rng = stream(settings.seed, Stream::Factors);
        let quarters = window.quarter_count();
        let mut luck =
            |spread: f64| -> Vec<f64> { (0..quarters).map(|_| factor_around_one(&mut rng, spread)).collect() };
        let shocks = luck(settings.shock_spread);
        let own_luck: Vec<Vec<f64>> = people.reps.iter().map(|_| luck(settings.rep_spread)).collect();
        let months = window.month_count();
        let mut sales = Vec::with_capacity(people.reps.len() * months);
        let mut foreseen = Vec::with_capacity(people.reps.len() * months);
        for (rep, luck) in people.reps.iter().zip(&own_luck) {
            for month in 0..months {
                let growth = (1.0 + settings.growth_per_year).powf(month as f64 / 12.0);
                let season = rep.season[window.season_of(month)];
                let expected = rep.productivity * growth * season * rep.ramp(month, settings.ramp_months);
                let fallen = rep.decline.map_or(1.0, |decline| decline.factor(month));
                foreseen.push(expected);
                sales.push(expected * shocks[month / 3] * luck[month / 3] * fallen);
            }
        }
        Factors { months, sales, foreseen, shocks, own_luck }
    }

    /// Everything that moves the rep's amounts in a month.
    pub(super) fn sales(&self, rep: usize, month: usize) -> f64 {
        self.sales[rep * self.months + month]
    }

    /// The same without luck and decline.
    pub(super) fn foreseen(&self, rep: usize, month: usize) -> f64 {
        self.foreseen[rep * self.months + month]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::GeneratorSettings;

    #[test]
    fn without_spreads_the_factor_is_growth_season_ramp_and_decline() {
        let settings = GeneratorSettings {
            season_spread: 0.0,
            shock_spread: 0.0,
            rep_spread: 0.0,
            productivity_spread: 0.0,
            growth_per_year: 0.0,
            ..GeneratorSettings::default()
        };
        let settings = settings.check().unwrap();
        let window = Window::new(&settings);
        let people = People::draw(&settings, &window);
        let factors = Factors::draw(&settings, &window, &people);
        for (number, rep) in people.reps.iter().enumerate() {
            for month in 0..36 {
                let expected = settings.season[month / 3 % 4]
                    * rep.ramp(month, 6)
                    * rep.decline.map_or(1.0, |decline| decline.factor(month));
                assert!((factors.sales(number, month) - expected).abs() < 1e-12);
            }
        }
    }
}
